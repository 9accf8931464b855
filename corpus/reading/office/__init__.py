"""Word files (.docx, .doc, .wps, .rtf): bytes to title, metadata, paragraphs, tables and notes, as they are printed.

The way of a file: its format by its bytes; its paragraphs and tables with their automatic numbers (`docx`, `doc`,
`rtf`); the lines they print and what stands at their head (`printed`).
"""

from __future__ import annotations

from corpus.reading import Reading, ReadingError
from corpus.reading.compound import SIGNATURE, Compound
from corpus.reading.office import rtf
from corpus.reading.office.doc import read_doc
from corpus.reading.office.docx import read_docx
from corpus.reading.office.printed import read_story
from corpus.reading.office.story import Story
from corpus.reading.package import Package, is_package

READER = "word/1"


def read_office(data: bytes) -> Reading:
    """Read one Word file. Raises ReadingError with one line that says why: empty, damaged, encrypted, too large …"""
    try:
        return read_story(_story(data), READER)
    except RecursionError as error:
        raise ReadingError("nested too deeply") from error


def _story(data: bytes) -> Story:
    if not data.strip():
        raise ReadingError("the file is empty")
    if is_package(data):
        return read_docx(Package(data))
    if data.startswith(SIGNATURE):
        return _in_streams(Compound(data))
    if data.startswith(rtf.SIGNATURE):
        return rtf.read_rtf(data)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml"):
        raise ReadingError("a Word file in one XML: not read")
    raise ReadingError("not a Word file")


def _in_streams(streams: Compound) -> Story:
    if "EncryptedPackage" in streams:
        raise ReadingError("encrypted: the file asks for a password")
    return read_doc(streams)
