"""`corpus archive compact`: fewer files, the same records; killed at any moment, nothing is lost and nothing twice."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator
from sqlalchemy import Engine, event, func, select

from crawlers.locks import lock
from crawlers.recording import Recording
from crawlers.registry import register
from storage import journal
from storage.archive import Archive, Exchange
from storage.archive_writer import ArchiveWriter
from storage.compacting import Compacted, compact, finish
from storage.database import open_database
from storage.migrations import upgrade
from storage.models import Run, Snapshot
from storage.snapshots import index
from storage.verifying import verify
from tests.command import Command
from tests.crawling import document
from tests.portals.practice import PRACTICE, SITES, WWW

pytestmark = pytest.mark.slow

SITE = PRACTICE.name
DAYS = 5


def fill(engine: Engine, root: Path, first: int = 1, last: int = DAYS) -> None:
    """A run a day; each has a page of its own, and one whose body is the first day's."""
    for day in range(first, last + 1):
        at = f"2026-11-{day:02}T05:00:00Z"
        run = Recording(engine, root, PRACTICE, now=partial(str, at))
        run.open()
        for name, body in ((f"d{day}", document(f"d{day}").body), ("same", document("same").body)):
            run.record(Exchange(f"{WWW}/{name}.html", body, at, facts={"role": "page", "listed_title": f"样例 {name}"}))
        run.close()


def opened(folder: Path) -> Engine:
    engine = open_database(f"sqlite:///{folder / 'corpus.db'}")
    upgrade(engine)
    return engine


@pytest.fixture
def root(engine: Engine, tmp_path: Path) -> Path:
    fill(engine, tmp_path / "archive")
    return tmp_path / "archive"


def table(engine: Engine) -> list[dict[str, Any]]:
    """The rows but for where they lie, in order of the time."""
    where = ("id", "file", "offset", "length")
    with engine.connect() as connection:
        rows = connection.execute(select(Snapshot.__table__).order_by(Snapshot.fetched_at, Snapshot.url)).mappings()
        return [{name: value for name, value in row.items() if name not in where} for row in rows]


def is_whole(engine: Engine, root: Path) -> bool:
    """Whether every row is read by its position, and has the body that it names."""
    archive = Archive(root)
    with engine.connect() as connection:
        rows = connection.execute(select(Snapshot.file, Snapshot.offset, Snapshot.sha256)).all()
    return all(hashlib.sha256(archive.body(row.file, row.offset)).hexdigest() == row.sha256 for row in rows)


def again(root: Path, folder: Path, empty: Path | None = None) -> Engine:
    """A database made from the archive alone. empty: one that has the tables already."""
    folder.mkdir()
    if empty:
        shutil.copy(empty, folder / "corpus.db")
    engine = opened(folder)
    with engine.begin() as connection:
        register(connection, SITES)
    index(engine, Archive(root), lambda _: SITE)
    return engine


def test_many_files_become_one_with_the_same_records(engine: Engine, root: Path, tmp_path: Path) -> None:
    before, files = table(engine), Archive(root).files()
    assert compact(engine, Archive(root), SITE) == Compacted(DAYS, 1)
    (file,) = Archive(root).files()
    first, last = (name.removesuffix(".warc.gz") for name in (files[0], files[-1]))
    assert file == f"{first}-to-{last.removeprefix(f'{SITE}/')}.warc.gz"
    assert [path.name for path in (root / SITE).iterdir() if path.name != ".lock"] == [Path(file).name]
    assert table(engine) == before
    assert is_whole(engine, root)
    assert index(engine, Archive(root), lambda _: SITE) == 0
    checked = verify(engine, Archive(root), lambda _: SITE)
    assert (checked.lost, checked.passed_over, checked.indexed, checked.corrected) == ([], [], 0, 0)
    other = again(root, tmp_path / "again")
    assert table(other) == before
    with engine.connect() as one, other.connect() as two:
        assert (
            one.scalars(select(Run.key).order_by(Run.id)).all() == two.scalars(select(Run.key).order_by(Run.id)).all()
        )


def test_a_revisit_names_the_place_where_its_body_lies_now(engine: Engine, root: Path) -> None:
    compact(engine, Archive(root), SITE)
    (file,) = Archive(root).files()
    with engine.connect() as connection:
        same = connection.execute(
            select(Snapshot.file, Snapshot.offset).where(Snapshot.url.like("%same%")).order_by(Snapshot.fetched_at)
        ).all()
    with (root / file).open("rb") as stream:
        named = [dict(record.headers) for record in ArchiveIterator(stream)]
    referring = [
        (record["WARC-Refers-To-Filename"], int(record["WARC-Refers-To-File-Offset"]))
        for record in named
        if record["WARC-Type"] == "revisit"
    ]
    assert referring == [tuple(same[0])] * (DAYS - 1)
    assert len(named) == DAYS * (1 + 2 * 2 + 1)  # a warcinfo, two requests and their responses, the run


def test_again_it_does_nothing_until_there_are_new_files(engine: Engine, root: Path) -> None:
    compact(engine, Archive(root), SITE)
    packed = {path: path.stat().st_mtime_ns for path in (root / SITE).glob("*.warc.gz")}
    assert compact(engine, Archive(root), SITE) == Compacted(0, 0)
    assert {path: path.stat().st_mtime_ns for path in (root / SITE).glob("*.warc.gz")} == packed
    fill(engine, root, DAYS + 1, DAYS + 2)
    before = table(engine)
    assert compact(engine, Archive(root), SITE) == Compacted(3, 1)
    (file,) = Archive(root).files()
    assert file.count("-to-") == 1
    assert "20261101-001-to-" in file
    assert "20261107-001.warc.gz" in file
    assert table(engine) == before
    assert is_whole(engine, root)


def test_large_files_stay_and_parts_are_not_larger_than_asked(engine: Engine, root: Path) -> None:
    sizes = [(root / file).stat().st_size for file in Archive(root).files()]
    assert compact(engine, Archive(root), SITE, small=min(sizes)) == Compacted(0, 0)
    assert compact(engine, Archive(root), SITE, most=3 * max(sizes)) == Compacted(DAYS, 2)
    assert all((root / file).stat().st_size <= 3 * max(sizes) + 200 for file in Archive(root).files())
    assert is_whole(engine, root)


def test_what_a_file_that_stays_refers_to_stays(engine: Engine, root: Path) -> None:
    """The last file is damaged; its revisit is of the first day's record. So is that of the others, which may move."""
    files = Archive(root).files()
    with (root / files[-1]).open("ab") as file:
        file.write(b"torn")
    assert compact(engine, Archive(root), SITE) == Compacted(3, 1)
    assert [file for file in Archive(root).files() if file in files] == [files[0], files[-1]]
    assert is_whole(engine, root)


def test_a_revisit_that_refers_ahead_keeps_its_place(engine: Engine, tmp_path: Path) -> None:
    """An archive whose files have other names than the times they were written at."""
    root, page = tmp_path / "archive", Exchange(f"{WWW}/a.html", b"a" * 50, "2026-11-24T05:00:00Z")
    with engine.begin() as connection:
        register(connection, SITES)
    with ArchiveWriter(root, SITE, "r2") as writer:
        later = writer.write(page)
    for run in ("r0", "r1"):
        with ArchiveWriter(root, SITE, run) as writer:
            writer.write(replace(page, url=f"{WWW}/{run}.html"), seen=later if run == "r1" else None)
    index(engine, Archive(root), lambda _: SITE)
    assert compact(engine, Archive(root), SITE) == Compacted(0, 0)  # r1 stays, so r2 stays, so r0 is alone
    assert is_whole(engine, root)


def test_a_file_that_somebody_writes_stays(engine: Engine, root: Path) -> None:
    files = Archive(root).files()
    with (root / files[2]).open("rb") as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        # It refers to the first, which stays for that; so the second is alone.
        assert compact(engine, Archive(root), SITE) == Compacted(2, 1)
    assert Archive(root).files()[:3] == files[:3]
    assert is_whole(engine, root)


@pytest.mark.parametrize(
    "named", ["../kept.warc.gz", "{site}/../kept.warc.gz", "{site}/kept.txt", "other/kept.warc.gz", "\0.warc.gz"]
)
def test_a_strangers_journal_deletes_nothing_elsewhere(engine: Engine, root: Path, named: str) -> None:
    file = named.format(site=SITE)
    kept = root / file.replace("\0", "")
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(b"sample")
    stored = Archive(root).files()
    packed = journal.Packed(stored[0], (file,), ())
    journal.write(root / SITE, [packed])
    finish(engine, Archive(root), SITE)
    assert kept.read_bytes() == b"sample"
    assert set(stored) - {file} <= set(Archive(root).files())


def test_a_journal_that_is_none_of_ours_hides_nothing(root: Path) -> None:
    files = Archive(root).files()
    for text in ("", "[", "[1]", '[{"file": 1}]', '{"file": []}', '[{"file": "x", "files": ["y"], "moved": [[1]]}]'):
        (root / SITE / journal.NAME).write_text(text)
        assert Archive(root).files() == files


# Killed


@contextmanager
def dying(at: int) -> Iterator[None]:
    """Ends the process, as signal 9 does, at the so-manieth moment: before or after anything lasting is done."""
    moments = 0

    def pass_by() -> None:
        nonlocal moments
        moments += 1
        if moments == at:
            os._exit(9)

    def watched(deed: Callable[..., Any]) -> Callable[..., Any]:
        def done(*arguments: Any, **named: Any) -> Any:
            pass_by()
            result = deed(*arguments, **named)
            pass_by()
            return result

        return done

    patch = pytest.MonkeyPatch()
    patch.setattr(os, "fsync", watched(os.fsync))
    for name in ("rename", "replace", "unlink"):
        patch.setattr(Path, name, watched(getattr(Path, name)))
    event.listen(Engine, "commit", lambda _: pass_by())
    yield


def compact_and_die(folder: Path, at: int, most: int) -> bool:
    """Compacts in a process that dies at a moment; whether it did."""
    child = os.fork()
    if child == 0:
        try:
            with dying(at):
                compact(opened(folder), Archive(folder / "archive"), SITE, most=most)
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, 9)
    return code == 9


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.campaign)])
def test_killed_at_any_moment_the_archive_reads_whole(tmp_path: Path, step: int) -> None:
    made = tmp_path / "made"
    made.mkdir()
    engine = opened(made)
    empty = tmp_path / "empty.db"
    empty.write_bytes((made / "corpus.db").read_bytes())
    fill(engine, made / "archive", last=4)
    most = 2 * max((made / "archive" / file).stat().st_size for file in Archive(made / "archive").files())  # two files
    before = table(engine)
    engine.dispose()
    moments = 0
    while True:
        moments += step
        folder = tmp_path / str(moments)
        shutil.copytree(made, folder)
        engine = opened(folder)
        fell = compact_and_die(folder, moments, most)
        root = folder / "archive"
        assert is_whole(engine, root)
        assert table(again(root, folder / "again", empty)) == before, moments
        assert index(engine, Archive(root), lambda _: SITE) == 0  # as a build does it, without the site's lock
        assert table(engine) == before, moments
        assert is_whole(engine, root)
        if moments % 2:
            fill(engine, root, 5, 5)  # a crawl comes next, whose revisit must hold
        else:
            finish(engine, Archive(root), SITE)
        compact(engine, Archive(root), SITE, most=most)
        assert is_whole(engine, root)
        assert not list((root / SITE).glob("*.packing"))
        assert not (root / SITE / journal.NAME).exists()
        assert verify(engine, Archive(root), lambda _: SITE).lost == []
        engine.dispose()
        if not fell:
            break
    assert moments > 20


# The command


def test_the_command_packs_sites_and_leaves_alone_who_is_crawled(command: Command, tmp_path: Path) -> None:
    engine = opened(tmp_path)
    with engine.begin() as connection:
        register(connection, SITES)
    root = tmp_path / "archive"
    for site in ("hunan", "beijing"):
        for day in range(1, 4):
            with ArchiveWriter(root, site, f"r{day}") as writer:
                at = f"2026-11-{day:02}T05:00:00Z"
                writer.write(Exchange(f"http://www.{site}.gov.cn/{day}.html", b"%d" % day, at, facts={"role": "page"}))
    command("build", check=1)  # the bodies are no pages
    with engine.connect() as connection:
        count = connection.scalar(select(func.count(Snapshot.id)))
    with lock(root / "beijing" / ".lock", "at work"):
        done = command("archive", "compact")
    assert done.stdout == "hunan: 3 files packed into 1\n"
    assert done.stderr == f"beijing: left alone, a run has its lock (process {os.getpid()})\n"
    assert command("archive", "compact", "hunan").stdout == "nothing to pack\n"
    assert command("archive", "compact", "--json").json == [{"site": "beijing", "files": 3, "packed": 1}]
    with engine.connect() as connection:
        assert connection.scalar(select(func.count(Snapshot.id))) == count
    assert command("archive", "verify").stdout.startswith("6 records sound in 2 files\n0 rows indexed")
    assert "no such archive" in command("archive", "compact", "--archive", "none", check=2).stderr
