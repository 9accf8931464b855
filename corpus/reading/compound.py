"""An OLE2 compound file, as .doc, .wps and .xls are: its streams by name, opened within bounds (olefile)."""

from __future__ import annotations

import io

import olefile

from corpus.reading import ReadingError

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_BYTES = 64 * 1024 * 1024  # of the file
# What olefile lets through when bytes are no such file or a damaged one.
_FAULTS = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError)


class Compound:
    """The streams at the top of a compound file. Raises ReadingError in one line: damaged, too large."""

    def __init__(self, data: bytes) -> None:
        if len(data) > MAX_BYTES:
            raise ReadingError(f"too large: {len(data):,} bytes (at most {MAX_BYTES:,})")
        try:
            self._file = olefile.OleFileIO(io.BytesIO(data))
            self.names = frozenset(path[0] for path in self._file.listdir() if len(path) == 1)
        except _FAULTS as error:
            raise ReadingError("damaged: the OLE2 file's directory cannot be read") from error

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """A stream's bytes."""
        if name not in self.names:
            raise ReadingError(f"damaged: its stream {name} is missing")
        try:
            stream: bytes = self._file.openstream(name).read()
        except _FAULTS as error:
            raise ReadingError(f"damaged: its stream {name} cannot be read") from error
        return stream
