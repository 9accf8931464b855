"""A SQLite database in a folder that this account cannot write to: it is read, and who writes is told what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.command import Command, said
from tests.small_corpus import NAME

pytestmark = pytest.mark.slow

NOBODY = 65534
READING = (
    ("sql", "SELECT count(*) FROM v_units"),
    ("runs",),
    ("sites",),
    ("schedule", "hunan"),
    ("show", "guowuyuan"),
    ("coverage", "voced27"),
    ("manifest", NAME),
    ("report",),
    ("db", "check"),
    ("codebook", "show"),
    ("code", "progress", "--corpus", NAME),
)
WRITING = (("schedule", "--set", "hunan=24"), ("code", "assign", "甲", "--corpus", NAME))


@pytest.fixture
def lent(small: Command) -> Iterator[Command]:
    """The same in a folder that others may look into, which those of pytest are not."""
    for call in (*READING, *WRITING):
        small(*call, check=None)  # imports what it needs, from where others may not read
    with TemporaryDirectory() as folder:
        shutil.copy(small.folder / "corpus.db", folder)
        yield Command(Path(folder))


@contextmanager
def shut(folder: Path) -> Iterator[None]:
    """This process cannot write to the folder. Root, who can write anywhere, is somebody else meanwhile."""
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        if os.access(folder, os.W_OK, effective_ids=True) or not os.access(folder, os.R_OK, effective_ids=True):
            pytest.skip("whoever may read a folder here may write to it")
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


def test_a_database_in_a_folder_that_cannot_be_written_is_read(made: Path, lent: Command) -> None:
    shutil.copy(made / "corpus.db", lent.folder)
    with shut(lent.folder):
        for call in READING:
            assert "database" not in lent(*call, check=None).stderr
        assert lent("sql", "SELECT count(*) AS n FROM units", "--json").json[0]["n"] > 0
        assert lent("manifest", NAME).json_lines
    assert [path.name for path in lent.folder.iterdir()] == ["corpus.db"]


def test_what_writes_to_it_says_that_it_cannot(lent: Command) -> None:
    with shut(lent.folder):
        for call in WRITING:
            assert said(lent(*call, check=2)) == (
                "the database can only be read by this account, or in this folder; CORPUS_DB or --db names another"
            )
        refused = said(lent("sql", "DELETE FROM runs", check=2))
    assert refused == "the statement is not allowed: this is a read-only question"


def test_what_somebody_else_has_not_finished_writing_is_not_passed_over(small: Command, lent: Command) -> None:
    with closing(sqlite3.connect(small.folder / "corpus.db")) as writer:
        writer.execute("UPDATE runs SET reason = 'sample'")
        writer.commit()
        for name in ("corpus.db", "corpus.db-wal"):
            shutil.copy(small.folder / name, lent.folder)
        with shut(lent.folder):
            for call in (("sql", "SELECT 1"), ("runs",)):
                message = said(lent(*call, check=2))
                assert "corpus.db: corpus.db-wal lies beside it" in message
                assert message.endswith("; copy both into a folder of your own")
        shutil.copy(small.folder / "corpus.db-shm", lent.folder)  # as while the writer is at work
        with shut(lent.folder):
            assert lent("sql", "SELECT DISTINCT reason FROM runs", "--json").json == [{"reason": "sample"}]
            assert "sample" in lent("runs").stdout
