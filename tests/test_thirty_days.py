"""Thirty simulated days of `corpus crawl --due`, as a scheduler would call it, over sites that change by a plan.

The clock is moved, nothing else: the portals answer over HTTP, every call is the command's. What must come out is
known twice: by the plan, and by what the portals served (`tests.portals.days`).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.schedule import set_interval
from crawlers.sites import SITES
from storage.address import canonical, document_key
from storage.database import open_database
from storage.migrations import upgrade
from tests.crawling import Crawl, Done, rows
from tests.portals.days import FIRST, GONE_DAYS, Calendar, Changing, Happening, plan_of, through_days
from tests.portals.faults import FAULTS, Fault
from tests.portals.server import Portal as Server
from tests.portals.server import serving
from tests.portals.sites import NAMES
from tests.portals.sites import Portal as SitePortal

SAMPLE = ("hunan", "tianjin", "ningxia")  # Last-Modified on documents, an ETag on everything, Last-Modified again
THIRDS = [pytest.param(NAMES[at : at + 11], id=f"from {NAMES[at]}") for at in range(0, len(NAMES), 11)]
STEP_HOURS = 20  # the sites' interval, so that a call a day finds all of them due
LARGEST_SHARE = 0.05  # of the first crawl's bytes, that a later run of an unchanged site may cost
# What may strike a day: a fault that lets nothing through, so the day passes as if the site had not been asked.
# ("cut body" lets a 304 through, which has none.)
STRIKING = ("500", "geo block", "瑞数 412", "redirect loop")
# Every document is asked again every day, whatever it costs: then each event is found on the day that the plan has.
EVERY_DAY = ("--set=CORPUS_RECHECK_DAYS=1", "--set=CORPUS_RECHECK_SHARE=10")


@dataclass
class Days:
    """The calls of some days, and what each left: its report files, by day."""

    folder: Path
    sites: list[Changing]
    options: tuple[str, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)
    reports: dict[int, list[Path]] = field(default_factory=dict)
    done: dict[int, Done] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        return [site.name for site in self.sites]

    def prepare(self) -> None:
        """Makes the database, and a call a day find all sites due."""
        engine = open_database(f"sqlite:///{self.folder / 'corpus.db'}")
        upgrade(engine)
        with engine.begin() as connection:
            for name in self.names:
                set_interval(connection, SITES[name], STEP_HOURS)
        engine.dispose()

    def call(self, server: Server, out: Path | None = None) -> Crawl:
        """A call of the scheduler's on the calendar's day."""
        return Crawl(self.folder, server, *self.names, "--due", *self.options, out=out, now=self.calendar.now)

    def live(self, server: Server, day: int) -> None:
        """One day: a call, and whatever report it leaves."""
        self.calendar.day = day
        before = set(self._written())
        self.done[day] = self.call(server).wait(900)
        self.reports[day] = sorted(set(self._written()) - before)

    def _written(self) -> list[Path]:
        return list((self.folder / "reports").glob("*.txt"))

    def query(self, text: str) -> list[dict[str, Any]]:
        return rows(self.folder, text)

    def events(self) -> list[tuple[str, str, int, str]]:
        """(key, kind, day, canonical new address of a move) of every row."""
        found = self.query(
            "SELECT documents.key, events.kind, happened_at, detail FROM events JOIN documents"
            " ON documents.id = events.document_id"
        )
        return sorted(
            (row["key"], row["kind"], _day(row["happened_at"]), canonical(row["detail"]) if row["detail"] else "")
            for row in found
        )

    def served(self) -> list[tuple[str, str, int, str]]:
        """The events that the portals showed."""
        return sorted(
            (document_key(site.name, address), kind, day, goal)
            for site in self.sites
            for address, kind, day, goal in site.events()
        )


def _day(moment: str) -> int:
    return (datetime.fromisoformat(moment).date() - FIRST.date()).days


def planned(site: Changing, days: int) -> set[tuple[str, str, int]]:
    """What the plan has happen, each on the first day from then on that lets anything through: (key, kind, day)."""
    open_days = [day for day in range(days) if day not in site.faults]

    def first_from(day: int) -> int:
        return next(each for each in open_days if each >= day)

    told = {(_key(site, entry.url), "new", first_from(0)) for entry in site.portal(0).entries}
    for url, each in site.plan.items():
        told |= {(_key(site, address), kind, day) for address, kind, day in _story(url, each, site, first_from)}
    return told


def _key(site: Changing, url: str) -> str:
    return document_key(site.name, canonical(url))


def _story(url: str, each: Happening, site: Changing, first_from: Any) -> list[tuple[str, str, int]]:
    day = first_from(each.day)
    gone = first_from(day + GONE_DAYS)
    if each.kind == "added":
        return [(url, "new", day)]
    if each.kind == "changed":
        return [(url, "changed", day)]
    if each.kind == "withdrawn":
        return [(url, "withdrawn", gone)]
    if each.kind == "returned":
        return [(url, "withdrawn", gone), (url, "returned", first_from(each.back))]
    appeared = (site.goal(url), "new", day)
    if each.kind == "moved":
        return [appeared, (url, "moved", day)]
    return [appeared, (url, "withdrawn", gone), (url, "moved", gone)]


def struck(name: str, days: int, seed: int = 1) -> Mapping[int, Fault]:
    """A fault on one day in ten, not on the first nor on the last ones."""
    chance = random.Random(f"fault/{seed}/{name}")
    chosen = chance.sample(range(1, days - 3), max(1, days // 10))
    return {day: FAULTS[chance.choice(STRIKING)] for day in chosen}


def kill(days: Days, server: Server, after: int) -> None:
    """A call that is killed by signal 9 when the portals have been asked so often."""
    server.asked.clear()
    running = days.call(server)
    while len(server.asked) < after and running.process.is_alive():
        running.process.join(0.002)
    running.process.kill()
    running.process.join()


def live_through(folder: Path, names: Collection[str], length: int, *, killed_on: int) -> Days:
    sites = [Changing(name, plan_of(name, length), faults=struck(name, length)) for name in names]
    days = Days(folder, sites, EVERY_DAY)
    days.prepare()
    with serving(through_days(sites, days.calendar)) as server:
        for day in range(length):
            days.calendar.day = day
            if day == killed_on:
                kill(days, server, after=30 * len(names) // 3)
            days.live(server, day)
    return days


def check(days: Days, length: int, killed_on: int) -> None:
    # Each event once, and on its day: as the portals served it, and as the plan has it.
    assert days.events() == days.served()
    for site in days.sites:
        mine = {(key, kind, day) for key, kind, day, _ in days.events() if key.startswith(f"{site.name}:")}
        assert mine == planned(site, length), site.name
    # No day without its report, and without a run of every site whose outcome is what the day was.
    assert {day: len(files) for day, files in days.reports.items()} == dict.fromkeys(range(length), 1)
    for day, (report,) in days.reports.items():
        text = report.read_text(encoding="utf-8")
        assert all(site.name in text for site in days.sites), (day, text)
    runs = days.query("SELECT site, started_at, ended_at, outcome FROM runs ORDER BY id")
    ended = [run for run in runs if run["ended_at"]]
    assert Counter((run["site"], _day(run["started_at"])) for run in ended) == Counter(
        (name, day) for name in days.names for day in range(length)
    )
    for run in ended:
        site = next(site for site in days.sites if site.name == run["site"])
        fault = site.faults.get(_day(run["started_at"]))
        good = SitePortal(site.name).outcome("listing")
        assert run["outcome"] == (fault.outcome if fault else good), run
    lost = [run for run in runs if not run["ended_at"]]
    assert all((run["outcome"], _day(run["started_at"])) == ("failed", killed_on) for run in lost)
    assert lost


@pytest.mark.slow
def test_some_sites_through_eight_days(tmp_path: Path) -> None:
    length, killed_on = 8, 4
    check(live_through(tmp_path, SAMPLE, length, killed_on=killed_on), length, killed_on)


@pytest.mark.campaign
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("names", THIRDS)
def test_every_site_through_thirty_days(tmp_path: Path, names: Collection[str]) -> None:
    length, killed_on = 30, 11
    check(live_through(tmp_path, names, length, killed_on=killed_on), length, killed_on)


def unchanged(folder: Path, names: Collection[str], length: int) -> Days:
    """Sites where nothing happens, crawled as the settings are."""
    days = Days(folder, [Changing(name, {}) for name in names])
    days.prepare()
    with serving(through_days(days.sites, days.calendar)) as server:
        for day in range(length):
            days.live(server, day)
    return days


def check_cost(days: Days) -> None:
    """A run may always ask for one document: of a site with so few that one is a larger share, it may cost that."""
    for site in days.sites:
        first, *later = (site.sent[day] for day in sorted(days.done))
        asked = Counter(each.day for each in site.served)
        dear = {
            day: round(sent / first, 4)
            for day, sent in enumerate(later, 1)
            if sent > LARGEST_SHARE * first and asked[day] > 1
        }
        assert first > 0
        assert all(later)
        assert dear == {}, site.name
    assert days.events() == days.served()
    assert {kind for _, kind, *_ in days.events()} == {"new"}


@pytest.mark.slow
def test_an_unchanged_site_costs_next_to_nothing(tmp_path: Path) -> None:
    check_cost(unchanged(tmp_path, SAMPLE, 3))


@pytest.mark.campaign
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("names", THIRDS)
def test_unchanged_sites_cost_next_to_nothing_for_thirty_days(tmp_path: Path, names: Collection[str]) -> None:
    """The documents' own turn, and the full walk, are among the days."""
    check_cost(unchanged(tmp_path, names, 33))


@pytest.mark.slow
def test_of_two_calls_at_once_one_works(tmp_path: Path) -> None:
    days = Days(tmp_path, [Changing(name, {}) for name in SAMPLE])
    days.prepare()
    other = tmp_path / "other"
    other.mkdir()
    with serving(through_days(days.sites, days.calendar)) as server:
        calls = [days.call(server), days.call(server, out=other)]
        first, second = sorted((call.wait() for call in calls), key=lambda done: "at work" in done.err)
    assert (second.code, second.out) == (0, "")
    assert second.err.startswith("another `corpus crawl --due` is at work (process ")
    assert first.code == 0
    assert Counter(row["site"] for row in days.query("SELECT site FROM runs")) == Counter(SAMPLE)
    assert days.events() == days.served()
    assert len(list((tmp_path / "reports").glob("*.txt"))) == 1
