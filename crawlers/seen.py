"""Which addresses a walk has met, in little memory however long it is."""

from __future__ import annotations

from array import array
from bisect import bisect_left

_RECENT = 4096  # kept as they come, until they are sorted in with the others


class Seen:
    """A set of texts that only grows, kept as their 64-bit hashes: eight bytes each, where Python's set takes seventy.

    Two texts with one hash would pass for one: a chance of 3 in 10,000,000,000 among 100,000.
    """

    def __init__(self) -> None:
        self._sorted = array("q")
        self._recent: set[int] = set()

    def __contains__(self, text: str) -> bool:
        number = hash(text)
        if number in self._recent:
            return True
        place = bisect_left(self._sorted, number)
        return place < len(self._sorted) and self._sorted[place] == number

    def add(self, text: str) -> None:
        if text in self:
            return
        self._recent.add(hash(text))
        if len(self._recent) == _RECENT:
            self._sorted = array("q", sorted([*self._sorted, *self._recent]))
            self._recent.clear()

    def __len__(self) -> int:
        return len(self._sorted) + len(self._recent)
