"""Writing workbooks in which text stays text: no formula, no date, nothing that a spreadsheet makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from corpus.export.formulas import is_formula

Cell = str | int | float | date | None

MAX_ROWS = 1_048_576  # of a sheet
MAX_CELL = 32_767  # characters of a cell in a workbook
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def shown(text: str) -> str:
    """A text as a cell can hold it: no control characters, one sort of line end, no longer than MAX_CELL."""
    clean = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return clean if len(clean) <= MAX_CELL else clean[: MAX_CELL - 1] + "…"


def _as_xml(text: str) -> str:
    """_x0041_ would be an A to a spreadsheet (ECMA-376, ST_Xstring): its first mark is written as such a number."""
    return _ESCAPE_LIKE.sub("_x005F_", shown(text))


class SheetWriter:
    """One sheet of a write-only workbook, row by row, under a bold heading that stays in sight.

    widths: of the columns, in characters. Give ranges and validations to `sheet` itself.
    """

    def __init__(self, workbook: Workbook, name: str, widths: Sequence[float], freeze: str = "A2") -> None:
        self.sheet = workbook.create_sheet(name)
        self.rows = 0
        self.columns = len(widths)
        for number, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        self.sheet.freeze_panes = freeze
        wrap = Alignment(wrap_text=True, vertical="top")
        self._text = self._style(alignment=wrap, number_format="@")
        self._quoted = self._style(alignment=wrap, number_format="@", quotePrefix=True)
        self._head = self._style(
            alignment=wrap, font=Font(bold=True), fill=PatternFill("solid", fgColor="DDE7F0"), number_format="@"
        )

    def _style(self, **settings: Any) -> Any:
        cell = WriteOnlyCell(self.sheet)
        for name, value in settings.items():
            setattr(cell, name, value)
        return cell._style

    def head(self, headings: Sequence[str]) -> None:
        self._append(headings, self._head)

    def add(self, cells: Sequence[Cell]) -> None:
        """One row: text as text, numbers as numbers, days as days."""
        self._append(cells, None)

    def _append(self, cells: Sequence[Cell], style: Any) -> None:
        if self.rows == MAX_ROWS:
            raise ValueError(f"more than {MAX_ROWS} rows, which is what a sheet holds; a CSV holds more")
        self.sheet.append(list(self._made(cells, style)))
        self.rows += 1

    def _made(self, cells: Sequence[Cell], style: Any) -> Iterator[Any]:
        for value in cells:
            if value is None or value == "":
                yield None
                continue
            cell = WriteOnlyCell(self.sheet)
            if isinstance(value, str):
                cell.value = _as_xml(value)
                cell.data_type = "s"
                cell._style = copy(style or (self._quoted if is_formula(value) else self._text))
            else:
                cell.value = value
            yield cell

    def filterable(self) -> None:
        """Gives the heading filter buttons over all rows written so far."""
        self.sheet.auto_filter.ref = f"A1:{get_column_letter(self.columns)}{max(self.rows, 1)}"


def new_workbook() -> Workbook:
    """A workbook that is written row by row."""
    return Workbook(write_only=True)


def column(number: int) -> str:
    """The letters of a column, counted from 0."""
    return str(get_column_letter(number + 1))
