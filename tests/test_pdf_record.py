"""The record that a site prints above a document: read by its labels, and no part of the text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.reading.pdf import read_pdf
from tests.pdf_pages import FIRST, HEIGHT, SECOND, TITLE, WIDTH, at, centred, paragraph, pdf

REAL = Path(__file__).resolve().parents[1] / "../shared/real/pdf"


def record(canvas: Canvas) -> None:
    """Two cells a row, the right one with a value that goes on below; a blank too narrow to part the first two."""
    at(canvas, f"信息名称：{TITLE}", 40, 780, 10)
    at(canvas, "信息索引：360A01-07-2021-0001-1 生成日期：2021-03-05", 40, 765, 10)
    at(canvas, "发文机构：样例市教育和科学技术", 340, 765, 10)
    at(canvas, "局", 390, 750, 10)
    at(canvas, "发文字号：样教发〔2021〕3号", 40, 735, 10)
    at(canvas, "信息类别：样例规章", 340, 735, 10)
    at(canvas, "内容概述：样例市要求各学校建立样例清单。", 40, 720, 10)


def text(canvas: Canvas) -> None:
    centred(canvas, TITLE, 670, 18)
    paragraph(canvas, SECOND, paragraph(canvas, FIRST, 630))


@pytest.mark.parametrize("printed", [False, True])
def test_its_values_are_the_readings_and_its_lines_are_not_the_texts(printed: bool) -> None:
    def draw(canvas: Canvas) -> None:
        if printed:  # by a browser
            at(canvas, "2023/5/6 10:20", 24, HEIGHT - 24, 8)
            at(canvas, "https://www.example.gov.cn/art/2023/5/6/art_1_2.html", 24, 18, 8)
            at(canvas, "1/1", WIDTH - 50, 18, 8)
        record(canvas)
        text(canvas)

    reading = read_pdf(pdf(draw), ocr=False)
    assert [block.text for block in reading.blocks] == [TITLE, FIRST, SECOND]
    assert (reading.title, reading.doc_number) == (TITLE, "样教发〔2021〕3号")
    assert reading.issuers == ("样例市教育和科学技术局",)
    assert reading.written_on == date(2021, 3, 5)
    assert (reading.index_number, reading.subject) == ("360A01-07-2021-0001-1", "样例规章")


def test_a_printed_pages_table_of_labels_and_its_widgets_are_not_the_text() -> None:
    rows = [
        ("索 引 号", "11360000/2021-00123", "主题分类", "教育"),
        ("发文机关", "样例市教育局", "成文日期", "2021年03月05日"),
        ("发文字号", "样教发〔2021〕3号", "发布日期", "2021年03月08日"),
    ]

    def draw(canvas: Canvas) -> None:
        at(canvas, "2023/5/6 10:20", 24, HEIGHT - 24, 8)
        at(canvas, "https://www.example.gov.cn/art/2023/5/6/art_1_2.html", 24, 18, 8)
        at(canvas, "1/1", WIDTH - 50, 18, 8)
        at(canvas, "当前位置：首页 > 政务公开 > 政策文件", 40, 790, 9)
        canvas.grid([40, 120, 316, 396, 550], [704, 726, 748, 770])
        for place, row in enumerate(rows):
            for x, text in zip((44, 124, 320, 400), row, strict=True):
                at(canvas, text, x, 754 - 22 * place, 10)
        centred(canvas, TITLE, 640, 20)
        centred(canvas, "发布时间：2021-03-08 10:22  来源：样例市教育局  字号：[ 大 中 小 ]", 610, 9)
        y = paragraph(canvas, FIRST, 570, x=40, ems=42)
        at(canvas, "样例市教育局", 420, y)
        at(canvas, "2021年3月5日", 420, y - 20)
        at(canvas, "【打印本页】【关闭窗口】", 400, y - 60, 9)
        centred(canvas, "扫一扫在手机打开当前页", y - 100, 9)

    reading = read_pdf(pdf(draw), ocr=False)
    assert [block.text for block in reading.blocks] == [TITLE, FIRST, "样例市教育局", "2021年3月5日"]
    assert (reading.doc_number, reading.issuers) == ("样教发〔2021〕3号", ("样例市教育局",))
    assert (reading.index_number, reading.subject) == ("11360000/2021-00123", "教育")
    assert (reading.written_on, reading.published_on) == (date(2021, 3, 5), date(2021, 3, 8))


def test_a_title_printed_again_under_its_number_is_one_title() -> None:
    """As ministries' pages print it: the page's title, the number, the document's own title."""

    def draw(canvas: Canvas) -> None:
        record(canvas)
        centred(canvas, TITLE, 670, 18)
        at(canvas, "样教发〔2021〕3号", 400, 640)
        centred(canvas, TITLE, 610, 12)
        paragraph(canvas, SECOND, paragraph(canvas, FIRST, 570))

    blocks = read_pdf(pdf(draw), ocr=False).blocks
    assert [block.text for block in blocks] == [TITLE, "样教发〔2021〕3号", FIRST, SECOND]


def test_a_text_that_begins_with_two_labels_keeps_them() -> None:
    def draw(canvas: Canvas) -> None:
        at(canvas, "文件名称：样例清单", 80, 760)
        at(canvas, "发布日期：2021年3月5日", 80, 740)
        paragraph(canvas, FIRST, 700)

    assert "样例清单" in read_pdf(pdf(draw), ocr=False).text


@pytest.mark.skipif(not REAL.is_dir(), reason="the shared folder real/ is absent")
def test_a_ministrys_page_as_a_browser_printed_it() -> None:
    reading = read_pdf((REAL / "moe_webprint_1.pdf").read_bytes(), ocr=False)
    assert all((reading.index_number, reading.subject, reading.issuers, reading.written_on, reading.doc_number))
    assert not any("：" in block.text[:6] or block.kind == "signature" for block in reading.blocks[:6])
