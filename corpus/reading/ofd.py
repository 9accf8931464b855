"""OFD (GB/T 33190-2016) to blocks: the national format of fixed pages, read as a PDF is.

    parts of the zip (ofd_package) → documents (ofd_document) → pages (ofd_page) → lines, tables, paragraphs → blocks

Run it on files from outside through corpus.reading.child.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from corpus.reading import Reading, ReadingError
from corpus.reading.ocr import may_recognise, read_picture, recognise
from corpus.reading.paged.document import numbers, read_pages
from corpus.reading.paged.ofd_document import Document, open_documents
from corpus.reading.paged.ofd_package import OfdPackage
from corpus.reading.paged.ofd_page import Allowance, PlacedImage, read_page
from corpus.reading.paged.ofd_picture import picture_of
from corpus.reading.paged.page import Page
from corpus.reading.paged.trust import NO_TEXT, fault, settled

READER = "ofd/1"
MAX_FAULTS = 10  # of a document's parts, as warnings


def read_ofd(data: bytes, *, url: str = "", ocr: bool = True) -> Reading:
    """Read an OFD. `url` is where it came from; an OFD does not need it.

    ocr: recognise the images of pages whose text is missing or not to be believed, where the extra is installed and the
    process may take OCR_MEMORY. Pages that stay unread are in `unread_pages`, and a warning says that they need OCR.

    Raises ReadingError: not an OFD, encrypted, truncated or damaged, no pages, too many pages, a zip that unpacks to
    more than any document needs.
    """
    package = OfdPackage(data)
    documents = open_documents(package)
    pages, images, warnings = _pages(documents)
    faults = _faults(pages)
    recognised = _recognised(package, pages, images, faults) if ocr and faults and may_recognise() else []
    unread, said = settled(pages, faults, recognised)
    reading = read_pages(pages, READER, [*warnings, *said])
    return replace(reading, unread_pages=tuple(unread))


def _recognised(
    package: OfdPackage, pages: list[Page], images: list[list[PlacedImage]], faults: Mapping[int, str]
) -> list[int]:
    """Put what OCR reads in the images of pages with a fault in place of them; the numbers of those it could read."""

    def read(number: int) -> Page | None:
        page = pages[number - 1]
        picture = picture_of(package, page, images[number - 1])
        return None if picture is None else read_picture(picture, page.width, page.height)

    return recognise(pages, faults, read)


def _faults(pages: list[Page]) -> dict[int, str]:
    """Why the text of pages, from 1, is not to be believed.

    An OFD holds characters, and no fonts' maps to them. In a document without any text it is missing wherever anything
    is drawn.
    """
    empty = not any(page.fragments for page in pages)
    return {
        number: why
        for number, page in enumerate(pages, 1)
        if (why := fault(page, mapped=False) or (NO_TEXT if empty and (page.ink or page.images) else ""))
    }


def _pages(documents: list[Document]) -> tuple[list[Page], list[list[PlacedImage]], list[str]]:
    """The pages of all documents, their images, and what is to be said of them.

    Raises ReadingError where none can be read.
    """
    pages: list[Page] = []
    images: list[list[PlacedImage]] = []
    unreadable: list[int] = []
    partly: list[int] = []
    why: ReadingError | None = None
    allowance = Allowance()
    sources = [source for document in documents for source in document.pages]
    for source in sources:
        try:
            page, placed, whole = read_page(source, allowance)
        except ReadingError as error:
            why = why or error
            unreadable.append(len(pages) + 1)
            page, placed, whole = Page(width=0, height=0), [], True
        pages.append(page)
        images.append(placed)
        if not whole:
            partly.append(len(pages))
    if why and len(unreadable) == len(pages):
        raise why
    warnings = [f"damaged: cannot read page {numbers(unreadable)}"] if unreadable else []
    if partly:
        warnings.append(f"damaged or too large: page {numbers(partly)} is read in part")
    if documents[0].package.mended.difference(source.content for source in sources):
        warnings.append("damaged: what is beside its pages (their list, templates, resources) is read in part")
    found = dict.fromkeys(said for document in documents for said in document.faults)
    return pages, images, [*warnings, *list(found)[:MAX_FAULTS]]
