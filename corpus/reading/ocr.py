"""Pictures of pages to `Page`s: rapidocr's boxes as runs of text, long dark lines as rules.

The extra `ocr` (rapidocr with onnxruntime; its models are inside the package, nothing is downloaded). Without it
`is_installed()` is false and the reader says which pages need OCR.
"""

from __future__ import annotations

import importlib.util
import re
import resource
from collections.abc import Callable, Iterable
from functools import cache
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING, Any

from corpus.reading.paged.page import Fragment, Page, is_cjk

if TYPE_CHECKING:
    import numpy as np

    Picture = np.ndarray[Any, np.dtype[np.uint8]]

OCR_MEMORY = 4 * 1024 * 1024 * 1024  # bytes of address space; onnxruntime takes 1.5 GiB of it, and 0.9 of memory
MAX_RECOGNISED = 100  # pages of one file that OCR reads
MAX_PIXELS = 120_000_000  # of one image on a page that OCR is to read: A3 at 900 dots an inch
PAGE_SECONDS = 60.0  # that a page may take; 3 to 10 is usual
DOTS = 200.0 / 72  # pixels a point: 200 a inch
MAX_SIDE = 2_600  # pixels; A4 at 200 dots has 2,339
SURE = 0.8  # a page read with less is tried in its other three directions
CERTAIN = 0.999  # what is recognised is never as sure as what is written
LEAST = 0.5  # a line read with less is noise
THICK = 4.0  # points; what is thicker is no rule
GAP = 9  # pixels that noise may take out of a rule
LONG = 7.0  # ems of text whose length tells the em
NEARLY = 0.16  # sizes that differ by less are one size, measured badly
RULE = 25, 90  # a rule is longer than one 25th of the page's width, one 90th of its height

RED_FROM, REDDER = 20, 60  # points of a red head's letters, at least; how much more red than green its ink is
RED, SEALED = 0.8, 0.05  # shares of ink that is red: of a red head, and of a line with a seal over it
RING = 3  # letters: so many of a seal's are read as one line
DARK, SPECK = 160, 0.03  # a grey of ink; the share of a pixel column that is ink and no speck
APART = 1.2  # heights of a line: a white gap so wide parts what stands beside it
_CLOSING = "，。、；：！？）》〉】〕”’"
_OPENING = "（《〈【〔“‘"
_HALF = str.maketrans("(),:;!?", "（），：；！？")
_MARK = re.compile(r"[(),:;!?]")


def is_installed() -> bool:
    return importlib.util.find_spec("rapidocr") is not None and importlib.util.find_spec("onnxruntime") is not None


def may_recognise() -> bool:
    """Whether OCR is installed, and this process has the memory for it."""
    allowed = resource.getrlimit(resource.RLIMIT_AS)[0]
    return is_installed() and (allowed == resource.RLIM_INFINITY or allowed >= OCR_MEMORY)


def recognise(pages: list[Page], numbers: Iterable[int], read: Callable[[int], Page | None]) -> list[int]:
    """Put what `read` makes of pages, by their numbers from 1, in their places, of MAX_RECOGNISED at the most; the
    numbers of those that it could read.
    """
    done: list[int] = []
    for number in islice(numbers, MAX_RECOGNISED):
        if (found := read(number)) and found.fragments:
            pages[number - 1] = found
            done.append(number)
    return done


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical", "Global.text_score": LEAST, "Global.use_cls": False})


def read_picture(picture: Picture, width: float, height: float) -> Page:
    """Recognise a picture (height × width × 3, 8 bits) of a page of so many points. A page lying on its side is turned.

    The Page is empty where nothing is recognised.
    """
    import numpy as np

    best = _recognise(picture)
    turned = 0
    if best and (_sureness(best) < SURE or _lies(best)):
        for quarters in (1, 2, 3):
            other = _recognise(np.rot90(picture, quarters))
            if _sureness(other) * len(other) ** 0.5 > _sureness(best) * len(best) ** 0.5:
                best, turned = other, quarters
    if turned % 2:
        width, height = height, width
    picture = np.rot90(picture, turned)
    best = _without_seals(picture, best)
    points = width / picture.shape[1]
    page = Page(width=width, height=height)
    slope = _slope(best)
    for quad, text, score in best:
        if fragment := _fragment(quad, text, score, points, slope):
            fragment.red = fragment.size > RED_FROM and _redness(picture, quad) > RED
            page.fragments.append(fragment)
    _even_out(page.fragments)
    _add_rules(picture, best, points, slope, page)
    return page


Quad = list[tuple[float, float]]
Found = tuple[Quad, str, float]


def _recognise(picture: Picture) -> list[Found]:
    import numpy as np

    picture = np.ascontiguousarray(picture)
    result = _engine()(picture, use_det=True, use_cls=False, use_rec=True)  # it keeps what it was told last
    if result.boxes is None or result.txts is None:
        return []
    found: list[Found] = []
    for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        quad = [(float(x), float(y)) for x, y in box]
        pieces = _pieces(picture, quad)
        found.extend(_recognised(picture, pieces) if len(pieces) > 1 else [(pieces[0], text, float(score))])
    return [line for line in found if line[1].strip()]


def _pieces(picture: Picture, quad: Quad) -> list[Quad]:
    """A box cut down to its ink; several where it reaches over a white gap into the next column or cell."""
    import numpy as np

    left, right = int(min(x for x, _ in quad)), int(max(x for x, _ in quad))
    top, bottom = int(min(y for _, y in quad)), int(max(y for _, y in quad))
    height = bottom - top
    if right - left < 6 * height or height < 6:
        return [quad]
    left, top = max(left, 0), max(top, 0)
    dark = (picture[top:bottom, left:right].min(axis=2) < DARK).mean(axis=0)
    places = np.flatnonzero(np.convolve(dark, np.full(5, 0.2), "same") > SPECK)
    gaps = np.flatnonzero(np.diff(places) > APART * height)
    if len(places) == 0 or len(gaps) > 12:
        return [quad]
    starts = [places[0], *places[gaps + 1]]
    ends = [*places[gaps], places[-1]]
    slope = (quad[1][1] - quad[0][1]) / max(quad[1][0] - quad[0][0], 1.0)
    pieces: list[Quad] = []
    for start, end in zip(starts, ends, strict=True):
        x0, x1 = left + float(start) - 2, left + float(end) + 3
        y0, y1 = quad[0][1] + slope * (x0 - quad[0][0]), quad[0][1] + slope * (x1 - quad[0][0])
        tall = quad[3][1] - quad[0][1]
        pieces.append([(x0, y0), (x1, y1), (x1, y1 + tall), (x0, y0 + tall)])
    return pieces


def _recognised(picture: Picture, quads: list[Quad]) -> list[Found]:
    """What stands in boxes that are known."""
    found: list[Found] = []
    for quad in quads:
        x0, x1 = max(int(quad[0][0]), 0), int(quad[1][0]) + 1
        y0, y1 = max(int(min(quad[0][1], quad[1][1])), 0), int(max(quad[2][1], quad[3][1])) + 1
        result = _engine()(picture[y0:y1, x0:x1], use_det=False, use_cls=False, use_rec=True)
        if result.txts:
            found.append((quad, result.txts[0], float(result.scores[0])))
    return found


def _sureness(found: list[Found]) -> float:
    weight = sum(len(text) for _, text, _ in found)
    return sum(score * len(text) for _, text, score in found) / weight if weight else 0.0


def _lies(found: list[Found]) -> bool:
    """Whether most long lines are upright."""
    long = [quad for quad, text, _ in found if len(text) > 4]
    upright = sum(abs(quad[2][1] - quad[0][1]) > abs(quad[2][0] - quad[0][0]) for quad in long)
    return upright > 0.5 * len(long)


def _slope(found: list[Found]) -> float:
    """How far lines fall to the right on a page scanned askew: the median of its lines, long ones counting more."""
    slopes = sorted(
        ((quad[1][1] - quad[0][1]) / (quad[1][0] - quad[0][0]), (quad[1][0] - quad[0][0]) ** 2)
        for quad, text, _ in found
        if len(text) > 4 and quad[1][0] > quad[0][0]
    )
    left = sum(weight for _, weight in slopes) / 2
    for slope, weight in slopes:
        left -= weight
        if left <= 0:
            return slope if abs(slope) < 0.2 else 0.0
    return 0.0


def _fragment(quad: Quad, text: str, score: float, points: float, slope: float) -> Fragment | None:
    """A line as a run, its size still that of its box where the text is too short to tell the em by its length."""
    xs, ys = [x * points for x, _ in quad], [y * points for _, y in quad]
    x0, x1 = min(xs), max(xs)
    text = full_width(" ".join(text.split()))
    ems = _ems(text)
    height = ((ys[3] - ys[0]) + (ys[2] - ys[1])) / 2
    if height <= 0 or not ems:
        return None
    size = (x1 - x0) / ems if ems >= LONG and 0.5 < (x1 - x0) / ems / height < 1.6 else height
    middle = sum(ys) / 4 - slope * (x0 + x1) / 2
    lean = slope * middle
    return Fragment(
        text, x0 + lean, middle - height / 2, x1 + lean, middle + height / 2, size, confidence=min(score, CERTAIN)
    )


def _without_seals(picture: Picture, found: list[Found]) -> list[Found]:
    """The lines with those under a red seal read again without it, and without the single letters of the seal's ring.

    A line that is shorter without red had red words, and stays.
    """
    import numpy as np

    redness = [_redness(picture, quad) for quad, _, _ in found]
    sealed = [quad for (quad, _, _), red in zip(found, redness, strict=True) if SEALED < red <= RED]
    if not sealed:
        return found
    around = max(quad[3][1] - quad[0][1] for quad in sealed)
    top = max(int(min(quad[0][1] for quad in sealed) - around), 0)
    bottom = int(max(quad[3][1] for quad in sealed) + around)
    band = picture[top:bottom]
    black = np.where(_reds(band)[..., None], np.uint8(255), np.maximum(band, band[..., :1]))
    again = [([(x, y + top) for x, y in quad], text, score) for quad, text, score in _recognise(black)]
    kept: list[Found] = []
    for line, red in zip(found, redness, strict=True):
        quad, text, _ = line
        inside = [other for other in again if _overlap(quad, other[0])] if SEALED < red <= RED else []
        if inside and sum(len(other[1]) for other in inside) >= len(text):
            kept += [other for other in inside if other not in kept]
        elif red <= RED or len(text) > RING or not top < quad[0][1] < bottom:
            kept.append(line)
    return kept


def _overlap(quad: Quad, other: Quad) -> bool:
    """Whether the middle of a box stands in another's height, and the two share some of their width."""
    middle = (other[0][1] + other[2][1]) / 2
    return quad[0][1] < middle < quad[2][1] and quad[0][0] < other[1][0] and other[0][0] < quad[1][0]


def _redness(picture: Picture, quad: Quad) -> float:
    """The share of the ink in a box that is red: near 1 of a red head, something of what stands under a seal."""
    xs, ys = [max(int(x), 0) for x, _ in quad], [max(int(y), 0) for _, y in quad]
    box = picture[min(ys) : max(ys) + 1, min(xs) : max(xs) + 1]
    ink = box.min(axis=2) < DARK
    return float(_reds(box)[ink].mean()) if ink.any() else 0.0


def _reds(picture: Picture) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which pixels are more red than anything else."""
    reds: np.ndarray[Any, np.dtype[np.bool_]] = picture[..., 0].astype(int) - picture[..., 1:].max(axis=2) > REDDER
    return reds


def _ems(text: str) -> float:
    return sum(1.0 if is_cjk(char) else 0.5 for char in text)


def _even_out(fragments: list[Fragment]) -> None:
    """Make sizes comparable, and give lines with a mark at an end the mark's full width.

    Long lines tell how much higher a box is than the em; short ones are measured by that, and what is nearly of the
    body's size is of that size. A box ends where the ink does; a full stop's ink takes a third of its em.
    """
    long = [fragment for fragment in fragments if _ems(fragment.text) >= LONG]
    body = median(fragment.size for fragment in long) if long else 0.0
    boxed = median((fragment.bottom - fragment.top) / fragment.size for fragment in long) if long else 1.1
    for fragment in fragments:
        if _ems(fragment.text) < LONG or fragment.size == fragment.bottom - fragment.top:
            fragment.size = (fragment.bottom - fragment.top) / boxed
        if abs(fragment.size - body) < NEARLY * body:
            fragment.size = body
        middle = fragment.middle
        fragment.top, fragment.bottom = middle - fragment.size / 2, middle + fragment.size / 2
        if fragment.text[-1] in _CLOSING:
            fragment.x1 += 0.5 * fragment.size
        if fragment.text[0] in _OPENING:
            fragment.x0 -= 0.5 * fragment.size


def full_width(text: str) -> str:
    """A recognised line with the marks that stand beside Chinese characters in their Chinese form: (一) as （一）."""

    def widened(found: re.Match[str]) -> str:
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        chinese = any("\u4e00" <= char <= "\u9fff" for char in before + after)
        return found.group().translate(_HALF) if chinese else found.group()

    text = _MARK.sub(widened, text)
    # A bracket keeps the form of its partner.
    for opening, closing in (("（", ")"), ("(", "）")):
        start = text.find(opening)
        while start >= 0:
            end = start + 1
            while end < len(text) and text[end] not in "()（）":
                end += 1
            if end < len(text) and text[end] == closing:
                text = f"{text[:start]}（{text[start + 1 : end]}）{text[end + 1 :]}"
            start = text.find(opening, start + 1)
    return text


def _add_rules(picture: Picture, found: list[Found], points: float, slope: float, page: Page) -> None:
    """Long thin dark lines of the picture outside its text, set straight as the text is."""
    import cv2
    import numpy as np

    grey = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), (3, 3), 0)
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    for quad, _, _ in found:
        cv2.fillConvexPoly(dark, np.array(quad, dtype=np.int32), 0)
    height, width = dark.shape
    if slope:
        straight = np.array([[1.0, slope, 0.0], [-slope, 1.0, 0.0]])
        dark = cv2.warpAffine(dark, straight, (width, height))
    for bridge, shape in (((GAP, 1), (width // RULE[0], 1)), ((1, GAP), (1, height // RULE[1]))):
        whole = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, bridge))
        lines = cv2.morphologyEx(whole, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
        _, _, boxes, _ = cv2.connectedComponentsWithStats(lines)
        for x, y, across, down, _ in boxes[1:2_000].tolist():
            if min(across, down) * points < THICK:
                page.add_rule(x * points, y * points, (x + across) * points, (y + down) * points)
