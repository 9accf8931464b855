"""When a site is crawled again: an interval a site, the lock of a call that crawls what is due, and what is due.

Knows storage, not Scrapy.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, and_, delete, func, insert, or_, select, text
from sqlalchemy.exc import DBAPIError

from crawlers.locks import LockedError, lock
from crawlers.outcome import NOT_BEGUN, STOPPED
from crawlers.registry import register
from crawlers.site import Site
from storage.models import Run, Schedule

DEFAULT_HOURS = 7 * 24
MAX_HOURS = 366 * 24
_DUE = 7_021_903  # the key of an advisory lock, our own choice, beside that of `storage.migrations`
_TIME = "%Y-%m-%dT%H:%M:%S%z"


@dataclass(frozen=True, slots=True)
class Turn:
    """A site's place in the schedule. Times are UTC like 2026-11-24T05:36:12Z.

    last_run: when its last crawl ended that walked the lists (a search leaves the lists as they were, and a killed
    crawl did not end, nor did one that was stopped or could not begin); None before the first. due_at: None means at
    once.
    """

    site: str
    every_hours: int
    last_run: str | None
    outcome: str | None
    due_at: str | None

    def is_due(self, now: str) -> bool:
        return self.due_at is None or self.due_at <= now


def turns(connection: Connection, sites: Sequence[str]) -> list[Turn]:
    """The turn of each site, in the order given."""
    hours = {row.site: row.every_hours for row in connection.execute(select(Schedule.__table__))}
    done = and_(~Run.reason.startswith(NOT_BEGUN), ~Run.reason.contains(STOPPED))
    walks = (Run.kind == "crawl", Run.query == "", Run.ended_at.is_not(None), or_(Run.outcome != "failed", done))
    last = select(func.max(Run.id)).where(*walks).group_by(Run.site)
    ended = {row.site: row for row in connection.execute(select(Run.__table__).where(Run.id.in_(last)))}
    return [
        Turn(
            site,
            every := hours.get(site, DEFAULT_HOURS),
            ended[site].ended_at if site in ended else None,
            ended[site].outcome if site in ended else None,
            _later(ended[site].ended_at, every) if site in ended else None,
        )
        for site in sites
    ]


def _later(moment: str, hours: int) -> str:
    return (datetime.strptime(moment, _TIME) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def set_interval(connection: Connection, site: Site, hours: int | None) -> None:
    """Gives a site an interval of its own, in hours from 1 to MAX_HOURS; None gives it the default again."""
    register(connection, [site])
    connection.execute(delete(Schedule).where(Schedule.site == site.name))
    if hours is not None:
        connection.execute(insert(Schedule), [{"site": site.name, "every_hours": hours}])


@contextmanager
def due_lock(engine: Engine, archive: Path) -> Iterator[None]:
    """Held while one call crawls what is due: on the archive's folder, and in the database where it is PostgreSQL.

    The one outlives a restart of the database, the other is seen from other machines. A lock ends with its process,
    however that ends. Raises LockedError, which names the holder.
    """
    held = "another `corpus crawl --due` is at work"
    archive.mkdir(parents=True, exist_ok=True)
    with closing(lock(archive / ".due.lock", held)):
        if engine.dialect.name == "postgresql":
            with engine.connect() as connection, _advisory_lock(connection, held):
                yield
        else:
            yield


@contextmanager
def _advisory_lock(connection: Connection, held: str) -> Iterator[None]:
    connection.execution_options(isolation_level="AUTOCOMMIT")  # hours without a transaction that stays open
    name = f"corpus crawl --due, process {os.getpid()} on {socket.gethostname()}"
    connection.execute(text("SELECT set_config('application_name', :name, false)"), {"name": name[:63]})
    if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _DUE}):
        holder = connection.scalar(
            text(
                "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) "
                "WHERE locktype = 'advisory' AND classid = 0 AND objid = :key AND objsubid = 1 AND granted "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            ),
            {"key": _DUE},
        )
        raise LockedError(f"{held} ({holder or 'which ends at this moment'})")
    try:
        yield
    finally:
        with suppress(DBAPIError):  # it was restarted meanwhile: the lock went with the connection
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _DUE})
