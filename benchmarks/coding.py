"""Coding at size: sheets in, tables, agreement with a bootstrap; peers beside us in the same run.

    python -m benchmarks.coding [UNITS]

100,000 units by default, three coders with known disagreements, each with a sheet as XLSX and as CSV, on SQLite.
CPU time of one pass, and the peak memory of the process that it had to itself. Peers: openpyxl (read-only) for
reading a sheet; the package krippendorff for α, a few times, which is what a few bootstrap draws would cost it.
"""

from __future__ import annotations

import math
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

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
from storage.database import open_database
from storage.migrations import upgrade
from tests.coded import NAME, fill

CODERS = ("甲", "乙", "丙")
DRAWS = 1000
PEER_DRAWS = 10
LIMITS = {"import of 3 sheets, XLSX": 30, "import of 3 sheets, CSV": 30, "tables": 2, "α with 1,000 draws": 20}
MAX_MEMORY = 1024  # MiB
WORKS = (
    "import of 3 sheets, XLSX",
    "import again, nothing new, XLSX",
    "import of 3 sheets, CSV",
    "import again, nothing new, CSV",
    "tables",
    "α with 1,000 draws",
    f"krippendorff, {PEER_DRAWS} draws",
    "ours, reading one XLSX sheet",
    "openpyxl, reading the same sheet",
)


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


def peer_alpha(engine: Engine, book: Codebook) -> None:
    """PEER_DRAWS times one α of the same answers by the package krippendorff."""
    codes = {name: number for number, name in enumerate(book.dimensions[0].answers)}
    with engine.connect() as connection:
        given = answers(connection, NAME, book)
        units = [each.id for each in corpus_units(connection, NAME)]
    rows = [[codes[given[coder][unit]["tool"][0]] for unit in units] for coder in given]
    for _ in range(PEER_DRAWS):
        krippendorff.alpha(np.array(rows, float), level_of_measurement="nominal")


def our_alpha(engine: Engine, book: Codebook) -> None:
    with engine.connect() as connection:
        given = answers(connection, NAME, book)
    said = {coder: {unit: frozenset(codes["tool"]) for unit, codes in units.items()} for coder, units in given.items()}
    agreement(said, draws=DRAWS)


def our_tables(engine: Engine, book: Codebook) -> None:
    with engine.connect() as connection:
        reckon(connection, NAME, book, "甲")


def open_sheet(path: Path) -> None:
    read_sheet(path.read_bytes())


def peer_open_sheet(path: Path) -> None:
    for _ in openpyxl.load_workbook(path, read_only=True)["编码"].iter_rows(values_only=True):
        pass


def make(folder: Path, units: int) -> None:
    """Databases without codings, and the coders' sheets, in both forms."""
    for form, write in (("xlsx", write_xlsx), ("csv", write_csv)):
        engine, book = new_database(folder / f"{form}.db", units)
        for seed, coder in enumerate(CODERS, 1):
            with (folder / f"{coder}.{form}").open("wb") as file:
                write(file, book, coded_lines(engine, book, coder, seed))


def run(work: str, folder: Path) -> tuple[float, float]:
    """Does one work by name; CPU seconds, and the peak memory of this process in MiB."""
    start = time.process_time()
    if work.startswith("import"):
        form = "xlsx" if "XLSX" in work else "csv"
        take_all(open_database(f"sqlite:///{folder / form}.db"), [folder / f"{coder}.{form}" for coder in CODERS])
    elif work.endswith("sheet"):
        (peer_open_sheet if work.startswith("openpyxl") else open_sheet)(folder / f"{CODERS[0]}.xlsx")
    else:
        engine = open_database(f"sqlite:///{folder / 'csv.db'}")
        with engine.begin() as connection:
            book = stored_codebook(connection, "policy_tools")
        {"tables": our_tables, "α with 1,000 draws": our_alpha}.get(work, peer_alpha)(engine, book)
    seconds = time.process_time() - start
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(arguments: Sequence[str]) -> int:
    units = int(arguments[0]) if arguments else 100_000
    children = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), units)
        print(f"{units} units × {len(CODERS)} coders, CPU time, each work in a process of its own")
        print(f"{'work':<36}{'s':>9}{'limit':>7}{'MiB':>7}")
        missed = 0
        for work in WORKS:
            with children.Pool(1) as pool:
                seconds, memory = pool.apply(run, (work, Path(folder)))
            print(f"{work:<36}{seconds:>9.2f}{LIMITS.get(work, ''):>7}{memory:>7.0f}", flush=True)
            missed += seconds > LIMITS.get(work, math.inf) or (work in LIMITS and memory > MAX_MEMORY)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
