"""A corpus made again from the archive alone: migrate, build, select; no network, the same rows every time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, select

from corpus.build import Report, build
from corpus.definition import Definition
from corpus.select import Filled, select_members
from storage.database import DatabaseError, ready
from storage.models import Base


def rebuild(
    engine: Engine,
    archive: Path,
    definition: Definition,
    *,
    jobs: int = 1,
    progress: Callable[[Report], None] = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
) -> tuple[Report, list[Filled]]:
    """Fills an empty database with everything that the archive holds, and the corpus's slots from it.

    Raises DatabaseError where the database or the archive is not what it should be.
    """
    if not any(archive.rglob("*.warc.gz")):
        raise DatabaseError(f"{archive}: it holds no WARC file; CORPUS_ARCHIVE or --archive names another archive")
    _refuse_rows(ready(engine))
    report = build(engine, archive, jobs=jobs, progress=progress, say=say)
    return report, select_members(engine, definition)


def _refuse_rows(engine: Engine) -> None:
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if connection.execute(select(table).limit(1)).first() is not None:
                raise DatabaseError(
                    f"{engine.url.database}: not empty: {table.name} has rows; a rebuild wants a new database (--db), "
                    "`corpus build` and `corpus select` go on with this one"
                )
