"""Where the glyphs of a TextObject stand, and what they say.

An OFD places every glyph: TextCode's X and Y, and the distances DeltaX and DeltaY from one glyph to the next. It does
not say how wide a glyph is; that is the em for a wide character, and for others the way to the next.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.reading.paged import ofd_values as values
from corpus.reading.paged.matrix import AS_IT_IS, Matrix, apply
from corpus.reading.paged.ofd_package import child, name_of, text_of
from corpus.reading.paged.page import is_cjk
from corpus.reading.tree import Element

MAX_GLYPHS = 60_000  # on one page; a dense A4 page has 3,000
MAX_SHOWN = 32  # glyphs of one character
NARROW = 0.5  # ems that a character which is not wide takes where nothing tells
_MAPS = ("cgtransform", "cgtransfrom")  # as the standard has it, and as early files of ofdrw do

TURNS: tuple[Matrix, ...] = (
    AS_IT_IS,
    (0.0, 1.0, -1.0, 0.0, 0.0, 0.0),
    (-1.0, 0.0, 0.0, -1.0, 0.0, 0.0),
    (0.0, -1.0, 1.0, 0.0, 0.0, 0.0),
)


def right_angle(text: str | None) -> int:
    """ReadDirection and CharDirection (0, 90, 180, 270, clockwise), in quarter turns."""
    return round((values.number(text) or 0.0) / 90) % 4


@dataclass(slots=True)
class Place:
    """Where a glyph stands, in the space of its TextObject: the start of its base line, and how wide it is."""

    x: float
    y: float
    width: float
    text: str


def rows(item: Element, size: float, em: float) -> Iterator[list[Place]]:
    """The glyphs of a TextObject, one list a TextCode. `em`: the width of a wide glyph.

    Each TextCode goes with the CGTransforms before it.
    """
    x = y = 0.0
    maps: list[Element] = []
    ahead = apply(TURNS[right_angle(item.get("ReadDirection"))], 1.0, 0.0)
    for element in item:
        kind = name_of(element)
        if kind in _MAPS:
            maps.append(element)
        elif kind == "textcode":
            first_x, first_y = values.number(element.get("X")), values.number(element.get("Y"))
            x, y = x if first_x is None else first_x, y if first_y is None else first_y
            yield _row(element, maps, (x, y), em, (ahead[0] * em, ahead[1] * size))
            maps = []
    if maps:  # glyphs that no text goes with
        yield [Place(x, y, em, text) for text, _ in _clusters("", maps)]


def _row(code: Element, maps: list[Element], start: values.Point, em: float, ahead: values.Point) -> list[Place]:
    """The glyphs of one TextCode. `ahead`: the way to the next where the file does not say it."""
    text = (code.text or "").strip("\r\n\t")
    shown = _clusters(text, maps)
    most = max(len(text), sum(count for _, count in shown))
    across, down = (values.distances(code.get(name), most) for name in ("DeltaX", "DeltaY"))
    told = max(len(across), len(down))
    if told + 1 == len(text.strip()):  # the blanks around it, and its ligatures, are not counted as glyphs
        shown = [(char, 1) for char in text.strip()]
    found: list[Place] = []
    x, y = start
    step = 0
    for chars, count in shown:
        dx = sum(across[step : step + count]) if step < len(across) else 0.0
        dy = sum(down[step : step + count]) if step < len(down) else 0.0
        ems = 1.0 if is_cjk(chars[0]) or _is_set_wide(chars, dx / em) else NARROW * len(chars)
        if step >= told:
            dx, dy = ems * ahead[0], ems * ahead[1]
        width = ems * em
        if 0 < dx <= (width if ems == 1 else 2 * width):
            width = dx
        found.append(Place(x, y, width, chars))
        x, y, step = x + dx, y + dy, step + count
    return found


def _is_set_wide(chars: str, ems: float) -> bool:
    """Whether what may be wide or not (― × α) is: so many ems lead to the next."""
    return ems > 0.75 and unicodedata.east_asian_width(chars[0]) in ("A", "W", "F")


def _clusters(text: str, maps: list[Element]) -> list[tuple[str, int]]:
    """(characters, glyphs that show them) in order: one by one, but where a CGTransform says otherwise.

    Glyphs without a text are characters that nobody knows.
    """
    if not text:
        glyphs = sum(len(text_of(child(each, "glyphs")).split()) for each in maps)
        return [("\ufffd", 1)] * min(glyphs, MAX_GLYPHS)
    found: dict[int, tuple[int, int]] = {}
    for each in maps:
        position = values.number(each.get("CodePosition") or "0")
        codes, glyphs_shown = (values.number(each.get(name) or "1") for name in ("CodeCount", "GlyphCount"))
        if position is not None and codes and glyphs_shown and min(codes, glyphs_shown) >= 1 and codes != glyphs_shown:
            found[int(position)] = int(codes), int(min(glyphs_shown, MAX_SHOWN))
    shown: list[tuple[str, int]] = []
    place = 0
    while place < len(text):
        codes_here, count = found.get(place, (1, 1))
        shown.append((text[place : place + codes_here], count))
        place += codes_here
    return shown
