"""What earlier runs of a site say of a source's walks: whether it was walked to its end, when, and what it listed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from sqlalchemy import Engine, select

from crawlers.patience import patient
from storage.history import days_between
from storage.models import Run

LAST_RUNS = 20  # full walks that a source's best is taken from
MAX_RUNS = 1000  # that are looked through; a site that is crawled every day has so many in three years


class Walks:
    """The complete walks of a site's sources in runs of one query that came to their own end, newest first."""

    def __init__(self, engine: Engine, site: str, query: str) -> None:
        self._engine, self._site, self._query = engine, site, query

    def full_due(self, source_id: str, now: str, days: int) -> bool:
        """Whether the last walk that went on past what was known is `days` days of the calendar ago, or never was."""
        last = next((walk["started_at"] for walk in self._of(source_id) if walk["full"]), "")
        return not last or days_between(last, now) >= days

    def best(self, source_id: str) -> int:
        """The most links that one of the last full walks listed; 0 where there was none."""
        full = [walk["links"] for walk in self._of(source_id) if walk["full"]]
        return max(full[:LAST_RUNS], default=0)

    def _of(self, source_id: str) -> Iterator[dict[str, Any]]:
        return (walk for walk in self._complete if walk["source"] == source_id)

    @cached_property
    @patient
    def _complete(self) -> list[dict[str, Any]]:
        runs = (
            select(Run.started_at, Run.sources)
            .where(Run.site == self._site, Run.kind == "crawl", Run.query == self._query, Run.ended_at.is_not(None))
            .order_by(Run.id.desc())
            .limit(MAX_RUNS)
        )
        with self._engine.connect() as connection:
            return [
                {**walk, "source": source_id, "started_at": run.started_at}
                for run in connection.execute(runs)
                for source_id, walk in run.sources.items()
                if walk["complete"]
            ]
