"""What leaves a corpus, read back: every format, whatever the texts are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from corpus.export import Form, export, xlsx
from corpus.export.formulas import MARKS, escaped, unescaped
from corpus.export.sheet import Column, ExportError, Sheet
from corpus.spreadsheet import MAX_CELL

COLUMNS = (Column("ref", "编号"), Column("no", "序号", "number"), Column("text", "文本"), Column("day", "日期", "day"))
Rows = Sequence[tuple[str, int | None, str, date | None]]

NASTY = [
    "=1+1",
    "'=1+1",
    "''=x",
    "-2",
    "@SUM(A1)",
    "+86",
    "\t=1",
    "1-2-2-1",
    "2-2-1",
    "_x0041_",
    "_x005F_",
    '"a",b',
    " ",
]
texts = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
# What a spreadsheet's file can carry: no control characters, no noncharacters.
printable = st.sampled_from([text for text in NASTY if "\t" not in text]) | st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=30
)


def rows(of: st.SearchStrategy[str]) -> st.SearchStrategy[Rows]:
    numbers = st.none() | st.integers(0, 2**31 - 1)
    days = st.none() | st.dates(date(1949, 10, 1), date(2100, 1, 1))
    return st.lists(st.tuples(of.filter(bool), numbers, of, days), max_size=6)


def written(module: str, given_rows: Rows, **options: Any) -> io.BytesIO:
    from importlib import import_module

    file = io.BytesIO()
    import_module(f"corpus.export.{module}").write(Sheet(COLUMNS, iter(given_rows), **options), file)
    file.seek(0)
    return file


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@given(rows(texts))
def test_jsonl_read_back(given_rows: Rows) -> None:
    lines = written("jsonl", given_rows, language="en").read().decode().split("\n")
    assert lines.pop() == ""
    wanted = [{"ref": ref, "no": no, "text": text, "day": iso(day)} for ref, no, text, day in given_rows]
    assert [json.loads(line) for line in lines] == wanted
    assert all(list(json.loads(line)) == ["ref", "no", "text", "day"] for line in lines)


@given(rows(texts))
def test_csv_read_back(given_rows: Rows) -> None:
    data = written("csv", given_rows).read()
    assert data.startswith("\ufeff编号,序号,文本,日期\r\n".encode())
    _, *found = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert [[unescaped(ref), no, unescaped(text), day] for ref, no, text, day in found] == [
        [ref, "" if no is None else str(no), text, iso(day) or ""] for ref, no, text, day in given_rows
    ]
    assert not [cell for row in found for cell in (row[0], row[2]) if cell.startswith(MARKS)]


@given(texts)
def test_what_is_escaped_comes_back(text: str) -> None:
    assert unescaped(escaped(text)) == text


@given(rows(texts))
def test_parquet_read_back(given_rows: Rows) -> None:
    table = pyarrow.parquet.read_table(written("parquet", given_rows))
    assert table.column_names == ["编号", "序号", "文本", "日期"]
    assert [str(field.type) for field in table.schema] == ["string", "int32", "string", "date32[day]"]
    assert [tuple(row.values()) for row in table.to_pylist()] == list(given_rows)


def text_of(cell: Any) -> str:
    """A text cell's text as Excel shows it; openpyxl leaves the escapes of texts within a sheet as they are."""
    text: str = unescape(cell.value or "")
    return text


@settings(max_examples=30)
@given(rows(printable))
def test_xlsx_read_back(given_rows: Rows) -> None:
    page = openpyxl.load_workbook(written("xlsx", given_rows)).active
    heading, *found = page.iter_rows()
    assert [cell.value for cell in heading] == ["编号", "序号", "文本", "日期"]
    assert [
        (text_of(row[0]), row[1].value, text_of(row[2]), row[3].value and row[3].value.date()) for row in found
    ] == list(given_rows)
    for row in found:
        assert {cell.data_type for cell in (row[0], row[2]) if cell.value} <= {"s"}
        assert row[0].number_format == "@"
    assert page.freeze_panes == "A2"
    assert page.column_dimensions["A"].width == COLUMNS[0].width


def test_xlsx_leaves_out_what_its_file_cannot_carry() -> None:
    page = openpyxl.load_workbook(written("xlsx", [("a\x07\ufffe", 1, "b\x1b[2J", None)])).active
    assert [cell.value for cell in page[2]] == ["a", 1, "b[2J", None]


def test_xlsx_cuts_nothing_off(monkeypatch: pytest.MonkeyPatch) -> None:
    written("xlsx", [("1-1-1-1", 1, "长" * MAX_CELL, None)])
    with pytest.raises(ExportError, match="1-1-1-1: 32768 characters"):
        written("xlsx", [("1-1-1-1", 1, "长" * (MAX_CELL + 1), None)])
    monkeypatch.setattr(xlsx, "MAX_ROWS", 3)
    two: Rows = [("a", 1, "b", None)] * 2
    written("xlsx", two)
    with pytest.raises(ExportError, match="more than 2 rows"):
        written("xlsx", [*two, two[0]])


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    def broken() -> Any:
        yield ("1", 1, "a", None)
        raise RuntimeError("killed")

    path = tmp_path / "units.csv"
    path.write_text("before")
    with pytest.raises(RuntimeError, match="killed"):
        export(Sheet(COLUMNS, broken()), Form.csv, path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
    export(Sheet(COLUMNS, []), Form.csv, path)
    assert path.read_text("utf-8-sig") == "编号,序号,文本,日期\n"
    assert list(tmp_path.iterdir()) == [path]
    (tmp_path / "other").write_text("")
    assert path.stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("form", list(Form))
def test_every_format_makes_a_file(form: Form, tmp_path: Path) -> None:
    export(Sheet(COLUMNS, [("1-2-2-1", 1, "样例。", date(2021, 10, 12))]), form, tmp_path / "units")
    assert (tmp_path / "units").stat().st_size > 0
