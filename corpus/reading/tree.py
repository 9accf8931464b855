"""Text of a page to an element tree, and what of the tree a visitor would see.

lxml is the fast reader. It is known to leave text out behind </html>, which is taken away where more follows, of
pages with two roots, and below 2,048 levels of nesting. On the latter two, what the tree holds is measured against what
stands between the tags of the source, and when something is missing BeautifulSoup (its html.parser is a plain event
reader) builds the tree instead.
"""

from __future__ import annotations

import re
import warnings
from html import unescape

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.element import Comment, NavigableString, PreformattedString, Tag
from lxml import etree

from corpus.reading import ReadingError
from crawlers.sources.markup import all_text

Element = etree._Element

SILENT = ("script", "style", "noscript", "template", "select", "textarea", "button", "svg", "canvas")
_RAW = re.compile(r"<(script|style|textarea|noscript|template|select|title|iframe)\b", re.I)
# What XML text cannot hold, and so no element of lxml's making.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_HIDING_WORDS = (" hidden", "display", "DISPLAY")
_HIDES = re.compile(r" hidden[\s=/>]|display\s{0,5}:\s{0,5}none", re.I)
_TEXTLESS = frozenset({"img", "input", "style", "script"})
_TAG = re.compile(r"<([\w:.-]{1,30})")
_PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
_ROOTS = re.compile(rb"<(html|body|frameset)\b", re.I)
_END_MARKS = (b"</html>", b"</HTML>")
_FAST_DEPTH = 2_048  # libxml2's limit with huge_tree
_MAX_DEPTH = 1_000  # of the lenient tree: deeper elements become siblings
_KEPT = 0.9  # the share of the source's text that a tree must hold


def parse(source: str, utf8: bytes = b"") -> tuple[Element, str]:
    """The tree of a page, and a remark where the lenient reader had to build it (else empty).

    utf8: the source as UTF-8, where the caller has it.
    Raises ReadingError where no tree can be made.
    """
    encoded = (utf8 or source.encode("utf-8", "replace")).replace(b"\x00", b"")
    roots = [name.lower() for name in _ROOTS.findall(encoded)]
    if roots:
        encoded = _open_ended(encoded)
    root = _fast(encoded)
    if root is not None and not _can_lose_text(encoded, roots):
        return root, ""
    there = text_between_tags(source)
    if root is not None and _visible_length(root) >= _KEPT * there:
        return root, ""
    lenient = _lenient(source)
    if root is not None and _visible_length(lenient) <= _visible_length(root):
        return root, ""
    return lenient, "the markup is broken: read by the lenient reader"


def _open_ended(source: bytes) -> bytes:
    """A source without its </html> where more follows: lxml leaves out what stands behind, as no browser does."""
    ends = [end for mark in _END_MARKS if (end := source.find(mark)) >= 0]  # written as nearly all write it
    if not ends or not source[min(ends) + len(_END_MARKS[0]) :].strip():
        return source
    for mark in _END_MARKS:
        source = source.replace(mark, b"")
    return source


def _can_lose_text(source: bytes, roots: list[bytes]) -> bool:
    """Whether a source has what lxml is known to lose text over: a second root or body, frames, deep nesting."""
    if source.count(b"<") > _FAST_DEPTH and source.count(b"<") - source.count(b"</") > _FAST_DEPTH:
        return True
    return len(set(roots)) < len(roots) or b"frameset" in roots


def _fast(source: bytes) -> Element | None:
    try:
        return etree.fromstring(source, _PARSER)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _lenient(source: str) -> Element:
    """BeautifulSoup's tree as an lxml one, so that everything after it knows a single kind of tree."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        try:
            soup = BeautifulSoup(source, "html.parser")
        except (ValueError, AssertionError, RecursionError) as error:
            raise ReadingError(f"the page cannot be parsed: {type(error).__name__}") from error
    root = etree.Element("html")
    made: dict[int, tuple[Element, int]] = {id(soup): (root, 0)}
    for node in soup.descendants:
        parent, depth = made[id(node.parent)]
        if isinstance(node, Tag):
            made[id(node)] = _copy(node, parent), depth + 1
            if depth >= _MAX_DEPTH:
                made[id(node)] = parent, depth
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString | Comment):
            _append_text(parent, _CONTROLS.sub("", node))  # here: character references make such, too
    return root


def _copy(tag: Tag, parent: Element) -> Element:
    name = tag.name.lower()
    try:
        element = etree.SubElement(parent, name)
    except ValueError:  # a name that no element can have
        return etree.SubElement(parent, "span")
    for key, value in tag.attrs.items():
        try:
            element.set(key, _CONTROLS.sub("", " ".join(value) if isinstance(value, list) else str(value)))
        except ValueError:
            continue
    return element


def _append_text(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def text_between_tags(source: str) -> int:
    """How many visible characters stand between the tags of a source, scripts and comments aside. One linear pass."""
    pieces = []
    position = 0
    while (start := source.find("<", position)) >= 0:
        pieces.append(source[position:start])
        if source.startswith("<!--", start):
            end = source.find("-->", start + 4)
            position = end + 3 if end >= 0 else len(source)
        elif raw := _RAW.match(source, start):
            position = _end_of_raw(source, raw[1], raw.end())
        else:
            end = source.find(">", start)
            position = end + 1 if end >= 0 else len(source)
    return _visible([unescape("".join(pieces)), unescape(source[position:])])


def _end_of_raw(source: str, name: str, position: int) -> int:
    """Where a script (or the like) ends; where it never does, the rest belongs to it, as a browser has it."""
    end = re.compile(f"</{name}", re.I).search(source, position)
    close = source.find(">", end.end()) if end else -1
    return close + 1 if close >= 0 else len(source)


def _visible(pieces: list[str]) -> int:
    return sum(map(len, "".join(pieces).split()))


def _visible_length(root: Element) -> int:
    pieces = []
    for element in root.iter():
        if element.text and element.tag not in SILENT and element.tag not in ("title", "iframe", "noframes"):
            pieces.append(element.text)
        if element.tail:
            pieces.append(element.tail)
    return _visible(pieces)


def prune(root: Element, source: str) -> None:
    """Take out of a source's tree what a visitor does not see: the head, scripts, form widgets, display:none.

    A hidden element with most of the page's text stays: scripts show it.
    """
    etree.strip_elements(root, "head", *SILENT, with_tail=False)
    total = 0
    for element in _hidden(root, source):
        held = marks(element)
        total = total or (marks(root) if held else 0)
        if held * 2 <= total and (parent := element.getparent()) is not None:
            _keep_tail(element, parent)
            parent.remove(element)


def _hidden(root: Element, source: str) -> list[Element]:
    """The elements that the page hides, among those that can have text (pages hide pictures above all)."""
    tags = {tag for word in _HIDING_WORDS for tag in _tags_hidden_by(word, source)} - _TEXTLESS
    return [element for element in root.iter(*tags) if _is_hidden(element)] if tags else []


def _is_hidden(element: Element) -> bool:
    return element.get("hidden") is not None or _HIDES.search(element.get("style", "")) is not None


def _tags_hidden_by(word: str, source: str) -> set[str]:
    """The names of the tags in which a word stands that hides them. Linear, and far faster than asking each element."""
    tags = set()
    position = opened = 0
    while (found := source.find(word, position)) >= 0:
        opened = max(source.rfind("<", position, found), opened)
        if _HIDES.match(source, found) and (tag := _TAG.match(source, opened)):
            tags.add(tag[1].lower())
        position = found + len(word)
    return tags


def _keep_tail(element: Element, parent: Element) -> None:
    if element.tail and (before := element.getprevious()) is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail


def marks(element: Element) -> int:
    """How many sentence marks stand inside an element: a measure of prose that costs little."""
    text = all_text(element)
    return sum(map(text.count, "，。；"))
