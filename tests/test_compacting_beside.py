"""`corpus archive compact` beside what reads the archive: at whatever moment files are packed, nothing is called lost,
no row stands twice, and what is read stays until nobody reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select

from corpus.build import build
from corpus.composing import Composed, Task, compose
from crawlers.registry import register
from storage.archive import Archive, Exchange, Record, Torn
from storage.archive_writer import ArchiveWriter
from storage.compacting import BeingReadError, Compacted, compact, finish
from storage.models import Failure, Snapshot
from storage.snapshots import index
from storage.verifying import verify
from tests.command import Command
from tests.portals.practice import PRACTICE, WWW
from tests.stored import SITE as SHELF
from tests.stored import Shelf, page, reading_in_process

pytestmark = pytest.mark.slow

SITE = PRACTICE.name
FILES = 4
MOMENTS = ["nothing is listed", "files are listed", "rows are read", "a record is read", "a file is done"]


class Disturbed(Archive):
    """An archive that is packed by somebody else at one moment of its reading."""

    def __init__(self, root: Path, moment: str, engine: Engine) -> None:
        super().__init__(root)
        self._moment, self._engine = moment, engine

    def passes(self, moment: str) -> None:
        if moment == self._moment:
            self._moment = ""
            assert compact(self._engine, Archive(self.root), SITE) == Compacted(FILES, 1)

    def files(self) -> list[str]:
        self.passes("nothing is listed")
        found = super().files()
        self.passes("files are listed")
        return found

    def scan(self, file: str, start: int = 0) -> Iterator[Record | Torn]:
        self.passes("rows are read")
        for entry in super().scan(file, start):
            self.passes("a record is read")
            yield entry
        self.passes("a file is done")


@pytest.fixture
def root(engine: Engine, tmp_path: Path) -> Path:
    """A file a day of two pages, the second the same every day."""
    with engine.begin() as connection:
        register(connection, [PRACTICE])
    for day in range(FILES):
        with ArchiveWriter(tmp_path / "archive", SITE, f"r{day}") as writer:
            for name in (f"d{day}", "same"):
                at = f"2026-11-{day + 1:02}T05:00:00Z"
                writer.write(Exchange(f"{WWW}/{name}.html", name.encode(), at, facts={"role": "page"}))
    index(engine, Archive(tmp_path / "archive"), lambda _: SITE)
    return tmp_path / "archive"


def places(engine: Engine) -> list[tuple[Any, ...]]:
    columns = (Snapshot.url, Snapshot.fetched_at, Snapshot.file, Snapshot.offset, Snapshot.length)
    with engine.connect() as connection:
        assert connection.execute(select(Failure.subject)).all() == []
        return [tuple(row) for row in connection.execute(select(*columns).order_by(Snapshot.fetched_at, Snapshot.url))]


def in_the_end(engine: Engine, root: Path) -> list[tuple[Any, ...]]:
    """Where the rows say that records lie, once the compaction is finished; each is read there."""
    assert finish(engine, Archive(root), SITE)
    (file,) = (root / SITE).glob("*.warc.gz")
    found = places(engine)
    assert len(found) == 2 * FILES
    assert {row[2] for row in found} == {f"{SITE}/{file.name}"}
    for url, _, name, offset, _ in found:
        assert url == f"{WWW}/{Archive(root).body(name, offset).decode()}.html"
    return found


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("lacking", [False, True])
def test_verify_meanwhile(engine: Engine, root: Path, moment: str, lacking: bool) -> None:
    """lacking: a row is gone, which is made again from the archive."""
    if lacking:
        with engine.begin() as connection:
            connection.execute(delete(Snapshot).where(Snapshot.url == f"{WWW}/d0.html"))
    found = verify(engine, Disturbed(root, moment, engine), lambda _: SITE)
    assert (found.lost, found.passed_over, found.corrected) == ([], [], 0)
    assert found.records >= 2 * FILES  # those of a file that was packed after it was read are read twice
    assert (found.done, found.indexed) == (found.files, lacking)
    in_the_end(engine, root)


@pytest.mark.parametrize("moment", [moment for moment in MOMENTS if moment != "a record is read"])  # all have rows
def test_index_meanwhile(engine: Engine, root: Path, moment: str) -> None:
    archive = Disturbed(root, moment, engine)
    with archive.reading():
        assert index(engine, archive, lambda _: SITE) == 0
    before = in_the_end(engine, root)
    assert index(engine, Archive(root), lambda _: SITE) == 0
    assert in_the_end(engine, root) == before


def test_what_is_read_stays_until_nobody_reads(engine: Engine, root: Path) -> None:
    before = places(engine)
    archive = Archive(root)
    with archive.reading():
        assert compact(engine, archive, SITE) == Compacted(FILES, 1)
        assert len(archive.files()) == 1
        for position in (before, places(engine)):
            assert [archive.body(row[2], row[3]) for row in position] == [
                row[0].removeprefix(f"{WWW}/").removesuffix(".html").encode() for row in before
            ]
        assert not finish(engine, archive, SITE)
        with pytest.raises(BeingReadError, match="practice: left alone"):
            compact(engine, archive, SITE)
    assert compact(engine, archive, SITE) == Compacted(0, 0)
    in_the_end(engine, root)


def test_an_archive_that_is_not_there_can_be_read(tmp_path: Path) -> None:
    with Archive(tmp_path / "none").reading():
        assert Archive(tmp_path / "none").files() == []


def test_a_build_meanwhile(sqlite: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows that a build has looked up lead to files that are packed before it comes to read them."""
    urls = [shelf.put(f"/{day}.html", page(f"关于样例 {day} 的通知", f"样例 {day}。")) for day in range(FILES)]
    composed: list[Task] = []

    def compose_after_packing(task: Task, children: Any) -> Composed:
        if not composed:
            assert compact(sqlite, Archive(shelf.root), SHELF) == Compacted(FILES, 1)
        composed.append(task)
        return compose(task, children)

    monkeypatch.setattr("corpus.build.compose", compose_after_packing)
    with reading_in_process():
        report = build(sqlite, shelf.root)
    assert (report.new, report.faults) == (FILES, 0)
    assert {task.page.url for task in composed} == set(urls)
    assert finish(sqlite, Archive(shelf.root), SHELF)
    assert len(list((shelf.root / SHELF).glob("*.warc.gz"))) == 1


def test_the_command_says_what_is_left_alone(command: Command, shelf: Shelf) -> None:
    for day in range(FILES):
        shelf.put(f"/{day}.html", page(f"关于样例 {day} 的通知"))
    command("build", "--archive", shelf.root)
    pack = partial(command, "archive", "compact", "--archive", shelf.root)
    with Archive(shelf.root).reading():
        assert pack().stdout == f"{SHELF}: {FILES} files packed into 1\n"
        assert pack().stderr == f"{SHELF}: left alone, what was packed before is still read\n"
    assert pack().stdout == "nothing to pack\n"
    verified = command("archive", "verify", "--archive", shelf.root)
    assert verified.stdout.startswith(f"{FILES} records sound in 1 file\n")
