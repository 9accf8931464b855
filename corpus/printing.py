"""How the command prints: tables, CSV and JSON to standard output, messages and progress to standard error.

The reader of a pipe may leave, as `head` does. What a verb still prints then goes nowhere; its work and its exit code
stay what they are.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from itertools import chain, count
from math import isfinite
from typing import Any, TextIO

_QUIET_SECONDS = 10.0  # between lines of progress where there is no terminal
_NARROW = 6  # characters that a column can be folded to, where others are to stay whole
_PIPE_WIDTH = 200  # columns of a table that goes into a file or a pipe


class Format(StrEnum):
    table = "table"
    csv = "csv"
    json = "json"


def one_line(text: str) -> str:
    """A text from a file as a terminal may show it: no line break, nothing that steers the terminal."""
    return "".join(mark if mark.isprintable() or mark == "\u3000" else " " for mark in text)


def counted(number: int, one: str, several: str = "") -> str:
    """A number with what it counts: "1 unit", "2 units"; `several` is what more than one are called, else with an s."""
    return f"{number} {one if number == 1 else several or f'{one}s'}"


@contextmanager
def _while_read(stream: TextIO) -> Iterator[None]:
    """Printing to a stream. Where its reader has left, the rest of what is printed within is not made at all."""
    try:
        yield
        stream.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def note(message: str) -> None:
    """One line to standard error."""
    with _while_read(sys.stderr):
        print(message, file=sys.stderr)


def print_lines(lines: Iterable[str]) -> None:
    with _while_read(sys.stdout):
        for line in lines:
            print(line)


def print_json(value: Any) -> None:
    print_lines([json.dumps(value, ensure_ascii=False, indent=2, default=str)])


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table; long cells are folded, never cut. Keys, refs and dates stay whole where there is room for them."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH)
    shown = [["" if cell is None else str(cell) for cell in row] for row in rows]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column, whole in zip(columns, _whole(columns, shown, console.width), strict=True):
        table.add_column(column, overflow="fold", no_wrap=whole)
    for row in shown:
        table.add_row(*row)
    with console.capture() as drawn:  # Rich would end the process where nobody reads any more
        console.print(table)
    print_lines([drawn.get().removesuffix("\n")])


def _whole(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[bool]:
    """Which columns are not folded: those of one word a cell, from the left, while the others can keep _NARROW each."""
    cells = [[column, *(row[at] for row in rows)] for at, column in enumerate(columns)]
    widest = [max(map(len, each)) for each in cells]
    room = width - sum(min(wide, _NARROW) + 2 for wide in widest)
    for each, wide in zip(cells, widest, strict=True):
        beyond = max(wide - _NARROW, 0)
        whole = beyond <= room and all(cell.isascii() and len(cell.split()) < 2 for cell in each)
        room -= beyond if whole else 0
        yield whole


def print_rows(names: Sequence[str], rows: Iterable[Sequence[Any]], form: Format) -> None:
    """The rows of a query, in one of three forms. CSV is for machines: no BOM, no escaping of formulas.

    JSON has each column under a name of its own (a second `ref` is ref_2), and null for what is no number there.
    """
    if form is Format.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        with _while_read(sys.stdout):
            writer.writerow(names)
            writer.writerows(rows)
    elif form is Format.json:
        keys = _distinct(names)
        print_json([dict(zip(keys, map(_json_value, row), strict=True)) for row in rows])
    else:
        print_table(names, rows)


def _distinct(names: Sequence[str]) -> list[str]:
    keys: list[str] = []
    for name in names:
        others = (f"{name}_{number}" for number in count(2))
        keys.append(next(key for key in chain([name], others) if key not in keys))
    return keys


def _json_value(value: Any) -> Any:
    return None if isinstance(value, float) and not isfinite(value) else value


@contextmanager
def counting(what: str, total: str = "documents") -> Iterator[Callable[[Any], None]]:
    """Shows how far long work is, from reports that hold `done` and the number called `total`.

    A bar on a terminal, a plain line now and then elsewhere.
    """
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(what)
            yield lambda report: bar.update(task, completed=report.done, total=getattr(report, total))
        return
    said = time.monotonic()

    def say(report: Any) -> None:
        nonlocal said
        if time.monotonic() - said >= _QUIET_SECONDS:
            said = time.monotonic()
            note(f"{report.done} of {getattr(report, total)} {what}")

    yield say
