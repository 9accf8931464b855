"""Which pairs are worth comparing: those that share a text, a sketch, a name, or rare sentences.

Nothing here decides that two documents match; it decides what is looked at, in time and memory near-linear in the
documents.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus.matching.arrays import Hashes, Pairs, Positions, groups, paired, spread
from corpus.matching.letters import TEXT, Letters
from corpus.matching.sentences import holders
from corpus.matching.sketches import sketch

CROWD = 100
"""A key that more documents share (a notice that every portal reprints, a template) is compared with its first document
only: what bounds the pairs of n like documents to n instead of n²/2."""

_NAMES = 1 << 13  # hashed at a time


def sharing(keys: Hashes, owners: Positions) -> Pairs:
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

    Keeps 280 bytes a document and 16 a sentence.
    """

    def __init__(self) -> None:
        self._sizes: list[Positions] = []
        self._texts: list[Hashes] = []
        self._sketches: list[Hashes] = []
        self._sentences: list[Hashes] = []
        self._lengths: list[Positions] = []
        self._counts: list[Positions] = []

    def add(self, letters: Letters) -> None:
        self._sizes.append(letters.sizes)
        self._texts.append(np.where(letters.sizes >= TEXT, letters.text_hashes(), 0).astype(np.uint64))
        self._sketches.append(sketch(letters))
        self._sentences.append(letters.sentence_hashes())
        self._lengths.append(np.diff(letters.sentence_starts))
        self._counts.append(np.diff(letters.sentence_numbers))

    @property
    def sizes(self) -> Positions:
        """Letters a document."""
        return np.concatenate(self._sizes)

    def pairs(self) -> Pairs:
        """Every pair with the same text, a like sketch, or rare sentences in common."""
        texts, sketches = np.concatenate(self._texts), np.concatenate(self._sketches)
        everyone = np.arange(len(texts))
        found = [sharing(texts, everyone)]
        found += [sharing(np.ascontiguousarray(band), everyone) for band in sketches.T]
        del texts, sketches
        sentences, lengths = np.concatenate(self._sentences), np.concatenate(self._lengths)
        found += holders(sentences, lengths, np.concatenate(self._counts))
        return np.unique(np.concatenate(found))
