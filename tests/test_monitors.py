"""What a build shows of a run, against the site's own past: each monitor speaks up, and is silent where all is well."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import binom
from sqlalchemy import Connection, Engine, insert

from corpus.monitors import FALSE_ALARM, MIN_DOCUMENTS, documents_by_source, findings, is_rare
from crawlers.registry import register
from storage.models import Snapshot
from tests.portals.practice import SITES
from tests.watched import ENDED, add_document, add_run, snapshot_row

pytestmark = pytest.mark.slow

SITE = "practice"


def found(connection: Connection, *runs: str) -> dict[tuple[str, str], str]:
    return {(finding.run, finding.monitor): finding.line for finding in findings(connection, runs)}


def past(connection: Connection, count: int = 60, **fields: Any) -> None:
    register(connection, SITES)
    add_run(connection, "past", SITE)
    for number in range(count):
        add_document(connection, "past", SITE, f"p{number}", **fields)


def test_a_run_like_those_before_is_not_odd(engine: Engine) -> None:
    with engine.begin() as connection:
        past(connection)
        add_run(connection, "run", SITE)
        for number in range(20):
            add_document(connection, "run", SITE, f"{number}")
        assert found(connection, "past", "run", "no such run") == {}


LACKS: list[tuple[dict[str, Any], str, str]] = [
    ({"title": ""}, "fields", "a title"),
    ({"doc_number": ""}, "fields", "a document number"),
    ({"published_on": None}, "fields", "a publication date"),
    ({"units": 0}, "text", "a text"),
    ({"length": 40}, "text", "a text"),
]


@pytest.mark.parametrize(("lack", "monitor", "field"), LACKS)
def test_a_field_that_a_run_lacks_and_the_site_had(
    engine: Engine, lack: dict[str, Any], monitor: str, field: str
) -> None:
    with engine.begin() as connection:
        past(connection)
        add_run(connection, "run", SITE)
        for number in range(8):
            add_document(connection, "run", SITE, f"{number}", **(lack if number else {}))
        line = f"1 of 8 documents have {field}, of the site's others 60 of 60"
        assert found(connection, "past", "run") == {("run", monitor): line}


def test_a_field_that_the_site_never_had_is_not_missed(engine: Engine) -> None:
    with engine.begin() as connection:
        past(connection, doc_number="")
        add_run(connection, "run", SITE)
        for number in range(20):
            add_document(connection, "run", SITE, f"{number}", doc_number="")
        assert found(connection, "run") == {}


def test_a_first_run_has_no_past_to_be_compared_with(engine: Engine) -> None:
    with engine.begin() as connection:
        past(connection, doc_number="")
        assert found(connection, "past") == {}


counts = st.integers(0, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(counts, st.floats(0.001, 0.999))
@example((0, 400), 0.999)
@example((0, 1), 0.001)
def test_rare_is_what_the_binomial_distribution_calls_rare(have_of: tuple[int, int], share: float) -> None:
    have, of = have_of
    chance = float(binom.cdf(have, of, share))
    if abs(chance - FALSE_ALARM) > FALSE_ALARM * 1e-6:
        assert is_rare(have, of, share) == (chance < FALSE_ALARM)


@pytest.mark.parametrize(
    ("fields", "odd"),
    [
        ({"published_on": date(2026, 11, 20)}, ""),
        ({"published_on": date(2026, 11, 21)}, ""),  # it is a day later in China
        ({"published_on": date(2026, 11, 22)}, "2026-11-22"),
        ({"written_on": date(2062, 1, 1), "published_on": None}, "2062-01-01"),
        ({"written_on": date(2026, 11, 1), "published_on": date(2202, 10, 12)}, "2202-10-12"),
    ],
)
def test_a_date_in_the_future_of_its_fetching(engine: Engine, fields: dict[str, Any], odd: str) -> None:
    with engine.begin() as connection:
        register(connection, SITES)
        add_run(connection, "run", SITE)
        add_document(connection, "run", SITE, "a", at="2026-11-20T23:00:00Z", **fields)
        line = found(connection, "run").get(("run", "future"), "")
        assert odd in line
        assert bool(line) == bool(odd)


def test_nothing_is_the_future_of_a_record_that_does_not_say_its_day(engine: Engine) -> None:
    with engine.begin() as connection:
        register(connection, SITES)
        add_run(connection, "run", SITE)
        add_document(connection, "run", SITE, "a", at="2021Z", published_on=date(2029, 1, 1))  # as WARC/1.1 allows
        add_document(connection, "run", SITE, "b", at="9999-12-31T00:00:00Z")
        assert ("run", "future") not in found(connection, "run")


def test_pages_that_became_no_documents(engine: Engine) -> None:
    with engine.begin() as connection:
        register(connection, SITES)
        add_run(connection, "run", SITE)
        for number in range(4):
            add_document(connection, "run", SITE, f"{number}")
            add_document(connection, "run", SITE, f"other{number}", source="other")
        rows = [snapshot_row("run", SITE, "unread", 1), snapshot_row("run", SITE, "unread", 2)]
        changes: list[dict[str, Any]] = [{"status": 404}, {"blocked": "瑞数"}, {"size": 0}, {"role": "attachment"}]
        rows += [snapshot_row("run", SITE, "bad", place, **change) for place, change in enumerate(changes, 3)]
        connection.execute(insert(Snapshot), rows)
        assert documents_by_source(connection, ["run"]) == {("run", "files"): (5, 4), ("run", "other"): (4, 4)}
        assert found(connection, "run") == {}
        connection.execute(insert(Snapshot), [snapshot_row("run", SITE, "unread, too", 9)])
        assert found(connection, "run") == {("run", "sources"): "files: of 6 pages 4 became documents"}
        add_run(connection, "unbuilt", SITE)
        connection.execute(insert(Snapshot), [snapshot_row("unbuilt", SITE, "not yet", 1)])
        line = "files: of 1 page 0 became documents; `corpus build` reads what was not read yet"
        assert found(connection, "unbuilt") == {("unbuilt", "sources"): line}


@pytest.mark.parametrize(
    ("every", "count", "first_crawl", "silent"),
    [
        (7, MIN_DOCUMENTS, "2026-08-13T23:00:00Z", True),
        (7, MIN_DOCUMENTS - 1, "2026-08-13T23:00:00Z", False),  # too few to know its pauses
        (47, MIN_DOCUMENTS, "2026-08-13T23:00:00Z", True),
        (50, MIN_DOCUMENTS, "2026-08-13T23:00:00Z", False),  # 98 days are no more than twice its usual pause
        (7, MIN_DOCUMENTS, "2026-08-14T00:00:00Z", False),  # it was silent when it was first crawled
    ],
)
def test_a_source_that_shows_nothing_new_any_more(
    engine: Engine, every: int, count: int, first_crawl: str, silent: bool
) -> None:
    newest = date(2026, 11, 20) - timedelta(days=98)  # the fourteenth of August
    with engine.begin() as connection:
        register(connection, SITES)
        add_run(connection, "old", SITE)
        for number in range(count):
            published = newest - timedelta(days=every * number)
            at = first_crawl if number else ENDED
            add_document(connection, "old", SITE, f"{number}", published_on=published, at=at)
        add_run(connection, "run", SITE)
        add_run(connection, "search", SITE, query="样例")
        line = f"files: nothing newer than {newest}; no pause before was longer than {every} days"
        expected = {("run", "silent"): line} if silent else {}
        assert found(connection, "run", "search") == expected
