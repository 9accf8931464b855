"""The coding sheet: out and back with every answer the same, and bad sheets each with a clear line."""

from __future__ import annotations

import contextlib
import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.codebook import UNCODABLE, load_codebook, read_codebook, shipped
from corpus.sheet import (
    CODER,
    Line,
    Row,
    SheetError,
    SheetUnit,
    headings,
    read_sheet,
    rows_of,
    same_text,
    write_csv,
    write_xlsx,
)
from corpus.workbook import WorkbookError, read_workbook
from tests.test_codebook import OWN

BOOK = load_codebook(shipped()["policy_tools"])
TOOL, THEME = BOOK.dimensions
Writer = Callable[..., int]
WRITERS = pytest.mark.parametrize("write", [write_xlsx, write_csv], ids=["xlsx", "csv"])


def unit(number: int, text: str = "支持样例学校与样例企业共建基地。") -> SheetUnit:
    return SheetUnit(
        f"1-2-2-{number}", f"hunan:9f3c2a719f3c@1/2-2-{number}", "样例意见", "二、任务", "（二）措施", text
    )


LINES = [
    Line(unit(1), "甲", {"tool": ["校企合作（产教融合）"], "theme": ["人才发展"]}, "存疑"),
    Line(unit(2, "=1+1 像公式的一句。"), "甲", {"tool": ["“三教”改革"]}),
    Line(unit(3), "甲", {"tool": [UNCODABLE], "theme": [UNCODABLE]}),
    Line(unit(4), "甲"),
]


def written(write: Writer, lines: Sequence[Line] = LINES, book: Any = BOOK) -> bytes:
    file = io.BytesIO()
    assert write(file, book, lines) == len(lines)
    return file.getvalue()


def read(data: bytes, book: Any = BOOK, coder: str = "") -> list[Row]:
    return list(rows_of(read_sheet(data), book, coder))


def csv_of(*rows: Sequence[str], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_of(*rows: Sequence[Any], change: Callable[[Any], None] = lambda sheet: None) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    change(workbook.active)
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


HEAD = headings(BOOK)


def filled(ref: Any = "1-2-2-1", tool: Any = "资金投入", theme: str = "人才发展", coder: str = "甲") -> list[Any]:
    return [ref, "", "样例意见", "", "", "文本。", tool, theme, coder, "", BOOK.label]


@WRITERS
def test_out_and_back(write: Writer) -> None:
    rows = read(written(write))
    assert [(row.ref, row.citation, row.coder, row.remark) for row in rows] == [
        (line.unit.ref, line.unit.citation, "甲", line.remark) for line in LINES[:3]
    ]
    assert [row.answers for row in rows] == [
        {key: tuple(codes) for key, codes in line.answers.items()} for line in LINES[:3]
    ]
    assert all(same_text(line.unit.text, row.text) for line, row in zip(LINES, rows, strict=False))
    assert not any(row.problems for row in rows)


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("=+-@'，；\"\t\n\r\x01_x0041_"),
    min_size=1,
    max_size=30,
)


@WRITERS
@settings(max_examples=40, deadline=None)
@given(
    texts=st.lists(TEXTS, min_size=1, max_size=4),
    answers=st.lists(st.sampled_from(TOOL.answers), min_size=4, max_size=4),
    remark=TEXTS,
)
def test_any_text_comes_back(write: Writer, texts: list[str], answers: list[str], remark: str) -> None:
    lines = [Line(unit(at, text), "甲", {"tool": [answers[at]]}, remark) for at, text in enumerate(texts)]
    rows = read(written(write, lines))
    assert [row.answers["tool"] for row in rows] == [(answers[at],) for at in range(len(texts))]
    for text, row in zip(texts, rows, strict=True):
        assert same_text(text, row.text)
        assert same_text(remark, row.remark)
        assert not row.problems


def test_workbook_is_ready_to_code_in() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(written(write_xlsx)))
    sheet = workbook["编码"]
    assert [cell.value for cell in sheet[1]] == HEAD
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:K{len(LINES) + 1}"
    assert {cell.data_type for row in sheet["A2":"F5"] for cell in row} == {"s"}
    assert {sheet[place].number_format for place in ("A2", "G2", "G5", "H5", "J5")} == {"@"}  # row 5 is still open
    assert sheet["G5"].alignment.vertical == "top"
    assert sheet["F3"].quotePrefix
    assert sheet.column_dimensions["F"].width >= 60
    lists = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
    assert set(lists) == {"G2:G5", "H2:H5"}
    for where, dimension in zip(lists, BOOK.dimensions, strict=True):
        name, _, cells = lists[where].formula1.partition("!")
        drawn = [cell.value for (cell,) in workbook[name.strip("'")][cells.replace("$", "")]]
        assert drawn == list(dimension.answers)
        assert lists[where].showErrorMessage


def test_rows_are_as_high_as_their_texts() -> None:
    """70 characters wide, a Chinese one counting twice: 100 of them take three lines; a short text needs no height."""
    lines = [Line(unit(1, "长" * 100)), Line(unit(2, "短。")), Line(unit(3, "行\n行\n行\n行"))]
    sheet = openpyxl.load_workbook(io.BytesIO(written(write_xlsx, lines)))["编码"]
    heights = [sheet.row_dimensions[number].height for number in range(1, 5)]
    assert heights == [None, 48, None, 63]


def test_csv_is_safe_and_has_a_mark() -> None:
    data = written(write_csv)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == HEAD
    assert rows[2][5] == "'=1+1 像公式的一句。"


@WRITERS
def test_several_codes_in_a_cell(write: Writer) -> None:
    own = read_codebook(OWN, "own")
    lines = [Line(unit(1), "甲", {"what": ["甲之一", "乙类（乙）"]})]
    assert read(written(write, lines, own), own)[0].answers == {"what": ("甲之一", "乙类（乙）")}


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_other_encodings_and_separators(encoding: str, delimiter: str) -> None:
    data = csv_of(HEAD, filled(), filled("1-2-2-2", "“三教”改革"), encoding=encoding, delimiter=delimiter)
    assert [row.answers["tool"] for row in read(data)] == [("资金投入",), ("“三教”改革",)]


def test_shuffled_rows_columns_and_further_columns() -> None:
    order = [10, 6, 0, 8, 7, 5, 1]
    rows = [HEAD, filled("1-2-2-9"), filled("1-2-2-1")]
    data = csv_of(*[[*(row[at] for at in order), "我的笔记"] for row in rows])
    assert [(row.number, row.ref) for row in read(data)] == [(2, "1-2-2-9"), (3, "1-2-2-1")]


def test_blank_rows_are_passed_over() -> None:
    data = xlsx_of(HEAD, filled(), *[["", "  "]] * 10_000, filled("1-2-2-2"))
    assert [(row.number, row.ref) for row in read(data)] == [(2, "1-2-2-1"), (10_003, "1-2-2-2")]
    data = csv_of(HEAD, *[[""] * 11] * 10_000, filled("1-2-2-2"))
    assert [(row.number, row.ref) for row in read(data)] == [(10_002, "1-2-2-2")]


@pytest.mark.parametrize("kind", [xlsx_of, csv_of], ids=["xlsx", "csv"])
def test_a_row_has_the_number_that_a_spreadsheet_shows(kind: Callable[..., bytes]) -> None:
    noted = filled()
    noted[HEAD.index("备注")] = "三\n行\n备注"
    data = kind(HEAD, noted, filled("1-2-2-2"))
    assert [(row.number, row.ref) for row in read(data)] == [(2, "1-2-2-1"), (3, "1-2-2-2")]


@pytest.mark.parametrize("kind", [xlsx_of, csv_of], ids=["xlsx", "csv"])
@pytest.mark.parametrize(
    ("row", "said"),
    [
        (filled(tool="资金投入；办学模式"), "2 codes (资金投入；办学模式) where one is allowed"),
        (filled(tool="资金投人"), "unknown code 资金投人; did you mean 资金投入?"),
        (filled(tool="供给型"), "unknown code 供给型"),
        (filled(tool="供给型工具"), "is a heading; choose a code under it"),
        (filled(tool="不可编码；资金投入"), "不可编码 together with"),
        (filled(ref=""), "neither 编号 nor 引用号"),
        (filled(coder=""), "编码员 is empty"),
        (filled(coder="甲\n乙"), "编码员 is no name: '甲\\n乙'"),
        (filled(coder="甲" * 61), "编码员 is no name"),
        (filled(ref="2002/2/1"), "编号 is a date (2002/2/1)"),
        (filled(ref="2月1日"), "编号 is a date"),
        (filled(ref="1-Feb"), "编号 is a date"),
    ],
)
def test_a_bad_row_is_one_clear_line(kind: Callable[..., bytes], row: list[Any], said: str) -> None:
    (found,) = read(kind(HEAD, row))
    assert len(found.problems) == 1
    assert said in found.problems[0]


def test_another_coder_s_row() -> None:
    assert read(csv_of(HEAD, filled()), coder="乙")[0].problems == ("编码员 is 甲, not 乙",)
    assert read(csv_of(HEAD, filled(coder="")), coder="乙")[0].coder == "乙"
    assert read(csv_of(HEAD, filled(coder="张　三")))[0].problems == ()


def test_dates_that_a_workbook_made_of_refs() -> None:
    data = xlsx_of(HEAD, filled(ref=date(2002, 2, 1)))
    assert "编号 is a date (2002-02-01)" in read(data)[0].problems[0]


def test_formulas_are_never_worked_out() -> None:
    data = xlsx_of(HEAD, filled(tool="=HYPERLINK(1)"), filled(ref="=A1"))
    first, second = read(data)
    assert "政策工具（X） is a formula (=HYPERLINK(1))" in first.problems[0]
    assert "编号 is a formula (=A1)" in second.problems[0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (csv_of([*HEAD, HEAD[6]], [*filled(), "资金投入"]), "is there twice"),
        (csv_of([name for name in HEAD if name != TOOL.title], filled()), f"no column {TOOL.title}"),
        (csv_of([name for name in HEAD if name != CODER], filled()), "say who coded with --coder"),
        (csv_of(["ref", "text"], ["1-2-2-1", "文本"]), "no heading row"),
        (b"", "the file is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls workbook"),
        (b"PK\x03\x04" + bytes(100), "no XLSX workbook"),
        (bytes(range(256)) * 50, "neither an XLSX workbook nor CSV text"),
        (xlsx_of(HEAD, filled(), filled(), change=lambda sheet: sheet.merge_cells("G2:G3")), "merged cells (G2:G3)"),
        (xlsx_of(), "no heading row"),
    ],
    ids=["doubled", "missing", "coder", "headings", "empty", "xls", "zip", "binary", "merged", "blank"],
)
def test_a_bad_file_is_one_clear_line(data: bytes, said: str) -> None:
    with pytest.raises(SheetError) as caught:
        read(data)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def parts(**changes: bytes) -> bytes:
    """A small workbook with some parts replaced: `sheet` is xl/worksheets/sheet1.xml."""
    named = {
        "workbook": "xl/workbook.xml",
        "sheet": "xl/worksheets/sheet1.xml",
        "strings": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
    }
    replaced = {named[name]: data for name, data in changes.items()}
    source, target = io.BytesIO(xlsx_of(HEAD, filled())), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *replaced]):
            new.writestr(name, replaced[name] if name in replaced else old.read(name))
    return target.getvalue()


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
ROWS = b"<worksheet><sheetData>%s</sheetData></worksheet>"


def test_entities_are_refused() -> None:
    for part in ("workbook", "sheet", "strings", "styles"):
        with pytest.raises(WorkbookError, match="document type"):
            read_workbook(parts(**{part: LAUGHS + b"<x>&b;</x>"}))


def test_shared_strings() -> None:
    """A string in runs is one; the reading of ideographs beside it is none of it; prefixes do not matter."""
    strings = b"""<x:sst xmlns:x="x"><x:si><x:r><x:t>A</x:t></x:r><x:r><x:t>B</x:t></x:r>
        <x:rPh><x:t>no</x:t></x:rPh></x:si> <x:si><x:t>_x0043_</x:t></x:si></x:sst>"""
    cells = b'<row><c t="s"><v>1</v></c><c t="s"><v>0</v></c><c t="s"><v>2</v></c></row>'
    assert read_workbook(parts(sheet=ROWS % cells, strings=strings)).rows == [(1, ["C", "AB"])]


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb, megabytes = io.BytesIO(), bytes(8 * 1024 * 1024)
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for number in range(65):
            new.writestr("xl/workbook.xml" if number == 0 else f"xl/{number}.xml", megabytes)
    with pytest.raises(WorkbookError, match="unpacks to more than 512 MiB"):
        read_workbook(bomb.getvalue())


def test_a_bomb_that_lies_about_its_size_ends_where_it_says() -> None:
    data = bytearray(parts(sheet=ROWS % (b"<row><c><v>1</v></c></row>" * 20_000)))
    true = (26 * 20_000 + len(ROWS) - 2).to_bytes(4, "little")
    assert data.count(true) == 2
    with pytest.raises(WorkbookError, match="damaged"):
        read_workbook(bytes(data.replace(true, (1000).to_bytes(4, "little"))))


@pytest.mark.parametrize(
    "sheet",
    [
        b"<worksheet",
        ROWS % b'<row r="99999999999999999999"><c r="ZZZ9" t="s"><v>-1</v></c></row>',
        ROWS % b'<row><c t="s"><v>999999999999</v></c><c s="99999999999"><v>1e400</v></c></row>',
        ROWS % b'<row><c s="1"><v>nan</v></c><c t="d"><v>x</v></c><c t="b"><v>7</v></c></row>',
        ROWS % b"<row><c><v>word</v></c></row>",
        ROWS % (b"<row>" + b"<c>" * 2000 + b"</c>" * 2000 + b"</row>"),
        bytes([0xFF, 0xFE, 0x00]),
    ],
)
def test_a_damaged_sheet_is_no_crash(sheet: bytes) -> None:
    with contextlib.suppress(WorkbookError):
        assert len(read_workbook(parts(sheet=sheet)).rows) <= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), min_size=1, max_size=5))
def test_any_damage_is_a_clear_line(damage: list[tuple[int, int]]) -> None:
    whole = bytearray(parts())
    for place, byte in damage:
        whole[4 + place % (len(whole) - 4)] = byte
    with contextlib.suppress(SheetError):
        assert len(read(bytes(whole))) <= 2


def test_reads_what_openpyxl_reads() -> None:
    """Numbers, truth, dates, text in runs, gaps, several sheets: as another reader has them."""

    def change(sheet: Any) -> None:
        sheet["E5"] = 2.5
        sheet["F5"] = True
        sheet["H7"] = date(2021, 10, 12)
        other = sheet.parent.create_sheet("编码")
        other.append(["编号", None, "三"])

    data = xlsx_of(["甲", 3], ["", "乙"], change=change)
    assert read_workbook(data).rows == [
        (1, ["甲", "3"]),
        (2, ["", "乙"]),
        (5, ["", "", "", "", "2.5", "TRUE"]),
        (7, [*[""] * 7, "2021-10-12"]),
    ]
    assert read_workbook(data, "编码").rows == [(1, ["编号", "", "三"])]
