"""What fails for weeks: it counts until everybody knows it, is said from then on, and asked for more seldom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.command import downgrade
from sqlalchemy import Engine, text

from corpus.health import concerns
from crawlers.outcome import Outcome
from crawlers.recording import Recording
from crawlers.registry import register
from crawlers.rota import Rota
from storage import migrations
from storage.archive import Exchange
from storage.failures import clear, fail
from storage.migrations import upgrade
from tests.crawling import LISTS, crawl_on, document, documents, failures, last_run, listing, live, rows
from tests.portals.practice import PRACTICE, WWW
from tests.portals.server import Answer, serving

ERROR = Answer(b"", status=500)
REFUSED = Answer(b"<h1>403 Forbidden</h1>", status=403)
SEEN = "--set=CORPUS_FULL_WALK_DAYS=99"  # only the first run walks the lists to their end
LONG = "addresses that have failed for long: "


def site(*failing: str) -> dict[str, Answer]:
    """Five documents, one with a file; those named fail."""
    names = [f"{name}.html" for name in "abcde"]
    pages = {LISTS: listing(names), **documents("abcde"), f"{LISTS}a.html": document("a", ["a.pdf"])}
    pages[f"{LISTS}a.pdf"] = Answer(b"%PDF-1.4 sample", "application/pdf")
    return pages | {f"{LISTS}{name}": ERROR for name in failing}


def ended(folder: Path) -> tuple[str, str]:
    run = last_run(folder)
    return run["outcome"], run["reason"]


@pytest.mark.slow
def test_what_fails_for_long_is_said_and_asked_as_seldom_as_the_rest(tmp_path: Path) -> None:
    pages = site("a.pdf", "b.html")
    pages[f"{WWW}/robots.txt"] = Answer(b"User-agent: *\nDisallow: /files/c\n", "text/plain")
    with serving(live(pages)) as portal:
        crawl_on(tmp_path, portal, 0, code=1)
        short = "addresses that robots.txt forbids: 1"
        assert ended(tmp_path)[1].endswith(short)
        assert crawl_on(tmp_path, portal, 13, SEEN, code=1) == ["", "b.html", "a.pdf"]
        assert ended(tmp_path) == ("short", f"requests failed: 2, the first {LISTS}b.html: answered 500; {short}")
        assert crawl_on(tmp_path, portal, 14, SEEN) == ["", "b.html", "a.pdf"]
        assert ended(tmp_path) == ("ok", f"{LONG}3")
        assert last_run(tmp_path)["failed"] == 2
        assert crawl_on(tmp_path, portal, 21, SEEN) == [""]
        assert ended(tmp_path) == ("ok", f"{LONG}3")
        # Something new fails beside it.
        pages |= {LISTS: listing(["f.html", "a.html"]), f"{LISTS}f.html": ERROR}
        assert crawl_on(tmp_path, portal, 22, SEEN, code=1) == ["", "f.html", "index_1.html"]
        assert ended(tmp_path) == ("short", f"requests failed: 1, the first {LISTS}f.html: answered 500; {LONG}3")
        pages |= documents("f")
        crawl_on(tmp_path, portal, 23, SEEN)
        # Thirty days after it was asked last it is asked again; one has come back.
        pages |= documents("b")
        assert crawl_on(tmp_path, portal, 44, SEEN)[:3] == ["", "b.html", "a.pdf"]
        assert ended(tmp_path) == ("ok", f"{LONG}2")
        assert set(failures(tmp_path)) == {f"{LISTS}a.pdf", f"{LISTS}c.html"}
        since = rows(tmp_path, "SELECT DISTINCT since FROM failures")
        assert [row["since"][:10] for row in since] == ["2026-11-01"]
        # And fails anew: it counts.
        pages[f"{LISTS}b.html"] = ERROR
        assert "b.html" in crawl_on(tmp_path, portal, 74, SEEN, code=1)
        assert ended(tmp_path)[1].startswith(f"requests failed: 1, the first {LISTS}b.html: answered 500")


@pytest.mark.slow
def test_a_robots_txt_that_allows_an_address_again(tmp_path: Path) -> None:
    rules = Answer(b"User-agent: *\nDisallow: /files/c\n", "text/plain")
    pages = site() | {f"{WWW}/robots.txt": rules}
    with serving(live(pages)) as portal:
        crawl_on(tmp_path, portal, 0, code=1)
        del pages[f"{WWW}/robots.txt"]
        assert crawl_on(tmp_path, portal, 1) == ["", "c.html"]
    assert failures(tmp_path) == {}


@pytest.mark.slow
def test_a_document_that_is_refused_for_long_blocks_no_run(tmp_path: Path) -> None:
    pages = site() | {f"{LISTS}{name}.html": REFUSED for name in "ab"}
    with serving(live(pages)) as portal:
        for day in (0, 7):
            crawl_on(tmp_path, portal, day, SEEN, code=1)
            assert (ended(tmp_path)[0], last_run(tmp_path)["blocked"]) == ("blocked", 2)
        assert crawl_on(tmp_path, portal, 14, SEEN) == ["", "a.html", "b.html"]
        assert (ended(tmp_path), last_run(tmp_path)["blocked"]) == (("ok", f"{LONG}2"), 0)
        pages[LISTS] = REFUSED
        crawl_on(tmp_path, portal, 21, SEEN, code=1)
        assert ended(tmp_path)[0] == "blocked"


@pytest.mark.slow
def test_an_outage_is_not_hidden_by_what_fails_for_long(tmp_path: Path) -> None:
    pages = site("a.html")
    given = (SEEN, "--set=CORPUS_FAILING_DAYS=3")
    with serving(live(pages)) as portal:
        crawl_on(tmp_path, portal, 0, *given, code=1)
        crawl_on(tmp_path, portal, 3, *given)
        pages |= {f"{LISTS}{name}.html": ERROR for name in "bcde"}
        crawl_on(tmp_path, portal, 33, *given, code=1)
        assert ended(tmp_path) == ("short", f"requests failed: 4, the first {LISTS}b.html: answered 500; {LONG}1")
        pages[LISTS] = ERROR
        for day in (34, 60):  # a list page counts however long it fails
            crawl_on(tmp_path, portal, day, *given, code=1)
            assert ended(tmp_path)[0] == "failed"
            assert f"files: {LISTS}: answered 500" in ended(tmp_path)[1]


@pytest.mark.slow
@pytest.mark.parametrize(("count", "outcome"), [(3, "short"), (24, "failed")])
def test_a_site_where_everything_fails_is_never_ok(tmp_path: Path, count: int, outcome: Outcome) -> None:
    names = [f"d{number:02}" for number in range(count)]
    pages = {LISTS: listing([f"{name}.html" for name in names]), **documents(names)}
    with serving(live(pages)) as portal:
        crawl_on(tmp_path, portal, 0)
        pages |= {f"{LISTS}{name}.html": ERROR for name in names}
        for day in (30, 44, 58):  # the first asks all of them, however many fail
            crawl_on(tmp_path, portal, day, SEEN, *(["--full"] if day == 30 else []), code=1)
        assert ended(tmp_path) == (outcome, f"{LONG}{count} of {count}")


@pytest.mark.slow
def test_five_in_a_row_end_the_asking_however_long_they_fail(tmp_path: Path) -> None:
    names = [f"d{number:02}" for number in range(20)]
    pages = {LISTS: listing([f"{name}.html" for name in names]), **documents(names)}
    pages |= {f"{LISTS}{name}.html": ERROR for name in names[:8]}
    given = (SEEN, "--set=CORPUS_FAILING_DAYS=1")
    with serving(live(pages)) as portal:
        crawl_on(tmp_path, portal, 0, *given, code=1)
        assert len(crawl_on(tmp_path, portal, 1, *given)) == 1 + 5
        assert len(crawl_on(tmp_path, portal, 2, *given)) == 1 + 3


# By itself


@pytest.fixture
def known(engine: Engine) -> Callable[[str, int, int], None]:
    """A failure of the practice site that stands since a day of November and was seen last on another."""
    with engine.begin() as connection:
        register(connection, [PRACTICE])

    def store(name: str, since: int, last: int) -> None:
        request = {"role": "page", "source": "files", "address": f"{WWW}/{name}"}
        for day in (since, last):
            at = f"2026-11-{day:02}T05:00:00Z"
            with engine.begin() as connection:
                fail(
                    connection, "crawl", f"{WWW}/{name}", "why", site="practice", run="r", failed_at=at, request=request
                )

    return store


def test_what_fails_for_long_is_asked_after_the_rest_and_in_its_turn(
    engine: Engine, known: Callable[[str, int, int], None]
) -> None:
    known("old", 1, 15)
    known("younger", 3, 16)
    known("once", 1, 1)

    def asked(day: int) -> list[str]:
        rota = Rota(engine, "practice", "this", f"2026-11-{day:02}T04:00:00Z", 10)
        return [again.url.removeprefix(f"{WWW}/") for again in rota.failed(14)]

    assert asked(24) == ["once", "younger"]
    assert asked(25) == ["once", "younger", "old"]


def test_since_when_a_failure_stands(engine: Engine, known: Callable[[str, int, int], None]) -> None:
    def told() -> list[str]:
        with engine.connect() as connection:
            return [concern.detail for concern in concerns(connection, "2026-11-24T00:00:00Z")]

    known("a", 2, 2)
    assert told() == ["why"]
    known("a", 9, 16)
    assert told() == ["why, since 2026-11-02"]
    with engine.begin() as connection:
        clear(connection, "crawl", f"{WWW}/a")
    known("a", 20, 22)
    assert told() == ["why, since 2026-11-20"]


def test_a_run_that_was_given_no_days_takes_nothing_for_old(
    engine: Engine, known: Callable[[str, int, int], None], tmp_path: Path
) -> None:
    known("a", 1, 2)
    for days, chronic in ((None, False), (7, True)):
        run = Recording(engine, tmp_path, PRACTICE, failing_days=days, now=lambda: "2026-11-24T05:00:00Z")
        run.open()
        assert run.is_chronic(f"{WWW}/a") is chronic
        run.fail(f"{WWW}/a", "as a list", request=None)  # what is not asked again is another thing
        assert not run.is_chronic(f"{WWW}/a")
        assert (run.tally.failed, run.tally.chronic_failed) == (1, 0)
        known("a", 1, 2)
        run.close()


def test_what_fails_for_long_is_counted_beside_what_is_held(
    engine: Engine, known: Callable[[str, int, int], None], tmp_path: Path
) -> None:
    known("a", 1, 2)
    for names, told in (((), "1 of 1"), ("ab", "1"), ("c", "1")):  # what fails counts once, though it was held before
        run = Recording(engine, tmp_path, PRACTICE, failing_days=7, now=lambda: "2026-11-24T05:00:00Z")
        run.open()
        for name in names:
            facts = {"role": "page", "source": "files", "address": f"{WWW}/{name}"}
            run.record(Exchange(f"{WWW}/{name}", b"x", "2026-11-24T05:00:00Z", facts=facts))
        run.close()
        assert f"{LONG}{told}; " in run.reason
    assert run.tally.held == 2


def test_failures_of_an_older_database_stand_since_they_were_seen(engine: Engine) -> None:
    with engine.begin() as connection:
        downgrade(migrations.config(connection), "0008")
        connection.execute(
            text(
                "INSERT INTO failures (stage, subject, run, reason, failed_at)"
                " VALUES ('crawl', 'x', 'r', 'why', '2026-11-02T05:00:00Z')"
            )
        )
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT since FROM failures")).scalar() == "2026-11-02T05:00:00Z"
