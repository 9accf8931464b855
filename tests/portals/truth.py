"""Compares what a crawl and a build hold with what the practice portals hold by construction: differences, as lines."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Engine, select

from storage.address import canonical, document_key
from storage.models import Document, Edition, Snapshot, Unit
from tests.portals.column import Entry, Listed
from tests.portals.sites import Portal


def crawl_differences(engine: Engine, portal: Portal) -> Iterator[str]:
    """Of a walk of the listings: the documents stored, the files with them, and what the lists said of each."""
    stored = _addresses(engine, portal, "page")
    yield from _sets(portal.name, "page", stored, {canonical(entry.url) for entry in portal.entries})
    yield from _sets(portal.name, "attachment", _addresses(engine, portal, "attachment"), set(portal.files))
    yield from _listed_differences(engine, portal)


def search_differences(engine: Engine, portal: Portal, query: str) -> Iterator[str]:
    """Of a search: the documents stored are those that the portal's searches find."""
    wanted = {canonical(url) for url in portal.found(query)}
    yield from _sets(portal.name, "page", _addresses(engine, portal, "page"), wanted)
    yield from _listed_differences(engine, portal, query)


def build_differences(engine: Engine, portal: Portal) -> Iterator[str]:
    """Of a build: title, number and day of every document, and its units."""
    for entry in portal.entries:
        key = document_key(portal.name, canonical(entry.url))
        with engine.connect() as connection:
            row = connection.execute(select(Document.__table__).where(Document.key == key)).one_or_none()
            if row is None:
                yield f"{portal.name}: {entry.url}: no document"
                continue
            units = connection.execute(
                select(Unit.ref, Unit.text, Unit.responsible)
                .join(Edition, Edition.id == Unit.edition_id)
                .where(Edition.document_id == row.id, Unit.counting == "")
                .order_by(Unit.id)
            ).all()
        document = entry.document
        for name, found, wanted in (
            ("title", row.title, document.title),
            ("doc_number", row.doc_number, document.number),
        ):
            if found != wanted:
                yield f"{portal.name}: {entry.url}: {name} {found!r}, not {wanted!r}"
        yield from _unit_differences(portal.name, entry, [(unit.ref, unit.text, unit.responsible) for unit in units])


def _unit_differences(name: str, entry: Entry, found: list[tuple[str, str, str]]) -> Iterator[str]:
    wanted = [(unit.ref, unit.text, unit.responsible) for unit in entry.document.units]
    if found == wanted:
        return
    at = next((at for at, pair in enumerate(zip(found, wanted, strict=False)) if pair[0] != pair[1]), None)
    first = f"first {found[at]}, not {wanted[at]}" if at is not None else "one is the other's beginning"
    yield f"{name}: {entry.url} ({entry.document.kind}): {len(found)} units, not {len(wanted)}; {first}"


def _addresses(engine: Engine, portal: Portal, role: str) -> set[str]:
    good = (Snapshot.site == portal.name, Snapshot.role == role, Snapshot.status == 200)
    with engine.connect() as connection:
        return set(connection.scalars(select(Snapshot.address).where(*good)))


def _sets(name: str, what: str, found: set[str], wanted: set[str]) -> Iterator[str]:
    for address in sorted(wanted - found):
        yield f"{name}: {what} missing: {address}"
    for address in sorted(found - wanted):
        yield f"{name}: {what} not expected: {address}"


def _listed_differences(engine: Engine, portal: Portal, query: str | None = None) -> Iterator[str]:
    """Each stored page came by one list; what that list shows of it is what should be kept."""
    kind = "listing" if query is None else "search"
    columns = {column.id: column for column in portal.columns if column.kind == kind}
    shown = {
        (id, canonical(listed.url)): listed for id, column in columns.items() for listed in column.listed(query or "")
    }
    with engine.connect() as connection:
        rows = connection.execute(
            select(Snapshot.__table__).where(
                Snapshot.site == portal.name, Snapshot.role == "page", Snapshot.status == 200
            )
        ).all()
    for row in rows:
        listed = shown.get((row.source, row.address))
        if listed is None:
            yield f"{portal.name}/{row.source}: {row.address}: not in that list"
            continue
        yield from _fields(portal.name, row, listed, portal)


def _fields(name: str, row: object, listed: Listed, portal: Portal) -> Iterator[str]:
    """A list that shows no day leaves it open: then the day in the address may stand for it."""
    title, number, day = row.listed_title, row.listed_number, row.listed_on  # type: ignore[attr-defined]
    source, address = row.source, row.address  # type: ignore[attr-defined]
    open_day = None if listed.published is not None else portal.published(address)
    for what, found, wanted in (
        ("title", title, listed.title),
        ("number", number, listed.number),
        ("day", day, listed.published),
    ):
        if found != wanted and not (what == "day" and listed.published is None and found == open_day):
            yield f"{name}/{source}: {address}: {what} {found!r}, not {wanted!r}"
