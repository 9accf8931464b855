"""The segmenter against hand gold of real documents (real/gold/units). Floors only ever rise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.segment import STANDARD, Counting, segment_text
from tests.gold.score_units import COLUMNS, Score, read_units, score

ROOT = Path(__file__).resolve().parents[1]
UNITS = ROOT / "../shared/real/gold/units"
GOLD = sorted(UNITS.glob("*.units.tsv")) if UNITS.is_dir() else []
MICRO_FLOOR, MEAN_FLOOR, COLUMN_FLOOR = 0.999, 0.999, 0.999

pytestmark = pytest.mark.skipif(not GOLD, reason="real/gold/units is not here")


def _score(units: Path) -> Score:
    text = units.with_name(units.name.replace(".units.tsv", ".txt")).read_text("utf-8")
    return score(segment_text(text).units, read_units(units))


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return {path.name: _score(path) for path in GOLD}


def test_micro_f1_over_ref_and_text(scores: dict[str, Score]) -> None:
    total = sum(scores.values(), Score())
    assert total.f1 >= MICRO_FLOOR, "\n".join(total.missed[:40])


def test_mean_f1_over_texts(scores: dict[str, Score]) -> None:
    assert sum(one.f1 for one in scores.values()) / len(scores) >= MEAN_FLOOR


@pytest.mark.parametrize("column", COLUMNS)
def test_every_other_column(scores: dict[str, Score], column: str) -> None:
    total = sum(scores.values(), Score())
    assert total.right[column] / total.matched >= COLUMN_FLOOR, "\n".join(total.missed[:40])


@pytest.mark.parametrize("units", GOLD, ids=lambda path: path.name.removesuffix(".units.tsv"))
def test_every_other_stretch_has_the_gold_s_role(units: Path) -> None:
    name = units.name.removesuffix(".units.tsv")
    rows = [row.split("\t") for row in (UNITS / f"{name}.rest.tsv").read_text("utf-8").rstrip("\n").split("\n")[1:]]
    wanted = {(int(start), int(end), role) for _, start, end, role, *_ in rows}
    result = segment_text((UNITS / f"{name}.txt").read_text("utf-8"))
    assert {(rest.start, rest.end, rest.role) for rest in result.rest} == wanted


FIGURES = re.findall(
    r"^\| (?:`([a-z_+]+)`|\(standard\)) \| ([\d,]+) \| (\d+) \| (\d+) \|$",
    (ROOT / "docs" / "units.md").read_text("utf-8"),
    re.MULTILINE,
)


def test_every_way_of_counting_has_its_figures() -> None:
    assert len({name for name, *_ in FIGURES}) == 8


@pytest.mark.parametrize(("counting", "units", "changed", "renumbered"), FIGURES)
def test_what_a_counting_does_to_the_gold_is_what_the_documentation_says(
    counting: str, units: str, changed: str, renumbered: str
) -> None:
    """Units, documents in which anything changes, sentences that are units either way and have another ref."""
    found = [0, 0, 0]
    for path in UNITS.glob("*.txt"):
        text = path.read_text("utf-8")
        standard, otherwise = (
            {(unit.start, unit.end): unit.ref for unit in segment_text(text, options).units}
            for options in (STANDARD, Counting.named(counting))
        )
        found[0] += len(otherwise)
        found[1] += standard != otherwise
        found[2] += sum(standard[span] != otherwise[span] for span in standard.keys() & otherwise.keys())
    assert found == [int(figure.replace(",", "")) for figure in (units, changed, renumbered)]
