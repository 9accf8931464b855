"""PDF to blocks: text as it reads, tables as tables, and a word on every page that could not be read.

    pages (pdf_page) → ruled tables, margins off → strips, columns, lines → paragraphs → blocks

Only pdfium sees the bytes; run it on files from outside through corpus.reading.child.
"""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as c

from corpus.reading import Reading, ReadingError
from corpus.reading.paged.document import numbers, read_pages
from corpus.reading.paged.page import Page
from corpus.reading.paged.pdf_page import read_page

READER = "pdf/1"
MAX_PAGES = 2_000
MAX_BYTES = 300_000_000
_HEADER = 1_024  # bytes in which readers of PDF look for %PDF
_ERRORS = {
    c.FPDF_ERR_PASSWORD: "the PDF is locked with a password",
    c.FPDF_ERR_SECURITY: "the PDF is locked by a security handler that we do not have",
}


def read_pdf(data: bytes, *, url: str = "") -> Reading:
    """Read a PDF. `url` is where it came from; a PDF does not need it.

    Raises ReadingError: not a PDF, locked, truncated or damaged, no pages, too many pages.
    """
    document = _open(data)
    try:
        pages, warnings = _pages(document)
    finally:
        document.close()
    if b"%%EOF" not in data[-2_048:]:
        warnings.insert(0, "the end of the file is missing: pages may be, too")
    return read_pages(pages, READER, warnings)


def _open(data: bytes) -> pdfium.PdfDocument:
    if b"%PDF" not in data[:_HEADER]:
        raise ReadingError("not a PDF: it does not begin with %PDF" if data else "empty: no bytes")
    if len(data) > MAX_BYTES:
        raise ReadingError(f"too large: {len(data):,} bytes (at most {MAX_BYTES:,})")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        ended = b"%%EOF" in data[-2_048:]
        broken = "damaged: pdfium finds no document in it" if ended else "truncated: the end of the file is missing"
        raise ReadingError(_ERRORS.get(code, broken)) from error
    count = len(document)
    if 0 < count <= MAX_PAGES:
        return document
    document.close()
    raise ReadingError(f"too many pages: {count:,} (at most {MAX_PAGES:,})" if count else "no pages")


def _pages(document: pdfium.PdfDocument) -> tuple[list[Page], list[str]]:
    pages: list[Page] = []
    unreadable: list[int] = []
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            unreadable.append(index + 1)
            continue
        try:
            pages.append(read_page(page))
        except pdfium.PdfiumError:
            unreadable.append(index + 1)
        finally:
            page.close()
    if not pages:
        raise ReadingError("damaged: none of its pages can be read")
    return pages, [f"damaged: cannot read page {numbers(unreadable)}"] if unreadable else []
