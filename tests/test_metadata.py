"""Labels, issuers, and the choice between sources."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.metadata import EMPTY_CELL, choose, issuers_in_title, numbered, read_labels, same_body, split_issuers


@pytest.mark.parametrize(
    "text",
    [
        "索引号\n11/2022-1\n文号\n某政发〔2022〕1号",
        "索 引 号：\n11/2022-1\n文　　号：\n某政发〔2022〕1号",
        "索引号：11/2022-1\t文\xa0\xa0号：某政发〔2022〕1号",
        "\t索引号\t：11/2022-1\n\t文号\t: 某政发〔2022〕1号",
        "【索引号】11/2022-1\n【文号】：某政发〔2022〕1号",
        "[索引号] 11/2022-1\n[文号] 某政发〔2022〕1号",
        "索引号: 11/2022-1 文号: 某政发〔2022〕1号 浏览次数：3",
    ],
)
def test_labels_are_known_by_their_words(text: str) -> None:
    assert read_labels(text) == {"索引号": ["11/2022-1"], "文号": ["某政发〔2022〕1号"]}


def test_an_empty_cell_is_no_value() -> None:
    assert read_labels(f"文号\n{EMPTY_CELL}\n成文日期\n2022-09-08") == {"成文日期": ["2022-09-08"]}
    assert read_labels("文号：无\n成文日期：2022-09-08") == {"成文日期": ["2022-09-08"]}


def test_a_label_within_a_sentence_is_none() -> None:
    assert read_labels("请注明文号并按发布日期排列。") == {}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("国务院、中央军委", ("国务院", "中央军委")),
        ("国家发展改革委;国家能源局", ("国家发展改革委", "国家能源局")),
        ("中共中央办公厅 国务院办公厅", ("中共中央办公厅", "国务院办公厅")),
        ("国 家 能 源 局", ("国家能源局",)),
        ("教育部 江西省人民政府", ("教育部", "江西省人民政府")),
    ],
)
def test_issuers(text: str, names: tuple[str, ...]) -> None:
    assert split_issuers(text) == names


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("国务院办公厅关于印发方案的通知", ("国务院办公厅",)),
        ("中共中央办公厅 国务院办公厅印发《意见》", ("中共中央办公厅", "国务院办公厅")),
        ("教育部等九部门关于印发计划的通知", ("教育部",)),
        ("教育部 江西省人民政府关于整省推进职业教育发展的意见", ("教育部", "江西省人民政府")),
        ("关于印发方案的通知", ()),
        ("某某管理办法", ()),
    ],
)
def test_issuers_in_titles(title: str, names: tuple[str, ...]) -> None:
    assert issuers_in_title(title) == names


def test_short_forms_can_be_one_body() -> None:
    assert same_body("市政府", "丽水市人民政府")
    assert not same_body("教育部", "财政部")


def test_the_first_source_is_chosen_and_the_others_are_named() -> None:
    value, warnings = choose(
        "written_on", [("label 成文日期", ""), ("the text", "2022-09-08"), ("label 生成日期", "2022-09-13")]
    )
    assert value == "2022-09-08"
    assert warnings == ["written_on: label 生成日期 says 2022-09-13, the text says 2022-09-08: the latter was chosen"]


def test_titles_agree_however_they_are_set() -> None:
    assert choose("title", [("a", "关于印发《方案》的通知"), ("b", "某省关于印发方案的通知")])[1] == []


def test_numbers_of_unknown_form_are_kept_as_printed() -> None:
    assert numbered("某政发（2022） 1 号") == "某政发〔2022〕1号"
    assert numbered("2022年第3号") == "2022年第3号"
    assert numbered("无") == ""


@given(st.text(max_size=200))
def test_never_raises(text: str) -> None:
    read_labels(text)
    split_issuers(text)
    issuers_in_title(text)
