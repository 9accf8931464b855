"""Pages whose text pdfium loses, read by pdfplumber: ten times slower, but it measures by the file's widths alone.

pdfium drops a text object of one glyph that has no outline, which is every glyph of a font that a file only names.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pdfplumber

from corpus.reading.paged.page import Fragment, Page
from corpus.reading.paged.pdf_page import TYPED, UNKNOWN, Piece, Run, quarters, runs


def reread(data: bytes, pages: list[Page], numbers: Sequence[int]) -> None:
    """Put pdfplumber's runs of text in the place of pdfium's on these pages (from 1).

    Raises what pdfminer does on a file that it cannot read.
    """
    with pdfplumber.open(io.BytesIO(data)) as document:
        for number in numbers:
            page = document.pages[number - 1]
            shown = pages[number - 1]
            width, height = float(page.width), float(page.height)
            turned = _direction(page.chars)
            if turned != shown.turned:  # pdfium saw no text that told it
                shown.level, shown.upright = [], []
                shown.width, shown.height = (width, height) if turned % 2 == 0 else (height, width)
            walls = sorted((x, top, bottom) for top, bottom, x in shown.upright)
            chars = [_turned(char, turned, width, height) for char in page.chars]
            shown.fragments = [_fragment(chars, run) for run in runs(_pieces(chars), walls)]
            shown.unknown = sum(len(UNKNOWN.findall(fragment.text)) for fragment in shown.fragments)
            page.close()


def _direction(chars: Sequence[dict[str, Any]]) -> int:
    """The quarter turns, clockwise, that most characters need to stand upright."""
    votes = Counter(quarters(char["matrix"][0], char["matrix"][1]) for char in chars[:: max(1, len(chars) // 40)])
    return next((turns for turns, _ in votes.most_common() if turns is not None), 0)


def _turned(char: dict[str, Any], turns: int, width: float, height: float) -> dict[str, Any]:
    """A character of a page that is turned by quarters, clockwise, to stand upright."""
    x0, top, x1, bottom = char["x0"], char["top"], char["x1"], char["bottom"]
    size = char["size"]
    if turns == 1:
        x0, top, x1, bottom = height - bottom, x0, height - top, x1
    elif turns == 2:
        x0, top, x1, bottom = width - x1, height - bottom, width - x0, height - top
    elif turns == 3:
        x0, top, x1, bottom = top, width - x1, bottom, width - x0
    if turns % 2:
        size = bottom - top
    return {**char, "x0": x0, "top": top, "x1": x1, "bottom": bottom, "size": size}


def _pieces(chars: Sequence[dict[str, Any]]) -> Iterator[Piece]:
    for index, char in enumerate(chars):
        text = char["text"]
        if text.isspace():
            yield index, TYPED, None
        elif text:
            yield index, text, (char["x0"], char["top"], char["x1"], char["bottom"])


def _fragment(chars: Sequence[dict[str, Any]], run: Run) -> Fragment:
    first = chars[run.first]
    size = float(first["size"])
    fragment = Fragment("".join(run.words), run.x0, run.top, run.x1, run.top + size, size)
    colour: Sequence[float] = first.get("non_stroking_color") or ()
    fragment.red = size > 20 and len(colour) == 3 and colour[0] > 0.6 and max(colour[1:]) < 0.35
    return fragment
