"""Unit standard, sections 1 and 2: the code, headings, levels, titles. Named after the rules; our own words."""

from __future__ import annotations

import pytest

from corpus.segment import SEGMENTER
from corpus.segmenting.labels import Style, label_at, number_of
from tests.gold.units_of import lines, numbered, refs, role, texts, unit

HEAD = ("关于推进乡村图书室建设的意见", "各县人民政府：")


def headings(*paragraphs: str) -> list[tuple[str, str, str]]:
    return [(found.level, found.label, found.title) for found in lines(*HEAD, *paragraphs).headings]


# 1. The code


def test_the_version_names_the_rules() -> None:
    assert SEGMENTER.startswith("segment/")


def test_positions_count_and_printed_numbers_do_not() -> None:
    result = lines(
        *HEAD,
        "一、目标",
        "（一）建室。每村一室。",
        "（二）购书。每年购书。",
        "二、措施",
        "（三）经费。财政保障。",
        "（四）人员。专人管理。",
    )
    assert numbered(result) == {
        "1-1-1": "每村一室。",
        "1-2-1": "每年购书。",
        "2-1-1": "财政保障。",
        "2-2-1": "专人管理。",
    }
    assert unit(result, "2-2-1").section_label == "（四）"


def test_a_gap_in_the_printed_labels_skips_no_number_and_is_reported() -> None:
    result = lines(*HEAD, "一、目标", "每村一室。", "三、措施", "财政保障。")
    assert refs(result) == ["1-0-1", "2-0-1"]
    assert any("三、" in warning for warning in result.warnings)


def test_chapter_0_holds_what_comes_before_the_first_chapter() -> None:
    result = lines(*HEAD, "为方便群众读书，提出如下意见。", "一、目标", "每村一室。")
    assert refs(result) == ["0-0-1", "1-0-1"]


def test_section_0_holds_what_comes_before_the_first_section_of_a_chapter() -> None:
    result = lines(*HEAD, "一、目标", "分两步走。", "（一）建室。每村一室。")
    assert refs(result) == ["1-0-1", "1-1-1"]


# 2. Styles and levels


@pytest.mark.parametrize(
    ("text", "style", "number", "label"),
    [
        ("第一编 总则", Style.PART, 1, "第一编"),
        ("第二部分 任务", Style.PART, 2, "第二部分"),
        ("第十二章　附则", Style.CHAPTER, 12, "第十二章"),
        ("第 三 节 附则", Style.SECTION, 3, "第 三 节"),
        ("第一百零二条 略", Style.ARTICLE, 102, "第一百零二条"),
        ("第十条之一 略", Style.ARTICLE, 10, "第十条之一"),
        ("一、目标", Style.COMMA, 1, "一、"),
        ("一．目标", Style.COMMA, 1, "一．"),
        ("二十一.目标", Style.COMMA, 21, "二十一."),
        ("（十一）目标", Style.BRACKET, 11, "（十一）"),
        ("(二)目标", Style.BRACKET, 2, "(二)"),
        ("㈢目标", Style.BRACKET, 3, "㈢"),
        ("1.目标", Style.NUMBER, 1, "1."),
        ("12．目标", Style.NUMBER, 12, "12．"),
        ("３、目标", Style.NUMBER, 3, "３、"),
        ("1.2025年底前建成", Style.NUMBER, 1, "1."),
        ("（4）目标", Style.BRACKET_NUMBER, 4, "（4）"),
        ("4）目标", Style.HALF_BRACKET, 4, "4）"),
        ("⑸目标", Style.BRACKET_NUMBER, 5, "⑸"),
        ("⑥目标", Style.CIRCLED, 6, "⑥"),
        ("㉑目标", Style.CIRCLED, 21, "㉑"),
    ],
)
def test_full_width_and_half_width_forms_are_the_same_style(text: str, style: Style, number: int, label: str) -> None:
    found = label_at(text)
    assert found is not None
    assert (found.style, found.number, found.text, found.doubtful) == (style, number, label, False)


@pytest.mark.parametrize(
    "text",
    [
        "一是建室",
        "首先，建室",
        "第一，建室",
        "——到明年建成",
        "3.5万册",
        "2021.10建成",
        "17:00开馆",
        "第三条规定的情形",
        "第三条第二款",
        "一、二年级学生",
        "3年内建成",
        "20%以上",
    ],
)
def test_these_are_never_labels(text: str) -> None:
    assert label_at(text) is None


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("十", 10), ("二十", 20), ("二十二", 22), ("一百零二", 102), ("一千二百六十", 1260), ("１２", 12), ("三三", 33)],
)
def test_numerals(numeral: str, value: int) -> None:
    assert number_of(numeral) == value


def test_chapter_style_is_the_highest_in_the_document() -> None:
    result = lines(*HEAD, "（一）目标", "1.建室。每村一室。", "（二）措施", "2.经费。财政保障。")
    assert refs(result) == ["1-1-1", "2-1-1"]


def test_parts_stand_above_chapters_and_are_not_counted() -> None:
    for part in ("第一编 总则", "第一部分 总则"):
        result = lines(
            *HEAD,
            part,
            "第一章 目标",
            "第一条 每村一室。",
            part.replace("一", "二"),
            "第二章 措施",
            "第二条 财政保障。",
        )
        assert refs(result) == ["1-1-1", "2-1-1"]
        assert role(result, part) == "part_heading"
        assert [found.level for found in result.headings][:2] == ["part", "chapter"]


def test_parts_stand_above_the_comma_style_too() -> None:
    result = lines(*HEAD, "第一部分 总则", "一、目标", "每村一室。", "第二部分 任务", "一、建室", "先建后补。")
    assert refs(result) == ["1-0-1", "2-0-1"]


def test_parts_are_chapters_where_nothing_stands_between() -> None:
    result = lines(*HEAD, "第一部分 目标", "（一）建室。每村一室。", "第二部分 措施", "（二）经费。财政保障。")
    assert refs(result) == ["1-1-1", "2-1-1"]


def test_text_between_a_part_and_its_first_chapter_is_a_chapter_without_label() -> None:
    result = lines(
        *HEAD, "第一部分 总则", "读书使人明智。", "一、目标", "每村一室。", "第二部分 任务", "二、建室", "先建后补。"
    )
    assert refs(result) == ["1-0-1", "2-0-1", "3-0-1"]
    assert unit(result, "1-0-1").chapter_label == ""


def test_an_article_is_never_a_chapter() -> None:
    result = lines("乡村图书室管理办法", "第一条 为规范管理，制定本办法。", "第二条 每村一室。")
    assert refs(result) == ["0-1-1", "0-2-1"]
    assert unit(result, "0-2-1").section_label == "第二条"


def test_section_style_is_the_highest_below_in_that_chapter() -> None:
    result = lines(
        *HEAD,
        "一、目标",
        "1.建室。每村一室。",
        "2.购书。每年购书。",
        "二、措施",
        "（一）经费",
        "3.拨款。财政保障。",
        "（二）人员",
        "专人管理。",
    )
    assert numbered(result) == {
        "1-1-1": "每村一室。",
        "1-2-1": "每年购书。",
        "2-1-1": "财政保障。",
        "2-2-1": "专人管理。",
    }
    assert [found.item for found in result.units] == ["", "", "1", ""]


def test_articles_are_sections_and_give_way_to_jie() -> None:
    result = lines(
        "乡村图书室条例",
        "第一章 总则",
        "第一条 每村一室。",
        "第二章 服务",
        "第一节 开放",
        "第二条 每日开放。",
        "第二节 借阅",
        "第三条 免费借阅。",
    )
    assert refs(result) == ["1-1-1", "2-1-1", "2-2-1"]
    assert (unit(result, "2-2-1").section_label, unit(result, "2-2-1").item_label) == ("第二节", "第三条")


def test_items_are_a_path_of_positions() -> None:
    result = lines(
        *HEAD,
        "一、措施",
        "（一）经费",
        "4.拨款。财政保障。",
        "5.募捐。应当做到：",
        "（1）自愿；",
        "（2）公开：",
        "①收入公开；",
        "②支出公开。",
        "6.审计。每年审计。",
    )
    assert [found.item for found in result.units] == ["1", "2", "2.1", "2.2", "2.2.1", "2.2.2", "3"]
    assert (result.units[5].item_label, result.units[0].item_title) == ("②", "拨款")


def test_a_label_counts_at_the_start_of_a_paragraph_or_behind_a_run_in_title() -> None:
    result = lines(
        *HEAD, "一、总体要求", "（一）目标。1.普及原则。每村一室。", "（二）要求。各村要做到：1.建室。2.购书。"
    )
    assert result.units[0].item_title == "普及原则"
    assert texts(result)[1:] == ["各村要做到：1.建室。", "2.购书。"]


def test_a_label_whose_next_sibling_follows_a_semicolon_is_no_heading() -> None:
    result = lines(*HEAD, "一、各村要建室；二、各乡要购书；三、各县要拨款。")
    assert texts(result) == ["一、各村要建室；二、各乡要购书；三、各县要拨款。"]
    assert refs(result) == ["0-0-1"]


def test_labels_inside_a_quotation_over_paragraphs_are_no_labels() -> None:
    result = lines(
        "关于修改《乡村图书室管理办法》的决定",
        "一、将第十条修改为：“第十条 设立图书室应当具备下列条件：",
        "（一）有固定场所；",
        "（二）有专人管理。”",
        "二、删去第十一条。",
    )
    assert refs(result) == ["1-0-1", "1-0-2", "1-0-3", "2-0-1"]
    assert texts(result)[1:3] == ["（一）有固定场所；", "（二）有专人管理。”"]


def test_a_quotation_may_open_each_of_its_paragraphs_anew() -> None:
    result = lines(
        "关于修改《乡村图书室管理办法》的决定",
        "一、将第十条修改为：“图书室应当公布：",
        "“（一）开放时间；",
        "“（二）服务项目。”",
        "二、将第十一条修改为：“下列行为应当改正：",
        "（一）收费；",
        "（二）拒借。”",
        "三、删去第十二条。",
    )
    assert refs(result) == ["1-0-1", "1-0-2", "1-0-3", "2-0-1", "2-0-2", "2-0-3", "3-0-1"]


def test_an_article_named_behind_a_label_is_no_label() -> None:
    result = lines("关于修改《乡村图书室管理办法》的决定", "一、第三条增加一款。", "二、第四条改为第五条。")
    assert numbered(result) == {"1-0-1": "第三条增加一款。", "2-0-1": "第四条改为第五条。"}


def test_comma_labels_above_articles_are_chapters() -> None:
    result = lines(
        "乡村图书室章程", "一、总则", "第一条 每村一室。", "二、借阅", "第二条 免费借阅。", "第三条 限期归还。"
    )
    assert refs(result) == ["1-1-1", "2-1-1", "2-2-1"]


def test_a_colon_behind_a_part_s_label_belongs_to_neither_label_nor_title() -> None:
    found = lines(*HEAD, "第一部分：总体要求", "一、目标", "每村一室。").headings[0]
    assert (found.label, found.title) == ("第一部分", "总体要求")


def test_an_unclosed_quotation_mark_hides_no_labels() -> None:
    result = lines(*HEAD, "一、目标", "建设“双创“图书室。", "二、措施", "财政保障。")
    assert refs(result) == ["1-0-1", "2-0-1"]


def test_a_digit_and_a_private_use_character_is_a_label() -> None:
    result = lines(*HEAD, "一、措施", "（一）经费", "1\ue5d2拨款。财政保障。", "2\ue5d2募捐。自愿公开。")
    assert [found.item for found in result.units] == ["1", "2"]
    assert texts(result) == ["财政保障。", "自愿公开。"]


def test_a_bare_or_comma_d_number_continues_its_siblings() -> None:
    result = lines(
        *HEAD,
        "一、条件",
        "（一）推荐",
        "1.推荐学校",
        "每校一名。",
        "2,推荐人员",
        "每人一表。",
        "3推荐材料",
        "每表一份。",
    )
    assert [found.item for found in result.units] == ["1", "2", "3"]
    assert [found.item_title for found in result.units] == ["推荐学校", "推荐人员", "推荐材料"]


def test_a_bare_number_out_of_sequence_is_text() -> None:
    result = lines(*HEAD, "一、条件", "1.建室。每村一室。", "5推荐人员要齐备。", "2、购书。每年购书。")
    assert "5推荐人员要齐备。" in texts(result)


def test_a_number_before_a_number_is_a_label_where_it_continues_its_siblings() -> None:
    result = lines(*HEAD, "一、进度", "1、2024年底前每乡一室。", "2、3年内每村一室。", "3、4个县先行。")
    assert [found.ref for found in result.units] == ["1-1-1", "1-2-1", "1-3-1"]
    assert texts(result) == ["2024年底前每乡一室。", "3年内每村一室。", "4个县先行。"]
    assert texts(lines(*HEAD, "一、进度", "1、2号楼先行。")) == ["1、2号楼先行。"]


def test_a_bracket_that_lost_its_opening_is_a_label() -> None:
    result = lines(*HEAD, "一、措施", "一）经费", "财政保障。", "二）人员", "专人管理。")
    assert [(found.ref, found.section_label, found.section_title) for found in result.units] == [
        ("1-1-1", "一）", "经费"),
        ("1-2-1", "二）", "人员"),
    ]


def test_a_run_of_marks_before_any_text_is_furniture() -> None:
    result = lines(*HEAD, "??一、目标", "每村一室。")
    assert refs(result) == ["1-0-1"]
    assert role(result, "??") == "stray_punctuation"


def test_a_label_is_never_part_of_a_unit() -> None:
    result = lines("乡村图书室管理办法", "第一条 每村一室。", "第二条 应当：", "（一）免费；", "（二）公开。")
    assert texts(result) == ["每村一室。", "应当：", "免费；", "公开。"]


@pytest.mark.parametrize("leader", ["", "……3", "\t3", "...........3"])
def test_a_table_of_contents_is_not_structure(leader: str) -> None:
    result = lines(
        "乡村图书室规划",
        "目 录",
        f"第一章 目标{leader}",
        f"第一节 近期{leader}",
        f"第二章 措施{leader}",
        "第一章 目标",
        "第一节 近期",
        "每村一室。",
        "第二章 措施",
        "财政保障。",
    )
    assert numbered(result) == {"1-1-1": "每村一室。", "2-0-1": "财政保障。"}
    assert [found.role for found in result.rest].count("contents") == 4


def test_an_unlabelled_paragraph_continues_the_last_section_or_item() -> None:
    result = lines(
        *HEAD, "一、措施", "（一）经费", "1.拨款。财政保障。", "按年拨付。", "（二）人员。专人管理。", "不得兼职。"
    )
    assert [(found.ref, found.item) for found in result.units] == [
        ("1-1-1", "1"),
        ("1-1-2", "1"),
        ("1-2-1", ""),
        ("1-2-2", ""),
    ]


def test_behind_a_finished_list_a_paragraph_belongs_to_the_article_again() -> None:
    result = lines(
        "乡村图书室管理办法",
        "第一条 应当：",
        "（一）免费；",
        "（二）公开。",
        "具体办法另定。",
        "第二条 不得：",
        "（一）收费；",
        "（二）转让；",
        "其他情形从其规定。",
    )
    assert [found.item for found in result.units] == ["", "1", "2", "", "", "1", "2", "2"]


# Which labelled sentences are titles


def test_own_line_without_a_mark_is_a_heading() -> None:
    assert headings("一、目标", "（一）建室", "每村一室。") == [
        ("chapter", "一、", "目标"),
        ("section", "（一）", "建室"),
    ]


def test_own_line_with_a_full_stop_is_a_heading_when_text_follows() -> None:
    assert headings("一、目标。", "每村一室。", "二、措施；", "财政保障。") == [
        ("chapter", "一、", "目标"),
        ("chapter", "二、", "措施"),
    ]


def test_own_line_with_a_full_stop_is_a_unit_when_nothing_follows() -> None:
    result = lines(*HEAD, "一、每村一室。", "二、每年购书。")
    assert numbered(result) == {"1-0-1": "每村一室。", "2-0-1": "每年购书。"}


def test_a_colon_makes_a_lead_in_and_never_a_title() -> None:
    result = lines(*HEAD, "一、应当做到：", "（一）免费；", "（二）公开。", "二、开放时间：每天八时。节日照常。")
    assert numbered(result)["1-0-1"] == "应当做到："
    assert unit(result, "2-0-1").text == "开放时间：每天八时。" or unit(result, "2-0-1").chapter_title != "开放时间"


def test_own_line_with_a_question_mark_is_a_unit() -> None:
    result = lines(*HEAD, "一、为什么建室？", "因为群众要读书。")
    assert numbered(result) == {"1-0-1": "为什么建室？", "1-0-2": "因为群众要读书。"}


def test_a_run_in_first_sentence_is_a_title() -> None:
    result = lines(*HEAD, "一、总体要求", "（一）指导思想。以便民为本，加快建设。")
    assert unit(result, "1-1-1").section_title == "指导思想"
    assert texts(result) == ["以便民为本，加快建设。"]


EIGHTEEN = "建" * 18
NINETEEN = "建" * 19
FORTY = "建" * 40


def test_at_most_18_characters_needs_no_siblings() -> None:
    assert texts(lines(*HEAD, "一、要求", f"（一）{EIGHTEEN}。财政保障。")) == ["财政保障。"]
    assert texts(lines(*HEAD, "一、要求", f"（一）{NINETEEN}。财政保障。")) == [f"{NINETEEN}。", "财政保障。"]


def test_an_html_entity_counts_as_one_character() -> None:
    assert unit(lines(*HEAD, "一、要求", f"（一）{'建' * 17}&quot;。财政保障。"), "1-1-1").section_title.endswith(
        "&quot;"
    )


def test_at_most_18_characters_needs_half_of_its_siblings_where_it_has_some() -> None:
    long = "建" * 41
    result = lines(
        *HEAD,
        "一、要求",
        "（一）建室。财政保障。",
        f"（二）{long}。按年拨付。",
        f"（三）{long}。按月拨付。",
        f"（四）{long}。按日拨付。",
    )
    assert numbered(result)["1-1-1"] == "建室。"
    result = lines(*HEAD, "一、要求", "（一）建室。财政保障。", f"（二）{long}。按年拨付。", "（三）购书。按月拨付。")
    assert numbered(result)["1-1-1"] == "财政保障。"


def test_19_to_40_characters_needs_every_sibling() -> None:
    result = lines(*HEAD, "一、要求", f"（一）{FORTY}。财政保障。", f"（二）{NINETEEN}。按年拨付。")
    assert texts(result) == ["财政保障。", "按年拨付。"]
    result = lines(*HEAD, "一、要求", f"（一）{NINETEEN}。财政保障。", f"（二）{FORTY}建。按年拨付。")
    assert texts(result)[0] == f"{NINETEEN}。"


def test_siblings_are_those_under_the_same_parent() -> None:
    long = "建" * 41
    result = lines(
        *HEAD,
        "一、目标",
        f"（一）{NINETEEN}。财政保障。",
        f"（二）{NINETEEN}。按年拨付。",
        "二、措施",
        f"（三）{long}。按月拨付。",
    )
    assert texts(result)[:2] == ["财政保障。", "按年拨付。"]


def test_text_follows_where_a_list_a_table_or_lue_stands_right_under_the_label() -> None:
    assert headings("一、措施", "（一）建室。", "1.选址；", "2.开工。")[1] == ("section", "（一）", "建室")
    assert headings("一、措施", "（一）建室。", "村名\t面积", "东村\t90")[1] == ("section", "（一）", "建室")
    assert headings("一、措施", "（一）建室。", "（略）")[1] == ("section", "（一）", "建室")


def test_a_note_of_responsibility_is_no_text_that_follows() -> None:
    result = lines(*HEAD, "一、措施", "（一）建室。（市文旅局负责）", "（二）购书。", "责任单位：市教育局")
    assert numbered(result) == {"1-1-1": "建室。", "1-2-1": "购书。"}
    assert [found.responsible for found in result.units] == ["（市文旅局负责）", "责任单位：市教育局"]


def test_a_sentence_that_leaves_a_quotation_open_is_no_title() -> None:
    result = lines(
        "关于修改《乡村图书室管理办法》的决定",
        "一、第三条修改为：“图书室每周开放。",
        "“开放时间应当公布。”",
        "二、删去第八条。",
    )
    assert [(found.ref, found.text, found.chapter_title) for found in result.units] == [
        ("1-0-1", "第三条修改为：“图书室每周开放。", ""),
        ("1-0-2", "“开放时间应当公布。”", ""),
        ("2-0-1", "删去第八条。", ""),
    ]


@pytest.mark.parametrize("note", ["", "（县教育局负责）"])
def test_a_sentence_with_the_next_sibling_right_behind_it_is_no_title(note: str) -> None:
    result = lines(*HEAD, "一、任务", f"1.每年培训。{note}2.按时开放。")
    assert [(found.ref, found.text, found.section_title) for found in result.units] == [
        ("1-1-1", "每年培训。", ""),
        ("1-1-2", "2.按时开放。", ""),
    ]
    assert result.units[0].responsible == note


def test_an_article_has_no_run_in_title() -> None:
    result = lines("乡村图书室管理办法", "第一条 每村一室。面积不限。")
    assert texts(result) == ["每村一室。", "面积不限。"]


def test_an_article_s_title_stands_in_brackets_or_alone() -> None:
    result = lines(
        "乡村图书室管理办法",
        "第一条 【目的】为规范管理，制定本办法。",
        "第二条（范围）本办法适用于村。",
        "第三条 开放时间",
        "每日开放。",
        "第四条 应当：",
        "（一）免费；",
        "（二）公开。",
    )
    assert [(found.ref, found.section_title) for found in result.units][:4] == [
        ("0-1-1", "目的"),
        ("0-2-1", "范围"),
        ("0-3-1", "开放时间"),
        ("0-4-1", ""),
    ]


def test_a_label_in_brackets_behind_an_article_is_no_title() -> None:
    result = lines("乡村图书室管理办法", "第一条 （一）免费；", "（二）公开。")
    assert [(found.ref, found.item, found.section_title) for found in result.units] == [
        ("0-1-1", "1", ""),
        ("0-1-2", "2", ""),
    ]


def test_items_have_titles_by_the_same_rules() -> None:
    result = lines(*HEAD, "一、措施", "（一）经费", "1.拨款。财政保障。", "2.募捐", "自愿公开。")
    assert [found.item_title for found in result.units] == ["拨款", "募捐"]


def test_titles_lose_their_final_mark_and_keep_an_entity_s_semicolon() -> None:
    assert headings("一、目标；", "每村一室。")[0][2] == "目标"
    assert headings("一、建设&quot;书屋&quot;", "每村一室。")[0][2] == "建设&quot;书屋&quot;"


def test_a_chapter_may_have_no_unit() -> None:
    assert refs(lines(*HEAD, "一、目标", "二、措施", "财政保障。")) == ["2-0-1"]


def test_headings_are_never_units() -> None:
    result = lines(*HEAD, "一、目标", "（一）建室", "1.选址", "靠近学校。")
    assert texts(result) == ["靠近学校。"]
