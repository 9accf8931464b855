"""What `corpus.dedup` works with: documents as plain values in, matches pair by pair out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

Level = Literal["", "central", "provincial", "city", "county"]
LEVELS: tuple[Level, ...] = ("central", "provincial", "city", "county")
"""From the highest down."""

Relation = Literal[
    "same_text", "other_edition", "excerpt_of", "forwards", "implements", "draft_of", "interpretation_of"
]
SYMMETRIC: frozenset[Relation] = frozenset({"same_text", "other_edition"})

Method = Literal["text", "passages", "address", "number", "title", "citation"]
"""What decided: the whole text, the passages in common, the canonical URL, number and issuer, title and issuer, or
that one document names the other."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document as one site shows it. Empty strings, () and None where nothing is known.

    id is unique among the documents compared. text is the edition's; url is canonical (`storage.address`); doc_number
    is normalised (`crawlers.notation`); kind is what the reader says the page is (policy, interpretation, draft, …).
    """

    id: str
    text: str
    title: str = ""
    doc_number: str = ""
    issuers: tuple[str, ...] = ()
    site: str = ""
    url: str = ""
    kind: str = ""
    level: Level = ""
    written_on: date | None = None
    published_on: date | None = None


class Documents(Protocol):
    """Documents in ascending order of their ids, wherever they lie: walked through once, then asked for by place."""

    def __iter__(self) -> Iterator[Document]: ...

    def take(self, places: Sequence[int]) -> list[Document]:
        """Those at some places of the walk, counted from 0. places: ascending."""
        ...


@dataclass(frozen=True, slots=True)
class Match:
    """`document` stands in `relation` to `other`; for a symmetric relation, document < other.

    score: 0 to 1, the share of characters in common that the relation rests on; 1 where a name decides. What is true
    of two pairs says nothing of a third.
    """

    document: str
    other: str
    relation: Relation
    method: Method
    score: float
    reason: str
