"""Tables of shaded boxes (样例), which pdfplumber's finder sees."""

from __future__ import annotations

import io
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from corpus.reading.pdf import read_pdf

ROWS = [["序号", "样例任务", "样例单位"], ["1", "建设样例基地", "样例教育厅"], ["2", "培训样例教师", "样例财政厅"]]
SHADES: list[tuple[Any, ...]] = [
    ("BACKGROUND", (0, 0), (-1, 0), "#dddddd"),
    ("BACKGROUND", (0, 1), (-1, -1), "#eeeeee"),
]
WHITE_GRID: list[tuple[Any, ...]] = [("INNERGRID", (0, 0), (-1, -1), 1, "white")]


def pdf(style: list[tuple[Any, ...]]) -> bytes:
    registerFont(UnicodeCIDFont("STSong-Light"))
    text = ParagraphStyle("text", fontName="STSong-Light", fontSize=12, leading=20)
    out = io.BytesIO()
    table = Table(ROWS, style=[("FONT", (0, 0), (-1, -1), "STSong-Light", 12), *style])
    flow = [Paragraph("关于样例任务分工的通知", text), table, Paragraph("请各单位按样例分工落实。", text)]
    SimpleDocTemplate(out, invariant=1).build(flow)
    return out.getvalue()


def test_cells_parted_by_white_lines_are_cells_and_the_text_below_is_none() -> None:
    blocks = read_pdf(pdf(SHADES + WHITE_GRID)).blocks
    tables = [block.text for block in blocks if block.kind == "table"]
    assert tables == ["\n".join("\t".join(row) for row in ROWS)]
    assert any(block.text == "请各单位按样例分工落实。" for block in blocks)


def test_shades_without_a_grid_lose_no_text() -> None:
    text = read_pdf(pdf([*SHADES])).text
    assert all(cell in text for row in ROWS for cell in row)
