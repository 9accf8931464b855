"""What a reader finds in one answer, before paging is thought of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from crawlers.notation import read_date
from crawlers.site import Link, PageResponse
from crawlers.sources.text import MAX_BYTES, decode


@dataclass(frozen=True, slots=True)
class Answer:
    """Links and the answer's own words about paging; None where it says nothing.

    rows: entries seen, with a usable address or not. total: documents. page: this page's number, as the
    site counts. pages: the last page's number. size: entries a page. next_url: where its pager leads.
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


def read_answer(readers: Reader | tuple[Reader, ...], response: PageResponse, base: str) -> Answer:
    """What the first reader that knows the shape finds; a problem where none does."""
    if len(response.body) > MAX_BYTES:
        return Answer(problem=f"the answer is larger than {MAX_BYTES} bytes")
    text = decode(response.body, response.headers)
    for reader in readers if isinstance(readers, tuple) else (readers,):
        found = reader.read(text, base)
        if found is not None:
            return found
    return Answer(problem="the answer is not of the declared shape" if text.strip() else "the answer is empty")
