"""Tables of a .doc or an RTF, put together from paragraphs: each says how deep it stands; marks end cells and rows."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from corpus.reading.office.story import Cell, Content, Table

_DEEPEST = 20  # tables within tables
_NEAR = 15  # twentieths of a point: edges nearer than this are one


@dataclass(frozen=True, slots=True)
class RowShape:
    """Where a row's cells begin and end (in twentieths of a point), how they merge, and whether lines are drawn."""

    edges: tuple[int, ...] = ()
    joined_left: tuple[bool, ...] = ()
    joined_above: tuple[bool, ...] = ()
    drawn: bool = False


@dataclass(slots=True)
class _Level:
    """A table under way: its finished rows, the cells of the row that is read, and what stands in the cell so far."""

    rows: list[tuple[list[Cell], RowShape]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    content: list[Content] = field(default_factory=list)


class Tables:
    """Takes paragraphs in order, and puts them and the tables that they make into `content`."""

    def __init__(self, content: list[Content]) -> None:
        self.content = content
        self._levels: list[_Level] = []

    def take(self, found: list[Content], depth: int, *, ends_cell: bool = False, row: RowShape | None = None) -> None:
        """One paragraph (with its text boxes), and how deep in tables it stands. row: of the row that it ends."""
        depth = min(depth, _DEEPEST)
        while len(self._levels) > depth:
            self._close_one()
        while len(self._levels) < depth:
            self._levels.append(_Level())
        if not depth:
            self.content += found
            return
        level = self._levels[-1]
        level.content += found
        if row is not None:
            level.rows.append((level.cells, row))
            level.cells, level.content = [], []
        elif ends_cell:
            level.cells.append(Cell(level.content))
            level.content = []

    def close(self) -> None:
        """End the tables that the text ends in."""
        while self._levels:
            self._close_one()

    def _close_one(self) -> None:
        level = self._levels.pop()
        if level.content:
            level.cells.append(Cell(level.content))
        if level.cells:
            level.rows.append((level.cells, RowShape()))
        into = self._levels[-1].content if self._levels else self.content
        if level.rows:
            into.append(_table(level.rows))


def _table(rows: list[tuple[list[Cell], RowShape]]) -> Table:
    """A table of rows, each cell as many columns wide as edges of other rows' cells lie within it."""
    edges: list[int] = []
    for edge in sorted({edge for _, shape in rows for edge in shape.edges}):
        if not edges or edge - edges[-1] > _NEAR:
            edges.append(edge)
    table = Table(drawn=any(shape.drawn for _, shape in rows))
    for cells, shape in rows:
        row: list[Cell] = []
        places = [bisect_left(edges, edge - _NEAR) for edge in shape.edges]
        if places and places[0]:
            row.append(Cell(span=places[0]))
        for number, cell in enumerate(cells):
            if number + 1 < len(places):
                cell.span = max(1, places[number + 1] - places[number])
            cell.continues = number < len(shape.joined_above) and shape.joined_above[number]
            if row and number < len(shape.joined_left) and shape.joined_left[number]:
                row[-1].span += cell.span
                row[-1].content += cell.content
            else:
                row.append(cell)
        table.rows.append(row)
    return table
