"""Rows of watched crawls (样例), put into the tables by hand: for tests and benchmarks of what looks at many runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert

from storage.address import document_key
from storage.models import Document, Edition, Event, Run, Snapshot
from storage.units import COLUMNS, insert_units

ENDED = "2026-11-20T12:00:00Z"
UNIT_LENGTH = 120  # characters


def run_row(key: str, site: str = "practice", **changes: Any) -> dict[str, Any]:
    return {
        "key": key,
        "site": site,
        "kind": "crawl",
        "query": "",
        "started_at": ENDED,
        "ended_at": ENDED,
        "outcome": "ok",
        **changes,
    }


def address(site: str, name: str) -> str:
    return f"http://www.{site}.example/{name}.html"


def snapshot_row(run: str, site: str, name: str, number: int, **changes: Any) -> dict[str, Any]:
    """The good answer of a document's page; `number` is its place in the run's file."""
    empty = ("parent", "blocked", "etag", "last_modified", "listed_title", "listed_number")
    return {
        **dict.fromkeys(empty, ""),
        "run": run,
        "site": site,
        "role": "page",
        "source": "files",
        "url": address(site, name),
        "address": address(site, name),
        "status": 200,
        "content_type": "text/html",
        "sha256": f"{run}-{name}",
        "size": 9000,
        "file": f"{site}/{run}.warc.gz",
        "offset": number,
        "length": 3000,
        "fetched_at": ENDED,
        "listed_on": None,
        **changes,
    }


def document_row(site: str, name: str, **changes: Any) -> dict[str, Any]:
    return {
        **dict.fromkeys(("index_number", "subject", "validity"), ""),
        "key": document_key(site, address(site, name)),
        "site": site,
        "url": address(site, name),
        "title": f"样例市人民政府关于样例 {name} 的通知",
        "doc_number": f"样政发〔2026〕{name}号",
        "issuers": "样例市人民政府",
        "kind": "policy",
        "written_on": None,
        "published_on": date(2026, 11, 1),
        **changes,
    }


def edition_row(document: int, snapshot: int, *, units: int = 1, **changes: Any) -> dict[str, Any]:
    """An edition of as many units as are said, each a paragraph."""
    step = UNIT_LENGTH + 1
    return {
        **dict.fromkeys(("units_sha256", "sources_sha256", "reader", "segmenter"), ""),
        "document_id": document,
        "ordinal": 1,
        "snapshot_id": snapshot,
        "shown_by": snapshot,
        "text": ("样例" * (UNIT_LENGTH // 2) + "\n") * units,
        "text_sha256": f"{document}-{snapshot}",
        "blocks": [["paragraph", at * step, at * step + UNIT_LENGTH] for at in range(units)],
        "read_at": ENDED,
        "warnings": [],
        **changes,
    }


def unit_rows(edition: int, units: int, length: int = UNIT_LENGTH) -> Iterable[tuple[Any, ...]]:
    """The units of such an edition, in the order of the table's columns."""
    for at in range(units):
        start = at * (length + 1)
        given = {
            "edition_id": edition,
            "chapter": 1,
            "section": 1,
            "ordinal": at + 1,
            "ref": f"1-1-{at + 1}",
            "text": "样例" * (length // 2),
            "start": start,
            "end": start + length,
        }
        yield tuple(given.get(column, "") for column in COLUMNS)


def event_row(document: int, kind: str, run: str, snapshot: int, **changes: Any) -> dict[str, Any]:
    return {
        "document_id": document,
        "kind": kind,
        "happened_at": ENDED,
        "run": run,
        "snapshot_id": snapshot,
        "detail": "",
        **changes,
    }


def add_run(connection: Connection, key: str, site: str, **changes: Any) -> str:
    connection.execute(insert(Run), [run_row(key, site, **changes)])
    return key


def add_document(
    connection: Connection,
    run: str,
    site: str,
    name: str,
    *,
    units: int = 1,
    length: int = UNIT_LENGTH,
    at: str = ENDED,
    source: str = "files",
    warnings: Iterable[str] = (),
    **fields: Any,
) -> int:
    """A document that a run brought and a build read, new, with its page, edition, units and event; returns its id."""

    def put(model: Any, row: dict[str, Any]) -> int:
        key = connection.execute(insert(model), row).inserted_primary_key
        assert key is not None
        return int(key[0])

    number = int(document_key(site, name).partition(":")[2][:8], 16)
    snapshot = put(Snapshot, snapshot_row(run, site, name, number, source=source, fetched_at=at))
    document = put(Document, document_row(site, name, **fields))
    edition = put(Edition, edition_row(document, snapshot, read_at=at, warnings=list(warnings)))
    insert_units(connection, unit_rows(edition, units, length))
    put(Event, event_row(document, "new", run, snapshot, happened_at=at))
    return document
