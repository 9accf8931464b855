"""Whose document it is, told by the issuer's name."""

from __future__ import annotations

import pytest

from corpus.places import place_of, place_of_all

CASES = """
国务院 000000 central government
国务院办公厅 000000 central government
中共中央办公厅 000000 central government
教育部 000000 central department
教育部办公厅 000000 central department
国家发展改革委 000000 central department
国务院国资委 000000 central department
湖南省人民政府 430000 provincial government
湖南省人民政府办公厅 430000 provincial government
江苏省政府办公厅 320000 provincial government
中共辽宁省委办公厅 210000 provincial government
中共北京市委办公厅 110000 provincial government
广西壮族自治区人民政府 450000 provincial government
山东省教育厅 370000 provincial department
福建省教育厅办公室 350000 provincial department
上海市教育委员会 310000 provincial department
山东省发展和改革委员会 370000 provincial department
湖南省市场监督管理局 430000 provincial department
中共广西壮族自治区委员会机构编制委员会办公室 450000 provincial department
中共安徽省委教育工作领导小组 340000 provincial department
中共广西壮族自治区党委办公厅 450000 provincial government
中共宁夏回族自治区委员会 640000 provincial government
内蒙古自治区党委办公厅 150000 provincial government
新疆生产建设兵团办公厅 650000 provincial department
湖南省人大常委会 430000 provincial department
省委办公厅 - provincial government
自治区党委办公厅 - provincial government
自治区人民政府办公厅 - provincial government
市政府 - city government
市人民政府办公厅 - city government
广州市人民政府 - city government
中共深圳市委 - city government
西安市人民政府办公厅 - city government
吉林市人民政府办公厅 - city government
海南藏族自治州人民政府 - city government
文山州人民政府办公室 - city government
东营市教育局 - city department
湖南省长沙市市场监督管理局 430000 city department
湖北省恩施土家族苗族自治州人民政府 420000 city government
北京市昌平区人民政府办公室 110000 county government
上海市浦东新区人民政府 310000 county government
桂林市象山区人民政府办公室 - county government
""".splitlines()


@pytest.mark.parametrize("case", [line for line in CASES if line])
def test_a_body_is_told_by_its_name(case: str) -> None:
    issuer, adcode, level, rank = case.split()
    place = place_of(issuer)
    assert (place.adcode or "-", place.level, place.rank) == (adcode, level, rank)


def test_a_ministry_with_a_province_speaks_for_the_province() -> None:
    assert place_of_all(["教育部", "重庆市人民政府"]).adcode == "500000"


def test_several_ministries_stay_central() -> None:
    assert place_of_all(["教育部", "财政部"]).adcode == "000000"


def test_a_centre_speaks_before_a_department() -> None:
    assert place_of_all(["湖南省教育厅", "湖南省人民政府办公厅"]).rank == "government"


def test_nobody_is_nowhere() -> None:
    assert place_of_all([]).level == ""
    assert place_of("").level == ""
