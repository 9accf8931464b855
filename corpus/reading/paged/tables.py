"""Tables of a page: by its ruled lines, or by the alignment of short cells. Pure geometry.

A table is a grid of texts; a merged cell's text stands in its first place (top left) and the other places are empty.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from corpus.reading.paged.layout import Strip, rows
from corpus.reading.paged.page import Box, Fragment, Page, joined, line_of

SNAP = 3.0  # rules nearer than this are one, and meet when they come so near
MAX_RULES = 3_000  # a page with more is a drawing
MAX_CELLS = 20_000
COVER = 0.55  # a wall stands where a rule covers this share of a cell's side

_FINAL = tuple("。！？；;")

Rule = tuple[float, float, float]  # from, to, at
Cells = list[list[Fragment]]  # of one row


@dataclass(slots=True)
class Table:
    """`edges`: the x of its columns' borders; `open`: the columns whose last cell ends in mid-sentence."""

    cells: list[list[str]]
    box: Box
    edges: list[float]
    ruled: bool
    open: list[bool] = field(default_factory=list)

    @property
    def text(self) -> str:
        """One line a row, a tab between cells, no empty cells at a row's end."""
        return "\n".join("\t".join(row).rstrip("\t") for row in self.cells if any(row))


def take_ruled_tables(page: Page) -> None:
    """Replace the fragments inside ruled tables by one fragment a table that carries it."""
    for level, upright in _grids(page):
        table = _ruled_table(page.fragments, level, upright)
        if table is None:
            continue
        put_table(page, table)


def put_table(page: Page, table: Table) -> None:
    """Puts one fragment that carries a table in the place of those inside it; nothing where none is."""
    x0, top, x1, bottom = table.box
    inside = {id(f) for f in page.fragments if _within(f, table.box)}
    if not inside:
        return
    size = median(f.size for f in page.fragments if id(f) in inside)
    page.fragments = [f for f in page.fragments if id(f) not in inside]
    page.fragments.append(Fragment("", x0, top, x1, bottom, size, table=table))


def _within(fragment: Fragment, box: Box) -> bool:
    return box[0] <= (fragment.x0 + fragment.x1) / 2 <= box[2] and box[1] <= fragment.middle <= box[3]


def _merged(rules: list[Rule]) -> list[Rule]:
    """Rules at one place and touching, made one; places that are nearly the same, made the same."""
    merged: list[Rule] = []
    at = float("-inf")
    placed: list[Rule] = []
    for start, end, place in sorted(rules, key=lambda rule: rule[2]):
        if place - at > SNAP:
            at = place
        placed.append((start, end, at))
    for start, end, place in sorted(placed, key=lambda rule: (rule[2], rule[0])):
        if merged and merged[-1][2] == place and start - merged[-1][1] <= SNAP:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end), place)
        else:
            merged.append((start, end, place))
    return merged


def _grids(page: Page) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of level and upright rules that cross or touch, the largest first."""
    level, upright = _merged(page.level), _merged(page.upright)
    if len(level) < 2 or not upright or len(level) + len(upright) > MAX_RULES:
        return []
    group = list(range(len(level) + len(upright)))

    def find(item: int) -> int:
        while group[item] != item:
            group[item] = group[group[item]]
            item = group[item]
        return item

    for column, (top, bottom, x) in enumerate(upright, len(level)):
        for row, (x0, x1, y) in enumerate(level):
            if top - SNAP <= y <= bottom + SNAP and x0 - SNAP <= x <= x1 + SNAP:
                group[find(column)] = find(row)
    grids: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for item in range(len(group)):
        rules = grids.setdefault(find(item), ([], []))
        if item < len(level):
            rules[0].append(level[item])
        else:
            rules[1].append(upright[item - len(level)])
    found = [rules for rules in grids.values() if len(rules[0]) >= 2 and rules[1]]
    return sorted(found, key=lambda rules: -len(rules[0]) * len(rules[1]))


def _places(rules: list[Rule], ends: list[float]) -> list[float]:
    """Where rules stand, and where those across them end: a table without outer sides is closed there."""
    places = sorted({at for _, _, at in rules})
    if ends and min(ends) < places[0] - 2 * SNAP:
        places.insert(0, min(ends))
    if ends and max(ends) > places[-1] + 2 * SNAP:
        places.append(max(ends))
    return places


def _ruled_table(fragments: list[Fragment], level: list[Rule], upright: list[Rule]) -> Table | None:
    xs = _places(upright, [end for start, stop, _ in level for end in (start, stop)])
    ys = _places(level, [end for start, stop, _ in upright for end in (start, stop)])
    height, width = len(ys) - 1, len(xs) - 1
    if height * width < 2 or height * width > MAX_CELLS:
        return None
    box = (xs[0] - 1, ys[0] - 1, xs[-1] + 1, ys[-1] + 1)
    owner = _cells(xs, ys, level, upright)
    content: dict[int, list[Fragment]] = {}
    for fragment in fragments:
        if _within(fragment, box) and fragment.table is None:
            column = min(max(bisect_right(xs, (fragment.x0 + fragment.x1) / 2) - 1, 0), width - 1)
            row = min(max(bisect_right(ys, fragment.middle) - 1, 0), height - 1)
            content.setdefault(owner[row * width + column], []).append(fragment)
    if len(content) < 2:
        return None
    grid = [["" for _ in range(width)] for _ in range(height)]
    open_columns: set[int] = set()
    for cell, inside in content.items():
        row, column = divmod(cell, width)
        grid[row][column] = cell_text(inside)
        reach = divmod(max(place for place in range(len(owner)) if owner[place] == cell), width)
        if reach[0] == height - 1 and _runs_on(inside, xs[column], xs[reach[1] + 1]):
            open_columns.add(column)
    used = [column for column in range(width) if any(row[column] for row in grid)]
    kept = [[row[column] for column in used] for row in grid if any(row)]
    if len(used) < 2 and len(kept) < 2:
        return None
    return Table(
        kept,
        box,
        [xs[column] for column in used] + [xs[-1]],
        ruled=True,
        open=[column in open_columns for column in used],
    )


def _runs_on(inside: list[Fragment], left: float, right: float) -> bool:
    """Whether a cell's last line is full and ends no sentence. The cell's padding is the same on both sides."""
    last = line_of(rows(inside)[-1])
    padding = min(fragment.x0 for fragment in inside) - left
    return right - padding - last.x1 < 1.2 * last.size and not last.text.endswith(_FINAL)


def _cells(xs: list[float], ys: list[float], level: list[Rule], upright: list[Rule]) -> list[int]:
    """For each place of the grid, the first place of its cell: places without a wall between them are one cell."""
    height, width = len(ys) - 1, len(xs) - 1
    owner = list(range(height * width))

    def find(item: int) -> int:
        while owner[item] != item:
            owner[item] = owner[owner[item]]
            item = owner[item]
        return item

    def join(one: int, other: int) -> None:
        one, other = sorted((find(one), find(other)))
        owner[other] = one

    level_at: dict[float, list[Rule]] = {}
    upright_at: dict[float, list[Rule]] = {}
    for rule in level:
        level_at.setdefault(rule[2], []).append(rule)
    for rule in upright:
        upright_at.setdefault(rule[2], []).append(rule)
    for row in range(height):
        for column in range(width):
            place = row * width + column
            if column + 1 < width and not _is_wall(upright_at.get(xs[column + 1], []), ys[row], ys[row + 1]):
                join(place, place + 1)
            if row + 1 < height and not _is_wall(level_at.get(ys[row + 1], []), xs[column], xs[column + 1]):
                join(place, place + width)
    return [find(place) for place in range(height * width)]


def _is_wall(rules: list[Rule], start: float, end: float) -> bool:
    covered = sum(max(0.0, min(end, stop) - max(start, begin)) for begin, stop, _ in rules)
    return covered >= COVER * (end - start)


def cell_text(fragments: list[Fragment]) -> str:
    """A cell's lines joined into one."""
    text = ""
    for row in rows(fragments):
        text = joined(text, line_of(row).text)
    return text.replace("\t", " ")


def parted_from_text(strip: Strip) -> tuple[list[list[Fragment]], Strip, list[list[Fragment]]]:
    """(bands above, the strip, bands below): its first and last bands of one run are text unless they are rows.

    Such a band is a row where it keeps the rows' step and begins where their first cells do, and part of one where it
    is nearer (a cell that goes on).
    """
    bands = strip.bands
    rich = [place for place, band in enumerate(bands) if len(band) > 1]
    if len(rich) < 3:
        return [], strip, []
    middles = [median(fragment.middle for fragment in band) for band in bands]
    usual = median(middles[after] - middles[place] for place, after in pairwise(rich))
    start = median(min(fragment.x0 for fragment in bands[place]) for place in rich)

    def is_row(place: int, beside: int) -> bool:
        step, first = abs(middles[place] - middles[beside]) / usual, bands[place][0]
        if abs(step - 1) < 0.04:
            return abs(first.x0 - start) < 0.3 * first.size
        return step < 0.85 and any(abs(first.x0 - cell.x0) < 0.3 * first.size for cell in bands[beside])

    top, end = rich[0], rich[-1] + 1
    while top and is_row(top - 1, top):
        top -= 1
    while end < len(bands) and is_row(end, end - 1):
        end += 1
    for place in range(rich[2] + 1, end):  # a sentence between: what follows is another thing
        if len(bands[place]) == 1 and bands[place][0].text.endswith(_FINAL) and not is_row(place, place - 1):
            end = place
            break
    return bands[:top], replace(strip, bands=bands[top:end]), bands[end:]


def unruled_table(strip: Strip) -> Table | None:
    """The table that a strip's rows make by alignment; None where they make none.

    It takes three rows with at least two cells each, and columns whose cells line up on the left, in the middle or on
    the right.
    """
    if not strip.gaps:
        return None
    cuts = [(x0 + x1) / 2 for x0, x1 in strip.gaps]
    lines: list[Cells] = []
    for row in rows([fragment for band in strip.bands for fragment in band]):
        cells: Cells = [[] for _ in range(len(cuts) + 1)]
        for fragment in row:
            cells[bisect_right(cuts, (fragment.x0 + fragment.x1) / 2)].append(fragment)
        lines.append(cells)
    full = [cells for cells in lines if sum(map(bool, cells)) >= 2]
    if len(full) < 3 or len(full) < 0.5 * len(lines):
        return None
    if not all(_aligned([cells[column] for cells in full if cells[column]]) for column in range(len(cuts) + 1)):
        return None
    grid = _whole_rows(lines)
    inside = [fragment for cells in lines for cell in cells for fragment in cell]
    x0, x1 = min(f.x0 for f in inside), max(f.x1 for f in inside)
    box = (x0, min(f.top for f in inside), x1, max(f.bottom for f in inside))
    texts = [[cell_text(cell) if cell else "" for cell in cells] for cells in grid]
    return Table(texts, box, [x0, *cuts, x1], ruled=False)


def _whole_rows(lines: list[Cells]) -> list[Cells]:
    """Lines made rows: one without a first cell, set nearer to the line before than rows are, goes on with it."""
    levels = [median(fragment.middle for cell in cells for fragment in cell) for cells in lines]
    steps = [
        levels[index] - levels[index - 1] for index in range(1, len(lines)) if lines[index][0] and lines[index - 1][0]
    ]
    usual = median(steps) if steps else float("inf")
    grid: list[Cells] = []
    for index, cells in enumerate(lines):
        if grid and not cells[0] and levels[index] - levels[index - 1] < 0.85 * usual:
            grid[-1] = [[*above, *cell] for above, cell in zip(grid[-1], cells, strict=True)]
        else:
            grid.append(cells)
    return grid


def _aligned(cells: Cells) -> bool:
    """Whether most cells of a column begin, are centred or end at one place."""
    if len(cells) < 2:
        return bool(cells)
    em = median(fragment.size for cell in cells for fragment in cell)
    starts = [min(f.x0 for f in cell) for cell in cells]
    ends = [max(f.x1 for f in cell) for cell in cells]
    middles = [(x0 + x1) / 2 for x0, x1 in zip(starts, ends, strict=True)]
    for places in (starts, middles, ends):
        centre = median(places)
        if sum(abs(place - centre) < 0.7 * em for place in places) >= 0.6 * len(places):
            return True
    return False


def continues(table: Table, after: Table) -> bool:
    """Whether a table that opens a page goes on with the one that ended the page before: columns in the same places.

    Ruled pieces may show more or fewer of the columns: a piece of one merged row hides some.
    """
    if not table.ruled or not after.ruled:
        slack = 8 * SNAP
        return (
            table.ruled == after.ruled
            and len(table.edges) == len(after.edges)
            and all(abs(one - other) < slack for one, other in zip(table.edges, after.edges, strict=True))
        )
    fewer, more = sorted((table.edges, after.edges), key=len)
    ends = abs(fewer[0] - more[0]) < 2 * SNAP and abs(fewer[-1] - more[-1]) < 2 * SNAP
    return ends and all(any(abs(edge - other) < 2 * SNAP for other in more) for edge in fewer)


def _widen(table: Table, edges: list[float]) -> None:
    """Give a table the columns of a piece that shows more of them."""
    places = [min(range(len(edges)), key=lambda place: abs(edges[place] - edge)) for edge in table.edges[:-1]]
    for row, texts in enumerate(table.cells):
        table.cells[row] = [""] * (len(edges) - 1)
        for place, text in zip(places, texts, strict=True):
            table.cells[row][place] = text
    ends = [False] * (len(edges) - 1)
    for place, is_open in zip(places, table.open, strict=False):
        ends[place] = is_open
    table.edges, table.open = edges, ends


def append(table: Table, after: Table) -> None:
    """Add a continued table's rows, without its repeated head, and make the row whole that the page break cut."""
    if len(table.edges) < len(after.edges):
        _widen(table, after.edges)
    elif len(after.edges) < len(table.edges):
        _widen(after, table.edges)
    added = after.cells
    head = 0
    while head < min(len(added), len(table.cells), 3) and added[head] == table.cells[head]:
        head += 1
    added = added[head:]
    filled = [column for column, text in enumerate(added[0]) if text] if added else []
    if filled and len(table.open) == len(added[0]) and all(table.open[column] for column in filled):
        for column in filled:
            row = next((row for row in reversed(table.cells) if row[column]), table.cells[-1])
            row[column] = joined(row[column], added[0][column])
        added = added[1:]
    table.cells.extend(added)
    table.open = after.open
