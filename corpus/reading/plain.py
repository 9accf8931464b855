"""Plain text saved by hand: one paragraph a line, the title first."""

from __future__ import annotations

import re

from corpus.reading import Reading, ReadingError
from corpus.reading.blocks import blocks_of
from corpus.reading.encoding import decode
from corpus.reading.lines import Line, tidy
from corpus.reading.page_facts import read_facts

READER = "text/2"

# What legal databases print above a text: their own citation code and the address of their page.
_DATABASE_HEAD = re.compile(r"[^。]{0,20}【法宝引证码】|原文链接[：:]\s{0,3}https?://")


def read_text(data: bytes, *, content_type: str = "") -> Reading:
    """A text's blocks and what it prints of itself. Raises ReadingError where nothing is left."""
    text, _ = decode(data, content_type)
    lines = [Line(tidy(line)) for line in text.splitlines() if line.strip()]
    lines = [line for line in lines if line.text and not _DATABASE_HEAD.match(line.text)]
    if not lines:
        raise ReadingError("the file has no text")
    blocks, title = blocks_of(lines)
    if not title:
        blocks, title = blocks_of(lines, lines[0].text)
    facts = read_facts({}, {}, blocks, (title, title), "", lambda: "")
    return Reading(
        blocks=tuple(blocks),
        reader=READER,
        title=title,
        doc_number=facts.doc_number,
        issuers=facts.issuers,
        written_on=facts.written_on,
        warnings=tuple(facts.warnings),
    )
