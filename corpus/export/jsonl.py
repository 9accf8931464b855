"""JSON Lines: an object a row, in the order of the columns; a day is ISO text, what is unknown is null.

Codings are one list, an object a coder and a dimension that the coder answered, with the codes as a list: what
`pandas.json_normalize(rows, "codings", "corpus_ref")` makes a table of, a row a coding.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, BinaryIO

from corpus.export.sheet import Cell, CodingColumn, Language, Sheet

_KEYS = {
    "zh": ("编码", ("编码方案", "维度", "编码员", "编码")),
    "en": ("codings", ("codebook", "dimension", "coder", "codes")),
}


def write(sheet: Sheet, file: BinaryIO) -> None:
    codings = [column for column in sheet.columns if isinstance(column, CodingColumn)]
    headings = sheet.headings[: len(sheet.columns) - len(codings)]
    for row in sheet.rows:
        line: dict[str, Any] = dict(zip(headings, map(_value, row), strict=False))
        if codings:
            line[_KEYS[sheet.language][0]] = list(_given(codings, row[len(headings) :], sheet.language))
        file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


def _given(columns: Sequence[CodingColumn], cells: Sequence[Cell], language: Language) -> Iterator[dict[str, Any]]:
    for column, codes in zip(columns, cells, strict=True):
        if codes:
            dimension = column.title if language == "zh" else column.dimension
            said = (column.codebook, dimension, column.coder, codes)
            yield dict(zip(_KEYS[language][1], said, strict=True))


def _value(cell: Cell) -> Any:
    return cell.isoformat() if isinstance(cell, date) else cell
