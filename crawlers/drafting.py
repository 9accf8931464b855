"""A first draft of a declaration, guessed from one list page or JSON answer: source, selectors, paging.

Every guess is tried on the page itself: the draft shows what its source reads there, and says in `unverified` what one
page cannot tell. A person checks it; nothing here asks the network.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit, urlunsplit

import lxml.html

from crawlers.json_drafting import drafted_fields
from crawlers.row_drafting import drafted_rows
from crawlers.site import Listing, PageResponse, Query, Site, Source
from crawlers.sources import (
    Endpoint,
    Fields,
    Fragments,
    HanwebColumn,
    QueryList,
    Rows,
    StaticList,
    UcapColumn,
    gkmlpt,
    pager,
)
from crawlers.sources.fields import parse_json
from crawlers.sources.markup import parse
from crawlers.sources.text import absolute, decode, parameters, tidy

MAX_PAGE = 4 * 1024 * 1024  # bytes; dozens of selectors are tried on it
WIDTH = 118  # characters of a line of the module
_PAGE_NAMES = ("page", "pageno", "pagenum", "pagenumber", "pageindex", "current", "p")
_TEXT_NAMES = ("q", "keyword", "keywords", "searchword", "allkeywords", "word")
_HEX = re.compile(r"\bchannelId[\"']?\s{0,9}[:=]\s{0,9}[\"']?[0-9a-f]{32}\b|/common/search/[0-9a-f]{32}")
_PROXY = re.compile(r"((?:/[\w.-]{1,40}){1,8}/dataproxy\.jsp)\?[^\"'<>\s]{0,500}?\bperpage=(\d{1,3})\b")
_QUERYLIST = re.compile(r"\b(unitid|channelCode|codeName)[\"']?\s{0,9}[:=]\s{0,9}\[?\s{0,9}[\"']([\w-]{1,60})[\"']")
_CREATED = re.compile(r"createPage(?:HTML)?\([^()\"']{1,60}[\"']([\w-]{1,60})[\"']\s{0,5},\s{0,5}[\"'](\w{1,6})[\"']")
_SID = re.compile(r"[\"']?\bSID[\"']?\s{0,9}:\s{0,9}[\"']?(\d{1,9})")
_COLUMN = re.compile(r"[\"']?\bTREE[\"']?\s{0,9}:\s{0,9}\[\s{0,9}\{[^{}]{0,200}?\"id\"\s{0,9}:\s{0,9}(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted site with its one source, and what that source reads from the page that it was drafted from."""

    site: Site
    source: Source
    listing: Listing


@dataclass(frozen=True, slots=True)
class _Page:
    response: PageResponse
    text: str
    tree: lxml.html.HtmlElement | None

    @property
    def url(self) -> str:
        return self.response.url


def draft(response: PageResponse, name: str = "") -> Draft:
    """The best guess. name: of the site; without it, what its host is called.

    Raises ValueError, in one line, for an address that is none, a body that is empty or larger than MAX_PAGE, and JSON
    that no list is found in.
    """
    if absolute("", response.url) != response.url:
        raise ValueError(f"{response.url}: not an http address")
    if not response.body.strip():
        raise ValueError(f"{response.url}: the page is empty")
    if len(response.body) > MAX_PAGE:
        raise ValueError(f"{response.url}: the page is larger than {MAX_PAGE // 2**20} MiB")
    text = decode(response.body, response.headers)
    page = _Page(response, text, None if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") else parse(text))
    guesses = (_json, _gkmlpt, _querylist, _hanweb, _ucap, _fragment, _static)
    source = next(found for guess in guesses if (found := guess(page)) is not None)
    listing = source.read(response)
    return Draft(_site(page, source, listing, name), source, listing)


def _json(page: _Page) -> Source | None:
    try:
        answer = parse_json(page.text)
    except ValueError:
        return None
    found = drafted_fields(answer, page.url) if isinstance(answer, (dict, list)) else None
    if found is None:
        raise ValueError("the JSON has no list of rows with an address and a title")
    asked = _asked(page.url)
    doubt = "" if "{page}" in asked.values() else "method and parameters of the request, which a saved answer hides"
    return _endpoint(page, found, doubt or "other pages than this one")


def _endpoint(page: _Page, answer: Fields | Fragments | Rows, unverified: str) -> Endpoint:
    asked = _asked(page.url)
    return Endpoint(
        "list",
        urlunsplit(urlsplit(page.url)._replace(query="", fragment="")),
        answer,
        kind="search" if "{text}" in asked.values() else "listing",
        query=asked,
        unverified=unverified,
    )


def _asked(url: str) -> dict[str, str]:
    """The address's parameters, the page's number and a search's text as the words that a declaration has for them."""
    asked = parameters(url)
    for name, value in asked.items():
        if name.lower() in _PAGE_NAMES and value.isdecimal():
            asked[name] = "{page}"
        elif name.lower() in _TEXT_NAMES and value:
            asked[name] = "{text}"
        else:
            asked[name] = value.replace("{", "{{").replace("}", "}}")
    return asked


def _gkmlpt(page: _Page) -> Source | None:
    """广东's platform: the page has no rows, and names the site and the columns that its interface is asked for."""
    site, column = _SID.search(page.text), _COLUMN.search(page.text)
    if "_CONFIG" not in page.text or not site or not column:
        return None
    return gkmlpt(
        "list",
        urljoin(page.url, f"/gkmlpt/api/all/{column[1]}"),
        sid=site[1],
        unverified=f"the interface has not been asked; column {column[1]} is the first of the page's tree",
    )


def _querylist(page: _Page) -> Source | None:
    """江西's platform: its pages name the column, and the first folder of their address the site."""
    codes = dict(_QUERYLIST.findall(page.text))
    website = urlsplit(page.url).path.lstrip("/").partition("/")[0]
    column = (
        codes.get("channelCode") if "unitid" in codes else codes.get("codeName") if "channelId" in page.text else ""
    )
    if not column or not website:
        return None
    return QueryList("list", page.url, website, column, unverified="/queryList has not been asked")


def _hanweb(page: _Page) -> Source | None:
    if "<datastore>" not in page.text and "dataStore" not in page.text and "queryData" not in page.text:
        return None
    bare = HanwebColumn("list", page.url)
    onward = bare.read(page.response).next
    if onward is None:
        return bare if bare.read(page.response).links else None
    if not onward.body:
        unit = "paramJson" in onward.url
        return replace(bare, family="F6c" if unit else "F6a", unverified="the unit has not been asked" if unit else "")
    ids = {name: values[0] for name, values in parse_qs(onward.body.decode()).items()}
    proxy = _PROXY.search(page.text.replace("&amp;", "&"))
    return replace(
        bare,
        column=ids["columnid"],
        unit=ids["unitid"],
        web=ids["webid"],
        proxy=proxy[1] if proxy else bare.proxy,
        per_page=int(proxy[2]) or bare.per_page if proxy else bare.per_page,
        unverified="the data proxy has not been asked",
    )


def _ucap(page: _Page) -> Source | None:
    if page.tree is None or not _HEX.search(page.text):
        return None
    return UcapColumn("list", page.url, unverified="/common/search has not been asked")


def _fragment(page: _Page) -> Source | None:
    """Rows of an address that asks for a page by number."""
    if page.tree is None or not {"{page}", "{text}"} & set(_asked(page.url).values()):
        return None
    rows = drafted_rows(page.tree, page.text, page.url) or Rows()
    return _endpoint(page, rows, "other pages than this one" if rows.row else "rows, and other pages than this one")


def _static(page: _Page) -> Source:
    rows = (drafted_rows(page.tree, page.text, page.url) if page.tree is not None else None) or Rows()
    paging, doubt = _paging(page)
    doubts = [word for word in ("" if rows.row else "rows", doubt) if word]
    written = {name: getattr(rows, name) for name in ("row", "link", "date", "number")}
    return replace(StaticList("list", page.url, **written, unverified="; ".join(doubts)), **paging)


def _paging(page: _Page) -> tuple[dict[str, Any], str]:
    """How further pages are named, and what the page leaves open of that."""
    if page.tree is None:
        return {"second_page": ()}, "paging"
    hints = pager.hints(page.text, page.tree, page.url)
    file = urlsplit(page.url).path.rpartition("/")[2]
    created = _CREATED.search(page.text)
    name = {} if file or not created else {"name": f"{created[1]}.{created[2]}"}
    stem = (file or name.get("name", "index.html")).rpartition(".")[0]
    if hints.next_url:
        following = urlsplit(hints.next_url).path.rpartition("/")[2].rpartition(".")[0]
        numbered = re.fullmatch(re.escape(stem) + r"([_-])(\d{1,6})", following)
        if numbered and hints.page in (None, 1):
            separator = {"separator": numbered[1]} if numbered[1] != "_" else {}
            return {"second_page": int(numbered[2]), **separator, **name}, ""
        return {"second_page": (), **name}, "pages after the second: the pager's links are followed"
    if hints.pages == 1:
        return name, "paging: the list has one page"
    if created:
        return name, f"that page 2 is {stem}_1, as this pager has it at most sites"
    return {"second_page": (1, 2), **name}, "paging: the page has no pager that is known"


def _site(page: _Page, source: Source, listing: Listing, name: str) -> Site:
    host = urlsplit(page.url).hostname or "unknown"
    labels = [label for label in host.removesuffix(".gov.cn").split(".") if label != "www"]
    called = re.sub(r"\W", "_", name or "_".join(labels), flags=re.ASCII).lower() or "unknown"
    numbers = Counter(link.doc_number.partition("〔")[0] for link in listing.links if link.doc_number)
    hosts = dict.fromkeys([host, *(urlsplit(link.url).hostname or "" for link in listing.links)])
    return Site(
        name=called if not called[0].isdigit() else f"site_{called}",
        title=_title(page),
        adcode="",
        sources=(source,),
        prefixes=tuple(prefix for prefix, _ in numbers.most_common(6)),
        hosts=tuple(each for each in hosts if _domain(each) == _domain(host)),
    )


def _domain(host: str) -> str:
    """hunan.gov.cn of www.hunan.gov.cn: what the hosts of one government share."""
    return ".".join(host.split(".")[-3:])


def _title(page: _Page) -> str:
    if page.tree is None:
        return ""
    named = page.tree.xpath("//meta[translate(@name, 'SITENAM', 'sitenam')='sitename']/@content")
    return tidy(str(next(iter([*named, *page.tree.xpath("//title/text()")]), "")))[:40]


def module(drafted: Draft) -> str:
    """The text of a module for crawlers/sites."""
    site = drafted.site
    classes = ", ".join(sorted(_classes(drafted.source)))
    declared = _written(site, 0)
    title = site.title.replace("\\", "").replace('"', "'")
    asked = drafted.source.first(Query()).url
    return (
        f'"""{title or site.name}: drafted by `corpus sites new`; check every line of it."""\n\n'
        f"from crawlers.site import Site\nfrom crawlers.sources import {classes}\n\n"
        f"# From {asked}\n"
        "# To be added by hand: adcode (GB/T 2260), a search, article=Article(body=…), known_block.\n"
        f"{site.name.upper()} = {declared}\n"
    )


def _classes(value: Any) -> Iterator[str]:
    if is_dataclass(value):
        yield type(value).__name__
        for field in fields(value):
            yield from _classes(getattr(value, field.name))


def _written(value: Any, depth: int) -> str:
    """A value as Python source, in the shape of the modules that are there: defaults left out, long calls broken."""
    if is_dataclass(value):
        given = []
        for field in fields(value):
            required = field.default is MISSING and field.default_factory is MISSING
            held = getattr(value, field.name)
            if required or held != (field.default if field.default is not MISSING else {}):
                word = "" if required and not isinstance(value, Site) else f"{field.name}="
                given.append(f"{word}{_written(held, depth + 1)}")
        return _call(f"{type(value).__name__}(", given, ")", depth)
    if isinstance(value, tuple):
        inner = [_written(each, depth + 1) for each in value]
        return f"({inner[0]},)" if len(inner) == 1 and "\n" not in inner[0] else _call("(", inner, ")", depth)
    if isinstance(value, Mapping):
        pairs = [f"{_written(name, depth)}: {_written(each, depth + 1)}" for name, each in value.items()]
        return _call("{", pairs, "}", depth)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _call(opening: str, given: list[str], closing: str, depth: int) -> str:
    line = f"{opening}{', '.join(given)}{closing}"
    if len(line) + 4 * depth <= WIDTH - 30 and "\n" not in line:
        return line
    space = "    " * (depth + 1)
    return f"{opening}\n" + "".join(f"{space}{each},\n" for each in given) + "    " * depth + closing
