"""How a PDF begins: the red head, the number, the title, an order, a cover on a page of its own."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.pdf_pages import FIRST, SECOND, THIRD, TITLE, WIDTH, at, centred, kinds, paragraph, pdf, read, texts


def red_head(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.9, 0, 0)
    centred(canvas, "样例市人民政府办公室文件", 740, 36)
    canvas.setStrokeColorRGB(0.9, 0, 0)
    canvas.line(80, 680, WIDTH - 80, 680)
    canvas.setFillColorRGB(0, 0, 0)
    centred(canvas, "样政办发〔2021〕3号", 690, 16)
    centred(canvas, "样例市人民政府办公室关于印发", 630)
    centred(canvas, "样例清单管理办法的通知", 600)
    at(canvas, "各县区人民政府，市政府各部门：", 80, 560, 16)
    y = paragraph(canvas, SECOND, paragraph(canvas, FIRST, 530, ems=27, size=16), ems=27, size=16)
    at(canvas, "样例市人民政府办公室", 330, y - 20, 16)
    at(canvas, "2021年3月5日", 370, y - 48, 16)
    at(canvas, "（此件公开发布）", 112, y - 80, 16)
    centred(canvas, "— 1 —", 40, 14)


def red_in_two_names(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.9, 0, 0)
    at(canvas, "样例市教育局", 120, 760, 30)
    at(canvas, "样例市财政局", 120, 720, 30)
    at(canvas, "文件", 360, 740, 34)
    canvas.setFillColorRGB(0, 0, 0)
    at(canvas, "样教发〔2021〕3号", 100, 680, 16)
    at(canvas, "签发人：张样例", 360, 680, 16)
    centred(canvas, TITLE, 630)
    paragraph(canvas, FIRST, 590, ems=27, size=16)


def test_the_red_head() -> None:
    reading = read(pdf(red_head))
    title = "样例市人民政府办公室关于印发样例清单管理办法的通知"
    assert (reading.title, reading.doc_number) == (title, "样政办发〔2021〕3号")
    assert reading.issuers == ("样例市人民政府办公室",)
    assert str(reading.written_on) == "2021-03-05"
    assert [kind for kind, _ in kinds(reading)] == [
        "title",
        "doc_number",
        "addressee",
        "paragraph",
        "paragraph",
        "signature",
        "date",
        "remark",
    ]


def test_two_issuers_and_a_signer_beside_the_number() -> None:
    reading = read(pdf(red_in_two_names))
    assert reading.issuers == ("样例市教育局", "样例市财政局")
    assert (reading.doc_number, reading.title) == ("样教发〔2021〕3号", TITLE)


def test_issuers_one_below_the_other_are_several() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.9, 0, 0)
        for place, text in enumerate(("样例市教育局", "样例市财政局", "样例市卫生健康委员会文件")):
            centred(canvas, text, 780 - 40 * place, 30)
        canvas.setFillColorRGB(0, 0, 0)
        centred(canvas, "样教发〔2021〕3号", 670, 16)
        centred(canvas, TITLE, 630)
        paragraph(canvas, FIRST, 590, ems=27, size=16)

    reading = read(pdf(draw))
    assert reading.issuers == ("样例市教育局", "样例市财政局", "样例市卫生健康委员会")
    assert texts(reading) == [TITLE, "样教发〔2021〕3号", FIRST]


@pytest.mark.parametrize(
    "title", ["样例市人民政府关于建立样例清单的通知", "关于公布样例文件的公告", "样例教育发展2035"]
)
@pytest.mark.parametrize("head", ["样例市人民政府文件", "样例市人民政府", "样例市第一中学文件", ""])
def test_a_title_in_red_is_the_title(title: str, head: str) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.85, 0, 0)
        centred(canvas, head, 760, 36)
        centred(canvas, title, 690)
        canvas.setFillColorRGB(0, 0, 0)
        paragraph(canvas, FIRST, 640)

    reading = read(pdf(draw))
    assert kinds(reading) == [("title", title), ("paragraph", FIRST)]
    assert reading.issuers == ((head.removesuffix("文件"),) if head else ())


def test_an_orders_head_is_its_number() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.9, 0, 0)
        centred(canvas, "样例市人民政府令", 760, 36)
        canvas.setFillColorRGB(0, 0, 0)
        centred(canvas, "第12号", 710, 16)
        centred(canvas, "样例清单管理办法", 660)
        paragraph(canvas, FIRST, 620)

    number = "样例市人民政府令第12号"
    reading = read(pdf(draw))
    assert kinds(reading) == [("title", "样例清单管理办法"), ("doc_number", number), ("paragraph", FIRST)]
    assert (reading.doc_number, reading.issuers) == (number, ())


def test_an_orders_head_is_the_title_where_there_is_no_other() -> None:
    def draw(canvas: Canvas) -> None:
        centred(canvas, "样例市教育局公告", 760, 24)
        centred(canvas, "2023年第5号", 720, 14)
        paragraph(canvas, FIRST, 680)

    def annex(canvas: Canvas) -> None:
        at(canvas, "附件", 80, 760)
        centred(canvas, "样例学校申报表", 720)
        paragraph(canvas, SECOND, 680)

    reading = read(pdf(draw, annex))
    assert texts(reading) == ["样例市教育局公告2023年第5号", FIRST, "附件", "样例学校申报表", SECOND]
    assert reading.title == reading.doc_number == "样例市教育局公告2023年第5号"


def test_a_cover_has_the_title() -> None:
    """On a page of its own, in two lines, over who issues it and when; its lines alone tell no edges."""

    def cover(canvas: Canvas) -> None:
        for place, text in enumerate(("样例市教育发展", "“十四五”规划")):
            centred(canvas, text, 560 - 50 * place, 32)
        centred(canvas, "样例市教育局", 200, 16)
        centred(canvas, "二〇二一年十二月", 170, 16)

    def body(canvas: Canvas) -> None:
        centred(canvas, "一、总体要求", 760, 16)
        paragraph(canvas, SECOND, paragraph(canvas, FIRST, 720))

    reading = read(pdf(cover, body))
    assert reading.title == "样例市教育发展“十四五”规划"
    assert texts(reading) == [reading.title, "样例市教育局", "二〇二一年十二月", "一、总体要求", FIRST, SECOND]


def test_the_body_is_not_what_tables_are_set_in() -> None:
    def draw(canvas: Canvas) -> None:
        centred(canvas, TITLE, 790, 16)
        y = paragraph(
            canvas,
            THIRD,
            paragraph(canvas, f"（一）{FIRST}", paragraph(canvas, SECOND * 2, 760, size=14, ems=30), size=14, ems=30),
            size=14,
            ems=30,
        )
        canvas.grid([60, 300, 540], [y - 20 * row for row in range(20, -1, -1)])
        for row in range(20):
            for column in range(2):
                at(canvas, f"样例指标第{row}项之{column}，百分之九十", 64 + 240 * column, y - 20 * row - 14, 10)

    assert [block.text for block in read(pdf(draw)).blocks if block.kind != "table"] == [
        TITLE,
        SECOND * 2,
        f"（一）{FIRST}",
        THIRD,
    ]
