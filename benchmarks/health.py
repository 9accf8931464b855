"""`corpus health` after years of crawls: its concerns, its page, the whole command; bare peers in the same run.

    python -m benchmarks.health [RUNS]

1,000 runs of 33 sites by default, 20 documents a run, one in five with a second edition, texts of 3,600 characters.
The bare question reads the newest edition of each document once, which nothing that looks at every document can do
without. The command is a new process, as a person starts it; its peer is one that only imports SQLAlchemy, which
nothing that asks the database can do without. Seconds of CPU, all on SQLite, the best of five; exit 1 beyond what must
be reached.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, text

from corpus.health import concerns
from corpus.health_page import page, page_data
from crawlers.registry import register
from crawlers.sites import SITES
from storage.database import open_database
from storage.migrations import upgrade
from storage.models import Document, Edition, Event, Run, Snapshot
from storage.units import insert_units
from tests.watched import document_row, edition_row, event_row, run_row, snapshot_row, unit_rows

RUNS = 1000
DOCUMENTS = 20  # a run
EDITIONS = 24  # a run: of the last four documents a second one
UNITS = 30  # an edition
LIMIT = 1.0  # seconds, for `corpus health` with 1,000 runs of history: issue 9
NOW = "2026-11-24T12:00:00Z"
_NOW = 1_795_521_600  # the same, in seconds of the epoch
BARE = """
SELECT count(*), max(length(e.warnings)) FROM documents d JOIN editions e ON e.document_id = d.id
WHERE e.id IN (SELECT max(id) FROM editions GROUP BY document_id)
"""


def fill(connection: Connection, runs: int) -> None:
    """Runs back from NOW, an hour apart, site after site; one of fifty is not ok."""
    chance = random.Random(9)
    names = list(SITES)
    register(connection, SITES.values())
    for number in range(1, runs + 1):
        site, key = names[number % len(names)], f"r{number:06}"
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(_NOW - (runs - number) * 3600))
        told = {"started_at": at, "ended_at": at, "listed": DOCUMENTS, "fetched": EDITIONS}
        if chance.random() < 0.02:
            told |= {"outcome": "short", "reason": "requests failed: 1"}
        connection.execute(insert(Run), [run_row(key, site, **told)])
        names_of = [f"{number}-{place % DOCUMENTS}" for place in range(EDITIONS)]
        ids = range((number - 1) * EDITIONS + 1, number * EDITIONS + 1)
        documents = [(number - 1) * DOCUMENTS + place % DOCUMENTS + 1 for place in range(EDITIONS)]
        ordinals = [1 + place // DOCUMENTS for place in range(EDITIONS)]
        connection.execute(
            insert(Snapshot),
            [snapshot_row(key, site, name, place, fetched_at=at) for place, name in enumerate(names_of)],
        )
        connection.execute(
            insert(Document),
            [_document(site, name, at, chance) for name in names_of[:DOCUMENTS]],
        )
        connection.execute(
            insert(Edition),
            [
                edition_row(document, snapshot, units=UNITS, ordinal=ordinal, read_at=at)
                for document, snapshot, ordinal in zip(documents, ids, ordinals, strict=True)
            ],
        )
        connection.execute(
            insert(Event),
            [
                event_row(document, "new" if ordinal == 1 else "changed", key, snapshot, happened_at=at)
                for document, snapshot, ordinal in zip(documents, ids, ordinals, strict=True)
            ],
        )
        insert_units(connection, (row for edition in ids for row in unit_rows(edition, UNITS)))


def _document(site: str, name: str, at: str, chance: random.Random) -> dict[str, Any]:
    """One of ten has no number, as interpretations and news have none; one of twenty no date."""
    published = date.fromisoformat(at[:10]) if chance.random() > 0.05 else None
    number = f"样政发〔2026〕{name}号" if chance.random() > 0.1 else ""
    return document_row(site, name, published_on=published, doc_number=number)


def best_of_five(work: Callable[[], object], clock: Callable[[], float]) -> float:
    times = []
    for _ in range(5):
        began = clock()
        work()
        times.append(clock() - began)
    return min(times)


def asked(engine: Engine, question: Callable[[Connection], object]) -> float:
    """Seconds that this process takes for a question."""

    def ask() -> None:
        with engine.connect() as connection:
            question(connection)

    return best_of_five(ask, time.process_time)


def started(code: str, *arguments: str) -> float:
    """Seconds that a new Python takes for some code, from its start to its end; 0 and 1 are good exit codes."""

    def start() -> None:
        done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1):
            sys.exit(done.stderr)

    return best_of_five(start, lambda: os.times().children_user + os.times().children_system)


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    today = date.fromisoformat(NOW[:10])
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'corpus.db'}"
        engine = open_database(url)
        upgrade(engine)
        with engine.begin() as connection:
            fill(connection, runs)
        seconds = {
            "health": asked(engine, lambda connection: concerns(connection, NOW)),
            "health --html": asked(
                engine, lambda connection: page(page_data(connection, today), concerns(connection, NOW))
            ),
            "a bare question": asked(engine, lambda connection: connection.execute(text(BARE)).all()),
        }
        engine.dispose()
        command = "from corpus.cli import main; main()"
        processes = {
            "corpus health": started(command, "health", "--today", NOW[:10], "--db", url),
            "corpus --help": started(command, "--help"),
            "import sqlalchemy": started("import sqlalchemy"),
        }
    print(f"{runs:,} runs, {runs * DOCUMENTS:,} documents")
    for what, each in (("in a process", seconds), ("a new process", processes)):
        *_, bare = each.values()
        print(f"{what:18} {'seconds':>8} {'× bare':>7}")
        for name, took in each.items():
            print(f"{name:18} {took:8.3f} {took / bare:7.1f}")
    return int(runs <= RUNS and processes["corpus health"] > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
