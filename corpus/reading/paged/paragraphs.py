"""From lines in reading order to paragraphs: joined over lines, columns and pages.

Whether a line goes on with the one before is read off the page: a line that ends although the next one's first word had
room ends its paragraph; so do an indent, a wider gap, another size, another alignment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from statistics import median

from corpus.reading.head import LARGE
from corpus.reading.line_forms import DATE, ORDER_COUNT, is_name
from corpus.reading.paged.edges import CLOSING
from corpus.reading.paged.page import Line, is_cjk, joined
from crawlers.notation import is_doc_number

WIDE = 1.4  # a step to the next line this much larger than usual parts paragraphs
ALIKE, ALIKE_BY_OCR = 0.12, 0.3  # sizes that differ by less may be one paragraph's
_FINAL = tuple("。！？；：!?;:…")
_LABEL = re.compile(
    r"第[〇零一二三四五六七八九十百千\d]{1,7}[编章节条款部]|[（(][一二三四五六七八九十]{1,4}[）)]|[一二三四五六七八九十]{1,4}[、．.]"
    r"|\d{1,3}[．.、](?!\d)|[（(]\d{1,3}[）)]|[①-⑳]|[-—●•◆■▪○·]|附件|附\s{0,4}[：:]"
)
_MONTH = re.compile(r"[〇○零一二三四五六七八九\d]{4}\s?年\s?[一二三四五六七八九十\d]{1,3}\s?月")
_WORD = re.compile(r"[^\s\u2e80-\uffef“”‘’—…]{1,40}")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, and how they stand on the page. `size` is in ems of the body."""

    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        text = ""
        for line in self.lines:
            text = joined(text, line.text)
        return text

    @property
    def line_texts(self) -> list[str]:
        return [line.text for line in self.lines]

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def red(self) -> bool:
        return self.lines[0].red

    @property
    def centred(self) -> bool:
        return self.lines[0].centred

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def is_table(self) -> bool:
        return self.lines[0].table is not None

    def followed_by(self, other: Paragraph) -> Paragraph:
        return Paragraph([*self.lines, *other.lines])

    @property
    def confidence(self) -> float:
        weight = sum(len(line.text) for line in self.lines)
        return sum(line.confidence * len(line.text) for line in self.lines) / max(weight, 1)


def paragraphs(lines: list[Line], body: float) -> list[Paragraph]:
    """Join lines, given in reading order with their edges set."""
    step = _usual_step(lines)
    found: list[Paragraph] = []
    before: Line | None = None
    for line, beyond in zip_longest(lines, lines[1:]):
        if before is not None and _goes_on(found[-1], before, line, beyond, step, body):
            found[-1].lines.append(line)
        else:
            found.append(Paragraph([line]))
        before = line
    return found


def _usual_step(lines: list[Line]) -> float:
    """The usual distance of one line to the next, in ems; 1.6 where there is too little to tell."""
    steps = [
        (after.middle - line.middle) / line.size
        for line, after in pairwise(lines)
        if _same_column(line, after) and 0.9 * line.size < after.middle - line.middle < 3.5 * line.size
    ]
    return median(steps) if len(steps) >= 3 else 1.6


def _same_column(line: Line, after: Line) -> bool:
    return line.page == after.page and line.column == after.column and after.middle > line.middle


def _goes_on(paragraph: Paragraph, line: Line, after: Line, beyond: Line | None, step: float, body: float) -> bool:
    """Whether `after` continues the paragraph whose last line is `line`; `beyond` is the line after that."""
    together = _same_column(line, after)
    alike = ALIKE if min(line.confidence, after.confidence) == 1 else ALIKE_BY_OCR
    if abs(line.size - after.size) > alike * max(line.size, after.size) or line.red != after.red:
        return False
    usual = max(step, 1.25)
    if together and (after.middle - line.middle) / line.size > WIDE * usual:
        return False
    centred = line.centred or (_is_full_title(line, body) and after.centred)
    if centred and (after.centred or _is_full_title(after, body)):
        return together and not _parts_title(line.text, after.text)
    if line.centred and len(paragraph.lines) == 1:
        return False
    if line.at_right or after.at_right or DATE.fullmatch(after.text):
        return False
    if _ends_short(line, after) or (not line.told and line.text.endswith(_FINAL)):
        return False
    return not _opens(paragraph, line, after, beyond)


def _signs(text: str) -> bool:
    return DATE.fullmatch(text) is not None or is_name(text)


def _parts_title(text: str, after: str) -> bool:
    """Whether two centred lines are no title of two: a number, a date, a sentence, a label, what stands in brackets."""
    is_number = any(is_doc_number(line) or ORDER_COUNT.fullmatch(line) for line in (text, after))
    return (
        is_number
        or _MONTH.match(after) is not None
        or text.endswith(_FINAL)
        or after[0] in "（("
        or _LABEL.match(after) is not None
    )


def _is_full_title(line: Line, body: float) -> bool:
    return line.size > LARGE * body and abs(line.indent - line.room) < 1.5


def _ends_short(line: Line, after: Line) -> bool:
    """Whether the first word of `after` would have had room on `line`; where that is a label, any room tells."""
    return line.room > (0.8 if _LABEL.match(after.text) else _first_word(after.text) + 0.35)


def _first_word(text: str) -> float:
    """The width in ems of what cannot be parted at a line's start: a word, or a character with the marks after it."""
    if word := _WORD.match(text):
        width = 0.5 * len(word.group())
        rest = text[word.end() :]
    else:
        width, rest = 1.0, text[1:]
        if text[:1] in "“‘《〈（【〔「":
            width, rest = 2.0, text[2:]
    for char in rest[:3]:
        if char not in CLOSING:
            break
        width += 1.0 if is_cjk(char) else 0.5
    return width


def _opens(paragraph: Paragraph, line: Line, after: Line, beyond: Line | None) -> bool:
    """Whether `after`, which follows a full line, opens a paragraph by its indent or its label."""
    inset = (after.x0 - after.left) / after.size
    before = (line.x0 - line.left) / line.size
    label = _LABEL.match(after.text) is not None
    if inset > 1.2:
        hanging = inset - (paragraph.lines[0].x0 - paragraph.lines[0].left) / line.size
        if _LABEL.match(paragraph.lines[0].text) and 0.5 < hanging < 3.2 and not label and len(paragraph.lines) == 1:
            return line.text.endswith(_FINAL[:3])
        if beyond and _same_column(after, beyond) and beyond.indent < 0.6 and not _ends_short(after, beyond):
            return True  # a paragraph's first line, told by its second
        level = abs(inset - before) < 0.4 and not label and not _signs(after.text)
        return not (level and (len(paragraph.lines) > 1 or not line.text.endswith(_FINAL)))
    return label and line.text.endswith(_FINAL) and before < 1.2 and paragraph.lines[0].indent < 1.2
