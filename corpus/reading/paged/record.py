"""The record that a site prints above a document (信息名称, 信息索引, 发文机构 …): labels and values without a border.

It stands at the head of the first page: rows of cells that each open with a label and a colon, or go on with the cell
above them. It is taken off the page; metadata.py reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.metadata import opens_with_label
from corpus.reading.paged.layout import rows
from corpus.reading.paged.page import Fragment, Page, joined

FEWEST = 3  # labels that metadata.py knows; fewer may be a text that begins so
MOST_ROWS = 40
_LONGEST = 8  # characters of a label
_LABEL = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff \u3000]{1,9}[：:]")
_COLON = re.compile("[：:]")


def take_record(page: Page) -> str:
    """Take the record off a page: its cells, one a line, for `metadata.read_labels`; empty where there is none."""
    cells: list[_Cell] = []
    taken: set[int] = set()
    above = 0
    before: list[Fragment] = []
    for row in rows(page.fragments)[:MOST_ROWS]:
        row = sorted(row, key=lambda fragment: fragment.x0)
        if row[0].table or (before and _is_apart(row, before)):
            break
        if _LABEL.match(row[0].text):
            above = len(cells)
        elif not cells or not all(any(cell.holds(fragment) for cell in cells) for fragment in row):
            break
        for fragment in row:
            _add(cells, fragment, above)
        taken.update(map(id, row))
        before = row
    texts = [part for cell in cells for part in _parted(cell.text)]
    if sum(map(opens_with_label, texts)) < FEWEST:
        return ""
    page.fragments = [fragment for fragment in page.fragments if id(fragment) not in taken]
    return "\n".join(texts)


@dataclass(slots=True)
class _Cell:
    """A label and its value, which may go on below, set in from where the label begins."""

    text: str
    x0: float
    size: float

    def holds(self, fragment: Fragment) -> bool:
        return fragment.x0 > self.x0 + self.size


def _add(cells: list[_Cell], fragment: Fragment, above: int) -> None:
    """Open a cell, or go on with one of the last row with labels, which begin at `above`."""
    if _LABEL.match(fragment.text) or above == len(cells):
        cells.append(_Cell(fragment.text, fragment.x0, fragment.size))
        return
    cell = max((cell for cell in cells[above:] if cell.holds(fragment)), key=lambda cell: cell.x0, default=cells[-1])
    cell.text = joined(cell.text, fragment.text)


def _is_apart(row: list[Fragment], before: list[Fragment]) -> bool:
    """Whether a row is set larger than the one before, or stands off from it."""
    size = before[0].size
    return abs(row[0].size - size) > 0.1 * size or row[0].middle - before[0].middle > 2.2 * size


def _parted(text: str) -> list[str]:
    """A cell's text cut before every label that metadata.py knows: where the blank is narrow, two cells come as one."""
    starts = [0]
    for colon in _COLON.finditer(text):
        for start in range(max(colon.start() - _LONGEST, starts[-1] + 1), colon.start() - 1):
            if opens_with_label(text[start : colon.end()]):
                starts.append(start)
                break
    return [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
