"""Numbered sentence units out of blocks or plain text, as the unit standard rules (docs/units.md).

`segment` and `segment_text` are pure and give the same result on the same text. Every character that is no white space
is either in a unit or in a `Rest` with its role: nothing is lost, nothing is kept twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, zip_longest
from typing import NamedTuple

from corpus.reading import Block
from corpus.segmenting import furniture as is_a
from corpus.segmenting.counting import STANDARD, Counting
from corpus.segmenting.headings import Level, Place, outline
from corpus.segmenting.labels import Style, is_article
from corpus.segmenting.paragraphs import Paragraph
from corpus.segmenting.pieces import Piece, pieces
from corpus.segmenting.sentences import final_mark
from corpus.segmenting.texts import PartKind, Text, divide
from corpus.segmenting.warnings import Printed, warn

__all__ = [
    "SEGMENTER",
    "STANDARD",
    "Counting",
    "Heading",
    "Part",
    "Rest",
    "Segmentation",
    "Unit",
    "segment",
    "segment_text",
    "strip_final",
]

SEGMENTER = "segment/3"
"""Name and version of these rules; it changes whenever a text could be numbered differently."""


class Unit(NamedTuple):
    """One numbered sentence; text == Segmentation.text[start:end].

    chapter, section and ordinal are positions, 0 for what stands before the first. item is the path of positions below
    the section (`2.1`); item_label and item_title belong to its last member. Labels are as printed, titles without a
    final mark. responsible is the note that speaks for this unit's section or item, as printed.
    """

    chapter: int
    section: int
    ordinal: int
    item: str
    item_label: str
    item_title: str
    chapter_label: str
    chapter_title: str
    section_label: str
    section_title: str
    text: str
    start: int
    end: int
    responsible: str = ""

    @property
    def ref(self) -> str:
        """`2-2-1`: chapter, section, unit."""
        return f"{self.chapter}-{self.section}-{self.ordinal}"


class Rest(NamedTuple):
    """A stretch that is no unit; text == Segmentation.text[start:end].

    Roles: title, doc_number, addressee, part_heading (编, 部分), chapter_heading, section_heading, item_heading;
    chapter_label, section_label, item_label (labels without a title); responsible_note, signature, date, remark,
    attachment_list, contact, table, annex, contents, lead_in_news, furniture, stray_punctuation; cover and lead_in
    where the counting leaves them out.
    """

    start: int
    end: int
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A cover, a main text, an annex or a table of the document; start and end are offsets into the text."""

    kind: PartKind
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A labelled place of the outline, with or without units. `item` is the path of an item, empty above one."""

    level: Level
    label: str
    title: str
    chapter: int
    section: int
    item: str
    start: int


@dataclass(frozen=True, slots=True)
class Segmentation:
    """One edition's text: its units, what is no unit, its parts and outline, all in reading order; and warnings."""

    text: str
    units: tuple[Unit, ...]
    rest: tuple[Rest, ...]
    parts: tuple[Part, ...]
    headings: tuple[Heading, ...]
    warnings: tuple[str, ...]


def segment(blocks: Sequence[Block], options: Counting = STANDARD) -> Segmentation:
    """Numbers the units of blocks; the text is the blocks joined by line feeds. A block of kind `table` is a table."""
    paragraphs: list[Paragraph] = []
    offset = 0
    for block in blocks:
        paragraphs += _paragraphs(block.text, offset, "table" if block.kind == "table" else "")
        offset += len(block.text) + 1
    return _Numbering("\n".join(block.text for block in blocks), options).run(paragraphs)


def segment_text(text: str, options: Counting = STANDARD) -> Segmentation:
    """Numbers the units of a plain text, one paragraph a line, title first.

    A byte order mark is dropped and CR LF or CR becomes LF before offsets are counted: they point into
    `Segmentation.text`.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _Numbering(plain, options).run(_paragraphs(plain, 0, ""))


def _paragraphs(text: str, offset: int, role: str) -> list[Paragraph]:
    found = []
    for line in text.split("\n"):
        if bare := line.strip():
            found.append(Paragraph(offset + line.index(bare[0]), bare, role))
        offset += len(line) + 1
    return found


_NONE = ("", "")


@dataclass(slots=True)
class _Where:
    """The labelled places that are open while a text is read; headings are (label, title)."""

    chapter: int = 0
    section: int = 0
    chapter_heading: tuple[str, str] = _NONE
    section_heading: tuple[str, str] = _NONE
    items: list[tuple[Place, str, str]] = field(default_factory=list)

    item: str = ""
    headings: tuple[str, str, str, str, str, str, str] = ("", "", "", "", "", "", "")
    """The fields of a unit from `item` to `section_title`."""

    def settle(self) -> None:
        """Brings `item` and `headings` up to date after a change."""
        self.item = ".".join(str(place.number) for place, _, _ in self.items)
        _, label, title = self.items[-1] if self.items else (None, "", "")
        self.headings = (self.item, label, title, *self.chapter_heading, *self.section_heading)


class _Numbering:
    """Walks the texts of one document in reading order and numbers what they hold."""

    def __init__(self, text: str, options: Counting) -> None:
        self.text = text
        self.options = options
        self.standard = options == STANDARD
        self.units: list[Unit] = []
        self.rest: list[Rest] = []
        self.headings: list[Heading] = []
        self.printed: list[Printed] = []
        self.unmarked: list[str] = []
        self.ordinals: dict[tuple[int, int], int] = {}
        self.chapters = 0
        self.chapter_due = False
        self.where = _Where()
        self.notes_due: list[str] = []
        self.noted = 0  # the rank of the heading that they speak for

    def run(self, paragraphs: list[Paragraph]) -> Segmentation:
        texts = divide(paragraphs) if paragraphs else []
        for text, below in zip_longest(texts, texts[1:]):
            if text.kind in ("cover", "main"):
                self._text(paragraphs, text, annexed=below is not None and below.kind == "annex")
            else:
                for paragraph in paragraphs[text.first : text.last]:
                    self._leave(paragraph, 0, len(paragraph.text), paragraph.role)
        self._note_before()
        lines = [paragraph.text for paragraph in paragraphs]
        warnings = warn(lines, self.printed, self.unmarked, len(self.units), len(self.headings))
        parts = tuple(sorted(_parts(paragraphs, texts), key=lambda part: part.start))
        return Segmentation(self.text, tuple(self.units), tuple(self.rest), parts, tuple(self.headings), warnings)

    def _text(self, paragraphs: list[Paragraph], text: Text, *, annexed: bool) -> None:
        places = outline(paragraphs, text, annexed=annexed)
        cover, opening = text.kind == "cover", True
        self.chapter_due = not cover and self.chapters > 0
        self.where = _Where()
        self._note_before()
        self.printed.append(Printed.new_title())
        for index in range(text.first, text.last):
            paragraph = paragraphs[index]
            if paragraph.role == "responsible_note":
                self._note(paragraph, 0, len(paragraph.text))
            elif paragraph.role:
                self._leave(paragraph, 0, len(paragraph.text), paragraph.role)
            elif index in places:
                opening = False
                self._labelled(paragraph, places[index], cover=cover)
            else:
                self._unlabelled(paragraph, cover=cover, opening=opening)

    def _labelled(self, paragraph: Paragraph, places: Sequence[Place], *, cover: bool) -> None:
        self._leave(paragraph, 0, paragraph.lead, "stray_punctuation")
        for place in places:
            self._open(paragraph, place)
            self._pieces(paragraph, [piece for piece in place.pieces if piece.start >= place.after], cover=cover)

    def _unlabelled(self, paragraph: Paragraph, *, cover: bool, opening: bool) -> None:
        """A paragraph without a label; in a text's opening it may be a news lead-in."""
        self._continue()
        start = paragraph.lead
        if opening:
            start += is_a.dateline(paragraph.text[start:])
        self._leave(paragraph, 0, paragraph.lead, "stray_punctuation")
        self._leave(paragraph, paragraph.lead, start, "lead_in_news")
        self._pieces(paragraph, pieces(paragraph.text, start), cover=cover, opening=opening)

    # What a label opens.

    def _open(self, paragraph: Paragraph, place: Place) -> None:
        title = strip_final(paragraph.text[slice(*place.title)]) if place.title else ""
        label = (place.label.text, title)
        self._open_level(place, label)
        self.printed.append(Printed(place.level, place.label, place.parent))
        start, end = place.label.start, place.after if place.title else place.label.end
        where = self.where
        chapter = 0 if place.level == "part" else where.chapter
        item = where.item if place.level == "item" else ""
        heading = Heading(place.level, *label, chapter, where.section, item, paragraph.start + start)
        if self.notes_due and _rank(heading) <= self.noted:
            self._note_before()
        self.headings.append(heading)
        role = f"{place.level}_heading" if place.title or place.level == "part" else f"{place.level}_label"
        if place.title and self.options.titles:
            self._leave(paragraph, start, place.title[0], f"{place.level}_label")
            self._unit(paragraph, *place.title)
            self._leave(paragraph, place.title[1], end, "stray_punctuation")
        else:
            self._leave(paragraph, start, end, role)

    def _open_level(self, place: Place, label: tuple[str, str]) -> None:
        where = self.where
        if place.level == "part":
            self.chapter_due = True
            self.where = _Where(chapter=where.chapter)
            return
        if place.level == "chapter":
            self.chapter_due = False
            self._begin_chapter(label)
            return
        if self.chapter_due:
            self._begin_due_chapter()
            where = self.where
        if place.level == "section":
            where.section, where.items = place.number, []
            where.section_heading = label
        else:
            while where.items and where.items[-1][0].label.style >= place.label.style:
                where.items.pop()
            where.items.append((place, *label))
        where.settle()

    def _begin_chapter(self, label: tuple[str, str]) -> None:
        self.chapters += 1
        self.where = _Where(chapter=self.chapters, chapter_heading=label)
        self.where.settle()

    def _begin_due_chapter(self) -> None:
        """Text under a 编, a 部分 or a second carried title, before its first chapter, is a chapter without label."""
        self.chapter_due = False
        self._begin_chapter(_NONE)

    def _continue(self) -> None:
        """An unlabelled paragraph continues the section or item; behind a finished list it belongs to the 条 again."""
        where = self.where
        if not where.items or not self.units or final_mark(self.units[-1].text) != "。":
            return
        if where.items[0][0].label.style is Style.ARTICLE:
            del where.items[1:]
        elif is_article(where.section_heading[0]):
            where.items.clear()
        where.settle()

    # What a paragraph holds.

    def _pieces(self, paragraph: Paragraph, found: Sequence[Piece], *, cover: bool, opening: bool = False) -> None:
        last = 0
        for start, end, role in found:
            if role == "unit" and (opening or not self.standard):
                role = self._counts(paragraph.text[start:end], cover, opening)
            if role == "unit":
                self._unit(paragraph, start, end)
                last = end
            elif role == "responsible_note":
                self._note(paragraph, start, end)
            else:
                self._leave(paragraph, start, end, role)
        if last and not final_mark(paragraph.text[:last]):
            self.unmarked.append(paragraph.text)

    def _counts(self, sentence: str, cover: bool, opening: bool) -> str:
        """unit, or the role of a sentence that is left out."""
        if opening and is_a.is_news_lead_in(sentence):
            return "lead_in_news"
        if cover and not self.options.cover_units:
            return "cover"
        if not self.options.lead_ins and sentence.endswith(("：", ":")):
            return "lead_in"
        return "unit"

    def _unit(self, paragraph: Paragraph, start: int, end: int) -> None:
        if self.chapter_due:
            self._begin_due_chapter()
        where, text, offset = self.where, paragraph.text[start:end], paragraph.start
        place = (where.chapter, where.section)
        ordinal = self.ordinals[place] = self.ordinals.get(place, 0) + 1
        note = ""
        if self.notes_due:
            note = " ".join(self.notes_due)
            self.notes_due.clear()
        self.units.append(Unit(*place, ordinal, *where.headings, text, offset + start, offset + end, note))

    def _note(self, paragraph: Paragraph, start: int, end: int) -> None:
        """A note of responsibility stands on the last unit before it; right under a heading, on its first."""
        self._leave(paragraph, start, end, "responsible_note")
        self.notes_due.append(paragraph.text[start:end])
        if self.headings and (not self.units or self.headings[-1].start > self.units[-1].start):
            self.noted = _rank(self.headings[-1])
        elif self.units:
            self._note_before()

    def _note_before(self) -> None:
        """The notes at hand go to the last unit; where there is none they speak for nothing that is numbered."""
        if self.units and self.notes_due:
            last = self.units[-1]
            self.units[-1] = last._replace(responsible=" ".join(filter(None, [last.responsible, *self.notes_due])))
        self.notes_due.clear()

    def _leave(self, paragraph: Paragraph, start: int, end: int, role: str) -> None:
        text = paragraph.text[start:end]
        if bare := text.strip():
            first = paragraph.start + start
            if len(bare) < len(text):
                first += len(text) - len(text.lstrip())
            self.rest.append(Rest(first, first + len(bare), role, bare))


def _rank(heading: Heading) -> int:
    """How deep a heading stands: a part at 0, an item at 3 and more."""
    return (
        3 + heading.item.count(".") if heading.level == "item" else ("part", "chapter", "section").index(heading.level)
    )


def _parts(paragraphs: Sequence[Paragraph], texts: Sequence[Text]) -> Iterator[Part]:
    """The texts, and within covers and main texts each run of table lines; a 专栏 box has its first line as title."""
    for text in texts:
        yield _part(text.kind, text.title, paragraphs[text.first], paragraphs[text.last - 1])
        if text.kind != "annex":
            lines = paragraphs[text.first : text.last]
            for is_table, run in groupby(lines, key=lambda line: line.role == "table"):
                if is_table:
                    first, *_ = rows = list(run)
                    yield _part("table", first.text if is_a.is_box(first.text) else "", first, rows[-1])


def _part(kind: PartKind, title: str, first: Paragraph, last: Paragraph) -> Part:
    return Part(kind, title, first.start, last.start + len(last.text))


def strip_final(title: str) -> str:
    """A title without its final 。 ； ;, the ; of an HTML entity staying."""
    while final_mark(title) and title.endswith(("。", "；", ";")):
        title = title[:-1].rstrip()
    return title
