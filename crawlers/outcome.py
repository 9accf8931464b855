"""How a run ended: what was counted in, one of five words and a line of reasons out.

Monitors look at the counts, each at one thing; the worst of their verdicts is the outcome. A run that lists nothing
is never ok. There is no invented expectation: what a source should list is the best of its last good full walks.
What only a build can see is looked at by `corpus.monitors`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Outcome = Literal["ok", "short", "empty", "blocked", "failed"]
WORST_FIRST: tuple[Outcome, ...] = ("blocked", "failed", "empty", "short", "ok")

# Reasons of runs that did not come to their own end.
NOT_BEGUN = "the run could not begin"  # what was wrong follows
KILLED = "killed: the process was gone before the run came to its end"
ENDED_EARLY = "the crawl was ended early"  # what ended it follows
STOPPED = f"{ENDED_EARLY} (shutdown)"  # by SIGINT or SIGTERM

# A full walk that lists less than this share of the best of the source's last good full walks is short.
# OpenSanctions' rule of thumb for the same question is "about 80 %" (shared/examples.md, 1.2).
SHORT_SHARE = 0.8
# Where more went wrong than right, the crawl could not do its work. Of a handful of requests that says little.
FAILED_SHARE = 0.5
MIN_REQUESTS = 20


@dataclass
class SourceTally:
    """What one source gave in one run.

    full: the walk went on past what was known. complete: it came to the list's end (or to what an earlier
    complete walk knew); what failed of what it listed is asked again by later runs, whatever the list shows then.
    failed: requests that a later run may be luckier with.
    """

    pages: int = 0
    links: int = 0
    total: int | None = None
    full: bool = True
    complete: bool = False
    failed: int = 0
    problem: str = ""
    unverified: str = ""


@dataclass
class Tally:
    """What one run counted. `fetched` counts documents and attachments stored with status 200.

    unchanged: those whose server said that they are (304). missing: those that are not there any more, or still not.
    again: documents that were known, and asked again in their turn. received: bytes of bodies, decoded,
    and `lists` those of list pages among them.
    unanswered: requests in a row, up to now, that nobody answered.
    chronic: documents, files and further pages that have failed for long, asked in this run or not; `chronic_failed` of
    the requests that failed were for these. held: how many others the archive has, where any is chronic.
    """

    fetched: int = 0
    unchanged: int = 0
    missing: int = 0
    again: int = 0
    received: int = 0
    lists: int = 0
    unanswered: int = 0
    failed: int = 0
    first_failure: str = ""  # of what is not chronic
    chronic: int = 0
    chronic_failed: int = 0
    held: int = 0
    blocks: Counter[str] = field(default_factory=Counter)  # block pages, by kind
    offsite: int = 0
    refused_by_robots: int = 0
    stopped: str = ""  # why the crawl ended before it was done; empty when it was done
    sources: dict[str, SourceTally] = field(default_factory=dict)

    @property
    def blocked(self) -> int:
        return self.blocks.total()

    @property
    def answers(self) -> int:
        """Requests that came to something, good or bad: list pages, documents and files, block pages, failures."""
        pages = sum(source.pages for source in self.sources.values())
        return pages + self.fetched + self.unchanged + self.missing + self.blocked + self.failed

    @property
    def listed(self) -> int:
        """Links that the sources showed; one that two sources show counts twice."""
        return sum(source.links for source in self.sources.values())

    def sources_json(self) -> dict[str, Any]:
        return {name: asdict(source) for name, source in self.sources.items()}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a monitor makes of a run, and a line that says why; ok is a remark that harms nothing."""

    outcome: Outcome
    line: str


Monitor = Callable[[Tally, Mapping[str, int]], Verdict | None]


def judge(tally: Tally, best_links: Mapping[str, int]) -> tuple[Outcome, str]:
    """The outcome of a run and its reasons. `best_links`: the most that a source listed in its complete full walks."""
    verdicts = [verdict for monitor in MONITORS if (verdict := monitor(tally, best_links))]
    outcomes = {verdict.outcome for verdict in verdicts} | {"ok"}
    worst = next(outcome for outcome in WORST_FIRST if outcome in outcomes)
    return worst, "; ".join(verdict.line for verdict in verdicts if verdict.line)


def _blocks(tally: Tally, _: Mapping[str, int]) -> Verdict | None:
    """Block pages: one is enough, since whoever is behind it has noticed us. How many of all answers is said."""
    if not tally.blocked:
        return None
    kinds = ", ".join(f"{kind} {count}" for kind, count in tally.blocks.most_common())
    return Verdict("blocked", f"block pages answered: {kinds} (of {tally.answers} answers)")


def _end(tally: Tally, _: Mapping[str, int]) -> Verdict | None:
    """Whether the crawl came to its own end."""
    return Verdict("failed", tally.stopped) if tally.stopped else None


def _failures(tally: Tally, _: Mapping[str, int]) -> Verdict | None:
    """Requests that failed, documents with an empty body among them: one is missed, FAILED_SHARE is a failure."""
    failed = tally.failed - tally.chronic_failed
    most = tally.answers >= MIN_REQUESTS and tally.failed > FAILED_SHARE * tally.answers
    if not failed and not most:
        return None
    told = not failed or any(source.problem == tally.first_failure for source in tally.sources.values())
    line = f"requests failed: {failed or tally.failed}" + ("" if told else f", the first {tally.first_failure}")
    return Verdict("failed" if most or not tally.listed else "short", line)


def _chronic(tally: Tally, _: Mapping[str, int]) -> Verdict | None:
    """What has failed for long and fails as ever: everybody knows by now. But not where it is most of the site."""
    if not tally.chronic:
        return None
    every = tally.chronic + tally.held
    if tally.chronic <= FAILED_SHARE * every:
        return Verdict("ok", f"addresses that have failed for long: {tally.chronic}")
    line = f"addresses that have failed for long: {tally.chronic} of {every}"
    return Verdict("failed" if every >= MIN_REQUESTS else "short", line)


def _robots(tally: Tally, _: Mapping[str, int]) -> Verdict | None:
    """Addresses that robots.txt forbids: what they hold is not in the archive."""
    if not tally.refused_by_robots:
        return None
    return Verdict("short", f"addresses that robots.txt forbids: {tally.refused_by_robots}")


def _offsite(tally: Tally, _: Mapping[str, int]) -> Verdict | None:
    """Links to other hosts: lists have some, and a declaration that lacks a host shows here first."""
    if not tally.offsite:
        return None
    return Verdict("ok", f"links to hosts that the declaration does not name: {tally.offsite}")


def _links(tally: Tally, best_links: Mapping[str, int]) -> Verdict | None:
    """What each source listed: SHORT_SHARE of its best at least, where it was walked to its end, and never nothing."""
    faults = {name: _fault(source, best_links.get(name)) for name, source in tally.sources.items()}
    line = "; ".join(f"{name}: {fault}" for name, fault in faults.items() if fault)
    if not tally.listed:
        return Verdict("empty", line or "no source was asked")
    return Verdict("short", line) if line else None


MONITORS: tuple[Monitor, ...] = (_blocks, _end, _failures, _chronic, _robots, _offsite, _links)


def _fault(source: SourceTally, best: int | None) -> str:
    """What is wrong with what a source gave; empty when nothing is."""
    doubt = f" (unverified: {source.unverified})" if source.unverified else ""
    if source.problem:
        return source.problem + doubt
    if not source.links:
        return "listed nothing" + doubt
    if source.full and best and source.links < SHORT_SHARE * best:
        return f"listed {source.links}, its last good walks {best}"
    return ""
