"""How text of a .docx is set: styles, each based on another, what the text itself changes, and lists' levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from corpus.reading.lines import Align
from corpus.reading.office.look import SILENT, USUAL, Look, is_red
from corpus.reading.office.numbering import BULLET, LEVELS, Level, List
from corpus.reading.tree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
_OFF = ("0", "false", "off", "none")
_LONGEST_CHAIN = 20  # styles based on one another
_ALIGNS: Mapping[str, Align] = {"center": "center", "distribute": "center", "right": "right", "end": "right"}
_RUN = tuple(f"{W}{name}" for name in ("b", "color", "sz", "vanish"))
_RUN_STYLE = f"{W}rStyle"
_AFTER = {"nothing": "", "space": " ", "tab": " "}


Said = Mapping[Any, Element]  # what an element's children say, by their tags


def said_by(element: Element | None) -> Said:
    """The children of an element of properties; of two of a name the last."""
    return {} if element is None else {each.tag: each for each in element}


def child(parent: Element | None, name: str) -> Element | None:
    """The first child of a name; None where there is none."""
    return None if parent is None else next(parent.iterchildren(f"{W}{name}"), None)


def value(said: Said, name: str) -> str | None:
    """What a property's w:val says; None where there is no such property."""
    found = said.get(f"{W}{name}")
    return None if found is None else found.get(VAL, "")


def number(text: str | None, *, most: int = 2**31 - 1) -> int | None:
    """A whole number as attributes have it; None for anything else."""
    digits = (text or "").removeprefix("-")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 10 or int(digits) > most:
        return None
    return int(text or "")


def is_on(said: Said, name: str) -> bool | None:
    """Whether a property that is on or off is on; None where it is not said."""
    found = value(said, name)
    return None if found is None else _means_on(found)


def run_look(properties: Element | None) -> tuple[Look, str]:
    """(what a w:rPr says, the style that it names)."""
    if properties is None or not len(properties):
        return SILENT, ""
    said = {each.tag: each.get(VAL, "") for each in properties}
    return _run_look(*map(said.get, _RUN)), said.get(_RUN_STYLE, "")


@lru_cache(maxsize=4096)
def _run_look(bold: str | None, colour: str | None, half_points: str | None, hidden: str | None) -> Look:
    size = number(half_points, most=10_000)
    return Look(
        bold=None if bold is None else _means_on(bold),
        red=None if colour is None else is_red_colour(colour),
        size=None if size is None else size / 2,
        hidden=None if hidden is None else _means_on(hidden),
    )


def _means_on(said: str) -> bool:
    return said.lower() not in _OFF


def is_red_colour(colour: str) -> bool:
    """Whether a colour (RRGGBB) is a letterhead's red."""
    try:
        red, green, blue = bytes.fromhex(colour)
    except ValueError:
        return False
    return is_red(red, green, blue)


def paragraph_look(said: Said) -> Look:
    """What a w:pPr says of the paragraph (not of its mark)."""
    side = value(said, "jc")
    numbers = said.get(f"{W}numPr")
    if numbers is None:
        return SILENT if side is None else Look(_ALIGNS.get(side, ""))
    numbered = said_by(numbers)
    return Look(
        align=None if side is None else _ALIGNS.get(side, ""),
        list=number(value(numbered, "numId")),
        depth=number(value(numbered, "ilvl"), most=LEVELS - 1),
    )


class Styles:
    """A .docx's styles by their ids."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._looks: dict[str, Look] = {}
        self._default = SILENT
        self.usual = ""  # the paragraph style of text that names none
        for style in root.iterchildren(f"{W}style") if root is not None else ():
            identity = style.get(f"{W}styleId", "")
            self._styles.setdefault(identity, style)
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default", "0").lower() not in _OFF:
                self.usual = identity
        if root is not None:
            paragraph = paragraph_look(said_by(root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")))
            self._default = run_look(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))[0].over(paragraph)
        self._default = self._default.over(USUAL)

    def paragraph(self, identity: str | None) -> Look:
        """How a paragraph of a style is set, the file's defaults below it."""
        return self.look(self.usual if identity is None else identity).over(self._default)

    def look(self, identity: str) -> Look:
        """What a style and those below it say."""
        if identity not in self._looks:
            look = SILENT
            for style in self._chain(identity):
                look = look.over(paragraph_look(said_by(child(style, "pPr"))).over(run_look(child(style, "rPr"))[0]))
            self._looks[identity] = look
        return self._looks[identity]

    def is_contents(self, identity: str) -> bool:
        """Whether a paragraph style is that of a line of a table of contents (toc 1 … toc 9), or of its heading."""
        name = (value(said_by(self._styles.get(identity)), "name") or "").lower()
        return name == "toc heading" or (name.startswith("toc ") and name[4:].isdecimal())

    def draws(self, identity: str) -> bool:
        """Whether a table style draws lines."""
        return any(draws_lines(style.find(f"{W}tblPr/{W}tblBorders")) for style in self._chain(identity))

    def _chain(self, identity: str) -> Iterator[Element]:
        """A style and those it is based on, the nearest first."""
        for _ in range(_LONGEST_CHAIN):
            style = self._styles.get(identity)
            if style is None:
                return
            yield style
            identity = value(said_by(style), "basedOn") or ""


def draws_lines(borders: Element | None) -> bool:
    """Whether any border of a table or cell is drawn."""
    return borders is not None and any(line.get(VAL, "nil") not in ("nil", "none") for line in borders)


def read_lists(root: Element | None) -> tuple[dict[int, List], dict[tuple[int, str], int]]:
    """(the lists of a numbering part by their numbers; the level that a paragraph style has in a list)."""
    lists: dict[int, List] = {}
    styled: dict[tuple[int, str], int] = {}
    if root is None:
        return lists, styled
    definitions: dict[int, Element] = {}
    for each in root.iterchildren(f"{W}abstractNum"):
        if (identity := number(each.get(f"{W}abstractNumId"))) is not None:
            definitions.setdefault(identity, each)
    named = {said: identity for identity, each in definitions.items() if (said := value(said_by(each), "styleLink"))}
    for each in root.iterchildren(f"{W}num"):
        identity, definition = number(each.get(f"{W}numId")), number(value(said_by(each), "abstractNumId"))
        if identity is None or definition not in definitions:
            continue
        linked = value(said_by(definitions[definition]), "numStyleLink")
        definition = named.get(linked or "", definition)
        levels, starts = _levels(definitions[definition]), {}
        for override in each.iterchildren(f"{W}lvlOverride"):
            depth = number(override.get(f"{W}ilvl"), most=LEVELS - 1)
            if depth is None:
                continue
            if (level := child(override, "lvl")) is not None:
                levels[depth] = level
            if (start := number(value(said_by(override), "startOverride"))) is not None:
                starts[depth] = start
        for depth, level in levels.items():
            if style := value(said_by(level), "pStyle"):
                styled.setdefault((identity, style), depth)
        lists[identity] = List({depth: _level(level) for depth, level in levels.items()}, definition, starts)
    return lists, styled


def _levels(definition: Element) -> dict[int, Element]:
    found = ((number(each.get(f"{W}ilvl"), most=LEVELS - 1), each) for each in definition.iterchildren(f"{W}lvl"))
    return {depth: each for depth, each in found if depth is not None}


def _level(level: Element) -> Level:
    said = said_by(level)
    facts: dict[str, Any] = {}
    if (start := number(value(said, "start"))) is not None:
        facts["start"] = start
    form = level.find(f".//{W}numFmt")  # or in one of mc:AlternateContent's branches
    if form is not None:
        facts["form"] = form.get(VAL, "decimal")
    pattern = value(said, "lvlText") or ""
    if is_on(said_by(said.get(f"{W}rPr")), "vanish") and facts.get("form") != BULLET:
        pattern = ""
    return Level(
        pattern=pattern[:100],
        after=_AFTER.get(value(said, "suff") or "tab", " "),
        restart=number(value(said, "lvlRestart")),
        legal=bool(is_on(said, "isLgl")),
        **facts,
    )
