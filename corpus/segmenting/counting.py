"""What a study counts as a unit, where the standard leaves it open, and how that is spelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Self

_WITHOUT = "no_"


@dataclass(frozen=True, slots=True)
class Counting:
    """What a study counts as a unit. The default is the unit standard; the effect of each choice is in docs/units.md.

    cover_units: sentences of the notice that carries a plan; lead_ins: sentences that end in a colon; titles: headings.
    """

    cover_units: bool = True
    lead_ins: bool = True
    titles: bool = False

    @property
    def name(self) -> str:
        """The choices that are not the standard's, in one spelling: `titles`, `no_cover_units+titles`; else empty."""
        return "+".join(self._differences())

    def _differences(self) -> Iterator[str]:
        for choice in fields(self):
            taken = getattr(self, choice.name)
            if taken != choice.default:
                yield choice.name if taken else f"{_WITHOUT}{choice.name}"

    @classmethod
    def named(cls, name: str) -> Self:
        """The counting of that name. Raises ValueError where it is none, or not so spelled."""
        words = name.split("+") if name else []
        known = {choice.name for choice in fields(cls)}
        choices = {word.removeprefix(_WITHOUT): not word.startswith(_WITHOUT) for word in words}
        counting = cls(**choices) if known >= {*choices} else None
        if counting is None or counting.name != name:
            raise ValueError(f"{name}: no way of counting; docs/units.md has them")
        return counting


STANDARD = Counting()
