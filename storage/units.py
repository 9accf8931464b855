"""Units in bulk: tuples to SQLite, COPY to PostgreSQL. A corpus has millions of them. And which are a member's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, and_

from storage.models import Member, Unit

COLUMNS = tuple(column.name for column in Unit.__table__.columns if column.name != "id")
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
_INSERT = f"INSERT INTO units ({_NAMES}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608  (our own names)
_COPY = f"COPY units ({_NAMES}) FROM STDIN"

OF_A_MEMBER = and_(Unit.edition_id == Member.edition_id, Unit.counting == Member.counting)
"""What joins a member of a corpus and its units: those of its edition, counted as the corpus counts."""


def insert_units(connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """Inserts units, each a tuple in the order of COLUMNS, in the connection's transaction."""
    if connection.dialect.name == "postgresql":
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor().copy(_COPY) as copy:
            for row in rows:
                copy.write_row(row)
        return
    found = list(rows)
    if found:
        connection.exec_driver_sql(_INSERT, found)
