"""Matches and the text of record, rule by rule, on invented documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from corpus import dedup
from corpus.dedup import Document, Match, find_matches, matches_among, text_of_record
from corpus.matching import Relation
from corpus.matching.arrays import parted
from corpus.matching.candidates import CROWD, Candidates
from corpus.matching.letters import Letters
from corpus.matching.sentences import COMMON
from corpus.matching.sketches import likeness, sketch
from crawlers.site import Site

PROVINCE, OFFICE, CITY = "样例省人民政府", "样例省人民政府办公厅", "样例省甲市人民政府"
NAME = "关于加快发展样例教育的意见"
TASKS = [
    f"{task}，由{body}负责组织实施并每年向社会公布结果。"
    for task, body in (
        ("建设实训基地，到第二年覆盖全部县域", "教育部门"),
        ("完善专业目录，每两年修订一次", "各专业委员会"),
        ("扩大招生规模，到第四年增长两成", "招生办"),
        ("规范办学行为，年内完成清理", "监管机构"),
        ("支持企业参与，到第六年达到三千家", "工信部门"),
        ("推动课程更新，春季学期全部换新", "教材处"),
        ("落实教师编制，按标准配齐配足", "编制部门"),
        ("探索学徒制度，首批试点2所", "人社部门"),
        ("改进考试办法，在普通高中全面推行", "考试院"),
        ("加强经费投入，各级预算不低于上年", "财政部门"),
        ("开展技能竞赛，逐步形成地方品牌", "总工会"),
        ("培育示范学校，分三批建成百所", "评估中心"),
        ("健全评价体系，信息平台上线运行", "督导室"),
        ("实行年度报告，次年一月按期提交", "各学校"),
    )
]
BODY = "\n".join(TASKS)
BOILERPLATE = "请各地结合实际认真贯彻执行。\n此件公开发布。"


def document(id: str, text: str = BODY, title: str = f"{PROVINCE}{NAME}", **facts: object) -> Document:
    return replace(Document(id, text, title), **facts)  # type: ignore[arg-type]


def match(*documents: Document) -> list[Match]:
    return list(find_matches(documents))


def only(*documents: Document) -> Match:
    """The one match that there is."""
    (found,) = match(*documents)
    return found


def changed(sentences: Sequence[str] = TASKS, at: Sequence[int] = (3, 8)) -> str:
    """A text with other sentences at some places, another for each."""
    return "\n".join(
        f"原第{i}条改为另行规定，具体办法由主管部门制定。" if i in at else s for i, s in enumerate(sentences)
    )


def related(found: Match) -> tuple[str, Relation, str]:
    return found.document, found.relation, found.other


def test_the_same_text_whatever_its_marks_blanks_and_width() -> None:
    copy = BODY.replace("，", " , ").replace("\n", "\r\n\u3000\u3000").replace("2", "２")
    found = only(document("b", copy, title=""), document("a", title=""))
    assert related(found) == ("a", "same_text", "b")
    assert (found.method, found.score) == ("text", 1.0)


def test_a_copy_with_another_portal_s_furniture_is_the_same_text() -> None:
    found = only(document("a"), document("b", f"来源：样例日报\n{BODY}\n编辑：某某"))
    assert (found.relation, found.method) == ("same_text", "passages")
    assert 0.9 <= found.score < 1


def test_a_change_inside_is_another_edition_however_small() -> None:
    found = only(document("a"), document("b", BODY.replace("增长两成", "增长三成")))
    assert found.relation == "other_edition"
    assert found.score > 0.9


@pytest.mark.parametrize("title", ["", NAME, f"{PROVINCE}{NAME}", f"{PROVINCE}关于印发《{NAME}》的通知"])
def test_an_edition_with_a_fifth_of_the_sentences_changed(title: str) -> None:
    found = only(document("a"), document("b", changed(), title))
    assert related(found) == ("a", "other_edition", "b")


def test_number_and_issuer_make_an_edition_of_texts_that_have_little_in_common() -> None:
    number = "样政发〔2022〕5号"
    half = changed(at=range(8))
    found = only(document("a", doc_number=number), document("b", half, "", doc_number=number))
    assert (found.relation, found.method) == ("other_edition", "number")
    assert number in found.reason
    others = (
        document("a", title=f"乙县人民政府{NAME}", doc_number=number),
        document("b", half, "丙县人民政府关于别的通知", doc_number=number),
    )
    assert match(*others) == []


def test_a_page_with_the_title_alone_is_an_edition_by_its_number() -> None:
    number = "样政发〔2022〕5号"
    found = only(document("a", doc_number=number), document("b", "见附件。", doc_number=number))
    assert (found.relation, found.method, found.score) == ("other_edition", "number", 0)


def test_one_address_is_one_document() -> None:
    url = "http://example.gov.cn/a.html"
    found = only(document("a", url=url), document("b", changed(at=range(13)), "别的标题而已", url=url))
    assert (found.relation, found.method) == ("other_edition", "address")


@pytest.mark.parametrize(
    ("title", "number"),
    [
        (f"另一省人民政府{NAME}", ""),
        (f"{PROVINCE}关于规范样例市场的意见", ""),
        (f"{PROVINCE}关于样例二〇二三年的意见", "样政发〔2023〕5号"),
    ],
)
def test_like_texts_by_others_or_under_another_name_are_no_editions(title: str, number: str) -> None:
    assert (
        match(document("a", doc_number="样政发〔2022〕5号"), document("b", changed(), title, doc_number=number)) == []
    )


@pytest.mark.parametrize(("title", "editions"), [(f"{PROVINCE}{NAME}", 0), ("样例省样例教育管理办法", 1)])
def test_a_yearly_notice_is_no_edition_of_the_last_one_but_a_regulation_is(title: str, editions: int) -> None:
    first = document("a", title=title, doc_number="样政发〔2021〕5号")
    second = document("b", changed(at=range(8)), title, doc_number="样政发〔2022〕9号")
    assert [one.relation for one in match(first, second)] == ["other_edition"] * editions


def test_an_excerpt_is_of_the_whole() -> None:
    found = only(document("a", "\n".join(TASKS[4:9]), title=""), document("b"))
    assert related(found) == ("a", "excerpt_of", "b")
    assert found.score == 1


NOTICE = f"各县人民政府：\n现将《{PROVINCE}{NAME}》转发给你们，请认真贯彻执行。\n"


@pytest.mark.parametrize("original", [f"{PROVINCE}{NAME}", ""])
def test_a_notice_that_carries_the_text_forwards_it(original: str) -> None:
    notice = document("b", NOTICE + BODY, f"{CITY}关于转发《{PROVINCE}{NAME}》的通知")
    assert related(only(document("c", title=original), notice)) == ("b", "forwards", "c")


def test_a_forwarding_title_is_enough_where_the_text_is_in_an_attachment() -> None:
    found = only(document("a"), document("b", NOTICE, f"{CITY}转发{PROVINCE}{NAME}的通知"))
    assert related(found) == ("b", "forwards", "a")
    assert found.method == "citation"


def test_a_lower_level_that_carries_all_of_a_text_forwards_it_without_saying_so() -> None:
    original = document("a", level="provincial")
    assert related(
        only(original, document("b", f"各县：\n有关文件如下。\n{BODY}", f"{CITY}关于样例教育的通知", level="city"))
    ) == (*("b", "forwards", "a"),)
    assert match(original, document("b", f"各县：\n{changed()}", f"{CITY}关于样例教育的通知", level="city")) == []


def test_two_notices_that_forward_one_text_are_nothing_to_each_other() -> None:
    notices = [
        document(
            f"{city}", f"{city}市各县：\n{NOTICE}{BODY}", f"样例省{city}市人民政府关于转发《{PROVINCE}{NAME}》的通知"
        )
        for city in "甲乙"
    ]
    assert {related(found) for found in match(document("0"), *notices)} == {
        ("甲", "forwards", "0"),
        ("乙", "forwards", "0"),
    }


OWN = "甲市各级学校按照自己的条件安排工作，具体任务分解到单位和个人，每季度检查一次。"


@pytest.mark.parametrize(
    "opening",
    [
        f"为贯彻落实《{PROVINCE}{NAME}》（样政发〔2022〕5号）精神，现提出如下意见：",
        f"根据《{PROVINCE}{NAME}》，制定本办法。",
        f"为落实{PROVINCE}印发的《{NAME}》，结合实际，制定本方案。",
        "按照样政发〔2022〕5号文件要求，现就有关事项通知如下：",
        f"根据省教育厅转发的《{PROVINCE}{NAME}》，结合实际，制定本方案。",
    ],
)
def test_a_document_implements_what_its_opening_names(opening: str) -> None:
    original = document("a", doc_number="样政发〔2022〕5号")
    found = only(original, document("b", f"{opening}\n{OWN}", f"{CITY}关于样例教育的实施办法"))
    assert related(found) == ("b", "implements", "a")
    assert opening.rstrip("。") in found.reason


def test_what_is_named_below_the_first_heading_is_not_implemented() -> None:
    text = f"现提出如下意见：\n一、总体要求\n按照《{PROVINCE}{NAME}》配备教师。\n{OWN}"
    assert match(document("a"), document("b", text, f"{CITY}关于样例教育的实施办法")) == []


def test_nothing_implements_what_was_written_after_it() -> None:
    one = document("a", written_on=date(2023, 1, 1))
    other = document(
        "b", f"根据《{PROVINCE}{NAME}》，制定本办法。\n{OWN}", f"{CITY}办法之一二", written_on=date(2022, 1, 1)
    )
    assert match(one, other) == []


def test_a_title_that_several_bear_names_none_without_its_issuer() -> None:
    text = f"为贯彻落实《{NAME}》，制定本方案。\n{OWN}"
    bearers = [document("a"), document("b", changed(at=range(12)), f"另一省人民政府{NAME}")]
    assert match(*bearers, document("c", text, f"{CITY}某某实施方案")) == []


def test_short_names_of_bodies_are_understood() -> None:
    original = document("a", title=f"中共中央办公厅 国务院办公厅印发《{NAME}》")
    text = f"为贯彻落实中办、国办《{NAME}》，制定本方案。\n{OWN}"
    assert related(only(original, document("b", text, f"{CITY}某某实施方案"))) == ("b", "implements", "a")


@pytest.mark.parametrize("final", [NAME, f"{PROVINCE}{NAME}"])
@pytest.mark.parametrize(
    "title", [f"{NAME}（征求意见稿）", f"样例省教育厅关于公开征求《{NAME}（征求意见稿）》意见的公告"]
)
def test_a_draft_of_the_final_text(title: str, final: str) -> None:
    found = only(document("a", title=final), document("b", changed(at=range(7)), title))
    assert related(found) == ("b", "draft_of", "a")


@pytest.mark.parametrize(
    "title", [f"《{NAME}》政策解读", f"图解：{NAME}", f"一图读懂《{PROVINCE}{NAME}》", "省教育厅负责人答记者问"]
)
def test_an_interpretation_of_the_document_it_names(title: str) -> None:
    text = f"近日，省政府印发了《{PROVINCE}{NAME}》。\n{OWN}"
    found = only(document("a"), document("b", text, title))
    assert related(found) == ("b", "interpretation_of", "a")


def test_an_interpretation_that_quotes_at_length_is_still_one() -> None:
    found = only(document("a"), document("b", f"问：意见要点？\n{BODY}", f"《{NAME}》解读"))
    assert found.relation == "interpretation_of"


def test_a_title_that_opens_with_its_place_is_that_place_s() -> None:
    """《样例省关于…》 is what the province's office issued, and not the city's of the same title."""
    text = f"意见有三个要点。\n{OWN}"
    province = document("a", title=f"{OFFICE}{NAME}", issuers=(OFFICE,), level="provincial", site="yangli")
    city = document(
        "b", changed(at=range(9)), f"甲乙市人民政府{NAME}", issuers=("甲乙市人民政府",), level="city", site="yangli"
    )
    for number, title in enumerate((f"《样例省{NAME}》新闻发布会", f"一图读懂｜样例省{NAME}", f"《{NAME}》解读")):
        about = document(f"c{number}", text, title, site="yangli")
        found = [related(one) for one in match(province, city, about) if one.document == about.id]
        assert found == [(about.id, "interpretation_of", "a")]
    of_the_city = document("d", text, f"《甲乙市{NAME}》解读", site="yangli")
    assert [one.other for one in match(province, city, of_the_city) if one.document == "d"] == ["b"]


@pytest.mark.parametrize("title", [f"别省人民政府{NAME}", f"{NAME}（征求意见稿）", f"{PROVINCE}关于规范样例市场的意见"])
def test_a_notice_that_names_what_it_forwards_forwards_nothing_else(title: str) -> None:
    notice = document("b", NOTICE + BODY, f"{CITY}关于转发《{PROVINCE}{NAME}》的通知", level="city")
    other = document("a", BODY.replace("2", "3"), title, level="provincial")
    assert [one for one in match(other, notice) if one.relation == "forwards"] == []
    assert [related(one) for one in match(document("c"), notice, other) if one.relation == "forwards"] == [
        ("b", "forwards", "c")
    ]


def test_a_draft_is_of_no_document_with_another_title_that_is_alike() -> None:
    draft = document(
        "b", changed(at=range(3)), f"关于公开征求《样例省{NAME}（征求意见稿）》意见的公告", issuers=("样例省教育厅",)
    )
    notice = document("a", title="样例省教育厅关于做好样例工作的通知", issuers=("样例省教育厅",))
    assert match(draft, notice) == []


def own_text(number: int) -> str:
    """Three sentences of letters that no other number's have in this order."""
    letters = [chr(0x4E00 + (number * 7919 + step * step * 31) % 20000) for step in range(120)]
    return "".join(letters[:40]) + "。" + "".join(letters[40:80]) + "。" + "".join(letters[80:]) + "。"


@pytest.mark.parametrize("count", [5, COMMON + 5])
def test_boilerplate_alone_makes_no_match(count: int) -> None:
    assert match(*(Document(str(i), f"{own_text(i)}\n{BOILERPLATE}") for i in range(count))) == []


@pytest.mark.parametrize("copies", [2, CROWD - 1])
def test_an_excerpt_is_found_however_often_the_whole_was_reprinted(copies: int) -> None:
    excerpt = Document("excerpt", own_text(0))
    wholes = [Document(str(i), f"{own_text(0)}\n{own_text(1)}\n{BODY}") for i in range(copies)]
    found = [one for one in match(excerpt, *wholes) if one.document == "excerpt"]
    assert {related(one) for one in found} == {("excerpt", "excerpt_of", str(i)) for i in range(copies)}


def test_an_interpretation_on_another_portal_is_of_that_portal_s_document() -> None:
    final = document("a", site="yangli", title=f"{PROVINCE}{NAME}")
    text = f"意见有三个要点。\n{OWN}"
    assert match(final, document("b", text, f"《{NAME}》解读", site="bieshi")) == []
    assert only(final, document("b", text, f"《{NAME}》解读", site="yangli")).relation == "interpretation_of"


def test_pages_without_a_text_match_nothing() -> None:
    assert match(*(Document(str(i), "见附件。") for i in range(5))) == []


def test_a_crowd_is_compared_with_its_first_document() -> None:
    copies = [Document(f"{i:04}", BODY) for i in range(CROWD + 20)]
    assert {(found.document, found.other) for found in match(*copies)} == {("0000", copy.id) for copy in copies[1:]}


@pytest.mark.parametrize("named", [f"样例{CROWD}省人民政府{NAME}", NAME])
def test_a_title_that_a_crowd_bears_is_its_issuer_s_or_of_the_site_that_names_it(named: str) -> None:
    crowd = []
    for number in range(CROWD + 3):
        place, text = f"样例{number}省", "\n".join(f"第{number}省{task}" for task in TASKS[:4])
        crowd.append(
            document(f"{number:04}", text, f"{place}人民政府{NAME}", issuers=(f"{place}人民政府",), site=f"s{number}")
        )
    about = document("about", "样例政策的说明。", f"《{named}》政策解读", kind="interpretation", site=f"s{CROWD}")
    found = [(each.document, each.other) for each in match(*crowd, about) if each.relation == "interpretation_of"]
    assert found == [("about", f"{CROWD:04}")]


def test_pairs_are_not_chained() -> None:
    steps = [changed(at=range(n)) for n in (0, 4, 8)]
    found = match(*(document(str(i), text, title="") for i, text in enumerate(steps)))
    assert ("0", "2") not in {(one.document, one.other) for one in found}
    assert {("0", "1")} <= {(one.document, one.other) for one in found}


def test_ids_are_unique() -> None:
    with pytest.raises(ValueError, match="two documents have the id a"):
        match(Document("a", BODY), Document("a", BODY))


class Shelf(list[Document]):
    """Documents that lie elsewhere, and count how often they are asked for."""

    walks = taken = 0

    def __iter__(self) -> Iterator[Document]:
        self.walks += 1
        return super().__iter__()

    def take(self, places: Sequence[int]) -> list[Document]:
        assert list(places) == sorted(places)
        self.taken += len(places)
        return [self[place] for place in places]


def test_documents_are_walked_through_once_and_what_was_seen_last_is_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf([document(f"{i:02}", changed(at=[i])) for i in range(len(TASKS))])
    found = list(matches_among(shelf))
    assert found == match(*shelf)
    assert (shelf.walks, shelf.taken) == (2, 0)  # the second walk is of this test
    monkeypatch.setattr(dedup, "_RECENT", 0)
    assert list(matches_among(shelf)) == found
    assert shelf.taken >= len(shelf)


def test_documents_that_lie_elsewhere_come_in_order() -> None:
    with pytest.raises(ValueError, match="b comes too early"):
        list(matches_among(Shelf([document("b"), document("a")])))


def test_texts_of_one_template_are_compared_with_the_likest_only() -> None:
    """What bounds the work: editions of one text, more than a crowd, each pair's sketches alike."""
    count = 3 * CROWD
    candidates = Candidates()
    for number in range(count):
        candidates.add(Letters.of([f"{BODY}\n{own_text(number)}"]))
    pairs = candidates.pairs()
    degrees = np.bincount(np.concatenate(parted(pairs)), minlength=count)
    assert degrees.min() >= 1
    assert len(pairs) <= count * CROWD


def test_how_like_two_texts_are_is_estimated_from_their_sketches() -> None:
    words = [own_text(number) for number in range(60)]
    texts = ["".join(words[:40]), "".join(words[20:]), "".join(words[:40]), "样例", ""]
    estimated = likeness(sketch(Letters.of(texts)).bins, np.array([0 << 32 | 1, 0 << 32 | 2, 0 << 32 | 3, 3 << 32 | 4]))
    assert estimated[0] == pytest.approx(1 / 3, abs=0.13)  # three standard deviations of 128 bins
    assert estimated[1:].tolist() == [1, 0, 0]


# The text of record.

SITES = {
    "yangli": Site("yangli", "样例省", "990000", (), prefixes=("样政发",)),
    "jiaoyu": Site("jiaoyu", "样例部", "", ()),
}


def test_the_issuer_s_own_site_goes_before_a_gazette_and_a_gazette_before_others() -> None:
    own = document("c", site="yangli", url="http://yangli.gov.cn/zwgk/1.html")
    gazette = document("b", BODY + BODY, site="yangli", url="http://yangli.gov.cn/zfgb/1.html")
    other = document("a", BODY + BODY, site="jiaoyu", url="http://jiaoyu.gov.cn/1.html")
    record = text_of_record([other, gazette, own], SITES)
    assert (record.document, record.ranking) == ("c", ("c", "b", "a"))
    assert record.reason == "on the issuer's own site; before b as its place is nearer the issuer"
    assert text_of_record([other, gazette], SITES).reason.startswith("in a gazette")


def test_full_text_goes_before_an_excerpt_on_the_issuer_s_own_site() -> None:
    own = document("a", "摘要", site="yangli")
    record = text_of_record([own, document("b", site="jiaoyu")], SITES, excerpts={"a"})
    assert record.document == "b"
    assert record.reason == "the full text, on another site; before a as that is an excerpt"


@pytest.mark.parametrize(
    ("title", "number", "own"),
    [
        ("关于样例的通知", "样政发〔2022〕5号", True),
        ("中共样例省委办公厅 样例省人民政府办公厅关于样例的通知", "", True),
        ("样例省甲市人民政府关于样例的通知", "", False),
        ("样例省市场监督管理局关于样例的通知", "", True),
        ("别省人民政府关于样例的通知", "别政发〔2022〕5号", False),
    ],
)
def test_whose_site_it_is(title: str, number: str, own: bool) -> None:
    at_home = document("b", "短", title, doc_number=number, site="yangli")
    record = text_of_record([at_home, document("a", "较长的文本", title, doc_number=number, site="jiaoyu")], SITES)
    assert (record.document == "b") is own


def test_the_longer_text_then_the_earlier_page_then_the_id() -> None:
    early, late = date(2022, 1, 1), date(2022, 1, 2)
    assert text_of_record([document("a", "短"), document("b", "较长")], {}).document == "b"
    assert text_of_record([document("a", published_on=late), document("b", published_on=early)], {}).document == "b"
    assert text_of_record([document("b"), document("a")], {}).reason.endswith("as its id comes first")
    with pytest.raises(ValueError, match="no copy"):
        text_of_record([], {})
