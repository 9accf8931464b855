"""Values as OFD's XML writes them (GB/T 33190-2016): numbers, boxes, matrices, distances, colours, paths.

What is no number, has no end or is larger than any page needs is None, and the object that it stands in is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.reading.paged.matrix import Matrix
from corpus.reading.paged.page import Box

LARGEST = 1e6  # millimetres: a kilometre
MAX_SEGMENTS = 2_000  # of one path
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7}  # of a path's operators; C, to close it, has none

Point = tuple[float, float]
Side = tuple[Point, Point]


def number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) <= LARGEST else None  # no NaN is


def numbers(text: str | None, count: int) -> list[float] | None:
    """So many numbers, no fewer; what follows them is passed over."""
    values = [number(word) for word in (text or "")[: 64 * count].replace(",", " ").split()[:count]]
    found = [value for value in values if value is not None]
    return found if len(found) == count else None


def box(text: str | None) -> Box | None:
    """ST_Box: x, y, width and height, as x0, top, x1, bottom."""
    values = numbers(text, 4)
    if values is None or values[2] < 0 or values[3] < 0:
        return None
    x, y, width, height = values
    return x, y, x + width, y + height


def matrix(text: str | None) -> Matrix | None:
    """A CTM."""
    values = numbers(text, 6)
    return (values[0], values[1], values[2], values[3], values[4], values[5]) if values else None


def distances(text: str | None, most: int) -> list[float]:
    """DeltaX or DeltaY, up to so many: numbers, and `g n value` for n times the same. They end where one is wrong."""
    words = (text or "").replace(",", " ").split()
    found: list[float] = []
    place = 0
    while place < len(words) and len(found) < most:
        if words[place] in ("g", "G"):
            count, value = (number(word) for word in [*words[place + 1 : place + 3], "", ""][:2])
            place += 3
        else:
            count, value = 1.0, number(words[place])
            place += 1
        if count is None or value is None or count < 0:
            break
        found.extend([value] * min(int(count), most - len(found)))
    return found


@dataclass(frozen=True, slots=True)
class ColourSpace:
    """`largest` is a channel's highest value; `palette` are the Values that an Index counts in, from 0."""

    largest: float = 255.0
    palette: tuple[str, ...] = ()


def colour(value: str | None, space: ColourSpace) -> tuple[float, float, float] | None:
    """A colour's red, green and blue, from 0 to 255. One channel is a grey, three are RGB, four CMYK."""
    channels = [_channel(word) for word in (value or "")[:256].replace(",", " ").split()[:5]]
    shares = [min(max(channel / space.largest, 0.0), 1.0) for channel in channels if channel is not None]
    if len(shares) != len(channels) or len(shares) not in (1, 3, 4):
        return None
    if len(shares) == 1:
        shares *= 3
    elif len(shares) == 4:
        shares = [(1 - share) * (1 - shares[3]) for share in shares[:3]]
    red, green, blue = (255 * share for share in shares)
    return red, green, blue


def _channel(word: str) -> float | None:
    """A channel's value, decimal or hexadecimal (#ee)."""
    if not word.startswith("#"):
        return number(word)
    try:
        return float(int(word[1:7], 16))
    except ValueError:
        return None


def path(text: str | None) -> tuple[list[Point], list[Side]]:
    """AbbreviatedData: the points that a path touches or bends to, and its straight sides, up to what is wrong."""
    words = (text or "").replace(",", " ").split()
    points: list[Point] = []
    sides: list[Side] = []
    here = start = (0.0, 0.0)
    place = 0
    while place < len(words) and len(points) + len(sides) < MAX_SEGMENTS:
        operator = words[place].upper()
        place += 1
        if operator == "C":
            if here != start:
                sides.append((here, start))
            here = start
            continue
        count = _ARGUMENTS.get(operator)
        values = numbers(" ".join(words[place : place + count]), count) if count else None
        if count is None or values is None:
            break
        place += count
        ends = values[-2:] if operator == "A" else values
        points.extend(zip(ends[::2], ends[1::2], strict=True))
        if operator == "L":
            sides.append((here, points[-1]))
        here = points[-1]
        if operator in ("S", "M"):
            start = here
    return points, sides
