"""Where a document's text begins and ends on the line: the edges that indents and line ends are measured from.

One page says little: it may have no line that begins at the edge, or none that runs to it. So the pages' columns that
stand in one place of the page share their edges, which are taken from all of their lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from corpus.reading.head import LARGE
from corpus.reading.paged.page import Line

CLOSING = "”’》〉）)】〕」』、，。；：！？,.;:!?%％"
MARGIN = 0.12  # of a page's width, where nothing but titles tells
_SLACK = 0.4  # ems that ends of one edge may differ by
_FEW = 6  # lines: a column of fewer says nothing about where its lines might have ended
_HANGING = 1.3  # ems that a mark hangs out, at most
_MOST_COLUMNS = 100  # of one page that are looked at side by side
_MOST_FRAMES = 50  # of one document; a column that fits none of them keeps its own edges
_INDENT = (1.7, 2.3)  # ems: of a paragraph's first line
_MARK = re.compile("[，。；！？]|[,;] ")  # of running text


@dataclass(slots=True)
class _Column:
    """Lines of running text in one column of one page. `beside`: another column stands next to it."""

    lines: list[Line]
    em: float
    left: float
    right: float
    beside: bool

    @property
    def is_flush(self) -> bool:
        """Whether its lines end at one edge, so that it is known where that is."""
        at_edge = sum(abs(line.x1 - self.right) < _SLACK * self.em for line in self.lines)
        return len(self.lines) >= _FEW and at_edge >= 0.4 * len(self.lines)


def set_edges(columns: list[list[Line]], widths: Sequence[float], body: float) -> None:
    """Give every line the edges of the text that it is part of. Lengths are those of the page.

    widths: of the pages, by number; body: the em of the text.
    """
    pages: dict[int, list[list[Line]]] = defaultdict(list)
    for lines in filter(None, columns):
        pages[lines[0].page].append(lines)
    measured = [_measured(lines, pages[lines[0].page], body) if lines else None for lines in columns]
    frames: list[list[_Column]] = []
    for column in sorted(filter(None, measured), key=lambda column: column.left - column.right):
        fitting = [frame for frame in frames[:_MOST_FRAMES] if _fits(column, frame[0])]
        if fitting:
            min(fitting, key=lambda frame: abs(frame[0].right - column.right)).append(column)
        else:
            frames.append([column])
    edges: dict[int, tuple[float, float, bool]] = {}
    for frame in frames:
        lines = [line for column in frame for line in column.lines]
        left, right = _left(lines), _right(lines)
        width = widths[lines[0].page]
        if not frame[0].beside and _is_cover(lines, body):
            left, right = min(left, MARGIN * width), max(right, (1 - MARGIN) * width)
        elif not frame[0].beside and _is_list(lines, right - left, width):
            right = max(right, width - left)
        told = any(abs(line.x1 - right) < 2 * _SLACK * line.size and line.text[-1:] not in CLOSING for line in lines)
        edges |= {id(column): (left, right, told) for column in frame}
    for lines, one in zip(columns, measured, strict=True):
        if one is None:
            continue
        left, right, told = edges[id(one)]
        if len(one.lines) < _FEW:
            around = [line for line in lines if line.table]
            if not one.beside:  # a title, as wide as the columns below it
                around += [line for other in pages[lines[0].page] if other is not lines for line in other]
            left = min([left, *(line.x0 for line in around)])
            right = max([right, *(line.x1 for line in around)])
        for line in lines:
            line.set_edges(left, right, large=line.size > LARGE * body)
            line.told = told


def _is_cover(lines: list[Line], body: float) -> bool:
    """Whether lines are a cover's: all large, and no running text, as a letter in larger type than its annex has."""
    return all(line.size > LARGE * body and _MARK.search(line.text) is None for line in lines)


def _measured(lines: list[Line], page: list[list[Line]], body: float) -> _Column | None:
    """What one of a page's columns shows of its edges; None where it has nothing but tables."""
    text = [line for line in lines if not line.table]
    text = [line for line in text if line.size < LARGE * body] or text
    if not text:
        return None
    beside = len(page) <= _MOST_COLUMNS and any(
        other is not lines and lines[0].top < other[-1].bottom and other[0].top < lines[-1].bottom for other in page
    )
    return _Column(text, median(line.size for line in text), _left(text), _right(text), beside)


def _fits(column: _Column, frame: _Column) -> bool:
    """Whether a column can have the edges of a wider one: it begins where that does or at its indent, and ends there.

    A column that says nothing of where its lines might have ended has only to stay within: a short one, and one whose
    lines are all set in, for none of them goes on with the one before.
    """
    em = frame.em
    if column.beside != frame.beside or abs(column.em - em) > 0.2 * em:
        return False
    inset, room = (column.left - frame.left) / em, (frame.right - column.right) / em
    if len(column.lines) < _FEW or _INDENT[0] < inset < _INDENT[1]:
        return inset > -1 and room > -1.5
    if column.is_flush and frame.is_flush:
        return -1 < inset < 3 and abs(room) < 2 * _SLACK
    return -1 < inset < 3 and -1.5 < room < 3


def _is_list(lines: list[Line], reach: float, width: float) -> bool:
    """Whether lines that alone stand on a page's left half are names, headings and short sentences.

    Of running text set so narrow, many a line has a mark and goes on after it.
    """
    going_on = sum(line.text[-1:] not in CLOSING and _MARK.search(line.text) is not None for line in lines)
    return reach < 0.5 * width and going_on * 5 < len(lines)


def _left(lines: list[Line]) -> float:
    """Where most lines that begin furthest left begin.

    One that hangs out alone does not move the edge, unless it is by an indent: then the others are first lines.
    """
    starts = sorted(line.x0 for line in lines)
    em = median(line.size for line in lines)
    needed = max(2, len(lines) // 20)
    ends = zip(starts, starts[needed - 1 :], strict=False)
    edge = next((start for start, other in ends if other - start < _SLACK * em), starts[0])
    return next((start for start in starts if _INDENT[0] * em < edge - start < _INDENT[1] * em), edge)


def _right(lines: list[Line]) -> float:
    """Where most of the long lines end. A mark may hang out beyond that, and so may a line or two of other text.

    Short lines that end alike (headings, names of a list) make no edge.
    """
    em = median(line.size for line in lines)
    left, furthest = min(line.x0 for line in lines), max(line.x1 for line in lines)
    every = sorted(line.x1 for line in lines)
    ends = sorted(line.x1 for line in lines if line.text[-1:] not in CLOSING)
    counts = [place - bisect_right(ends, end - _SLACK * em) for place, end in enumerate(ends, 1)]
    enough = max(3, 0.25 * max(counts, default=0))
    for end, count in zip(reversed(ends), reversed(counts), strict=True):
        beyond = len(every) - bisect_right(every, end + _HANGING * em)
        if count >= enough and beyond <= max(2, 0.1 * count) and end - left > 0.5 * (furthest - left):
            return end
    return ends[-1] if ends and furthest - ends[-1] < _HANGING * em else furthest
