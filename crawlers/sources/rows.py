"""HTML rows: a list page, a search page or a fragment, read into links by CSS selectors or by a general rule."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date as date_type
from itertools import chain, islice

import lxml.html

from crawlers.notation import date_in_url, read_doc_number
from crawlers.site import Link
from crawlers.sources import pager
from crawlers.sources.answer import Answer, day_of, distinct
from crawlers.sources.markup import css, first, parse, text_of
from crawlers.sources.text import MAX_ROWS, absolute, plain, tidy

MAX_ROW_LINKS = 8  # an element with more links than that is no row: each link stands for itself, with what follows it
MAX_CLIMB = 4  # elements above a link that may be its row where no list or table says what is
_BLOCKS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd")
_GENERAL_ROW = ("li", "tr", "dd")
_PUBLISHED = re.compile(r"(?:发布|公开|发文)(?:日期|时间)\s{0,4}[：:]\s{0,4}(.{0,40})")
_LAST_DATE = re.compile(r"\s{0,3}[\[（(]?(?:19|20)\d\d([-./])\d{1,2}\1\d{1,2}[\])）]?$")
_IN_SCRIPT = re.compile(r"[\"']((?:https?:)?[./][^\"'\s<>]{2,500})[\"']")
_OWN_NUMBER = re.compile(r"[（(]([^（()）]{2,30}[〔\[﹝【(（]\d{4}[〕\]﹞】)）]\s{0,2}第?\d{1,5}\s{0,2}号)[）)]$")


@dataclass(frozen=True, slots=True)
class Rows:
    """Selectors, all but `row` within the row, and all optional.

    Without `row`, a row is what stands around a link that `link` selects. Without both, or where they
    match nothing, it is any li, tr or dd with a link and a date beside it or in its address. Without the
    others: the first link, its title attribute or text, and the first date and document number beside
    it. `flag` names an element that must say 是.
    """

    row: str = ""
    link: str = ""
    title: str = ""
    date: str = ""
    number: str = ""
    flag: str = ""

    def read(self, text: str, base: str) -> Answer | None:
        """None where the text is JSON; any other is HTML to somebody."""
        if text.lstrip()[:1] in ("{", "["):
            return None
        tree = parse(text)
        if tree is None:
            return Answer()
        links = [self._read_row(*found) for found in self._rows(tree, base)]
        if not links and not (self.flag and css(self.flag)(tree)):
            links = list(islice(self._general(tree, base), MAX_ROWS))
        hints = pager.hints(text, tree, base)
        return Answer(
            links=distinct(links),
            rows=len(links),
            total=hints.total,
            page=hints.page,
            pages=hints.pages,
            next_url=hints.next_url,
        )

    def _rows(
        self, tree: lxml.html.HtmlElement, base: str
    ) -> list[tuple[lxml.html.HtmlElement, lxml.html.HtmlElement, str]]:
        """Row, link and address of each row that counts; of rows within rows the inner ones."""
        if not self.row:
            return self._rows_of_links(tree, base)
        found = {}
        for row in islice(css(self.row)(tree), MAX_ROWS):
            if self.flag and (flag := first(row, self.flag)) is not None and text_of(flag) != "是":
                continue
            for anchor in css(self.link)(row) if self.link else row.iter("a"):
                if url := address_of(anchor, base):
                    found[row] = (row, anchor, url)
                    break
        return [counted for row, counted in found.items() if row is _innermost(counted[1], found)]

    def _rows_of_links(
        self, tree: lxml.html.HtmlElement, base: str
    ) -> list[tuple[lxml.html.HtmlElement, lxml.html.HtmlElement, str]]:
        """Rows known by their links alone: the element around a link, or the link itself where links share one."""
        anchors = list(islice(css(self.link)(tree), MAX_ROWS)) if self.link else []
        around = _rows_around(anchors)
        shared = Counter(around.values())
        return [
            (around[anchor] if shared[around[anchor]] == 1 else anchor, anchor, url)
            for anchor in anchors
            if (url := address_of(anchor, base))
        ]

    def _read_row(self, row: lxml.html.HtmlElement, anchor: lxml.html.HtmlElement, url: str) -> Link:
        heading = first(row, self.title)
        if heading is None:
            heading = heading_of(anchor)
        if heading is None:
            title, rest = title_of(anchor)
            beside = f"{text_of(row, without=anchor) if row is not anchor else tidy(anchor.tail or '')} {rest}"
        else:
            title = plain(text_of(heading, between=""))
            beside = text_of(row, without=heading)
        dated, numbered = first(row, self.date), first(row, self.number)
        published = (day_of(text_of(dated)[:200]) if dated is not None else None) or date_in(beside)
        if published is None and row.tag not in _GENERAL_ROW:
            published = _date_after(row)
        last = _LAST_DATE.search(title)
        if last and (published is None or published == day_of(last.group())):
            title, published = title[: last.start()], day_of(last.group())
        return Link(
            url=url,
            title=title,
            published=published,
            doc_number=(numbered is not None and number_in(text_of(numbered), "")) or number_in(beside, title),
        )

    def _general(self, tree: lxml.html.HtmlElement, base: str) -> Iterator[Link]:
        """Links that look like documents wherever they stand: a date beside them, or one in the address."""
        rows = _rows_around(list(islice(tree.iter("a"), MAX_ROWS)))
        links_in = Counter(rows.values())
        best: dict[lxml.html.HtmlElement, Link] = {}
        for anchor, around in rows.items():
            row = around if links_in[around] <= MAX_ROW_LINKS else anchor
            url = address_of(anchor, base)
            if not url or url == base:
                continue
            link = self._read_row(row, anchor, url)
            if link.title and not pager.is_pager(link.title) and (link.published or date_in_url(url)):
                known = best.get(row)
                if known is None or len(link.title) > len(known.title):
                    best[row] = link
        yield from best.values()


def _innermost(anchor: lxml.html.HtmlElement, rows: Container[lxml.html.HtmlElement]) -> lxml.html.HtmlElement | None:
    """The row that an anchor belongs to, where rows stand within rows (nested blocks, rows never closed)."""
    return next((up for up in chain((anchor,), anchor.iterancestors()) if up in rows), None)


def _rows_around(anchors: list[lxml.html.HtmlElement]) -> dict[lxml.html.HtmlElement, lxml.html.HtmlElement]:
    """What stands around each link: its li, tr or dd, else the largest element near it that has no other link."""
    near = {anchor: list(islice(anchor.iterancestors(), MAX_CLIMB)) for anchor in anchors}
    links_in = Counter(up for ups in near.values() for up in ups)
    around = {}
    for anchor, ups in near.items():
        alone = [up for up in ups if links_in[up] == 1 and up.tag not in ("body", "html")]
        listed = next((up for up in anchor.iterancestors() if up.tag in _GENERAL_ROW), None)
        around[anchor] = listed if listed is not None else (alone or ups or [anchor])[-1 if alone else 0]
    return around


def address_of(anchor: lxml.html.HtmlElement, base: str) -> str:
    """Where a link leads: its href, else the address its onclick opens (`isDownLoad(this,'URL')`)."""
    if url := absolute(base, anchor.get("href") or ""):
        return url
    found = _IN_SCRIPT.search((anchor.get("onclick") or "")[:1000])
    return absolute(base, found.group(1)) if found else ""


def heading_of(anchor: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """The block that holds the title, in a link made of several blocks: the first that is no date or number."""
    blocks = [block for block in anchor.iterchildren(*_BLOCKS) if text_of(block)]
    if len(blocks) < 2:
        return None
    labels = (block for block in blocks if not (day_of(text_of(block)[:12]) or read_doc_number(text_of(block)[:30])))
    return next(labels, blocks[0])


def title_of(anchor: lxml.html.HtmlElement) -> tuple[str, str]:
    """The full title, and what else the link shows: the title attribute where the text is cut short or missing."""
    shown, full = plain(text_of(anchor, between="")), plain(anchor.get("title") or "")
    start, cut, rest = shown.replace("...", "…").partition("…")
    if cut and full.startswith(start):
        return full, rest
    if len(full) > 5 and shown.startswith(full):
        return full, shown[len(full) :]
    return (full, "") if len(full) >= len(shown) else (shown, "")


def date_in(text: str) -> date_type | None:
    """The date of publication where a label says so, else the first date."""
    labelled = _PUBLISHED.search(text)
    return (day_of(labelled.group(1)) if labelled else None) or day_of(text[:200])


def _date_after(row: lxml.html.HtmlElement) -> date_type | None:
    """The date in the element behind a row that is no list item (`<div class="title">…</div><div class="date">`)."""
    behind = row.getnext()
    if behind is None or not isinstance(behind.tag, str) or behind.tag == "a" or behind.find(".//a") is not None:
        return None
    return date_in(text_of(behind)[:100])


def number_in(text: str, title: str) -> str:
    """The document number beside a title, else the one that ends the title in brackets."""
    found = read_doc_number(text[:500])
    own = _OWN_NUMBER.search(title)
    return found or (read_doc_number(own.group(1)) if own else "")
