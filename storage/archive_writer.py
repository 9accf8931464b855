"""Writing the archive: exchanges become WARC records, appended whole, in a file a run and day."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Self

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage.archive import FACTS, Exchange, Position
from storage.members import compress
from storage.text import header_text

ROTATE = 1024 * 1024 * 1024  # bytes after which a writer begins a new file


class _Writer(WARCWriter):  # type: ignore[misc]
    """warcio's writer, uncompressed: we compress members ourselves, and state the payload's digest ourselves."""

    def __init__(self, out: BinaryIO) -> None:
        super().__init__(out, gzip=False, warc_version="1.1")

    def ensure_digest(self, record: Any, block: bool = True, payload: bool = True) -> None:
        """Nothing: the payload's SHA-256 is set by hand, and a block digest would hash every byte again."""


# Headers that describe the body on the wire. The body is stored decoded, so they move aside under the
# name that other archivers use for the same purpose.
_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length"})


_REVISITS = "http://netpreserve.org/warc/1.1/revisit"


def _profile(exchange: Exchange) -> str:
    """Why a record refers to an earlier one: its server said so, or the same bytes came again."""
    return "server-not-modified" if exchange.status == 304 else "identical-payload-digest"


class ArchiveWriter:
    """Appends exchanges to a WARC file, `<site>/<run>-<day>-<n>.warc.gz`, and holds its lock until it begins another.

    That is when the file has grown to `rotate` bytes, and with the first exchange of another day (UTC).
    Each exchange is one write of whole gzip members: a kill loses at most what was in flight.
    """

    def __init__(self, root: Path, site: str, run: str, *, rotate: int = ROTATE) -> None:
        self.root, self.site, self.run, self._rotate = root, site, run, rotate
        self._number = 0
        self._out: io.FileIO | None = None
        self._name = self._day = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, exchange: Exchange, seen: Position | None = None) -> Position:
        """Stores an exchange and returns where its response lies. `seen` is an earlier record with the same body."""
        out = self._file(exchange.fetched_at[:10].replace("-", ""))
        memory = io.BytesIO()
        writer = _Writer(memory)
        members = []
        for record in self._records(writer, exchange.as_stored(), seen):
            memory.seek(0)
            memory.truncate()
            writer.write_record(record)
            members.append(compress(memory.getvalue()))
        start = _append(out, b"".join(members))
        return Position(self._name, start + sum(map(len, members[:-1])), len(members[-1]))

    def sync(self) -> None:
        """Returns when what was written is on the disk, not only handed to the system."""
        if self._out is not None:
            os.fsync(self._out.fileno())

    def close(self) -> None:
        if self._out is not None:
            self.sync()
            self._out.close()  # the lock goes with the file
            self._out = None

    def _file(self, day: str) -> io.FileIO:
        if self._out is not None and self._out.tell() < self._rotate and day == self._day:
            return self._out
        self.close()
        self._day = day
        folder = self.root / self.site
        folder.mkdir(parents=True, exist_ok=True)
        while True:
            self._number += 1
            path = folder / f"{self.run}-{day}-{self._number:03}.warc.gz"
            with contextlib.suppress(FileExistsError):
                self._out = path.open("xb", buffering=0)
                break
        fcntl.flock(self._out, fcntl.LOCK_EX)
        self._name = path.relative_to(self.root).as_posix()
        memory = io.BytesIO()
        writer = _Writer(memory)
        info = {"software": "policy-corpus", "format": "WARC File Format 1.1", "isPartOf": self.run}
        writer.write_record(writer.create_warcinfo_record(path.name, info))
        _append(self._out, compress(memory.getvalue()))
        return self._out

    def _records(self, writer: _Writer, exchange: Exchange, seen: Position | None) -> Iterator[Any]:
        """The request first, then the response: the last whole record of a file is always a response."""
        facts = json.dumps({**exchange.facts, "run": self.run, "site": self.site}, sort_keys=True)
        fields = {
            "WARC-Date": exchange.fetched_at,
            "WARC-Payload-Digest": f"sha256:{base64.b32encode(bytes.fromhex(exchange.sha256)).decode()}",
            FACTS: facts,
        }
        if not exchange.method:
            ((_, content_type),) = exchange.headers
            yield writer.create_warc_record(
                exchange.url, "resource", io.BytesIO(exchange.body), len(exchange.body), content_type, fields
            )
            return
        path = exchange.url.split("//", 1)[-1].partition("/")[2]
        request_head = StatusAndHeaders(
            f"{exchange.method} /{header_text(path)} HTTP/1.1",
            list(exchange.request_headers),
            is_http_request=True,
        )
        yield writer.create_warc_record(
            exchange.url,
            "request",
            io.BytesIO(exchange.request_body),
            len(exchange.request_body),
            warc_headers_dict={"WARC-Date": exchange.fetched_at},
            http_headers=request_head,
        )
        headers = [
            (f"X-Archive-Orig-{name}" if name.lower() in _WIRE else name, value) for name, value in exchange.headers
        ]
        headers.append(("Content-Length", str(len(exchange.body))))
        head = StatusAndHeaders(f"{exchange.status} {exchange.reason}".strip(), headers, protocol="HTTP/1.1")
        if seen is None:
            body, kind = exchange.body, "response"
        else:
            body, kind = b"", "revisit"
            fields |= {
                "WARC-Profile": f"{_REVISITS}/{_profile(exchange)}",
                "WARC-Refers-To-Filename": seen.file,
                "WARC-Refers-To-File-Offset": str(seen.offset),
            }
        yield writer.create_warc_record(
            exchange.url, kind, io.BytesIO(body), len(body), warc_headers_dict=fields, http_headers=head
        )


def _append(out: io.FileIO, data: bytes) -> int:
    """Writes bytes at the end of a file, all of them or none (the disk may be full), and returns where they begin."""
    start = out.tell()
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[out.write(rest) :]
    except OSError:
        out.truncate(start)
        out.seek(start)
        raise
    return start
