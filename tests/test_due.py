"""Crawls that look after themselves: whose turn it is, one call at a time, a run row whatever happens, timers."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select, update

from corpus.timers import Installation, TimerError, cron, installation, systemd
from crawlers.locks import LockedError
from crawlers.outcome import KILLED, NOT_BEGUN, STOPPED
from crawlers.recording import Recording
from crawlers.registry import register
from crawlers.schedule import DEFAULT_HOURS, due_lock, set_interval, turns
from storage.archive import Archive, Exchange
from storage.database import open_database
from storage.migrations import upgrade
from storage.models import Run
from storage.snapshots import index
from tests.command import Command
from tests.crawling import LISTS, Crawl, crawl, crawl_on, document, documents, last_run, listing, rows
from tests.portals.practice import PRACTICE, SITES, WWW
from tests.portals.server import Answer, Asked, from_pages, serving
from tests.watched import ENDED, run_row

pytestmark = pytest.mark.slow

# Whose turn it is


def test_a_turn_is_reckoned_from_the_end_of_the_last_walk(engine: Engine) -> None:
    with engine.begin() as connection:
        register(connection, SITES)
        set_interval(connection, PRACTICE, 36)
        connection.execute(
            insert(Run),
            [
                run_row("1", ended_at="2026-11-01T00:00:00Z"),
                run_row("2", outcome="blocked"),
                run_row("3", query="职业教育", ended_at="2026-11-21T00:00:00Z"),
                run_row("4", kind="add", ended_at="2026-11-21T00:00:00Z"),
                run_row("5", ended_at=None, outcome="failed"),
                run_row("6", ended_at=None, outcome=None),
                run_row("7", "county"),
            ],
        )
        unbegun = run_row("8", outcome="failed", reason=f"{NOT_BEGUN}: sample", ended_at="2026-11-21T00:00:00Z")
        stopped = run_row("9", outcome="failed", reason=f"{STOPPED}; x", ended_at="2026-11-21T00:00:00Z")
        connection.execute(insert(Run), [unbegun, stopped])
        practice, county, broken = turns(connection, ["practice", "county", "broken"])
    assert (practice.every_hours, practice.last_run, practice.outcome) == (36, ENDED, "blocked")
    assert practice.due_at == "2026-11-22T00:00:00Z"
    assert not practice.is_due("2026-11-21T23:59:59Z")
    assert practice.is_due("2026-11-22T00:00:00Z")
    assert (county.every_hours, county.due_at) == (DEFAULT_HOURS, "2026-11-27T12:00:00Z")
    assert (broken.last_run, broken.due_at) == (None, None)
    assert broken.is_due(ENDED)


def test_an_interval_is_set_changed_and_forgotten(engine: Engine) -> None:
    for given_hours, every in ((24, 24), (1, 1), (None, DEFAULT_HOURS), (None, DEFAULT_HOURS)):
        with engine.begin() as connection:
            set_interval(connection, PRACTICE, given_hours)
            assert [turn.every_hours for turn in turns(connection, ["practice"])] == [every]


def test_schedule_shows_and_sets(command: Command) -> None:
    assert "no such database" in command("schedule", check=2).stderr
    shown = command("schedule", "hunan", "beijing", "--set", "hunan=24", "--set", "beijing=48", "--json").json
    assert [(row["site"], row["every_hours"], row["last_run"], row["due"]) for row in shown] == [
        ("hunan", 24, None, True),
        ("beijing", 48, None, True),
    ]
    done = command("schedule", "hunan", "--set", "hunan=default")
    assert re.fullmatch(r"site +every hours .*next due *\nhunan +168 +now *\n", done.stdout)
    for wrong in ("hunan", "hunan=", "hunan=0", "hunan=-3", "hunan=1.5", "hunan=8785", "hunan=٣", "nowhere=3"):
        done = command("schedule", "--set", "beijing=1", "--set", wrong, check=2)
        assert len(done.stderr.splitlines()) == 1
    assert command("schedule", "beijing", "--json").json[0]["every_hours"] == 48


# One call at a time


def _hold(url: str, archive: Path, held: Any) -> None:
    with due_lock(open_database(url), archive):
        held.set()
        time.sleep(60)


def test_the_lock_names_its_holder_and_ends_with_it(engine: Engine, database_url: str, tmp_path: Path) -> None:
    forks = get_context("forkserver")
    held = forks.Event()
    holder = forks.Process(target=_hold, args=(database_url, tmp_path, held), daemon=True)
    holder.start()
    assert held.wait(30)
    other_machine = [tmp_path / "other"] if engine.dialect.name == "postgresql" else []  # with a folder of its own
    for archive in (tmp_path, *other_machine):
        with (
            pytest.raises(LockedError, match=rf"crawl --due` is at work \(.*process {holder.pid}\b"),
            due_lock(engine, archive),
        ):
            pass
    holder.kill()
    holder.join()
    for _ in range(100):  # PostgreSQL sees a moment later that its client is gone
        try:
            with due_lock(engine, tmp_path):
                break
        except LockedError:
            time.sleep(0.05)
    else:
        pytest.fail("the lock outlives its holder")
    with due_lock(engine, tmp_path):
        pass


PAGES = {LISTS: listing(["a.html"]), **documents("a")}


def test_only_what_is_due_is_crawled(tmp_path: Path) -> None:
    with serving(from_pages(PAGES)) as portal:
        assert "practice" in crawl(tmp_path, portal, "practice", "--due").out
        portal.asked.clear()
        done = crawl(tmp_path, portal, "practice", "--due")
        (due_at,) = re.findall(r"nothing is due; next is practice, at (\S+)", done.err)
        assert due_at > last_run(tmp_path)["ended_at"]
        assert (done.out, portal.asked) == ("", [])
        with open_database(f"sqlite:///{tmp_path / 'corpus.db'}").begin() as connection:
            connection.execute(update(Run).values(ended_at="2020-01-01T00:00:00Z"))
        crawl(tmp_path, portal, "practice", "--due")
        assert portal.asked
    assert [row["outcome"] for row in rows(tmp_path, "SELECT outcome FROM runs")] == ["ok", "ok"]
    headlines = {path.read_text(encoding="utf-8").splitlines()[0] for path in (tmp_path / "reports").iterdir()}
    assert headlines == {"1 run ok; 1 new; 1 thing wants attention", "1 run ok; nothing changed"}


def test_of_two_calls_one_works_and_the_other_says_so(tmp_path: Path) -> None:
    go_on = threading.Event()

    def answer(asked: Asked) -> Answer:
        go_on.wait(60)
        return from_pages(PAGES)(asked)

    with serving(answer) as portal:
        first = Crawl(tmp_path, portal, "practice", "--due")
        while not portal.asked:
            time.sleep(0.01)
        other = tmp_path / "second"
        other.mkdir()
        done = Crawl(tmp_path, portal, "practice", "--due", out=other).wait()
        assert first.process.is_alive()
        go_on.set()
        assert first.wait().code == 0
    assert (done.code, done.out) == (0, "")
    assert done.err == f"another `corpus crawl --due` is at work (process {first.process.pid})\n"
    assert len(rows(tmp_path, "SELECT * FROM runs")) == 1


def test_due_and_full_walk_what_is_due_to_its_end(tmp_path: Path) -> None:
    pages = PAGES | {f"{LISTS}index_1.html": listing(["b.html"]), **documents("b")}
    with serving(from_pages(pages)) as portal:
        assert "b.html" in crawl_on(tmp_path, portal, 0, "--due")
        assert crawl_on(tmp_path, portal, 1, "--due", "--full") == []
        assert "index_1.html" not in crawl_on(tmp_path, portal, 8, "--due")
        assert {"index_1.html", "a.html", "b.html"} <= set(crawl_on(tmp_path, portal, 16, "--due", "--full"))


def test_due_goes_with_no_search(command: Command) -> None:
    for search in (("--query", "样例"), ("--corpus", "voced27")):
        assert "--due: walks the lists" in command("crawl", "--due", *search, check=2).stderr


# Stopped and killed


def slowly(names: Iterable[str]) -> dict[str, Answer]:
    """A list and its documents, each answer after a while."""
    pages = {LISTS: listing([f"{name}.html" for name in names]), **documents(names)}
    return {url: Answer(page.body, page.content_type, delay=0.05) for url, page in pages.items()}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_call_that_is_stopped_ends_soon_and_the_next_goes_on(tmp_path: Path, number: signal.Signals) -> None:
    names = [f"d{number}" for number in range(12)]
    with serving(from_pages(slowly(names))) as portal:
        running = Crawl(tmp_path, portal, "practice", "--due")
        while len(portal.asked) < 6:
            time.sleep(0.005)
        assert running.process.pid
        os.kill(running.process.pid, number)
        done = running.wait()
        assert done.code == 1
        assert f"practice: failed: {STOPPED}\n" in done.err
        assert done.err.endswith("the call did not come to its end: it was stopped\n")
        assert rows(tmp_path, "SELECT * FROM documents") == []
        assert 0 < last_run(tmp_path)["fetched"] < len(names)
        crawl(tmp_path, portal, "practice", "--due")
    assert [run["outcome"] for run in rows(tmp_path, "SELECT outcome FROM runs ORDER BY id")] == ["failed", "ok"]
    assert len(rows(tmp_path, "SELECT * FROM documents")) == len(names)
    first, second = (path.read_text(encoding="utf-8") for path in sorted((tmp_path / "reports").iterdir()))
    assert first.startswith("1 of 1 run not ok; nothing changed")
    assert second.startswith(f"1 of 2 runs not ok; {len(names)} new")


def test_a_crawl_killed_by_signal_9_is_due_again_and_its_run_is_failed(tmp_path: Path) -> None:
    names = [f"d{number}" for number in range(12)]
    with serving(from_pages(slowly(names))) as portal:
        killed = Crawl(tmp_path, portal, "practice", "--due")
        while len(portal.asked) < 8:
            time.sleep(0.005)
        killed.process.kill()
        killed.process.join()
        assert last_run(tmp_path)["outcome"] is None
        crawl(tmp_path, portal, "practice", "--due")
    first, second = rows(tmp_path, "SELECT * FROM runs ORDER BY id")
    assert (first["outcome"], first["reason"], first["ended_at"]) == ("failed", KILLED, None)
    assert second["outcome"] == "ok"
    (report,) = (tmp_path / "reports").iterdir()
    told = report.read_text(encoding="utf-8")
    assert told.startswith(f"1 of 2 runs not ok; {len(names)} new")
    assert first["key"] in told
    assert second["key"] in told
    assert first["fetched"] + second["fetched"] == len(names)
    assert first["fetched"] > 0

    again = open_database(f"sqlite:///{tmp_path / 'again.db'}")
    upgrade(again)
    with again.begin() as connection:
        register(connection, [PRACTICE])
    index(again, Archive(tmp_path / "archive"), lambda _: "")
    with again.connect() as connection:
        restored = {row["key"]: dict(row) for row in connection.execute(select(Run.__table__)).mappings()}
    assert {key: (row["outcome"], row["fetched"]) for key, row in restored.items()} == {
        row["key"]: (row["outcome"], row["fetched"]) for row in (first, second)
    }


def test_a_run_that_did_not_end_is_ended_by_the_next_of_its_site_only(engine: Engine, tmp_path: Path) -> None:
    def begin(number: int) -> Recording:
        run = Recording(engine, tmp_path, SITES[number])
        run.open()
        return run

    killed, other = begin(0), begin(1)
    for path, role, status in (("/a", "page", 200), ("/b", "page", 404), ("/", "list", 200), ("/a.pdf", "page", 200)):
        killed.record(Exchange(f"{WWW}{path}", document("a").body, ENDED, status, facts={"role": role}))
    killed.flush()
    assert killed._lock
    killed._lock.close()  # as the kernel does for a process that is gone
    begin(0).close()
    begin(0).close()
    with engine.connect() as connection:
        runs = {row.key: row for row in connection.execute(select(Run.__table__))}
    assert (runs[killed.key].outcome, runs[killed.key].reason, runs[killed.key].fetched) == ("failed", KILLED, 2)
    assert runs[other.key].outcome is None
    assert len(runs) == 4
    other.close()


# Timers


def command_file(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "corpus"
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return file


ODD = '样例 of 100%h "quoted" $HOME \\x41 it\'s;'


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
@pytest.mark.parametrize("folder", ["plain", "样例 of 100%h $HOME; -x"])
def test_units_pass_systemds_own_check(tmp_path: Path, folder: str) -> None:
    command = command_file(tmp_path / folder)
    printed = systemd(installation(f"sqlite:///{ODD}.db", tmp_path / ODD, tmp_path / "reports", command))
    units = re.split(r"^# ~/\.config/systemd/user/(.+)$", printed, flags=re.MULTILINE)
    assert units[1::2] == ["policy-corpus.service", "policy-corpus.timer"]
    for name, text in zip(units[1::2], units[2::2], strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")

    def verify() -> subprocess.CompletedProcess[str]:
        files = [str(tmp_path / name) for name in units[1::2]]
        return subprocess.run(["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True)

    done = verify()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    command.unlink()
    assert "not executable" in verify().stderr  # so it did look for the command under its odd name


@pytest.mark.parametrize("mark", ['"', "'", "\\"])
def test_a_command_that_systemd_cannot_name_is_refused(mark: str) -> None:
    with pytest.raises(TimerError, match="no quote or backslash"):
        systemd(Installation(Path(f"/opt/a{mark}b/corpus"), {}))


@dataclass(frozen=True)
class Line:
    """A line of a crontab, read as crontab(5) says."""

    minute: int
    environment: dict[str, str]
    arguments: list[str]


def read_crontab(text: str) -> Line:
    """Reads the one line of an hourly job; fails on whatever cron would take otherwise than as it was meant."""
    assert text.endswith("\n")
    assert text.count("\n") == 1
    minute, hour, day, month, weekday, command = text.rstrip("\n").split(" ", 5)
    assert (hour, day, month, weekday) == ("*",) * 4
    assert minute.isdigit()
    assert int(minute) < 60
    assert not re.search(r"(?<!\\)%", command), "a bare % ends the command"
    words = shlex.split(command.replace("\\%", "%"))
    first = next(place for place, word in enumerate(words) if not re.match(r"[A-Z_]+=", word))
    return Line(int(minute), dict(word.split("=", 1) for word in words[:first]), words[first:])


PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=30)


@given(PRINTABLE, PRINTABLE)
def test_a_line_of_cron_says_what_was_meant(command: str, value: str) -> None:
    environment = {"CORPUS_DB": value, "CORPUS_ARCHIVE": f"/{value}"}
    line = read_crontab(cron(Installation(Path("/opt", command), environment)))
    assert line.environment == environment
    assert line.arguments == [str(Path("/opt", command)), "crawl", "--due"]
    assert line == read_crontab(cron(Installation(Path("/opt", command), environment)))


def test_the_shell_runs_what_cron_hands_it(tmp_path: Path) -> None:
    command = command_file(tmp_path / ODD)
    command.write_text('#!/bin/sh\nprintf "%s\\n" "$CORPUS_DB" "$CORPUS_ARCHIVE" "$CORPUS_REPORTS" "$@"\n')
    installed = installation(f"sqlite:///{tmp_path}/{ODD}/c.db", tmp_path / ODD, tmp_path / ODD, command)
    handed = cron(installed).rstrip("\n").split(" ", 5)[5].replace("\\%", "%")
    done = subprocess.run(["/bin/sh", "-c", handed], capture_output=True, text=True, check=True, env={})
    assert done.stdout.splitlines() == [*installed.environment.values(), "crawl", "--due"]


def test_a_timer_holds_this_installation_and_no_secret(command: Command) -> None:
    secret = "postgresql://crawler:geheim@db.example:5433/corpus?sslmode=require&password=geheim2"
    for kind in ("systemd", "cron"):
        done = command(
            *("schedule", "--install", kind, "--print"),
            CORPUS_DB=secret,
            CORPUS_CONTACT="a@b.example",
            CORPUS_REPORT_TO="json://u:geheim@h.example",
        )
        assert "geheim" not in done.stdout + done.stderr
        assert "postgresql://crawler@db.example:5433/corpus?sslmode=require" in done.stdout
        assert f"CORPUS_ARCHIVE={command.folder / 'archive'}" in done.stdout
        assert "CORPUS_CONTACT=a@b.example" in done.stdout
        assert f"CORPUS_REPORTS={command.folder / 'reports'}" in done.stdout
        assert "~/.pgpass" in done.stderr
        assert "CORPUS_REPORT_TO is left out" in done.stderr
    line = read_crontab(command("schedule", "--install", "cron", "--print").stdout)
    assert line.environment["CORPUS_DB"] == f"sqlite:///{command.folder / 'corpus.db'}"
    assert os.access(line.arguments[0], os.X_OK)
    assert Path(line.arguments[0]).is_absolute()
    assert not (command.folder / "corpus.db").exists()


def test_what_no_timer_can_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TimerError, match="no timer can hold"):
        installation("sqlite:///c.db", tmp_path / "two\nlines", tmp_path, tmp_path / "corpus")


@pytest.mark.parametrize("wrong", [("--print",), ("--install", "cron"), ("hunan", "--install", "cron", "--print")])
def test_a_timer_is_printed_and_nothing_else(command: Command, wrong: tuple[str, ...]) -> None:
    assert len(command("schedule", *wrong, check=2).stderr.splitlines()) == 1
