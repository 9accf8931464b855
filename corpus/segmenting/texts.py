"""The texts of one document (unit standard, sections 4 and 5): cover, carried texts, annexes, and their heads and tails."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.segmenting import furniture as is_a
from corpus.segmenting.labels import Label, Style, label_at
from corpus.segmenting.sentences import CLOSING, final_mark, sentences

PartKind = Literal["cover", "main", "annex", "table"]

_STRAY = re.compile(r"[。！？!?，、；：,;:.．\u200b\u200c\u200d\u2060\ufeff\xad]+(?![\d…])")
_TITLE_COMPLETE = re.compile(
    r"(?:通知|通告|公告|意见|方案|办法|规定|细则|规划|计划|纲要|制度|章程|条例|决定|决议|准则|规则|指南|标准|要点|清单|名单|名录|目录|措施|规范|预案|"
    r"指引|报告|函|批复|令|法|表|书|机制|政策|协议|公约|守则|说明|要求|命令|通报|请示|简章|程序|大纲|工程|行动|举措|条件|分工|流程)$"
)
_TRAILING_BRACKETS = re.compile(r"\s?[（(][^（）()]{1,40}[）)]$")
_ISSUES = re.compile(r"印发|制定|下发|颁布|发布|公布|制订|修订")
_FORWARDS = re.compile(r"转发|批转")
_NAME = re.compile(r"《([^《》]{2,120})》")
_ISSUED_IN_TITLE = re.compile(
    r"(?:印发|发布|公布|转发|批转|下发|制定|颁布)(.{4,160}?)的?(?:通知|批复|函|公告|通告|决定|命令|令)?$"
)
_CONTENTS = re.compile(r"(?:#\s?)?目\s{0,6}[录次录]")
_LEADER = re.compile(r"(?:[.．·…⋯]{3,}|[-—_]{4,}|\t)\s{0,8}[（(]?\d{1,4}[）)]?$")
_PAGE_NUMBER = re.compile(r"[\s.．·…⋯_—-]{0,200}[（(]?\d{0,4}[）)]?$")
_WORD = re.compile(r"[^\W_]")
_WIDTHS = str.maketrans("()[]〔〕【】〈〉﹝﹞—－–", "（）（）（）（）《》（）---")
_UNQUOTED = re.compile(r"[“”]")


_ADOPTION_HEAD = re.compile(r"[（(]?(?:根据\s{0,3})?(?:19|20)\d\d\s?年")
_ADOPTION_END = re.compile(r"(?:通过|公布|修正|修订|施行|发布|批准)[）)]?$")
REMARK = 30
"""A paragraph in brackets of at most so many characters without a final mark is a remark."""


@dataclass(slots=True)
class Paragraph:
    """One line of the edition's text without the white space around it. `role` is empty while it may hold units;
    `lead` counts the stray marks before its first word; `quoted` says that its label is a quotation's own."""

    start: int
    text: str
    role: str = ""
    lead: int = 0
    label: Label | None = None
    quoted: bool = False


@dataclass(slots=True)
class Text:
    """Paragraphs first … last - 1: a cover, a text with chapters of its own, or an annex. `body` is where its head ends."""

    kind: PartKind
    first: int
    body: int
    last: int
    title: str = ""


def divide(paragraphs: list[Paragraph]) -> list[Text]:
    """Gives each paragraph that is no text its role, and parts the document into texts in reading order."""
    for paragraph in paragraphs:
        _look(paragraph)
    _mark_tables(paragraphs)
    _mark_contents(paragraphs)
    _mark_quoted(paragraphs)
    texts = _texts(paragraphs)
    _judge(paragraphs, texts)
    for text in texts:
        if text.kind in ("annex", "table"):
            for paragraph in paragraphs[text.first : text.last]:
                paragraph.role = "annex" if paragraph.role != "attachment_list" else paragraph.role
        else:
            _mark_tail(paragraphs, text)
    return texts


def _look(paragraph: Paragraph) -> None:
    """What the paragraph shows by itself: stray marks, a label, page furniture."""
    text = paragraph.text
    if stray := _STRAY.match(text):
        paragraph.lead = stray.end()
    paragraph.label = label_at(text, paragraph.lead + _blanks(text, paragraph.lead))
    if not paragraph.role and paragraph.label is None and is_a.is_furniture(text):
        paragraph.role = "furniture"


def _blanks(text: str, start: int) -> int:
    end = start
    while end < len(text) and text[end].isspace():
        end += 1
    return end - start


# Tables, contents pages, quotations.


def _mark_tables(paragraphs: Sequence[Paragraph]) -> None:
    """A line with a tab between cells is a row; the tab behind a label parts no cells, and one stray tab makes no row of a sentence."""
    rows = [_is_row(paragraph.text, paragraph.label) for paragraph in paragraphs]
    for index, paragraph in enumerate(paragraphs):
        beside = any(rows[max(0, index - 1) : index]) or any(rows[index + 1 : index + 2])
        if rows[index] and not paragraph.role and (beside or final_mark(paragraph.text) != "。"):
            paragraph.role = "table"
        if paragraph.role == "table":
            paragraph.label = None


def _is_row(text: str, label: Label | None) -> bool:
    return "\t" in text and "\t" in (text[label.end :].lstrip() if label else text)


def _mark_contents(paragraphs: Sequence[Paragraph]) -> None:
    """目录 and the lines under it, up to where the first of them comes again; and lines with a leader and a page number."""
    for paragraph in paragraphs:
        if (
            not paragraph.role
            and _LEADER.search(paragraph.text[-60:])
            and not _is_row(_LEADER.sub("", paragraph.text), paragraph.label)
        ):
            paragraph.role = "contents"
    places: dict[str, list[int]] = {}
    for index, paragraph in enumerate(paragraphs):
        places.setdefault(_entry(paragraph.text), []).append(index)
    for index, paragraph in enumerate(paragraphs):
        if len(paragraph.text) <= 12 and _CONTENTS.fullmatch(paragraph.text):
            for entry in paragraphs[index : _contents_end(paragraphs, index + 1, places)]:
                entry.role = "contents"
    for paragraph in paragraphs:
        if paragraph.role == "contents":
            paragraph.label = None


def _entry(text: str) -> str:
    """A line of a contents page as its heading is printed: no leader, no page number, no white space."""
    return "".join(_PAGE_NUMBER.sub("", text).split()) if len(text) <= 120 else ""


def _contents_end(paragraphs: Sequence[Paragraph], first: int, places: dict[str, list[int]]) -> int:
    end = first
    again = (
        next((place for place in places.get(_entry(paragraphs[first].text), ()) if place > first), 0)
        if first < len(paragraphs)
        else 0
    )
    if again and not any(final_mark(entry.text) == "。" for entry in paragraphs[first:again]):
        return again
    seen: set[tuple[Style, int]] = set()
    while end < len(paragraphs):
        entry = paragraphs[end]
        key = (entry.label.style, entry.label.number) if entry.label else None
        if entry.role != "contents" and (
            key is None or final_mark(entry.text) or (key in seen and key[0] <= Style.COMMA)
        ):
            break
        if key:
            seen.add(key)
        end += 1
    return end


def _mark_quoted(paragraphs: Sequence[Paragraph]) -> None:
    """A quotation that opens a paragraph or follows a colon and closes at the end of a later one: labels inside are its own."""
    opens: list[int] = []
    closes: list[bool] = []
    for paragraph in paragraphs:
        opening, closing = _unpaired(paragraph.text)
        before = paragraph.text[:opening].rstrip() if opening >= 0 else "x"
        label_end = paragraph.label.end if paragraph.label else paragraph.lead
        opens.append(opening if opening >= 0 and (len(before) <= label_end or before.endswith(("：", ":"))) else -1)
        closes.append(closing >= 0 and not paragraph.text[closing:].strip(CLOSING + "。；，、;,"))
    end = -1
    closing_at = len(paragraphs)
    next_close = [0] * len(paragraphs)
    for index in range(len(paragraphs) - 1, -1, -1):
        next_close[index] = closing_at
        if closes[index]:
            closing_at = index
    for index, paragraph in enumerate(paragraphs):
        if index <= end:
            paragraph.label, paragraph.quoted = None, True
        elif opens[index] >= 0 and next_close[index] < len(paragraphs):
            end = next_close[index]


def _unpaired(text: str) -> tuple[int, int]:
    """Where the last “ that is not closed and the first ” that is not opened stand; -1 for none."""
    opened: list[int] = []
    closing = -1
    for mark in _UNQUOTED.finditer(text):
        if mark.group() == "“":
            opened.append(mark.start())
        elif opened:
            opened.pop()
        elif closing < 0:
            closing = mark.start()
    return (opened[0] if opened else -1), closing


# Where texts begin.


def _texts(paragraphs: Sequence[Paragraph]) -> list[Text]:
    body = _mark_head(paragraphs, 0, "")
    texts = [Text("main", 0, body, len(paragraphs), _title(paragraphs, 0, body))]
    names = issued_names(texts[0].title, _opening(paragraphs, body))
    ended, index = False, body
    while index < len(paragraphs):
        start = _begins(paragraphs, index, names, ended=ended)
        if start:
            body = _mark_head(paragraphs, index, texts[0].title, marked=start == "marker")
            texts[-1].last = index
            texts.append(Text("annex", index, body, len(paragraphs), _title(paragraphs, index, body)))
            ended, index = False, max(body, index + 1)
            continue
        paragraph = paragraphs[index]
        ended = ended or is_a.is_date(paragraph.text) or is_a.signed_date(paragraph.text)
        index += 1
    return texts


def _begins(paragraphs: Sequence[Paragraph], index: int, names: Sequence[str], *, ended: bool) -> str:
    """Why a text begins at this paragraph: marker, named, ended, list; empty where none does."""
    paragraph = paragraphs[index]
    text = paragraph.text
    if paragraph.role or paragraph.quoted:
        return ""
    if is_a.is_attachment_marker(text):
        return "" if not ended and _lists_attachments(paragraphs, index) else "marker"
    if is_a.numbered_attachment(text) or (ended and is_a.is_attachment_list(text)):
        return "" if _lists_attachments(paragraphs, index) else "marker"
    if (
        is_a.is_date(text)
        or is_a.in_brackets(text)
        or is_a.is_contact(text)
        or is_a.is_attachment_list(text)
        or is_a.is_furniture(text)
    ):
        return ""
    if _is_title_line(paragraph):
        lines = _title_lines(paragraphs, index)
        title = "".join(line.text for line in lines)
        if any(names_match(name, title) for name in names):
            return "named"
        if ended and not (is_a.is_signature(text) and _date_below(paragraphs, index)):
            return "ended"
        if is_a.names_an_annex(title) and _is_annexed_list(paragraphs, index, len(lines)):
            return "list"
        return ""
    return "ended" if ended and paragraph.label is not None and paragraph.label.number == 1 and names else ""


def _date_below(paragraphs: Sequence[Paragraph], index: int) -> bool:
    return any(is_a.is_date(paragraph.text) for paragraph in paragraphs[index + 1 : index + 4])


def _is_annexed_list(paragraphs: Sequence[Paragraph], index: int, lines: int) -> bool:
    """Lines without a full stop below the title of a list, which stands after a finished paragraph."""
    before = next(
        (paragraph for paragraph in reversed(paragraphs[max(0, index - 3) : index]) if not paragraph.role), None
    )
    below = paragraphs[index + lines : index + lines + 3]
    return (
        bool(below)
        and (before is None or final_mark(before.text) != "")
        and not any(final_mark(line.text) for line in below)
    )


def _lists_attachments(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """Whether 附件 here opens a list: names only, down to a date, a signature or the document's end."""
    below = paragraphs[index + 1 : index + 40]
    if is_a.is_attachment_marker(paragraphs[index].text) and not (below and (below[0].label or _signs(below))):
        return False
    for paragraph in below:
        if is_a.is_date(paragraph.text) or is_a.signed_date(paragraph.text):
            return True
        if is_a.is_attachment_marker(paragraph.text) or is_a.is_contact(paragraph.text):
            return True
        if paragraph.role == "table" or final_mark(paragraph.text) in ("。", "：", "；"):
            return False
        if is_a.is_signature(paragraph.text) and not paragraph.label:
            return True
        if (
            not is_a.numbered_attachment(paragraph.text)
            and not paragraph.label
            and not _TITLE_COMPLETE.search(_bare(paragraph.text))
        ):
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


# Heads.


def _mark_head(paragraphs: Sequence[Paragraph], first: int, document_title: str, *, marked: bool = False) -> int:
    """Marks 附件, title, document number, date, addressee from `first` on; returns where the text's body begins."""
    index, title = first, ""
    while index < len(paragraphs):
        paragraph = paragraphs[index]
        text = paragraph.text
        if index == first and marked:
            paragraph.role = "attachment_list" if is_a.is_attachment_marker(text) else "title"
        elif paragraph.role:
            pass
        elif paragraph.label is not None and not paragraph.label.doubtful:
            break
        elif is_a.is_doc_number(text):
            paragraph.role = "doc_number"
        elif is_a.is_date(text) or _is_adoption(text):
            paragraph.role = "date" if is_a.is_date(text) else "remark"
        elif is_a.is_addressee(text):
            paragraph.role = "addressee"
        elif is_a.is_order(text) and index + 1 < len(paragraphs) and is_a.is_doc_number(paragraphs[index + 1].text):
            paragraph.role = "doc_number"
        elif title and is_a.in_brackets(text):
            paragraph.role = _under_title(text)
        elif title and _bracket_goes_on(paragraphs, index):
            paragraph.role = paragraphs[index + 1].role = "remark"
            index += 1
        elif _continues_title(paragraphs, index, title, document_title):
            paragraph.role = "title"
            title += "" if _same(text) in _same(title) else text
        elif title and is_a.is_signature(text) and not _is_prose_next(paragraphs, index):
            paragraph.role = "signature"
        else:
            break
        paragraph.label = None
        index += 1
    return index


def _is_title_line(paragraph: Paragraph) -> bool:
    text = paragraph.text
    unlabelled = paragraph.label is None or paragraph.label.doubtful
    return (
        unlabelled
        and not paragraph.role
        and not paragraph.lead
        and len(text) <= 120
        and not final_mark(text)
        and len(sentences(text)) == 1
    )


def _bracket_goes_on(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """A bracket that opens this line and closes at the end of the next one."""
    below = paragraphs[index + 1].text if index + 1 < len(paragraphs) else ""
    text = paragraphs[index].text
    return text[0] in "（(" and is_a.in_brackets(text + below) and len(below) <= 80


def _under_title(text: str) -> str:
    """A bracketed line under a title: part of it （试行）, the bodies that issue it, or a remark."""
    if is_a.is_note(text) or is_a.signed_date(text[1:-1]):
        return "signature"
    return "title" if len(text) <= 20 and not is_a.is_remark(text) else "remark"


def _continues_title(paragraphs: Sequence[Paragraph], index: int, title: str, document_title: str) -> bool:
    paragraph = paragraphs[index]
    if not _is_title_line(paragraph):
        return False
    text = paragraph.text
    if not title:
        return "，" not in text or any(_is_complete(line.text) for line in _title_lines(paragraphs, index))
    return not _is_complete(title) or _same(text) in (_same(title), _same(document_title)) or text.startswith("——")


def _same(title: str) -> str:
    """A title without what differs between its copies on one page: white space, widths and shapes of brackets and dashes."""
    return "".join(title.split()).translate(_WIDTHS)


def _title_lines(paragraphs: Sequence[Paragraph], first: int) -> list[Paragraph]:
    """The lines of the title that begins at `first`, down to the one that completes it, four at most."""
    lines: list[Paragraph] = []
    for paragraph in paragraphs[first : first + 4]:
        if not _is_title_line(paragraph) or is_a.is_date(paragraph.text) or is_a.is_doc_number(paragraph.text):
            break
        lines.append(paragraph)
        if _is_complete(paragraph.text):
            break
    else:
        return lines if lines and _is_complete(lines[-1].text) else lines[:1]
    return lines or [paragraphs[first]]


def _is_complete(title: str) -> bool:
    return _TITLE_COMPLETE.search(_bare(title)) is not None


def _bare(title: str) -> str:
    return _TRAILING_BRACKETS.sub("", title.rstrip("”》")).rstrip("”》 ")


def _is_adoption(text: str) -> bool:
    """2017年12月1日…会议通过, 根据…的决定修正: a line of a law's history, without a final mark."""
    return not final_mark(text) and _ADOPTION_HEAD.match(text) is not None and _ADOPTION_END.search(text) is not None


def _is_prose_next(paragraphs: Sequence[Paragraph], index: int) -> bool:
    return index + 1 < len(paragraphs) and is_a.is_date(paragraphs[index + 1].text)


def _title(paragraphs: Sequence[Paragraph], first: int, body: int) -> str:
    lines: list[str] = []
    for paragraph in paragraphs[first:body]:
        if paragraph.role == "title" and not any(paragraph.text in line for line in lines):
            lines.append(paragraph.text)
    return "".join(lines)


# Cover, main text, annexes.


def issued_names(title: str, opening: str) -> list[str]:
    """The texts that a cover's title or first sentences issue or forward, as it names them."""
    names: list[str] = []
    for source in [title, *(opening[start:end] for start, end in sentences(opening)[:3])]:
        if _ISSUES.search(source) or _FORWARDS.search(source):
            names += _NAME.findall(source)
    if found := _ISSUED_IN_TITLE.search(title):
        names.append(found[1])
    return names


def names_match(name: str, title: str) -> bool:
    """Whether a cover's name for a text and the text's own title are the same but for brackets and what stands around."""
    short, long = sorted((_plain(name), _plain(title)), key=len)
    return len(short) >= 6 and short in long and len(short) * 2 >= len(long)


def _plain(title: str) -> str:
    return re.sub(r"[《》“”]", "", _same(_bare(title)))


def _opening(paragraphs: Sequence[Paragraph], body: int) -> str:
    """The first sentences: the paragraphs before the first label, five at most."""
    lines = []
    for paragraph in paragraphs[body : body + 5]:
        if paragraph.label is not None:
            break
        lines.append(paragraph.text)
    return "".join(lines)


def _judge(paragraphs: Sequence[Paragraph], texts: list[Text]) -> None:
    """Which text gives chapters and sections (section 5)."""
    cover, carried = texts[0], texts[1:]
    opening = _opening(paragraphs, cover.body)
    names = issued_names(cover.title, opening)
    issues = _ISSUES.search(cover.title) is not None or any(
        _ISSUES.search(opening[start:end]) and _NAME.search(opening[start:end]) for start, end in sentences(opening)[:3]
    )
    plans = [text for text in carried if _has_headings(paragraphs, text)]
    named = [text for text in plans if any(names_match(name, text.title) for name in names)]
    if not _has_labels(paragraphs, cover):
        main = (named or plans)[:1]
    elif issues:
        main = named[:1] or ([text for text in plans[:1] if _ISSUES.search(cover.title)])
    else:
        main = []
    if not main:
        return
    cover.kind, main[0].kind = "cover", "main"
    for text in named:
        if text.first > main[0].first:
            text.kind = "main"


def _has_labels(paragraphs: Sequence[Paragraph], text: Text) -> bool:
    return any(
        paragraph.label and not paragraph.label.doubtful and not paragraph.role
        for paragraph in paragraphs[text.body : text.last]
    )


def _has_headings(paragraphs: Sequence[Paragraph], text: Text) -> bool:
    """Prose with numbered headings: a label, and sentences."""
    prose = any(
        final_mark(paragraph.text) in ("。", "；")
        for paragraph in paragraphs[text.body : text.last]
        if not paragraph.role
    )
    return prose and _has_labels(paragraphs, text)


# Tails, and furniture among the text.


def _mark_tail(paragraphs: Sequence[Paragraph], text: Text) -> None:
    body = paragraphs[text.body : text.last]
    for index, paragraph in enumerate(body):
        if not paragraph.role:
            paragraph.role = _role_of(paragraph)
        if paragraph.role == "date":
            _mark_signatures(reversed(body[max(0, index - 8) : index]))
    _mark_attachment_lists(body)
    for paragraph in reversed(body):
        if paragraph.role in ("attachment_list", "remark", "contact", "furniture", "date"):
            continue
        if paragraph.role or paragraph.label or not is_a.is_signature(paragraph.text):
            break
        paragraph.role = "signature"


def _role_of(paragraph: Paragraph) -> str:
    text = paragraph.text
    rest = text[paragraph.label.end :].strip() if paragraph.label else text
    if paragraph.label is None:
        if is_a.is_date(text):
            return "date"
        if is_a.is_attachment_list(text) or is_a.numbered_attachment(text):
            return "attachment_list"
        if is_a.signed_date(text):
            return "signature"
        if is_a.is_note_paragraph(text):
            return "responsible_note"
        if is_a.in_brackets(text):
            return _bracketed_role(text)
    if is_a.is_contact(rest):
        return "contact" if paragraph.label is None else ""
    return ""


def _bracketed_role(text: str) -> str:
    """A paragraph that stands in brackets: a note of responsibility, contacts, or a remark; a long one is text."""
    if is_a.is_note(text):
        return "responsible_note"
    if is_a.is_contact(text):
        return "contact"
    return "remark" if is_a.is_remark(text) or (len(text) <= REMARK and not final_mark(text[1:-1])) else ""


def _mark_signatures(above: Iterable[Paragraph]) -> None:
    for paragraph in above:
        if paragraph.role in ("date", "signature", "remark", "furniture"):
            continue
        if (
            paragraph.role
            or paragraph.label
            or not (is_a.is_signature(paragraph.text) or is_a.may_sign(paragraph.text))
        ):
            break
        paragraph.role = "signature"


def _mark_attachment_lists(body: Sequence[Paragraph]) -> None:
    """附件：… goes on over numbered lines without a full stop."""
    inside = False
    for paragraph in body:
        if paragraph.role == "attachment_list":
            inside = True
        elif inside:
            listed = (paragraph.label is not None and paragraph.label.style >= Style.COMMA) or is_a.numbered_attachment(
                paragraph.text
            )
            named = (
                paragraph.label is None
                and _TITLE_COMPLETE.search(_bare(paragraph.text)) is not None
                and not final_mark(paragraph.text)
            )
            inside = not paragraph.role and (named or (listed and final_mark(paragraph.text) != "。"))
            if inside:
                paragraph.role, paragraph.label = "attachment_list", None
