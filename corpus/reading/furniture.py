"""What stands among a document's lines and is not of it: share bars, font sizes, QR captions, pagers, file links."""

from __future__ import annotations

import re
from collections.abc import Collection

from corpus.metadata import is_label, label_columns, labels_in, opens_with_label, read_labels
from corpus.reading.line_forms import LABEL
from corpus.reading.lines import Line

# The line under a title: a day, the time of it, where the page has it from, buttons. A day alone as computers write it.
_ABOUT_PAGE = r"(?:(?:信息|文章|稿件|新闻)?来源|作者|浏览|点击|阅读|访问|字体|字号|分享|打印|【).{0,100}"
_TIME = r"\d{1,2}:\d\d(?::\d\d)?"
_STAMP = (
    rf"(?:(?:19|20)\d\d-\d{{1,2}}-\d{{1,2}}(?:\s?{_TIME})?\s?(?:{_ABOUT_PAGE})?"
    rf"|(?:19|20)\d\d[/.年]\d{{1,2}}[/.月]\d{{1,2}}日?\s?(?:{_TIME}\s?(?:{_ABOUT_PAGE})?|{_ABOUT_PAGE}))"
)
_WIDGET = (
    r"(?:【|\[|［)?\s?(?:"
    r"(?:字体|字号|文字大小|字体大小)\s?[：:]?.{0,20}|[大中小](?:\s[大中小]){0,2}|[|｜/\s+\-T]{1,9}"
    r"|(?:视力)?保护(?:视力)?色.{0,10}|分享(?:到|至|给|[：:]).{0,30}|(?:语音)?播报[：:].{0,20}"
    r"|(?:请|用|打开|使用|微信|手机|支付宝){0,4}[“\"]?扫[一1]扫[”\"]?.{0,40}|扫描二维码.{0,30}|.{0,20}二维码.{0,20}"
    r"|[上下前后]一(?:篇|条|页).{0,100}|(?:首|尾)页|第?\s?\d{1,3}\s?(?:页|/\s?\d{1,3})|共\s?\d{1,3}\s?页"
    r"|(?:您)?(?:现在|当前|所在)?(?:的)?(?:所在)?位置\s?[：:].{0,120}|>{1,2}.{0,30}|首页\s?[>＞»].{0,100}"
    r"|(?:浏览|点击|阅读|访问)(?:次数|量|数)?\s?[：:]?\s?\d{0,8}\s?次?"
    r"|(?:责任)?(?:编辑|编审|校对|审核|初审|终审|复审|作者|供稿)\s?[：:].{0,30}"
    r"|(?:信息|文章|稿件|新闻)?来源\s?[：:].{0,40}|(?:发布|更新|公开|上网)(?:日期|时间)\s?[：:].{0,80}|稿源\s?[：:].{0,30}"
    rf"|(?:(?:日期|时间)\s?[：:]\s?)?{_STAMP}|日期\s?[：:]\s?(?:19|20)\d\d[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?"
    r"|文件下载\s?[：:]?|附件下载\s?[：:]?|点击下载.{0,30}|在线阅读|查看全文|正文"
    r"|您(?:对|认为|觉得).{0,20}(?:满意|有用|有帮助|评价).{0,8}|(?:(?:非常|很|基本|比较|不)?(?:满意|一般)\s?){2,5}|(?:建议|推荐)(?:您)?使用.{0,40}(?:分辨率|浏览器).{0,30}"
    r"|版权所有.{0,80}|Copyright.{0,80}|©.{0,80}|.{0,60}ICP备.{0,40}|.{0,30}公网安备.{0,40}|(?:政府)?网站标识码.{0,30}|中国政府网.{0,20}|网站地图.{0,60}"
    r")\s?(?:】|\]|］)?"
)
_PAGER = r"(?:\d{1,2}\s){1,30}(?:\d{1,2})?\s?(?:下一?页|末页|尾页)?.{0,10}|(?:上一页|下一页|首页|末页)(?:\s.{0,40})?"
_FURNITURE = re.compile(f"{_WIDGET}|{_PAGER}")
# What the buttons of a bar say. A line of nothing else is such a bar: 【打印】【关闭】, A- A A+.
_BUTTON = (
    r"(?:打\s?印|关\s?闭|收\s?藏|纠\s?错)(?:窗口|本页|此页|页面|当前页|本文|文章|网页|内容)?|我要(?:纠错|评论|分享|收藏)|朗读|点赞"
    r"|(?:返回|回到)(?:顶部|首页|上一?页|上级|列表)|下载(?:文件|附件|PDF|Word)?|分享|微信|(?:新浪)?微博|QQ(?:空间|好友)?|朋友圈"
    r"|繁[體体]?(?:中文|版)?|简体?(?:中文|版)?|(?:进入|打开)?无障碍(?:浏览|阅读|模式|版)?|(?:长者|适老|关怀)(?:模式|版)"
    r"|[Aa][a+-]?|TOP|[Tt]op|[大中小](?!\w)"
)
_BUTTONS = re.compile(_BUTTON)
_BETWEEN = " |｜/【】[］［]()（）:：、·>-"
_BAR = re.compile(rf"[{re.escape(_BETWEEN)}]{{0,9}}(?:{_BUTTON})")
_LONGEST_BAR = 60  # characters
_FILE = re.compile(
    r"(?!附\s?件\s?\d{0,2}\s?[：:]).{1,200}\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|ceb|txt|jpe?g|png)\s?(?:[（(].{0,20}[)）])?",
    re.I,
)
# What follows these words at the end of a page is other documents.
_ELSEWHERE = re.compile(
    r"(?:【|\[|■|◆|●|>>)?\s?(?:相关(?:链接|解读|文档|文件|附件|稿件|信息|阅读|新闻|政策|报道|推荐|内容)|延伸阅读|推荐阅读|政策解读|图解|(?:政策|文件|相关)?解读(?:文件|材料|链接)?|"
    r"热点推荐|关联(?:文件|稿件|解读)|[上下前后]一(?:篇|条)|扫一扫|扫描二维码|友情链接|版权(?:所有|声明|说明)|免责声明|分享到|我要纠错|打印本页|"
    r"(?:【)?关闭窗口)(?:】|\])?\s?[：:]?.{0,60}"
)
_HOST = re.compile(
    r"(?:网站)?主办(?:单位)?\s?[：:]"
)  # of the site where it stands in the page's foot, else of an event
_ANNEX = re.compile(r"附\s?[件表录]|\d{1,2}\s?[.．、]|第[一二三四五六七八九十]")
_BARE_LABEL = re.compile(r"(?:相关)?附件(?:下载|列表)?\s?[：:]?")  # a widget's label with no file under it

_ABOUT = re.compile("(?:解读|图解|答记者问|问答)$|一图读?懂")
_HEAD_LINES = 24
_TITLE_LINES = 6  # within which the line under the title stands
_DAY = re.compile(r"(?:19|20)\d\d[/.]\d{1,2}[/.]\d{1,2}")
_COPIED = 20  # characters: shorter lines tell no copy
_BEFORE_COPY = 3  # long lines, at most
_SAME = 0.9  # of the long lines of two copies
_FOOT_LINES = 12
_LONGEST = 240  # characters of a line of furniture: a file's name
_LONGEST_POINTER = 90  # of one to other documents


def is_furniture(line: Line) -> bool:
    """Whether a line is a widget's or a file link's text."""
    text = line.text
    if line.table or len(text) > _LONGEST or text[-1] in "。；" or (len(text) > 40 and "。" in text):
        return False
    if "." in text and _FILE.fullmatch(text):
        return True
    return not LABEL.match(text) and (_FURNITURE.fullmatch(text) is not None or _is_bar(text))


def _is_bar(text: str) -> bool:
    return len(text) <= _LONGEST_BAR and _BAR.match(text) is not None and not _BUTTONS.sub("", text).strip(_BETWEEN)


def without_furniture(lines: list[Line], files: Collection[str] = ()) -> list[Line]:
    """A document's own lines: widgets dropped, and all from where other documents are pointed to.

    files: the titles of the files that the page links; a line that is such a link and no more is dropped too.
    """
    end = _end_of_text(lines)
    kept = [
        line for line in lines[:end] if not is_furniture(line) and not (line.linked and _leads_away(line.text, files))
    ]
    while kept and _BARE_LABEL.fullmatch(kept[-1].text):
        kept.pop()
    return kept


def _end_of_text(lines: list[Line]) -> int:
    """Where the page's foot, or lines that point to other documents, begin behind the last prose.

    Bars above all text are no such lines, though they say the same (打印本页).
    """
    end = last = len(lines)
    for index in range(last - 1, -1, -1):
        if _is_pointer(lines[index].text) or (end - index <= _FOOT_LINES and _is_foot(lines[index:end])):
            end = index
        elif _is_prose(lines[index]):
            break
    if end == last:
        return last
    begin = next((at for at, line in enumerate(lines) if not is_furniture(line)), last)
    return next((at for at in range(max(begin, end), last) if at == end or _is_pointer(lines[at].text)), last)


def _is_foot(lines: list[Line]) -> bool:
    """Whether lines up to the end of the text are a page's foot: 主办：…, and what only feet say."""
    return (
        len(lines) > 1
        and _HOST.match(lines[0].text) is not None
        and all(is_furniture(line) or _BARE_LABEL.fullmatch(line.text) for line in lines[1:])
    )


def _is_pointer(text: str) -> bool:
    return len(text) <= _LONGEST_POINTER and _ELSEWHERE.fullmatch(text) is not None


def _leads_away(text: str, files: Collection[str]) -> bool:
    """Whether a link's text is that of a file (a list of annexes aside) or of another page about this document."""
    return (text in files and not _ANNEX.match(text)) or _ABOUT.search(text) is not None


def _is_prose(line: Line) -> bool:
    return not line.table and len(line.text) > 24 and "。" in line.text


def without_labels(lines: list[Line]) -> tuple[list[Line], list[str]]:
    """A document's lines without the labels and values (索引号 …) that stand among them, and the tables of such.

    Lines are labels only at the head, before the first sentence, and never one alone. Under a label that is a line of
    its own stands its value. A day as computers write it, right at the head, is the page's.
    """
    tables = {at: cells for at, line in enumerate(lines) if line.table and (cells := _label_table(line.text))}
    head = next((at for at, line in enumerate(lines[:_HEAD_LINES]) if "。" in line.text), min(_HEAD_LINES, len(lines)))
    said: dict[int, int] = {}  # labels of a line, 0 for a value's
    top = enumerate(lines[: min(head, _TITLE_LINES)])
    days = [at for at, line in top if line.text[0] in "12" and _DAY.fullmatch(line.text)]
    for at, line in enumerate(lines[:head]):
        if not line.table and (opens_with_label(line.text) or is_label(line.text)):
            said[at] = labels_in(line.text)
        elif at - 1 in said and is_label(lines[at - 1].text) and not line.table and line.align != "center":
            said[at] = 0
    dropped = {*tables, *days, *(said if sum(said.values()) > 1 else ())}
    return [line for at, line in enumerate(lines) if at not in dropped], list(tables.values())


def _label_table(text: str) -> str:
    """A table of two labels or more, as `read_labels` wants it; empty for any other."""
    if is_label(text.partition("\t")[0]) and (columns := label_columns([row.split("\t") for row in text.split("\n")])):
        return columns
    return text if len(read_labels(text)) >= 2 else ""


def without_links(lines: list[Line]) -> list[Line]:
    """The lines without those that only point elsewhere, for a container that was guessed; lists of annexes stay."""
    return [line for line in lines if not line.linked or _ANNEX.match(line.text)]


def without_second_copy(lines: list[Line]) -> list[Line]:
    """One copy of a document that a page holds twice (for desktop and for mobile), one after the other.

    Before the first copy may stand a line or two that the second does not have: the page's own title.
    """
    long = [index for index, line in enumerate(lines) if len(line.text) > _COPIED]
    texts = [lines[index].text for index in long]
    if len(set(texts)) == len(texts):
        return lines
    for first in range(min(_BEFORE_COPY, len(long) // 2)):
        for second in _places_of(texts[first], texts, first + 1):
            before, after = texts[first:second], texts[second:]
            same = sum(a == b for a, b in zip(before, after, strict=False))
            if len(before) > 1 and same >= _SAME * max(len(before), len(after)):
                start, end = long[first], long[second]
                while start and lines[end - 1].text == lines[start - 1].text:  # the copy's short first lines
                    start, end = start - 1, end - 1
                return lines[:end]
    return lines


def _places_of(text: str, texts: list[str], after: int) -> list[int]:
    """Where a text stands again, about half way to the end: a few places, however often it is repeated."""
    middle, width = (len(texts) + after) // 2, len(texts) // 10 + 1
    return [at for at in range(max(after, middle - width), min(len(texts), middle + width)) if texts[at] == text][:8]
