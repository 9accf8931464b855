"""The inverted index of sentences: which documents hold the rare sentences of another.

What one-permutation sketches miss is found here: an excerpt of a long text, a short notice around a carried one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from corpus.matching.arrays import Hashes, Pairs, Positions, groups, paired, parted, spread

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

_MOST = 1 << 21  # answers in memory at a time


def holders(hashes: Hashes, lengths: Positions, counts: Positions) -> Iterator[Pairs]:
    """The pairs of each document with the holders of its rare sentences, some at a time.

    hashes, lengths: of the sentences of all documents, in order; counts: sentences a document.
    """
    totals = np.bincount(np.repeat(np.arange(len(counts)), counts), lengths, len(counts))
    owners = np.repeat(np.arange(len(counts)), counts)
    long = lengths >= SENTENCE
    hashes, lengths, owners = hashes[long], lengths[long], owners[long]
    order = np.argsort(hashes, kind="stable")
    hashes, lengths, owners = hashes[order], lengths[order], owners[order]
    again = np.zeros(len(hashes), bool)
    again[1:] = (hashes[1:] == hashes[:-1]) & (owners[1:] == owners[:-1])
    hashes, lengths, owners = hashes[~again], lengths[~again], owners[~again]
    begins, held = groups(hashes)
    shared = (held > 1) & (held <= COMMON)
    begins, held = begins[shared], held[shared]
    for asker, begin, count in _questions(owners, begins, held):
        asked = np.bincount(asker, minlength=len(counts))
        holder = owners[spread(begin, count)]
        letters = np.repeat(lengths[begin], count)
        answers, inverse, times = np.unique(
            np.repeat(asker, count) << 32 | holder, return_inverse=True, return_counts=True
        )
        askers, answering = parted(answers)
        all_in_common = np.bincount(inverse, letters) >= GLANCE * totals[askers]
        enough = np.where(asked[askers] < RAREST, all_in_common, times >= ASKED)
        yield paired(askers[enough], answering[enough])


def _questions(
    owners: Positions, begins: Positions, held: Positions
) -> Iterator[tuple[Positions, Positions, Positions]]:
    """Each asker with where the owners of each sentence that it asks for begin, and how many they are."""
    asker, begin, count = owners[spread(begins, held)], np.repeat(begins, held), np.repeat(held, held)
    # Stable, and rows come by hash: of two sentences as rare, the same is asked for whatever the documents' order.
    order = np.argsort(asker << 32 | count, kind="stable")
    asker, begin, count = asker[order], begin[order], count[order]
    asked = np.arange(len(asker)) - np.searchsorted(asker, asker) < RAREST
    asker, begin, count = asker[asked], begin[asked], count[asked]
    part = (np.cumsum(count) - count)[np.searchsorted(asker, asker)] // _MOST
    for rows in np.split(np.arange(len(asker)), np.flatnonzero(np.diff(part)) + 1):
        yield asker[rows], begin[rows], count[rows]
