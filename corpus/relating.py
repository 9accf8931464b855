"""Which documents are the same, nearly the same, or about each other: the `matches` table, made anew by every build
that changed a document. Nothing is deleted among the documents; a match is a fact derived from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, overload

from sqlalchemy import Engine, delete, insert, select

from corpus.dedup import find_matches
from corpus.matching import Document as Matched
from corpus.matching import Match as Found
from corpus.places import place_of_all
from storage.address import canonical
from storage.editions import newest_editions
from storage.models import Document, Edition, Match

_CHUNK = 200  # documents fetched at a time
_BATCH = 1000  # matches written at a time


class _Documents(Sequence[Matched]):
    """Every document with its newest text, fetched as it is asked for, in order of ids.

    A walk from one document to the next fetches _CHUNK of them at a time; one asked for by itself comes alone.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        last = newest_editions()
        with engine.connect() as connection:
            rows = connection.execute(
                select(Edition.document_id, Edition.id).where(Edition.id.in_(last)).order_by(Edition.document_id)
            )
            self._editions = [(document_id, edition_id) for document_id, edition_id in rows]
        self._alone = lru_cache(maxsize=_CHUNK)(lambda position: self._fetch(position, position + 1)[0])
        self._walked: list[Matched] = []
        self._start, self._last = 0, -1  # where what was walked begins; the position asked for last

    def __len__(self) -> int:
        return len(self._editions)

    @overload
    def __getitem__(self, position: int) -> Matched: ...
    @overload
    def __getitem__(self, position: slice) -> Sequence[Matched]: ...
    def __getitem__(self, position: int | slice) -> Matched | Sequence[Matched]:
        if isinstance(position, slice):
            return [self[each] for each in range(*position.indices(len(self)))]
        if not self._start <= position < self._start + len(self._walked):
            if position != self._last + 1:
                self._last = position
                return self._alone(position)
            self._start, self._walked = position, self._fetch(position, position + _CHUNK)
        self._last = position
        return self._walked[position - self._start]

    def _fetch(self, start: int, end: int) -> list[Matched]:
        editions = [edition for _, edition in self._editions[start:end]]
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
        url=canonical(row.url),
        kind=row.kind,
        level=place_of_all(issuers).level,
        written_on=row.written_on,
        published_on=row.published_on,
    )


def _without_numbers(text: str, blocks: Sequence[Any]) -> str:
    """A text without the lines that print its number: a page with a block of metadata has none of them."""
    return "\n".join(text[start:end] for kind, start, end in blocks if kind != "doc_number")


def relate(engine: Engine) -> int:
    """Finds every match among the documents and writes them in place of the earlier ones; returns how many."""
    found = iter(list(find_matches(_Documents(engine))))
    written = 0
    with engine.begin() as connection:
        connection.execute(delete(Match))
        while rows := list(islice(_rows(found), _BATCH)):
            connection.execute(insert(Match), rows)
            written += len(rows)
    return written


def _rows(matches: Iterator[Found]) -> Iterator[dict[str, Any]]:
    for match in matches:
        yield {
            "document_id": int(match.document),
            "other_id": int(match.other),
            "relation": match.relation,
            "method": match.method,
            "score": round(match.score, 4),
            "reason": match.reason,
        }
