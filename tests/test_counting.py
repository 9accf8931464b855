"""Corpora that count otherwise than the unit standard: one edition, numbered once for each way of counting it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select, text

from corpus.build import build
from corpus.coding import elsewhere
from corpus.definition import read
from corpus.segment import STANDARD, Counting
from corpus.select import select_members
from storage.database import open_database, ready
from storage.models import Member, Unit
from tests.command import Command
from tests.small_corpus import page
from tests.stored import Shelf, contents, reading_in_process

pytestmark = pytest.mark.slow

NOTICE = (
    "各区人民政府：",
    "现将《样例教育实施方案》印发给你们，请认真贯彻执行。",
    "北京市人民政府",
    "2022年3月1日",
    "样例教育实施方案",
    "为办好样例教育，制定如下方案：",
    "一、主要目标",
    "深化产教融合。到2025年，样例体系基本建成。",
    "二、主要任务",
    "（一）优化样例布局",
    "重点做好以下工作：",
    "调整专业结构。",
    "（二）办好样例学校",
    "推进样例认证。",
)
COVER, LEAD_IN = "现将《样例教育实施方案》印发给你们，请认真贯彻执行。", "为办好样例教育，制定如下方案："
GOAL, YEAR, TASKS = "深化产教融合。", "到2025年，样例体系基本建成。", "重点做好以下工作："
SUBJECTS, TRUST = "调整专业结构。", "推进样例认证。"

# The units of the notice, counted by hand, under every way of counting: 7 and 4 titles, a cover of 1, 2 lead-ins.
BY_STANDARD = {
    "0-0-1": COVER,
    "0-0-2": LEAD_IN,
    "1-0-1": GOAL,
    "1-0-2": YEAR,
    "2-1-1": TASKS,
    "2-1-2": SUBJECTS,
    "2-2-1": TRUST,
}
BY_COUNTING = {
    "": BY_STANDARD,
    "no_cover_units": {"0-0-1": LEAD_IN, **dict([*BY_STANDARD.items()][2:])},
    "no_lead_ins": {"0-0-1": COVER, "1-0-1": GOAL, "1-0-2": YEAR, "2-1-1": SUBJECTS, "2-2-1": TRUST},
    "titles": {
        "0-0-1": COVER,
        "0-0-2": LEAD_IN,
        "1-0-1": "主要目标",
        "1-0-2": GOAL,
        "1-0-3": YEAR,
        "2-0-1": "主要任务",
        "2-1-1": "优化样例布局",
        "2-1-2": TASKS,
        "2-1-3": SUBJECTS,
        "2-2-1": "办好样例学校",
        "2-2-2": TRUST,
    },
    "no_cover_units+no_lead_ins+titles": {
        "1-0-1": "主要目标",
        "1-0-2": GOAL,
        "1-0-3": YEAR,
        "2-0-1": "主要任务",
        "2-1-1": "优化样例布局",
        "2-1-2": SUBJECTS,
        "2-2-1": "办好样例学校",
        "2-2-2": TRUST,
    },
}
COUNTINGS = pytest.mark.parametrize("counting", BY_COUNTING, ids=lambda name: name or "standard")


def store(root: Path, *, later: bool = False) -> None:
    """An archive with the notice; `later` is the crawl that finds its text changed."""
    shelf = Shelf(root, stored=int(later))
    lines = (*NOTICE[:-1], "推进样例认证，每年一次。") if later else NOTICE
    body = page("北京市人民政府关于印发样例教育实施方案的通知", "京样发〔2022〕3号", "", "", lines)
    shelf.put("http://www.beijing.gov.cn/sample2.html", body)


def definition(name: str, counting: str) -> str:
    """A corpus of one slot, 北京's, that counts so."""
    chosen = Counting.named(counting)
    choices = "".join(f"{key} = {str(getattr(chosen, key)).lower()}\n" for key in ("cover_units", "lead_ins", "titles"))
    slot = 'no = 2\nadcode = "110000"\nplace = "北京"\n'
    subject = '[member]\nsubject = ["样例教育"]\nfewest_units = 7\n'
    return f'name = "{name}"\n\n{subject}\n[counting]\n{choices}\n[[slot]]\n{slot}'


def choose(engine: Engine, name: str, counting: str) -> None:
    filled = select_members(engine, read(definition(name, counting).encode(), f"{name}.toml"))
    assert [each.member is not None for each in filled] == [True]


@pytest.fixture
def built(engine: Engine, tmp_path: Path) -> Engine:
    with reading_in_process():
        store(tmp_path / "archive")
        build(engine, tmp_path / "archive")
    return engine


def units_of(engine: Engine, corpus: str) -> dict[str, str]:
    """Ref → text of a corpus's units, as `v_units` has them."""
    with engine.connect() as connection:
        query = text("SELECT ref, text FROM v_units WHERE corpus = :corpus ORDER BY chapter, section, ordinal")
        return {row.ref: row.text for row in connection.execute(query, {"corpus": corpus})}


def one(engine: Engine, query: str, **values: Any) -> Any:
    with engine.connect() as connection:
        (row,) = connection.execute(text(query), values).all()
        return row[0] if len(row) == 1 else tuple(row)


# --- the spelling of a counting ------------------------------------------------------------------------------------


def every_counting() -> Iterator[Counting]:
    for cover_units, lead_ins, titles in product((True, False), repeat=3):
        yield Counting(cover_units=cover_units, lead_ins=lead_ins, titles=titles)


def test_a_counting_has_one_name_and_the_standard_an_empty_one() -> None:
    names = [counting.name for counting in every_counting()]
    assert len(set(names)) == 8
    assert [Counting.named(name) for name in names] == [*every_counting()]
    assert STANDARD.name == ""
    assert {*BY_COUNTING} < {*names}


@given(st.text(alphabet="notilescvr_ud+", max_size=40) | st.text(max_size=20))
def test_nothing_else_names_a_counting(name: str) -> None:
    if name in {counting.name for counting in every_counting()}:
        return
    with pytest.raises(ValueError, match="no way of counting"):
        Counting.named(name)


@pytest.mark.parametrize("name", ["titles+no_cover_units", "no_titles", "cover_units", "titles+titles", "+titles", "+"])
def test_no_second_spelling(name: str) -> None:
    with pytest.raises(ValueError, match="no way of counting"):
        Counting.named(name)


# --- the units of a corpus -----------------------------------------------------------------------------------------


@COUNTINGS
def test_a_corpus_has_the_units_of_its_counting(built: Engine, counting: str) -> None:
    choose(built, "sample", counting)
    wanted = BY_COUNTING[counting]
    assert units_of(built, "sample") == wanted
    assert one(built, "SELECT counting, units FROM v_documents") == (counting, len(wanted))
    assert one(built, "SELECT units FROM v_coverage") == len(wanted)
    at = 'substr(e.text, u.start + 1, u."end" - u.start)'
    wrong = f"SELECT count(*) FROM units u JOIN editions e ON e.id = u.edition_id WHERE u.text <> {at}"
    assert one(built, wrong) == 0


@COUNTINGS
def test_selected_twice_it_has_the_same_rows(built: Engine, counting: str) -> None:
    choose(built, "sample", counting)
    before = contents(built)
    choose(built, "sample", counting)
    assert contents(built) == before
    assert len(before["units"]) == 7 + (len(BY_COUNTING[counting]) if counting else 0)


def test_two_corpora_count_one_edition_differently(built: Engine) -> None:
    for name, counting in (("plain", ""), ("headed", "titles"), ("too", "titles"), ("bare", "no_cover_units")):
        choose(built, name, counting)
    for name, counting in (("plain", ""), ("headed", "titles"), ("too", "titles"), ("bare", "no_cover_units")):
        assert units_of(built, name) == BY_COUNTING[counting]
    with built.connect() as connection:
        stored = select(Unit.counting, func.count()).group_by(Unit.counting).order_by(Unit.counting)
        assert [tuple(row) for row in connection.execute(stored)] == [("", 7), ("no_cover_units", 6), ("titles", 11)]
    # A citation is of one unit, and of the same one in every corpus that counts alike.
    assert one(built, "SELECT count(*), count(DISTINCT citation) FROM v_units") == (7 + 11 + 11 + 6, 7 + 11 + 6)
    cited = "SELECT citation FROM v_units WHERE ref = '2-1-2' AND corpus = :corpus"
    key = one(built, "SELECT key FROM documents")
    assert one(built, cited, corpus="plain") == f"{key}@1/2-1-2"
    assert one(built, cited, corpus="headed") == one(built, cited, corpus="too") == f"{key}@1+titles/2-1-2"
    assert one(built, cited, corpus="bare") == f"{key}@1+no_cover_units/2-1-2"


def test_a_corpus_that_counts_anew_keeps_what_was_coded(built: Engine, tmp_path: Path) -> None:
    choose(built, "sample", "titles")
    before = contents(built)["units"]
    choose(built, "sample", "no_lead_ins")
    after = contents(built)["units"]
    assert [row for row in after if row["counting"] != "no_lead_ins"] == before
    assert units_of(built, "sample") == BY_COUNTING["no_lead_ins"]
    choose(built, "sample", "titles")
    assert contents(built)["units"] == after
    assert units_of(built, "sample") == BY_COUNTING["titles"]


def test_a_changed_text_is_numbered_when_it_is_chosen(built: Engine, tmp_path: Path) -> None:
    choose(built, "sample", "titles")
    with reading_in_process():
        store(tmp_path / "archive", later=True)
        build(built, tmp_path / "archive")
    assert units_of(built, "sample") == BY_COUNTING["titles"]
    choose(built, "sample", "titles")
    assert units_of(built, "sample") == {**BY_COUNTING["titles"], "2-2-2": "推进样例认证，每年一次。"}
    assert one(built, "SELECT count(*) FROM units WHERE counting = 'titles'") == 22


def test_a_text_that_only_another_counting_numbers_differently_is_a_new_edition(
    built: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a later segmenter may: here the stored unit that is a title is made to end elsewhere."""
    choose(built, "sample", "titles")
    monkeypatch.setattr("corpus.versions.SEGMENTER", "segment/later")
    with reading_in_process():
        build(built, tmp_path / "archive")
    assert one(built, "SELECT count(*) FROM editions") == 1
    with built.begin() as connection:
        connection.execute(text("""UPDATE units SET "end" = "end" - 1 WHERE text = '主要任务'"""))
        connection.execute(text("UPDATE editions SET sources_sha256 = ''"))
    with reading_in_process():
        build(built, tmp_path / "archive")
    assert one(built, "SELECT count(*) FROM editions") == 2
    assert units_of(built, "sample") == BY_COUNTING["titles"]  # the chosen edition stands
    choose(built, "sample", "titles")
    assert units_of(built, "sample") == BY_COUNTING["titles"]
    assert one(built, "SELECT edition FROM v_documents") == 2


# --- by the command ------------------------------------------------------------------------------------------------


@pytest.fixture
def at_work(command: Command, database_url: str) -> Command:
    """The command in a folder with the notice, built, and two corpora that count it differently."""
    engine = ready(open_database(database_url))
    with reading_in_process():
        store(command.folder / "archive")
        build(engine, command.folder / "archive")
    for name, counting in (("plain", ""), ("headed", "titles")):
        (command.folder / f"{name}.toml").write_text(definition(name, counting), encoding="utf-8")
        done = command("select", f"{name}.toml", "--db", database_url)
        assert done.stderr == ""
    engine.dispose()
    return command


def test_what_leaves_a_corpus_is_counted_as_it_counts(at_work: Command, database_url: str) -> None:
    for name, counting in (("plain", ""), ("headed", "titles")):
        wanted = BY_COUNTING[counting]
        at_work("export", name, "--format", "jsonl", "--headings", "en", "-o", "units.jsonl", "--db", database_url)
        lines = [json.loads(line) for line in (at_work.folder / "units.jsonl").read_text("utf-8").splitlines()]
        assert {line["corpus_ref"]: line["text"] for line in lines} == {
            f"2-{ref}": each for ref, each in wanted.items()
        }
        (member,) = at_work("manifest", name, "--db", database_url).json_lines
        assert (member["counting"], member["units"]) == (counting, len(wanted))


def test_a_sheet_out_and_in_again(at_work: Command, database_url: str) -> None:
    """The tenth unit of one corpus is no unit of the other; the same ref is another sentence there."""
    sheet = at_work.folder / "甲.csv"
    at_work("code", "sheet", "--corpus", "headed", "--coder", "甲", "-o", sheet, "--db", database_url)
    head, *rows = csv.reader(io.StringIO(sheet.read_text("utf-8-sig")))
    assert [row[0] for row in rows] == [f"2-{ref}" for ref in BY_COUNTING["titles"]]
    assert rows[9][1].endswith("@1+titles/2-2-1")
    for row in rows:
        row[6] = "资金投入"
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    taken = at_work("code", "import", sheet, "--corpus", "headed", "--db", database_url)
    assert "new 11" in taken.stdout
    progress = {
        name: at_work("code", "progress", "--corpus", name, "--json", "--db", database_url)
        for name in ("headed", "plain")
    }
    assert [(row["coder"], row["to_code"], row["begun"]) for row in progress["headed"].json] == [("甲", 11, 11)]
    assert progress["plain"].json == []
    assert progress["plain"].stderr == ""  # nothing lies apart: it is the other corpus's
    query = "SELECT corpus, count(*) AS n FROM v_codings GROUP BY corpus"
    assert at_work("sql", query, "--json", "--db", database_url).json == [{"corpus": "headed", "n": 11}]
    table = "SELECT corpus, n, share FROM v_table1 WHERE n > 0"
    assert at_work("sql", table, "--json", "--db", database_url).json == [{"corpus": "headed", "n": 11, "share": 100.0}]
    # By its refs alone it is refused in the other corpus, where they are of other sentences or of none.
    for row in rows:
        row[1] = ""
    (at_work.folder / "乙.csv").write_text("\n".join(",".join(row) for row in (head, *rows)), encoding="utf-8")
    refused = at_work("code", "import", "乙.csv", "--corpus", "plain", "--db", database_url, check=2)
    assert "nothing taken, 9 rows are refused" in refused.stderr


def test_codings_of_a_counting_that_was_given_up_lie_apart(at_work: Command, database_url: str) -> None:
    test_a_sheet_out_and_in_again(at_work, database_url)
    (at_work.folder / "headed.toml").write_text(definition("headed", "no_lead_ins"), encoding="utf-8")
    at_work("select", "headed.toml", "--db", database_url)
    with open_database(database_url).connect() as connection:
        assert elsewhere(connection, "headed") == 11
        assert connection.scalar(select(Member.counting).where(Member.corpus == "headed")) == "no_lead_ins"
    said = at_work("code", "progress", "--corpus", "headed", "--db", database_url).stderr
    assert said == "11 codings stay with earlier editions or other countings of members, and in no table\n"
    again = at_work("code", "import", "甲.csv", "--corpus", "headed", "--db", database_url)
    assert "same 11" in again.stdout  # by its citations the sheet still finds its units


def test_a_unit_is_shown_as_it_is_cited(at_work: Command, database_url: str) -> None:
    key = at_work("sql", "SELECT key FROM documents", "--json", "--db", database_url).json[0]["key"]

    def shown(*arguments: str) -> list[str]:
        return at_work("show", *arguments, "--db", database_url).stdout.splitlines()

    assert f"→ 2-2-1  {TRUST}" in shown(f"{key}@1/2-2-1")
    assert "→ 2-2-1  办好样例学校" in shown(f"{key}@1+titles/2-2-1")
    assert shown(f"{key}@1+titles/2-2-1")[0].endswith(f"{key}@1+titles/2-2-1")
    assert f"→ 2-2-1  {TRUST}" in shown(key, "2-2-1")  # the corpora do not agree: by the standard
    assert "no way of counting" in at_work("show", f"{key}@1+nothing", "--db", database_url, check=2).stderr


def test_a_document_is_shown_as_its_corpus_counts(command: Command) -> None:
    (command.folder / "headed.toml").write_text(definition("headed", "titles"), encoding="utf-8")
    with reading_in_process():
        store(command.folder / "archive")
        command("build", "--jobs", "1")
        command("select", "headed.toml")
        store(command.folder / "archive", later=True)
        command("build", "--jobs", "1")
    outline = command("show", "京样发〔2022〕3号").stdout.splitlines()
    assert "@2+titles  " in outline[2]
    assert "1  一、主要目标  [3 units]" in outline
    difference = command("diff", "京样发〔2022〕3号").stdout.splitlines()
    assert difference[0].endswith("@1+titles → @2+titles")
    assert difference[1:] == ["~ 2-2-2  推进样例认证{+，每年一次+}。"]
    key = command("sql", "SELECT key FROM documents", "--json").json[0]["key"]
    assert command("diff", f"{key}@2").stdout.splitlines()[1:] == ["~ 2-2-1  推进样例认证{+，每年一次+}。"]


@COUNTINGS
def test_rebuilt_it_is_the_same(command: Command, database_url: str, counting: str) -> None:
    (command.folder / "sample.toml").write_text(definition("sample", counting), encoding="utf-8")
    store(command.folder / "archive")
    store(command.folder / "archive", later=True)
    exported = []
    with reading_in_process():
        for url in ("sqlite:///first.db", database_url):
            command("rebuild", "sample.toml", "--db", url)
            command("export", "sample.toml", "--format", "jsonl", "-o", "units.jsonl", "--db", url)
            exported.append((command.folder / "units.jsonl").read_bytes())
    assert exported[0] == exported[1]
    assert len(exported[0].splitlines()) == len(BY_COUNTING[counting])
    assert contents(open_database(f"sqlite:///{command.folder / 'first.db'}")) == contents(open_database(database_url))
