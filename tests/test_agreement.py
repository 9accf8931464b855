"""Agreement statistics beside those of other programs, beside hand-made ones, and what must hold for all answers."""

from __future__ import annotations

import math
from random import Random

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from corpus.agreement import Answers, agreement, agreement_by_code

EXACT = 1e-9

# One word a unit, one character a coder, a dot where none answered. The first is Gwet's example of four raters.
GWET = "11.1 2232 3333 3333 2222 1234 4444 1121 2222 .555 ..11 ..3."
TWO = "11 11 21 22 22 33 11 11 12 13 33 33 31 11 12 33 21 11 11 33"
TWO_GAPS = "2. 2. 13 12 2. 22 .1 44 3. .1 11 22 .3 .4 33 33 33 34 33 11 43 4. 4. 12"
TWO_CODES = "1.. .22 222 11. 222 .22 111 111 1.. .11 222 111 222 222 112 111 2.. 22."
FOUR = "2222 2322 4444 5555 .2.2 .311 .333 141. 32.2 3111 .55. .445 3444 4222 4444 .433"
UNEQUAL = "111 122 222 2.1 .33 333 311 1.1 2.. .3. 444 441 .44 1.4 222 211 3.3 133 ..2 444"


def answers_of(table: str) -> Answers:
    rows = table.split()
    return {
        f"coder {column}": {unit: frozenset(row[column]) for unit, row in enumerate(rows) if row[column] != "."}
        for column in range(len(rows[0]))
    }


def matrix(answers: Answers, units: int) -> list[list[float]]:
    return [
        [float(next(iter(given[unit]))) if unit in given else math.nan for unit in range(units)]
        for given in answers.values()
    ]


@pytest.mark.parametrize(
    ("table", "fleiss", "alpha", "percent"),
    [
        (GWET, 0.761169275422411, 0.743421052631579, 0.818181818181818),
        (UNEQUAL, 0.580222350973469, 0.591511936339522, 0.686274509803922),
        (TWO, 0.516129032258064, 0.528225806451613, 0.7),
        (TWO_GAPS, 0.519919986664444, 0.519572953736655, 0.642857142857143),
        (TWO_CODES, 0.910989010989011, 0.901515151515151, 0.955555555555556),
        (FOUR, 0.574544699120559, 0.578993821712268, 0.666666666666667),
    ],
)
def test_equal_to_irrcac(table: str, fleiss: float, alpha: float, percent: float) -> None:
    """The figures are those of irrCAC 0.4.4 with digits=15, which pins scipy 1.12 and so cannot be beside ours."""
    found = agreement(answers_of(table), draws=0)
    assert found.fleiss.value == pytest.approx(fleiss, abs=EXACT)
    assert found.alpha.value == pytest.approx(alpha, abs=EXACT)
    assert found.percent.value == pytest.approx(percent, abs=EXACT)


@pytest.mark.parametrize("table", [GWET, UNEQUAL])
def test_equal_to_krippendorff(table: str) -> None:
    answers = answers_of(table)
    expected = krippendorff.alpha(matrix(answers, len(table.split())), level_of_measurement="nominal")
    assert agreement(answers, draws=0).alpha.value == pytest.approx(expected, abs=EXACT)


CODES = st.sampled_from(["1", "2", "3", "4", "."])
TABLES = st.integers(2, 4).flatmap(
    lambda coders: st.lists(st.lists(CODES, min_size=coders, max_size=coders).map("".join), min_size=1, max_size=30)
)


@given(TABLES)
def test_alpha_is_that_of_krippendorff_for_all_answers(rows: list[str]) -> None:
    answers = answers_of(" ".join(rows))
    ours = agreement(answers, draws=0).alpha.value
    pairable = [row for row in rows if len(row.replace(".", "")) >= 2]
    if len(set("".join(pairable)) - {"."}) < 2:
        assert math.isnan(ours)  # one code only: nothing to disagree about
    else:
        expected = krippendorff.alpha(matrix(answers, len(rows)), level_of_measurement="nominal")
        assert ours == pytest.approx(expected, abs=EXACT)


@given(TABLES)
def test_cohen_is_that_of_scikit_learn_for_all_answers(rows: list[str]) -> None:
    found = agreement(answers_of(" ".join(rows)), draws=0).cohen["coder 0", "coder 1"].value
    both = [row[:2] for row in rows if "." not in row[:2]]
    first, second = [row[0] for row in both], [row[1] for row in both]
    if not both or len({*first, *second}) < 2:
        assert math.isnan(found)
    else:
        assert found == pytest.approx(cohen_kappa_score(first, second), abs=EXACT)


@given(TABLES)
def test_per_code_is_the_agreement_on_that_code_against_the_rest(rows: list[str]) -> None:
    answers = answers_of(" ".join(rows))
    for found in agreement_by_code(answers, ["1", "4"], draws=0):
        recoded = [
            [found.code if cell == found.code else ("." if cell == "." else "0") for cell in row] for row in rows
        ]
        expected = agreement(answers_of(" ".join(map("".join, recoded))), draws=0)
        for name in ("percent", "fleiss", "alpha"):
            ours, theirs = getattr(found, name).value, getattr(expected, name).value
            assert ours == pytest.approx(theirs, abs=EXACT, nan_ok=True)


def test_by_hand() -> None:
    """10 units, two coders: 7 agree; first 6 a and 4 b, second 5 a and 5 b. κ = (.7 - .5) / (1 - .5)."""
    found = agreement(answers_of("aa aa aa aa bb bb bb ab ab ba"), draws=0)
    assert found.units == 10
    assert found.percent.value == pytest.approx(0.7)
    assert found.cohen["coder 0", "coder 1"].value == pytest.approx(0.4)
    # α: 11 a and 9 b among 20 answers; 1 - (20 - 1) * 6 / (2 * 11 * 9)
    assert found.alpha.value == pytest.approx(1 - 19 * 6 / (2 * 11 * 9))


def test_a_set_of_codes_agrees_only_with_the_same_set() -> None:
    one, both = frozenset("a"), frozenset("ab")
    answers = {"first": {1: one, 2: both, 3: both}, "second": {1: one, 2: one, 3: both}}
    assert agreement(answers, draws=0).percent.value == pytest.approx(2 / 3)
    by_code = {found.code: found.percent.value for found in agreement_by_code(answers, "ab", draws=0)}
    assert by_code == {"a": pytest.approx(1.0), "b": pytest.approx(2 / 3)}


def test_units_of_one_coder_are_counted_apart() -> None:
    assert agreement(answers_of("aa a. .b bb"), draws=0).units == 2
    assert math.isnan(agreement(answers_of("a. .b"), draws=0).alpha.value)
    assert math.isnan(agreement({"first": {}, "second": {}}, draws=10).alpha.value)


def test_interval_is_that_of_resampled_units() -> None:
    """The interval beside a plain bootstrap that draws units one by one: within the noise of 2000 draws."""
    rows = (UNEQUAL.split() * 4)[:60]
    found = agreement(answers_of(" ".join(rows)), draws=2000, seed=7).alpha
    assert found.low < found.value < found.high
    random = np.random.default_rng(8)
    drawn = []
    for _ in range(400):
        sample = [rows[at] for at in random.integers(0, len(rows), len(rows))]
        drawn.append(agreement(answers_of(" ".join(sample)), draws=0).alpha.value)
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert found.low == pytest.approx(low, abs=0.04)
    assert found.high == pytest.approx(high, abs=0.04)


def test_the_same_seed_gives_the_same_interval() -> None:
    answers = answers_of(GWET)
    assert agreement(answers, draws=50, seed=3) == agreement(answers, draws=50, seed=3)
    assert agreement(answers, draws=50, seed=3).alpha != agreement(answers, draws=50, seed=4).alpha


@given(st.lists(st.text("12.", min_size=2, max_size=2), min_size=1, max_size=20), st.randoms())
def test_the_order_of_units_makes_no_difference(rows: list[str], random: Random) -> None:
    """To no interval either: databases give rows in different orders."""
    shuffled = random.sample(rows, len(rows))
    found = [agreement(answers_of(" ".join(each)), draws=20).percent for each in (rows, shuffled)]
    assert repr(found[0]) == repr(found[1])
