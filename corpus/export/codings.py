"""What coders gave the units of a corpus, to stand beside them: a column a dimension and a coder.

The settled codings (裁定) come first, the coders in the order in which they came. Every version of a book by which
the corpus was coded has columns of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from corpus.codebook import Codebook, Dimension
from corpus.coding import SETTLED, Answers, answers, books_coded, stored_codebook
from corpus.export.sheet import CodingColumn

_WIDTH = 22


class Codings:
    """The standing codings of a corpus; `columns` is empty where there are none."""

    def __init__(self, connection: Connection, corpus: str) -> None:
        books = [stored_codebook(connection, label) for label in books_coded(connection, corpus)]
        given = {book.label: answers(connection, corpus, book) for book in books}
        self.columns = tuple(
            _column(book, dimension, coder, several=len(books) > 1)
            for book in books
            for dimension in book.dimensions
            for coder in _in_order(given[book.label])
        )
        self._given = [(given[each.codebook][each.coder], each.dimension) for each in self.columns]

    def of(self, unit: int) -> Iterator[tuple[str, ...]]:
        """The codes of a unit (the id of its row), one tuple a column; empty where the coder gave none."""
        for units, dimension in self._given:
            yield units[unit].get(dimension, ()) if unit in units else ()


def _in_order(given: Answers) -> list[str]:
    return sorted(given, key=lambda coder: coder != SETTLED)


def _column(book: Codebook, dimension: Dimension, coder: str, *, several: bool) -> CodingColumn:
    """`several`: the corpus was coded by more than one book, so that the heading must say by which."""
    by = f"·{book.label}" if several else ""
    return CodingColumn(
        f"{dimension.key}·{coder}{by}",
        f"{dimension.title}·{coder}{by}",
        width=_WIDTH,
        codebook=book.label,
        dimension=dimension.key,
        title=dimension.title,
        coder=coder,
    )
