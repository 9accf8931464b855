"""Later crawls: what is held is asked for only if it changed, known documents in their turn, and nothing in vain."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from sqlalchemy import Engine, select

from corpus.build import build
from crawlers.courtesy import MAX_WAITED, AskedToWaitError, RetryAfterMiddleware, retry_after
from crawlers.patience import StorageError
from crawlers.recording import Recording
from crawlers.registry import register
from crawlers.rota import Rota
from storage.archive import Exchange
from storage.database import open_database, ready
from storage.models import Run, Snapshot
from storage.snapshots import index
from storage.verifying import verify
from tests.crawling import LISTS, archive, document, documents, failures, last_run, listing, live, rows
from tests.crawling import crawl_on as crawl
from tests.portals.practice import PRACTICE, WWW
from tests.portals.server import NOT_FOUND, Answer, Asked, from_pages, serving
from tests.stored import reading_in_process

pytestmark = pytest.mark.slow

PDF = Answer(b"%PDF-1.4 sample", "application/pdf")


def tagged(pages: Mapping[str, Answer], by: str = "ETag") -> Callable[[Asked], Answer]:
    """Answers pages with an ETag (or a Last-Modified), and a request that knows it with 304."""

    def answer(asked: Asked) -> Answer:
        found = from_pages(pages)(asked)
        if found.status != 200:
            return found
        tag = f'"{hashlib.sha256(found.body).hexdigest()[:8]}"'
        named = tag if by == "ETag" else f"Sat, 01 Nov 2025 05:00:{int(tag[1:5], 16) % 60:02} GMT"
        headers = {**found.headers, by: named}
        if asked.headers.get("If-None-Match" if by == "ETag" else "If-Modified-Since") == named:
            return Answer(b"", status=304, content_type="", headers=headers)
        return Answer(found.body, found.content_type, headers=headers)

    return answer


def site() -> dict[str, Answer]:
    return {
        LISTS: listing(["a.html", "b.html"]),
        f"{LISTS}index_1.html": listing(["c.html"]),
        **documents("ac"),
        f"{LISTS}b.html": document("b", ["b.pdf"]),
        f"{LISTS}b.pdf": PDF,
    }


ALL = ["", "a.html", "b.html", "b.pdf", "index_1.html", "c.html", "index_2.html"]


def received(folder: Path) -> int:
    """Bytes of bodies that the last run was sent."""
    query = "SELECT sum(size) AS n FROM snapshots WHERE status <> 304 AND run = (SELECT key FROM runs ORDER BY id DESC)"
    return int(rows(folder, query.replace("DESC)", "DESC LIMIT 1)"))[0]["n"] or 0)


# What has not changed


@pytest.fixture(scope="module", params=["ETag", "Last-Modified"])
def unchanged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two crawls, a month apart, of a site that did not change."""
    folder = tmp_path_factory.mktemp("unchanged")
    with serving(tagged(site(), request.param)) as portal:
        assert sorted(crawl(folder, portal, 0)) == sorted(ALL)
        assert sorted(crawl(folder, portal, 30)) == sorted(ALL)
    return folder


def test_what_is_unchanged_costs_no_bodies(unchanged: Path) -> None:
    run = last_run(unchanged)
    assert (run["outcome"], run["listed"], run["fetched"], run["failed"]) == ("ok", 3, 0, 0)
    sent = rows(unchanged, f"SELECT url, status FROM snapshots WHERE run = '{run['key']}' AND status <> 304")
    assert {(row["url"].removeprefix(WWW), row["status"]) for row in sent} == {
        ("/robots.txt", 404),
        ("/files/index_2.html", 404),
    }


def test_a_304_is_a_revisit_with_the_body_that_stands(unchanged: Path) -> None:
    kept = archive(unchanged)
    same = rows(unchanged, "SELECT * FROM snapshots WHERE status = 304")
    assert {row["role"] for row in same} == {"list", "page", "attachment"}
    for row in same:
        (before,) = rows(unchanged, f"SELECT * FROM snapshots WHERE url = '{row['url']}' AND status = 200")
        assert (row["sha256"], row["size"], row["address"]) == (before["sha256"], before["size"], before["address"])
        assert hashlib.sha256(kept.body(row["file"], row["offset"])).hexdigest() == row["sha256"]
        data = (kept.root / row["file"]).read_bytes()[row["offset"] : row["offset"] + row["length"]]
        record = gzip.decompress(data)
        assert b"WARC-Type: revisit" in record
        assert b"WARC-Profile: http://netpreserve.org/warc/1.1/revisit/server-not-modified" in record
        assert f"WARC-Refers-To-File-Offset: {before['offset']}\r\n".encode() in record
        assert b"HTTP/1.1 304 Not Modified" in record


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("plan.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("plan.doc", "application/msword"),
        ("plan.ofd", "application/octet-stream"),
        ("plan.xlsx", ""),
    ],
)
def test_a_304_of_a_file_of_any_kind_stands(tmp_path: Path, name: str, content_type: str) -> None:
    file = {f"{LISTS}{name}": Answer(b"PK\x03\x04 sample\0", content_type)}
    pages = {LISTS: listing(["a.html"]), f"{LISTS}a.html": document("a", [name]), **file}
    with serving(tagged(pages)) as portal:
        crawl(tmp_path, portal, 0)
        assert crawl(tmp_path, portal, 31, "--set=CORPUS_FULL_WALK_DAYS=99") == ["", "a.html", name]
    assert failures(tmp_path) == {}
    assert (last_run(tmp_path)["outcome"], last_run(tmp_path)["failed"]) == ("ok", 0)


def test_rows_of_a_304_are_made_again_from_the_archive(unchanged: Path, tmp_path: Path) -> None:
    engine = ready(open_database(f"sqlite:///{tmp_path / 'corpus.db'}"))
    with engine.begin() as connection:
        register(connection, [PRACTICE])
    index(engine, archive(unchanged), lambda _: "")
    before, after = (rows(folder, "SELECT * FROM snapshots ORDER BY file, offset") for folder in (unchanged, tmp_path))
    for row in before + after:
        del row["id"]
    assert after == before
    verified = verify(engine, archive(unchanged), lambda _: "")
    assert (verified.lost, verified.corrected, verified.passed_over) == ([], 0, [])


def test_a_304_is_no_new_version(unchanged: Path, tmp_path: Path) -> None:
    engine = ready(open_database(f"sqlite:///{tmp_path / 'corpus.db'}"))
    with reading_in_process(), engine.begin() as connection:
        register(connection, [PRACTICE])
    with reading_in_process():
        build(engine, unchanged / "archive")
    assert {row["kind"] for row in rows(tmp_path, "SELECT kind FROM events")} == {"new"}
    assert len(rows(tmp_path, "SELECT id FROM events")) == len(rows(tmp_path, "SELECT id FROM editions")) == 3


def test_what_changed_is_fetched_and_what_its_server_says_nothing_of_is_compared(tmp_path: Path) -> None:
    pages = site()
    silent = live(pages)
    with serving(lambda asked: silent(asked) if "b." in asked.path else tagged(pages)(asked)) as portal:
        crawl(tmp_path, portal, 0)
        pages[f"{LISTS}a.html"] = document("a, another text")
        crawl(tmp_path, portal, 30)
    new = rows(tmp_path, "SELECT url, status FROM snapshots WHERE role = 'page' ORDER BY id")[3:]
    assert sorted((row["url"].removeprefix(LISTS), row["status"]) for row in new) == [
        ("a.html", 200), ("b.html", 200), ("c.html", 304),
    ]  # fmt: skip
    assert len(rows(tmp_path, f"SELECT DISTINCT sha256 FROM snapshots WHERE url = '{LISTS}b.html'")) == 1


def test_a_304_that_nobody_asked_for_is_a_failure(tmp_path: Path) -> None:
    with serving(from_pages({**site(), f"{LISTS}a.html": Answer(b"", status=304)})) as portal:
        crawl(tmp_path, portal, 0, code=1)
    assert failures(tmp_path) == {f"{LISTS}a.html": "answered 304"}


def test_what_cannot_be_read_any_more_is_fetched_whole(tmp_path: Path) -> None:
    pages = {**site(), f"{LISTS}c.html": document("a")}  # the same bytes as a.html, so a revisit of them
    with serving(tagged(pages)) as portal:
        crawl(tmp_path, portal, 0)
        (first,) = rows(tmp_path, f"SELECT file, offset FROM snapshots WHERE url = '{LISTS}a.html'")
        with (tmp_path / "archive" / first["file"]).open("r+b") as file:
            file.seek(first["offset"] + 30)
            file.write(b"damage")
        crawl(tmp_path, portal, 30)
    again = rows(tmp_path, "SELECT * FROM snapshots WHERE role = 'page' ORDER BY id")[3:]
    assert [(row["url"].removeprefix(LISTS), row["status"]) for row in again][:2] == [("a.html", 200), ("b.html", 304)]
    for row in again:
        assert hashlib.sha256(archive(tmp_path).body(row["file"], row["offset"])).hexdigest() == row["sha256"]


# Whose turn it is


def test_known_documents_are_asked_in_their_turn(tmp_path: Path) -> None:
    pages = site()
    with serving(tagged(pages)) as portal:
        crawl(tmp_path, portal, 0)
        assert crawl(tmp_path, portal, 1) == [""]
        assert crawl(tmp_path, portal, 29) == [""]
        pages |= {LISTS: listing(["new.html", "a.html", "b.html"]), **documents(["new"])}
        once = ("--set=CORPUS_FULL_WALK_DAYS=99", "--set=CORPUS_RECHECK_MOST=2")
        assert crawl(tmp_path, portal, 30, *once) == [
            "", "new.html", "index_1.html", "a.html", "b.html", "b.pdf",
        ]  # fmt: skip
        assert crawl(tmp_path, portal, 31, *once) == ["", "c.html"]
        assert crawl(tmp_path, portal, 32, *once) == [""]


def test_known_documents_wait_while_the_lists_have_their_monthly_turn(tmp_path: Path) -> None:
    pages = site()
    lists = ["", "index_1.html", "index_2.html"]
    known = ["a.html", "b.html", "b.pdf", "c.html"]
    with serving(tagged(pages)) as portal:
        crawl(tmp_path, portal, 0)
        assert crawl(tmp_path, portal, 29) == [""]
        assert crawl(tmp_path, portal, 30) == lists
        assert sorted(crawl(tmp_path, portal, 31, "--set=CORPUS_FULL_WALK_DAYS=1")) == sorted([*lists, *known])
        assert crawl(tmp_path, portal, 60) == [""]
        assert sorted(crawl(tmp_path, portal, 61, "--full")) == sorted([*lists, *known])


def test_known_documents_wait_once_for_a_list_that_stays_short(tmp_path: Path) -> None:
    pages = site()
    with serving(tagged(pages)) as portal:
        crawl(tmp_path, portal, 0)
        assert crawl(tmp_path, portal, 29) == [""]
        pages |= {f"{LISTS}index_1.html": Answer(b"", status=500)}
        assert "a.html" not in crawl(tmp_path, portal, 30, code=1)
        assert "a.html" in crawl(tmp_path, portal, 31, code=1)


def test_a_run_fetches_its_share_of_what_is_due(tmp_path: Path) -> None:
    names = [f"d{number}" for number in range(6)]
    pages = {LISTS: listing([f"{name}.html" for name in names])}
    pages |= {f"{LISTS}{name}.html": document(f"{name} " + "样例" * 1000) for name in names}
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal, 0)
        full = crawl(tmp_path, portal, 30, "--set=CORPUS_RECHECK_SHARE=0.01")  # the lists took the share
        assert full == ["", "index_1.html"]
        seen: list[str] = []
        for day, share, number in ((30, 0.4, 2), (31, 0, 1), (32, 0.01, 1), (33, 1, 2), (34, 1, 0)):
            settings = (f"--set=CORPUS_RECHECK_SHARE={share}", "--set=CORPUS_FULL_WALK_DAYS=99")
            asked = crawl(tmp_path, portal, day, *settings)[1:]
            assert len(asked) == number, day
            seen += asked
    assert sorted(seen) == sorted(f"{name}.html" for name in names)
    assert last_run(tmp_path)["outcome"] == "ok"


def test_what_is_missing_is_looked_for_sooner_and_is_no_fault_of_the_run(tmp_path: Path) -> None:
    pages = site()
    with serving(tagged(pages)) as portal:
        crawl(tmp_path, portal, 0)
        del pages[f"{LISTS}a.html"]
        assert "a.html" in crawl(tmp_path, portal, 30)
        assert last_run(tmp_path)["outcome"] == "ok"
        assert json.loads(last_run(tmp_path)["sources"])["files"]["complete"]
        assert failures(tmp_path) == {}
        assert crawl(tmp_path, portal, 31) == [""]
        assert crawl(tmp_path, portal, 32) == ["", "a.html"]
        assert crawl(tmp_path, portal, 34) == [""]  # withdrawn: as seldom as any other
        pages |= documents("a")
        assert "a.html" not in crawl(tmp_path, portal, 62)  # the lists' monthly turn
        assert "a.html" in crawl(tmp_path, portal, 63)
    answers = rows(tmp_path, f"SELECT status FROM snapshots WHERE url = '{LISTS}a.html' ORDER BY id")
    assert [row["status"] for row in answers] == [200, 404, 404, 304]
    engine = open_database(f"sqlite:///{tmp_path / 'corpus.db'}")
    with reading_in_process():
        build(engine, tmp_path / "archive")
    happened = rows(tmp_path, "SELECT kind, happened_at FROM v_events WHERE url LIKE '%a.html' ORDER BY happened_at")
    assert [(row["kind"], row["happened_at"][:10]) for row in happened] == [
        ("new", "2026-11-01"), ("withdrawn", "2026-12-03"), ("returned", "2027-01-03"),
    ]  # fmt: skip


def test_what_failed_is_asked_by_the_next_run_whatever_the_lists_show(tmp_path: Path) -> None:
    pages = site()
    pages |= {f"{LISTS}c.html": Answer(b"", status=500), f"{LISTS}b.pdf": Answer(b"", status=502)}
    with serving(live(pages)) as portal:
        crawl(tmp_path, portal, 0, code=1)
        assert json.loads(last_run(tmp_path)["sources"])["files"]["complete"]
        pages[LISTS] = listing(["a.html"])
        assert crawl(tmp_path, portal, 1, code=1) == ["", "b.pdf", "c.html"]
        assert last_run(tmp_path)["reason"].startswith("requests failed: 2")
        pages |= {f"{LISTS}c.html": document("c"), f"{LISTS}b.pdf": PDF}
        assert crawl(tmp_path, portal, 2) == ["", "b.pdf", "c.html"]
        assert crawl(tmp_path, portal, 3) == [""]
    assert failures(tmp_path) == {}
    (page,) = rows(tmp_path, "SELECT * FROM snapshots WHERE url LIKE '%c.html' AND status = 200")
    assert (page["source"], page["listed_title"], page["listed_on"]) == ("files", "样例文件 c.html", "2022-09-01")
    (file,) = rows(tmp_path, "SELECT parent FROM snapshots WHERE url LIKE '%b.pdf' AND status = 200")
    assert file["parent"] == "http://practice.example/files/b.html"


def test_the_files_of_a_document_that_a_run_left_behind_are_fetched_by_the_next(tmp_path: Path) -> None:
    pages = site()
    with serving(tagged(pages)) as portal:
        crawl(tmp_path, portal, 0)
        pages[f"{LISTS}a.html"] = document("a, another text", ["1.pdf", "2.pdf", "3.pdf"])
        pages[f"{LISTS}1.pdf"] = Answer(b"", status=503, headers={"Retry-After": "3600"})
        pages |= {f"{LISTS}2.pdf": PDF, f"{LISTS}3.pdf": PDF}
        asked = crawl(tmp_path, portal, 30, "--set=CORPUS_FULL_WALK_DAYS=99", code=1)
        assert asked[:3] == ["", "a.html", "1.pdf"]
        assert "3.pdf" not in asked
        pages[f"{LISTS}1.pdf"] = PDF
        asked = crawl(tmp_path, portal, 31, "--set=CORPUS_FULL_WALK_DAYS=99")
        assert {"1.pdf", "3.pdf", "b.html", "b.pdf", "c.html"} <= set(asked)
        assert "a.html" not in asked


def test_a_site_in_trouble_is_not_asked_again_and_again(tmp_path: Path) -> None:
    names = [f"d{number:02}" for number in range(30)]
    pages = {LISTS: listing([f"{name}.html" for name in names]), **documents(names)}
    with serving(live(pages)) as portal:
        crawl(tmp_path, portal, 0)
        pages |= {f"{LISTS}{name}.html": Answer(b"", status=500) for name in names}
        first = crawl(tmp_path, portal, 30, "--set=CORPUS_FULL_WALK_DAYS=99", code=1)[1:]
        second = crawl(tmp_path, portal, 31, "--set=CORPUS_FULL_WALK_DAYS=99", code=1)[1:]
        assert len(first) == 5
        assert second[:5] == first
        assert len(second) == 10
        pages[LISTS] = Answer(b"", status=500)
        assert crawl(tmp_path, portal, 32, code=1) == [""]


def test_every_list_is_walked_to_its_end_now_and_then(tmp_path: Path) -> None:
    pages = site()
    with serving(tagged(pages)) as portal:
        crawl(tmp_path, portal, 0)
        pages |= {f"{LISTS}index_1.html": listing(["c.html", "late.html"]), **documents(["late"])}
        assert crawl(tmp_path, portal, 6, "--set=CORPUS_FULL_WALK_DAYS=7") == [""]
        assert crawl(tmp_path, portal, 7, "--set=CORPUS_FULL_WALK_DAYS=7") == [
            "", "index_1.html", "late.html", "index_2.html",
        ]  # fmt: skip
        assert crawl(tmp_path, portal, 8, "--set=CORPUS_FULL_WALK_DAYS=7") == [""]


def test_what_a_list_shows_no_more_is_still_there(tmp_path: Path) -> None:
    pages = site()
    with serving(tagged(pages)) as portal:
        crawl(tmp_path, portal, 0)
        pages[LISTS] = listing(["b.html"])
        assert "a.html" in crawl(tmp_path, portal, 30, "--set=CORPUS_FULL_WALK_DAYS=99")
        pages[f"{LISTS}a.html"] = document("a, another text")
        assert "a.html" in crawl(tmp_path, portal, 60, "--set=CORPUS_FULL_WALK_DAYS=99")
    engine = open_database(f"sqlite:///{tmp_path / 'corpus.db'}")
    with reading_in_process():
        build(engine, tmp_path / "archive")
    happened = rows(tmp_path, "SELECT kind FROM v_events WHERE url LIKE '%a.html' ORDER BY happened_at")
    assert [row["kind"] for row in happened] == ["new", "changed"]


def test_a_document_that_moved_is_asked_where_it_was_listed(tmp_path: Path) -> None:
    pages = site()
    with serving(tagged(pages)) as portal:
        crawl(tmp_path, portal, 0)
        pages |= documents(["elsewhere"])
        pages[f"{LISTS}a.html"] = Answer(b"", status=301, headers={"Location": "elsewhere.html"})
        for day in (30, 60):
            asked = crawl(tmp_path, portal, day)
            assert asked[asked.index("a.html") + 1] == "elsewhere.html"
    elsewhere = rows(tmp_path, f"SELECT status FROM snapshots WHERE url = '{LISTS}elsewhere.html' ORDER BY id")
    assert [row["status"] for row in elsewhere] == [200, 304]
    engine = open_database(f"sqlite:///{tmp_path / 'corpus.db'}")
    with reading_in_process():
        build(engine, tmp_path / "archive")
    moved = rows(tmp_path, "SELECT happened_at, detail FROM v_events WHERE kind = 'moved'")
    assert [(row["happened_at"][:10], row["detail"]) for row in moved] == [("2026-12-01", f"{LISTS}elsewhere.html")]


# The rota by itself


@pytest.fixture
def told(engine: Engine, tmp_path: Path) -> Callable[..., None]:
    """Stores what an address answered on a day of November."""

    def store(
        name: str, day: int, status: int = 200, role: str = "page", source: str = "files", goal: str = ""
    ) -> None:
        at = f"2026-11-{day:02}T05:00:00Z"
        run = Recording(engine, tmp_path / "archive", PRACTICE, now=lambda: at)
        run.open()
        listed = {"listed_title": name, "listed_on": "2022-09-01"} if role != "list" else {}
        facts = {"role": role, "source": source, **listed}
        headers = [("Location", goal)] if goal else []
        run.record(Exchange(f"{WWW}/{name}", name.encode(), at, status, headers=headers, facts=facts))
        run.close()

    return store


def due(engine: Engine, day: int, days: int = 10) -> list[str]:
    rota = Rota(engine, "practice", "this", f"2026-11-{day:02}T04:00:00Z", days)
    return [again.url.removeprefix(f"{WWW}/") for again in rota.due()]


def test_the_longest_overdue_comes_first(engine: Engine, told: Callable[..., None]) -> None:
    told("a", 2)
    told("b", 1)
    told("gone", 8, 404)
    told("withdrawn", 1, 404)
    told("withdrawn", 4, 410)
    told("broken", 9, 500)
    told("by hand", 1, source="add")
    assert due(engine, 9) == ["broken"]
    assert due(engine, 10) == ["broken", "gone"]
    assert due(engine, 12) == ["broken", "gone", "b", "a"]
    assert due(engine, 14) == ["broken", "gone", "b", "a", "withdrawn"]
    assert due(engine, 9, days=1)[:2] == ["b", "a"]
    again = next(Rota(engine, "practice", "this", "2026-11-12T04:00:00Z", 10).due())
    assert again.facts == {
        "role": "page", "source": "files", "address": "http://practice.example/broken",
        "listed_title": "broken", "listed_number": "", "listed_on": "2022-09-01",
    }  # fmt: skip


def test_a_list_that_sends_on_is_no_document(engine: Engine, told: Callable[..., None]) -> None:
    told("list", 1, 301, role="list", goal="/list")
    told("a", 1)
    told("a", 2, 301, goal="/b")
    told("elsewhere", 3, 302, goal="http://www.elsewhere.example/")
    assert due(engine, 20) == ["a", "elsewhere"]


# Waiting, and runs that cannot begin


def test_a_host_that_asks_for_time_gets_it(tmp_path: Path) -> None:
    first = iter([Answer(b"", status=503, headers={"Retry-After": "1"})])
    moments: list[float] = []

    def answer(asked: Asked) -> Answer:
        if asked.path == "/robots.txt":
            return NOT_FOUND
        moments.append(time.monotonic())
        return next(first, None) or from_pages(site())(asked)

    with serving(answer) as portal:
        assert crawl(tmp_path, portal, 0, "--set=RETRY_TIMES=1")[:2] == ["", ""]
    assert moments[1] - moments[0] >= 1.0
    assert last_run(tmp_path)["outcome"] == "ok"


def test_a_host_that_asks_for_more_time_than_there_is_is_left_alone(tmp_path: Path) -> None:
    busy = Answer(b"", status=503, headers={"Retry-After": "3600"})
    with serving(from_pages({**site(), f"{LISTS}a.html": busy})) as portal:
        assert crawl(tmp_path, portal, 0, "--set=RETRY_TIMES=2", code=1)[:2] == ["", "a.html"]
        assert len(portal.urls) <= 3
        run = last_run(tmp_path)
        assert run["outcome"] == "failed"
        assert "www.practice.example answered 503 and asks to come back in 3600 s" in run["reason"]
    with serving(from_pages(site())) as portal:
        assert "a.html" in crawl(tmp_path, portal, 1)
    assert last_run(tmp_path)["outcome"] == "ok"


def test_a_host_that_asks_for_time_again_and_again_is_left_alone_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]

    async def sleep(seconds: float) -> None:
        clock[0] += seconds

    monkeypatch.setattr("crawlers.courtesy.time.monotonic", lambda: clock[0])
    monkeypatch.setattr("crawlers.courtesy.asyncio.sleep", sleep)
    middleware, request = RetryAfterMiddleware(), Request(WWW)
    busy = Response(WWW, status=503, headers={"Retry-After": b"100"})

    async def ask() -> None:
        for _ in range(1000):
            await middleware.process_request(request)
            middleware.process_response(request, busy)

    with pytest.raises(AskedToWaitError, match="asks to come back in 100 s, and it was waited for 1800 s"):
        asyncio.run(ask())
    assert clock[0] - 1000 == MAX_WAITED
    middleware.process_response(Request("http://other.example/"), busy)  # which has not been waited for


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": " 7 "}, 7),
        ({"Retry-After": "-7"}, 0),
        ({"Retry-After": "٣"}, 0),
        ({"Retry-After": "soon"}, 0),
        ({"Retry-After": "9" * 40}, 999_999_999),
        ({"Retry-After": "Tue, 24 Nov 2026 05:01:00 GMT", "Date": "Tue, 24 Nov 2026 05:00:00 GMT"}, 60),
        ({"Retry-After": "Tue, 24 Nov 2026 05:00:00 GMT", "Date": "Tue, 24 Nov 2026 05:01:00 GMT"}, 0),
        ({"Retry-After": "Tue, 24 Nov 2026 05:01:00 GMT"}, 0),
        ({"Retry-After": "Tue, 24 Nov 2026 05:01:00", "Date": "Tue, 24 Nov 2026 05:00:00 GMT"}, 0),
    ],
)
def test_how_long_an_answer_asks_to_wait(headers: dict[str, str], seconds: float) -> None:
    assert retry_after(Response(WWW, headers={name: value.encode() for name, value in headers.items()})) == seconds


def test_a_run_that_cannot_begin_leaves_a_row(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "archive").write_text("a file where the folder should be")
    run = Recording(engine, tmp_path / "archive", PRACTICE)
    with pytest.raises(StorageError, match="the archive cannot be written"):
        run.open()

    def fault(*_: Any, **__: Any) -> None:
        raise ValueError("a fault\nof ours")

    monkeypatch.setattr("crawlers.recording.index", fault)
    other = Recording(engine, tmp_path / "other", PRACTICE)
    with pytest.raises(ValueError, match="a fault"):
        other.open()
    monkeypatch.undo()
    with engine.connect() as connection:
        found = {row.key: row for row in connection.execute(select(Run.__table__))}
    assert {row.outcome for row in found.values()} == {"failed"}
    assert all(row.ended_at >= row.started_at for row in found.values())
    assert found[run.key].reason.startswith("the run could not begin: the archive cannot be written: ")
    assert found[other.key].reason == "the run could not begin: a fault of ours"
    again = Recording(engine, tmp_path / "other", PRACTICE)
    again.open()  # the lock is free, and the row of the run that failed comes back from the archive as it is
    again.close()
    with engine.connect() as connection:
        assert len(connection.execute(select(Run.__table__)).all()) == 3
        assert connection.scalars(select(Snapshot.id)).all() == []


def test_what_breaks_between_two_requests_fails_the_run(tmp_path: Path) -> None:
    pages = documents("b") | {LISTS: listing(["a.html", "b.html"]), f"{LISTS}a.html": Answer(b"", status=500)}
    with serving(live(pages)) as portal:
        crawl(tmp_path, portal, 0, code=1)
        with closing(sqlite3.connect(tmp_path / "corpus.db")) as connection, connection:
            connection.execute("UPDATE failures SET request = json_remove(request, '$.source')")
        pages[LISTS] = listing(["b.html"])
        crawl(tmp_path, portal, 1, code=1)
    run = last_run(tmp_path)
    assert run["outcome"] == "failed"
    assert "known documents were not asked again: KeyError" in run["reason"]
