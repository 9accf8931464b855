"""Suggestions: by the book's words, by a model of what was coded; never codings."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.codebook import load_codebook, shipped
from corpus.suggest import Model, ModelError, Suggestion, by_words, tokenizer

BOOK = load_codebook(shipped()["policy_tools"])
TOOL, THEME = BOOK.dimensions
CUT = tokenizer(BOOK.dimensions)


def test_terms_of_the_book_are_words() -> None:
    assert "双师型" in CUT("培养双师型队伍")
    assert "产教融合" in CUT("推进产教融合")


def test_marks_are_no_words() -> None:
    assert CUT("“样例”，。； 3.5%") == ["样例", "3.5%"]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("设立专项资金，加大财政投入。", "资金投入", {"专项资金", "财政投入"}),
        ("弘扬工匠精神，崇尚技能。", "文化培育", {"工匠精神", "崇尚技能", "弘扬"}),
        ("同东盟国家合作，支持学校到海外办学。", "中外交流", {"海外"}),
        ("成立领导小组，建立联席会议。", "组织领导", {"领导小组", "联席会议"}),
    ],
)
def test_by_words(text: str, code: str, words: set[str]) -> None:
    (found,) = by_words([("u", text)], TOOL, CUT)
    assert found.code == code
    assert words <= set(found.words)
    assert 0 < found.certainty <= 1


def test_words_that_speak_for_nothing() -> None:
    assert by_words([("a", "天气晴。"), ("b", "新增编制。")], TOOL, CUT) == [
        by_words([("b", "新增编制。")], TOOL, CUT)[0],
        Suggestion("a", "", 0.0, ()),
    ]


def test_samples_of_the_book_mostly_find_their_own_code() -> None:
    """The book's own samples, which hold its words: a floor that only rises."""
    samples = [(code.name, sample) for code in TOOL.codes for sample in code.samples]
    found = by_words(samples, TOOL, CUT)
    right = sum(each.unit == each.code for each in found)
    assert right / len(samples) >= 0.75, f"{right} of {len(samples)}"


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    (found,) = by_words([(0, text)], TOOL, CUT)
    assert found.code in ("", *TOOL.answers)
    assert all(word in text for word in found.words)


def coded(count: int) -> tuple[list[str], list[str]]:
    """Sentences of our own whose code is that of the words that they hold."""
    random_ = random.Random(1)
    codes = [code for code in THEME.codes if not code.group]
    texts, given_codes = [], []
    for _ in range(count):
        code = random_.choice(codes)
        texts.append("、".join(random_.choice(code.words) for _ in range(4)) + "的样例工作要做好。")
        given_codes.append(code.name)
    return texts, given_codes


def test_a_model_learns_what_was_coded() -> None:
    texts, codes = coded(150)
    model = Model(texts, codes, CUT)
    scores = model.scores(CUT)
    assert [score.code for score in scores] == sorted(set(codes))
    assert sum(score.examples for score in scores) == 150
    assert min(score.f1 for score in scores) > 0.8
    found = model.suggest([("u", "组织技术攻关和研发，转移专利。"), ("v", "样例。")])
    assert [each.certainty for each in found] == sorted(each.certainty for each in found)
    sure = next(each for each in found if each.unit == "u")
    assert sure.code == "科技创新"
    assert set(sure.words) & {"研发", "攻关", "专利"}


def test_the_same_codings_give_the_same_model() -> None:
    texts, codes = coded(60)
    unit = [("u", "培养学生。"), ("v", "企业的产业链。")]
    assert Model(texts, codes, CUT).suggest(unit) == Model(texts, codes, CUT).suggest(unit)


def test_two_codes_only() -> None:
    texts = ["培养人才。", "招收学生。", "产业升级。", "企业发展。"] * 5
    codes = ["人才发展", "人才发展", "产业变革", "产业变革"] * 5
    found = Model(texts, codes, CUT).suggest([("a", "培养学生。"), ("b", "企业升级。")])
    assert {each.unit: each.code for each in found} == {"a": "人才发展", "b": "产业变革"}
    assert all(each.words for each in found)
    assert Model(texts, codes, CUT).suggest([]) == []


def test_too_few_codings_are_said() -> None:
    with pytest.raises(ModelError, match="needs two codes with 5 coded units each; there are 1"):
        Model(["a"] * 9, ["人才发展"] * 6 + ["科技创新"] * 3, CUT)
