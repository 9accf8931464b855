"""One layout as a PDF and as an OFD: the same blocks, title, number, issuers and date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.reading import Reading
from tests import ofd_files, pdf_pages
from tests.ofd_files import ofd
from tests.pdf_pages import FIRST, SECOND, THIRD, WIDTH, at, centred, paragraph, pdf
from tests.test_pdf import columns, contents, footnote
from tests.test_pdf_head import red_head, red_in_two_names
from tests.test_pdf_tables import ROWS, aligned, boxed, grid, on_white

Draw = Callable[[Any], None]


def ruled(canvas: Any) -> None:
    y = paragraph(canvas, FIRST, 740)
    grid(canvas, ROWS, y)
    paragraph(canvas, SECOND, y - 110)


def merged(canvas: Any) -> None:
    grid(canvas, [ROWS[0], ROWS[1], ["^", *ROWS[2][1:]]], 700)


def glyph_by_glyph(canvas: Any) -> None:
    paragraph(canvas, SECOND, paragraph(canvas, FIRST, 720, glyphs=True), glyphs=True)


def numbered(count: int) -> Draw:
    def draw(canvas: Any) -> None:
        centred(canvas, "样例市公报", 800, 9)
        paragraph(canvas, (FIRST, SECOND, THIRD)[count], 700)
        centred(canvas, f"— {count + 1} —", 40, 10)

    return draw


def chapter(canvas: Any) -> None:
    centred(canvas, "样例管理办法", 760)
    centred(canvas, "第一章 总则", 725, 14)
    y = paragraph(canvas, f"第一条 {FIRST}", 690)
    at(canvas, "1. The sample plan of 2025 (draft)", 104, y)
    at(canvas, "样例市教育局", WIDTH - 200, y - 40)
    at(canvas, "2021年3月5日", WIDTH - 200, y - 60)


def told(reading: Reading) -> Reading:
    """What a reading says of the text, without the name of what read it."""
    return replace(reading, reader="")


@pytest.mark.parametrize(
    "pages",
    [
        [red_head],
        [red_in_two_names],
        [columns],
        [ruled],
        [merged],
        [aligned],
        [boxed],
        [on_white],
        [footnote],
        [glyph_by_glyph],
        [numbered(count) for count in range(3)],
        [contents, chapter],
    ],
    ids=lambda pages: getattr(pages[0], "__name__", ""),
)
def test_the_same_pages_are_the_same_text(pages: list[Draw]) -> None:
    reading = ofd_files.read(ofd(*pages))
    assert reading.blocks
    assert told(reading) == told(pdf_pages.read(pdf(*pages)))


@st.composite
def layouts(draw: st.DrawFn) -> Draw:
    """A page of paragraphs, headings, tables by rules and lines of their own."""
    size = draw(st.sampled_from([10.5, 12, 14, 16]))
    ems = int(440 / size)
    said = st.sampled_from([FIRST, SECOND, THIRD, FIRST + SECOND, f"（一）{THIRD}", "一、样例要求", f"1.{SECOND}"])
    pieces = draw(st.lists(said | st.just(ROWS), min_size=1, max_size=6))

    def page(canvas: Any) -> None:
        y = 780.0
        for piece in pieces:
            if isinstance(piece, str):
                y = paragraph(canvas, piece, y, ems=ems, size=size)
            elif y > 200:
                grid(canvas, piece, y)
                y -= 100

    return page


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(layouts(), min_size=1, max_size=3))
def test_any_layout_is_the_same_text(pages: list[Draw]) -> None:
    assert told(ofd_files.read(ofd(*pages))) == told(pdf_pages.read(pdf(*pages)))
