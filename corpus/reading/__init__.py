"""Readers: the bytes of a page or file in, a `Reading` (blocks and metadata) out.

Readers are pure: no clock, no network, no database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

BlockKind = Literal[
    "title",
    "subtitle",
    "doc_number",
    "addressee",
    "heading",
    "paragraph",
    "table",
    "attachment_list",
    "contact",
    "signature",
    "date",
    "remark",
]


# Where a day of publication stands: behind a label, in a meta tag, on the line under the title, or in the address only.
DayFrom = Literal["", "label", "meta", "line", "address"]


class ReadingError(Exception):
    """The bytes cannot be read; the message is one line that says why (locked, truncated, empty, too large …)."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, title, or table.

    A table's text has one line a row and a tab between cells; any other text is one line.
    confidence: 0 to 1, of text that OCR recognised; None where nothing was guessed.
    """

    kind: BlockKind
    text: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a page links. `url` is absolute; `title` is the link's text; `carries` marks the plan that the page
    only announces.
    """

    url: str
    title: str = ""
    carries: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of one page or file. Empty strings and None where the page says nothing.

    doc_number is normalised (国发〔2019〕4号); subject is 主题分类, index_number is 索引号; validity is 效力 as
    printed; published_from says where published_on stands. `next_page` is where an article of several pages goes on.
    `kind` is what the page is (policy, interpretation, news, list, …), `evidence` the words that say so.
    """

    blocks: tuple[Block, ...]
    reader: str
    title: str = ""
    doc_number: str = ""
    issuers: tuple[str, ...] = ()
    written_on: date | None = None
    published_on: date | None = None
    index_number: str = ""
    subject: str = ""
    validity: str = ""
    attachments: tuple[Attachment, ...] = ()
    next_page: str = ""
    kind: str = ""
    evidence: str = ""
    warnings: tuple[str, ...] = ()
    published_from: DayFrom = ""
    unread_pages: tuple[int, ...] = ()  # pages (from 1) whose text could not be read: they need OCR

    @property
    def text(self) -> str:
        """The edition's text: blocks joined by line feeds, nothing else. Offsets of units count in this."""
        return "\n".join(block.text for block in self.blocks)
