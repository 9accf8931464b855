"""The database: made, checked and asked, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic.command import downgrade
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, insert, inspect, text
from sqlalchemy.exc import IntegrityError

from corpus.build import build
from crawlers.sites import SITES
from storage import migrations
from storage.database import DatabaseError, ask, open_database, ready, revision, revisions
from storage.migrations import check, upgrade
from storage.models import NAMING, Base, Document, Run
from tests.command import Command

pytestmark = pytest.mark.slow

OURS = set(Base.metadata.tables)


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def answer(url: str, query: str, seconds: float = 20.0) -> tuple[list[str], list[Sequence[Any]]]:
    with ask(url, query, seconds) as (names, rows):
        return names, [tuple(row) for row in rows]


def test_upgrade_makes_every_table_and_check_is_clean(engine: Engine) -> None:
    assert tables(engine) == OURS | {"alembic_version"}
    assert check(engine) == []
    assert revision(engine) == revisions()[-1]


def test_the_revisions_are_those_of_alembic(database_url: str) -> None:
    with open_database(database_url).connect() as connection:
        scripts = ScriptDirectory.from_config(migrations.config(connection)).walk_revisions()
        assert revisions() == [script.revision for script in scripts][::-1]


def test_check_sees_what_differs(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE parts DROP COLUMN title"))
        connection.execute(text("CREATE TABLE of_somebody (x INTEGER)"))
    assert len(check(engine)) == 2


def test_down_and_up_again(engine: Engine) -> None:
    with engine.begin() as connection:
        downgrade(migrations.config(connection), "base")
    assert tables(engine) == {"alembic_version"}
    assert revision(engine) is None
    upgrade(engine)
    assert check(engine) == []


def test_a_database_of_coded_units_is_migrated_without_losing_a_row(engine: Engine) -> None:
    """0006 makes `units` anew on SQLite, which codings refer to."""
    with engine.begin() as connection:
        downgrade(migrations.config(connection), "0005")
        old = MetaData()
        old.reflect(connection)
        for table, row in CODED:
            empty = {each.name: "" for each in old.tables[table].columns if not each.nullable}
            connection.execute(insert(old.tables[table]).values({**empty, **row}))
    upgrade(engine)
    assert check(engine) == []
    with engine.connect() as connection:
        units = connection.execute(text("SELECT id, counting, ref FROM units ORDER BY id"))
        assert [tuple(row) for row in units] == [(7, "", "0-0-1"), (9, "", "0-0-2")]
        assert connection.scalar(text("SELECT unit_id FROM codings WHERE id = 3")) == 9
        assert connection.scalar(text("SELECT counting FROM members")) == ""
    with pytest.raises(IntegrityError), engine.begin() as connection:  # the codings' reference stands
        connection.execute(text("DELETE FROM units WHERE id = 9"))


UNIT = {"edition_id": 1, "chapter": 0, "section": 0, "start": 0, "end": 2, "text": "样例。"}
CODED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("sites", {"name": "hunan"}),
    ("snapshots", {"id": 1, "site": "hunan", "status": 200, "size": 0, "offset": 0, "length": 1}),
    ("documents", {"id": 1, "site": "hunan"}),
    ("editions", {"id": 1, "document_id": 1, "ordinal": 1, "snapshot_id": 1, "blocks": [], "warnings": []}),
    ("units", {"id": 7, "ordinal": 1, "ref": "0-0-1", **UNIT}),
    ("units", {"id": 9, "ordinal": 2, "ref": "0-0-2", **UNIT}),
    ("corpora", {"name": "sample"}),
    ("members", {"corpus": "sample", "no": 1, "document_id": 1, "edition_id": 1, "reasons": []}),
    ("codebooks", {"id": 1}),
    ("codes", {"id": 1, "codebook_id": 1, "dimension_no": 1, "ordinal": 1}),
    ("coders", {"id": 1}),
    ("codings", {"id": 3, "unit_id": 9, "coder_id": 1, "code_id": 1}),
)


def test_upgrade_twice_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    assert ready(engine) is engine
    assert check(engine) == []


def test_two_programs_that_migrate_at_once(database_url: str) -> None:
    faults: list[Exception] = []

    def migrate() -> None:
        try:
            upgrade(open_database(database_url))
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=migrate) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert check(open_database(database_url)) == []


def test_a_file_that_another_program_is_making_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "corpus.db"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE half_made (x INTEGER)")
        end = threading.Timer(0.2, other.rollback)
        end.start()
        assert revision(open_database(f"sqlite:///{file}")) is None
        end.join()


def test_an_upgrade_that_fails_leaves_nothing(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("killed")

    engine = open_database(database_url)
    with monkeypatch.context() as patch:
        patch.setattr("alembic.op.batch_alter_table", fail)
        with pytest.raises(RuntimeError, match="killed"):
            upgrade(engine)
    assert tables(engine) == set()
    upgrade(engine)
    assert check(engine) == []


def test_every_constraint_and_index_has_the_name_of_the_convention(engine: Engine) -> None:
    seen = inspect(engine)
    for table in OURS:
        assert seen.get_pk_constraint(table)["name"] == NAMING["pk"] % {"table_name": table}
        named: list[tuple[str, str | None, Sequence[str | None]]] = []
        named += [("uq", found["name"], found["column_names"]) for found in seen.get_unique_constraints(table)]
        named += [("fk", found["name"], found["constrained_columns"]) for found in seen.get_foreign_keys(table)]
        named += [
            ("ix", found["name"], found["column_names"])
            for found in seen.get_indexes(table)
            if not found.get("duplicates_constraint")
        ]
        for kind, name, columns in named:
            assert name == f"{kind}_{table}_{'_'.join(map(str, columns))}"


def test_both_databases_have_the_columns_of_the_models(engine: Engine) -> None:
    for name, table in Base.metadata.tables.items():
        found = {column["name"]: column["nullable"] for column in inspect(engine).get_columns(name)}
        assert found == {column.name: column.nullable for column in table.columns}


FORBIDDEN = [
    "INSERT INTO jurisdictions (adcode, title) VALUES ('1', 'x')",
    "UPDATE sites SET title = 'x'",
    "DELETE FROM sites",
    "DROP TABLE units",
    "CREATE TABLE t (a INTEGER)",
    "SELECT 1; DROP TABLE units",
    "SELECT 1; SELECT 2",
    "COMMIT",
    "COMMIT; DROP TABLE units",
    "",
    "SELECT",
    "SELECT '\udcff'",
    "no SQL at all",
]
FORBIDDEN_SQLITE = [
    "ATTACH DATABASE 'other.db' AS other",
    "PRAGMA user_version = 3",
    "PRAGMA journal_mode = DELETE",
    "VACUUM",
    "VACUUM INTO 'copy.db'",
    "SELECT load_extension('x')",
    "SELECT zeroblob(2000000000)",
    "REPLACE INTO sites (name, title) VALUES ('x', 'x')",
]
FORBIDDEN_POSTGRES = [
    "SELECT set_config('transaction_read_only', 'off', false), pg_sleep(0)",
    "SET TRANSACTION READ WRITE",
    "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
    "WITH gone AS (DELETE FROM sites RETURNING name) SELECT * FROM gone",
    "SELECT nextval('units_id_seq')",
    "DO $$ BEGIN COMMIT; DROP TABLE units; END $$",
    "COPY (SELECT 1) TO '/tmp/policy-corpus-must-not-write-this'",
    "COPY (SELECT 1) TO PROGRAM 'touch /tmp/policy-corpus-must-not-write-this'",
    "SELECT 1 INTO t",
    "SELECT * FROM sites FOR UPDATE",
    "LOCK TABLE units",
    "VACUUM",
    "ROLLBACK; DROP TABLE units",
]


def contents(engine: Engine) -> dict[str, list[Any]]:
    with engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(table.select())]
            for name, table in Base.metadata.tables.items()
        }


def test_a_question_cannot_write(engine: Engine, database_url: str, tmp_path: Path) -> None:
    build(engine, tmp_path / "archive")  # writes the reference rows
    before = contents(engine)
    assert len(before["sites"]) == len(SITES)
    special = FORBIDDEN_SQLITE if engine.dialect.name == "sqlite" else FORBIDDEN_POSTGRES
    for query in [*FORBIDDEN, *special]:
        with pytest.raises(DatabaseError) as raised:
            answer(database_url, query)
        assert "\n" not in str(raised.value), query
        assert str(raised.value), query
    assert tables(engine) == OURS | {"alembic_version"}
    assert contents(engine) == before
    assert not Path("/tmp/policy-corpus-must-not-write-this").exists()
    assert not list(tmp_path.rglob("copy.db"))


def test_what_one_question_sets_does_not_reach_the_next(engine: Engine, database_url: str) -> None:
    if engine.dialect.name == "postgresql":
        answer(database_url, "SELECT set_config('default_transaction_read_only', 'off', false)")
    with pytest.raises(DatabaseError):
        answer(database_url, "CREATE TABLE t (a INTEGER)")


def test_a_question_ends_after_its_time(engine: Engine, database_url: str) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT "
    counting = endless + ("max(x) FROM n" if engine.dialect.name == "sqlite" else "count(*) FROM n, n AS m")
    with pytest.raises(DatabaseError, match=r"took longer than 0\.3 s"):
        answer(database_url, counting, 0.3)
    with (
        pytest.raises(DatabaseError, match=r"took longer than 0\.3 s"),
        ask(database_url, endless + "x FROM n", 0.3) as (
            _,
            rows,
        ),
    ):
        for _row in rows:  # an answer without end is not kept in memory either
            pass


def test_ctrl_c_ends_a_question(engine: Engine, database_url: str) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n, n AS m"
    pressed = threading.Timer(0.3, os.kill, [os.getpid(), signal.SIGINT])
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    try:
        pressed.start()
        with pytest.raises(KeyboardInterrupt):
            answer(database_url, endless)
    finally:
        signal.signal(signal.SIGINT, before)


def test_what_is_wrong_with_a_question_is_told_of_the_question_alone(engine: Engine, database_url: str) -> None:
    postgres = engine.dialect.name == "postgresql"
    for query, said, at in (
        ("SELECT 标题 FROM documents", 'column "标题" does not exist', 8),
        ("SELECT title,\n titel FROM documents", 'column "titel" does not exist', 16),
        ("SELEC 1", 'syntax error at or near "SELEC"', 1),
    ):
        with pytest.raises(DatabaseError) as raised:
            answer(database_url, query)
        assert "DECLARE" not in str(raised.value)
        assert "\n" not in str(raised.value)
        if postgres:
            assert str(raised.value).startswith(f"{said}, at character {at}")


def test_both_databases_print_the_same(engine: Engine, database_url: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO sites (name, title) VALUES ('x', '样例')"))
        document = {
            **{column.name: "" for column in Document.__table__.columns if column.name not in ("id", "site")},
            "site": "x",
            "title": "样例“一”",
            "written_on": date(2019, 1, 24),
            "published_on": None,
        }
        connection.execute(insert(Document), document)
    names, rows = answer(
        database_url,
        'SELECT title, written_on, published_on, id = 1 AS "first", count(*) AS n, sum(id) AS total, avg(id) AS mean'
        " FROM documents GROUP BY id",
    )
    assert names == ["title", "written_on", "published_on", "first", "n", "total", "mean"]
    assert [tuple(map(str, row)) for row in rows] == [("样例“一”", "2019-01-24", "None", "1", "1", "1", "1.0")]
    assert not isinstance(rows[0][3], bool)


def test_json_columns_print_the_same(engine: Engine, database_url: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO sites (name, title) VALUES ('x', '')"))
        run = {"key": "k", "site": "x", "kind": "add", "started_at": "", "sources": {"甲": [1, None], "b": "\0"}}
        connection.execute(insert(Run), run)
    _, rows = answer(database_url, 'SELECT sources, "full" FROM runs')
    assert rows == [('{"甲": [1, null], "b": "\\u0000"}', 0)]


def test_column_names_of_every_table(engine: Engine, database_url: str) -> None:
    for name, table in Base.metadata.tables.items():
        assert answer(database_url, f"SELECT * FROM {name}") == ([column.name for column in table.columns], [])


def test_a_comment_and_a_semicolon_at_the_end_are_no_second_statement(engine: Engine, database_url: str) -> None:
    assert answer(database_url, "SELECT 1 AS a; -- one")[1] == [(1,)]


def test_a_database_of_somebody_else_is_refused(database_url: str) -> None:
    engine = open_database(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE cats (name VARCHAR)"))
    for attempt in (ready, upgrade):
        with pytest.raises(DatabaseError, match="not one of corpus: it holds the table cats"):
            attempt(engine)
    assert tables(engine) == {"cats"}


def test_an_outdated_database_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    assert check(engine) == [
        f"the database is at revision none, this program wants {revisions()[-1]}: run `corpus db upgrade`"
    ]


def test_a_newer_database_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    line = "the database is at revision 9999, which this program does not know: a newer corpus made it"
    assert check(engine) == [line]
    for attempt in (ready, upgrade):
        with pytest.raises(DatabaseError, match=line):
            attempt(engine)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://x/y", "only sqlite and postgresql"),
        ("corpus.db", "not a database URL"),
        ("sqlite:foo", "not a database URL"),
        ("nonsense://x", "only sqlite and postgresql"),
        ("sqlite:////no/such/folder/corpus.db", "its folder does not exist"),
    ],
)
def test_a_url_that_names_no_database(url: str, said: str, command: Command) -> None:
    with pytest.raises(DatabaseError, match=said):
        open_database(url)
    done = command("sites", "--db", url, check=2)
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


@pytest.mark.parametrize(
    "url",
    [
        "postgres:/sample:s3cret@localhost/corpus",
        "postgresql+nothing://sample:s3cret@localhost/corpus",
        "postgresql://sample:s3cret@localhost:port/corpus",
        "postgresql:/localhost/corpus?password=s3cret",
    ],
)
def test_a_url_that_is_wrong_does_not_show_its_password(url: str) -> None:
    with pytest.raises(DatabaseError, match="the value of CORPUS_DB or --db: not a database URL") as raised:
        open_database(url)
    assert "s3cret" not in str(raised.value)


def test_a_file_that_is_no_database(command: Command, tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("样例：这不是数据库。" * 200, encoding="utf-8")
    (tmp_path / "folder.db").mkdir()
    (tmp_path / "archive").mkdir()
    for name in ("notes.db", "folder.db"):
        for verb in (("build",), ("sql", "SELECT * FROM units")):
            done = command(*verb, "--db", f"sqlite:///{name}", check=2)
            assert name in done.stderr
            assert len(done.stderr.splitlines()) == 1


def test_a_server_that_is_not_there(command: Command) -> None:
    (command.folder / "archive").mkdir()
    done = command("build", "--db", "postgresql://127.0.0.1:1/corpus?connect_timeout=2", check=2)
    assert "127.0.0.1" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_sqlite_waits_for_another_writer_and_keeps_its_keys(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'corpus.db'}")
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA busy_timeout")) == 30_000


def test_a_question_to_a_database_that_a_build_is_writing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'corpus.db'}"
    upgrade(open_database(url))
    with sqlite3.connect(tmp_path / "corpus.db", isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO sites (name, title) VALUES ('x', '')")
        assert answer(url, "SELECT count(*) FROM sites")[1] == [(0,)]
        writer.execute("ROLLBACK")
