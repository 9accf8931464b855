"""One line of a text, and what it shows by itself: stray marks, a label, page furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.segmenting import furniture as is_a
from corpus.segmenting.labels import Label, label_at

_STRAY = re.compile(r"[。！？!?，、；：,;:.．\u200b\u200c\u200d\u2060\ufeff\xad]+(?![\d…])")


@dataclass(slots=True)
class Paragraph:
    """One line of the edition's text without the white space around it. `role` is empty while it may hold units;
    `lead` counts the stray marks before its first word; `quoted` says that its label is a quotation's own."""

    start: int
    text: str
    role: str = ""
    lead: int = 0
    label: Label | None = None
    quoted: bool = False


def look(paragraph: Paragraph) -> None:
    """What the paragraph shows by itself: stray marks, a label, page furniture."""
    text = paragraph.text
    if stray := _STRAY.match(text):
        paragraph.lead = stray.end()
    paragraph.label = label_at(text, paragraph.lead + _blanks(text, paragraph.lead))
    if not paragraph.role and paragraph.label is None and is_a.is_furniture(text):
        paragraph.role = "furniture"


def _blanks(text: str, start: int) -> int:
    end = start
    while end < len(text) and text[end].isspace():
        end += 1
    return end - start
