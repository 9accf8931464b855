"""What earlier runs of a site say of a source's walks: whether it was walked to its end, when, and what it listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Engine, Row, select

from crawlers.patience import patient
from storage.history import days_between
from storage.models import Run

LAST_RUNS = 20  # full walks that a source's best is taken from
MAX_RUNS = 1000  # that are looked through; a site that is crawled every day has so many in three years


class Walks:
    """The walks of a site's sources in the runs of one query that came to their own end, newest first."""

    def __init__(self, engine: Engine, site: str, query: str) -> None:
        self._engine, self._site, self._query = engine, site, query

    def full_due(self, source_id: str, now: str, days: int) -> bool:
        """Whether the last walk that went on past what was known is `days` days of the calendar ago, or never was."""
        last = next((walk["started_at"] for walk in self._of(source_id) if walk["full"]), "")
        return not last or days_between(last, now) >= days

    def went_on(self) -> bool:
        """Whether the last of these runs walked a list on past what was known, to its end or not."""
        last = self._runs[0].sources if self._runs else {}
        return any(walk["full"] and walk["links"] for walk in last.values())

    def best(self, source_id: str) -> int:
        """The most links that one of the last full walks listed; 0 where there was none."""
        full = [walk["links"] for walk in self._of(source_id) if walk["full"]]
        return max(full[:LAST_RUNS], default=0)

    def _of(self, source_id: str) -> Iterator[dict[str, Any]]:
        return (walk for walk in self._complete if walk["source"] == source_id)

    @cached_property
    def _complete(self) -> list[dict[str, Any]]:
        return [
            {**walk, "source": source_id, "started_at": run.started_at}
            for run in self._runs
            for source_id, walk in run.sources.items()
            if walk["complete"]
        ]

    @cached_property
    @patient
    def _runs(self) -> Sequence[Row[Any]]:
        runs = (
            select(Run.started_at, Run.sources)
            .where(Run.site == self._site, Run.kind == "crawl", Run.query == self._query, Run.ended_at.is_not(None))
            .order_by(Run.id.desc())
            .limit(MAX_RUNS)
        )
        with self._engine.connect() as connection:
            return connection.execute(runs).all()
