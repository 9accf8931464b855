"""Finding what a person names on the command line: a document, one of its editions, a unit, a corpus."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, or_, select

from corpus.numbering import numbered
from corpus.segment import STANDARD, Counting, Segmentation
from storage.address import canonical, document_key
from storage.models import Corpus, Document, Edition, Member

_NUMBER = "[0-9]{1,9}"  # what both databases hold
_REF = f"{_NUMBER}-{_NUMBER}-{_NUMBER}"
_CITATION = re.compile(
    rf"(?P<document>.+?)(?:@(?P<edition>{_NUMBER})(?:\+(?P<counting>[a-z_+]+))?)?(?:/(?P<ref>{_REF}))?"
)
_IN_CORPUS = re.compile(rf"(?:(?P<corpus>\w+)/)?(?P<no>{_NUMBER})-(?P<ref>{_REF})")
_SHOWN = 5  # keys in a message, of more documents than one
NO_CORPUS = "there is none; `corpus select` fills one"


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


def corpora(connection: Connection) -> list[str]:
    """The names of the corpora that were selected, in order."""
    return sorted(connection.scalars(select(Corpus.name)))


def require_corpus(connection: Connection, name: str) -> None:
    """Raises NotFoundError, which says which corpora there are, for one that was never selected."""
    names = corpora(connection)
    if name not in names:
        there = f"there are {', '.join(names)}; `corpus select` fills others" if names else NO_CORPUS
        raise NotFoundError(f"{name}: no such corpus in the database; {there}")


def find(connection: Connection, name: str) -> Named:
    """What a name means: a key (hunan:9f3c2a71…), a document number, a URL or a title, with @EDITION and /REF after it.

    The beginning of a key or title will do where it is the only one. A ref alone means the only document there is;
    one that begins with a slot (18-2-3-1, voced27/18-2-3-1), the member of a corpus. Units are counted as the citation
    says (@1 is by the standard, @1+titles is not) or the corpus named; without either, as the corpora count that the
    document is a member of. Raises NotFoundError.
    """
    if in_corpus := _IN_CORPUS.fullmatch(name):
        return _member(connection, name, in_corpus)
    document_name, number, counted, ref = _parts(name)
    found = connection.execute(select(Document.__table__).where(_named(document_name)).limit(_SHOWN + 1)).all()
    exact = [row for row in found if document_name and document_name in (row.key, row.doc_number, row.title)]
    found = exact if len(exact) == 1 else found
    if not found:
        raise NotFoundError(f"{name}: no such document; the table `documents` has their keys and titles")
    if len(found) > 1:
        keys = ", ".join(row.key for row in found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
        raise NotFoundError(f"{name or 'no name'}: more than one document: {keys}; give the key of one")
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


def _member(connection: Connection, name: str, parts: re.Match[str]) -> Named:
    """The unit of a corpus whose number this is. Raises NotFoundError."""
    members = select(Member.__table__).where(Member.no == int(parts["no"])).order_by(Member.corpus)
    if parts["corpus"]:
        members = members.where(Member.corpus == parts["corpus"])
    found = connection.execute(members).all()
    if not found:
        has = f"{parts['corpus']} has no" if parts["corpus"] else "no corpus has a"
        raise NotFoundError(f"{name}: {has} member {parts['no']}; `corpus coverage` lists the members of one")
    if len({(row.document_id, row.edition_id, row.counting) for row in found}) > 1:
        each = ", ".join(f"{row.corpus}/{name}" for row in found[:_SHOWN])
        raise NotFoundError(f"{name}: a number in more than one corpus: write one of {each}")
    member = found[0]
    document = connection.execute(select(Document.__table__).where(Document.id == member.document_id)).one()
    edition = connection.execute(select(Edition.__table__).where(Edition.id == member.edition_id)).one()
    return Named(document, edition, Counting.named(member.counting), parts["ref"])


def _parts(name: str) -> tuple[str, str, str, str]:
    """The document, the edition's number, the name of a counting and the ref, each empty where it is not said."""
    if re.fullmatch(_REF, name):
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
