"""A story under way: the paragraph being read, the fields around it, and how far lists and pages have counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.reading import ReadingError
from corpus.reading.office.look import Look
from corpus.reading.office.numbering import Counts, List
from corpus.reading.office.story import Content, Paragraph

_DEEPEST = 200  # fields within fields
_INSTRUCTION = 100  # characters that are looked at


@dataclass(slots=True)
class Open:
    """A paragraph under way. `look` is how its style sets text; the rest is of what it has printed so far."""

    look: Look
    pieces: list[str] = field(default_factory=list)
    bold: bool = True
    red: bool = True
    size: float = 0.0
    has_text: bool = False
    contents: bool = False
    before: list[Content] = field(default_factory=list)  # text boxes
    after: list[Content] = field(default_factory=list)

    def add(self, text: str, look: Look) -> None:
        if not text.isspace():
            self.has_text = True
            self.bold = self.bold and bool(look.bold)
            self.red = self.red and bool(look.red)
            self.size = self.size or look.size or 0.0
        self.pieces.append(text)

    @property
    def boxes(self) -> list[Content]:
        """Where a text box goes that is anchored here: before the paragraph, if that has no text yet."""
        return self.after if self.has_text else self.before


@dataclass(slots=True)
class Field:
    """A field under way: what it is told to do, and whether that is over and its result stands here."""

    instruction: str = ""
    has_result: bool = False

    @property
    def is_contents(self) -> bool:
        return self.instruction.split(maxsplit=1)[:1] == ["TOC"]


class Flow:
    """Takes text as it comes and makes paragraphs of what of it is printed."""

    def __init__(self, lists: Mapping[int, List]) -> None:
        self.page = 0
        self._counts = Counts(lists)
        self._fields: list[Field] = []

    def add(self, text: str, open_: Open, look: Look) -> None:
        """Text of the paragraph under way, which is printed unless it tells a field what to do."""
        if text and all(under_way.has_result for under_way in self._fields):
            open_.contents = open_.contents or any(under_way.is_contents for under_way in self._fields)
            open_.add(text, look)

    def begin_field(self) -> None:
        if len(self._fields) > _DEEPEST:
            raise ReadingError("nested too deeply")
        self._fields.append(Field())

    def instruct(self, text: str) -> None:
        """Tell the field that has just begun what to do."""
        under_way = self._fields[-1] if self._fields else None
        if under_way is not None and not under_way.has_result and len(under_way.instruction) < _INSTRUCTION:
            under_way.instruction += text

    def separate_field(self) -> None:
        """Come to a field's result."""
        if self._fields:
            self._fields[-1].has_result = True

    def end_field(self) -> None:
        if self._fields:
            self._fields.pop()

    def end_fields(self) -> None:
        """End what a story has left open."""
        self._fields.clear()

    def finish(self, open_: Open, depth: int, into: list[Content]) -> None:
        """End a paragraph: with its number, and its text boxes around it. A number before nothing is not printed.

        depth: its level in the list that numbers it. A field that has no result by then gets none, or all text after
        it were lost.
        """
        self._fields = [under_way for under_way in self._fields if under_way.has_result]
        look = open_.look
        label = self._counts.label(look.list, depth) if look.list else ""
        text = "".join(open_.pieces)
        is_blank = not open_.has_text
        into += open_.before
        into.append(
            Paragraph(
                text if is_blank else label + text,
                look.align or "",
                bold=open_.bold and not is_blank,
                red=open_.red and not is_blank,
                size=open_.size or look.size or 0.0,
                page=self.page,
                contents=open_.contents,
            )
        )
        into += open_.after
