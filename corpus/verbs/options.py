"""What the verbs share: the options that many of them take, and the end of a call that cannot be carried out."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, BinaryIO, NoReturn

import typer

from corpus.printing import note

DEFAULT_DB = "sqlite:///corpus.db"
DEFAULT_ARCHIVE = "archive/"
DEFAULT_REPORTS = "reports/"
MAKES_ONE = "`corpus build` makes one, CORPUS_DB or --db names another"
Db = Annotated[str, typer.Option("--db", envvar="CORPUS_DB", help="Database URL.")]
ArchiveFolder = Annotated[Path, typer.Option("--archive", envvar="CORPUS_ARCHIVE", help="Folder of WARC files.")]
Reports = Annotated[Path, typer.Option("--reports", envvar="CORPUS_REPORTS", help="Folder of the reports of --due.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A Scrapy setting; may be repeated.")
]
SiteNames = Annotated[list[str] | None, typer.Argument(metavar="[SITE]...", help="Sites; all where none is named.")]


def stop(message: str) -> NoReturn:
    """Ends the command: the call cannot be carried out."""
    note(message)
    raise typer.Exit(2)


def engine(url: str) -> Any:
    from storage.database import open_database, ready

    return ready(open_database(url))


def existing(url: str) -> Any:
    """The database that is there, for verbs that only read: none is made."""
    from storage.database import ready

    return ready(found(url, MAKES_ONE))


def found(url: str, hint: str, code: int = 2) -> Any:
    """The database that is there, whatever its schema; where there is none, the call ends with the hint."""
    from storage.database import open_database

    opened = open_database(url)
    file = opened.url.database
    if opened.dialect.name == "sqlite" and file not in (None, "", ":memory:") and not Path(file).is_file():
        note(f"{file}: no such database; {hint}")
        raise typer.Exit(code)
    return opened


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of `path` at the end, whole or not at all.

    Ends the call where it cannot be written, and for a ValueError: more is to be written than the file can hold.
    """
    from storage.atomic import written_whole

    require_place(path)
    try:
        with written_whole(path) as file:
            yield file
    except OSError as error:  # which may name the temporary file
        stop(f"{path}: cannot be written: {error.strerror}")
    except ValueError as error:
        stop(f"{path}: {error}")


def require_place(path: Path) -> None:
    """Ends the call where no file can have this name."""
    if path.is_dir():
        stop(f"{path}: a folder; name a file")
    if not path.parent.is_dir():
        stop(f"{path.parent}: no such folder; make it, or name another file")


def require_archive(folder: Path) -> None:
    if not folder.is_dir():
        stop(f"{folder}: no such archive; CORPUS_ARCHIVE or --archive names another")


def known_sites(names: list[str] | None) -> list[str]:
    from crawlers.sites import SITES

    for name in names or ():
        if name not in SITES:
            stop(f"{name}: no such site; `corpus sites` lists them")
    return names or list(SITES)


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        stop(f"{text}: not a date like 2021-10-12")


def scrapy_settings(given: list[str] | None) -> dict[str, str]:
    """What --set gives. Ends the call for what is no setting, or none of ours, and for values that it cannot have."""
    from crawlers import settings as ours

    for setting in given or ():
        name, equals, _ = setting.partition("=")
        if not equals:
            stop(f"--set {setting}: not NAME=VALUE")
        if name.startswith("CORPUS_") and not hasattr(ours, name):
            known = ", ".join(each for each in dir(ours) if each.startswith("CORPUS_"))
            stop(f"--set {setting}: no such setting; there are {known}")
        _require_kind(setting, getattr(ours, name, None))
    chosen = dict(setting.partition("=")[::2] for setting in given or ())
    variable = "CORPUS_PRIVATE_NETWORKS"
    _require_networks(chosen.get(variable, os.environ.get(variable, "")), variable)
    return chosen


def _require_kind(setting: str, default: object) -> None:
    """Ends the call for NAME=VALUE whose value is not of the kind of the default, which Scrapy sees in mid-crawl only.

    None and texts are of any kind.
    """
    value = setting.partition("=")[2]
    if isinstance(default, bool):
        if value not in ("1", "0", "True", "False", "true", "false"):
            stop(f"--set {setting}: neither 1 nor 0")
    elif isinstance(default, int | float):
        try:
            number = type(default)(value)
        except ValueError:
            number = math.nan
        if not 0 <= number <= sys.maxsize:
            stop(f"--set {setting}: not a {'whole ' if isinstance(default, int) else ''}number from 0")


def _require_networks(listed: str, where: str) -> None:
    for network in filter(None, map(str.strip, listed.split(","))):
        try:
            ip_network(network)
        except ValueError:
            stop(f"{where}: {network}: not a network like 10.1.0.0/16")


def bytes_of(file: Path) -> bytes:
    """What a file holds. Ends the call for one that is too large, and for a pipe or device, which may have no end."""
    from storage.archive import MAX_BODY

    if not file.is_file():
        stop(f"{file}: not a regular file; save what it brings into one")
    if file.stat().st_size > MAX_BODY:
        stop(f"{file}: larger than {MAX_BODY // 2**20} MiB")
    return file.read_bytes()


def definition(name: str) -> Any:
    """A corpus's definition, by its name or its file."""
    from corpus.definition import DefinitionError, load

    try:
        return load(name)
    except DefinitionError as error:
        stop(str(error))
