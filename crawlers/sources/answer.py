"""What a reader finds in one answer, before paging is thought of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from crawlers.notation import read_date
from crawlers.site import Link


@dataclass(frozen=True, slots=True)
class Answer:
    """Links and the answer's own words about paging; None where it says nothing.

    rows: entries seen, with a usable address or not. total: documents. page: counted as the site counts.
    pages: how many pages there are. size: entries a page. next_url: where its pager leads.
    """

    links: tuple[Link, ...] = ()
    rows: int = 0
    total: int | None = None
    page: int | None = None
    pages: int | None = None
    size: int | None = None
    next_url: str = ""
    problem: str = ""


class Reader(Protocol):
    """Reads one shape of answer. None: this is not that shape."""

    def read(self, text: str, base: str) -> Answer | None: ...


def distinct(links: Iterable[Link]) -> tuple[Link, ...]:
    """Links with each address once, in order: rows come twice where a page serves desktop and telephone."""
    return tuple({link.url: link for link in reversed(list(links))}.values())[::-1]


def whole(value: object) -> int | None:
    """A count as JSON or HTML gives it: 27, "27"; None where it is no count."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if 0 <= value < 1e12 else None
    if isinstance(value, int):
        return value if 0 <= value < 10**12 else None
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def day_of(value: object) -> date | None:
    """A date from a JSON value; None for what is no date, however odd."""
    if not isinstance(value, (str, int, float)) or len(str(value)) > 200:
        return None
    try:
        return read_date(value)
    except (ValueError, OverflowError, OSError):
        return None
