"""A corpus's units leave for other programs: one sheet of rows, a module a format.

Each format's module has one function, `write(sheet, file)`, that writes the whole sheet to a binary file.
"""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from storage.atomic import written_whole

if TYPE_CHECKING:
    from corpus.export.sheet import Sheet


class Form(StrEnum):
    """The formats: each is the name of its module."""

    xlsx = "xlsx"
    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"


def export(sheet: Sheet, form: Form, path: Path) -> None:
    """Writes the sheet to `path`, whole or not at all.

    Raises ExportError for what the format cannot hold, OSError where the file cannot be written.
    """
    writer = import_module(f"corpus.export.{form}")
    with written_whole(path) as file:
        writer.write(sheet, file)
