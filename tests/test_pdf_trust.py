"""Pages that lie, and OCR where the extra is installed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from corpus.reading import ocr
from corpus.reading.child import Children
from corpus.reading.paged.page import Fragment, Page
from corpus.reading.paged.trust import fault
from corpus.reading.pdf import read_pdf
from tests.pdf_pages import FIRST, SECOND, THIRD, TITLE, at, centred, paragraph, pdf

TEXT = FIRST + SECOND + THIRD
installed = pytest.mark.skipif(not ocr.is_installed(), reason="the extra `ocr` is not installed")


def page_of(text: str, **more: object) -> Page:
    return Page(600, 800, [Fragment(text, 0, 0, 500, 12, 12)], **more)  # type: ignore[arg-type]


def shifted(text: str, by: int) -> str:
    return "".join(chr(0x4E00 + (ord(char) - 0x4E00 + by) % 20_000) if "一" <= char <= "龥" else char for char in text)


def swapped(text: str) -> str:
    """Every Chinese character for another everyday one."""
    pool = [chr(code) for code in range(0x4E00, 0x9FA5) if 0xB0 <= _lead(chr(code)) <= 0xD7]
    known: dict[str, str] = {}
    for char in text:
        if "一" <= char <= "龥" and char not in known:
            known[char] = pool[(len(known) * 37 + 500) % len(pool)]
    return "".join(known.get(char, char) for char in text)


def _lead(char: str) -> int:
    try:
        return char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 0


def test_text_is_believed() -> None:
    assert fault(page_of(TEXT)) == ""
    assert fault(page_of("Guidance on the use of sample lists, with notes for all county offices. " * 4)) == ""
    assert fault(page_of("12.5 14.8 2021 99 100 63.1 7.7 81 92 44.0")) == ""


@given(st.integers(200, 19_000))
def test_shifted_code_points_are_found_out(by: int) -> None:
    assert fault(page_of(shifted(TEXT, by))) == "garbled"


def test_swapped_characters_are_found_out_by_how_often_they_come() -> None:
    assert fault(page_of(swapped(TEXT * 2))) == "garbled"


def test_private_glyphs_and_foreign_bytes() -> None:
    private = "".join(chr(0xE000 + place) for place in range(60))
    assert fault(page_of(FIRST + private, unknown=60)) == "unknown characters"
    assert fault(page_of("ÊÐÕþ¸®¹ØÓÚ½¨Á¢ÑùÀýÇåµ¥µÄÍ¨Öª" * 3)) == "garbled"


def test_a_picture_of_a_page_has_no_text() -> None:
    assert fault(Page(600, 800, images=[(0, 0, 600, 800)])) == "no text"
    assert fault(page_of("3", images=[(10, 10, 590, 790)])) == "no text"
    assert fault(Page(600, 800)) == ""
    assert fault(page_of(TEXT, images=[(0, 0, 600, 800)])) == ""


def liar(canvas: Canvas) -> None:
    y = 760.0
    for text in (FIRST, SECOND, THIRD):
        y = paragraph(canvas, shifted(text, 777), y)


def honest(canvas: Canvas) -> None:
    centred(canvas, TITLE, 760)
    paragraph(canvas, SECOND, paragraph(canvas, FIRST, 720))


def test_without_ocr_the_page_is_named_and_its_garbage_left_out() -> None:
    reading = read_pdf(pdf(honest, liar), ocr=False)
    assert reading.warnings == ("needs OCR: page 2 (garbled)",)
    assert reading.unread_pages == (2,)
    assert [block.text for block in reading.blocks] == [TITLE, FIRST, SECOND]


def test_marks_beside_chinese_characters_are_chinese() -> None:
    assert ocr.full_width("(一)样例,清单:见下;") == "（一）样例，清单：见下；"
    assert ocr.full_width("(2021年)") == "（2021年）"
    assert ocr.full_width("12,345 (a, b)") == "12,345 (a, b)"


@installed
@pytest.mark.slow
def test_a_scan_reads_as_its_text() -> None:
    from benchmarks.pdf_scans import scanned

    scan = scanned(pdf(honest))
    with Children() as children:
        assert children.read("pdf", scan, ocr=False).unread_pages == (1,)
        reading = children.read("pdf", scan)
    if not reading.blocks:
        pytest.skip("no Chinese font on this machine to draw the page with")
    assert [block.text for block in reading.blocks] == [TITLE, FIRST, SECOND]
    assert all(block.confidence and 0.5 < block.confidence < 1 for block in reading.blocks)
    assert (reading.unread_pages, reading.warnings) == ((), ("recognised by OCR: page 1",))


def sealed(canvas: Canvas) -> None:
    """A letter under a red head without 文件, with red words, and a signature over a seal."""
    canvas.setFillColorRGB(0.85, 0, 0)
    canvas.setStrokeColorRGB(0.85, 0, 0)
    centred(canvas, "样例市人民政府", 760, 36)
    canvas.setLineWidth(3)
    canvas.circle(400, 480, 60)
    for place, char in enumerate("样例市人民政府"):
        angle = math.pi * (1.15 - 0.22 * place)
        at(canvas, char, 393 + 44 * math.cos(angle), 475 + 44 * math.sin(angle), 14)
    canvas.setFillColorRGB(0, 0, 0)
    at(canvas, "样政函〔2021〕3号", 360, 720, 16)
    centred(canvas, TITLE, 660)
    at(canvas, FIRST[:18], 112, 610, 16)
    canvas.setFillColorRGB(0.85, 0, 0)
    at(canvas, FIRST[18:24], 112 + 18 * 16, 610, 16)
    canvas.setFillColorRGB(0, 0, 0)
    at(canvas, FIRST[24:50], 80, 583, 16)
    at(canvas, FIRST[50:], 80, 556, 16)
    at(canvas, "样例市人民政府", 344, 490, 16)
    at(canvas, "2021年3月5日", 354, 463, 16)


@installed
@pytest.mark.campaign
def test_a_scan_in_colour_has_a_red_head_and_loses_its_seal() -> None:
    from benchmarks.pdf_scans import scanned

    with Children() as children:
        reading = children.read("pdf", scanned(pdf(sealed, honest), colour=True))
    if not reading.blocks:
        pytest.skip("no Chinese font on this machine to draw the page with")
    assert (reading.title, reading.issuers, reading.doc_number) == (TITLE, ("样例市人民政府",), "样政函〔2021〕3号")
    assert [block.text for block in reading.blocks] == [
        TITLE,
        "样政函〔2021〕3号",
        FIRST,
        "样例市人民政府",
        "2021年3月5日",
        *(TITLE, FIRST, SECOND),  # after a page whose lines were read piece by piece
    ]


def order(canvas: Canvas) -> None:
    centred(canvas, "样例市人民政府令", 760, 36)
    centred(canvas, "第12号", 710, 16)
    centred(canvas, "样例清单管理办法", 660)
    paragraph(canvas, FIRST, 620)


def annex(canvas: Canvas) -> None:
    at(canvas, "附件1", 80, 760, 16)
    centred(canvas, "样例清单管理重点任务分工表", 710)
    y = paragraph(canvas, FIRST, 660, ems=27, size=16)
    paragraph(canvas, SECOND, y, ems=27, size=16)


@installed
@pytest.mark.campaign
def test_numbers_and_labels_are_no_part_of_a_scanned_title() -> None:
    """OCR measures sizes badly: what parts them is what they say and where they stand."""
    from benchmarks.pdf_scans import scanned

    with Children() as children:
        reading = children.read("pdf", scanned(pdf(order, annex)))
    if not reading.blocks:
        pytest.skip("no Chinese font on this machine to draw the page with")
    assert [block.text for block in reading.blocks] == [
        "样例清单管理办法",
        "样例市人民政府令第12号",
        FIRST,
        "附件1",
        "样例清单管理重点任务分工表",
        FIRST,
        SECOND,
    ]
