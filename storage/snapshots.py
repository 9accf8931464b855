"""Snapshot rows: written as a crawl goes, and made again from the archive where they are missing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, func, insert, select, update

from storage.address import canonical
from storage.archive import Archive, ArchiveError, Exchange, Position, Record, Torn
from storage.failures import fail
from storage.models import Run, Snapshot

_BATCH = 500  # rows a transaction while indexing


def snapshot_row(
    position: Position,
    url: str,
    fetched_at: str,
    status: int,
    headers: Mapping[str, str],
    facts: Mapping[str, Any],
    sha256: str,
    size: int,
) -> dict[str, Any]:
    """The `snapshots` row of one archived response. Header names are lower case; `facts` are those in its record."""

    def fact(name: str) -> str:
        value = facts.get(name, "")
        return _text(value) if isinstance(value, str) else ""

    try:
        listed_on = date.fromisoformat(fact("listed_on"))
    except ValueError:
        listed_on = None
    return {
        "run": fact("run"),
        "site": fact("site"),
        "role": "redirect" if 300 <= status < 400 and "location" in headers else fact("role") or _role(url),
        "source": fact("source"),
        "url": _text(url),
        "address": fact("address") or _text(canonical(url)),
        "parent": fact("parent"),
        "status": status,
        "content_type": _text(headers.get("content-type", "")),
        "sha256": sha256,
        "size": size,
        "blocked": fact("blocked"),
        "file": position.file,
        "offset": position.offset,
        "length": position.length,
        "fetched_at": fetched_at,
        "etag": _text(headers.get("etag", "")),
        "last_modified": _text(headers.get("last-modified", "")),
        "listed_title": fact("listed_title"),
        "listed_number": fact("listed_number"),
        "listed_on": listed_on,
    }


def _role(url: str) -> str:
    return "robots" if urlsplit(url).path == "/robots.txt" else "page"


def _text(value: str) -> str:
    """A string that both databases store: no NUL, no half of a surrogate pair."""
    return value.replace("\0", "").encode("utf-8", "replace").decode()


def exchange_row(exchange: Exchange, position: Position, run: str, site: str) -> dict[str, Any]:
    """The row of an exchange just written at `position`."""
    headers = {name.lower(): value for name, value in exchange.headers}
    facts = {**exchange.facts, "run": run, "site": site}
    return snapshot_row(
        position,
        exchange.url,
        exchange.fetched_at,
        exchange.status,
        headers,
        facts,
        exchange.sha256,
        len(exchange.body),
    )


def index(engine: Engine, archive: Archive, site_of: Callable[[str], str], *, site: str = "") -> int:
    """Adds what the archive holds and the table does not; returns the number of rows added.

    site_of(url) names the site of a record that does not say its own (an archive made elsewhere). With `site`
    only that site's folder is looked at. Torn records and unreadable files become `failures`.
    """
    added = 0
    for file in archive.files():
        if not site or file.startswith(f"{site}/"):
            added += _index_file(engine, archive, file, site_of)
    return added


def _index_file(engine: Engine, archive: Archive, file: str, site_of: Callable[[str], str]) -> int:
    with engine.connect() as connection:
        known = select(func.max(Snapshot.offset + Snapshot.length)).where(Snapshot.file == file)
        start = connection.scalar(known) or 0
    added = 0
    found = iter(archive.scan(file, start))
    more = True
    while more:
        with engine.begin() as connection:
            rows = []
            more = False
            for entry in found:
                row = _entry_row(connection, archive, entry, site_of)
                if row is not None:
                    rows.append(row)
                if len(rows) == _BATCH:
                    more = True
                    break
            if rows:
                connection.execute(insert(Snapshot), rows)
            added += len(rows)
    return added


def _entry_row(
    connection: Connection, archive: Archive, entry: Record | Torn, site_of: Callable[[str], str]
) -> dict[str, Any] | None:
    """The row that an entry of the archive wants; None where it wants none (a failure or a run was stored instead)."""
    if isinstance(entry, Torn):
        fail(connection, "archive", f"{entry.file}@{entry.offset}", str(entry))
        return None
    where = entry.position
    sha256, size = entry.sha256, entry.size
    try:
        if entry.facts.get("role") == "run":
            restore_run(connection, json.loads(archive.body(where.file, where.offset)))
            return None
        site = entry.facts.get("site") or site_of(entry.url)
        if not site:
            raise ArchiveError(f"{entry.url}: no site of ours has this host")
        if not sha256 or size < 0:
            body = archive.body(where.file, where.offset)
            sha256, size = hashlib.sha256(body).hexdigest(), len(body)
    except (ArchiveError, ValueError) as error:
        fail(connection, "archive", f"{where.file}@{where.offset}", str(error), failed_at=entry.fetched_at)
        return None
    facts = {**entry.facts, "site": site}
    return snapshot_row(where, entry.url, entry.fetched_at, entry.status, entry.headers, facts, sha256, size)


def restore_run(connection: Connection, values: Mapping[str, Any]) -> None:
    """Writes a run's row from what the archive says of it, in place of the row that stands there."""
    named = {column.name for column in Run.__table__.columns} - {"id"}
    row = {name: value for name, value in values.items() if name in named}
    if connection.scalar(select(Run.id).where(Run.key == row["key"])) is None:
        connection.execute(insert(Run), [row])
    else:
        connection.execute(update(Run).where(Run.key == row["key"]).values(row))
