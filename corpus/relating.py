"""Which documents are the same, nearly the same, or about each other: the `matches` table, made anew by every build
that changed a document. Nothing is deleted among the documents; a match is a fact derived from them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Engine, Float, Integer, MetaData, String, Table, delete, insert, select

from corpus.dedup import matches_among
from corpus.matching import Document as Matched
from corpus.matching import Match as Found
from corpus.places import place_of_all
from storage.address import canonical
from storage.editions import newest_editions
from storage.failures import clear, fail
from storage.models import Document, Edition, Failure, Match

_CHUNK = 200  # documents fetched at a time
_BATCH = 1000  # matches written at a time
_UNDONE = ("match", "documents")  # the failure that stands while matches are not those of the documents

# Where matches are gathered while they are found: of one connection, locking nobody out.
_FOUND = Table(
    "found_matches",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("document_id", Integer),
    Column("other_id", Integer),
    Column("relation", String),
    Column("method", String),
    Column("score", Float(53)),
    Column("reason", String),
    prefixes=["TEMPORARY"],
)


class _Stored:
    """Every document with the text that was its newest at first, in order of ids."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        newest = select(Edition.id).where(Edition.id.in_(newest_editions())).order_by(Edition.document_id)
        with engine.connect() as connection:
            self._editions = array("q", connection.scalars(newest))

    def __iter__(self) -> Iterator[Matched]:
        for start in range(0, len(self._editions), _CHUNK):
            yield from self._fetch(self._editions[start : start + _CHUNK])

    def take(self, places: Sequence[int]) -> list[Matched]:
        editions = [self._editions[place] for place in places]
        return [
            document
            for start in range(0, len(editions), _CHUNK)
            for document in self._fetch(editions[start : start + _CHUNK])
        ]

    def _fetch(self, editions: Sequence[int]) -> list[Matched]:
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(Document.__table__, Edition.text, Edition.blocks)
                .join(Edition, Edition.document_id == Document.id)
                .where(Edition.id.in_(editions))
                .order_by(Document.id)
            )
            return [_matched(row) for row in rows]


def _matched(row: Any) -> Matched:
    issuers = tuple(row.issuers.split("、")) if row.issuers else ()
    return Matched(
        # Padded, so that their order as texts is their order as numbers.
        id=f"{row.id:012}",
        text=_without_numbers(row.text, row.blocks),
        title=row.title,
        doc_number=row.doc_number,
        issuers=issuers,
        site=row.site,
        url=_address(row.url),
        kind=row.kind,
        level=place_of_all(issuers).level,
        written_on=row.written_on,
        published_on=row.published_on,
    )


def _address(url: str) -> str:
    """The canonical address; none for a file saved by hand (file:index.html): other sites' files have its name too."""
    address = canonical(url)
    return address if address.startswith("http") else ""


def _without_numbers(text: str, blocks: Sequence[Any]) -> str:
    """A text without the lines that print its number: a page with a block of metadata has none of them."""
    return "\n".join(text[start:end] for kind, start, end in blocks if kind != "doc_number")


def outdate(connection: Connection) -> None:
    """Notes, with the change of a document, that the matches are older: a killed build leaves that on record."""
    fail(connection, *_UNDONE, "documents have changed since they were last compared: run `corpus build`")


def outdated(engine: Engine) -> bool:
    """Whether documents have changed since the matches were found."""
    undone = select(Failure.id).where(Failure.stage == _UNDONE[0], Failure.subject == _UNDONE[1])
    with engine.connect() as connection:
        return connection.scalar(undone) is not None


def relate(engine: Engine) -> int:
    """Finds every match among the documents and writes them in place of the earlier ones; returns how many.

    They change places in one short transaction, with the same ids for the same matches on every database.
    """
    columns = [column.name for column in _FOUND.columns]
    with engine.connect() as connection:
        _FOUND.create(connection)
        connection.commit()
        try:
            written = 0
            rows = _rows(matches_among(_Stored(engine)))
            while batch := list(islice(rows, _BATCH)):
                connection.execute(insert(_FOUND), batch)
                written += len(batch)
                connection.commit()
            connection.execute(delete(Match))
            connection.execute(insert(Match).from_select(columns, select(_FOUND).order_by(_FOUND.c.id)))
            clear(connection, *_UNDONE)
            connection.commit()
        finally:
            connection.rollback()
            _FOUND.drop(connection)
            connection.commit()
    return written


def _rows(matches: Iterable[Found]) -> Iterator[dict[str, Any]]:
    for number, match in enumerate(matches, 1):
        yield {
            "id": number,
            "document_id": int(match.document),
            "other_id": int(match.other),
            "relation": match.relation,
            "method": match.method,
            "score": match.score,
            "reason": match.reason,
        }
