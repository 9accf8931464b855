"""The rules by themselves, on invented documents: yes and no with the evidence, the order, editions and copies."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from corpus.choosing import Candidate, Judged, choose, first_choice, judge, may_be_meant, rank, whereabouts
from corpus.definition import Definition, Outside, read
from crawlers.sites import SITES

BASIS = "关于推动样例教育发展的意见"
DEFINITION = read(
    f"""
name = "sample"
[window]
first = 2021-09-01
last = 2024-06-30
[member]
basis = ["{BASIS}", "样发〔2021〕71号"]
subject = ["样例", "教育"]
titles = ['推动样例教育发展', '推动.{{0,10}}教育发展', '教育.{{0,10}}发展']
leading_groups = ["教育工作领导小组"]
fewest_units = 5
[never]
kinds = ["interpretation", "draft"]
titles = ["解读", "征求意见"]
[[slot]]
no = 1
adcode = "000000"
place = "中央"
is_basis = true
[[slot]]
no = 13
adcode = "340000"
place = "安徽"
basis_waived = true
[[slot]]
no = 18
adcode = "430000"
place = "湖南"
title = "湖南省样例教育发展实施方案"
doc_number = "湘政办发〔2022〕9号"
urls = ["http://www.hunan.gov.cn/known.html"]
possible = ["教育规划"]
[[slot]]
no = 21
adcode = "500000"
place = "重庆"
""".encode(),
    "sample.toml",
)
GOOD = Candidate(
    key="hunan:1",
    url="http://www.hunan.gov.cn/a.html",
    title="湖南省人民政府关于推动样例教育发展的实施意见",
    text=f"各样例市：\n为贯彻落实《{BASIS}》，提出以下意见。\n一、总体要求",
    doc_number="湘政发〔2022〕3号",
    issuers=("湖南省人民政府",),
    kind="policy",
    written_on=date(2022, 3, 1),
    published_on=date(2022, 3, 5),
    units=20,
    site="hunan",
    site_adcode="430000",
    prefixes=("湘政发", "湘政办发"),
)


def judged(definition: Definition = DEFINITION, **changes: Any) -> Judged:
    return judge(definition, replace(GOOD, **changes))


def said(rule: str, **changes: Any) -> tuple[bool, str]:
    """A rule's verdict and its evidence, on the good candidate with some changes."""
    (verdict,) = [each for each in judged(**changes).verdicts if each.rule == rule]
    return verdict.passed, verdict.evidence


def against(**changes: Any) -> list[str]:
    return [verdict.rule for verdict in judged(**changes).against]


def test_every_rule_speaks_and_admits_the_good_one() -> None:
    verdicts = judged().verdicts
    assert [verdict.rule for verdict in verdicts] == [
        "place", "level", "kind", "window", "subject", "title", "basis", "whole", "original",
    ]  # fmt: skip
    assert all(verdict.passed and verdict.evidence for verdict in verdicts)
    assert judged().passed


# place --------------------------------------------------------------------------------------------------------------

NO_ISSUER: dict[str, Any] = {"issuers": (), "doc_number": "", "title": "关于推动样例教育发展的意见"}


@pytest.mark.parametrize(
    ("changes", "place", "told_by"),
    [
        ({}, ("430000", "provincial", "government"), "湖南省人民政府"),
        ({"issuers": ("教育部", "重庆市人民政府")}, ("500000", "provincial", "government"), "教育部、重庆市人民政府"),
        ({"issuers": ("长沙市人民政府",)}, ("430000", "city", "government"), "长沙市人民政府"),
        ({"issuers": ("省教育厅",)}, ("430000", "provincial", "department"), "省教育厅"),
        (
            {"issuers": ("市政府办公厅",), "site_adcode": "500000"},
            ("500000", "provincial", "government"),
            "市政府办公厅",
        ),
        ({"issuers": ("长沙市人民政府",), "site_adcode": "000000"}, ("", "city", "government"), "长沙市人民政府"),
        (NO_ISSUER | {"doc_number": "湘政发〔2022〕3号"}, ("430000", "provincial", "government"), "湘政发〔2022〕3号"),
        (
            NO_ISSUER | {"title": "重庆市推动样例教育发展"},
            ("500000", "provincial", "government"),
            "重庆市推动样例教育发展",
        ),
        (NO_ISSUER | {"title": "长沙县样例教育方案"}, ("430000", "county", "government"), "长沙县样例教育方案"),
        (NO_ISSUER, ("430000", "provincial", "government"), "no issuer is printed; the site is its government's own"),
        (NO_ISSUER | {"site_adcode": "000000"}, ("000000", "central", "government"), "no issuer is printed; the site"),
        (NO_ISSUER | {"site_adcode": ""}, ("", "", ""), ""),
        (NO_ISSUER | {"issuers": ("某处",)}, ("430000", "provincial", "government"), "no issuer is printed; the site"),
    ],
)
def test_whose_document_it_is(changes: dict[str, Any], place: tuple[str, str, str], told_by: str) -> None:
    found, evidence = whereabouts(replace(GOOD, **changes))
    assert (found.adcode, found.level, found.rank) == place
    assert evidence.startswith(told_by)


def test_the_number_of_another_government_does_not_speak_for_the_site() -> None:
    found, _ = whereabouts(
        replace(GOOD, **NO_ISSUER | {"doc_number": "长政发〔2022〕3号", "title": "长沙市样例教育方案"})
    )
    assert (found.adcode, found.level) == ("430000", "city")


def test_place() -> None:
    assert said("place") == (True, "湖南省: 湖南省人民政府")
    shaanxi = ("陕西省人民政府",)
    assert said("place", issuers=shaanxi) == (False, "陕西省: 陕西省人民政府; the corpus has no slot for it")
    outside = replace(DEFINITION, outside=(Outside(("610000",), "陕西", "样例：不在其内"),))
    assert judged(outside, issuers=shaanxi).verdicts[0].evidence == "陕西省: 陕西省人民政府; 样例：不在其内"
    assert said("place", **NO_ISSUER | {"site_adcode": ""}) == (
        False,
        "nowhere; nothing tells which jurisdiction it belongs to",
    )


def test_what_has_no_slot_is_judged_and_kept_by_its_jurisdiction() -> None:
    shaanxi = [replace(GOOD, key=f"s{units}", issuers=("陕西省人民政府",), units=units) for units in (9, 20)]
    nowhere = replace(GOOD, key="n", **NO_ISSUER | {"site_adcode": ""})
    choice = choose(DEFINITION, [*shaanxi, nowhere, GOOD])
    assert [each.candidate for each in choice.slots[18]] == [GOOD]
    assert {adcode: [each.candidate.key for each in found] for adcode, found in choice.outside.items()} == {
        "610000": ["s20", "s9"],
        "": ["n"],
    }
    assert [verdict.rule for verdict in choice.outside["610000"][0].against] == ["place"]


def test_a_pinned_document_is_judged_for_its_slot_wherever_it_is_from() -> None:
    pinned = judge(DEFINITION, replace(GOOD, issuers=("陕西省人民政府",)), DEFINITION.slots[2])
    assert (pinned.slot.no, pinned.verdicts[0].passed, pinned.verdicts[0].evidence) == (
        18,
        False,
        "陕西省: 陕西省人民政府",
    )


# level --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issuers", "passed", "evidence"),
    [
        (("湖南省人民政府办公厅",), True, "provincial level, its centre: 湖南省人民政府办公厅"),
        (
            ("中共湖南省委办公厅", "湖南省人民政府办公厅"),
            True,
            "provincial level, its centre: 中共湖南省委办公厅、湖南省",
        ),
        (("教育部", "湖南省人民政府"), True, "provincial level, its centre: 教育部、湖南省人民政府"),
        (("中共湖南省委教育工作领导小组",), True, "provincial level, a leading group: 中共湖南省委教育工作领导小组"),
        (("湖南省教育厅",), False, "provincial level, a department: 湖南省教育厅"),
        (("湖南省教育厅", "湖南省财政厅"), False, "provincial level, a department: 湖南省教育厅、湖南省财政厅"),
        (("长沙市人民政府",), False, "city level, its centre: 长沙市人民政府"),
        (("长沙市教育局",), False, "city level, a department: 长沙市教育局"),
        (("长沙县人民政府",), False, "county level, its centre: 长沙县人民政府"),
        (("中共长沙市委教育工作领导小组",), False, "city level, a leading group: 中共长沙市委教育工作领导小组"),
        (("教育部",), False, "central level, a department: 教育部"),
        (("中共中央办公厅", "国务院办公厅"), True, "central level, its centre: 中共中央办公厅、国务院办公厅"),
    ],
)
def test_level(issuers: tuple[str, ...], passed: bool, evidence: str) -> None:
    found = said("level", issuers=issuers)
    assert found[0] == passed
    assert found[1].startswith(evidence)


def test_a_leading_group_counts_only_where_the_definition_says_so() -> None:
    strict = replace(DEFINITION, leading_groups=())
    assert [each.rule for each in judged(strict, issuers=("中共湖南省委教育工作领导小组",)).against] == ["level"]


# kind ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, (True, "policy")),
        ({"kind": ""}, (True, "a document")),
        ({"kind": "news"}, (True, "news")),
        ({"kind": "interpretation"}, (False, "the page is interpretation")),
        ({"title": "推动样例教育发展的意见解读"}, (False, "the title has 解读")),
        ({"title": "推动样例教育发展的意见（征求意见稿）", "kind": "draft"}, (False, "the page is draft")),
        ({"title": "推动样例教育发展的意见（征求意见稿）"}, (False, "the title has 征求意见")),
    ],
)
def test_kind(changes: dict[str, Any], found: tuple[bool, str]) -> None:
    assert said("kind", **changes) == found


# window -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "published", "passed", "evidence"),
    [
        (date(2021, 9, 1), None, True, "2021-09-01"),
        (date(2021, 8, 31), None, False, "2021-08-31"),
        (date(2024, 6, 30), None, True, "2024-06-30"),
        (date(2024, 7, 1), None, False, "2024-07-01"),
        (date(2021, 8, 31), date(2021, 9, 3), False, "2021-08-31"),  # the day of writing goes before
        (None, date(2021, 9, 3), True, "2021-09-03"),
        (None, date(2024, 7, 1), False, "2024-07-01"),
        (None, None, True, "no date is known"),
    ],
)
def test_window(written: date | None, published: date | None, passed: bool, evidence: str) -> None:
    assert said("window", written_on=written, published_on=published) == (passed, evidence)


def test_a_window_may_be_open() -> None:
    since, until = replace(DEFINITION, last=None), replace(DEFINITION, first=None)
    assert judged(since, written_on=date(2030, 1, 1)).passed
    assert not judged(since, written_on=date(2000, 1, 1)).passed
    assert judged(until, written_on=date(2000, 1, 1)).passed
    assert judged(replace(DEFINITION, first=None, last=None), written_on=date(1949, 10, 1)).passed


# subject and title --------------------------------------------------------------------------------------------------


def test_subject() -> None:
    assert said("subject") == (True, GOOD.title)
    assert said("subject", title="关于推动样 例教　育发展的意见")[0]  # blanks of a broken line
    assert said("subject", title="关于推动样例发展的意见") == (False, "the title lacks 教育")
    assert said("subject", title="关于推动发展的意见") == (False, "the title lacks 样例、教育")


@pytest.mark.parametrize(
    ("title", "form", "found"),
    [
        ("湖南省人民政府关于推动样例教育发展的意见", 0, (True, "推动样例教育发展")),
        ("关于推动 样例教育发展的通知", 0, (True, "推动样例教育发展")),
        ("关于推动湖南样例教育发展的意见", 1, (True, "推动湖南样例教育发展")),
        ("样例教育创新发展方案", 2, (True, "教育创新发展")),
        ("关于样例教育教师的意见", 3, (False, "none of the wordings")),
    ],
)
def test_title(title: str, form: int, found: tuple[bool, str]) -> None:
    assert said("title", title=title) == found
    assert judged(title=title).title_form == form


def test_any_title() -> None:
    assert judged(replace(DEFINITION, titles=()), title="样例教育").verdicts[5].evidence == "any title"


# basis --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        f"为落实《{BASIS}》，制定本意见。",
        f"为落实《中共中央办公厅 国务院办公厅{BASIS}》（样办发〔2021〕43号），制定本意见。",
        f"为落实《中共中央办公厅、国务院办公厅{BASIS}》精神，制定本意见。",
        f"为落实《国务院办公厅印发〈{BASIS}〉的通知》，制定本意见。",
        f"为落实《国务院办公厅关于印发《{BASIS}》的通知》，制定本意见。",
        "根据《关于别的意见》（国发〔2019〕4号）和样发〔2021〕71号文件，制定本意见。",
        "根据样发[2021]71号文件，制定本意见。",
    ],
)
def test_a_basis_that_is_named(sentence: str) -> None:
    assert said("basis", text=f"各样例市：\n第一句。{sentence}\n一、总体要求") == (True, sentence.rstrip("。"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"贯彻{BASIS}，制定本意见。",  # not in title marks: perhaps its own title
        f"根据《湖南省人民政府{BASIS}》，制定本意见。",  # another text of that name
        f"根据《{BASIS}的实施方案》，制定本意见。",
        f"根据《进一步{BASIS}》，制定本意见。",
        "根据《国务院关于印发样例改革实施方案的通知》（国发〔2019〕4号），制定本意见。",
        "根据样发〔2021〕7号、1样发〔2021〕171号，制定本意见。",
    ],
)
def test_a_basis_that_is_not_named(text: str) -> None:
    assert said("basis", text=text) == (False, f"nowhere names {BASIS}、样发〔2021〕71号")


def test_a_basis_in_the_title() -> None:
    title = "湖南省人民政府关于贯彻样发〔2021〕71号文件推动样例教育发展的意见"
    assert said("basis", title=title, text="") == (True, title)


def test_long_evidence_is_cut_to_the_name() -> None:
    passed, evidence = said("basis", text=f"{'样例，' * 60}根据《{BASIS}》，{'样例，' * 60}制定本意见。")
    assert passed
    assert BASIS in evidence
    assert len(evidence) <= 122


def test_the_basis_itself_fills_the_first_slot() -> None:
    centre: dict[str, Any] = {"issuers": ("国务院办公厅",), "text": "", "doc_number": ""}
    assert said("basis", title=f"国务院办公厅{BASIS}", **centre) == (True, "it is the text itself")
    numbered = centre | {"doc_number": "样发〔2021〕71号"}
    assert said("basis", title="关于推动样例教育发展的通知", **numbered) == (True, "it is the text itself")
    other = centre | {"text": GOOD.text}  # it names the basis: not enough
    assert said("basis", title="国务院办公厅关于推动样例教育发展的通知", **other) == (
        False,
        "it is not the text that the others name",
    )


def test_a_slot_may_waive_the_basis() -> None:
    assert said("basis", issuers=("安徽省人民政府",), text="") == (True, "waived for this slot")
    assert judged(replace(DEFINITION, basis=()), text="").verdicts[6].evidence == "none is asked for"


# whole and original -------------------------------------------------------------------------------------------------


def test_whole() -> None:
    assert said("whole", units=5) == (True, "5 units")
    assert said("whole", units=4) == (False, "4 units")


@pytest.mark.parametrize(
    ("relation", "evidence"),
    [
        ("draft_of", "a draft of hunan:2"),
        ("interpretation_of", "an interpretation of hunan:2"),
        ("excerpt_of", "an excerpt of hunan:2"),
        ("forwards", "a notice that forwards hunan:2"),
        ("implements", ""),
        ("same_text", ""),
        ("other_edition", ""),
    ],
)
def test_original(relation: str, evidence: str) -> None:
    relations = (("implements", "guowuyuan:1"), (relation, "hunan:2"))
    assert said("original", relations=relations) == (not evidence, evidence or "a document of its own")


def test_what_speaks_against_is_all_of_it() -> None:
    assert against(issuers=("长沙市教育局",), kind="draft", written_on=date(2019, 1, 1), text="", units=1) == [
        "level", "kind", "window", "basis", "whole",
    ]  # fmt: skip


# The order ----------------------------------------------------------------------------------------------------------

# Each is ahead of the next one by the first difference that counts.
ORDER: tuple[dict[str, Any], ...] = (
    {"url": "https://hunan.gov.cn/known.html"},
    {"doc_number": "湘政办发〔2022〕9号"},
    {"title": "湖南省样例教育发展实施方案"},
    {},
    {"title": "关于推动湖南样例教育发展的意见"},
    {"title": "关于推动湖南样例教育发展的意见", "site_adcode": "", "site": "moe", "units": 90},
    {"title": "关于推动湖南样例教育发展的意见", "site_adcode": "", "site": "moe"},
    {"title": "关于推动湖南样例教育发展的意见", "site_adcode": "", "site": "moe", "published_on": date(2022, 3, 6)},
    {"kind": "draft", "url": "http://www.hunan.gov.cn/known.html"},
    {"kind": "draft"},
    {"kind": "draft", "units": 1},
)


@pytest.mark.parametrize("seed", range(5))
def test_the_order(seed: int) -> None:
    candidates = [replace(GOOD, **{"key": f"hunan:{at:02}"} | changes) for at, changes in enumerate(ORDER)]
    mixed = random.Random(seed).sample(candidates, len(candidates))
    chosen = choose(DEFINITION, mixed).slots
    assert [each.candidate.key for each in chosen[18]] == [each.key for each in candidates]
    assert {no: len(found) for no, found in chosen.items()} == {1: 0, 13: 0, 18: len(ORDER), 21: 0}
    assert [rank(each) for each in chosen[18]] == sorted(rank(each) for each in chosen[18])


def test_what_is_known_of_a_document() -> None:
    assert judged(url="https://www.hunan.gov.cn:443/known.html#x").known == ("url",)
    assert judged(doc_number="湘政办发〔2022〕9号", title="湖南省样例教育发展实施方案").known == ("number", "title")
    assert judged().known == ()
    assert may_be_meant(DEFINITION.slots[2], replace(GOOD, title="湖南省样例教育规划"))
    assert not may_be_meant(DEFINITION.slots[2], GOOD)


# Editions and copies ------------------------------------------------------------------------------------------------


def chosen_of(*candidates: Candidate) -> tuple[str, str]:
    """The key of the first choice, and why it is that one of several."""
    admitted = [each for each in choose(DEFINITION, candidates).slots[18] if each.passed]
    first = first_choice(admitted, SITES)
    assert first is not None
    assert first.verdicts[-1].rule == "record"
    return first.candidate.key, first.verdicts[-1].evidence


def copy(key: str, **changes: Any) -> Candidate:
    return replace(GOOD, key=key, url=f"http://example.org/{key}", **changes)


def test_nothing_is_the_first_choice_of_nothing() -> None:
    assert first_choice([], SITES) is None


def test_the_only_one() -> None:
    assert chosen_of(GOOD) == ("hunan:1", "the only copy")


ABROAD: dict[str, Any] = {"site": "moe", "site_adcode": "", "prefixes": ()}


def test_of_copies_the_text_of_record() -> None:
    """Whichever comes first by its rank: a copy that the ministry shows has more units."""
    own = replace(GOOD, relations=(("same_text", "moe:1"), ("same_text", "hunan:2")))
    abroad = copy("moe:1", **ABROAD, relations=(("same_text", "hunan:1"), ("same_text", "hunan:2")))
    gazette = replace(
        own, key="hunan:2", url="http://www.hunan.gov.cn/zfgb/a.html", relations=(("same_text", "hunan:1"),), units=30
    )
    key, why = chosen_of(abroad, gazette, own)
    assert key == "hunan:1"
    assert why == "on the issuer's own site; before hunan:2 as its place is nearer the issuer"
    among = replace(gazette, relations=(("same_text", "moe:1"),))
    key, why = chosen_of(abroad, among)
    assert (key, why) == ("hunan:2", "in a gazette; before moe:1 as its place is nearer the issuer")


def test_what_the_definition_knows_by_its_address_stays() -> None:
    known = replace(
        copy("moe:1", **ABROAD), url="http://www.hunan.gov.cn/known.html", relations=(("same_text", "hunan:1"),)
    )
    own = replace(GOOD, relations=(("same_text", "moe:1"),))
    assert chosen_of(own, known) == ("moe:1", "the definition names its address")


def test_of_editions_the_first_issued() -> None:
    later = copy("hunan:2", written_on=date(2023, 3, 1), units=99, relations=(("other_edition", "hunan:1"),))
    first = replace(GOOD, relations=(("other_edition", "hunan:2"),))
    key, why = chosen_of(later, first)
    assert (key, why) == ("hunan:1", "the first issued of its editions; the only copy")
    named = replace(later, doc_number="湘政办发〔2022〕9号")
    assert chosen_of(named, first) == ("hunan:2", "the only copy")  # the definition means that one


def test_rivals_are_neither() -> None:
    """Two documents that every rule admits and that have nothing to do with each other: the order decides."""
    longer = copy("hunan:2", written_on=date(2023, 3, 1), units=99)
    assert chosen_of(GOOD, longer)[0] == "hunan:2"
