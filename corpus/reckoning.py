"""From the codings in the database to the study's tables, and to suggestions for what is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection

from corpus.codebook import Codebook
from corpus.coding import (
    SETTLED,
    CodingError,
    CorpusUnit,
    answers,
    books_coded,
    coders_of,
    corpus_units,
    count_units,
)
from corpus.tables import (
    Table,
    Tally,
    beside,
    independence,
    independence_table,
    read_published,
    side_by_side,
    table1,
    table2,
    tally,
)

if TYPE_CHECKING:  # jieba takes a while to load
    from corpus.suggest import Score, Suggestion

_HEADINGS = {"jurisdiction": "地区", "year": "年份"}


def counted_coder(connection: Connection, corpus: str, book: Codebook, name: str = "") -> str:
    """Whose codings a table counts: the named coder's, else 裁定's, else the only coder's. Raises CodingError."""
    there = coders_of(connection, corpus, book, [name] if name else [])
    if name or SETTLED in there:
        return name or SETTLED
    if len(there) != 1:
        others = books_coded(connection, corpus, book.name)
        hint = (
            f"name one of {'、'.join(there)} with --coder"
            if there
            else f"there are some by {'、'.join(others)}: --codebook {others[-1]}"
            if others
            else "`corpus code import` takes sheets in"
        )
        raise CodingError(f"{corpus}: whose codings by {book.label}? {hint}")
    return there[0]


def counts_of(connection: Connection, corpus: str, book: Codebook, coder: str) -> Tally:
    """A coder's codings of a corpus, counted. Raises CodingError for a book of one dimension."""
    _need_two(book)
    given = answers(connection, corpus, book, [coder])[coder]
    return tally(book, given.values(), count_units(connection, corpus))


def reckon(
    connection: Connection, corpus: str, book: Codebook, coder: str = "", by: str = "", published: bytes | None = None
) -> list[Table]:
    """Tables 1 and 2 of a corpus; by `jurisdiction` or `year` where named; else with tests, and the print beside.

    Raises CodingError, PublishedError.
    """
    _need_two(book)
    counted = counted_coder(connection, corpus, book, coder)
    if by:
        return _grouped(connection, corpus, book, counted, by)
    counts = counts_of(connection, corpus, book, counted)
    found = [table1(counts), table2(counts)]
    for by_type in (True, False):
        test = independence(counts, by_type=by_type)
        if test is not None:
            found.append(independence_table(test, book.dimensions[0].levels[0 if by_type else 1]))
    if published is not None:
        found.append(beside(counts, read_published(published, book)))
    return found


def _need_two(book: Codebook) -> None:
    if len(book.dimensions) < 2:
        raise CodingError(f"{book.label} has one dimension; the tables are of two")


def _grouped(connection: Connection, corpus: str, book: Codebook, coder: str, by: str) -> list[Table]:
    given = answers(connection, corpus, book, [coder])[coder]
    groups: dict[str, list[int]] = {}
    for each in corpus_units(connection, corpus):
        groups.setdefault(getattr(each, by) or "（不详）", []).append(each.id)
    names = sorted(groups) if by == "year" else list(groups)
    counts = {
        name: tally(book, [given[unit] for unit in groups[name] if unit in given], len(groups[name])) for name in names
    }
    if not counts:
        return []
    return [
        side_by_side({name: make(each) for name, each in counts.items()}, _HEADINGS[by]) for make in (table1, table2)
    ]


def suggestions(
    connection: Connection, corpus: str, book: Codebook, dimension: str, coder: str = "", by: str = ""
) -> tuple[list[Score], list[tuple[CorpusUnit, Suggestion]]]:
    """Suggestions for the units that a coder (as in the tables) left open, and a model's scores where it made them.

    by: words, or model; empty takes the model where enough is coded. Nothing is stored. Raises CodingError.
    """
    from corpus.suggest import Model, ModelError, by_words, tokenizer

    wanted = {each.key: each for each in book.dimensions}.get(dimension)
    if wanted is None:
        raise CodingError(f"{dimension}: {book.label} has no such dimension; it has {'、'.join(_keys(book))}")
    cut = tokenizer(book.dimensions)
    try:
        given = answers(connection, corpus, book, [counted_coder(connection, corpus, book, coder)])
    except CodingError:
        if coder or by == "model":
            raise
        given = {}
    coded = {unit: codes[dimension] for each in given.values() for unit, codes in each.items() if dimension in codes}
    units = {each.id: each for each in corpus_units(connection, corpus)}
    still_open = [(each.id, each.unit.text) for each in units.values() if each.id not in coded]
    scores: list[Score] = []
    model = None
    if by != "words" and coded:
        examples = [(units[unit].unit.text, code) for unit, codes in sorted(coded.items()) for code in codes[:1]]
        try:
            model = Model([text for text, _ in examples], [code for _, code in examples], cut)
            scores = model.scores(cut)
        except ModelError as error:
            if by == "model":
                raise CodingError(str(error)) from None
    elif by == "model":
        raise CodingError("nothing is coded that a model could learn from")
    found = model.suggest(still_open) if model else by_words(still_open, wanted, cut)
    return scores, [(units[each.unit], each) for each in found]


def _keys(book: Codebook) -> list[str]:
    return [dimension.key for dimension in book.dimensions]
