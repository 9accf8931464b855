"""What is exported: columns with their headings, rows of texts, numbers, days and codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.codebook import SEPARATOR

Plain = str | int | date | None
Cell = Plain | tuple[str, ...]  # codes: none where a coder said nothing
Language = Literal["zh", "en"]


class ExportError(Exception):
    """The format cannot hold the sheet; the message is one line that names the row."""


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is its English heading, and the view's; `width` is in characters of a spreadsheet's column."""

    name: str
    chinese: str
    kind: Literal["text", "number", "day"] = "text"
    width: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingColumn(Column):
    """The codes that one coder gave on one dimension (its key and its title) of a book such as policy_tools@1."""

    codebook: str
    dimension: str
    title: str
    coder: str


def plain(cell: Cell) -> Plain:
    """A cell as a table holds it that knows no lists: codes are one text, parted by ；, and no codes are nothing."""
    return SEPARATOR.join(cell) or None if isinstance(cell, tuple) else cell


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows under columns, those of codings last; every row a value a column. `rows` may be walked once only."""

    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    language: Language = "zh"

    @property
    def headings(self) -> list[str]:
        return [column.chinese if self.language == "zh" else column.name for column in self.columns]
