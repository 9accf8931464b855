"""大汉's (Hanweb's) columns and search (families.md, F6a to F6e)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from crawlers.site import Listing, PageRequest, PageResponse, Query
from crawlers.sources.answer import distinct, read_answer, whole
from crawlers.sources.column import Column
from crawlers.sources.endpoint import Endpoint
from crawlers.sources.fields import Fields, Fragments, parse_json, values
from crawlers.sources.markup import parse
from crawlers.sources.rows import Rows
from crawlers.sources.text import MAX_BYTES, MAX_ROWS, absolute, decode, onward, parameters

_TOTAL = re.compile(r"<totalrecord>\s{0,20}(\d{1,9})\s{0,20}</totalrecord>|\btotalRecord\s{0,9}=\s{0,9}(\d{1,9})")
_STORE = re.compile(r"<datastore\s{0,9}/?>")  # an empty element is all that comes past what a site will give
_HREF = re.compile(r"href\s{0,9}=\s{0,9}[\"']([^\"']{1,2000})[\"']")
_UNIT_TAG = re.compile(r"'(\w{1,40})'\s{0,9}:\s{0,9}'([^']{0,500})'")
_NUMBERS = ("columnid", "unitid", "webid")
_ROW = Rows("body")  # a record is one row, whatever elements it is made of


@dataclass(frozen=True, slots=True)
class HanwebColumn(Column):
    """A column whose rows come from the data proxy (F6a) or a unit (F6c); the page itself says which.

    column, unit, web: the proxy's ids, where they are known; the page's own, read from its
    `nextgroup`, are believed first, because ids change when a site is rebuilt. A group is three pages.
    direct: the proxy is asked without looking at the page, by GET, for sites that no longer show it.
    """

    id: str
    url: str
    column: str = ""
    unit: str = ""
    web: str = "1"
    path: str = "/"
    webname: str = ""
    proxy: str = "/module/web/jpage/dataproxy.jsp"
    per_page: int = 15
    direct: bool = False
    family: str = "F6a"
    unverified: str = ""

    def first(self, query: Query) -> PageRequest:
        return self._group(self._ids(), 0, 1) if self.direct else PageRequest(self.url)

    def read(self, response: PageResponse) -> Listing:
        if len(response.body) > MAX_BYTES:
            return Listing(problem=f"the answer is larger than {MAX_BYTES} bytes")
        text, base = decode(response.body, response.headers), absolute(self.url, response.url) or self.url
        if text.lstrip()[:1] == "{":
            return self._read_unit(response, text, base)
        store = _datastore(text, self.unit)
        if store is not None:
            return self._read_store(response, store, base)
        if "dataproxy.jsp" in urlsplit(base).path or (response.request and response.request.state.get("seen")):
            return Listing(problem="the data proxy's answer holds no records")
        return self._read_page(response, text, base)

    def _read_page(self, response: PageResponse, text: str, base: str) -> Listing:
        """A column page without records of its own: it names a unit, or the proxy's ids are declared."""
        if unit := _unit_address(text, base):
            return Listing(next=_unit_page(unit, 1))
        found = read_answer(Rows(), response, base)
        if self.column and self.unit:
            return Listing(found.links, self._group(self._ids(), 0, 1), problem=found.problem)
        following = PageRequest(found.next_url, page=2) if found.next_url else None
        return Listing(found.links, following, found.total, found.problem)

    def _read_store(self, response: PageResponse, store: _Store, base: str) -> Listing:
        request = response.request
        asked = parameters(base)
        before = request.state.get("seen", 0) if request else max(0, (whole(asked.get("startrecord", "")) or 1) - 1)
        page = request.page if request else before // (3 * self.per_page) + 1
        seen = before + len(store.records)
        reads = [read for record in store.records[:MAX_ROWS] if (read := _ROW.read(record, base))]
        links = distinct(link for read in reads for link in read.links)
        short = len(store.records) < 3 * self.per_page
        if not store.records or (store.total is not None and seen >= store.total and short):
            return Listing(links, None, store.total)
        ids = self._ids() | store.ids
        if ids["columnid"] and ids["unitid"]:
            return Listing(links, self._group(ids, seen, page + 1), store.total)
        following = onward(base, store.next_group)
        return Listing(
            links, PageRequest(following, page=page + 1, state={"seen": seen}) if following else None, store.total
        )

    def _read_unit(self, response: PageResponse, text: str, base: str) -> Listing:
        found = Fragments("data.html", Rows("li")).read(text, base)
        if found is None:
            return Listing(problem="the unit's answer is not of the declared shape")
        where = parameters(base).get("paramJson", "")  # without it the answer was saved without its address
        page = response.request.page if response.request else _page_number(where)
        return Listing(found.links, _unit_page(base, page + 1) if found.links and where else None, found.total)

    def _ids(self) -> dict[str, str]:
        return {"columnid": self.column, "unitid": self.unit, "webid": self.web}

    def _group(self, ids: Mapping[str, str], seen: int, page: int) -> PageRequest:
        """The group of three pages after the first `seen` records; an odd first group keeps its count."""
        span = {"startrecord": seen + 1, "endrecord": seen + 3 * self.per_page, "perpage": self.per_page}
        form = {
            "col": "1",
            "appid": "1",
            "webid": ids["webid"],
            "path": self.path,
            "columnid": ids["columnid"],
            "unitid": ids["unitid"],
            "sourceContentType": "3",
            "webname": self.webname,
            "permissiontype": "0",
        }
        url, state, referer = urljoin(self.url, self.proxy), {"seen": seen}, {"Referer": self.url}
        if self.direct:
            return PageRequest(f"{url}?{urlencode(span | form)}", headers=referer, page=page, state=state)
        return PageRequest(
            f"{url}?{urlencode(span)}",
            method="POST",
            headers={**referer, "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"},
            body=urlencode(form).encode(),
            page=page,
            state=state,
        )


@dataclass(frozen=True, slots=True)
class _Store:
    """One data store: its records' markup, the total it claims, the link to the next group and the ids in it."""

    records: list[str]
    total: int | None
    next_group: str

    @property
    def ids(self) -> dict[str, str]:
        asked = parameters(self.next_group)
        return {name: asked[name] for name in _NUMBERS if asked.get(name, "").isdigit()}


def _datastore(text: str, unit: str) -> _Store | None:
    """The fullest data store of the declared unit, of any where none is declared; None for a text without one.

    A page has two where it serves desktop and telephone.
    """
    if "dataStore" in text and (found := _script_store(text)):
        return found
    stores = []
    for piece in _STORE.split(text)[1:20]:
        total = _TOTAL.search(piece)
        group = next(_between(piece, "<nextgroup>", "</nextgroup>"), "")
        linked = _HREF.search(group.replace("&amp;", "&"))
        records = [
            record.removeprefix("<![CDATA[").removesuffix("]]>") for record in _between(piece, "<record>", "</record>")
        ]
        stores.append(
            _Store(records, int(total.group(1) or total.group(2)) if total else None, linked.group(1) if linked else "")
        )
    if not stores:
        return None
    own = [store for store in stores if unit and store.ids.get("unitid") == unit]
    return max(own or stores, key=lambda store: len(store.records))


def _script_store(text: str) -> _Store | None:
    """`totalRecord=714;dataStore=["<table…>","…"]`."""
    _, _, array = text.partition("dataStore")
    try:
        records, _ = json.JSONDecoder(strict=False).raw_decode(array.lstrip(" =\t\r\n"))
    except (ValueError, RecursionError):
        return None
    total = _TOTAL.search(text)
    if not isinstance(records, list):
        return None
    return _Store([str(record) for record in records], int(total.group(1) or total.group(2)) if total else None, "")


def _between(text: str, start: str, end: str) -> Iterator[str]:
    position = text.find(start)
    while position >= 0:
        stop = text.find(end, position)
        if stop < 0:
            return
        yield text[position + len(start) : stop].strip()
        position = text.find(start, stop)


def _unit_address(text: str, base: str) -> str:
    """The unit API's address with its query, from `<script url=… queryData="{'webId':'…'}">`; of several the list's."""
    tree = parse(text) if "queryData" in text else None
    units = []
    for script in tree.iter("script") if tree is not None else ():
        asked = dict(_UNIT_TAG.findall((script.get("querydata") or "")[:5000]))
        if asked and (url := onward(base, script.get("url") or "")):
            units.append((asked.get("tagId") == "信息列表", f"{url}?{urlencode(asked)}"))
    return max(units, key=lambda unit: unit[0])[1] if units else ""


def _unit_page(address: str, page: int) -> PageRequest:
    parts = urlsplit(address)
    where = json.dumps({"pageNo": page, "pageSize": 15}, separators=(",", ":"))
    return PageRequest(
        urlunsplit(parts._replace(query=urlencode(parameters(address) | {"paramJson": where}))), page=page
    )


def _page_number(parameters: str) -> int:
    try:
        return whole(next(iter(values(parse_json(parameters), "pageNo")), 1)) or 1
    except ValueError:
        return 1


def jsearchfront(
    id: str, url: str, website: str, asked: Mapping[str, Any], size: int = 10, unverified: str = ""
) -> Endpoint:
    """F6b: HTML strings in JSON, links wrapped in link.do; in 2021 浙江 answered rows of JSON."""
    return Endpoint(
        id=id,
        url=url,
        answer=(
            Fields(
                items="dataResults.data",
                date=("createdate", "deploytime"),
                number="filenumber",
                total="totalHits",
            ),
            Fragments(
                "result",
                Rows("body", link=".jcse-news-title a, .titleWrapper a", date=".jcse-news-date, .sourceTime span"),
                total="total",
            ),
        ),
        kind="search",
        family="F6b",
        form={
            "websiteid": website,
            "q": "{text}",
            "p": "{page}",
            "pg": str(size),
            "pos": "title",
            "begin": "{since:%Y%m%d}",
            "end": "{until:%Y%m%d}",
            **asked,
        },
        size=size,
        unverified=unverified,
    )
