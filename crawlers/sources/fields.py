"""JSON answers, read by declared paths: rows into links, or HTML strings inside JSON into rows.

A path is names joined by dots. A name steps into an object, and on a list into each of its members;
`*` steps into every value; `name[key=value]` keeps the members that say so; `name{}` parses JSON
that stands in a string. Several paths are tried in order, and the first that holds something counts;
of `items` all count, because catMap kinds and flat kinds, list and listAndBox fill different ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from crawlers.notation import read_doc_number
from crawlers.site import Link
from crawlers.sources.answer import Answer, day_of, distinct, whole
from crawlers.sources.rows import Rows
from crawlers.sources.text import MAX_ROWS, absolute, plain, tidy

Paths = str | tuple[str, ...]

_CALLBACK = re.compile(r"[\w.$]{1,100}\s{0,9}\(")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")  # line breaks within JSON strings are an accident (福建), not a space
_STEP = re.compile(r"(?P<name>[^.\[\]{}]+)(?:\[(?P<key>[^=\]]+)=(?P<wanted>[^\]]*)\])?(?P<packed>\{\})?(?:\.|$)")


def parse_json(text: str) -> Any:
    """The value of JSON or JSONP, control characters in strings and a BOM allowed; ValueError for anything else.

    Depth is bounded by the interpreter's recursion limit, which counts as ValueError here.
    """
    text = text.lstrip("\ufeff \t\r\n")
    if called := _CALLBACK.match(text):
        text = text[called.end() : max(text.rfind(")"), called.end())]
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None


@cache
def _steps(path: str) -> tuple[tuple[str, str, str, bool], ...]:
    steps = []
    position = 0
    while position < len(path):
        found = _STEP.match(path, position)
        if not found:
            raise ValueError(f"not a path: {path}")
        steps.append((found["name"], found["key"] or "", found["wanted"] or "", bool(found["packed"])))
        position = found.end()
    return tuple(steps)


def values(root: Any, path: str) -> list[Any]:
    """All that a path leads to, lists opened; empty where it leads nowhere."""
    here = [root]
    for name, key, wanted, packed in _steps(path):
        there: list[Any] = []
        for value in _opened(here):
            if isinstance(value, dict):
                there += list(value.values()) if name == "*" else [value[name]] if name in value else []
        if packed:
            there = [_unpacked(value) for value in there]
        if key:
            there = [value for value in _opened(there) if isinstance(value, dict) and _word(value.get(key)) == wanted]
        here = there
    return list(_opened(here))


def _opened(found: list[Any]) -> Iterator[Any]:
    for value in found:
        if isinstance(value, list):
            yield from value
        else:
            yield value


def _unpacked(value: Any) -> Any:
    try:
        return parse_json(value) if isinstance(value, str) else value
    except ValueError:
        return None


def _word(value: Any) -> str:
    """A JSON scalar as text; empty for null, lists and objects."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (str, int, float)) else ""


def _each(paths: Paths) -> tuple[str, ...]:
    return (paths,) if isinstance(paths, str) else paths


def _first(row: Any, paths: Paths) -> str:
    return next((word for path in _each(paths) if path for value in values(row, path) if (word := _word(value))), "")


def _count(answer: Any, paths: Paths) -> int | None:
    """The sum at the first path that leads to anything but 0 (catMap kinds say 0 at the top, and have several)."""
    total = None
    for path in filter(None, _each(paths)):
        counts = [count for value in values(answer, path) if (count := whole(value)) is not None]
        if counts:
            total = sum(counts)
        if total:
            break
    return total


@dataclass(frozen=True, slots=True)
class Fields:
    """Where a JSON answer keeps its rows, and a row its facts.

    items: to the rows, from the top. title, url, date, number: within a row. total, page, pages, size:
    from the top. ok: `path=value` that a good answer says; an answer that says another value is a problem,
    told in the words at `message`. address: the URL where a row gives an id only, `{}` standing for it.
    """

    items: Paths
    title: Paths = "title"
    url: Paths = "url"
    date: Paths = ()
    number: Paths = ()
    total: Paths = ()
    page: Paths = ()
    pages: Paths = ()
    size: Paths = ()
    ok: str = ""
    message: Paths = ("msg", "message")
    address: str = ""

    def read(self, text: str, base: str) -> Answer | None:
        """None where the text is not JSON, or JSON of another shape."""
        try:
            answer = parse_json(text)
        except ValueError:
            return None
        if refusal := self._refusal(answer):
            return Answer(problem=refusal)
        if not any(_leads(answer, path) for path in (*_each(self.items), *_each(self.total))):
            return None
        found = [row for path in _each(self.items) for row in values(answer, path) if isinstance(row, dict)]
        rows = [row for row in found[:MAX_ROWS] if _first(row, self.title) or _first(row, self.url)]
        links = [self._link(row, base) for row in rows]
        return Answer(
            links=distinct(link for link in links if link is not None),
            rows=len(rows),
            total=_count(answer, self.total),
            page=_count(answer, self.page),
            pages=_count(answer, self.pages),
            size=_count(answer, self.size),
        )

    def _refusal(self, answer: Any) -> str:
        path, _, wanted = self.ok.partition("=")
        said = [_word(value) for value in values(answer, path)] if path else []
        if not said or wanted in said:
            return ""
        return tidy(f"{path} is {said[0][:40] or 'null'}, not {wanted}: {_first(answer, self.message)[:200]}").rstrip(
            ": "
        )

    def _link(self, row: dict[str, Any], base: str) -> Link | None:
        where = _first(row, self.url)
        if self.address and where:
            where = self.address.replace("{}", quote(where, safe=""))
        url = absolute(base, where)
        if not url:
            return None
        days = (day_of(value) for path in _each(self.date) for value in values(row, path))
        return Link(
            url=url,
            title=plain(_CONTROL.sub("", _first(row, self.title))),
            published=next((day for day in days if day), None),
            doc_number=read_doc_number(tidy(_first(row, self.number)[:500])),
        )


def _leads(answer: Any, path: str) -> bool:
    """Whether the answer has the place that a path names, filled or not; the empty path is a list at the top."""
    if not path:
        return isinstance(answer, list)
    place, _, name = path.rpartition(".")
    holders = values(answer, place) if place else list(_opened([answer]))
    name = name.partition("[")[0].removesuffix("{}")
    return any(isinstance(holder, dict) and (name in holder or name == "*") for holder in holders)


@dataclass(frozen=True, slots=True)
class Fragments:
    """HTML strings inside JSON, each read by itself."""

    items: Paths
    rows: Rows
    total: Paths = ()

    def read(self, text: str, base: str) -> Answer | None:
        """None where the text is not JSON, or JSON of another shape."""
        try:
            answer = parse_json(text)
        except ValueError:
            return None
        if not any(_leads(answer, path) for path in (*_each(self.items), *_each(self.total))):
            return None
        pieces = [value for path in _each(self.items) for value in values(answer, path) if isinstance(value, str)]
        found = [read for piece in pieces[:MAX_ROWS] if (read := self.rows.read(piece, base))]
        links = [link for read in found for link in read.links]
        return Answer(links=distinct(links), rows=len(links), total=_count(answer, self.total))
