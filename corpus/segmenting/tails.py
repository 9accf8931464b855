"""What stands among and behind a text's sentences: signatures, dates, contacts … (unit standard, section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.segmenting import furniture as is_a
from corpus.segmenting.labels import Style
from corpus.segmenting.paragraphs import Paragraph
from corpus.segmenting.sentences import final_mark
from corpus.segmenting.titles import names_a_kind

REMARK = 30
"""A paragraph in brackets of at most so many characters without a final mark is a remark."""

SIGNATURES, UNDATED = 12, 3
"""The most lines of signatures above a date, and at the end of a text without one."""

_BEHIND = frozenset(("attachment_list", "remark", "contact", "furniture", "date", "signature"))


def mark_tail(body: Sequence[Paragraph]) -> None:
    """Gives the paragraphs of one text's body that are no text their roles."""
    for index, paragraph in enumerate(body):
        if not paragraph.role and not paragraph.quoted:
            paragraph.role = _role(paragraph)
        if paragraph.role == "date":
            _mark_signatures(reversed(body[max(0, index - SIGNATURES) : index]))
    _mark_attachment_lists(body)
    _mark_last_signatures(body)


def _mark_last_signatures(body: Sequence[Paragraph]) -> None:
    """A text may end in a body's name without a date; a longer run of names is a list."""
    last: list[Paragraph] = []
    for paragraph in reversed(body):
        if paragraph.role in _BEHIND:
            continue
        if paragraph.role or paragraph.label or not is_a.is_signature(paragraph.text):
            break
        last.append(paragraph)
        if len(last) > UNDATED:
            return
    for paragraph in last:
        paragraph.role = "signature"


def _role(paragraph: Paragraph) -> str:
    text = paragraph.text
    if paragraph.label is not None:
        return ""
    if is_a.is_date(text):
        return "date"
    if is_a.is_attachment_list(text) or is_a.numbered_attachment(text):
        return "attachment_list"
    if is_a.signed_date(text):
        return "signature"
    if is_a.is_note_paragraph(text):
        return "responsible_note"
    if is_a.in_brackets(text):
        return _bracketed(text)
    return "contact" if is_a.is_contact(text) else ""


def _bracketed(text: str) -> str:
    """A paragraph that stands in brackets: a note of responsibility, contacts, or a remark; a long one is text."""
    if is_a.is_note(text):
        return "responsible_note"
    if is_a.is_contact(text):
        return "contact"
    return "remark" if is_a.is_remark(text) or (len(text) <= REMARK and not final_mark(text[1:-1])) else ""


def _mark_signatures(above: Iterable[Paragraph]) -> None:
    """The line right above a date, if it holds no mark; above it names of bodies and officers, also over two lines."""
    nearest = True
    for paragraph in above:
        text = paragraph.text
        if paragraph.role in ("date", "signature", "remark", "furniture"):
            continue
        signs = (
            is_a.is_signature(text)
            or is_a.is_officer(text)
            or (is_a.may_sign(text) and (nearest or text.endswith("的")))
        )
        if paragraph.role or paragraph.label or not signs:
            return
        paragraph.role, nearest = "signature", False


def _mark_attachment_lists(body: Sequence[Paragraph]) -> None:
    """附件：… goes on over numbered lines and titles without a full stop."""
    inside = False
    for paragraph in body:
        if paragraph.role == "attachment_list":
            inside = True
        elif inside:
            inside = not paragraph.role and _is_listed(paragraph)
            if inside:
                paragraph.role, paragraph.label = "attachment_list", None


def _is_listed(paragraph: Paragraph) -> bool:
    if final_mark(paragraph.text) == "。":
        return False
    if paragraph.label is not None:
        return paragraph.label.style >= Style.COMMA
    return is_a.numbered_attachment(paragraph.text) or (not final_mark(paragraph.text) and names_a_kind(paragraph.text))
