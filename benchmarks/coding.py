"""Coding at size: sheets in, tables, agreement with a bootstrap; peers beside us in the same run.

    python -m benchmarks.coding [UNITS]

100,000 units by default, three coders with known disagreements, each with a sheet as XLSX and as CSV, on SQLite.
CPU time of one pass each; memory is the process's peak. Peers: openpyxl (read-only) for reading a sheet, the
package krippendorff for α with the same number of bootstrap draws, of which it makes a few and the rest is reckoned.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import krippendorff
import numpy as np
import openpyxl
from sqlalchemy import Engine

from corpus.agreement import agreement
from corpus.codebook import Codebook
from corpus.coding import answers, corpus_units, stored_codebook
from corpus.reckoning import reckon
from corpus.sheet import Line, read_sheet, write_csv, write_xlsx
from corpus.taking import take_sheet
from storage.database import open_database, upgrade
from tests.coded import NAME, fill

T = TypeVar("T")
CODERS = ("甲", "乙", "丙")
DRAWS = 1000
PEER_DRAWS = 10
LIMITS = {"import of 3 sheets (XLSX)": 30, "import of 3 sheets (CSV)": 30, "tables": 2, "α with 1,000 draws": 20}


def spent(work: Callable[[], T]) -> tuple[float, T]:
    """CPU seconds of this process, and what the work gave."""
    start = time.process_time()
    done = work()
    return time.process_time() - start, done


def coded_lines(engine: Engine, book: Codebook, coder: str, seed: int) -> Iterator[Line]:
    """A coder who differs from the truth in one unit of five on the tool, one of ten on the theme."""
    truth, own = random.Random(0), random.Random(seed)
    tools, themes = book.dimensions[0].answers, book.dimensions[1].answers
    with engine.connect() as connection:
        for each in corpus_units(connection, NAME):
            tool, theme = truth.choice(tools), truth.choice(themes)
            tool = own.choice(tools) if own.random() < 0.2 else tool
            theme = own.choice(themes) if own.random() < 0.1 else theme
            yield Line(each.unit, coder, {"tool": [tool], "theme": [theme]})


def new_database(path: Path, units: int) -> tuple[Engine, Codebook]:
    engine = open_database(f"sqlite:///{path}")
    upgrade(engine)
    fill(engine, units)
    with engine.begin() as connection:
        return engine, stored_codebook(connection, "policy_tools")


def take_all(engine: Engine, sheets: Sequence[Path]) -> int:
    taken = 0
    for sheet in sheets:
        with engine.begin() as connection:
            taken += take_sheet(connection, sheet.read_bytes()).count("new")
    return taken


def peer_alpha(engine: Engine, book: Codebook) -> float:
    """Seconds that the package krippendorff needs for one α of the same answers."""
    codes = {name: number for number, name in enumerate(book.dimensions[0].answers)}
    with engine.connect() as connection:
        given = answers(connection, NAME, book)
        units = [each.id for each in corpus_units(connection, NAME)]
    rows = [[codes[given[coder][unit]["tool"][0]] for unit in units] for coder in given]
    matrix = np.array(rows, float)
    seconds, _ = spent(lambda: [krippendorff.alpha(matrix, level_of_measurement="nominal") for _ in range(PEER_DRAWS)])
    return seconds / PEER_DRAWS


def our_alpha(engine: Engine, book: Codebook) -> None:
    with engine.connect() as connection:
        given = answers(connection, NAME, book)
    said = {coder: {unit: frozenset(codes["tool"]) for unit, codes in units.items()} for coder, units in given.items()}
    agreement(said, draws=DRAWS)


def our_tables(engine: Engine, book: Codebook) -> None:
    with engine.connect() as connection:
        reckon(connection, NAME, book, "甲")


def main(arguments: Sequence[str]) -> None:
    units = int(arguments[0]) if arguments else 100_000
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(Path(folder), units)
    print(f"{units} units × {len(CODERS)} coders, CPU time")
    print(f"{'work':<36}{'s':>9}{'limit':>9}")
    for name, seconds in measured.items():
        print(f"{name:<36}{seconds:>9.2f}{LIMITS.get(name, ''):>9}")
    print(f"{'peak memory, MiB':<36}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>9.0f}{1024:>9}")


def measure(folder: Path, units: int) -> dict[str, float]:
    measured: dict[str, float] = {}
    for form, write in (("XLSX", write_xlsx), ("CSV", write_csv)):
        engine, book = new_database(folder / f"{form}.db", units)
        sheets = []
        for seed, coder in enumerate(CODERS, 1):
            sheets.append(folder / f"{coder}.{form.lower()}")
            write(sheets[-1], book, coded_lines(engine, book, coder, seed))
        measured[f"import of 3 sheets ({form})"], taken = spent(lambda: take_all(engine, sheets))  # noqa: B023
        assert taken == units * len(CODERS)
        measured[f"import again, nothing new ({form})"], taken = spent(lambda: take_all(engine, sheets))  # noqa: B023
        assert taken == 0
    measured["tables"], _ = spent(lambda: our_tables(engine, book))
    measured["α with 1,000 draws"], _ = spent(lambda: our_alpha(engine, book))
    measured["krippendorff, 1,000 draws (reckoned)"] = peer_alpha(engine, book) * DRAWS
    sheet = folder / f"{CODERS[0]}.xlsx"
    measured["reading one XLSX sheet"], _ = spent(lambda: read_sheet(sheet.read_bytes()))
    measured["openpyxl, the same sheet"], _ = spent(
        lambda: sum(1 for _ in openpyxl.load_workbook(sheet, read_only=True)["编码"].iter_rows(values_only=True))
    )
    return measured


if __name__ == "__main__":
    main(sys.argv[1:])
