"""The head of a text (unit standard, section 4): title, document number, dates, history, addressee."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.segmenting import furniture as is_a
from corpus.segmenting.paragraphs import Paragraph
from corpus.segmenting.sentences import final_mark
from corpus.segmenting.titles import completes, is_title_line, same_shape, title_lines

LONGEST = 500
"""Characters after which a title goes on no more: such lines without a mark are a list."""

_HISTORY_HEAD = re.compile(r"[（(]?(?:(?:根据|自)?\s{0,3}(?:19|20)\d\d\s?年|自?公布之日)")
_HISTORY_END = re.compile(r"(?:通过|公布|修正|修订|施行|发布|批准)[）)]?$")


def mark_head(paragraphs: Sequence[Paragraph], first: int, document_title: str, *, marked: bool = False) -> int:
    """Gives the paragraphs from `first` on their roles, down to the body, and returns where that begins.

    `marked`: the first one is 附件 or 附件1：… . A second printing of the document's title is a title too.
    """
    index, title = first, ""
    if marked:
        paragraph = paragraphs[first]
        paragraph.role = "attachment_list" if is_a.is_attachment_marker(paragraph.text) else "title"
        paragraph.label = None
        index += 1
    while index < len(paragraphs):
        paragraph = paragraphs[index]
        role = paragraph.role or _role(paragraphs, index, title, document_title)
        if not role:
            break
        if role == "title" and same_shape(paragraph.text) not in same_shape(title):
            title += paragraph.text
        paragraph.role, paragraph.label = role, None
        index += 1
    return index


def title_of(paragraphs: Sequence[Paragraph]) -> str:
    """The title of a head, its lines joined, a second printing left out."""
    lines: list[str] = []
    for paragraph in paragraphs:
        if paragraph.role == "title" and not any(same_shape(paragraph.text) in same_shape(line) for line in lines):
            lines.append(paragraph.text)
    return "".join(lines)


def _role(paragraphs: Sequence[Paragraph], index: int, title: str, document_title: str) -> str:
    """What a paragraph is in a head; empty where the body begins."""
    paragraph = paragraphs[index]
    text = paragraph.text
    if paragraph.label is not None and not paragraph.label.doubtful:
        return ""
    if is_a.is_doc_number(text) or _orders(paragraphs, index):
        return "doc_number"
    if is_a.is_date(text.removeprefix("时间：")):
        return "date"
    if is_a.is_addressee(text):
        return "addressee"
    if _is_history(text) or (title and _in_two_lines(paragraphs, index)):
        return "remark"
    if title and is_a.in_brackets(text):
        return _under_title(text)
    if _continues_title(paragraphs, index, title, document_title):
        return "title"
    if title and is_a.is_signature(text) and not _ends_the_document(paragraphs, index):
        return "signature"
    return ""


def _ends_the_document(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """A date, and nothing below it: what stands above is a tail, not a head."""
    return len(paragraphs) <= index + 2 and index + 1 < len(paragraphs) and is_a.is_date(paragraphs[index + 1].text)


def _orders(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """中华人民共和国国务院令 with 第706号 below it."""
    below = paragraphs[index + 1 : index + 2]
    return is_a.is_order(paragraphs[index].text) and bool(below) and is_a.is_doc_number(below[0].text)


def _is_history(text: str) -> bool:
    """2017年12月1日…会议通过, 根据…的决定修正: a line of a law's history, without a final mark."""
    return not final_mark(text) and _HISTORY_HEAD.match(text) is not None and _HISTORY_END.search(text) is not None


def _in_two_lines(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """A bracket that opens one line and closes at the end of the next; both lines are seen so."""
    for upper in (index, index - 1):
        if upper < 0 or upper + 1 >= len(paragraphs):
            continue
        above, below = paragraphs[upper].text, paragraphs[upper + 1].text
        if above[0] in "（(" and not is_a.in_brackets(above) and len(below) <= 80 and is_a.in_brackets(above + below):
            return True
    return False


def _under_title(text: str) -> str:
    """A bracketed line under a title: part of it （试行）, the bodies that issue it, or a remark."""
    if is_a.is_note(text) or is_a.signed_date(text[1:-1]):
        return "signature"
    return "title" if len(text) <= 20 and not is_a.is_remark(text) else "remark"


def _continues_title(paragraphs: Sequence[Paragraph], index: int, title: str, document_title: str) -> bool:
    if not is_title_line(paragraphs[index]) or len(title) > LONGEST:
        return False
    text = paragraphs[index].text
    if not title:
        lines = title_lines(paragraphs, index)
        return "，" not in text or completes("".join(lines), paragraphs[index + len(lines) : index + len(lines) + 1])
    if same_shape(text) in (same_shape(title), same_shape(document_title)) or text.startswith("——"):
        return True
    return not completes(title, paragraphs[index : index + 1])
