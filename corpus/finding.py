"""Finding what a person names on the command line: a document, one of its editions, a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, or_, select

from corpus.reading import Block
from corpus.segment import Segmentation, segment
from storage.address import canonical, document_key
from storage.models import Document, Edition

_CITATION = re.compile(r"(?P<document>.+?)(?:@(?P<edition>\d+))?(?:/(?P<ref>\d+-\d+-\d+))?")
_REF = re.compile(r"\d+-\d+-\d+")


class NotFoundError(Exception):
    """Nothing, or more than one thing, is named so; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Named:
    """A document's row, one edition's row, and the ref that was named with it (empty where none was)."""

    document: Any
    edition: Any
    ref: str

    def segmentation(self) -> Segmentation:
        """The edition, numbered again from its stored text: headings without units and what is no unit included."""
        blocks = [Block(kind, self.edition.text[start:end]) for kind, start, end in self.edition.blocks]
        return segment(blocks)


def find(connection: Connection, name: str) -> Named:
    """What a name means: a key (hunan:9f3c2a71…), a document number, a URL or a title, with @EDITION and /REF after it.

    The beginning of a key or title will do where it is the only one. A ref alone means the only document
    there is. Raises NotFoundError.
    """
    document_name, number, ref = _parts(name)
    found = connection.execute(select(Document.__table__).where(_named(document_name)).limit(6)).all()
    exact = [row for row in found if document_name and document_name in (row.key, row.doc_number, row.title)]
    found = exact if len(exact) == 1 else found
    if not found:
        raise NotFoundError(f"{name}: no such document; the table `documents` has their keys and titles")
    if len(found) > 1:
        raise NotFoundError(f"{name}: more than one document: {', '.join(row.key for row in found[:5])} …")
    document = found[0]
    editions = select(Edition.__table__).where(Edition.document_id == document.id)
    if number:
        editions = editions.where(Edition.ordinal == int(number))
    edition = connection.execute(editions.order_by(Edition.ordinal.desc()).limit(1)).first()
    if edition is None:
        raise NotFoundError(f"{document.key}: no edition {number or ''}".rstrip())
    return Named(document, edition, ref)


def _parts(name: str) -> tuple[str, str, str]:
    if _REF.fullmatch(name):
        return "", "", name
    found = _CITATION.fullmatch(name)
    if found is None or name.startswith(("http://", "https://", "file:")):
        return name, "", ""
    return found["document"], found["edition"] or "", found["ref"] or ""


def _named(name: str) -> Any:
    if not name:
        return Document.id > 0
    return or_(
        Document.key.startswith(name, autoescape=True),
        Document.doc_number == name,
        Document.url == name,
        Document.key.endswith(document_key("", canonical(name))),  # the same address in another spelling
        Document.title.startswith(name, autoescape=True),
    )
