"""PDFs as offices print them (GB/T 9704): 22 lines a page of 28 characters, paragraphs set in by two, lines flush."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"  # a font that every PDF reader has
SIZE, TITLE_SIZE = 16, 22  # points: 三号 and 二号
WIDTH = 28 * SIZE
LINES, LEADING = 22, 28.95
_LEFT, _TOP = (A4[0] - WIDTH) / 2, A4[1] - 105
_NUMERIC = "0123456789.%"
_NEVER_FIRST = "，。；：、！？”’）》〉】〕"


@lru_cache(maxsize=512)
def pdf(title: str, paragraphs: tuple[str, ...]) -> bytes:
    registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle(title)
    canvas.setFont(FONT, TITLE_SIZE)
    canvas.drawCentredString(A4[0] / 2, _TOP, title)
    lines = (line for paragraph in paragraphs for line in _lines(paragraph))
    for at, (text, inset, spacing) in enumerate(lines, 2):  # the title takes two lines
        if at % LINES == 0:
            canvas.showPage()
        drawn = canvas.beginText(_LEFT + inset, _TOP - (at % LINES) * LEADING)
        drawn.setFont(FONT, SIZE)
        drawn.setCharSpace(spacing)
        drawn.textLine(text)
        canvas.drawText(drawn)
    canvas.save()
    return out.getvalue()


def _lines(paragraph: str) -> Iterator[tuple[str, float, float]]:
    """Each line of a paragraph: its text, how far it is set in, and what is added between its characters, in points."""
    inset, line = 2.0 * SIZE, ""
    for text in _pieces(paragraph):
        room = WIDTH - inset - stringWidth(line, FONT, SIZE)
        if line and stringWidth(text.rstrip(_NEVER_FIRST), FONT, SIZE) > room:
            yield line, inset, room / (len(line) - 1)
            inset, line = 0.0, ""
        line += text
    room = WIDTH - inset - stringWidth(line, FONT, SIZE)
    yield line, inset, min(room / max(len(line) - 1, 1), 0.0)


def _pieces(paragraph: str) -> list[str]:
    """Characters, each with the marks after it that must not open a line (they are squeezed in), and whole numbers."""
    pieces: list[str] = []
    for char in paragraph:
        in_number = char in _NUMERIC and pieces and pieces[-1][-1] in _NUMERIC
        if pieces and (char in _NEVER_FIRST or in_number):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces
