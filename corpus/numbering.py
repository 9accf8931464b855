"""The units of stored editions: by the unit standard for every edition, and once more where a corpus counts otherwise.

Units stand for good, under every counting: codings belong to them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, select

from corpus.reading import Block
from corpus.segment import STANDARD, Counting, Segmentation, Unit, segment
from storage.models import Edition
from storage.models import Unit as UnitRow
from storage.units import COLUMNS, insert_units

_columns = attrgetter(*COLUMNS[1:-1])  # a unit's values in the order of the table, without its edition and counting


def numbered(edition: Any, counting: Counting = STANDARD) -> Segmentation:
    """An edition's row, numbered from its stored text: headings without units and what is no unit included."""
    blocks = [Block(kind, edition.text[start:end]) for kind, start, end in edition.blocks]
    return segment(blocks, counting)


def store_units(connection: Connection, edition_id: int, units: Iterable[Unit], counting: Counting = STANDARD) -> None:
    insert_units(connection, ((edition_id, *_columns(unit), counting.name) for unit in units))


def number_by(connection: Connection, edition_ids: Collection[int], counting: Counting) -> None:
    """Numbers editions by a counting, those that are not numbered by it yet, in the connection's transaction."""
    if counting == STANDARD:
        return  # every edition is, since it was built
    editions = select(Edition.__table__).where(Edition.id.in_(edition_ids)).order_by(Edition.id)
    for edition in connection.execute(editions.with_for_update()).all():  # two corpora may count alike
        there = select(UnitRow.id).where(UnitRow.edition_id == edition.id, UnitRow.counting == counting.name).limit(1)
        if connection.scalar(there) is None:
            store_units(connection, edition.id, numbered(edition, counting).units, counting)


def stands(connection: Connection, edition_id: int, blocks: Sequence[Block]) -> bool:
    """Whether these blocks are numbered as the edition is by each counting but the standard that it is numbered by."""
    names = select(UnitRow.counting).where(UnitRow.edition_id == edition_id, UnitRow.counting != STANDARD.name)
    return all(
        _spans(connection, edition_id, name) == [_span(unit) for unit in segment(blocks, Counting.named(name)).units]
        for name in connection.scalars(names.distinct()).all()
    )


_span = attrgetter("ref", "start", "end", "responsible")


def _spans(connection: Connection, edition_id: int, counting: str) -> list[Any]:
    columns = select(UnitRow.ref, UnitRow.start, UnitRow.end, UnitRow.responsible).order_by(UnitRow.start)
    rows = connection.execute(columns.where(UnitRow.edition_id == edition_id, UnitRow.counting == counting))
    return [_span(row) for row in rows]
