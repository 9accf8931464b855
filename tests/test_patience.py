"""What is gone for a while: the database, the disk's space, the network. A crawl waits or stops, says so, and the next
one goes on; nothing that was committed is lost, and nothing is there twice.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import DBAPIError

from crawlers import patience
from crawlers.patience import PATIENCE, StorageError, is_gone, patient
from crawlers.recording import Recording
from storage.archive import Archive, Exchange
from storage.database import open_database
from storage.migrations import upgrade
from storage.models import Run, Snapshot
from storage.verifying import verify
from tests.cluster import Cluster, cluster
from tests.crawling import LISTS, Crawl, crawl, document, documents, last_run, listing, rows, stored
from tests.portals.practice import PRACTICE, WWW
from tests.portals.server import Answer, Asked, Portal, from_pages, serving

NAMES = [f"d{number}" for number in range(24)]
PAGES = {LISTS: listing([f"{name}.html" for name in NAMES]), **documents(NAMES)}
WANTED = {f"{LISTS}{name}.html" for name in NAMES}


def paced(delay: float) -> Callable[[Asked], Answer]:
    return from_pages({url: Answer(page.body, page.content_type, delay=delay) for url, page in PAGES.items()})


def until(true: Callable[[], bool]) -> None:
    for _ in range(6000):
        if true():
            return
        time.sleep(0.005)
    raise TimeoutError


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PAUSE", 0.02)
    monkeypatch.setattr(PATIENCE, "seconds", 0.3)
    monkeypatch.setattr(PATIENCE, "spent", False)


# Waiting


def refused() -> DBAPIError:
    with pytest.raises(DBAPIError) as caught:
        create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none").connect()
    return caught.value


def test_what_fails_at_first_is_done_in_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    faults = [refused(), refused()]

    @patient
    def work() -> str:
        if faults:
            raise faults.pop()
        return "done"

    assert work() == "done"
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("the database is gone, waiting up to 0.3 s: connection failed")
    assert second.startswith("the database answers again, after")


def test_what_does_not_come_back_is_waited_for_once(capsys: pytest.CaptureFixture[str]) -> None:
    tried = []

    @patient
    def work(fault: bool = True) -> None:
        tried.append(time.monotonic())
        if fault:
            raise refused()

    for _ in range(2):
        with pytest.raises(StorageError, match=r"^the database is gone, for more than 0\.3 s: connection failed"):
            work()
    assert len(tried) > 3
    assert tried[-1] - tried[-2] < 0.3  # the second call did not wait again
    assert len(capsys.readouterr().err.splitlines()) == 1
    work(fault=False)
    assert not PATIENCE.spent


def test_only_what_passes_is_waited_for(engine: Engine) -> None:
    def fault(statement: str) -> DBAPIError:
        with pytest.raises(DBAPIError) as caught, engine.connect() as connection:
            connection.execute(text(statement))
        return caught.value

    assert is_gone(refused())
    assert not is_gone(fault("SELECT * FROM nothing"))
    assert not is_gone(fault("INSERT INTO runs (id) VALUES ('x')"))
    if engine.dialect.name == "postgresql":
        assert is_gone(fault("SELECT pg_terminate_backend(pg_backend_pid())"))


def test_a_locked_database_is_waited_for(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'corpus.db'}"
    upgrade(open_database(url))
    engine = create_engine(url, connect_args={"timeout": 0.01})
    run = Recording(engine, tmp_path / "archive", PRACTICE)
    run.open()
    other = sqlite3.connect(tmp_path / "corpus.db", check_same_thread=False, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.1, other.rollback).start()
    run.record(Exchange(f"{WWW}/a", b"x", "2026-11-24T05:36:12Z", facts={"role": "page"}))
    run.flush()
    other.execute("BEGIN IMMEDIATE")
    run.record(Exchange(f"{WWW}/b", b"y", "2026-11-24T05:36:12Z", facts={"role": "page"}))
    with pytest.raises(StorageError, match=r"the database is gone, for more than 0\.3 s: database is locked"):
        run.flush()
    run.close()
    assert (run.outcome, run.reason) == ("failed", "the database is gone, for more than 0.3 s: database is locked")
    other.rollback()
    other.close()
    Recording(engine, tmp_path / "archive", PRACTICE).open()
    with engine.connect() as connection:
        assert connection.scalars(select(Snapshot.url).order_by(Snapshot.id)).all() == [f"{WWW}/a", f"{WWW}/b"]
        assert connection.execute(select(Run.outcome, Run.reason)).first() == (run.outcome, run.reason)


# PostgreSQL, stopped in the midst of a crawl


@pytest.fixture
def server() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


def into(server: Cluster, folder: Path, portal: Portal, *options: str, out: Path | None = None) -> Crawl:
    return Crawl(folder, portal, "practice", *options, out=out, environment={"CORPUS_DB": server.url})


def in_tables(server: Cluster) -> tuple[list[str], list[tuple[str, str]]]:
    """The documents' addresses, as often as they are there, and how the runs ended."""
    with open_database(server.url).connect() as connection:
        urls = connection.scalars(select(Snapshot.url).where(Snapshot.role == "page").order_by(Snapshot.url)).all()
        runs = connection.execute(select(Run.outcome, Run.reason).order_by(Run.id)).all()
    return list(urls), [(run.outcome or "", run.reason) for run in runs]


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("due", [(), ("--due",)])
def test_postgresql_restarted_in_mid_run(server: Cluster, tmp_path: Path, due: tuple[str, ...]) -> None:
    go_on = threading.Event()
    go_on.set()

    def answer(asked: Asked) -> Answer:
        go_on.wait(60)
        return paced(0.1)(asked)

    with serving(answer) as portal:
        running = into(server, tmp_path, portal, *due)
        until(lambda: len(portal.asked) >= 8)
        server.stop()
        time.sleep(1.5)
        go_on.clear()
        server.start()
        if due:  # the restart has taken the database's lock; the archive's stands
            other = tmp_path / "other"
            other.mkdir()
            second = into(server, tmp_path, portal, *due, out=other).wait()
            assert second.err == f"another `corpus crawl --due` is at work (process {running.process.pid})\n"
        go_on.set()
        done = running.wait()
        asked = portal.urls
    assert done.code == 0, done.err
    assert "the database is gone, waiting up to 120 s" in done.err
    assert "the database answers again" in done.err
    assert in_tables(server) == (sorted(WANTED), [("ok", "")])
    assert len(asked) == len(set(asked))


@pytest.mark.slow
@pytest.mark.postgres
def test_postgresql_that_does_not_come_back(server: Cluster, tmp_path: Path) -> None:
    with serving(paced(0.05)) as portal:
        running = into(server, tmp_path, portal, "--set=CORPUS_DATABASE_PATIENCE=1")
        until(lambda: len(portal.asked) >= 8)
        server.stop()
        done = running.wait()
        assert len(portal.asked) < len(WANTED)
        server.start()
        committed, _ = in_tables(server)
        again = into(server, tmp_path, portal).wait()
        asked = portal.urls
    assert done.code == 1
    assert "practice: failed: the database is gone, for more than 1 s: " in done.err
    assert again.code == 0, again.err
    urls, ((outcome, reason), second) = in_tables(server)
    assert urls == sorted(WANTED)
    assert set(committed) <= set(urls)
    assert (outcome, reason.partition(":")[0]) == ("failed", "the database is gone, for more than 1 s")
    assert second == ("ok", "")
    # Asked again is only what was in flight: the answer that could not be kept, and the request behind it.
    assert len([url for url in asked if url in WANTED]) <= len(WANTED) + 2


# A full disk


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Callable[[str], bool]]:
    """A tmpfs of so many bytes; gives a function that changes its size. Skips where we may not mount one."""
    folder.mkdir()

    def mount(*options: str) -> bool:
        call = ["mount", "-t", "tmpfs", *options, "tmpfs", str(folder)]
        return subprocess.run(call, capture_output=True).returncode == 0

    if os.getuid() != 0 or not mount("-o", f"size={size}"):
        pytest.skip("a tmpfs cannot be mounted here: only root may")
    try:
        yield lambda larger: mount("-o", f"remount,size={larger}")
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def large(names: list[str]) -> dict[str, Answer]:
    """Pages that no compression makes smaller."""
    noise = {name: "".join(map(chr, Random(name).choices(range(0x4E00, 0x9FA5), k=60_000))) for name in names}
    pages = {
        f"{LISTS}{name}.html": Answer(document(name).body.replace(b"</div>", f"<p>{noise[name]}</p></div>".encode()))
        for name in names
    }
    return {LISTS: listing([f"{name}.html" for name in names]), **pages}


@pytest.mark.slow
@pytest.mark.parametrize("whole", [False, True], ids=["archive only", "database too"])
def test_a_full_disk(tmp_path: Path, whole: bool) -> None:
    """The archive on a small tmpfs of its own, and the database with it."""
    pages = large(NAMES)
    out = tmp_path / "out"
    out.mkdir()
    disk = tmp_path / "disk"
    with small_disk(disk, "2m") as resize, serving(from_pages(pages)) as portal:
        folder = disk if whole else tmp_path
        elsewhere = {} if whole else {"CORPUS_ARCHIVE": str(disk / "archive")}
        full = Crawl(folder, portal, "practice", out=out, environment=elsewhere).wait()
        committed = stored(folder)
        assert len(portal.urls) < len(NAMES)
        ended = last_run(folder)
        assert resize("64m")
        again = Crawl(folder, portal, "practice", out=out, environment=elsewhere).wait()
        assert {url for url, _ in stored(folder)} == WANTED
        assert committed <= stored(folder)
        assert len(rows(folder, "SELECT * FROM snapshots WHERE role = 'page'")) == len(WANTED)
        engine = open_database(f"sqlite:///{folder / 'corpus.db'}")
        checked = verify(engine, Archive(disk / "archive"), lambda _: "practice")
        engine.dispose()
    assert committed
    assert full.code == 1
    assert full.err.startswith("practice: failed: the ")
    assert "cannot be written: " in full.err
    assert len(full.err.splitlines()) == 1
    assert again.code == 0, again.err
    assert (checked.lost, checked.passed_over, checked.indexed) == ([], [], 0)
    if not whole:
        assert (ended["outcome"], ended["reason"]) == ("failed", full.err.strip().removeprefix("practice: failed: "))


# The network


@pytest.mark.slow
def test_a_network_that_is_gone_ends_the_crawl_and_the_next_goes_on(tmp_path: Path) -> None:
    gone = threading.Event()

    def answer(asked: Asked) -> Answer:
        if len(portal.asked) > 8 and not back.is_set():
            gone.set()
        return Answer(b"", reset=True) if gone.is_set() and not back.is_set() else paced(0)(asked)

    back = threading.Event()
    with serving(answer) as portal:
        done = crawl(tmp_path, portal, "practice", "--set=CORPUS_MAX_UNANSWERED=4", code=1)
        assert len(portal.urls) <= 8 + 4 + 1
        kept = stored(tmp_path)
        back.set()
        portal.asked.clear()
        crawl(tmp_path, portal)
        assert not {url for url, _ in kept} & set(portal.urls)
    assert "practice: failed: 4 requests in a row had no answer: the network is gone, or the site" in done.err
    assert {url for url, _ in stored(tmp_path)} == WANTED
    assert last_run(tmp_path)["outcome"] == "ok"


@pytest.mark.slow
def test_some_requests_without_an_answer_are_no_network_that_is_gone(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Answer:
        number = asked.path.removeprefix("/files/d").removesuffix(".html")
        return Answer(b"", reset=True) if number.isdigit() and int(number) % 4 else from_pages(PAGES)(asked)

    with serving(answer) as portal:
        crawl(tmp_path, portal, "practice", "--set=CORPUS_MAX_UNANSWERED=4", code=1)
        assert set(portal.urls) >= WANTED
