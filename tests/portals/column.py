"""A column: one listing or search of a practice portal, the requests that it answers, and what a full walk of it shows.

Everything that portals of several families need: entries, routes, reading a request, cutting pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from tests.portals.documents import Document
from tests.portals.server import NOT_FOUND, Answer, Asked

Day = Literal["published", "written", "none"]
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Entry:
    """A document where its site publishes it. `serial` is the id that the site's lists and addresses show."""

    url: str
    document: Document
    serial: str

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def day(self) -> str:
        return self.document.published.isoformat()

    @property
    def path(self) -> str:
        parts = urlsplit(self.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def at(self, hour: int = 10) -> datetime:
        """The moment of publication, in China."""
        day = self.document.published
        return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)

    def utc(self, hour: int = 0) -> str:
        """The moment as these APIs write UTC: midnight in China is the day before."""
        return self.at(hour).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def epoch(self) -> int:
        return int(self.at(0).timestamp())


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list shows of a document: what the crawler should hold. `published` is None where it shows none."""

    url: str
    title: str
    published: date | None
    number: str


@dataclass(frozen=True, slots=True)
class Route:
    """One address and what answers there. None from `answer` means: not this column's request, ask the next one."""

    url: str  # scheme, host and path; no query
    answer: Callable[[Asked], Answer | None]
    refusal: Answer = NOT_FOUND


@dataclass(frozen=True)
class Column:
    """`day`: which day its rows show; `numbers`: whether they show the 文号.

    strangers: rows that lead to hosts that are not the site's. refuses: it answers nobody, as the evidence has it.
    """

    id: str
    entries: tuple[Entry, ...]
    routes: tuple[Route, ...]
    kind: Literal["listing", "search"] = "listing"
    day: Day = "published"
    numbers: bool = False
    strangers: tuple[Entry, ...] = ()
    refuses: bool = False

    def listed(self, query: str = "") -> tuple[Listed, ...]:
        """What a walk to the end shows; of a search, for a query."""
        return tuple(
            Listed(
                entry.url,
                entry.title,
                None if self.day == "none" else getattr(entry.document, self.day),
                entry.document.number if self.numbers else "",
            )
            for entry in matching(self.entries, query)
        )


def matching(entries: Sequence[Entry], query: str) -> tuple[Entry, ...]:
    """The entries whose title has the query, as a search by title finds them."""
    return tuple(entry for entry in entries if query in entry.title)


class Repeating(tuple[Entry, ...]):
    """The entries of a list that serves its last page again for every page past the end."""

    __slots__ = ()


def window(entries: Sequence[Entry], page: int, size: int) -> tuple[Entry, ...]:
    """The entries of a page that counts from 1; none past the end. A page below 1 is the first."""
    if isinstance(entries, Repeating):
        page = min(page, pages_of(entries, size))
    start = (max(page, 1) - 1) * size
    return tuple(entries[start : start + size])


def pages_of(entries: Sequence[Entry], size: int) -> int:
    return max(1, -(-len(entries) // size))


def fields(asked: Asked) -> dict[str, str]:
    """The parameters of a GET, or the form of a POST; a repeated one keeps its last value."""
    text = urlsplit(asked.url).query if asked.method == "GET" else asked.body.decode("utf-8", "replace")
    return dict(parse_qsl(text, keep_blank_values=True))


def json_fields(asked: Asked) -> dict[str, Any]:
    """The JSON object of a POST; empty where the body is none."""
    try:
        sent = json.loads(asked.body)
    except ValueError:
        return {}
    return sent if isinstance(sent, dict) else {}


def number(value: object, default: int) -> int:
    try:
        return int(str(value))
    except ValueError:
        return default


def agrees(sent: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a request carries these values, numbers and their text being the same."""
    return all(str(sent.get(name)) == str(value) for name, value in wanted.items())


def html(text: str, content_type: str = "text/html; charset=utf-8") -> Answer:
    return Answer(text.encode(), content_type)


def json_answer(value: object, content_type: str = "application/json;charset=UTF-8") -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False).encode(), content_type)


def document_page(body: str, head: str = "", title: str = "样例门户") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f'<body><div class="nav"><a href="/">首页</a> <a href="/zwgk/">政务公开</a></div>{body}'
        '<div class="footer">主办：样例办公厅</div></body></html>'
    )


def highlighted(title: str, query: str, tag: str = "em") -> str:
    """The title as a search shows it, the query marked."""
    return title.replace(query, f"<{tag}>{query}</{tag}>") if query else title
