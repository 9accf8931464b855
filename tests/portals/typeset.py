"""Files as offices print them (GB/T 9704): 22 lines a page of 28 characters, paragraphs set in by two, lines flush.

The same pages as PDF and as OFD; the same paragraphs as a Word file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests import ofd_files, office_files

FONT = "STSong-Light"  # a font that every PDF reader has
SIZE, TITLE_SIZE = 16, 22  # points: 三号 and 二号
WIDTH = 28 * SIZE
LINES, LEADING = 22, 28.95
_LEFT, _TOP = (A4[0] - WIDTH) / 2, A4[1] - 105
_NUMERIC = "0123456789.%"
_NEVER_FIRST = "，。；：、！？”’）》〉】〕"


Paragraphs = tuple[str, ...]


@lru_cache(maxsize=512)
def pdf(title: str, paragraphs: Paragraphs) -> bytes:
    registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle(title)
    canvas.setFont(FONT, TITLE_SIZE)
    canvas.drawCentredString(A4[0] / 2, _TOP, title)
    for page, (text, inset, spacing, row) in _rows(paragraphs):
        if page and row == 0:
            canvas.showPage()
        drawn = canvas.beginText(_LEFT + inset, _TOP - row * LEADING)
        drawn.setFont(FONT, SIZE)
        drawn.setCharSpace(spacing)
        drawn.textLine(text)
        canvas.drawText(drawn)
    canvas.save()
    return out.getvalue()


@lru_cache(maxsize=512)
def ofd(title: str, paragraphs: Paragraphs) -> bytes:
    registerFont(UnicodeCIDFont(FONT))
    pages: list[str] = []
    for _, rows in groupby(_rows(paragraphs), key=lambda each: each[0]):
        canvas = ofd_files.OfdCanvas()
        if not pages:
            canvas.setFont(FONT, TITLE_SIZE)
            canvas.drawCentredString(A4[0] / 2, _TOP, title)
        canvas.setFont(FONT, SIZE)
        for _, (text, inset, spacing, row) in rows:
            canvas.drawString(_LEFT + inset, _TOP - row * LEADING, text, charSpace=spacing)
        pages.append(ofd_files.content("".join(canvas.objects)))
    return ofd_files.packed(ofd_files.parts(*pages))


@lru_cache(maxsize=512)
def docx(title: str, paragraphs: Paragraphs) -> bytes:
    body = [office_files.p(paragraph, size=SIZE) for paragraph in paragraphs]
    return office_files.docx(office_files.p(title, align="center", size=TITLE_SIZE), *body)


def _rows(paragraphs: Paragraphs) -> Iterator[tuple[int, tuple[str, float, float, int]]]:
    """Each line with its page, and its row on it; the title takes the first two."""
    lines = (line for paragraph in paragraphs for line in _lines(paragraph))
    for at, (text, inset, spacing) in enumerate(lines, 2):
        yield at // LINES, (text, inset, spacing, at % LINES)


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
