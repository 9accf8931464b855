"""Pages and files saved by hand, into the archive as WARC resource records: as good as a crawl."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine

from corpus.reading.carrier import carrier
from crawlers.recording import Recording
from crawlers.site import Site
from storage.archive import MAX_BODY, Exchange

_TYPES = {"html": "text/html", "pdf": "application/pdf", "text": "text/plain", "json": "application/json"}


def add_files(
    engine: Engine, archive: Path, site: Site, files: Iterable[tuple[Path, str]], url: str = ""
) -> tuple[int, list[str]]:
    """Stores files, each with the name that stands for its address (`file:NAME`) where there is no `url`.

    Returns how many were stored, and a line for each that was not (empty, too large, not readable); those
    lines are `failures` too, and the other files are stored all the same.
    """
    added, faults = 0, []
    recording = Recording(engine, archive, site, kind="add")
    recording.open()
    try:
        for path, name in files:
            address = url or file_address(name)
            try:
                data = _bytes_of(path)
            except _FaultError as fault:
                recording.fail(address, str(fault), stage="add")
                faults.append(f"{path}: {fault}")
                continue
            recording.succeed(address, stage="add")
            recording.record(
                Exchange(
                    url=address,
                    body=data,
                    fetched_at=recording.now(),
                    method="",
                    headers=[("content-type", _TYPES.get(carrier(data, name), "application/octet-stream"))],
                    facts={"role": "page", "source": "add"},
                )
            )
            added += 1
            recording.source("add").links += 1
            recording.tally.fetched += 1
    finally:
        recording.close()
    return added, faults


def file_address(name: str) -> str:
    """What stands for the address of a file that has none: its name, with %XX for what cannot be printed."""
    return "file:" + "".join(char if char.isprintable() else quote(os.fsencode(char)) for char in name)


class _FaultError(Exception):
    """Why a file cannot be stored."""


def _bytes_of(path: Path) -> bytes:
    if not path.is_file():  # a pipe or device may have no end
        raise _FaultError("not a regular file")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BODY + 1)
    except OSError as error:
        raise _FaultError(f"cannot be opened ({error.strerror})") from None
    if not data:
        raise _FaultError("the file is empty")
    if len(data) > MAX_BODY:
        raise _FaultError(f"larger than {MAX_BODY // 2**20} MiB")
    return data
