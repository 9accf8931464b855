"""What holds of the segmenter for all input: nothing lost, nothing twice, exact offsets, no exception, linear time."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.reading import Block
from corpus.segment import Counting, Segmentation, segment, segment_text

pytestmark = pytest.mark.slow

LABELS = "一、 二、 （一） （二） 1. 2. 2 3， （1） ① 第一章 第二条 第一编 第一部分 第三节"
ASIDES = (
    "目录 附件 附件1 附件： 专栏1 责任单位： （市教育局负责） （略） 新华社清河1月1日电 各县人民政府： 2024年5月6日"
)
MARKS = "。 ； ： ！ ？ … …… “ ” ‘ ’ （ ） 《 》 【 】 〔 〕 ( ) ? ! . ， 、 的 —— &quot; \ue5d2 \u200b"
WORDS = "每村一室 财政保障 通知 方案 关于印发 现将 印发给你们 清河市人民政府 清政发〔2024〕8号"
PIECES = st.sampled_from([*f"{LABELS} {ASIDES} {MARKS} {WORDS}".split(), *"\n\n\n\n\n\n  \t\u3000"])
OFFICIAL = st.lists(PIECES, max_size=60).map("".join)
OPTIONS = st.builds(Counting, cover_units=st.booleans(), lead_ins=st.booleans(), titles=st.booleans())


def _check(result: Segmentation) -> None:
    stretches = sorted(
        [(unit.start, unit.end) for unit in result.units] + [(rest.start, rest.end) for rest in result.rest]
    )
    end = 0
    for start, stop in stretches:
        assert start >= end, "twice"
        assert not result.text[end:start].strip(), "lost"
        assert start < stop
        end = stop
    assert not result.text[end:].strip(), "lost"
    for unit in result.units:
        assert result.text[unit.start : unit.end] == unit.text == unit.text.strip()
    for rest in result.rest:
        assert result.text[rest.start : rest.end] == rest.text == rest.text.strip()
    assert [unit.start for unit in result.units] == sorted(unit.start for unit in result.units)
    ordinals: dict[tuple[int, int], list[int]] = {}
    for unit in result.units:
        ordinals.setdefault((unit.chapter, unit.section), []).append(unit.ordinal)
    for found in ordinals.values():
        assert found == list(range(1, len(found) + 1))
    assert all(any(char.isalnum() for char in unit.text) for unit in result.units)


@settings(max_examples=400, deadline=None)
@given(OFFICIAL, OPTIONS)
def test_nothing_is_lost_and_nothing_is_kept_twice(text: str, options: Counting) -> None:
    _check(segment_text(text, options))


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_unicode_text_is_taken(text: str) -> None:
    _check(segment_text(text))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["paragraph", "title", "table", "heading", "remark"]), OFFICIAL), max_size=8))
def test_blocks_are_joined_by_line_feeds(blocks: list[tuple[str, str]]) -> None:
    made = [Block(kind, text) for kind, text in blocks]  # type: ignore[arg-type]
    result = segment(made)
    assert result.text == "\n".join(text for _, text in blocks)
    _check(result)


@settings(max_examples=100, deadline=None)
@given(OFFICIAL)
def test_the_same_text_gives_the_same_result(text: str) -> None:
    assert segment_text(text) == segment_text(text)
    lines = text.split("\n")
    assert segment([Block("paragraph", line) for line in lines]) == segment_text(text)


def _work(text: str) -> int:
    """How many lines of the segmenter run over a text: its work, whatever the machine."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> object:
        nonlocal count
        if "segment" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        segment_text(text)
    finally:
        sys.settrace(before)
    return count


HOSTILE = [
    "（",
    "）",
    "一、",
    "一、\n",
    "“",
    "”",
    "“\n",
    "。",
    "……",
    "（一）",
    "1.",
    "附件\n",
    "附件1\n",
    "目录\n",
    "（\n",
    "a\n",
    "名单\n",
    "第一条\n",
    "专栏1\n",
    "\t\n",
    "1.2 x\n",
    "（市教育局负责）",
    "2024年1月1日\n",
    "关于\n",
    "《",
    "《》",
    "2\n",
    "附件：\n1.甲\n",
]


@pytest.mark.parametrize("pattern", HOSTILE)
def test_work_grows_with_the_text_and_no_faster(pattern: str) -> None:
    small, large = pattern * 500, pattern * 2000
    assert _work(large) <= 5 * _work(small) + 2000


@pytest.mark.timeout(120)
@pytest.mark.parametrize("pattern", ["（", "一、", "“", "一、\n", "（市教育局负责）", "）", "。", "附件\n"])
def test_a_megabyte_of_one_mark_is_taken(pattern: str) -> None:
    _check(segment_text(pattern * (1_000_000 // len(pattern.encode()))))


LISTS = {
    "names": "样例{0}",
    "titles": "关于样例{0}的",
    "notes": "（责任单位：市教育局{0}）",
    "names of a cover": "《样例样例{0}方案》，",
    "texts": "样例样例{0}方案\n一、样例\n样例。",
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("joint", ["\n", ""], ids=["lines", "one line"])
@pytest.mark.parametrize("pattern", LISTS.values(), ids=LISTS.keys())
def test_half_a_million_characters_of_a_list_are_taken(pattern: str, joint: str) -> None:
    text = joint.join(pattern.format(number) for number in range(500_000 // len(pattern)))
    _check(segment_text(f"样例通知\n{text}\n{LISTS['texts'].format(7)}"))


@pytest.mark.timeout(120)
def test_a_cover_that_names_thousands_of_texts() -> None:
    numbers = range(10_000)
    named = "".join(LISTS["names of a cover"].format(number) for number in numbers)
    _check(segment_text("\n".join([f"关于印发{named}的通知", named, *map(LISTS["texts"].format, numbers)])))
