"""A corpus's units leave for other programs: one sheet of rows, a module a format.

Each format's module has one function, `write(sheet, file)`, that writes the whole sheet to a binary file.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from enum import StrEnum
from importlib import import_module
from pathlib import Path

from corpus.export.sheet import ExportError, Sheet

__all__ = ["ExportError", "Form", "Sheet", "export"]


class Form(StrEnum):
    """The formats: each is the name of its module."""

    xlsx = "xlsx"
    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"


def export(sheet: Sheet, form: Form, path: Path) -> None:
    """Writes the sheet to `path`, whole or not at all: a temporary file beside it takes its name at the end.

    Raises ExportError for what the format cannot hold, OSError where the file cannot be written.
    """
    writer = import_module(f"corpus.export.{form}")
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            writer.write(sheet, file)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def _umask() -> int:
    """The permissions that new files lack; there is no way to ask but to set."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
