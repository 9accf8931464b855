"""What stands among a document's lines and is not of it: share bars, font sizes, QR captions, pagers, file links."""

from __future__ import annotations

import re
from collections.abc import Collection

from corpus.metadata import opens_with_label, read_labels
from corpus.reading.lines import Line

_WIDGET = (
    r"(?:【|\[|［)?\s?(?:"
    r"(?:字体|字号|文字大小|字体大小)\s?[：:]?.{0,20}|Aa|[大中小](?:\s[大中小]){0,2}|[|｜/\s+\-T]{1,9}|繁體?|简体|无障碍|A[+-]?"
    r"|(?:视力)?保护(?:视力)?色.{0,10}|(?:(?:打\s?印|关\s?闭|收\s?藏|纠\s?错)(?:窗口|本页|此页|页面|当前页|本文|文章|网页)?\s?[|｜/]?\s?){1,4}|下载(?:文件|附件|PDF|Word)?|(?:返回|回到)(?:顶部|首页|上一?页|上级|列表)"
    r"|分享(?:到|至)?.{0,30}|微信|微博|QQ空间|(?:用)?(?:手机)?扫一扫.{0,40}|扫描二维码.{0,30}|.{0,20}二维码.{0,20}"
    r"|(?:上|下)一(?:篇|条|页).{0,100}|(?:首|尾)页|第?\s?\d{1,3}\s?(?:页|/\s?\d{1,3})|共\s?\d{1,3}\s?页"
    r"|(?:您)?(?:现在|当前|所在)?(?:的)?(?:所在)?位置\s?[：:].{0,120}|>{1,2}.{0,30}|首页\s?[>＞»].{0,100}"
    r"|(?:浏览|点击|阅读|访问)(?:次数|量|数)?\s?[：:]?\s?\d{0,8}\s?次?"
    r"|(?:责任)?(?:编辑|编审|校对|审核|初审|终审|复审|作者|供稿)\s?[：:].{0,30}"
    r"|(?:信息|文章|稿件|新闻)?来源\s?[：:].{0,40}|(?:发布|更新|公开|上网)(?:日期|时间)\s?[：:].{0,80}|稿源\s?[：:].{0,30}"
    r"|(?:19|20)\d\d-\d{1,2}-\d{1,2}(?:\s\d{1,2}:\d\d(?::\d\d)?)?\s?(?:(?:信息|文章)?来源\s?[：:].{0,60})?"
    r"|文件下载\s?[：:]?|附件下载\s?[：:]?|点击下载.{0,30}|在线阅读|查看全文|正文"
    r"|版权所有.{0,80}|.{0,60}ICP备.{0,40}|.{0,30}公网安备.{0,40}|(?:政府)?网站标识码.{0,30}|中国政府网.{0,20}|网站地图.{0,60}"
    r")\s?(?:】|\]|］)?"
)
_PAGER = r"(?:\d{1,2}\s){1,30}(?:\d{1,2})?\s?(?:下一?页|末页|尾页)?.{0,10}|(?:上一页|下一页|首页|末页)(?:\s.{0,40})?"
_FURNITURE = re.compile(f"{_WIDGET}|{_PAGER}")
_FILE = re.compile(
    r"(?!附\s?件\s?\d{0,2}\s?[：:]).{1,200}\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|ceb|txt|jpe?g|png)\s?(?:[（(].{0,20}[)）])?",
    re.I,
)
# What follows these words at the end of a page is other documents.
_ELSEWHERE = re.compile(
    r"(?:【|\[|■|◆|●|>>)?\s?(?:相关(?:链接|解读|文档|文件|附件|稿件|信息|阅读|新闻|政策|报道|推荐|内容)|延伸阅读|推荐阅读|政策解读|图解|(?:政策|文件|相关)?解读(?:文件|材料|链接)?|"
    r"热点推荐|关联(?:文件|稿件|解读)|(?:上|下)一(?:篇|条)|扫一扫|扫描二维码|友情链接|主办(?:单位)?\s?[：:]|版权所有|分享到|我要纠错|打印本页|"
    r"(?:【)?关闭窗口)(?:】|\])?\s?[：:]?.{0,60}"
)
_ANNEX = re.compile(r"附\s?[件表录]|\d{1,2}\s?[.．、]|第[一二三四五六七八九十]")
_BARE_LABEL = re.compile(r"(?:相关)?附件(?:下载|列表)?\s?[：:]?")  # a widget's label with no file under it

_ABOUT = re.compile("(?:解读|图解|答记者问|问答)$|一图读?懂")
_HEAD_LINES = 24
_LONGEST = 240  # characters of a line of furniture: a file's name
_LONGEST_POINTER = 90  # of one to other documents


def is_furniture(line: Line) -> bool:
    """Whether a line is a widget's or a file link's text."""
    text = line.text
    if line.table or len(text) > _LONGEST or (len(text) > 40 and "。" in text):
        return False
    return bool(_FURNITURE.fullmatch(text) or ("." in text and _FILE.fullmatch(text)))


def without_furniture(lines: list[Line], files: Collection[str] = ()) -> list[Line]:
    """A document's own lines: widgets dropped, and all from where other documents are pointed to.

    files: the titles of the files that the page links; a line that is such a link and no more is dropped too.
    """
    end = len(lines)
    for index, line in enumerate(lines):
        if (
            len(line.text) <= _LONGEST_POINTER
            and _ELSEWHERE.fullmatch(line.text)
            and not any(_is_prose(rest) for rest in lines[index + 1 :])
        ):
            end = index
            break
    kept = [
        line for line in lines[:end] if not is_furniture(line) and not (line.linked and _leads_away(line.text, files))
    ]
    while kept and _BARE_LABEL.fullmatch(kept[-1].text):
        kept.pop()
    return kept


def _leads_away(text: str, files: Collection[str]) -> bool:
    """Whether a link's text is that of a file (a list of annexes aside) or of another page about this document."""
    return (text in files and not _ANNEX.match(text)) or _ABOUT.search(text) is not None


def _is_prose(line: Line) -> bool:
    return not line.table and len(line.text) > 24 and "。" in line.text


def without_labels(lines: list[Line]) -> tuple[list[Line], list[str]]:
    """A document's lines without the labels and values (索引号 …) that stand among them, and the tables of such.

    Lines are labels only at the head, before the first sentence, and never one alone.
    """
    tables = [line.text for line in lines if line.table and len(read_labels(line.text)) >= 2]
    head = next((at for at, line in enumerate(lines[:_HEAD_LINES]) if "。" in line.text), min(_HEAD_LINES, len(lines)))
    said = {line.text for line in lines[:head] if not line.table and opens_with_label(line.text)}
    dropped = {*tables, *(said if len(said) > 1 else ())}
    return [line for line in lines if line.text not in dropped], tables


def without_links(lines: list[Line]) -> list[Line]:
    """The lines without those that only point elsewhere, for a container that was guessed; lists of annexes stay."""
    return [line for line in lines if not line.linked or _ANNEX.match(line.text)]


def without_second_copy(lines: list[Line]) -> list[Line]:
    """One copy of a document that a page holds twice (for desktop and for mobile), one after the other."""
    long = [index for index, line in enumerate(lines) if len(line.text) > 20]
    if len(long) < 4:
        return lines
    first = lines[long[0]].text
    for index in long[1:]:
        if lines[index].text != first:
            continue
        before = [line.text for line in lines[:index] if len(line.text) > 20]
        after = [line.text for line in lines[index:] if len(line.text) > 20]
        same = sum(a == b for a, b in zip(before, after, strict=False))
        if same >= 0.9 * max(len(before), len(after)):
            start = long[0]
            while start and lines[index - 1].text == lines[start - 1].text:  # the copy's short first lines
                start, index = start - 1, index - 1
            return lines[:index]
    return lines
