"""Plain text saved by hand: one paragraph a line, the title first."""

from __future__ import annotations

from corpus.reading import Block, Reading, ReadingError
from corpus.reading.encoding import decode

READER = "text/1"


def read_text(data: bytes, *, content_type: str = "") -> Reading:
    """A text as paragraphs, the first of them its title. Raises ReadingError where nothing is left."""
    text, _ = decode(data, content_type)
    lines = [line.strip() for line in text.splitlines()]
    paragraphs = [line for line in lines if line]
    if not paragraphs:
        raise ReadingError("the file has no text")
    title, rest = paragraphs[0], paragraphs[1:]
    return Reading(
        blocks=(Block("title", title), *(Block("paragraph", line) for line in rest)), reader=READER, title=title
    )
