"""Pages and files saved by hand, into the archive as WARC resource records: as good as a crawl."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Engine

from corpus.reading.carrier import carrier
from crawlers.recording import Recording
from crawlers.site import Site
from storage.archive import MAX_BODY, Exchange

_TYPES = {"html": "text/html", "pdf": "application/pdf", "text": "text/plain"}


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
            address = url or f"file:{name}"
            fault = _fault(path)
            if fault:
                recording.fail(address, fault, stage="add")
                faults.append(f"{path}: {fault}")
                continue
            data = path.read_bytes()
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


def _fault(path: Path) -> str:
    """Why a file cannot be stored; empty where it can."""
    try:
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except OSError as error:
        return f"cannot be opened ({error.strerror})"
    if size == 0:
        return "the file is empty"
    if size > MAX_BODY:
        return f"larger than {MAX_BODY // 2**20} MiB"
    return ""
