"""Taking codings into the database: from a sheet, row by row, all or nothing; and what coders agreed on, as settled.

Nothing is overwritten but a coder's own answer, and that one stays on record with the time when it was given up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text

from corpus.codebook import SEPARATOR, Codebook
from corpus.coding import (
    SETTLED,
    CodingError,
    Given,
    answers,
    code_ids,
    coder_ids,
    corpus_units,
    only_corpus,
    remarks,
    stored_codebook,
)
from corpus.meeting import agreed
from corpus.sheet import CITATION, REF, TEXT, Row, Sheet, SheetError, read_sheet, rows_of, same_text
from crawlers.clock import utc_now
from storage.models import Coding, Document, Edition, Remark, Unit

MAX_REFUSED = 1000  # refused rows after which a sheet that must be taken whole is not read on
_BATCH = 10_000  # rows at a time
_GIVE_UP = text(
    "UPDATE codings SET replaced_at = :at"
    " WHERE unit_id = :unit_id AND coder_id = :coder_id AND code_id = :code_id AND replaced_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row of a sheet: new, changed, same, or refused, with the reasons."""

    number: int
    ref: str
    coder: str
    what: str
    why: str = ""


@dataclass
class Taken:
    """What became of a sheet. `stored` is False where rows were refused and it was to be taken whole."""

    book: str
    corpus: str
    outcomes: list[Outcome] = field(default_factory=list)
    stored: bool = True

    def count(self, what: str) -> int:
        return sum(outcome.what == what for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class _Place:
    """A unit that a row may name."""

    id: int
    ref: str
    text: str


def take_sheet(
    connection: Connection,
    data: bytes,
    *,
    corpus: str = "",
    codebook: str = "",
    coder: str = "",
    partial: bool = False,
    now: Callable[[], str] = utc_now,
) -> Taken:
    """Takes a sheet's codings into the connection's transaction.

    codebook: NAME or NAME@VERSION, where the sheet does not say. coder: who coded, where it does not. partial: takes
    the good rows of a sheet with bad ones. Raises SheetError and CodingError for what concerns the whole sheet.
    """
    _take_turns(connection)
    sheet = read_sheet(data)
    name = only_corpus(connection, corpus)
    book = _book_of(connection, sheet, codebook)
    taken = Taken(book.label, name)
    units = _Units(connection, name)
    rows: dict[tuple[str, int], Row] = {}
    for row in rows_of(sheet, book, coder):
        unit, problems = units.find(row)
        problems = [*row.problems, *problems]
        if unit is not None and not problems:
            before = rows.setdefault((row.coder, unit.id), row)
            if before is not row and (before.answers, before.remark) != (row.answers, row.remark):
                problems.append(f"the same unit as row {before.number}, with other codes")
        if problems:
            taken.outcomes.append(
                Outcome(row.number, row.ref or row.citation, row.coder, "refused", "; ".join(problems))
            )
            if not partial and len(taken.outcomes) >= MAX_REFUSED:
                break
    if taken.outcomes and not partial:
        taken.stored = False
        return taken
    taken.outcomes += _store(connection, book, rows, now())
    taken.outcomes.sort(key=lambda outcome: outcome.number)
    return taken


def _take_turns(connection: Connection) -> None:
    """Makes a second import wait until the first is done, so that what it compares with is what is there."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE codings IN SHARE ROW EXCLUSIVE MODE")
    elif not getattr(connection.connection.driver_connection, "in_transaction", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _book_of(connection: Connection, sheet: Sheet, given: str) -> Codebook:
    """The book by which the sheet was coded. Raises SheetError."""
    named = sheet.schemes
    if len(named) > 1:
        raise SheetError(f"it names {len(named)} codebooks ({', '.join(named[:3])}): one sheet, one book")
    if not named and not given:
        raise SheetError("it does not say by which codebook it was coded; say --codebook NAME")
    if named and given and given not in (named[0], named[0].partition("@")[0]):
        raise SheetError(f"it was coded by {named[0]}, not by {given}")
    try:
        return stored_codebook(connection, named[0] if named else given)
    except CodingError as error:
        raise SheetError(str(error)) from None


class _Units:
    """The units that rows name: by ref in a corpus, or by citation, which also finds earlier editions."""

    def __init__(self, connection: Connection, corpus: str) -> None:
        self._connection, self._corpus = connection, corpus
        self._by_ref: dict[str, _Place] = {}
        self._by_citation: dict[str, _Place] = {}
        self._numbers: dict[str, str] = {}  # document key → its number in the corpus
        self._editions: set[str] = set()
        for each in corpus_units(connection, corpus):
            place = _Place(each.id, each.unit.ref, each.unit.text)
            self._by_ref[each.unit.ref] = place
            self._by_citation[each.unit.citation] = place
            edition = each.unit.citation.partition("/")[0]
            if edition not in self._editions:
                self._editions.add(edition)
                self._numbers[edition.rpartition("@")[0]] = each.unit.ref.partition("-")[0]

    def find(self, row: Row) -> tuple[_Place | None, list[str]]:
        """The unit that a row names, and what is wrong with that."""
        if not row.ref and not row.citation:
            return None, []  # said already
        place = self._by_citation.get(row.citation) if row.citation else self._by_ref.get(row.ref)
        if place is None and row.citation:
            place = self._earlier(row.citation)
        if place is None:
            unknown = f"unknown {CITATION} {row.citation[:80]}" if row.citation else f"unknown {REF} {row.ref[:40]}"
            return None, [] if row.problems else [f"{unknown} in {self._corpus}"]
        problems = []
        if row.ref and row.citation and row.ref != place.ref and not row.problems:
            problems.append(f"{REF} {row.ref[:40]} and {CITATION} {row.citation[:80]} are different units")
        if row.text and not same_text(place.text, row.text):
            problems.append(f"{TEXT} was changed: it is {place.text[:30]}…, the sheet has {row.text[:30]}…")
        return place, problems

    def _earlier(self, citation: str) -> _Place | None:
        """A unit of another edition of a member, or counted otherwise: all of that edition are looked up at once."""
        edition = citation.partition("/")[0]
        key, _, cited = edition.rpartition("@")
        ordinal, _, counting = cited.partition("+")
        if edition in self._editions or key not in self._numbers or not (ordinal.isascii() and ordinal.isdecimal()):
            return None
        self._editions.add(edition)
        rows = (
            select(Unit.id, Unit.ref, Unit.text)
            .join(Edition, Edition.id == Unit.edition_id)
            .join(Document, Document.id == Edition.document_id)
            .where(Document.key == key, Edition.ordinal == int(ordinal[:9]), Unit.counting == counting)
        )
        for id_, ref, words in self._connection.execute(rows):
            self._by_citation[f"{edition}/{ref}"] = _Place(id_, f"{self._numbers[key]}-{ref}", words)
        return self._by_citation.get(citation)


def _store(connection: Connection, book: Codebook, rows: Mapping[tuple[str, int], Row], at: str) -> Iterator[Outcome]:
    """Stores what differs from what is there. Rows are by coder and unit."""
    given: dict[str, Given] = {}
    for (coder, unit), row in rows.items():
        given.setdefault(coder, {})[unit] = dict(row.answers)
    coder_ids(connection, given)
    known = answers(connection, "", book, list(given))
    remarked = _store_remarks(connection, book, rows, at)
    store_answers(connection, book, given, known, at)
    for (coder, unit), row in rows.items():
        before = known.get(coder, {}).get(unit, {})
        changed = [key for key, codes in row.answers.items() if before.get(key, codes) != codes]
        new = (coder, unit) in remarked or any(key not in before for key in row.answers)
        why = "; ".join(f"{key} was {SEPARATOR.join(before[key])}" for key in changed)
        yield Outcome(
            row.number, row.ref or row.citation, coder, "changed" if changed else "new" if new else "same", why
        )


def store_answers(
    connection: Connection, book: Codebook, given: Mapping[str, Given], known: Mapping[str, Given], at: str
) -> int:
    """Stores answers where they differ from the known ones, coder by coder; returns how many codings are new."""
    codes, coders = code_ids(connection, book), coder_ids(connection, given)
    gone: list[dict[str, Any]] = []
    new: list[dict[str, Any]] = []
    for coder, units in given.items():
        standing = known.get(coder, {})
        for unit, dimensions in units.items():
            before = standing.get(unit, {})
            for key, names in dimensions.items():
                was = before.get(key, ())
                if was != names:
                    row = {"unit_id": unit, "coder_id": coders[coder]}
                    gone += [{**row, "code_id": codes[key, name]} for name in was if name not in names]
                    new += [{**row, "code_id": codes[key, name], "coded_at": at} for name in names if name not in was]
    if gone:
        connection.execute(_GIVE_UP, [{**row, "at": at} for row in gone])
    for start in range(0, len(new), _BATCH):
        connection.execute(insert(Coding), new[start : start + _BATCH])
    return len(new)


def _store_remarks(
    connection: Connection, book: Codebook, rows: Mapping[tuple[str, int], Row], at: str
) -> set[tuple[str, int]]:
    """Stores the remarks that are new or changed, and says whose and on which units."""
    coders = coder_ids(connection, dict.fromkeys(coder for coder, _ in rows))
    known = {coder: remarks(connection, book, coder) for coder in coders}
    new = {
        (coder, unit): row.remark
        for (coder, unit), row in rows.items()
        if row.remark and known[coder].get(unit) != row.remark
    }
    for coder, unit in new:
        if unit in known[coder]:
            same = (Remark.unit_id == unit, Remark.coder_id == coders[coder], Remark.codebook == book.name)
            connection.execute(delete(Remark).where(*same))
    if new:
        made = [
            {"unit_id": unit, "coder_id": coders[coder], "codebook": book.name, "text": words, "remarked_at": at}
            for (coder, unit), words in new.items()
        ]
        connection.execute(insert(Remark), made)
    return set(new)


def settle_agreed(connection: Connection, corpus: str, book: Codebook, now: Callable[[], str] = utc_now) -> int:
    """Stores what coders gave alike as 裁定, where nothing is settled yet; returns how many codings are new."""
    _take_turns(connection)
    given = answers(connection, corpus, book)
    settled = given.get(SETTLED, {})
    alike: Given = {}
    for unit, dimensions in agreed(given, book).items():
        left = {key: codes for key, codes in dimensions.items() if key not in settled.get(unit, {})}
        if left:
            alike[unit] = left
    return store_answers(connection, book, {SETTLED: alike}, given, now())
