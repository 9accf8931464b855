"""Codings in the database: books, coders, who is to code what, and who coded what.

A coding belongs to a unit of one edition, for good: when a text changes, its codings stay where they are. Answers
of the coder 裁定 are the settled ones; in agreement they do not count, in tables they come first.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from corpus.codebook import (
    UNCODABLE,
    Codebook,
    CodebookError,
    is_name,
    load_codebook,
    plain,
    read_codebook,
    shipped,
)
from corpus.finding import NO_CORPUS, NotFoundError, corpora, require_corpus
from corpus.printing import counted
from corpus.sheet import COLUMNS, Line, SheetUnit
from crawlers.clock import utc_now
from storage.models import Assignment, Code, Coder, Coding, Edition, Member, Remark, Unit
from storage.models import Codebook as BookRow
from storage.units import OF_A_MEMBER
from storage.views import CITATION

SETTLED = "裁定"  # the coder who is the meeting
_BATCH = 10_000  # rows at a time

Given = dict[int, dict[str, tuple[str, ...]]]  # unit → dimension → codes
Answers = dict[str, Given]  # coder → what they gave


class CodingError(Exception):
    """What was asked cannot be done; the message is one line that says what to do."""


@dataclass(frozen=True, slots=True)
class CorpusUnit:
    """A unit of a corpus's member: its row's id, what a coder sees, and where and when its document is from."""

    id: int
    unit: SheetUnit
    jurisdiction: str
    year: str


_UNITS = text(
    f"SELECT u.id, m.no, u.ref, {CITATION} AS citation, d.title,"  # noqa: S608  (our own words)
    " u.chapter_label || u.chapter_title AS chapter,"
    " u.section_label || u.section_title AS section, u.text, COALESCE(j.title, l.place, '') AS jurisdiction,"
    " COALESCE(d.written_on, d.published_on) AS day"
    " FROM members m JOIN editions e ON e.id = m.edition_id JOIN documents d ON d.id = m.document_id"
    " JOIN units u ON u.edition_id = e.id AND u.counting = m.counting"
    " LEFT JOIN slots l ON l.corpus = m.corpus AND l.no = m.no"
    " LEFT JOIN jurisdictions j ON j.adcode = l.adcode"
    " WHERE m.corpus = :corpus ORDER BY m.no, u.chapter, u.section, u.ordinal"
)


def corpus_units(connection: Connection, corpus: str) -> Iterator[CorpusUnit]:
    """The units of a corpus as it was last selected, in order."""
    for row in connection.execute(_UNITS, {"corpus": corpus}):
        id_, no, ref, citation, title, chapter, section, words, jurisdiction, day = row
        unit = SheetUnit(f"{no}-{ref}", citation, title, chapter, section, words)
        yield CorpusUnit(id_, unit, jurisdiction, str(day)[:4] if day else "")


def count_units(connection: Connection, corpus: str) -> int:
    units = select(func.count()).select_from(Unit).join(Member, OF_A_MEMBER)
    return connection.scalar(units.where(Member.corpus == corpus)) or 0


def only_corpus(connection: Connection, name: str) -> str:
    """The corpus of this name; where none is named, the only one there is, or that has members. Raises CodingError."""
    if name:
        try:
            require_corpus(connection, name)
        except NotFoundError as error:
            raise CodingError(str(error)) from None
        return name
    names = corpora(connection)
    filled = connection.scalars(select(Member.corpus).distinct()).all()
    for only in (names, filled):
        if len(only) == 1:
            return only[0]
    there = f"there are {', '.join(names)}; name one with --corpus" if names else NO_CORPUS
    raise CodingError(f"which corpus? {there}")


# --- books ---------------------------------------------------------------------------------------------------------


def store_codebook(connection: Connection, book: Codebook, now: Callable[[], str] = utc_now) -> bool:
    """Stores a book with its codes; False where it was there. Raises CodingError where this version was different."""
    for dimension in book.dimensions:
        if plain(dimension.title) in map(plain, COLUMNS):
            raise CodingError(f"{book.label}: the dimension {dimension.key} is named {dimension.title}, as a column is")
    there = connection.execute(
        select(BookRow.sha256).where(BookRow.name == book.name, BookRow.version == book.version)
    ).scalar()
    if there is not None:
        if there != book.sha256:
            raise CodingError(f"{book.label} is there with another text: raise its version, which codings name")
        return False
    row = {"name": book.name, "version": book.version, "title": book.title, "source": book.source}
    made = connection.execute(insert(BookRow).values(**row, sha256=book.sha256, imported_at=now()))
    (book_id,) = made.inserted_primary_key or (None,)
    connection.execute(insert(Code), list(_code_rows(book, book_id)))
    return True


def _code_rows(book: Codebook, book_id: Any) -> Iterator[dict[str, Any]]:
    ordinal = 0
    for number, dimension in enumerate(book.dimensions, 1):
        counts_as = dimension.row_of()
        entries = [(code.name, code.under, code.definition) for code in dimension.codes]
        for name, under, definition in [*entries, (UNCODABLE, "", "看过，不能编码")]:
            ordinal += 1
            yield {
                "codebook_id": book_id,
                "dimension": dimension.key,
                "dimension_no": number,
                "ordinal": ordinal,
                "name": name,
                "under": under,
                "counts_as": counts_as.get(name, ""),
                "definition": definition,
            }


def stored_codebook(connection: Connection, name: str) -> Codebook:
    """The same as `known_codebook`, for codings to name: a shipped book is stored when first asked for."""
    book = known_codebook(connection, name)
    store_codebook(connection, book)
    return book


def known_codebook(connection: Connection, name: str) -> Codebook:
    """A stored book, NAME@VERSION or the newest version of NAME; else one that ships. Raises CodingError."""
    wanted, _, version = name.partition("@")
    rows = select(BookRow.source, BookRow.version).where(BookRow.name == wanted).order_by(BookRow.id.desc())
    found = connection.execute(rows.where(BookRow.version == version) if version else rows).first()
    if found is not None:
        return read_codebook(found.source, name)
    if wanted in shipped():
        book = load_codebook(shipped()[wanted])
        if version in ("", book.version):
            return book
    stored = [f"{row.name}@{row.version}" for row in connection.execute(select(BookRow.name, BookRow.version))]
    known = dict.fromkeys((*stored, *(load_codebook(path).label for path in shipped().values())))
    raise CodingError(f"{name}: no such codebook; `corpus codebook import FILE` adds one (known: {', '.join(known)})")


def named_codebook(connection: Connection | None, name: str) -> Codebook:
    """A book by file (….toml), by stored name, or a shipped one. Raises CodingError, CodebookError, OSError."""
    if name.endswith(".toml"):
        return load_codebook(Path(name))
    if connection is not None:
        return known_codebook(connection, name)
    if name in shipped():
        return load_codebook(shipped()[name])
    raise CodebookError(f"{name}: no such codebook; known are {', '.join(shipped())} and .toml files")


def code_ids(connection: Connection, book: Codebook) -> dict[tuple[str, str], int]:
    """(dimension, code) → the row's id, in the book's order."""
    rows = select(Code.id, Code.dimension, Code.name).join(BookRow, BookRow.id == Code.codebook_id)
    mine = rows.where(BookRow.name == book.name, BookRow.version == book.version).order_by(Code.ordinal)
    return {(row.dimension, row.name): row.id for row in connection.execute(mine)}


# --- coders and their answers --------------------------------------------------------------------------------------


def coder_ids(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """Coders by name; new ones are added."""
    wanted = list(dict.fromkeys(names))
    known = {row.name: row.id for row in connection.execute(select(Coder.name, Coder.id))}
    new = [{"name": name} for name in wanted if name not in known]
    if new:
        connection.execute(insert(Coder), new)
        known = {row.name: row.id for row in connection.execute(select(Coder.name, Coder.id))}
    return {name: known[name] for name in wanted}


def coders_of(connection: Connection, corpus: str, book: Codebook, named: Sequence[str] = ()) -> list[str]:
    """Who has coded units of a corpus by a book, in order of their first coding.

    Raises CodingError where one of `named` has not.
    """
    ids = list(code_ids(connection, book).values())
    first = (
        select(Coder.name, func.min(Coding.id).label("first"))
        .join(Coding, Coding.coder_id == Coder.id)
        .join(Unit, Unit.id == Coding.unit_id)
        .join(Member, OF_A_MEMBER)
        .where(Member.corpus == corpus, Coding.code_id.in_(ids), Coding.replaced_at.is_(None))
        .group_by(Coder.name)
        .order_by("first")
    )
    there = [row.name for row in connection.execute(first)]
    for name in named:
        if name not in there:
            known = "、".join(there) or "none"
            raise CodingError(f"{name}: has coded nothing of {corpus} by {book.label}; coders are {known}")
    return there


def books_coded(connection: Connection, corpus: str, name: str = "") -> list[str]:
    """Books (NAME@VERSION) by which units of a corpus were coded, or the versions of the named one, oldest first."""
    rows = (
        select(BookRow.id, BookRow.name, BookRow.version)
        .join(Code, Code.codebook_id == BookRow.id)
        .join(Coding, Coding.code_id == Code.id)
        .join(Unit, Unit.id == Coding.unit_id)
        .join(Member, OF_A_MEMBER)
        .where(Member.corpus == corpus, Coding.replaced_at.is_(None))
        .distinct()
        .order_by(BookRow.id)
    )
    if name:
        rows = rows.where(BookRow.name == name)
    return [f"{row.name}@{row.version}" for row in connection.execute(rows)]


def answers(connection: Connection, corpus: str, book: Codebook, coders: Sequence[str] = ()) -> Answers:
    """What each coder gave the units of a corpus by one version of a book; all who coded where none are named.

    An empty corpus means every unit there is.
    """
    meaning = {number: name for name, number in code_ids(connection, book).items()}
    order = {name: place for place, name in enumerate(meaning.values())}
    names = {row.id: row.name for row in connection.execute(select(Coder.id, Coder.name).order_by(Coder.id))}
    wanted = [number for number, name in names.items() if not coders or name in coders]
    rows = select(Coding.coder_id, Coding.unit_id, Coding.code_id).where(
        Coding.coder_id.in_(wanted), Coding.replaced_at.is_(None)
    )
    if corpus:
        members = Member.__table__.join(Unit.__table__, OF_A_MEMBER)
        rows = rows.join(members, Unit.id == Coding.unit_id).where(Member.corpus == corpus)
    found: dict[int, Given] = {number: {} for number in wanted}
    for coder, unit, code in connection.execute(rows).all():  # one by one takes three times as long
        if code not in meaning:
            continue  # given under another book or version
        dimension, name = meaning[code]
        given = found[coder].setdefault(unit, {})
        before = given.get(dimension)
        given[dimension] = (name,) if before is None else _ordered((*before, name), dimension, order)
    return {names[number]: given for number, given in found.items() if given or coders}


def _ordered(codes: tuple[str, ...], dimension: str, order: Mapping[tuple[str, str], int]) -> tuple[str, ...]:
    return tuple(sorted(codes, key=lambda name: order[dimension, name]))


def remarks(connection: Connection, book: Codebook, coder: str) -> dict[int, str]:
    """What a coder noted, by unit."""
    rows = select(Remark.unit_id, Remark.text).join(Coder, Coder.id == Remark.coder_id)
    found = connection.execute(rows.where(Coder.name == coder, Remark.codebook == book.name))
    return {row.unit_id: row.text for row in found}


def assigned(connection: Connection, book: Codebook, coder: str) -> set[int]:
    """The units that a coder is to code."""
    rows = select(Assignment.unit_id).join(Coder, Coder.id == Assignment.coder_id)
    return set(connection.scalars(rows.where(Coder.name == coder, Assignment.codebook == book.name)))


def lines_for(connection: Connection, corpus: str, book: Codebook, coder: str) -> Iterator[Line]:
    """A coder's sheet: the units assigned to them (all where none are), with what they gave and noted so far."""
    given = answers(connection, corpus, book, [coder]).get(coder, {}) if coder else {}
    noted = remarks(connection, book, coder)
    wanted = assigned(connection, book, coder)
    for each in corpus_units(connection, corpus):
        if not wanted or each.id in wanted:
            yield Line(each.unit, coder, given.get(each.id, {}), noted.get(each.id, ""))


def assign(
    connection: Connection,
    corpus: str,
    book: Codebook,
    coders: Sequence[str],
    *,
    sample: int = 0,
    seed: int = 0,
    now: Callable[[], str] = utc_now,
) -> int:
    """Assigns all units of a corpus to each coder, or the same sample to all of them; returns how many units.

    A sample is drawn without replacement from the corpus's order by Python's random.Random(seed), so that it can be
    drawn again. What was assigned before stays. Raises CodingError.
    """
    for name in coders:
        if not is_name(name):
            raise CodingError(f"{name[:40]!r}: no coder's name")
    units = [each.id for each in corpus_units(connection, corpus)]
    if sample > len(units):
        raise CodingError(f"--sample {sample}: {corpus} has {counted(len(units), 'unit')}")
    drawn = sorted(random.Random(seed).sample(units, sample)) if sample else units  # noqa: S311  (no secret)
    how = f"sample of {sample}, seed {seed}" if sample else "all"
    at = now()
    for name, number in coder_ids(connection, coders).items():
        before = assigned(connection, book, name)
        new = [
            {"unit_id": unit, "coder_id": number, "codebook": book.name, "drawn": how, "assigned_at": at}
            for unit in drawn
            if unit not in before
        ]
        for start in range(0, len(new), _BATCH):
            connection.execute(insert(Assignment), new[start : start + _BATCH])
    return len(drawn)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a coder is: units to code, units with an answer on every dimension, on some only, and still to do."""

    coder: str
    to_code: int
    done: int
    begun: int
    left: int


def progress(connection: Connection, corpus: str, book: Codebook) -> list[Progress]:
    """How far each coder of a corpus is. Who has no assignment is to code every unit."""
    units = {each.id for each in corpus_units(connection, corpus)}
    given = answers(connection, corpus, book)
    named = select(Coder.name).join(Assignment, Assignment.coder_id == Coder.id).distinct()
    names = dict.fromkeys([*connection.scalars(named.where(Assignment.codebook == book.name)), *given])
    found = []
    for name in sorted(names):
        wanted = (assigned(connection, book, name) & units) or units
        mine = {unit: codes for unit, codes in given.get(name, {}).items() if unit in wanted}
        done = sum(len(codes) == len(book.dimensions) for codes in mine.values())
        found.append(Progress(name, len(wanted), done, len(mine) - done, len(wanted) - len(mine)))
    return found


def elsewhere(connection: Connection, corpus: str) -> int:
    """How many standing codings of a corpus's documents lie on editions or countings that are no corpus's."""
    documents = select(Member.document_id).where(Member.corpus == corpus)
    counts_somewhere = select(Member.no).where(OF_A_MEMBER).correlate(Unit).exists()
    rows = (
        select(func.count())
        .select_from(Coding)
        .join(Unit, Unit.id == Coding.unit_id)
        .join(Edition, Edition.id == Unit.edition_id)
        .where(Edition.document_id.in_(documents), Coding.replaced_at.is_(None), ~counts_somewhere)
    )
    return connection.scalar(rows) or 0
