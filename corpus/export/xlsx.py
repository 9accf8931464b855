"""XLSX: a frozen heading row, columns wide enough, every text a text cell: no ref becomes a date, no text a formula."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from corpus.export.formulas import is_formula
from corpus.export.sheet import Cell, ExportError, Sheet

# Excel's limits, from its published specifications.
MAX_TEXT = 32_767
MAX_ROWS = 1_048_576

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML 1.0 cannot carry
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # _x0041_ is an A to Excel (ECMA-376, ST_Xstring)
_TOP = Alignment(vertical="top", wrap_text=True)


def write(sheet: Sheet, file: BinaryIO) -> None:
    """Raises ExportError for a text or a number of rows beyond Excel's limits: nothing is cut off silently."""
    book = Workbook(write_only=True)
    page = book.create_sheet("units")
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.append([_heading(page, heading) for heading in sheet.headings])
    try:
        for number, row in enumerate(sheet.rows, 2):
            if number > MAX_ROWS:
                raise ExportError(f"more than {MAX_ROWS - 1} rows, which is what an XLSX sheet holds; other formats do")
            page.append(list(_cells(page, row)))
    except BaseException:
        page.close()  # openpyxl writes to a temporary file meanwhile
        raise
    book.save(file)


def _heading(page: Any, text: str) -> Any:
    cell = _text_cell(page, text)
    cell.font = Font(bold=True)
    return cell


def _cells(page: Any, row: Sequence[Cell]) -> Iterator[Any]:
    for value in row:
        if isinstance(value, str):
            if len(value) > MAX_TEXT:
                raise ExportError(f"{row[0]}: {len(value)} characters, an XLSX cell holds {MAX_TEXT}; other formats do")
            yield _text_cell(page, value)
        else:
            cell = WriteOnlyCell(page, value)
            cell.alignment = _TOP
            yield cell


def _text_cell(page: Any, text: str) -> Any:
    """A cell that is text whatever its beginning; characters that the file cannot carry are left out."""
    cell = WriteOnlyCell(page, _ESCAPE_LIKE.sub("_x005F_", _NOT_XML.sub("", text)))
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = is_formula(text)
    cell.alignment = _TOP
    return cell
