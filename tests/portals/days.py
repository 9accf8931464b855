"""Portals that change from day to day: documents come, change, vanish, come back and move, as a plan has it.

    changing = [Changing(name, plan_of(name, days=30)) for name in NAMES]
    with serving(through_days(changing, calendar)) as server: calendar.day = 3; …

What a crawl should find, and on which day, follows from what was served: `Changing.events` reads it off the log.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Literal

from storage.address import canonical
from tests.portals.articles import FILE_TYPES
from tests.portals.column import Entry
from tests.portals.documents import Unit
from tests.portals.faults import Fault
from tests.portals.server import NOT_FOUND, Answer, Asked
from tests.portals.sites import NAMES, Portal, everything

FIRST = datetime(2026, 11, 24, 5, tzinfo=UTC)  # the moment of day 0
GONE_DAYS = 2  # a document is withdrawn that is missed twice, so many days apart (design.md: "twice, days apart")
# Bytes of scripts and styles in a document's page: with them it weighs about as much as a page of a government does.
# (The median of the 81 pages under shared/real/html is 15.7 kB.)
FURNITURE = 13_000


Kind = Literal["added", "changed", "withdrawn", "returned", "moved", "moved silently"]
KINDS: tuple[Kind, ...] = ("added", "changed", "withdrawn", "returned", "moved", "moved silently")
MOVES = ("moved", "moved silently")
REDATED = ("changed", *MOVES)
SHOWN_ANEW = ("added", *MOVES)
TOP = 3  # places of a list that are on its first page, whatever its size
VALIDATORS = ("ETag", "Last-Modified", "none")  # what a site's answers carry, by turns
Event = tuple[str, str, int, str]  # canonical address, kind, day, canonical new address of a move


@dataclass(frozen=True, slots=True)
class Happening:
    """What becomes of one document. back: of one that returns, the day when it does."""

    kind: Kind
    day: int
    back: int = 0

    def is_gone(self, day: int) -> bool:
        if self.kind == "returned":
            return self.day <= day < self.back
        return self.kind in ("withdrawn", "moved silently") and self.day <= day

    def entry(self, entry: Entry, day: int) -> Entry | None:
        """The document as a list shows it on a day."""
        if self.kind == "added":
            return entry if self.day <= day else None
        if day < self.day:
            return entry
        if self.kind == "changed":
            return _changed(entry)
        if self.kind in ("moved", "moved silently"):
            return _moved(entry)
        return None if self.is_gone(day) else entry


Plan = Mapping[str, Happening]  # by the address where a document stands at first


def plan_of(name: str, days: int, seed: int = 1) -> Plan:
    """A happening of each kind, on days from 1 on, early enough for a crawl to find them out in `days`.

    They strike documents that carry no file, so that no file moves with them. What a list shows anew stands near its
    top, where it is looked for every day; further down it is found when the whole list is walked.
    """
    chance = random.Random(f"{seed}/{name}")
    columns = [column for column in Portal(name, seed=seed).columns if column.kind == "listing" and not column.refuses]
    several = Counter(entry.url for column in columns for entry in column.entries)
    free = [
        (entry.url, at < TOP)
        for column in columns
        for at, entry in enumerate(column.entries)
        if several[entry.url] == 1 and entry.document.kind in _STRUCK and not entry.document.attachment
    ]
    chance.shuffle(free)
    last = max(2, days - 2 * GONE_DAYS - 4)
    plan = {}
    for kind in sorted(KINDS, key=lambda kind: kind not in SHOWN_ANEW):  # the harder to place first
        url = next((url for url, top in free if url not in plan and (top or kind not in SHOWN_ANEW)), None)
        if url is not None:
            day = chance.randint(1, last)
            plan[url] = Happening(kind, day, day + GONE_DAYS + 3)
    return plan


# Kinds of documents that have texts of their own, so that a move is told by the text.
_STRUCK = ("opinion", "notice", "measures")


def _changed(entry: Entry) -> Entry:
    """With one sentence more at its end."""
    document = entry.document
    added = "本样例自今日起另行补充一项要求。"
    last = document.units[-1]
    place, _, ordinal = last.ref.rpartition("-")
    at = max(index for index, text in enumerate(document.paragraphs) if text.endswith(last.text))
    paragraphs = (*document.paragraphs[:at], document.paragraphs[at] + added, *document.paragraphs[at + 1 :])
    units = (*document.units, Unit(f"{place}-{int(ordinal) + 1}", added))
    return replace(entry, document=replace(document, paragraphs=paragraphs, units=units))


def _is_file(answer: Answer) -> bool:
    """Whether an answer is a file that a document's page links."""
    return answer.content_type in FILE_TYPES


def _moved(entry: Entry) -> Entry:
    """At another serial in the same column: addresses end in it, or in what stands for it."""
    head, dot, ending = entry.url.rpartition(".")
    return replace(entry, url=f"{head}9{dot}{ending}")


@dataclass(frozen=True, slots=True)
class Served:
    """One answer about a document that was not spoilt. state: its version, from 0, or "gone" or "moved"."""

    day: int
    address: str
    state: int | str


@dataclass
class Calendar:
    day: int = 0

    @property
    def now(self) -> datetime:
        return FIRST + timedelta(days=self.day)


class Changing:
    """One site through the days. sent: bytes of its answers by day, heads included. faults: by day, laid over them."""

    def __init__(self, name: str, plan: Plan, *, seed: int = 1, faults: Mapping[int, Fault] | None = None) -> None:
        self.name, self.plan, self.faults = name, plan, dict(faults or {})
        self.validator = VALIDATORS[NAMES.index(name) % len(VALIDATORS)]
        self.sent: Counter[int] = Counter()
        self.served: list[Served] = []
        self._seed = seed
        self._stages: dict[int, Portal] = {}
        self._furniture = "".join(random.Random(name).choices("abcdefghijklmnopqrstuvwxyz {}:;", k=FURNITURE))
        self._fates = {_bare(url): happening for url, happening in plan.items()}
        first = {entry.url: entry for entry in Portal(name, seed=seed).entries}
        self._moved = {url: _moved(first[url]).url for url, each in plan.items() if each.kind in MOVES}
        self._dated = {_bare(self._moved.get(url, url)): each.day for url, each in plan.items() if each.kind in REDATED}

    def portal(self, day: int) -> Portal:
        """The site as it stands on a day; the same object on days between which nothing happens."""
        turns = [0, *(day for each in self.plan.values() for day in (each.day, each.back))]
        stage = max(turn for turn in turns if turn <= day)
        if stage not in self._stages:

            def fate(entry: Entry) -> Entry | None:
                return self.plan[entry.url].entry(entry, stage) if entry.url in self.plan else entry

            self._stages[stage] = Portal(self.name, seed=self._seed, fate=fate)
        return self._stages[stage]

    def answer(self, asked: Asked, day: int) -> Answer:
        """What is sent to a request on a day."""
        clean, state = self._stands(asked, day)
        given = self._with_validator(asked, clean, self._modified(asked, day) if isinstance(state, int) else None)
        if (fault := self.faults.get(day)) and asked.path != "/robots.txt":
            struck = fault.hits == "everything" or (state is not None) == (fault.hits == "documents")
            spoilt = fault.spoil(asked, given) if struck else given
            state, given = (state if spoilt is given else None), spoilt
        if state is not None and not _is_file(given):
            self.served.append(Served(day, canonical(asked.url), state))
        self.sent[day] += _size(given)
        return given

    def _stands(self, asked: Asked, day: int) -> tuple[Answer, int | str | None]:
        """The answer of a day's portal, and the state of the document that was asked for; None where none was."""
        portal = self.portal(day)
        clean = portal.answer(asked)
        if clean.reset or clean.status == 301:  # of the other scheme
            return clean, None
        address = f"{asked.host}{asked.path}"
        fate = self._fates.get(address)
        if fate and fate.kind == "moved" and fate.day <= day:
            goal = next(new for old, new in self._moved.items() if _bare(old) == address)
            return Answer(b"", status=301, headers={"Location": goal}), "moved"
        if fate and fate.is_gone(day):
            return NOT_FOUND, "gone"
        if not portal.holds(asked):
            return clean, None
        if not _is_file(clean):
            style = f"<style>{self._furniture}</style></head>".encode()
            clean = replace(clean, body=clean.body.replace(b"</head>", style, 1))
        return clean, int(fate is not None and fate.kind == "changed" and fate.day <= day)

    def _modified(self, asked: Asked, day: int) -> datetime:
        """When a document came to be as it is on a day."""
        dated = self._dated.get(f"{asked.host}{asked.path}", day + 1)
        return FIRST + timedelta(days=dated if dated <= day else -300)

    def _with_validator(self, asked: Asked, given: Answer, modified: datetime | None) -> Answer:
        """With what the site gives to ask by, or 304, as RFC 9110 has it. modified: None of what is no document:
        lists are made anew for everybody, so they have an ETag at most.
        """
        if given.status != 200 or given.reset or asked.method != "GET":
            return given
        sent = {name.lower(): value for name, value in asked.headers.items()}
        if self.validator == "ETag":
            tag = f'"{hashlib.md5(given.body, usedforsecurity=False).hexdigest()}"'
            stands, named = sent.get("if-none-match") == tag, {"ETag": tag}
        elif self.validator == "Last-Modified" and modified:
            since = sent.get("if-modified-since", "")
            stands = bool(since) and modified <= parsedate_to_datetime(since)
            named = {"Last-Modified": format_datetime(modified, usegmt=True)}
        else:
            return given
        headers = {**given.headers, **named}
        return replace(given, body=b"", status=304, headers=headers) if stands else replace(given, headers=headers)

    def goal(self, url: str) -> str:
        """Where a document that moves goes to."""
        return self._moved[url]

    def events(self) -> set[Event]:
        """What was shown to whoever asked so far: what a crawl that asked should have recorded."""
        shown: dict[str, list[Served]] = {}
        for each in self.served:
            shown.setdefault(each.address, []).append(each)
        goals = {canonical(old): canonical(new) for old, new in self._moved.items()}
        told = {event for address, answers in shown.items() for event in _told(address, answers, goals)}
        days = {(address, kind): day for address, kind, day, _ in told}
        silently = {
            (old, "moved", max(days[old, "withdrawn"], days[new, "new"]), new)
            for old, new in goals.items()
            if (old, "withdrawn") in days and (new, "new") in days
        }
        return told | silently


def _told(address: str, answers: Iterable[Served], goals: Mapping[str, str]) -> Iterator[Event]:
    """The events of one address, from what it was seen to be in the course of the days."""
    version: int | str | None = None
    missed: int | None = None
    withdrawn = moved = False
    for each in answers:
        if each.state == "gone":
            missed = each.day if missed is None else missed
            if version is not None and not withdrawn and each.day - missed >= GONE_DAYS:
                withdrawn = True
                yield address, "withdrawn", each.day, ""
        elif each.state == "moved":
            if version is not None and not moved:
                yield address, "moved", each.day, goals[address]
            moved = True
        else:
            if version is None:
                yield address, "new", each.day, ""
            elif each.state != version:
                yield address, "changed", each.day, ""
            if withdrawn:
                yield address, "returned", each.day, ""
            version, missed, withdrawn = each.state, None, False


def through_days(sites: Iterable[Changing], calendar: Calendar) -> Callable[[Asked], Answer]:
    """The sites in one server, each as it stands on the calendar's day. Which is meant does not change with it."""
    changing = {site.portal(0): site for site in sites}
    return everything(changing, lambda portal, asked, clean: changing[portal].answer(asked, calendar.day))


def _bare(url: str) -> str:
    return url.split("://", 1)[-1]


def _size(given: Answer) -> int:
    """Bytes sent for an answer, as far as we choose them: its body and its fields."""
    if given.reset:
        return 0
    fields = {"Content-Type": given.content_type, **given.headers}
    body = given.body if given.cut is None else given.body[: given.cut]
    return len(body) + sum(len(name) + len(value) + 4 for name, value in fields.items())
