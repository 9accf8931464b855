"""Tables of a Word file: one of data becomes rows, one that only lays out the page is walked through.

The rules are those of `corpus.reading.lines` for pages; what differs is that Word says where lines are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator

from corpus.reading.line_forms import DATE, is_name
from corpus.reading.lines import tidy
from corpus.reading.office.story import Cell, Content, Paragraph, Table

_BOX_TEXT = 3_000  # characters: a drawn box with more is the page's frame
_LONG_CELL = 600  # characters
_LONG_LINE = 200  # characters of a box's cell; with more its lines are rows
_SHORT = 40  # characters of a cell of a red head or a signature
_FOOT_ROWS, _FOOT_TEXT = 4, 400  # rows and characters of it, at most
_FOOT = ("抄送", "主送", "抄报")  # what a document's foot (版记) opens with
MAX_PLACES = 200_000  # of one table's grid


def is_foot(table: Table) -> bool:
    """Whether a table is the foot of a printed document: who gets copies, who printed it and when."""
    if len(table.rows) > _FOOT_ROWS:
        return False
    text = "".join(cell_text(cell) for row in table.rows for cell in row)
    return len(text) < _FOOT_TEXT and (text.startswith(_FOOT) or text.endswith("印发"))


def row_texts(table: Table) -> Iterator[str]:
    """Each row on one line, its cells parted by a blank."""
    for row in table.rows:
        if text := tidy(" ".join(cell_text(cell) for cell in row)):
            yield text


def data_rows(table: Table, whole: int) -> list[list[str]]:
    """The rows of a table of data, a cell's text in its first place; none where the table only lays out the page.

    whole: how many characters the file has. Layout is: most text in a table within, a single row or column that is not
    a drawn box (专栏) or holds most of the file, one cell with most of the text, or no lines around names and dates.
    """
    rows = _grid(table)
    sizes = [len(text) for row in rows for text in row if text]
    size = sum(sizes)
    if not size or 2 * _nested(table) > size:
        return []
    if sum(sum(map(bool, row)) > 1 for row in rows) < 2:
        is_drawn_box = table.drawn and 2 * size <= whole
        is_box = size <= _BOX_TEXT and (rows[0][0].startswith("专栏") or is_drawn_box)
        return _box_rows(table) if is_box else []
    if max(sizes) > _LONG_CELL and 10 * max(sizes) > 7 * size:
        return []
    return [] if _is_unruled_head(table, rows) else rows


def _grid(table: Table) -> list[list[str]]:
    """A text for every place, without columns and rows that are empty, and without empty places at a row's end."""
    rows: list[list[str]] = []
    places = 0
    for cells in table.rows:
        row: list[str] = []
        for cell in cells:
            row += ["" if cell.continues else cell_text(cell), *[""] * (cell.span - 1)]
        places += len(row)
        if places > MAX_PLACES:
            break
        rows.append(row)
    used = {place for row in rows for place, text in enumerate(row) if text}
    rows = [[text for place, text in enumerate(row) if place in used] for row in rows]
    for row in rows:
        while row and not row[-1]:
            row.pop()
    return [row for row in rows if row]


def _nested(table: Table) -> int:
    """Characters that stand in tables within the table."""
    inner = (content for row in table.rows for cell in row for content in cell.content)
    return sum(len(_text([content])) for content in inner if isinstance(content, Table))


def cell_text(cell: Cell) -> str:
    """All of a cell's text on one line; its paragraphs are parted by a blank."""
    return tidy(_text(cell.content))


def _text(content: list[Content]) -> str:
    return " ".join(
        part.text.replace("\n", " ")
        if isinstance(part, Paragraph)
        else " ".join(_text(cell.content) for row in part.rows for cell in row if not cell.continues)
        for part in content
    )


def _box_rows(table: Table) -> list[list[str]]:
    """The rows of a box of text: a long cell's own lines are rows, as one reads them."""
    rows: list[list[str]] = []
    for cell in (cell for row in table.rows for cell in row if not cell.continues):
        parts = [_text([part]) if isinstance(part, Table) else part.text for part in cell.content]
        lines = [text for part in parts for line in part.split("\n") if (text := tidy(line))]
        is_long = len(lines) > 2 and sum(map(len, lines)) > _LONG_LINE
        rows += [[line] for line in lines] if is_long else [[" ".join(lines)]]
    return [row for row in rows if row[0]]


def _is_unruled_head(table: Table, rows: list[list[str]]) -> bool:
    """Whether a table without lines sets out a red head, or who signs and when."""
    texts = [text for row in rows for text in row if text]
    if table.drawn or any(len(text) > _SHORT for text in texts):
        return False
    return all(text == "文件" or is_name(text.removesuffix("文件")) or DATE.fullmatch(text) for text in texts)
