"""Migrating the database to this program's schema, and checking what differs from it: all that needs Alembic."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect

from storage.database import DatabaseError, migrations, outdated, revision, revisions
from storage.models import Base
from storage.views import view_differences

_MIGRATING = 7_021_902  # the key of an advisory lock, our own choice


def config(connection: Connection) -> Config:
    """Alembic's settings, for migrations on this connection."""
    made = Config()
    made.set_main_option("script_location", str(migrations()).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def upgrade(engine: Engine) -> None:
    """Migrates the database to this program's schema, in one transaction.

    Raises DatabaseError for a newer database, and for one that holds other tables than ours.
    """
    revision(engine)
    with migrating(engine) as connection:
        others = inspect(connection).get_table_names()
        if "alembic_version" not in others and others:
            raise DatabaseError(f"the database is not one of corpus: it holds the table {min(others)}; see CORPUS_DB")
        now = MigrationContext.configure(connection).get_current_revision()
        if now is not None and now not in revisions():
            raise DatabaseError(outdated(now))
        command.upgrade(config(connection), "head")


@contextlib.contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """A transaction for migrations; a second program that migrates the same database waits until the first has done it.

    SQLite changes most of a table by making it anew and dropping it, which foreign keys to it forbid: there they are
    off meanwhile, and checked before the commit. Raises DatabaseError where one leads nowhere then.
    """
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            with connection.begin():
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
                yield connection
            return
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise DatabaseError(f"a row of {broken.table} names one of {broken.parent} that is not there")
            connection.commit()
        finally:
            connection.rollback()
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def check(engine: Engine) -> list[str]:
    """What differs between the database and the models, a line each; empty when it is clean."""
    if wrong := outdated(revision(engine)):
        return [wrong]
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = [_in_words(difference) for difference in compare_metadata(context, Base.metadata)]
        return differences + view_differences(connection)


def _in_words(difference: Any) -> str:
    """One of Alembic's differences, (what, thing, …) or a list of them, as words: "remove index: ix_units_ref"."""
    what, *things = difference[0] if isinstance(difference, list) else difference
    names = []
    for thing in things:
        table = getattr(getattr(thing, "table", None), "name", "")
        name = getattr(thing, "name", thing if isinstance(thing, str) else "")
        names += [f"{table}.{name}" if table else str(name)] if name else []
    return f"{what.replace('_', ' ')}: {' '.join(names)}"
