"""What is reported and never repaired (unit standard, section 7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.segmenting.labels import Label, Style

_STRAY_QUESTION = re.compile(r"(?<=[\u4e00-\u9fff])\?(?=[\u4e00-\u9fff])")
MANY_UNITS = 20
"""More units than this without any heading are reported."""


class Printed(NamedTuple):
    """A printed label in reading order; without a label it says that a new title begins."""

    level: str
    label: Label | None
    parent: int

    @classmethod
    def new_title(cls) -> Printed:
        return cls("", None, -1)


def warn(
    paragraphs: Sequence[str], printed: Sequence[Printed], unmarked: Sequence[str], units: int, headings: int
) -> tuple[str, ...]:
    """One line a finding; a paragraph is quoted by its first characters."""
    found = [f"a paragraph starts with 。: {_quote(text)}" for text in paragraphs if text.startswith("。")]
    found += [f"a paragraph ends without a mark: {_quote(text)}" for text in unmarked]
    found += [f"question marks between characters: {_quote(text)}" for text in paragraphs if _is_garbled(text)]
    found += _numbering(printed)
    if units > MANY_UNITS and not headings:
        found.append(f"{units} units without any heading")
    if not units:
        found.append("no unit")
    return tuple(found)


def _is_garbled(text: str) -> bool:
    return text.count("?") > 1 and len(_STRAY_QUESTION.findall(text)) > 1


def _numbering(printed: Sequence[Printed]) -> list[str]:
    """Labels that repeat or skip. A style may run on through the text or begin again under each parent."""
    found: list[str] = []
    last: dict[Style, tuple[int, Label]] = {}
    for _, label, parent in printed:
        if label is None:
            last.clear()
            continue
        before = last.get(label.style)
        last[label.style] = (parent, label)
        if label.number == 0 or (label.number == 1 and (before is None or before[0] != parent)):
            continue
        expected = before[1].number + 1 if before else 1
        if label.number == expected:
            continue
        if before and label.number == before[1].number:
            found.append(f"label {label.text} repeats")
        elif before:
            found.append(f"label {label.text} follows {before[1].text}")
        else:
            found.append(f"label {label.text} comes first")
    return found


def _quote(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"
