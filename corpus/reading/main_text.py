"""Which part of a page is the document: the site's container, else a known one, else the part that holds the prose.

A container is believed only while it holds enough of the page's prose (counted in sentence marks), so a
selector that has gone stale, or that meets the mobile teaser, does not decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml.cssselect import CSSSelector

from corpus.reading.tree import Element, marks

# Containers of the platforms (sites/families.md and sites.yaml of the project's evidence), the surest first.
_KNOWN_IDS = (
    "ucap-content",
    "mainText",
    "zoom",
    "Zoom",
    "ivs_content",
    "xlrllt",
    "downloadContent",
    "ContentRegion",
    "NewsContent",
    "article_content",
    "content_body",
)
_KNOWN_CLASSES = (
    "TRS_UEDITOR",
    "trs_editor_view",
    "TRS_Editor",
    "Custom_UnionStyle",
    "pages_content",
    "moe_content",
    "Article_content",
    "article_content",
    "article-content",
    "zoom",
    "wrapper_detail_text",
    "xxgk_gfxwjk-xqy-neir",
    "xxgkgzwjk_xqy-cont",
    "article_component",
    "artile_zw",
    "article_content_body",
    "sxgzk-detail-con",
    "articleCon",
    "article-con",
    "con-article",
    "zc_article_con",
    "bt-article-02",
    "gzk-article",
    "gzk_detail",
    "incontent",
    "view",
)
_CONTAINERS = ("div", "td", "section", "article", "ucapcontent")
_KNOWN = frozenset(name.lower() for name in (*_KNOWN_IDS, *_KNOWN_CLASSES))
# What stands around documents, by tag or name: it has no say in where the prose is.
_AROUND = frozenset({"nav", "footer", "header", "aside"})
_AROUND_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|head|header|top|foot|footer|bottom|side|sidebar|aside|banner|copyright|crumbs?|position"
    r"|location|share|related|recommend|links?|friend)\d{0,2}(?:$|[\s_-])",
    re.I,
)
_NARROW = frozenset({"p", "span", "font", "strong", "b", "em", "i", "u", "a", "section"})

MOST_PROSE = "most prose"
_BELIEVED = 0.25  # of the page's prose: less, and a site's own selector has missed the document
_KNOWN_SHARE = 0.5
_SOME = 3  # marks on a page: fewer are no document
_DESCENT = 0.85  # a child with this share of its parent's prose is the parent's content


@dataclass(frozen=True, slots=True)
class MainText:
    """The elements that hold the document, in reading order, how they were found, and the sentence marks they hold."""

    elements: tuple[Element, ...]
    how: str
    marks: int
    warnings: tuple[str, ...] = ()


def main_text(root: Element, selectors: str = "") -> MainText:
    """The document's elements. `selectors`: the site's CSS selectors, tried in the order written."""
    total = marks(root)
    warnings: list[str] = []
    for selector in split_selectors(selectors):
        found = _outermost(select(root, selector))
        held = sum(map(marks, found))
        if found and (held >= _BELIEVED * total or total < _SOME):
            return MainText(found, selector, held, tuple(warnings))
    if selectors:
        warnings.append("none of the site's selectors meets the document: general rules were used")
    known = {element: marks(element) for element in _outermost(_known(root))}
    held = sum(known.values())
    if known and (held >= _KNOWN_SHARE * total or total < _SOME):
        return MainText(
            tuple(element for element in known if known[element]) or tuple(known),
            "known container",
            held,
            tuple(warnings),
        )
    if total < _SOME:
        return MainText((), "", 0, tuple(warnings))
    element = _descend(root)
    return MainText((element,), MOST_PROSE, marks(element), tuple(warnings))


def split_selectors(selectors: str) -> list[str]:
    """A declaration's selectors one by one."""
    return [part.strip() for part in selectors.split(",") if part.strip()]


@lru_cache(maxsize=512)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def select(root: Element, selector: str) -> list[Element]:
    """The elements that a CSS selector meets. Raises ValueError for what is no selector (a declaration's mistake)."""
    try:
        return list(_compiled(selector)(root))
    except SyntaxError as error:  # cssselect's own errors derive from it
        raise ValueError(f"not a CSS selector: {selector}") from error


def _known(root: Element) -> list[Element]:
    found = []
    for element in root.iter(*_CONTAINERS):
        names, name = element.get("class"), element.get("id")
        if (names and _is_known(names)) or (name and _is_known(name)) or element.tag == "ucapcontent":
            found.append(element)
    return found


@lru_cache(maxsize=4096)
def _is_known(names: str) -> bool:
    return not _KNOWN.isdisjoint(names.lower().split())


def _outermost(elements: Sequence[Element]) -> tuple[Element, ...]:
    """Those that are inside none of the others, in document order."""
    every = set(elements)
    kept = {element for element in every if not any(ancestor in every for ancestor in element.iterancestors())}
    if len(kept) < 2:
        return tuple(kept)
    root = elements[0].getroottree().getroot()
    return tuple(element for element in root.iter() if element in kept)


def _descend(root: Element) -> Element:
    """From the whole page down while one child holds nearly all the prose, what stands around documents aside."""
    element, held = root, marks(root)
    while True:
        weights = [(marks(child), child) for child in element if child.tag not in _NARROW]
        heaviest, child = max(weights, key=lambda weight: weight[0], default=(0, element))
        around = sum(weight for weight, other in weights if weight < heaviest and _stands_around(other))
        if heaviest < _DESCENT * (held - around) or not heaviest:
            return element
        element, held = child, heaviest


def _stands_around(element: Element) -> bool:
    """Whether an element is a page's head, foot, menu or side, by its own word."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return element.tag in _AROUND or _AROUND_NAMES.search(names) is not None
