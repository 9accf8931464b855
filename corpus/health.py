"""What wants attention: runs that were not ok, sites left alone, odd runs, files not read, documents without text.

A function of the database and of `now`: nothing is remembered between two calls.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, cast, func, select

from corpus.monitors import MIN_TEXT, findings
from corpus.printing import counted
from crawlers.outcome import SHORT_SHARE
from crawlers.schedule import turns
from storage.editions import newest_editions
from storage.failures import in_words
from storage.models import Document, Edition, Event, Failure, Run, Schedule, Snapshot, Unit

# How the readers begin the warning of a page that is a picture; see corpus.reading.pdf.
NEEDS_OCR = "needs OCR"
# A site is stale when its interval has passed so often without a crawl. One turn is missed by a machine that was
# off for a while; two are missed by a timer that does not run.
STALE_INTERVALS = 2


@dataclass(frozen=True, slots=True)
class GoodRun:
    """A run that was ok, to be seen beside one that was not."""

    run: str
    started_at: str
    listed: int
    fetched: int


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that is wrong. subject: a site, a run, a file or URL, or a document's key.

    what: an outcome (blocked, failed, empty, short), killed or running, stale, withdrawn, thin, no unit, needs OCR,
    `failed to STAGE`, or `odd: MONITOR`. last_good is the site's.
    """

    site: str
    what: str
    subject: str
    detail: str
    last_good: GoodRun | None = None

    def row(self) -> dict[str, Any]:
        return asdict(self)


def concerns(connection: Connection, now: str) -> list[Concern]:
    """Everything that is wrong at a moment (UTC, like 2026-11-24T05:36:12Z), by site.

    Of a site first its last run, then what it brought, then its files and documents.
    """
    found = [
        *_runs(connection),
        *_stale(connection, now),
        *_odd(connection),
        *_withdrawn(connection),
        *_failures(connection),
        *poor_documents(connection),
    ]
    good = last_good_runs(connection)
    placed = [replace(concern, last_good=good.get(concern.site)) for concern in found]
    return sorted(placed, key=lambda concern: concern.site)


def last_good_runs(connection: Connection, before: int | None = None) -> dict[str, GoodRun]:
    """Of each site the newest crawl of its lists that was ok; of those older than the run with the id `before`."""
    good = select(func.max(Run.id)).where(Run.kind == "crawl", Run.query == "", Run.outcome == "ok").group_by(Run.site)
    if before is not None:
        good = good.where(Run.id < before)
    rows = connection.execute(select(Run.__table__).where(Run.id.in_(good)))
    return {row.site: GoodRun(row.key, row.started_at, row.listed, row.fetched) for row in rows}


def _runs(connection: Connection) -> list[Concern]:
    newest = select(func.max(Run.id)).where(Run.kind == "crawl").group_by(Run.site)
    rows = connection.execute(select(Run.__table__).where(Run.id.in_(newest)))
    return [
        Concern(row.site, row.outcome or "killed or running", row.site, row.reason)
        for row in rows
        if row.outcome != "ok"
    ]


def _stale(connection: Connection, now: str) -> list[Concern]:
    """Sites that are crawled now and then, or have an interval of their own, and were left alone for too long."""
    scheduled = set(connection.scalars(select(Schedule.site)))
    crawled = set(connection.scalars(select(Run.site).where(Run.kind == "crawl").distinct()))
    found = []
    for turn in turns(connection, sorted(scheduled | crawled)):
        every = f"every {counted(turn.every_hours, 'hour')}"
        if turn.last_run is not None:
            hours = (datetime.fromisoformat(now) - datetime.fromisoformat(turn.last_run)).total_seconds() / 3600
            if hours > STALE_INTERVALS * turn.every_hours:
                found.append(Concern(turn.site, "stale", turn.site, f"last crawled {turn.last_run}, due {every}"))
        elif turn.site not in crawled:
            found.append(Concern(turn.site, "stale", turn.site, f"never crawled, due {every}"))
    return found


def _odd(connection: Connection) -> list[Concern]:
    """What the monitors find in the run that last stored a document of each site, and in the one whose text is new."""
    fetching = select(func.max(Run.id)).where(Run.kind == "crawl", Run.fetched > 0).group_by(Run.site)
    reading = (
        select(func.max(Run.id))
        .join(Snapshot, Snapshot.run == Run.key)
        .join(Edition, Edition.snapshot_id == Snapshot.id)
        .where(Run.kind == "crawl")
        .group_by(Run.site)
    )
    keys = connection.scalars(select(Run.key).where(Run.id.in_(fetching) | Run.id.in_(reading))).all()
    odd = {(found.site, found.monitor, found.line): found for found in findings(connection, keys)}
    return [Concern(found.site, f"odd: {found.monitor}", found.run, found.line) for found in odd.values()]


def _withdrawn(connection: Connection) -> list[Concern]:
    """Sites that have far fewer documents than before: of those that we hold, less than SHORT_SHARE stand there."""
    turned = select(Event.document_id, Event.kind).where(Event.kind.in_(("withdrawn", "returned")))
    last = {row.document_id: row.kind for row in connection.execute(turned.order_by(Event.happened_at, Event.id))}
    gone = [document for document, kind in last.items() if kind == "withdrawn"]
    if not gone:
        return []
    every: dict[str, int] = dict(connection.execute(_count_by_site()).all())
    lost = _sites_of(connection, gone)
    return [
        Concern(site, "withdrawn", site, f"{count} of its {counted(every[site], 'document')} withdrawn")
        for site, count in lost.items()
        if every[site] - count < SHORT_SHARE * every[site]
    ]


def _count_by_site() -> Any:
    return select(Document.site, func.count(Document.id)).group_by(Document.site)


def _sites_of(connection: Connection, documents: Collection[int]) -> Counter[str]:
    gone = set(documents)
    rows = connection.execute(select(Document.id, Document.site))
    return Counter(site for document, site in rows if document in gone)


def _failures(connection: Connection) -> list[Concern]:
    rows = connection.execute(select(Failure.__table__).order_by(Failure.id))
    return [Concern(row.site or "", f"failed to {row.stage}", row.subject, in_words(row)) for row in rows]


def poor_documents(connection: Connection) -> list[Concern]:
    """Documents whose newest edition wants OCR, has no unit, or none beyond its first MIN_TEXT characters."""
    text = select(Unit.id).where(Unit.edition_id == Edition.id, Unit.counting == "", Unit.end >= MIN_TEXT).exists()
    units = select(Unit.id).where(Unit.edition_id == Edition.id, Unit.counting == "").exists()
    rows = connection.execute(
        select(Document.site, Document.key, Document.title, Edition.warnings, units.label("has_units"))
        .join(Edition)
        .where(Edition.id.in_(newest_editions()), ~text | cast(Edition.warnings, String).contains(NEEDS_OCR))
        .order_by(Document.id)
    )
    found = []
    for row in rows:
        ocr = next((warning for warning in row.warnings if NEEDS_OCR in warning), "")
        what = "needs OCR" if ocr else "thin" if row.has_units else "no unit"
        found.append(Concern(row.site, what, row.key, ocr or row.title))
    return found
