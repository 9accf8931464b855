"""An RTF, which many a file called .doc is: its control words and groups to a Story (Rich Text Format 1.9.1).

Numbers that Word sets of itself stand in an RTF as text, for older readers, and are read from there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from corpus.reading import ReadingError
from corpus.reading.lines import Align
from corpus.reading.office.doc_tables import RowShape, Tables
from corpus.reading.office.flow import Flow, Open
from corpus.reading.office.look import USUAL, Look, is_red
from corpus.reading.office.story import Content, Paragraph, Story
from corpus.reading.office.symbols import symbol

SIGNATURE = b"{\\rtf"
MAX_BYTES = 64 * 1024 * 1024
_DEEPEST = 500  # groups within groups
_DEFAULT_SIZE = 12.0  # points
_FONT_NAME = 64  # bytes that are looked at

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]{1,4096})|[\r\n]+", re.S
)
# Groups whose text is not printed here. Those that open with \* are left out too, but for the kept ones.
_SILENT = frozenset(
    b"fonttbl colortbl stylesheet info header headerl headerr headerf footer footerl footerr footerf pict objdata "
    b"nonshppict shprslt sp nonesttables xe tc rxe listtable listoverridetable revtbl ftnsep ftnsepc aftnsep "
    b"aftnsepc annotation".split()
)
_KEPT = frozenset((b"shpinst", b"shptxt", b"fldinst", b"nesttableprops", b"pntext", b"footnote"))
_SCRIPTS = (b"loch", b"hich", b"dbch", b"rtlch", b"ltrch")  # what text the words that follow are about
_CHARACTERS: Mapping[bytes, str] = {
    b"tab": "\t",
    b"line": "\n",
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"emspace": " ",
    b"enspace": " ",
    b"qmspace": " ",
}
_ESCAPED: Mapping[bytes, str] = {b"\\": "\\", b"{": "{", b"}": "}", b"~": " ", b"_": "-"}
_ALIGNS: Mapping[bytes, Align] = {b"ql": "", b"qj": "", b"qc": "center", b"qd": "center", b"qr": "right"}
_PAGES = {936: "gb18030", 54936: "gb18030", 65001: "utf-8", 0: "cp1252", 1: "cp1252"}
_CHARSETS = {134: 936, 136: 950, 128: 932, 129: 949, 204: 1251, 161: 1253, 238: 1250}
_SYMBOLS = 2  # the character set of symbol fonts


@dataclass(slots=True)
class _Font:
    charset: int = 0
    name: bytes = b""


@dataclass(slots=True)
class _Group:
    """What holds within a group. fallback: how many characters stand for one of Unicode, for older readers.

    script: what text associated properties (afs, ab) are about; those of dbch are that of Chinese.
    """

    look: Look = field(default_factory=lambda: USUAL._replace(size=_DEFAULT_SIZE))
    font: int = -1
    fallback: int = 1
    script: bytes = b""
    silent: bool = False
    ends: Callable[[], None] | None = None  # done when the group closes


@dataclass(slots=True)
class _Row:
    """A table row as it is being defined."""

    edges: list[int] = field(default_factory=list)
    joined_left: list[bool] = field(default_factory=list)
    joined_above: list[bool] = field(default_factory=list)
    left: bool = False
    above: bool = False
    drawn: bool = False

    def shape(self) -> RowShape:
        return RowShape((0, *self.edges), tuple(self.joined_left), tuple(self.joined_above), self.drawn)


def read_rtf(data: bytes) -> Story:
    """The story of an RTF, as far as it goes. Raises ReadingError: too large, nested too deeply."""
    if len(data) > MAX_BYTES:
        raise ReadingError(f"too large: {len(data):,} bytes (at most {MAX_BYTES:,})")
    reader = _Reader(data)
    reader.read()
    return reader.story


class _Reader:
    """One walk through the tokens."""

    def __init__(self, data: bytes) -> None:
        self.story = Story()
        self._data = data
        self._groups = [_Group()]
        self._flow = Flow({})
        self._tables = Tables(self.story.content)
        self._open: Open | None = None
        self._align: Align = ""
        self._depth = 0  # of tables, where the paragraph stands
        self._row = _Row()
        self._fonts: dict[int, _Font] = {}
        self._colours: list[list[int]] = [[0, 0, 0]]
        self._table: bytes = b""  # the table of fonts or colours that is being read
        self._ansi = 1252
        self._bytes = bytearray()  # text in the font's character set, not decoded yet
        self._skip = 0  # characters that stand for one of Unicode which was read
        self._half = ""  # the first half of a character beyond 16 bits
        self._starred = False
        self._opened = False  # a group has just begun: the next word says what it is

    def read(self) -> None:
        at = 0
        while found := _TOKEN.match(self._data, at):
            at = found.end()
            word, number, code, escaped, brace, text = found.groups()
            if word:
                at = self._word(word, None if number is None else int(number), at)
            elif brace:
                self._brace(brace)
            elif code or text:
                self._coded(bytes.fromhex(code.decode()) if code else text)
            elif escaped:
                self._escaped(escaped)
            self._opened = self._opened and (brace == b"{" or escaped == b"*")
        while len(self._groups) > 1:
            self._brace(b"}")
        if self._open is not None:
            self._end()
        self._tables.close()

    @property
    def _group(self) -> _Group:
        return self._groups[-1]

    def _brace(self, brace: bytes) -> None:
        self._decode()
        self._skip = 0
        if brace == b"{":
            if len(self._groups) > _DEEPEST:
                raise ReadingError("nested too deeply")
            self._groups.append(replace(self._group, ends=None))
            self._opened, self._starred = True, False
        elif len(self._groups) > 1 and (ends := self._groups.pop().ends) is not None:
            ends()

    def _escaped(self, escaped: bytes) -> None:
        if escaped == b"*":
            self._starred = True
        elif escaped in (b"\r", b"\n"):
            self._end()
        elif escaped in _ESCAPED:
            self._print(_ESCAPED[escaped])

    # Text

    def _coded(self, text: bytes) -> None:
        if self._table:
            self._in_table(text)
            return
        skipped = min(self._skip, len(text))
        self._skip -= skipped
        self._bytes += text[skipped:]

    def _decode(self) -> None:
        """Print the bytes that were gathered, in the character set of their font."""
        if not self._bytes:
            return
        font = self._fonts.get(self._group.font, _Font())
        page = _CHARSETS.get(font.charset, self._ansi)
        try:
            text = self._bytes.decode(_PAGES.get(page, f"cp{page}"), "replace")
        except LookupError:
            text = self._bytes.decode("cp1252", "replace")
        if font.charset == _SYMBOLS:
            text = "".join(symbol(_named(font), f"{code:X}") for code in self._bytes)
        self._bytes.clear()
        self._print(text)

    def _unicode(self, number: int) -> None:
        self._decode()
        self._skip = self._group.fallback
        char = chr(number & 0xFFFF)
        if "\ud800" <= char < "\udc00":
            self._half = char
            return
        if "\udc00" <= char < "\ue000":
            pair = (self._half + char).encode("utf-16-le", "surrogatepass")
            char = pair.decode("utf-16-le", "replace")
        elif "\uf000" <= char < "\uf100":
            char = symbol(_named(self._fonts.get(self._group.font, _Font())), f"{ord(char):X}")
        self._half = ""
        self._print(char)

    def _print(self, text: str) -> None:
        self._decode()
        group = self._group
        if group.silent or self._table:
            return
        self._flow.instruct(text)
        if self._open is None:
            self._open = Open(Look(align=self._align, size=group.look.size))
        if not group.look.hidden:
            self._flow.add(text, self._open, group.look)

    def _end(self, *, cell: bool = False) -> None:
        """End a paragraph."""
        self._decode()
        open_, self._open = self._open or Open(Look()), None
        open_.look = open_.look._replace(align=self._align)
        found: list[Content] = []
        self._flow.finish(open_, 0, found)
        self._tables.take(found, self._depth, ends_cell=cell)

    # Words

    def _word(self, word: bytes, number: int | None, at: int) -> int:
        """Do what a control word says; where to go on."""
        if self._skip and word != b"u":
            self._skip -= 1
        if word == b"u":
            self._unicode(number or 0)
            return at
        self._decode()
        if word == b"bin":
            return at + max(0, number or 0)
        if self._opened and self._begins(word):
            return at
        if self._table:
            self._table_word(word, number)
        elif not self._group.silent or word in (b"f", b"uc"):
            self._printed_word(word, number)
        return at

    def _begins(self, word: bytes) -> bool:
        """Whether a group's first word says what it holds, and that has been seen to."""
        group = self._group
        if word in (b"fonttbl", b"colortbl"):
            self._table = word
            group.ends = self._end_table
        elif group.silent:
            return False
        elif word == b"pict":
            self.story.pictures += 1
            group.silent = True
        elif word in _SILENT or (self._starred and word not in _KEPT):
            group.silent = True
        elif word == b"field":
            self._flow.begin_field()
            group.ends = self._flow.end_field
        elif word == b"fldrslt":
            self._flow.separate_field()
        elif word in (b"listtext", b"pntext"):
            group.ends = self._end_label if self._open is None else None
        elif word == b"nesttableprops":
            group.ends = partial(setattr, self, "_row", self._row)
        elif word == b"footnote":
            self._begin_apart(self._end_note)
        elif word == b"shptxt":
            self._begin_apart(self._end_box)
        else:
            return False
        return True

    def _printed_word(self, word: bytes, number: int | None) -> None:
        look, on = self._group.look, number != 0
        if word in _CHARACTERS:
            self._print(_CHARACTERS[word])
        elif word in (b"par", b"sect"):
            self._end()
        elif word in (b"page", b"pagebb"):
            self._flow.page += 1
            if word == b"page":
                self._print("\n")
        elif word in _ALIGNS:
            self._align = _ALIGNS[word]
        elif word == b"pard":
            self._align, self._depth = "", 0
        elif word == b"plain":
            self._group.look = USUAL._replace(size=_DEFAULT_SIZE)
        elif word in _SCRIPTS:
            self._group.script = word
        elif word == b"b" or (word == b"ab" and self._group.script == b"dbch"):
            self._group.look = look._replace(bold=on)
        elif word in (b"v", b"deleted"):
            self._group.look = look._replace(hidden=on)
        elif word == b"fs" or (word == b"afs" and self._group.script == b"dbch"):
            self._group.look = look._replace(size=min(max(number or 0, 0), 3_000) / 2)
        elif word == b"cf":
            known = 0 <= (number or 0) < len(self._colours)
            self._group.look = look._replace(red=known and is_red(*self._colours[number or 0]))
        elif word == b"f":
            self._group.font = number or 0
        elif word == b"uc":
            self._group.fallback = min(max(number or 0, 0), 16)
        elif word == b"ansicpg":
            self._ansi = number or 1252
        else:
            self._table_of_text(word, number)

    def _table_of_text(self, word: bytes, number: int | None) -> None:
        """Tables: where a paragraph stands in one, and how its row is laid out."""
        row = self._row
        if word == b"intbl":
            self._depth = max(self._depth, 1)
        elif word == b"itap":
            self._depth = max(0, number or 0)
        elif word in (b"cell", b"nestcell"):
            self._depth = max(self._depth, 2 if word == b"nestcell" else 1)
            self._end(cell=True)
        elif word in (b"row", b"nestrow"):
            depth = max(self._depth, 2) if word == b"nestrow" else 1
            self._tables.take([], depth, row=row.shape())
        elif word == b"trowd":
            self._row = _Row()
        elif word == b"cellx":
            row.edges.append(min(max(number or 0, -32_000), 32_000))
            row.joined_left.append(row.left)
            row.joined_above.append(row.above)
            row.left = row.above = False
        elif word == b"clmrg":
            row.left = True
        elif word == b"clvmrg":
            row.above = True
        elif word in (b"brdrs", b"brdrth", b"brdrdb"):
            row.drawn = True

    # Groups apart from the text

    def _end_label(self) -> None:
        """A number that Word set: its tab is no blank where it ends in a mark."""
        if self._open is not None and self._open.pieces:
            label = "".join(self._open.pieces).rstrip("\t ")
            self._open.pieces[:] = [label if label[-1:] in "、）】．。：" else f"{label} "]

    def _begin_apart(self, end: Callable[[Open | None, Tables, list[Content]], None]) -> None:
        """Read a group as a text of its own; `end` is given what stood open before, and what was read."""
        before, tables, align, depth = self._open, self._tables, self._align, self._depth
        content: list[Content] = []
        self._open, self._tables, self._align, self._depth = None, Tables(content), "", 0

        def restore() -> None:
            if self._open is not None:
                self._end()
            self._tables.close()
            self._open, self._tables, self._align, self._depth = before, tables, align, depth
            end(before, tables, content)

        self._group.ends = restore

    def _end_note(self, before: Open | None, tables: Tables, content: list[Content]) -> None:
        self.story.notes.append(" ".join(part.text for part in content if isinstance(part, Paragraph)))

    def _end_box(self, before: Open | None, tables: Tables, content: list[Content]) -> None:
        self._open = before or Open(Look(align=self._align))
        self._open.boxes.extend(content)

    # Tables of fonts and colours

    def _table_word(self, word: bytes, number: int | None) -> None:
        if self._table == b"fonttbl":
            if word == b"f":
                self._group.font = number or 0
                self._fonts.setdefault(self._group.font, _Font())
            elif word == b"fcharset":
                self._fonts.setdefault(self._group.font, _Font()).charset = number or 0
        elif word in (b"red", b"green", b"blue"):
            self._colours[-1][(b"red", b"green", b"blue").index(word)] = min(max(number or 0, 0), 255)

    def _in_table(self, text: bytes) -> None:
        if self._table == b"colortbl":
            self._colours += [[0, 0, 0] for _ in range(text.count(b";"))]
        elif not self._starred and (font := self._fonts.get(self._group.font)) and len(font.name) < _FONT_NAME:
            font.name += text.partition(b";")[0]

    def _end_table(self) -> None:
        self._table = b""


def _named(font: _Font) -> str:
    return font.name.decode("latin-1").strip().lower()
