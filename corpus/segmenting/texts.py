"""The texts of one document (unit standard, section 5): where each begins, and which is cover, main text or annex."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.segmenting import furniture as is_a
from corpus.segmenting.asides import mark_contents, mark_quoted, mark_tables
from corpus.segmenting.heads import mark_head, title_of
from corpus.segmenting.labels import Label, Style
from corpus.segmenting.paragraphs import Paragraph, look
from corpus.segmenting.sentences import final_mark, sentences
from corpus.segmenting.tails import mark_tail
from corpus.segmenting.titles import LINES, is_title_line, names_a_kind, plain_name, same_name, title_lines

PartKind = Literal["cover", "main", "annex", "table"]

FIRST_SENTENCES = 3
"""So many sentences of a cover are asked what it issues."""

DATED = 60
"""The longest line that is a date with its signature."""

LIST = 40
"""How many lines below 附件 are looked at to tell a list from an annexed text."""

NAMES = 50
"""The most names in a cover that titles below are compared with; one that names more lists what it repeals."""

FAR = 1000
"""The distance of a title that is not named."""

_ISSUES = re.compile(r"印发|制定|制订|下发|颁布|发布|公布|修订")
_ISSUES_PLAN = re.compile(r"印发|制定")
_FORWARDS = re.compile(r"转发|批转")
_NAME = re.compile(r"《([^《》]{2,120})》")
_ISSUED_IN_TITLE = re.compile(
    r"(?:印发|发布|公布|转发|批转|下发|制定|颁布)(.{4,160}?)的?(?:通知|批复|函|公告|通告|决定|命令|令)?$"
)


@dataclass(slots=True)
class Text:
    """Paragraphs first … last - 1: a cover, a text with chapters of its own, or an annex. Its head ends at `body`."""

    kind: PartKind
    first: int
    body: int
    last: int
    title: str = ""


def divide(paragraphs: list[Paragraph]) -> list[Text]:
    """Gives each paragraph that is no text its role, and parts the document into its texts in reading order."""
    for paragraph in paragraphs:
        look(paragraph)
    mark_tables(paragraphs)
    mark_contents(paragraphs)
    mark_quoted(paragraphs)
    body = mark_head(paragraphs, 0, "")
    title = title_of(paragraphs[:body])
    opening = _opening(paragraphs, body)
    names = issued_names(title, opening)
    titles = list(dict.fromkeys([*names, *(plain_name(name) for name in _NAME.findall(title + opening))]))[:NAMES]
    texts = _texts(paragraphs, title, body, titles)
    for text in texts:
        mark_tail(paragraphs[text.body : text.last])
    _judge(paragraphs, texts, names)
    for text in texts:
        if text.kind == "annex":
            for paragraph in paragraphs[text.first : text.last]:
                paragraph.role = paragraph.role if paragraph.role == "attachment_list" else "annex"
    return texts


# What a cover carries.


def issued_names(title: str, opening: str) -> list[str]:
    """The texts that a cover's title or first sentences issue or forward, by their plain names."""
    names: list[str] = []
    for source in [title, *_first_sentences(opening)]:
        if _ISSUES.search(source) or _FORWARDS.search(source):
            names += _NAME.findall(source)
    if found := _ISSUED_IN_TITLE.search(title):
        names.append(found[1])
    return list(dict.fromkeys(map(plain_name, names)))[:NAMES]


def _first_sentences(opening: str) -> list[str]:
    return [opening[start:end] for start, end in sentences(opening)[:FIRST_SENTENCES]]


def _opening(paragraphs: Sequence[Paragraph], body: int) -> str:
    """The paragraphs before the first label, date or 附件, five at most."""
    lines = []
    for paragraph in paragraphs[body : body + 5]:
        text = paragraph.text
        if paragraph.label is not None or is_a.is_date(text) or is_a.is_attachment_list(text):
            break
        lines.append(paragraph.text)
    return "".join(lines)


# Where texts begin.


class _Numbers:
    """The labels that a text has reached, to tell a text that goes on from one that begins."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self.last: dict[Style, int] = {}
        self.below: list[Label | None] = []
        label: Label | None = None
        for paragraph in reversed(paragraphs):
            if paragraph.label is not None and not paragraph.label.doubtful and not paragraph.role:
                label = paragraph.label
            self.below.append(label)
        self.below.reverse()

    def pass_by(self, label: Label | None) -> None:
        if label is not None and not label.doubtful:
            self.last[label.style] = label.number

    def go_on(self, index: int) -> bool:
        """Whether the next label at or below a paragraph continues those above it."""
        label = self.below[index]
        return label is not None and label.number > 1 and self.last.get(label.style) == label.number - 1


def _texts(paragraphs: Sequence[Paragraph], title: str, body: int, names: Sequence[str]) -> list[Text]:
    texts = [Text("main", 0, body, len(paragraphs), title)]
    numbers = _Numbers(paragraphs)
    prose, ended, index = False, False, body
    while index < len(paragraphs):
        paragraph = paragraphs[index]
        prose = prose or final_mark(paragraph.text) != ""
        if not ended and _goes_on(paragraph):
            numbers.pass_by(paragraph.label)
            index += 1
            continue
        reason = _begins(paragraphs, index, names, ended=ended)
        if reason in ("ended", "list") and numbers.go_on(index):
            reason, ended = "", False
        if reason:
            body = mark_head(paragraphs, index, title, marked=reason == "marker")
            texts[-1].last = index
            texts.append(Text("annex", index, body, len(paragraphs), title_of(paragraphs[index:body])))
            numbers.last.clear()
            prose, ended, index = False, False, max(body, index + 1)
            continue
        numbers.pass_by(paragraph.label)
        ended = ended or (prose and len(paragraph.text) <= DATED and _is_dated(paragraph.text))
        index += 1
    return texts


def _goes_on(paragraph: Paragraph) -> bool:
    """A labelled paragraph or a sentence, which begins no text before the one above has ended."""
    if paragraph.label is not None:
        return not paragraph.label.doubtful
    return paragraph.text[-1] == "。" and paragraph.text[0] != "附"


def _begins(paragraphs: Sequence[Paragraph], index: int, names: Sequence[str], *, ended: bool) -> str:
    """Why a text begins at this paragraph: marker (附件), named (by the cover), ended (the one above has its date),
    list (a title of a list, with a list below); empty where none begins."""
    paragraph = paragraphs[index]
    text = paragraph.text
    if paragraph.role or paragraph.quoted:
        return ""
    if text[0] == "附" and is_a.is_attachment_marker(text):
        return "" if not ended and _lists_attachments(paragraphs, index) else "marker"
    if text[0] == "附" and (is_a.numbered_attachment(text) or (ended and is_a.is_attachment_list(text))):
        return "" if _lists_attachments(paragraphs, index) else "marker"
    if is_title_line(paragraph):
        return "" if _is_furnishing(text) else _begins_with_title(paragraphs, index, names, ended=ended)
    return "ended" if ended and names and paragraph.label is not None and paragraph.label.number == 1 else ""


def _is_dated(text: str) -> bool:
    return is_a.is_date(text) or is_a.signed_date(text)


def _is_furnishing(text: str) -> bool:
    return (
        is_a.is_date(text)
        or is_a.signed_date(text)
        or is_a.in_brackets(text)
        or is_a.is_contact(text)
        or is_a.is_attachment_list(text)
    )


def _begins_with_title(paragraphs: Sequence[Paragraph], index: int, names: Sequence[str], *, ended: bool) -> str:
    if names and (distance := _distance(paragraphs, index, names)) < FAR:
        return "named" if distance <= _distance(paragraphs, index + 1, names) else ""
    if ended and not is_a.is_signature(paragraphs[index].text):
        return "ended"
    if not any(is_a.names_an_annex(line.text) for line in paragraphs[index : index + LINES]):
        return ""
    lines = title_lines(paragraphs, index)
    if is_a.names_an_annex("".join(lines)) and _is_annexed_list(paragraphs, index, len(lines)):
        return "list"
    return ""


def _distance(paragraphs: Sequence[Paragraph], index: int, names: Sequence[str]) -> int:
    """By how many characters the title that begins here differs from a name; FAR where it has another name."""
    title, nearest = "", FAR
    for line in paragraphs[index : index + LINES]:
        if not is_title_line(line) or _is_furnishing(line.text):
            break
        title += line.text
        plain = plain_name(title)
        nearest = min([nearest, *(abs(len(name) - len(plain)) for name in names if same_name(name, plain))])
    return nearest


def _is_annexed_list(paragraphs: Sequence[Paragraph], index: int, lines: int) -> bool:
    """Lines without a full stop below a title, which stands behind a finished paragraph."""
    above = next((line for line in reversed(paragraphs[max(0, index - 3) : index]) if not line.role), None)
    below = paragraphs[index + lines : index + lines + 2]
    finished = above is None or final_mark(above.text) != ""
    return finished and bool(below) and not any(final_mark(line.text) for line in below)


def _lists_attachments(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """Whether 附件 here opens a list: names only, down to a date, a signature, contacts or the document's end."""
    if is_a.names_a_file(paragraphs[index].text):
        return True
    below = paragraphs[index + 1 : index + LIST]
    if is_a.is_attachment_list(paragraphs[index].text) and not is_a.is_attachment_marker(paragraphs[index].text):
        named = plain_name(is_a.attachment_named(paragraphs[index].text))
        if not named or (below and same_name(named, plain_name(below[0].text))):
            return True
    if is_a.is_attachment_marker(paragraphs[index].text) and not (below and (below[0].label or _signs(below))):
        return False
    for line in below:
        text = line.text
        if is_a.is_date(text) or is_a.signed_date(text) or is_a.is_attachment_marker(text) or is_a.is_contact(text):
            return True
        if line.role == "table" or final_mark(text) in ("。", "：", "；"):
            return False
        if is_a.is_signature(text) and not line.label:
            return True
        if not line.label and not is_a.numbered_attachment(text) and not names_a_kind(text):
            return False
    return True


def _signs(below: Sequence[Paragraph]) -> bool:
    """Signatures and a date, nothing else before it."""
    for paragraph in below[:6]:
        if is_a.is_date(paragraph.text) or is_a.signed_date(paragraph.text):
            return True
        if not is_a.is_signature(paragraph.text):
            return False
    return False


# Which text gives chapters and sections.


def _judge(paragraphs: Sequence[Paragraph], texts: list[Text], names: Sequence[str]) -> None:
    """Makes one carried text the main text, and the first text its cover; named texts below it are further plans."""
    cover, carried = texts[0], texts[1:]
    named = [text for text in carried if _is_named(text, names)]
    headed = [text for text in carried if _is_prose(paragraphs, text) and _has_labels(paragraphs, text)]
    bare = [text for text in named if _is_prose(paragraphs, text, 2) and not is_a.names_an_annex(text.title)]
    plans = [text for text in headed if text in named] or (headed if not _has_labels(paragraphs, cover) else [])
    main = (plans or bare)[:1]
    if _has_labels(paragraphs, cover):
        main = main if _issues(paragraphs, cover) else []
        if not main and _ISSUES_PLAN.search(_NAME.sub("", cover.title)):
            main = [text for text in carried[:1] if text in headed]
    if not main:
        return
    cover.kind, main[0].kind = "cover", "main"
    for text in named:
        if text.first > main[0].first and (text in headed or text in bare):
            text.kind = "main"


def _issues(paragraphs: Sequence[Paragraph], cover: Text) -> bool:
    """Whether the cover's title or first sentences issue a text; what stands inside a name issues nothing here."""
    if _ISSUES.search(_NAME.sub("", cover.title)):
        return True
    opening = _first_sentences(_opening(paragraphs, cover.body))
    return any(_NAME.search(found) and _ISSUES.search(_NAME.sub("", found)) for found in opening)


def _is_named(text: Text, names: Sequence[str]) -> bool:
    plain = plain_name(text.title)
    return any(same_name(name, plain) for name in names)


def _is_prose(paragraphs: Sequence[Paragraph], text: Text, least: int = 1) -> bool:
    """At least so many paragraphs that end as sentences do."""
    body = paragraphs[text.body : text.last]
    return sum(not line.role and final_mark(line.text) in ("。", "；") for line in body) >= least


def _has_labels(paragraphs: Sequence[Paragraph], text: Text) -> bool:
    return any(
        paragraph.label and not paragraph.label.doubtful and not paragraph.role
        for paragraph in paragraphs[text.body : text.last]
    )
