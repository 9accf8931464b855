"""The manifest of a corpus: where the text of each member comes from, so that another researcher can check it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from corpus.finding import require_corpus
from storage.models import Document, Edition, Member, Slot, Snapshot, Unit
from storage.units import OF_A_MEMBER

_FILE = ("role", "url", "sha256", "size", "content_type", "file", "offset", "length", "fetched_at")


def manifest(connection: Connection, corpus: str) -> Iterator[dict[str, Any]]:
    """A row a member, in order. Raises NotFoundError for a corpus that was never selected.

    `files` are the stored answers that the edition was read from: the page, then the newest of each file that it
    links. `file`, `offset` and `length` (bytes) find the record in the archive, `sha256` is of its decoded body.
    `units` is by the corpus's counting, `units_sha256` of how the standard numbers the edition.
    """
    require_corpus(connection, corpus)
    units = select(func.count(Unit.id)).where(OF_A_MEMBER).correlate(Member).scalar_subquery()
    rows = connection.execute(
        select(
            Member.no,
            Member.counting,
            Member.chosen_by,
            Slot.place,
            Document.__table__,
            Edition.__table__,
            units.label("units"),
        )
        .join(Document, Document.id == Member.document_id)
        .join(Edition, Edition.id == Member.edition_id)
        .outerjoin(Slot, (Slot.corpus == Member.corpus) & (Slot.no == Member.no))
        .where(Member.corpus == corpus)
        .order_by(Member.no)
    )
    for row in rows.all():
        yield {
            "corpus": corpus,
            "no": row.no,
            "place": row.place,
            "document": row.key,
            "title": row.title,
            "doc_number": row.doc_number,
            "url": row.url,
            "edition": row.ordinal,
            "counting": row.counting,
            "units": row.units,
            "text_sha256": row.text_sha256,
            "units_sha256": row.units_sha256,
            "reader": row.reader,
            "segmenter": row.segmenter,
            "chosen_by": row.chosen_by,
            "files": [_fields(file) for file in _files(connection, row)],
        }


def _files(connection: Connection, edition: Any) -> list[Any]:
    """The page that an edition was read from; its further pages and attachments as they were until the next edition."""
    page = connection.execute(select(Snapshot.__table__).where(Snapshot.id == edition.snapshot_id)).one()
    following = select(func.min(Edition.read_at)).where(
        Edition.document_id == edition.document_id, Edition.ordinal > edition.ordinal
    )
    others = select(Snapshot.__table__).where(
        Snapshot.site == page.site,
        Snapshot.role.in_(("continuation", "attachment")),
        Snapshot.parent == page.address,
        Snapshot.status == 200,
        Snapshot.blocked == "",
    )
    if until := connection.scalar(following):
        others = others.where(Snapshot.fetched_at < until)
    newest = {row.address: row for row in connection.execute(others.order_by(Snapshot.fetched_at, Snapshot.id))}
    return [page, *newest.values()]


def _fields(snapshot: Any) -> dict[str, Any]:
    return {name: getattr(snapshot, name) for name in _FILE}
