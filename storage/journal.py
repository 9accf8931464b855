"""What a compaction is about to do, written down before it does it, so that whoever comes after a crash can go on.

The journal is a file of its own in a site's folder. While it is there, files that were packed are hidden from the
archive's list as soon as the packed file has its name: the records of both are the same. They stay on the disk until
nobody reads the archive by positions from before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from storage.atomic import written_whole

NAME = ".compacting.json"


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that holds the records of others. Names are relative to the archive.

    moved: of each response its file and offset of before, its offset and length in the packed file.
    """

    file: str
    files: tuple[str, ...]
    moved: tuple[tuple[str, int, int, int], ...]


def write(folder: Path, packed: Sequence[Packed]) -> None:
    with written_whole(folder / NAME) as file:
        file.write(json.dumps([asdict(each) for each in packed]).encode())


def read(folder: Path) -> list[Packed]:
    """What a folder's journal says; nothing where there is none, or a file that is none of ours.

    An archive may come from a stranger, and who finishes a compaction deletes files: one that names any but WARC files
    of its own folder is none of ours.
    """
    try:
        said = [
            Packed(
                str(each["file"]),
                tuple(str(file) for file in each["files"]),
                tuple((str(file), int(at), int(to), int(length)) for file, at, to, length in each["moved"]),
            )
            for each in json.loads((folder / NAME).read_bytes())
        ]
        ours = all(_is_below(folder, file) for packed in said for file in (packed.file, *packed.files))
    except (OSError, ValueError, TypeError, KeyError, RuntimeError):  # of a name, too: a NUL, links in a circle
        return []
    return said if ours else []


def _is_below(folder: Path, file: str) -> bool:
    """Whether a name, relative to the archive, is that of a WARC file in the folder, wherever links may lead."""
    place = folder.parent / file
    return file.endswith(".warc.gz") and place.parent.resolve().is_relative_to(folder.resolve())


def in_force(root: Path) -> Iterator[Packed]:
    """The packed files, of all journals of an archive, that stand in the place of others already."""
    for journal in sorted(root.glob(f"*/{NAME}")):
        yield from _in_force(journal.parent)


def is_packed(root: Path, file: str) -> bool:
    """Whether a packed file stands in the place of this one already. Rows that were read before it did lie in this."""
    return any(file in packed.files for packed in _in_force(root / file.partition("/")[0]))


def _in_force(folder: Path) -> Iterator[Packed]:
    return (packed for packed in read(folder) if (folder.parent / packed.file).is_file())
