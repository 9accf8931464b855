"""Two editions of a document, unit by unit: what was added, removed, changed, and what only got another number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from sqlalchemy import Connection, select

from corpus.numbering import numbered
from corpus.segment import STANDARD, Counting
from storage.models import Unit

# Two sentences are one, changed, when they share this much (difflib's ratio). On two sentences without anything
# in common Chinese texts reach about .3, by 的, 和 and marks.
ALIKE = 0.5
_AHEAD = 8  # sentences that a changed one is looked for in


@dataclass(frozen=True, slots=True)
class Side:
    """A unit as one edition has it."""

    ref: str
    text: str
    responsible: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `first` is None for an added unit, `second` for a removed one.

    renumbered: the same text under another ref. changed: another text, or the same with another note of who is
    responsible.
    """

    kind: Literal["added", "removed", "changed", "renumbered"]
    first: Side | None
    second: Side | None


def sides(connection: Connection, edition: Any, counting: Counting = STANDARD) -> list[Side]:
    """The units of an edition's row in order; numbered now where no corpus that counts so has chosen the edition."""
    wanted = (Unit.edition_id == edition.id, Unit.counting == counting.name)
    units = select(Unit.ref, Unit.text, Unit.responsible).where(*wanted)
    rows = connection.execute(units.order_by(Unit.chapter, Unit.section, Unit.ordinal)).all()
    return [Side(unit.ref, unit.text, unit.responsible) for unit in rows or numbered(edition, counting).units]


def compare(first: Sequence[Side], second: Sequence[Side]) -> Iterator[Change]:
    """The differences in order. Applied to the first edition's units they give the second's."""
    matcher = SequenceMatcher(None, [side.text for side in first], [side.text for side in second])
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        old, new = first[start:end], second[other_start:other_end]
        if tag == "equal":
            for one, other in zip(old, new, strict=True):
                if one.responsible != other.responsible:
                    yield Change("changed", one, other)
                elif one.ref != other.ref:
                    yield Change("renumbered", one, other)
        else:
            yield from _replaced(old, new)


def _replaced(old: Sequence[Side], new: Sequence[Side]) -> Iterator[Change]:
    """Pairs what is alike, in order; the rest was removed or added."""
    at = 0
    for one in old:
        near = range(at, min(at + _AHEAD, len(new)))
        found = max(near, key=lambda index: _likeness(one.text, new[index].text), default=None)
        if found is None or _likeness(one.text, new[found].text) < ALIKE:
            yield Change("removed", one, None)
            continue
        yield from (Change("added", None, other) for other in new[at:found])
        yield Change("changed", one, new[found])
        at = found + 1
    yield from (Change("added", None, other) for other in new[at:])


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0


def marked(old: str, new: str) -> str:
    """The new text with its changes in it: [-what went-]{+what came+}."""
    parts = []
    for tag, start, end, other_start, other_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(old[start:end])
            continue
        if end > start:
            parts.append(f"[-{old[start:end]}-]")
        if other_end > other_start:
            parts.append(f"{{+{new[other_start:other_end]}+}}")
    return "".join(parts)
