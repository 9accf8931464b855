"""What a page calls its document: by its label, its meta tags, the site's selector, a heading, the window's title."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from corpus.metadata import choose, labelled
from corpus.reading.lines import lines_of, tidy
from corpus.reading.main_text import select, split_selectors
from corpus.reading.titles import bare, is_complete, unspaced
from corpus.reading.tree import Element

_TITLE_NAME = re.compile(r"(?:^|[\s_-])(?:\w{0,12}title|tit|bt|biaoti|sp_title|headline)(?:$|[\s_\d-])", re.I)
_SITE_NAME = re.compile(r"(?:网|网站|门户|平台|人民政府|首页|政府信息公开)$")
_SITE_AFTER = re.compile(
    r"[_|]|\s-\s|--|—(?=[^—]{0,12}(?:网|政府|门户))|-(?=[^-]{0,24}(?:网|政府|厅|局|委|门户|平台)[^-]{0,10}$)"
)
_DAY_AFTER = re.compile(r"\s?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s.{0,20})?$")
_ISSUES = re.compile("(?:印发|发布|公布|转发|批转|颁发|下发|颁布)$")
_LONGEST = 200
_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Head:
    """What a page's head says: its meta tags by name (lower case), and the window's title."""

    meta: Mapping[str, str]
    title: str

    @property
    def document(self) -> str:
        """The document's title in the window's, without the site's name behind it; empty where there is none."""
        parts = [part.strip() for part in _SITE_AFTER.split(self.title) if part.strip()]
        first = parts[0] if parts else ""
        return unspaced(first) if len(first) >= _SHORTEST and not _SITE_NAME.search(first) else ""


def read_head(root: Element) -> Head:
    """The head of a tree that is not pruned yet; of each meta tag the first that says anything."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        value = (element.get("content") or "").strip()
        if name and value:
            found.setdefault(name, value)
    title = next(root.iter("title"), None)
    return Head(found, tidy(title.text or "") if title is not None else "")


def page_title(root: Element, head: Head, labels: Mapping[str, Sequence[str]], selectors: str) -> tuple[str, list[str]]:
    """(the title, a warning for each source that says otherwise). `selectors`: the site's, for the title's element."""
    selected = [_said_by(element) for part in split_selectors(selectors) for element in select(root, part)[:3]]
    found = [(f"label {label}", unspaced(value)) for label, value in labelled(labels, "title")]
    found += [("meta ArticleTitle", _without_tags(head.meta.get("articletitle", "")))]
    found += [("the title's element", text) for text in selected[:1]]
    found = [(source, text) for source, text in found if _SHORTEST <= len(text) <= _LONGEST]
    if not found:
        found += [("the page's heading", _heading(root, head))]
    if not found[-1][1]:
        found += [("the window's title", head.document)]
    return choose("title", found)


def _heading(root: Element, head: Head) -> str:
    """The heading (or element called title) that the window's title repeats, else the first that ends in a genre.

    Where the window has no title, the first heading of all will do. Those under some prose are the text's own.
    """
    window = bare(head.title)
    first = ""
    complete: tuple[str, Element] | None = None
    for element in root.iter("h1", "h2", "h3", "ucaptitle", "div", "p", "span", "td"):
        if element.tag in ("div", "p", "span", "td"):
            name = f"{element.get('class', '')} {element.get('id', '')}"
            if not _TITLE_NAME.search(name) or len(element) > 12:
                continue
        text = _said_by(element)
        if not _SHORTEST <= len(text) <= _LONGEST:
            continue
        if len(bare(text)) >= _SHORTEST and bare(text) in window:
            if not _is_issued(bare(text), window):
                return text
            continue
        first = first or text
        complete = complete or ((text, element) if is_complete(text) else None)
    if complete and not _is_under_prose(root, complete[1]):
        return complete[0]
    return "" if window else first


def _is_under_prose(root: Element, heading: Element) -> bool:
    """Whether a sentence stands above a heading."""
    above = takewhile(lambda element: element is not heading, root.iter())
    return any("。" in (element.text or "") or "。" in (element.tail or "") for element in above)


def title_above(root: Element, document: Collection[Element]) -> str:
    """The last text before the document that reads like a title and is no link; for pages that name theirs nowhere."""
    found = ""
    for element in root.iter():
        if element in document:
            return found
        text = tidy(element.text or "")
        if _SHORTEST * 2 <= len(text) <= _LONGEST and is_complete(text) and not element.xpath("ancestor-or-self::a"):
            found = text
    return ""


def _is_issued(text: str, window: str) -> bool:
    """Whether a window's title has a text as what the document issues: 关于印发……的通知."""
    before, _, after = window.partition(text)
    return after.startswith("的") or _ISSUES.search(before) is not None


def _said_by(element: Element) -> str:
    """An element's text as a title: its lines joined, without the day that some sites put into it."""
    return _DAY_AFTER.sub("", "".join(unspaced(line.text) for line in lines_of(element)[:5])).strip()


def _without_tags(markup: str) -> str:
    """A meta tag's value without the markup that some sites put into it."""
    return tidy(re.sub(r"<[^<>]{0,200}>|&nbsp;", " ", markup)) if markup else ""
