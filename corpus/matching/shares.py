"""Two documents compared for real: what share of each stands in the other, character by character."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corpus.matching.arrays import Flags, Hashes, Pairs, Positions, in_both, parted, spread
from corpus.matching.letters import TEXT, Letters

PASSAGE = 12
"""Letters of a passage: a clause. Texts on one subject have its terms in common (现代职业教育高质量发展), few clauses:
real texts of different subjects share .09 of their letters at most, editions of one law .49 or more of either."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What two documents have in common.

    of_document, of_other: the share of its letters, 0 to 1, in sentences that the other has too or, in its other
    sentences, in passages of PASSAGE letters or more that stand in the other's.
    identical: letter by letter the same. same_core: the same from the first common sentence to the end of the last, so
    that they differ at their ends only. Where one of them is no text (letters.TEXT), they have nothing in common.
    """

    of_document: float = 0.0
    of_other: float = 0.0
    identical: bool = False
    same_core: bool = False

    @property
    def least(self) -> float:
        return min(self.of_document, self.of_other)

    @property
    def most(self) -> float:
        return max(self.of_document, self.of_other)

    def turned(self) -> Shares:
        return Shares(self.of_other, self.of_document, self.identical, self.same_core)


def same(letters: Letters, pairs: Pairs) -> Flags:
    """Whether the texts of each pair are identical. pairs: by the texts' numbers in `letters`."""
    ones, others = parted(pairs)
    hashes = letters.text_hashes()
    identical: Flags = (letters.sizes[ones] >= TEXT) & (hashes[ones] == hashes[others])
    return identical


def compare(letters: Letters, pairs: Pairs) -> list[Shares]:
    """The shares of each pair of texts, in order. pairs: by the texts' numbers in `letters`."""
    ones, others = parted(pairs)
    count = len(pairs)
    sentences = _Sentences(letters, np.concatenate((ones, others)))
    covered = sentences.covered()
    sizes = letters.sizes[np.concatenate((ones, others))]
    texts = np.minimum(sizes[:count], sizes[count:]) >= TEXT
    shares = covered / np.maximum(sizes, 1) * np.tile(texts, 2)
    identical = same(letters, pairs)
    core = sentences.cores()
    same_core = texts & (core[:count] == core[count:]) & (core[:count] != 0)
    return [
        Shares(*values)
        for values in zip(
            shares[:count].tolist(), shares[count:].tolist(), identical.tolist(), same_core.tolist(), strict=True
        )
    ]


class _Sentences:
    """The sentences of both documents of each pair: first all pairs' first documents, then all second ones."""

    def __init__(self, letters: Letters, documents: Positions) -> None:
        first = letters.sentence_numbers
        counts = np.diff(first)[documents]
        rows = spread(first[documents], counts)
        self._letters, self._pairs = letters, len(documents) // 2
        self.side = np.repeat(np.arange(len(documents)), counts)
        self.begin, self.end = letters.sentence_starts[rows], letters.sentence_starts[rows + 1]
        self.common = self._in_both(letters.sentence_hashes()[rows], self.side)

    def _in_both(self, hashes: Hashes, side: Positions) -> Flags:
        return in_both(hashes, side % self._pairs, side < self._pairs)

    def covered(self) -> Positions:
        """Letters of each side that the other has too."""
        in_sentences = np.bincount(self.side, (self.end - self.begin) * self.common, 2 * self._pairs)
        return in_sentences.astype(np.int64) + self._in_passages()

    def _in_passages(self) -> Positions:
        """Letters in common passages of the sentences that are not common as a whole."""
        length = self.end - self.begin
        rest = ~self.common & (length >= PASSAGE)
        begin, length, side = self.begin[rest], length[rest], self.side[rest]
        places = length - PASSAGE + 1
        positions = spread(begin, places)
        found = self._in_both(self._letters.runs(positions, positions + PASSAGE), np.repeat(side, places))
        # The sentences' letters end to end: a passage adds 1 where it begins and takes it back where it ends.
        total = int(length.sum())
        at = spread(np.cumsum(length) - length, places)[found]
        depth = np.bincount(at, minlength=total + 1) - np.bincount(at + PASSAGE, minlength=total + 1)
        inside = np.cumsum(depth)[:total] > 0
        return np.bincount(np.repeat(side, length)[inside], minlength=2 * self._pairs)

    def cores(self) -> Hashes:
        """The hash of each side from its first common sentence to the end of its last; 0 where none is common."""
        sides = self.side[self.common]
        begin, end = self.begin[self.common], self.end[self.common]
        numbers = np.arange(2 * self._pairs)
        first = np.searchsorted(sides, numbers)
        last = np.searchsorted(sides, numbers, side="right") - 1
        any_common = last >= first
        hashes = np.zeros(2 * self._pairs, np.uint64)
        hashes[any_common] = self._letters.runs(begin[first[any_common]], end[last[any_common]])
        return hashes
