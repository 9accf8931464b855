"""What a crawl leaves behind: the archive says everything, the rows say the same, and a kill loses nothing stored."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from crawlers.holdings import SAME_BODY
from crawlers.locks import LockedError
from crawlers.outcome import SourceTally
from crawlers.recording import Recording
from crawlers.registry import register
from storage.archive import Archive, Exchange, Record
from storage.database import open_database
from storage.migrations import upgrade
from storage.models import Run, Snapshot
from storage.snapshots import index
from tests.crawling import LISTS, Crawl, crawl, document, documents, last_run, listing, rows, stored
from tests.portals.practice import PRACTICE, SITES, WWW
from tests.portals.server import Answer, Asked, Portal, from_pages, serving

pytestmark = pytest.mark.slow

PDF = b"%PDF-1.4 sample"


def sample_site() -> dict[str, Answer]:
    zipped = document("z", ["z.pdf"])
    return {
        f"{WWW}/robots.txt": Answer(b"User-agent: *\nDisallow: /private/\n", "text/plain"),
        LISTS: listing(["a.html", "z.html", "moved.html", "twin.html", "gone.html", "lost.html", "b.html"]),
        **documents("a"),
        f"{LISTS}z.html": Answer(gzip.compress(zipped.body), headers={"Content-Encoding": "gzip"}),
        f"{LISTS}z.pdf": Answer(PDF, "application/pdf"),
        f"{LISTS}moved.html": Answer(b"", status=301, headers={"Location": "/files/new.html"}),
        **documents(["new"]),
        f"{LISTS}twin.html": document("a"),
        f"{LISTS}lost.html": Answer("<html><body><p>样例首页</p></body></html>".encode()),
        f"{LISTS}b.html": Answer("<div id='zoom'>样例</div>".encode("gbk"), "text/html"),
    }


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crawled")
    with serving(from_pages(sample_site())) as portal:
        crawl(folder, portal, code=1)
    return folder


def snapshots(folder: Path) -> list[dict[str, Any]]:
    return rows(folder, "SELECT * FROM snapshots ORDER BY file, offset")


def test_every_answer_is_stored_with_its_role(crawled: Path) -> None:
    kept = {(row["url"].removeprefix(WWW), row["role"], row["status"]) for row in snapshots(crawled)}
    assert kept == {
        ("/robots.txt", "robots", 200),
        ("/files/", "list", 200),
        ("/files/a.html", "page", 200),
        ("/files/z.html", "page", 200),
        ("/files/z.pdf", "attachment", 200),
        ("/files/moved.html", "redirect", 301),
        ("/files/new.html", "page", 200),
        ("/files/twin.html", "page", 200),
        ("/files/gone.html", "page", 404),
        ("/files/lost.html", "soft_404", 200),
        ("/files/b.html", "page", 200),
        ("/files/index_1.html", "list", 404),
    }


def test_a_row_knows_what_the_list_said_and_whose_file_it_is(crawled: Path) -> None:
    by_url = {row["url"].removeprefix(LISTS): row for row in snapshots(crawled)}
    assert (by_url["a.html"]["listed_title"], by_url["a.html"]["listed_on"]) == ("样例文件 a.html", "2022-09-01")
    assert by_url["a.html"]["source"] == "files"
    assert by_url["z.pdf"]["parent"] == by_url["z.html"]["address"]
    # A page is the document of the address that was listed, wherever it lies now.
    assert by_url["new.html"]["address"] == by_url["moved.html"]["address"]


def test_body_and_headers_agree(crawled: Path) -> None:
    archive = Archive(crawled / "archive")
    for row in snapshots(crawled):
        body = archive.body(row["file"], row["offset"])
        assert hashlib.sha256(body).hexdigest() == row["sha256"]
        assert len(body) == row["size"]
    records = [entry for name in archive.files() for entry in archive.scan(name)]
    for entry in records:
        assert isinstance(entry, Record)
        assert "content-encoding" not in entry.headers
        if entry.facts["role" if "role" in entry.facts else "run"] != "run":
            assert entry.headers["content-length"] == str(entry.size)
    (zipped,) = (entry for entry in records if isinstance(entry, Record) and entry.url == f"{LISTS}z.html")
    assert zipped.headers["x-archive-orig-content-encoding"] == "gzip"
    assert archive.body(zipped.position.file, zipped.position.offset) == document("z", ["z.pdf"]).body


def test_a_body_seen_before_is_stored_once(crawled: Path) -> None:
    by_url = {row["url"].removeprefix(LISTS): row for row in snapshots(crawled)}
    first, twin = by_url["a.html"], by_url["twin.html"]
    assert first["sha256"] == twin["sha256"]
    stored_bytes = (crawled / "archive" / twin["file"]).read_bytes()
    record = gzip.decompress(stored_bytes[twin["offset"] : twin["offset"] + twin["length"]])
    assert b"WARC-Type: revisit" in record
    assert f"WARC-Refers-To-File-Offset: {first['offset']}\r\n".encode() in record


def test_rows_and_runs_can_be_made_again_from_the_archive(crawled: Path, tmp_path: Path) -> None:
    with serving(from_pages(sample_site())) as portal:
        crawl(crawled, portal, "--full")
    engine = open_database(f"sqlite:///{tmp_path / 'corpus.db'}")
    upgrade(engine)
    with engine.begin() as connection:
        register(connection, [PRACTICE])
    index(engine, Archive(crawled / "archive"), lambda _: "")
    for table in ("snapshots", "runs"):
        before, after = (rows(folder, f"SELECT * FROM {table}") for folder in (crawled, tmp_path))
        for row in before + after:
            del row["id"]
        key = (lambda row: (row["file"], row["offset"])) if table == "snapshots" else (lambda row: row["key"])
        assert sorted(after, key=key) == sorted(before, key=key)


# A recording by itself


@pytest.fixture
def recording(engine: Engine, tmp_path: Path) -> Callable[..., Recording]:
    def opened(**options: Any) -> Recording:
        made = Recording(engine, tmp_path / "archive", PRACTICE, **options)
        made.open()
        return made

    return opened


def answered(path: str, body: bytes, status: int = 200, role: str = "page") -> Exchange:
    return Exchange(f"{WWW}{path}", body, "2022-09-01T00:00:00Z", status, facts={"role": role})


def bodies(engine: Engine, root: Path) -> list[bytes]:
    with engine.connect() as connection:
        places = connection.execute(select(Snapshot.file, Snapshot.offset).order_by(Snapshot.id)).all()
    return [Archive(root).body(file, offset) for file, offset in places]


def test_a_revisit_never_refers_to_a_revisit(
    recording: Callable[..., Recording], engine: Engine, tmp_path: Path
) -> None:
    run = recording(now=lambda: "2022-09-01T00:00:00Z")
    run.record(answered("/1", b"the same"))
    run.flush()
    for number in range(2, 6):  # in one batch, and after it
        run.record(answered(f"/{number}", b"the same"))
    run.flush()
    run.record(answered("/6", b"the same"))
    run.close()
    assert bodies(engine, tmp_path / "archive") == [b"the same"] * 6
    (file,) = (tmp_path / "archive").rglob("*.warc.gz")
    referred = re.findall(rb"WARC-Refers-To-File-Offset: (\d+)", gzip.decompress(file.read_bytes()))
    assert len(referred) == 5
    assert len(set(referred)) == 1


def test_a_site_refers_to_its_own_records_only(engine: Engine, tmp_path: Path) -> None:
    for site in SITES[:2]:
        run = Recording(engine, tmp_path / "archive", site)
        run.open()
        run.record(answered("/robots.txt", b"the same", role="robots"))
        run.close()
    for folder in (tmp_path / "archive").iterdir():
        record = b"".join(gzip.decompress(file.read_bytes()) for file in folder.glob("*.gz"))
        assert b"the same" in record


def test_what_counts_as_known(recording: Callable[..., Recording]) -> None:
    run = recording()
    run.record(answered("/good", b"x"))
    run.record(answered("/gone", b"x", status=404))
    run.record(answered("/empty", b""))
    run.record(answered("/list", b"x", role="list"))
    blocked = answered("/blocked", b"x")
    run.record(Exchange(blocked.url, b"x", blocked.fetched_at, facts={"role": "page", "blocked": "WZWS"}))
    host = "http://practice.example"
    asked = [f"{host}/{name}" for name in ("good", "gone", "empty", "list", "blocked", "never")]
    assert run.holdings.lacking(asked, "page") == set(asked) - {f"{host}/good"}
    assert run.unasked(asked) == {f"{host}/{name}" for name in ("list", "blocked", "never")}
    run.record(answered("/a.pdf", b"x", role="attachment"))
    assert run.holdings.lacking([f"{host}/a.pdf", f"{host}/good"], "attachment") == {f"{host}/good"}
    run.close()


def test_a_stored_page_is_read_back_the_newest_first(recording: Callable[..., Recording]) -> None:
    run = recording()
    for body in (b"old", b"new"):
        run.record(answered("/page", body))
    run.record(answered("/page", b"an error", status=500))
    page = run.holdings.page("http://practice.example/page")
    assert page is not None
    assert (page.url, page.body) == (f"{WWW}/page", b"new")
    assert run.holdings.page("http://practice.example/never") is None
    run.close()


def test_a_walk_is_compared_with_walks_that_came_to_their_end(recording: Callable[..., Recording]) -> None:
    def walk(links: int, complete: bool, full: bool = True) -> Recording:
        run = recording()
        run.tally.sources["files"] = SourceTally(pages=1, links=links, complete=complete, full=full)
        run.close()
        return run

    assert walk(100, complete=False).outcome == "ok"
    assert not recording_walked(recording)
    assert walk(50, complete=True).outcome == "ok"  # the first that came to its end
    assert recording_walked(recording)
    assert walk(10, complete=True, full=False).outcome == "ok"
    assert walk(39, complete=True).outcome == "short"
    assert walk(40, complete=True).outcome == "ok"


def recording_walked(recording: Callable[..., Recording]) -> bool:
    run = recording()
    walked = not run.walks.full_due("files", run.now(), 30)
    run.close()
    return walked


def test_one_run_of_a_site_at_a_time(recording: Callable[..., Recording], engine: Engine, tmp_path: Path) -> None:
    first = recording()
    with pytest.raises(LockedError, match=rf"another run has the lock of practice \(process {os.getpid()}\)"):
        recording()
    first.close()
    recording().close()
    with engine.connect() as connection:
        assert len(connection.scalars(select(Run.key)).all()) == 2


# Interrupted


def paced(pages: dict[str, Answer], delay: float) -> Callable[[Asked], Answer]:
    slow = {
        url: Answer(page.body, page.content_type, page.status, page.headers, delay=delay) for url, page in pages.items()
    }
    return from_pages(slow)


def long_list() -> dict[str, Answer]:
    pages: dict[str, Answer] = {}
    for number in range(6):
        names = [f"d{number}{letter}" for letter in "abcd"]
        pages[f"{LISTS}index_{number}.html" if number else LISTS] = listing([f"{name}.html" for name in names])
        for name in names:
            pages[f"{LISTS}{name}.html"] = document(name, [f"{name}.pdf", f"{name}.doc"])
            pages[f"{LISTS}{name}.pdf"] = Answer(PDF + name.encode(), "application/pdf")
            pages[f"{LISTS}{name}.doc"] = Answer(b"\xd0\xcf\x11\xe0" + name.encode(), "application/msword")
    return pages


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    folder = tmp_path_factory.mktemp("undisturbed")
    with serving(from_pages(long_list())) as portal:
        crawl(folder, portal)
    assert len(stored(folder)) == 6 * 4 * 3
    return stored(folder)


def kill_once(folder: Path, portal: Portal, after: int) -> None:
    """Kills a crawl once the portal has been asked `after` times."""
    portal.asked.clear()
    killed = Crawl(folder, portal, "practice")
    while len(portal.asked) < after and killed.process.is_alive():
        time.sleep(0.002)
    time.sleep(random.uniform(0, 0.02))
    killed.process.kill()
    killed.process.join()


@pytest.mark.parametrize("seed", [1, 2, *(pytest.param(seed, marks=pytest.mark.campaign) for seed in range(3, 21))])
def test_killed_at_any_moment_the_same_command_finishes(
    tmp_path: Path, undisturbed: set[tuple[str, str]], seed: int
) -> None:
    chance = random.Random(seed)
    pages = long_list()
    with serving(paced(pages, 0.005)) as portal:
        for _ in range(2):
            kill_once(tmp_path, portal, chance.randint(0, 60))
        crawl(tmp_path, portal)
        assert stored(tmp_path) == undisturbed
        assert last_run(tmp_path)["outcome"] == "ok"
        portal.asked.clear()
        crawl(tmp_path, portal)
        assert portal.urls == [LISTS]


def test_files_that_an_interrupted_run_did_not_fetch_are_fetched_by_the_next(tmp_path: Path) -> None:
    """The page is stored, its file is not: the page is not asked again, the file is."""
    pages = {LISTS: listing(["a.html"]), f"{LISTS}a.html": document("a", ["a.pdf", "b.pdf"])}
    pages |= {f"{LISTS}a.pdf": Answer(b"", status=500), f"{LISTS}b.pdf": Answer(PDF, "application/pdf")}
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal, code=1)
    pages[f"{LISTS}a.pdf"] = Answer(PDF + b"a", "application/pdf")
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal)
        assert portal.urls == [LISTS, f"{LISTS}a.pdf"]
    (file,) = rows(tmp_path, "SELECT parent FROM snapshots WHERE url LIKE '%a.pdf' AND status = 200")
    assert file["parent"] == "http://practice.example/files/a.html"
    assert rows(tmp_path, "SELECT * FROM failures") == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_with_its_row(tmp_path: Path, number: signal.Signals) -> None:
    with serving(paced(long_list(), 0.03)) as portal:
        running = Crawl(tmp_path, portal, "practice")
        while len(portal.asked) < 12:
            time.sleep(0.01)
        assert running.process.pid
        os.kill(running.process.pid, number)
        done = running.wait()
    assert done.code == 1
    run = last_run(tmp_path)
    assert (run["outcome"], run["reason"]) == ("failed", "the crawl was ended early (shutdown)")
    assert run["ended_at"]
    assert run["fetched"] == len(stored(tmp_path)) > 0
    assert done.err.endswith("practice: failed: the crawl was ended early (shutdown)\n")


def test_two_crawls_of_one_site_at_once(tmp_path: Path) -> None:
    with serving(paced(long_list(), 0.02)) as portal:
        first = Crawl(tmp_path, portal, "practice")
        while not portal.asked:
            time.sleep(0.01)
        second = tmp_path / "second"
        second.mkdir()
        other = Crawl(tmp_path, portal, "practice", out=second)
        done = other.wait()
        assert first.process.is_alive()
        assert first.wait().code == 0
    assert done.code == 1
    assert done.err == f"practice: failed: another run has the lock of practice (process {first.process.pid})\n"
    assert len(rows(tmp_path, "SELECT * FROM runs")) == 1
    assert json.loads(last_run(tmp_path)["sources"])["files"]["complete"]


def test_a_body_is_looked_for_by_its_hash_however_many_rows_a_site_has(tmp_path: Path) -> None:
    """Not by the site, all of whose rows SQLite would then look at for every response."""
    engine = open_database(f"sqlite:///{tmp_path / 'corpus.db'}")
    upgrade(engine)
    query = str(SAME_BODY.compile(engine, compile_kwargs={"render_postcompile": True}))
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("",) * query.count("?")).all()
    assert "ix_snapshots_sha256" in str(plan)


def test_what_is_held(recording: Callable[..., Recording], engine: Engine) -> None:
    """On both databases: what can be asked about, what was met, and how much there is."""
    tag = [("ETag", '"1"'), ("Last-Modified", "Sat, 01 Nov 2025 05:00:00 GMT"), ("Content-Type", "text/html")]
    first = recording()
    assert first.holdings.size() == 0
    for path, status, headers in (
        ("/a", 200, tag),
        ("/gone", 404, tag),
        ("/plain", 200, []),
        ("/odd", 200, [("ETag", "x" * 600)]),
    ):
        stored = answered(path, path.encode() * 3, status)
        first.record(Exchange(stored.url, stored.body, stored.fetched_at, status, headers=headers, facts=stored.facts))
    first.close()
    run = recording()
    host = "http://practice.example"
    held = run.held(f"{WWW}/a", {"role": "page", "address": f"{host}/a"})
    assert held is not None
    assert (held.etag, held.last_modified, held.content_type, held.body) == ('"1"', tag[1][1], "text/html", b"/a/a/a")
    assert run.held(f"{host}/a", {"role": "page", "address": f"{host}/a"}) is None  # another spelling
    for path in ("gone", "plain", "odd", "never"):
        assert run.held(f"{WWW}/{path}", {"role": "page", "address": f"{host}/{path}"}) is None
    assert [run.holdings.met(f"{host}/{path}", "page", run.key) for path in ("a", "gone", "never")] == [
        True,
        True,
        False,
    ]
    assert not run.holdings.met(f"{host}/a", "page", first.key)
    assert run.holdings.size() == len("/a" * 3 + "/plain" * 3 + "/odd" * 3)
    run.close()
