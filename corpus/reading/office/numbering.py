"""Automatic numbers as they are printed (一、 （一） 1. ①): the levels of lists, their counts, and formats of numbers.

A list of Word has up to nine levels, each with a format and a pattern (`第%1条`, `%1.%2`) in which %1 … %9 stand for
the counts of the levels. Lists may share one definition, and then count on from each other (ECMA-376 part 1, 17.9).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

LEVELS = 9
_HIGHEST = 9_999  # what is written in numerals other than digits
_PLACE = re.compile("%([1-9])")
_MARKS = "、）】〕．。：—"  # a label that ends so needs no blank before the text

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def _counted(number: int, digits: str, units: str) -> str:
    """A number with its units named: 二十一, 一百零五."""
    if number == 0:
        return digits[0]
    text, zero = "", False
    figures = str(number)
    for place, figure in enumerate(map(int, figures)):
        if figure == 0:
            zero = True
            continue
        text += ("零" if zero and text else "") + digits[figure] + units[len(figures) - place - 1].strip()
        zero = False
    return text


def _chinese(number: int) -> str:
    text = _counted(number, _DIGITS, " 十百千")
    return text[1:] if text.startswith("一十") else text


def _japanese(number: int) -> str:
    return re.sub("零|一(?=[十百千])", "", _counted(number, _DIGITS, " 十百千"))


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN if number < 4_000 else ():
        count, number = divmod(number, value)
        text += letters * count
    return text


def _letters(number: int) -> str:
    """A … Z, AA, BB … as Word counts; empty past thirty rounds."""
    rounds, letter = divmod(number - 1, 26)
    return chr(ord("A") + letter) * (rounds + 1) if 0 <= rounds < 30 else ""


def _from(first: str, most: int) -> Callable[[int], str]:
    """Characters in a row, from that of 1 to that of `most`."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= most else ""


def _of(characters: str) -> Callable[[int], str]:
    return lambda number: characters[(number - 1) % len(characters)] if number else ""


def _circled(number: int) -> str:
    if number <= 20:
        return _from("①", 20)(number)
    return chr(ord("㉑") + number - 21) if number <= 35 else chr(ord("㊱") + number - 36) if number <= 50 else ""


def _in_digits(digits: str) -> Callable[[int], str]:
    return lambda number: "".join(digits[int(figure)] for figure in str(number))


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "ordinal": _ordinal,
    "hex": lambda number: f"{number:X}",
    "numberInDash": lambda number: f"- {number} -",
    "decimalHalfWidth": str,
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), _in_digits("０１２３４５６７８９")),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand"), _chinese),
    **dict.fromkeys(("taiwaneseCounting", "taiwaneseCountingThousand"), _chinese),
    "japaneseCounting": _japanese,
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _in_digits(_DIGITS)),
    "chineseLegalSimplified": lambda number: _counted(number, _FORMAL, " 拾佰仟"),
    "ideographLegalTraditional": lambda number: _counted(number, _FORMAL_TRADITIONAL, " 拾佰仟"),
    "japaneseLegal": lambda number: _counted(number, "零壱弐参四伍六七八九", " 拾百阡"),
    "ideographTraditional": _of(_STEMS),
    **dict.fromkeys(("ideographZodiac", "ideographZodiacTraditional"), _of(_BRANCHES)),
}
NONE, BULLET = "none", "bullet"


def written(number: int, form: str) -> str:
    """A number in a format of Word (its name in ECMA-376, 17.18.59); in digits where that has no form for it."""
    if form == NONE:
        return ""
    write = _FORMATS.get(form, str)
    return (write(number) if 0 <= number <= _HIGHEST else "") or str(number)


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered.

    pattern: `%1、`; after: what parts the number from the text. restart: the level (from 1) whose numbers, and those
    above it, begin this level again; 0 for none, None for any level above. legal: all in digits.
    """

    form: str = "decimal"
    pattern: str = ""
    start: int = 1
    after: str = " "
    restart: int | None = None
    legal: bool = False


@dataclass(frozen=True, slots=True)
class List:
    """A list: its levels, the definition whose counts it shares with others, and the levels that it begins anew."""

    levels: Mapping[int, Level]
    definition: int
    starts: Mapping[int, int] = field(default_factory=dict)


class Counts:
    """How far each list of a document has counted."""

    def __init__(self, lists: Mapping[int, List]) -> None:
        self._lists = lists
        self._counts: dict[int, list[int | None]] = {}
        self._begun: set[int] = set()

    def label(self, number: int, depth: int) -> str:
        """The label of the next paragraph at a level (from 0) of a list; empty where it prints none."""
        found = self._lists.get(number)
        if found is None or not 0 <= depth < LEVELS:
            return ""
        level = found.levels.get(depth, Level(NONE))
        counts = self._counts.setdefault(found.definition, [None] * LEVELS)
        if number not in self._begun:
            self._begun.add(number)
            for place, start in found.starts.items():
                counts[place] = start - 1
        before = counts[depth]
        counts[depth] = level.start if before is None else before + 1
        for below in range(depth + 1, LEVELS):
            restart = found.levels.get(below, Level()).restart
            if restart is None or depth < restart:
                counts[below] = None
        return self._printed(found, level, counts)

    @staticmethod
    def _printed(found: List, level: Level, counts: list[int | None]) -> str:
        if level.form == BULLET:
            return level.pattern if set(level.pattern) <= set("—－-") else ""

        def count(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            other = found.levels.get(at, Level())
            value = counts[at]
            form = "decimal" if level.legal and other.form != NONE else other.form
            return written(other.start if value is None else value, form)

        label = _PLACE.sub(count, level.pattern)
        return label + ("" if not label or label[-1] in _MARKS else level.after)
