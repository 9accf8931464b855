"""The archive: what is written comes back by position, whatever the bytes; what is torn is told and passed over."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import gzip
import hashlib
import io
import os
import random
import resource
import zlib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from fastwarc.warc import ArchiveIterator as FastArchiveIterator
from fastwarc.warc import WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage import archive as storage_archive
from storage.archive import Archive, ArchiveError, BodyTooLargeError, Exchange, Position, Record, Torn
from storage.archive_writer import ArchiveWriter

PAGE = Exchange(
    url="https://www.example.gov.cn/zc/t20211012_1.html",
    body="<html><body>样例：关于印发方案的通知</body></html>".encode(),
    fetched_at="2026-11-24T05:36:12Z",
    headers=[("Content-Type", "text/html; charset=utf-8"), ("ETag", '"a1"'), ("Content-Encoding", "gzip")],
    request_headers=[("User-Agent", "policy-corpus")],
    facts={"role": "page", "source": "zc", "listed_title": "关于印发方案的通知"},
)

NOISE = random.Random(7).randbytes(200_000)  # the same in every process: pytest-xdist compares the cases


def other(number: int) -> Exchange:
    return replace(PAGE, url=f"https://www.example.gov.cn/{number}.html", body=b"%d " % number * 400)


def write(root: Path, *exchanges: Exchange, run: str = "r1") -> list[Position]:
    with ArchiveWriter(root, "beijing", run) as writer:
        return [writer.write(exchange) for exchange in exchanges]


def scanned(root: Path, file: str = "") -> list[Record | Torn]:
    archive = Archive(root)
    return [entry for name in ([file] if file else archive.files()) for entry in archive.scan(name)]


def records(root: Path) -> list[Record]:
    found = scanned(root)
    assert not [entry for entry in found if isinstance(entry, Torn)]
    return [entry for entry in found if isinstance(entry, Record)]


def test_what_is_written_is_read_by_position(tmp_path: Path) -> None:
    pages = [other(number) for number in range(20)]
    positions = write(tmp_path, PAGE, *pages)
    archive = Archive(tmp_path)
    for exchange, position in [*zip([PAGE, *pages], positions, strict=True)][::-1]:
        assert archive.body(position.file, position.offset) == exchange.body
    found = records(tmp_path)
    assert [record.position for record in found] == positions
    first = found[0]
    assert (first.url, first.status, first.fetched_at) == (PAGE.url, 200, PAGE.fetched_at)
    assert first.facts == {**PAGE.facts, "run": "r1", "site": "beijing"}
    assert (first.sha256, first.size) == (PAGE.sha256, len(PAGE.body))
    assert first.headers["content-type"] == "text/html; charset=utf-8"
    assert first.headers["x-archive-orig-content-encoding"] == "gzip"
    assert "content-encoding" not in first.headers


def test_positions_cover_the_file(tmp_path: Path) -> None:
    """A record's length reaches to the next record's request, so a scan may go on from there."""
    positions = write(tmp_path, PAGE, other(1), other(2))
    for position, following in pairwise(positions):
        rest = [*Archive(tmp_path).scan(position.file, position.offset + position.length)]
        assert isinstance(rest[0], Record)
        assert rest[0].position == following


def test_a_file_saved_by_hand_is_a_resource(tmp_path: Path) -> None:
    saved = replace(PAGE, url="file:方案.pdf", method="", headers=[("Content-Type", "application/pdf")])
    (position,) = write(tmp_path, saved)
    (record,) = records(tmp_path)
    assert (record.url, record.headers["content-type"]) == ("file:方案.pdf", "application/pdf")
    assert Archive(tmp_path).body(position.file, position.offset) == saved.body


def test_a_revisit_is_read_by_position(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "beijing", "r1") as writer:
        first = writer.write(PAGE)
    with ArchiveWriter(tmp_path, "hunan", "r2") as writer:
        again = writer.write(replace(PAGE, url="http://b.example.gov.cn/"), seen=first)
        third = writer.write(PAGE, seen=again)  # rows made again from the archive may name a revisit as the first
    archive = Archive(tmp_path)
    assert archive.body(again.file, again.offset) == PAGE.body
    assert archive.body(third.file, third.offset) == PAGE.body
    assert again.length < first.length
    record = next(record for record in records(tmp_path) if record.position == again)
    assert (record.sha256, record.size) == (PAGE.sha256, len(PAGE.body))


def test_a_revisit_that_refers_to_itself_ends(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "beijing", "r1") as writer:
        loop = writer.write(PAGE)
        end = before = loop.offset + loop.length
        for _ in range(1000):  # where a record will lie is guessed from the one before: its length varies by some bytes
            guess = end + loop.offset - before
            before = end
            loop = writer.write(PAGE, seen=replace(loop, offset=guess))
            end = loop.offset + loop.length
            if loop.offset == guess:
                break
    assert loop.offset == guess
    with pytest.raises(ArchiveError, match="revisits that only refer to each other"):
        Archive(tmp_path).body(loop.file, loop.offset)


def test_a_revisit_whose_record_is_gone(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "beijing", "r1") as writer:
        position = writer.write(PAGE, seen=Position("beijing/gone-001.warc.gz", 0, 9))
    with pytest.raises(ArchiveError, match=r"^beijing/gone-001\.warc\.gz: cannot be opened \(No such file"):
        Archive(tmp_path).body(position.file, position.offset)


# What is torn ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [0.01, 0.5, 0.99])
def test_a_torn_last_record_is_reported_and_passed_over(tmp_path: Path, kept: float) -> None:
    *whole, last = write(tmp_path, PAGE, other(1), other(2))
    path = tmp_path / last.file
    size = last.offset + max(1, int(last.length * kept))
    os.truncate(path, size)
    found = scanned(tmp_path)
    assert [entry.position for entry in found if isinstance(entry, Record)] == whole
    assert [entry for entry in found if isinstance(entry, Torn)] == [Torn(last.file, last.offset, size - last.offset)]
    assert str(found[-1]) == (
        f"{last.file}: no whole record at byte {last.offset}, {size - last.offset} bytes passed over"
    )
    with pytest.raises(ArchiveError, match="no whole record at byte"):
        Archive(tmp_path).body(last.file, last.offset)


@pytest.mark.parametrize(
    "damage", [b"\0" * 40, b"\x1f\x8b\x08\0\0\0\0\0\0\x03" * 4, NOISE[:40]], ids=["zeros", "heads", "noise"]
)
def test_damage_in_the_middle_costs_one_record(tmp_path: Path, damage: bytes) -> None:
    positions = write(tmp_path, PAGE, other(1), other(2))
    hurt = positions[1]
    with (tmp_path / hurt.file).open("r+b") as file:
        file.seek(hurt.offset + 30)
        file.write(damage)
    found = scanned(tmp_path)
    assert [entry.position for entry in found if isinstance(entry, Record)] == [positions[0], positions[2]]
    torn = [entry for entry in found if isinstance(entry, Torn)]
    assert torn[0].offset == hurt.offset
    assert sum(entry.length for entry in torn) == hurt.length


def test_bytes_lost_between_records(tmp_path: Path) -> None:
    positions = write(tmp_path, *map(other, range(5)))
    path = tmp_path / positions[0].file
    data = path.read_bytes()
    cut = positions[1].offset + 7
    path.write_bytes(data[:cut] + data[cut + 11 :])
    urls = [entry.url for entry in scanned(tmp_path) if isinstance(entry, Record)]
    assert urls == [other(number).url for number in (0, 2, 3, 4)]


def test_a_file_that_is_being_written_shows_no_torn_tail(tmp_path: Path) -> None:
    position = write(tmp_path, PAGE, other(1))[-1]
    path = tmp_path / position.file
    os.truncate(path, position.offset + 10)
    with path.open("rb") as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        assert [type(entry) for entry in scanned(tmp_path)] == [Record]
    assert [type(entry) for entry in scanned(tmp_path)] == [Record, Torn]


def test_a_writer_holds_its_lock_and_readers_see_what_is_whole(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "beijing", "r1") as writer:
        position = writer.write(PAGE)
        with (tmp_path / position.file).open("rb") as reading, pytest.raises(BlockingIOError):
            fcntl.flock(reading, fcntl.LOCK_SH | fcntl.LOCK_NB)
        assert Archive(tmp_path).body(position.file, position.offset) == PAGE.body
    with (tmp_path / position.file).open("rb") as reading:
        fcntl.flock(reading, fcntl.LOCK_SH | fcntl.LOCK_NB)


@pytest.mark.parametrize(
    "garbage",
    [b"", b"not an archive", NOISE, gzip.compress(b"no record", mtime=0)],
    ids=["empty", "text", "noise", "gzip"],
)
def test_a_file_of_garbage_is_passed_over(tmp_path: Path, garbage: bytes) -> None:
    (tmp_path / "beijing").mkdir()
    (tmp_path / "beijing" / "x.warc.gz").write_bytes(garbage)
    found = scanned(tmp_path)
    assert found == ([Torn("beijing/x.warc.gz", 0, len(garbage))] if garbage else [])


def test_a_file_compressed_as_a_whole_is_refused_not_half_read(tmp_path: Path) -> None:
    position = write(tmp_path, PAGE, other(1))[0]
    path = tmp_path / position.file
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())))
    (torn,) = scanned(tmp_path)
    assert isinstance(torn, Torn)
    assert "compressed as a whole" in str(torn)


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder.warc.gz").mkdir()
    (tmp_path / "dangling.warc.gz").symlink_to(tmp_path / "nowhere")
    assert [str(entry) for entry in scanned(tmp_path)] == [
        "dangling.warc.gz: cannot be opened (No such file or directory)",
        "folder.warc.gz: cannot be opened (Is a directory)",
    ]


# Bounds ----------------------------------------------------------------------------------------------------------


def test_nothing_outside_the_archive_is_read(tmp_path: Path) -> None:
    inside, outside = tmp_path / "archive", tmp_path / "outside"
    (position,) = write(outside, PAGE)
    inside.mkdir()
    (inside / "link.warc.gz").symlink_to(outside / position.file)
    archive = Archive(inside)
    for name in (f"../outside/{position.file}", str(outside / position.file), "link.warc.gz", "..", "a/../../outside"):
        with pytest.raises(ArchiveError):
            archive.body(name, position.offset)
    assert [str(entry) for entry in scanned(inside)] == ["link.warc.gz: lies outside the archive"]
    with ArchiveWriter(inside, "beijing", "r1") as writer:
        leading_out = writer.write(PAGE, seen=replace(position, file=f"../outside/{position.file}"))
    with pytest.raises(ArchiveError, match="lies outside the archive"):
        archive.body(leading_out.file, leading_out.offset)


def test_a_body_larger_than_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = 1024 * 1024
    sizes = [limit, limit + 1, limit * 4]
    positions = write(tmp_path, *(replace(PAGE, body=bytes(size)) for size in sizes), PAGE)
    monkeypatch.setattr(storage_archive, "MAX_BODY", limit)
    archive = Archive(tmp_path)
    assert len(archive.body(positions[0].file, positions[0].offset)) == limit
    for position in positions[1:3]:
        with pytest.raises(BodyTooLargeError, match=f"at byte {position.offset} is larger than 1 MiB"):
            archive.body(position.file, position.offset)
    assert [record.position for record in records(tmp_path)] == positions


def test_a_body_that_unpacks_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(bytes(8 * 1024 * 1024))
    foreign(tmp_path / "x.warc.gz", packed, [("Content-Type", "text/html"), ("Content-Encoding", "gzip")])
    monkeypatch.setattr(storage_archive, "MAX_BODY", 1024 * 1024)
    (record,) = records(tmp_path)
    with pytest.raises(BodyTooLargeError):
        Archive(tmp_path).body(record.position.file, record.position.offset)


def test_a_writer_rotates_and_never_overwrites(tmp_path: Path) -> None:
    for _ in range(2):
        with ArchiveWriter(tmp_path, "beijing", "r1", rotate=2000) as writer:
            for number in range(8):
                writer.write(replace(PAGE, body=os.urandom(900), url=f"https://www.example.gov.cn/{number}"))
    files = Archive(tmp_path).files()
    assert files == [f"beijing/r1-20261124-{number:03}.warc.gz" for number in range(1, len(files) + 1)]
    assert len(files) >= 8
    assert len(records(tmp_path)) == 16


def test_a_writer_begins_a_file_with_each_day(tmp_path: Path) -> None:
    """Whoever reads a file of a day before finds it closed, and no longer locked."""
    times = ["2026-11-24T23:59:59Z", "2026-11-24T23:59:59Z", "2026-11-25T00:00:00Z", "2026-11-25T00:00:01Z"]
    with ArchiveWriter(tmp_path, "beijing", "r1") as writer:
        positions = [
            writer.write(replace(other(number), fetched_at=moment)) for number, moment in enumerate([*times, times[0]])
        ]
        names = [f"beijing/r1-{part}.warc.gz" for part in ("20261124-001", "20261125-002", "20261124-003")]
        assert [position.file for position in positions] == [names[part] for part in (0, 0, 1, 1, 2)]
        with (tmp_path / names[0]).open("rb") as closed:
            fcntl.flock(closed, fcntl.LOCK_SH | fcntl.LOCK_NB)
        for number, position in enumerate(positions):
            assert Archive(tmp_path).body(position.file, position.offset) == other(number).body
    assert [record.position for record in records(tmp_path)] == sorted(
        positions, key=lambda position: (position.file, position.offset)
    )


def test_a_record_that_does_not_fit_leaves_nothing_behind(tmp_path: Path) -> None:
    """A file that may not grow is a full disk, as far as a writer can tell: it stops in the midst of a record."""
    large = replace(other(2), body=NOISE)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with ArchiveWriter(tmp_path, "beijing", "r1") as writer:
        first = writer.write(PAGE)
        size = (tmp_path / first.file).stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100_000, hard))
        try:
            with pytest.raises(OSError, match="too large"):
                writer.write(large)
            assert (tmp_path / first.file).stat().st_size == size
            small = writer.write(other(1))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        last = writer.write(large)
    assert [record.position for record in records(tmp_path)] == [first, small, last]


# Other programs --------------------------------------------------------------------------------------------------


def test_another_reader_reads_our_file(tmp_path: Path) -> None:
    saved = replace(PAGE, url="file:a.pdf", method="", body=b"%PDF-1.7 sample", headers=[("Content-Type", "x/y")])
    empty = replace(PAGE, url="https://www.example.gov.cn/empty", body=b"", status=404, reason="Not Found")
    with ArchiveWriter(tmp_path, "beijing", "r1") as writer:
        first = writer.write(PAGE)
        writer.write(empty)
        writer.write(saved)
        writer.write(replace(PAGE, url="https://www.example.gov.cn/again"), seen=first)
    with (tmp_path / first.file).open("rb") as stream:
        seen: list[tuple[Any, ...]] = []
        for record in FastArchiveIterator(stream, parse_http=True):
            headers = dict(record.headers)
            http = record.http_headers
            seen.append(
                (record.record_type, headers, http and http.status_code, http and dict(http), record.reader.read())
            )
    kinds = [kind for kind, *_ in seen]
    request, response = WarcRecordType.request, WarcRecordType.response
    assert kinds == [
        WarcRecordType.warcinfo,
        *(request, response),
        *(request, response),
        WarcRecordType.resource,
        *(request, WarcRecordType.revisit),
    ]
    for kind, headers, *_ in seen:
        assert headers["WARC-Date"]
        assert headers["WARC-Record-ID"].startswith("<urn:uuid:")
        assert kind == WarcRecordType.warcinfo or headers["WARC-Target-URI"]
    _, page_headers, page_status, page_http, page_body = seen[2]
    assert (page_status, page_body) == (200, PAGE.body)
    assert page_http["Content-Type"] == "text/html; charset=utf-8"
    assert page_http["Content-Length"] == str(len(PAGE.body))
    digest = page_headers["WARC-Payload-Digest"].removeprefix("sha256:")
    assert base64.b32decode(digest) == hashlib.sha256(page_body).digest()
    assert (seen[4][2], seen[4][4]) == (404, b"")
    assert (seen[5][4], seen[5][1]["Content-Type"]) == (saved.body, "x/y")
    assert seen[7][1]["WARC-Payload-Digest"] == page_headers["WARC-Payload-Digest"]
    assert seen[7][4] == b""


def foreign(path: Path, body: bytes, headers: list[tuple[str, str]], kind: str = "response", **fields: str) -> None:
    """A WARC as any archiver writes it with warcio: wire bytes, SHA-1 digests, a warcinfo, request records."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        writer = WARCWriter(file, gzip=True)
        url = "http://www.beijing.gov.cn/zc/1.html"
        request = StatusAndHeaders("GET /zc/1.html HTTP/1.0", [("Host", "www.beijing.gov.cn")], is_http_request=True)
        writer.write_record(writer.create_warc_record(url, "request", http_headers=request))
        head = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.0")
        writer.write_record(
            writer.create_warc_record(url, kind, io.BytesIO(body), warc_headers_dict=fields, http_headers=head)
        )


def chunked(body: bytes) -> bytes:
    pieces = [body[start : start + 10] for start in range(0, len(body), 10)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])


@pytest.mark.parametrize(
    ("wire", "headers"),
    [
        (PAGE.body, []),
        (gzip.compress(PAGE.body), [("Content-Encoding", "gzip")]),
        (zlib.compress(PAGE.body), [("Content-Encoding", "deflate")]),
        (chunked(PAGE.body), [("Transfer-Encoding", "chunked")]),
        (chunked(gzip.compress(PAGE.body)), [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]),
    ],
    ids=["plain", "gzip", "deflate", "chunked", "chunked gzip"],
)
def test_a_warc_of_another_archiver_is_read(tmp_path: Path, wire: bytes, headers: list[tuple[str, str]]) -> None:
    foreign(tmp_path / "brought" / "x.warc.gz", wire, [("Content-Type", "text/html"), *headers])
    (record,) = records(tmp_path)
    assert (record.status, record.headers["content-type"], record.facts) == (200, "text/html", {})
    assert Archive(tmp_path).body(record.position.file, record.position.offset) == PAGE.body


def test_a_digest_of_the_encoded_body_is_not_taken_for_the_body_s(tmp_path: Path) -> None:
    wire = gzip.compress(PAGE.body)
    said = f"sha256:{hashlib.sha256(wire).hexdigest()}"
    headers = [("Content-Encoding", "gzip"), ("Content-Length", str(len(wire)))]
    foreign(tmp_path / "x.warc.gz", wire, headers, **{"WARC-Payload-Digest": said})
    foreign(tmp_path / "x.warc.gz", PAGE.body, [("Content-Length", "5")], **{"WARC-Payload-Digest": f"sha1:{'A' * 32}"})
    first, second = records(tmp_path)
    assert (first.sha256, first.size) == ("", -1)
    assert second.sha256 == ""


def test_a_revisit_of_another_archiver_says_that_it_cannot_be_followed(tmp_path: Path) -> None:
    profile = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
    foreign(tmp_path / "x.warc.gz", b"", [], "revisit", **{"WARC-Profile": profile})
    (record,) = records(tmp_path)
    with pytest.raises(ArchiveError, match="does not say in which file its body lies"):
        Archive(tmp_path).body(record.position.file, record.position.offset)


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate"])
def test_an_encoding_that_is_a_lie_is_no_crash(tmp_path: Path, encoding: str) -> None:
    foreign(tmp_path / "x.warc.gz", gzip.compress(PAGE.body)[:-20], [("Content-Encoding", encoding)])
    (record,) = records(tmp_path)
    with contextlib.suppress(ArchiveError):
        Archive(tmp_path).body(record.position.file, record.position.offset)


# What must hold for all input --------------------------------------------------------------------------------------

ANY_TEXT = st.text(st.characters(), max_size=40)  # lone surrogates, controls and line breaks included
HEADERS = st.lists(st.tuples(ANY_TEXT, ANY_TEXT), max_size=6)
FACTS = st.dictionaries(st.text(max_size=8), st.none() | st.integers() | ANY_TEXT, max_size=3)


@settings(deadline=None, max_examples=150)
@given(
    url=ANY_TEXT,
    headers=HEADERS,
    asked=HEADERS,
    reason=ANY_TEXT,
    body=st.binary(max_size=400),
    facts=FACTS,
    by_hand=st.booleans(),
)
def test_anything_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    url: str,
    headers: list[tuple[str, str]],
    asked: list[tuple[str, str]],
    reason: str,
    body: bytes,
    facts: dict[str, Any],
    by_hand: bool,
) -> None:
    root = tmp_path_factory.mktemp("archive")
    exchange = replace(
        PAGE,
        url=f"http://x/{url}",
        body=body,
        headers=headers,
        request_headers=asked,
        reason=reason,
        facts=facts,
        method="" if by_hand else "GET",
    )
    positions = write(root, exchange, PAGE)
    found = records(root)
    assert [record.position for record in found] == positions
    assert [Archive(root).body(position.file, position.offset) for position in positions] == [body, PAGE.body]
    stored = exchange.as_stored()
    assert found[0].url == stored.url
    assert found[0].sha256 == exchange.sha256
    assert found[0].size == len(body)
    assert found[0].status == 200
    expected = {name.lower(): value for name, value in stored.headers}
    for name, value in expected.items():
        if name not in ("content-length", "content-encoding", "transfer-encoding"):
            assert found[0].headers[name] == value
    assert stored.as_stored() == stored


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f%"), max_size=30))
def test_header_bytes_can_be_told_from_what_is_stored(value: str) -> None:
    """Headers arrive as latin-1: what is not ASCII is there as %XX, byte for byte."""
    ((_, stored),) = replace(PAGE, headers=[("X", value)]).as_stored().headers
    assert unquote(stored, encoding="latin-1") == value.strip()


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_a_file_cut_or_changed_anywhere_is_read_as_far_as_it_goes(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    root = tmp_path_factory.mktemp("archive")
    positions = write(root, *map(other, range(3)))
    path = root / positions[0].file
    whole = path.read_bytes()
    at = int(len(whole) * data.draw(st.floats(0, 0.999)))
    path.write_bytes(whole[:at] + data.draw(st.binary(max_size=9)) + whole[at + data.draw(st.integers(0, 9)) :])
    found = scanned(root)
    untouched = [position for position in positions if position.offset + position.length <= at]
    assert [entry.position for entry in found if isinstance(entry, Record)][: len(untouched)] == untouched
    covered = [(entry.offset, entry.length) for entry in found if isinstance(entry, Torn)]
    assert all(length > 0 and offset + length <= path.stat().st_size for offset, length in covered)
    for entry in found:
        if isinstance(entry, Record):
            Archive(root).body(entry.position.file, entry.position.offset)
