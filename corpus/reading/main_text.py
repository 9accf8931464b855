"""Which part of a page is the document: the site's container, else a known one, else the part that holds the prose.

A container is believed only while it holds enough of the page's prose (text with sentence marks outside
links), so a selector that has gone stale, or that meets the mobile teaser, does not decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree
from lxml.cssselect import CSSSelector

from corpus.reading.tree import Element, hidden

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
_KNOWN_TAGS = frozenset({"ucapcontent"})
_KNOWN = frozenset(name.lower() for name in (*_KNOWN_IDS, *_KNOWN_CLASSES))
_SENTENCE = re.compile("[，。；？！]")
_LINKS = frozenset({"a", "option", "label"})
_NARROW = frozenset({"p", "span", "font", "strong", "b", "em", "i", "u", "a", "section"})

_BELIEVED = 0.25  # of the page's prose: less, and a site's own selector has missed the document
_KNOWN_SHARE = 0.5
_DESCENT = 0.85  # a child with this share of its parent's prose is the parent's content


@dataclass(frozen=True, slots=True)
class MainText:
    """The elements that hold the document, in reading order, how they were found, and how much prose they hold."""

    elements: tuple[Element, ...]
    how: str
    prose: int
    warnings: tuple[str, ...] = ()


def prose_weights(root: Element) -> dict[Element, int]:
    """For every visible element, the characters of prose inside it: text with a sentence mark, outside links."""
    weights: dict[Element, int] = {}
    walker = etree.iterwalk(root, events=("start",))
    for _, element in walker:
        outside = element.tail
        parent = element.getparent()
        if outside and parent is not None and _SENTENCE.search(outside):
            weights[parent] = weights.get(parent, 0) + len(outside.strip())
        if hidden(element) or element.tag in _LINKS:
            walker.skip_subtree()
            continue
        inside = element.text
        weights[element] = weights.get(element, 0)
        if inside and _SENTENCE.search(inside):
            weights[element] += len(inside.strip())
    for element in reversed(list(weights)):
        parent = element.getparent()
        if parent is not None:
            weights[parent] = weights.get(parent, 0) + weights[element]
    return weights


def main_text(root: Element, selectors: str = "") -> MainText:
    """The document's elements. `selectors`: the site's CSS selectors, tried in the order written."""
    weights = prose_weights(root)
    total = weights.get(root, 0)
    warnings: list[str] = []
    for selector in split_selectors(selectors):
        found = _outermost(select(root, selector))
        weight = sum(weights.get(element, 0) for element in found)
        if found and (weight >= _BELIEVED * total or total < 40):
            return MainText(found, selector, weight, tuple(warnings))
    if selectors:
        warnings.append("none of the site's selectors meets the document: general rules were used")
    known = _outermost(element for element in weights if _is_known(element))
    held = {element: weights[element] for element in known}
    if held and (sum(held.values()) >= _KNOWN_SHARE * total or total < 40):
        kept = tuple(element for element in known if held[element])
        return MainText(kept or known, "known container", sum(held.values()), tuple(warnings))
    if total < 40:
        return MainText((), "", 0, tuple(warnings))
    element = _descend(root, weights)
    return MainText((element,), "most prose", weights[element], tuple(warnings))


def split_selectors(selectors: str) -> list[str]:
    """A declaration's selectors one by one."""
    return [part.strip() for part in selectors.split(",") if part.strip()]


@lru_cache(maxsize=512)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def select(root: Element, selector: str) -> list[Element]:
    """The elements that a CSS selector meets. Raises ValueError for a selector that is none (a declaration's mistake)."""
    try:
        return list(_compiled(selector)(root))
    except SyntaxError as error:  # cssselect's own errors derive from it
        raise ValueError(f"not a CSS selector: {selector}") from error


def _is_known(element: Element) -> bool:
    if element.tag in _KNOWN_TAGS:
        return True
    attributes = element.attrib
    if not attributes:
        return False
    identity = attributes.get("id")
    if identity and identity.lower() in _KNOWN:
        return True
    classes = attributes.get("class")
    return bool(classes) and any(name.lower() in _KNOWN for name in classes.split())


def _outermost(elements: Iterable[Element]) -> tuple[Element, ...]:
    """Those that are inside none of the others, in document order."""
    kept: list[Element] = []
    for element in elements:
        if not any(ancestor in kept for ancestor in element.iterancestors()):
            kept.append(element)
    return tuple(kept)


def _descend(root: Element, weights: Mapping[Element, int]) -> Element:
    """From the whole page down while one child holds nearly all the prose."""
    element = root
    while True:
        children = [child for child in element if child in weights]
        heaviest = max(children, key=lambda child: weights[child], default=None)
        if heaviest is None or weights[heaviest] < _DESCENT * weights[element] or heaviest.tag in _NARROW:
            return element
        element = heaviest
