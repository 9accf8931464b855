"""Tables whose cells are shaded boxes with no line between them, found by pdfplumber.

Our own finder works on ruled lines, and is faster and no worse there. Shades, and white lines on them, it leaves out;
pdfplumber's finder takes their edges for lines. It costs some 40 ms a page, so it is asked only where a page has
several shaded boxes and no grid.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import pdfplumber

from corpus.reading.paged.page import Page
from corpus.reading.paged.tables import Table, put_table

FEWEST_SHADES = 2  # a head and a body, parted into cells by white lines
MAX_PAGES = 50  # of one file


def shaded(pages: Sequence[Page]) -> list[int]:
    """The pages, from 0, that pdfplumber is to be asked about."""
    return [number for number, page in enumerate(pages) if page.shades >= FEWEST_SHADES and len(page.level) < 2][
        :MAX_PAGES
    ]


def take_shaded_tables(data: bytes, pages: Sequence[Page], numbers: Sequence[int]) -> None:
    """Replaces the fragments inside shaded tables on these pages (from 0) by one fragment a table that carries it."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for number in numbers:
                seen, page = document.pages[number], pages[number]
                if abs(float(seen.width) - page.width) < 1 and abs(float(seen.height) - page.height) < 1:
                    for found in seen.find_tables():
                        cells = [[" ".join((cell or "").split("\n")) for cell in row] for row in found.extract()]
                        if len(cells) > 1 and len(cells[0]) > 1:
                            edges = sorted({float(side) for cell in found.cells for side in (cell[0], cell[2])})
                            x0, top, x1, bottom = map(float, found.bbox)
                            put_table(page, Table(cells, (x0, top, x1, bottom), edges, ruled=True))
                seen.close()
    except Exception:  # pdfminer meets damage with whatever its code runs into; the text is there without the table
        return
