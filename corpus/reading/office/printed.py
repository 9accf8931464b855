"""A Word file's story to its Reading: what lines it prints, which of them are its head, and what it says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.reading import Block, Reading, ReadingError
from corpus.reading.blocks import blocks_of
from corpus.reading.contents import contents_lines
from corpus.reading.head import LARGE, is_order, number_above, red_head, titled_once
from corpus.reading.line_forms import FINAL, LABEL, is_bare_attachment
from corpus.reading.lines import Line, tidy
from corpus.reading.office.story import Content, Paragraph, Story
from corpus.reading.office.tables import data_rows, is_foot, row_texts
from corpus.reading.page_facts import read_facts
from corpus.reading.titles import TITLE_LINE
from crawlers.notation import read_doc_number

_THIN = 400  # characters beside the title; with fewer, pictures may hold the text


def read_story(story: Story, reader: str) -> Reading:
    """The Reading of a file's story. Raises ReadingError where it has no text."""
    warnings = list(story.warnings)
    flow = _printed(_flow(story.content, _size(story.content)))
    if not flow:
        pictures = f", only {story.pictures} pictures" if story.pictures else ""
        raise ReadingError(f"the file has no text{pictures}")
    contents = contents_lines(
        ["" if paragraph.table else paragraph.text for paragraph in flow],
        [place for place, paragraph in enumerate(flow) if paragraph.contents],
    )
    if contents:
        warnings.append("left out a table of contents")
        flow = [paragraph for place, paragraph in enumerate(flow) if place not in contents] or flow
    body = _body_size(flow)
    title, issuers, found = red_head(_with_whole_titles(flow, body), body)
    number = number_above(found, title)
    found = titled_once(found, title)
    blocks, title, printed = _blocks(_lines(found, body), tidy(title))
    facts = read_facts({}, {}, blocks, (title, printed), "", lambda: "")
    blocks += [Block("remark", text) for note in story.notes if (text := tidy(note.replace("\n", " ")))]
    if story.pictures and sum(len(block.text) for block in blocks if block.kind != "title") < _THIN:
        warnings.append(f"little text beside {story.pictures} pictures, which were not read")
    return Reading(
        blocks=tuple(blocks),
        reader=reader,
        title=title,
        doc_number=facts.doc_number or number,
        issuers=issuers or facts.issuers,
        written_on=facts.written_on,
        warnings=(*warnings, *facts.warnings),
    )


def _blocks(lines: list[Line], title: str) -> tuple[list[Block], str, str]:
    """(the blocks, the title, the title as the lines print it): told by its size, else by how it stands, else the
    first line.
    """
    if len(lines) > 1 and is_bare_attachment(lines[0].text):
        del lines[0]
    blocks, printed = blocks_of(lines, title)
    if title or printed:
        return blocks, title or printed, printed
    first = lines[0].text
    if lines[0].table or len(first) > TITLE_LINE or first[-1] in FINAL or LABEL.match(first):
        return blocks, "", ""
    return blocks_of(lines, first)[0], first, first


def _flow(content: Sequence[Content], whole: int) -> Iterator[Paragraph]:
    """The paragraphs in reading order; a table of data is one that stands for it."""
    for part in content:
        if isinstance(part, Paragraph):
            yield part
        elif is_foot(part):
            yield from map(Paragraph, row_texts(part))
        elif rows := data_rows(part, whole):
            yield Paragraph("\n".join("\t".join(row) for row in rows), table=True)
        else:
            for row in part.rows:
                for cell in row:
                    yield from _flow([] if cell.continues else cell.content, whole)


def _size(content: Sequence[Content]) -> int:
    """Characters of text."""
    return sum(
        len(part.text) if isinstance(part, Paragraph) else sum(_size(cell.content) for row in part.rows for cell in row)
        for part in content
    )


def _printed(flow: Iterable[Paragraph]) -> list[Paragraph]:
    """The paragraphs that have text, each of its lines tidy, and whether a gap stands before."""
    found: list[Paragraph] = []
    gap = False
    for paragraph in flow:
        lines = paragraph.text.split("\n")
        text = paragraph.text if paragraph.table else "\n".join(line for line in map(tidy, lines) if line)
        if text:
            found.append(replace(paragraph, text=text, gap=gap))
        gap = not text
    return found


def _body_size(flow: Sequence[Paragraph]) -> float:
    """The size that most characters are set in."""
    sizes: Counter[float] = Counter()
    for paragraph in flow:
        if not paragraph.table:
            sizes[paragraph.size] += len(paragraph.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def _with_whole_titles(flow: Sequence[Paragraph], body: float) -> list[Paragraph]:
    """The paragraphs with the lines of one title joined: large and centred, one right below the other, set alike."""
    found = list(flow[:1])
    for before, paragraph in pairwise(flow):
        if _is_one_title(before, paragraph, body):
            found[-1] = found[-1].followed_by(paragraph)
        else:
            found.append(paragraph)
    return found


def _is_one_title(before: Paragraph, after: Paragraph, body: float) -> bool:
    if before.table or after.table or after.gap or before.size <= LARGE * body:
        return False
    if not (before.centred and after.centred):
        return False
    if (before.size, before.red, before.page) != (after.size, after.red, after.page):
        return False
    one, other = before.text, after.text
    return not (is_order(one, other) or LABEL.match(other) or read_doc_number(one) or read_doc_number(other))


def _lines(found: Sequence[Paragraph], body: float) -> list[Line]:
    """The lines that tell blocks apart; what is set large in the middle stands out as bold text does."""
    lines: list[Line] = []
    for paragraph in found:
        if paragraph.table:
            lines.append(Line(paragraph.text, gap=paragraph.gap, table=True))
            continue
        stands_out = paragraph.bold or (paragraph.centred and paragraph.size > LARGE * body)
        for place, text in enumerate(paragraph.line_texts):
            lines.append(Line(text, paragraph.align, stands_out, paragraph.gap and not place))
    return lines
