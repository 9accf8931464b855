"""Which part of a page is the document: the site's container, else a known one, else the part that holds the prose.

A container is believed only while it holds enough of the page's prose (counted in sentence marks), so a
selector that has gone stale, or that meets the mobile teaser, does not decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml.cssselect import CSSSelector

from corpus.reading.tree import Element, marks
from crawlers.sources.markup import all_text

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
# What bars say that stand on every page of a site.
_BAR_WORDS = re.compile(
    r"[Cc]ookie|无障碍(?:浏览|阅读|模式)|长者模式|适老|欢迎(?:您|访问|光临|来到)|今天是|本(?:网站|站)|版权|浏览器|分辨率|Ctrl"
)
_LONGEST_BAR = 300  # characters
_TEASERS = 2  # fewer are no list of news
_MARKS_OF_TEASER = 6  # sentence marks, at most
_NARROW = frozenset({"p", "span", "font", "strong", "b", "em", "i", "u", "a", "section"})

MOST_PROSE = "most prose"
_BELIEVED = 0.25  # of the page's prose: less, and a selector has missed the document
_RIVAL = 30  # marks beside a known container that has something: fewer are no document that it has missed
_FEW_WORDS = 8  # characters, as of a counter
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
    if known and (held >= _BELIEVED * total or total < _SOME or (total - held < _RIVAL and _any_content(known))):
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


def _any_content(elements: Iterable[Element]) -> bool:
    """Whether elements hold anything that one would open a page for: words, a link, a picture."""
    return any(
        len(all_text(element).strip()) > _FEW_WORDS or next(element.iter("a", "img"), None) is not None
        for element in elements
    )


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
        weights = [(weight, child) for child in element if child.tag not in _NARROW and (weight := marks(child))]
        heaviest, child = max(weights, key=_weight, default=(0, element))
        if heaviest < _DESCENT * held:
            aside = [found for found in weights if _is_aside(*found)]
            own = [found for found in weights if found not in aside] or weights
            heaviest, child = max(own, key=_weight, default=(0, element))
            aside += [found for found in own if found[0] < heaviest and _stands_around(found[1])]
            if heaviest < _DESCENT * (held - sum(map(_weight, aside))):
                return element
        if not heaviest:
            return element
        element, held = child, heaviest


def _weight(found: tuple[int, Element]) -> int:
    return found[0]


def _stands_around(element: Element) -> bool:
    """Whether an element is a page's head, foot, menu or side, by its own word."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return element.tag in _AROUND or _AROUND_NAMES.search(names) is not None


def _is_aside(weight: int, element: Element) -> bool:
    """Whether an element's prose is of no document, by what it says: a bar about cookies, a greeting, news in brief."""
    text = all_text(element)
    if len(text) <= _LONGEST_BAR and _BAR_WORDS.search(text):
        return True
    teasers = sum(1 for link in element.iter("a") if _is_teaser(link))
    return teasers >= _TEASERS and weight <= _MARKS_OF_TEASER * teasers


def _is_teaser(link: Element) -> bool:
    """Whether a link is a heading of its own with some words of prose under it, or holds the prose itself."""
    if marks(link) > 1:
        return True
    above = link.getparent()
    if above is None or (link.tail or "").strip() or (above.text or "").strip():
        return False
    under = next((other for other in (link.getnext(), above.getnext()) if other is not None and other.tag != "a"), None)
    return under is not None and 0 < marks(under) <= _MARKS_OF_TEASER
