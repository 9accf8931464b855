"""Texts as arrays: their letters folded, their sentences, and a hash for every sentence and every run of letters.

Letters are letters and digits of any script. Blanks, punctuation, width and case are no part of a text here: copies
differ in them. One letter stays one number, so positions can be counted.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.matching.arrays import Hashes, Positions, mix

TEXT = 20
"""Letters that a text needs to be one: shorter ones are what pages without a text have (见附件, 附件下载)."""

_NOTHING, _END, _UNSEEN = 0, 1, 0xFFFFFFFF
_ENDS = frozenset("。！？!?；;\n\r\v\f\x85\u2028\u2029")
_CODE_POINTS = 0x110000

# 2^64 over the golden ratio, made odd, so that it has an inverse modulo 2^64.
_GOLDEN = 0x9E3779B97F4A7C15
_INVERSE = pow(_GOLDEN, -1, 1 << 64)


class _Folding:
    """Code point to letter: learned as code points are met, for there are a million and a corpus has some thousands."""

    def __init__(self) -> None:
        self._letters = np.full(_CODE_POINTS, _UNSEEN, np.uint32)

    def __call__(self, codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
        letters = self._letters[codes]
        unseen = letters == _UNSEEN
        if unseen.any():
            for code in np.unique(codes[unseen]):
                self._letters[code] = _letter(chr(code))
            letters = self._letters[codes]
        return letters


def _letter(char: str) -> int:
    if char in _ENDS:
        return _END
    folded = unicodedata.normalize("NFKC", char).casefold()
    return next((ord(one) for one in folded if one.isalnum()), _NOTHING)


_fold = _Folding()


@lru_cache(maxsize=2)
def _powers(size: int) -> tuple[Hashes, Hashes]:
    up, down = np.full(size, _GOLDEN, np.uint64), np.full(size, _INVERSE, np.uint64)
    up[0] = down[0] = 1
    return np.cumprod(up, out=up), np.cumprod(down, out=down)


@dataclass(frozen=True)
class Letters:
    """The letters of some texts, end to end.

    starts: where each text begins, and at last where all end. sentence_starts: the same for sentences, none empty.
    """

    codes: NDArray[np.uint32]
    starts: Positions
    sentence_starts: Positions

    @classmethod
    def of(cls, texts: Sequence[str]) -> Letters:
        """Any text at all, lone surrogates included."""
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        raw = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        letters = _fold(raw)
        kept = letters > _END
        before = np.zeros(len(raw) + 1, np.int64)
        np.cumsum(kept, out=before[1:])
        starts = before[np.concatenate(([0], np.cumsum(lengths)))]
        begins = np.zeros(before[-1] + 1, bool)
        begins[starts] = True
        begins[before[:-1][letters == _END]] = True
        begins[-1] = True
        return cls(letters[kept], starts, np.flatnonzero(begins))

    @cached_property
    def _powers(self) -> tuple[Hashes, Hashes]:
        """The golden constant's powers up, and down, for every position."""
        up, down = _powers(1 << len(self.codes).bit_length())
        return up[: len(self.codes) + 1], down[: len(self.codes) + 1]

    @cached_property
    def _prefixes(self) -> Hashes:
        """A polynomial hash of everything before each position, modulo 2^64: a run's hash is a difference of two."""
        up, _ = self._powers
        prefixes = np.zeros(len(self.codes) + 1, np.uint64)
        np.cumsum(self.codes * up[:-1], out=prefixes[1:])
        return prefixes

    def runs(self, begin: Positions, end: Positions) -> Hashes:
        """The hash of each run of letters; runs of the same letters have the same, wherever they stand."""
        _, down = self._powers
        return mix((self._prefixes[end] - self._prefixes[begin]) * down[begin])

    def shingles(self, size: int) -> Hashes:
        """The hash of the `size` letters from each position on, over the borders of texts too."""
        _, down = self._powers
        count = max(0, len(self.codes) - size + 1)
        return mix((self._prefixes[size : size + count] - self._prefixes[:count]) * down[:count])

    @property
    def sizes(self) -> Positions:
        """Letters a text."""
        return np.diff(self.starts)

    @cached_property
    def sentence_numbers(self) -> Positions:
        """The number of each text's first sentence, and at last how many there are."""
        return np.searchsorted(self.sentence_starts, self.starts)

    def text_hashes(self) -> Hashes:
        return self.runs(self.starts[:-1], self.starts[1:])

    def sentence_hashes(self) -> Hashes:
        return self.runs(self.sentence_starts[:-1], self.sentence_starts[1:])
