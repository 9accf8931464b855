"""Which pairs are worth comparing: those that share a text, a sketch, a name, or rare sentences.

Nothing here decides that two documents match; it decides what is looked at, in time and memory near-linear in the
documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.matching.arrays import Column, Flags, Hashes, Pairs, Positions, groups, paired, parted, spread
from corpus.matching.letters import TEXT, Letters
from corpus.matching.sentences import Sentences
from corpus.matching.sketches import BANDS, BINS, likeness, sketch

CROWD = 100
"""A key that more documents share (a notice that every portal reprints, a template) is compared with its first document
only, and a document with so many others of a like sketch, the likest: what bounds the pairs of n like documents to a
multiple of n instead of n²/2."""

LIKE = 1 / 6
"""Overlap of shingle sets (Jaccard) that two sketches must make likely. Of a thousand texts of a small vocabulary, at
.05 to .1, each shares a key with some; what sketches are for begins at .3, where one in a thousand pairs is estimated
below."""

_NAMES = 1 << 13  # hashed at a time


def sharing(keys: NDArray[Any], owners: Positions) -> Pairs:
    """The pairs of owners that have a key in common; in a crowd, those with its first owner.

    owners: in order, each once for each of its keys. 0 is no key.
    """
    known = keys != 0
    keys, owners = keys[known], owners[known]
    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], owners[order]
    begins, sizes = groups(keys)
    few, crowd = (sizes > 1) & (sizes <= CROWD), sizes > CROWD
    rows = spread(begins[few], sizes[few])
    later = np.repeat(begins[few] + sizes[few], sizes[few]) - rows - 1
    ones = np.concatenate((np.repeat(rows, later), np.repeat(begins[crowd], sizes[crowd])))
    others = np.concatenate((spread(rows + 1, later), spread(begins[crowd], sizes[crowd])))
    return paired(owners[ones], owners[others])


def hashed(names: Sequence[str]) -> Hashes:
    """A key for each name, by its letters; 0 for one without."""
    keys = np.zeros(len(names), np.uint64)
    for start in range(0, len(names), _NAMES):
        letters = Letters.of(names[start : start + _NAMES])
        keys[start : start + _NAMES] = np.where(letters.sizes > 0, letters.text_hashes(), 0)
    return keys


class Candidates:
    """Grows by some documents at a time; `pairs` may be asked once all are in.

    Keeps 276 bytes a document and 12 a sentence.
    """

    def __init__(self) -> None:
        self._sizes, self._texts = Column(np.int64), Column(np.uint64)
        self._keys, self._bins = Column(np.uint32, BANDS), Column(np.uint8, BINS)
        self._sentences = Sentences()

    def add(self, letters: Letters) -> None:
        self._sizes.add(letters.sizes)
        self._texts.add(np.where(letters.sizes >= TEXT, letters.text_hashes(), 0))
        sketches = sketch(letters)
        self._keys.add(sketches.keys)
        self._bins.add(sketches.bins)
        self._sentences.add(letters)

    @property
    def sizes(self) -> Positions:
        """Letters a document."""
        return self._sizes.all()

    def pairs(self) -> Pairs:
        """Every pair with the same text, a like sketch, or rare sentences in common."""
        texts = self._texts.all()
        found = [sharing(texts, np.arange(len(texts))), self._like()]
        found += self._sentences.holders(self.sizes)
        return np.unique(np.concatenate(found))

    def _like(self) -> Pairs:
        """The pairs whose sketches share a key, and are like each other."""
        bins, everyone = self._bins.all(), np.arange(len(self.sizes))
        pairs = np.zeros(0, np.int64)
        for band in self._keys.all().T:
            more = sharing(np.ascontiguousarray(band), everyone)
            pairs = np.union1d(pairs, more[likeness(bins, more) >= LIKE])
        return pairs[_likest(pairs, likeness(bins, pairs))]


def _likest(pairs: Pairs, likeness: NDArray[np.float32]) -> Flags:
    """Which pairs are among the CROWD likest of either document."""
    documents = np.concatenate(parted(pairs))
    if not len(pairs) or np.bincount(documents).max() <= CROWD:
        return np.ones(len(pairs), bool)
    order = np.lexsort((np.tile(-likeness, 2), documents))
    among = np.empty(len(documents), bool)
    among[order] = np.arange(len(documents)) - np.searchsorted(documents[order], documents[order]) < CROWD
    return among[: len(pairs)] | among[len(pairs) :]
