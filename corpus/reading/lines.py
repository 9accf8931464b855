"""An element to the lines that a visitor sees: paragraphs whole, tables as tables.

A line ends where a block element begins or ends, and at `br`. A table of data becomes one line with its
rows and cells; a table that only lays the page out is walked through. Nothing here knows what a line means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from corpus.reading.tree import Element, hidden

Align = Literal["", "center", "right"]

BLOCKS = frozenset(
    "address article aside blockquote body center caption col colgroup dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot "
    "th thead tr ul ucapcontent ucaptitle".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = frozenset({"b", "strong", *_HEADINGS})
_ALIGN = re.compile(r"text-align\s{0,5}:\s{0,5}(center|right|left|justify|start)", re.I)
_WEIGHT = re.compile(r"font-weight\s{0,5}:\s{0,5}(?:bold|[6-9]00)", re.I)
_CENTRED_CLASS = re.compile(r"(?:^|[\s_-])(?:center|centre|tc)(?:$|[\s_-])", re.I)
# A source's own line wrap beside a Chinese character is no space that anybody meant.
_WRAP = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef，。、；：“”])[ \t]{0,40}[\r\n]\s{0,200}|[ \t]{0,40}[\r\n]\s{0,200}(?=[\u2e80-\u9fff\uff00-\uffef“”])"
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_BOX_CELL = 2_000  # characters: a drawn cell with more is a page's frame
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
    align: Align = ""
    bold: bool = False
    linked: bool = False
    counter: int = -1  # of an ordered list: the number its last item had


@dataclass(slots=True)
class _Walk:
    """What has been gathered so far: finished lines, and the pieces of the line under way."""

    lines: list[Line] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    bold: bool = True  # all pieces so far are
    linked: bool = True
    gap: bool = False
    label: str = ""  # a list's number, which the line's text has not begun yet

    def add(self, text: str | None, style: _Style) -> None:
        if text:
            self.pieces.append(text)
            if not text.isspace():
                self.bold = self.bold and style.bold
                self.linked = self.linked and style.linked

    def end(self, align: Align, *, blank: bool = False) -> None:
        """Finish the line under way. `blank`: its emptiness was written on purpose (an empty paragraph, a second br)."""
        text = tidy("".join(self.pieces))
        if text:
            text, self.label = self.label + text, ""
            self.lines.append(Line(text, align, self.bold, self.gap, linked=self.linked))
            self.gap = False
        elif self.pieces or blank:
            self.gap = self.gap or blank
        self.pieces.clear()
        self.bold = self.linked = True

    def table(self, rows: list[list[str]]) -> None:
        text = "\n".join("\t".join(row) for row in rows)
        self.lines.append(Line(text, gap=self.gap, table=True))
        self.gap = False


def tidy(text: str) -> str:
    """A stretch of source text as one line: no blanks at its ends, single blanks inside, nothing invisible."""
    if not text or text.isspace():
        return ""
    if "\n" in text or "\r" in text:
        text = _WRAP.sub("", text.strip())
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def lines_of(root: Element, skip: frozenset[Element] = frozenset()) -> list[Line]:
    """The lines of an element, in reading order. `skip`: elements to leave out with all that is in them."""
    walk = _Walk()
    styles = [_Style()]
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if element is not root and (hidden(element) or element in skip):
                walker.skip_subtree()
                styles.append(styles[-1])
                continue
            if tag == "table" and (rows := data_rows(element)):
                walk.end(styles[-1].align)
                walk.table(rows)
                walker.skip_subtree()
                styles.append(styles[-1])
                continue
            _open(walk, styles, element)
        else:
            _close(walk, styles, element)
            if element is not root and element.tail:
                _text(walk, element.tail, styles[-1], element.getparent())
    walk.end("")
    return walk.lines


def _open(walk: _Walk, styles: list[_Style], element: Element) -> None:
    outer = styles[-1]
    if element.tag in BLOCKS:
        walk.end(outer.align)
    style = _style(element, outer)
    if element.tag == "ol":
        style.counter = _start(element)
    elif element.tag == "li" and outer.counter >= 0 and _numbered(element):
        outer.counter += 1
        walk.label = f"{outer.counter}. "
    styles.append(style)
    _text(walk, element.text, style, element)


def _close(walk: _Walk, styles: list[_Style], element: Element) -> None:
    style = styles.pop()
    if element.tag in BLOCKS:
        walk.end(style.align, blank=element.tag == "p")
        if element.tag == "li":
            walk.label = ""
    elif element.tag == "br":
        walk.end(styles[-1].align, blank=not walk.pieces)


def _text(walk: _Walk, text: str | None, style: _Style, owner: Element) -> None:
    if not text:
        return
    if "_" in text or "[" in text:
        text = _PAGE_BREAK.sub("", text)
    if owner.tag == "pre" and "\n" in text:
        *whole, text = text.split("\n")
        for line in whole:
            walk.add(line, style)
            walk.end("")
    walk.add(text, style)


def _style(element: Element, outer: _Style) -> _Style:
    tag, align, bold = element.tag, outer.align, outer.bold or element.tag in _BOLD
    linked = outer.linked or tag == "a"
    if not element.attrib:
        if tag == "center" or tag in _HEADINGS:
            align = "center"
        return _Style(align, bold, linked)
    css = element.get("style", "")
    if css and not bold:
        bold = _WEIGHT.search(css) is not None
    if tag in BLOCKS:
        named = element.get("align", "").lower()
        if css and (found := _ALIGN.search(css)):
            named = found[1].lower()
        if named:
            align = "center" if named == "center" else "right" if named == "right" else ""
        elif tag == "center" or tag in _HEADINGS or _CENTRED_CLASS.search(element.get("class", "")):
            align = "center"
    return _Style(align, bold, linked)


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
    text = "".join(item.itertext())
    return bool(text.strip()) and not _OWN_LABEL.match(text) and len(text) > 8


def data_rows(table: Element) -> list[list[str]]:
    """The rows of a table of data, their empty last cells dropped; none where the table only lays out the page.

    Layout is: a table around tables, a single row, one cell with most of the text, or a single column that is
    not drawn as a box (专栏).
    """
    if next(table.iterdescendants("table"), None) is not None:
        return []
    rows = [[cell_text(cell) for cell in row.iterchildren("td", "th")] for row in table.iter("tr")]
    for row in rows:
        while row and not row[-1]:
            row.pop()
    rows = [row for row in rows if row]
    sizes = [len(cell) for row in rows for cell in row]
    if sum(len(row) > 1 for row in rows) < 2:
        boxed = rows and max(sizes) < _BOX_CELL and (_is_drawn(table) or rows[0][0].startswith("专栏"))
        return _box_rows(table) if boxed else []
    if max(sizes) > 600 and max(sizes) * 10 > 7 * sum(sizes):
        return []
    return rows


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


def cell_text(cell: Element) -> str:
    """All of a cell's text on one line; its paragraphs are parted by a blank."""
    if not len(cell):
        return tidy(cell.text or "")
    pieces = [cell.text or ""]
    for element in cell.iterdescendants():
        apart = element.tag in BLOCKS or element.tag == "br"
        if element.text and not hidden(element):
            pieces.append(f" {element.text}" if apart else element.text)
        elif apart:
            pieces.append(" ")
        if element.tail:
            pieces.append(f" {element.tail}" if apart else element.tail)
    return tidy("".join(pieces))
