"""How text of a .doc is set: its formatted pages (FKP), the properties in them (sprm), its styles ([MS-DOC] 2.4, 2.6).

A wrong offset or size raises struct.error or IndexError, which `doc` catches.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from struct import error, unpack_from

from corpus.reading.lines import Align
from corpus.reading.office.doc_tables import RowShape
from corpus.reading.office.look import SILENT, USUAL, Look, is_red

_PAGE = 512  # bytes of a formatted page
_NEVER = 2**32  # a place behind any
_LONGEST_CHAIN = 20  # styles based on one another
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # bytes of an operand, by the upper three bits of its code
_DEFINES_TABLE, _CHANGES_TABS = 0xD608, 0xC615  # whose operands have a size of another kind
_ALIGNS: dict[int, Align] = {1: "center", 2: "right", 4: "center"}
_RED_INDEX = 6  # of the sixteen colours of Word 97
_TOC = range(19, 28)  # the built-in styles toc 1 … toc 9

# Codes of the properties that matter here ([MS-DOC] 2.6.1 to 2.6.3).
_BOLD, _HIDDEN, _DELETED, _HALF_POINTS = 0x0835, 0x083C, 0x0800, 0x4A43
_COLOUR_INDEX, _COLOUR, _RUN_STYLE, SYMBOL = 0x2A42, 0x6870, 0x4A30, 0x6A09
_SIDE_97, _SIDE, _DEPTH, _LIST, _BREAK_BEFORE = 0x2403, 0x2461, 0x260A, 0x460B, 0x2407
_IN_TABLE, _ROW_END, _NESTED, _INNER_CELL, _INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_ELSEWHERE = (0x6645, 0x6646)  # the properties stand in the Data stream
_BORDERS_97, _BORDERS = 0xD605, 0xD613


@lru_cache(maxsize=4096)
def properties(grpprl: bytes) -> tuple[tuple[int, bytes], ...]:
    """The (code, operand) pairs of a list of properties, as far as it is whole."""
    found: list[tuple[int, bytes]] = []
    at = 0
    while at + 2 < len(grpprl):
        (code,) = unpack_from("<H", grpprl, at)
        at += 2
        kind = code >> 13
        if kind != 6:
            size = _SIZES[kind]
        elif code == _DEFINES_TABLE:
            size = 1 + unpack_from("<H", grpprl, at)[0] if at + 2 <= len(grpprl) else 0
        elif code == _CHANGES_TABS and grpprl[at] == 0xFF:
            return tuple(found)
        else:
            size = 1 + grpprl[at]
        found.append((code, grpprl[at : at + size]))
        at += size
    return tuple(found)


@dataclass(frozen=True, slots=True)
class RunLook:
    """What a run's properties say: its look, its style (-1 for none), and the font and code of a symbol."""

    look: Look = SILENT
    style: int = -1
    symbol: tuple[int, int] | None = None


@lru_cache(maxsize=4096)
def run_look(grpprl: bytes) -> RunLook:
    bold: bool | None = None
    red: bool | None = None
    hidden: bool | None = None
    size: float | None = None
    style, symbol = -1, None
    for code, operand in properties(grpprl):
        if code == _BOLD:
            bold = _is_on(operand[0])
        elif code in (_HIDDEN, _DELETED):
            hidden = hidden or _is_on(operand[0])
        elif code == _HALF_POINTS:
            size = unpack_from("<H", operand)[0] / 2
        elif code == _COLOUR_INDEX:
            red = operand[0] == _RED_INDEX
        elif code == _COLOUR:
            red = operand[3] == 0 and is_red(*operand[:3])
        elif code == _RUN_STYLE:
            (style,) = unpack_from("<H", operand)
        elif code == SYMBOL:
            font, char = unpack_from("<HH", operand)
            symbol = font, char
    return RunLook(Look(bold=bold, red=red, size=size, hidden=hidden), style, symbol)


def _is_on(operand: int) -> bool | None:
    """Whether a property is on; None where it is as the style has it. 0x81 is the style's opposite: mostly on."""
    return None if operand == 0x80 else operand in (1, 0x81)


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """What a paragraph's properties say: its look, and where in a table it stands (depth 0: in none)."""

    look: Look = SILENT
    depth: int = 0
    ends_cell: bool = False  # of a table within a table; others end in a mark of their own
    breaks_page: bool = False
    row: RowShape | None = None  # of the row that it ends


@lru_cache(maxsize=4096)
def paragraph_look(grpprl: bytes) -> ParagraphLook:
    align: Align | None = None
    numbered: int | None = None
    level: int | None = None
    depth = 0
    ends_cell = ends_row = breaks_page = drawn = False
    row = RowShape()
    for code, operand in properties(grpprl):
        if code in (_SIDE, _SIDE_97):
            align = _ALIGNS.get(operand[0], "")
        elif code == _LIST:
            (numbered,) = unpack_from("<H", operand)
        elif code == _DEPTH:
            level = operand[0]
        elif code == _IN_TABLE and operand[0]:
            depth = max(depth, 1)
        elif code == _NESTED:
            depth = max(0, unpack_from("<i", operand)[0])
        elif code == _INNER_CELL:
            ends_cell = operand[0] == 1
        elif code in (_ROW_END, _INNER_ROW_END):
            ends_row = ends_row or operand[0] == 1
        elif code == _BREAK_BEFORE:
            breaks_page = operand[0] == 1
        elif code == _DEFINES_TABLE:
            row = _row_shape(operand)
        elif code == _BORDERS_97:
            drawn = drawn or any(kind not in (0, 0xFF) for kind in operand[2::4])
        elif code == _BORDERS:
            drawn = drawn or any(kind not in (0, 0xFF) for kind in operand[6::8])
    if drawn and not row.drawn:
        row = RowShape(row.edges, row.joined_left, row.joined_above, True)
    look = Look(align=align, list=numbered, depth=level)
    return ParagraphLook(look, depth, ends_cell, breaks_page, row if ends_row else None)


def _row_shape(operand: bytes) -> RowShape:
    """The operand of sprmTDefTable: a size, a count of cells, their edges, and 20 bytes a cell."""
    count = operand[2]
    edges = unpack_from(f"<{count + 1}h", operand, 3)
    cells = [operand[at : at + 20] for at in range(3 + 2 * (count + 1), len(operand), 20)][:count]
    flags = [int.from_bytes(cell[:2], "little") for cell in cells] + [0] * (count - len(cells))
    return RowShape(
        edges,
        tuple(bool(flag & 0x02) for flag in flags),
        tuple(bool(flag & 0x20) and not flag & 0x40 for flag in flags),
        any(kind not in (0, 0xFF) for cell in cells for kind in cell[5::4]),
    )


class Runs:
    """Which properties hold at a place of the main stream: paragraphs' or runs', told by a table of formatted pages."""

    def __init__(self, stream: bytes, table: bytes, of_paragraphs: bool, elsewhere: bytes = b"") -> None:
        count = max(0, (len(table) - 4) // 8)
        self._stream = stream
        self._starts = list(unpack_from(f"<{count}I", table)) if count else []
        self._pages = unpack_from(f"<{count}I", table, 4 * (count + 1)) if count else ()
        self._of_paragraphs = of_paragraphs
        self._elsewhere = elsewhere
        self._read: dict[int, tuple[list[int], list[tuple[int, bytes]]]] = {}

    def at(self, place: int) -> tuple[int, int, bytes]:
        """(where the run ends that holds a place, its style (-1 for none), its properties)."""
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return (self._starts[0] if self._starts else _NEVER), -1, b""
        ends, said = self._page(self._pages[index] & 0x3FFFFF)
        run = bisect_right(ends, place) - 1
        if 0 <= run < len(said):
            return max(ends[run + 1], place + 1), *said[run]
        following = self._starts[index + 1] if index + 1 < len(self._starts) else _NEVER
        return max(following, place + 1), -1, b""

    def _page(self, number: int) -> tuple[list[int], list[tuple[int, bytes]]]:
        if number not in self._read:
            page = self._stream[number * _PAGE : (number + 1) * _PAGE]
            try:
                self._read[number] = self._parsed(page)
            except (error, IndexError):
                self._read[number] = [], []
        return self._read[number]

    def _parsed(self, page: bytes) -> tuple[list[int], list[tuple[int, bytes]]]:
        count = page[_PAGE - 1]
        ends = list(unpack_from(f"<{count + 1}I", page))
        first, step = 4 * (count + 1), 13 if self._of_paragraphs else 1
        read = self._paragraph if self._of_paragraphs else self._run
        return ends, [read(page, 2 * page[first + step * run]) for run in range(count)]

    @staticmethod
    def _run(page: bytes, at: int) -> tuple[int, bytes]:
        return (-1, page[at + 1 : at + 1 + page[at]]) if at else (-1, b"")

    def _paragraph(self, page: bytes, at: int) -> tuple[int, bytes]:
        if not at:
            return 0, b""
        start, size = (at + 2, 2 * page[at + 1]) if page[at] == 0 else (at + 1, 2 * page[at] - 1)
        (style,) = unpack_from("<H", page, start)
        return style, self._whole(page[start + 2 : start + size])

    def _whole(self, grpprl: bytes) -> bytes:
        """Properties, or those in the Data stream that they point to."""
        for code, operand in properties(grpprl):
            if code in _ELSEWHERE and len(operand) == 4:
                (at,) = unpack_from("<I", operand)
                size = int.from_bytes(self._elsewhere[at : at + 2], "little")
                return grpprl + self._elsewhere[at + 2 : at + 2 + size]
        return grpprl


@dataclass(frozen=True, slots=True)
class _Style:
    based: int
    look: Look
    builtin: int


class Styles:
    """A .doc's styles by their places in its style sheet ([MS-DOC] 2.9.271)."""

    def __init__(self, sheet: bytes) -> None:
        self._styles: dict[int, _Style] = {}
        self._looks: dict[int, Look] = {}
        self.is_whole = True  # else the rest of the styles could not be read
        try:
            for place, style in _styles(sheet) if sheet else ():
                self._styles[place] = style
        except (error, IndexError):
            self.is_whole = False

    def paragraph(self, place: int) -> Look:
        """How a paragraph of a style is set, what is usual below it."""
        return self.look(place).over(USUAL)

    def look(self, place: int) -> Look:
        """What a style and those below it say."""
        if place not in self._looks:
            look, at = SILENT, place
            for _ in range(_LONGEST_CHAIN):
                if at not in self._styles:
                    break
                look = look.over(self._styles[at].look)
                at = self._styles[at].based
            self._looks[place] = look
        return self._looks[place]

    def is_contents(self, place: int) -> bool:
        """Whether a style is that of a line of a table of contents."""
        return place in self._styles and self._styles[place].builtin in _TOC


def _styles(sheet: bytes) -> Iterator[tuple[int, _Style]]:
    """The styles with their places: each is a size, a head, a name, and properties that begin at even offsets."""
    (head_size,) = unpack_from("<H", sheet)
    count, base_size = unpack_from("<HH", sheet, 2)
    at = 2 + head_size
    for place in range(count):
        (size,) = unpack_from("<H", sheet, at)
        style = sheet[at + 2 : at + 2 + size]
        at += 2 + size
        if len(style) > base_size + 2:
            yield place, _style(style, base_size)


def _style(style: bytes, base_size: int) -> _Style:
    builtin, kind, counted = unpack_from("<HHH", style)
    (name_size,) = unpack_from("<H", style, base_size)
    at = base_size + 2 * name_size + 4
    looks: list[Look] = []
    is_paragraph = kind & 0xF == 1
    for part in range(min(counted & 0xF, 2 if is_paragraph else 1)):
        at += at & 1
        if at + 2 > len(style):
            break
        (size,) = unpack_from("<H", style, at)
        grpprl = style[at + 2 : at + 2 + size]
        looks.append(paragraph_look(grpprl[2:]).look if is_paragraph and part == 0 else run_look(grpprl).look)
        at += 2 + size
    look = SILENT
    for each in looks:
        look = look.over(each)
    return _Style(kind >> 4, look if kind & 0xF in (1, 2) else SILENT, builtin & 0xFFF)
