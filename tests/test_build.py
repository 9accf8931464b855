"""The build: from stored answers to rows; the same rows from the same archive, whatever the database and the jobs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from corpus import composing
from corpus.build import Report, build
from corpus.composing import Task, compose
from storage.address import document_key
from storage.archive import Archive
from storage.snapshots import index
from tests.portals.typeset import pdf
from tests.stored import SITE, InProcess, Shelf, contents, link, new_database, notice, page, plan, reading_in_process

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _in_process(request: pytest.FixtureRequest) -> Iterator[None]:
    if "slow" in request.keywords:
        yield
    else:
        with reading_in_process():
            yield


def built(engine: Engine, shelf: Shelf, **options: Any) -> Report:
    return build(engine, shelf.root, **options)


def texts(engine: Engine) -> list[str]:
    return [unit["text"] for unit in contents(engine)["units"]]


def test_a_page_becomes_rows(engine: Engine, shelf: Shelf) -> None:
    listed = {"listed_title": "样例通知", "listed_number": "样政发〔2021〕9号", "listed_on": "2021-10-13"}
    url = shelf.put("/zc/a1.html", page("关于样例工作的通知", *plan()), facts=listed)
    report = built(engine, shelf)
    assert (report.documents, report.new, report.done, report.faults) == (1, 1, 1, 0)
    rows = contents(engine)
    (document,) = rows["documents"]
    assert document["key"] == document_key(SITE, "http://beijing.gov.cn/zc/a1.html")
    assert (document["url"], document["title"]) == (url, "关于样例工作的通知")
    assert document["doc_number"] == "样政发〔2021〕9号"  # the page says none: the list's word
    assert document["published_on"] == date(2021, 10, 13)
    (edition,) = rows["editions"]
    assert (edition["ordinal"], edition["read_at"]) == (1, "2026-11-24T05:00:01Z")
    assert "".join(edition["text"][start:end] for _, start, end in edition["blocks"]) == edition["text"].replace(
        "\n", ""
    )
    assert rows["units"]
    for row in [*rows["units"], *rows["parts"]]:
        assert row["edition_id"] == edition["id"]
    assert all(unit["text"] == edition["text"][unit["start"] : unit["end"]] for unit in rows["units"])


def test_a_second_build_changes_nothing(engine: Engine, shelf: Shelf) -> None:
    for number in range(5):
        shelf.put(f"/zc/{number}.html", page(f"关于样例{number}的通知", *plan()))
    shelf.put("/zc/broken.pdf", b"%PDF-1.7 truncated", headers=[("Content-Type", "application/pdf")])
    built(engine, shelf)
    before = contents(engine)
    again = built(engine, shelf)
    assert (again.new, again.changed, again.unchanged, again.failed) == (0, 0, 5, 1)
    assert contents(engine) == before


def test_only_what_changed_is_composed(sqlite: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        shelf.put(f"/zc/{number}.html", page(f"关于样例{number}的通知", *plan()))
    built(sqlite, shelf)
    asked: list[str] = []

    def watched(task: Task, children: Any) -> composing.Composed:
        asked.append(task.page.url)
        return compose(task, children)

    monkeypatch.setattr("corpus.build.compose", watched)
    changed = shelf.put("/zc/3.html", page("关于样例3的通知", *plan("（二）新增样例任务。")))
    same_again = shelf.put("/zc/1.html", page("关于样例1的通知", *plan()))
    new = shelf.put("/zc/9.html", page("关于样例9的通知", *plan()))
    report = built(sqlite, shelf)
    assert asked == [changed, new]
    assert (report.new, report.changed, report.unchanged) == (1, 1, 4)
    assert same_again not in asked


def test_another_version_of_a_reader_reads_again(sqlite: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.put("/zc/1.html", page("关于样例的通知", *plan()))
    built(sqlite, shelf)
    before = contents(sqlite)
    monkeypatch.setattr("corpus.versions.READERS", "html/99")
    report = built(sqlite, shelf)
    assert (report.changed, report.unchanged) == (0, 1)
    after = contents(sqlite)
    assert after["units"] == before["units"]
    assert after["editions"][0].pop("sources_sha256") != before["editions"][0].pop("sources_sha256")
    assert after == before


def test_a_changed_text_is_a_new_edition_and_the_old_one_stays(engine: Engine, shelf: Shelf) -> None:
    shelf.put("/zc/1.html", page("关于样例的通知", *plan()))
    built(engine, shelf)
    old = contents(engine)
    shelf.put("/zc/1.html", page("关于样例的通知（修订）", *plan("（二）新增样例任务。")))
    assert built(engine, shelf).changed == 1
    new = contents(engine)
    (document,) = new["documents"]
    assert document["title"] == "关于样例的通知（修订）"
    assert document["id"] == old["documents"][0]["id"]
    assert [edition["ordinal"] for edition in new["editions"]] == [1, 2]
    assert new["editions"][0] == old["editions"][0]
    for table in ("units", "parts"):
        assert [row for row in new[table] if row["edition_id"] == old["editions"][0]["id"]] == old[table]
    assert any("新增样例任务" in unit["text"] for unit in new["units"])
    assert built(engine, shelf).unchanged == 1


def test_a_change_beside_the_text_is_no_new_edition(sqlite: Engine, shelf: Shelf) -> None:
    shelf.put("/zc/1.html", page("关于样例的通知", *plan(), links="<!-- 1 -->"))
    built(sqlite, shelf)
    shelf.put("/zc/1.html", page("关于样例的通知", *plan(), links="<!-- 2 -->"))
    report = built(sqlite, shelf)
    assert (report.changed, report.unchanged) == (0, 1)
    assert len(contents(sqlite)["editions"]) == 1


@pytest.mark.parametrize("later", [{"status": 404}, {"status": 500}, {"facts": {"blocked": "challenge"}}])
def test_an_error_after_a_good_answer_takes_nothing_away(sqlite: Engine, shelf: Shelf, later: dict[str, Any]) -> None:
    shelf.put("/zc/1.html", page("关于样例的通知", *plan()))
    built(sqlite, shelf)
    before = contents(sqlite)
    shelf.put("/zc/1.html", b"<html>gone</html>", **later)
    assert built(sqlite, shelf).unchanged == 1
    after = contents(sqlite)
    after.pop("snapshots")
    before.pop("snapshots")
    assert after == before


def test_what_is_no_document_is_none(sqlite: Engine, shelf: Shelf) -> None:
    shelf.put("/robots.txt", b"User-agent: *\n", facts={"role": "robots"})
    shelf.put("/zc/", page("样例列表"), facts={"role": "list"})
    shelf.put("/zc/a.html", b"", status=302, headers=[("Location", "/zc/1.html")])
    shelf.put("/zc/2.html", b"<html>no</html>", status=404)
    report = built(sqlite, shelf)
    assert (report.documents, report.faults) == (0, 0)
    assert contents(sqlite)["documents"] == []
    assert len(contents(sqlite)["snapshots"]) == 4


def test_only_the_named_sites(sqlite: Engine, shelf: Shelf) -> None:
    shelf.put("/zc/1.html", page("关于样例的通知", *plan()))
    shelf.put("http://www.hunan.gov.cn/1.html", page("关于样例的通知", *plan()), site="hunan")
    assert built(sqlite, shelf, sites=["hunan"]).documents == 1
    assert [row["site"] for row in contents(sqlite)["documents"]] == ["hunan"]
    assert built(sqlite, shelf).documents == 2


def test_one_page_under_two_spellings_is_one_document(sqlite: Engine, shelf: Shelf) -> None:
    for url in ("http://www.beijing.gov.cn/zc/1.html", "https://beijing.gov.cn/zc/1.html?spm=1#top"):
        shelf.put(url, page("关于样例的通知", *plan()))
    assert built(sqlite, shelf).documents == 1
    assert len(contents(sqlite)["documents"]) == 1


# Failures --------------------------------------------------------------------------------------------------------


def test_a_failure_is_recorded_and_forgotten_when_it_succeeds(engine: Engine, shelf: Shelf) -> None:
    said: list[str] = []
    pdf_url = shelf.put("/zc/1.pdf", b"%PDF-1.7\ntruncated", headers=[("Content-Type", "application/pdf")])
    good = shelf.put("/zc/2.html", page("关于样例的通知", *plan()))
    report = built(engine, shelf, say=said.append)
    assert (report.failed, report.faults, report.new) == (1, 1, 1)
    (failure,) = contents(engine)["failures"]
    assert (failure["stage"], failure["subject"], failure["site"]) == ("read", pdf_url, SITE)
    assert said == [f"{pdf_url}: {failure['reason']}"]
    assert failure["snapshot_id"]
    assert [row["url"] for row in contents(engine)["documents"]] == [good]
    shelf.put("/zc/1.pdf", pdf("样例方案", plan()), headers=[("Content-Type", "application/pdf")])
    report = built(engine, shelf)
    assert (report.failed, report.new, report.unchanged) == (0, 1, 1)
    assert contents(engine)["failures"] == []


def test_a_carried_file_that_cannot_be_read_leaves_the_page_standing(sqlite: Engine, shelf: Shelf) -> None:
    url = shelf.put("/zc/1.html", notice(link("/zc/plan.pdf", "样例实施方案.pdf")))
    plan_url = shelf.attach("/zc/plan.pdf", b"%PDF-1.7\ntruncated", url)
    report = built(sqlite, shelf)
    assert (report.new, report.faults, report.failed) == (1, 1, 0)
    rows = contents(sqlite)
    assert [row["subject"] for row in rows["failures"]] == [plan_url]
    assert "请认真贯彻执行" in rows["editions"][0]["text"]


def test_an_archive_that_is_gone_is_a_failure_of_each_document(sqlite: Engine, shelf: Shelf) -> None:
    shelf.put("/zc/1.html", page("关于样例的通知", *plan()))
    shelf.put("/zc/2.html", page("关于样例的通知", *plan()))
    build(sqlite, shelf.root.parent / "empty")
    index(sqlite, Archive(shelf.root), lambda _: SITE)
    first = Archive(shelf.root).files()[0]
    (shelf.root / first).unlink()
    report = built(sqlite, shelf)
    assert (report.new, report.failed) == (1, 1)
    assert "is the archive complete?" in contents(sqlite)["failures"][0]["reason"]


# The same rows -----------------------------------------------------------------------------------------------------


def fill(shelf: Shelf) -> None:
    for number in range(12):
        shelf.put(f"/zc/{number}.html", page(f"关于样例{number}的通知", *plan(f"（二）样例任务{number}。")))
    url = shelf.put("/zc/notice.html", notice(link("/zc/plan.pdf", "样例实施方案.pdf")))
    shelf.attach("/zc/plan.pdf", pdf("样例实施方案", plan()), url)
    shelf.put("/zc/empty.html", b" \n")
    shelf.put("/zc/4.html", page("关于样例4的通知", *plan("（二）样例任务，已改。")))


def test_identical_rows_on_both_databases_and_with_any_jobs(engine: Engine, shelf: Shelf, tmp_path: Path) -> None:
    fill(shelf)
    other = new_database(tmp_path, "other")
    build(other, shelf.root, jobs=1)
    build(engine, shelf.root, jobs=2)
    found = contents(engine)
    assert len(found["units"]) > 40
    assert len(found["failures"]) == 1
    assert contents(other) == found


def test_real_pages_give_the_same_rows_twice(real: Path, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "archive")
    for path in sorted((real / "html").glob("*.html"))[:12]:
        shelf.put(f"/{path.name}", path.read_bytes())
    found = []
    for name in ("one", "two"):
        engine = new_database(tmp_path, name)
        build(engine, shelf.root, jobs=2)
        found.append(contents(engine))
    assert found[0]["units"]
    assert found[0] == found[1]


# What reaches a database ---------------------------------------------------------------------------------------------

NASTY = ["\0", "\ud800", "\udfff", "&#0;", "&#xD800;", "\x1b", "\u202e", "\ufffe", "&#x1F600;", "\x85", "\u2028"]


@pytest.fixture(scope="module")
def nasty_shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, Shelf]:
    folder = tmp_path_factory.mktemp("nasty")
    return new_database(folder, "corpus"), Shelf(folder / "archive")


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from([*NASTY, "样例", "一、", "。", "<p>", "</p>"]), max_size=12))
def test_nothing_that_a_database_refuses_reaches_it(nasty_shelf: tuple[Engine, Shelf], pieces: list[str]) -> None:
    engine, shelf = nasty_shelf
    nasty = "".join(pieces)
    body = page(f"关于样例{nasty}的通知", "样例正文。" + nasty, nasty)
    facts = {"listed_title": nasty, "listed_number": nasty, "listed_on": nasty}
    with reading_in_process():
        shelf.put("/zc/1.html", body, facts=facts)
        build(engine, shelf.root)
    newest = {name: rows[-1:] for name, rows in contents(engine).items()}
    for value in (value for rows in newest.values() for row in rows for value in row.values()):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", str(value))
        str(value).encode()


def test_what_a_reader_says_is_made_storable(engine: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a reader makes of bytes nobody has seen, a row can hold it."""

    class Nasty(InProcess):
        def read(self, reader: str, data: bytes, **options: Any) -> Any:
            reading = super().read(reader, data, **options)
            bad = "a\0b\ud800"
            return replace(
                reading, title=bad, doc_number=bad, issuers=(bad,), subject=bad, validity=bad, warnings=(bad,), kind=bad
            )

    monkeypatch.setattr("corpus.build.Children", Nasty)
    shelf.put("/zc/1.html", page("关于样例的通知", *plan()))
    built(engine, shelf)
    (document,) = contents(engine)["documents"]
    assert document["title"] == document["doc_number"] == document["issuers"] == "ab?"


def test_nothing_asks_a_clock(sqlite: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.put("/zc/1.html", page("关于样例的通知", *plan()))

    def clock(*_: object) -> str:
        raise AssertionError("the build asked what time it is")

    monkeypatch.setattr("crawlers.clock.now", clock)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    built(sqlite, shelf)
    assert os.environ["TZ"] == "Asia/Shanghai"
    assert contents(sqlite)["editions"][0]["read_at"] == "2026-11-24T05:00:01Z"


def test_progress_is_told_for_every_document(sqlite: Engine, shelf: Shelf) -> None:
    for number in range(3):
        shelf.put(f"/zc/{number}.html", page(f"关于样例{number}的通知", *plan()))
    told: list[int] = []
    built(sqlite, shelf, progress=lambda report: told.append(report.done))
    assert told == [1, 2, 3]
