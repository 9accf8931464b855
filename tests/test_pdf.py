"""The text of born-digital PDFs: paragraphs whole, titles joined, what stands around the text left out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from corpus.reading import ReadingError
from corpus.reading.pdf import MAX_PAGES
from tests.pdf_pages import (
    FIRST,
    FONT,
    HEIGHT,
    SECOND,
    THIRD,
    TITLE,
    WIDTH,
    at,
    centred,
    kinds,
    paragraph,
    pdf,
    raw,
    read,
    stream,
    texts,
)

REAL = Path(__file__).resolve().parents[1] / "../shared/real"


def two_paragraphs(canvas: Canvas) -> None:
    centred(canvas, TITLE, 760)
    paragraph(canvas, SECOND, paragraph(canvas, FIRST, 720))


def test_lines_become_paragraphs_under_their_title() -> None:
    reading = read(pdf(two_paragraphs))
    assert kinds(reading) == [("title", TITLE), ("paragraph", FIRST), ("paragraph", SECOND)]
    assert (reading.title, reading.reader, reading.warnings) == (TITLE, "pdf/2", ())


def test_every_glyph_its_own_object() -> None:
    """In a font that the file only names: without an outline for it pdfium would lose such objects."""

    def draw(canvas: Canvas) -> None:
        paragraph(canvas, SECOND, paragraph(canvas, FIRST, 720, glyphs=True), glyphs=True)

    assert texts(read(pdf(draw))) == [FIRST, SECOND]


def test_equal_lines_one_below_the_other_all_stay() -> None:
    def draw(canvas: Canvas) -> None:
        y = 720.0
        for _ in range(4):
            y = paragraph(canvas, THIRD, y)

    assert texts(read(pdf(draw))) == [THIRD] * 4


def test_a_paragraph_goes_on_over_the_page() -> None:
    whole = FIRST + SECOND + THIRD

    def first(canvas: Canvas) -> None:
        y = 740.0
        for _ in range(10):
            y = paragraph(canvas, THIRD, y)
        rest = whole
        for number, length in enumerate((34, 36)):
            at(canvas, rest[:length], 104 if number == 0 else 80, y)
            rest, y = rest[length:], y - 20.4
        centred(canvas, "— 1 —", 40, 12)

    def second(canvas: Canvas) -> None:
        rest, y = whole[70:], 740.0
        while rest:
            at(canvas, rest[:36], 80, y)
            rest, y = rest[36:], y - 20.4
        paragraph(canvas, SECOND, y)
        centred(canvas, "— 2 —", 40, 12)

    assert texts(read(pdf(first, second))) == [THIRD] * 10 + [whole, SECOND]


def columns(canvas: Canvas) -> None:
    centred(canvas, TITLE, 780)
    left = right = 730.0
    for text in (FIRST, SECOND, THIRD, FIRST):
        left = paragraph(canvas, text, left, x=60, ems=19)
    for text in (THIRD, FIRST):
        right = paragraph(canvas, text, right, x=310, ems=19)


def test_two_columns_are_read_one_after_the_other() -> None:
    assert texts(read(pdf(columns))) == [TITLE, FIRST, SECOND, THIRD, FIRST, THIRD, FIRST]


def test_a_title_and_its_number_above_two_columns() -> None:
    def draw(canvas: Canvas) -> None:
        centred(canvas, TITLE, 780)
        centred(canvas, "样政发〔2021〕3号", 750, 12)
        left = right = 710.0
        for text in (FIRST, SECOND, THIRD, FIRST):
            left = paragraph(canvas, text, left, x=60, ems=19)
            right = paragraph(canvas, text, right, x=310, ems=19)

    assert kinds(read(pdf(draw)))[:3] == [
        ("title", TITLE),
        ("doc_number", "样政发〔2021〕3号"),
        ("paragraph", FIRST),
    ]


def test_a_second_column_with_no_more_than_a_signature() -> None:
    def draw(canvas: Canvas) -> None:
        left = 730.0
        for text in (FIRST, SECOND, THIRD, FIRST):
            left = paragraph(canvas, text, left, x=60, ems=19)
        at(canvas, "样例市教育局", 420, 730)
        at(canvas, "2021年3月5日", 420, 710)

    assert texts(read(pdf(draw))) == [FIRST, SECOND, THIRD, FIRST, "样例市教育局", "2021年3月5日"]


@pytest.mark.parametrize("number", ["{}", "— {} —", "- {} -", "第 {} 页", "{}/3", "第 {} 页 共 3 页"])
def test_running_heads_and_page_numbers_are_left_out(number: str) -> None:
    def page(count: int) -> object:
        def draw(canvas: Canvas) -> None:
            centred(canvas, "样例市公报", 800, 9)
            paragraph(canvas, (FIRST, SECOND, THIRD)[count], 700)
            centred(canvas, number.format(count + 1), 40, 10)

        return draw

    assert texts(read(pdf(*(page(count) for count in range(3))))) == [FIRST, SECOND, THIRD]  # type: ignore[arg-type]


@pytest.mark.parametrize("pages", [1, 3])
def test_a_printed_web_page_loses_what_the_browser_added(pages: int) -> None:
    def page(count: int) -> object:
        def draw(canvas: Canvas) -> None:
            at(canvas, "2023/5/6 10:20", 24, HEIGHT - 24, 8)
            at(canvas, f"{TITLE}_样例市人民政府", 240, HEIGHT - 24, 8)
            at(canvas, "https://www.example.gov.cn/art/2023/5/6/art_1_2.html", 24, 18, 8)
            at(canvas, f"{count + 1}/{pages}", WIDTH - 50, 18, 8)
            paragraph(canvas, (FIRST, SECOND, THIRD)[count], 740)

        return draw

    assert texts(read(pdf(*(page(count) for count in range(pages))))) == [FIRST, SECOND, THIRD][:pages]  # type: ignore[arg-type]


def test_letters_set_wide_and_upright() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(170, 780)
        text.setFont("STSong-Light", 22)
        text.setCharSpace(14)
        text.textOut("样例管理办法")
        text.setCharSpace(0)
        canvas.drawText(text)
        paragraph(canvas, FIRST, 720)

    assert texts(read(pdf(draw))) == ["样例管理办法", FIRST]

    def upright(canvas: Canvas) -> None:
        for place, char in enumerate("样例发展规划"):
            at(canvas, char, 530, 760 - 28 * place, 22)
        paragraph(canvas, FIRST, 700, ems=34)

    assert texts(read(pdf(upright))) == ["样例发展规划", FIRST]


@pytest.mark.parametrize("flag", [True, False])
def test_pages_on_their_side(flag: bool) -> None:
    """Turned by the page's own /Rotate, or by nothing but the text's direction."""

    def draw(canvas: Canvas) -> None:
        if flag:
            canvas.setPageRotation(90)
        canvas.rotate(90)
        canvas.translate(0, -WIDTH)
        y = paragraph(canvas, FIRST, WIDTH - 100, ems=50)
        paragraph(canvas, SECOND, y, ems=50)

    assert texts(read(pdf(draw))) == [FIRST, SECOND]


def footnote(canvas: Canvas) -> None:
    y = paragraph(canvas, FIRST, 740)
    at(canvas, "①", 80 + 12 * 19, y + 26, 7)
    paragraph(canvas, SECOND, y)
    canvas.line(80, 110, 200, 110)
    at(canvas, "①数据截至上年末。", 80, 96, 9)


def test_footnotes_stand_last_and_their_marks_go() -> None:
    assert kinds(read(pdf(footnote))) == [("paragraph", FIRST), ("paragraph", SECOND), ("remark", "①数据截至上年末。")]


def test_an_exponent_stays() -> None:
    def draw(canvas: Canvas) -> None:
        text = "样例校舍的建筑面积为1200m"
        at(canvas, text, 104, 700)
        at(canvas, "2", 104 + canvas.stringWidth(text, FONT, 12), 705, 7)

    assert texts(read(pdf(draw))) == ["样例校舍的建筑面积为1200m2"]


def test_the_bullets_of_word_are_signs() -> None:
    """Wingdings' ● and ☑, which files carry as private code points."""
    codes = b"1 begincodespacerange <00> <FF> endcodespacerange"
    meanings = b"3 beginbfchar <41> <F06C> <42> <F052> <43> <6837> endbfchar"
    data = raw(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        stream(b"BT /F 12 Tf 100 700 Td (ACCCC) Tj 0 -30 Td (BCCCC) Tj ET"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        stream(b"begincmap\n%b\n%b\nendcmap" % (codes, meanings)),
    )
    assert texts(read(data)) == ["●样样样样", "☑样样样样"]


def contents(canvas: Canvas) -> None:
    centred(canvas, "目  录", 760, 18)
    for number, name in enumerate(("第一章 总则", "第二章 样例课程", "第三章 样例保障", "第四章 附则")):
        at(canvas, name + "." * 90 + str(number + 1), 80, 720 - 20 * number)


def test_a_table_of_contents_is_left_out_and_said() -> None:
    def body(canvas: Canvas) -> None:
        centred(canvas, "样例管理办法", 760)
        centred(canvas, "第一章 总则", 725, 14)
        paragraph(canvas, f"第一条 {FIRST}", 690)

    reading = read(pdf(contents, body))
    assert kinds(reading) == [("title", "样例管理办法"), ("heading", "第一章 总则"), ("paragraph", f"第一条 {FIRST}")]
    assert reading.warnings == ("left out a table of contents on page 1",)


def test_paragraphs_without_an_indent() -> None:
    """Told by their last lines, and by a label after a full one."""

    def draw(canvas: Canvas) -> None:
        y = 740.0
        for text in (f"第一条 {FIRST}", f"第二条 {SECOND}", THIRD):
            for start in range(0, len(text), 36):
                at(canvas, text[start : start + 36], 80, y)
                y -= 20

    assert texts(read(pdf(draw))) == [f"第一条 {FIRST}", f"第二条 {SECOND}", THIRD]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", "empty: no bytes"),
        (b"<html>", "not a PDF: it does not begin with %PDF"),
        (b"%PDF-1.4\nnothing else", "truncated: the end of the file is missing"),
        (b"%PDF-1.4\nnothing else\n%%EOF", "damaged: pdfium finds no document in it"),
        (pdf(two_paragraphs, encrypt=StandardEncryption("secret")), "the PDF is locked with a password"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(data: bytes, line: str) -> None:
    with pytest.raises(ReadingError) as raised:
        read(data)
    assert str(raised.value) == line


def test_a_file_that_anybody_may_open_is_read() -> None:
    locked = pdf(two_paragraphs, encrypt=StandardEncryption("", "owner"))
    assert texts(read(locked)) == [TITLE, FIRST, SECOND]


@pytest.mark.slow
def test_too_many_pages() -> None:
    def blank(canvas: Canvas) -> None:
        at(canvas, "1", 80, 700)

    with pytest.raises(ReadingError, match=r"too many pages: 2,001 \(at most 2,000\)"):
        read(pdf(*[blank] * (MAX_PAGES + 1)))


def test_a_file_cut_short_says_so_where_it_can_be_read() -> None:
    data = pdf(two_paragraphs)
    cut = data[: data.rindex(b"startxref")]
    assert read(cut).warnings == ("the end of the file is missing: pages may be, too",)


def chinese(text: str) -> Counter[str]:
    return Counter(char for char in text if "\u4e00" <= char <= "\u9fff")


@pytest.mark.skipif(not REAL.is_dir(), reason="the shared folder real/ is absent")
@pytest.mark.parametrize("path", sorted((REAL / "pdf").glob("*.pdf")), ids=lambda path: path.stem)
def test_real_files_are_read_or_say_why_not(path: Path) -> None:
    """What is not read of their characters are repeated heads of tables and the record of a site."""
    data = path.read_bytes()
    reading = read(data)
    assert reading.blocks or reading.unread_pages
    assert all("\n" not in block.text for block in reading.blocks if block.kind != "table")
    there = sum((chinese(page.get_textpage().get_text_range()) for page in pdfium.PdfDocument(data)), Counter[str]())
    assert not chinese(reading.text) - there
    assert sum(chinese(reading.text).values()) >= 0.94 * sum(there.values())
