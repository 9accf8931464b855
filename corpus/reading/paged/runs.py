"""Characters in the order in which a file draws them to runs: what goes on in one direction on one line."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.reading.paged.page import Box, is_cjk

SPLIT = 0.9  # a gap of so many ems ends a run: it may be the way to the next column or cell

Piece = tuple[int, str, Box | None]  # its place, what stands there, its box; a blank or a line's end has no box
TYPED = "\t"  # a blank that the file has; pdfium puts in others where a gap is wide
UNSEEN = "\u200b"

# What a character is read as. pdfium marks a hyphen at a line's end by U+0002 or U+FFFE; halves of characters and
# other controls have no meaning.
CLEAN = dict.fromkeys([*range(32), *range(127, 160), *range(0xD800, 0xE000), 0xFFFF], "\ufffd")
CLEAN |= {10: "\n", 13: "\n", 9: " ", 0xA0: " ", 0x3000: " ", 2: "-", 0xFFFE: "-", 0xAD: "-"}
CLEAN |= dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x61C], UNSEEN)
# The bullets and boxes that Word takes from the fonts Symbol, Wingdings and Wingdings 2, by private code points.
_SIGNS = dict(zip("lnouv\xa7\xb7\xd8\xfcR\xa3\xa8\xfe", "●■□◆❖▪•➢✓☑□□☑", strict=True))
CLEAN |= {0xF000 + ord(code): sign for code, sign in _SIGNS.items()}
UNKNOWN = re.compile("[\ufffd\ue000-\uf8ff]")  # without a meaning


@dataclass(slots=True)
class Run:
    """Characters that go on in one direction on one line. `first` is the place of its first."""

    first: int
    words: list[str]
    x0: float
    x1: float
    top: float
    bottom: float


def runs(pieces: Iterable[Piece], walls: list[tuple[float, float, float]]) -> Iterator[Run]:
    """Text in content order, cut where the line ends or turns, the gap is wide or a wall (x, top, bottom) stands."""
    run: Run | None = None
    blank = typed = False
    for index, word, box in pieces:
        if box is None:
            if word == "\n" and run:
                yield run
                run = None
            blank = True
            typed = typed or word == TYPED
            continue
        x0, top, x1, bottom = box
        if run:
            gap, em = x0 - run.x1, max(min(run.bottom - run.top, bottom - top), 1.0)
            if _ends(run, gap, em, top, bottom) or (walls and _parted(run, x0, walls)):
                yield run
                run = None
        if run is None:
            run = Run(index, [word], x0, x1, top, bottom)
        else:
            # A blank beside a Chinese character is spacing, unless it is wide, or somebody typed it between two.
            chinese = is_cjk(run.words[-1][-1]) + is_cjk(word[0])
            if blank and (gap > 0.45 * em or not chinese or (typed and chinese == 2)):
                run.words.append(" ")
            run.words.append(word)
            run.x1 = max(run.x1, x1)
        blank = typed = False
    if run:
        yield run


def _ends(run: Run, gap: float, em: float, top: float, bottom: float) -> bool:
    """Whether a character is no longer of the run: far off, set back, on another line, or raised."""
    if gap > SPLIT * em or gap < -0.6 * em:
        return True
    if top == run.top and bottom == run.bottom:
        return False
    drift = abs(top + bottom - run.top - run.bottom) / 2
    raised = drift > 0.12 * em and not 0.8 < (bottom - top) / max(run.bottom - run.top, 0.1) < 1.25
    return drift > 0.5 * em or raised


def _parted(run: Run, x0: float, walls: list[tuple[float, float, float]]) -> bool:
    """Whether a wall stands between a run and a character that begins at x0."""
    if not walls:
        return False
    first = bisect_left(walls, (run.x1 - 1.0,))
    last = bisect_left(walls, (x0 + 1.0,))
    middle = (run.top + run.bottom) / 2
    return any(top < middle < bottom for _, top, bottom in walls[first:last])
