"""What tests share: the real material, both databases, the command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from storage.database import open_database
from storage.migrations import upgrade
from tests import small_corpus
from tests.command import Command
from tests.stored import Shelf, new_database, reading_in_process

ROOT = Path(__file__).resolve().parent.parent
REAL = ROOT / ".." / "shared" / "real"
# Where the tests' PostgreSQL listens; .ci/run starts one there.
POSTGRES = os.environ.get("CORPUS_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:54329/postgres")

Corpus = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real pages and texts; skips where it is absent."""
    if not REAL.is_dir():
        pytest.skip("../shared/real is absent: real pages are not here")
    return REAL


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Runs the command in an empty folder, as a person would: corpus("build", "--jobs", "2")."""

    def run(*arguments: str | Path, check: int | None = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-c", "from corpus.cli import main; main()", *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            capture_output=True,
            text=True,
            timeout=240,
        )
        if check is not None:
            assert done.returncode == check, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return run


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The same within this process, which is faster; no setting from outside reaches it."""
    for name in list(os.environ):
        if name.startswith("CORPUS_"):
            monkeypatch.delenv(name)
    return Command(tmp_path)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose database holds the small corpus."""
    folder = tmp_path_factory.mktemp("made")
    engine = open_database(f"sqlite:///{folder / 'corpus.db'}")
    upgrade(engine)
    small_corpus.fill(engine, folder / "archive")
    engine.dispose()
    return folder


@pytest.fixture
def small(made: Path, command: Command) -> Command:
    """That folder, whose files no test changes but by adding to them."""
    command.folder.joinpath("corpus.db").write_bytes(made.joinpath("corpus.db").read_bytes())
    return command


def postgres_url() -> str:
    """The URL of an empty database of its own on the tests' PostgreSQL; skips where none answers."""
    try:
        with psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3) as connection:
            name = f"corpus_{os.getpid()}_{os.urandom(3).hex()}"
            connection.execute(f'CREATE DATABASE "{name}"')
    except psycopg.OperationalError:
        if os.environ.get("CI") or "CORPUS_TEST_POSTGRES" in os.environ:  # .ci/run sets it: there they must run
            raise
        pytest.skip(f"no PostgreSQL at {POSTGRES}: .ci/run starts one")
    return f"{POSTGRES.rpartition('/')[0]}/{name}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'corpus.db'}"
        return
    url = postgres_url()
    yield url
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)')


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated database, once of each kind."""
    opened = open_database(database_url)
    upgrade(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An archive to put pages into."""
    return Shelf(tmp_path / "archive")


@pytest.fixture
def sqlite(tmp_path: Path) -> Engine:
    """An empty database of SQLite, where one of the two is enough."""
    return new_database(tmp_path)


@pytest.fixture
def in_process() -> Iterator[None]:
    """Files are read within this process, which is faster than in a child."""
    with reading_in_process():
        yield
