"""Opening the database, SQLite or PostgreSQL, with its schema in place, and reading it safely for strangers."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

BUSY_TIMEOUT = 30.0  # seconds that a SQLite writer waits for another
_FETCH = 500  # rows at a time from PostgreSQL
MAX_VALUE = 256 * 1024 * 1024  # bytes of one value that a question may make
_DECLARED = 'DECLARE "question" CURSOR FOR '  # what psycopg puts before a question


_json = partial(json.dumps, ensure_ascii=False)


class DatabaseError(Exception):
    """The database cannot be opened, or its schema is not ours; the message is one line that says what to do."""


def open_database(url: str) -> Engine:
    """An engine for a SQLAlchemy URL (sqlite:///corpus.db, postgresql+psycopg://…).

    A plain postgresql:// means psycopg 3. SQLite runs in WAL mode with foreign keys on; a file that this account
    cannot write, or whose folder it cannot, is opened to be read. Raises DatabaseError.
    """
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise DatabaseError(f"{parsed.drivername}: only sqlite and postgresql databases are known; see CORPUS_DB")
        if parsed.get_backend_name() == "postgresql":
            # A connection that waited in the pool may have outlived its server: it is tried before it is used.
            return create_engine(parsed, json_serializer=_json, pool_pre_ping=True)
        if parsed.database and parsed.database != ":memory:" and not Path(parsed.database).parent.is_dir():
            raise DatabaseError(f"{parsed.database}: its folder does not exist; create it or change CORPUS_DB")
        engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT}, json_serializer=_json)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:  # what cannot be read may hold a password anywhere
        shown = url if set(url).isdisjoint("@=") else "the value of CORPUS_DB or --db"
        why = "the port is no number" if isinstance(error, ValueError) else error
        raise DatabaseError(f"{shown}: not a database URL ({why}); for example sqlite:///corpus.db") from None
    except ModuleNotFoundError as error:
        raise DatabaseError(f"{error.name} is not installed; pip install 'policy-corpus[postgres]'") from None
    event.listen(engine, "do_connect", _connect_sqlite)
    return engine


def _connect_sqlite(_dialect: Any, _record: Any, place: Sequence[Any], named: dict[str, Any]) -> sqlite3.Connection:
    try:
        connection: sqlite3.Connection = sqlite3.connect(*place, **named)
        try:
            _prepare_sqlite(connection)
        except BaseException:
            connection.close()
            raise
    except sqlite3.OperationalError as error:
        if not _is_shut(error):
            raise
        return _connect_to_read(Path(*place), **named)
    return connection


def _connect_to_read(file: Path, **named: Any) -> sqlite3.Connection:
    """A connection that cannot write.

    A reader of a database in WAL mode makes files beside it. Where it cannot, the file is read as one that nobody
    writes to (immutable, https://sqlite.org/wal.html#read_only_databases). Raises DatabaseError where a part of the
    database lies beside it, which it would miss.
    """
    uri = f"{file.resolve().as_uri()}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(uri, uri=True, **named)) as tried:
            tried.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as error:
        if not _is_shut(error):
            raise
        for beside in (Path(f"{file}-wal"), Path(f"{file}-journal")):
            if beside.is_file() and beside.stat().st_size:
                raise DatabaseError(
                    f"{file}: {beside.name} lies beside it, which takes the right to write in their folder to read;"
                    " copy both into a folder of your own"
                ) from None
        uri += "&immutable=1"
    opened: sqlite3.Connection = sqlite3.connect(uri, uri=True, **named)
    return opened


def _is_shut(error: sqlite3.Error) -> bool:
    """Whether a file cannot be written, or one beside it cannot be made. Extended codes carry more above."""
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


def in_words(error: DBAPIError) -> str:
    """The database's own words, in one line, or what to do where it can be read only."""
    code: int = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_OK)
    if code & 0xFF == sqlite3.SQLITE_READONLY:
        return "the database can only be read by this account, or in this folder; CORPUS_DB or --db names another"
    return " ".join(str(error.orig).split())


def _prepare_sqlite(connection: sqlite3.Connection) -> None:
    cursor = connection.cursor()
    _to_wal(cursor)
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _to_wal(cursor: sqlite3.Cursor) -> None:
    """Several programs may open a new file at once, and for this statement SQLite itself waits for no writer."""
    deadline = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def migrations() -> Path:
    """The folder of migrations: beside this file in a wheel, at the top of a source tree."""
    here = Path(__file__).resolve().parent
    return here / "alembic" if (here / "alembic").is_dir() else here.parent / "alembic"


def revisions() -> list[str]:
    """The revisions that this program knows, oldest first: each has a file that is called after it, 0003_slots.py."""
    return sorted(file.stem.partition("_")[0] for file in migrations().glob("versions/[0-9]*_*.py"))


def revision(engine: Engine) -> str | None:
    """The revision that the database stands at; None for an empty one. Raises DatabaseError where none opens."""
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    except DBAPIError as error:
        raise DatabaseError(f"{engine.url.database}: {in_words(error)}") from None


def outdated(now: str | None) -> str:
    """What is wrong with a database at this revision; empty where nothing is."""
    known = revisions()
    if now == known[-1]:
        return ""
    if now is None or now in known:
        return f"the database is at revision {now or 'none'}, this program wants {known[-1]}: run `corpus db upgrade`"
    return f"the database is at revision {now}, which this program does not know: a newer corpus made it"


def ready(engine: Engine) -> Engine:
    """The engine again, its schema in place: made in an empty database, refused in an outdated one (DatabaseError)."""
    now = revision(engine)
    if now is None:
        from storage.migrations import upgrade  # and Alembic, which a database that is ready does without

        upgrade(engine)
    elif wrong := outdated(now):
        raise DatabaseError(wrong)
    return engine


@contextlib.contextmanager
def ask(url: str, query: str, seconds: float) -> Iterator[tuple[list[str], Iterator[Sequence[Any]]]]:
    """Column names and rows of one read-only statement, which ends after `seconds`.

    It cannot write, by the database's own means. SQLite: the file is opened with mode=ro, an authorizer
    refuses ATTACH and PRAGMA, a progress handler interrupts. PostgreSQL: a read-only session with
    statement_timeout, and a cursor on the server, which takes one query only, and no command that writes
    a file there. Rows are fetched as they are used. Both print alike: truth is 1 and 0, a number is a
    number. Raises DatabaseError, and KeyboardInterrupt for Ctrl-C.
    """
    parsed = open_database(url).url
    deadline = time.monotonic() + seconds
    try:
        query.encode()
        if parsed.get_backend_name() == "postgresql":
            import psycopg

            options = f"-c default_transaction_read_only=on -c statement_timeout={int(seconds * 1000)}"
            plain = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
            with psycopg.connect(plain, options=options) as session:
                _load_as_sqlite_does(session.adapters)
                with session.cursor("question") as cursor:
                    cursor.itersize = _FETCH
                    cursor.execute(query.encode())
                    yield _answer(cursor, deadline, seconds)
        else:
            path = Path(parsed.database or "")
            if not path.is_file():
                raise DatabaseError(f"{path}: no such database; run `corpus build` first, or set CORPUS_DB")
            with contextlib.closing(_connect_to_read(path, timeout=BUSY_TIMEOUT)) as connection:
                _fence(connection, deadline)
                yield _answer(connection.execute(query), deadline, seconds)
    except (sqlite3.Error, sqlite3.Warning) as error:
        if str(error) == "interrupted" and time.monotonic() <= deadline:
            raise KeyboardInterrupt from None  # it fell into the progress handler, whose exceptions SQLite drops
        raise DatabaseError(_said(error, parsed.database, seconds)) from None
    except UnicodeEncodeError:
        raise DatabaseError("the query is not UTF-8") from None
    except ModuleNotFoundError:
        raise
    except Exception as error:
        if type(error).__module__.startswith("psycopg"):
            raise DatabaseError(_postgres_said(error, seconds)) from None
        raise


def _load_as_sqlite_does(adapters: Any) -> None:
    from psycopg.types.numeric import IntLoader
    from psycopg.types.string import TextLoader

    class Truth(IntLoader):
        def load(self, data: Any) -> int:
            return int(bytes(data) == b"t")

    class Number(IntLoader):
        def load(self, data: Any) -> Any:
            text = bytes(data).decode()
            return int(text) if text.removeprefix("-").isdigit() else float(text)

    for name, loader in (("json", TextLoader), ("jsonb", TextLoader), ("bool", Truth), ("numeric", Number)):
        adapters.register_loader(name, loader)


def _answer(cursor: Any, deadline: float, seconds: float) -> tuple[list[str], Iterator[Sequence[Any]]]:
    if cursor.description is None:
        raise DatabaseError("the statement returns no rows; write a SELECT")
    return [column[0] for column in cursor.description], _until(deadline, cursor, seconds)


def _until(deadline: float, rows: Any, seconds: float) -> Iterator[Sequence[Any]]:
    for row in rows:
        if time.monotonic() > deadline:
            raise DatabaseError(_too_long(seconds))
        yield row


def _too_long(seconds: float) -> str:
    return f"the query took longer than {seconds:g} s and was ended; --seconds allows more"


_NOT_ALLOWED = "the statement is not allowed: this is a read-only question"


def _said(error: Exception, database: str | None, seconds: float) -> str:
    text = " ".join(str(error).split())
    if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN):
        return f"{database}: {text}"
    if text == "interrupted":
        return _too_long(seconds)
    if text in ("not authorized", "authorization denied") or "readonly database" in text:
        return _NOT_ALLOWED
    return text


def _postgres_said(error: Any, seconds: float) -> str:
    """The server's words, without the statement that psycopg made of the question; where in the question they point."""
    said = error.diag
    text = said.message_primary or str(error)
    if "statement timeout" in text:
        return _too_long(seconds)
    if "DECLARE CURSOR" in text:
        return _NOT_ALLOWED
    if said.statement_position:
        text += f", at character {int(said.statement_position) - len(_DECLARED)}"
    return " ".join("; ".join(filter(None, (text, said.message_hint))).split())


def _fence(connection: sqlite3.Connection, deadline: float) -> None:
    def authorize(action: int, *_arguments: str | None) -> int:
        refused = (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_PRAGMA)
        return sqlite3.SQLITE_DENY if action in refused else sqlite3.SQLITE_OK

    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE)
    connection.set_authorizer(authorize)
    connection.set_progress_handler(lambda: int(time.monotonic() > deadline), 10_000)
