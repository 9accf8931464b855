"""A corpus's units leave for other programs: one sheet of rows, a module a format.

Each format's module has one function, `write(sheet, file)`, that writes the whole sheet to a binary file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from storage.atomic import written_whole

if TYPE_CHECKING:
    from corpus.export.sheet import Cell, Sheet


class Form(StrEnum):
    """The formats: each is the name of its module."""

    xlsx = "xlsx"
    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"


def export(sheet: Sheet, form: Form, path: Path) -> int:
    """Writes the sheet to `path`, whole or not at all, and returns its rows.

    Raises ExportError for what the format cannot hold, OSError where the file cannot be written.
    """
    written = 0

    def counted() -> Iterator[Sequence[Cell]]:
        nonlocal written
        for row in sheet.rows:
            written += 1
            yield row

    writer = import_module(f"corpus.export.{form}")
    with written_whole(path) as file:
        writer.write(replace(sheet, rows=counted()), file)
    return written
