"""Files of Word 97 for tests, put together byte by byte ([MS-CFB], [MS-DOC]), in sentences of our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from struct import pack

SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SMALL = 4096  # bytes; a stream of fewer would stand in a stream of its own kind
_TEXT_AT = 0x800
PLAIN = b""


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE2 file of streams, each filled up with zeros so that it is no small one."""
    whole = {name: data.ljust(-(-max(len(data), _SMALL) // SECTOR) * SECTOR, b"\0") for name, data in streams.items()}
    directory_sectors = -(-(len(whole) + 1) // 4)
    table = [_FAT]  # the first sector holds the table itself
    table += [*range(2, 1 + directory_sectors), _END]
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    for number, (name, data) in enumerate(whole.items(), 1):
        start = len(table)
        table += [*range(start + 1, start + len(data) // SECTOR), _END]
        entries.append(_entry(name, 2, start, len(data), right=number + 1 if number < len(whole) else _FREE))
    entries += [_entry("", 0, 0, 0)] * (4 * directory_sectors - len(entries))
    assert len(table) <= SECTOR // 4
    table += [_FREE] * (SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, _SMALL, _END, 0, _END, 0)
    header += pack("<109I", 0, *[_FREE] * 108)
    return header + pack(f"<{len(table)}I", *table) + b"".join(entries) + b"".join(whole.values())


def _entry(name: str, kind: int, start: int, size: int, right: int = _FREE, child: int = _FREE) -> bytes:
    coded = name.encode("utf-16-le")
    length = len(coded) + 2 if name else 0
    return coded.ljust(64, b"\0") + pack("<HBBIII36xIQ", length, kind, 1, _FREE, right, child, start, size)


def sprm(code: int, operand: bytes) -> bytes:
    """A property and its operand."""
    return pack("<H", code) + operand


CENTRED, RIGHT = sprm(0x2461, b"\1"), sprm(0x2461, b"\2")
BOLD, HIDDEN, DELETED = sprm(0x0835, b"\1"), sprm(0x083C, b"\1"), sprm(0x0800, b"\1")
RED = sprm(0x6870, b"\xff\0\0\0")
IN_TABLE = sprm(0x2416, b"\1")


def sized(points: int) -> bytes:
    return sprm(0x4A43, pack("<H", 2 * points))


def numbered(number: int, depth: int = 0) -> bytes:
    return sprm(0x260A, bytes([depth])) + sprm(0x460B, pack("<H", number))


def row_end(*edges: int, flags: Sequence[int] = (), drawn: bool = True) -> bytes:
    """The properties of a row's end. flags: of its cells, how they merge."""
    cells = b"".join(
        pack("<HH", flag, 0) + pack("<BBBB", 4, int(drawn), 0, 0) * 4
        for flag in [*flags, *[0] * (len(edges) - 1 - len(flags))]
    )
    operand = bytes([len(edges) - 1]) + pack(f"<{len(edges)}h", *edges) + cells
    return IN_TABLE + sprm(0x2417, b"\1") + sprm(0xD608, pack("<H", len(operand) + 1) + operand)


@dataclass(frozen=True)
class Par:
    """A paragraph: its text, its mark, its style and properties, and those of runs in it as (length, properties)."""

    text: str
    properties: bytes = PLAIN
    mark: str = "\r"
    style: int = 0
    runs: tuple[tuple[int, bytes], ...] = ()


@dataclass
class Doc:
    """A file to be: what stands in its main text, its footnotes and text boxes, and in parts of the table stream."""

    main: Sequence[Par]
    footnotes: Sequence[Par] = ()
    boxes: Sequence[Par] = ()
    parts: dict[int, bytes] = field(default_factory=dict)
    identity: int = 0xA5EC
    version: int = 0xC1
    flags: int = 0x0200
    eight_bits: bool = False

    def data(self) -> bytes:
        paragraphs = [*self.main, *self.footnotes, *self.boxes]
        width = 1 if self.eight_bits else 2
        text = "".join(each.text + each.mark for each in paragraphs)
        coded = text.encode("cp1252" if self.eight_bits else "utf-16-le")
        pages: list[bytes] = []
        first_page = -(-(_TEXT_AT + len(coded)) // SECTOR)
        of_paragraphs: list[tuple[int, int]] = []
        of_runs: list[tuple[int, int]] = []
        at = _TEXT_AT
        for each in paragraphs:
            end = at + width * _units(each.text + each.mark)
            of_paragraphs.append((at, first_page + len(pages)))
            pages.append(_paragraph_page(at, end, each.style, each.properties))
            for length, properties in each.runs or ((len(each.text) + 1, PLAIN),):
                of_runs.append((at, first_page + len(pages)))
                pages.append(_run_page(at, at + width * length, properties))
                at += width * length
            at = end
        piece = _TEXT_AT * 2 | 0x4000_0000 if self.eight_bits else _TEXT_AT
        clx = b"\2" + pack("<IiiHIH", 16, 0, len(coded) // width, 0, piece, 0)
        parts = {33: clx, 13: _places(of_paragraphs, at), 12: _places(of_runs, at), **self.parts}
        table, offsets = b"", {}
        for place, part in parts.items():
            offsets[place] = len(table), len(part)
            table += part
        sizes = [sum(_units(each.text + each.mark) for each in of) for of in (self.main, self.footnotes, self.boxes)]
        head = pack("<HH6xH", self.identity, self.version, self.flags).ljust(32, b"\0")
        head += pack("<H28xH", 14, 22)
        head += pack("<3i8i", 0, 0, 0, sizes[0], sizes[1], 0, 0, 0, 0, sizes[2], 0).ljust(88, b"\0")
        head += pack("<H", 93) + b"".join(pack("<II", *offsets.get(place, (0, 0))) for place in range(93))
        main = head.ljust(_TEXT_AT, b"\0") + coded
        return compound({"WordDocument": main.ljust(first_page * SECTOR, b"\0") + b"".join(pages), "1Table": table})


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _places(starts: Sequence[tuple[int, int]], end: int) -> bytes:
    return pack(f"<{len(starts) + 1}I", *(at for at, _ in starts), end) + pack(
        f"<{len(starts)}I", *(page for _, page in starts)
    )


def _paragraph_page(start: int, end: int, style: int, properties: bytes) -> bytes:
    said = pack("<H", style) + properties
    said += b"\0" * (len(said) % 2)
    page = bytearray(pack("<IIB12x", start, end, 16).ljust(32, b"\0") + b"\0" + bytes([len(said) // 2]) + said)
    return bytes(page.ljust(SECTOR - 1, b"\0")) + b"\1"


def _run_page(start: int, end: int, properties: bytes) -> bytes:
    page = pack("<IIB", start, end, 16).ljust(32, b"\0") + bytes([len(properties)]) + properties
    return page.ljust(SECTOR - 1, b"\0") + b"\1"


def spans(*texts: str) -> bytes:
    """The bounds of notes, each with its mark, as the table stream has them."""
    bounds = [0]
    for text in texts:
        bounds.append(bounds[-1] + _units(text) + 1)
    return pack(f"<{len(bounds) + 1}i", *bounds, bounds[-1] + 1)


def boxes(anchor: int, text: str, shape: int = 7) -> dict[int, bytes]:
    """The parts that anchor one text box at a character of the main text."""
    size = _units(text) + 1
    return {
        40: pack("<ii", anchor, anchor + 1) + pack("<i22x", shape),
        56: pack("<ii", 0, size) + pack("<14xi4x", shape),
    }


def lists(*levels: tuple[int, str], start: int = 1, override: int = 0) -> dict[int, bytes]:
    """The parts that define one list of levels (code of the format, pattern with %1 …) and two uses of it, the second
    beginning with a number of its own.
    """
    definition = pack("<h", 1) + pack("<iI18xBB", 99, 0, 0, 0)
    for code, pattern in [*levels, *[(0, "")] * (9 - len(levels))]:
        text, places = "", []
        parts = pattern.split("%")
        for number, part in enumerate(parts):
            if number:
                places.append(len(text) + 1)
                text += chr(int(part[0]) - 1) + part[1:]
            else:
                text += part
        placed = bytes(places).ljust(9, b"\0")
        definition += pack("<iBB", start, code, 0) + placed + pack("<B8xBBBB", 2, 0, 0, 0, 0)
        definition += pack("<H", len(text)) + text.encode("utf-16-le")
    uses = pack("<I", 2) + pack("<i8xBBBB", 99, 0, 0, 0, 0) + pack("<i8xBBBB", 99, 1, 0, 0, 0)
    uses += pack("<I", 0xFFFFFFFF) + pack("<I", 0xFFFFFFFF) + pack("<iI", override, 0x10)
    return {73: definition, 74: uses}


def style_sheet(*styles: tuple[int, bytes, bytes, int]) -> bytes:
    """A style sheet of paragraph styles: (the one below it, properties of paragraphs and runs, its built-in code)."""
    sheet = pack("<HHH", 18, len(styles), 10).ljust(20, b"\0")
    for place, (based, paragraph, run, builtin) in enumerate(styles):
        name = f"s{place}"
        style = pack("<HHHHH", builtin, based << 4 | 1, 2, 0, 0)
        style += pack("<H", len(name)) + name.encode("utf-16-le") + b"\0\0"
        for part in (pack("<H", place) + paragraph, run):
            style += b"\0" * (len(style) % 2) + pack("<H", len(part)) + part
        style += b"\0" * (len(style) % 2)
        sheet += pack("<H", len(style)) + style
    return sheet
