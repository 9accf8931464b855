"""Columns of numbers: hashes mixed, rows grouped, pairs of documents told apart.

A pair is `first << 32 | second` with first < second, both numbers of documents.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Hashes = NDArray[np.uint64]
Positions = NDArray[np.int64]
Pairs = NDArray[np.int64]
Flags = NDArray[np.bool_]

# SplitMix64's finaliser (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
_MIXERS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


class Column:
    """Numbers of one type that grow by some at a time, without a second copy of them. Nothing is added once asked."""

    def __init__(self, kind: DTypeLike, width: int = 1) -> None:
        self._kind, self._width = np.dtype(kind), width
        self._bytes = bytearray()

    def add(self, values: Any) -> None:
        """values: of any type that fits into this one; `width` of them a row."""
        self._bytes += np.ascontiguousarray(values, self._kind).data

    def all(self) -> NDArray[Any]:
        """One row each; a flat array where they are one wide."""
        rows = np.frombuffer(self._bytes, self._kind)
        return rows if self._width == 1 else rows.reshape(-1, self._width)


def mix(values: Hashes) -> Hashes:
    """Spreads every bit of a value over all 64. One to one, so no two values become one."""
    mixed = values ^ (values >> np.uint64(30))
    mixed *= _MIXERS[0]
    mixed ^= mixed >> np.uint64(27)
    mixed *= _MIXERS[1]
    mixed ^= mixed >> np.uint64(31)
    return mixed


def groups(keys: NDArray[Any]) -> tuple[Positions, Positions]:
    """Where each run of equal keys begins in a sorted column, and how long it is."""
    begins = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)])
    return begins, np.diff(np.concatenate((begins, [len(keys)])))


def spread(begins: Positions, counts: Positions) -> Positions:
    """begin, begin + 1, … begin + count - 1 of each, end to end."""
    skipped = np.cumsum(counts) - counts
    positions: Positions = np.arange(int(counts.sum())) + np.repeat(begins - skipped, counts)
    return positions


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


def in_both(hashes: Hashes, group: Positions, first: Flags) -> Flags:
    """For each row whether its hash stands, within its group, both in a row that is `first` and in one that is not."""
    keys = mix(hashes + mix(group.astype(np.uint64)))
    order = np.argsort(keys)
    both = np.zeros(len(keys), bool)
    begins, sizes = groups(keys[order])
    if len(begins):
        side = first[order]
        mixed = np.logical_or.reduceat(side, begins) & ~np.logical_and.reduceat(side, begins)
        both[order] = np.repeat(mixed, sizes)
    return both
