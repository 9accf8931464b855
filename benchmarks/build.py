"""Building: documents a second and peak memory for 1,000 and 10,000 documents of one WARC; what storing units costs.

    python -m benchmarks.build [--small]

The documents are made here (样例). Storing is measured beside bare sqlite3 with the same table, indexes and
transactions (one a document), in the same run. CPU seconds of the program and its children; medians of 3, but for the
largest build, which runs once.
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from crawlers.registry import register
from crawlers.sites import SITES
from storage.archive import Exchange
from storage.archive_writer import ArchiveWriter
from storage.database import open_database
from storage.migrations import upgrade
from storage.models import Document, Edition, Snapshot
from storage.units import COLUMNS, insert_units

UNITS = 50  # of one document, as a page of www.gov.cn has on average
SENTENCE = "为推动样例教育高质量发展，支持第{}所样例学校与企业共建实训基地，培养更多样例技术技能人才。"
VERBS = "支持鼓励引导推动完善健全建立落实扩大优化规范加强深化探索统筹推进"
THINGS = (
    "样例学校实训基地师资队伍课程体系教材建设产业学院技能大赛招生制度评价机制经费投入数字校园合作办学"
    "就业服务质量监测证书制度学分银行乡村振兴技术创新社会培训校园文化区域协作专业目录督导评估示范项目"
)
WAYS = "逐年分类有序全面因地多方持续依法"


# Characters that names are made of, so that documents differ as those of different offices do. Texts of one small
# vocabulary are near-duplicates, and what comparing those costs is the matter of benchmarks/dedup.py.
NAMES = (
    "江河湖海山川林田东南西北中原城乡镇村园区港湾桥路广安宁泰和顺兴盛昌隆永定"
    "新华建国民主富强文明春夏秋冬梅兰竹菊金银铜铁木火土石云雨风雷"
)


def pick(words: random.Random, of: str, length: int) -> str:
    """A word from a string of words of one length."""
    at = words.randrange(len(of) // length) * length
    return of[at : at + length]


def name(words: random.Random) -> str:
    return "".join(words.choice(NAMES) for _ in range(6))


def page(number: int) -> bytes:
    """A sample document of its own with ten sections of five sentences, 10 kB."""
    words = random.Random(number)
    title = f"样例省人民政府关于{pick(words, THINGS, 4)}{pick(words, THINGS, 4)}的第{number}号意见"

    def sentence() -> str:
        clauses = (
            pick(words, WAYS, 2) + pick(words, VERBS, 2) + name(words) + pick(words, THINGS, 4) for _ in range(4)
        )
        return "，".join(clauses) + f"{words.randrange(1000)}项。"

    sections = "".join(
        f"<p>（{'一二三四五六七八九十'[section]}）样例任务</p><p>{''.join(sentence() for _ in range(5))}</p>"
        for section in range(10)
    )
    head = f"<p>{title}</p><p>样政发〔2022〕{number}号</p><p>一、样例要求</p>"
    body = f"{head}{sections}<p>样例省人民政府</p><p>2022年1月1日</p>"
    return f"<html><head><meta charset='utf-8'></head><body><div id='UCAP-CONTENT'>{body}</div></body></html>".encode()


def write_archive(folder: Path, documents: int) -> None:
    with ArchiveWriter(folder, "guowuyuan", "bench") as writer:
        for number in range(documents):
            writer.write(
                Exchange(
                    url=f"https://www.gov.cn/zhengce/content/202201/content_{number}.htm",
                    body=page(number),
                    fetched_at="2022-01-02T00:00:00Z",
                    headers=[("Content-Type", "text/html")],
                    facts={"role": "page"},
                )
            )


def build(documents: int) -> tuple[float, ...]:
    """Seconds, CPU seconds and peak MiB (of the largest process) of `corpus build` on an empty database."""
    with tempfile.TemporaryDirectory() as folder:
        write_archive(Path(folder) / "archive", documents)
        script = (
            "import resource, sys; from corpus.cli import app; app(sys.argv[1:], standalone_mode=False);"
            " print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
        )
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                script,
                "build",
                "--jobs",
                "2",
                "--db",
                "sqlite:///corpus.db",
                "--archive",
                "archive",
            ],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
        seconds = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert f"new {documents} " in done.stdout, done.stdout
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return seconds, cpu, int(done.stderr.split()[-1]) / 1024


def unit_rows(edition: int) -> list[tuple[Any, ...]]:
    """Units as their table has them: its columns in order, those that are not named here empty."""
    place = {"edition_id": edition, "chapter": 1, "chapter_label": "一、", "chapter_title": "样例要求"}
    place |= {"section": 1, "section_label": "（一）", "section_title": "样例任务"}
    return [
        tuple(
            {
                **place,
                "ordinal": number,
                "ref": f"1-1-{number}",
                "text": SENTENCE.format(number),
                "start": number * 60,
                "end": number * 60 + 50,
            }.get(column, "")
            for column in COLUMNS
        )
        for number in range(1, UNITS + 1)
    ]


def storing(documents: int) -> tuple[float, ...]:
    """CPU seconds of storing the units of some documents: ours, and bare sqlite3's."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.db"
        engine = open_database(f"sqlite:///{path}")
        upgrade(engine)
        with engine.begin() as connection:
            register(connection, [SITES["guowuyuan"]])
            connection.execute(insert(Snapshot), [_blank(Snapshot, id=1, site="guowuyuan")])
            connection.execute(insert(Document), [_blank(Document, id=1, site="guowuyuan")])
            editions = [
                _blank(Edition, id=number, document_id=1, ordinal=number, snapshot_id=1, shown_by=1)
                for number in range(1, 2 * documents + 1)
            ]
            connection.execute(insert(Edition), editions)
        rows = [unit_rows(number) for number in range(1, 2 * documents + 1)]

        def ours() -> None:
            for units in rows[:documents]:
                with engine.begin() as connection:
                    insert_units(connection, units)

        names = ", ".join(f'"{name}"' for name in COLUMNS)
        statement = f"INSERT INTO units ({names}) VALUES ({', '.join('?' * len(COLUMNS))})"
        bare = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            bare.execute(f"PRAGMA {pragma}")

        def theirs() -> None:
            for units in rows[documents:]:
                bare.execute("BEGIN")
                bare.executemany(statement, units)
                bare.execute("COMMIT")

        times = _cpu(ours), _cpu(theirs)
        bare.close()
        engine.dispose()
        return times


def median(rows: list[tuple[float, ...]]) -> tuple[float, ...]:
    """Column by column."""
    return tuple(statistics.median(column) for column in zip(*rows, strict=True))


def _blank(model: Any, **values: Any) -> dict[str, Any]:
    """A row of a table with empty values for what is not given."""
    empty = {"INTEGER": 0, "BIGINT": 0, "JSON": []}
    return {
        column.name: None if column.nullable else empty.get(str(column.type), "") for column in model.__table__.columns
    } | values


def _cpu(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="a tenth of the sizes, to try it")
    scale = 10 if parser.parse_args().small else 1
    small, large = sizes = (1000 // scale, 10_000 // scale)
    # The small builds stand around the large one, so that what else the machine does meets them all.
    rounds = [{size: build(size) for size in some} for some in ((1, small), (1, small, large), (1, small))]
    built = {size: median([each[size] for each in rounds if size in each]) for size in (1, *sizes)}
    start_up = built[1][1]
    print(f"starting up: {start_up:.1f} CPU s, taken off the CPU a document")
    print("documents  seconds  documents/s  CPU ms/document  peak MiB")
    cost = {size: (built[size][1] - start_up) / size * 1000 for size in sizes}
    for size in sizes:
        seconds, _, peak = built[size]
        print(f"{size:9}  {seconds:7.1f}  {size / seconds:11.0f}  {cost[size]:15.2f}  {peak:8.0f}")
    memory = built[large][2] / built[small][2]
    print(f"from {small} to {large}: {cost[large] / cost[small]:.2f} × the CPU a document, {memory:.2f} × the memory")
    pairs = [storing(2000 // scale) for _ in range(3)]
    ours, theirs = median(pairs)
    print(f"storing units: {ours:.2f} s, bare sqlite3 {theirs:.2f} s: {ours / theirs:.2f} ×")
    missed = [
        what
        for what, reached in (
            ("growth linear within 15 %", cost[large] <= 1.15 * cost[small]),
            ("memory flat (within 15 %)", memory <= 1.15),
            ("storing units <= 1.5 x bare sqlite3", ours <= 1.5 * theirs),
        )
        if not reached
    ]
    for what in missed:
        print(f"missed: {what}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
