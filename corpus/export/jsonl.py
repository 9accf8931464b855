"""JSON Lines: an object a row, in the order of the columns; a day is ISO text, what is unknown is null."""

from __future__ import annotations

import json
from datetime import date
from typing import BinaryIO

from corpus.export.sheet import Cell, Sheet


def write(sheet: Sheet, file: BinaryIO) -> None:
    headings = sheet.headings
    for row in sheet.rows:
        line = dict(zip(headings, map(_value, row), strict=True))
        file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


def _value(cell: Cell) -> str | int | None:
    return cell.isoformat() if isinstance(cell, date) else cell
