"""How a run ended: what was counted in, one of five words and a line of reasons out.

A run that lists nothing is never ok. There is no invented expectation: what a source should list is the
best of its last good full walks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Outcome = Literal["ok", "short", "empty", "blocked", "failed"]

# A full walk that lists less than this share of the best of the source's last good full walks is short.
# OpenSanctions' rule of thumb for the same question is "about 80 %" (shared/examples.md, 1.2).
SHORT_SHARE = 0.8


@dataclass
class SourceTally:
    """What one source gave in one run.

    full: the walk went on past what was known. complete: it came to the list's end (or to what an earlier
    complete walk knew) and every document that it listed was stored, or is gone (404, 410). failed: requests
    that a later run may be luckier with.
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
    """What one run counted. `fetched` counts documents and attachments stored with status 200."""

    fetched: int = 0
    failed: int = 0
    first_failure: str = ""
    blocks: Counter[str] = field(default_factory=Counter)  # block pages, by kind
    offsite: int = 0
    refused_by_robots: int = 0
    stopped: str = ""  # why the crawl ended before it was done; empty when it was done
    sources: dict[str, SourceTally] = field(default_factory=dict)

    @property
    def blocked(self) -> int:
        return self.blocks.total()

    @property
    def listed(self) -> int:
        """Links that the sources showed; one that two sources show counts twice."""
        return sum(source.links for source in self.sources.values())

    def sources_json(self) -> dict[str, Any]:
        return {name: asdict(source) for name, source in self.sources.items()}


def judge(tally: Tally, best_links: Mapping[str, int]) -> tuple[Outcome, str]:
    """The outcome of a run and its reasons. `best_links`: the most that a source listed in its complete full walks."""
    reasons = []
    if tally.blocked:
        kinds = ", ".join(f"{kind} {count}" for kind, count in tally.blocks.most_common())
        reasons.append(f"block pages answered: {kinds}")
    if tally.stopped:
        reasons.append(tally.stopped)
    if tally.failed:
        told = any(source.problem == tally.first_failure for source in tally.sources.values())
        reasons.append(f"requests failed: {tally.failed}" + ("" if told else f", the first {tally.first_failure}"))
    if tally.refused_by_robots:
        reasons.append(f"addresses that robots.txt forbids: {tally.refused_by_robots}")
    if tally.offsite:
        reasons.append(f"links to hosts that the declaration does not name: {tally.offsite}")
    faults = {name: _fault(source, best_links.get(name)) for name, source in tally.sources.items()}
    short = [f"{name}: {fault}" for name, fault in faults.items() if fault]
    reason = "; ".join(reasons + short)
    if tally.blocked:
        return "blocked", reason
    if tally.stopped:
        return "failed", reason
    if not tally.listed:
        if tally.failed:
            return "failed", reason
        return "empty", reason or "no source was asked"
    if tally.failed or tally.refused_by_robots or short:
        return "short", reason
    return "ok", reason


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
