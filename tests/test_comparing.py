"""Two editions, unit by unit."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from corpus.comparing import Change, Side, compare, marked


def numbered(*texts: str) -> list[Side]:
    return [Side(f"1-0-{number}", text) for number, text in enumerate(texts, 1)]


def test_added_removed_changed() -> None:
    first = numbered("办好样例学校。", "每个市建设一个试点。", "试点期为两年。")
    second = numbered("办好样例学校。", "每个市建设两个试点。", "省级财政给予补助。")
    assert list(compare(first, second)) == [
        Change("changed", first[1], second[1]),
        Change("removed", first[2], None),
        Change("added", None, second[2]),
    ]


def test_what_stands_behind_a_new_sentence_has_another_number() -> None:
    first, second = numbered("甲说明。", "乙说明。"), numbered("新的一句话。", "甲说明。", "乙说明。")
    kinds = [(change.kind, change.second and change.second.ref) for change in compare(first, second)]
    assert kinds == [("added", "1-0-1"), ("renumbered", "1-0-2"), ("renumbered", "1-0-3")]


def test_another_note_of_responsibility_is_a_change() -> None:
    first, second = [Side("1-0-1", "甲。", "（省教育厅）")], [Side("1-0-1", "甲。", "（省财政厅）")]
    assert list(compare(first, second)) == [Change("changed", first[0], second[0])]


def test_a_changed_sentence_is_paired_with_the_most_alike() -> None:
    first = numbered("支持企业参与职业教育专业建设。")
    second = numbered("支持企业参与职业教育。", "支持企业参与职业教育的专业建设。")
    assert [change.kind for change in compare(first, second)] == ["added", "changed"]


def test_marks() -> None:
    assert marked("建设一个试点。", "建设两个试点点。") == "建设[-一-]{+两+}个试点{+点+}。"
    assert marked("同。", "同。") == "同。"


sentences = st.lists(
    st.sampled_from(["甲一二三。", "甲一二四。", "乙五六七。", "丙八九十。", "丁。", "戊己庚辛。"]), max_size=9
)


@given(sentences, sentences)
def test_the_changes_lead_from_one_to_the_other(one: list[str], other: list[str]) -> None:
    first, second = numbered(*one), numbered(*other)
    changes = list(compare(first, second))
    gone = [change.first for change in changes if change.first]
    came = [change.second for change in changes if change.second]
    assert gone == sorted(gone, key=first.index)
    assert came == sorted(came, key=second.index)
    stayed = [side for side in first if side not in gone]
    assert stayed == [side for side in second if side not in came]
    for change in changes:
        if change.kind == "renumbered":
            assert change.first
            assert change.second
            assert change.first.text == change.second.text
    assert list(compare(first, first)) == []


@given(st.text("甲乙丙丁。", max_size=12), st.text("甲乙丙丁。", max_size=12))
def test_marks_hold_both_texts(old: str, new: str) -> None:
    line = marked(old, new)
    assert re.sub(r"\[-(.*?)-\]|\{\+.*?\+\}", r"\1", line) == old
    assert re.sub(r"\{\+(.*?)\+\}|\[-.*?-\]", r"\1", line) == new
