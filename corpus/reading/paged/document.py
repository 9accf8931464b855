"""Pages to a Reading: the steps from boxes to blocks, the same for a PDF's text and for OCR's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.metadata import labelled, read_labels
from corpus.reading import Block, Reading
from corpus.reading.blocks import blocks_of
from corpus.reading.contents import contents_lines, has_leader
from corpus.reading.furniture import without_furniture, without_labels
from corpus.reading.head import number_above, red_head, titled_once
from corpus.reading.lines import Align
from corpus.reading.lines import Line as PlainLine
from corpus.reading.page_facts import read_facts
from corpus.reading.paged.edges import set_edges
from corpus.reading.paged.layout import Strip, body_size, columns, join_upright, lines_of, strips
from corpus.reading.paged.margins import drop_furniture, drop_marks, take_notes
from corpus.reading.paged.page import Fragment, Line, Page, line_of
from corpus.reading.paged.paragraphs import Paragraph, paragraphs
from corpus.reading.paged.record import take_record
from corpus.reading.paged.tables import append, continues, parted_from_text, take_ruled_tables, unruled_table
from corpus.reading.titles import unspaced
from crawlers.notation import read_date, read_doc_number


def read_pages(pages: list[Page], reader: str, warnings: Sequence[str] = ()) -> Reading:
    """The Reading of a document's pages, in order."""
    record, from_web = _taken_off(pages)
    body = body_size(pages)
    flow, notes = _reading_order(pages, body)
    flow, contents = _without_contents(flow)
    said = list(warnings)
    if contents:
        said.append(f"left out a table of contents on page {numbers(sorted({line.page + 1 for line in contents}))}")
    found = _paragraphs(flow, body)
    if from_web:
        found, labels = _off_the_web(found)
        record = {**labels, **record}
    title, issuers, found = red_head(found, body)
    title = next((unspaced(value) for _, value in labelled(record, "title")), title)
    number = number_above(found, title)
    found = titled_once(found, title)
    blocks, printed = blocks_of([_plain(paragraph) for paragraph in found], title)
    blocks.extend(Block("remark", note.text) for note in notes)
    guessed = {paragraph.text: paragraph.confidence for paragraph in found if paragraph.confidence < 1}
    if guessed:
        blocks = [replace(block, confidence=guessed.get(block.text)) for block in blocks]
    number = next((read_doc_number(block.text) for block in blocks if block.kind == "doc_number"), "") or number
    written = next((read_date(block.text) for block in reversed(blocks) if block.kind == "date"), None)
    reading = Reading(
        blocks=tuple(blocks),
        reader=reader,
        title=title or printed,
        doc_number=number,
        issuers=issuers,
        written_on=written,
        warnings=tuple(said),
    )
    return _with_record(reading, record, printed) if record else reading


def _with_record(reading: Reading, record: Mapping[str, Sequence[str]], printed: str) -> Reading:
    """A Reading with what the site's record says of the document, which goes before what the text says."""
    facts = read_facts(record, {}, reading.blocks, (reading.title, printed), "", lambda: "")
    return replace(
        reading,
        doc_number=facts.doc_number or reading.doc_number,
        issuers=facts.issuers or reading.issuers,
        written_on=facts.written_on or reading.written_on,
        published_on=facts.published_on,
        index_number=facts.index_number,
        subject=facts.subject,
        validity=facts.validity,
        warnings=(*reading.warnings, *facts.warnings),
    )


def numbers(pages: Sequence[int]) -> str:
    """Page numbers for a person: 3, 5-9."""
    spans: list[list[int]] = []
    for page in pages:
        if spans and page == spans[-1][1] + 1:
            spans[-1][1] = page
        else:
            spans.append([page, page])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def _taken_off(pages: list[Page]) -> tuple[Mapping[str, Sequence[str]], bool]:
    """Put tables together, drop what stands around the text, and take off the site's record.

    The values of the record by label, and whether this is a printed web page.
    """
    for page in pages:
        take_ruled_tables(page)
        page.fragments = join_upright(page.fragments)
    from_web = drop_furniture(pages)
    return read_labels(take_record(pages[0])) if pages else {}, from_web


def _reading_order(pages: list[Page], body: float) -> tuple[list[Line], list[Line]]:
    """(the lines of the text in reading order, the footnotes). A table is one line."""
    parts = [
        lines_of(part, number, column) for number, page in enumerate(pages) for column, part in enumerate(_parts(page))
    ]
    set_edges(parts, [page.width for page in pages], body)
    flow: list[Line] = []
    notes: list[Line] = []
    for lines in parts:
        if lines:
            text, found = take_notes(lines, pages[lines[0].page].level, body)
            flow += text
            notes += found
    for number in {note.page for note in notes}:
        here = [note for note in notes if note.page == number]
        drop_marks([line for line in flow if line.page == number], here, body)
    return _joined_tables([line for line in flow if line.text or line.table]), notes


def _parts(page: Page) -> list[list[Fragment]]:
    """The page's columns in reading order; a table that alignment shows is a part of its own."""
    found: list[list[Fragment]] = []
    full_width: list[Fragment] = []
    for strip in strips(page.fragments):
        parts = columns(strip)
        if parts is None:
            above, strip, below = parted_from_text(strip)
            table = unruled_table(strip) if strip.gaps and not _is_contents(strip) else None
            full_width.extend(fragment for band in above for fragment in band)
            if table:
                x0, top, x1, bottom = table.box
                size = strip.bands[0][0].size
                full_width.append(Fragment("", x0, top, x1, bottom, size, table=table))
            else:
                full_width.extend(fragment for band in strip.bands for fragment in band)
            full_width.extend(fragment for band in below for fragment in band)
            continue
        if full_width:
            found.append(full_width)
            full_width = []
        found.extend(parts)
    if full_width:
        found.append(full_width)
    return found


def _is_contents(strip: Strip) -> bool:
    return sum(has_leader(line_of(band).text) for band in strip.bands) * 2 > len(strip.bands)


def _joined_tables(flow: list[Line]) -> list[Line]:
    """Lines with tables that go on over a page break made one."""
    joined: list[Line] = []
    for line in flow:
        last = joined[-1] if joined else None
        if last and last.table and line.table and last.page < line.page and continues(last.table, line.table):
            append(last.table, line.table)
            last.page = line.page
        else:
            joined.append(line)
    return joined


def _without_contents(flow: list[Line]) -> tuple[list[Line], list[Line]]:
    """(the text, a table of contents)."""
    contents = contents_lines(["" if line.table else line.text for line in flow])
    return (
        [line for place, line in enumerate(flow) if place not in contents],
        [line for place, line in enumerate(flow) if place in contents],
    )


def _paragraphs(flow: list[Line], body: float) -> list[Paragraph]:
    found: list[Paragraph] = []
    run: list[Line] = []
    for line in flow:
        if line.table:
            found.extend(paragraphs(run, body))
            found.append(Paragraph([line]))
            run = []
        else:
            run.append(line)
    return found + paragraphs(run, body)


def _off_the_web(found: list[Paragraph]) -> tuple[list[Paragraph], Mapping[str, Sequence[str]]]:
    """A printed web page's paragraphs without its record and its site's widgets, and what those say by label."""
    lines = [_plain(paragraph) for paragraph in found]
    kept = {id(line) for line in without_furniture(without_labels(lines)[0])}
    said = "\n".join(line.text for line in lines if id(line) not in kept)
    return [paragraph for paragraph, line in zip(found, lines, strict=True) if id(line) in kept], read_labels(said)


def _plain(paragraph: Paragraph) -> PlainLine:
    line = paragraph.lines[0]
    if line.table:
        return PlainLine(line.table.text, table=True)
    single = len(paragraph.lines) == 1
    align: Align = "center" if line.centred else "right" if single and line.at_right else ""
    return PlainLine(paragraph.text, align)
