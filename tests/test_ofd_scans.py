"""OFD pages that are images: recognised where the extra `ocr` is installed, and named where they are not."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.reading import ocr
from corpus.reading.ofd import read_ofd
from corpus.reading.paged.fonts import system_fonts
from tests.ofd_files import PAGE, body, content, packed, parts
from tests.pdf_pages import FIRST, SECOND, TITLE, centred, paragraph, pdf

installed = pytest.mark.skipif(not ocr.is_installed(), reason="the extra `ocr` is not installed")
MEDIA = (
    '<ofd:MultiMedias><ofd:MultiMedia ID="61" Type="Image"><ofd:MediaFile>scan.png</ofd:MediaFile></ofd:MultiMedia>'
    "</ofd:MultiMedias>"
)


def scan(scale: float = 2.5) -> bytes:
    """A printed page as a PNG."""
    out = io.BytesIO()
    with system_fonts():
        document = pdfium.PdfDocument(pdf(printed))
        page = document[0]
        page.render(scale=scale).to_pil().save(out, "PNG")
        page.close()
        document.close()
    return out.getvalue()


def scanned(image: bytes, boundary: str = PAGE) -> bytes:
    """A document of a page of text and a page that is an image."""
    drawn = f'<ofd:ImageObject ID="9" Boundary="{boundary}" ResourceID="61"/>'
    more = {"Doc_0/Res/scan.png": image}
    return packed(parts(content(body(SECOND)), content(drawn), resources=MEDIA, more=more))


def printed(canvas: Canvas) -> None:
    centred(canvas, TITLE, 740)
    paragraph(canvas, FIRST, 690, size=14, ems=30)


@installed
@pytest.mark.slow
def test_a_scanned_page_is_recognised() -> None:
    reading = read_ofd(scanned(scan()))
    assert reading.warnings == ("recognised by OCR: page 2",)
    assert reading.unread_pages == ()
    (guessed,) = [block for block in reading.blocks if block.text == FIRST]
    assert guessed.confidence is not None
    assert TITLE in reading.text
    assert SECOND in reading.text


@installed
@pytest.mark.slow
@pytest.mark.parametrize("boundary", [PAGE, "-1e5 -1e5 2e5 2e5", "0 0 0 0"])
@pytest.mark.parametrize(
    "image", [b"", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\0\0", b"GIF89a" + b"\xff" * 40]
)
def test_images_that_cannot_be_shown_leave_their_page_unread(image: bytes, boundary: str) -> None:
    reading = read_ofd(scanned(image, boundary))
    assert SECOND in reading.text
    assert set(reading.unread_pages) <= {2}


def test_without_ocr_the_page_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.reading.ofd.may_recognise", lambda: False)
    reading = read_ofd(scanned(scan(0.5)))
    assert (reading.text, reading.unread_pages) == (SECOND, (2,))
    assert reading.warnings == ("needs OCR: page 2 (no text)",)
