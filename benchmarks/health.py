"""`corpus health` after years of crawls: its concerns and its page; a bare question beside it in the same run.

    python -m benchmarks.health [RUNS]

1,000 runs of 33 sites by default, 20 documents a run, one in five with a second edition, texts of about 3,000
characters. The bare question reads the newest edition of each document once, which nothing that looks at every
document can do without. Wall time, the best of five, on SQLite; exit 1 beyond what the project must reach.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, text

from corpus.health import concerns
from crawlers.recording import register
from crawlers.sites import SITES
from storage.address import document_key
from storage.database import open_database, upgrade
from storage.models import Document, Edition, Event, Run, Snapshot
from storage.units import COLUMNS, insert_units

RUNS = 1000
DOCUMENTS = 20  # a run
UNITS = 30  # an edition
LIMIT = 1.0  # seconds: issue 9
NOW = "2026-11-24T00:00:00Z"
BARE = """
SELECT count(*), max(length(e.warnings)) FROM documents d JOIN editions e ON e.document_id = d.id
WHERE e.id IN (SELECT max(id) FROM editions GROUP BY document_id)
"""


def fill(connection: Connection, runs: int) -> None:
    """Runs back from NOW, an hour apart, site after site; one of fifty is not ok."""
    chance = random.Random(9)
    names = list(SITES)
    register(connection, SITES.values())
    sentence = "坚持样例导向，办好样例学校，全面提高样例质量，" * 4
    body = (sentence + "\n") * UNITS
    step = len(sentence) + 1
    blocks = [["paragraph", at * step, at * step + len(sentence)] for at in range(UNITS)]
    for number in range(1, runs + 1):
        site = names[number % len(names)]
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_795_000_000 - (runs - number) * 3600))
        bad = chance.random() < 0.02
        key = f"r{number:06}"
        connection.execute(insert(Run), [_run(key, site, moment, bad)])
        rows = [_snapshot(key, site, moment, number, place) for place in range(DOCUMENTS * 6 // 5)]
        connection.execute(insert(Snapshot), rows)
        first = (number - 1) * len(rows) + 1
        documents = [_document(site, moment, number, place) for place in range(DOCUMENTS)]
        connection.execute(insert(Document), documents)
        editions, units, events = [], [], []
        for place in range(len(rows)):
            document = (number - 1) * DOCUMENTS + place % DOCUMENTS + 1
            edition = first + place
            ordinal = 1 + place // DOCUMENTS
            editions.append(_edition(document, ordinal, edition, moment, body, blocks))
            kind = "new" if ordinal == 1 else "changed"
            events.append(
                {"document_id": document, "kind": kind, "happened_at": moment, "run": key, "snapshot_id": edition}
            )
            units += [_unit(edition, at, sentence, at * step) for at in range(UNITS)]
        connection.execute(insert(Edition), editions)
        connection.execute(insert(Event), [{**event, "detail": ""} for event in events])
        insert_units(connection, units)


def _run(key: str, site: str, moment: str, bad: bool) -> dict[str, object]:
    outcome, reason = ("short", "requests failed: 1") if bad else ("ok", "")
    return {
        "key": key,
        "site": site,
        "kind": "crawl",
        "started_at": moment,
        "ended_at": moment,
        "outcome": outcome,
        "reason": reason,
        "listed": DOCUMENTS,
        "fetched": DOCUMENTS,
        "sources": {"files": {"pages": 1, "links": DOCUMENTS, "complete": True, "full": True}},
    }


def _snapshot(key: str, site: str, moment: str, number: int, place: int) -> dict[str, object]:
    url = f"http://www.example.invalid/{number}/{place % DOCUMENTS}.html"
    return {
        "run": key,
        "site": site,
        "role": "page",
        "source": "files",
        "url": url,
        "address": url,
        "parent": "",
        "status": 200,
        "content_type": "text/html",
        "sha256": f"{number}-{place}",
        "size": 9000,
        "blocked": "",
        "file": f"{site}/{key}.warc.gz",
        "offset": place,
        "length": 3000,
        "fetched_at": moment,
        "etag": "",
        "last_modified": "",
        "listed_title": "",
        "listed_number": "",
        "listed_on": None,
    }


def _document(site: str, moment: str, number: int, place: int) -> dict[str, object]:
    url = f"http://www.example.invalid/{number}/{place}.html"
    return {
        "key": document_key(site, url),
        "site": site,
        "url": url,
        "title": f"样例市人民政府关于样例{number}-{place}的通知",
        "doc_number": f"样政发〔2026〕{place}号",
        "issuers": "样例市人民政府",
        "kind": "policy",
        "index_number": "",
        "subject": "",
        "validity": "",
        "written_on": date.fromisoformat(moment[:10]),
        "published_on": date.fromisoformat(moment[:10]),
    }


def _edition(
    document: int, ordinal: int, snapshot: int, moment: str, body: str, blocks: list[list[object]]
) -> dict[str, object]:
    return {
        "document_id": document,
        "ordinal": ordinal,
        "snapshot_id": snapshot,
        "shown_by": snapshot,
        "text": body,
        "text_sha256": f"{document}-{ordinal}",
        "units_sha256": "",
        "sources_sha256": "",
        "blocks": blocks,
        "reader": "",
        "segmenter": "",
        "read_at": moment,
        "warnings": [],
    }


def _unit(edition: int, at: int, sentence: str, start: int) -> tuple[object, ...]:
    given = {
        "edition_id": edition,
        "chapter": 1,
        "section": 1,
        "ordinal": at + 1,
        "ref": f"1-1-{at + 1}",
        "text": sentence,
        "start": start,
        "end": start + len(sentence),
    }
    return tuple(given.get(column, "") for column in COLUMNS)


def best_of_five(work: Callable[[], object]) -> float:
    times = []
    for _ in range(5):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{Path(folder) / 'corpus.db'}")
        upgrade(engine)
        with engine.begin() as connection:
            fill(connection, runs)
        works = {
            "concerns": lambda: _ask(engine, lambda connection: concerns(connection, NOW)),
            "a bare question": lambda: _ask(engine, lambda connection: connection.execute(text(BARE)).all()),
        }
        seconds = {name: best_of_five(work) for name, work in works.items()}
    bare = seconds["a bare question"]
    print(f"{runs} runs, {runs * DOCUMENTS} documents\n{'':20} {'seconds':>8} {'× bare':>7}")
    for name, took in seconds.items():
        print(f"{name:20} {took:8.3f} {took / bare:7.1f}")
    return int(runs == RUNS and seconds["concerns"] > LIMIT)


def _ask(engine: Engine, question: Callable[[Connection], object]) -> object:
    with engine.connect() as connection:
        return question(connection)


if __name__ == "__main__":
    sys.exit(main())
