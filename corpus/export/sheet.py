"""What is exported: columns with their headings, rows of texts, numbers and days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Cell = str | int | date | None
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


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows under columns, every row a value a column; `rows` may be walked once only."""

    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    language: Language = "zh"

    @property
    def headings(self) -> list[str]:
        return [column.chinese if self.language == "zh" else column.name for column in self.columns]
