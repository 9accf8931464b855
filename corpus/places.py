"""Whose document it is: the jurisdiction and the level of government, told from the body that issues it.

The 34 provincial-level units and their codes are those of GB/T 2260. A city or county is told by how its
name ends, so it needs no list; its province is known only where the name says it or a site of ours tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal["central", "provincial", "city", "county", ""]
Rank = Literal["government", "department", ""]  # the Party's and the government's centre, or one of their departments

PROVINCES: dict[str, str] = {
    "北京市": "110000",
    "天津市": "120000",
    "河北省": "130000",
    "山西省": "140000",
    "内蒙古自治区": "150000",
    "辽宁省": "210000",
    "吉林省": "220000",
    "黑龙江省": "230000",
    "上海市": "310000",
    "江苏省": "320000",
    "浙江省": "330000",
    "安徽省": "340000",
    "福建省": "350000",
    "江西省": "360000",
    "山东省": "370000",
    "河南省": "410000",
    "湖北省": "420000",
    "湖南省": "430000",
    "广东省": "440000",
    "广西壮族自治区": "450000",
    "海南省": "460000",
    "重庆市": "500000",
    "四川省": "510000",
    "贵州省": "520000",
    "云南省": "530000",
    "西藏自治区": "540000",
    "陕西省": "610000",
    "甘肃省": "620000",
    "青海省": "630000",
    "宁夏回族自治区": "640000",
    "新疆维吾尔自治区": "650000",
    "台湾省": "710000",
    "香港特别行政区": "810000",
    "澳门特别行政区": "820000",
}
CENTRAL = "000000"
MUNICIPALITIES = ("110000", "120000", "310000", "500000")  # provincial-level, and 市 to themselves


def short_name(province: str) -> str:
    """湖南 for 湖南省, 内蒙古 for 内蒙古自治区."""
    for ending in ("特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市"):
        if province.endswith(ending):
            return province.removesuffix(ending)
    return province


_BY_NAME = {name: code for province, code in PROVINCES.items() for name in (province, short_name(province))}
_NAMED = re.compile("|".join(sorted(map(re.escape, _BY_NAME), key=len, reverse=True)))
_NAME_OF = {code: province for province, code in PROVINCES.items()}

# What follows the place's name where its centre speaks: the government, the Party's committee, and their offices.
_CENTRE = re.compile(r"(?:人民)?政府(?:办公[厅室])?|党?委(?:员会)?(?:办公[厅室])?|府办公[厅室]")
_CENTRAL_CENTRE = re.compile(r"^(?:中共中央|中国共产党中央委员会|国务院)(?:办公厅)?$|^中央办公厅$")
_CENTRAL_NAMES = re.compile(
    r"^(?:中共中央|中央|国务院|全国|国家|中国|中华人民共和国|[\u4e00-\u9fff]{1,8}部$|财政部|教育部|[\u4e00-\u9fff]{2,12}总局$)"
)
_COUNTY = re.compile(r"^(?:[\u4e00-\u9fff]{1,8}?[省市州])?[\u4e00-\u9fff]{1,8}?(?:县|自治县|旗|区|新区)(?!别行政)")
_CITY = re.compile(r"^[\u4e00-\u9fff]{1,10}?(?:市|自治州|州(?!市)|盟|地区)")
# 吉林市 and 海南藏族自治州 share a province's short name and are not it.
_ANOTHER_PLACE = re.compile(r"(?<![省市区])(?:市|[\u4e00-\u9fff]{0,6}自治[州县]|县)(?!场)")
_PARTY = re.compile(r"^(?:中共|中国共产党)")


@dataclass(frozen=True, slots=True)
class Place:
    """A jurisdiction (adcode, empty where unknown), its level, and whether its centre or a department speaks."""

    adcode: str
    level: Level
    rank: Rank

    @property
    def name(self) -> str:
        return "中央" if self.adcode == CENTRAL else _NAME_OF.get(self.adcode, "")


NOWHERE = Place("", "", "")


def place_of(issuer: str) -> Place:
    """The place of one issuing body: 湖南省人民政府办公厅, 中共辽宁省委办公厅, 教育部, 东营市教育局."""
    name = _PARTY.sub("", issuer.strip()) if not issuer.startswith("中共中央") else issuer.strip()
    if _CENTRAL_CENTRE.match(issuer) or _CENTRAL_CENTRE.match(name):
        return Place(CENTRAL, "central", "government")
    found = _NAMED.match(name)
    if found and not _ANOTHER_PLACE.match(name, found.end()):
        rest = name[found.end() :]
        below = _level_below(rest)
        return Place(_BY_NAME[found[0]], below or "provincial", _rank(name))
    if name.startswith(("自治区", "省", "市委", "市政府", "市人民政府")):
        level: Level = "provincial" if name.startswith(("自治区", "省")) else "city"
        return Place("", level, _rank(name))
    if _CENTRAL_NAMES.match(name):
        return Place(CENTRAL, "central", "department")
    if _CITY.match(name) and not _COUNTY.match(name):
        return Place("", "city", _rank(name))
    if _COUNTY.match(name):
        return Place("", "county", _rank(name))
    return NOWHERE


def _level_below(rest: str) -> Level:
    """The level of the place that follows a province's name (济南市…, 东城区…); empty where none does."""
    if _COUNTY.match(rest):
        return "county"
    return "city" if _CITY.match(rest) and not rest.startswith(("市场", "地区")) else ""


def _rank(name: str) -> Rank:
    """Whether a body is its place's centre: nothing but the centre's own words follows the names of places."""
    rest = name
    if found := _NAMED.match(rest):
        rest = rest[found.end() :]
    rest = rest.removeprefix("自治区").removeprefix("省").removeprefix("市")
    while found := _CITY.match(rest) or _COUNTY.match(rest):
        rest = rest[found.end() :]
    return "government" if _CENTRE.fullmatch(rest) else "department"


def place_of_all(issuers: Sequence[str]) -> Place:
    """The place of a document that several bodies issue: a province's with a ministry (部省共建) is the province's.

    Otherwise the first body speaks; a centre speaks before a department.
    """
    places = [place for place in map(place_of, issuers) if place.level]
    if not places:
        return NOWHERE
    provincial = [place for place in places if place.level == "provincial"]
    if provincial and places[0].adcode == CENTRAL and places[0].rank == "department":
        places = provincial
    return next((place for place in places if place.rank == "government"), places[0])
