"""Lines to blocks: which line is the title, the number, the addressee, the signature, and so on.

What decides is how official documents are laid out (GB/T 9704): title, number, addressee, text, list of
annexes, signature and date, remarks; then the carried text or annexes under their own titles. The rules see
lines only, so they serve every reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.reading import Block, BlockKind
from corpus.reading.line_forms import (
    ARTICLE,
    ATTACHMENT,
    CHAPTER,
    CONTACT,
    CONTENTS,
    DATE,
    FINAL,
    LABEL,
    LISTED,
    ORDER_COUNT,
    ORDER_HEAD,
    REMARK,
    SENTENCE_END,
    is_addressee,
    is_bare_attachment,
    is_name,
    label_style,
)
from corpus.reading.lines import Line
from corpus.reading.titles import (
    MAX_TITLE_LINES,
    TITLE_LINE,
    bare,
    find_title,
    is_complete,
    named_texts,
    unspaced,
    without_number,
)
from crawlers.notation import is_doc_number

_L_FOR_ONE = re.compile(r"[lI|]\s?(?=[.．、]\s?[\u4e00-\u9fff])")

_ORDER_ENDS = "令告号）)"  # how the two lines of an order's number end
_DATE_ENDS = "日）)0123456789"
_REMARK_BEGINS = "（(【〔信公抄"
_LONGEST_DATE = 40  # characters, letter-spaced
_LONG = 70  # characters: a longer line with a 。 in it is text, whatever it opens with


@dataclass(slots=True)
class _Reading:
    """How far a document has been read: what stands behind decides what a line can be."""

    blocks: list[Block] = field(default_factory=list)
    prose: bool = False  # a sentence of the document has been seen
    listing: bool = False  # inside a list of annexes
    closed: bool = False  # past the cover's signature or date, or an annex's label: a carried title may follow
    titled: int = 0  # how many lines just read are a carried title's


def blocks_of(lines: Sequence[Line], title: str = "") -> tuple[list[Block], str]:
    """The blocks of a document, its title first, and the title as its own lines print it (empty where they print none).

    title: what the page calls the document, or empty. The title block carries it (or, without it, the printed one).
    """
    wanted = without_number(title)
    printed, start, dropped = find_title(lines, wanted)
    if printed and start < len(lines) and bare(printed).startswith(bare(lines[start].text)[:8]):  # printed twice
        start += find_title(lines[start:], without_number(printed))[1]
    reading = _Reading()
    if title or printed:
        reading.blocks.append(Block("title", title or printed))
    rest = _without_red_head([*dropped, *lines[start:]])
    named = named_texts(title or printed, rest)
    index = 0
    while index < len(rest):
        index += _read(reading, rest, index, named)
    return reading.blocks, printed


def _without_red_head(lines: list[Line]) -> list[Line]:
    """A document's lines without the issuer's letterhead (某省人民政府文件) that stands above its number."""
    if len(lines) < 2 or lines[0].table or not is_doc_number(lines[1].text):
        return lines
    body, file, rest = lines[0].text.replace(" ", "").rpartition("文件")
    return lines[1:] if file and not rest and body and is_name(body) else lines


def _read(reading: _Reading, lines: Sequence[Line], index: int, named: set[str]) -> int:
    """Read the line at an index into blocks; how many lines that took."""
    line = lines[index]
    text = line.text
    if line.table:
        reading.listing, reading.titled = False, 0
        reading.blocks.append(Block("table", text))
        return 1
    may_be_title = reading.closed or reading.titled or line.align == "center"
    if may_be_title and len(text) <= TITLE_LINE and (taken := _carried_title(reading, lines, index, named)):
        return taken
    kind = _kind(reading, lines, index)
    if text[0] in "lI|" and kind == "paragraph" and _L_FOR_ONE.match(text) and _followed_by_two(lines, index):
        text = _L_FOR_ONE.sub("1", text)
    reading.listing, reading.titled = False, 0
    if kind == "paragraph" or kind == "heading":
        reading.prose = reading.prose or kind == "heading" or SENTENCE_END.search(text) is not None or text[-1] in "：:"
        reading.closed = False
    elif kind == "attachment_list":
        is_bare = is_bare_attachment(text)
        reading.closed = reading.closed or is_bare
        reading.listing = not is_bare or text[-1] in "：:"
    elif kind in ("signature", "date", "remark"):
        reading.closed = True
    reading.blocks.append(Block(kind, text))
    return 1


def _kind(reading: _Reading, lines: Sequence[Line], index: int) -> BlockKind:
    text = lines[index].text
    if len(text) > _LONG and "。" in text and text[0] not in "（(【抄":
        return "paragraph"
    if label := LABEL.match(text):
        if reading.listing and _is_listed(text):
            return "attachment_list"
        return "heading" if len(text) <= _LONG and _is_heading(lines, index, label) else "paragraph"
    if (text[-1] in _ORDER_ENDS or "号" in text) and _is_number_line(reading, lines, index):
        return "doc_number"
    if _is_date(text):
        return "date"
    if _is_remark(lines, index):
        return "remark"
    if ("：" in text or ":" in text) and CONTACT.fullmatch(text):
        return "contact"
    if (reading.listing and _is_listed(text)) or (text[0] == "附" and _is_list_of_annexes(text)):
        return "attachment_list"
    if not reading.prose and is_addressee(text):
        return "addressee"
    if _is_signature(lines, index):
        return "signature"
    return "heading" if text[0] == "第" and text[-1] not in FINAL and CHAPTER.fullmatch(text) else "paragraph"


def _is_date(text: str) -> bool:
    return text[-1] in _DATE_ENDS and len(text) <= _LONGEST_DATE and DATE.fullmatch(unspaced(text)) is not None


def _is_remark(lines: Sequence[Line], index: int) -> bool:
    """A remark on one line, or one of the two lines that its brackets are set on."""
    text = lines[index].text
    if (text[0] in _REMARK_BEGINS or text.endswith("印发")) and REMARK.fullmatch(text):
        return True
    opens, closes = text[0] in "（(", text[-1] in "）)"
    if opens and not closes and index + 1 < len(lines):
        return "）" not in text and REMARK.fullmatch(text + lines[index + 1].text) is not None
    if closes and not opens and index:
        return "（" not in text and REMARK.fullmatch(lines[index - 1].text + text) is not None
    return False


def _is_listed(text: str) -> bool:
    return LISTED.fullmatch(text) is not None and not SENTENCE_END.search(text)


def _is_list_of_annexes(text: str) -> bool:
    found = ATTACHMENT.fullmatch(text)
    return found is not None and not SENTENCE_END.search(text) and (bool(found["colon"]) or len(text) < 8)


def _is_number_line(reading: _Reading, lines: Sequence[Line], index: int) -> bool:
    """A document number alone; or an order's, set on two lines (中华人民共和国国务院令, 第706号)."""
    text = lines[index].text
    if reading.prose and lines[index].align != "center":
        return False
    if is_doc_number(text):
        return True
    if len(reading.blocks) == 1 and ORDER_HEAD.fullmatch(reading.blocks[0].text):  # the order's title
        return ORDER_COUNT.fullmatch(text) is not None
    if text[-1] not in _ORDER_ENDS:
        return False
    pair = [lines[at].text for at in (index - 1, index, index + 1) if 0 <= at < len(lines)]
    return len(text) < 40 and any(
        ORDER_HEAD.fullmatch(head) and ORDER_COUNT.fullmatch(count) and text in (head, count)
        for head, count in pairwise(pair)
    )


def _is_signature(lines: Sequence[Line], index: int) -> bool:
    """A body's or a signer's name alone, with nothing but such names and then a date after it (or set right)."""
    text = lines[index].text
    if not is_name(text):
        return False
    for follower in lines[index + 1 : index + 16]:
        if follower.table:
            break
        if _is_date(follower.text):
            return True
        if not is_name(follower.text):
            break
    return lines[index].align == "right"


def _is_heading(lines: Sequence[Line], index: int, label: re.Match[str]) -> bool:
    """A labelled line that is a title (units.md, 2): without a final mark, or one short sentence with text after it."""
    rest = lines[index].text[label.end() :].strip()
    if not rest:
        return False
    if rest[-1] not in FINAL:
        return not SENTENCE_END.search(rest)
    return (
        rest[-1] == "。"
        and len(rest) <= 19
        and "。" not in rest[:-1]
        and _has_text_after(lines, index, label_style(label[0]))
    )


def _has_text_after(lines: Sequence[Line], index: int, style: str) -> bool:
    """Whether text stands under a label before the next of its style. A list's last (after one in ；) has none."""
    if index + 1 >= len(lines):
        return False
    follower = lines[index + 1].text
    label = LABEL.match(follower)
    if CHAPTER.match(follower) or ARTICLE.match(follower) or (label and label_style(label[0]) == style):
        return False
    before = lines[index - 1].text if index else ""
    return not (before[-1:] in "；;" and LABEL.match(before))


def _followed_by_two(lines: Sequence[Line], index: int) -> bool:
    """Whether 2. comes after an l. : then the l is a 1 that was typed or recognised wrongly."""
    return any(re.match(r"2\s?[.．、]", line.text) for line in lines[index + 1 : index + 12])


def _carried_title(reading: _Reading, lines: Sequence[Line], index: int, named: set[str]) -> int:
    """Read a carried text's own title, where one begins here; how many lines it took (0 where none does).

    Its lines are one block where the cover names it; a further title that nothing names stays as it is set.
    """
    if not (reading.closed or reading.titled or _runs_to_a_genre(lines, index)):
        return 0
    joined = ""
    for last in range(index, min(index + MAX_TITLE_LINES, len(lines))):
        if (
            lines[last].table
            or lines[last].text[-1] in FINAL
            or _kind(_Reading(prose=True), lines, last) != "paragraph"
        ):
            break
        joined += lines[last].text
        plain = bare(joined)
        if plain in named or any(
            len(name) > 7 and (plain.endswith(name) or (name.endswith(plain) and len(plain) > 7)) for name in named
        ):
            taken = last - index + 1
            while (
                index + taken < len(lines)
                and re.fullmatch(r"[（(].{2,30}[)）]", lines[index + taken].text)
                and bare(joined + lines[index + taken].text) in named
            ):
                joined += lines[index + taken].text
                taken += 1
            reading.closed, reading.prose, reading.listing = False, False, False
            reading.titled = MAX_TITLE_LINES - 1
            reading.blocks.append(Block("subtitle", unspaced(joined)))
            return taken
    return _further_title(reading, lines, index)


def _further_title(reading: _Reading, lines: Sequence[Line], index: int) -> int:
    """Read a line of an annex's title, which nothing names: set in the middle, or bold right after the cover."""
    line = lines[index]
    if reading.titled >= MAX_TITLE_LINES or not _can_be_title(lines, index):
        return 0
    if reading.titled and (reading.blocks[-1].text[-1] in ")）" and line.text[0] not in "（("):
        return 0
    if not (line.align == "center" or (reading.closed and line.bold)):
        return 0
    reading.closed, reading.prose, reading.listing = False, False, False
    reading.titled += 1
    reading.blocks.append(Block("subtitle", unspaced(line.text)))
    return 1


def _can_be_title(lines: Sequence[Line], index: int) -> bool:
    text = lines[index].text
    if text[-1] in FINAL or "：" in text or LABEL.match(text) or CONTENTS.fullmatch(text):
        return False
    if text.count(" ") > 4 and text == unspaced(text):  # words in columns
        return False
    return _kind(_Reading(prose=True), lines, index) == "paragraph"


def _runs_to_a_genre(lines: Sequence[Line], index: int) -> bool:
    """Whether centred lines from here on, four at most, end in what titles end in."""
    joined = ""
    for at in range(index, min(index + MAX_TITLE_LINES, len(lines))):
        line = lines[at]
        if (
            line.table
            or line.align != "center"
            or not (line.bold or line.gap or joined)
            or not _can_be_title(lines, at)
        ):
            return False
        joined += line.text
        if is_complete(joined):
            return True
    return False
