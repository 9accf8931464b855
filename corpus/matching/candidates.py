"""Which pairs are worth comparing: those that share a key, or a sentence that few others have.

Pairs are numbers of documents, as `first << 32 | second` with first < second. Nothing here decides that two documents
match; it decides what is looked at, in time and memory near-linear in the documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.matching.letters import Hashes, Letters, Positions, mix
from corpus.matching.sketches import sketch

Pairs = NDArray[np.int64]

CROWD = 100
"""A key that more documents share (a notice that every portal reprints, a template) is compared with its first document
only: what bounds the pairs of n like documents to n instead of n²/2."""

COMMON = 100
"""A sentence in more documents is boilerplate (此件公开发布) and makes no pair. A text reprinted as often is found by
its keys."""

RAREST = 5
"""A document asks for the holders of so many of its sentences, the rarest that it shares. Texts with much in common
share their rare sentences too."""

SENTENCE = 8
"""Letters that a sentence needs to ask: shorter ones are headings (总体要求), labels and dates."""

GLANCE = 0.15
"""A pair of such holders is compared when its common sentences hold this share of either. Real editions with a share of
characters of .7 hold .39 or more in common sentences, unrelated texts .05 or less."""

WHOLE_TEXT = 20
"""Letters that a text needs to be asked for as a whole: shorter ones are pages without a text (见附件)."""

_MOST = 1 << 21  # pairs in memory at a time, before they are told apart


def paired(one: Positions, other: Positions) -> Pairs:
    """The pairs of two columns, each once, in order; a document is no pair with itself."""
    different = one != other
    one, other = one[different], other[different]
    return np.unique(np.minimum(one, other) << 32 | np.maximum(one, other))


def parted(pairs: Pairs) -> tuple[Positions, Positions]:
    """The two columns of pairs."""
    ones: Positions = pairs >> 32
    others: Positions = pairs & 0xFFFFFFFF
    return ones, others


def sharing(keys: Hashes, owners: Positions) -> Pairs:
    """The pairs of owners that have a key in common; in a crowd, those with its first owner. 0 is no key."""
    known = keys != 0
    keys, owners = keys[known], owners[known]
    order = np.lexsort((owners, keys))
    keys, owners = keys[order], owners[order]
    begins = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.zeros(0, np.int64)
    sizes = np.diff(np.concatenate((begins, [len(keys)])))
    small = (sizes > 1) & (sizes <= CROWD)
    rows, partners = _each_with_later(begins[small], sizes[small])
    large = sizes > CROWD
    firsts = np.repeat(begins[large], sizes[large])
    members = spread(begins[large], sizes[large])
    return paired(owners[np.concatenate((rows, firsts))], owners[np.concatenate((partners, members))])


def spread(begins: Positions, counts: Positions) -> Positions:
    """begin, begin + 1, … begin + count - 1 of each, end to end."""
    skipped = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) + np.repeat(begins - skipped, counts)


def _each_with_later(begins: Positions, sizes: Positions) -> tuple[Positions, Positions]:
    """Every two rows of each group, the earlier first."""
    rows = spread(begins, sizes)
    later = np.repeat(begins + sizes, sizes) - rows - 1
    return np.repeat(rows, later), spread(rows + 1, later)


class Candidates:
    """Grows by some documents at a time; `pairs` may be asked once all are in.

    Keeps 280 bytes a document and 12 a sentence.
    """

    def __init__(self) -> None:
        self.sizes: list[Positions] = []
        self._texts: list[Hashes] = []
        self._sketches: list[Hashes] = []
        self._sentences: list[Hashes] = []
        self._counts: list[Positions] = []
        self._lengths: list[NDArray[np.int32]] = []

    def add(self, letters: Letters) -> None:
        sizes = np.diff(letters.starts)
        self.sizes.append(sizes)
        self._texts.append(np.where(sizes >= WHOLE_TEXT, letters.text_hashes(), 0).astype(np.uint64))
        self._sketches.append(sketch(letters))
        self._sentences.append(letters.sentence_hashes())
        owners = letters.owners(letters.sentence_starts[:-1])
        self._counts.append(np.bincount(owners, minlength=len(sizes)))
        self._lengths.append(np.diff(letters.sentence_starts).astype(np.int32))

    def pairs(self) -> Pairs:
        """Every pair with the same text, a like sketch, or a rare sentence and enough others in common."""
        texts, sketches = np.concatenate(self._texts), np.concatenate(self._sketches)
        everyone = np.arange(len(texts))
        found = [sharing(texts, everyone)]
        found += [sharing(np.ascontiguousarray(band), everyone) for band in sketches.T]
        del texts, sketches
        found += self._sharing_sentences()
        return np.unique(np.concatenate(found))

    def _sharing_sentences(self) -> Iterator[Pairs]:
        sentences = _Sentences(
            np.concatenate(self._sentences), np.concatenate(self._counts), np.concatenate(self._lengths)
        )
        for pairs in sentences.holders():
            yield pairs[sentences.share(pairs) >= GLANCE]


class _Sentences:
    """The inverted index: sentences by document, in order, and documents by sentence."""

    def __init__(self, hashes: Hashes, counts: Positions, lengths: NDArray[np.int32]) -> None:
        self._hashes, self._lengths, self._counts = hashes, lengths, counts
        self._begins = np.cumsum(counts) - counts
        self._totals = np.bincount(np.repeat(np.arange(len(counts)), counts), lengths, len(counts))

    def holders(self) -> Iterator[Pairs]:
        """Each document with the holders of its rarest shared sentences, some millions of rows at a time."""
        owners = np.repeat(np.arange(len(self._counts), dtype=np.int32), self._counts)
        long = self._lengths >= SENTENCE
        hashes, owners = self._hashes[long], owners[long]
        order = np.argsort(hashes, kind="stable")
        hashes, owners = hashes[order], owners[order]
        repeated = (hashes[1:] == hashes[:-1]) & (owners[1:] == owners[:-1])
        once = np.concatenate(([True], ~repeated))[: len(hashes)]
        hashes, owners = hashes[once], owners[once]
        begins = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1]))[: len(hashes)])
        held = np.diff(np.concatenate((begins, [len(hashes)])))
        shared = (held > 1) & (held <= COMMON)
        begins, held = begins[shared], held[shared]
        rows = spread(begins, held)
        asker, begin, count = owners[rows].astype(np.int64), np.repeat(begins, held), np.repeat(held, held)
        order = np.argsort(asker << 32 | count, kind="stable")
        asker, begin, count = asker[order], begin[order], count[order]
        rank = np.arange(len(asker)) - np.searchsorted(asker, asker)
        asker, begin, count = (column[rank < RAREST] for column in (asker, begin, count))
        reached = np.cumsum(count) // _MOST
        for part in np.split(np.arange(len(asker)), np.flatnonzero(np.diff(reached)) + 1):
            yield paired(np.repeat(asker[part], count[part]), owners[spread(begin[part], count[part])].astype(np.int64))

    def share(self, pairs: Pairs) -> NDArray[np.float64]:
        """The larger of both shares of letters that stand in common sentences."""
        larger = np.zeros(len(pairs))
        for start in range(0, len(pairs), _MOST >> 6):
            some = slice(start, start + (_MOST >> 6))
            ones, others = parted(pairs[some])
            views = np.concatenate((ones, others))
            count = len(ones)
            rows = spread(self._begins[views], self._counts[views])
            view = np.repeat(np.arange(2 * count), self._counts[views])
            common = in_both(self._hashes[rows], view % count, view < count)
            held = np.bincount(view, self._lengths[rows] * common, 2 * count)
            shares = held / np.maximum(self._totals[views], 1)
            larger[some] = np.maximum(shares[:count], shares[count:])
        return larger


def in_both(hashes: Hashes, group: Positions, first: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """For each row whether its hash stands, within its group, both in a row that is `first` and in one that is not."""
    keys = mix(hashes + mix(group.astype(np.uint64)))
    order = np.argsort(keys)
    keys, side = keys[order], first[order]
    begins = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.zeros(0, np.int64)
    both = np.zeros(len(keys), bool)
    if len(keys):
        runs = np.logical_or.reduceat(side, begins) & ~np.logical_and.reduceat(side, begins)
        both[order] = np.repeat(runs, np.diff(np.concatenate((begins, [len(keys)]))))
    return both


def hashed(names: Sequence[str]) -> Hashes:
    """A key for each name, by its letters; 0 for one without."""
    letters = Letters.of(names)
    return np.where(np.diff(letters.starts) > 0, letters.text_hashes(), 0).astype(np.uint64)
