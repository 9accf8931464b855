"""The study's two tables: how often each tool is used, and each tool by theme; with tests, and beside the print.

Pure: the answers of each unit in, tables of texts and numbers out. Shares within a type are cut to one decimal, as
the study prints them (8 of 1414 is 0.5); shares of everything are rounded to two, as its text has them.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from corpus.codebook import UNCODABLE, Codebook, Dimension, plain
from corpus.export.formulas import escaped
from corpus.spreadsheet import SheetWriter, new_workbook

Cell = str | int
TOTAL, SUBTOTAL = "总计", "小计"
MAX_PUBLISHED = 1024 * 1024  # bytes of a file of printed tables
_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?")
RULE = "shares within a type are cut to one decimal (8/1414 is 0.5), shares of all units are rounded to two"


class PublishedError(Exception):
    """A file of printed tables cannot be read; the message is one line, without the file's name."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is shown: a title, headings, rows as wide as the headings, and what must be said with it."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tally:
    """How often each row of the first dimension (tools), and each row with each of the second (themes), was given.

    A unit with several codes counts once in each row that they fall in. `uncodable` is by dimension; `one_sided`
    units have a tool or a theme and not both, and so are in no cell of table 2.
    """

    first: Dimension
    second: Dimension
    single: Mapping[str, int]
    cross: Mapping[tuple[str, str], int]
    units: int
    coded: int
    uncodable: Mapping[str, int]
    one_sided: int

    def count(self, row: str, column: str = "") -> int:
        return self.cross.get((row, column), 0) if column else self.single.get(row, 0)

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        """The rows of the first dimension under their types, in the book's order."""
        found: dict[str, list[str]] = {}
        for code in self.first.rows:
            found.setdefault(code.under, []).append(code.name)
        return list(found.items())

    @property
    def columns(self) -> list[str]:
        return [code.name for code in self.second.rows]


Answer = Mapping[str, Sequence[str]]  # dimension → codes, of one unit


def tally(book: Codebook, answers: Iterable[Answer], units: int = 0) -> Tally:
    """Counts the answers of a coder, one entry a coded unit; `units` is how many there were to code.

    Raises ValueError for a book of one dimension.
    """
    if len(book.dimensions) < 2:
        raise ValueError(f"{book.label} has one dimension; the tables are of two")
    first, second = book.dimensions[:2]
    rows, columns = first.row_of(), second.row_of()
    single: Counter[str] = Counter()
    cross: Counter[tuple[str, str]] = Counter()
    uncodable: Counter[str] = Counter()
    coded = one_sided = 0
    for answer in answers:
        tools = {rows[code] for code in answer.get(first.key, ()) if code in rows}
        themes = {columns[code] for code in answer.get(second.key, ()) if code in columns}
        for key in (first.key, second.key):
            uncodable[key] += UNCODABLE in answer.get(key, ())
        single.update(tools)
        cross.update((tool, theme) for tool in tools for theme in themes)
        coded += 1
        one_sided += bool(tools) != bool(themes)
    return Tally(first, second, single, cross, max(units, coded), coded, uncodable, one_sided)


def cut_share(part: int, whole: int) -> str:
    """A percentage cut to one decimal; empty where the whole is nothing."""
    if not whole:
        return ""
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}"


def rounded_share(part: int, whole: int, decimals: int = 2) -> str:
    """A percentage rounded half up; empty where the whole is nothing."""
    if not whole:
        return ""
    scale = 10**decimals
    shares = (2 * part * 100 * scale + whole) // (2 * whole)
    return f"{shares // scale}.{shares % scale:0{decimals}}"


def table1(counts: Tally) -> Table:
    """How often each tool was given, with its share within the type; types with their share of all."""
    every = sum(counts.count(row) for _, rows in counts.groups for row in rows)
    lines: list[tuple[Cell, ...]] = []
    for group, rows in counts.groups:
        total = sum(map(counts.count, rows))
        lines += [(group, row, counts.count(row), cut_share(counts.count(row), total)) for row in rows]
        lines.append((group, SUBTOTAL, total, cut_share(total, every)))
    lines.append((TOTAL, "", every, cut_share(every, every)))
    headings = (*counts.first.levels, "数量（n）", "占比（%）")
    return Table(f"表1 {counts.first.title}频数", headings, tuple(lines), (*_missing(counts, counts.first),))


def table2(counts: Tally) -> Table:
    """How often each tool was given with each theme."""
    lines: list[tuple[Cell, ...]] = []
    totals = [0] * len(counts.columns)
    for group, rows in counts.groups:
        cells = [[counts.count(row, column) for column in counts.columns] for row in rows]
        lines += [(group, row, *values, sum(values)) for row, values in zip(rows, cells, strict=True)]
        below = [sum(column) for column in zip(*cells, strict=True)]
        lines.append((group, SUBTOTAL, *below, sum(below)))
        totals = [a + b for a, b in zip(totals, below, strict=True)]
    every = sum(totals)
    lines.append((TOTAL, "", *totals, every))
    lines.append(("占比（%）", "", *(rounded_share(total, every) for total in totals), rounded_share(every, every)))
    headings = (*counts.first.levels, *counts.columns, "合计")
    notes = list(_missing(counts, counts.second))
    if counts.one_sided:
        notes.append(f"{counts.one_sided} 个单元只在一个维度上有编码，不在本表中")
    return Table(f"表2 {counts.first.title} × {counts.second.title}", headings, tuple(lines), tuple(notes))


def _missing(counts: Tally, dimension: Dimension) -> Iterator[str]:
    if counts.uncodable.get(dimension.key):
        yield f"{dimension.title}：{counts.uncodable[dimension.key]} 个单元{UNCODABLE}"
    if counts.units > counts.coded:
        yield f"{counts.units - counts.coded} 个单元尚未编码"


def side_by_side(tables: Mapping[str, Table], heading: str) -> Table:
    """Tables of the same kind under each other, each row led by what its table is of (a place, a year)."""
    first = next(iter(tables.values()))
    rows = tuple((name, *row) for name, table in tables.items() for row in table.rows)
    notes = tuple(f"{name}：{note}" for name, table in tables.items() for note in table.notes)
    return Table(first.title, (heading, *first.headings), rows, notes)


@dataclass(frozen=True)
class Independence:
    """Pearson's χ² of rows and columns, with Cramér's V and adjusted residuals (Haberman 1973).

    Rows and columns without a unit are left out. `sparse` is the share of cells whose expected count is below 5.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    chi2: float
    df: int
    p: float
    v: float
    sparse: float
    residuals: NDArray[np.float64]


def independence(counts: Tally, *, by_type: bool = False) -> Independence | None:
    """Whether tools (or their types) and themes go together; None where fewer than two rows or columns are used."""
    from scipy.special import chdtrc  # the upper tail of χ²; scipy.stats takes a second to load

    named = counts.groups if by_type else [(row, [row]) for _, rows in counts.groups for row in rows]
    observed = np.array([[sum(counts.count(r, c) for r in rows) for c in counts.columns] for _, rows in named], float)
    used_rows, used_columns = observed.sum(1) > 0, observed.sum(0) > 0
    observed = observed[used_rows][:, used_columns]
    if min(observed.shape) < 2:
        return None
    total = observed.sum()
    row_shares, column_shares = observed.sum(1, keepdims=True) / total, observed.sum(0, keepdims=True) / total
    expected = total * row_shares * column_shares
    chi2 = ((observed - expected) ** 2 / expected).sum()
    df = (observed.shape[0] - 1) * (observed.shape[1] - 1)
    spread = expected * (1 - row_shares) * (1 - column_shares)
    return Independence(
        rows=tuple(name for (name, _), used in zip(named, used_rows, strict=True) if used),
        columns=tuple(name for name, used in zip(counts.columns, used_columns, strict=True) if used),
        chi2=float(chi2),
        df=df,
        p=float(chdtrc(df, chi2)),
        v=float(np.sqrt(chi2 / (total * (min(observed.shape) - 1)))),
        sparse=float((expected < 5).mean()),
        residuals=(observed - expected) / np.sqrt(spread),
    )


def independence_table(test: Independence, of: str = "") -> Table:
    """The test as a table of adjusted residuals; beyond ±1.96 a cell differs at the 5 % level, taken alone.

    of: what its rows are, for the title.
    """
    rows = tuple(
        (name, *(f"{value:+.2f}" for value in line)) for name, line in zip(test.rows, test.residuals, strict=True)
    )
    notes = [f"χ²({test.df}) = {test.chi2:.2f}, p = {test.p:.3g}, Cramér V = {test.v:.3f}"]
    if test.sparse > 0.2:
        notes.append(f"{test.sparse:.0%} 的单元格期望频数小于 5，χ² 近似不可靠")
    return Table(f"卡方检验：调整残差{f'（{of}）' if of else ''}", (of, *test.columns), rows, tuple(notes))


_Printed = tuple[int, str, Mapping[str, int]]  # a number, its share as printed, numbers by theme


@dataclass(frozen=True, slots=True)
class Published:
    """Printed tables: row → its number, share as printed and numbers by theme. `faults` is what contradicts itself."""

    rows: Mapping[str, _Printed]
    share_rule: str
    faults: tuple[str, ...]


def read_published(data: bytes, book: Codebook) -> Published:
    """Printed tables from a CSV: tool_type, tool, n, share_within_type_percent, and a column a theme, by name or alias.

    An empty cell is 0. A row whose tool is 小计 or 总计 gives a type's printed totals, or those of all. Raises
    PublishedError.
    """
    if len(data) > MAX_PUBLISHED:
        raise PublishedError(f"larger than {MAX_PUBLISHED // 1024} KiB")
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        lines, names = list(reader), list(reader.fieldnames or ())
    except (UnicodeDecodeError, csv.Error) as error:
        raise PublishedError(f"no CSV in UTF-8: {error}") from None
    missing = [name for name in ("tool", "n", "share_within_type_percent") if name not in names]
    if missing:
        raise PublishedError(f"no column {missing[0]}")
    first, second = book.dimensions[:2]
    spellings = book.matcher()
    themes = {name: spellings[second.key][plain(name)] for name in names if plain(name) in spellings[second.key]}
    rows: dict[str, _Printed] = {}
    totals: dict[str, _Printed] = {}
    for number, line in enumerate(lines, 2):
        printed = _printed(line, number, themes)
        if (line["tool"] or "").strip() in (SUBTOTAL, TOTAL, "合计", ""):
            totals[(line.get("tool_type") or "").strip()] = printed
            continue
        tool = spellings[first.key].get(plain(line["tool"] or ""))
        if tool is None:
            raise PublishedError(f"line {number}: {line['tool']!r} is no code of {book.label}")
        if tool in rows:
            raise PublishedError(f"line {number}: {tool} is there twice")
        rows[tool] = printed
    return _examined(rows, totals, first)


def _printed(line: Mapping[str, str | None], number: int, themes: Mapping[str, str]) -> _Printed:
    by_theme = {theme: _whole(line[name], number) for name, theme in themes.items()}
    return _whole(line["n"], number), (line["share_within_type_percent"] or "").strip(), by_theme


def _whole(cell: str | None, line: int) -> int:
    text = (cell or "").strip()
    if text and not (text.isdecimal() and len(text) < 10):
        raise PublishedError(f"line {line}: {text!r} is no whole number")
    return int(text or 0)


def _examined(rows: Mapping[str, _Printed], printed_totals: Mapping[str, _Printed], first: Dimension) -> Published:
    """What rule the printed shares follow, and where the print contradicts itself."""
    type_of = {code.name: code.under for code in first.rows}
    totals: Counter[str] = Counter()
    for tool, (n, _, _) in rows.items():
        totals[type_of.get(tool, "")] += n
    cut, rounded = [], []
    for tool, (n, share, _) in rows.items():
        total = totals[type_of.get(tool, "")]
        cut.append(not share or share == cut_share(n, total))
        rounded.append(not share or share == rounded_share(n, total, 1))
    rule = "cut to one decimal" if all(cut) else "rounded to one decimal" if all(rounded) else "of no one rule"
    faults = []
    for (tool, (n, share, by_theme)), fits_cut, fits_rounded in zip(rows.items(), cut, rounded, strict=True):
        if by_theme and sum(by_theme.values()) != n:
            added = " + ".join(map(str, by_theme.values()))
            faults.append(f"{tool}: {added} = {sum(by_theme.values())}, printed {n}")
        if not (fits_cut or fits_rounded):
            total = totals[type_of.get(tool, "")]
            faults.append(f"{tool}: {n}/{total} is {cut_share(n, total)} %, printed {share}")
    for group, total_row in printed_totals.items():
        below = [row for tool, row in rows.items() if group in ("", TOTAL, type_of.get(tool, ""))]
        faults += _unequal_totals(group or TOTAL, below, total_row)
    return Published(rows, rule, tuple(faults))


def _unequal_totals(name: str, rows: Sequence[_Printed], total: _Printed) -> Iterator[str]:
    """Where printed rows do not add up to their printed total, by number and by theme."""
    if (added := sum(n for n, _, _ in rows)) != total[0]:
        yield f"{name}: the numbers add up to {added}, printed {total[0]}"
    for theme, printed in total[2].items():
        if (added := sum(by_theme[theme] for _, _, by_theme in rows)) != printed:
            yield f"{name}: the column {theme} adds up to {added}, printed {printed}"


def beside(counts: Tally, published: Published) -> Table:
    """Our cells beside the printed ones, each marked where they differ; the notes name the print's contradictions."""
    lines: list[tuple[Cell, ...]] = []
    differing = 0
    for group, rows in counts.groups:
        total = sum(map(counts.count, rows))
        for row in rows:
            n, share, by_theme = published.rows.get(row, (0, "", {}))
            cells: list[tuple[str, Cell, Cell]] = [("n", counts.count(row), n)]
            cells.append(("%", cut_share(counts.count(row), total), share))
            cells += [(theme, counts.count(row, theme), printed) for theme, printed in by_theme.items()]
            for what, ours, printed in cells:
                same = ours == printed
                differing += not same
                lines.append((group, row, what, ours, printed, "" if same else "≠"))
    notes = [f"rule: {RULE}; the printed shares within a type are {published.share_rule}"]
    notes += [f"the print contradicts itself: {fault}" for fault in published.faults]
    notes.append(f"{differing} of {len(lines)} cells differ")
    headings = (*counts.first.levels, "项", "本库", "发表", "")
    return Table("与发表的表格逐格对照", headings, tuple(lines), tuple(notes))


def csv_text(tables: Sequence[Table]) -> str:
    """Tables as CSV, each under its title and above its notes, a blank line between them; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for number, table in enumerate(tables):
        if number:
            writer.writerow([])
        for row in ([table.title], table.headings, *table.rows, *([note] for note in table.notes)):
            writer.writerow([escaped(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue()


def write_workbook(file: BinaryIO, tables: Sequence[Table]) -> None:
    """Writes tables into a workbook, a sheet each with its title and notes; numbers with their decimals."""
    workbook = new_workbook()
    for number, table in enumerate(tables, 1):
        widths = [
            max(8.0, *(2.0 + 2 * len(str(row[at])) for row in (table.headings, *table.rows))) for at in _span(table)
        ]
        name = f"{number} {_sheet_name(table.title)}"
        sheet = SheetWriter(workbook, name, [min(40.0, width) for width in widths], freeze="A3")
        sheet.title(table.title)
        sheet.head(table.headings)
        for row in table.rows:
            sheet.add([_as_number(cell) for cell in row])
        for note in table.notes:
            sheet.note(f"注：{note}")
    workbook.save(file)


def _span(table: Table) -> range:
    return range(len(table.headings))


def _sheet_name(title: str) -> str:
    """A sheet's name: at most 31 characters, without the marks that a workbook forbids."""
    return "".join(mark for mark in title if mark not in "[]:*?/\\")[:24]


def _as_number(cell: Cell) -> str | int | Decimal:
    return Decimal(cell) if isinstance(cell, str) and _NUMBER.fullmatch(cell) else cell
