"""The demonstration's coding: two simulated coders out and back through XLSX and CSV, beside figures made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from corpus.codebook import load_codebook, shipped
from corpus.definition import load
from demo import coding
from storage.database import open_database
from storage.migrations import upgrade
from tests.coded import NAME, fill
from tests.command import Command
from tests.conftest import ROOT


def test_the_figures_by_hand() -> None:
    """κ and α as pocket arithmetic has them, to six digits; every code of a round is one of the book's."""
    assert [coding.KAPPA[key] for key in ("tool", "theme")] == [
        pytest.approx(0.745 / 0.895),
        pytest.approx(0.375 / 0.475),
    ]
    assert [round(coding.ALPHA[key], 6) for key in ("tool", "theme")] == [0.832073, 0.787975]
    book = load_codebook(shipped()[coding.BOOK])
    for dimension in book.dimensions:
        given = {coding.answer(coder, row)[dimension.key] for coder in coding.SHEETS for row in range(20)}
        assert given <= set(dimension.answers)


@pytest.mark.slow
def test_out_and_back_with_tables_and_agreement_as_by_hand(command: Command, database_url: str) -> None:
    """And a coding that is another one is seen in each of them."""
    opened = open_database(database_url)
    upgrade(opened)
    fill(opened, 700)
    coding.code(lambda *words: command(*words, CORPUS_DB=database_url), command.folder)
    assert list(coding.differences(opened, NAME)) == []
    with opened.begin() as connection:
        first = "SELECT min(c.id) FROM codings c JOIN codes k ON k.id = c.code_id WHERE k.name = '资金投入'"
        other = "SELECT id FROM codes WHERE name = '文化培育'"
        connection.execute(text(f"UPDATE codings SET code_id = ({other}) WHERE id = ({first})"))
    found = list(coding.differences(opened, NAME))
    opened.dispose()
    assert {line.partition(" ")[0].rstrip(":") for line in found} == {"coding", "表1", "表2", "agreement"}


def test_the_corpus_is_that_of_27_places() -> None:
    definition = load(str(Path(ROOT, "demo", "demo.toml")))
    assert [slot.no for slot in definition.slots] == list(range(1, 28))
