"""Finding what a person names on the command line: a document, one of its editions, a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, or_, select

from corpus.numbering import numbered
from corpus.segment import STANDARD, Counting, Segmentation
from storage.address import canonical, document_key
from storage.models import Document, Edition, Member

_NUMBER = "[0-9]{1,9}"  # what both databases hold
_CITATION = re.compile(
    rf"(?P<document>.+?)(?:@(?P<edition>{_NUMBER})(?:\+(?P<counting>[a-z_+]+))?)?(?:/(?P<ref>{_NUMBER}-{_NUMBER}-{_NUMBER}))?"
)
_REF = re.compile(f"{_NUMBER}-{_NUMBER}-{_NUMBER}")


class NotFoundError(Exception):
    """Nothing, or more than one thing, is named so; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Named:
    """A document's row, one edition's row, how its units are counted, and the ref that was named (empty for none)."""

    document: Any
    edition: Any
    counting: Counting
    ref: str

    @property
    def cited(self) -> str:
        """What its units' citations begin with: hunan:9f3c2a71…@1, or …@1+titles where they are counted otherwise."""
        otherwise = f"+{self.counting.name}" if self.counting != STANDARD else ""
        return f"{self.document.key}@{self.edition.ordinal}{otherwise}"

    def segmentation(self) -> Segmentation:
        return numbered(self.edition, self.counting)


def find(connection: Connection, name: str) -> Named:
    """What a name means: a key (hunan:9f3c2a71…), a document number, a URL or a title, with @EDITION and /REF after it.

    The beginning of a key or title will do where it is the only one. A ref alone means the only document there is.
    Units are counted as the citation says (@1 is by the standard, @1+titles is not); without an edition, as the
    corpora count that the document is a member of. Raises NotFoundError.
    """
    document_name, number, counted, ref = _parts(name)
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
    try:
        counting = Counting.named(counted if number else _counted(connection, document.id))
    except ValueError as error:
        raise NotFoundError(str(error)) from None
    return Named(document, edition, counting, ref)


def _parts(name: str) -> tuple[str, str, str, str]:
    """The document, the edition's number, the name of a counting and the ref, each empty where it is not said."""
    if _REF.fullmatch(name):
        return "", "", "", name
    found = _CITATION.fullmatch(name)
    if found is None or name.startswith(("http://", "https://", "file:")):
        return name, "", "", ""
    return found["document"], found["edition"] or "", found["counting"] or "", found["ref"] or ""


def _counted(connection: Connection, document_id: int) -> str:
    """How the corpora count that have the document; by the standard where none has it, or they do not agree."""
    names = connection.scalars(select(Member.counting).where(Member.document_id == document_id).distinct()).all()
    return names[0] if len(names) == 1 else STANDARD.name


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
