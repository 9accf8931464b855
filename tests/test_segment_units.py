"""Unit standard, section 3: where a unit ends, and what speaks for it. Named after the rules; our own words."""

from __future__ import annotations

import pytest

from corpus.segment import Counting
from tests.gold.units_of import lines, role, roles, sentences, texts, unit

HEAD = ("关于推进乡村图书室建设的意见", "各县人民政府：")


@pytest.mark.parametrize(
    ("paragraph", "units"),
    [
        ("每村一室。每年购书！行不行？", ["每村一室。", "每年购书！", "行不行？"]),
        ("每村一室!每年购书?财政保障。", ["每村一室!", "每年购书?", "财政保障。"]),
        ("每村一室；每年购书，财政保障：", ["每村一室；每年购书，财政保障："]),
        ("每村一室", ["每村一室"]),
        ("真的吗？！当然。", ["真的吗？！", "当然。"]),
    ],
)
def test_a_unit_ends_at_its_mark_and_at_the_end_of_its_paragraph(paragraph: str, units: list[str]) -> None:
    assert sentences(paragraph) == units


@pytest.mark.parametrize(
    ("paragraph", "units"),
    [
        ("读书、写字、算账……人人都会。", ["读书、写字、算账……", "人人都会。"]),
        ("读书、写字……等活动。", ["读书、写字……等活动。"]),
        ("读书、写字……，人人都会。", ["读书、写字……，人人都会。"]),
        ("读书、写字……的人。", ["读书、写字……的人。"]),
        ("读书、写字……。人人都会。", ["读书、写字……。", "人人都会。"]),
        ("（读书……）都要有。", ["（读书……）都要有。"]),
    ],
)
def test_an_ellipsis_ends_a_unit_where_a_new_sentence_starts(paragraph: str, units: list[str]) -> None:
    assert sentences(paragraph) == units


@pytest.mark.parametrize(
    ("paragraph", "units"),
    [
        ("他说：“要读书。”大家赞成。", ["他说：“要读书。”", "大家赞成。"]),
        ("免费开放（节日除外。）大家赞成。", ["免费开放（节日除外。）", "大家赞成。"]),
        ("见《读书。》大家赞成。", ["见《读书。》", "大家赞成。"]),
        ("落实“要读书。”的要求。大家赞成。", ["落实“要读书。”的要求。", "大家赞成。"]),
        ("落实“要读书。”等要求。", ["落实“要读书。”等要求。"]),
        ("落实“要读书。”这一要求。", ["落实“要读书。”这一要求。"]),
        ("落实“要读书。”和“要写字。”的号召。", ["落实“要读书。”和“要写字。”的号召。"]),
        ("落实“要读书。”、“要写字。”的号召。", ["落实“要读书。”、“要写字。”的号召。"]),
        ("每村一室。”大家赞成。", ["每村一室。”", "大家赞成。"]),
        ("他说：“要读《乡村。》”大家赞成。", ["他说：“要读《乡村。》”", "大家赞成。"]),
        ("他说：“要读书。”。大家赞成。", ["他说：“要读书。”。", "大家赞成。"]),
    ],
)
def test_closing_marks_belong_to_the_sentence_before_them(paragraph: str, units: list[str]) -> None:
    assert sentences(paragraph) == units


@pytest.mark.parametrize("pair", ["“”", "‘’", "（）", "《》", "〔〕", "【】"])
def test_no_cut_inside_a_balanced_pair(pair: str) -> None:
    paragraph = f"落实{pair[0]}一要读书。二要写字{pair[1]}要求。大家赞成。"
    assert sentences(paragraph) == [paragraph[:-5], "大家赞成。"]


@pytest.mark.parametrize("mark", list("“‘（《〔【”’）》〕】"))
def test_a_pair_that_is_not_closed_in_its_paragraph_is_ignored(mark: str) -> None:
    assert sentences(f"落实{mark}要读书。大家赞成。") == [f"落实{mark}要读书。", "大家赞成。"]


def test_of_two_openings_the_later_one_is_closed() -> None:
    assert sentences("落实“要读书。又说“要写字。再写”一遍。") == ["落实“要读书。", "又说“要写字。再写”一遍。"]


@pytest.mark.parametrize("digits", ["3.5", "2021.10", "1．5", "17:00"])
def test_digits_are_safe(digits: str) -> None:
    assert sentences(f"达到{digits}左右。大家赞成。") == [f"达到{digits}左右。", "大家赞成。"]


def test_a_question_mark_inside_an_address_ends_nothing() -> None:
    assert sentences("请登录http://example.cn/a?id=3报名。") == ["请登录http://example.cn/a?id=3报名。"]


# Notes of responsibility


@pytest.mark.parametrize(
    "note",
    [
        "（省教育厅牵头，省财政厅等按职责分工负责）",
        "〔责任单位：市教育局、各县（市、区）政府〕",
        "【牵头单位：市教育局】",
        "(市教育局负责)",
        "（负责部门：市教育局）",
        "（市教育局指导）",
        "（市教育局指导，供销社参与）",
        "（适用范围：全省）",
        "（市教育局负责。以下均需各县落实，不再列出）",
        "（市教育局、市财政局）",
    ],
)
def test_a_note_alone_in_brackets_stands_on_the_unit_before_it(note: str) -> None:
    result = lines(*HEAD, "一、措施", f"（一）经费。财政保障。{note}")
    assert texts(result) == ["财政保障。"]
    assert result.units[0].responsible == note
    assert role(result, note) == "responsible_note"
    result = lines(*HEAD, "一、措施", "（一）经费。财政保障。", note, "（二）人员。专人管理。")
    assert [found.responsible for found in result.units] == [note, ""]


def test_a_note_inside_its_sentence_belongs_to_the_sentence() -> None:
    result = lines(*HEAD, "一、措施", "（一）经费。财政保障（市财政局负责）。")
    assert texts(result) == ["财政保障（市财政局负责）。"]
    assert result.units[0].responsible == ""


@pytest.mark.parametrize("word", ["责任单位", "责任部门", "牵头单位", "牵头部门", "配合单位"])
def test_a_paragraph_that_opens_with_these_words_is_a_note(word: str) -> None:
    result = lines(*HEAD, "一、措施", "（一）经费。财政保障。", f"{word}：市财政局，各县政府", "（二）人员。专人管理。")
    assert [found.responsible for found in result.units] == [f"{word}：市财政局，各县政府", ""]


@pytest.mark.parametrize("word", ["主办单位", "承办单位"])
def test_organisers_are_units(word: str) -> None:
    assert sentences(f"{word}：市文旅局") == [f"{word}：市文旅局"]


def test_several_notes_on_one_unit_are_joined_by_a_blank() -> None:
    result = lines(*HEAD, "一、措施", "（一）经费。财政保障。（市财政局负责）（市审计局参与）", "责任单位：各县政府")
    assert result.units[0].responsible == "（市财政局负责） （市审计局参与） 责任单位：各县政府"


def test_several_notes_in_one_paragraph_stand_each_on_its_own() -> None:
    result = lines(*HEAD, "一、措施", "（一）经费。财政保障。（市财政局负责）按年拨付。（市审计局负责）")
    assert [(found.text, found.responsible) for found in result.units] == [
        ("财政保障。", "（市财政局负责）"),
        ("按年拨付。", "（市审计局负责）"),
    ]


@pytest.mark.parametrize("options", [Counting(), Counting(titles=True)], ids=["standard", "titles"])
def test_a_note_under_a_heading_without_a_unit_never_stands_on_the_next_heading_s(options: Counting) -> None:
    result = lines(
        *HEAD, "一、措施", "财政保障。", "（一）购书", "责任单位：市文旅局", "二、要求", "每年检查。", options=options
    )
    stands_on = {found.text: found.responsible for found in result.units if found.responsible}
    assert stands_on == {"购书" if options.titles else "财政保障。": "责任单位：市文旅局"}


def test_a_note_behind_a_semicolon_or_an_own_line_title_is_a_note() -> None:
    result = lines(
        *HEAD, "一、措施", "（一）财政保障；（市财政局负责）", "（二）购书（责任单位：市文旅局）", "每年购书。"
    )
    assert [(found.ref, found.text, found.responsible) for found in result.units] == [
        ("1-1-1", "财政保障；", "（市财政局负责）"),
        ("1-2-1", "每年购书。", "（责任单位：市文旅局）"),
    ]
    assert unit(result, "1-2-1").section_title == "购书"


# Lists


def test_a_list_paragraph_never_joins_its_neighbours() -> None:
    result = lines(
        *HEAD,
        "一、目标",
        "到明年：",
        "一是建室；",
        "二是购书。每年一批。",
        "——到2025年全部建成；",
        "——到2030年全部更新。",
    )
    assert texts(result) == [
        "到明年：",
        "一是建室；",
        "二是购书。",
        "每年一批。",
        "——到2025年全部建成；",
        "——到2030年全部更新。",
    ]


def test_a_lead_in_that_ends_in_a_colon_is_a_unit() -> None:
    assert sentences("现就有关事项通知如下：") == ["现就有关事项通知如下："]


def test_a_unit_has_a_character_that_is_no_punctuation() -> None:
    result = lines(*HEAD, "一、目标", "每村一室。", "……", "※※※", "——")
    assert texts(result) == ["每村一室。"]
    assert [text for found, text in roles(result) if found == "stray_punctuation"] == ["……", "※※※", "——"]
