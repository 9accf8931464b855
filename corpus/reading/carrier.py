"""Which carrier bytes are (HTML, PDF, plain text …), told by the bytes; and the one call that reads any of them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Literal

from corpus.reading import Reading, ReadingError, compound
from corpus.reading.compound import Compound
from corpus.reading.html import HTML_READER, read_html
from corpus.reading.mhtml import is_mhtml, page_of
from corpus.reading.ofd import READER as OFD_READER
from corpus.reading.ofd import read_ofd
from corpus.reading.office import READER as WORD_READER
from corpus.reading.office import read_office
from corpus.reading.package import Package, is_package
from corpus.reading.pdf import READER as PDF_READER
from corpus.reading.pdf import read_pdf
from corpus.reading.plain import READER as TEXT_READER
from corpus.reading.plain import read_text
from crawlers.site import Article
from crawlers.sites import SITES

Carrier = Literal["html", "mhtml", "pdf", "text", "word", "ofd", "sheet", "archive", "image", "json", ""]

# What an edition depends on beside its bytes: a change here is what makes `corpus build` read a document again.
READERS = f"{HTML_READER} {PDF_READER} {TEXT_READER} {OFD_READER} {WORD_READER}"

_HEAD = 4096  # bytes looked at
_MAGIC: tuple[tuple[bytes, Carrier], ...] = (
    (b"{\\rtf", "word"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
)
# What a Word file in one XML opens with: Word 2003's, and a package written flat.
_WORD_XML = ('progid="Word.Document"', "schemas.microsoft.com/office/word/2003/wordml")
# How an answer of an interface begins; no text does, and it may hold markup.
_JSON = re.compile(r"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s{0,99}(?:\{\s{0,99}[\"}]|\[\s{0,99}[{\]])")
_PARTS: tuple[tuple[str, Carrier], ...] = (("word/", "word"), ("xl/", "sheet"))  # folders in an Office file's zip
_STREAMS: dict[str, Carrier] = {"WordDocument": "word", "Workbook": "sheet", "Book": "sheet"}
_ENCRYPTED = "EncryptedPackage"  # the stream that holds any Office file under a password
_SUFFIXES: dict[str, Carrier] = {
    **dict.fromkeys((".docx", ".docm", ".doc", ".wps", ".wpt", ".dot"), "word"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".et"), "sheet"),
    ".ofd": "ofd",
}
_NAMES: dict[Carrier, str] = {
    "sheet": "spreadsheet",
    "archive": "packed",
    "image": "image",
}


def carrier(data: bytes, name: str = "", content_type: str = "") -> Carrier:
    """What the bytes are; empty where nothing we know. `name` and `content_type` decide only what bytes cannot."""
    head = data[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    suffix = PurePosixPath(name).suffix.lower()
    if is_package(data):
        return _packed(data, _SUFFIXES.get(suffix, "archive"))
    if data.startswith(compound.SIGNATURE):
        return _compound(data, _SUFFIXES.get(suffix, ""))
    if is_mhtml(data):
        return "mhtml"
    text = head.replace(b"\0", b"").decode("latin-1")  # so that markup in UTF-16 is markup
    if any(mark in text for mark in _WORD_XML):
        return "word"
    if _JSON.match(text):
        return "json"
    if suffix in (".txt", ".md", ".csv"):
        return "text"
    if "<" in text and any(tag in text.lower() for tag in ("<html", "<!doctype", "<head", "<body", "<div", "<p", "<t")):
        return "html"
    if suffix in (".html", ".htm", ".shtml", ".jsp") or "html" in content_type:
        return "html"
    if b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return ""
    return "text"


def _packed(data: bytes, named: Carrier) -> Carrier:
    """What a zip is, told by its parts; `named` where it is so damaged that they cannot be listed."""
    try:
        parts = Package(data).names
    except ReadingError:
        return named
    if "ofd.xml" in parts:
        return "ofd"
    if "[content_types].xml" not in parts:
        return "archive"
    return next((kind for folder, kind in _PARTS if any(name.startswith(folder) for name in parts)), "archive")


def _compound(data: bytes, named: Carrier) -> Carrier:
    """What an OLE2 file is, told by its streams; `named` where they cannot be listed."""
    try:
        streams = Compound(data)
    except ReadingError:
        return named
    return next((kind for name, kind in _STREAMS.items() if name in streams), named if _ENCRYPTED in streams else "")


def read_carrier(data: bytes, *, name: str = "", url: str = "", content_type: str = "", site: str = "") -> Reading:
    """Reads a page or file of any kind we know; `site` names the declaration whose selectors to use.

    Raises ReadingError, in one line, for the rest. Bytes from outside go through it in a child process:
    `read_in_child("carrier", data, …)`.
    """
    if not data.strip():
        raise ReadingError("the file is empty")
    kind = carrier(data, name or url.split("?", 1)[0].rsplit("/", 1)[-1], content_type)
    if kind == "mhtml":
        data, content_type = page_of(data)
    if kind in ("html", "mhtml"):
        article = SITES[site].article if site in SITES else Article()
        return read_html(data, url=url, article=article, content_type=content_type)
    if kind == "pdf":
        return read_pdf(data, url=url)
    if kind == "ofd":
        return read_ofd(data, url=url)
    if kind == "word":
        return read_office(data)
    if kind == "text":
        return read_text(data, content_type=content_type)
    if kind == "json":
        raise ReadingError("JSON, which is no document; `corpus listing` shows what a source reads from it")
    if kind in _NAMES:
        raise ReadingError(f"no reader for {_NAMES[kind]} files yet")
    raise ReadingError("the bytes are no page, PDF, OFD, Word file or text")
