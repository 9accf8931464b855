"""Units in bulk: tuples to SQLite, COPY to PostgreSQL. A corpus has millions of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from storage.models import Unit

COLUMNS = tuple(column.name for column in Unit.__table__.columns if column.name != "id")
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
_INSERT = f"INSERT INTO units ({_NAMES}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608  (our own names)
_COPY = f"COPY units ({_NAMES}) FROM STDIN"


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
