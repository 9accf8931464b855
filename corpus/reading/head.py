"""What stands at the head of a document set for print: the red head (发文机关标志), an order's number, the title.

They are told by how they are set, large, in red, in the middle, so this serves every reader that knows sizes and
colours (PDF, OCR, Word).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, Self, TypeVar

from corpus.reading.line_forms import ORDER_COUNT, ORDER_HEAD, is_name
from corpus.reading.titles import bare
from crawlers.notation import is_doc_number, read_doc_number

LARGE = 1.12  # a title's size, in ems of the body, at least
_HEAD = 12  # paragraphs
_HEAD_PAGES = 2


class Printed(Protocol):
    """A paragraph as it is set. size: of its first line, in the unit of the body's; page: from 0."""

    @property
    def text(self) -> str: ...
    @property
    def line_texts(self) -> Sequence[str]: ...
    @property
    def size(self) -> float: ...
    @property
    def red(self) -> bool: ...
    @property
    def centred(self) -> bool: ...
    @property
    def page(self) -> int: ...
    @property
    def is_table(self) -> bool: ...
    def followed_by(self, other: Self) -> Self:
        """The two as one paragraph."""


P = TypeVar("P", bound=Printed)


def red_head(found: list[P], body: float) -> tuple[str, tuple[str, ...], list[P]]:
    """(title, issuers, the other paragraphs): the title is the first page's largest centred text that is no red head.

    A red head (发文机关标志) is set large, in red or in 文件 before a document number, and names who issues. Red text
    that names nobody may be a title. An order's head (…令) and the count under it are one paragraph, its number; it is
    also the title where there is no other, and that of a 公告 or 通告 is none of a later page.
    """
    issuers: list[str] = []
    kept: list[P] = []
    title: P | None = None
    order: P | None = None
    for index, paragraph in enumerate(found):
        if paragraph.is_table or paragraph.page >= _HEAD_PAGES or index > _HEAD:
            kept.extend(found[index:])
            break
        large = paragraph.size > LARGE * body
        text = "".join(paragraph.text.split())
        after = next((later.text for later in found[index + 1 : index + 2]), "")
        if large and title is None and (names := _head_names(paragraph, after)):
            issuers += names
            continue
        if kept and title is not kept[-1] and is_order(kept[-1].text, text):
            order = kept[-1] = kept[-1].followed_by(paragraph)
            continue
        kept.append(paragraph)
        if (
            large
            and paragraph.centred
            and (title is None or paragraph.size > 1.08 * title.size)
            and not paragraph.line_texts[0][0].isdigit()
            and not is_order(text, after)
            and not (order is not None and "告" in order.text and paragraph.page > order.page)
        ):
            title = paragraph
    title = title if title is not None else order
    return title.text if title is not None else "", tuple(filter(None, issuers)), kept


def number_above(found: Sequence[Printed], title: str) -> str:
    """The document number that stands above the title, be it beside a signer's name (签发人)."""
    for paragraph in found[:4]:
        if len(paragraph.text) < 60 and (number := read_doc_number(paragraph.text)):
            return number
        if paragraph.text == title:
            break
    return ""


def titled_once(found: list[P], title: str) -> list[P]:
    """The paragraphs without a title that is printed again under the number: first the page's, then the document's."""
    again = [place for place, paragraph in enumerate(found[:4]) if title and bare(paragraph.text) == bare(title)]
    between = found[again[0] + 1 : again[-1]] if again else []
    if not all(is_doc_number(paragraph.text) for paragraph in between):
        return found
    return [paragraph for place, paragraph in enumerate(found) if place not in again[1:]]


def is_order(head: str, count: str) -> bool:
    """Whether two lines are an order's head and its count: 某省人民政府令, 第326号."""
    return ORDER_HEAD.fullmatch(head) is not None and ORDER_COUNT.fullmatch(count) is not None


def _head_names(paragraph: Printed, after: str) -> list[str]:
    """The bodies that a red head names, each alone or with 文件 behind it; [""] for 文件 alone, [] for no red head."""
    lines = ["".join(line.split()).removesuffix("文件") for line in paragraph.line_texts]
    if paragraph.red and all(not name or is_name(name) for name in lines):
        return lines
    text = "".join(paragraph.text.split())
    is_head = text.endswith("文件") and "关于" not in text and (paragraph.red or bool(read_doc_number(after)))
    return [text.removesuffix("文件")] if is_head else []
