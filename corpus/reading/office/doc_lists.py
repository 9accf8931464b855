"""The lists that number a .doc's paragraphs: definitions (LST), and uses of them with starts of their own (LFO).

[MS-DOC] 2.9.131 (LFO), 2.9.147 (LSTF), 2.9.150 (LVL). A wrong offset raises struct.error or IndexError, which `doc`
catches.
"""

from __future__ import annotations

from collections.abc import Mapping
from struct import unpack_from

from corpus.reading.office.numbering import BULLET, LEVELS, NONE, Level, List

_MOST = 4_096  # definitions, and uses of them

# Formats of numbers by their codes ([MS-OSHARED] 2.2.1.3, MSONFC), as ECMA-376 calls them.
_FORMS: Mapping[int, str] = {
    0: "decimal",
    1: "upperRoman",
    2: "lowerRoman",
    3: "upperLetter",
    4: "lowerLetter",
    5: "ordinal",
    8: "hex",
    10: "ideographDigital",
    11: "japaneseCounting",
    14: "decimalFullWidth",
    15: "decimalHalfWidth",
    16: "japaneseLegal",
    17: "japaneseDigitalTenThousand",
    18: "decimalEnclosedCircle",
    19: "decimalFullWidth2",
    22: "decimalZero",
    23: BULLET,
    26: "decimalEnclosedFullstop",
    27: "decimalEnclosedParen",
    28: "decimalEnclosedCircleChinese",
    29: "ideographEnclosedCircle",
    30: "ideographTraditional",
    31: "ideographZodiac",
    32: "ideographZodiacTraditional",
    33: "taiwaneseCounting",
    34: "ideographLegalTraditional",
    35: "taiwaneseCountingThousand",
    36: "taiwaneseDigital",
    37: "chineseCounting",
    38: "chineseLegalSimplified",
    39: "chineseCountingThousand",
    57: "numberInDash",
    255: NONE,
}
_AFTER = {0: " ", 1: " ", 2: ""}  # a tab, a blank, nothing


def read_lists(definitions: bytes, uses: bytes) -> dict[int, List]:
    """The lists by the numbers that paragraphs call them by (from 1).

    definitions: from the start of PlfLst on, for its levels stand behind it. uses: PlfLfo.
    """
    if len(definitions) < 2 or len(uses) < 4:
        return {}
    defined = _definitions(definitions)
    (count,) = unpack_from("<I", uses)
    count = min(count, _MOST)
    lists: dict[int, List] = {}
    at = 4 + 16 * count
    for number in range(count):
        (identity,) = unpack_from("<i", uses, 4 + 16 * number)
        overridden = uses[4 + 16 * number + 12]
        place, levels = defined.get(identity, (-1, {}))
        starts: dict[int, int] = {}
        levels = dict(levels)
        at += 4
        for _ in range(min(overridden, LEVELS)):
            start, flags = unpack_from("<iI", uses, at)
            at += 8
            depth = flags & 0xF
            if flags & 0x20:
                levels[depth], at = _level(uses, at)
                start = levels[depth].start
            if flags & 0x10:
                starts[depth] = start
        if place >= 0:
            in_range = {depth: start for depth, start in starts.items() if depth < LEVELS}
            lists[number + 1] = List(levels, place, in_range)
    return lists


def _definitions(table: bytes) -> dict[int, tuple[int, dict[int, Level]]]:
    """By its identity, each definition's place and levels: one, or nine."""
    (count,) = unpack_from("<h", table)
    count = min(max(count, 0), _MOST)
    at = 2 + 28 * count
    found: dict[int, tuple[int, dict[int, Level]]] = {}
    for place in range(count):
        (identity,) = unpack_from("<i", table, 2 + 28 * place)
        is_simple = table[2 + 28 * place + 26] & 0x01
        levels: dict[int, Level] = {}
        for depth in range(1 if is_simple else LEVELS):
            levels[depth], at = _level(table, at)
        found.setdefault(identity, (place, levels))
    return found


def _level(table: bytes, at: int) -> tuple[Level, int]:
    """(a level, the offset behind it)."""
    start, form, flags = unpack_from("<iBB", table, at)
    places = {place: depth for depth, place in enumerate(table[at + 6 : at + 15]) if place}
    after, runs, paragraphs, limit = table[at + 15], table[at + 24], table[at + 25], table[at + 26]
    at += 28 + runs + paragraphs
    (size,) = unpack_from("<H", table, at)
    characters = unpack_from(f"<{size}H", table, at + 2)
    # A character below 9 at one of the said places (from 1) stands for the count of that level.
    pattern = "".join(
        f"%{char + 1}" if char < LEVELS and place in places else "" if char < 0x20 else chr(char)
        for place, char in enumerate(characters[:100], 1)
    )
    level = Level(
        form=_FORMS.get(form, "decimal"),
        pattern=pattern,
        start=max(start, 0),
        after=_AFTER.get(after, " "),
        restart=limit if flags & 0x08 else None,
        legal=bool(flags & 0x04),
    )
    return level, at + 2 + 2 * size
