"""Lists kept as numbered files: index.html, index_1.html … (families.md, F2, F2b, F2c)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit, urlunsplit

from crawlers.site import Listing, PageRequest, PageResponse, Query
from crawlers.sources import pager
from crawlers.sources.answer import Answer, read_answer
from crawlers.sources.column import Column
from crawlers.sources.markup import css, parse
from crawlers.sources.rows import Rows, address_of, title_of
from crawlers.sources.text import absolute, decode, onward

MAX_HOPS = 3
MAX_ENTRY = 1024 * 1024  # bytes of a page that only leads on
MAX_YEARS = 100
_YEAR = re.compile(r"^\D{0,6}(?:19|20)\d\d\D{0,6}$")  # the whole text of a link to a year: 2022年, 2022年文件


@dataclass(frozen=True, slots=True)
class StaticList(Column):
    """A list whose page k is a file of its own, its number written after the name of the first.

    second_page: the number in the second page's name; several are tried in order, none means that
    only the page's own pager is followed. separator stands before the number. name: the first page's
    file where `url` ends in a slash. entry: another address of the first page, asked where `url` does not
    answer. An address may redirect: pages are counted on from where it leads.
    """

    id: str
    url: str
    row: str = ""
    link: str = ""
    title: str = ""
    date: str = ""
    number: str = ""
    flag: str = ""
    second_page: int | tuple[int, ...] = 1
    separator: str = "_"
    name: str = "index.html"
    entry: str = ""
    family: str = "F2"
    unverified: str = ""

    def first(self, query: Query) -> PageRequest:
        return PageRequest(self.url, otherwise=PageRequest(self.entry) if self.entry else None)

    def read(self, response: PageResponse) -> Listing:
        base = absolute(self.url, response.url) or self.url
        rows = Rows(self.row, self.link, self.title, self.date, self.number, self.flag)
        found = read_answer(rows, response, base)
        if found.problem or not found.links:
            return Listing(next=self._sent_on(response, base), total=found.total, problem=found.problem)
        return Listing(found.links, self._next(found, base, response.request), found.total)

    def _sent_on(self, response: PageResponse, base: str) -> PageRequest | None:
        request = response.request
        tree = parse(decode(response.body, response.headers)) if len(response.body) < MAX_ENTRY else None
        hops = request.state.get("hops", 0) if request else 0
        target = pager.sent_on(tree, base) if tree is not None else ""
        if not target or hops >= MAX_HOPS:
            return None
        return PageRequest(target, page=request.page if request else 1, state={"hops": hops + 1})

    def _next(self, found: Answer, base: str, request: PageRequest | None) -> PageRequest | None:
        bases = (self.second_page,) if isinstance(self.second_page, int) else self.second_page
        settled = request.state.get("second_page") if request else None
        if settled is not None:
            bases = (settled,)
        page, stem, extension = self._place(base, bases[0] if bases else 2)
        if request is not None:
            page = request.page
        elif found.page is not None and page == 1:
            page = found.page
        if found.pages is not None and page >= found.pages:
            return None
        if found.next_url:
            return PageRequest(found.next_url, page=page + 1)
        readings = [
            PageRequest(
                f"{stem}{self.separator}{page - 1 + second}{extension}",
                page=page + 1,
                state={"second_page": second} if len(bases) > 1 or settled is not None else {},
            )
            for second in bases
        ]
        return in_order(readings)

    def _place(self, base: str, second: int) -> tuple[int, str, str]:
        """The page's number, and the address of the first page split before its extension."""
        parts = urlsplit(self.url if base == self.entry else base)
        folder, _, file = parts.path.rpartition("/")
        file = file or self.name
        stem, dot, extension = file.rpartition(".")
        stem, extension = (stem, dot + extension) if dot else (file, "")
        own = urlsplit(self.url).path.rpartition("/")[2].rpartition(".")[0] or self.name.rpartition(".")[0]
        page = 1
        numbered = re.fullmatch(r"(.{1,200})" + re.escape(self.separator) + r"(\d{1,6})", stem)
        if numbered and stem != own:
            stem, page = numbered.group(1), max(1, int(numbered.group(2)) - second + 2)
        return page, urlunsplit((parts.scheme, parts.netloc, f"{folder}/{stem}", "", "")), extension


def in_order(readings: list[PageRequest]) -> PageRequest | None:
    """The first request, the others to be asked in turn where it brings nothing new."""
    chain: PageRequest | None = None
    for request in reversed(readings):
        chain = replace(request, otherwise=chain)
    return chain


@dataclass(frozen=True, slots=True)
class YearArchive(Column):
    """A section page that leads to one static list a year (上海, F2c).

    archive selects the links to the years; each year's list is read as a StaticList.
    """

    id: str
    url: str
    archive: str = "a"
    row: str = ""
    link: str = ""
    date: str = ""
    second_page: int = 2
    family: str = "F2c"
    unverified: str = ""

    def read(self, response: PageResponse) -> Listing:
        base = absolute(self.url, response.url) or self.url
        folder = urljoin(base, ".")
        pages = StaticList(self.id, folder, self.row, self.link, date=self.date, second_page=self.second_page)
        listing = pages.read(replace(response, url=base))
        if listing.problem:
            return listing
        if base == self.url:
            years = self._years(response, base)
        else:
            years = list(response.request.state.get("years", ())) if response.request else []
        later = PageRequest(years[0], state={"years": years[1:]}) if years else None
        if listing.next is None or not listing.links:
            return replace(listing, next=later)
        return replace(listing, next=replace(listing.next, state={"years": years}, otherwise=later))

    def _years(self, response: PageResponse, base: str) -> list[str]:
        """The years' lists in the section's order (newest first), on its own host."""
        tree = parse(decode(response.body, response.headers)) if len(response.body) < MAX_ENTRY else None
        years: dict[str, None] = {}
        for anchor in css(self.archive)(tree) if tree is not None else ():
            url = address_of(anchor, base)
            if _YEAR.search(title_of(anchor)[0]) and onward(base, url):
                years[url] = None
        return list(years)[:MAX_YEARS]
