"""开普云's platforms (families.md, F5): /common/search by channel, search5, so-gov, /s."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from crawlers.site import Listing, PageResponse
from crawlers.sources.answer import read_answer
from crawlers.sources.column import Column
from crawlers.sources.endpoint import Endpoint
from crawlers.sources.fields import Fields
from crawlers.sources.rows import Rows
from crawlers.sources.static import in_order
from crawlers.sources.text import MAX_BYTES, absolute, decode

_IN_URL = re.compile(r"/common/search/([0-9a-f]{32})")
_IN_PAGE = re.compile(r"\bchannelId[\"']?\s{0,9}[:=]\s{0,9}[\"']?([0-9a-f]{32})\b")

_CHANNEL = Fields(
    items="data.results",
    date=("publishedTimeStr", "publishedTime"),
    number="domainMetaList.resultList[key=refno].value",
    total="data.total",
    page="data.page",
    size="data.rows",
)


def common_search(
    id: str,
    site: str,
    channel: str,
    rows: Rows | None = None,
    template: str = "index",
    size: int = 15,
    unverified: str = "",
) -> Endpoint:
    """F5a: a channel's list, as JSON, or as an HTML fragment where the site's template makes one (`rows`)."""
    return Endpoint(
        id=id,
        url=f"{site}/common/search/{channel}",
        answer=(_CHANNEL, rows or Rows()),
        family="F5a",
        query={
            **({"sort": "publishedTime"} if rows else {}),
            "page": "{page}",
            "_pageSize": str(size),
            "_isAgg": "false" if rows else "true",
            "_isJson": "false" if rows else "true",
            "_template": template,
        },
        size=size,
        unverified=unverified,
    )


@dataclass(frozen=True, slots=True)
class UcapColumn(Column):
    """F5a where the channel's id is not known: the column page says it in a script, then /common/search is asked."""

    id: str
    url: str
    size: int = 20
    family: str = "F5a"
    unverified: str = ""

    def read(self, response: PageResponse) -> Listing:
        text = decode(response.body, response.headers) if len(response.body) <= MAX_BYTES else ""
        base = absolute(self.url, response.url) or self.url
        asked = _IN_URL.search(base)
        named = asked or _IN_PAGE.search(text)
        if asked or (named and text.lstrip()[:1] == "{"):
            return self._pages(named.group(1)).read(response) if named else Listing()
        found = read_answer(Rows(), response, base)
        if found.problem:
            return Listing(problem=found.problem)
        if not named:
            return Listing(found.links)
        # The page may show the first rows itself: then page 1 brings nothing new, and page 2 is asked.
        pages = self._pages(named.group(1))
        start = pages.page(1)
        return Listing(found.links, in_order([start, pages.page(2)]) if found.links else start)

    def _pages(self, channel: str) -> Endpoint:
        return common_search(self.id, urljoin(self.url, "/").rstrip("/"), channel, size=self.size)


def search5(id: str, url: str, site_code: str, column: str, asked: Mapping[str, str] | None = None) -> Endpoint:
    """F5b: pages count from 0."""
    return Endpoint(
        id=id,
        url=url,
        answer=Fields(items="searchResultAll.searchTotal", date=("pubDate", "fwrq"), total="searchResultAll.total"),
        kind="search",
        family="F5b",
        form={
            "siteCode": site_code,
            "searchWord": "{text}",
            "column": column,
            "wordPlace": "1",
            "pageSize": "10",
            "pageNum": "{page}",
            **(asked or {}),
        },
        first_page=0,
        size=10,
    )


def sogov(
    id: str,
    url: str,
    site_code: str,
    tab: str,
    asked: Mapping[str, str] | None = None,
    pages: int = 0,
    unverified: str = "",
) -> Endpoint:
    """F5c: one keyword, no boolean; too fast an asker is answered `code: -101`."""
    return Endpoint(
        id=id,
        url=url,
        answer=Fields(
            items="resultDocs.data", title=("titleO", "title"), date="docDate", total="totalHits", ok="ok=true"
        ),
        kind="search",
        family="F5c",
        form={"siteCode": site_code, "tab": tab, "qt": "{text}", "page": "{page}", "pageSize": "20", **(asked or {})},
        size=20,
        pages=pages,
        unverified=unverified,
    )


def ucap_s(
    id: str, url: str, site_code: str, column: str, first_page: int | tuple[int, ...], unverified: str
) -> Endpoint:
    """F5d: HTML, JSON for one crawler; the weakest evidence of all search families."""
    return Endpoint(
        id=id,
        url=url,
        answer=(Fields(items="list", date="trs_time", number="filenum", total="total"), Rows()),
        kind="search",
        family="F5d",
        query={
            "siteCode": site_code,
            "searchWord": "{quoted}",
            "column": column,
            "wordPlace": "1",
            "orderBy": "",
            "pageSize": "10",
            "pageNum": "{page}",
        },
        first_page=first_page,
        size=10,
        unverified=unverified,
    )
