"""Scores a segmentation against hand gold: micro F1 over (ref, text), and each other column on the matched units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corpus.segment import Unit

COLUMNS = ("item", "chapter_label", "chapter_title", "section_label", "section_title", "responsible")


def read_units(path: Path) -> list[dict[str, str]]:
    """The rows of NAME.units.tsv: plain tabs, no quoting."""
    head, *rows = path.read_text("utf-8").rstrip("\n").split("\n")
    names = head.split("\t")
    return [dict(zip(names, row.split("\t"), strict=True)) for row in rows]


@dataclass
class Score:
    matched: int = 0
    wanted: int = 0
    found: int = 0
    right: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        return 2 * self.matched / (self.wanted + self.found) if self.wanted + self.found else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.matched + other.matched,
            self.wanted + other.wanted,
            self.found + other.found,
            self.right + other.right,
            self.missed + other.missed,
        )


def score(units: Iterable[Unit], gold: Iterable[Mapping[str, str]]) -> Score:
    ours = {(unit.ref, unit.text): unit for unit in units}
    rows = {(row["ref"], row["text"]): row for row in gold}
    result = Score(wanted=len(rows), found=len(ours))
    for key, row in rows.items():
        unit = ours.get(key)
        if unit is None:
            result.missed.append(f"- {key[0]} {key[1][:40]}")
            continue
        result.matched += 1
        for column in COLUMNS:
            same = getattr(unit, column) == row[column]
            result.right[column] += same
            if not same:
                result.missed.append(f"  {key[0]} {column}: {getattr(unit, column)!r} not {row[column]!r}")
    result.missed += [f"+ {ref} {text[:40]}" for ref, text in ours if (ref, text) not in rows]
    return result
