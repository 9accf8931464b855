"""Parquet: texts, 32-bit numbers and days under their own types, a row group each few thousand rows."""

from __future__ import annotations

from itertools import islice
from typing import BinaryIO

import pyarrow
from pyarrow.parquet import ParquetWriter

from corpus.export.sheet import Sheet, plain

_GROUP = 10_000  # rows
_TYPES = {"text": pyarrow.string(), "number": pyarrow.int32(), "day": pyarrow.date32()}


def write(sheet: Sheet, file: BinaryIO) -> None:
    schema = pyarrow.schema(
        (heading, _TYPES[column.kind]) for heading, column in zip(sheet.headings, sheet.columns, strict=True)
    )
    rows = iter(sheet.rows)
    with ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(islice(rows, _GROUP)):
            columns = [
                pyarrow.array(map(plain, values), field.type)
                for values, field in zip(zip(*group, strict=True), schema, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(columns, schema=schema))
