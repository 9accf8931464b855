"""Suggestions, never codings: a code that a unit's wording speaks for, with the words; later a model of what was coded.

Two ways. *Words*: the book's `words` of each code, found among a unit's words as jieba cuts them (the book's own terms
are its user dictionary), rarer words weighing more. *Model*: once units are coded, a linear model of their words and
pairs of characters (scikit-learn), with its F1 per code from cross-validation. Suggestions are shown or written to a
file of their own; nothing here knows the database, and no table counts them.
"""

from __future__ import annotations

import logging
import math
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jieba

from corpus.codebook import Dimension

MIN_EXAMPLES = 5  # coded units of a code below which a model does not learn it
FOLDS = 5
MAX_TEXT = 5000  # characters of a unit that are looked at
SHOWN = 5  # words that are named with a suggestion
_SEED = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code for one unit, or none ("" where no word speaks for any). `words` speak for it, the strongest first.

    `certainty` is from 0 to 1: by words, the share of the best code in all codes' weights; by model, its probability.
    """

    unit: Any
    code: str
    certainty: float
    words: tuple[str, ...]
    second: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """How well a model finds a code, by cross-validation: F1 is 0 where it never does."""

    code: str
    examples: int
    precision: float
    recall: float
    f1: float


class ModelError(Exception):
    """A model cannot be trained on these codings; the message is one line."""


@cache
def _dictionary() -> Any:
    """jieba's own dictionary, read once; not from the cache in /tmp, where anyone may have put one."""
    jieba.setLogLevel(logging.WARNING)
    words = jieba.Tokenizer()
    with tempfile.TemporaryDirectory() as folder:
        words.tmp_dir = folder
        words.initialize()
    return words


def tokenizer(dimensions: Iterable[Dimension]) -> Callable[[str], list[str]]:
    """Cuts a text into words by jieba, the books' words and names of codes being words of its dictionary.

    Marks and blanks between words are none: they speak for no code.
    """
    words = jieba.Tokenizer()
    common = _dictionary()
    words.FREQ, words.total, words.initialized = dict(common.FREQ), common.total, True
    for dimension in dimensions:
        for code in dimension.codes:
            for word in (code.name, *code.words):
                words.add_word(word)
    return lambda text: [word for word in words.lcut(text[:MAX_TEXT]) if any(map(str.isalnum, word))]


def by_words(
    units: Sequence[tuple[Any, str]], dimension: Dimension, cut: Callable[[str], list[str]]
) -> list[Suggestion]:
    """A suggestion for each unit (id, text) from the book's words; the most certain first, those without a code last.

    A word weighs as much as it is rare among codes: ln(1 + codes / codes that have it). A word of the book counts where
    it is one of the unit's words, or stands in the text across the borders of its words.
    """
    codes = [code for code in dimension.codes if not code.group]
    having = Counter(word for code in codes for word in set(code.words))
    weight = {word: math.log(1 + len(codes) / count) for word, count in having.items()}
    speaks = {code.name: frozenset(code.words) for code in codes}
    suggestions = [_by_words(unit, text, speaks, weight, cut) for unit, text in units]
    return sorted(suggestions, key=lambda each: (not each.code, -each.certainty))


def _by_words(
    unit: Any,
    text: str,
    speaks: Mapping[str, frozenset[str]],
    weight: Mapping[str, float],
    cut: Callable[[str], list[str]],
) -> Suggestion:
    found = {word for word in cut(text) if word in weight} | {word for word in weight if len(word) > 2 and word in text}
    sums = {code: sum(weight[word] for word in words & found) for code, words in speaks.items()}
    total = sum(sums.values())
    if not total:
        return Suggestion(unit, "", 0.0, ())
    best, second = sorted(sums, key=lambda code: -sums[code])[:2] if len(sums) > 1 else (next(iter(sums)), "")
    words = sorted(speaks[best] & found, key=lambda word: (-weight[word], text.find(word)))
    return Suggestion(unit, best, sums[best] / total, tuple(words[:SHOWN]), second if second and sums[second] else "")


class Model:
    """A linear model of coded units: logistic regression over words and over pairs of characters, weighted by tf-idf.

    Codes with fewer than MIN_EXAMPLES units are not learnt. Raises ModelError where fewer than two are left. The same
    codings give the same model.
    """

    def __init__(self, texts: Sequence[str], codes: Sequence[str], cut: Callable[[str], list[str]]) -> None:
        counts = Counter(codes)
        kept = [at for at, code in enumerate(codes) if counts[code] >= MIN_EXAMPLES]
        self.learnt = sorted({codes[at] for at in kept})
        if len(self.learnt) < 2:
            raise ModelError(
                f"a model needs two codes with {MIN_EXAMPLES} coded units each; there are {len(self.learnt)}"
            )
        self._texts = [texts[at][:MAX_TEXT] for at in kept]
        self._codes = [codes[at] for at in kept]
        self._words = _features(cut)
        self._matrix = self._words.fit_transform(self._texts)
        self._classifier = _classifier().fit(self._matrix, self._codes)
        self._names = self._words.get_feature_names_out()

    def scores(self, cut: Callable[[str], list[str]]) -> list[Score]:
        """F1 per code from stratified cross-validation, in which features too are learnt from the other folds only."""
        from sklearn.metrics import precision_recall_fscore_support
        from sklearn.model_selection import StratifiedKFold, cross_val_predict
        from sklearn.pipeline import make_pipeline

        folds = StratifiedKFold(min(FOLDS, min(Counter(self._codes).values())), shuffle=True, random_state=_SEED)
        guessed = cross_val_predict(make_pipeline(_features(cut), _classifier()), self._texts, self._codes, cv=folds)
        measured = precision_recall_fscore_support(self._codes, guessed, labels=self.learnt, zero_division=0)
        return [
            Score(code, int(examples), float(precision), float(recall), float(f1))
            for code, precision, recall, f1, examples in zip(self.learnt, *measured, strict=True)
        ]

    def suggest(self, units: Sequence[tuple[Any, str]]) -> list[Suggestion]:
        """A suggestion for each unit (id, text), the most uncertain first: those teach a model most."""
        if not units:
            return []
        matrix = self._words.transform([text[:MAX_TEXT] for _, text in units])
        chances = self._classifier.predict_proba(matrix)
        best = chances.argsort(1)[:, ::-1]
        classes = list(self._classifier.classes_)
        suggestions = [
            Suggestion(
                unit,
                classes[first],
                float(chances[row, first]),
                tuple(self._speaking(matrix[row], first)),
                classes[second],
            )
            for row, ((unit, _), (first, second)) in enumerate(zip(units, best[:, :2], strict=True))
        ]
        return sorted(suggestions, key=lambda each: each.certainty)

    def _speaking(self, row: Any, code: int) -> Iterator[str]:
        """The words of a unit that weigh most for a code."""
        weights = self._classifier.coef_
        of_code = weights[code] if len(weights) > 1 else weights[0] * (1 if code else -1)
        parts = sorted(
            ((row.data[at] * of_code[column], column) for at, column in enumerate(row.indices)), reverse=True
        )
        words = (self._names[column].partition("__") for share, column in parts if share > 0)
        shown = 0
        for kind, _, word in words:
            if kind == "words" and shown < SHOWN:
                shown += 1
                yield word


def _features(cut: Callable[[str], list[str]]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import FeatureUnion

    words = TfidfVectorizer(tokenizer=cut, token_pattern=None, lowercase=False, sublinear_tf=True)
    pairs = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), min_df=2, lowercase=False, sublinear_tf=True)
    return FeatureUnion([("words", words), ("pairs", pairs)])


def _classifier() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000)
