"""CSV for people with a spreadsheet: UTF-8 with a byte order mark, lines end in CR LF (RFC 4180), formulas escaped."""

from __future__ import annotations

import csv
import io
from typing import BinaryIO

from corpus.export.formulas import escaped
from corpus.export.sheet import Cell, Plain, Sheet, plain


def write(sheet: Sheet, file: BinaryIO) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(map(escaped, sheet.headings))
    writer.writerows([_cell(value) for value in row] for row in sheet.rows)
    text.flush()
    text.detach()


def _cell(value: Cell) -> Plain:
    shown = plain(value)
    return escaped(shown) if isinstance(shown, str) else shown
