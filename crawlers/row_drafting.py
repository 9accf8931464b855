"""Guessing the selectors of a list's rows: what the largest group of alike rows with documents has in common."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

import lxml.html
from cssselect import SelectorError

from crawlers.notation import read_doc_number
from crawlers.site import Link
from crawlers.sources.answer import day_of
from crawlers.sources.markup import css, text_of
from crawlers.sources.rows import Rows, address_of

MAX_ANCHORS = 20_000
MAX_SELECTORS = 60  # tried on the page
_NAME = re.compile(r"[A-Za-z][\w-]{0,60}")
_ROWS = ("li", "tr", "dd", "dl")
_SHORT = 40  # characters of an element that holds a date or a number and little else

Element = lxml.html.HtmlElement


def drafted_rows(tree: Element, text: str, base: str) -> Rows | None:
    """Selectors that read what the general rule reads of the page's main list; None where it finds no list."""
    general = Rows().read(text, base)
    wanted = {link.url: link for link in general.links} if general else {}
    rows = _largest_group(tree, base, wanted)
    if not rows:
        return None
    main = {url for url in rows if url in wanted}
    best, distance = None, len(main)
    for selector in islice(_row_selectors(list(rows.values())), MAX_SELECTORS):
        read = _read(Rows(selector), text, base)
        missed = len(main.symmetric_difference(read))
        if missed < distance:
            best, distance = Rows(selector), missed
        if not missed:
            break
    return _with_parts(best, list(rows.values()), text, base) if best else None


def _read(rows: Rows, text: str, base: str) -> dict[str, Link]:
    try:
        found = rows.read(text, base)
    except SelectorError:
        return {}
    return {link.url: link for link in found.links} if found else {}


def _largest_group(tree: Element, base: str, wanted: dict[str, Link]) -> dict[str, Element]:
    """By URL, the rows around the wanted links that are children of one kind of parent: the page's main list."""
    groups: dict[tuple[str, ...], dict[str, Element]] = defaultdict(dict)
    for anchor in islice(tree.iter("a"), MAX_ANCHORS):
        url = address_of(anchor, base)
        if url in wanted:
            row = _row_of(anchor)
            groups[(str(row.tag), *_path(row))].setdefault(url, row)
    return max(groups.values(), key=len, default={})


def _row_of(anchor: Element) -> Element:
    """The list item or table row around a link, else the largest element near it whose links all lead where it does."""
    listed = next((up for up in anchor.iterancestors() if up.tag in _ROWS), None)
    if listed is not None:
        return listed
    row, address = anchor, anchor.get("href")
    for up in islice(anchor.iterancestors(), 4):
        if up.tag in ("body", "html") or any(each.get("href") != address for each in up.iter("a")):
            break
        row = up
    return row


def _path(row: Element) -> tuple[str, ...]:
    return tuple(_simple(up) for up in islice(row.iterancestors(), 3))


def _simple(element: Element) -> str:
    """`tag#id`, `tag.class` or `tag`."""
    name = element.get("id") or ""
    if _NAME.fullmatch(name) and not any(char.isdigit() for char in name):
        return f"{element.tag!s}#{name}"
    return next(iter(_classed(element)), str(element.tag))


def _classed(element: Element) -> list[str]:
    names = (element.get("class") or "").split()[:4]
    return [f"{element.tag!s}.{name}" for name in names if _NAME.fullmatch(name)]


def _row_selectors(rows: list[Element]) -> Iterator[str]:
    """From short to long: the rows' own classes, then what they stand in."""
    shared = [name for name, count in _counted(rows).items() if count == len(rows)]
    own = [*shared, str(rows[0].tag)]
    yield from shared
    for up in islice(rows[0].iterancestors(), 6):
        if up.tag in ("body", "html"):
            break
        for place in dict.fromkeys([_simple(up), *_classed(up)]):
            if place != up.tag:
                yield from (f"{place} {name}" for name in own)
    yield str(rows[0].tag)


def _counted(elements: list[Element]) -> Counter[str]:
    return Counter(name for element in elements for name in set(_classed(element)))


def _with_parts(rows: Rows, found: list[Element], text: str, base: str) -> Rows:
    """With selectors of date and number where they change nothing of what is read."""
    before = _read(rows, text, base)
    for part, holds in (("date", _is_date), ("number", _is_number)):
        for selector in _part_selectors(found, holds):
            tried = replace(rows, **{part: selector})
            if _read(tried, text, base) == before:
                rows = tried
                break
    return rows


def _is_date(text: str) -> bool:
    return bool(text) and len(text) <= _SHORT and day_of(text) is not None


def _is_number(text: str) -> bool:
    return bool(text) and len(text) <= _SHORT and bool(read_doc_number(text))


def _part_selectors(rows: list[Element], holds: Callable[[str], bool]) -> Iterator[str]:
    """Classes of the elements that hold a part in most of the rows, the most frequent first."""
    counts: Counter[str] = Counter()
    for row in rows[:50]:
        inner = [each for each in islice(row.iterdescendants(), 60) if isinstance(each.tag, str) and each.tag != "a"]
        counts.update({name for each in inner if holds(text_of(each)) for name in _classed(each)})
    yield from (name for name, count in counts.most_common(5) if count * 2 > len(rows[:50]) and _sound(name))


def _sound(selector: str) -> bool:
    try:
        css(selector)
    except SelectorError:
        return False
    return True
