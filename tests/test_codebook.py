"""Codebooks: the shipped scheme is the study's, a user's own file is checked, changes are named."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from corpus.codebook import (
    UNCODABLE,
    Codebook,
    CodebookError,
    differences,
    load_codebook,
    outline,
    plain,
    read_codebook,
    shipped,
)
from tests.conftest import ROOT

PUBLISHED = ROOT / ".." / "shared" / "corpora" / "published_tables.csv"

TWICE = """
[dimensions.what]
title = "样例 维度"
[dimensions.other]
title = "样例维度"
[codes."甲"]
dimension = "what"
definition = "甲"
[codes."乙"]
dimension = "other"
definition = "乙"
"""

OWN = """
name = "own"
version = "1"
title = "样例"
[dimensions.what]
title = "样例维度"
several = true
[codes."总类"]
dimension = "what"
group = true
definition = "一组"
[codes."“甲”类"]
dimension = "what"
under = "总类"
definition = "甲"
aliases = ["甲"]
[codes."甲之一"]
dimension = "what"
under = "“甲”类"
definition = "甲的一种"
[codes."乙类（乙）"]
dimension = "what"
definition = "乙"
samples = ["样例一句。"]
"""


def book(text: str = OWN) -> Codebook:
    return read_codebook(text, "own.toml")


def test_the_shipped_scheme_is_the_study_s() -> None:
    scheme = load_codebook(shipped()["policy_tools"])
    tool, theme = scheme.dimensions
    assert (len(tool.rows), len(theme.rows)) == (21, 3)
    assert not tool.several
    assert [code.name for code in tool.codes if code.under == "体制机制"] == [
        "评价机制",
        "标准体系",
        "激励机制",
        "财税政策",
        "权益保障",
    ]
    assert tool.row_of()["财税政策"] == "体制机制"
    for code in scheme.codes:
        assert code.definition
        assert code.group or (code.includes and code.excludes and code.samples and code.words), code.name


def test_the_shipped_rows_are_those_of_the_print() -> None:
    if not PUBLISHED.is_file():
        pytest.skip("../shared/corpora is absent: the printed tables are not here")
    with PUBLISHED.open(encoding="utf-8-sig") as file:
        printed = [(row["tool_type"], row["tool"]) for row in csv.DictReader(file)]
    scheme = load_codebook(shipped()["policy_tools"])
    assert [(code.under, code.name) for code in scheme.dimension("tool").rows] == printed


def test_rows_and_answers_of_a_book() -> None:
    (what,) = book().dimensions
    assert what.answers == ("“甲”类", "甲之一", "乙类（乙）", UNCODABLE)
    assert [code.name for code in what.rows] == ["“甲”类", "乙类（乙）"]
    assert what.row_of() == {"“甲”类": "“甲”类", "甲之一": "“甲”类", "乙类（乙）": "乙类（乙）"}


@pytest.mark.parametrize("typed", ["“甲”类", '"甲"类', "甲类", " 甲 类 ", "甲", "＂甲＂类"])
def test_what_hands_vary_in(typed: str) -> None:
    assert book().matcher()["what"][plain(typed)] == "“甲”类"


def test_brackets_of_either_width_and_no_group() -> None:
    spellings = book().matcher()["what"]
    assert spellings[plain("乙类(乙)")] == "乙类（乙）"
    assert spellings[plain("不可编码 ")] == UNCODABLE
    assert plain("总类") not in spellings


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "own"', 'name = "Own book"', "small letters"),
        ('version = "1"', "version = 1", "version is missing, or no text"),
        ('title = "样例"\n', "", "title is missing"),
        ("several = true", 'several = "yes"', "true or false"),
        ('under = "总类"', 'under = "不在"', "no code of what"),
        ('under = "“甲”类"', 'under = "甲之一"', "under itself"),
        ('[codes."甲之一"]', '[codes."甲"]', "the same as"),
        ('[codes."甲之一"]', '[codes."不可编码"]', "the same as 不可编码"),
        ('[codes."甲之一"]', '[codes."=甲"]', "not with = + - @"),
        ('[codes."甲之一"]', '[codes."甲\\n乙"]', "one line of at most 60"),
        ('title = "样例维度"', 'title = "=1+1"', "dimension what: a title is one line"),
        (OWN[OWN.index("[dim") :], TWICE, "dimension other: its title is that of what"),
        ('[codes."甲之一"]', '[codes."甲；乙"]', "without ；"),
        ('definition = "乙"', "", "definition is missing"),
        ('samples = ["样例一句。"]', 'samples = "样例一句。"', "list of texts"),
        ('samples = ["样例一句。"]', 'sample = ["样例一句。"]', "unknown entry 'sample'"),
        ("[dimensions.what]", "[dimensions.which]", "no dimension 'what'; there are which"),
        (
            "[dimensions.what]",
            '[dimensions.which]\ntitle = "别的"\n[dimensions.what]',
            "which: has no code that a unit can be given",
        ),
        ('title = "样例维度"', 'title = "样例维度', "own.toml: "),
    ],
)
def test_a_book_with_a_fault_is_one_clear_line(old: str, new: str, said: str) -> None:
    assert old in OWN
    with pytest.raises(CodebookError) as caught:
        book(OWN.replace(old, new, 1))
    assert said in str(caught.value)
    assert str(caught.value).startswith("own.toml: ")
    assert "\n" not in str(caught.value)


def test_files_that_are_no_book(tmp_path: Path) -> None:
    path = tmp_path / "book.toml"
    for data in (b"\xff\xfe\x00", b"[" * 100_000, b"x" * (1024 * 1024 + 1), b""):
        path.write_bytes(data)
        with pytest.raises(CodebookError) as caught:
            load_codebook(path)
        assert str(caught.value).startswith(str(path))


def test_differences_are_named() -> None:
    changed = (
        OWN.replace('version = "1"', 'version = "2"').replace("甲的一种", "甲的一类").replace("several = true", "")
    )
    changed = changed.replace('samples = ["样例一句。"]', 'samples = ["样例两句。"]')
    changed = changed.replace("甲之一", "甲之二")
    assert list(differences(book(), book(changed))) == [
        "version: 1 → 2",
        "~ dimension what: several True → False",
        "- code 甲之一",
        "+ code 甲之二",
        "~ code 乙类（乙）: samples - 样例一句。",
        "~ code 乙类（乙）: samples + 样例两句。",
    ]
    assert list(differences(book(), book())) == []


def test_outline_shows_levels() -> None:
    lines = list(outline(book()))
    assert lines[0] == "own@1  样例"
    assert "    “甲”类：甲" in lines
    assert "      甲之一：甲的一种" in lines
