"""HTML trees: parsing hostile mark-up within bounds, selecting, and the text of an element."""

from __future__ import annotations

from functools import cache
from itertools import islice

import lxml.html
from lxml import etree
from lxml.cssselect import CSSSelector

from crawlers.sources.text import tidy

MAX_TEXT = 4_000  # characters of an element's text; rows that are never closed hold all that follows them
MAX_PIECE = 200_000  # characters between two tags
MAX_LEFT_OUT = 2_000  # elements of the part that is left out


@cache
def css(selector: str) -> CSSSelector:
    """A compiled selector; cssselect's SelectorError on a bad one (a fault of the declaration)."""
    return CSSSelector(selector)


def parse(markup: str) -> lxml.html.HtmlElement | None:
    """A tree of at most 2,048 levels (libxml2's own bound; 256 without huge_tree, too few for pages whose rows
    are never closed), no piece of its text longer than MAX_PIECE; None for nothing at all.
    """
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        tree = lxml.html.document_fromstring(markup.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    if len(markup) > MAX_PIECE:
        _cut_pieces(tree)
    return tree


def _cut_pieces(tree: lxml.html.HtmlElement) -> None:
    """Cuts long pieces of text short, once, so that no row that holds one has to copy it."""
    for node in tree.iter(etree.Element):
        if len(node.text or "") > MAX_PIECE:
            node.text = (node.text or "")[:MAX_PIECE]
        if len(node.tail or "") > MAX_PIECE:
            node.tail = (node.tail or "")[:MAX_PIECE]


def first(element: lxml.html.HtmlElement, selector: str) -> lxml.html.HtmlElement | None:
    """The first descendant that a selector names; None for no selector and no match."""
    return next(iter(css(selector)(element)), None) if selector else None


def all_text(element: etree._Element) -> str:
    """All the text inside an element as it stands, comments aside (a fifth of what joining `itertext` takes)."""
    if not len(element):
        return element.text or ""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def text_of(element: lxml.html.HtmlElement, without: lxml.html.HtmlElement | None = None, between: str = " ") -> str:
    """The first MAX_TEXT characters of an element's text on one line, its pieces joined by `between`.

    `without` leaves one descendant out. Comments are no text; scripts are: 湖南 keeps the document number
    in one.
    """
    left_out = set(islice(without.iter(), MAX_LEFT_OUT)) if without is not None else set()
    pieces: list[str] = []
    length = 0
    for node in element.iter():
        if isinstance(node.tag, str) and node not in left_out:
            pieces.append((node.text or "")[:MAX_TEXT])
            length += len(pieces[-1])
        if node is not element and (node not in left_out or node is without):
            pieces.append((node.tail or "")[:MAX_TEXT])
            length += len(pieces[-1])
        if length > MAX_TEXT:
            break
    return tidy(between.join(pieces))
