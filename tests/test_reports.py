"""Reports of crawls: what they tell, that none is lost, and that no password of a destination ever shows."""

from __future__ import annotations

import email
import json
import logging
import os
import signal
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import OperationalError

from corpus import delivery, due
from corpus.build import Report
from corpus.crawl_report import MAX_SHOWN, RunReport, headline, newest, report, report_json, report_text, unreported
from crawlers.crawl import Crawled
from crawlers.locks import LockedError
from crawlers.outcome import KILLED
from crawlers.registry import register
from crawlers.schedule import due_lock
from storage.database import open_database
from storage.failures import fail
from storage.migrations import upgrade
from storage.models import Event, Run
from tests.command import Command
from tests.portals.practice import SITES
from tests.watched import ENDED, add_document, add_run, event_row, run_row

pytestmark = pytest.mark.slow

SITE = "practice"
LATER = "2026-11-27T12:00:00Z"


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as opened:
        register(opened, SITES)
        yield opened


# What a report tells


def changed_site(connection: Connection) -> None:
    """A good run that brought documents, and a later one that saw them change."""
    sources = {"files": {"links": 30}}
    add_run(connection, "good", SITE, listed=30, fetched=3, sources=sources)
    a, b, c, d = (add_document(connection, "good", SITE, name) for name in "abcd")
    told = {"started_at": LATER, "ended_at": LATER, "listed": 29, "fetched": 2, "failed": 1, "sources": sources}
    add_run(connection, "later", SITE, outcome="short", reason="requests failed: 1", **told)
    add_document(connection, "later", SITE, "e", title="样例\n的\x1b[31m通知\u202e", units=0)
    happened = [(a, "changed", ""), (b, "withdrawn", ""), (c, "returned", ""), (d, "moved", "http://www.new.example/")]
    rows = [event_row(each, kind, "later", 1, happened_at=LATER, detail=detail) for each, kind, detail in happened]
    connection.execute(insert(Event), rows)
    fail(connection, "crawl", "http://www.practice.example/f.html", "answered 500", site=SITE, run="later")


def test_a_run_beside_the_last_good_one_and_what_changed(connection: Connection) -> None:
    changed_site(connection)
    (run,) = report(connection, ["later", "no such run"])
    assert (run.outcome, run.listed, run.failed) == ("short", 29, 1)
    assert run.last_good is not None
    assert (run.last_good.run, run.last_good.listed) == ("good", 30)
    assert [(source.listed, source.pages, source.documents) for source in run.sources] == [(30, 1, 1)]
    kinds = [change.kind for change in run.changes]
    assert sorted(kinds) == ["changed", "moved", "new", "returned", "withdrawn"]
    assert [line.partition(":")[0] for line in run.attention] == [
        "failed to crawl http",
        "no unit",
    ]
    text = report_text([run], ["the disk is nearly full"])
    assert text.splitlines()[:2] == [
        "1 of 1 run not ok; 1 new, 1 changed, 1 withdrawn, 1 returned, 1 moved; 2 things want attention",
        "the disk is nearly full",
    ]
    assert "the last good run, 2026-11-20T12:00:00Z: listed 30, fetched 3" in text
    assert "http://www.practice.example/d.html → http://www.new.example/" in text
    assert all(line.isprintable() for line in text.splitlines())
    assert report_json([run])[0]["changes"][0]["kind"] == kinds[0]


def test_the_good_run_beside_one_is_older_than_it(connection: Connection) -> None:
    changed_site(connection)
    (run,) = report(connection, ["good"])
    assert run.last_good is None
    assert "no good run before" in report_text([run])


def test_a_report_is_made_again_the_same(connection: Connection) -> None:
    changed_site(connection)
    made = report_text(report(connection, ["good", "later"]))
    assert report_text(report(connection, ["later", "good"])) == made
    assert made.index("short: practice") < made.index("ok: practice")  # the worst first
    assert newest(connection) == ["later"]


def test_a_run_with_many_changes_is_cut_and_says_so(connection: Connection) -> None:
    add_run(connection, "run", SITE)
    for number in range(MAX_SHOWN + 7):
        add_document(connection, "run", SITE, f"{number}")
    runs = report(connection, ["run"])
    text = report_text(runs)
    assert text.count("\n  new: ") == MAX_SHOWN
    assert "… and 7 more changes" in text
    assert len(report_json(runs)[0]["changes"]) == MAX_SHOWN + 7


def test_what_no_report_has_told_of(connection: Connection) -> None:
    killed = {"started_at": "2026-11-13T00:00:00Z", "ended_at": None, "outcome": "failed", "reason": KILLED}
    rows = [
        run_row("before", SITE, ended_at="2026-11-20T11:59:59Z"),
        run_row("killed long ago", "county", **killed),
        run_row("county before", "county", ended_at="2026-11-20T11:00:00Z"),
        run_row("killed", SITE, **killed),
        run_row("killed again", SITE, **killed),
        run_row("by hand", "county", kind="add"),
        run_row("after", SITE, ended_at=ENDED),
        run_row("running", "county", ended_at=None, outcome=None),
        run_row("killed of another", "broken", **killed),
        run_row("not begun", "county", **killed | {"started_at": ENDED}),
    ]
    connection.execute(insert(Run), rows)
    assert unreported(connection, ENDED) == ["killed", "killed again", "after", "not begun"]


# Files


def test_files_have_names_of_their_own_and_the_newest_is_known(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    assert delivery.last_written(folder) is None
    first = delivery.write(folder, ENDED, "一\n")
    assert first.name == "2026-11-20T120000Z.txt"
    names = [delivery.write(folder, ENDED, f"{number}\n").name for number in range(2, 12)]
    assert names[0] == "2026-11-20T120000Z-2.txt"
    (folder / "2027-notes.txt").write_text("not ours")
    assert delivery.last_written(folder) == (ENDED, "11\n")
    delivery.write(folder, LATER, "later\n")
    assert delivery.last_written(folder) == (LATER, "later\n")
    assert first.read_text(encoding="utf-8") == "一\n"
    assert not list(folder.glob(".*"))


# Destinations


class Received(list[dict[str, Any]]):
    port: int


@contextmanager
def webhook(status: int = 200) -> Iterator[Received]:
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append({"path": self.path, "authorization": self.headers["Authorization"], **json.loads(body)})
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with _listening(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        received.port = port
        yield received


@contextmanager
def _listening(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.socket.getsockname()[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Mailbox(socketserver.StreamRequestHandler):
    """As much of an SMTP server as takes one letter."""

    letters: list[bytes]

    def handle(self) -> None:
        self.wfile.write(b"220 mail.example\r\n")
        for line in self.rfile:
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = b""
                while not letter.endswith(b"\r\n.\r\n"):
                    letter += self.rfile.readline()
                self.letters.append(letter[:-5])
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            if verb == b"QUIT":
                return


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_a_webhook_gets_the_report() -> None:
    pytest.importorskip("apprise", reason="the extra `reports` is not installed")
    with webhook() as received:
        assert delivery.send("标题", "一行\n二行\n", [f"json://u:geheim@127.0.0.1:{received.port}/hook"]) == []
    (got,) = received
    assert (got["path"], got["title"], got["message"].rstrip("\n")) == ("/hook", "标题", "一行\n二行")
    assert got["authorization"].startswith("Basic ")


def test_a_letter_has_the_report(tmp_path: Path) -> None:
    pytest.importorskip("apprise", reason="the extra `reports` is not installed")
    Mailbox.letters = []
    with _listening(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox)) as port:
        url = f"mailto://127.0.0.1:{port}?from=corpus@example.org&to=you@example.org&mode=insecure"
        assert delivery.send("标题", "一行\n二行\n", [url]) == []
    letter = email.message_from_bytes(Mailbox.letters[0], policy=default)
    assert letter["subject"] == "标题"
    body = letter.get_body(("plain", "html"))
    assert body is not None
    assert "一行" in body.get_content()


@pytest.mark.parametrize("level", [logging.DEBUG, logging.WARNING])
def test_a_destination_that_fails_is_a_line_without_its_secrets(
    level: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("apprise", reason="the extra `reports` is not installed")
    with webhook() as good, webhook(status=403) as bad, caplog.at_level(level):
        urls = [
            f"json://u:geheim@127.0.0.1:{free_port()}/geheim?x=geheim",
            f"json://u:geheim@127.0.0.1:{bad.port}/geheim",
            "geheim",
            "geheim://geheim",
            "dingtalk://",
            "mailto://geheim@@:geheim",
            f"json://127.0.0.1:{good.port}/hook",
        ]
        failed = delivery.send("title", "text", urls)
    assert [line.partition(" of ")[0] for line in failed] == [f"destination {number}" for number in range(1, 7)]
    assert "(JSON)" in failed[0]
    assert len(good) == len(bad) == 1  # one that fails does not keep the report from the next
    out, err = capfd.readouterr()
    assert "geheim" not in "".join([*failed, out, err, caplog.text])
    assert logging.root.manager.disable == logging.NOTSET


def test_where_the_extra_is_not_installed_the_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "apprise", None)
    with pytest.raises(delivery.DeliveryError, match=r"pip install 'policy-corpus\[reports\]'") as raised:
        delivery.send("title", "text", ["json://u:geheim@127.0.0.1/"])
    assert "geheim" not in str(raised.value)


# A call of --due


class Round:
    """Calls of `crawl_due` with a walk of our own."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.archive, self.reports = engine, folder / "archive", folder / "reports"
        self.said: list[str] = []
        self.walks = 0
        self.moment = ENDED

    def __call__(self, walk: Callable[[Sequence[str]], list[Crawled]], *send_to: str) -> due.Due:
        return due.crawl_due(
            self.engine,
            self.archive,
            [SITE, "county"],
            walk,
            reports=self.reports,
            send_to=send_to,
            say=self.said.append,
            now=lambda: self.moment,
        )

    def texts(self) -> list[str]:
        return [path.read_text(encoding="utf-8") for path in sorted(self.reports.glob("*.txt"), key=_written)]

    def walk(self, sites: Sequence[str]) -> list[Crawled]:
        """Each site's run ends well, at this moment; its key is the site and how many walks there were."""
        self.walks += 1
        with self.engine.begin() as connection:
            for site in sites:
                add_run(connection, f"{site} {self.walks}", site, started_at=self.moment, ended_at=self.moment)
        return [Crawled(site, "ok", "") for site in sites]


def _written(path: Path) -> int:
    return path.stat().st_mtime_ns


@pytest.fixture
def call(engine: Engine, tmp_path: Path) -> Round:
    with engine.begin() as connection:
        register(connection, SITES)
    return Round(engine, tmp_path)


def test_a_call_that_crawled_reports_and_one_with_nothing_due_says_so(call: Round) -> None:
    done = call(call.walk)
    assert done.report == call.reports / "2026-11-20T120000Z.txt"
    assert call.said == [f"report: {done.report}"]
    assert (done.faults, len(done.ended)) == ([], 2)
    assert call.texts()[0].startswith("2 runs ok; nothing changed\n")
    assert call(call.walk).report is None
    assert call.said[1:] == ["nothing is due; next is county, at 2026-11-27T12:00:00Z"]
    call.moment = LATER
    call(call.walk)
    assert "(county 2)" in call.texts()[1]
    assert "(county 1)" not in call.texts()[1]


def test_a_run_of_the_very_second_of_a_report_is_told_once(call: Round) -> None:
    call(call.walk)
    with call.engine.begin() as connection:
        add_run(connection, "by hand, the same second", SITE)
        connection.execute(update(Run).where(Run.key == "county 1").values(ended_at="2026-11-01T00:00:00Z"))
    call(call.walk)
    first, second = call.texts()
    assert "by hand" in second
    assert f"({SITE} 1)" in first
    assert f"({SITE} 1)" not in second


class TroubleError(Exception):
    pass


@pytest.mark.parametrize("error", [TroubleError("it broke\nbadly"), KeyboardInterrupt()])
def test_whatever_the_crawl_raises_there_is_a_report(call: Round, error: BaseException) -> None:
    def walk(sites: Sequence[str]) -> list[Crawled]:
        call.walk(sites[:1])
        raise error

    with pytest.raises(type(error)):
        call(walk)
    (text,) = call.texts()
    assert text.splitlines()[0] == "1 run ok; nothing changed"
    assert f"the call did not come to its end: {' '.join(str(error).split()) or 'it was stopped'}" in text


def test_whatever_the_build_raises_there_is_a_report(call: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(*_: object, **__: object) -> None:
        raise TroubleError("no build")

    monkeypatch.setattr(due, "build", build)
    with pytest.raises(TroubleError):
        call(call.walk)
    assert "the call did not come to its end: no build" in call.texts()[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_build_can_be_stopped_though_the_crawl_left_its_handlers(
    call: Round, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    def build(*_: object, **__: object) -> None:
        os.kill(os.getpid(), number)
        time.sleep(10)

    def walk(sites: Sequence[str]) -> list[Crawled]:
        signal.signal(number, signal.SIG_IGN)
        return call.walk(sites)

    monkeypatch.setattr(due, "build", build)
    before = signal.getsignal(number)
    try:
        with pytest.raises(KeyboardInterrupt):
            call(walk)
    finally:
        signal.signal(number, before)
    assert "the call did not come to its end: it was stopped" in call.texts()[0]


def test_what_a_call_did_that_was_stopped_is_built_and_told_by_the_next(
    call: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    monkeypatch.setattr(due, "_build", lambda engine, archive, sites, faults: built.extend(sites))

    def walk(sites: Sequence[str]) -> list[Crawled]:
        return [replace(each, stopped=each.site == SITE) for each in call.walk(sites)]

    done = call(walk)
    assert (built, done.faults) == ([], ["the call did not come to its end: it was stopped"])
    assert call(call.walk).faults == []  # though by their rows nothing is due
    assert (sorted(built), call.walks) == (["county", SITE], 1)
    first, second = call.texts()
    assert first.splitlines()[1] == "the call did not come to its end: it was stopped"
    assert all(f"({site} 1)" in text for site in ("county", SITE) for text in (first, second))
    assert call(call.walk).report is None


def test_a_site_that_could_not_begin_is_told_though_it_has_no_run(call: Round) -> None:
    def walk(sites: Sequence[str]) -> list[Crawled]:
        return [*call.walk([SITE]), Crawled("county", "failed", "another run has the lock of county (process 1)")]

    call(walk)
    assert "county: failed: another run has the lock of county (process 1)" in call.texts()[0].splitlines()


def test_where_the_database_is_gone_the_report_says_what_is_known(call: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise OperationalError("SELECT secret", {}, Exception("the server closed the connection"))

    monkeypatch.setattr(due, "unreported", gone)
    done = call(call.walk)
    assert done.report is not None
    (text,) = call.texts()
    assert "the runs cannot be shown: the server closed the connection" in text
    assert f"{SITE}: ok: listed 0, fetched 0" in text
    assert "secret" not in text


def test_a_report_that_cannot_be_written_is_printed(call: Round) -> None:
    call.reports.write_text("a file, where the folder should be")
    done = call(call.walk)
    assert done.report is None
    assert done.faults == [f"{call.reports}: the report cannot be written: File exists"]
    assert call.said[0].startswith("2 runs ok")


def test_a_destination_that_fails_is_a_fault_and_the_file_is_there(call: Round) -> None:
    pytest.importorskip("apprise", reason="the extra `reports` is not installed")
    with webhook() as received:
        done = call(call.walk, "json://u:geheim@127.0.0.1:1/", f"json://127.0.0.1:{received.port}/")
    assert done.faults == ["destination 1 of CORPUS_REPORT_TO (JSON): the report could not be sent"]
    (got,) = received
    assert got["title"] == "corpus: 2 runs ok; nothing changed"
    assert got["message"].rstrip("\n") == call.texts()[0].rstrip("\n")


def test_the_first_report_looks_back_a_week_for_what_a_killed_call_did(call: Round) -> None:
    with call.engine.begin() as connection:
        add_run(connection, "long ago", "county", ended_at="2026-11-13T11:59:59Z")
        add_run(connection, "ended", "broken", ended_at="2026-11-13T12:00:00Z")
        add_run(connection, "was killed", SITE, ended_at=None, outcome="failed", reason=KILLED)
    call(call.walk)
    (text,) = call.texts()
    assert "(ended)" in text
    assert "(was killed)" in text
    assert "(long ago)" not in text


def test_what_a_killed_call_crawled_is_built_and_told_by_the_next_though_nothing_is_due(
    call: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    call.walk([SITE, "county"])  # and the call is killed before its build
    built: list[str] = []

    def build(_engine: Engine, _archive: Path, sites: Sequence[str], **_: object) -> Report:
        built.extend(sites)
        return Report()

    monkeypatch.setattr(due, "build", build)
    done = call(call.walk)
    assert (done.ended, call.walks, sorted(built)) == ([], 1, ["county", SITE])
    (text,) = call.texts()
    assert "(county 1)" in text
    assert f"({SITE} 1)" in text
    assert call(call.walk).report is None
    assert call.said[-1].startswith("nothing is due")


def test_a_second_call_is_refused_without_a_report(call: Round) -> None:
    with due_lock(call.engine, call.archive), pytest.raises(LockedError):
        call(call.walk)
    assert not call.reports.exists()


# The verb


def test_the_verb_prints_and_sends(command: Command, tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'corpus.db'}")
    upgrade(engine)
    assert command("report").stdout == "no run\n"
    with engine.begin() as connection:
        register(connection, SITES)
        changed_site(connection)
    with engine.connect() as connection:
        assert connection.scalars(select(Run.key)).all() == ["good", "later"]
    assert command("report", "good", "--json").json[0]["run"] == "good"
    assert [run["run"] for run in command("report", "--json").json] == ["later"]
    assert [run["run"] for run in command("report", "--since", "2026-11-01", "--json").json] == ["later", "good"]
    assert "no such run" in command("report", "good", "bad", check=2).stderr
    assert "goes with no RUN" in command("report", "good", "--since", "2026-11-01", check=2).stderr
    assert "CORPUS_REPORT_TO is not set" in command("report", "--send", check=2).stderr
    pytest.importorskip("apprise", reason="the extra `reports` is not installed")
    with webhook() as received:
        command("report", "good", "--send", CORPUS_REPORT_TO=f"json://127.0.0.1:{received.port}/")
        bad = "json://u:geheim@127.0.0.1:1/"
        done = command("report", "--send", CORPUS_REPORT_TO=f"{bad}\njson://127.0.0.1:{received.port}", check=1)
    assert received[0]["title"] == "corpus: 1 run ok; 4 new"
    assert len(received) == 2
    assert done.stderr == "destination 1 of CORPUS_REPORT_TO (JSON): the report could not be sent\n"
    shown = command("config", CORPUS_REPORT_TO=bad).stdout
    assert "1 destination" in shown
    assert "geheim" not in shown + done.stdout


def test_a_headline_of_nothing() -> None:
    nothing: list[RunReport] = []
    assert headline(nothing) == "no run"
