"""Codings in the database: out, back and counted; who, when, by which version; and nothing half imported."""

from __future__ import annotations

import csv
import io
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine, select, text

from corpus.codebook import Codebook, load_codebook, read_codebook, shipped
from corpus.coding import (
    SETTLED,
    CodingError,
    answers,
    assign,
    assigned,
    corpus_units,
    elsewhere,
    lines_for,
    progress,
    store_codebook,
    stored_codebook,
)
from corpus.meeting import meeting_lines
from corpus.reckoning import reckon
from corpus.sheet import Line, SheetError, headings, write_csv, write_xlsx
from corpus.taking import Taken, settle_agreed, take_sheet
from storage.database import open_database
from storage.migrations import check, upgrade
from storage.models import Coding
from tests.coded import NAME, add_edition, fill
from tests.command import Command
from tests.test_codebook import OWN
from tests.test_tables import PUBLISHED, answers_to

pytestmark = pytest.mark.slow

BOOK = load_codebook(shipped()["policy_tools"])
WRITERS = pytest.mark.parametrize("write", [write_xlsx, write_csv], ids=["xlsx", "csv"])
UNITS = 30


@pytest.fixture
def filled(engine: Engine) -> Engine:
    fill(engine, UNITS)
    return engine


def sheet_of(
    engine: Engine, path: Path, coder: str, tools: list[str], themes: list[str], write: Any = write_csv
) -> bytes:
    """A coder's sheet with codes for the first units, one a unit; an empty one is left open."""
    with engine.begin() as connection:
        book = stored_codebook(connection, "policy_tools")
        lines = list(lines_for(connection, NAME, book, coder))
    coded = []
    for at, line in enumerate(lines):
        given = {"tool": tools[at : at + 1], "theme": themes[at : at + 1]}
        coded.append(Line(line.unit, coder, {key: codes for key, codes in given.items() if codes != [""]}, line.remark))
    with path.open("wb") as file:
        write(file, book, coded)
    return path.read_bytes()


def take(engine: Engine, data: bytes, **options: Any) -> Taken:
    with engine.begin() as connection:
        return take_sheet(connection, data, **options)


def given_by(engine: Engine, coder: str) -> dict[int, dict[str, tuple[str, ...]]]:
    with engine.connect() as connection:
        return answers(connection, NAME, BOOK, [coder]).get(coder, {})


def codings(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(select(Coding.__table__).order_by(Coding.id)))


TOOLS = ["资金投入", "办学模式", "财税政策", "不可编码", "", "校企合作（产教融合）"]
THEMES = ["人才发展", "科技创新", "产业变革", "不可编码", "人才发展", ""]


@WRITERS
def test_out_and_back_with_every_coding_the_same(filled: Engine, tmp_path: Path, write: Any) -> None:
    data = sheet_of(filled, tmp_path / "a", "甲", TOOLS, THEMES, write)
    taken = take(filled, data)
    assert (taken.count("new"), taken.count("refused"), taken.stored) == (6, 0, True)
    first = given_by(filled, "甲")
    with filled.connect() as connection:
        units = [each.id for each in corpus_units(connection, NAME)]
    for at, unit in enumerate(units[:6]):
        expected = {"tool": TOOLS[at], "theme": THEMES[at]}
        assert first[unit] == {key: (code,) for key, code in expected.items() if code}
    assert len(first) == 6
    with filled.begin() as connection:
        write(file := io.BytesIO(), BOOK, lines_for(connection, NAME, BOOK, "甲"))
    before = codings(filled)
    again = take(filled, file.getvalue())
    assert (again.count("same"), again.count("new"), again.count("changed")) == (6, 0, 0)
    assert codings(filled) == before


def test_a_changed_mind_stays_on_record(filled: Engine, tmp_path: Path) -> None:
    take(filled, sheet_of(filled, tmp_path / "a", "甲", ["资金投入"], ["人才发展"]), now=lambda: "2026-11-24T05:00:00Z")
    taken = take(filled, sheet_of(filled, tmp_path / "a", "甲", ["办学模式"], [""]), now=lambda: "2026-11-24T06:00:00Z")
    (outcome,) = taken.outcomes
    assert (outcome.what, outcome.why) == ("changed", "tool was 资金投入")
    (unit,) = given_by(filled, "甲").values()
    assert unit == {"tool": ("办学模式",), "theme": ("人才发展",)}
    times = {(row[-2], row[-1]) for row in codings(filled)}
    assert times == {
        ("2026-11-24T05:00:00Z", "2026-11-24T06:00:00Z"),
        ("2026-11-24T05:00:00Z", None),
        ("2026-11-24T06:00:00Z", None),
    }


def test_another_coder_s_answers_are_never_touched(filled: Engine, tmp_path: Path) -> None:
    take(filled, sheet_of(filled, tmp_path / "a", "甲", TOOLS, THEMES))
    before = given_by(filled, "甲")
    data = sheet_of(filled, tmp_path / "b", "乙", ["文化培育"] * 6, ["科技创新"] * 6)
    assert take(filled, data, coder="甲").stored is False
    assert take(filled, data).stored
    assert given_by(filled, "甲") == before
    assert len(given_by(filled, "乙")) == 6


def rows_in(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def csv_of(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        (1, "hunan:ffffffffffff@1/1-1-1", "unknown 引用号 hunan:ffffffffffff@1/1-1-1 in sample"),
        (0, "9-9-9-9", "编号 9-9-9-9 and 引用号 hunan:000000000001@1/1-1-2 are different units"),
        (5, "改过的文本。", "文本 was changed: it is 支持第3号"),
        (6, "没有这个", "unknown code 没有这个"),
        (6, "资金投入；办学模式", "2 codes"),
        (8, "", "编码员 is empty"),
    ],
)
def test_a_bad_row_stops_the_sheet_unless_told_otherwise(
    filled: Engine, tmp_path: Path, column: int, cell: str, said: str
) -> None:
    rows = rows_in(sheet_of(filled, tmp_path / "a", "甲", TOOLS, THEMES))
    rows[2][column] = cell
    taken = take(filled, csv_of(rows))
    assert not taken.stored
    assert [(outcome.number, outcome.what) for outcome in taken.outcomes] == [(3, "refused")]
    assert said in taken.outcomes[0].why
    assert codings(filled) == []
    taken = take(filled, csv_of(rows), partial=True)
    assert (taken.count("new"), taken.count("refused")) == (5, 1)
    assert len(given_by(filled, "甲")) == 5


def test_refs_alone_and_citations_alone_will_do(filled: Engine, tmp_path: Path) -> None:
    rows = rows_in(sheet_of(filled, tmp_path / "a", "甲", TOOLS, THEMES))
    without = {0: [[*row[:1], "", *row[2:]] for row in rows[1:]], 1: [["", *row[1:]] for row in rows[1:]]}
    assert take(filled, csv_of([rows[0], *without[0]])).count("new") == 6
    assert take(filled, csv_of([rows[0], *without[1]])).count("same") == 6
    rows[1][:2] = ["7-1-1-1", ""]
    assert "unknown 编号 7-1-1-1 in sample" in take(filled, csv_of(rows)).outcomes[0].why


def test_shuffled_rows_and_a_unit_twice(filled: Engine, tmp_path: Path) -> None:
    rows = rows_in(sheet_of(filled, tmp_path / "a", "甲", TOOLS, THEMES))
    head, body = rows[0], rows[1:]
    assert take(filled, csv_of([head, *reversed(body), body[0]])).count("new") == 6
    other = list(body[0])
    other[6] = "办学模式"
    taken = take(filled, csv_of([head, *body, other]))
    assert not taken.stored
    assert "the same unit as row 2, with other codes" in taken.outcomes[0].why


def test_the_sheet_says_by_which_book(filled: Engine, tmp_path: Path) -> None:
    rows = rows_in(sheet_of(filled, tmp_path / "a", "甲", TOOLS, THEMES))
    with pytest.raises(SheetError, match=r"coded by policy_tools@1, not by own"):
        take(filled, csv_of(rows), codebook="own")
    two = [list(row) for row in rows]
    two[2][10] = "own@1"
    with pytest.raises(SheetError, match="names 2 codebooks"):
        take(filled, csv_of(two))
    for row in rows[1:]:
        row[10] = ""
    with pytest.raises(SheetError, match="say --codebook"):
        take(filled, csv_of(rows))
    assert take(filled, csv_of(rows), codebook="policy_tools").count("new") == 6
    with pytest.raises(CodingError, match="no such corpus"):
        take(filled, csv_of(rows), codebook="policy_tools", corpus="else")


def test_versions_of_a_book(filled: Engine, tmp_path: Path) -> None:
    """Codings name the version that they used; a changed text under an old version is refused."""
    later = read_codebook(BOOK.source.replace('version = "1"', 'version = "2"'), "later")
    with filled.begin() as connection:
        assert store_codebook(connection, BOOK)
        assert not store_codebook(connection, BOOK)
        with pytest.raises(CodingError, match="raise its version"):
            store_codebook(connection, read_codebook(BOOK.source.replace("直接投入", "投入"), "changed"))
    first = sheet_of(filled, tmp_path / "a", "甲", TOOLS, THEMES)
    with filled.begin() as connection:
        store_codebook(connection, later)
        assert stored_codebook(connection, "policy_tools").label == "policy_tools@2"
        assert stored_codebook(connection, "policy_tools@1").label == "policy_tools@1"
    assert take(filled, first).book == "policy_tools@1"
    assert len(given_by(filled, "甲")) == 6
    with filled.connect() as connection:
        assert answers(connection, NAME, later) == {}
        with pytest.raises(CodingError, match="no such codebook"):
            stored_codebook(connection, "policy_tools@3")


def test_a_dimension_is_not_named_as_a_column_is(filled: Engine) -> None:
    with filled.begin() as connection, pytest.raises(CodingError, match="own@1: the dimension what is named 备注"):
        store_codebook(connection, read_codebook(OWN.replace('title = "样例维度"', 'title = "备注"'), "own"))


def test_codings_by_an_earlier_version_are_pointed_at(filled: Engine, tmp_path: Path) -> None:
    take(filled, sheet_of(filled, tmp_path / "a", "甲", TOOLS, THEMES))
    later = read_codebook(BOOK.source.replace('version = "1"', 'version = "2"'), "later")
    with filled.begin() as connection:
        store_codebook(connection, later)
        with pytest.raises(CodingError, match="there are some by policy_tools@1: --codebook policy_tools@1"):
            reckon(connection, NAME, later)


def test_two_imports_at_the_same_time_take_turns(filled: Engine, tmp_path: Path) -> None:
    """The same sheet twice at once is taken once; two coders' sheets at once are both taken."""
    first = sheet_of(filled, tmp_path / "a", "甲", TOOLS, THEMES)
    other = sheet_of(filled, tmp_path / "b", "乙", TOOLS, THEMES)
    with ThreadPoolExecutor(3) as pool:
        taken = list(pool.map(lambda data: take(filled, data), [first, other, first]))
    assert sorted((each.count("new"), each.count("same")) for each in taken) == [(0, 6), (6, 0), (6, 0)]
    assert len(codings(filled)) == 20
    assert given_by(filled, "甲") == given_by(filled, "乙")


def test_several_codes_and_their_change(filled: Engine, tmp_path: Path) -> None:
    own = read_codebook(OWN, "own")
    with filled.begin() as connection:
        store_codebook(connection, own)
        lines = list(lines_for(connection, NAME, own, "甲"))[:1]

    def code(cell: list[str]) -> tuple[str, ...]:
        file = io.BytesIO()
        write_csv(file, own, [Line(lines[0].unit, "甲", {"what": cell})])
        take(filled, file.getvalue())
        with filled.connect() as connection:
            (found,) = answers(connection, NAME, own)["甲"].values()
        return found["what"]

    assert code(["甲之一", "乙类（乙）"]) == ("甲之一", "乙类（乙）")
    assert code(["乙类（乙）", "“甲”类"]) == ("“甲”类", "乙类（乙）")
    assert code(["乙类（乙）"]) == ("乙类（乙）",)


def test_assignments_and_progress(filled: Engine, tmp_path: Path) -> None:
    with filled.begin() as connection:
        book = stored_codebook(connection, "policy_tools")
        assert assign(connection, NAME, book, ["甲", "乙"], sample=10, seed=7) == 10
        drawn = assigned(connection, book, "甲")
        assert drawn == assigned(connection, book, "乙")
        assert len(drawn) == 10
        assert assign(connection, NAME, book, ["甲"], sample=10, seed=7) == 10  # again: nothing new
        assert assigned(connection, book, "甲") == drawn
        with pytest.raises(CodingError, match="has 30 units"):
            assign(connection, NAME, book, ["甲"], sample=31)
        with pytest.raises(CodingError, match="no coder's name"):
            assign(connection, NAME, book, ["甲", "\x1b[2J"])
        assert len(list(lines_for(connection, NAME, book, "甲"))) == 10
        assert len(list(lines_for(connection, NAME, book, "丙"))) == UNITS
    take(filled, sheet_of(filled, tmp_path / "a", "甲", ["资金投入"] * 3, ["人才发展"] * 2))
    with filled.begin() as connection:
        rows = [
            (each.coder, each.to_code, each.done, each.begun, each.left) for each in progress(connection, NAME, book)
        ]
    assert sorted(rows) == sorted([("甲", 10, 2, 1, 7), ("乙", 10, 0, 0, 10)])


def test_disagreements_and_the_meeting(filled: Engine, tmp_path: Path) -> None:
    """Three units: alike, differing on the tool, coded once. The meeting's sheet has the second only."""
    take(filled, sheet_of(filled, tmp_path / "a", "甲", ["资金投入", "办学模式", "文化培育"], ["人才发展"] * 3))
    take(filled, sheet_of(filled, tmp_path / "b", "乙", ["资金投入", "宣传举措"], ["人才发展"] * 2))
    with filled.begin() as connection:
        beside, lines = meeting_lines(connection, NAME, BOOK)
    assert beside == ["政策工具（X）·甲", "政策工具（X）·乙", "发展主题（Y）·甲", "发展主题（Y）·乙"]
    (line,) = lines
    assert line.beside == ["办学模式", "宣传举措", "人才发展", "人才发展"]
    assert (line.coder, line.answers) == (SETTLED, {"theme": ("人才发展",)})
    with filled.begin() as connection:
        assert settle_agreed(connection, NAME, BOOK) == 3
        assert settle_agreed(connection, NAME, BOOK) == 0
    file = io.BytesIO()
    write_xlsx(
        file, BOOK, [Line(line.unit, SETTLED, {**line.answers, "tool": ["宣传举措"]}, "议定", line.beside)], beside
    )
    assert take(filled, file.getvalue()).count("new") == 1
    settled = list(given_by(filled, SETTLED).values())
    assert settled == [
        {"tool": ("资金投入",), "theme": ("人才发展",)},
        {"tool": ("宣传举措",), "theme": ("人才发展",)},
    ]
    with filled.begin() as connection:
        assert {row[2] for row in reckon(connection, NAME, BOOK)[0].rows if row[0] == "总计"} == {2}


def test_a_new_edition_leaves_codings_where_they_are(filled: Engine, tmp_path: Path) -> None:
    """A sheet that was out when the text changed still finds its units, by their citation."""
    data = sheet_of(filled, tmp_path / "a", "甲", TOOLS, THEMES)
    take(filled, data)
    add_edition(filled, 1, ["改过的一句。", "另一句。"])
    assert given_by(filled, "甲") == {}
    with filled.connect() as connection:
        assert elsewhere(connection, NAME) == 10
    assert take(filled, data).count("same") == 6
    rows = rows_in(data)
    for row in rows[1:]:
        row[1] = ""
    assert "文本 was changed" in take(filled, csv_of(rows)).outcomes[0].why


def test_remarks_come_back_and_alone_count_as_work(filled: Engine, tmp_path: Path) -> None:
    rows = rows_in(sheet_of(filled, tmp_path / "a", "甲", [], []))
    rows[1][9] = "待议"
    assert take(filled, csv_of(rows)).count("new") == 1
    assert take(filled, csv_of(rows)).count("same") == 1
    rows[1][9] = "已议"
    assert take(filled, csv_of(rows)).count("new") == 1
    with filled.begin() as connection:
        assert next(iter(lines_for(connection, NAME, BOOK, "甲"))).remark == "已议"


def test_views_say_what_the_tables_say(filled: Engine, tmp_path: Path) -> None:
    take(filled, sheet_of(filled, tmp_path / "a", "甲", TOOLS * 5, THEMES * 5))
    with filled.begin() as connection:
        one, two = reckon(connection, NAME, BOOK)[:2]
        rows = connection.execute(
            text("SELECT type, tool, n, share FROM v_table1 WHERE coder = '甲' ORDER BY ordinal")
        ).all()
        pairs = connection.execute(text("SELECT tool, theme, n FROM v_table2 ORDER BY ordinal, theme_ordinal")).all()
        shown = connection.execute(text("SELECT count(*) FROM v_codings WHERE corpus = 'sample'")).scalar()
    printed = [row for row in one.rows if row[1] not in ("小计", "")]
    used = {row[0] for row in printed if row[2]}
    assert [(row.type, row.tool, row.n) for row in rows] == [row[:3] for row in printed]
    shares = [None if row.share is None else f"{float(row.share):.1f}" for row in rows]
    assert shares == [row[3] if row[0] in used else None for row in printed]
    cells = {
        (row[1], theme): row[2 + at]
        for row in two.rows
        for at, theme in enumerate(("人才发展", "科技创新", "产业变革"))
    }
    assert {(row.tool, row.theme): row.n for row in pairs} == {
        key: n for key, n in cells.items() if key[0] not in ("小计", "")
    }
    assert shown == 50
    assert check(filled) == []


def test_tables_by_jurisdiction_and_year(filled: Engine, tmp_path: Path) -> None:
    take(filled, sheet_of(filled, tmp_path / "a", "甲", ["资金投入"] * 12, ["人才发展"] * 12))
    with filled.begin() as connection:
        by_place = reckon(connection, NAME, BOOK, by="jurisdiction")[0]
        by_year = reckon(connection, NAME, BOOK, by="year")[1]
    totals = [(row[0], row[3]) for row in by_place.rows if row[1] == "总计"]
    assert totals == [("湖南省", 10), ("北京市", 2), ("天津市", 0)]
    assert [(row[0], row[-1]) for row in by_year.rows if row[1] == "总计"] == [("2020", 10), ("2021", 2), ("2022", 0)]


# --- the command ---------------------------------------------------------------------------------------------------


@pytest.fixture
def at_work(command: Command) -> Command:
    opened = open_database(f"sqlite:///{command.folder / 'corpus.db'}")
    upgrade(opened)
    fill(opened, UNITS)
    opened.dispose()
    return command


def code_all(path: Path, tool: str) -> None:
    workbook = openpyxl.load_workbook(path)
    for row in workbook["编码"].iter_rows(min_row=2):
        row[6].value, row[7].value = tool, "人才发展"
    workbook.save(path)


def test_two_coders_by_command(at_work: Command) -> None:
    """The whole way: sheets out, back, agreement by hand, disagreements, settling, tables."""
    at_work("code", "assign", "甲", "乙", "--sample", "10", "--seed", "3")
    for coder, tool in (("甲", "资金投入"), ("乙", "办学模式")):
        sheet = at_work.folder / f"{coder}.xlsx"
        assert at_work("code", "sheet", "--coder", coder, "-o", sheet).stdout == f"{sheet}: 10 units\n"
        code_all(sheet, tool)
        done = at_work("code", "import", sheet)
        assert done.stdout.splitlines()[-1].endswith("policy_tools@1 sample: new 10 changed 0 same 0 refused 0")
    found = at_work("agreement", "--json", "--draws", "20").json
    assert [(row["dimension"], row["units"], row["percent"]["value"]) for row in found] == [
        ("政策工具（X）", 10, 0.0),
        ("发展主题（Y）", 10, 1.0),
    ]
    assert found[0]["alpha"]["value"] == pytest.approx(1 - 19 * 10 / (10 * 10))
    assert found[1]["alpha"]["value"] is None
    assert "κ 甲 – 乙" in at_work("agreement", "--by-code").stdout
    assert at_work("code", "disagreements", "-o", "分歧.xlsx").stdout == "分歧.xlsx: 10 units\n"
    said = at_work("code", "disagreements", "--json").json[0]["said"]
    assert (said["政策工具（X）·甲"], said["政策工具（X）·乙"]) == ("资金投入", "办学模式")
    assert at_work("code", "settle").stdout == "sample: 10 codings settled\n"
    meeting = at_work.folder / "分歧.xlsx"
    workbook = openpyxl.load_workbook(meeting)
    column = [cell.value for cell in workbook["编码"][1]].index("政策工具（X）")
    for row in workbook["编码"].iter_rows(min_row=2):
        row[column].value = "资金投入"
    workbook.save(meeting)
    at_work("code", "import", meeting)
    tables = at_work("tables", "--json").json
    assert ["供给型工具", "资金投入", 10, "100.0"] in tables[0]["rows"]
    assert at_work("code", "progress", "--json").json[0]["done"] == 10
    at_work("tables", "-o", "表.xlsx")
    assert openpyxl.load_workbook(at_work.folder / "表.xlsx").sheetnames[0].startswith("1 表1")


def test_suggestions_are_no_codings(at_work: Command) -> None:
    found = at_work("suggest", "tool", "--json", "--limit", "3").json
    assert found["scores"] == []
    assert {row["code"] for row in found["suggestions"]} == {"校企合作（产教融合）"}
    assert "实训基地" in found["suggestions"][0]["words"]
    assert "whose codings" in at_work("tables", check=2).stderr
    assert "no such dimension" in at_work("suggest", "colour", check=2).stderr
    assert "whose codings" in at_work("suggest", "tool", "--by", "model", check=2).stderr
    sheet = at_work.folder / "甲.csv"
    at_work("code", "sheet", "--coder", "甲", "-o", sheet)
    rows = rows_in(sheet.read_bytes())
    for number, row in enumerate(rows[1:21]):
        row[6] = "资金投入" if number % 2 else "办学模式"
    sheet.write_bytes(csv_of(rows))
    at_work("code", "import", sheet, "--quiet")
    learnt = at_work("suggest", "tool", "--json").json
    assert [(score["code"], score["examples"]) for score in learnt["scores"]] == [("办学模式", 10), ("资金投入", 10)]
    assert len(learnt["suggestions"]) == UNITS - 20
    at_work("suggest", "tool", "-o", "建议.xlsx")
    assert at_work("sql", "SELECT count(*) FROM codings", "--format", "csv").stdout == "count(*)\n20\n"


def test_the_published_tables_by_command(command: Command) -> None:
    """2,219 units coded to the published marginals: out, back, and beside the print."""
    if not PUBLISHED.is_file():
        pytest.skip("../shared/corpora is absent: the printed tables are not here")
    opened = open_database(f"sqlite:///{command.folder / 'corpus.db'}")
    upgrade(opened)
    fill(opened, 2219)
    coded = list(answers_to(PUBLISHED))
    tools, themes = [each["tool"][0] for each in coded], [each["theme"][0] for each in coded]
    sheet_of(opened, command.folder / "甲.xlsx", "甲", tools, themes, write_xlsx)
    opened.dispose()
    assert "new 2219" in command("code", "import", "甲.xlsx", "--quiet").stdout
    shutil.copy(PUBLISHED, command.folder / "published.csv")
    tables = command("tables", "--published", "published.csv", "--format", "json", "--pictures", "图").json
    *_, beside = tables
    assert [row[1:3] for row in beside["rows"] if row[-1]] == [["办学模式", "科技创新"], ["目标规划", "人才发展"]]
    assert ["总计", "", 1550, 152, 517, 2219] in tables[1]["rows"]
    assert len(list((command.folder / "图").iterdir())) == 4
    printed = command("tables", "--published", "published.csv").stdout
    assert "2 of 105 cells differ" in printed
    assert "办学模式: 42 + 2 + 7 = 51, printed 50" in printed


def test_what_cannot_be_done_is_one_line(at_work: Command) -> None:
    (at_work.folder / "own.toml").write_text(OWN, encoding="utf-8")
    (at_work.folder / "bad.toml").write_text("x", encoding="utf-8")
    (at_work.folder / "bad.csv").write_bytes(
        csv_of([headings(BOOK), ["1-1-1-1", *[""] * 5, "没\x1b[31m有", "", "甲", "", "policy_tools@1"]])
    )
    (at_work.folder / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    before = {path.name.partition("-")[0] for path in at_work.folder.iterdir()}
    for arguments, said in (
        (("tables",), "sample: whose codings by policy_tools@1?"),
        (("agreement",), "sample: agreement needs two coders, there is none"),
        (("code", "import", "bad.csv"), "bad.csv: nothing taken, 1 row is refused"),
        (("code", "import", "old.xls"), "old.xls: an old .xls workbook"),
        (("code", "sheet", "-o", "x.pdf"), "x.pdf: a sheet is an .xlsx or a .csv file"),
        (("code", "sheet", "-o", "nowhere/x.csv"), "nowhere: no such folder"),
        (("suggest", "tool", "-o", "x.pdf"), "x.pdf: tables go into an .xlsx or a .csv file"),
        (("code", "progress", "--corpus", "else"), "else: no such corpus"),
        (("codebook", "import", "bad.toml"), "bad.toml: "),
        (("codebook", "show", "else"), "else: no such codebook"),
    ):
        done = at_work(*arguments, check=2)
        assert said in done.stderr, arguments
        assert "Traceback" not in done.stderr
        assert "\x1b" not in done.stderr
    assert {path.name.partition("-")[0] for path in at_work.folder.iterdir()} == before
    assert at_work("codebook", "import", "own.toml").stdout == "own@1: 4 codes\n"
    assert at_work("codebook", "import", "own.toml").stdout == "own@1: 4 codes, there already\n"
    assert "own@1  样例" in at_work("codebook", "show", "own").stdout
    assert "- code 甲之一" in at_work("codebook", "diff", "own", "policy_tools").stdout


def test_a_book_is_shown_where_there_is_no_database(command: Command) -> None:
    assert "policy_tools@1" in command("codebook", "show").stdout
    assert list(command.folder.iterdir()) == []


def test_a_bad_sheet_leaves_no_trace(filled: Engine) -> None:
    with pytest.raises(SheetError):
        take(filled, b"")
    assert codings(filled) == []


def test_every_answer_of_the_book_can_be_given(filled: Engine, tmp_path: Path) -> None:
    book: Codebook = BOOK
    given = list(book.dimension("tool").answers)
    take(filled, sheet_of(filled, tmp_path / "a", "甲", given, []))
    assert sorted(codes["tool"][0] for codes in given_by(filled, "甲").values()) == sorted(given)
