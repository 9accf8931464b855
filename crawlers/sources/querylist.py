"""江西's platform (families.md, F6d): a column page carries its first rows and the id that /queryList wants."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urljoin

from crawlers.site import Link, Listing, PageRequest, PageResponse
from crawlers.sources.column import Column
from crawlers.sources.endpoint import Endpoint
from crawlers.sources.fields import Fields
from crawlers.sources.static import in_order
from crawlers.sources.text import MAX_BYTES, absolute, decode

_EMBEDDED = Fields("", title=("title", "showTitle"), url="urls{}.pc", date="pubDate")
_ANSWER = replace(_EMBEDDED, items="data.results.source", total="data.total", page="data.page", size="data.rows")
_UNIT = re.compile(r"\bunitid[\"']?\s{0,9}:\s{0,9}[\"'](\w{1,40})[\"']")
_ARTICLES = re.compile(r"\barticleList[\"']?\s{0,9}:\s{0,9}(?=\[)")


@dataclass(frozen=True, slots=True)
class QueryList(Column):
    """website, channel: the codes in the column's address (/jxsrmzf/szfwj/). The unit's id comes from the page."""

    id: str
    url: str
    website: str
    channel: str
    size: int = 15
    family: str = "F6d"
    unverified: str = ""

    def read(self, response: PageResponse) -> Listing:
        text = decode(response.body, response.headers) if len(response.body) <= MAX_BYTES else ""
        if text.lstrip()[:1] == "{" or (response.request and response.request.method == "POST"):
            return self._pages(_unit_asked(response.request)).read(response)
        named = _UNIT.search(text)
        pages = self._pages(named.group(1) if named else "")
        embedded = self._embedded(text, absolute(self.url, response.url) or self.url)
        # The page carries the first rows in the same order (50 in 2025): what follows them is asked first.
        known = len(embedded) // self.size
        return Listing(embedded, in_order([pages.page(known + 1), pages.page(1)] if known else [pages.page(1)]))

    def _embedded(self, text: str, base: str) -> tuple[Link, ...]:
        found = _ARTICLES.search(text)
        try:
            articles = json.JSONDecoder(strict=False).raw_decode(text, found.end())[0] if found else []
        except (ValueError, RecursionError):
            return ()
        read = _EMBEDDED.read(json.dumps(articles), base)
        return read.links if read else ()

    def _pages(self, unit: str) -> Endpoint:
        return Endpoint(
            self.id,
            urljoin(self.url, "/queryList"),
            _ANSWER,
            form={
                "current": "{page}",
                "perPage": str(self.size),
                "pageSize": str(self.size),
                "unitid": unit,
                "webSiteCode[]": self.website,
                "channelCode[]": self.channel,
                "showMode": "full",
                "sort": "sortNum",
                "order": "desc",
            },
            size=self.size,
        )


def _unit_asked(request: PageRequest | None) -> str:
    form = parse_qs(request.body.decode("utf-8", "replace")) if request else {}
    return form.get("unitid", [""])[0]
