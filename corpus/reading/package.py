"""A zip of XML parts, as .docx and .ofd are: opened within bounds, its XML parsed without entities, DTDs or network."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib

from lxml import etree

from corpus.reading import ReadingError
from corpus.reading.tree import Element

MAX_BYTES = 64 * 1024 * 1024  # of the file; a crawl keeps none that are larger
MAX_PARTS = 10_000
MAX_UNPACKED = 256 * 1024 * 1024  # bytes, of all parts that are read
MAX_XML = 32 * 1024 * 1024  # bytes of one part; its tree takes some ten times that
MAX_RATIO = 250  # unpacked to packed; markup of a table of zeros reaches about 100
_MAX_DIRECTORY = 2 * 1024 * 1024  # bytes of the list of parts
_RATIO_COUNTS = 1024 * 1024  # bytes; a smaller part may be packed as tightly as it likes
_SIGNATURE = b"PK\x03\x04"
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_ZIP64 = b"PK\x06\x07"
_STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1

# By whether damaged XML is read as far as it goes.
_PARSERS = {
    recover: etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    for recover in (False, True)
}


def is_package(data: bytes) -> bool:
    """Whether bytes begin as a zip does."""
    return data.startswith(_SIGNATURE)


class Package:
    """The parts of a zip by name. Nothing is unpacked before it is asked for.

    Raises ReadingError in one line: damaged, encrypted, too large, packed too tightly.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) > MAX_BYTES:
            raise ReadingError(f"too large: {len(data):,} bytes (at most {MAX_BYTES:,})")
        _check_directory(data)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
            raise ReadingError("damaged: the zip's list of parts cannot be read") from error
        self._parts = {_normal(info.filename): info for info in self._archive.infolist()}
        if len(self._parts) > MAX_PARTS:
            raise ReadingError(f"too many parts: {len(self._parts):,} (at most {MAX_PARTS:,})")
        self._left = MAX_UNPACKED

    def __contains__(self, name: str) -> bool:
        return _normal(name) in self._parts

    @property
    def names(self) -> list[str]:
        """In lower case: names of parts are compared without regard to it."""
        return list(self._parts)

    def read(self, name: str) -> bytes:
        """A part's bytes."""
        info = self._parts.get(_normal(name))
        if info is None:
            raise ReadingError(f"damaged: its part {_shown(name)} is missing")
        if info.flag_bits & _ENCRYPTED:
            raise ReadingError("encrypted: the zip asks for a password")
        if info.compress_type not in _STORED_OR_DEFLATED:
            raise ReadingError(f"its part {_shown(name)} is packed in a way that is not read")
        size = info.file_size
        if size > self._left:
            raise ReadingError(f"too large: more than {MAX_UNPACKED:,} bytes unpacked")
        if size > _RATIO_COUNTS and size > MAX_RATIO * info.compress_size:
            raise ReadingError(f"its part {_shown(name)} is packed {MAX_RATIO} to 1 or more: not unpacked")
        try:
            with self._archive.open(info) as part:
                data = part.read(size)  # never more than was declared
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as error:
            raise ReadingError(f"damaged: its part {_shown(name)} cannot be unpacked") from error
        self._left -= len(data)
        return data

    def xml(self, name: str, renamed: tuple[tuple[bytes, bytes], ...] = ()) -> Element:
        """A part's root element. renamed: byte strings (namespaces) put in place of others before it is parsed."""
        data = self.markup(name)
        for old, new in renamed:
            data = data.replace(old, new)
        root = parsed(data)
        if root is None:
            raise ReadingError(f"damaged: its part {_shown(name)} is not XML")
        if has_document_type(root):
            raise ReadingError(f"its part {_shown(name)} has a document type, which no such file needs: not read")
        return root

    def markup(self, name: str) -> bytes:
        """A part's bytes, to be parsed: no more than a tree is made of."""
        data = self.read(name)
        if len(data) > MAX_XML:
            raise ReadingError(f"too large: {len(data):,} bytes of XML in one part (at most {MAX_XML:,})")
        return data


def parsed(data: bytes, *, recover: bool = False) -> Element | None:
    """The root element of XML, read without entities, DTD and network; None where there is none.

    recover: read what is damaged as far as it goes.
    """
    try:
        return etree.fromstring(data, _PARSERS[recover])
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None


def has_document_type(root: Element) -> bool:
    return bool(root.getroottree().docinfo.doctype)


def target(base: str, link: str) -> str:
    """The name of the part that a link in part `base` leads to, which cannot climb above the package's root."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), link)).lstrip("/")


def _normal(name: str) -> str:
    """A part's name as it is compared: without a leading stroke, and with strokes as zip has them."""
    return name.replace("\\", "/").lstrip("/").lower()


def _shown(name: str) -> str:
    """A part's name for a message: one line, not endless."""
    return "".join(char if char.isprintable() else "?" for char in name[:80])


def _check_directory(data: bytes) -> None:
    """Raises ReadingError where the list of parts is missing or so large that reading it would take too much."""
    end = data.rfind(_END, max(0, len(data) - _END_SIZE - _LONGEST_COMMENT))
    if end < 0 or end + _END_SIZE > len(data):
        raise ReadingError("truncated: the end of the zip is missing")
    if data[max(0, end - 20) : end].startswith(_ZIP64):
        raise ReadingError("too large: a zip of the 64-bit kind")
    if int.from_bytes(data[end + 12 : end + 16], "little") > _MAX_DIRECTORY:
        raise ReadingError("too many parts: the zip's list of them is too long")
