"""Guessing where a JSON answer keeps its rows, and a row its title, address, date and number."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Any

from crawlers.notation import read_doc_number
from crawlers.sources.answer import day_of, whole
from crawlers.sources.fields import Fields, Fragments
from crawlers.sources.rows import Rows
from crawlers.sources.text import absolute, plain

MAX_DEPTH = 8
MAX_VALUES = 200_000  # of one answer that are looked at
MAX_ROWS = 40  # of one list that are looked at
_PLAIN_NAME = re.compile(r"[^.\[\]{}=*]{1,60}")
_ADDRESS = re.compile(r"(?:https?:)?/[^\s\"'<>]{3,500}")
_FILE = re.compile(r"\.(?:s?html?|jsp|pdf|docx?)(?:\?|$)|/content_|/t20\d\d", re.I)
_PUBLISHED = re.compile("pub|fb|fwrq", re.I)
_NUMBERED = re.compile("code|num|wh$|wjbh|zh$", re.I)  # names of document numbers, some of which read like titles
_TOTALS = ("total", "totalcount", "totalnum", "totalhits", "totalrecord", "recordcount", "totalelements")

Row = dict[str, Any]


def drafted_fields(answer: Any, base: str) -> Fields | Fragments | None:
    """Paths to the list with the most rows that have both an address and a title, or to strings of HTML with links;
    None where there is neither.
    """
    found = {path: (len(rows), _fields(path, rows, base)) for path, rows in _lists(answer)}
    read = {path: (count, fields) for path, (count, fields) in found.items() if fields is not None}
    total = next((path for path, value in _scalars(answer) if path.rpartition(".")[2].lower() in _TOTALS), ())
    if not read:
        return _fragments(answer, base, total)
    best = max(read, key=lambda path: read[path][0])
    return replace(read[best][1], items=_with_siblings(best, read), total=total)


def _with_siblings(path: str, paths: Collection[str]) -> str:
    """The path, `*` in place of the one step in which other lists of rows differ from it."""
    steps = path.split(".")
    for place in range(len(steps) - 1, -1, -1):
        beside = [other.split(".") for other in paths if other != path]
        if any(other[:place] == steps[:place] and other[place + 1 :] == steps[place + 1 :] for other in beside):
            return ".".join([*steps[:place], "*", *steps[place + 1 :]])
    return path


def _fragments(answer: Any, base: str, total: str | tuple[str, ...]) -> Fragments | None:
    """Strings with links: each of them a row, or each of them rows."""
    tried = [
        Fragments(path, rows, total=total)
        for path in dict.fromkeys(path for path, value in _strings(answer) if "<a" in value)
        for rows in (Rows(), Rows("body"))
    ]
    read = {each: found for each in tried if (found := each.read(json.dumps(answer), base)) and found.links}
    return max(read, key=lambda each: len(read[each].links), default=None)


def _lists(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, list[Row]]]:
    """Every list of objects, with its path; of a list within a list the path goes through both."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        rows = [each for each in value if isinstance(each, dict)]
        if rows:
            yield path, rows
            for name in {name: None for row in rows[:MAX_ROWS] for name in row if _PLAIN_NAME.fullmatch(name)}:
                inner = [row[name] for row in rows[:MAX_ROWS] if isinstance(row.get(name), (list, dict))]
                flat = [each for one in inner for each in (one if isinstance(one, list) else [one])]
                yield from _lists(flat, _joined(path, name), depth + 1)
    elif isinstance(value, dict):
        for name, each in value.items():
            if _PLAIN_NAME.fullmatch(name):
                yield from _lists(each, _joined(path, name), depth + 1)


def _scalars(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Counts outside of lists, with their paths."""
    if isinstance(value, dict) and depth <= MAX_DEPTH:
        for name, each in value.items():
            if _PLAIN_NAME.fullmatch(name):
                yield from _scalars(each, _joined(path, name), depth + 1)
    elif whole(value):
        yield path, value


def _strings(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Strings in objects and in lists of strings, with their paths."""
    if isinstance(value, dict) and depth <= MAX_DEPTH:
        for name, each in value.items():
            if _PLAIN_NAME.fullmatch(name):
                yield from _strings(each, _joined(path, name), depth + 1)
    elif path:
        yield from ((path, each) for each in (value if isinstance(value, list) else [value]) if isinstance(each, str))


def _flat(row: Row) -> Iterator[tuple[str, Any]]:
    """A row's own values; what is nested is another list's business."""
    return ((name, value) for name, value in row.items() if _PLAIN_NAME.fullmatch(name) and not _is_nested(value))


def _is_nested(value: Any) -> bool:
    return isinstance(value, (dict, list))


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _fields(path: str, found: list[Row], base: str) -> Fields | None:
    rows = [dict(_flat(row)) for row in found[:MAX_ROWS]]
    names = list({name: None for row in rows for name in row})
    varied = {name: len({str(row.get(name)) for row in rows}) for name in names}
    urls = _held(rows, names, lambda value: _is_address(value, base))
    numbers = [name for name in _held(rows, names, _is_number, least=0.0) if name not in urls]
    dates = [name for name in _held(rows, names, _is_date) if name not in (*urls, *numbers)]
    titles = [name for name in _held(rows, names, _is_title) if name not in (*urls, *dates)]
    titles = [name for name in titles if not _NUMBERED.search(name) and not _only_numbers(rows, name)]
    if not urls or not titles:
        return None
    numbers = [name for name in numbers if name not in titles]
    url = max(urls, key=lambda name: (varied[name], _files(rows, name), "url" in name.lower(), -urls.index(name)))
    title = max(titles, key=lambda name: (varied[name], "title" in name.lower(), -titles.index(name)))
    date = sorted(dates, key=lambda name: (not _PUBLISHED.search(name), dates.index(name)))[:2]
    return Fields(path, title, url, date=tuple(date), number=numbers[0] if numbers else ())


def _only_numbers(rows: list[Row], name: str) -> bool:
    return all(_is_number(row[name]) for row in rows if row.get(name))


def _files(rows: list[Row], name: str) -> int:
    return sum(bool(_FILE.search(str(row.get(name)))) for row in rows)


def _held(rows: list[Row], names: list[str], holds: Callable[[Any], bool], least: float = 0.8) -> list[str]:
    """The names whose values hold in at least that share of the rows, and once at the least."""
    counts = {name: sum(holds(row.get(name)) for row in rows) for name in names}
    return [name for name, count in counts.items() if count and count >= least * len(rows)]


def _is_address(value: Any, base: str) -> bool:
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value.strip()):
        return False
    return bool(absolute(base, value)) and bool(_FILE.search(value) or value.strip().startswith("http"))


def _is_title(value: Any) -> bool:
    shown = plain(value) if isinstance(value, str) and len(value) < 2000 else ""
    return 6 <= len(shown) <= 300 and any("\u4e00" <= char <= "\u9fff" for char in shown)


def _is_date(value: Any) -> bool:
    if isinstance(value, str) and (len(value) > 30 or not any(char.isdigit() for char in value)):
        return False
    day = day_of(value)
    return day is not None and 1949 <= day.year <= 2100


def _is_number(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 60 and bool(read_doc_number(value))
