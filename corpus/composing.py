"""One document from its stored carriers: its page, the pages it goes on at, and the files that carry the text which
the page only announces.

An article over three pages becomes one text, and so does a notice in HTML whose plan is a PDF; segmenting and
storing never ask what the carrier was. Carriers are read in child processes (`corpus.reading.child`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import dropwhile
from pathlib import Path
from typing import Any

from corpus.reading import Block, Reading, ReadingError
from corpus.reading.child import Children
from corpus.segment import Segmentation, segment
from storage.address import canonical
from storage.archive import Archive, ArchiveError
from storage.text import storable

# Pages that are no document. What a document is for (policy, interpretation, news) is for choosing, later.
NO_DOCUMENT = ("list", "soft_404", "challenge")
# A line stands in a text, and a text in another, where this share of it does: OCR reads some characters wrongly.
_SAME_TEXT = 0.8
_RUN = 4  # characters that are looked up together
_LINE = 10  # characters; a shorter line (a date, a heading) may stand in any text
_HEADS = ("title", "subtitle", "doc_number")


@dataclass(frozen=True, slots=True)
class Carrier:
    """One stored file of a document: where it lies, and what was said of it."""

    snapshot_id: int
    file: str
    offset: int
    url: str
    address: str  # the canonical URL that was asked; `url` is where it was found, after redirects
    content_type: str
    sha256: str
    fetched_at: str


@dataclass(frozen=True, slots=True)
class Task:
    """One version of a document to compose: its page, and its further pages and attachments; `newest` where none came
    after.
    """

    archive: str
    site: str
    key: str
    page: Carrier
    others: tuple[Carrier, ...]
    listed_title: str
    newest: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """A carrier that could not be read, and why, in one line."""

    carrier: Carrier
    reason: str


@dataclass(frozen=True, slots=True)
class Composed:
    """A document's reading (blocks of all its carriers) and its units; or None and the faults that say why."""

    reading: Reading | None
    segmentation: Segmentation | None
    faults: tuple[Fault, ...] = ()


def compose(task: Task, children: Children) -> Composed:
    """Reads and numbers a document. A page that cannot be read is a fault; so is a further page, or a file that the
    page carries, and the text is then what there is without it.
    """
    stored = {carrier.address: carrier for carrier in task.others}
    try:
        page = _read_page(task, task.page, children)
    except (ReadingError, ArchiveError) as error:
        return Composed(None, None, (Fault(task.page, str(error)),))
    page, faults = _continued(page, task, stored, children)
    carried = dict.fromkeys(canonical(attachment.url) for attachment in page.attachments if attachment.carries)
    for carrier in (stored[address] for address in carried if address in stored):  # in the page's order
        try:
            page = _with_carried(page, _read(task, carrier, children), carrier.url)
        except (ReadingError, ArchiveError) as error:
            faults.append(Fault(carrier, str(error)))
    reading = _storable(replace(page, title=page.title or task.listed_title))
    try:
        return Composed(reading, segment(reading.blocks), tuple(faults))
    except Exception as error:  # a fault of ours, which must not end the build of the others
        why = " ".join(str(error).split())[:200]
        faults.append(Fault(task.page, f"its units could not be numbered: {type(error).__name__}: {why}"))
        return Composed(None, None, tuple(faults))


def _read(task: Task, carrier: Carrier, children: Children) -> Reading:
    data = Archive(Path(task.archive)).body(carrier.file, carrier.offset)
    return children.read("carrier", data, url=carrier.url, content_type=carrier.content_type, site=task.site)


def _read_page(task: Task, carrier: Carrier, children: Children) -> Reading:
    reading = _read(task, carrier, children)
    if reading.kind in NO_DOCUMENT:
        raise ReadingError(f"no document but a {reading.kind.replace('_', ' ')} page: {reading.evidence}")
    return reading


def _continued(
    page: Reading, task: Task, stored: Mapping[str, Carrier], children: Children
) -> tuple[Reading, list[Fault]]:
    """An article's first page with the text, files and warnings of the pages after it, as far as they are stored."""
    faults: list[Fault] = []
    read = {task.page.address}
    while page.next_page and (address := canonical(page.next_page)) in stored and address not in read:
        try:
            page = _joined(page, _read_page(task, stored[address], children))
        except (ReadingError, ArchiveError) as error:
            faults.append(Fault(stored[address], str(error)))
            break
        read.add(address)
    if page.next_page and canonical(page.next_page) not in read:
        page = replace(page, warnings=(*page.warnings, f"the text goes on at {page.next_page}, which was not read"))
    return page, faults


def _joined(page: Reading, following: Reading) -> Reading:
    """Two pages of an article as one. What heads every page (title, number) is kept once."""
    known = {_bare(block.text) for block in page.blocks}
    rest = dropwhile(lambda block: block.kind in _HEADS and _bare(block.text) in known, following.blocks)
    return replace(
        page,
        blocks=(*page.blocks, *(_under(block) for block in rest)),
        written_on=page.written_on or following.written_on,
        attachments=tuple(dict.fromkeys((*page.attachments, *following.attachments))),
        next_page=following.next_page,
        warnings=tuple(dict.fromkeys((*page.warnings, *following.warnings))),
    )


def _under(block: Block) -> Block:
    """A block of a text that has a title already: its own title is a subtitle there."""
    return replace(block, kind="subtitle") if block.kind == "title" else block


def _with_carried(page: Reading, file: Reading, url: str) -> Reading:
    """A page with the blocks of a file that it carries, under the file's own title, and what is to be said of them.

    A file with the page's title is the document itself, and says what the page does not: number, issuers, date.
    """
    if _bare(file.title) == _bare(page.title):
        page = replace(
            page,
            doc_number=page.doc_number or file.doc_number,
            issuers=page.issuers or file.issuers,
            written_on=page.written_on or file.written_on,
        )
    blocks = file.blocks[_told_already(page, file.blocks) :]
    if file.blocks and not blocks:
        return page
    return replace(
        page,
        blocks=(*page.blocks, *map(_under, blocks)),
        warnings=(*page.warnings, *(f"{warning}, of {url}" for warning in file.warnings)),
    )


def _told_already(page: Reading, blocks: Sequence[Block]) -> int:
    """How many of a file's first blocks the page has: all, the cover that stands before the plan there too, or none.

    What was recognised by OCR need not be the same to the letter.
    """
    text = _bare(page.text)
    lines, runs = {_bare(block.text) for block in page.blocks}, set(_runs(text))
    told = size = known = 0
    for count, block in enumerate(blocks, 1):
        line = _bare(block.text)
        is_known = line in lines or _share(line, runs) >= _SAME_TEXT
        if len(line) >= _LINE and block.kind not in _HEADS:
            size += len(line)
            known += len(line) * is_known
        if is_known and known and known >= _SAME_TEXT * size:
            told = count
    if told == 0 and blocks and blocks[0].kind == "title" and _bare(blocks[0].text) == _bare(page.title):
        return 1
    return told


def _runs(text: str) -> Iterator[str]:
    return (text[start : start + _RUN] for start in range(len(text) - _RUN + 1))


def _share(line: str, runs: set[str]) -> float:
    """The share of a line's runs that a text has; 0 for a line that is too short to tell."""
    if len(line) < _LINE:
        return 0.0
    return sum(run in runs for run in _runs(line)) / (len(line) - _RUN + 1)


def _bare(text: str) -> str:
    return "".join(text.split())


def _storable(reading: Reading) -> Reading:
    """The reading in characters that both databases store, without blocks that hold no text."""
    values = ((field.name, getattr(reading, field.name)) for field in fields(reading))
    words: dict[str, Any] = {name: storable(value) for name, value in values if isinstance(value, str)}
    return replace(
        reading,
        **words,
        issuers=tuple(map(storable, reading.issuers)),
        warnings=tuple(map(storable, reading.warnings)),
        blocks=tuple(Block(block.kind, text) for block in reading.blocks if (text := storable(block.text))),
    )


def digest(parts: Iterable[str]) -> str:
    """SHA-256 of some strings, told apart: ("ab", "c") is not ("a", "bc")."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode()
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()
