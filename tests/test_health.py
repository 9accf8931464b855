"""What `corpus health` calls wrong, with the last good run beside it, and how the command says it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert

from corpus.health import GoodRun, concerns
from crawlers.registry import register
from crawlers.schedule import set_interval
from crawlers.sites import SITES as DECLARED
from storage.database import open_database
from storage.failures import fail
from storage.migrations import upgrade
from storage.models import Event
from tests.command import Command
from tests.portals.practice import PRACTICE, SITES
from tests.watched import ENDED, add_document, add_run, event_row

pytestmark = pytest.mark.slow

SITE = "practice"
NOW = "2026-11-21T00:00:00Z"


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as opened:
        register(opened, SITES)
        yield opened


def told(connection: Connection, now: str = NOW) -> list[tuple[str, str, str]]:
    return [(concern.what, concern.subject, concern.detail) for concern in concerns(connection, now)]


def test_nothing_wants_attention_where_all_is_well(connection: Connection) -> None:
    assert concerns(connection, NOW) == []
    add_run(connection, "run", SITE)
    add_document(connection, "run", SITE, "a")
    assert concerns(connection, NOW) == []


@pytest.mark.parametrize("outcome", ["short", "empty", "blocked", "failed", None])
def test_a_last_run_that_was_not_ok_beside_the_last_good_one(connection: Connection, outcome: str | None) -> None:
    add_run(connection, "good", SITE, listed=30, fetched=3)
    add_run(connection, "search", SITE, query="样例", listed=1)  # says nothing of the lists
    add_run(connection, "bad", SITE, outcome=outcome, reason="why")
    add_run(connection, "other", "county")
    (concern,) = concerns(connection, NOW)
    assert (concern.site, concern.what) == (SITE, outcome or "killed or running")
    assert (concern.subject, concern.detail) == (SITE, "why")
    assert concern.last_good == GoodRun("good", ENDED, 30, 3)


def test_a_site_without_a_good_run_has_none_beside_it(connection: Connection) -> None:
    add_run(connection, "bad", SITE, outcome="failed")
    assert [concern.last_good for concern in concerns(connection, NOW)] == [None]


def test_a_site_that_is_left_alone_is_stale(connection: Connection) -> None:
    add_run(connection, "run", SITE)
    add_run(connection, "search", SITE, query="样例", started_at=NOW, ended_at=NOW)
    assert told(connection, "2026-12-04T12:00:00Z") == []  # two weeks to the second
    stale = [("stale", SITE, f"last crawled {ENDED}, due every 168 hours")]
    assert told(connection, "2026-12-04T12:00:01Z") == stale
    set_interval(connection, PRACTICE, 12)
    assert told(connection, "2026-11-21T12:00:00Z") == []
    assert told(connection, "2026-11-21T12:00:01Z") == [("stale", SITE, f"last crawled {ENDED}, due every 12 hours")]


def test_a_site_with_an_interval_that_was_never_crawled_is_stale(connection: Connection) -> None:
    set_interval(connection, PRACTICE, 12)
    assert told(connection) == [("stale", SITE, "never crawled, due every 12 hours")]


@pytest.mark.parametrize(
    ("given", "what", "detail"),
    [
        ({}, "", ""),
        ({"units": 0, "title": "样例"}, "no unit", "样例"),
        ({"units": 1, "length": 98, "title": "样例"}, "thin", "样例"),
        ({"units": 2, "length": 98}, "", ""),
        ({"warnings": ["x", "needs OCR: page 2 is a picture"]}, "needs OCR", "needs OCR: page 2 is a picture"),
        ({"units": 0, "warnings": ["needs OCR: all"]}, "needs OCR", "needs OCR: all"),
    ],
)
def test_a_document_with_next_to_no_text(connection: Connection, given: dict[str, Any], what: str, detail: str) -> None:
    add_run(connection, "run", SITE)
    add_document(connection, "run", SITE, "a", **given)
    assert [(concern.what, concern.detail) for concern in concerns(connection, NOW)] == (
        [(what, detail)] if what else []
    )


def test_a_site_that_withdrew_a_fifth_of_its_documents(connection: Connection) -> None:
    add_run(connection, "run", SITE)
    ids = [add_document(connection, "run", SITE, f"{number}") for number in range(5)]
    events = [(ids[0], "withdrawn", 1), (ids[1], "withdrawn", 2), (ids[1], "returned", 3)]
    for document, kind, snapshot in events:
        connection.execute(insert(Event), [event_row(document, kind, "run", snapshot)])
    assert told(connection) == []
    connection.execute(insert(Event), [event_row(ids[2], "withdrawn", "run", 4)])
    assert told(connection) == [("withdrawn", SITE, "2 of its 5 documents withdrawn")]


def test_what_a_monitor_found_stands_until_the_documents_are_as_before(connection: Connection) -> None:
    add_run(connection, "past", SITE)
    for number in range(60):
        add_document(connection, "past", SITE, f"p{number}")
    add_run(connection, "odd", SITE, fetched=8)
    for number in range(8):
        add_document(connection, "odd", SITE, f"{number}", doc_number="")
    add_run(connection, "nothing new", SITE)
    line = "0 of 8 documents have a document number, of the site's others 60 of 60"
    assert told(connection) == [("odd: fields", "odd", line)]


def test_a_failure_is_said_with_its_stage(connection: Connection) -> None:
    fail(connection, "read", "http://www.practice.example/a.pdf", "no PDF", site=SITE)
    assert told(connection) == [("failed to read", "http://www.practice.example/a.pdf", "no PDF")]


def test_the_command_says_it_with_its_exit_code(command: Command, tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'corpus.db'}")
    upgrade(engine)
    assert command("health").stdout == "nothing wants attention\n"
    assert command("health", "--json").json == []
    with engine.begin() as connection:
        register(connection, [DECLARED["hunan"]])
        add_run(connection, "good", "hunan", listed=30, fetched=3)
        add_run(connection, "bad", "hunan", outcome="blocked", reason="block pages answered: 瑞数 1")
    done = command("health", "--today", "2026-11-21", check=1)
    assert done.stderr == "1 thing wants attention\n"
    assert "blocked" in done.stdout
    assert "2026-11-20, listed 30, fetched 3" in done.stdout
    (row,) = command("health", "--today", "2026-11-21", "--json", check=1).json
    assert row["last_good"] == {"run": "good", "started_at": ENDED, "listed": 30, "fetched": 3}
    assert command("health", "--today", "2026-12-21", "--json", check=1).json[1]["what"] == "stale"
    assert "not a date" in command("health", "--today", "tomorrow", check=2).stderr
    assert "no such folder" in command("health", "--html", "no/page.html", check=2).stderr
    (tmp_path / "folder").mkdir()
    said = command("health", "--html", "folder", check=2).stderr
    assert said == "folder: a folder; name a file\n"
    command("health", "--html", "page.html", "--today", "2026-11-21", check=1)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    command("health", "--html", "page.html", "--today", "2026-11-21", check=1)
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == page
    assert "湖南省" in page
