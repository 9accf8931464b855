"""What stands aside from a text's own structure: rows of tables, contents pages, quotations over paragraphs.

Their labels are not the document's (unit standard, sections 2 and 4).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from corpus.segmenting.labels import Style
from corpus.segmenting.paragraphs import Paragraph
from corpus.segmenting.sentences import CLOSING, final_mark

ENTRIES = 600
"""The most entries that a contents page is believed to have."""

PROBES = 3
"""How many of its first entries are looked for below, to find where a contents page ends."""

QUOTED = 80
"""The most paragraphs that one quotation is believed to run over."""

_CONTENTS = re.compile(r"目\s{0,6}[录次]")
_LEADER = re.compile(r"(?:[.．·…⋯]{3,}|[-—_]{4,}|\t)\s{0,8}[（(]?\d{1,4}[）)]?$")
_PAGE_ENDS = "0123456789）)"
_PAGE_NUMBER = re.compile(r"[\s.．·…⋯_—-]{0,200}[（(]?\d{0,4}[）)]?$")
_QUOTATION_MARK = re.compile(r"[“”]")


def mark_tables(paragraphs: Sequence[Paragraph]) -> None:
    """A line with a tab between cells is a row. The tab behind a label parts no cells, and a tab alone no sentence."""
    for index, paragraph in enumerate(paragraphs):
        if "\t" in paragraph.text and not paragraph.role and _is_row(paragraph):
            beside = [*paragraphs[max(0, index - 1) : index], *paragraphs[index + 1 : index + 2]]
            if final_mark(paragraph.text) != "。" or any(_is_row(line) for line in beside):
                paragraph.role = "table"
        if paragraph.role == "table":
            paragraph.label = None


def _is_row(paragraph: Paragraph) -> bool:
    """Whether a tab parts cells; behind a label it does not."""
    label = paragraph.label
    return "\t" in (paragraph.text[label.end :].lstrip() if label else paragraph.text)


def mark_contents(paragraphs: Sequence[Paragraph]) -> None:
    """目录 and the lines under it, up to where the first comes again; and lines with a leader and a page number."""
    for paragraph in paragraphs:
        if (
            not paragraph.role
            and paragraph.text[-1] in _PAGE_ENDS
            and _LEADER.search(paragraph.text[-60:])
            and "\t" not in _LEADER.sub("", paragraph.text)[paragraph.label.end if paragraph.label else 0 :].lstrip()
        ):
            paragraph.role = "contents"
    places: dict[str, list[int]] = {}
    for index, paragraph in enumerate(paragraphs):
        if not paragraph.role and len(paragraph.text) <= 12 and _CONTENTS.fullmatch(paragraph.text):
            places = places or _places(paragraphs)
            for entry in paragraphs[index : _contents_end(paragraphs, index + 1, places)]:
                entry.role = "contents"
    for paragraph in paragraphs:
        if paragraph.role == "contents":
            paragraph.label = None


def _places(paragraphs: Sequence[Paragraph]) -> dict[str, list[int]]:
    """Where each line stands, as a contents page would print it."""
    places: dict[str, list[int]] = {}
    for index, paragraph in enumerate(paragraphs):
        places.setdefault(_entry(paragraph.text), []).append(index)
    return places


def _entry(text: str) -> str:
    """A line of a contents page as its heading is printed: no leader, no page number, no white space."""
    return "".join(_PAGE_NUMBER.sub("", text).split()) if len(text) <= 120 else ""


def _contents_end(paragraphs: Sequence[Paragraph], first: int, places: dict[str, list[int]]) -> int:
    """Where the entries of a contents page end: where the first comes again, else where the highest label does."""
    if first == len(paragraphs):
        return first
    for index in range(first, min(first + PROBES, len(paragraphs))):
        again = places[_entry(paragraphs[index].text)]
        place = bisect_right(again, index)
        if place < len(again) and again[place] - first <= ENTRIES and _all_entries(paragraphs[first : again[place]]):
            return again[place]
    top: tuple[Style, int] | None = None
    for end in range(first, min(first + ENTRIES, len(paragraphs))):
        entry = paragraphs[end]
        key = (entry.label.style, entry.label.number) if entry.label else None
        if entry.role != "contents" and (key is None or final_mark(entry.text) or key == top):
            return end
        top = top or key
    return min(first + ENTRIES, len(paragraphs))


def _all_entries(lines: Sequence[Paragraph]) -> bool:
    return not any(final_mark(line.text) == "。" for line in lines)


def mark_quoted(paragraphs: Sequence[Paragraph]) -> None:
    """A quotation that opens a paragraph or follows a colon, and closes at the end of a later one, owns its labels.

    One that opens each of its paragraphs anew shows no labels; one that meets another opening first was never closed.
    """
    if all(paragraph.text.count("“") == paragraph.text.count("”") for paragraph in paragraphs):
        return
    opened = -1
    for index, paragraph in enumerate(paragraphs):
        opening, closing = _unpaired(paragraph.text)
        if opening >= 0 or paragraph.text.startswith("“"):
            opened = index if _opens_quotation(paragraph, opening) else -1
        elif opened >= 0 and closing >= 0:
            if index - opened <= QUOTED and not paragraph.text[closing:].strip(CLOSING + "。；，、;,"):
                for line in paragraphs[opened + 1 : index + 1]:
                    line.label, line.quoted = None, True
            opened = -1


def _opens_quotation(paragraph: Paragraph, opening: int) -> bool:
    """Whether a “ that is not closed stands behind a colon, or before any word but a label."""
    if opening < 0:
        return False
    before = paragraph.text[:opening].rstrip()
    return before.endswith(("：", ":")) or len(before) <= (paragraph.label.end if paragraph.label else paragraph.lead)


def _unpaired(text: str) -> tuple[int, int]:
    """Where the first “ that is not closed and the first ” that is not opened stand; -1 for none."""
    if text.count("“") == text.count("”"):
        return -1, -1
    opened: list[int] = []
    closing = -1
    for mark in _QUOTATION_MARK.finditer(text):
        if mark.group() == "“":
            opened.append(mark.start())
        elif opened:
            opened.pop()
        elif closing < 0:
            closing = mark.start()
    return (opened[0] if opened else -1), closing
