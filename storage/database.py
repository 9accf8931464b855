"""Opening, migrating and checking the database, SQLite or PostgreSQL, and reading it safely for strangers."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from storage.models import Base

BUSY_TIMEOUT = 30.0  # seconds that a SQLite writer waits for another


_json = partial(json.dumps, ensure_ascii=False)


class DatabaseError(Exception):
    """The database cannot be opened, or its schema is not ours; the message is one line that says what to do."""


def open_database(url: str) -> Engine:
    """An engine for a SQLAlchemy URL (sqlite:///corpus.db, postgresql+psycopg://…).

    A plain postgresql:// means psycopg 3. SQLite runs in WAL mode with foreign keys on. Raises DatabaseError.
    """
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise DatabaseError(f"{parsed.drivername}: only sqlite and postgresql databases are known; see CORPUS_DB")
        if parsed.get_backend_name() == "postgresql":
            return create_engine(parsed, json_serializer=_json)
        if parsed.database and parsed.database != ":memory:" and not Path(parsed.database).parent.is_dir():
            raise DatabaseError(f"{parsed.database}: its folder does not exist; create it or change CORPUS_DB")
        engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT}, json_serializer=_json)
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseError(f"{url}: not a database URL ({error}); for example sqlite:///corpus.db") from None
    except ModuleNotFoundError as error:
        raise DatabaseError(f"{error.name} is not installed; pip install 'policy-corpus[postgres]'") from None
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _migrations() -> Path:
    """The folder of migrations: beside this file in a wheel, at the top of a source tree."""
    here = Path(__file__).resolve().parent
    return here / "alembic" if (here / "alembic").is_dir() else here.parent / "alembic"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_migrations()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def revision(engine: Engine) -> str | None:
    """The revision that the database stands at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision that this program wants."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def upgrade(engine: Engine) -> None:
    """Migrates the database to this program's schema, in one transaction. Raises DatabaseError for a newer one."""
    with engine.begin() as connection:
        try:
            command.upgrade(_config(connection), "head")
        except CommandError as error:
            raise DatabaseError(f"the database was made by another version of corpus: {error}") from None


def check(engine: Engine) -> list[str]:
    """What differs between the database and the models, a line each; empty when it is clean."""
    now, wanted = revision(engine), newest_revision()
    if now != wanted:
        return [f"the database is at revision {now or 'none'}, this program wants {wanted}: run `corpus db upgrade`"]
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return [str(difference) for difference in compare_metadata(context, Base.metadata)]


def ready(engine: Engine) -> Engine:
    """The engine again, its schema in place: made in an empty database, refused in an outdated one (DatabaseError)."""
    now, wanted = revision(engine), newest_revision()
    if now is None:
        upgrade(engine)
    elif now != wanted:
        raise DatabaseError(f"the database is at revision {now}, this program wants {wanted}: run `corpus db upgrade`")
    return engine


@contextlib.contextmanager
def ask(url: str, query: str, seconds: float) -> Iterator[tuple[list[str], Iterator[Sequence[Any]]]]:
    """Column names and rows of one read-only statement, which ends after `seconds`.

    It cannot write, by the database's own means. SQLite: the file is opened with mode=ro, an authorizer
    refuses ATTACH and PRAGMA, a progress handler interrupts. PostgreSQL: a read-only session with
    statement_timeout, and the extended protocol, which takes one statement only. Raises DatabaseError.
    """
    parsed = open_database(url).url
    try:
        if parsed.get_backend_name() == "postgresql":
            import psycopg

            options = f"-c default_transaction_read_only=on -c statement_timeout={int(seconds * 1000)}"
            plain = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
            with psycopg.connect(plain, options=options) as session, session.cursor() as cursor:
                session.adapters.register_loader("json", psycopg.types.string.TextLoader)  # as SQLite gives it
                cursor.execute(query.encode(), prepare=True)
                yield _answer(cursor)
        else:
            path = Path(parsed.database or "")
            if not path.is_file():
                raise DatabaseError(f"{path}: no such database; run `corpus build` first, or set CORPUS_DB")
            uri = f"{path.resolve().as_uri()}?mode=ro"
            with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT)) as connection:
                _fence(connection, seconds)
                yield _answer(connection.execute(query))
    except sqlite3.Error as error:
        raise DatabaseError(_said(error, seconds)) from None
    except ModuleNotFoundError:
        raise
    except Exception as error:
        if type(error).__module__.startswith("psycopg"):
            raise DatabaseError(_said(error, seconds)) from None
        raise


def _answer(cursor: Any) -> tuple[list[str], Iterator[Sequence[Any]]]:
    if cursor.description is None:
        raise DatabaseError("the statement returns no rows; write a SELECT")
    return [column[0] for column in cursor.description], iter(cursor)


def _said(error: Exception, seconds: float) -> str:
    text = " ".join(str(error).split())
    if text == "interrupted" or "statement timeout" in text:
        return f"the query took longer than {seconds:g} s and was ended; --seconds allows more"
    if text == "not authorized":
        return "the statement is not allowed: this is a read-only question"
    return text


def _fence(connection: sqlite3.Connection, seconds: float) -> None:
    def authorize(action: int, *_arguments: str | None) -> int:
        refused = (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_PRAGMA)
        return sqlite3.SQLITE_DENY if action in refused else sqlite3.SQLITE_OK

    deadline = time.monotonic() + seconds
    connection.set_authorizer(authorize)
    connection.set_progress_handler(lambda: int(time.monotonic() > deadline), 10_000)
