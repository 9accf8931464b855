"""Snapshot rows: written as a crawl goes, and made again from the archive where they are missing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Connection, Engine, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.address import canonical
from storage.archive import Archive, ArchiveError, Exchange, Position, Record, Torn
from storage.compacting import move_rows
from storage.failures import clear, fail
from storage.history import NOT_MODIFIED
from storage.journal import is_packed
from storage.models import Decision, Failure, Run, Site, Snapshot
from storage.text import storable

_BATCH = 500  # rows a transaction while indexing
_MAX_KEY = 2_500  # bytes of what is looked up by an index, of which PostgreSQL takes 2,704 a row
# Beside the address: a URL is what a failure is kept under, a number becomes the document's.
_KEYS = ("url", "parent", "run", "file", "listed_number")
_MAX_COUNT = 2**31 - 1  # what PostgreSQL's INTEGER holds
_VERDICTS = ("pin", "exclude", "withdrawn")  # a person's, on a document of a corpus
_WALK = {"links": int, "full": bool, "complete": bool}  # of a source in a run's record: what later runs look at
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"  # of the columns that end in _at
_YEARS = range(2000, 3000)  # of our own runs and decisions: what is reckoned from them stays a date


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
        return storable(value) if isinstance(value, str) else ""

    try:
        listed_on = date.fromisoformat(fact("listed_on"))
    except ValueError:
        listed_on = None
    return {
        "run": fact("run"),
        "site": fact("site"),
        "role": "redirect" if _leads_on(status, headers) else fact("role") or _role(url),
        "source": fact("source"),
        "url": storable(url),
        "address": fact("address") or storable(canonical(url)),
        "parent": fact("parent"),
        "status": status,
        "content_type": storable(headers.get("content-type", "")),
        "sha256": sha256,
        "size": size,
        "blocked": fact("blocked"),
        "file": position.file,
        "offset": position.offset,
        "length": position.length,
        "fetched_at": fetched_at,
        "etag": storable(headers.get("etag", "")),
        "last_modified": storable(headers.get("last-modified", "")),
        "listed_title": fact("listed_title"),
        "listed_number": fact("listed_number"),
        "listed_on": listed_on,
    }


def _leads_on(status: int, headers: Mapping[str, str]) -> bool:
    return 300 <= status < 400 and status != NOT_MODIFIED and "location" in headers


def _role(url: str) -> str:
    path = url.partition("//")[2].partition("?")[0].partition("/")[2]
    return "robots" if path == "robots.txt" else "page"


def exchange_row(exchange: Exchange, position: Position, run: str, site: str) -> dict[str, Any]:
    """The row of an exchange just written at `position`."""
    exchange = exchange.as_stored()
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


SiteOf = Callable[[str], str]  # the name of the site that a URL belongs to; empty for none
OnFault = Callable[[str], None]  # told a line for everything that could not be indexed


def insert_snapshots(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows. One that stands already stays: a build may index a file that a crawl is still writing."""
    if rows:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(dialect.insert(Snapshot).on_conflict_do_nothing(), list(rows))


def index(
    engine: Engine, archive: Archive, site_of: SiteOf, *, site: str = "", on_fault: OnFault = lambda _: None
) -> int:
    """Adds what the archive holds and the table does not; returns the number of rows added.

    The caller is `reading` the archive, or holds the lock of `site`: no file that is listed goes away then.
    site_of names the site of a record that does not say its own (an archive made elsewhere). With `site`
    only that site's folder is looked at. Torn records and unreadable files become `failures`.
    """
    with engine.connect() as connection:
        sites = frozenset(connection.scalars(select(Site.name)))
    files = archive.files()
    move_rows(engine, archive)  # of what was packed until the files were listed
    added = 0
    for file in files:
        if not site or file.startswith(f"{site}/"):
            added += _index_file(engine, archive, file, sites, site_of, on_fault)
    return added


def _index_file(
    engine: Engine, archive: Archive, file: str, sites: Collection[str], site_of: SiteOf, on_fault: OnFault
) -> int:
    with engine.connect() as connection:
        known = select(func.max(Snapshot.offset + Snapshot.length)).where(Snapshot.file == file)
        start = connection.scalar(known) or 0
        torn = select(Failure.subject).where(
            Failure.stage == "archive", Failure.subject.startswith(f"{file}@", autoescape=True)
        )
        stale = [subject for subject in connection.scalars(torn) if int(subject.rpartition("@")[2]) >= start]
    if is_packed(archive.root, file):  # since it was listed: the rows that it had lie in the packed file
        return 0
    added = 0
    entries = archive.scan(file, start)
    while batch := list(islice(entries, _BATCH)):
        with engine.begin() as connection:
            for subject in stale:  # what is still so is said again below
                clear(connection, "archive", subject)
            stale.clear()
            rows = []
            for entry in batch:
                try:
                    rows += entry_rows(connection, archive, entry, sites, site_of)
                except FaultError as fault:
                    fail(connection, "archive", fault.subject, fault.reason, failed_at=fault.at)
                    on_fault(fault.reason)
            insert_snapshots(connection, rows)
            added += len(rows)
    return added


class FaultError(Exception):
    """An entry of the archive that cannot become a row."""

    def __init__(self, file: str, offset: int, reason: str, at: str = "") -> None:
        super().__init__(reason)
        self.subject, self.reason, self.at = f"{file}@{offset}", reason, at


def entry_rows(
    connection: Connection, archive: Archive, entry: Record | Torn, sites: Collection[str], site_of: SiteOf
) -> list[dict[str, Any]]:
    """The row that an entry of the archive wants; none for the record of a run or a decision, which is written back.

    Raises FaultError.
    """
    if isinstance(entry, Torn):
        raise FaultError(entry.file, entry.offset, str(entry))
    where = entry.position
    sha256, size = entry.sha256, entry.size
    try:
        if entry.facts.get("role") == "run":
            restore_run(connection, _json(archive, where), sites)
            return []
        if entry.facts.get("role") == "decision":
            restore_decision(connection, _json(archive, where))
            return []
        said = entry.facts.get("site")
        site = said if isinstance(said, str) and said in sites else site_of(entry.url)
        if not site:
            raise ArchiveError(f"{entry.url}: no site of ours has this host")
        if not sha256 or size < 0:
            body = archive.body(where.file, where.offset)
            sha256, size = hashlib.sha256(body).hexdigest(), len(body)
        facts = {**entry.facts, "site": site}
        row = snapshot_row(where, entry.url, entry.fetched_at, entry.status, entry.headers, facts, sha256, size)
        _refuse_long_keys(row)
    except (ArchiveError, ValueError, RecursionError) as error:
        raise FaultError(where.file, where.offset, str(error), entry.fetched_at) from None
    return [row]


def _refuse_long_keys(row: Mapping[str, Any]) -> None:
    """Raises ValueError where a value is too long to be looked up, on whatever database."""
    keys = (row["site"] + row["role"] + row["address"], *map(row.__getitem__, _KEYS))
    if any(len(key.encode()) > _MAX_KEY for key in keys):
        raise ValueError(f"{row['url'][:100]}…: an address, or a word of ours, is longer than {_MAX_KEY:,} bytes")


def _json(archive: Archive, where: Position) -> Any:
    """What a record of ours holds. Raises ArchiveError, and ValueError for NaN and the like too, which is no JSON."""

    def refuse(constant: str) -> None:
        raise ValueError(f"{where.file}: the record at byte {where.offset} holds {constant}, which is no JSON")

    return json.loads(archive.body(where.file, where.offset), parse_constant=refuse)


def put_run(connection: Connection, row: Mapping[str, Any]) -> None:
    """Writes a run's row, in place of the row of that key where there is one."""
    if connection.scalar(select(Run.id).where(Run.key == row["key"])) is None:
        connection.execute(insert(Run), [dict(row)])
    else:
        connection.execute(update(Run).where(Run.key == row["key"]).values(dict(row)))


def restore_run(connection: Connection, values: Any, sites: Collection[str]) -> None:
    """Writes a run's row from what the archive says of it, in place of the row that stands there.

    Raises ValueError where `values` are no run of one of these sites.
    """
    row = _row_of(Run, values, "a run")
    if row["site"] not in sites:
        raise ValueError("the record of a run names no site of ours")
    if not all(map(_is_walk, row["sources"].values())):
        raise ValueError("the record of a run has sources that are none of ours")
    put_run(connection, row)


def _is_walk(source: Any) -> bool:
    return isinstance(source, dict) and all(type(source.get(name)) is kind for name, kind in _WALK.items())


def restore_decision(connection: Connection, values: Any) -> None:
    """Writes a person's decision from what the archive says of it, once. Raises ValueError where it is none."""
    row = _row_of(Decision, values, "a decision")
    if row["verdict"] not in _VERDICTS or (row["verdict"] == "pin" and row["no"] is None):
        raise ValueError("the record of a decision has no verdict of ours, or pins to no slot")
    if connection.scalar(select(Decision.id).where(Decision.key == row["key"])) is None:
        connection.execute(insert(Decision), [row])


def _row_of(model: Any, values: Any, what: str) -> dict[str, Any]:
    """The row of a table that a record of ours holds; each value of its column's kind. Raises ValueError."""
    columns = [column for column in model.__table__.columns if column.name != "id"]
    if not isinstance(values, dict):
        raise ValueError(f"the record of {what} is none")
    return {column.name: _value(column, values.get(column.name), what) for column in columns}


def _value(column: Any, value: Any, what: str) -> Any:
    """A value as its column stores it, on whatever database. Raises ValueError where it is of another kind."""
    fault = ValueError(f"the record of {what} has no {column.name} of ours")
    if value is None and column.nullable:
        return None
    kind = dict if isinstance(column.type, JSON) else column.type.python_type
    if type(value) is not kind:  # True is an int to isinstance
        raise fault
    if isinstance(value, int) and not -_MAX_COUNT <= value <= _MAX_COUNT:
        raise fault
    if isinstance(value, str):
        value = storable(value)
        if (column.unique or column.index) and len(value.encode()) > _MAX_KEY:
            raise fault
    if column.name.endswith("_at") and datetime.strptime(value, _MOMENT).year not in _YEARS:
        raise fault
    return value
