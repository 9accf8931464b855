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
_UTC = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(Z|[+-]\d\d:?\d\d)")
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
    if len(tens) > 1 or len(ones) > 1:
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
    text = str(int(value)) if isinstance(value, (int, float)) else value.strip()
    if _EPOCH.fullmatch(text):
        seconds = int(text) / (1000 if len(text) > 10 else 1)
        return datetime.fromtimestamp(seconds, UTC).astimezone(CHINA).date()
    if zoned := _UTC.search(text):
        moment = datetime.fromisoformat(zoned.group(0))
        return moment.astimezone(CHINA).date()
    if western := _WESTERN.search(text):
        year, _, month, day_of_month = western.groups()
        return day(int(year), int(month), int(day_of_month))
    if chinese := _CHINESE.search(text):
        year, month, day_of_month = chinese.groups()
        return day(int(year.translate(_DIGITS)), chinese_number(month), chinese_number(day_of_month))
    return None


def date_in_url(url: str) -> date | None:
    """The day that an article's address names, where its platform writes one there (families.md, "Date from the URL")."""
    for pattern in _URL_DATES:
        if found := pattern.search(url):
            return day(*map(int, found.groups()))
    return None


_NUMBER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{1,20}(?:[（(][\u4e00-\u9fff]{1,10}[)）])?)\s{0,3}"
    r"[〔\[（(﹝【［〕]\s{0,3}(?P<year>(?:19|20)\d\d)\s{0,3}[〕\]）)﹞】］〔]\s{0,3}第?\s{0,3}(?P<number>\d{1,5})\s{0,3}号"
)
_ORDER = re.compile(r"(?P<issuer>[\u4e00-\u9fff]{2,30}令)\s{0,3}(?:（|\()?第\s{0,3}(?P<number>\d{1,5})\s{0,3}号")
_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def read_doc_number(text: str) -> str:
    """The first document number in a text, as 国发〔2019〕4号 or 国务院令第374号; empty where there is none.

    Takes every bracket that is typed for 〔〕, full-width digits and stray spaces.
    """
    plain = text.translate(_FULL_WIDTH_DIGITS)
    if found := _NUMBER.search(plain):
        return f"{found['issuer']}〔{found['year']}〕{found['number']}号"
    if found := _ORDER.search(plain):
        return f"{found['issuer']}第{found['number']}号"
    return ""
