"""Titles of texts (unit standard, section 4): where one goes on and is complete, and when two name the same text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.segmenting import furniture as is_a
from corpus.segmenting.paragraphs import Paragraph
from corpus.segmenting.sentences import final_mark

LINES = 4
"""The most lines that a title runs over."""

# The kinds of official texts; the second group also stands inside titles (…行动 / 计划实施方案).
_KIND = re.compile(
    r"(?:通知|通告|公告|意见|方案|办法|规定|细则|规划|计划|纲要|制度|章程|条例|决定|决议|准则|规则|指南|要点|清单|名单|名录|目录|规范|预案|"
    r"指引|报告|函|批复|令|公约|守则|命令|通报|请示|简章|大纲)$"
)
_WEAK_KIND = re.compile(
    r"(?:标准|措施|法|表|书|机制|政策|协议|说明|要求|程序|工程|行动|举措|条件|分工|流程|样式|解读)$"
)
_CARRIES = re.compile(r"(?:印发|转发|批转)(?!《)")
_CARRIER = re.compile(r"(?:通知|批复|函|公告|通告|决定|命令|令)$")
_FRAGMENT = re.compile(r"[的和与及、》）)”]|（[^（）]{1,30}）的")
_TRAILING_BRACKETS = re.compile(r"\s?[（(][^（）()]{1,40}[）)]$")
_STOP = re.compile(r"[。！？]")
_WORD = re.compile(r"[^\W_]")
_SHAPED = re.compile(r"[()\[\]〔〕【】〈〉﹝﹞—－–]")
_SHAPES = str.maketrans("()[]〔〕【】〈〉﹝﹞—－–", "（）（）（）（）《》（）---")
_QUOTES = re.compile("[《》“”]+")


def is_title_line(paragraph: Paragraph) -> bool:
    """An unlabelled line of words without a final mark, inside or at its end."""
    text = paragraph.text
    return (
        (paragraph.label is None or paragraph.label.doubtful)
        and not paragraph.role
        and not paragraph.lead
        and len(text) <= 120
        and not final_mark(text)
        and _STOP.search(text) is None
        and _WORD.search(text) is not None
    )


def title_lines(paragraphs: Sequence[Paragraph], first: int) -> list[str]:
    """The lines of the title that begins at `first`, down to the one that completes it; else the first alone."""
    lines: list[str] = []
    for index in range(first, min(first + LINES, len(paragraphs))):
        text = paragraphs[index].text
        if not is_title_line(paragraphs[index]) or is_a.is_date(text) or is_a.is_doc_number(text):
            break
        lines.append(text)
        if completes("".join(lines), paragraphs[index + 1 : index + 2]):
            return lines
    return lines[:1]


def completes(title: str, below: Sequence[Paragraph]) -> bool:
    """Whether a title says what kind of text it is, and the line below does not say it better."""
    bare = bare_title(title)
    if title.count("《") > title.count("》") or (below and is_title_line(below[0]) and _FRAGMENT.match(below[0].text)):
        return False
    if _CARRIES.search(title) and not _CARRIER.search(bare):
        return False
    if _KIND.search(bare):
        return True
    goes_on = bool(below) and is_title_line(below[0]) and _KIND.search(bare_title(below[0].text)) is not None
    return _WEAK_KIND.search(bare) is not None and not goes_on


def bare_title(title: str) -> str:
    """A title without quotation marks and a bracket at its end: the bracket of （试行）."""
    bare = title.rstrip("”》")
    return _TRAILING_BRACKETS.sub("", bare).rstrip("”》 ") if bare.endswith(("）", ")")) else bare


def names_a_kind(title: str) -> bool:
    """Whether a line ends like a title (…方案, …名单, …表)."""
    bare = bare_title(title)
    return _KIND.search(bare) is not None or _WEAK_KIND.search(bare) is not None


def same_shape(title: str) -> str:
    """A title without what differs between its copies on one page: white space, the shapes of brackets and dashes."""
    plain = "".join(title.split())
    return plain.translate(_SHAPES) if _SHAPED.search(plain) else plain


def plain_name(title: str) -> str:
    """A title as `same_name` compares it."""
    return _QUOTES.sub("", same_shape(bare_title(title)))


def same_name(name: str, title: str) -> bool:
    """Whether a cover's name for a text and that text's own title, both plain, are the same but for words around."""
    short, long = (name, title) if len(name) <= len(title) else (title, name)
    return len(short) >= 6 and short in long and len(short) * 2 >= len(long)
