"""Monitors of what was read: what only a build can see of a run, each at one thing, against the site's own past.

What a crawl itself can see is judged in `crawlers.outcome`. A finding here changes no outcome: the run did its work,
and what it brought is odd. It stands in `corpus health` and in the report until what was read is as before.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, String, case, cast, exists, func, or_, select

from corpus.printing import counted
from crawlers.outcome import SHORT_SHARE
from storage.address import document_key
from storage.history import days_between
from storage.models import Document, Edition, Run, Snapshot, Unit

# A document that has no unit beyond this many characters is a cover, a challenge, or a reader's fault. Of 75 real
# pages (shared/real) the shortest whole text has 178 characters; covers without their text have 95 and fewer.
MIN_TEXT = 100
# How rare a lack must be to be one: three fields of 33 sites each week are about 5,000 looks a year, so chance
# alone raises one false alarm in two years.
FALSE_ALARM = 1e-4
# A source is silent when nothing new has been published on it for longer than twice the longest pause it ever made;
# fewer documents tell no pause, and a quarter without one is usual on the lists that publish least.
SILENT_PAUSES = 2
MIN_DOCUMENTS = 10
MIN_SILENCE = timedelta(days=90)
_LATER = 1  # days: what was published in China at night bears a later date than its fetching, which is in UTC
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """What a monitor found in a run, as a line. monitor: sources, fields, text, future or silent."""

    site: str
    run: str
    monitor: str
    line: str


# What a document has, and the condition that says so, from the edition at hand (a column of its id).
Fields = Mapping[str, Callable[[Any], Any]]
FIELDS: Fields = {
    "a title": lambda _: Document.title != "",
    "a document number": lambda _: Document.doc_number != "",
    "a publication date": lambda _: Document.published_on.is_not(None),
}
TEXT: Fields = {
    "a text": lambda edition: exists().where(Unit.edition_id == edition, Unit.counting == "", Unit.end >= MIN_TEXT)
}


@dataclass(frozen=True, slots=True)
class Sample:
    """Documents counted: how many there are, and how many of them have each of some fields."""

    documents: int
    have: tuple[int, ...]

    @property
    def lacks(self) -> bool:
        return min(self.have) < self.documents

    def without(self, other: Sample) -> Sample:
        pairs = zip(self.have, other.have, strict=True)
        return Sample(self.documents - other.documents, tuple(own - others for own, others in pairs))


def findings(connection: Connection, runs: Collection[str]) -> list[Finding]:
    """What the monitors find in these runs (their keys), by run and monitor; an unknown key has nothing to find."""
    columns = (Run.key, Run.site, Run.started_at, Run.query)
    chosen = connection.execute(select(*columns).where(Run.key.in_(runs))).all()
    site_of = {run.key: run.site for run in chosen}
    found = [
        *_sources(connection, site_of),
        *_lacking(connection, site_of, "fields", FIELDS),
        *_lacking(connection, site_of, "text", TEXT),
        *_future(connection, site_of),
        *_silent(connection, [run for run in chosen if not run.query]),
    ]
    return sorted(found, key=lambda finding: (finding.run, finding.monitor, finding.line))


def documents_by_source(connection: Connection, runs: Collection[str]) -> dict[tuple[str, str], tuple[int, int]]:
    """By run and source: how many pages of documents were stored, and how many of those are documents now."""
    pages = connection.execute(
        select(Snapshot.run, Snapshot.source, Snapshot.site, Snapshot.address)
        .where(Snapshot.run.in_(runs), Snapshot.role == "page", Snapshot.status == 200)
        .where(Snapshot.blocked == "", Snapshot.size > 0)
        .distinct()
    ).all()
    keys = [document_key(page.site, page.address) for page in pages]
    known: set[str] = set()
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        known.update(connection.scalars(select(Document.key).where(Document.key.in_(chunk))))
    stored = Counter((page.run, page.source) for page in pages)
    read = Counter((page.run, page.source) for page, key in zip(pages, keys, strict=True) if key in known)
    return {each: (count, read[each]) for each, count in stored.items()}


def _sources(connection: Connection, site_of: dict[str, str]) -> Iterator[Finding]:
    """Documents per source: SHORT_SHARE of the pages that a source brought must have become documents."""
    for (run, source), (pages, documents) in documents_by_source(connection, site_of).items():
        if documents < SHORT_SHARE * pages:
            unread = "" if documents else "; `corpus build` reads what was not read yet"
            line = f"{source}: of {counted(pages, 'page')} {documents} became documents{unread}"
            yield Finding(site_of[run], run, "sources", line)


def _lacking(connection: Connection, site_of: dict[str, str], monitor: str, fields: Fields) -> Iterator[Finding]:
    """Fields missing, empty texts: fewer of the run's documents have one than the site's others let expect."""
    of_a_run = (
        select(Snapshot.run, Edition.document_id, Edition.id.label("edition"))
        .join(Edition, Edition.snapshot_id == Snapshot.id)
        .where(Snapshot.run.in_(site_of))
        .subquery()
    )
    newest = select(Edition.document_id, func.max(Edition.id).label("edition")).group_by(Edition.document_id).subquery()
    samples = _samples(connection, fields, of_a_run.c.run, of_a_run)
    lacking = {run: sample for run, sample in samples.items() if sample.lacks}
    if not lacking:
        return
    sites = {site_of[run] for run in lacking}
    past = _samples(connection, fields, Document.site, newest, Document.site.in_(sites))
    for run, sample in lacking.items():
        others = past[site_of[run]].without(sample)
        if others.documents <= 0:
            continue
        for name, have, before in zip(fields, sample.have, others.have, strict=True):
            if is_rare(have, sample.documents, (before + 1) / (others.documents + 2)):  # Laplace's rule of succession
                line = f"{have} of {sample.documents} documents have {name}, of the site's others {before} of"
                yield Finding(site_of[run], run, monitor, f"{line} {others.documents}")


def _samples(connection: Connection, fields: Fields, group: Any, editions: Any, *chosen: Any) -> dict[str, Sample]:
    """What is counted of documents, by a column; `editions` are rows of document_id and edition."""
    counts = [func.sum(case((has(editions.c.edition), 1), else_=0)) for has in fields.values()]
    rows = connection.execute(
        select(group, func.count(), *counts)
        .select_from(editions)
        .join(Document, Document.id == editions.c.document_id)
        .where(*chosen)
        .group_by(group)
    )
    return {name: Sample(documents, tuple(have)) for name, documents, *have in rows}


def is_rare(have: int, of: int, share: float) -> bool:
    """Whether so few would have it by chance once in 1/FALSE_ALARM looks, if each had it with probability `share`.

    The lower tail of the binomial distribution, summed downwards from its highest term.
    """
    if have >= of * share:
        return False
    choices = math.lgamma(of + 1) - math.lgamma(have + 1) - math.lgamma(of - have + 1)
    term = math.exp(choices + have * math.log(share) + (of - have) * math.log1p(-share))
    chance = 0.0
    for count in range(have, -1, -1):
        chance += term
        if chance >= FALSE_ALARM or term < FALSE_ALARM * 1e-9:
            break
        term *= count / (of - count + 1) * (1 - share) / share
    return chance < FALSE_ALARM


def _future(connection: Connection, site_of: dict[str, str]) -> Iterator[Finding]:
    """Dates in the future: a document cannot bear a date later than the day after its page was fetched."""
    fetched_on = func.substr(Edition.read_at, 1, 10)
    later = or_(
        cast(Document.published_on, String) > fetched_on,
        cast(Document.written_on, String) > fetched_on,
    )
    rows = connection.execute(
        select(Snapshot.run, Document.key, Document.published_on, Document.written_on, Edition.read_at)
        .select_from(Edition)
        .join(Document)
        .join(Snapshot, Snapshot.id == Edition.snapshot_id)
        .where(Snapshot.run.in_(site_of), later)
        .order_by(Document.id)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        newest = max(day for day in (row.published_on, row.written_on) if day)
        if days_between(row.read_at, newest.isoformat()) > _LATER:
            found[row.run].append(f"{row.key} {newest}")
    for run, documents in found.items():
        line = f"documents with a date in the future: {len(documents)}, the first {documents[0]}"
        yield Finding(site_of[run], run, "future", line)


def _silent(connection: Connection, runs: Sequence[Any]) -> Iterator[Finding]:
    """Documents per source over time: a source that lists, but has shown nothing new for unusually long.

    Only one that published something since it was first crawled: a list that was closed before did not fall silent.
    """
    rows = connection.execute(  # the time from the snapshot: in the row of its edition it stands behind the whole text
        select(Document.site, Snapshot.source, Document.published_on, func.min(Snapshot.fetched_at))
        .select_from(Edition)
        .join(Document)
        .join(Snapshot, Snapshot.id == Edition.snapshot_id)
        .where(Document.site.in_({run.site for run in runs}), Edition.ordinal == 1)
        .group_by(Document.site, Snapshot.source, Document.published_on)
    )
    published: dict[tuple[str, str], list[date]] = defaultdict(list)
    watched_since: dict[tuple[str, str], str] = {}
    for site, source, day, fetched_at in rows:
        published[site, source] += [day] if day else []
        watched_since[site, source] = min(fetched_at, watched_since.get((site, source), fetched_at))
    for (site, source), days in published.items():
        days.sort()
        if len(days) < MIN_DOCUMENTS or days[-1].isoformat() <= watched_since[site, source]:
            continue
        pause = max(later - earlier for earlier, later in pairwise(days))
        for run in runs:
            silence = date.fromisoformat(run.started_at[:10]) - days[-1]
            if run.site == site and silence > max(MIN_SILENCE, SILENT_PAUSES * pause):
                line = f"{source}: nothing newer than {days[-1]}; no pause before was longer than {pause.days} days"
                yield Finding(site, run.key, "silent", line)
