"""Titles of documents: told among a document's lines, compared however they are set, and named by a cover."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.reading.line_forms import ARTICLE, FINAL, LABEL, SENTENCE_END, is_name
from corpus.reading.lines import Line
from crawlers.notation import is_doc_number

MAX_TITLE_LINES = 4
TITLE_LINE = 60  # characters of one line of a title, at most

_MARKS = re.compile(r"[\s《》〈〉“”\"‘’'（）()〔〕\[\]【】，,。．.：:；;、·—–\-_|*]")
_GENRES = (
    "通知 通告 公告 意见 决定 办法 方案 规划 批复 复函 公函 函 规定 细则 条例 请示 报告 命令 令 纲要 计划 要点 "
    "措施 制度 标准 指南 章程 法 议案 决议 公报 目录 名单 规则 预案 清单 规范 解读 安排 建议 答复 通报 基准"
)
_COMPLETE = re.compile(rf".{{0,200}}(?:{'|'.join(_GENRES.split())})[》”]?(?:[（(〔].{{1,40}}[)）〕])?")
_VERBS = "印发 发布 公布 转发 批转 颁发 下发 颁布 实施 执行 同意"
_ISSUES = re.compile(
    rf"(?:{'|'.join(_VERBS.split())})\s?(.{{4,120}}?)"
    r"(?:的(?:通知|公告|决定|意见|函|批复|通告|命令|令))?(?:[（(〔].{1,30}号[)）〕]?)?$"
)
_QUOTED = re.compile("《([^《》]{4,100})》")
_DAY_AND_TIME = re.compile(r"(?:19|20)\d{2}(?:\d{4}|年\d{1,2}月\d{1,2}日)(?:\d{4,6})?")  # bare
_NUMBER_AFTER = re.compile(r"[（(〔][^（）()]{2,30}号[）)〕]$")  # 关于……的通知（国发〔2019〕4号）


def bare(text: str) -> str:
    """A text without blanks and marks, for comparing titles however they are set."""
    return _MARKS.sub("", text)


def without_number(title: str) -> str:
    """A title without the document number in brackets behind it."""
    return _NUMBER_AFTER.sub("", title)


def is_complete(text: str) -> bool:
    """Whether a text ends like a title: in a genre of official documents (通知, 办法, 名单 …)."""
    return _COMPLETE.fullmatch(text) is not None


def unspaced(text: str) -> str:
    """A letter-spaced text (国 家 能 源 局) with its letters joined; any other text as it is."""
    if " " not in text:
        return text
    words = text.split(" ")
    if sum(len(word) == 1 for word in words) * 4 >= 3 * len(words):
        return "".join(words)
    return text


def find_title(lines: Sequence[Line], title: str) -> tuple[str, int, list[Line]]:
    """The title that the lines print, the index after it, and lines before it that belong to the text (a number)."""
    wanted = bare(title)
    head = min(8, len(lines))
    for first in range(head):
        if lines[first].table or SENTENCE_END.search(lines[first].text):
            break
        joined = ""
        for last in range(first, min(first + MAX_TITLE_LINES + 1, len(lines))):
            if lines[last].table or len(lines[last].text) > 120:
                break
            joined += unspaced(lines[last].text)
            plain = bare(joined)
            if wanted and (_same_title(plain, wanted) or _issues_the_same(joined, title)):
                taken = last + 1
                while taken < len(lines) and bare(lines[taken].text) and bare(joined + lines[taken].text) == wanted:
                    joined += lines[taken].text
                    taken += 1
                before = [line for line in lines[:first] if is_doc_number(line.text)]
                return joined, taken, before
            if wanted and plain not in wanted and not (last == first and is_name(lines[last].text)):
                break
    if wanted:
        return "", 0, []
    return _unnamed_title(lines)


def _issues_the_same(printed: str, title: str) -> bool:
    """Whether two titles, set in different words, issue the same 《…》."""
    issued = _QUOTED.search(title)
    return issued is not None and issued[0] in printed and is_complete(printed) and is_complete(title)


def _same_title(printed: str, wanted: str) -> bool:
    """Whether a printed title is the page's: the same, or without what one of them leaves out (issuer, number)."""
    if len(printed) < 5:
        return printed == wanted
    if printed == wanted:
        return True
    longer, shorter = (printed, wanted) if len(printed) >= len(wanted) else (wanted, printed)
    if len(shorter) < 8:
        return False
    return (longer.endswith(shorter) and len(longer) - len(shorter) <= 40 and bool(_COMPLETE.fullmatch(shorter))) or (
        longer.startswith(shorter)
        and (
            bool(_COMPLETE.fullmatch(shorter))
            and (is_doc_number(rest := longer[len(shorter) :]) or len(rest) <= 2 or bool(_DAY_AND_TIME.fullmatch(rest)))
        )
    )


def _unnamed_title(lines: Sequence[Line]) -> tuple[str, int, list[Line]]:
    """The title of a page that names none: the centred or bold lines it opens with, to the one that completes them."""
    for first in range(min(4, len(lines))):
        line = lines[first]
        if line.table or SENTENCE_END.search(line.text) or len(line.text) > TITLE_LINE * 2 or line.text[-1] in "：:":
            return "", 0, []
        if is_doc_number(line.text):
            continue
        if (
            not (line.align == "center" or line.bold or _COMPLETE.fullmatch(line.text))
            or LABEL.match(line.text)
            or ARTICLE.match(line.text)
        ):
            return "", 0, []
        last = first
        joined = unspaced(line.text)
        while not _COMPLETE.fullmatch(joined) and last + 1 < min(first + MAX_TITLE_LINES, len(lines)):
            follower = lines[last + 1]
            if (
                follower.table
                or follower.align != line.align
                or is_doc_number(follower.text)
                or follower.text[-1] in FINAL
            ):
                break
            joined += unspaced(follower.text)
            last += 1
        return (joined, last + 1, list(lines[:first])) if len(bare(joined)) >= 5 else ("", 0, [])
    return "", 0, []


def named_texts(title: str, lines: Sequence[Line]) -> set[str]:
    """The texts that a cover says it issues, bare: from its title, and from 《…》 in its first sentences."""
    named = set()
    if found := _ISSUES.search(title):
        named.add(bare(found[1]))
    for line in lines[:6]:
        named.update(bare(text) for text in _QUOTED.findall(line.text))
    return named - {""}
