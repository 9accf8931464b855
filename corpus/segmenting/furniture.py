"""What a paragraph is when it is no text (unit standard, section 4), told by its own words alone.

Each test takes one stripped paragraph. Where it stands decides which tests apply: see `texts`.
"""

from __future__ import annotations

import re

from corpus.segmenting.sentences import final_mark

REACH = 400
"""The most characters of a note of responsibility, and those before one that are looked at."""

_YEAR = r"(?:(?:19|20)\d\d|[二一][〇○零Ｏ0一二三四五六七八九]{3})"
_DATE = rf"{_YEAR}\s?[年\-./]\s?[\d一二三四五六七八九十]{{1,3}}\s?[月\-./]\s?[\d一二三四五六七八九十]{{1,3}}\s?日?"
_MONTH = rf"{_YEAR}\s?年\s?[\d一二三四五六七八九十]{{1,2}}\s?月"
_DATE_LINE = re.compile(
    rf"[（(]?(?:(?:发布|发文|成文|印发|公布|施行)(?:日期|时间)?[：:]\s?)?(?:{_DATE}(?:印发|发布|公布)?|{_MONTH})[）)]?"
)
_DATE_AT_END = re.compile(rf"{_DATE}(?:印发)?$")
_DATE_ENDS = frozenset("月日发布）)0123456789一二三四五六七八九十")
_COLON = re.compile("[：:]")
_BRACKETED_YEAR = r"[〔\[（(【〈﹝［]\s?(?:19|20)\d\d\s?[〕\])）】〉﹞］]"
_NUMBERED = rf"[\u4e00-\u9fff（）()、 ]{{1,40}}\s?{_BRACKETED_YEAR}\s?第?\s?\d{{1,5}}\s?号"
_ORDERED = (
    r"[\u4e00-\u9fff ]{0,30}(?:令|公告)?\s?[（(]?(?:(?:19|20)\d\d年)?"
    r"第\s?[\d〇零一二三四五六七八九十百]{1,6}\s?号[）)]?"
)
_DOC_NUMBER_LINE = re.compile(rf"[（(]?\s?(?:{_NUMBERED}|{_ORDERED})\s?[，,]?\s?(?:{_DATE})?\s?[）)]?")
# The last words of the names of bodies, as addressees and signatures use them; 社会, 全部 and the like end none.
_BODY = (
    "政府|人大|政协|(?<![社机])会|委|(?<![全干内])部|厅|局|(?<![举开承主协])办|院|总署|行署|审计署|校|机构|单位|部门|公司|集团|中心|"
    "[银分支总]行|大学|中学|小学|司|(?<![之用好益])处|研究所|[处科股公]室|站|馆|合作社|社联|团体|兵团|企业|园|区|市|县|省|州|盟|旗|"
    "[总支大]队|组|乡|镇|街道|妇联|文联|科协|残联|侨联"
)
_ADDRESSED = "所|社|团|户|你们|室|队|代表|委员|同志|人员|专家|教师|家长|考生|同学|先生|女士|市民|居民|企业家|干部|职工"
_BODY_END = re.compile(rf"(?:{_BODY})$")
_ADDRESSEE_END = re.compile(rf"(?:{_BODY}|{_ADDRESSED})们?$")
_OFFICE = re.compile(r"(?:长|主席|主任|总理|书记)\s")
_BRACKETED = re.compile(r"[（(][^（）()]{0,60}[）)]")
_NOT_A_NAME = re.compile(
    r"如下|通知|意见|要求|根据|按照|现将|包括|以下|下列|为了|印发|贯彻|落实|是[:：]|具体|内容|方式|条件|职责|任务|措施"
)
_REMARK = re.compile(
    r"此件|公开发布|主动公开|依申请公开|不予公开|删减|节选|^略$|删除$|新华社|记者|^完$|^全文完$|电$|另发|另行|通过$|修正$|修订$|公布$|施行$|附后$|^详见|^见附|摘要$"
)
_CONTACT = re.compile(
    r"[（(]?(?:[\d]{1,2}[.．、]\s?)?[\u4e00-\u9fff]{0,8}?"
    r"(?:联\s?系\s?人|联系方式|联系电话|电\s{0,4}话|传\s{0,4}真|手机|邮\s{0,4}箱|邮件|邮编|邮政编码|网\s{0,4}址|网站|地\s{0,4}址|微信|QQ|[Ee]-?[Mm]ail)"
    r"(?:号码|号|地址|姓名|及(?:联系)?电话|和(?:联系)?电话|、电话|（[^（）]{0,20}）)?\s{0,4}[：:]"
)
_NOTE_HEAD = (
    r"(?:责任|牵头|配合|负责|协办|主管|主责|参与|参加|协同|实施|落实)(?:责任|配合|实施|落实)?(?:单位|部门|机关|处室|科室|主体|股室)"
    r"(?:和(?:责任|配合|参与)?(?:单位|部门))?\s?[：:]"
)
_NOTE_PARAGRAPH = re.compile(r"(?:责任|牵头|配合|负责)(?:责任)?(?:单位|部门)\s?[：:]")
_NOTE = re.compile(
    rf"{_NOTE_HEAD}|适用范围\s?[：:]|牵头|负责|职责分工|分工落实|按职责|(?:配合|指导|参与|协助|实施|落实|组织|承担|参加)[）)〕】\]。]{{0,2}}$"
)
_PLAIN_NOTE = re.compile(rf"[（(〔【\[]\s?{_NOTE_HEAD}|牵头|分工负责|按职责|分别负责")
_OPEN, _CLOSE = "（(〔【[", "）)〕】]"
_LISTED = re.compile(r"附\s?[件表录]?\s{0,2}[：:]\s{0,4}")
_NUMBERED_LIST = re.compile(r"附\s?[件表录]?\s{0,2}[：:]\s{0,4}[1１一][.．、]")
_MARKER = re.compile(r"附\s?[件表录]\s{0,3}[\d０-９一二三四五六七八九十]{0,3}\s?(?:-\s?\d{1,2})?\s?[：:.．]?")
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|ceb|rtf|zip|rar|txt)$", re.I)
_NUMBERED_MARKER = re.compile(
    r"附\s?[件表录]\s{0,3}(?:之)?[\d０-９一二三四五六七八九十]{1,3}\s{0,3}[：:.．、\s]\s?(?=\S)"
)
_PAGE = re.compile(
    r"[-—–－]{0,3}\s{0,3}\d{1,4}\s{0,3}[-—–－]{1,3}|[-—–－]{1,3}\s{0,3}\d{1,4}|第\s?\d{1,4}\s?页(?:\s?[,，/]?\s?共\s?\d{1,4}\s?页)?|\d{1,4}\s?/\s?\d{1,4}"
)
# What pages, databases and printed copies put around a text; a sentence may begin with the words of the second.
_FURNITURE = re.compile(
    r"(?:发文机关|发布机构|发布单位|成文日期|主题分类|公文种类|信息分类|有效性|发文字号|信息来源|来源|责任编辑|编辑|主题词|抄\s{0,4}[送报发]|主\s{0,4}送)"
    r"\s?[：:]|主题词\s|【?字[体号][：:]|北大法宝|【?法宝引证码|原文链接|https?://|www\.|索引号|<!--|-->|版权所有"
)
_FURNITURE_WORD = re.compile(
    r"打印|关闭窗口|关闭本页|分享|扫一扫|浏览次数|访问量|点击|【打印|\[打印|相关(?:文章|链接|解读|阅读|新闻)|上一篇|下一篇|返回顶部"
)
_TOOLBAR = re.compile(r"下载|打印|全屏|收藏|分享|关闭|朗读|纠错|加大|还原|减小|放大|缩小|【字[号体]：|[大中小】]")
_ANNEX_TITLE = re.compile(
    r"(?:名单|名册|名录|目录|清单|一览表|汇总表|申报书|申请书|回执|样式|式样|格式|编号|分工|分工方案|分解|进度安排|标准|指标|[^代]表)(?:（[^（）]{0,20}）)?$"
)
_NEWS_HEAD = re.compile(
    r"[（(]?新华社.{1,12}?(?:\d{1,2}月\d{1,2}日)?电[）)]?\s{0,4}(?:[（(]记者[^（）()]{0,30}[）)])?\s{0,4}"
)
_NEWS_LEAD_IN = re.compile(r"印发了?")
_NEWS_END = re.compile(r"(?:全文|主要内容)(?:公布|刊登|发布)?如下[：:。.]?$")


def is_date(text: str) -> bool:
    return len(text) <= 40 and text[-1:] in _DATE_ENDS and _DATE_LINE.fullmatch(text) is not None


def is_doc_number(text: str) -> bool:
    """A line that is a document number and nothing else, with its brackets and date where it has them."""
    return len(text) <= 90 and _DOC_NUMBER_LINE.fullmatch(text) is not None


def is_order(text: str) -> bool:
    """The first line of an order's number: 中华人民共和国国务院令, 第706号 below it."""
    return len(text) <= 30 and text.endswith(("令", "公告")) and "《" not in text


def is_addressee(text: str) -> bool:
    """A paragraph that only names bodies and ends in a colon; one body is enough."""
    if not text.endswith(("：", ":")) or len(text) > 500 or any(mark in text for mark in "。；！？"):
        return False
    names = _BRACKETED.sub("", text[:-1]).strip()
    return _ADDRESSEE_END.search(names) is not None and _NOT_A_NAME.search(names) is None


def is_signature(text: str) -> bool:
    """A short line that ends in the name of a body and holds no mark."""
    return (
        len(text) <= 40 and not any(mark in text for mark in "，。；：:;") and _BODY_END.search(_bare(text)) is not None
    )


def _bare(text: str) -> str:
    return _BRACKETED.sub("", text)


def is_officer(text: str) -> bool:
    """A line of an office and a name: 总理 李克强, 教育部部长 …."""
    return may_sign(text) and _OFFICE.search(text) is not None


def may_sign(text: str) -> bool:
    """A line that a date right below it makes a signature: short, no marks."""
    return len(text) <= 40 and not any(mark in text for mark in "，。；：、！？《》,;:!?")


def signed_date(text: str) -> bool:
    """Signature and date on one line."""
    if len(text) > 60 or text[-1:] not in _DATE_ENDS:
        return False
    found = _DATE_AT_END.search(text)
    return found is not None and found.start() > 0 and is_signature(text[: found.start()].rstrip())


def is_remark(text: str) -> bool:
    """Brackets around a word to the reader: （此件公开发布）, （略）, （2011年1月8日删除）."""
    return in_brackets(text) and _REMARK.search(text[1:-1].rstrip("。").strip()) is not None


def is_note(text: str) -> bool:
    """A note of responsibility alone in brackets."""
    return in_brackets(text) and (_NOTE.search(text[1:-1]) is not None or _names_bodies(text[1:-1]))


def is_note_paragraph(text: str) -> bool:
    """A paragraph that opens with 责任单位： and the like."""
    return _NOTE_PARAGRAPH.match(text) is not None


def is_contact(text: str) -> bool:
    return _COLON.search(text, 0, 40) is not None and _CONTACT.match(text) is not None


def is_attachment_list(text: str) -> bool:
    """附件：… with what is attached on the same line or below."""
    return _LISTED.match(text) is not None


def attachment_named(text: str) -> str:
    """What 附件：… names on its own line; empty where it opens a numbered list."""
    found = _LISTED.match(text)
    return text[found.end() :] if found and not _NUMBERED_LIST.match(text) else ""


def names_a_file(text: str) -> bool:
    """附件：… that ends in a file's suffix: a page's link to a file that is not on the page."""
    return text[:1] == "附" and _FILE.search(text, max(0, len(text) - 6)) is not None


def is_attachment_marker(text: str) -> bool:
    """附件, 附件1, 附件2-1 alone on a line: an annexed text begins."""
    return len(text) <= 14 and _MARKER.fullmatch(text) is not None


def numbered_attachment(text: str) -> bool:
    """附件1：… with a title behind it: a line of a list, or an annexed text's marker and title."""
    return _NUMBERED_MARKER.match(text) is not None and not final_mark(text)


def is_furniture(text: str) -> bool:
    """Page numbers, a page's tools and links, a database's boilerplate."""
    if _FURNITURE.match(text) or (_FURNITURE_WORD.match(text) and final_mark(text) not in ("。", "；", "！", "？")):
        return True
    return len(text) <= 20 and (_PAGE.fullmatch(text) is not None or _TOOLBAR.fullmatch(text) is not None)


def names_an_annex(title: str) -> bool:
    """A title of a list, table or form (名单, 清单, …表)."""
    return _ANNEX_TITLE.search(title) is not None


def is_box(text: str) -> bool:
    """The heading of a 专栏 box."""
    return text.startswith(("专栏", "【专栏")) and not final_mark(text) and len(text) <= 60


def dateline(text: str) -> int:
    """How many characters at the start are a news agency's dateline (新华社北京10月12日电); 0 where there is none."""
    found = _NEWS_HEAD.match(text)
    return found.end() if found else 0


def is_news_lead_in(sentence: str) -> bool:
    """近日，……印发了……，并发出通知……。 or …全文如下：, never 印发 alone."""
    return _NEWS_END.search(sentence) is not None or (
        "发出通知" in sentence and _NEWS_LEAD_IN.search(sentence) is not None
    )


def trailing_note(text: str, first: int, stop: int) -> int:
    """Where the last bracket of the sentence text[first:stop] begins, if it is a note of responsibility that ends it;
    -1 otherwise.
    """
    start = _opening_of_last_bracket(text, first, stop)
    if start < 0:
        return -1
    note, before = text[start:stop], text[max(first, start - REACH) : start].rstrip()
    if not before or final_mark(before):
        return start if is_note(note) else -1
    return start if _PLAIN_NOTE.search(note) else -1


def leading_note(text: str) -> int:
    """Where a note of responsibility that opens a sentence ends; 0 where none does."""
    depth = 0
    for index, char in enumerate(text[:REACH]):
        depth += (char in _OPEN) - (char in _CLOSE)
        if depth <= 0:
            return index + 1 if index and is_note(text[: index + 1]) else 0
    return 0


def _opening_of_last_bracket(text: str, first: int, stop: int) -> int:
    """Where the bracket that closes at the end of text[first:stop] opens, at most REACH before; -1 for none."""
    if stop <= first or text[stop - 1] not in _CLOSE:
        return -1
    depth = 0
    for index in range(stop - 1, max(first, stop - REACH) - 1, -1):
        depth += (text[index] in _CLOSE) - (text[index] in _OPEN)
        if depth == 0:
            return index
    return -1


def in_brackets(text: str) -> bool:
    """The whole text stands inside one pair of brackets."""
    if len(text) < 3 or text[0] not in _OPEN or text[-1] not in _CLOSE:
        return False
    depth = 0
    for index, char in enumerate(text):
        depth += (char in _OPEN) - (char in _CLOSE)
        if depth == 0:
            return index == len(text) - 1
    return False


def _names_bodies(text: str) -> bool:
    names = [name for name in re.split(r"[、，,；;\s]", _BRACKETED.sub("", text)) if name]
    return len(names) > 0 and len(text) <= 120 and all(len(name) <= 20 and _BODY_END.search(name) for name in names)
