"""The report of some runs: how each ended beside the site's last good one, what changed, what wants attention.

A function of the database and the runs' keys, so that a report can be made again; it knows no clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select

from corpus.health import GoodRun, last_good_runs, poor_documents
from corpus.monitors import documents_by_source, findings
from corpus.printing import counted
from crawlers.outcome import WORST_FIRST
from storage.failures import in_words
from storage.models import Document, Event, Failure, Run, Site, Snapshot

MAX_SHOWN = 50  # changes, and things that want attention, that the text shows of a run; JSON has them all
KINDS = ("new", "changed", "withdrawn", "returned", "moved")


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one document; kind is one of KINDS. detail: of a move the new address."""

    kind: str
    document: str
    title: str
    doc_number: str
    url: str
    happened_at: str
    detail: str


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What one source gave: links listed, pages of documents stored, and how many of those are documents now."""

    source: str
    listed: int
    pages: int
    documents: int


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run. outcome: as `crawlers.outcome` has it, or "killed or running"; ended_at: None of one that was killed."""

    run: str
    site: str
    title: str
    query: str
    started_at: str
    ended_at: str | None
    outcome: str
    reason: str
    listed: int
    fetched: int
    blocked: int
    failed: int
    last_good: GoodRun | None
    sources: tuple[SourceCount, ...]
    changes: tuple[Change, ...]
    attention: tuple[str, ...]


def report(connection: Connection, runs: Collection[str]) -> list[RunReport]:
    """The runs with these keys, the worst first. An unknown key is left out."""
    chosen = connection.execute(
        select(Run.__table__, Site.title).join(Site, Site.name == Run.site).where(Run.key.in_(runs)).order_by(Run.id)
    ).all()
    counts = documents_by_source(connection, runs)
    changes = _changes(connection, runs)
    attention = _attention(connection, runs, changes)
    made = [
        RunReport(
            run=run.key,
            site=run.site,
            title=run.title,
            query=run.query,
            started_at=run.started_at,
            ended_at=run.ended_at,
            outcome=run.outcome or "killed or running",
            reason=run.reason,
            listed=run.listed,
            fetched=run.fetched,
            blocked=run.blocked,
            failed=run.failed,
            last_good=last_good_runs(connection, before=run.id).get(run.site),
            sources=tuple(
                SourceCount(name, source.get("links", 0), *counts.get((run.key, name), (0, 0)))
                for name, source in run.sources.items()
            ),
            changes=tuple(changes[run.key]),
            attention=tuple(attention[run.key]),
        )
        for run in chosen
    ]
    return sorted(made, key=lambda each: _badness(each.outcome))


def _badness(outcome: str) -> int:
    outcomes: tuple[str, ...] = WORST_FIRST
    return outcomes.index(outcome) if outcome in outcomes else -1


def _changes(connection: Connection, runs: Collection[str]) -> defaultdict[str, list[Change]]:
    rows = connection.execute(
        select(Event.run, Event.kind, Event.happened_at, Event.detail)
        .add_columns(Document.key, Document.title, Document.doc_number, Document.url)
        .join(Document)
        .where(Event.run.in_(runs))
        .order_by(Event.happened_at, Event.id)
    )
    found = defaultdict(list)
    for row in rows:
        change = Change(row.kind, row.key, row.title, row.doc_number, row.url, row.happened_at, row.detail)
        found[row.run].append(change)
    return found


def _attention(
    connection: Connection, runs: Collection[str], changes: dict[str, list[Change]]
) -> defaultdict[str, list[str]]:
    """What the monitors found, then what failed, then documents of these runs that have next to no text."""
    found = defaultdict(list)
    for odd in findings(connection, runs):
        found[odd.run].append(odd.line)
    failures = connection.execute(
        select(Failure.__table__, Snapshot.run.label("stored_by"))
        .outerjoin(Snapshot, Snapshot.id == Failure.snapshot_id)
        .where(Failure.run.in_(runs) | Snapshot.run.in_(runs))
        .order_by(Failure.id)
    )
    for row in failures:
        found[row.run or row.stored_by].append(f"failed to {row.stage} {row.subject}: {in_words(row)}")
    poor = {concern.subject: concern for concern in poor_documents(connection)}
    for run, changed in changes.items():
        for key in dict.fromkeys(change.document for change in changed if change.document in poor):
            found[run].append(f"{poor[key].what}: {key} {poor[key].detail}")
    return found


def unreported(connection: Connection, since: str) -> list[str]:
    """The keys of the crawls that ended at `since` or later.

    When a killed run ended nobody knows: it counts where it began later, or where the next run of its site, which found
    it, counts. So does one that could not begin. A run that may go on is in a later report.
    """
    rows = connection.execute(
        select(Run.key, Run.site, Run.started_at, Run.ended_at, Run.outcome)
        .where(Run.kind == "crawl")
        .order_by(Run.id.desc())
    )
    keys: list[str] = []
    brought: dict[str, bool] = {}  # by site, whether the run after this one is reported
    for run in rows:
        if run.ended_at:
            wanted = run.ended_at >= since
        else:
            wanted = bool(run.outcome) and (run.started_at >= since or brought.get(run.site, False))
        brought[run.site] = wanted
        keys += [run.key] if wanted else []
    return keys[::-1]


def newest(connection: Connection) -> list[str]:
    """The key of the last crawl of each site."""
    keys = connection.execute(select(Run.site, Run.key).where(Run.kind == "crawl").order_by(Run.id))
    return list(dict(keys.all()).values())


def report_json(runs: Iterable[RunReport]) -> list[dict[str, Any]]:
    return [asdict(run) for run in runs]


def headline(runs: Sequence[RunReport]) -> str:
    """The report in one line: "1 of 3 runs not ok; 5 new, 1 withdrawn; 2 things want attention"."""
    if not runs:
        return "no run"
    bad = sum(run.outcome != "ok" for run in runs)
    wanting = sum(len(run.attention) for run in runs)
    changes = Counter(change.kind for run in runs for change in run.changes)
    told = [
        f"{bad} of {counted(len(runs), 'run')} not ok" if bad else f"{counted(len(runs), 'run')} ok",
        ", ".join(f"{changes[kind]} {kind}" for kind in KINDS if changes[kind]) or "nothing changed",
        counted(wanting, "thing wants attention", "things want attention") if wanting else "",
    ]
    return "; ".join(filter(None, told))


def report_text(runs: Sequence[RunReport], remarks: Sequence[str] = ()) -> str:
    """The report as lines for a person. remarks: what went wrong beside the runs, a line each, shown first."""
    lines = [headline(runs), *map(one_line, remarks)]
    for run in runs:
        lines += ["", *map(one_line, _run_lines(run))]
    return "\n".join(lines) + "\n"


def one_line(text: str) -> str:
    """A text from outside as one line that a terminal can show: no control characters, no turned directions."""
    return "".join(character if character.isprintable() else " " for character in text).rstrip()


def _run_lines(run: RunReport) -> Iterator[str]:
    when = f"{run.started_at} to {run.ended_at or 'an end that nobody saw'}"
    asked = f", asked for {run.query}" if run.query else ""
    yield f"{run.outcome}: {run.site} {run.title}, {when}{asked} ({run.run})"
    if run.reason:
        yield f"  {run.reason}"
    numbers = f"listed {run.listed}, fetched {run.fetched}, blocked {run.blocked}, failed {run.failed}"
    good = run.last_good
    yield f"  {numbers}; " + (
        f"the last good run, {good.started_at}: listed {good.listed}, fetched {good.fetched}"
        if good
        else "no good run before"
    )
    for source in run.sources:
        if source.pages:
            stored = f"{counted(source.pages, 'page')} stored, {counted(source.documents, 'document')} of them"
            yield f"  {source.source}: listed {source.listed}, {stored}"
    for change in run.changes[:MAX_SHOWN]:
        number = f" {change.doc_number}" if change.doc_number else ""
        yield f"  {change.kind}: {change.title or 'without a title'}{number} {change.url}" + (
            f" → {change.detail}" if change.detail else ""
        )
    yield from _rest(len(run.changes), "changes")
    for line in run.attention[:MAX_SHOWN]:
        yield f"  ! {line}"
    yield from _rest(len(run.attention), "things that want attention")


def _rest(count: int, what: str) -> Iterator[str]:
    if count > MAX_SHOWN:
        yield f"  … and {count - MAX_SHOWN} more {what}"
