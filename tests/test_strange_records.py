"""Archives made elsewhere: what a record says is never a reason for an index, or a build, to end.

Each record is tried on both databases, beside a page that must be there afterwards.
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from crawlers.registry import register, site_of
from crawlers.sites import SITES
from crawlers.walks import Walks
from storage.archive import Archive, Exchange
from storage.archive_writer import ArchiveWriter
from storage.models import Decision, Failure, Run, Snapshot
from storage.snapshots import index

NOW = "2026-11-24T05:36:12Z"
LONG = secrets.token_hex(4_000)  # of characters that no compression makes short
WALK = {"links": 3, "full": True, "complete": True}
RUN = {
    "key": "r1",
    "site": "beijing",
    "kind": "crawl",
    "query": "",
    "full": False,
    "reason": "",
    "outcome": "ok",
    "started_at": NOW,
    "ended_at": NOW,
    "listed": 0,
    "fetched": 0,
    "blocked": 0,
    "failed": 0,
    "sources": {"szfwj": WALK},
}
DECISION = {"key": "d1", "corpus": "voced27", "document": "beijing:1", "verdict": "exclude", "no": None} | {
    "who": "a",
    "why": "b",
    "decided_at": NOW,
}
PAGE = Exchange("http://www.beijing.gov.cn/zc/1.html", b"<p>one", NOW, facts={"role": "page", "source": "szfwj"})


def ours(role: str, values: Any) -> Exchange:
    return Exchange(
        f"urn:policy-corpus:{role}:1",
        json.dumps(values).encode(),
        NOW,
        method="",
        headers=[("content-type", "application/json")],
        facts={"role": role},
    )


def indexed(engine: Engine, folder: Path, *exchanges: Exchange) -> list[str]:
    """What an index says of these records and a page after them, which must be there."""
    with ArchiveWriter(folder, "beijing", "r") as writer:
        for exchange in (*exchanges, PAGE):
            writer.write(exchange)
    with engine.begin() as connection:
        register(connection, SITES.values())
    said: list[str] = []
    index(engine, Archive(folder), lambda url: site_of(url, SITES.values()), on_fault=said.append)
    with engine.connect() as connection:
        assert PAGE.url in connection.scalars(select(Snapshot.url)).all()
        assert connection.scalars(select(Failure.reason)).all() == [" ".join(line.split())[:500] for line in said]
    return said


RUNS: list[tuple[dict[str, Any], str]] = [
    ({"listed": 10**30}, "no listed of ours"),
    ({"fetched": 2**31}, "no fetched of ours"),
    ({"blocked": -(2**40)}, "no blocked of ours"),
    ({"failed": True}, "no failed of ours"),
    ({"full": 1}, "no full of ours"),
    ({"sources": []}, "no sources of ours"),
    ({"sources": {"szfwj": float("nan")}}, "holds NaN, which is no JSON"),
    ({"sources": {"szfwj": 5}}, "has sources that are none of ours"),
    ({"sources": {"szfwj": {}}}, "has sources that are none of ours"),
    ({"sources": {"szfwj": {**WALK, "links": "three"}}}, "has sources that are none of ours"),
    ({"key": LONG}, "no key of ours"),
    ({"ended_at": "9999-12-31T23:59:59Z"}, "no ended_at of ours"),
    ({"started_at": "0001-01-01T00:00:00Z"}, "no started_at of ours"),
]


def test_a_run_of_other_values_is_a_failure(engine: Engine, tmp_path: Path) -> None:
    said = indexed(engine, tmp_path, *(ours("run", RUN | values) for values, _ in RUNS))
    for line, (_, why) in zip(said, RUNS, strict=True):
        assert why in line
    with engine.connect() as connection:
        assert connection.scalars(select(Run.key)).all() == []


def test_a_run_with_characters_that_no_database_holds_is_there_without_them(engine: Engine, tmp_path: Path) -> None:
    assert indexed(engine, tmp_path, ours("run", RUN | {"reason": "one\0 \ud800two"})) == []
    with engine.connect() as connection:
        assert connection.scalars(select(Run.reason)).one() == "one ?two"
    walks = Walks(engine, "beijing", "")
    assert (walks.best("szfwj"), walks.full_due("szfwj", NOW, 30)) == (3, False)


DECISIONS: list[tuple[dict[str, Any], str]] = [
    ({"no": 10**30}, "no no of ours"),
    ({"no": True}, "no no of ours"),
    ({"key": LONG}, "no key of ours"),
    ({"who": 5}, "no who of ours"),
    ({"verdict": "perhaps"}, "no verdict of ours"),
    ({"verdict": "pin"}, "pins to no slot"),
]


def test_a_decision_of_other_values_is_a_failure(engine: Engine, tmp_path: Path) -> None:
    said = indexed(engine, tmp_path, *(ours("decision", DECISION | values) for values, _ in DECISIONS))
    for line, (_, why) in zip(said, DECISIONS, strict=True):
        assert why in line
    with engine.connect() as connection:
        assert connection.scalars(select(Decision.key)).all() == []


def test_a_record_with_an_address_that_no_index_holds_is_a_failure(engine: Engine, tmp_path: Path) -> None:
    at = "http://www.beijing.gov.cn/"
    said = indexed(
        engine,
        tmp_path,
        Exchange(f"{at}{LONG}.html", b"<p>2", NOW, facts={"role": "page"}),
        Exchange(f"{at}3.html", b"<p>3", NOW, facts={"role": "page", "address": LONG}),
        Exchange(f"{at}{LONG}.html", b"<p>4", NOW, facts={"role": "page", "address": "http://beijing.gov.cn/4.html"}),
        Exchange(f"{at}4.html", b"<p>4", NOW, facts={"role": "page", "listed_number": LONG}),
        Exchange(f"{at}4.html", b"<p>4", NOW, facts={"role": LONG}),
        Exchange(f"{at}5.pdf", b"<p>5", NOW, facts={"role": "attachment", "parent": LONG}),
    )
    assert len(said) == 6
    assert all("longer than 2,500 bytes" in line for line in said)
