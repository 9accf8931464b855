"""The two tables: as published from the published marginals, as counted by hand, and beside a print with faults."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from scipy.stats import chi2_contingency

from corpus.codebook import UNCODABLE, load_codebook, read_codebook, shipped
from corpus.tables import (
    PublishedError,
    Table,
    beside,
    cut_share,
    independence,
    independence_table,
    read_published,
    rounded_share,
    side_by_side,
    table1,
    table2,
    tally,
    write_workbook,
)
from tests.conftest import ROOT
from tests.test_codebook import OWN

PUBLISHED = ROOT / ".." / "shared" / "corpora" / "published_tables.csv"
BOOK = load_codebook(shipped()["policy_tools"])
THEMES = {"talent": "人才发展", "science": "科技创新", "industry": "产业变革"}
# The cells that README.md of the shared corpora names as likely misprints, with the numbers that fit every total.
LIKELY = {("办学模式", "science"): 1, ("目标规划", "talent"): 97}


@pytest.fixture(scope="module")
def printed() -> Path:
    if not PUBLISHED.is_file():
        pytest.skip("../shared/corpora is absent: the printed tables are not here")
    return PUBLISHED


def lines_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def answers_to(path: Path) -> Iterator[dict[str, list[str]]]:
    """An answer for each of the 2,219 units, so that they come to the published marginals."""
    for line in lines_of(path):
        for name, theme in THEMES.items():
            for _ in range(LIKELY.get((line["tool"], name), int(line[name]))):
                yield {"tool": [line["tool"]], "theme": [theme]}


def test_both_tables_as_published(printed: Path) -> None:
    counts = tally(BOOK, answers_to(printed))
    assert counts.coded == 2219
    rows1 = {row[1]: row for row in table1(counts).rows if row[1] not in ("小计", "")}
    rows2 = {row[1]: row for row in table2(counts).rows if row[1] not in ("小计", "")}
    for line in lines_of(printed):
        tool = line["tool"]
        assert rows1[tool] == (line["tool_type"], tool, int(line["n"]), line["share_within_type_percent"])
        ours = [LIKELY.get((tool, name), int(line[name])) for name in THEMES]
        assert rows2[tool] == (line["tool_type"], tool, *ours, int(line["n"]))


def test_printed_totals(printed: Path) -> None:
    counts = tally(BOOK, answers_to(printed))
    subtotals = [row for row in table1(counts).rows if row[1] in ("小计", "")]
    assert subtotals == [
        ("供给型工具", "小计", 418, "18.8"),
        ("环境型工具", "小计", 1414, "63.7"),
        ("需求型工具", "小计", 387, "17.4"),
        ("总计", "", 2219, "100.0"),
    ]
    assert [row for row in table2(counts).rows if row[1] in ("小计", "")] == [
        ("供给型工具", "小计", 326, 30, 62, 418),
        ("环境型工具", "小计", 1017, 77, 320, 1414),
        ("需求型工具", "小计", 207, 45, 135, 387),
        ("总计", "", 1550, 152, 517, 2219),
        ("占比（%）", "", "69.85", "6.85", "23.30", "100.00"),
    ]


def test_beside_the_print_two_cells_differ_and_two_faults_are_named(printed: Path) -> None:
    counts = tally(BOOK, answers_to(printed))
    table = beside(counts, read_published(printed.read_bytes(), BOOK))
    assert [row[1:] for row in table.rows if row[-1]] == [
        ("办学模式", "科技创新", 1, 2, "≠"),
        ("目标规划", "人才发展", 97, 94, "≠"),
    ]
    assert len(table.rows) == 21 * 5
    assert "the print contradicts itself: 办学模式: 42 + 2 + 7 = 51, printed 50" in table.notes
    assert "the print contradicts itself: 目标规划: 94 + 6 + 50 = 150, printed 153" in table.notes
    assert sum("contradicts" in note for note in table.notes) == 2
    assert "cut to one decimal" in table.notes[0]
    assert table.notes[-1] == "2 of 105 cells differ"


def test_a_print_with_totals_is_added_up(printed: Path) -> None:
    data = printed.read_bytes().decode() + "供给型工具,小计,418,,326,30,62\n,总计,2220,,1550,152,517\n"
    faults = read_published(data.encode(), BOOK).faults
    assert "供给型工具: the column 科技创新 adds up to 31, printed 30" in faults
    assert "总计: the numbers add up to 2219, printed 2220" in faults
    assert "总计: the column 人才发展 adds up to 1547, printed 1550" in faults


HEAD = "tool_type,tool,n,share_within_type_percent,talent\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe", "no CSV in UTF-8"),
        (b"", "no column tool"),
        (b"tool,n\n", "no column share_within_type_percent"),
        ((HEAD + "供给型工具,不在,1,,1\n").encode(), "line 2: '不在' is no code of policy_tools@1"),
        ((HEAD + "供给型工具,资金投入,x,,1\n").encode(), "line 2: 'x' is no whole number"),
        ((HEAD + 2 * "供给型工具,资金投入,1,,1\n").encode(), "line 3: 资金投入 is there twice"),
        (b"x" * 2_000_000, "larger than"),
    ],
)
def test_a_print_that_cannot_be_read(data: bytes, said: str) -> None:
    with pytest.raises(PublishedError) as caught:
        read_published(data, BOOK)
    assert said in str(caught.value)


def test_a_printed_share_that_fits_no_rule_is_named() -> None:
    data = HEAD + "供给型工具,资金投入,1,33.4,1\n供给型工具,办学模式,2,66.7,2\n"
    published = read_published(data.encode(), BOOK)
    assert published.share_rule == "of no one rule"
    assert published.faults == ("资金投入: 1/3 is 33.3 %, printed 33.4",)
    rounded = read_published(data.replace("33.4", "33.3").encode(), BOOK)
    assert rounded.share_rule == "rounded to one decimal"
    assert rounded.faults == ()


@pytest.mark.parametrize(
    ("part", "whole", "cut", "rounded"),
    [
        (8, 1414, "0.5", "0.57"),
        (0, 7, "0.0", "0.00"),
        (7, 7, "100.0", "100.00"),
        (1, 8, "12.5", "12.50"),
        (1, 800, "0.1", "0.13"),
        (0, 0, "", ""),
    ],
)
def test_shares(part: int, whole: int, cut: str, rounded: str) -> None:
    assert cut_share(part, whole) == cut
    assert rounded_share(part, whole) == rounded


ANSWERS = [
    {"tool": ["财税政策"], "theme": ["人才发展"]},
    {"tool": ["体制机制"], "theme": ["人才发展"]},
    {"tool": ["体制机制"], "theme": ["产业变革"]},
    {"tool": ["资金投入"], "theme": ["产业变革"]},
    {"tool": [UNCODABLE], "theme": ["人才发展"]},
    {"tool": [UNCODABLE], "theme": [UNCODABLE]},
    {"tool": ["示范试点"]},
]


def test_by_hand() -> None:
    """A sub-tool counts with its tool; what is not codable, not coded, or coded on one side only is said."""
    counts = tally(BOOK, ANSWERS, units=10)
    assert (counts.count("体制机制"), counts.count("体制机制", "人才发展"), counts.count("示范试点")) == (3, 2, 1)
    assert table1(counts).rows[-1] == ("总计", "", 5, "100.0")
    assert table2(counts).rows[-2] == ("总计", "", 2, 0, 2, 4)
    assert table1(counts).notes == ("政策工具（X）：2 个单元不可编码", "3 个单元尚未编码")
    assert table2(counts).notes == (
        "发展主题（Y）：1 个单元不可编码",
        "3 个单元尚未编码",
        "2 个单元只在一个维度上有编码，不在本表中",
    )


def test_nothing_coded_is_a_table_of_zeros() -> None:
    counts = tally(BOOK, [])
    assert {row[2] for row in table1(counts).rows} == {0}
    assert independence(counts) is None


def test_a_book_of_one_dimension_has_no_tables() -> None:
    with pytest.raises(ValueError, match="one dimension"):
        tally(read_codebook(OWN, "own"), [])


def test_side_by_side() -> None:
    tables = {name: Table("表", ("a",), ((name,),), (f"note {name}",)) for name in "xy"}
    assert side_by_side(tables, "地区") == Table(
        "表", ("地区", "a"), (("x", "x"), ("y", "y")), ("x：note x", "y：note y")
    )


def test_independence_by_hand() -> None:
    """30 10 / 10 50: expected 16 24 / 24 36, χ² = 14² (1/16 + 1/24 + 1/24 + 1/36); residual 14 / √(16 · .6 · .6)."""
    cells = {("资金投入", "人才发展"): 30, ("资金投入", "产业变革"): 10, ("示范试点", "人才发展"): 10}
    cells["示范试点", "产业变革"] = 50
    answers = [{"tool": [tool], "theme": [theme]} for (tool, theme), n in cells.items() for _ in range(n)]
    for by_type in (False, True):
        test = independence(tally(BOOK, answers), by_type=by_type)
        assert test is not None
        assert test.chi2 == pytest.approx(14**2 * (1 / 16 + 1 / 24 + 1 / 24 + 1 / 36))
        assert (test.df, test.columns) == (1, ("人才发展", "产业变革"))
        assert test.v == pytest.approx(np.sqrt(test.chi2 / 100))
        residual = 14 / np.sqrt(16 * 0.6 * 0.6)
        assert test.residuals == pytest.approx(np.array([[residual, -residual], [-residual, residual]]))
        assert independence_table(test).rows[0][1] == f"{residual:+.2f}"


def test_independence_is_that_of_scipy() -> None:
    random = np.random.default_rng(5)
    tools = [code.name for code in BOOK.dimensions[0].rows]
    themes = [code.name for code in BOOK.dimensions[1].rows]
    drawn = zip(random.choice(tools, 400), random.choice(themes, 400, p=[0.7, 0.1, 0.2]), strict=True)
    counts = tally(BOOK, [{"tool": [str(tool)], "theme": [str(theme)]} for tool, theme in drawn])
    test = independence(counts)
    assert test is not None
    observed = np.array([[counts.count(row, column) for column in test.columns] for row in test.rows])
    chi2, p, df, expected = chi2_contingency(observed, correction=False)
    assert [test.chi2, test.p, test.df] == pytest.approx([chi2, p, df])
    assert test.sparse == pytest.approx((expected < 5).mean())


def test_a_workbook_shows_a_table_as_it_is_printed() -> None:
    """Title above, notes below; shares keep their decimals (20.0), and a text that looks like a number stays one."""
    counts = tally(BOOK, [{"tool": [tool], "theme": ["人才发展"]} for tool in ("示范试点", *["区域合作"] * 4)], units=6)
    odd = Table("杂", ("a", "b"), (("007", "+-5"), ("=1+1", "1-2-2-1"), ("+1.50", "-2.00")))
    file = io.BytesIO()
    write_workbook(file, [table1(counts), odd])
    first, other = openpyxl.load_workbook(file).worksheets
    assert [first["A1"].value, first["A2"].value] == ["表1 政策工具（X）频数", "工具类型"]
    assert first.freeze_panes == "A3"
    assert first.cell(first.max_row, 1).value == "注：1 个单元尚未编码"
    shares = {row[1].value: row[3] for row in first.iter_rows(min_row=3, max_col=4)}
    assert [(shares[tool].value, shares[tool].number_format) for tool in ("示范试点", "区域合作")] == [
        (20, "0.0"),
        (80, "0.0"),
    ]
    cells = [[(cell.data_type, cell.value) for cell in row] for row in other.iter_rows(min_row=3)]
    assert not first.row_dimensions[3].height
    assert cells == [[("s", "007"), ("s", "+-5")], [("s", "=1+1"), ("s", "1-2-2-1")], [("n", 1.5), ("n", -2)]]
