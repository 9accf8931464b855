"""A text's sketch: one-permutation MinHash of its shingles, banded, so that like texts share a key.

Li, Owen, Zhang: One Permutation Hashing, NIPS 2012. One hash a shingle, its top bits choosing the bin, instead of one
hash a shingle and permutation.
"""

from __future__ import annotations

import numpy as np

from corpus.matching.arrays import Hashes, mix
from corpus.matching.letters import Letters

SHINGLE = 5
"""Letters a shingle: two words of Chinese and what joins them. Shorter ones are in every text, longer ones break at
every change."""

ROWS, BANDS = 4, 32
"""Texts whose shingle sets overlap by J (Jaccard) share a key with probability 1 - (1 - J^ROWS)^BANDS: .98 at .58, .87
at .5, .23 at .3 and .05 at .2, which is where texts of one policy family by different bodies lie."""

_BINS = ROWS * BANDS
_BIN_BITS = _BINS.bit_length() - 1
_EMPTY = np.uint32(0xFFFFFFFF)


def sketch(letters: Letters) -> Hashes:
    """The keys of each text, one column a band; 0 where a bin of the band is empty, as in texts of few letters."""
    texts = len(letters.starts) - 1
    hashes = letters.shingles(SHINGLE)
    owner = np.repeat(np.arange(texts), letters.sizes)[: len(hashes)]
    whole = np.arange(SHINGLE, len(hashes) + SHINGLE) <= letters.starts[1:][owner]
    owner, hashes = owner[whole], hashes[whole]
    least = np.full(texts * _BINS, _EMPTY)
    bins = (owner << _BIN_BITS) + (hashes >> np.uint64(64 - _BIN_BITS)).astype(np.int64)
    np.minimum.at(least, bins, (hashes & np.uint64(0xFFFFFFFF)).astype(np.uint32))
    rows = least.reshape(texts, BANDS, ROWS)
    keys = np.arange(1, BANDS + 1, dtype=np.uint64)[None, :].repeat(texts, axis=0)
    for row in range(ROWS):
        keys = mix(keys ^ rows[:, :, row])
    keys[(rows == _EMPTY).any(axis=2)] = 0
    return keys
