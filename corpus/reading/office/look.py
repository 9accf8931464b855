"""How text is set: what a style, a paragraph or a run says of it, and what they say together."""

from __future__ import annotations

from typing import NamedTuple

from corpus.reading.lines import Align

DEFAULT_SIZE = 10.0  # points, where nothing says any (ECMA-376, 17.3.2.38; MS-DOC, sprmCHps)


class Look(NamedTuple):
    """What is said of how text is set; None where nothing is. hidden: not printed, or deleted."""

    align: Align | None = None
    bold: bool | None = None
    red: bool | None = None
    size: float | None = None  # points
    hidden: bool | None = None
    list: int | None = None  # the list that numbers it; 0 for none
    depth: int | None = None  # and its level there, from 0

    def over(self, other: Look) -> Look:
        """What both say together; this goes before the other."""
        if self is SILENT:
            return other
        return Look._make(theirs if mine is None else mine for mine, theirs in zip(self, other, strict=True))


SILENT = Look()
USUAL = Look(align="", bold=False, red=False, size=DEFAULT_SIZE, hidden=False)


def is_red(red: int, green: int, blue: int) -> bool:
    """Whether a colour is a red as letterheads have it."""
    return red >= 0xC0 and green <= 0x60 and blue <= 0x60
