"""Two simulated coders code a sample of the demonstration's corpus; what comes of it is compared with arithmetic.

The coders go by ROUND, over and over: the r-th unit of their sheets has the codes of its (r mod 20)-th line. So what
they disagree on, both tables and every statistic of agreement follow from those twenty lines by hand, below.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from math import isclose
from pathlib import Path

import openpyxl
from sqlalchemy import Connection, Engine, text

from corpus.agreement import Agreement, agreement
from corpus.codebook import Codebook
from corpus.coding import answers, lines_for, stored_codebook
from corpus.printing import print_lines, print_table
from corpus.reckoning import reckon
from corpus.sheet import write_csv, write_xlsx
from corpus.taking import take_sheet

BOOK = "policy_tools"
FIRST, SECOND = "甲", "乙"
SHEETS = {FIRST: "编码表-甲.xlsx", SECOND: "编码表-乙.csv"}  # one of each form
SAMPLE = 600  # units that both code: 30 rounds
_HEADINGS = {"tool": "政策工具（X）", "theme": "发展主题（Y）"}
_SHOWN = 5  # rows of a table

# What 甲 gives, tool and theme; and in its last columns what 乙 gives instead.
ROUND = (
    ("资金投入", "人才发展", "", ""),
    ("资金投入", "产业变革", "", "人才发展"),
    ("办学模式", "产业变革", "校企合作（产教融合）", ""),
    ("“三教”改革", "人才发展", "", ""),
    ("“三教”改革", "人才发展", "", ""),
    ("“三教”改革", "科技创新", "", "人才发展"),
    ("基础设施建设", "人才发展", "", ""),
    ("职教体系建设", "人才发展", "", ""),
    ("职教体系建设", "人才发展", "", ""),
    ("体制机制", "人才发展", "", ""),
    ("评价机制", "人才发展", "", ""),  # a sub-tool of 体制机制: in the tables it counts there
    ("激励机制", "人才发展", "体制机制", ""),  # another code, so a disagreement, though the tables see none
    ("组织领导", "人才发展", "", ""),
    ("宣传举措", "人才发展", "", ""),
    ("示范试点", "人才发展", "", ""),
    ("校企合作（产教融合）", "人才发展", "", ""),
    ("校企合作（产教融合）", "科技创新", "", ""),
    ("校企合作（产教融合）", "产业变革", "", ""),
    ("校企合作（产教融合）", "产业变革", "示范试点", ""),
    ("不可编码", "不可编码", "", ""),
)

# 甲's tables. A line of the round is 30 units: 资金投入 has two, so 60; that is 28.57 % of its type's 210, cut to 28.5.
TABLE1 = {
    "资金投入": (60, "28.5"),
    "办学模式": (30, "14.2"),
    "“三教”改革": (90, "42.8"),
    "基础设施建设": (30, "14.2"),
    "职教体系建设": (60, "28.5"),
    "体制机制": (90, "42.8"),
    "组织领导": (30, "14.2"),
    "宣传举措": (30, "14.2"),
    "示范试点": (30, "20.0"),
    "校企合作（产教融合）": (120, "80.0"),
}
TOTALS1 = [("小计", 210, "36.8"), ("小计", 210, "36.8"), ("小计", 150, "26.3"), ("", 570, "100.0")]
TABLE2 = {  # 人才发展, 科技创新, 产业变革
    "资金投入": (30, 0, 30),
    "办学模式": (0, 0, 30),
    "“三教”改革": (60, 30, 0),
    "基础设施建设": (30, 0, 0),
    "职教体系建设": (60, 0, 0),
    "体制机制": (90, 0, 0),
    "组织领导": (30, 0, 0),
    "宣传举措": (30, 0, 0),
    "示范试点": (30, 0, 0),
    "校企合作（产教融合）": (30, 30, 60),
}
TOTALS2 = [
    ("小计", 120, 30, 60, 210),
    ("小计", 210, 0, 0, 210),
    ("小计", 60, 30, 60, 150),
    ("", 390, 60, 120, 570),
    ("", "68.42", "10.53", "21.05", "100.00"),
]

# Of the twenty lines the coders agree on 17 tools and 18 themes. Cohen: chance is the sum of what 甲 and 乙 gave of
# each code, multiplied. α: 1200 answers; a disagreement puts two of them off the diagonal of the coincidences.
#   tools, 甲 · 乙:  校企合作 4·4, 体制机制 1·2, 评价机制 1·1, 激励机制 1·0, 三教 3·3, 职教体系 2·2, 资金 2·2, 办学 1·0,
#                  基础设施 1·1, 示范试点 1·2, 宣传 1·1, 组织 1·1, 不可编码 1·1
#   themes, 甲 · 乙: 人才 13·15, 科技 2·1, 产业 4·3, 不可编码 1·1
_CHANCE = {"tool": (16 + 2 + 1 + 0 + 9 + 4 + 4 + 0 + 1 + 2 + 1 + 1 + 1) / 400, "theme": (195 + 2 + 12 + 1) / 400}
_ALIKE = {"tool": 17 / 20, "theme": 18 / 20}
_SQUARES = {  # of 30 times what both gave of each code
    "tool": 900 * (8**2 + 3**2 + 2**2 + 1 + 6**2 + 4**2 + 4**2 + 1 + 2**2 + 3**2 + 2**2 + 2**2 + 2**2),
    "theme": 900 * (28**2 + 3**2 + 7**2 + 2**2),
}
PERCENT = _ALIKE
KAPPA = {key: (_ALIKE[key] - _CHANCE[key]) / (1 - _CHANCE[key]) for key in _ALIKE}
ALPHA = {key: 1 - 1199 * 2 * 600 * (1 - _ALIKE[key]) / (1200**2 - _SQUARES[key]) for key in _ALIKE}


def answer(coder: str, row: int) -> dict[str, str]:
    """What a coder gives the unit in a row of the sheet, counted from 0: dimension → code."""
    tool, theme, other_tool, other_theme = ROUND[row % len(ROUND)]
    if coder == FIRST:
        return {"tool": tool, "theme": theme}
    return {"tool": other_tool or tool, "theme": other_theme or theme}


def code(run: Callable[..., object], folder: Path) -> None:
    """Both coders' work: assigned, taken out as sheets, filled in, and taken back. run: the command, in the folder."""
    run("code", "assign", FIRST, SECOND, "--sample", str(SAMPLE), "--seed", "7")
    for coder, sheet in SHEETS.items():
        run("code", "sheet", "--coder", coder, "-o", sheet)
        fill_in(folder / sheet, coder)
    run("code", "import", *SHEETS.values(), "--quiet")
    run("agreement", "--draws", "200")


def fill_in(path: Path, coder: str) -> None:
    """What a coder does with a spreadsheet's program."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            heading, *rows = csv.reader(file)
        for number, row in enumerate(rows):
            for dimension, given in answer(coder, number).items():
                row[heading.index(_HEADINGS[dimension])] = given
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([heading, *rows])
        return
    workbook = openpyxl.load_workbook(path)
    top, *below = workbook["编码"].iter_rows()
    at = {cell.value: place for place, cell in enumerate(top)}
    for number, cells in enumerate(below):
        for dimension, given in answer(coder, number).items():
            cells[at[_HEADINGS[dimension]]].value = given
    workbook.save(path)


def show_tables(engine: Engine, corpus: str) -> None:
    """The heads of 甲's two tables."""
    with engine.begin() as connection:
        tables = reckon(connection, corpus, stored_codebook(connection, BOOK), FIRST)[:2]
    for table in tables:
        print_lines([table.title])
        print_table(table.headings, table.rows[:_SHOWN])
        print_lines([f"… {len(table.rows) - _SHOWN} rows more. {'; '.join(table.notes)}", ""])


def by_hand() -> str:
    """What the agreement comes to by the arithmetic above."""
    return "; ".join(
        f"{name} {PERCENT[key]:.1%}, κ {KAPPA[key]:.3f}, α {ALPHA[key]:.3f}" for key, name in _HEADINGS.items()
    )


def differences(engine: Engine, corpus: str) -> Iterator[str]:
    """Where codings, tables or agreement are otherwise than the coders' rule makes them, a line each."""
    with engine.begin() as connection:
        book = stored_codebook(connection, BOOK)
        yield from _coding_differences(connection, corpus)
        yield from _table_differences(connection, corpus, book)
        yield from _agreement_differences(connection, corpus, book)
        yield from _sheet_differences(connection, corpus, book)


def _coding_differences(connection: Connection, corpus: str) -> Iterator[str]:
    """What came back for each unit of the sample, in the corpus's order, as the views have it."""
    of = {"corpus": corpus}
    order = connection.scalars(
        text("SELECT corpus_ref FROM v_units WHERE corpus = :corpus ORDER BY no, chapter, section, ordinal"), of
    )
    found: dict[str, set[tuple[str, ...]]] = {}
    for ref, *said in connection.execute(
        text("SELECT corpus_ref, coder, dimension, code FROM v_codings WHERE corpus = :corpus"), of
    ):
        found.setdefault(ref, set()).add(tuple(said))
    units = [(ref, found[ref]) for ref in order if ref in found]
    if len(units) != SAMPLE:
        yield f"coding: {len(units)} coded units, not {SAMPLE}"
    for row, (ref, given) in enumerate(units):
        wanted = {(coder, *said) for coder in SHEETS for said in answer(coder, row).items()}
        if given != wanted:
            yield f"coding: {ref}: {sorted(given - wanted)}, not {sorted(wanted - given)}"


def _table_differences(connection: Connection, corpus: str, book: Codebook) -> Iterator[str]:
    one, two = reckon(connection, corpus, book, FIRST)[:2]
    tools = [code.name for code in book.dimension("tool").rows]
    nothing = [0] * len(book.dimension("theme").rows)
    wanted1 = [(tool, *TABLE1.get(tool, (0, "0.0"))) for tool in tools]
    wanted2 = [(tool, *TABLE2.get(tool, nothing), sum(TABLE2.get(tool, nothing))) for tool in tools]
    for table, wanted in ((one, [*wanted1, *TOTALS1]), (two, [*wanted2, *TOTALS2])):
        rows = [row[1:] for row in table.rows]
        singles = [row for row in rows if row[0] in tools]
        totals = [row for row in rows if row[0] not in tools]
        for found, right in zip([*singles, *totals], wanted, strict=True):
            if found != right:
                yield f"{table.title}: {found}, not {right}"


def _agreement_differences(connection: Connection, corpus: str, book: Codebook) -> Iterator[str]:
    for dimension, found in agreed(connection, corpus, book).items():
        for name, value, right in (
            ("percent", found.percent.value, PERCENT[dimension]),
            ("κ", found.cohen[FIRST, SECOND].value, KAPPA[dimension]),
            ("α", found.alpha.value, ALPHA[dimension]),
        ):
            if not isclose(value, right, abs_tol=1e-9):
                yield f"agreement on {dimension}: {name} {value}, not {right}"
        if found.units != SAMPLE:
            yield f"agreement on {dimension}: {found.units} units, not {SAMPLE}"


def agreed(connection: Connection, corpus: str, book: Codebook) -> dict[str, Agreement]:
    """How far the two agree on each dimension."""
    given = answers(connection, corpus, book, list(SHEETS))
    return {
        key: agreement(
            {coder: {unit: frozenset(codes[key]) for unit, codes in given[coder].items()} for coder in SHEETS}, draws=0
        )
        for key in _HEADINGS
    }


def _sheet_differences(connection: Connection, corpus: str, book: Codebook) -> Iterator[str]:
    """Every coder's sheet goes out in both forms and is taken again: each coding must be there already."""
    for coder in SHEETS:
        for write in (write_xlsx, write_csv):
            file = io.BytesIO()
            write(file, book, lines_for(connection, corpus, book, coder))
            taken = take_sheet(connection, file.getvalue(), corpus=corpus)
            if taken.count("same") != SAMPLE or len(taken.outcomes) != SAMPLE:
                yield f"coding: {coder}: a sheet by {write.__name__} does not come back the same"
