"""PDF to blocks: text as it reads, tables as tables, and a word on every page that could not be read.

    pages (pdf_page) → ruled tables, margins off → strips, columns, lines → paragraphs → blocks

Only pdfium sees the bytes; run it on files from outside through corpus.reading.child.
"""

from __future__ import annotations

from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as c

from corpus.reading import Reading, ReadingError
from corpus.reading.ocr import DOTS, MAX_PIXELS, MAX_SIDE, may_recognise, read_picture, recognise
from corpus.reading.paged.document import numbers, read_pages
from corpus.reading.paged.fonts import system_fonts, use_our_font
from corpus.reading.paged.page import Page
from corpus.reading.paged.pdf_page import largest_image, read_page
from corpus.reading.paged.shaded_tables import shaded, take_shaded_tables
from corpus.reading.paged.trust import fault, settled

READER = "pdf/2"
MAX_PAGES = 2_000
MAX_BYTES = 300_000_000
_HEADER = 1_024  # bytes in which readers of PDF look for %PDF
_ERRORS = {
    c.FPDF_ERR_PASSWORD: "the PDF is locked with a password",
    c.FPDF_ERR_SECURITY: "the PDF is locked by a security handler that we do not have",
}

use_our_font()


def read_pdf(data: bytes, *, url: str = "", ocr: bool = True) -> Reading:
    """Read a PDF. `url` is where it came from; a PDF does not need it.

    ocr: recognise the pages whose text is missing or not to be believed, where the extra is installed and the process
    may take OCR_MEMORY; it takes some five seconds a page. Pages that stay unread are in `unread_pages`, and a warning
    says that they need OCR.

    Raises ReadingError: not a PDF, locked, truncated or damaged, no pages, too many pages.
    """
    document = _open(data)
    try:
        pages, warnings = _pages(document)
        faults = {number: why for number, page in enumerate(pages, 1) if (why := fault(page))}
    finally:
        document.close()
    if numbered := shaded(pages):
        take_shaded_tables(data, pages, numbered)
    recognised = _recognised(data, pages, faults) if ocr and faults and may_recognise() else []
    if b"%%EOF" not in data[-2_048:]:
        warnings.insert(0, "the end of the file is missing: pages may be, too")
    unread, said = settled(pages, faults, recognised)
    warnings += said
    reading = read_pages(pages, READER, warnings)
    return replace(reading, unread_pages=tuple(unread))


def _recognised(data: bytes, pages: list[Page], faults: dict[int, str]) -> list[int]:
    """Put what OCR reads in place of pages with a fault; the numbers of the pages that it could read."""
    with system_fonts():
        document = _open(data)
        try:
            return recognise(pages, faults, lambda number: _recognised_page(document, number - 1))
        finally:
            document.close()


def _recognised_page(document: pdfium.PdfDocument, index: int) -> Page | None:
    """What OCR reads on a page; None where it cannot be drawn, or only at a price."""
    try:
        page = document[index]
        try:
            if largest_image(page) > MAX_PIXELS:
                return None
            width, height = page.get_size()
            scale = min(DOTS, MAX_SIDE / max(width, height, 1.0))
            picture = page.render(scale=scale, rev_byteorder=True).to_numpy()[..., :3]
        finally:
            page.close()
    except (pdfium.PdfiumError, MemoryError):
        return None
    return read_picture(picture, width, height)


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
            try:
                pages.append(read_page(page))
            finally:
                page.close()
        except pdfium.PdfiumError:
            unreadable.append(index + 1)
            pages.append(Page(width=0, height=0))
    if len(unreadable) == len(pages):
        raise ReadingError("damaged: none of its pages can be read")
    return pages, [f"damaged: cannot read page {numbers(unreadable)}"] if unreadable else []
