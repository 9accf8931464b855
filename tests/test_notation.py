"""Dates and document numbers, in every form that officials type."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.notation import chinese_number, date_in_url, is_doc_number, read_date, read_doc_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("国发〔2019〕4号", "国发〔2019〕4号"),
        ("国发[2019]4号", "国发〔2019〕4号"),
        ("国发（2019）4 号", "国发〔2019〕4号"),
        ("国发﹝2019﹞4号", "国发〔2019〕4号"),
        ("国发【2019】第4号", "国发〔2019〕4号"),
        ("国发〔２０１９〕４号", "国发〔2019〕4号"),
        ("国发〔二〇一九〕四号", "国发〔2019〕4号"),
        ("国发〔二○一九〕二十三号", "国发〔2019〕23号"),
        ("国发〔81〕88号", "国发〔1981〕88号"),
        ("国 发 〔 2019 〕 4 号", "国发〔2019〕4号"),
        ("财农（综）〔2018〕5号", "财农（综）〔2018〕5号"),
        ("渝府办发〔2022〕012号", "渝府办发〔2022〕12号"),
        ("湘政发〔2020〕12号之二", "湘政发〔2020〕12号之二"),
        ("国办发明电〔2018〕15号", "国办发明电〔2018〕15号"),
        ("关于印发规划的通知（国办发〔2015〕32号）", "国办发〔2015〕32号"),
        ("根据国发〔2019〕4号文件", "国发〔2019〕4号"),
        ("中华人民共和国国务院令第374号", "国务院令第374号"),
        ("（中华人民共和国国务院令 第706号）", "国务院令第706号"),
        ("教育部令第四十五号", "教育部令第45号"),
        ("国家卫生和计划生育委员会令第一百零三号", "国家卫生和计划生育委员会令第103号"),
        ("卫生部令1992年第24号", "卫生部令1992年第24号"),
        ("发改委第36号令", "发改委令第36号"),
        ("国家税务总局公告2021年第5号", "国家税务总局公告2021年第5号"),
        ("第三条 本办法自2022年起施行。", ""),
        ("联系电话：〔010〕12345号", ""),
        ("", ""),
    ],
)
def test_document_numbers(text: str, number: str) -> None:
    assert read_doc_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "国发〔2019〕4号",
        "（国务院令第374号）",
        "国办发[2015] 32号。",
        "发改委第36号令",
        "（某教发〔2018〕1号 2018年4月16日）",
    ],
)
def test_a_line_that_is_a_number(text: str) -> None:
    assert is_doc_number(text)


@pytest.mark.parametrize("text", ["见国发〔2019〕4号的规定", "《方案》（国发〔2019〕4号）收悉", "第4号", "文号"])
def test_a_line_that_is_more_or_less(text: str) -> None:
    assert not is_doc_number(text)


@given(st.text(max_size=80))
def test_reading_a_number_twice_changes_nothing(text: str) -> None:
    number = read_doc_number(text)
    if number:
        assert read_doc_number(number) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021年10月12日", date(2021, 10, 12)),
        ("2021 年 10 月 12 日", date(2021, 10, 12)),
        ("二〇二一年十月十二日", date(2021, 10, 12)),
        ("二○二一年十月三十一日", date(2021, 10, 31)),
        ("2021-10-12 08:59:00", date(2021, 10, 12)),
        ("2021/1/2", date(2021, 1, 2)),
        ("2021.10.12", date(2021, 10, 12)),
        ("2022-08-31T16:00:00.000Z", date(2022, 9, 1)),
        ("1661961600", date(2022, 9, 1)),
        (1661961600000, date(2022, 9, 1)),
        ("2022-09-01T24:00:00Z", date(2022, 9, 1)),  # an hour that is none
        ("2022-13-01T00:00:00Z", None),
        ("9999-12-31T23:00:00Z", None),
        ("２０２２-09-01T00:00:00Z", None),
        (10**400, None),
        (-1, None),
        ("2021年13月40日", None),
        ("", None),
        (None, None),
    ],
)
def test_dates(text: str | int | None, day: date | None) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("/zfwj/202209/t20220913_1.html", date(2022, 9, 13)),
        ("/art/2022/9/13/art_1_2.html", date(2022, 9, 13)),
        ("/2022/09-13/1.html", date(2022, 9, 13)),
        ("/nw1/20220913/ab.html", date(2022, 9, 13)),
        ("/columns/ab/202209/13/cd.html", date(2022, 9, 13)),
        ("/zhengce/content/202209/content_1.htm", None),
    ],
)
def test_days_in_addresses(url: str, day: date | None) -> None:
    assert date_in_url(url) == day


@pytest.mark.parametrize(
    ("text", "value"), [("十", 10), ("十二", 12), ("二十", 20), ("三十一", 31), ("九", 9), ("十十", 0), ("", 0)]
)
def test_chinese_numbers(text: str, value: int) -> None:
    assert chinese_number(text) == value


@given(st.floats() | st.integers())
def test_any_number_is_a_day_or_none(value: float) -> None:
    found = read_date(value)
    assert found is None or 1970 <= found.year <= 2286  # what ten digits of seconds reach


DATED = st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)", fullmatch=True)


@given(st.text(max_size=60) | DATED)
def test_never_raises(text: str) -> None:
    read_date(text)
    date_in_url(text)
    is_doc_number(text)
