"""One run on its way into the archive and the tables: the lock, the run's row, each response, and how it ended.

Knows storage, not Scrapy: the spider, the middlewares and `corpus add` all write through a `Recording`.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import DBAPIError

from crawlers.clock import utc_now
from crawlers.holdings import PARTS, Held, Holdings
from crawlers.locks import LockedError, lock
from crawlers.outcome import KILLED, NOT_BEGUN, SourceTally, Tally, judge
from crawlers.patience import StorageError, patient
from crawlers.registry import register
from crawlers.site import Site
from crawlers.walks import Walks
from storage.address import canonical
from storage.archive import Archive, Exchange, Position
from storage.archive_writer import ArchiveWriter
from storage.compacting import finish
from storage.failures import awaiting, chronic, clear, fail, standing
from storage.models import Run, Snapshot
from storage.snapshots import exchange_row, index, insert_snapshots, put_run
from storage.text import storable

BATCH_ROWS = 50
BATCH_SECONDS = 2.0
RECENT_BODIES = 1000  # that are remembered, so that a page answered again and again is not looked for each time
FETCHED = ("page", *PARTS)  # the roles of what a run's `fetched` counts


class Recording:
    """One run of one site. Call `open`, `record` for every response, and `close`; a kill between them loses
    no response that was written: the next run indexes the archive's tail.

    failing_days: days of the calendar (UTC) after which a document or file that fails is no news; None: it always is.
    """

    def __init__(
        self,
        engine: Engine,
        archive: Path,
        site: Site,
        *,
        kind: str = "crawl",
        query: str = "",
        full: bool = False,
        failing_days: int | None = None,
        now: Callable[[], str] = utc_now,
    ) -> None:
        self.engine, self.root, self.site, self.kind, self.query, self.full = engine, archive, site, kind, query, full
        self._failing_days, self.now = failing_days, now
        self.tally = Tally()
        self.walks = Walks(engine, site.name, query)
        self._holdings = Holdings(engine, archive, site.name)
        self.key = self.outcome = self.reason = ""
        self._rows: list[dict[str, Any]] = []
        self._bodies: dict[str, Position] = {}  # by sha256, of rows not yet written and of recent ones
        self._flushed = time.monotonic()
        self._failing: set[tuple[str, str]] = set()  # stage and subject of the site's failures that stand
        self._awaiting: set[str] = set()  # addresses of documents that failed and are asked again
        self._chronic: dict[str, str] = {}  # by subject the addresses that have failed for long
        self._lock: BinaryIO | None = None
        self._started = ""

    def open(self) -> None:
        """Takes the site's lock, indexes what an earlier crash left behind, ends its row, and writes the run's own.

        Where that fails, the run's row says so. Raises LockedError, which leaves no row, and StorageError.
        """
        self._started = self.now()
        stamp = self._started.replace("-", "").replace(":", "")
        self.key = f"{stamp}-{self.site.name}-{secrets.token_hex(2)}"
        self._writer = ArchiveWriter(self.root, self.site.name, self.key)
        try:
            with _archiving():
                self._begin()
        except LockedError:
            raise
        except Exception as error:
            self._end_at_once(error)
            raise

    def _begin(self) -> None:
        self._register()
        folder = self.root / self.site.name
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = lock(folder / ".lock", f"another run has the lock of {self.site.name}")
        self._enter()

    @patient
    def _register(self) -> None:
        with self.engine.begin() as connection:
            register(connection, [self.site])

    @patient
    def _enter(self) -> None:
        archive = Archive(self.root)
        finish(self.engine, archive, self.site.name)
        index(self.engine, archive, lambda _: self.site.name, site=self.site.name)
        self._end_killed()
        with self.engine.begin() as connection:
            put_run(connection, self._run_row())
            self._failing = standing(connection, self.site.name)
            self._awaiting = awaiting(connection, self.site.name)
            if self._failing_days is not None:
                self._chronic = chronic(connection, self.site.name, self._started, self._failing_days)

    def _end_at_once(self, error: Exception) -> None:
        """Leaves the row of a run that could not begin, as far as the archive and the database can be written."""
        reason = f"{NOT_BEGUN}: {' '.join(str(error).split()) or type(error).__name__}"
        row = {**self._run_row(), "ended_at": self.now(), "outcome": "failed", "reason": reason}
        with suppress(OSError):
            self._write_run(row, row["ended_at"])
            self._writer.close()
        with suppress(DBAPIError), self.engine.begin() as connection:
            put_run(connection, row)
        if self._lock is not None:
            self._lock.close()

    def _end_killed(self) -> None:
        """Gives the site's runs that have no outcome one: we hold the lock, so whoever had it is gone.

        When such a run ended nobody knows, so `ended_at` stays null; of its numbers only `fetched` can be counted.
        """
        answers = select(func.count(Snapshot.id)).where(
            Snapshot.run == Run.key, Snapshot.role.in_(FETCHED), Snapshot.status == 200, Snapshot.blocked == ""
        )
        columns = [column for column in Run.__table__.columns if column.name != "id"]
        with self.engine.begin() as connection:
            killed = connection.execute(
                select(*columns, answers.scalar_subquery().label("answers"))
                .where(Run.site == self.site.name, Run.outcome.is_(None))
                .order_by(Run.id)
            ).mappings()
            for found in killed.all():
                row = {**found, "outcome": "failed", "reason": KILLED, "fetched": found["answers"]}
                del row["answers"]
                self._write_run(row, self._started)
                connection.execute(update(Run).where(Run.key == row["key"]).values(row))

    def _run_row(self) -> dict[str, Any]:
        tally = self.tally
        return {
            "key": self.key,
            "site": self.site.name,
            "kind": self.kind,
            "query": self.query,
            "full": self.full,
            "started_at": self._started,
            "ended_at": None,
            "outcome": None,
            "reason": "",
            "listed": tally.listed,
            "fetched": tally.fetched,
            "blocked": tally.blocked,
            "failed": tally.failed,
            "sources": tally.sources_json(),
        }

    def source(self, source_id: str, unverified: str = "") -> SourceTally:
        return self.tally.sources.setdefault(source_id, SourceTally(unverified=unverified))

    def record(self, exchange: Exchange, unchanged: Position | None = None) -> None:
        """Stores one response; its row follows within BATCH_ROWS responses, BATCH_SECONDS, or at the end.

        unchanged: of a 304 where the record lies whose body still stands, which the exchange has too.
        Raises StorageError.
        """
        with _archiving():
            self._record(exchange, unchanged)

    def _record(self, exchange: Exchange, unchanged: Position | None) -> None:
        asked = exchange.facts.get("address") or canonical(exchange.url)
        exchange = replace(exchange, facts={**exchange.facts, "address": asked})
        earlier = unchanged or self._earlier(exchange)
        position = self._writer.write(exchange, earlier)
        row = exchange_row(exchange, position, self.key, self.site.name)
        self._rows.append(row)
        self._bodies.setdefault(row["sha256"], earlier or position)
        self.tally.unanswered = 0
        self._weigh(row, unchanged)
        if len(self._rows) >= BATCH_ROWS or time.monotonic() - self._flushed > BATCH_SECONDS:
            self.flush()

    def _weigh(self, row: Mapping[str, Any], unchanged: Position | None) -> None:
        size = 0 if unchanged else row["size"]
        self.tally.received += size
        self.tally.lists += size if row["role"] == "list" else 0

    def _earlier(self, exchange: Exchange) -> Position | None:
        """The site's first record with the same body. Files saved by hand are always stored whole."""
        if not exchange.body or not exchange.method:
            return None
        return self._bodies.get(exchange.sha256) or self._holdings.copy(exchange.sha256)

    @patient
    def flush(self) -> None:
        """Writes the waiting rows, in one transaction, once their records are on the disk."""
        if self._rows:
            self._writer.sync()
            with self.engine.begin() as connection:
                insert_snapshots(connection, self._rows)
            self._rows.clear()
            if len(self._bodies) > RECENT_BODIES:
                self._bodies.clear()
        self._flushed = time.monotonic()

    @property
    def holdings(self) -> Holdings:
        """What the archive holds of the site, this run's answers among it."""
        self.flush()
        return self._holdings

    def held(self, url: str, facts: Mapping[str, Any]) -> Held | None:
        """An earlier run's answer to the same request, whose server can be asked whether it still stands."""
        return self._holdings.held(url, facts.get("address") or canonical(url), facts["role"])

    def unasked(self, addresses: Iterable[str]) -> set[str]:
        """Which of these canonical URLs were never asked for as documents. The others are asked again in their turn."""
        rest = set(addresses) - self._awaiting
        return rest - self.holdings.asked(rest)

    def fail(
        self,
        url: str,
        reason: str,
        *,
        stage: str = "crawl",
        count: bool = True,
        request: Mapping[str, Any] | None = None,
    ) -> None:
        """Keeps a failure's reason, and counts it unless it is counted otherwise. request: what is asked again."""
        again = request is not None and self.is_chronic(url)
        if count:
            self.tally.failed += 1
            self.tally.chronic_failed += again
        if count and not again:
            self.tally.first_failure = self.tally.first_failure or f"{url}: {reason}"
        self._keep_failure(url, reason, stage, request)
        if not again:
            self._chronic.pop(storable(url), None)

    def is_chronic(self, url: str) -> bool:
        """Whether an address has failed for so many days as the run was opened with, or longer."""
        return storable(url) in self._chronic

    @patient
    def _keep_failure(self, url: str, reason: str, stage: str, request: Mapping[str, Any] | None) -> None:
        with self.engine.begin() as connection:
            fail(
                connection, stage, url, reason, site=self.site.name, run=self.key, failed_at=self.now(), request=request
            )
        self._failing.add((stage, storable(url)))

    @patient
    def succeed(self, url: str, *, stage: str = "crawl") -> None:
        """Forgets an earlier failure of the same address."""
        failure = (stage, storable(url))
        if failure in self._failing:
            with self.engine.begin() as connection:
                clear(connection, stage, url)
            self._failing.remove(failure)
            self._chronic.pop(storable(url), None)

    def close(self) -> None:
        """Judges the run (`outcome` and `reason`), and writes what its row says into the archive and into the table.

        Where one of them cannot be written, the other says so; the next run goes on from there.
        """
        try:
            self._count_chronic()
            self.outcome, self.reason = judge(self.tally, {name: self.walks.best(name) for name in self.tally.sources})
            self.flush()
            row = self._ended_row()
            self._end_in_archive(row)
            self._end_in_table(row)
        except StorageError as error:
            self.outcome, self.reason = "failed", str(error)
            row = self._ended_row()
            for end in (self._end_in_archive, self._end_in_table):
                with suppress(StorageError):
                    end(row)
        finally:
            if self._lock is not None:
                self._lock.close()

    def _count_chronic(self) -> None:
        if self._chronic:
            self.tally.chronic = len(self._chronic)
            self.tally.held = len(self.holdings.addresses() - {*self._chronic.values()})

    def _ended_row(self) -> dict[str, Any]:
        return {**self._run_row(), "ended_at": self.now(), "outcome": self.outcome, "reason": self.reason}

    def _end_in_archive(self, row: Mapping[str, Any]) -> None:
        with _archiving():
            self._write_run(row, row["ended_at"])
            self._writer.close()

    @patient
    def _end_in_table(self, row: Mapping[str, Any]) -> None:
        with self.engine.begin() as connection:
            put_run(connection, row)

    def _write_run(self, row: Mapping[str, Any], at: str) -> None:
        """Puts a run's row into the archive, so that the table can be made again from it."""
        self._writer.write(
            Exchange(
                url=f"urn:policy-corpus:run:{row['key']}",
                body=json.dumps(row, ensure_ascii=False).encode(),
                fetched_at=at,
                method="",
                headers=[("content-type", "application/json")],
                facts={"role": "run"},
            )
        )


@contextmanager
def _archiving() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(f"the archive cannot be written: {error.strerror or error}") from error
