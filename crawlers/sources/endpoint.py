"""Lists and searches asked page by page through parameters, by GET or POST."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from urllib.parse import quote, unquote, urlencode, urlsplit, urlunsplit

from crawlers.site import Kind, Listing, PageRequest, PageResponse, Query
from crawlers.sources.answer import Answer, Reader, read_answer, whole
from crawlers.sources.static import in_order
from crawlers.sources.text import absolute, parameters

Parameters = Mapping[str, Any]


class _Day:
    """A date in a parameter: ISO, or as its format says; nothing where none is asked for."""

    def __init__(self, day: date | None) -> None:
        self.day = day

    def __format__(self, pattern: str) -> str:
        return self.day.strftime(pattern or "%Y-%m-%d") if self.day else ""


class _Choice:
    """`{dated:yes|no}`: the first word where it holds, else the second."""

    def __init__(self, holds: bool) -> None:
        self.holds = holds

    def __format__(self, words: str) -> str:
        yes, _, no = words.partition("|")
        return yes if self.holds else no


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address that answers page after page.

    query, form and json hold the parameters; a string in them may say {text}, {quoted} (the text
    percent-encoded once more), {page} (as the site counts), {since}, {until} (ISO, or {since:%Y%m%d})
    and {dated:yes|no}. first_page: what the site counts from; several where the evidence leaves it
    open, tried in order. size: rows a page, 0 where unknown. pages: the last page the site will serve.
    method: POST where there is a form or json, else GET, unless it says otherwise.
    """

    id: str
    url: str
    answer: Reader | tuple[Reader, ...]
    kind: Kind = "listing"
    family: str = ""
    query: Parameters = field(default_factory=dict)
    form: Parameters = field(default_factory=dict)
    json: Parameters = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    first_page: int | tuple[int, ...] = 1
    size: int = 0
    pages: int = 0
    method: Literal["", "GET", "POST"] = ""
    unverified: str = ""

    def first(self, query: Query) -> PageRequest:
        asked = {"text": query.text, "since": _iso(query.since), "until": _iso(query.until)}
        return self._ask(1, {name: value for name, value in asked.items() if value}, self._bases())

    def page(self, number: int) -> PageRequest:
        """The request of one page, counted from 1, of the whole list."""
        return self._ask(number, {}, self._bases())

    def read(self, response: PageResponse) -> Listing:
        base = absolute(self.url, response.url) or self.url
        found = read_answer(self.answer, response, base)
        if found.problem:
            return Listing(problem=found.problem)
        return Listing(found.links, self._next(found, base, response.request), found.total)

    def _bases(self) -> tuple[int, ...]:
        return (self.first_page,) if isinstance(self.first_page, int) else self.first_page

    def _next(self, found: Answer, url: str, request: PageRequest | None) -> PageRequest | None:
        state = dict(request.state) if request else self._asked_in(url)
        base = state.pop("first_page", self._bases()[0])
        if request:
            page = request.page
        else:
            shown = found.page if found.page is not None else whole(self._said_in(url, "{page}"))
            page = max(1, (base if shown is None else shown) - base + 1)
        size = found.size or self.size
        short = found.rows < size or not size
        over = found.total is not None and size and page * size >= found.total
        last = min((pages for pages in (found.pages, self.pages) if pages), default=page + 1)
        if not found.rows or (short and over) or page >= last:
            return None
        others = self._bases()[self._bases().index(base) :] if base in self._bases() else (base,)
        return self._ask(page + 1, state, others if page == 1 else (base,))

    def _asked_in(self, url: str) -> dict[str, Any]:
        """What a saved answer's address asked for."""
        text = self._said_in(url, "{text}") or unquote(self._said_in(url, "{quoted}"))
        return {"text": text} if text else {}

    def _said_in(self, url: str, word: str) -> str:
        """The value in an address of the parameter that the declaration fills with `word`; empty where it has none."""
        name = next((name for name, value in self.query.items() if value == word), "")
        return parameters(url).get(name, "")

    def _ask(self, page: int, asked: Parameters, bases: tuple[int, ...]) -> PageRequest:
        requests = [self._request(page, asked, base) for base in bases]
        return in_order(requests) or requests[0]

    def _request(self, page: int, asked: Parameters, base: int) -> PageRequest:
        words = _words(asked, page - 1 + base)
        body, content = b"", ""
        if self.json:
            body = json.dumps(_filled(self.json, words), ensure_ascii=False).encode()
            content = "application/json;charset=UTF-8"
        elif self.form:
            body = urlencode(_pairs(_filled(self.form, words))).encode()
            content = "application/x-www-form-urlencoded; charset=UTF-8"
        return PageRequest(
            _with_query(self.url, _filled(self.query, words)),
            method=self.method or ("POST" if content else "GET"),
            headers={**self.headers, **({"Content-Type": content} if content else {})},
            body=body,
            page=page,
            state={**asked, **({"first_page": base} if len(self._bases()) > 1 else {})},
        )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _words(asked: Parameters, page: int) -> dict[str, Any]:
    since, until = (date.fromisoformat(asked[name]) if asked.get(name) else None for name in ("since", "until"))
    text = str(asked.get("text", ""))
    return {
        "text": text,
        "quoted": quote(text, safe=""),
        "page": page,
        "since": _Day(since),
        "until": _Day(until),
        "dated": _Choice(bool(since or until)),
    }


def _filled(template: Any, words: Mapping[str, Any]) -> Any:
    """The template with its words filled in; `{page}` alone stays a number, as JSON wants it."""
    if isinstance(template, str):
        return words["page"] if template == "{page}" else template.format(**words) if "{" in template else template
    if isinstance(template, Mapping):
        return {name: _filled(value, words) for name, value in template.items()}
    if isinstance(template, (list, tuple)):
        return [_filled(value, words) for value in template]
    return template


def _pairs(parameters: Parameters) -> list[tuple[str, Any]]:
    return [
        (name, each)
        for name, value in parameters.items()
        for each in (value if isinstance(value, (list, tuple)) else (value,))
    ]


def _with_query(url: str, parameters: Parameters) -> str:
    parts = urlsplit(url)
    query = "&".join(filter(None, (parts.query, urlencode(_pairs(parameters)))))
    return urlunsplit(parts._replace(query=query))
