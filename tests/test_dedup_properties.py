"""What holds of matches for any documents, and the arrays against the plain definition."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.dedup import Document, Match, find_matches
from corpus.matching import SYMMETRIC
from corpus.matching.arrays import paired, parted
from corpus.matching.candidates import sharing
from corpus.matching.letters import TEXT, Letters
from corpus.matching.naming import read_naming
from corpus.matching.relations import Named, relate, rests_on_text
from corpus.matching.shares import PASSAGE, Shares, compare

pytestmark = pytest.mark.slow

UNTIMED = settings(deadline=None)  # no test is of speed

any_text = st.text(st.characters(codec=None), max_size=60)  # lone surrogates included
# Sentences that differ in every passage, so that what two texts have in common is whole sentences.
SENTENCES = ["".join(chr(0x4E00 + (n * 577 + step * 89) % 20000) for step in range(14 + n)) + "。" for n in range(24)]
texts = st.lists(st.sampled_from(SENTENCES), max_size=16).map("".join)
titles = st.sampled_from(
    (
        *("", "样例省人民政府关于加快样例发展的意见", "关于加快样例发展的意见", "《关于加快样例发展的意见》解读"),
        *(
            "样例省甲市人民政府关于转发《样例省人民政府关于加快样例发展的意见》的通知",
            "关于加快样例发展的意见（征求意见稿）",
        ),
    )
)
numbers = st.sampled_from(("", "样政发〔2022〕5号", "样政发〔2022〕6号"))
levels = st.sampled_from(("", "central", "provincial", "city"))
documents = st.lists(
    st.builds(Document, st.just(""), texts | any_text, titles | any_text, numbers, level=levels), max_size=8
).map(lambda some: [Document(f"d{n}", d.text, d.title, d.doc_number, level=d.level) for n, d in enumerate(some)])


def matches(some: Sequence[Document]) -> list[Match]:
    return list(find_matches(some))


@UNTIMED
@given(documents, st.randoms(use_true_random=False))
def test_the_order_of_documents_does_not_matter(some: list[Document], chance: object) -> None:
    shuffled = list(some)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert matches(shuffled) == matches(some)


@UNTIMED
@given(documents)
def test_a_pair_has_one_relation_and_none_is_of_a_document_to_itself(some: list[Document]) -> None:
    found = matches(some)
    pairs = [frozenset((one.document, one.other)) for one in found]
    assert all(len(pair) == 2 for pair in pairs)
    assert len(pairs) == len(set(pairs))
    for one in found:
        assert 0 <= one.score <= 1
        assert one.reason
        assert one.relation not in SYMMETRIC or one.document < one.other


@settings(UNTIMED, max_examples=50)
@given(st.lists(texts, min_size=2, max_size=5))
def test_a_pair_matches_as_it_would_alone(some: list[str]) -> None:
    """Nothing is chained: what other documents there are changes nothing between two."""
    everyone = [Document(str(n), text) for n, text in enumerate(some)]
    alone = [match for pair in combinations(everyone, 2) for match in matches(pair)]
    assert sorted(matches(everyone), key=repr) == sorted(alone, key=repr)


@UNTIMED
@given(st.lists(st.tuples(texts | any_text, titles), min_size=2, max_size=2))
def test_symmetric_relations_do_not_hang_on_the_ids(some: list[tuple[str, str]]) -> None:
    (one, one_title), (other, other_title) = some
    forth = matches([Document("a", one, one_title), Document("b", other, other_title)])
    back = matches([Document("b", one, one_title), Document("a", other, other_title)])
    assert [(m.relation, m.method, m.score) for m in forth] == [(m.relation, m.method, m.score) for m in back]
    names = str.maketrans("ab", "ba")
    for there, here in zip(forth, back, strict=True):
        if there.relation not in SYMMETRIC:
            assert (there.document, there.other) == (here.document.translate(names), here.other.translate(names))


@UNTIMED
@given(any_text | texts)
def test_a_text_is_its_own_whatever_it_holds(text: str) -> None:
    found = matches([Document("a", text), Document("b", text + "\u3000\n ")])
    assert bool(found) == (int(Letters.of([text]).sizes[0]) >= TEXT)


@UNTIMED
@given(documents, st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_where_names_decide_alone_it_does_not_matter_what_texts_share(
    some: list[Document], of_document: float, of_other: float, same_core: bool
) -> None:
    shares = Shares(of_document, of_other, same_core=same_core)
    for one, other in combinations([Named(document, read_naming(document)) for document in some], 2):
        if not rests_on_text(one, other):
            assert relate(one, other, shares) == relate(one, other, Shares())


# Against the definition.


def sentences_of(text: str) -> list[tuple[int, ...]]:
    letters = Letters.of([text])
    return [tuple(part.tolist()) for part in np.split(letters.codes, letters.sentence_starts[1:-1]) if len(part)]


def share_by_definition(text: str, other: str) -> float:
    ours, theirs = sentences_of(text), sentences_of(other)
    if min(sum(map(len, ours)), sum(map(len, theirs))) < TEXT:
        return 0
    rest = [sentence for sentence in theirs if sentence not in set(ours)]
    passages = {s[at : at + PASSAGE] for s in rest for at in range(len(s) - PASSAGE + 1)}
    covered = 0
    for sentence in ours:
        if sentence in set(theirs):
            covered += len(sentence)
            continue
        inside = [False] * len(sentence)
        for at in range(len(sentence) - PASSAGE + 1):
            if sentence[at : at + PASSAGE] in passages:
                inside[at : at + PASSAGE] = [True] * PASSAGE
        covered += sum(inside)
    return covered / max(1, sum(map(len, ours)))


two_letters = st.text("ab。", max_size=80)


@settings(UNTIMED, max_examples=200)
@given(st.lists(two_letters | any_text | texts, min_size=2, max_size=5))
def test_shares_are_what_their_definition_says(some: list[str]) -> None:
    pairs = [(one, other) for one in range(len(some)) for other in range(one + 1, len(some))]
    found = compare(Letters.of(some), np.array([one << 32 | other for one, other in pairs]))
    for (one, other), shares in zip(pairs, found, strict=True):
        assert shares.of_document == share_by_definition(some[one], some[other])
        assert shares.of_other == share_by_definition(some[other], some[one])
        codes = Letters.of([some[one]]).codes
        assert shares.identical == (len(codes) >= TEXT and np.array_equal(codes, Letters.of([some[other]]).codes))


@UNTIMED
@given(two_letters | texts, two_letters | texts)
def test_comparing_is_symmetric(one: str, other: str) -> None:
    (forth,) = compare(Letters.of([one, other]), np.array([1]))
    (back,) = compare(Letters.of([other, one]), np.array([1]))
    assert forth == Shares(back.of_other, back.of_document, back.identical, back.same_core)


@UNTIMED
@given(st.lists(st.integers(0, 6), max_size=40))
def test_sharing_a_key_is_what_it_says(keys: list[int]) -> None:
    wanted = {(a, b) for a, b in combinations(range(len(keys)), 2) if keys[a] == keys[b] != 0}
    found = sharing(np.array(keys, np.uint64), np.arange(len(keys)))
    assert set(zip(*(column.tolist() for column in parted(found)), strict=True)) == wanted


@UNTIMED
@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=30))
def test_pairs_are_told_apart(rows: list[tuple[int, int]]) -> None:
    columns = np.array(rows, np.int64).reshape(-1, 2)
    found = paired(columns[:, 0], columns[:, 1])
    wanted = sorted({(min(row), max(row)) for row in rows if row[0] != row[1]})
    assert list(zip(*(column.tolist() for column in parted(found)), strict=True)) == wanted
