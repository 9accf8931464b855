"""Many small files of the archive become few large ones: the same records, in the same order.

Nobody needs this to read the archive; a site that is crawled every day has a small file a day. A kill at any moment
leaves an archive that reads whole, and whose rows are right: what is about to be done is in a journal first, and is
done to its end by the next who holds the site's lock (`finish`).
"""

from __future__ import annotations

import fcntl
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, Engine, bindparam, delete, update

from storage import journal
from storage.archive import Archive, Record, Torn
from storage.archive_writer import ROTATE
from storage.journal import Packed
from storage.members import compress, read_member
from storage.models import Failure, Snapshot

SMALL = ROTATE // 16  # bytes below which a file is packed
_TEMPORARY = ".packing"  # what the name of a packed file ends in until it is whole
_REFERENCES = (b"warc-refers-to-filename:", b"warc-refers-to-file-offset:")

Place = tuple[str, int]  # file and offset


class BeingReadError(Exception):
    """Files of an earlier compaction cannot be deleted yet."""


@dataclass(frozen=True, slots=True)
class Compacted:
    """How many files became how many."""

    files: int
    packed: int


def compact(engine: Engine, archive: Archive, site: str, *, small: int = SMALL, most: int = ROTATE) -> Compacted:
    """Packs a site's small files, neighbours in order of name, into files of at most about `most` bytes.

    The caller holds the site's lock. A file that is damaged, or that somebody writes, stays as it is; so do the files
    that its revisits refer to. Raises BeingReadError where an earlier compaction cannot be finished yet.
    """
    if not finish(engine, archive, site):
        raise BeingReadError(f"{site}: left alone, what was packed before is still read")
    groups = _groups(archive, site, small, most)
    places: dict[Place, Place] = {}
    packed = [_pack(archive, group, places) for group in groups]
    if packed:
        journal.write(archive.root / site, packed)
        finish(engine, archive, site)
    return Compacted(sum(map(len, groups)), len(packed))


def finish(engine: Engine, archive: Archive, site: str) -> bool:
    """Does to its end what a journal says, if there is one, and clears away what was begun without one.

    The caller holds the site's lock. Returns False where somebody reads the archive: rows are moved then, but the files
    that were packed stay, hidden by the journal, until this is called again.
    """
    folder = archive.root / site
    packed = journal.read(folder)
    for each in packed:
        with suppress(FileNotFoundError):
            (archive.root / (each.file + _TEMPORARY)).rename(archive.root / each.file)
    _sync(folder)
    if packed and not _delete(engine, archive, packed):
        return False
    (folder / journal.NAME).unlink(missing_ok=True)
    for stray in folder.glob(f"*{_TEMPORARY}"):
        stray.unlink()
    return True


def _delete(engine: Engine, archive: Archive, packed: Sequence[Packed]) -> bool:
    """Deletes the files that were packed, once their rows are moved and nobody reads them; whether they are gone."""
    with archive.alone() as alone:
        move_rows(engine, archive)
        for file in (file for each in packed for file in each.files if alone):
            (archive.root / file).unlink(missing_ok=True)
    _sync((archive.root / packed[0].file).parent)
    return alone


def move_rows(engine: Engine, archive: Archive) -> None:
    """Puts the rows of records that lie in a packed file now where they lie. Doing it again changes nothing."""
    for packed in journal.in_force(archive.root):
        with engine.begin() as connection:
            _move(connection, packed)


def _move(connection: Connection, packed: Packed) -> None:
    was = (Snapshot.file == bindparam("was"), Snapshot.offset == bindparam("at"))
    here = {"file": packed.file, "offset": bindparam("to"), "length": bindparam("bytes")}
    if packed.moved:
        connection.execute(
            update(Snapshot).where(*was).values(here),
            [{"was": file, "at": at, "to": to, "bytes": length} for file, at, to, length in packed.moved],
        )
    for file in packed.files:  # what could be no row is said again by whoever reads the packed file
        said = Failure.subject.startswith(f"{file}@", autoescape=True)
        connection.execute(delete(Failure).where(Failure.stage == "archive", said))


# What is packed


def _groups(archive: Archive, site: str, small: int, most: int) -> list[list[str]]:
    """Neighbours, two at least. A revisit outside refers to none of their records, one inside to earlier ones only."""
    files = [file for file in archive.files() if file.startswith(f"{site}/")]
    sizes = {file: _size(archive, file) for file in files}
    refers: dict[str, set[str]] = defaultdict(set)
    staying = {file for file in files if not 0 < sizes[file] < small or _in_use(archive, file)}
    for file in files:
        for entry in archive.scan(file):
            if isinstance(entry, Torn):
                staying.add(file)
            elif entry.refers_to:
                refers[file].add(entry.refers_to[0])
                if entry.refers_to >= (file, entry.position.offset):
                    staying.add(file)
    while True:
        staying |= _reached(staying, refers)
        groups = list(_neighbours(files, sizes, staying, most))
        alone = {group[0] for group in groups if len(group) == 1}
        if not alone:
            return groups
        staying |= alone


def _reached(staying: Iterable[str], refers: Mapping[str, set[str]]) -> set[str]:
    """The files that the revisits of these refer to, and those that theirs refer to in turn."""
    reached: set[str] = set()
    waiting = list(staying)
    while waiting:
        new = refers.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached


def _neighbours(files: Sequence[str], sizes: Mapping[str, int], staying: set[str], most: int) -> Iterator[list[str]]:
    group: list[str] = []
    for file in files:
        if group and (file in staying or sum(sizes[each] for each in group) + sizes[file] > most):
            yield group
            group = []
        if file not in staying:
            group.append(file)
    if group:
        yield group


def _size(archive: Archive, file: str) -> int:
    try:
        return (archive.root / file).stat().st_size
    except OSError:
        return 0


def _in_use(archive: Archive, file: str) -> bool:
    with (archive.root / file).open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


# Packing


def _pack(archive: Archive, files: Sequence[str], places: dict[Place, Place]) -> Packed:
    """Writes the files' records into one, under a temporary name. `places`: where records lie that have moved."""
    name = f"{_stem(files[0]).split(_TO)[0]}{_TO}{Path(_stem(files[-1])).name.split(_TO)[-1]}.warc.gz"
    moved = []
    with (archive.root / (name + _TEMPORARY)).open("wb") as out:
        for file in files:
            with (archive.root / file).open("rb") as stream:
                for record in _copied(archive, file, stream, out):
                    to, length = _put(stream, out, record, places)
                    places[file, record.position.offset] = (name, to)
                    moved.append((file, record.position.offset, to, length))
        out.flush()
        os.fsync(out.fileno())
    return Packed(name, tuple(files), tuple(moved))


_TO = "-to-"


def _stem(file: str) -> str:
    return file.removesuffix(".warc.gz")


def _copied(archive: Archive, file: str, stream: BinaryIO, out: BinaryIO) -> Iterator[Record]:
    """The responses of a file, each when all that stands before it is copied; what follows the last comes after it."""
    done = 0
    for entry in archive.scan(file):
        assert isinstance(entry, Record)  # a damaged file stays
        stream.seek(done)
        out.write(stream.read(entry.position.offset - done))
        yield entry
        done = entry.position.offset + entry.position.length
    stream.seek(done)
    out.write(stream.read())


def _put(stream: BinaryIO, out: BinaryIO, record: Record, places: Mapping[Place, Place]) -> tuple[int, int]:
    """Writes a record; a revisit whose body lies elsewhere now says so. Returns its offset and length."""
    stream.seek(record.position.offset)
    member = stream.read(record.position.length)
    if record.refers_to is not None and record.refers_to in places:
        stream.seek(record.position.offset)
        read = read_member(stream, len(member) * 2000)
        assert read is not None
        member = compress(_refer_to(read[0], places[record.refers_to]))
    to = out.tell()
    out.write(member)
    return to, len(member)


def _refer_to(record: bytes, place: Place) -> bytes:
    head, end, rest = record.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(_REFERENCES)]
    file, offset = place
    lines += [b"WARC-Refers-To-Filename: " + file.encode(), b"WARC-Refers-To-File-Offset: %d" % offset]
    return b"\r\n".join(lines) + end + rest


def _sync(folder: Path) -> None:
    """Returns when the folder's names are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
