"""Gzip members: a WARC file is a row of them, one a record, so that each can be read and found by itself."""

from __future__ import annotations

import contextlib
import zlib
from typing import BinaryIO

# On 37 real pages of www.gov.cn: level 9 takes .39 ms a page, 6 .37 with .2 % more bytes, 1 .22 with 11 % more.
COMPRESSION = 6
_WBITS = zlib.MAX_WBITS | 16  # a gzip header and trailer
_CHUNK = 64 * 1024
_MAGIC = b"\x1f\x8b\x08"
_PROBE = 4096  # bytes of a member from which its data's beginning can be told


def compress(data: bytes) -> bytes:
    member = zlib.compressobj(COMPRESSION, zlib.DEFLATED, _WBITS)
    return member.compress(data) + member.flush()


def read_member(stream: BinaryIO, limit: int) -> tuple[bytes, int] | None:
    """The member at the stream's place: its data and its stored length. None where it is torn, or there is none.

    Data beyond about `limit` bytes is passed over, not kept.
    """
    inflate = zlib.decompressobj(_WBITS)
    parts: list[bytes] = []
    size = taken = 0
    try:
        while not inflate.eof:
            chunk = stream.read(_CHUNK)
            if not chunk:
                return None
            taken += len(chunk)
            while chunk and not inflate.eof:  # at its end zlib may leave an unconsumed tail that is none
                data = inflate.decompress(chunk, _CHUNK * 16)
                if size <= limit:
                    parts.append(data)
                size += len(data)
                chunk = inflate.unconsumed_tail
    except zlib.error:
        return None
    return b"".join(parts), taken - len(inflate.unused_data)


def next_member(stream: BinaryIO, offset: int, end: int, beginning: bytes) -> int:
    """Where the next member whose data begins so begins itself, from `offset` on; `end` where there is none."""
    stream.seek(offset)
    window, base = b"", offset
    while chunk := stream.read(_CHUNK):
        window += chunk
        at = window.find(_MAGIC)
        while at >= 0:
            inflate = zlib.decompressobj(_WBITS)
            with contextlib.suppress(zlib.error):
                if inflate.decompress(window[at : at + _PROBE], len(beginning)) == beginning:
                    return base + at
            at = window.find(_MAGIC, at + 1)
        keep = window[-_PROBE:]
        base += len(window) - len(keep)
        window = keep
    return end
