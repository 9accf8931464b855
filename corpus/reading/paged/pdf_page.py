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
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as c

from corpus.reading.paged.matrix import AS_IT_IS, Matrix, apply, quarters, times
from corpus.reading.paged.page import WHITE, Box, Fragment, Page, is_red
from corpus.reading.paged.runs import CLEAN, TYPED, UNKNOWN, UNSEEN, Piece, Run, runs

MAX_CHARACTERS = 60_000  # on one page; a dense A4 page has 3,000, a drawing with a word layer 20,000
MAX_OBJECTS = 60_000  # page objects looked at for rules and images
MAX_FORM_DEPTH = 5  # forms within forms; real files have one or two

_WORD = re.compile("[\u4e00-\u9fff]{3,}|.", re.DOTALL)


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
        for run in runs(pieces, walls):
            if fragment := _fragment(textpage.raw, run):
                shown.fragments.append(fragment)
                shown.unknown += len(UNKNOWN.findall(fragment.text))
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
            turned = quarters(matrix.a, matrix.b)
            if turned is not None:
                votes[turned] += 1
    upright = max(range(4), key=lambda turns: (votes[turns], turns == rotation % 4))
    return _View(box.left, box.bottom, box.right - box.left, box.top - box.bottom, upright if any(votes) else rotation)


def _characters(text: c.FPDF_TEXTPAGE, count: int) -> str:
    """pdfium's characters, one a place: what has no meaning, or is half of one, as U+FFFD."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if c.FPDFText_GetText(text, 0, count, buffer) == count + 1:
        chars = bytes(buffer)[:-2].decode("utf-16-le", "surrogatepass")
        if len(chars) == count:
            return chars.translate(CLEAN)
    get_char = c.FPDFText_GetUnicode
    return "".join(
        chr(code if code <= 0x10FFFF else 0xFFFD) for code in (get_char(text, i) for i in range(count))
    ).translate(CLEAN)


def _pieces(text: c.FPDF_TEXTPAGE, chars: str, view: _View, *, whole: bool) -> Iterator[Piece]:
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
        if word == UNSEEN:
            continue
        if word in "\n ":
            yield start, word if word == "\n" or c.FPDFText_IsGenerated(text, start) else TYPED, None
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


def _fragment(text: c.FPDF_TEXTPAGE, run: Run) -> Fragment | None:
    matrix = c.FS_MATRIX()
    size = run.bottom - run.top
    if c.FPDFText_GetMatrix(text, run.first, ctypes.byref(matrix)):
        if quarters(matrix.a, matrix.b) is None:
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
    return is_red(red.value, green.value, blue.value)


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
    todo = [(page.raw, c.FPDFPage_CountObjects, c.FPDFPage_GetObject, AS_IT_IS, 0)]
    while todo:
        holder, count_objects, get_object, matrix, depth = todo.pop()
        for index in range(min(count_objects(holder), budget)):
            budget -= 1
            item = get_object(holder, index)
            kind = c.FPDFPageObj_GetType(item)
            if kind == c.FPDF_PAGEOBJ_FORM and depth < MAX_FORM_DEPTH:
                inner = times(_matrix(item), matrix)
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
        return AS_IT_IS
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _bounds(item: c.FPDF_PAGEOBJECT, matrix: Matrix, view: _View) -> Box | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return None
    x0, y0 = apply(matrix, left.value, bottom.value)
    x1, y1 = apply(matrix, right.value, top.value)
    return view.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _add_path(item: c.FPDF_PAGEOBJECT, matrix: Matrix, view: _View, shown: Page) -> None:
    """Put a path that is filled or stroked, and not in white, into `shown`."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not c.FPDFPath_GetDrawMode(item, fill, stroke) or not (fill.value or stroke.value):
        return
    colour = c.FPDFPageObj_GetStrokeColor if stroke.value else c.FPDFPageObj_GetFillColor
    channels = [ctypes.c_uint() for _ in range(4)]
    if colour(item, *channels) and (min(ch.value for ch in channels[:3]) >= WHITE or channels[3].value == 0):
        return
    if (box := _bounds(item, matrix, view)) is None:
        return
    sides = (
        view.box(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))
        for start, end in _sides(item, times(_matrix(item), matrix))
    )
    shown.add_path(box, sides if stroke.value else None)


def _sides(item: c.FPDF_PAGEOBJECT, matrix: Matrix) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    here = start = (0.0, 0.0)
    for index in range(min(c.FPDFPath_CountSegments(item), 2000)):
        segment = c.FPDFPath_GetPathSegment(item, index)
        kind = c.FPDFPathSegment_GetType(segment)
        c.FPDFPathSegment_GetPoint(segment, x, y)
        point = apply(matrix, x.value, y.value)
        if kind == c.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == c.FPDF_SEGMENT_LINETO:
            yield here, point
        here = point
        if c.FPDFPathSegment_GetClose(segment):
            yield here, start
            here = start
