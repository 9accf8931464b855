"""How far coders agree: percent, Cohen's κ, Fleiss' κ and Krippendorff's α (nominal), each with a bootstrap interval.

Every statistic is a function of how many units show each *pattern* (the answers of all coders to one unit). So a
bootstrap draw of units with replacement is one multinomial draw of pattern counts, and a thousand draws are one
matrix: the cost hardly depends on how many units there are.

Missing answers. α uses pairable values only (Krippendorff 2019, ch. 12): a unit that one coder answered says nothing.
Percent and Fleiss' κ follow Gwet (2014, ch. 2): agreement over the units with two answers or more, chance from every
answered unit. Cohen's κ is of two coders, on the units that both answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

Answer = frozenset[str]  # the codes of one unit in one dimension
Answers = Mapping[str, Mapping[Any, Answer]]  # coder → unit → answer; a unit not answered is not there

DRAWS = 1000
CONFIDENCE = 0.95
_BLOCK = 4_000_000  # cells of a matrix of draws × patterns, which bounds memory
_MISSING = -1


@dataclass(frozen=True, slots=True)
class Patterns:
    """The distinct ways in which units were answered: one row a pattern, one column a coder, -1 where missing.

    `units` counts the units of each pattern; `codes` is how many different answers there are.
    """

    ratings: NDArray[np.int64]
    units: NDArray[np.int64]
    codes: int

    def counts(self) -> NDArray[np.float64]:
        """How many coders gave each answer: patterns × codes."""
        counts = np.zeros((len(self.ratings), self.codes))
        for column in self.ratings.T:
            rows = np.flatnonzero(column != _MISSING)
            counts[rows, column[rows]] += 1
        return counts


Statistic = Callable[[Patterns], Callable[[NDArray[np.float64]], NDArray[np.float64]]]
"""Prepares a statistic for some patterns: the result maps weights (draws × patterns) to values (draws)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic and its percentile bootstrap interval; NaN where it is undefined (all answers are one code)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """What coders' agreement comes to on one dimension, or on one code against the rest.

    `units` were answered by two coders or more. `cohen` is by pair of coders, in their order.
    """

    code: str  # empty for the dimension as a whole
    coders: tuple[str, ...]
    units: int
    percent: Estimate
    fleiss: Estimate
    alpha: Estimate
    cohen: Mapping[tuple[str, str], Estimate]


def percent(patterns: Patterns) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """The share of agreeing pairs of answers, averaged over the units with two answers or more."""
    counts = patterns.counts()
    answers = counts.sum(1)
    paired = answers >= 2
    agreeing = np.where(paired, (counts * (counts - 1)).sum(1), 0) / np.where(paired, answers * (answers - 1), 1)
    return lambda weights: _divided(weights @ agreeing, weights @ paired.astype(float))


def fleiss(patterns: Patterns) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Fleiss' κ as Gwet generalises it to units with unequal numbers of answers."""
    counts = patterns.counts()
    answers = counts.sum(1, keepdims=True)
    shares = counts / np.maximum(answers, 1)
    answered = (answers[:, 0] > 0).astype(float)
    observed = percent(patterns)

    def value(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        chance = (_divided(weights @ shares, (weights @ answered)[:, None]) ** 2).sum(1)
        return _beyond(observed(weights), chance)

    return value


def alpha(patterns: Patterns) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Krippendorff's α for nominal data, from the coincidence matrix's diagonal and margins."""
    counts = patterns.counts()
    answers = counts.sum(1)
    pairable = np.where((answers >= 2)[:, None], counts, 0)
    diagonal = (pairable * (pairable - 1)).sum(1) / np.maximum(answers - 1, 1)

    def value(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        margins = weights @ pairable
        total = margins.sum(1)
        expected = _divided((margins * (margins - 1)).sum(1), total * (total - 1))
        return _beyond(_divided(weights @ diagonal, total), expected)

    return value


def cohen(patterns: Patterns) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Cohen's κ of the first two coders, on the units that both answered."""
    first, second = patterns.ratings[:, 0], patterns.ratings[:, 1]
    both = (first != _MISSING) & (second != _MISSING)
    agreeing = (both & (first == second)).astype(float)
    margins = [np.zeros((len(both), patterns.codes)) for _ in range(2)]
    for margin, column in zip(margins, (first, second), strict=True):
        margin[both, column[both]] = 1

    def value(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        total = weights @ both.astype(float)
        chance = ((weights @ margins[0]) * (weights @ margins[1])).sum(1)
        return _beyond(_divided(weights @ agreeing, total), _divided(chance, total * total))

    return value


def _divided(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 0, above / below, np.nan)


def _beyond(observed: NDArray[np.float64], chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """(observed - chance) / (1 - chance): the agreement beyond chance; NaN where chance leaves nothing to explain."""
    room = 1 - chance
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(room > 1e-12, (observed - chance) / room, np.nan)


def estimate(statistic: Statistic, patterns: Patterns, draws: int = DRAWS, seed: int = 0) -> Estimate:
    """A statistic with its percentile interval of CONFIDENCE over `draws` bootstrap samples of the units.

    Samples on which it is undefined (a rare code that none of them holds) are left out of the interval.
    """
    if not len(patterns.units):
        return Estimate(np.nan, np.nan, np.nan)
    value = statistic(patterns)
    point = float(value(patterns.units[None].astype(float))[0])
    if draws < 1 or np.isnan(point):
        return Estimate(point, np.nan, np.nan)
    found = np.concatenate([value(weights) for weights in _samples(patterns, draws, seed)])
    defined = found[~np.isnan(found)]
    if not len(defined):
        return Estimate(point, np.nan, np.nan)
    low, high = np.quantile(defined, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Estimate(point, float(low), float(high))


def _samples(patterns: Patterns, draws: int, seed: int) -> Iterator[NDArray[np.float64]]:
    random = np.random.default_rng(seed)
    total = int(patterns.units.sum())
    block = max(1, _BLOCK // len(patterns.units))
    for start in range(0, draws, block):
        size = min(block, draws - start)
        yield random.multinomial(total, patterns.units / total, size=size).astype(float)


def _patterns(ratings: NDArray[np.int64], codes: int) -> Patterns:
    answered = ratings[(ratings != _MISSING).any(1)]
    if not len(answered):
        return Patterns(answered, np.zeros(0, np.int64), codes)
    distinct, units = np.unique(answered, axis=0, return_counts=True)
    return Patterns(distinct, units.astype(np.int64), codes)


def patterns_of(answers: Answers) -> tuple[Patterns, list[Answer]]:
    """The patterns of some coders' answers, one column a coder in the mapping's order, and what each number means.

    Answers are numbered in order of their codes, so that the order of units makes no difference to a bootstrap.
    """
    units: dict[Any, int] = {}
    for given in answers.values():
        for unit in given:
            units.setdefault(unit, len(units))
    meaning = sorted({answer for given in answers.values() for answer in given.values()}, key=sorted)
    numbers = {answer: number for number, answer in enumerate(meaning)}
    ratings = np.full((len(units), len(answers)), _MISSING, np.int64)
    for column, given in enumerate(answers.values()):
        rows = np.fromiter((units[unit] for unit in given), np.int64, len(given))
        ratings[rows, column] = np.fromiter((numbers[answer] for answer in given.values()), np.int64, len(given))
    return _patterns(ratings, len(meaning)), meaning


def agreement(answers: Answers, *, draws: int = DRAWS, seed: int = 0) -> Agreement:
    """How far coders agree on a dimension: an answer of several codes agrees only with the same set of codes."""
    return _agreement("", tuple(answers), patterns_of(answers)[0], draws, seed)


def agreement_by_code(
    answers: Answers, codes: Sequence[str], *, draws: int = DRAWS, seed: int = 0
) -> Iterator[Agreement]:
    """For each code in turn, how far coders agree on whether a unit has it, among the units that they answered."""
    whole, meaning = patterns_of(answers)
    for code in codes:
        has = np.array([*(code in answer for answer in meaning), _MISSING], np.int64)  # the last is for -1
        yield _agreement(code, tuple(answers), _merged(has[whole.ratings], whole.units, 2), draws, seed)


def _merged(ratings: NDArray[np.int64], units: NDArray[np.int64], codes: int) -> Patterns:
    """Patterns again, where some have become the same."""
    if not len(ratings):
        return Patterns(ratings, units, codes)
    distinct, which = np.unique(ratings, axis=0, return_inverse=True)
    return Patterns(distinct, np.bincount(which.ravel(), weights=units).astype(np.int64), codes)


def _agreement(code: str, coders: tuple[str, ...], patterns: Patterns, draws: int, seed: int) -> Agreement:
    pairs = {
        (coders[a], coders[b]): _merged(patterns.ratings[:, [a, b]], patterns.units, patterns.codes)
        for a, b in combinations(range(len(coders)), 2)
    }
    return Agreement(
        code=code,
        coders=coders,
        units=int(patterns.units[(patterns.ratings != _MISSING).sum(1) >= 2].sum()) if len(patterns.units) else 0,
        percent=estimate(percent, patterns, draws, seed),
        fleiss=estimate(fleiss, patterns, draws, seed),
        alpha=estimate(alpha, patterns, draws, seed),
        cohen={pair: estimate(cohen, among, draws, seed) for pair, among in pairs.items()},
    )
