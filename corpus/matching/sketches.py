"""A text's sketch: one-permutation MinHash of its shingles, banded, so that like texts share a key.

Li, Owen, Zhang: One Permutation Hashing, NIPS 2012. One hash a shingle, its top bits choosing the bin, instead of one
hash a shingle and permutation. Of each bin some bits are kept beside the keys, to tell how like two texts are (Li,
König: b-Bit Minwise Hashing, WWW 2010).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.matching.arrays import Pairs, mix, parted
from corpus.matching.letters import Letters

SHINGLE = 5
"""Letters a shingle: two words of Chinese and what joins them. Shorter ones are in every text, longer ones break at
every change."""

ROWS, BANDS = 4, 32
"""Texts whose shingle sets overlap by J (Jaccard) share a key with probability 1 - (1 - J^ROWS)^BANDS: .98 at .58, .87
at .5, .23 at .3 and .05 at .2, which is where texts of one policy family by different bodies lie."""

BINS = ROWS * BANDS
_BIN_BITS = BINS.bit_length() - 1
_EMPTY = np.uint32(0xFFFFFFFF)
_BLOCK = 1 << 13  # pairs estimated at a time

Keys = NDArray[np.uint32]
Bins = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Sketches:
    """Of some texts, a row each. keys: one a band, 0 where a bin of it is empty, as in texts of few letters. bins: a
    byte of each bin's least hash, 0 where it is empty.
    """

    keys: Keys
    bins: Bins


def sketch(letters: Letters) -> Sketches:
    texts = len(letters.starts) - 1
    hashes = letters.shingles(SHINGLE)
    owner = np.repeat(np.arange(texts), letters.sizes)[: len(hashes)]
    whole = np.arange(SHINGLE, len(hashes) + SHINGLE) <= letters.starts[1:][owner]
    owner, hashes = owner[whole], hashes[whole]
    least = np.full(texts * BINS, _EMPTY)
    bins = (owner << _BIN_BITS) + (hashes >> np.uint64(64 - _BIN_BITS)).astype(np.int64)
    np.minimum.at(least, bins, (hashes & np.uint64(0xFFFFFFFF)).astype(np.uint32))
    rows = least.reshape(texts, BANDS, ROWS)
    keys = np.arange(1, BANDS + 1, dtype=np.uint64)[None, :].repeat(texts, axis=0)
    for row in range(ROWS):
        keys = mix(keys ^ rows[:, :, row])
    keys[(rows == _EMPTY).any(axis=2)] = 0
    some_bits = (1 + least % np.uint32(255)).astype(np.uint8)
    some_bits[least == _EMPTY] = 0
    return Sketches((keys & np.uint64(0xFFFFFFFF)).astype(np.uint32), some_bits.reshape(texts, BINS))


def likeness(bins: Bins, pairs: Pairs) -> NDArray[np.float32]:
    """The overlap of the shingle sets of each pair (Jaccard), as their bins have it: within .05 as a rule."""
    like = np.empty(len(pairs), np.float32)
    for start in range(0, len(pairs), _BLOCK):
        ones, others = (bins[column] for column in parted(pairs[start : start + _BLOCK]))
        filled = np.count_nonzero(ones | others, axis=1)
        same = np.count_nonzero((ones == others) & (ones != 0), axis=1)
        like[start : start + _BLOCK] = same / np.maximum(filled, 1)
    return like
