"""How officials write dates and document numbers (文号), and the one form we keep them in.

Used by the sources (what a list shows) and by the metadata reader (what a page shows). Pure.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))

_DIGITS = str.maketrans("〇○零Ｏ０一二三四五六七八九１２３４５６７８９", "00000123456789123456789")
_WESTERN = re.compile(r"(?<!\d)((?:19|20)\d\d)\s{0,4}([-/.年])\s{0,4}(\d{1,2})\s{0,4}[-/.月]\s{0,4}(\d{1,2})(?!\d)")
_CHINESE = re.compile(
    r"([〇○零Ｏ0一二三四五六七八九]{4})\s{0,4}年\s{0,4}([一二三四五六七八九十]{1,3})\s{0,4}月\s{0,4}([一二三四五六七八九十]{1,3})\s{0,4}日"
)
_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)", re.ASCII)
_EPOCH = re.compile(r"\d{9,10}|\d{12,13}")
_URL_DATES = (
    re.compile(r"/t((?:19|20)\d\d)(\d\d)(\d\d)_"),  # TRS
    re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})/"),  # Hanweb /art/2022/9/13/, gov.cn 2019-02/13
    re.compile(r"/((?:19|20)\d\d)(\d\d)/(\d\d)/"),  # 河北
    re.compile(r"/((?:19|20)\d\d)(\d\d)(\d\d)/"),  # 上海
)


def day(year: int, month: int, day_of_month: int) -> date | None:
    """A date, or None where there is no such day."""
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None


def chinese_number(text: str) -> int:
    """1 to 99 as Chinese writes them: 三, 十二, 二十, 三十一. 0 where it is none."""
    digits = "〇一二三四五六七八九"
    if not text or any(char not in "一二三四五六七八九十" for char in text):
        return 0
    tens, ten, ones = text.partition("十")
    if not ten:
        return digits.index(text) if len(text) == 1 else 0
    if len(tens) > 1 or len(ones) > 1 or ones == "十":
        return 0
    return (digits.index(tens) if tens else 1) * 10 + (digits.index(ones) if ones else 0)


def read_date(value: str | int | float | None) -> date | None:
    """The first date in a value, as a day in China; None where there is none.

    Takes 2021年10月12日 (with stray spaces), 二〇二一年十月十二日, 2021-10-12, 2021/10/12, 2021.10.12
    (each with or without a time), ISO with Z or an offset (which may change the day), and epoch
    seconds or milliseconds.
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        value = str(int(value)) if 0 <= value < 1e13 else ""
    text = value.strip()
    if _EPOCH.fullmatch(text):
        seconds = int(text) / (1000 if len(text) > 10 else 1)
        return datetime.fromtimestamp(seconds, UTC).astimezone(CHINA).date()
    if (zoned := _UTC.search(text)) and (found := _day_in_china(zoned.group())):
        return found
    if western := _WESTERN.search(text):
        year, _, month, day_of_month = western.groups()
        return day(int(year), int(month), int(day_of_month))
    if chinese := _CHINESE.search(text):
        year, month, day_of_month = chinese.groups()
        return day(int(year.translate(_DIGITS)), chinese_number(month), chinese_number(day_of_month))
    return None


def _day_in_china(moment: str) -> date | None:
    """The day of a moment with its zone; None where there is no such moment, or no day of it in China."""
    try:
        return datetime.fromisoformat(moment).astimezone(CHINA).date()
    except (ValueError, OverflowError):
        return None


def date_in_url(url: str) -> date | None:
    """The day that an article's address names, where its platform writes one (families.md, "Date from the URL")."""
    for pattern in _URL_DATES:
        if found := pattern.search(url):
            return day(*map(int, found.groups()))
    return None


_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_OPEN, _CLOSE = r"[〔\[（(﹝【［〕〈<{]", r"[〕\]）)﹞】］〔〉>}]"
_YEAR = r"(?:(?:19|20)\d\d|[〇○零一二三四五六七八九]{4}|[5-9]\d)"
_COUNT = r"[第]?\s{0,3}(?:\d{1,5}|[〇○零一二三四五六七八九十百]{1,6})"
# 国发〔2019〕4号 in any bracket; the prefix (机关代字) may carry a bracket of its own: 财农（综）〔2018〕5号.
_NUMBER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{1,20}(?:[（(][\u4e00-\u9fff]{1,10}[)）][\u4e00-\u9fff]{0,6})?)\s{0,3}"
    rf"{_OPEN}\s{{0,3}}(?P<year>{_YEAR})\s{{0,3}}年?{_CLOSE}\s{{0,3}}字?(?P<number>{_COUNT})\s{{0,3}}号(?P<rest>之[一二三四五六七八九十]{{1,2}})?"
)
# 国务院令第374号, 教育部公告2021年第5号, 卫生部令1992年第24号
_ORDER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{2,30}(?:令|公告|通告))\s{0,3}[（(]?\s{0,3}(?:(?P<year>(?:19|20)\d\d)\s{0,3}年\s{0,3})?"
    r"第\s{0,3}(?P<number>\d{1,5}|[〇○零一二三四五六七八九十百]{1,6})\s{0,3}号\s{0,3}[)）]?"
)
# 发改委第36号令
_ORDER_LAST = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{2,24})\s{0,3}第?\s{0,3}(?P<number>\d{1,5})\s{0,3}号\s{0,3}(?P<kind>令|公告)"
)
# Words of running text that a greedy prefix would take for a part of the number.
_VERBS = "根据|按照|依据|依照|遵照|贯彻|落实|关于|印发|转发|下发|发布|执行|废止|以及|及其|文号|字号|编号"
_LEAD = re.compile(rf".*(?:{_VERBS}|见|附|即|由|的|和|与|对|在|为|以|按)(?=[\u4e00-\u9fff]{{2}})")
_ORDER_LEAD = re.compile(rf".*(?:{_VERBS})(?=[\u4e00-\u9fff]{{2}})")
_COUNTRY = re.compile(r"^(?:中华人民共和国)(?=.)")
_DATE_BEHIND = re.compile(r"(?<=号)[，,]?(?:19|20)\d\d年\d{1,2}月\d{1,2}日$")  # （鲁教体发〔2018〕1号 2018年4月16日）


def read_doc_number(text: str) -> str:
    """The first document number in a text, as 国发〔2019〕4号 or 国务院令第374号; empty where there is none.

    Takes every bracket that is typed for 〔〕, full-width and Chinese digits, years of two digits and stray blanks.
    """
    if "号" not in text:
        return ""
    plain = text.translate(_FULL_WIDTH_DIGITS)
    words = plain.split()
    if len(plain) <= 60 and sum(len(word) == 1 for word in words) * 4 >= 3 * len(words):
        plain = "".join(words)  # letter-spaced: 国 发 〔 2019 〕 4 号
    numbered, order = _NUMBER.search(plain), _ORDER.search(plain)
    if numbered and (not order or numbered.start() <= order.start()):
        year = numbered["year"].translate(_DIGITS)
        year = f"19{year}" if len(year) == 2 else year
        return f"{_LEAD.sub('', numbered['issuer'])}〔{year}〕{_arabic(numbered['number'])}号{numbered['rest'] or ''}"
    if order:
        year = f"{order['year']}年" if order["year"] else ""
        return f"{_COUNTRY.sub('', _ORDER_LEAD.sub('', order['issuer']))}{year}第{_arabic(order['number'])}号"
    if last := _ORDER_LAST.search(plain):
        issuer = _COUNTRY.sub("", _ORDER_LEAD.sub("", last["issuer"].removesuffix("第")))
        return f"{issuer}{last['kind']}第{int(last['number'])}号"
    return ""


def is_doc_number(text: str) -> bool:
    """Whether a line holds one document number and nothing else, brackets around it and a date behind it aside."""
    if len(text) > 60 or "号" not in text:
        return False
    plain = re.sub(r"\s", "", text.translate(_FULL_WIDTH_DIGITS)).rstrip("。")
    inner = plain[1:-1] if plain[:1] in "（(" and plain[-1:] in "）)" else plain
    inner = _DATE_BEHIND.sub("", inner)
    return any(pattern.fullmatch(line) for pattern in (_NUMBER, _ORDER, _ORDER_LAST) for line in (plain, inner))


def _arabic(count: str) -> str:
    """A count in Arabic digits: 4, 〇〇四 as 004 is 4, 十二 is 12."""
    digits = re.sub(r"[第\s]", "", count)
    if digits.isdecimal():
        return str(int(digits))
    if set(digits) & set("十百"):
        hundreds, hundred, rest = digits.rpartition("百")
        rest = rest.lstrip("零〇○")
        tens = rest.partition("十")
        value = (chinese_number(hundreds) or 1) * 100 if hundred else 0
        return str(value + (chinese_number(rest) if tens[1] or rest else 0))
    return str(int(digits.translate(_DIGITS)))
