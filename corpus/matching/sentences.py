"""The inverted index of sentences: which documents hold the rare sentences of another.

What one-permutation sketches miss is found here: an excerpt of a long text, a short notice around a carried one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from corpus.matching.arrays import Column, Flags, Hashes, Pairs, Positions, groups, paired, parted, spread
from corpus.matching.letters import Letters

COMMON = 100
"""A sentence in more documents is boilerplate (此件公开发布) and makes no pair. A text reprinted as often is found by
its sketch; an excerpt of such a text is not."""

RAREST = 5
"""A document asks for the holders of so many of its sentences, the rarest that it shares. Texts with much in common
share their rare sentences too."""

ASKED = 2
"""A holder must have so many of those: one is a current phrase more often than not."""

SENTENCE = 8
"""Letters that a sentence needs to be asked for: shorter ones are headings (总体要求), labels and dates."""

GLANCE = 0.15
"""A document that shares fewer than RAREST sentences at all needs this share of its letters in those a holder has. Five
versions of one law hold .39 to .99 of each other in common sentences; its first, .06 to .12, is found by its title."""

_MOST = 1 << 18  # answers in memory at a time
_PIECE = 1 << 16  # sentences looked at at a time
_PARTS = 16  # by the first four bits
_PAST = np.uint64(0)  # found where a hash is past the last of those that are shared


class Sentences:
    """The sentences of all documents. Grows by some documents at a time, and keeps 12 bytes a sentence."""

    def __init__(self) -> None:
        self._hashes, self._lengths = Column(np.uint64), Column(np.uint32)
        self._counts = Column(np.uint32)  # of each document

    def add(self, letters: Letters) -> None:
        hashes, lengths = letters.sentence_hashes(), np.diff(letters.sentence_starts)
        owners = np.repeat(np.arange(len(letters.starts) - 1), np.diff(letters.sentence_numbers))
        asked_for = lengths >= SENTENCE
        hashes, lengths, owners = hashes[asked_for], lengths[asked_for], owners[asked_for]
        order = np.lexsort((hashes, owners))
        hashes, lengths, owners = hashes[order], lengths[order], owners[order]
        once = np.ones(len(hashes), bool)
        once[1:] = (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1])
        self._hashes.add(hashes[once])
        self._lengths.add(lengths[once])
        self._counts.add(np.bincount(owners[once], minlength=len(letters.starts) - 1))

    def holders(self, sizes: Positions) -> Iterator[Pairs]:
        """The pairs of each document with the holders of its rare sentences, some at a time. sizes: letters of each."""
        hashes, lengths, counts = self._hashes.all(), self._lengths.all(), self._counts.all()
        shared = np.flatnonzero(_shared(hashes))
        owners = np.searchsorted(np.cumsum(counts, dtype=np.int64), shared, side="right")
        order = np.argsort(hashes[shared], kind="stable")
        owners, shared = owners[order], shared[order]
        begins, held = groups(hashes[shared])
        for asker, begin, count in _questions(owners, np.repeat(begins, held), np.repeat(held, held)):
            asked = np.bincount(asker, minlength=len(counts))
            holder = owners[spread(begin, count)]
            letters = np.repeat(lengths[shared[begin]], count)
            answers, inverse, times = np.unique(
                np.repeat(asker, count) << 32 | holder, return_inverse=True, return_counts=True
            )
            askers, answering = parted(answers)
            all_in_common = np.bincount(inverse, letters) >= GLANCE * sizes[askers]
            enough = np.where(asked[askers] < RAREST, all_in_common, times >= ASKED)
            yield paired(askers[enough], answering[enough])


def _shared(hashes: Hashes) -> Flags:
    """Whether a sentence stands in a second document, and in no more than COMMON."""
    pieces = np.array_split(hashes, len(hashes) // _PIECE + 1)
    shared: list[Hashes] = []
    for part in range(_PARTS):  # the hashes that begin alike, so that few are sorted at a time
        some = np.sort(np.concatenate([piece[piece >> np.uint64(60) == part] for piece in pieces]))
        again, times = np.unique(some[1:][some[1:] == some[:-1]], return_counts=True)
        shared.append(again[times < COMMON])
    wanted = np.concatenate((*shared, [_PAST]))  # in order
    return np.concatenate([wanted[np.searchsorted(wanted[:-1], piece)] == piece for piece in pieces])


def _questions(
    asker: Positions, begin: Positions, count: Positions
) -> Iterator[tuple[Positions, Positions, Positions]]:
    """Each asker with where the owners of each sentence that it asks for begin, and how many they are."""
    # Stable, and rows come by hash: of two sentences as rare, the same is asked for whatever the documents' order.
    order = np.argsort(asker << 32 | count, kind="stable")
    asker, begin, count = asker[order], begin[order], count[order]
    asked = np.arange(len(asker)) - np.searchsorted(asker, asker) < RAREST
    asker, begin, count = asker[asked], begin[asked], count[asked]
    part = (np.cumsum(count) - count)[np.searchsorted(asker, asker)] // _MOST
    for rows in np.split(np.arange(len(asker)), np.flatnonzero(np.diff(part)) + 1):
        yield asker[rows], begin[rows], count[rows]
