"""The right 27 among their distractors: crawled from the practice portals, built, chosen, each rejection with its rule.

What the portals hold of the topic, and what the rules should say of each document, is known by construction
(`tests.portals.topic`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from corpus.definition import Definition, read
from corpus.select import coverage, select_members
from crawlers.sites import SITES
from storage.address import canonical, document_key
from storage.database import open_database
from storage.models import Member
from tests.conftest import Corpus
from tests.portals import topic
from tests.portals.loopback import loopback_settings
from tests.portals.server import serving
from tests.portals.sites import NAMES, everything
from tests.portals.topic import Planted

Row = dict[str, Any]

# Each system once, and the ministry's site, which shows copies of everybody's.
SAMPLE = ("guowuyuan", "moe", "beijing", "liaoning", "heilongjiang", "zhejiang", "anhui", "hunan", "chongqing")

DISTRACTORS = {
    "interpretation", "infographic", "questions", "briefing", "news", "draft", "excerpt", "edition",
    "copy", "gazette", "abroad", "city", "city copy", "county", "department", "forwarding", "department forwarding",
    "too early", "too late", "no basis", "other subject",
}  # fmt: skip


def definition() -> Definition:
    return read(topic.definition().encode(), f"{topic.NAME}.toml")


def held(name: str) -> dict[str, tuple[Planted, str]]:
    """The topic's documents that a site's lists show, with their addresses, by the key that they were planted under."""
    plan = {each.document.key: each for each in topic.planted(name)}
    entries = topic.portal(name).entries
    return {
        entry.document.key: (plan[entry.document.key], entry.url) for entry in entries if entry.document.key in plan
    }


def test_every_kind_of_distractor_is_there() -> None:
    counts = Counter(each.kind for name in NAMES for each, _ in held(name).values() if each.slot)
    assert set(counts) == DISTRACTORS | {"member"}
    assert counts["member"] == 27
    assert counts.total() - 27 >= 400
    assert min(counts.values()) >= 5


def test_every_family_lists_distractors() -> None:
    """On the lists of each family some, and on its sites every kind.

    F1 is 国务院's alone, and nobody is below it; 安徽, alone in F7, need not name the basis.
    """
    lists: Counter[str] = Counter()
    kinds: dict[str, set[str]] = {}
    for name in NAMES:
        here = {url: each for each, url in held(name).values()}
        family = {source.id: source.family for source in SITES[name].sources if source.kind == "listing"}
        for column in topic.portal(name).columns:
            if column.kind == "listing" and column.entries:
                lists[family[column.id]] += sum(entry.url in here for entry in column.entries)
                kinds.setdefault(family[column.id], set()).update(each.kind for each in here.values())
    assert min(lists.values()) >= 3, lists
    lacking = {family: DISTRACTORS - shown for family, shown in kinds.items() if family != "F1"}
    sparse = {"edition", "gazette", "abroad", "city copy", "no basis"}
    assert not any(each - sparse for each in lacking.values()), lacking


@pytest.mark.slow
def test_the_right_ones_are_chosen_at_some_sites(corpus: Corpus, tmp_path: Path) -> None:
    check(corpus, tmp_path, SAMPLE)


@pytest.mark.campaign
def test_the_right_27_are_chosen_and_every_rejection_has_its_reason(corpus: Corpus, tmp_path: Path) -> None:
    assert check(corpus, tmp_path, NAMES) == 27


def check(corpus: Corpus, folder: Path, names: Collection[str]) -> int:
    """Crawls, builds, selects and compares; returns how many slots were."""
    with serving(everything([topic.portal(name) for name in names])) as server:
        corpus("crawl", *names, *loopback_settings(server.address), check=None)
    corpus("build", "--jobs", "2")
    engine = open_database(f"sqlite:///{folder / 'corpus.db'}")
    select_members(engine, definition())
    asked = {SITES[name].adcode for name in names}
    numbers = {slot.no for slot in definition().slots if slot.adcode in asked}
    with engine.connect() as connection:
        rows = {row["no"]: row for row in coverage(connection, definition()) if row["no"] in numbers}
        members = set(connection.scalars(select(Member.no).where(Member.corpus == topic.NAME)))
    assert list(differences(rows, names)) == []
    assert members >= numbers
    return len(rows)


def differences(rows: dict[int, Row], names: Collection[str]) -> Iterator[str]:
    """Where a slot holds another document than it should, or a rejection has other reasons."""
    expected: dict[int, dict[str, Planted]] = {no: {} for no in rows}
    for name in names:
        for each, url in held(name).values():
            if each.slot in rows:
                expected[each.slot][document_key(name, canonical(url))] = each
    for no, row in rows.items():
        planted = expected[no]
        (right,) = (key for key, each in planted.items() if each.kind == "member")
        if row["member"] != right:
            found = planted.get(row["member"])
            yield f"slot {no}: {row['member']} ({found.kind if found else 'a stranger'}), not {right}"
        candidates = {each["key"]: each for each in row["candidates"]}
        for key, each in planted.items():
            if key not in candidates:
                yield f"slot {no}: {key} ({each.kind}) is no candidate"
            elif key != right:
                yield from _reasons(no, each, candidates[key])
        for key in sorted(set(candidates) - set(planted)):
            if not _against(candidates[key]):
                yield f"slot {no}: {key}, of the portal's other documents, is admitted: {candidates[key]['title']}"


def _reasons(no: int, each: Planted, candidate: Row) -> Iterator[str]:
    against = _against(candidate)
    if set(against) != each.against:
        yield f"slot {no}: {candidate['key']} ({each.kind}): {against}, not {sorted(each.against)}"
    if each.relation and candidate["relation"] != each.relation:
        yield f"slot {no}: {candidate['key']} ({each.kind}): {candidate['relation']!r}, not {each.relation}"


def _against(candidate: Row) -> dict[str, str]:
    return {each["rule"]: each["evidence"] for each in candidate["verdicts"] if not each["passed"]}
