"""What a site is: plain values that say how its documents are listed, searched, fetched and read.

Nothing here knows Scrapy, the network, the clock or the database, so a test (or a reader) can use a
declaration as it stands. A site is a `Site` with `Source`s; a source turns a `Query` into a
`PageRequest`, and the `PageResponse` to it into a `Listing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol, runtime_checkable
from urllib.parse import urlsplit

Kind = Literal["listing", "search"]


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a source. A listing ignores `text`; a source that cannot filter by date ignores the dates."""

    text: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One request of a list page or search answer.

    `page` counts from 1 whatever the site counts from. `state` carries what the next page needs and the
    address does not show (the query's text, a channel id read from the first page): JSON values only.
    `otherwise` is what to ask where this request is refused (404 and the like) or brings no new link:
    the other reading where the evidence leaves two, or the next archive of a list kept by year.
    """

    url: str
    method: Literal["GET", "POST"] = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    page: int = 1
    state: Mapping[str, Any] = field(default_factory=dict)
    otherwise: PageRequest | None = None


@dataclass(frozen=True, slots=True)
class PageResponse:
    """What came back: the address after redirects, the decoded body, and the request it answers.

    Header names are lower case. `request` is None for a page saved by hand.
    """

    url: str
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    request: PageRequest | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A document as a list shows it.

    `url` is absolute; `published` is the list's own date; `doc_number` is normalised.
    """

    url: str
    title: str = ""
    published: date | None = None
    doc_number: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What one list page holds.

    `total` is what the site claims (documents), which may be wrong; None where it claims nothing.
    `next` is None where the page itself shows the end. A page may have no links and still a next one:
    the entry to a list kept by year, or a page that only sends on to another.

    `problem` says why the answer is not a list at all (an API's own error, a body that is not the
    promised JSON); a listing with a problem has no links and its run cannot be ok.
    """

    links: tuple[Link, ...] = ()
    next: PageRequest | None = None
    total: int | None = None
    problem: str = ""


@runtime_checkable
class Source(Protocol):
    """A way of listing or searching a site. `unverified` says what the evidence leaves open; empty when nothing."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def family(self) -> str: ...
    @property
    def unverified(self) -> str: ...

    def first(self, query: Query) -> PageRequest: ...

    def read(self, response: PageResponse) -> Listing: ...


@dataclass(frozen=True, slots=True)
class Article:
    """Where a site's document pages keep things: CSS selectors, tried in the order written (a comma parts two).

    `body` and `title` select elements; `metadata` selects the table, list or dl of labels and values.
    Empty means: the reader's general rules.
    """

    body: str = ""
    title: str = ""
    metadata: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """One government portal. `hosts` are allowed besides those of its sources' addresses.

    adcode: GB/T 2260, empty for a ministry. prefixes: the document number prefixes it issues (湘政发).
    delay, timeout: seconds between requests to one host, and for one answer.
    known_block: what is known to refuse crawlers there, for people who read a `blocked` outcome.
    """

    name: str
    title: str
    adcode: str
    sources: tuple[Source, ...]
    prefixes: tuple[str, ...] = ()
    article: Article = Article()
    hosts: tuple[str, ...] = ()
    delay: float = 2.0
    timeout: float = 30.0
    known_block: str = ""

    def source(self, source_id: str) -> Source:
        """The source of that id; KeyError where there is none."""
        for source in self.sources:
            if source.id == source_id:
                return source
        raise KeyError(source_id)

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Hosts that this site's crawl may ask: those of its sources' first pages, and `hosts`."""
        named = {urlsplit(source.first(Query()).url).hostname or "" for source in self.sources}
        return frozenset((named | set(self.hosts)) - {""})
