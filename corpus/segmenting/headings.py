"""Levels, positions and titles of the labelled places of one text (unit standard, section 2)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from corpus.segmenting import furniture as is_a
from corpus.segmenting.labels import Label, Style, followed_in_its_paragraph, label_at
from corpus.segmenting.paragraphs import Paragraph
from corpus.segmenting.pieces import Piece, pieces
from corpus.segmenting.sentences import final_mark, printed_length
from corpus.segmenting.texts import Text

Level = Literal["part", "chapter", "section", "item"]

SHORT, LONG = 18, 40
"""The length rule: a title of at most SHORT characters needs no company, one of at most LONG siblings like itself."""

_CHAPTERS_OF_A_PART = (Style.CHAPTER, Style.COMMA_OVER_ARTICLE, Style.COMMA)
_OWN_LINE_MARKS = ("。", "；", ";")
_RUN_IN_MARKS = ("。", "！", "？", "!", "?")
_RANKS = {"part": 0, "chapter": 1, "section": 2}
_QUOTES = re.compile("[：:]\\s?“")
_ARTICLE_TITLE = re.compile(r"\s{0,4}(?:【([^【】]{1,60})】|（([^（）]{1,40})）)")


@dataclass(slots=True)
class Place:
    """A label that counts, with what follows it in its paragraph. `title` is a span with its final mark;
    `after` is where the text behind label and title begins."""

    paragraph: int
    label: Label
    pieces: list[Piece]
    nested: bool = False
    level: Level = "item"
    number: int = 0
    title: tuple[int, int] | None = None
    after: int = 0
    parent: int = -1


def outline(paragraphs: Sequence[Paragraph], text: Text, *, annexed: bool = False) -> dict[int, list[Place]]:
    """The labelled places of a cover or main text by paragraph, with levels and titles.

    `annexed`: an annex stands right behind the text.
    """
    places = _places(paragraphs, text)
    _mark_boxes(paragraphs, text, places)
    places = [place for place in places if not paragraphs[place.paragraph].role]
    chapter = None if text.kind == "cover" else _level_chapters(places)
    _level_sections(places, chapter, cover=text.kind == "cover")
    _position(places)
    kept = _decide_titles(paragraphs, text, places, annexed=annexed)
    if len(kept) < len(places):
        _position(kept)
    found: dict[int, list[Place]] = {}
    for place in kept:
        found.setdefault(place.paragraph, []).append(place)
    return found


# Which labels count.


def _places(paragraphs: Sequence[Paragraph], text: Text) -> list[Place]:
    places: list[Place] = []
    numbers: dict[Style, int] = {}
    over_articles = _commas_over_articles(paragraphs[text.body : text.last])
    decimals = _majors(paragraphs, text)
    for index in range(text.body, text.last):
        paragraph = paragraphs[index]
        label = paragraph.label
        if paragraph.role or label is None or not _counts(paragraph, label, numbers, decimals.get(index, -1)):
            continue
        if over_articles and label.style is Style.COMMA:
            label = label._replace(style=Style.COMMA_OVER_ARTICLE)
        for style in [style for style in numbers if style > label.style]:
            del numbers[style]
        numbers[label.style] = label.number
        place = Place(index, label, pieces(paragraph.text, label.end))
        places.append(place)
        for nested in _nested(paragraph, place):
            numbers[nested.label.style] = nested.label.number
            places.append(nested)
    return places


def _commas_over_articles(body: Sequence[Paragraph]) -> bool:
    """Whether 一、 comes before the first of the text's 条, which then stand below it."""
    styles = [paragraph.label.style for paragraph in body if paragraph.label and not paragraph.role]
    return Style.ARTICLE in styles and Style.COMMA in styles[: styles.index(Style.ARTICLE)]


def _counts(paragraph: Paragraph, label: Label, numbers: dict[Style, int], major_below: int) -> bool:
    if (
        label.doubtful
        and numbers.get(Style.NUMBER, 0) != label.number - 1 - (label.number == 1)
        and major_below != label.number
    ):
        return False
    return not followed_in_its_paragraph(label, paragraph.text)


def _majors(paragraphs: Sequence[Paragraph], text: Text) -> dict[int, int]:
    """For each paragraph with a bare number, the first number of the 1.1 label that comes next."""
    below: dict[int, int] = {}
    major = -1
    for index in range(text.last - 1, text.body - 1, -1):
        label = paragraphs[index].label
        if label is None:
            continue
        if label.doubtful:
            below[index] = major
        elif label.style is Style.DECIMAL:
            major = int(re.split(r"[.．]", label.text)[0])
    return below


def _nested(paragraph: Paragraph, outer: Place) -> Iterator[Place]:
    """The labels right behind a label, or right behind a first sentence that may be a run-in title."""
    text = paragraph.text
    while (label := _label_behind(text, outer)) is not None and not followed_in_its_paragraph(label, text):
        inner = Place(outer.paragraph, label, pieces(text, label.end), nested=True)
        outer.pieces = [piece for piece in outer.pieces if piece.end <= label.start]
        yield inner
        outer = inner


def _label_behind(text: str, outer: Place) -> Label | None:
    if not outer.pieces:
        return None
    first = outer.pieces[0]
    if label := _lower_label(text, first.start, outer):
        return label
    if len(outer.pieces) < 2 or first.role != "unit" or outer.label.style is Style.ARTICLE:
        return None
    label = _lower_label(text, outer.pieces[1].start, outer)
    return label if label and printed_length(text[first.start : first.end]) <= LONG else None


def _lower_label(text: str, start: int, outer: Place) -> Label | None:
    label = label_at(text, start)
    if label is None or label.doubtful or label.style <= max(outer.label.style, Style.ARTICLE):
        return None
    return label


def _mark_boxes(paragraphs: Sequence[Paragraph], text: Text, places: list[Place]) -> None:
    """A 专栏 box is a table down to the next section or chapter heading."""
    if not any(is_a.is_box(paragraph.text) for paragraph in paragraphs[text.body : text.last]):
        return
    by_paragraph = {place.paragraph: place.label.style for place in reversed(places)}
    styles = sorted({place.label.style for place in places})
    chapter = next((style for style in styles if style >= Style.CHAPTER and style is not Style.ARTICLE), None)
    section: Style | None = None
    inside = False
    for index in range(text.body, text.last):
        paragraph = paragraphs[index]
        style = by_paragraph.get(index)
        if style is not None and chapter is not None and style <= chapter:
            section = None
        if style is not None and inside and style <= (section or Style.BRACKET):
            inside = False
        if style is not None and not inside and chapter is not None and style > chapter:
            section = min(section or style, style)
        inside = inside or (not paragraph.role and is_a.is_box(paragraph.text))
        if inside and not paragraph.role:
            paragraph.role = "table"


# Levels and positions.


def _level_chapters(places: list[Place]) -> Style | None:
    """Chapter style: the highest in the text; 编 and 部分 stand above where 章 or 一、 exists below them; never 条."""
    styles = sorted({place.label.style for place in places})
    below = [style for style in styles if style > Style.SUBPART]
    parts = [style for style in styles if style <= Style.SUBPART]
    uncounted = bool(parts) and any(style in _CHAPTERS_OF_A_PART for style in below)
    chapter = below[0] if below and (uncounted or not parts) else parts[0] if parts else None
    if chapter is Style.ARTICLE:
        chapter = None
    for place in places:
        if uncounted and place.label.style <= Style.SUBPART:
            place.level = "part"
        elif place.label.style is chapter:
            place.level = "chapter"
    return chapter


def _level_sections(places: list[Place], chapter: Style | None, *, cover: bool) -> None:
    """Section style: the highest below the chapter style in that chapter. A cover has only items."""
    if cover:
        return
    start = 0
    for index in range(len(places) + 1):
        if index == len(places) or places[index].level in ("part", "chapter"):
            chapter_places = [place for place in places[start:index] if place.level == "item"]
            section = min((place.label.style for place in chapter_places), default=None)
            for place in chapter_places:
                if place.label.style is section and section is not None:
                    place.level = "section"
            start = index


def _position(places: list[Place]) -> None:
    """Numbers the places within their parents, and finds each one's parent."""
    counts: dict[int, int] = {}
    stack: list[tuple[int, int]] = []
    for index, place in enumerate(places):
        rank = _rank(place)
        while stack and stack[-1][0] >= rank:
            stack.pop()
        place.parent = stack[-1][1] if stack and place.level != "chapter" else -rank - 1
        counts[place.parent] = place.number = counts.get(place.parent, 0) + (place.level != "part")
        stack.append((rank, index))


def _rank(place: Place) -> int:
    return 3 + place.label.style if place.level == "item" else _RANKS[place.level]


# Titles.


class _First(NamedTuple):
    """The first sentence behind a label: its final mark, its printed length, whether more text stands behind it.

    It is `whole` unless it leaves a quotation behind a colon open (修改为：“…。) or the label's next sibling is right
    behind it (1.每年培训。2.引进人才。); what is not whole is no title.
    """

    start: int
    end: int
    mark: str
    length: int
    more: bool
    whole: bool


def _first(paragraph: Paragraph, place: Place) -> _First | None:
    if not place.pieces or place.pieces[0].role != "unit":
        return None
    start, end, _ = place.pieces[0]
    sentence = paragraph.text[start:end]
    more = any(piece.role in ("unit", "remark") for piece in place.pieces[1:])
    quoting = _QUOTES.search(sentence) is not None and sentence.count("“") > sentence.count("”")
    whole = not quoting and not _before_sibling(paragraph, place)
    return _First(start, end, final_mark(sentence), printed_length(sentence), more, whole)


def _before_sibling(paragraph: Paragraph, place: Place) -> bool:
    """Whether the next label of the style stands right behind the first sentence and its note of responsibility."""
    start = next((piece.start for piece in place.pieces[1:] if piece.role == "unit"), len(paragraph.text))
    behind = label_at(paragraph.text, start)
    wanted = (place.label.style, place.label.number + 1, False)
    return behind is not None and (behind.style, behind.number, behind.doubtful) == wanted


def _decide_titles(paragraphs: Sequence[Paragraph], text: Text, places: list[Place], *, annexed: bool) -> list[Place]:
    """Gives the places their titles, and drops those that stood behind a first sentence which is none."""
    follows = _text_follows(paragraphs, text, places, annexed=annexed)
    firsts = [_first(paragraphs[place.paragraph], place) for place in places]
    candidates = [_is_candidate(first, below) for first, below in zip(firsts, follows, strict=True)]
    members: Counter[tuple[int, Style]] = Counter()
    alike: Counter[tuple[int, Style]] = Counter()
    for place, candidate in zip(places, candidates, strict=True):
        members[place.parent, place.label.style] += 1
        alike[place.parent, place.label.style] += candidate
    kept: list[Place] = []
    dropped = -1
    for index, place in enumerate(places):
        if place.nested and dropped == place.paragraph:
            continue
        paragraph, key = paragraphs[place.paragraph], (place.parent, place.label.style)
        first, place.after = firsts[index], place.label.end
        if place.label.style is Style.ARTICLE:
            if not _has_nested(places, index):
                _article_title(paragraph, place)
        elif first and _is_title(first, follows[index], members[key] - 1, alike[key] - candidates[index]):
            place.title, place.after = (first.start, first.end), first.end
        elif first and _has_nested(places, index):
            dropped = place.paragraph
            place.pieces = pieces(paragraph.text, place.label.end)
        kept.append(place)
    return kept


def _has_nested(places: Sequence[Place], index: int) -> bool:
    behind = places[index + 1 : index + 2]
    return bool(behind) and behind[0].nested and behind[0].paragraph == places[index].paragraph


def _is_candidate(first: _First | None, follows: bool) -> bool:
    """An own-line heading, or a run-in first sentence of at most LONG characters with text after it."""
    if first is None or not first.whole:
        return False
    if first.more:
        return first.mark in _RUN_IN_MARKS and first.length <= LONG
    return first.mark == "" or (first.mark in _OWN_LINE_MARKS and follows and first.length <= LONG)


def _is_title(first: _First, follows: bool, siblings: int, alike: int) -> bool:
    """The rules for own-line and run-in titles; `alike` counts the siblings that could have a title too."""
    if not first.whole:
        return False
    if not first.more and first.mark == "":
        return True
    if first.mark not in _RUN_IN_MARKS if first.more else (first.mark not in _OWN_LINE_MARKS or not follows):
        return False
    if first.length <= SHORT:
        return siblings == 0 or alike * 2 >= siblings
    return first.length <= LONG and siblings > 0 and alike == siblings


def _article_title(paragraph: Paragraph, place: Place) -> None:
    """第X条 has no run-in title: only 【…】 or （…） right behind it, or a rest without a mark on its own paragraph."""
    text = paragraph.text
    bracketed = _ARTICLE_TITLE.match(text, place.label.end)
    if bracketed and not is_a.is_remark(bracketed.group().strip()):
        place.title = bracketed.span(1) if bracketed[1] else bracketed.span(2)
        place.after = bracketed.end()
        place.pieces = pieces(text, place.after)
    elif len(place.pieces) == 1 and place.pieces[0].role == "unit" and not final_mark(text) and "。" not in text:
        place.title = (place.pieces[0].start, place.pieces[0].end)
        place.after = place.pieces[0].end


def _text_follows(paragraphs: Sequence[Paragraph], text: Text, places: list[Place], *, annexed: bool) -> list[bool]:
    """Whether text stands between each place's paragraph and the next label of the same or a higher style."""
    beyond = len(paragraphs) + 1
    next_text = [beyond] * (text.last + 2)
    for index in range(text.last, text.body - 1, -1):
        next_text[index] = index if index < text.last and _is_text(paragraphs[index]) else next_text[index + 1]
    follows = [False] * len(places)
    waiting: list[tuple[Style, int, int]] = []
    for index in range(len(places) - 1, -1, -1):
        place = places[index]
        while waiting and waiting[-1][0] > place.label.style:
            waiting.pop()
        end = waiting[-1][2] if waiting else text.last
        below = index + 1 < len(places) and places[index + 1].label.style > place.label.style
        right_under = annexed and not waiting and place.paragraph == text.last - 1
        follows[index] = below or right_under or next_text[place.paragraph + 1] < end
        waiting.append((place.label.style, index, place.paragraph))
    return follows


def _is_text(paragraph: Paragraph) -> bool:
    if paragraph.role == "remark":
        return "略" in paragraph.text
    return paragraph.role in ("", "table")
