"""Unit standard, sections 6 and 7: offsets, and what is reported but never repaired."""

from __future__ import annotations

import pytest

from tests.gold.units_of import lines

HEAD = ("关于推进乡村图书室建设的意见", "各县人民政府：")


def test_offsets_are_code_points_into_the_text() -> None:
    result = lines("𠮷村图书室管理办法", "　　第一条　每村𠮷室。　免费开放。")
    assert (
        [result.text[unit.start : unit.end] for unit in result.units]
        == ["每村𠮷室。", "免费开放。"]
        == [unit.text for unit in result.units]
    )
    assert all(result.text[rest.start : rest.end] == rest.text for rest in result.rest)


@pytest.mark.parametrize(
    ("paragraphs", "warning"),
    [
        (("一、目标", "。每村一室。"), "starts with 。"),
        (("一、目标", "每村一室，每年"), "without a mark"),
        (("一、目标", "建室?购书?拨款。"), "question marks"),
        (("一、目标", "每村一室。", "一、措施", "财政保障。"), "repeats"),
        (("一、目标", "每村一室。", "三、措施", "财政保障。"), "follows"),
        (tuple("每村一室。" for _ in range(21)), "without any heading"),
        ((), "no unit"),
    ],
)
def test_findings_are_warnings(paragraphs: tuple[str, ...], warning: str) -> None:
    result = lines(*HEAD, *paragraphs)
    assert any(warning in found for found in result.warnings)
    assert result.text == "\n".join((*HEAD, *paragraphs))


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("一、目标", "每村一室。", "二、措施", "财政保障。"),
        ("一、目标", "（一）建室。每村一室。", "二、措施", "（二）经费。财政保障。"),
        ("一、目标", "（一）建室。每村一室。", "二、措施", "（一）经费。财政保障。"),
        ("一、目标", "建室行不行?行。"),
        tuple("每村一室。" for _ in range(20)),
    ],
)
def test_sound_texts_have_no_warnings(paragraphs: tuple[str, ...]) -> None:
    assert lines(*HEAD, *paragraphs).warnings == ()
