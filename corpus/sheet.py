"""The coding sheet (编码表): units out as XLSX or CSV with a column a dimension, and what coders wrote back in.

Writing and reading are pure: units and answers in, a file out; a file's bytes in, rows out, each with what is
wrong with it. Nothing here knows which units there are, or who may code them: that is `corpus.coding`.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from corpus.codebook import SEPARATOR, UNCODABLE, Codebook, Dimension, is_name, plain
from corpus.export.formulas import escaped, unescaped
from corpus.reading.encoding import decode
from corpus.spreadsheet import SheetWriter, column, new_workbook, shown
from corpus.workbook import MAX_FILE, Dated, Formula, WorkbookError, read_workbook

SHEET = "编码"  # the sheet of a workbook that holds the rows
CODES = "代码"  # the sheet that holds the codes
# The words of `corpus export`, but that a heading stands with its printed label here.
REF, CITATION, DOCUMENT, CHAPTER, SECTION, TEXT = "编号", "引用号", "文件名称", "章标题", "节标题", "文本"
CODER, REMARK, SCHEME = "编码员", "备注", "编码方案"
COLUMNS = (REF, CITATION, DOCUMENT, CHAPTER, SECTION, TEXT, CODER, REMARK, SCHEME)
MAX_ROWS = 1_000_000  # rows with anything in them
_HEADING_WITHIN = 20  # rows from the top
_HINTS = 1000  # different cells after which unknown codes get no hint, which takes time
_WIDTHS = {REF: 12, CITATION: 32, DOCUMENT: 28, CHAPTER: 20, SECTION: 20, TEXT: 70, CODER: 10, REMARK: 30, SCHEME: 16}
_SPLIT = re.compile("[；;\n]")
_DATE = re.compile(
    r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?: 0?0:00(?::00)?)?|\d{1,2}[-/]\d{1,2}[-/](?:19|20)\d\d"
    r"|\d{1,2}月\d{1,2}日|\d{1,2}-[A-Z][a-z]{2}(?:-\d{2,4})?|[A-Z][a-z]{2}-\d{2,4}"
)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class SheetError(Exception):
    """The file as a whole cannot be taken; the message is one line, without the file's name."""


@dataclass(frozen=True, slots=True)
class SheetUnit:
    """A unit as a coder sees it: `ref` in its corpus (1-2-2-1), `citation` for good (hunan:9f3c2a71…@1/2-2-1)."""

    ref: str
    citation: str
    document: str
    chapter: str
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet to write. `answers`: dimension → codes; `beside`: cells of further columns."""

    unit: SheetUnit
    coder: str = ""
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    remark: str = ""
    beside: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet that was read; `number` is its row as a spreadsheet shows it.

    `answers` holds the dimensions that the coder answered; `problems` is what is wrong, empty where nothing is.
    """

    number: int
    ref: str
    citation: str
    text: str
    coder: str
    remark: str
    answers: Mapping[str, tuple[str, ...]]
    problems: tuple[str, ...]


def headings(book: Codebook, beside: Sequence[str] = ()) -> list[str]:
    """The columns of a sheet, in order."""
    dimensions = [dimension.title for dimension in book.dimensions]
    return [REF, CITATION, DOCUMENT, CHAPTER, SECTION, TEXT, *beside, *dimensions, CODER, REMARK, SCHEME]


def same_text(text: str, cell: str) -> bool:
    """Whether a cell still holds a unit's text; blanks aside, which spreadsheets change."""
    return text == cell or "".join(shown(text).split()) == "".join(shown(cell).split())


def _cells(book: Codebook, line: Line) -> list[str]:
    unit = line.unit
    answers = [SEPARATOR.join(line.answers.get(dimension.key, ())) for dimension in book.dimensions]
    given = [unit.ref, unit.citation, unit.document, unit.chapter, unit.section, unit.text, *line.beside]
    return [*given, *answers, line.coder, line.remark, book.label]


def write_csv(file: BinaryIO, book: Codebook, lines: Iterable[Line], beside: Sequence[str] = ()) -> int:
    """Writes a sheet as CSV, UTF-8 with a byte order mark, and returns its rows. No cell is a formula."""
    rows = 0
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([escaped(heading) for heading in headings(book, beside)])
    for rows, line in enumerate(lines, 1):  # noqa: B007  (counted)
        writer.writerow([escaped(shown(cell)) for cell in _cells(book, line)])
    text.flush()
    text.detach()
    return rows


def write_xlsx(file: BinaryIO, book: Codebook, lines: Iterable[Line], beside: Sequence[str] = ()) -> int:
    """Writes a sheet as a workbook, and returns its rows: text cells, a drop-down a dimension, frozen, filterable.

    A second sheet holds the codes with their definitions; the drop-downs draw on it.
    """
    columns = headings(book, beside)
    workbook = new_workbook()
    sheet = SheetWriter(workbook, SHEET, [_WIDTHS.get(heading, 22) for heading in columns], freeze="B2")
    sheet.head(columns)
    for line in lines:
        sheet.add(_cells(book, line))
    sheet.filterable()
    for number, dimension in enumerate(book.dimensions):
        first = len(columns) - 3 - len(book.dimensions)
        _drop_down(sheet, column(first + number), dimension, column(number))
    _write_codes(SheetWriter(workbook, CODES, [22] * len(book.dimensions) + [22, 60, 60, 60, 60]), book)
    workbook.save(file)
    return sheet.rows - 1


def _drop_down(sheet: SheetWriter, where: str, dimension: Dimension, drawn_from: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    answers = f"'{CODES}'!${drawn_from}$2:${drawn_from}${len(dimension.answers) + 1}"
    choice = DataValidation("list", formula1=answers, allow_blank=True, showErrorMessage=not dimension.several)
    choice.error, choice.errorTitle = "请从下拉列表中选择编码", dimension.title
    if dimension.several:
        choice.showInputMessage, choice.prompt = True, f"多个编码用{SEPARATOR}隔开"
    choice.add(f"{where}2:{where}{max(2, sheet.rows)}")
    sheet.sheet.data_validations.append(choice)


def _write_codes(sheet: SheetWriter, book: Codebook) -> None:
    """The answers of each dimension, a column each, and beside them every code with its definition and borders."""
    explained = [code for code in book.codes if not code.group]
    sheet.head([*(dimension.title for dimension in book.dimensions), "编码", "定义", "包括", "不包括", "示例"])
    columns = [dimension.answers for dimension in book.dimensions]
    for number in range(max(len(explained), *map(len, columns))):
        row = [answers[number] if number < len(answers) else "" for answers in columns]
        if number < len(explained):
            code = explained[number]
            texts = ("\n".join(each) for each in (code.includes, code.excludes, code.samples))
            row += [code.name, code.definition, *texts]
        sheet.add(row)


@dataclass(frozen=True)
class Sheet:
    """A file that was read, before its codes are looked up: the column of each heading, and rows by number."""

    columns: Mapping[str, int]
    rows: Sequence[tuple[int, list[str]]]

    @property
    def schemes(self) -> list[str]:
        """The codebooks that the rows name, such as policy_tools@1."""
        at = self.columns.get(plain(SCHEME))
        found = {row[at].strip() for _, row in self.rows if at is not None and at < len(row)}
        return sorted(found - {""})


def read_sheet(data: bytes) -> Sheet:
    """A sheet from the bytes of an XLSX or CSV file, in whatever encoding. Raises SheetError."""
    if data.startswith((_ZIP, _OLE)):
        try:
            read = read_workbook(data, SHEET)
        except WorkbookError as error:
            raise SheetError(str(error)) from None
        rows, merged = read.rows, read.merged
        if merged:
            few = ", ".join(merged[:3]) + (" …" if len(merged) > 3 else "")
            raise SheetError(f"merged cells ({few}): only the first cell of each keeps its code; unmerge them")
    else:
        rows = _csv_rows(data)
    if len(rows) > MAX_ROWS:
        raise SheetError(f"more than {MAX_ROWS} rows")
    for index, (number, cells) in enumerate(rows[:_HEADING_WITHIN]):
        named = [plain(cell) for cell in cells]
        if plain(REF) in named or plain(CITATION) in named:
            return _headed(number, cells, rows[index + 1 :])
    raise SheetError(f"no heading row with {REF} or {CITATION} in its first {_HEADING_WITHIN} rows")


def _headed(number: int, headings: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> Sheet:
    columns: dict[str, int] = {}
    for at, heading in enumerate(headings):
        if plain(heading) in columns:
            raise SheetError(f"row {number}: the column {heading.strip()[:60]} is there twice; keep one")
        if heading.strip():
            columns[plain(heading)] = at
    return Sheet(columns, [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)])


def _csv_rows(data: bytes) -> list[tuple[int, list[str]]]:
    if len(data) > MAX_FILE:
        raise SheetError(f"larger than {MAX_FILE // 2**20} MiB")
    if not data.strip():
        raise SheetError("the file is empty")
    text = decode(data)[0]
    if "\0" in text:
        raise SheetError("neither an XLSX workbook nor CSV text")
    head = text.lstrip().partition("\n")[0]
    delimiter = max(",\t;", key=head.count)
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, cells in enumerate(reader, 1):  # a row may have several lines
            if any(cells):
                rows.append((number, [unescaped(cell) for cell in cells]))
                if len(rows) > MAX_ROWS:
                    break
    except csv.Error as error:
        raise SheetError(f"line {reader.line_num}: {error}") from None
    return rows


def rows_of(sheet: Sheet, book: Codebook, coder: str = "") -> Iterator[Row]:
    """The rows that hold a coder's work, their codes looked up in a book; rows without any answer are passed over.

    coder: who coded, where the sheet does not say; a row of somebody else is then a problem. Raises SheetError
    where a column is missing.
    """
    reader = _RowReader(sheet, book, coder)
    for number, cells in sheet.rows:
        row = reader.row(number, cells)
        if row is not None:
            yield row


class _RowReader:
    def __init__(self, sheet: Sheet, book: Codebook, coder: str) -> None:
        self._columns, self._coder = sheet.columns, coder.strip()
        self._dimensions = [(dimension, self._need(dimension.title)) for dimension in book.dimensions]
        self._spellings = book.matcher()
        self._groups = {plain(code.name): code for code in book.codes if code.group}
        self._found: dict[tuple[str, str], tuple[tuple[str, ...], str]] = {}
        if not self._coder:
            self._need(CODER)

    def _need(self, heading: str) -> int:
        at = self._columns.get(plain(heading))
        if at is None:
            more = "; or say who coded with --coder" if heading == CODER else ""
            raise SheetError(f"no column {heading}{more}")
        return at

    def _cell(self, cells: Sequence[str], heading: str) -> str:
        at = self._columns.get(plain(heading))
        return cells[at] if at is not None and at < len(cells) else ""

    def row(self, number: int, cells: Sequence[str]) -> Row | None:
        answers: dict[str, tuple[str, ...]] = {}
        problems: list[str] = []
        for dimension, at in self._dimensions:
            codes, problem = self._answer(dimension, cells[at] if at < len(cells) else "")
            if problem:
                problems.append(problem)
            if codes:
                answers[dimension.key] = codes
        remark = self._cell(cells, REMARK).strip()
        if not answers and not problems and not remark:
            return None
        ref, citation = self._cell(cells, REF), self._cell(cells, CITATION).strip()
        problems += _ref_problems(ref, citation)
        coder = self._cell(cells, CODER).strip()
        if self._coder and coder and coder != self._coder:
            problems.append(f"{CODER} is {coder}, not {self._coder}")
        elif not (coder or self._coder):
            problems.append(f"{CODER} is empty")
        elif not is_name(coder or self._coder):
            problems.append(f"{CODER} is no name: {(coder or self._coder)[:40]!r}")
        text = self._cell(cells, TEXT)
        return Row(number, ref.strip(), citation, text, coder or self._coder, remark, answers, tuple(problems))

    def _answer(self, dimension: Dimension, cell: str) -> tuple[tuple[str, ...], str]:
        """The codes in a cell, and what is wrong with it. A cell is looked up once, however many rows have it."""
        if isinstance(cell, Formula):
            return (), f"{dimension.title} is a formula ({cell[:40]}): it is not worked out, write the code"
        if isinstance(cell, Dated):
            return (), f"{dimension.title} is a date ({cell}): write the code"
        key = (dimension.key, cell)
        if key not in self._found:
            self._found[key] = self._look_up(dimension, cell)
        return self._found[key]

    def _look_up(self, dimension: Dimension, cell: str) -> tuple[tuple[str, ...], str]:
        spellings = self._spellings[dimension.key]
        typed = [part.strip() for part in _SPLIT.split(cell) if part.strip()]
        codes = []
        for part in typed:
            code = spellings.get(plain(part))
            if code is None:
                return (), self._unknown(dimension, part)
            codes.append(code)
        codes = list(dict.fromkeys(codes))
        if UNCODABLE in codes and len(codes) > 1:
            return (), f"{dimension.title}: {UNCODABLE} together with {' '.join(codes)}"
        if len(codes) > 1 and not dimension.several:
            return (), f"{dimension.title}: {len(codes)} codes ({SEPARATOR.join(codes)}) where one is allowed"
        order = {answer: place for place, answer in enumerate(dimension.answers)}
        return tuple(sorted(codes, key=order.__getitem__)), ""

    def _unknown(self, dimension: Dimension, typed: str) -> str:
        if group := self._groups.get(plain(typed)):
            return f"{dimension.title}: {group.name} is a heading; choose a code under it"
        near = difflib.get_close_matches(typed[:60], dimension.answers, 1, 0.5) if len(self._found) < _HINTS else []
        hint = f"; did you mean {near[0]}?" if near else ""
        return f"{dimension.title}: unknown code {typed[:60]}{hint}"


def _ref_problems(ref: str, citation: str) -> list[str]:
    made = isinstance(ref, Dated) or _DATE.fullmatch(ref.strip())
    if made:
        return [
            f"{REF} is a date ({ref.strip()}), which a spreadsheet made of a ref: set the column to text and put the"
            f" refs back, or empty it where {CITATION} is whole"
        ]
    for heading, value in ((REF, ref), (CITATION, citation)):
        if isinstance(value, Formula):
            return [f"{heading} is a formula ({value[:40]}): it is not worked out"]
    if not ref.strip() and not citation:
        return [f"neither {REF} nor {CITATION}"]
    return []
