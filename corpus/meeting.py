"""What coders agree and disagree on, unit by unit: what a meeting has to settle, and the sheet for it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from corpus.codebook import SEPARATOR, Codebook
from corpus.coding import SETTLED, Answers, Given, answers, corpus_units, remarks
from corpus.sheet import Line


def disagreements(given: Answers, book: Codebook) -> dict[int, list[str]]:
    """The units on which two coders differ: unit → the dimensions. A missing answer differs from none."""
    found: dict[int, list[str]] = {}
    coders = [each for name, each in given.items() if name != SETTLED]
    for unit in dict.fromkeys(unit for each in coders for unit in each):
        for dimension in book.dimensions:
            said = {each[unit][dimension.key] for each in coders if dimension.key in each.get(unit, {})}
            if len(said) > 1:
                found.setdefault(unit, []).append(dimension.key)
    return found


def meeting_lines(connection: Connection, corpus: str, book: Codebook) -> tuple[list[str], list[Line]]:
    """The sheet for a meeting: the units that coders differ on, what each said beside them, to be settled as 裁定.

    Returns the headings of the columns beside, and the lines. What was settled already is filled in.
    """
    given = answers(connection, corpus, book)
    differ = disagreements(given, book)
    coders = [name for name in given if name != SETTLED]
    settled, noted = given.get(SETTLED, {}), remarks(connection, book, SETTLED)
    beside = [f"{dimension.title}·{name}" for dimension in book.dimensions for name in coders]
    lines = []
    for each in corpus_units(connection, corpus):
        if each.id not in differ:
            continue
        said = [
            SEPARATOR.join(given[name].get(each.id, {}).get(dimension.key, ()))
            for dimension in book.dimensions
            for name in coders
        ]
        agreed = {
            dimension.key: codes
            for dimension in book.dimensions
            if dimension.key not in differ[each.id] and (codes := _said(given, coders, each.id, dimension.key))
        }
        line = Line(each.unit, SETTLED, {**agreed, **settled.get(each.id, {})}, noted.get(each.id, ""), said)
        lines.append(line)
    return beside, lines


def _said(given: Answers, coders: Sequence[str], unit: int, dimension: str) -> tuple[str, ...]:
    """The first answer that one of some coders gave."""
    found = (given[name].get(unit, {}).get(dimension, ()) for name in coders)
    return next((codes for codes in found if codes), ())


def agreed(given: Answers, book: Codebook) -> Given:
    """What two coders or more gave alike, and nobody otherwise: a unit's dimensions that need no meeting."""
    coders = [each for name, each in given.items() if name != SETTLED]
    found: Given = {}
    for unit in dict.fromkeys(unit for each in coders for unit in each):
        for dimension in book.dimensions:
            said = [each[unit][dimension.key] for each in coders if dimension.key in each.get(unit, {})]
            if len(said) > 1 and len(set(said)) == 1:
                found.setdefault(unit, {})[dimension.key] = said[0]
    return found
