"""A .doc of Word 97 to 2003 (and what WPS writes as .doc and .wps): its streams to a Story ([MS-DOC]).

The text stands in pieces, in 8 or 16 bits; marks in it end paragraphs, cells and rows, and part fields. How it is set
stands in formatted pages (`doc_properties`), its automatic numbers in tables of lists (`doc_lists`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from struct import error, unpack_from

from corpus.reading import ReadingError
from corpus.reading.compound import Compound
from corpus.reading.office.doc_lists import read_lists
from corpus.reading.office.doc_properties import ParagraphLook, RunLook, Runs, Styles, paragraph_look, run_look
from corpus.reading.office.doc_tables import Tables
from corpus.reading.office.flow import Flow, Open
from corpus.reading.office.look import Look
from corpus.reading.office.numbering import List
from corpus.reading.office.story import Content, Paragraph, Story
from corpus.reading.office.symbols import symbol

MAX_CHARACTERS = 20_000_000
_IDENTITY, _WORD_97 = 0xA5EC, 0xC1
_OLD_IDENTITIES = (0xA5DB, 0xA5DC, 0xA59B, 0xA697, 0xA699)
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_LENGTHS, _OFFSETS = 0x4C, 0x9A  # of the parts of the text; of (offset, size) pairs into the table stream
# Places of those pairs ([MS-DOC] 2.5.6).
_STYLES, _FOOTNOTES, _RUNS, _PARAGRAPHS, _FONTS, _PIECES = 1, 3, 12, 13, 15, 33
_ANCHORS, _ENDNOTES, _BOXES, _LISTS, _LIST_USES = 40, 47, 56, 73, 74
_BOX_SIZE, _ANCHOR_SIZE = 22, 26  # bytes of what is said of a text box, and of a shape's anchor
_EIGHT_BITS = 0x4000_0000
_WORD_6_LIST = 0x7FF
_CP1252 = [bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256)]

_END, _CELL, _BREAK, _PAGE = "\r", "\x07", "\x0b", "\x0c"
_ENDS = re.compile("[\r\x07\x0c]")
_FIELD_BEGINS, _FIELD_PARTS, _FIELD_ENDS = "\x13", "\x14", "\x15"
_PICTURE, _DRAWN = "\x01", "\x08"
_SYMBOL = "("  # the character in whose place a symbol stands
_MARKS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PRINTED = {_BREAK: "\n", _PAGE: "\n", "\x0e": "\n", "\x1e": "-"}


def read_doc(streams: Compound) -> Story:
    """The story of a .doc. Raises ReadingError: encrypted, older than Word 97, damaged."""
    try:
        return _File(streams).story()
    except (error, IndexError) as fault:
        raise ReadingError("damaged: its parts do not fit together") from fault


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text that lies in one place of the main stream; `width`: bytes a character."""

    start: int
    end: int
    place: int
    width: int


class _File:
    """The streams, the text, and the tables that say how it is set."""

    def __init__(self, streams: Compound) -> None:
        self.main = streams.read("WordDocument")
        identity, version = unpack_from("<HH", self.main)
        (flags,) = unpack_from("<H", self.main, 0x0A)
        if identity in _OLD_IDENTITIES or (identity == _IDENTITY and version < _WORD_97):
            raise ReadingError("written by Word 95 or older: not read")
        if identity != _IDENTITY:
            raise ReadingError("not a Word file: its main stream begins otherwise")
        if flags & _ENCRYPTED:
            raise ReadingError("encrypted: the file asks for a password")
        names = ("1Table", "0Table") if flags & _TABLE_1 else ("0Table", "1Table")
        self._table = streams.read(next((name for name in names if name in streams), names[0]))
        lengths = unpack_from("<8i", self.main, _LENGTHS)
        if min(lengths) < 0 or sum(lengths) > MAX_CHARACTERS:
            raise ReadingError("damaged, or too large: a part of its text has no sensible length")
        self.text_size, self.footnotes, headers, macros, comments, self.endnotes, self.boxes, _ = lengths
        self._before_endnotes = self.text_size + self.footnotes + headers + macros + comments
        self.warnings: list[str] = []
        self.pieces = self._read_pieces(self.part(_PIECES))
        self._starts = [piece.start for piece in self.pieces]
        elsewhere = streams.read("Data") if "Data" in streams else b""
        self.runs = Runs(self.main, self.part(_RUNS), of_paragraphs=False)
        self.paragraphs = Runs(self.main, self.part(_PARAGRAPHS), of_paragraphs=True, elsewhere=elsewhere)
        self.fonts = _font_names(self.part(_FONTS))

    def part(self, place: int, *, to_end: bool = False) -> bytes:
        """A part of the table stream; to_end: with all behind it."""
        offset, size = unpack_from("<II", self.main, _OFFSETS + 8 * place)
        if not size:
            return b""
        return self._table[offset:] if to_end else self._table[offset : offset + size]

    def _read_pieces(self, clx: bytes) -> list[_Piece]:
        at = 0
        while clx[at] == 1:  # properties of pieces that were saved fast
            at += 3 + unpack_from("<H", clx, at + 1)[0]
        if clx[at] != 2:
            raise ReadingError("damaged: its table of pieces is missing")
        (size,) = unpack_from("<I", clx, at + 1)
        count = (size - 4) // 12
        bounds = unpack_from(f"<{count + 1}i", clx, at + 5)
        if bounds[0] or any(end < start for start, end in pairwise(bounds)):
            raise ReadingError("damaged: its table of pieces is out of order")
        if bounds[-1] > MAX_CHARACTERS:
            raise ReadingError(f"too large: more than {MAX_CHARACTERS:,} characters")
        pieces: list[_Piece] = []
        for number, (start, end) in enumerate(pairwise(bounds)):
            (place,) = unpack_from("<I", clx, at + 5 + 4 * (count + 1) + 8 * number + 2)
            width = 1 if place & _EIGHT_BITS else 2
            place = (place & (_EIGHT_BITS - 1)) // (3 - width)
            if place + width * (end - start) > len(self.main):
                raise ReadingError("truncated: a piece of its text is missing")
            pieces.append(_Piece(start, end, place, width))
        return pieces

    def text(self, start: int, end: int) -> str:
        """Characters by their places in the whole text; one beyond 16 bits takes two places."""
        found: list[str] = []
        for piece in self.pieces[max(0, bisect_right(self._starts, start) - 1) :]:
            if piece.start >= end:
                break
            begin = piece.place + piece.width * (max(start, piece.start) - piece.start)
            data = self.main[begin : piece.place + piece.width * (min(end, piece.end) - piece.start)]
            codes = data if piece.width == 1 else unpack_from(f"<{len(data) // 2}H", data)
            found.append("".join([_CP1252[code] for code in codes] if piece.width == 1 else map(chr, codes)))
        return "".join(found)

    def place(self, character: int) -> _Piece:
        return self.pieces[max(0, bisect_right(self._starts, character) - 1)]

    def story(self) -> Story:
        """Reads the text, then the notes."""
        styles = Styles(self.part(_STYLES))
        if not styles.is_whole:
            self.warnings.append("its styles are damaged: it was read without some")
        reader = _Reader(self, styles, self._lists())
        story = Story(warnings=self.warnings)
        reader.read(0, self.text_size, story.content)
        story.notes += reader.notes(self.text_size, self._spans(_FOOTNOTES, self.footnotes))
        story.notes += reader.notes(self._before_endnotes, self._spans(_ENDNOTES, self.endnotes))
        story.pictures = reader.pictures
        if reader.has_old_lists:
            story.warnings.append("numbers that Word 6 set automatically are missing")
        return story

    def _lists(self) -> dict[int, List]:
        try:
            return read_lists(self.part(_LISTS, to_end=True), self.part(_LIST_USES))
        except (error, IndexError):
            self.warnings.append("its lists are damaged: automatic numbers are missing")
            return {}

    def _spans(self, place: int, size: int, each: int = 0) -> list[tuple[int, int]]:
        """Where texts of a part begin and end in it, by a table of bounds with `each` bytes behind for every text."""
        table = self.part(place)
        count = max(0, (len(table) - 4) // (4 + each))
        bounds = unpack_from(f"<{count + 1}i", table) if count else ()
        if any(end < start for start, end in pairwise((0, *bounds))):
            return []
        return [(start, min(end, size)) for start, end in pairwise(bounds)]

    def box_anchors(self) -> dict[int, tuple[int, int]]:
        """The text boxes: by the place of the character that anchors one, where its text begins and ends."""
        spans, first = self._spans(_BOXES, self.boxes, _BOX_SIZE), self._before_endnotes + self.endnotes
        boxes, anchors = self.part(_BOXES), self.part(_ANCHORS)
        shapes: dict[int, tuple[int, int]] = {}
        for number, (start, end) in enumerate(spans):
            (shape,) = unpack_from("<i", boxes, 4 * (len(spans) + 1) + _BOX_SIZE * number + 14)
            if start < end:
                shapes.setdefault(shape, (first + start, first + end))
        found: dict[int, tuple[int, int]] = {}
        count = max(0, (len(anchors) - 4) // (4 + _ANCHOR_SIZE))
        for number in range(count):
            (character,) = unpack_from("<i", anchors, 4 * number)
            (shape,) = unpack_from("<i", anchors, 4 * (count + 1) + _ANCHOR_SIZE * number)
            if shape in shapes:
                found[character] = shapes.pop(shape)
        return found


def _font_names(table: bytes) -> list[str]:
    """The fonts' names in lower case, by their places ([MS-DOC] 2.9.301)."""
    names: list[str] = []
    at = 4
    while at < len(table):
        size = table[at] + 1
        name = table[at + 40 : at + size].decode("utf-16-le", "replace")
        names.append(name.partition("\0")[0].lower())
        at += size
    return names


class _Reader:
    """One walk through the text: paragraphs with their looks, tables, fields, boxes."""

    def __init__(self, file: _File, styles: Styles, lists: dict[int, List]) -> None:
        self.pictures = 0
        self.has_old_lists = False
        self._file = file
        self._styles = styles
        self._flow = Flow(lists)
        self._anchors: dict[int, tuple[int, int]] = {}
        try:
            self._anchors = file.box_anchors()
        except (error, IndexError):
            file.warnings.append("its text boxes are damaged: they were not read")

    def read(self, start: int, end: int, into: list[Content]) -> None:
        """Read a stretch of text: paragraphs, and tables of them."""
        tables = Tables(into)
        open_: Open | None = None
        for begin, stop, text in self._stretches(start, end):
            style, look = self._look(stop - 1)
            if look.breaks_page:
                self._flow.page += 1
            mark = text[-1]
            if open_ is None:
                open_ = Open(look.look.over(self._styles.paragraph(style)))
            open_.contents = open_.contents or self._styles.is_contents(style)
            self._runs(begin, text[:-1] if mark in (_END, _CELL, _PAGE) else text, open_)
            if mark == _PAGE:
                self._flow.page += 1
                if not self._ends_paragraph(stop - 1):
                    self._flow.add("\n", open_, open_.look)
                    continue
            self._finish(open_, look, mark, tables)
            open_ = None
        if open_ is not None:
            self._flow.finish(open_, 0, tables.content)
        tables.close()
        self._flow.end_fields()

    def notes(self, first: int, spans: list[tuple[int, int]]) -> list[str]:
        """The notes of a part of the text that begins at `first`."""
        found: list[str] = []
        for start, end in spans:
            content: list[Content] = []
            self.read(first + start, first + end, content)
            found.append(" ".join(part.text for part in content if isinstance(part, Paragraph)))
        return found

    def _stretches(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """(where it begins, where it ends, a text up to and with the mark that ends a paragraph, cell or page)."""
        text = self._file.text(start, end)
        begin = 0
        for found in _ENDS.finditer(text):
            yield start + begin, start + found.end(), text[begin : found.end()]
            begin = found.end()
        if begin < len(text):
            yield start + begin, start + len(text), text[begin:]

    def _look(self, character: int) -> tuple[int, ParagraphLook]:
        """(the style, how a paragraph is set), by the place of its mark."""
        _, style, grpprl = self._file.paragraphs.at(self._at(character))
        try:
            return style, paragraph_look(grpprl)
        except (error, IndexError):
            return style, ParagraphLook()

    def _at(self, character: int) -> int:
        piece = self._file.place(character)
        return piece.place + piece.width * (character - piece.start)

    def _ends_paragraph(self, character: int) -> bool:
        """Whether a page's end is a section's, which ends a paragraph too."""
        piece = self._file.place(character)
        end, _, _ = self._file.paragraphs.at(self._at(character))
        return end <= self._at(character) + piece.width

    def _finish(self, open_: Open, look: ParagraphLook, mark: str, tables: Tables) -> None:
        number = open_.look.list or 0
        if number == _WORD_6_LIST:
            self.has_old_lists = True
        found: list[Content] = []
        if look.row is None:
            self._flow.finish(open_, open_.look.depth or 0, found)
        tables.take(found, look.depth, ends_cell=mark == _CELL or look.ends_cell, row=look.row)

    def _runs(self, start: int, text: str, open_: Open) -> None:
        """What the runs of a paragraph print. A run that is hidden or deleted prints nothing."""
        at = 0
        while at < len(text):
            piece = self._file.place(start + at)
            place = piece.place + piece.width * (start + at - piece.start)
            end, _, grpprl = self._file.runs.at(place)
            reach = min((end - place + piece.width - 1) // piece.width, piece.end - start - at)
            upto = at + max(1, reach)
            self._print(start + at, text[at:upto], open_, self._run_look(grpprl))
            at = upto

    @staticmethod
    def _run_look(grpprl: bytes) -> RunLook:
        try:
            return run_look(grpprl)
        except (error, IndexError):
            return RunLook()

    def _print(self, start: int, text: str, open_: Open, run: RunLook) -> None:
        look = run.look.over(self._styles.look(run.style)) if run.style >= 0 else run.look
        look = look.over(open_.look)
        if run.symbol and text == _SYMBOL:
            font, code = run.symbol
            name = self._file.fonts[font] if font < len(self._file.fonts) else ""
            text = symbol(name, f"{code:X}")
        at = 0
        for found in _MARKS.finditer(text):
            self._write(text[at : found.start()], open_, look)
            self._mark(found[0], start + found.start(), open_, look)
            at = found.end()
        self._write(text[at:], open_, look)

    def _write(self, text: str, open_: Open, look: Look) -> None:
        self._flow.instruct(text)
        if text and not look.hidden:
            self._flow.add(_whole(text), open_, look)

    def _mark(self, mark: str, character: int, open_: Open, look: Look) -> None:
        """Do what a mark in the text stands for."""
        if mark == _FIELD_BEGINS:
            self._flow.begin_field()
        elif mark == _FIELD_PARTS:
            self._flow.separate_field()
        elif mark == _FIELD_ENDS:
            self._flow.end_field()
        elif mark in _PRINTED:
            self._write(_PRINTED[mark], open_, look)
        elif mark == _DRAWN and character in self._anchors:
            self.read(*self._anchors.pop(character), open_.boxes)
        elif mark in (_PICTURE, _DRAWN):
            self.pictures += 1


def _whole(text: str) -> str:
    """A text with its characters beyond 16 bits whole."""
    if text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
