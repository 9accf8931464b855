"""When a known document is asked again: each at its own time, whatever the lists show meanwhile.

What failed is asked by the next run; what was missing as soon as a second look tells that it is gone; the rest after
some days, the longest overdue first; and so is what has failed for long. Knows storage, not Scrapy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, and_, case, func, or_, select

from crawlers.holdings import PARTS
from crawlers.outcome import NOT_BEGUN
from crawlers.patience import patient
from storage.failures import awaiting
from storage.history import MISSING_DAYS, NOT_MODIFIED, ROLES, days_between, is_missing, withdrawals
from storage.models import Failure, Run, Snapshot

BY_HAND = "add"  # the source of files saved by hand, which nobody asks for


@dataclass(frozen=True, slots=True)
class Again:
    """A request to be made again: its URL, as it was asked last, and the facts that go into the archive with it.

    cost: bytes that an answer takes if nothing has changed: of the document and its files those whose servers gave
    nothing to ask by. 0 for what was missing.
    """

    url: str
    facts: Mapping[str, Any]
    cost: int = 0


class Rota:
    """What is due in one run of a site, `run`, at the time `now`.

    days: of the calendar (UTC) between two requests of a document that is there.
    """

    def __init__(self, engine: Engine, site: str, run: str, now: str, days: int) -> None:
        self._engine, self._site, self._run, self._now, self._days = engine, site, run, now, days

    @patient
    def failed(self, for_long: int) -> list[Again]:
        """What earlier runs failed to get, the longest ago first: documents, their files and further pages.

        What still failed after `for_long` days is due in the days of the rota, and comes after the rest.
        """
        stands = (Failure.site == self._site, Failure.stage == "crawl", Failure.request.is_not(None))
        columns = (Failure.subject, Failure.request, Failure.failed_at, Failure.since)
        rows = select(*columns).where(*stands, Failure.run != self._run).order_by(Failure.failed_at, Failure.id)
        with self._engine.connect() as connection:
            found = connection.execute(rows).all()
        soon, in_turn = [], []
        for row in found:
            if days_between(row.since, row.failed_at) < for_long:
                soon.append(Again(row.subject, row.request))
            elif days_between(row.failed_at, self._now) >= self._days:
                in_turn.append(Again(row.subject, row.request))
        return soon + in_turn

    @patient
    def cut_short(self) -> list[tuple[str, str]]:
        """(source, address) of the documents that the site's last run had fetched when it ended early: what their pages
        link may be missing.
        """
        last = (
            select(Run.key, Run.outcome)
            .where(Run.site == self._site, Run.kind == "crawl", Run.key != self._run, ~Run.reason.startswith(NOT_BEGUN))
            .order_by(Run.id.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            run = connection.execute(last).first()
            if run is None or run.outcome not in ("failed", "blocked"):
                return []
            fetched = select(Snapshot.source, Snapshot.address).where(
                Snapshot.run == run.key, Snapshot.role == "page", Snapshot.status == 200, Snapshot.blocked == ""
            )
            return [(row.source, row.address) for row in connection.execute(fetched.order_by(Snapshot.id))]

    def due(self) -> Iterator[Again]:
        """Documents that answered before and whose time has come, the longest overdue first."""
        for number in self._due():
            yield self._again(number)

    @patient
    def _due(self) -> list[int]:
        """The newest snapshot of each, in that order."""
        with self._engine.connect() as connection:
            failed = awaiting(connection, self._site)
            overdue = sorted(
                (-late, row.fetched_at, row.id)
                for row in connection.execute(self._newest()).all()
                if row.address not in failed and (late := self._overdue(connection, row)) >= 0
            )
        return [number for _, _, number in overdue]

    def _newest(self) -> Select[*tuple[Any, ...]]:
        """The newest answer of each document's address, where this run has none.

        An address that only ever sent on is a list's, unless a list showed it.
        """
        of_document = or_(Snapshot.role != "redirect", Snapshot.listed_title != "")
        newest = (
            select(func.max(Snapshot.id))
            .where(Snapshot.site == self._site, Snapshot.role.in_(ROLES), Snapshot.blocked == "")
            .group_by(Snapshot.address)
            .having(func.count(case((of_document, 1))) > 0)
        )
        columns = (Snapshot.id, Snapshot.address, Snapshot.role, Snapshot.status, Snapshot.size, Snapshot.fetched_at)
        return select(*columns, Snapshot.run, Snapshot.url).where(
            Snapshot.id.in_(newest), Snapshot.run != self._run, Snapshot.source.not_in(("", BY_HAND))
        )

    def _overdue(self, connection: Connection, newest: Row[Any]) -> int:
        """Days since a document was due; negative before."""
        return days_between(newest.fetched_at, self._now) - self._wait(connection, newest)

    def _wait(self, connection: Connection, newest: Row[Any]) -> int:
        if is_missing(newest):
            withdrawn = self._is_withdrawn(connection, newest.address)
            return self._days if withdrawn else min(self._days, MISSING_DAYS)
        there = newest.role == "redirect" or newest.status in (200, NOT_MODIFIED)
        return self._days if there else 0

    def _is_withdrawn(self, connection: Connection, address: str) -> bool:
        told = list(withdrawals(connection.execute(self._of(address)).all()))
        return bool(told) and told[-1][0] == "withdrawn"

    def _of(self, address: str) -> Select[*tuple[Any, ...]]:
        """What an address answered, oldest first."""
        mine = (Snapshot.site == self._site, Snapshot.role.in_(ROLES), Snapshot.address == address)
        answers = select(Snapshot.__table__).where(*mine, Snapshot.blocked == "")
        return answers.order_by(Snapshot.fetched_at, Snapshot.id)

    @patient
    def _again(self, number: int) -> Again:
        """The request whose answer a snapshot is; its URL is the one before any redirect."""
        with self._engine.connect() as connection:
            newest = connection.execute(select(Snapshot.__table__).where(Snapshot.id == number)).one()
            answers = connection.execute(self._of(newest.address)).all()
        facts = {
            "role": "page",
            "source": newest.source,
            "address": newest.address,
            "listed_title": newest.listed_title,
            "listed_number": newest.listed_number,
            "listed_on": newest.listed_on.isoformat() if newest.listed_on else "",
        }
        cost = 0 if is_missing(newest) else self._cost(newest.address)
        return Again(next(row.url for row in answers if row.run == newest.run), facts, cost)

    def _cost(self, address: str) -> int:
        good = (Snapshot.site == self._site, Snapshot.status == 200, Snapshot.blocked == "")
        of_document = or_(
            and_(Snapshot.role == "page", Snapshot.address == address),
            and_(Snapshot.role.in_(PARTS), Snapshot.parent == address),
        )
        columns = (Snapshot.address, Snapshot.size, Snapshot.etag, Snapshot.last_modified)
        with self._engine.connect() as connection:
            rows = connection.execute(select(*columns).where(*good, of_document).order_by(Snapshot.id))
            newest = {row.address: row for row in rows}
        return sum(row.size for row in newest.values() if not (row.etag or row.last_modified))
