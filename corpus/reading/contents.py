"""A table of contents among a document's lines: it is no part of the text."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

_LEADER = re.compile(r"(?:[.．·・。…_-]\s?){4,}[^\d]{0,3}\d{1,4}\D{0,2}$|…{2,}\s{0,3}\D{0,2}\d{1,4}\D{0,2}$")
_LISTED = re.compile(r".{2,80}\s\D?\d{1,4}\D?$")
_HEADS = ("目录", "目次")
_FEWEST = 3  # lines


def has_leader(text: str) -> bool:
    """Whether a line ends in dots that lead to a page's number."""
    return _LEADER.search(text) is not None


def contents_lines(texts: Sequence[str], marked: Collection[int] = ()) -> set[int]:
    """The places of a table of contents and its heading: lines with leaders, or under 目录 with numbers at their ends.

    texts: the lines in order, empty for what is none (a table). marked: places that the file itself says are of one;
    without such, it takes three lines.
    """
    found = {place for place, text in enumerate(texts) if has_leader(text)} | set(marked)
    for place, text in enumerate(texts):
        if _is_head(text):
            after = place + 1
            while after < len(texts) and (after in found or _LISTED.fullmatch(texts[after])):
                after += 1
            if after - place > _FEWEST:
                found.update(range(place, after))
    if len(found) < _FEWEST and not marked:
        return set()
    ordered = sorted(found)
    for one, other in pairwise(ordered):
        if other - one == 2 and texts[one + 1]:
            found.add(one + 1)  # the first line of an entry that takes two
    first = ordered[0] if ordered else 0
    if first and _is_head(texts[first - 1]):
        found.add(first - 1)
    return found


def _is_head(text: str) -> bool:
    return "".join(text.split()) in _HEADS
