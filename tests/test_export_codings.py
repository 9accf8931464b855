"""Codings that leave a corpus beside its units: every format read back, on both databases."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest
from sqlalchemy import Engine

from corpus.codebook import Codebook, load_codebook, read_codebook, shipped
from corpus.coding import SETTLED, lines_for, store_codebook
from corpus.export import Form, export
from corpus.export.formulas import MARKS
from corpus.export.sheet import Language
from corpus.export.units import COLUMNS, units_sheet
from corpus.sheet import Line, write_xlsx
from corpus.taking import take_sheet
from tests.coded import NAME, fill
from tests.test_codebook import OWN

BOOK = load_codebook(shipped()["policy_tools"])
LATER = read_codebook(BOOK.source.replace('version = "1"', 'version = "2"'), "later")
SEVERAL = read_codebook(OWN, "own")
UNITS = 4
NASTY = "=HYPERLINK(1)"  # a coder's name
Given = Mapping[str, list[dict[str, list[str]]]]  # coder → for each unit in turn, dimension → codes

GIVEN: Given = {
    "甲": [{"tool": ["资金投入"], "theme": ["人才发展"]}, {"tool": ["不可编码"]}],
    NASTY: [{"tool": ["办学模式"], "theme": ["人才发展"]}, {}, {"theme": ["产业变革"]}],
    SETTLED: [{"tool": ["办学模式"], "theme": ["人才发展"]}],
}
ORDER = (SETTLED, "甲", NASTY)


@pytest.fixture
def filled(engine: Engine) -> Engine:
    fill(engine, UNITS)
    return engine


def code(engine: Engine, book: Codebook, given: Given) -> None:
    """Takes a sheet of each coder in."""
    for coder, units in given.items():
        with engine.begin() as connection:
            store_codebook(connection, book)
            lines = list(lines_for(connection, NAME, book, coder))
        coded = [Line(line.unit, coder, answers) for line, answers in zip(lines, units, strict=False)]
        sheet = io.BytesIO()
        write_xlsx(sheet, book, coded)
        with engine.begin() as connection:
            assert take_sheet(connection, sheet.getvalue()).stored


def exported(engine: Engine, folder: Path, form: Form, language: Language = "zh") -> bytes:
    with engine.connect() as connection:
        export(units_sheet(connection, NAME, language), form, folder / "units")
    return (folder / "units").read_bytes()


def said(coder: str, dimension: str) -> list[str]:
    units = [*GIVEN[coder], *[{}] * UNITS][:UNITS]
    return ["；".join(unit.get(dimension, [])) for unit in units]


def table_of(data: bytes, form: Form) -> tuple[list[str], list[list[Any]]]:
    """Headings and rows of an export, with "" where nothing is."""
    if form is Form.parquet:
        table = pyarrow.parquet.read_table(io.BytesIO(data))
        assert {str(table.schema.field(name).type) for name in table.column_names[len(COLUMNS) :]} <= {"string"}
        return table.column_names, [
            ["" if cell is None else cell for cell in row.values()] for row in table.to_pylist()
        ]
    if form is Form.csv:
        heading, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        return heading, [list(row) for row in rows]
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert not [cell for row in page for cell in row if cell.data_type == "f"]
    heading, *rows = ([cell.value or "" for cell in row] for row in page)
    return heading, rows


@pytest.mark.parametrize("form", [Form.xlsx, Form.csv, Form.parquet])
def test_a_column_a_dimension_and_a_coder(filled: Engine, tmp_path: Path, form: Form) -> None:
    code(filled, BOOK, GIVEN)
    heading, rows = table_of(exported(filled, tmp_path, form), form)
    assert heading[: len(COLUMNS)] == [column.chinese for column in COLUMNS]
    columns = [
        (title, key, coder) for title, key in (("政策工具（X）", "tool"), ("发展主题（Y）", "theme")) for coder in ORDER
    ]
    assert heading[len(COLUMNS) :] == [f"{title}·{coder}" for title, _, coder in columns]
    assert not [name for name in heading if name.startswith(MARKS)]
    found = list(zip(*(row[len(COLUMNS) :] for row in rows), strict=True))
    assert [list(column) for column in found] == [said(coder, key) for _, key, coder in columns]
    assert [row[0] for row in rows] == ["1-1-1-1", "1-1-1-2", "2-1-1-1", "3-1-1-1"]


def test_json_lines_have_an_object_a_coding(filled: Engine, tmp_path: Path) -> None:
    code(filled, BOOK, GIVEN)
    lines = [json.loads(line) for line in exported(filled, tmp_path, Form.jsonl, "en").splitlines()]
    assert list(lines[0]) == [*(column.name for column in COLUMNS), "codings"]
    assert [[(each["dimension"], each["coder"], each["codes"]) for each in line["codings"]] for line in lines] == [
        [
            (dimension, coder, GIVEN[coder][at][dimension])
            for dimension in ("tool", "theme")
            for coder in ORDER
            if at < len(GIVEN[coder]) and dimension in GIVEN[coder][at]
        ]
        for at in range(UNITS)
    ]
    assert {each["codebook"] for line in lines for each in line["codings"]} == {"policy_tools@1"}
    chinese = json.loads(exported(filled, tmp_path, Form.jsonl).splitlines()[0])
    first = {"编码方案": "policy_tools@1", "维度": "政策工具（X）", "编码员": SETTLED, "编码": ["办学模式"]}
    assert chinese["编码"][0] == first


def test_headings_in_english(filled: Engine, tmp_path: Path) -> None:
    code(filled, BOOK, {"甲": GIVEN["甲"]})
    heading, _ = table_of(exported(filled, tmp_path, Form.csv, "en"), Form.csv)
    assert heading[len(COLUMNS) :] == ["tool·甲", "theme·甲"]


def test_books_are_told_apart_where_there_are_several(filled: Engine, tmp_path: Path) -> None:
    """Of another version and another book; several codes are one text, in the book's order."""
    code(filled, BOOK, {"甲": GIVEN["甲"]})
    code(filled, LATER, {"甲": [{"theme": ["科技创新"]}]})
    code(filled, SEVERAL, {"乙": [{"what": ["乙类（乙）", "甲之一"]}]})
    heading, rows = table_of(exported(filled, tmp_path, Form.parquet, "en"), Form.parquet)
    first = dict(zip(heading, rows[0], strict=True))
    assert {name: cell for name, cell in first.items() if "·" in name} == {
        "tool·甲·policy_tools@1": "资金投入",
        "theme·甲·policy_tools@1": "人才发展",
        "tool·甲·policy_tools@2": "",
        "theme·甲·policy_tools@2": "科技创新",
        "what·乙·own@1": "甲之一；乙类（乙）",
    }
    (line, *_) = exported(filled, tmp_path, Form.jsonl, "en").splitlines()
    assert json.loads(line)["codings"][-1] == {
        "codebook": "own@1", "dimension": "what", "coder": "乙", "codes": ["甲之一", "乙类（乙）"],
    }  # fmt: skip


@pytest.mark.parametrize("form", list(Form))
def test_without_codings_there_is_no_trace_of_them(filled: Engine, tmp_path: Path, form: Form) -> None:
    """Not where a book is stored either."""
    before = exported(filled, tmp_path, form)
    with filled.begin() as connection:
        store_codebook(connection, BOOK)
        assert units_sheet(connection, NAME).columns == COLUMNS
    assert exported(filled, tmp_path, form) == before or form is Form.xlsx  # a workbook bears the time
    if form is Form.jsonl:
        assert list(json.loads(before.splitlines()[0])) == [column.chinese for column in COLUMNS]
