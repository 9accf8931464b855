"""What a Word file holds, whatever its format: paragraphs, and tables of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from corpus.reading.lines import Align


@dataclass(slots=True)
class Paragraph:
    """One paragraph, as it is set. A line feed in its text is a break of the line, a tab a blank.

    bold, red: all of it. size: in points, of its first letters; page: how many breaks of the page stand before it.
    gap: an empty paragraph stands before it. contents: it belongs to a table of contents. table: it stands for one, a
    line a row.
    """

    text: str
    align: Align = ""
    bold: bool = False
    red: bool = False
    size: float = 0.0
    page: int = 0
    gap: bool = False
    contents: bool = False
    table: bool = False

    @property
    def line_texts(self) -> Sequence[str]:
        return self.text.split("\n")

    @property
    def centred(self) -> bool:
        return self.align == "center"

    @property
    def is_table(self) -> bool:
        return self.table

    def followed_by(self, other: Paragraph) -> Paragraph:
        return replace(self, text=f"{self.text}\n{other.text}", bold=self.bold and other.bold)


@dataclass(slots=True)
class Cell:
    """A cell of a table, so many columns wide. continues: it is one with the cell above."""

    content: list[Content] = field(default_factory=list)
    span: int = 1
    continues: bool = False


@dataclass(slots=True)
class Table:
    """Rows of cells. drawn: lines are drawn around them."""

    rows: list[list[Cell]] = field(default_factory=list)
    drawn: bool = False


Content: TypeAlias = Paragraph | Table


@dataclass(slots=True)
class Story:
    """A file's text in reading order; its foot- and endnotes; how many pictures it shows; what is to be said of it."""

    content: list[Content] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pictures: int = 0
    warnings: list[str] = field(default_factory=list)
