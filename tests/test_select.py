"""Filling slots from a database: rules, a person's word over them, coverage; the same after a rebuild."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select, update

from corpus.build import build
from corpus.definition import Definition, load, read
from corpus.rebuilding import rebuild
from corpus.select import coverage, decide, fill, select_members, standing_decisions
from storage.database import open_database
from storage.migrations import upgrade
from storage.models import Corpus, Decision, Document, Edition, Match, Member, Run
from storage.models import Slot as SlotRow
from tests import small_corpus
from tests.command import Command
from tests.stored import Shelf, contents, reading_in_process

pytestmark = pytest.mark.slow

DEFINITION = """
name = "sample"
title = "样例教育政策文本"
[member]
subject = ["样例教育"]
[never]
kinds = ["interpretation"]
[[slot]]
no = 1
adcode = "000000"
place = "中央"
[[slot]]
no = 2
adcode = "110000"
place = "北京"
[[slot]]
no = 3
adcode = "130000"
place = "河北"
[[slot]]
no = 4
adcode = "430000"
place = "湖南"
[[slot]]
no = 5
adcode = "440000"
place = "广东"
[[slot]]
no = 6
adcode = "450000"
place = "广西"
[[outside]]
adcodes = ["610000", "650000"]
places = "陕西 新疆"
reason = "样例：不在其内"
"""
PLAN = ("一、样例目标", "办好样例学校。", "二、样例任务", "建设样例基地。", "三、样例保障", "各地制定方案。")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def _make(engine: Engine, archive: Path) -> None:
    """The small corpus, a second plan of 湖南, and plans of 陕西 and 山东, which are outside."""
    upgrade(engine)
    small_corpus.fill(engine, archive)
    shelf = Shelf(archive, stored=20)
    for place, site in (("湖南省", "hunan"), ("陕西省", "shaanxi"), ("山东省", "shandong")):
        facts = (f"{place}样例教育若干措施", f"样发〔2023〕{len(site)}号", f"{place}人民政府", "2023年6月1日")
        shelf.put(f"http://www.{site}.gov.cn/sample9.html", small_corpus.page(*facts, PLAN), site=site)
    with reading_in_process():
        build(engine, archive)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with that corpus: its archive, and a database built once for all tests."""
    folder = tmp_path_factory.mktemp("made")
    engine = open_database(f"sqlite:///{folder / 'corpus.db'}")
    _make(engine, folder / "archive")
    engine.dispose()
    return folder


@pytest.fixture
def filled(made: Path, tmp_path: Path) -> Iterator[Engine]:
    """A copy of it."""
    copytree(made, tmp_path, dirs_exist_ok=True)
    opened = open_database(f"sqlite:///{tmp_path / 'corpus.db'}")
    yield opened
    opened.dispose()


@pytest.fixture
def on_both(engine: Engine, archive: Path) -> Engine:
    """The same, built on each kind of database."""
    _make(engine, archive)
    return engine


@pytest.fixture
def sqlite(tmp_path: Path) -> Engine:
    opened = open_database(f"sqlite:///{tmp_path / 'corpus.db'}")
    upgrade(opened)
    return opened


def definition(text: str = DEFINITION) -> Definition:
    return read(text.encode(), "sample.toml")


def key_of(engine: Engine, title: str) -> str:
    with engine.connect() as connection:
        return connection.execute(select(Document.key).where(Document.title == title)).scalar_one()


def members(engine: Engine) -> dict[int, tuple[str, str]]:
    """The title of each member and who chose it, by its number."""
    rows = select(Member.no, Document.title, Member.chosen_by).join(Document, Document.id == Member.document_id)
    with engine.connect() as connection:
        return {row.no: (row.title, row.chosen_by) for row in connection.execute(rows.where(Member.corpus == "sample"))}


def covered(engine: Engine, of: Definition | None = None) -> dict[Any, dict[str, Any]]:
    """The rows of the coverage by number, those outside by place."""
    with engine.connect() as connection:
        return {row["no"] or row["place"]: row for row in coverage(connection, of or definition())}


def word(engine: Engine, archive: Path, title: str, verdict: str, no: int | None = None, at: str = "") -> str:
    key = key_of(engine, title)
    given = {"now": lambda: at} if at else {}
    decide(engine, archive, "sample", key, verdict, who="样例员", why="样例理由", no=no, **given)
    return key


BY_RULES = {
    1: ("关于推动样例教育发展的意见", "rules"),
    2: ("北京市样例教育实施方案", "rules"),
    4: ("湖南省样例教育实施方案", "rules"),
}


def test_members_are_written_with_edition_and_reasons_and_the_same_again(on_both: Engine) -> None:
    select_members(on_both, definition())
    assert members(on_both) == BY_RULES
    rows = contents(on_both)
    with on_both.connect() as connection:
        newest = connection.execute(
            select(Edition.id, Edition.ordinal, Member.reasons)
            .join(Member, Member.edition_id == Edition.id)
            .where(Member.corpus == "sample", Member.no == 4)
        ).one()
        slots = connection.execute(select(SlotRow.no, SlotRow.place).where(SlotRow.corpus == "sample")).all()
        corpus = connection.execute(select(Corpus.__table__).where(Corpus.name == "sample")).one()
    assert newest.ordinal == 2
    assert [rule for rule, _, _ in newest.reasons] == [
        "place", "level", "kind", "window", "subject", "title", "basis", "whole", "original", "record",
    ]  # fmt: skip
    assert all(passed and evidence for _, passed, evidence in newest.reasons)
    assert sorted(slots) == [(1, "中央"), (2, "北京"), (3, "河北"), (4, "湖南"), (5, "广东"), (6, "广西")]
    assert (corpus.title, corpus.definition_sha256) == ("样例教育政策文本", definition().sha256)
    select_members(on_both, definition())
    assert contents(on_both) == rows


def test_a_definition_that_changes_leaves_no_slot_behind(filled: Engine) -> None:
    select_members(filled, definition())
    select_members(filled, definition(DEFINITION.replace("no = 4", "no = 9")))
    assert set(members(filled)) == {1, 2, 9}
    assert {row["no"] for row in contents(filled)["members"] if row["corpus"] == "second"} == {1}


def test_looking_writes_nothing(filled: Engine) -> None:
    rows = contents(filled)
    with filled.connect() as connection:
        fill(connection, definition())
    covered(filled)
    assert contents(filled) == rows


def test_coverage_has_a_row_for_every_slot_and_what_is_outside(on_both: Engine) -> None:
    rows = covered(on_both)
    assert list(rows) == [1, 2, 3, 4, 5, 6, "陕西省", "新疆维吾尔自治区", "山东省"]
    assert {no: row["status"] for no, row in rows.items()} == {
        1: "found", 2: "found", 3: "blocked", 4: "found", 5: "missing", 6: "not crawled",
        "陕西省": "outside", "新疆维吾尔自治区": "outside", "山东省": "outside",
    }  # fmt: skip
    assert rows[3]["why"] == "the last crawl was blocked: a challenge page answered"
    assert rows[5]["why"] == "no document fits"
    assert rows[6]["why"] == "no crawl of its site is on record"
    assert rows["陕西省"]["why"] == "样例：不在其内"
    assert rows["新疆维吾尔自治区"]["why"] == "样例：不在其内; no crawl of its site is on record"
    assert rows["山东省"]["why"] == "the corpus has no slot for it"
    for place in ("陕西省", "山东省"):
        (outside,) = rows[place]["candidates"]
        assert outside["title"] == f"{place}样例教育若干措施"
        against = {each["rule"]: each["evidence"] for each in outside["verdicts"] if not each["passed"]}
        assert against == {"place": f"{place}: {place}人民政府; {rows[place]['why']}"}
    (told,) = rows[5]["candidates"]
    assert [each["rule"] for each in told["verdicts"] if not each["passed"]] == ["kind"]
    assert [each["title"] for each in rows[4]["candidates"]] == ["湖南省样例教育实施方案", "湖南省样例教育若干措施"]
    assert rows[4]["member"] == rows[4]["candidates"][0]["key"]


def test_a_crawl_that_was_killed_is_no_missing_document(filled: Engine) -> None:
    with filled.begin() as connection:
        connection.execute(update(Run).where(Run.site == "hebei").values(outcome=None, reason=""))
    assert (covered(filled)[3]["status"], covered(filled)[3]["why"]) == ("blocked", "the last crawl was killed: ")


def test_a_good_crawl_without_a_document_is_said(filled: Engine) -> None:
    with filled.begin() as connection:
        connection.execute(update(Run).where(Run.site == "hebei").values(outcome="ok"))
    assert (covered(filled)[3]["status"], covered(filled)[3]["why"]) == ("missing", "no document is about it")


def test_a_person_s_word_wins_over_the_rules(on_both: Engine, archive: Path) -> None:
    select_members(on_both, definition())
    other = word(on_both, archive, "湖南省样例教育若干措施", "pin", 4)
    select_members(on_both, definition())
    assert members(on_both)[4] == ("湖南省样例教育若干措施", "样例员")
    row = covered(on_both)[4]
    assert (row["status"], row["member"], row["why"]) == ("pinned", other, "pin by 样例员: 样例理由")
    word(on_both, archive, "湖南省样例教育若干措施", "withdrawn")
    select_members(on_both, definition())
    assert members(on_both) == BY_RULES
    word(on_both, archive, "湖南省样例教育实施方案", "exclude")
    select_members(on_both, definition())
    assert members(on_both)[4] == ("湖南省样例教育若干措施", "rules")
    first = covered(on_both)[4]["candidates"][0]
    assert first["decision"] == "exclude by 样例员: 样例理由"
    word(on_both, archive, "湖南省样例教育若干措施", "exclude")
    select_members(on_both, definition())
    assert 4 not in members(on_both)
    assert covered(on_both)[4]["status"] == "missing"


def test_what_no_rule_admits_can_be_pinned(filled: Engine, archive: Path) -> None:
    """An interpretation; a document of another place; one whose place has no slot. Only there, and nowhere else."""
    word(filled, archive, "《广东省样例教育实施方案》解读", "pin", 5)
    word(filled, archive, "北京市样例教育实施方案", "pin", 6)
    word(filled, archive, "陕西省样例教育若干措施", "pin", 3)
    select_members(filled, definition())
    assert members(filled) == {
        1: BY_RULES[1],
        3: ("陕西省样例教育若干措施", "样例员"),
        4: BY_RULES[4],
        5: ("《广东省样例教育实施方案》解读", "样例员"),
        6: ("北京市样例教育实施方案", "样例员"),
    }
    place = covered(filled)[6]["candidates"][0]["verdicts"][0]
    assert (place["rule"], place["passed"], place["evidence"]) == ("place", False, "北京市: 北京市人民政府")


def test_the_last_word_counts_within_one_second_too(filled: Engine, archive: Path, tmp_path: Path) -> None:
    moment = "2026-11-24T08:00:00Z"
    for title in ("湖南省样例教育若干措施", "湖南省样例教育实施方案", "湖南省样例教育若干措施") * 2:
        word(filled, archive, title, "pin", 4, at=moment)
    word(filled, archive, "北京市样例教育实施方案", "exclude", at=moment)
    word(filled, archive, "北京市样例教育实施方案", "withdrawn", at=moment)
    select_members(filled, definition())
    assert members(filled) == BY_RULES | {4: ("湖南省样例教育若干措施", "样例员")}
    again = open_database(f"sqlite:///{tmp_path / 'again.db'}")
    with reading_in_process():
        rebuild(again, archive, definition())
    assert members(again) == members(filled)


def test_a_pinned_document_that_has_vanished_is_said(filled: Engine, archive: Path) -> None:
    key = word(filled, archive, "湖南省样例教育若干措施", "pin", 4)
    with filled.begin() as connection:
        connection.execute(update(Decision).values(document="hunan:000000000000"))
    select_members(filled, definition())
    assert 4 not in members(filled)  # nobody else takes its place
    row = covered(filled)[4]
    assert (row["status"], row["member"]) == ("missing", "")
    assert row["why"] == "hunan:000000000000 is pinned by 样例员 (样例理由), and is not in the database"
    assert key in {each["key"] for each in row["candidates"]}


def test_words_of_another_corpus_say_nothing(filled: Engine, archive: Path) -> None:
    key = key_of(filled, "湖南省样例教育实施方案")
    decide(filled, archive, "second", key, "exclude", who="样例员", why="样例理由")
    select_members(filled, definition())
    assert members(filled) == BY_RULES


def test_decisions_survive_a_rebuild(on_both: Engine, archive: Path) -> None:
    word(on_both, archive, "湖南省样例教育若干措施", "pin", 4)
    word(on_both, archive, "北京市样例教育实施方案", "exclude")
    word(on_both, archive, "关于推动样例教育发展的意见", "exclude")
    word(on_both, archive, "关于推动样例教育发展的意见", "withdrawn")
    select_members(on_both, definition())
    before = members(on_both)
    assert before == {1: BY_RULES[1], 4: ("湖南省样例教育若干措施", "样例员")}
    kept = _decisions(on_both)
    on_both.dispose()
    _empty(on_both)
    with reading_in_process():
        rebuild(on_both, archive, definition())
    assert members(on_both) == before
    assert _decisions(on_both) == kept


def _empty(engine: Engine) -> None:
    """A new database in place of the old one, as far as its rows go."""
    with engine.begin() as connection:
        for table in reversed(Document.metadata.sorted_tables):
            connection.execute(delete(table))


def _decisions(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        standing = standing_decisions(connection, "sample").values()
        return [(row.key, row.document, row.verdict, row.no, row.who, row.why, row.decided_at) for row in standing]


def test_one_address_in_two_spellings_is_one_candidate(sqlite: Engine, archive: Path) -> None:
    shelf = Shelf(archive)
    page = small_corpus.page("湖南省样例教育方案", "湘样发〔2023〕7号", "湖南省人民政府", "2023年6月1日", PLAN)
    for url in ("http://www.hunan.gov.cn/a.html", "https://hunan.gov.cn/a.html#top", "https://www.hunan.gov.cn/a.html"):
        shelf.put(url, page, site="hunan")
    with reading_in_process():
        build(sqlite, archive)
    assert len(covered(sqlite)[4]["candidates"]) == 1


def test_of_copies_the_text_of_record_is_the_member_and_the_others_are_shown_as_copies(
    sqlite: Engine, archive: Path
) -> None:
    shelf = Shelf(archive)
    page = small_corpus.page("湖南省样例教育方案", "湘样发〔2023〕7号", "湖南省人民政府", "2023年6月1日", PLAN * 5)
    for url, site in (
        ("http://www.moe.gov.cn/a.html", "moe"),
        ("http://www.hunan.gov.cn/zfgb/a.html", "hunan"),
        ("http://www.hunan.gov.cn/a.html", "hunan"),
    ):
        shelf.put(url, page, site=site)
    with reading_in_process():
        build(sqlite, archive)
    row = covered(sqlite)[4]
    assert row["status"] == "found"
    assert row["why"].startswith("on the issuer's own site; before hunan:")
    others = [each for each in row["candidates"] if each["key"] != row["member"]]
    assert [each["relation"] for each in others] == ["same_text", "same_text"]
    with sqlite.connect() as connection:
        address = connection.scalar(select(Document.url).where(Document.key == row["member"]))
    assert address == "http://www.hunan.gov.cn/a.html"


@pytest.mark.parametrize(("office", "member"), [("湖南省教育厅", "湖南省人民政府办公厅转发"), ("国务院办公厅", "")])
def test_a_government_that_forwards_its_department_s_text_issues_it(
    sqlite: Engine, archive: Path, office: str, member: str
) -> None:
    """转发 of one's own department makes a document one's own; of somebody above it does not."""
    shelf = Shelf(archive)
    name = f"{office}关于推进样例教育改革发展的若干意见"
    text = tuple(f"{line}样例{number}。" for number, line in enumerate(PLAN * 4))
    first = small_corpus.page(name, "样教发〔2023〕7号", office, "2023年5月1日", text)
    notice = (f"现将《{name}》转发给你们，请认真贯彻执行。", *text)
    title = f"湖南省人民政府办公厅转发《{name}》的通知"
    second = small_corpus.page(title, "湘政办发〔2023〕7号", "湖南省人民政府办公厅", "2023年6月1日", notice)
    shelf.put("http://www.hunan.gov.cn/b.html", second, site="hunan")
    shelf.put("http://www.hunan.gov.cn/a.html", first, site="hunan")
    with reading_in_process():
        build(sqlite, archive)
    with sqlite.connect() as connection:
        assert "forwards" in set(connection.scalars(select(Match.relation)))
    assert covered(sqlite)[4]["title"].partition("《")[0] == member


def test_what_the_definition_knows_is_a_candidate_whatever_its_title(sqlite: Engine, archive: Path) -> None:
    shelf = Shelf(archive)
    page = small_corpus.page("湖南省别的方案", "湘样发〔2023〕7号", "湖南省人民政府", "2023年6月1日", PLAN)
    shelf.put("http://www.hunan.gov.cn/a.html", page, site="hunan")
    with reading_in_process():
        build(sqlite, archive)
    assert covered(sqlite)[4]["candidates"] == []
    place = 'place = "湖南"\n'
    for known, found in (
        ('urls = ["https://hunan.gov.cn:443/a.html"]', ["url"]),
        ('doc_number = "湘样发〔2023〕7号"', ["number"]),
    ):
        row = covered(sqlite, definition(DEFINITION.replace(place, f"{place}{known}\n")))[4]
        (candidate,) = row["candidates"]
        assert candidate["known"] == found
        assert [each["rule"] for each in candidate["verdicts"] if not each["passed"]] == ["subject"]


def test_the_verbs(command: Command, archive: Path) -> None:
    """pin, exclude and undecide as a person types them; coverage says what became of each candidate."""
    engine = open_database(f"sqlite:///{command.folder / 'corpus.db'}")
    upgrade(engine)
    small_corpus.fill(engine, archive)
    (command.folder / "sample.toml").write_text(DEFINITION, encoding="utf-8")
    done = command("select", "sample.toml", check=1)
    assert "3 of 6 slots empty: 河北 广东 广西; `corpus coverage sample.toml` says why" in done.stderr
    reason = ("--why", "样例理由", "--who", "样例员")
    pinned = command("pin", "sample.toml", "《广东省样例教育实施方案》解读", "--no", "5", *reason)
    assert pinned.stdout.startswith("guangdong:")
    assert pinned.stdout.endswith("`corpus select sample.toml` fills the slots anew\n")
    command("exclude", "sample.toml", "湘样发〔2022〕8号", *reason)
    command("select", "sample.toml", check=1)
    rows = {row["no"]: row for row in command("coverage", "sample.toml", "--json").json if row["no"]}
    assert (rows[4]["status"], rows[5]["status"]) == ("missing", "pinned")
    shown = command("coverage", "sample.toml")
    assert "exclude by 样例员: 样例理由" in " ".join(shown.stdout.split())
    assert "3 of 6 slots filled" in shown.stderr
    command("undecide", "sample.toml", "湘样发〔2022〕8号", *reason)
    command("select", "sample.toml", check=1)
    assert members(engine)[4] == ("湖南省样例教育实施方案", "rules")
    again = command("undecide", "sample.toml", "湘样发〔2022〕8号", *reason, check=2)
    assert "neither pinned nor excluded in sample" in again.stderr
    assert "no such slot" in command("pin", "sample.toml", "湘样发〔2022〕8号", "--no", "7", *reason, check=2).stderr
    assert "a reason" in command("exclude", "sample.toml", "湘样发〔2022〕8号", "--why", " ", check=2).stderr
    assert "no such document" in command("exclude", "sample.toml", "没有的", *reason, check=2).stderr


# Real texts ---------------------------------------------------------------------------------------------------------

# The provincial governments and their offices among the real texts, by slot; every other text there is a city's, a
# department's, the 兵团's, or of another subject.
ARTS_EDU = {1, 3, 4, 6, 9, 11, 12, 14, 15, 16, 20, 23, 27}


def test_arts_education_on_real_texts(command: Command, real: Path) -> None:
    texts = sorted((real / "text" / "arts_edu").glob("*.txt"))
    assert texts
    command("add", *texts, "--site", "moe")  # no site of the texts': who issued them tells where they belong
    with reading_in_process():
        command("build", "--jobs", "1")
    command("select", "arts_edu", check=1)
    rows = {row["no"]: row for row in command("coverage", "arts_edu", "--json").json}
    assert {no for no, row in rows.items() if row["status"] == "found"} == ARTS_EDU
    assert set(rows) == {slot.no for slot in load("arts_edu").slots} | {None}
    assert (rows[None]["place"], rows[None]["status"]) == ("unknown", "outside")  # cities whose province nothing tells
    assert len(rows[None]["candidates"]) >= 20
    assert sum(len(row["candidates"]) for row in rows.values()) >= len(texts) - 1
    for no, row in rows.items():
        for each in row["candidates"]:
            passed = all(verdict["passed"] for verdict in each["verdicts"])
            assert passed == (each["key"] == row["member"]), (no, each["title"])
    centre = rows[1]["candidates"]
    assert {each["title"].partition("关于")[0] for each in centre[1:]} >= {"教育部办公厅", "教育部"}
    (corps,) = rows[32]["candidates"]
    assert "level" in {verdict["rule"] for verdict in corps["verdicts"] if not verdict["passed"]}
