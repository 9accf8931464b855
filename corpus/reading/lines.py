"""An element to the lines that a visitor sees: paragraphs whole, tables as tables.

A line ends where a block element begins or ends, and at `br`. A table of data becomes one line with its
rows and cells; a table that only lays the page out is walked through. Nothing here knows what a line means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from corpus.metadata import is_label, opens_with_label
from corpus.reading.tree import Element, marks
from crawlers.sources.markup import all_text
from crawlers.sources.text import unwrapped

Align = Literal["", "center", "right"]

_BLOCK_TAGS = (
    "address article aside blockquote body center caption col colgroup dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre "
    "section summary table tbody td tfoot th thead tr ul ucapcontent ucaptitle"
)
BLOCKS = frozenset(_BLOCK_TAGS.split())
_WHOLE = BLOCKS - {"li", "ol", "pre"}  # blocks that are a line and no more, where they have no children
# Tags that part nothing and are no more than looks: taken out beforehand, they make a third of the walk.
INLINE = ("span", "font", "em", "i", "u", "small", "big", "sub", "sup", "ins", "label", "o:p", "p:p")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = frozenset({"b", "strong", *_HEADINGS})
_SET_APART = _BOLD | {"a", "center", "ul", "pre"}  # tags that change how their text is set
_ALIGN = re.compile(r"text-align\s{0,5}:\s{0,5}(center|right|left|justify|start)", re.I)
_WEIGHT = re.compile(r"font-weight\s{0,5}:\s{0,5}(?:bold|[6-9]00)", re.I)
_CENTRED_CLASS = re.compile(r"(?:^|[\s_-])(?:center|centre|tc)(?:$|[\s_-])", re.I)
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_BOX_TEXT = 3_000  # characters: a drawn table of one column with more is a page's frame
_PAGE_BREAK = re.compile(r"_ueditor_page_break_tag_|\[NextPage\]|<!--pagebreak-->", re.I)


@dataclass(slots=True)
class Line:
    """One line as seen. `text` has single blanks inside and none at its ends; a table's has a tab between cells.

    gap: a blank line stands before it. bold, linked: all of it.
    """

    text: str
    align: Align = ""
    bold: bool = False
    gap: bool = False
    table: bool = False
    linked: bool = False


@dataclass(slots=True)
class _Style:
    """How text is set where the walk is. counter: of an ordered list, the number its last item had."""

    align: Align = ""
    bold: bool = False
    linked: bool = False
    kept: bool = False  # line feeds of the source are lines (pre)
    counter: int = -1


@dataclass(slots=True)
class _Walk:
    """What has been gathered so far: finished lines, and the pieces of the line under way."""

    lines: list[Line] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    bold: bool = True  # all pieces so far are
    linked: bool = True
    gap: bool = False
    label: str = ""  # a list's number, which the line's text has not begun yet
    page_marks: int = -1  # of the whole page; counted where a table asks for them

    def add(self, text: str, style: _Style) -> None:
        if not self.pieces and not style.kept and text.isspace():
            return  # between the elements
        if style.kept and "\n" in text:
            *whole, text = text.split("\n")
            for line in whole:
                self.pieces.append(line)
                self.end_line(style.align)
        self.pieces.append(text)
        if ((self.bold and not style.bold) or (self.linked and not style.linked)) and not text.isspace():
            self.bold = self.bold and style.bold
            self.linked = self.linked and style.linked

    def begin(self, element: Element, outer: _Style) -> _Style | None:
        """Begin an element, up to its first child; its style, or None for a table of data, which is read already."""
        tag: Any = element.tag
        if tag in BLOCKS:
            if self.pieces:
                self.end_line(outer.align)
            if tag == "table" and (rows := data_rows(element, self.is_frame)):
                self.table(rows)
                return None
        style = _style(tag, element, outer)
        if tag == "li" and outer.counter >= 0 and _numbered(element):
            outer.counter += 1
            self.label = f"{outer.counter}. "
        if text := element.text:
            self.add(text, style)
        return style

    def childless(self, element: Element, outer: _Style) -> None:
        """Begin and end an element without children: what most paragraphs are, and each is a line of its own."""
        tag: Any = element.tag
        if tag not in _WHOLE or outer.kept:
            if tag == "br" and self.pieces:
                self.end_line(outer.align)
            elif tag == "br":
                self.gap = True
            elif (style := self.begin(element, outer)) is not None:
                self.end(tag, style)
            return
        if self.pieces:
            self.end_line(outer.align)
        if text := tidy(element.text or ""):
            style = _style(tag, element, outer)
            self.line(text, style.align, style.bold, style.linked)
        elif tag == "p":
            self.gap = True

    def end(self, tag: Any, style: _Style) -> None:
        """End an element, after its last child."""
        if tag not in BLOCKS and tag != "br":
            return
        had_lines = len(self.lines)
        if self.pieces:
            self.end_line(style.align)
        elif tag == "br":
            self.gap = True
        if tag == "p" and len(self.lines) == had_lines:
            self.gap = True
        elif tag == "li":
            self.label = ""

    def end_line(self, align: Align) -> None:
        """Finish the line under way."""
        pieces = self.pieces
        self.line(tidy(pieces[0] if len(pieces) == 1 else "".join(pieces)), align, self.bold, self.linked)
        pieces.clear()
        self.bold = self.linked = True

    def line(self, text: str, align: Align, bold: bool, linked: bool) -> None:
        if "_" in text or "[" in text:
            text = _PAGE_BREAK.sub("", text).strip()
        if text:
            self.lines.append(Line(self.label + text, align, bold, self.gap, False, linked))
            self.label = ""
            self.gap = False

    def is_frame(self, table: Element) -> bool:
        """Whether a table holds most of the page's prose."""
        if self.page_marks < 0:
            self.page_marks = marks(table.getroottree().getroot())
        return marks(table) * 2 > self.page_marks

    def table(self, rows: list[list[str]]) -> None:
        text = "\n".join("\t".join(row) for row in rows)
        self.lines.append(Line(text, gap=self.gap, table=True))
        self.gap = False


def tidy(text: str) -> str:
    """A stretch of source text as one line: no blanks at its ends, single blanks inside, nothing invisible."""
    if text.isprintable() and " " not in text:
        return text
    if "\n" in text:
        text = unwrapped(text)
    text = " ".join(text.split())
    return text if text.isprintable() else " ".join(_INVISIBLE.sub("", text).split())


def lines_of(root: Element) -> list[Line]:
    """The lines of an element of a pruned tree, in reading order."""
    walk = _Walk()
    outer = _Style()
    above: list[tuple[Element, _Style, Iterator[Element]]] = []  # elements under way, with what is around each
    siblings: Iterator[Element] = iter((root,))
    while True:
        for element in siblings:
            if not len(element):
                walk.childless(element, outer)
            elif (begun := walk.begin(element, outer)) is not None:
                above.append((element, outer, siblings))
                outer, siblings = begun, iter(element)
                break
            if (text := element.tail) and element is not root:
                walk.add(text, outer)
        else:
            if not above:
                walk.end_line("")
                return walk.lines
            style = outer
            element, outer, siblings = above.pop()
            walk.end(element.tag, style)
            if (text := element.tail) and element is not root:
                walk.add(text, outer)


def _style(tag: str, element: Element, outer: _Style) -> _Style:
    """An element's own style; its parent's where it changes nothing."""
    if tag == "ol":
        return _Style(outer.align, outer.bold, outer.linked, outer.kept, _start(element))
    if tag not in BLOCKS:
        if tag not in _SET_APART or (outer.bold and tag != "a"):
            return outer
        return _Style(outer.align, outer.bold or tag in _BOLD, outer.linked or tag == "a", outer.kept)
    css, side, names = element.get("style", ""), element.get("align", ""), element.get("class", "")
    if not (css or side or names) and tag not in _SET_APART:
        return outer
    align, bold = _effect(tag, css, side, names)
    if (align is None or align == outer.align) and (outer.bold or not bold) and tag != "pre":
        return outer
    return _Style(outer.align if align is None else align, outer.bold or bold, outer.linked, outer.kept or tag == "pre")


@lru_cache(maxsize=8192)
def _effect(tag: str, css: str, align: str, names: str) -> tuple[Align | None, bool]:
    """What a block's tag and attributes change: (its alignment or None, whether it is bold)."""
    bold = tag in _BOLD or _WEIGHT.search(css) is not None
    found = _ALIGN.search(css)
    named = found[1].lower() if found else align.strip().lower()
    if named:
        return ("center" if named == "center" else "right" if named == "right" else ""), bold
    return ("center" if tag == "center" or tag in _HEADINGS or _CENTRED_CLASS.search(names) else None), bold


def _start(element: Element) -> int:
    """The number before an ordered list's first; -1 for a list that shows no numbers."""
    css = element.get("style", "").replace(" ", "").lower()
    kind = element.get("type", "1")
    if "list-style:none" in css or "list-style-type:none" in css or kind != "1" or "none" in element.get("class", ""):
        return -1
    start = element.get("start", "1")
    return int(start) - 1 if start.isdecimal() and len(start) < 5 else 0


_OWN_LABEL = re.compile(
    r"\s{0,20}(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.．、]|第[\d一二三四五六七八九十百]{1,5}[条章节])"
)


def _numbered(item: Element) -> bool:
    """Whether a list item shows the list's number: it has text (no more than a link), and no label of its own."""
    text = all_text(item)
    if not text.strip() or _OWN_LABEL.match(text) or len(text) <= 8:
        return False
    return not (opens_with_label(text) or is_label(text))


def data_rows(table: Element, is_frame: Callable[[Element], bool]) -> list[list[str]]:
    """The rows of a table of data, their empty last cells dropped; none where the table only lays out the page.

    Layout is: a table around tables, a single row, one cell with most of the text, or a single column that is
    not drawn as a box (专栏), or that is the page's frame.
    """
    if next(table.iterdescendants("table"), None) is not None:
        return []
    cells = [list(row.iterchildren("td", "th")) for row in table.iter("tr")]
    if sum(len(row) > 1 for row in cells) < 2:
        return _box_rows(table) if _is_box(table, is_frame) else []
    rows = [[cell_text(cell) for cell in row] for row in cells]
    for row in rows:
        while row and not row[-1]:
            row.pop()
    rows = [row for row in rows if row]
    if sum(len(row) > 1 for row in rows) < 2:
        return _box_rows(table) if _is_box(table, is_frame) else []
    sizes = [len(cell) for row in rows for cell in row]
    if max(sizes) > 600 and max(sizes) * 10 > 7 * sum(sizes):
        return []
    return rows


def _is_box(table: Element, is_frame: Callable[[Element], bool]) -> bool:
    """Whether a table of one column (or row) is a box drawn around some text, and not the page's frame."""
    text = all_text(table).strip()
    if len(text) > _BOX_TEXT:
        return False
    if text.startswith("专栏"):
        return True
    return _is_drawn(table) and not is_frame(table)


def _box_rows(table: Element) -> list[list[str]]:
    """The rows of a box of text: a long cell's own lines are rows, as one reads them."""
    rows = []
    for cell in table.iter("td", "th"):
        lines = [line.text for line in lines_of(cell)]
        long = len(lines) > 2 and sum(map(len, lines)) > 200
        rows += [[line] for line in lines] if long else [[" ".join(lines)]]
    return [row for row in rows if row[0]]


def _is_drawn(table: Element) -> bool:
    """Whether a table has lines around its cells."""
    if table.get("border", "0").strip() not in ("", "0", "0px"):
        return True
    return any("solid" in cell.get("style", "") for cell in table.iter("td", "table"))


_PARTING = ("p", "div", "li", "h4")  # one of them in a cell parts nothing


def cell_text(cell: Element) -> str:
    """All of a cell's text on one line; its paragraphs are parted by a blank."""
    if not len(cell):
        return tidy(cell.text or "")
    if len(cell) == 1 and not len(only := cell[0]):  # a paragraph in a cell, as editors write them
        return tidy(f"{cell.text or ''} {only.text or ''} {only.tail or ''}")
    if next(cell.iter("br"), None) is None and sum(1 for _ in cell.iter(*_PARTING)) < 2:
        return tidy(all_text(cell))
    pieces = [cell.text or ""]
    for element in cell.iterdescendants():
        apart = element.tag in BLOCKS or element.tag == "br"
        if element.text:
            pieces.append(f" {element.text}" if apart else element.text)
        elif apart:
            pieces.append(" ")
        if element.tail:
            pieces.append(f" {element.tail}" if apart else element.tail)
    return tidy("".join(pieces))
