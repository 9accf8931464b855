"""One PDF page as plain values: runs of text with their boxes, ruled lines, images. What pdfium knows stays in here.

Lengths are points (1/72 inch), x to the right and y **downwards** from the top left corner of the page as it is
shown: a page's /Rotate is applied, and so is the direction of a page whose text runs sideways.

pdfium gives characters in content order, with blanks and line ends of its own making. We keep its order within a run,
and decide by the boxes where a run ends.
"""

from __future__ import annotations

import ctypes
import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as c

from corpus.reading.paged.page import Box, Fragment, Page, is_cjk

MAX_CHARACTERS = 60_000  # on one page; a dense A4 page has 3,000, a drawing with a word layer 20,000
MAX_OBJECTS = 60_000  # page objects looked at for rules and images
MAX_FORM_DEPTH = 5  # forms within forms; real files have one or two
RULE = 3.0  # a path thinner than this is a line
SPLIT = 0.9  # a gap of so many ems ends a run: it may be the way to the next column or cell
LEVEL = 0.069  # the tangent of 4°: a line that rises by less is level
WHITE = 240  # a colour whose every channel is at least this is paper, not ink

Matrix = tuple[float, float, float, float, float, float]
_AS_IT_IS: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_Piece = tuple[int, str, Box | None]  # the place in pdfium's text, what stands there, its box
# pdfium marks a hyphen at a line's end by U+0002 or U+FFFE; halves of characters and other controls have no meaning.
_CLEAN = dict.fromkeys([*range(32), *range(127, 160), *range(0xD800, 0xE000), 0xFFFF], "\ufffd")
_CLEAN |= {10: "\n", 13: "\n", 9: " ", 0xA0: " ", 0x3000: " ", 2: "-", 0xFFFE: "-", 0xAD: "-"}
_UNSEEN = "\u200b"
_CLEAN |= dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x61C], _UNSEEN
)
# The bullets and boxes that Word takes from the fonts Symbol, Wingdings and Wingdings 2, by private code points.
_SIGNS = dict(zip("lnouv\xa7\xb7\xd8\xfcR\xa3\xa8\xfe", "●■□◆❖▪•➢✓☑□□☑", strict=True))
_CLEAN |= {0xF000 + ord(code): sign for code, sign in _SIGNS.items()}
_TYPED = "\t"  # a blank that the file has; pdfium puts in others where a gap is wide
_WORD = re.compile("[\u4e00-\u9fff]{3,}|.", re.DOTALL)
_UNKNOWN = re.compile("[\ufffd\ue000-\uf8ff]")


@dataclass(slots=True)
class _View:
    """From pdfium's page space (y up) to the page as shown (y down), turned by `quarters` × 90° clockwise."""

    left: float
    bottom: float
    width: float
    height: float
    quarters: int

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        x0, x1, y0, y1 = x0 - self.left, x1 - self.left, y0 - self.bottom, y1 - self.bottom
        if self.quarters == 0:
            return x0, self.height - y1, x1, self.height - y0
        if self.quarters == 1:
            return y0, x0, y1, x1
        if self.quarters == 2:
            return self.width - x1, y0, self.width - x0, y1
        return self.height - y1, self.width - x1, self.height - y0, self.width - x0

    @property
    def size(self) -> tuple[float, float]:
        return (self.width, self.height) if self.quarters % 2 == 0 else (self.height, self.width)


@dataclass(slots=True)
class _Run:
    """Characters that go on in one direction on one line. `first` is the place of its first in pdfium's text."""

    first: int
    words: list[str]
    x0: float
    x1: float
    top: float
    bottom: float


def read_page(page: pdfium.PdfPage) -> Page:
    """The runs, rules and images of a page.

    Raises pdfium.PdfiumError where pdfium cannot build the page's text.
    """
    textpage = page.get_textpage()
    try:
        count = min(c.FPDFText_CountChars(textpage.raw), MAX_CHARACTERS)
        view = _view(page, textpage.raw, count)
        width, height = view.size
        shown = Page(width=width, height=height)
        _add_graphics(page, view, shown)
        walls = sorted((x, top, bottom) for top, bottom, x in shown.upright)
        pieces = _pieces(textpage.raw, _characters(textpage.raw, count), view, whole=not walls)
        for run in _runs(pieces, walls):
            if fragment := _fragment(textpage.raw, run):
                shown.fragments.append(fragment)
                shown.unknown += len(_UNKNOWN.findall(fragment.text))
    finally:
        textpage.close()
    return shown


def _view(page: pdfium.PdfPage, text: c.FPDF_TEXTPAGE, count: int) -> _View:
    box = c.FS_RECTF()
    c.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(box))
    rotation = max(c.FPDFPage_GetRotation(page.raw), 0)
    votes = [0, 0, 0, 0]
    matrix = c.FS_MATRIX()
    for index in range(0, count, max(1, count // 20)):
        if c.FPDFText_GetMatrix(text, index, ctypes.byref(matrix)):
            turned = _quarters(matrix.a, matrix.b)
            if turned is not None:
                votes[turned] += 1
    upright = max(range(4), key=lambda turns: (votes[turns], turns == rotation % 4))
    return _View(box.left, box.bottom, box.right - box.left, box.top - box.bottom, upright if any(votes) else rotation)


def _quarters(a: float, b: float) -> int | None:
    """How many quarter turns clockwise make text with this matrix upright; None for a slanted one (a watermark)."""
    if abs(b) < LEVEL * a:
        return 0
    angle = math.degrees(math.atan2(b, a))
    if math.isnan(angle):
        return None
    turns = round(angle / 90)
    return turns % 4 if abs(angle - 90 * turns) < 4 else None


def _characters(text: c.FPDF_TEXTPAGE, count: int) -> str:
    """pdfium's characters, one a place: what has no meaning, or is half of one, as U+FFFD."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if c.FPDFText_GetText(text, 0, count, buffer) == count + 1:
        chars = bytes(buffer)[:-2].decode("utf-16-le", "surrogatepass")
        if len(chars) == count:
            return chars.translate(_CLEAN)
    get_char = c.FPDFText_GetUnicode
    return "".join(
        chr(code if code <= 0x10FFFF else 0xFFFD) for code in (get_char(text, i) for i in range(count))
    ).translate(_CLEAN)


def _pieces(text: c.FPDF_TEXTPAGE, chars: str, view: _View, *, whole: bool) -> Iterator[_Piece]:
    """The characters with their boxes, in pdfium's order; blanks and line ends come without a box.

    whole: words of ideographs that are evenly set come as one piece, which asks for two boxes and not for all.
    """
    rect = c.FS_RECTF()
    reference = ctypes.byref(rect)
    get_box = c.FPDFText_GetLooseCharBox
    left, ceiling, upright = view.left, view.bottom + view.height, view.quarters == 0

    def box(index: int) -> Box | None:
        if not get_box(text, index, reference):
            return None
        if upright:
            return rect.left - left, ceiling - rect.top, rect.right - left, ceiling - rect.bottom
        return view.box(rect.left, rect.bottom, rect.right, rect.top)

    for found in _WORD.finditer(chars):
        word, start = found.group(), found.start()
        if word == _UNSEEN:
            continue
        if word in "\n ":
            yield start, word if word == "\n" or c.FPDFText_IsGenerated(text, start) else _TYPED, None
            continue
        first = box(start)
        if len(word) > 1:
            last = box(start + len(word) - 1)
            if whole and first and last and _is_even(first, last, len(word)):
                yield start, word, (first[0], first[1], last[2], first[3])
                continue
        if first:
            yield start, word[0], first
        for index, char in enumerate(word[1:], start + 1):
            if place := box(index):
                yield index, char, place


def _is_even(first: Box, last: Box, count: int) -> bool:
    """Whether characters between two boxes can be no other than set one by one on a line."""
    em = first[2] - first[0]
    return abs(last[2] - first[0] - count * em) < 0.06 * count * em and abs(first[1] - last[1]) < 0.05 * em


def _runs(pieces: Iterable[_Piece], walls: list[tuple[float, float, float]]) -> Iterator[_Run]:
    """Text in content order, cut where the line ends or turns, the gap is wide or a wall (x, top, bottom) stands."""
    run: _Run | None = None
    blank = typed = False
    for index, word, box in pieces:
        if box is None:
            if word == "\n" and run:
                yield run
                run = None
            blank = True
            typed = typed or word == _TYPED
            continue
        x0, top, x1, bottom = box
        if run:
            gap, em = x0 - run.x1, max(min(run.bottom - run.top, bottom - top), 1.0)
            if _ends(run, gap, em, top, bottom) or (walls and _parted(run, x0, walls)):
                yield run
                run = None
        if run is None:
            run = _Run(index, [word], x0, x1, top, bottom)
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


def _ends(run: _Run, gap: float, em: float, top: float, bottom: float) -> bool:
    """Whether a character is no longer of the run: far off, set back, on another line, or raised."""
    if gap > SPLIT * em or gap < -0.6 * em:
        return True
    if top == run.top and bottom == run.bottom:
        return False
    drift = abs(top + bottom - run.top - run.bottom) / 2
    raised = drift > 0.12 * em and not 0.8 < (bottom - top) / max(run.bottom - run.top, 0.1) < 1.25
    return drift > 0.5 * em or raised


def _parted(run: _Run, x0: float, walls: list[tuple[float, float, float]]) -> bool:
    """Whether a wall stands between a run and a character that begins at x0."""
    if not walls:
        return False
    first = bisect_left(walls, (run.x1 - 1.0,))
    last = bisect_left(walls, (x0 + 1.0,))
    middle = (run.top + run.bottom) / 2
    return any(top < middle < bottom for _, top, bottom in walls[first:last])


def _fragment(text: c.FPDF_TEXTPAGE, run: _Run) -> Fragment | None:
    matrix = c.FS_MATRIX()
    size = run.bottom - run.top
    if c.FPDFText_GetMatrix(text, run.first, ctypes.byref(matrix)):
        if _quarters(matrix.a, matrix.b) is None:
            return None  # a watermark across the page
        scaled = c.FPDFText_GetFontSize(text, run.first) * math.hypot(matrix.c, matrix.d)
        if 0.3 * size < scaled < 3 * size or size <= 0:
            size = scaled
    if not 1 <= size <= 400:
        return None
    middle = (run.top + run.bottom) / 2
    fragment = Fragment("".join(run.words), run.x0, middle - size / 2, run.x1, middle + size / 2, size)
    fragment.red = size > 20 and _is_red(text, run.first)
    return fragment


def _is_red(text: c.FPDF_TEXTPAGE, index: int) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not c.FPDFText_GetFillColor(text, index, red, green, blue, alpha):
        return False
    return red.value > 150 and green.value < 90 and blue.value < 90


def largest_image(page: pdfium.PdfPage) -> int:
    """The pixels of the largest image on a page: what it takes to draw it."""
    largest = 0
    width, height = ctypes.c_uint(), ctypes.c_uint()
    for item, kind, _ in _objects(page):
        if kind == c.FPDF_PAGEOBJ_IMAGE and c.FPDFImageObj_GetImagePixelSize(item, width, height):
            largest = max(largest, width.value * height.value)
    return largest


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[c.FPDF_PAGEOBJECT, int, Matrix]]:
    """The page's objects and those inside its forms: (object, its type, the matrix of the form that holds it)."""
    budget = MAX_OBJECTS
    todo = [(page.raw, c.FPDFPage_CountObjects, c.FPDFPage_GetObject, _AS_IT_IS, 0)]
    while todo:
        holder, count_objects, get_object, matrix, depth = todo.pop()
        for index in range(min(count_objects(holder), budget)):
            budget -= 1
            item = get_object(holder, index)
            kind = c.FPDFPageObj_GetType(item)
            if kind == c.FPDF_PAGEOBJ_FORM and depth < MAX_FORM_DEPTH:
                inner = _times(_matrix(item), matrix)
                todo.append((item, c.FPDFFormObj_CountObjects, c.FPDFFormObj_GetObject, inner, depth + 1))
            elif kind != c.FPDF_PAGEOBJ_TEXT:
                yield item, kind, matrix


def _add_graphics(page: pdfium.PdfPage, view: _View, shown: Page) -> None:
    """Put the page's ruled lines and the boxes of its images into `shown`."""
    for item, kind, matrix in _objects(page):
        if kind == c.FPDF_PAGEOBJ_PATH:
            _add_path(item, matrix, view, shown)
        elif kind == c.FPDF_PAGEOBJ_IMAGE and (box := _bounds(item, matrix, view)):
            shown.images.append(box)


def _matrix(item: c.FPDF_PAGEOBJECT) -> Matrix:
    matrix = c.FS_MATRIX()
    if not c.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return _AS_IT_IS
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _times(m: Matrix, n: Matrix) -> Matrix:
    """The matrix that applies m, then n."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _bounds(item: c.FPDF_PAGEOBJECT, matrix: Matrix, view: _View) -> Box | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return None
    x0, y0 = _apply(matrix, left.value, bottom.value)
    x1, y1 = _apply(matrix, right.value, top.value)
    return view.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _add_path(item: c.FPDF_PAGEOBJECT, matrix: Matrix, view: _View, shown: Page) -> None:
    """A thin filled box is a rule; a stroked path gives a rule for each of its level or upright sides."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not c.FPDFPath_GetDrawMode(item, fill, stroke) or not (fill.value or stroke.value):
        return
    colour = c.FPDFPageObj_GetStrokeColor if stroke.value else c.FPDFPageObj_GetFillColor
    channels = [ctypes.c_uint() for _ in range(4)]
    if colour(item, *channels) and (min(ch.value for ch in channels[:3]) >= WHITE or channels[3].value == 0):
        return
    if (box := _bounds(item, matrix, view)) is None:
        return
    x0, y0, x1, y1 = box
    if y1 - y0 <= RULE or x1 - x0 <= RULE:
        shown.add_rule(x0, y0, x1, y1)
    elif stroke.value:
        for start, end in _sides(item, _times(_matrix(item), matrix)):
            a0, b0, a1, b1 = view.box(
                min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])
            )
            if b1 - b0 <= RULE or a1 - a0 <= RULE:
                shown.add_rule(a0, b0, a1, b1)
    else:
        shown.shades += 1
    shown.ink += 1


def _sides(item: c.FPDF_PAGEOBJECT, matrix: Matrix) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    here = start = (0.0, 0.0)
    for index in range(min(c.FPDFPath_CountSegments(item), 2000)):
        segment = c.FPDFPath_GetPathSegment(item, index)
        kind = c.FPDFPathSegment_GetType(segment)
        c.FPDFPathSegment_GetPoint(segment, x, y)
        point = _apply(matrix, x.value, y.value)
        if kind == c.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == c.FPDF_SEGMENT_LINETO:
            yield here, point
        here = point
        if c.FPDFPathSegment_GetClose(segment):
            yield here, start
            here = start
