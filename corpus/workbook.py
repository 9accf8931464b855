"""Reading a sheet of an XLSX workbook as hostile input: streamed, bounded, without entities, nothing evaluated.

A workbook is a ZIP of XML parts (ECMA-376). The parts that matter are read by expat with handlers, so no tree is
built, whatever they hold; a document type, which entities need, is refused. Names are compared without their
prefix: the strict and the transitional form differ in their namespaces, and in nothing else that is read here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, Any
from xml.parsers import expat

MAX_FILE = 64 * 1024 * 1024  # bytes of a workbook
MAX_PARTS = 512 * 1024 * 1024  # bytes of its parts, unpacked
MAX_STRINGS = 192 * 1024 * 1024  # bytes of the part of shared strings, which is kept in memory
MAX_ENTRIES = 10_000  # files within it
MAX_CELLS = 8_000_000  # cells that hold something
MAX_COLUMNS = 256  # a cell further right is passed over
_CHUNK = 256 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_CELL = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
# Number formats 14-22, 27-36, 45-47 and 50-58 show dates and times (ECMA-376 part 1, 18.8.30).
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')  # of a number format: what stands for itself


class WorkbookError(Exception):
    """The bytes are no workbook that can be read; the message is one line."""


class Dated(str):
    """A cell that holds a date, as ISO text."""

    __slots__ = ()


class Formula(str):
    """A cell that holds a formula, as written with its =; its value is not looked at."""

    __slots__ = ()


class _LocalNames(dict[str, str]):
    """Names without their prefix, each worked out once."""

    def __missing__(self, name: str) -> str:
        local = name.rpartition(":")[2]
        if len(self) < MAX_ENTRIES:
            self[name] = local
        return local


@dataclass
class Sheet:
    """One sheet: `rows` are the number of each row with anything in it and its cells, missing ones empty.

    A cell is text; numbers are as short as they can be written (3, 0.5), truth is TRUE or FALSE.
    `merged` are the ranges of merged cells, such as A2:A5.
    """

    name: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


def read_workbook(data: bytes, prefer: str = "") -> Sheet:
    """The sheet named `prefer` where there is one, else the first. Raises WorkbookError."""
    if data.startswith(_OLE):
        raise WorkbookError("an old .xls workbook, or one with a password: save it as .xlsx without one")
    if len(data) > MAX_FILE:
        raise WorkbookError(f"larger than {MAX_FILE // 2**20} MiB")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return _Workbook(parts).sheet(prefer)
    except expat.ExpatError as error:
        raise WorkbookError(f"damaged: {error}") from None
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, MemoryError):
        raise WorkbookError("no XLSX workbook, or a damaged one") from None
    except Exception as error:
        if type(error).__module__ in ("zlib", "lzma", "bz2", "_lzma"):
            raise WorkbookError("damaged: its parts cannot be unpacked") from None
        raise


class _Workbook:
    def __init__(self, parts: zipfile.ZipFile) -> None:
        entries = parts.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_PARTS:
            raise WorkbookError(f"unpacks to more than {MAX_PARTS // 2**20} MiB or {MAX_ENTRIES} files: not read")
        self._parts = parts
        self._local = _LocalNames()
        self._names = {entry.filename.lstrip("/").lower(): entry for entry in entries}

    def sheet(self, prefer: str) -> Sheet:
        found: list[tuple[str, str]] = []
        epoch = datetime(1899, 12, 30)

        def start(name: str, attributes: Mapping[str, str]) -> None:
            nonlocal epoch
            name = self._local[name]
            if name == "sheet":
                relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
                found.append((attributes.get("name", ""), relation))
            elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                epoch = datetime(1904, 1, 1)

        self._parse("xl/workbook.xml", start)
        if not found:
            raise WorkbookError("no XLSX workbook: it has no sheet")
        name, relation = next((each for each in found if each[0] == prefer), found[0])
        target = self._relations().get(relation, "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        reader = _SheetReader(Sheet(name), self._strings(), self._date_styles(), epoch)
        self._parse(path, reader.start, reader.end, reader.data)
        return reader.sheet

    def _relations(self) -> dict[str, str]:
        targets: dict[str, str] = {}

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if self._local[name] == "Relationship":
                targets[attributes.get("Id", "")] = attributes.get("Target", "")

        self._parse("xl/_rels/workbook.xml.rels", start)
        return targets

    def _strings(self) -> list[str]:
        if "xl/sharedstrings.xml" not in self._names:
            return []
        reader = _StringsReader()
        if self._names["xl/sharedstrings.xml"].file_size > MAX_STRINGS:
            raise WorkbookError(f"holds more than {MAX_STRINGS // 2**20} MiB of text: not read")
        self._parse("xl/sharedStrings.xml", reader.start, reader.end, reader.data)
        return reader.strings

    def _date_styles(self) -> list[bool]:
        """For each cell style, whether it shows dates."""
        if "xl/styles.xml" not in self._names:
            return []
        formats: dict[str, bool] = {}
        styles: list[bool] = []
        inside = False

        def start(name: str, attributes: Mapping[str, str]) -> None:
            nonlocal inside
            name = self._local[name]
            if name == "numFmt":
                code = _QUOTED.sub("", attributes.get("formatCode", ""))
                formats[attributes.get("numFmtId", "")] = any(letter in code.lower() for letter in "ymdhs")
            elif name == "cellXfs":
                inside = True
            elif name == "xf" and inside:
                number = attributes.get("numFmtId", "0")
                known = number.isdecimal() and len(number) < 5 and int(number) in _DATE_FORMATS
                styles.append(formats.get(number, known))

        def end(name: str) -> None:
            nonlocal inside
            inside = inside and self._local[name] != "cellXfs"

        self._parse("xl/styles.xml", start, end)
        return styles

    def _parse(
        self,
        path: str,
        start: Callable[[str, Mapping[str, str]], None],
        end: Callable[[str], None] | None = None,
        data: Callable[[str], None] | None = None,
    ) -> None:
        entry = self._names.get(path.lower())
        if entry is None:
            raise WorkbookError(f"no XLSX workbook: it has no {path}")
        with self._parts.open(entry) as part:
            _parse_xml(part, start, end, data)


def _parse_xml(
    part: IO[bytes],
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] | None,
    data: Callable[[str], None] | None,
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    while chunk := part.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _unescaped(text: str) -> str:
    """A text whose characters may stand as _x000D_ (ECMA-376, ST_Xstring)."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _refuse_doctype(*_: Any) -> None:
    raise WorkbookError("its XML has a document type, as only an attack would: not read")


class _StringsReader:
    """Shared strings: an `si` is one, its `t`s joined; readings of ideographs (`rPh`) are none of it."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._local = _LocalNames()
        self._text: list[str] = []
        self._inside = self._reading = False

    def start(self, name: str, _: Mapping[str, str]) -> None:
        name = self._local[name]
        if name == "si":
            self._text = []
        elif name == "rPh":
            self._reading = True
        elif name == "t":
            self._inside = not self._reading

    def data(self, text: str) -> None:
        if self._inside:
            self._text.append(text)

    def end(self, name: str) -> None:
        name = self._local[name]
        if name == "t":
            self._inside = False
        elif name == "rPh":
            self._reading = False
        elif name == "si":
            self.strings.append(_unescaped("".join(self._text)))


class _SheetReader:
    """Rows as they come. A row or cell without a position follows the one before it."""

    def __init__(self, sheet: Sheet, strings: list[str], date_styles: list[bool], epoch: datetime) -> None:
        self.sheet = sheet
        self._local = _LocalNames()
        self._strings, self._date_styles, self._epoch = strings, date_styles, epoch
        self._row, self._column, self._cells = 0, -1, 0
        self._values: list[str] = []
        self._kind = self._style = ""
        self._text: list[str] = []
        self._formula: list[str] | None = None
        self._into: list[str] | None = None  # where text goes at this moment
        self._columns: dict[str, int] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = self._local[name]
        if name == "c":
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._text, self._formula = [], None
            at = _CELL.fullmatch(attributes["r"]) if "r" in attributes else None
            self._column = self._number(at[1]) if at else self._column + 1
        elif name in ("v", "t"):
            self._into = self._text
        elif name == "f":
            self._into = self._formula = ["="]
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdecimal() and len(number) < 9 else self._row + 1
            self._column, self._values = -1, []
        elif name == "mergeCell" and len(self.sheet.merged) < MAX_ENTRIES:
            self.sheet.merged.append(attributes.get("ref", ""))

    def data(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)

    def end(self, name: str) -> None:
        name = self._local[name]
        if name in ("v", "t", "f"):
            self._into = None
        elif name == "c":
            self._keep()
        elif name == "row" and self._values:
            self.sheet.rows.append((self._row, self._values))

    def _keep(self) -> None:
        value = self._value()
        if not value or self._column >= MAX_COLUMNS:
            return
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise WorkbookError(f"more than {MAX_CELLS} cells: not read")
        missing = self._column + 1 - len(self._values)
        if missing > 0:
            self._values.extend([""] * missing)
        self._values[self._column] = value

    def _value(self) -> str:
        if self._formula is not None:
            return Formula("".join(self._formula))
        text = "".join(self._text)
        if self._kind == "s":
            return self._strings[int(text)] if text.isdecimal() and int(text) < len(self._strings) else ""
        if self._kind == "b":
            return "TRUE" if text == "1" else "FALSE" if text == "0" else ""
        if self._kind == "d":
            return Dated(text)
        if self._kind != "n" or not text:
            return _unescaped(text)
        number = float(text)
        style = int(self._style) if self._style.isdecimal() and len(self._style) < 7 else len(self._date_styles)
        if style < len(self._date_styles) and self._date_styles[style] and -1e5 < number < 2.9e6:
            return Dated((self._epoch + timedelta(days=number)).date().isoformat())
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)

    def _number(self, letters: str) -> int:
        known = self._columns.get(letters)
        if known is None:
            known = 0
            for letter in letters:
                known = known * 26 + ord(letter) - 64
            self._columns[letters] = known = known - 1
        return known
