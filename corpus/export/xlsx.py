"""XLSX: a heading that stays in sight, columns wide enough, every text a text cell: no ref becomes a date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from corpus.export.sheet import ExportError, Plain, Sheet, plain
from corpus.spreadsheet import MAX_CELL, MAX_ROWS, SheetWriter, new_workbook


def write(sheet: Sheet, file: BinaryIO) -> None:
    """Raises ExportError for a text or a number of rows beyond Excel's limits: nothing is cut off silently."""
    book = new_workbook()
    page = SheetWriter(book, "units", [column.width for column in sheet.columns])
    page.head(sheet.headings)
    try:
        for row in sheet.rows:
            cells = [plain(cell) for cell in row]
            _check(page.rows, cells)
            page.add(cells)
    except BaseException:
        page.sheet.close()  # openpyxl writes to a temporary file meanwhile
        raise
    page.filterable()
    book.save(file)


def _check(rows: int, row: Sequence[Plain]) -> None:
    if rows >= MAX_ROWS:
        raise ExportError(f"more than {MAX_ROWS - 1} rows, which is what an XLSX sheet holds; other formats do")
    longest = max((len(value) for value in row if isinstance(value, str)), default=0)
    if longest > MAX_CELL:
        raise ExportError(f"{row[0]}: {longest} characters, an XLSX cell holds {MAX_CELL}; other formats do")
