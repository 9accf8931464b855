"""Writing workbooks in which text stays text: no formula, no date, nothing that a spreadsheet makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from corpus.export.formulas import is_formula

Cell = str | int | Decimal | date | None

MAX_ROWS = 1_048_576  # of a sheet
MAX_CELL = 32_767  # characters of a cell in a workbook
_LINE, _SPARE, _MAX_HEIGHT = 15, 3, 409  # points of a line, of a row besides, and of a row at most
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def shown(text: str) -> str:
    """A text as a cell can hold it: no control characters, one sort of line end, no longer than MAX_CELL."""
    clean = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return clean if len(clean) <= MAX_CELL else clean[: MAX_CELL - 1] + "…"


def _as_xml(text: str) -> str:
    """_x0041_ would be an A to a spreadsheet (ECMA-376, ST_Xstring): its first mark is written as such a number."""
    return _ESCAPE_LIKE.sub("_x005F_", shown(text))


def _format(value: int | Decimal | date) -> str:
    """The number format that shows a day as a day, and a number with the decimals that it has."""
    if isinstance(value, date):
        return "yyyy-mm-dd"
    places = -int(value.as_tuple().exponent) if isinstance(value, Decimal) else 0
    return f"0.{'0' * places}" if places > 0 else "0"


class SheetWriter:
    """One sheet of a write-only workbook, row by row, under a bold heading that stays in sight.

    widths: of the columns, in characters; a row is as high as its texts need, which not every program works out when
    it opens a file. Give ranges and validations to `sheet` itself.
    """

    def __init__(self, workbook: Workbook, name: str, widths: Sequence[float], freeze: str = "A2") -> None:
        self.sheet = workbook.create_sheet(name)
        self.rows = 0
        self.columns = len(widths)
        self._widths = widths
        for number, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        self.sheet.freeze_panes = freeze
        self.sheet.sheet_format.defaultRowHeight = _LINE + _SPARE
        self.sheet.sheet_format.customHeight = True
        wrap = Alignment(wrap_text=True, vertical="top")
        self._text = self._style(alignment=wrap, number_format="@")
        self._quoted = self._style(alignment=wrap, number_format="@", quotePrefix=True)
        self._head = self._style(
            alignment=wrap, font=Font(bold=True), fill=PatternFill("solid", fgColor="DDE7F0"), number_format="@"
        )
        self._title = self._style(font=Font(bold=True), number_format="@")
        self._note = self._style(number_format="@")
        self._shown_as: dict[str, Any] = {}  # by number format

    def _style(self, **settings: Any) -> Any:
        cell = WriteOnlyCell(self.sheet)
        for name, value in settings.items():
            setattr(cell, name, value)
        return cell._style

    def head(self, headings: Sequence[str]) -> None:
        self._append(headings, self._head, self._lines(headings))

    def add(self, cells: Sequence[Cell]) -> None:
        """One row: text as text, numbers as numbers with the decimals that they have, days as days."""
        self._append(cells, None, self._lines(cells))

    def title(self, text: str) -> None:
        """A row of one bold text, which runs on over the cells beside it."""
        self._append([text], self._title, 1)

    def note(self, text: str) -> None:
        """The same, plain."""
        self._append([text], self._note, 1)

    def _append(self, cells: Sequence[Cell], style: Any, lines: int) -> None:
        if self.rows == MAX_ROWS:
            raise ValueError(f"more than {MAX_ROWS} rows, which is what a sheet holds; a CSV holds more")
        self.rows += 1
        heights = self.sheet.row_dimensions
        if lines > 1:  # as the attributes of a row: a height that a program may change when the text does
            heights[self.rows] = {"ht": str(min(lines * _LINE + _SPARE, _MAX_HEIGHT))}
        self.sheet.append(list(self._made(cells, style)))
        heights.pop(self.rows, None)

    def _lines(self, cells: Sequence[Cell]) -> int:
        """How many lines the row's longest text takes, a Chinese character being as wide as two others."""
        most = 1
        for text, width in zip(cells, self._widths, strict=False):
            if isinstance(text, str) and (len(text) * 2 >= width or "\n" in text):
                rest = max(width - 1, 1)
                lines = (len(line.encode("gb18030", "replace")) for line in text.split("\n"))
                most = max(most, sum(max(1, ceil(length / rest)) for length in lines))
        return most

    def _made(self, cells: Sequence[Cell], style: Any) -> Iterator[Any]:
        for value in cells:
            if value is None:
                yield None
                continue
            cell = WriteOnlyCell(self.sheet)
            if value == "":  # what is filled in there is a text too
                cell._style = copy(self._text)
            elif isinstance(value, str):
                cell.value = _as_xml(value)
                cell.data_type = "s"
                cell._style = copy(style or (self._quoted if is_formula(value) else self._text))
            else:
                cell.value = value
                cell._style = copy(self._number(_format(value)))
            yield cell

    def _number(self, number_format: str) -> Any:
        if number_format not in self._shown_as:
            top = Alignment(vertical="top")
            self._shown_as[number_format] = self._style(alignment=top, number_format=number_format)
        return self._shown_as[number_format]

    def filterable(self) -> None:
        """Gives the heading filter buttons over all rows written so far."""
        self.sheet.auto_filter.ref = f"A1:{get_column_letter(self.columns)}{max(self.rows, 1)}"


def new_workbook() -> Workbook:
    """A workbook that is written row by row."""
    return Workbook(write_only=True)


def column(number: int) -> str:
    """The letters of a column, counted from 0."""
    return str(get_column_letter(number + 1))
