"""How a run is judged: one of five words, and reasons that a person can act on."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.outcome import SourceTally, Tally, judge

LIST = "http://www.practice.example/files/"
LONG = "addresses that have failed for long"


def tally(*sources: SourceTally, **counts: object) -> Tally:
    counts.setdefault("first_failure", f"{LIST}a.html: answered 500" if counts.get("failed") else "")
    return Tally(**counts, sources={f"list{n}": source for n, source in enumerate(sources)})  # type: ignore[arg-type]


GOOD = SourceTally(pages=2, links=30, complete=True)
CASES = [
    ("a good walk", tally(GOOD, fetched=30), {}, "ok", ""),
    ("nothing new", tally(SourceTally(pages=1, links=20, full=False, complete=True)), {"list0": 400}, "ok", ""),
    ("as many as ever", tally(GOOD), {"list0": 30}, "ok", ""),
    ("one in six lost", tally(SourceTally(links=25)), {"list0": 30}, "ok", ""),
    ("four fifths", tally(SourceTally(links=80)), {"list0": 100}, "ok", ""),
    ("less", tally(SourceTally(links=79)), {"list0": 100}, "short", "list0: listed 79, its last good walks 100"),
    ("a walk stopped by --since", tally(SourceTally(links=1, full=False)), {"list0": 100}, "ok", ""),
    (
        "offsite links alone harm nothing",
        tally(GOOD, offsite=2),
        {},
        "ok",
        "links to hosts that the declaration does not name: 2",
    ),
    (
        "one document failed",
        tally(GOOD, failed=1),
        {},
        "short",
        f"requests failed: 1, the first {LIST}a.html: answered 500",
    ),
    (
        "half of many failed",
        tally(GOOD, fetched=9, failed=11),
        {},
        "short",
        f"requests failed: 11, the first {LIST}a.html: answered 500",
    ),
    (
        "more went wrong than right",
        tally(GOOD, fetched=9, failed=12),
        {},
        "failed",
        f"requests failed: 12, the first {LIST}a.html: answered 500",
    ),
    (
        "most of a handful failed",
        tally(SourceTally(pages=1, links=18, complete=True), failed=18),
        {},
        "short",
        f"requests failed: 18, the first {LIST}a.html: answered 500",
    ),
    ("what fails for long", tally(GOOD, failed=2, chronic_failed=2, chronic=3, held=9), {}, "ok", f"{LONG}: 3"),
    (
        "and another thing",
        tally(GOOD, failed=3, chronic_failed=2, chronic=3, held=9),
        {},
        "short",
        f"requests failed: 1, the first {LIST}a.html: answered 500; {LONG}: 3",
    ),
    (
        "more that fails for long than right",
        tally(GOOD, fetched=9, failed=12, chronic_failed=12, chronic=12, held=99),
        {},
        "failed",
        f"requests failed: 12; {LONG}: 12",
    ),
    ("half a site", tally(GOOD, chronic=9, held=9), {}, "ok", f"{LONG}: 9"),
    ("most of a small site", tally(GOOD, chronic=9, held=8), {}, "short", f"{LONG}: 9 of 17"),
    ("most of a site", tally(GOOD, chronic=11, held=9), {}, "failed", f"{LONG}: 11 of 20"),
    ("one forbidden", tally(GOOD, refused_by_robots=3), {}, "short", "addresses that robots.txt forbids: 3"),
    ("one list empty", tally(GOOD, SourceTally(pages=1)), {}, "short", "list1: listed nothing"),
    (
        "an unverified list empty",
        tally(GOOD, SourceTally(unverified="paging")),
        {},
        "short",
        "list1: listed nothing (unverified: paging)",
    ),
    ("one list broken", tally(GOOD, SourceTally(problem="no JSON")), {}, "short", "list1: no JSON"),
    ("an empty list", tally(SourceTally(pages=1)), {"list0": 10}, "empty", "list0: listed nothing"),
    ("no source asked", tally(), {}, "empty", "no source was asked"),
    (
        "the only list failed",
        tally(SourceTally(problem=f"{LIST}: answered 500"), failed=1, first_failure=f"{LIST}: answered 500"),
        {},
        "failed",
        f"requests failed: 1; list0: {LIST}: answered 500",
    ),
    ("ended early", tally(GOOD, stopped="the crawl was ended early"), {}, "failed", "the crawl was ended early"),
    (
        "blocked",
        tally(SourceTally(), blocks=Counter(瑞数=1)),
        {},
        "blocked",
        "block pages answered: 瑞数 1 (of 1 answers); list0: listed nothing",
    ),
    (
        "blocked on the way, by two shields",
        tally(GOOD, blocks=Counter(WZWS=1, refused=2), failed=4, stopped="x"),
        {},
        "blocked",
        "block pages answered: refused 2, WZWS 1 (of 9 answers); x; requests failed: 4, "
        f"the first {LIST}a.html: answered 500",
    ),
]


@pytest.mark.parametrize(
    ("counted", "best", "outcome", "reason"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_word_and_the_reason(counted: Tally, best: dict[str, int], outcome: str, reason: str) -> None:
    assert judge(counted, best) == (outcome, reason)


sources = st.builds(
    SourceTally,
    pages=st.integers(0, 3),
    links=st.integers(0, 3),
    full=st.booleans(),
    problem=st.sampled_from(["", "answered 500"]),
)
tallies = st.builds(
    Tally,
    failed=st.integers(0, 2),
    offsite=st.integers(0, 2),
    refused_by_robots=st.integers(0, 2),
    stopped=st.sampled_from(["", "ended early"]),
    blocks=st.dictionaries(st.sampled_from(["瑞数", "refused"]), st.integers(1, 3)).map(Counter),
    sources=st.dictionaries(st.sampled_from("abc"), sources),
)


@given(tallies, st.dictionaries(st.sampled_from("abc"), st.integers(0, 9)))
def test_silence_is_never_ok_and_no_other_word_is_without_a_reason(counted: Tally, best: dict[str, int]) -> None:
    outcome, reason = judge(counted, best)
    if outcome == "ok":
        assert counted.listed
        assert (counted.blocked, counted.stopped, counted.failed, counted.refused_by_robots) == (0, "", 0, 0)
        assert all(source.links and not source.problem for source in counted.sources.values())
    else:
        assert reason
    assert (outcome == "blocked") == bool(counted.blocked)
