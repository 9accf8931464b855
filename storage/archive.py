"""The raw archive: every request and response as WARC/1.1, one gzip member a record, read back by position.

The archive is the truth; snapshot rows can be made again from it. A response record carries what only we
know of it (run, role, source, parent, what the list said) as JSON in one header field of our own, so nothing
is lost with the database. A body that was seen before becomes a `revisit` that names the file and offset of
the first record (WARC-Refers-To-Filename and WARC-Refers-To-File-Offset), so it too is read by position.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import fcntl
import hashlib
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator

from storage import journal
from storage.members import next_member, read_member
from storage.text import header_text, one_line, storable

FACTS = "Policy-Corpus"  # our own header field, JSON in ASCII
MAX_BODY = 64 * 1024 * 1024  # bytes of one decoded body; a larger one is a failure, not a page
NO_RECORD = "no whole record"  # why most torn bytes are
_READING = ".reading.lock"
_MAX_HEADERS = 256 * 1024
_MAX_DIGITS = 18  # of a number below 2**63, which both databases hold
_MAX_HOPS = 16  # from a revisit to the body; rows made again in another order can make a revisit refer to a revisit


class ArchiveError(Exception):
    """A record cannot be read; the message is one line that names file and offset."""


class BodyTooLargeError(ArchiveError):
    """A decoded body is larger than MAX_BODY."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a record lies: file relative to the archive (forward slashes), offset and stored length in bytes."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response, or one file saved by hand (`method` empty): what the archive stores.

    `body` is decoded (no content encoding); `fetched_at` is UTC like 2026-11-24T05:36:12Z; `facts` are the
    words of ours, JSON values only.
    """

    url: str
    body: bytes
    fetched_at: str
    status: int = 200
    reason: str = ""
    headers: Sequence[tuple[str, str]] = ()
    method: str = "GET"
    request_headers: Sequence[tuple[str, str]] = ()
    request_body: bytes = b""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    def as_stored(self) -> Exchange:
        """The exchange as its record gives it back: headers in ASCII, one line each; a file by hand has only a type."""
        headers = _header_list(self.headers)
        if not self.method:
            named = {name.lower(): value for name, value in headers}
            headers = [("content-type", named.get("content-type") or "application/octet-stream")]
        return replace(
            self,
            url=one_line(self.url).replace(" ", "%20"),  # as every reader of WARC-Target-URI repairs it
            reason=header_text(self.reason),
            headers=headers,
            request_headers=_header_list(self.request_headers),
        )


@dataclass(frozen=True, slots=True)
class Record:
    """A response, resource or revisit. `sha256` and `size` are as the record states them, else "" and -1.

    refers_to: of a revisit the file and offset where its body lies; None of the others, and where it does not say.
    """

    position: Position
    url: str
    fetched_at: str
    status: int
    headers: Mapping[str, str]  # names in lower case
    facts: Mapping[str, Any]
    sha256: str
    size: int
    refers_to: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Torn:
    """Bytes that are no record: the tail that a crash left, or damage. `length` bytes were passed over.

    A file that cannot be opened is one too, of length 0.
    """

    file: str
    offset: int
    length: int
    reason: str = NO_RECORD

    def __str__(self) -> str:
        if not self.length:
            return f"{self.file}: {self.reason}"
        return f"{self.file}: {self.reason} at byte {self.offset}, {self.length} bytes passed over"


def _header_list(headers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Headers that read back as they were written; one without a name is none."""
    lines = [(header_text(name).replace(":", "").strip(), header_text(value)) for name, value in headers]
    return [(name, value) for name, value in lines if name]


class Archive:
    """A folder of WARC files, read by position. Files come from us, or from anyone who writes response records."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """While it lasts no compaction deletes a file: for whoever reads records where rows said that they lie."""
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):  # there is no archive, or one that nobody may write
                file = stack.enter_context((self.root / _READING).open("a+b"))
                fcntl.flock(file, fcntl.LOCK_SH)
            yield

    @contextlib.contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether nobody is `reading`; if so, who wants to waits until the end."""
        with (self.root / _READING).open("a+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def files(self) -> list[str]:
        """Every WARC file below the archive, relative, in order of name; none whose records a compaction has packed.

        A name that no database could hold is changed, so that its file is told as one that cannot be opened.
        """
        hidden = {file for packed in journal.in_force(self.root) for file in packed.files}
        found = (storable(path.relative_to(self.root).as_posix()) for path in self.root.rglob("*.warc.gz"))
        return sorted(file for file in found if file not in hidden)

    def body(self, file: str, offset: int) -> bytes:
        """The decoded body of the record at a position; a revisit's is that of the record it refers to.

        Raises ArchiveError where there is no such record, BodyTooLargeError beyond MAX_BODY.
        """
        for _ in range(_MAX_HOPS):
            record = self._record(file, offset)
            if record.rec_type != "revisit":
                return _body(record, file, offset)
            place = _refers_to(record)
            if place is None:
                raise ArchiveError(f"{file}: the revisit at byte {offset} does not say in which file its body lies")
            file, offset = place
        raise ArchiveError(f"{file}: the record at byte {offset} is one of revisits that only refer to each other")

    def _record(self, file: str, offset: int) -> Any:
        try:
            with self._open(file) as stream:
                stream.seek(offset)
                member = read_member(stream, MAX_BODY + _MAX_HEADERS)
        except OSError as error:
            raise ArchiveError(f"{file}: cannot be opened ({error.strerror}); is the archive complete?") from None
        if member is None:
            raise ArchiveError(f"{file}: no whole record at byte {offset}")
        record = _parse(member[0])
        if record is None:
            raise ArchiveError(f"{file}: the record at byte {offset} is no WARC record")
        return record

    def _open(self, file: str) -> BinaryIO:
        try:
            path = (self.root / file).resolve()
        except (ValueError, RuntimeError):  # a NUL in the name, symbolic links in a circle
            raise ArchiveError(f"{file!a}: leads to no file") from None
        if not path.is_relative_to(self.root.resolve()):
            raise ArchiveError(f"{file}: lies outside the archive")
        return path.open("rb")

    def scan(self, file: str, start: int = 0) -> Iterator[Record | Torn]:
        """Every response in a file from byte `start` on, and what is torn, in order.

        A file that a crawl is writing at this moment (its lock is held) shows no torn tail: that record is in flight.
        """
        try:
            opened = self._open(file)
        except OSError as error:
            yield Torn(file, 0, 0, f"cannot be opened ({error.strerror})")
            return
        except ArchiveError as error:
            yield Torn(file, 0, 0, str(error).rpartition(": ")[2])
            return
        with opened as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
                in_use = False
            except BlockingIOError:
                in_use = True
            offset, end = start, os.fstat(stream.fileno()).st_size
            while offset < end:
                stream.seek(offset)
                member = read_member(stream, MAX_BODY + _MAX_HEADERS)
                record = _parse(member[0]) if member else None
                if member is None or record is None:
                    following = next_member(stream, offset + 1, end, b"WARC/")
                    if following < end or not in_use:
                        yield Torn(file, offset, following - offset)
                    offset = following
                    continue
                data, length = member
                if _holds_more(data, record):
                    yield Torn(file, offset, length, "compressed as a whole (`warcio recompress` parts the records)")
                elif record.rec_type in ("response", "resource", "revisit"):
                    yield _found(record, Position(file, offset, length))
                offset += length


def _parse(member: bytes) -> Any:
    """The warcio record in a member's bytes; None where they are no record, which has a length at least."""
    try:
        record = next(iter(ArchiveIterator(io.BytesIO(member), no_record_parse=False)), None)
    except Exception:  # warcio raises what its code happens to, for a header that is missing or absurd
        return None
    return record if record is not None and _number(record.rec_headers.get_header("Content-Length")) >= 0 else None


def _number(text: str | None) -> int:
    """A number of a header; -1 where it is none, or larger than any file's offset or length can be."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else -1


def _holds_more(member: bytes, record: Any) -> bool:
    """Whether another record follows in the same member: a file compressed as a whole, which has no positions."""
    head = member.find(b"\r\n\r\n")
    return head >= 0 and bool(member[head + 4 + _number(record.rec_headers.get_header("Content-Length")) :].strip())


def _refers_to(record: Any) -> tuple[str, int] | None:
    named = record.rec_headers.get_header
    file, offset = named("WARC-Refers-To-Filename"), _number(named("WARC-Refers-To-File-Offset"))
    return (file, offset) if file and offset >= 0 else None


def _found(record: Any, position: Position) -> Record:
    named = record.rec_headers.get_header
    http = record.http_headers
    try:
        facts = json.loads(named(FACTS) or "{}")
    except (ValueError, RecursionError):
        facts = {}
    headers = {name.lower(): value for name, value in http.headers} if http else {}
    if not http:
        headers["content-type"] = named("Content-Type") or ""
    status = http.get_statuscode() if http else "200"
    length = headers.get("content-length") if record.rec_type != "resource" else named("Content-Length")
    as_is = not headers.keys() & {"content-encoding", "transfer-encoding"}  # else both are of the body on the wire
    return Record(
        position=position,
        url=named("WARC-Target-URI") or "",
        fetched_at=storable(named("WARC-Date") or "")[:19].rstrip("Z") + "Z",
        status=int(status) if status and len(status) == 3 and _number(status) >= 0 else 0,
        headers=headers,
        facts=facts if isinstance(facts, dict) else {},
        sha256=_sha256(named("WARC-Payload-Digest") or "") if as_is else "",
        size=_number(length) if as_is else -1,
        refers_to=_refers_to(record) if record.rec_type == "revisit" else None,
    )


def _sha256(label: str) -> str:
    """The hexadecimal SHA-256 of a labelled digest, which archivers write in base 32 or in hexadecimal; else empty."""
    algorithm, _, digest = label.partition(":")
    if algorithm.lower() not in ("sha256", "sha-256"):
        return ""
    with contextlib.suppress(binascii.Error, ValueError):
        raw = bytes.fromhex(digest) if len(digest) == 64 else base64.b32decode(digest.upper())
        return raw.hex() if len(raw) == 32 else ""
    return ""


def _body(record: Any, file: str, offset: int) -> bytes:
    try:
        body: bytes = record.content_stream().read(MAX_BODY + 1)
    except Exception as error:  # whatever a decoder says of bytes that are not what the headers promise
        raise ArchiveError(f"{file}: the body at byte {offset} cannot be decoded ({error})") from None
    if len(body) > MAX_BODY or record.length > MAX_BODY + _MAX_HEADERS:
        raise BodyTooLargeError(f"{file}: the body at byte {offset} is larger than {MAX_BODY // 2**20} MiB")
    return body
