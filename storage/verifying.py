"""Whether the archive still holds what it held: every record read, hashed and laid beside the table's rows.

The archive is the truth. A row that is missing or says something else is made again from its record; a row whose
record is gone or damaged stays, and is said to be lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select, update

from storage.archive import NO_RECORD, Archive, ArchiveError, Record, Torn
from storage.compacting import move_rows
from storage.failures import clear, fail
from storage.journal import is_packed
from storage.models import Decision, Failure, Run, Site, Snapshot
from storage.snapshots import FaultError, SiteOf, entry_rows, insert_snapshots

_BATCH = 500  # records a transaction


@dataclass(frozen=True, slots=True)
class Lost:
    """What cannot be read any more. url: empty where damage left no word of what was there."""

    file: str
    offset: int
    url: str
    reason: str

    def __str__(self) -> str:
        return f"{self.url}: {self.reason}" if self.url else self.reason


@dataclass(slots=True)
class Verified:
    """What came of it. `done` of `files` are read.

    records: read whole, with the digest that was stated. indexed: rows that the tables lacked. corrected: snapshots'
    rows that said something else than their records. passed_over: a line each for what is no loss: the tail that a
    kill left of a record in flight, and records that can be no row.
    """

    files: int = 0
    done: int = 0
    records: int = 0
    indexed: int = 0
    corrected: int = 0
    lost: list[Lost] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


def verify(
    engine: Engine,
    archive: Archive,
    site_of: SiteOf,
    sites: Collection[str] = (),
    *,
    progress: Callable[[Verified], None] = lambda _: None,
) -> Verified:
    """Reads every record of the archive, or of these sites' files, and repairs the tables from it.

    A body is checked against the SHA-256 that its record states; where that states none (an archive made elsewhere),
    against its row. What is wrong replaces the file's rows in `failures`. For `site_of` see `storage.snapshots.index`.
    """
    verified = Verified()
    with engine.connect() as connection:
        known_sites = frozenset(connection.scalars(select(Site.name)))
    seen: set[str] = set()
    with archive.reading():
        while files := [file for file in _files(engine, archive, sites) if file not in seen]:
            move_rows(engine, archive)  # of what was packed until the files were listed
            verified.files += len(files)
            for file in files:
                _File(engine, archive, file, verified).verify(known_sites, site_of)
                progress(verified)
            seen.update(files)
    return verified


def _files(engine: Engine, archive: Archive, sites: Collection[str]) -> list[str]:
    """The files that the archive or the table knows, of all sites or of some, in order of name."""
    named = select(Snapshot.file).distinct()
    stored = archive.files()
    if sites:
        named = named.where(Snapshot.site.in_(sites))
        stored = [file for file in stored if file.partition("/")[0] in sites]
    with engine.connect() as connection:
        return sorted({*stored, *connection.scalars(named)})


class _File:
    """One file on its way through: its rows as they stood before the first record was read."""

    def __init__(self, engine: Engine, archive: Archive, file: str, verified: Verified) -> None:
        self.engine, self.archive, self.file, self.verified = engine, archive, file, verified
        # A crawl writes a record before its row: what the table names now, the file holds already.
        with engine.connect() as connection:
            found = connection.execute(select(Snapshot.__table__).where(Snapshot.file == file)).all()
        self.rows: dict[int, Row[Any]] = {row.offset: row for row in found}
        self.missed = dict(self.rows)  # rows whose record has not been met
        self.torn: list[Torn] = []
        self.faults: list[FaultError] = []
        self.lost: list[Lost] = []

    def verify(self, sites: Collection[str], site_of: SiteOf) -> None:
        if is_packed(self.archive.root, self.file):  # since it was listed: its records are met in the packed file
            self.verified.files -= 1
            return
        sound = self._sound()
        while batch := list(islice(sound, _BATCH)):  # read before the transaction, which keeps others from writing
            with self.engine.begin() as connection:
                self._repair(connection, batch, sites, site_of)
            self.verified.records += len(batch)
        self._reckon()
        with self.engine.begin() as connection:
            self._write_failures(connection)
        self.verified.done += 1

    def _sound(self) -> Iterator[Record]:
        for entry in self.archive.scan(self.file):
            if isinstance(entry, Torn):
                self.torn.append(entry)
                continue
            offset = entry.position.offset
            self.missed.pop(offset, None)
            if reason := self._damage(entry):
                self.lost.append(Lost(self.file, offset, entry.url, reason))
            else:
                yield entry

    def _damage(self, record: Record) -> str:
        """Why a record's body is not what it was; empty where it is."""
        offset = record.position.offset
        try:
            body = self.archive.body(self.file, offset)
        except ArchiveError as error:
            return str(error)
        row = self.rows.get(offset)
        stated = record.sha256 or (row.sha256 if row else "")
        if stated and hashlib.sha256(body).hexdigest() != stated:
            return f"{self.file}: the body at byte {offset} has another SHA-256 than its record or its row states"
        return ""

    def _repair(
        self, connection: Connection, records: Sequence[Record], sites: Collection[str], site_of: SiteOf
    ) -> None:
        before = _count(connection)
        missing = []
        for record in records:
            try:
                made = entry_rows(connection, self.archive, record, sites, site_of)
            except FaultError as fault:
                self.faults.append(fault)
                continue
            for row in made:
                stands = self.rows.get(row["offset"])
                if stands is None:
                    missing.append(row)
                elif _differs(stands, row):
                    connection.execute(update(Snapshot).where(Snapshot.id == stands.id).values(row))
                    self.verified.corrected += 1
        insert_snapshots(connection, missing)
        self.verified.indexed += len(missing) + _count(connection) - before

    def _reckon(self) -> None:
        """What is lost: rows that no record answers, and damage that no row names; but no torn tail without a row."""
        named: set[Torn] = set()
        for offset, row in self.missed.items():
            torn = next((torn for torn in self.torn if _covers(torn, offset)), None)
            if torn:
                named.add(torn)
            reason = str(torn) if torn else f"{self.file}: no response at byte {offset}"
            self.lost.append(Lost(self.file, offset, row.url, reason))
        end = self._end()
        for torn in self.torn:
            if torn.reason == NO_RECORD and torn.offset + torn.length == end and torn not in named:
                self.verified.passed_over.append(f"{torn}: the tail of a run that was killed")
            elif torn not in named:
                self.lost.append(Lost(self.file, torn.offset, "", str(torn)))
        self.verified.lost += sorted(self.lost, key=lambda lost: lost.offset)
        self.verified.passed_over += [fault.reason for fault in self.faults]

    def _end(self) -> int:
        try:
            return (self.archive.root / self.file).stat().st_size
        except OSError:
            return 0

    def _write_failures(self, connection: Connection) -> None:
        stood = select(Failure.subject).where(
            Failure.stage == "archive", Failure.subject.startswith(f"{self.file}@", autoescape=True)
        )
        wrong = {f"{self.file}@{torn.offset}": str(torn) for torn in self.torn}
        wrong |= {fault.subject: fault.reason for fault in self.faults}
        wrong |= {f"{self.file}@{lost.offset}": str(lost) for lost in self.lost}
        for subject in connection.scalars(stood).all():
            if subject not in wrong:
                clear(connection, "archive", subject)
        for subject, reason in wrong.items():
            fail(connection, "archive", subject, reason)


def _covers(torn: Torn, offset: int) -> bool:
    """Whether a position lies in torn bytes; a file that cannot be opened is torn as a whole."""
    return not torn.length or torn.offset <= offset < torn.offset + torn.length


def _differs(stands: Row[Any], row: Mapping[str, Any]) -> bool:
    return any(stands._mapping[name] != value for name, value in row.items())


def _count(connection: Connection) -> int:
    """Rows of the tables that records of ours are written back to."""
    return sum(connection.scalar(select(func.count()).select_from(model)) or 0 for model in (Run, Decision))
