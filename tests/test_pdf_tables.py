"""Tables of PDFs: by their rules, by alignment, over pages, with merged cells."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from benchmarks.pdf_documents import document
from benchmarks.pdf_typesetting import reportlab_pdf
from corpus.reading.pdf import read_pdf
from tests.pdf_pages import FIRST, SECOND, at, paragraph, pdf

REAL = Path(__file__).resolve().parents[1] / "../shared/real/pdf"


def tables(data: bytes) -> list[list[list[str]]]:
    blocks = read_pdf(data, ocr=False).blocks
    return [[row.split("\t") for row in block.text.split("\n")] for block in blocks if block.kind == "table"]


def grid(canvas: Canvas, rows: list[list[str]], top: float, *, wide: float = 110, high: float = 24) -> None:
    """A ruled table; None in a cell takes away the wall above it, so that it is one with the cell over it."""
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            left, ceiling = 80 + wide * x, top - high * y
            canvas.line(left, ceiling, left, ceiling - high)
            canvas.line(left + wide, ceiling, left + wide, ceiling - high)
            if text != "^":
                canvas.line(left, ceiling, left + wide, ceiling)
                at(canvas, text, left + 4, ceiling - 16, 10)
    bottom = top - high * len(rows)
    canvas.line(80, bottom, 80 + wide * len(rows[0]), bottom)


ROWS = [["任务", "牵头单位", "时限"], ["样例清单", "样例市教育局", "2025年"], ["样例台账", "样例市财政局", "2026年"]]


def test_a_ruled_table_between_paragraphs() -> None:
    def draw(canvas: Canvas) -> None:
        y = paragraph(canvas, FIRST, 740)
        grid(canvas, ROWS, y)
        paragraph(canvas, SECOND, y - 110)

    blocks = read_pdf(pdf(draw), ocr=False).blocks
    assert [block.kind for block in blocks] == ["paragraph", "table", "paragraph"]
    assert blocks[1].text == "\n".join("\t".join(row) for row in ROWS)


def test_a_merged_cell_stands_in_its_first_place() -> None:
    rows = [ROWS[0], ["样例清单", "样例市教育局", "2025年"], ["^", "样例市财政局", "2026年"]]
    assert tables(pdf(lambda canvas: grid(canvas, rows, 700))) == [
        [ROWS[0], ["样例清单", "样例市教育局", "2025年"], ["", "样例市财政局", "2026年"]]
    ]


def test_a_table_goes_on_over_the_page_without_its_repeated_head() -> None:
    def first(canvas: Canvas) -> None:
        paragraph(canvas, FIRST, 740)
        grid(canvas, [ROWS[0], ROWS[1]], 120)

    def second(canvas: Canvas) -> None:
        grid(canvas, [ROWS[0], ROWS[2]], 760)
        paragraph(canvas, SECOND, 680)

    assert tables(pdf(first, second)) == [ROWS]


def boxed(canvas: Canvas) -> None:
    canvas.rect(60, 600, 480, 160)
    paragraph(canvas, FIRST, 730)


def test_a_box_around_text_is_no_table() -> None:
    blocks = read_pdf(pdf(boxed), ocr=False).blocks
    assert [(block.kind, block.text) for block in blocks] == [("paragraph", FIRST)]


def on_white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    for y in range(600, 760, 20):
        canvas.rect(80, y, 440, 20, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)
    paragraph(canvas, SECOND, paragraph(canvas, FIRST, 740))


def test_paper_coloured_boxes_are_no_rules() -> None:
    """Word paints white behind its lines."""
    assert tables(pdf(on_white)) == []


def aligned(canvas: Canvas) -> None:
    y = paragraph(canvas, FIRST, 740)
    for row in ROWS:
        for x, text in enumerate(row):
            at(canvas, text, 90 + 140 * x, y, 11)
        y -= 20
    paragraph(canvas, SECOND, y)


def test_short_cells_that_line_up_are_a_table() -> None:
    assert tables(pdf(aligned)) == [ROWS]


def cells(rows: list[list[str]]) -> list[str]:
    return [cell for row in rows for cell in row if cell]


@pytest.mark.parametrize(("kind", "floor"), [("ruled", 0.99), ("unruled", 0.9)])
def test_cells_of_generated_tables(kind: str, floor: float) -> None:
    made = document(1, kind=kind)
    wanted = [cell for table in made.tables for cell in cells(table)]
    found = [cell for table in tables(reportlab_pdf(made)) for cell in cells(table)]
    assert len([cell for cell in wanted if cell in found]) / len(wanted) >= floor
    assert len([cell for cell in found if cell in wanted]) / len(found) >= floor


@pytest.mark.skipif(not REAL.is_dir(), reason="the shared folder real/ is absent")
def test_the_indicators_are_three_tables_of_three_columns() -> None:
    found = tables((REAL / "compulsory_edu_indicators.pdf").read_bytes())
    assert len(found) == 3
    assert all(len(row) <= 3 and row[-1] for table in found for row in table)


@pytest.mark.parametrize("ruled", [False, True], ids=["no rules", "level rules"])
@pytest.mark.parametrize("step", [18, 20, 28])
@pytest.mark.parametrize(
    "below", [["一、样例要求", FIRST], ["请各单位按样例分工落实。"], ["附件", "样例表格"], [SECOND]]
)
def test_text_close_under_a_table_without_a_grid_is_no_row(ruled: bool, step: float, below: list[str]) -> None:
    rows = [*ROWS, ["样例评价", "样例市科技局", "2027年"]]

    def draw(canvas: Canvas) -> None:
        at(canvas, "一、样例任务", 104, 760)
        y = 760.0
        for row in rows:
            y -= step
            for x, text in enumerate(row):
                at(canvas, text, 90 + 140 * x, y)
            if ruled:
                canvas.line(84, y - 4, 510, y - 4)
        y -= 21
        for text in below:
            y = paragraph(canvas, text, y)

    blocks = read_pdf(pdf(draw), ocr=False).blocks
    assert [block.text for block in blocks if block.kind == "table"] == ["\n".join("\t".join(row) for row in rows)]
    assert [block.text for block in blocks if block.kind != "table"] == ["一、样例任务", *below]


def test_a_last_row_of_one_cell_is_a_row() -> None:
    def draw(canvas: Canvas) -> None:
        y = 740.0
        for row in [*ROWS, ["合计"]]:
            for x, text in enumerate(row):
                at(canvas, text, 90 + 140 * x, y)
            y -= 20
        paragraph(canvas, SECOND, y - 20)

    assert tables(pdf(draw)) == [[*ROWS, ["合计"]]]


def test_a_sentence_under_a_list_in_columns_ends_it() -> None:
    """Though a line of contacts below keeps to the columns."""

    def draw(canvas: Canvas) -> None:
        y = 740.0
        for row in ROWS:
            for x, text in enumerate(row):
                at(canvas, text, 90 + 140 * x, y)
            y -= 20
        at(canvas, "特此公告。", 90, y - 12)
        at(canvas, "联系人：李样例", 90, y - 44)
        at(canvas, "联系电话：010-87654321", 230, y - 44)

    blocks = read_pdf(pdf(draw), ocr=False).blocks
    assert [block.text for block in blocks] == [
        "\n".join("\t".join(row) for row in ROWS),
        "特此公告。",
        "联系人：李样例 联系电话：010-87654321",
    ]
