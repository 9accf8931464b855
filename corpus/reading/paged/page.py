"""A page as a reader of fixed layouts sees it, whatever drew it: runs of text with boxes, ruled lines, images.

PDF pages, pages read by OCR and OFD pages all come as `Page`; layout.py, margins.py, tables.py and paragraphs.py
work on it alone. Lengths are in one unit a document (points for a PDF), x to the right, y downwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.reading.paged.tables import Table

RULE = 3.0  # a path thinner than this is a line
WHITE = 240  # a colour whose every channel is at least this is paper, not ink

Box = tuple[float, float, float, float]  # x0, top, x1, bottom


def is_cjk(char: str) -> bool:
    """Whether a character takes the full width of a Chinese one (Han, kana, full-width forms and marks)."""
    return (
        "\u2e80" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\ufe30" <= char <= "\uffef"
        or "\U00020000" <= char <= "\U0003ffff"
        or char in "“”‘’—…·①②③④⑤⑥⑦⑧⑨⑩"
    )


def is_red(red: float, green: float, blue: float) -> bool:
    """Whether a colour, its channels from 0 to 255, is the red of a red head."""
    return red > 150 and green < 90 and blue < 90


def joined(left: str, right: str) -> str:
    """Two pieces of one sentence, put together: a blank only where words of a Western script meet."""
    left, right = left.rstrip(), right.lstrip()
    if not left or not right or is_cjk(left[-1]) or is_cjk(right[0]):
        return left + right
    if left[-1] == "-" and left[-2:-1].isalpha() and right[0].islower():
        return left[:-1] + right
    return f"{left} {right}"


@dataclass(slots=True)
class Fragment:
    """A run of text on one line, without a wide gap. `size`: the em; `confidence`: the OCR's, or 1."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    red: bool = False
    confidence: float = 1.0
    table: Table | None = None  # what it stands for, if that is a table

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Page:
    """`level` and `upright` are the ruled lines: (x0, x1, y) and (top, bottom, x).

    `unknown` counts characters without a meaning (private use, no Unicode); `ink` counts drawn paths, `shades`
    those that fill a box.
    """

    width: float
    height: float
    fragments: list[Fragment] = field(default_factory=list)
    level: list[tuple[float, float, float]] = field(default_factory=list)
    upright: list[tuple[float, float, float]] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    unknown: int = 0
    ink: int = 0
    shades: int = 0

    def add_path(self, box: Box, sides: Iterable[Box] | None) -> None:
        """A path: a thin box is a rule; of any other each thin side is one; filled without a stroke it is a shade.

        sides: of its stroke; None without one.
        """
        for x0, top, x1, bottom in [box] if _is_thin(box) else filter(_is_thin, sides or ()):
            self.add_rule(x0, top, x1, bottom)
        self.shades += sides is None and not _is_thin(box)
        self.ink += 1

    def add_rule(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """A thin box, as the line it is. A dot is none."""
        if x1 - x0 >= bottom - top:
            if x1 - x0 > 1:
                self.level.append((x0, x1, (top + bottom) / 2))
        elif bottom - top > 1:
            self.upright.append((top, bottom, (x0 + x1) / 2))


def _is_thin(box: Box) -> bool:
    return box[3] - box[1] <= RULE or box[2] - box[0] <= RULE


@dataclass(slots=True)
class Line:
    """One line of a column, from `left` to `right`. Built from its fragments by `line_of`.

    told: a line that goes on shows where `right` is; else it is where the longest sentence happens to end.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    left: float = 0.0
    right: float = 0.0
    told: bool = True
    page: int = 0
    column: int = 0
    centred: bool = False
    red: bool = False
    confidence: float = 1.0
    marks: tuple[tuple[int, str], ...] = ()  # what is raised (note marks, exponents): offset into text, and itself
    table: Table | None = None

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def indent(self) -> float:
        """In ems, from the column's left edge."""
        return (self.x0 - self.left) / self.size

    @property
    def room(self) -> float:
        """In ems, to the column's right edge."""
        return (self.right - self.x1) / self.size

    @property
    def at_right(self) -> bool:
        """Begins past the middle and is not centred: a signature or a date."""
        return not self.centred and self.x0 > (self.left + self.right) / 2 - self.size and self.indent > 6

    def set_edges(self, left: float, right: float, *, large: bool) -> None:
        """Say where the column's text begins and ends; `large`: the line is set larger than the body.

        A line is centred that is set in from both sides by the same. Where it is long and of the body's size that may
        be chance: so is many a paragraph's first line.
        """
        self.left, self.right = left, right
        even = abs(self.indent - self.room) < 1.2 + 0.02 * (right - left) / self.size
        inset = min(self.indent, self.room)
        short = self.indent > 2.6 or self.x1 - self.x0 < 0.72 * (right - left)
        self.centred = even and ((large and inset > 0.3) or (inset > 1 and short))


def line_of(fragments: list[Fragment]) -> Line:
    """The line that fragments of one base line make, left to right."""
    if len(fragments) == 1:
        only = fragments[0]
        return Line(
            text=only.text,
            x0=only.x0,
            top=only.top,
            x1=only.x1,
            bottom=only.bottom,
            size=only.size,
            red=only.red,
            confidence=only.confidence,
            table=only.table,
        )
    fragments = sorted(fragments, key=lambda fragment: fragment.x0)
    main = max(fragments, key=lambda fragment: (fragment.table is not None, len(fragment.text) * fragment.size))
    spaced = len(fragments) > 1 and all(len(fragment.text) == 1 and is_cjk(fragment.text) for fragment in fragments)
    text, end = "", 0.0
    marks: list[tuple[int, str]] = []
    for fragment in fragments:
        if spaced or _is_raised(fragment, main):
            if not spaced:
                marks.append((len(text), fragment.text))
            text += fragment.text
        elif text and fragment.x0 - end > 0.6 * main.size:
            text = f"{text} {fragment.text}"
        else:
            text = joined(text, fragment.text)
        end = fragment.x1
    weight = sum(len(fragment.text) for fragment in fragments)
    return Line(
        text=text,
        x0=fragments[0].x0,
        top=main.top,
        x1=max(fragment.x1 for fragment in fragments),
        bottom=main.bottom,
        size=main.size,
        red=main.red,
        confidence=sum(fragment.confidence * len(fragment.text) for fragment in fragments) / max(weight, 1),
        marks=tuple(marks),
        table=main.table,
    )


def _is_raised(fragment: Fragment, main: Fragment) -> bool:
    """Whether a fragment is set small and high, as note marks and exponents are."""
    return fragment.size < 0.8 * main.size and fragment.middle < main.middle - 0.08 * main.size
