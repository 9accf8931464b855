"""What happened to documents on their sites: new, changed, withdrawn, returned, moved; each recorded once.

Everything follows from what is stored, so the same archive gives the same events, in however many builds it was
read. New and changed are told by an edition, and recorded with it; the others by what the document's address
answered (`storage.history`), and by the same text at a newer address.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from sqlalchemy import Connection, Engine, and_, delete, func, insert, or_, select

from corpus.versions import CHUNK, Shown, shown
from storage.address import canonical, document_key
from storage.history import GONE, PERMANENT, ROLES, moves, withdrawals
from storage.models import Document, Edition, Event, Snapshot

Kind = Literal["new", "changed", "withdrawn", "returned", "moved"]
_BY_ADDRESS = ("withdrawn", "returned", "moved")  # what `record_events` finds
# The same text at another address says that a document moved only if it is one: "see the attachment" is many texts.
MIN_TEXT = 100  # characters


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of a document, and the answer that shows it. detail: of a move the new address."""

    kind: Kind
    shown: Shown
    detail: str = ""

    def row(self, document_id: int) -> dict[str, Any]:
        return {
            "document_id": document_id,
            "kind": self.kind,
            "happened_at": self.shown.fetched_at,
            "run": self.shown.run,
            "snapshot_id": self.shown.snapshot_id,
            "detail": self.detail,
        }


def record(connection: Connection, document_id: int, event: Happened) -> None:
    connection.execute(insert(Event), [event.row(document_id)])


def record_events(engine: Engine, sites: Collection[str] = ()) -> None:
    """Records which documents (of the sites; of all, where none is named) were withdrawn, came back and moved.

    What is recorded already stays as it is; what the archive does not show any more (an older part of it came later)
    goes.
    """
    with engine.connect() as connection:
        # Put in order here: databases order texts by collations of their own, and events are numbered as they come.
        addresses = sorted((site, address) for site, address in connection.execute(_telling(sites)))
    for start in range(0, len(addresses), CHUNK):
        with engine.begin() as connection:
            _record(connection, addresses[start : start + CHUNK])


def _telling(sites: Collection[str]) -> Any:
    """The addresses that were missing once or sent on for good."""
    tells = or_(
        Snapshot.role == "soft_404",
        and_(Snapshot.role == "page", Snapshot.status.in_(GONE)),
        and_(Snapshot.role == "redirect", Snapshot.status.in_(PERMANENT)),
    )
    found = select(Snapshot.site, Snapshot.address).distinct().where(tells, Snapshot.blocked == "")
    return found.where(Snapshot.site.in_(sites)) if sites else found


def _record(connection: Connection, addresses: Sequence[tuple[str, str]]) -> None:
    answers: dict[tuple[str, str], list[Any]] = defaultdict(list)
    columns = (Snapshot.id, Snapshot.site, Snapshot.address, Snapshot.role, Snapshot.status, Snapshot.size)
    stored = (
        select(*columns, Snapshot.run, Snapshot.url, Snapshot.fetched_at)
        .where(
            Snapshot.site.in_({site for site, _ in addresses}),
            Snapshot.role.in_(ROLES),
            Snapshot.address.in_({address for _, address in addresses}),
            Snapshot.blocked == "",
        )
        .order_by(Snapshot.fetched_at, Snapshot.id)
    )
    for row in connection.execute(stored):
        answers[row.site, row.address].append(row)
    keys = {document_key(site, address): (site, address) for site, address in addresses}
    asked = select(Document.id, Document.key).where(Document.key.in_(keys)).order_by(Document.id)
    documents = connection.execute(asked).all()
    found = [
        event.row(document.id)
        for document in documents
        for event in _events(connection, document.id, answers[keys[document.key]])
    ]
    _write(connection, [document.id for document in documents], found)


def _write(connection: Connection, document_ids: Sequence[int], rows: Sequence[dict[str, Any]]) -> None:
    """Makes these the documents' events by address, whatever stands there."""
    stored = select(Event.__table__).where(Event.document_id.in_(document_ids), Event.kind.in_(_BY_ADDRESS))
    stand = {_values(row): row["id"] for row in connection.execute(stored).mappings()}
    wanted = {_values(row): row for row in rows}
    if stale := [number for values, number in stand.items() if values not in wanted]:
        connection.execute(delete(Event).where(Event.id.in_(stale)))
    if missing := [row for values, row in wanted.items() if values not in stand]:
        connection.execute(insert(Event), missing)


def _values(row: Mapping[Any, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in Event.__table__.columns if column.name != "id")


def _events(connection: Connection, document_id: int, answers: Sequence[Any]) -> Iterator[Happened]:
    found = [Happened(kind, shown(row)) for kind, row in withdrawals(answers)]
    yield from found
    places = []
    for row in moves(answers):
        places.append(canonical(row.url))
        yield Happened("moved", shown(row), row.url)
    for withdrawn, returned in pairwise([*found, None]):
        if withdrawn is not None and withdrawn.kind == "withdrawn":
            moved = _moved(connection, document_id, withdrawn, returned.shown.fetched_at if returned else "")
            if moved is not None and canonical(moved.detail) not in places:
                yield moved


def _moved(connection: Connection, document_id: int, withdrawn: Happened, until: str) -> Happened | None:
    """The move that a withdrawal was: its text is the first of a document that the site published later, at the latest
    when the withdrawn one came back (`until`, if it did). Shown by the later of the two.
    """
    began = select(Event.run, Event.happened_at).where(Event.document_id == document_id, Event.kind == "new")
    first = connection.execute(began.order_by(Event.happened_at)).first()
    last = connection.execute(
        select(Edition.text_sha256, Document.site)
        .join(Document, Document.id == Edition.document_id)
        .where(
            Edition.document_id == document_id,
            Edition.read_at <= withdrawn.shown.fetched_at,
            func.length(Edition.text) >= MIN_TEXT,
        )
        .order_by(Edition.ordinal.desc())
        .limit(1)
    ).first()
    if first is None or last is None:
        return None
    newer = (
        select(Document.url, Event.happened_at, Event.run, Event.snapshot_id)
        .join(Edition, Edition.document_id == Document.id)
        .join(Event, Event.document_id == Document.id)
        .where(
            Edition.ordinal == 1,
            Edition.text_sha256 == last.text_sha256,
            Document.site == last.site,
            Event.kind == "new",
            Event.happened_at > first.happened_at,
            Event.run != first.run,
        )
        .order_by(Event.happened_at, Event.id)
        .limit(1)
    )
    found = connection.execute(newer.where(Event.happened_at < until) if until else newer).first()
    if found is None:
        return None
    if found.happened_at <= withdrawn.shown.fetched_at:
        return replace(withdrawn, kind="moved", detail=found.url)
    return Happened("moved", Shown(found.snapshot_id, found.run, found.happened_at), found.url)
