"""Pages of the practice sites (样例), and crawls of them by the command: what the tests of the crawl share.

Scrapy runs once a process, and importing it takes most of a small crawl's time. So a crawl is forked off a
process that has imported everything (multiprocessing's forkserver): the command all the same, in a tenth of the time.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import sqlite3
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawlers import clock
from storage.archive import Archive
from tests.portals import practice
from tests.portals.loopback import loopback_settings
from tests.portals.server import Answer, Asked, Portal, from_pages

LISTS = "http://www.practice.example/files/"
FIRST = datetime(2026, 11, 1, 5, tzinfo=UTC)  # the day of a first crawl


def listing(paths: Iterable[str], published: str = "2022-09-01") -> Answer:
    """A list page that links documents, each with its date."""
    rows = "".join(f'<li><a href="{path}">样例文件 {path}</a><span>{published}</span></li>' for path in paths)
    return Answer(f"<html><body><ul>{rows}</ul></body></html>".encode())


def document(name: str, files: Sequence[str] = ()) -> Answer:
    """A document page of its own text, with links to files."""
    links = "".join(f'<p><a href="{file}">附件：样例 {file}</a></p>' for file in files)
    text = f"<h1>样例市人民政府关于样例 {name} 的通知</h1><div id='zoom'><p>样例 {name}。</p>{links}</div>"
    return Answer(f"<html><head><meta charset='utf-8'></head><body>{text}</body></html>".encode())


def documents(names: Iterable[str], at: str = LISTS) -> dict[str, Answer]:
    return {f"{at}{name}.html": document(name) for name in names}


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(
    [
        "alembic.command",
        "corpus.cli",
        "corpus.printing",
        "crawlers.crawl",
        "scrapy.core.downloader.handlers.http11",
        "scrapy.core.engine",
        "scrapy.downloadermiddlewares.retry",
        "scrapy.spidermiddlewares.depth",
        "tests.crawling",
    ]
)


class Crawl:
    """A crawl under way. The arguments come after those of `loopback_settings`, so they may change them.

    largest_file: bytes that a file may grow to, 0 for no bound: a full disk, as far as a program can tell.
    now: what time it is for the crawl when it begins.
    """

    def __init__(
        self,
        folder: Path,
        portal: Portal | None,
        *arguments: str,
        out: Path | None = None,
        largest_file: int = 0,
        environment: Mapping[str, str] | None = None,
        now: datetime | None = None,
    ) -> None:
        loopback = loopback_settings(portal.address) if portal is not None else []
        folder.mkdir(exist_ok=True)
        self._out, self._err = (out or folder) / "stdout", (out or folder) / "stderr"
        settings = {
            "CORPUS_DB": f"sqlite:///{folder / 'corpus.db'}",
            "CORPUS_ARCHIVE": str(folder / "archive"),
            "CORPUS_REPORTS": str(folder / "reports"),
        }
        call = (
            ["crawl", *loopback, *arguments],
            settings | dict(environment or {}),
            str(self._out),
            str(self._err),
            largest_file,
            now,
        )
        self.process = _forks.Process(target=_run, args=call, daemon=True)
        self.process.start()

    def wait(self, seconds: float = 120) -> Done:
        self.process.join(seconds)
        if self.process.is_alive():
            self.process.kill()
            raise TimeoutError(f"the crawl has not ended after {seconds} s")
        done = Done(self.process.exitcode or 0, self._out.read_text(), self._err.read_text())
        assert "Traceback" not in done.err, done.err
        return done


def _run(
    arguments: list[str],
    environment: Mapping[str, str],
    out: str,
    err: str,
    largest_file: int,
    now: datetime | None,
) -> None:
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    if now is not None:
        ahead = now - clock.now()
        clock.now = lambda: datetime.now(UTC) + ahead
    os.environ.update(environment)
    for number, name in ((1, out), (2, err)):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.argv = ["corpus", *arguments]
    practice.main()


def crawl(folder: Path, portal: Portal | None, *arguments: str, code: int = 0, **environment: str) -> Done:
    """Crawls into `folder`, the site `practice` unless the arguments name others; checks the exit code."""
    named = arguments if arguments and not arguments[0].startswith("--") else ("practice", *arguments)
    done = Crawl(folder, portal, *named, environment=environment).wait()
    assert done.code == code, f"exit {done.code}\n{done.out}\n{done.err}"
    return done


def crawl_on(folder: Path, portal: Portal, day: int, *arguments: str, code: int = 0) -> list[str]:
    """Crawls the site `practice` on a day, counted from FIRST; returns the paths that were asked for."""
    portal.asked.clear()
    out = folder / f"day{day}"
    out.mkdir(parents=True, exist_ok=True)
    given = ("practice", "--set=CORPUS_RECHECK_SHARE=1", *arguments)  # of a few bytes a share is next to nothing
    done = Crawl(folder, portal, *given, out=out, now=FIRST + timedelta(days=day)).wait()
    assert done.code == code, f"exit {done.code}\n{done.out}\n{done.err}"
    return [url.removeprefix(LISTS) for url in portal.urls]


def live(pages: Mapping[str, Answer]) -> Callable[[Asked], Answer]:
    """Answers pages as they are when they are asked for."""
    return lambda asked: from_pages(pages)(asked)


def rows(folder: Path, query: str) -> list[dict[str, Any]]:
    connection = sqlite3.connect(folder / "corpus.db")
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(query)]
    finally:
        connection.close()


def last_run(folder: Path) -> dict[str, Any]:
    return rows(folder, "SELECT * FROM runs ORDER BY id DESC LIMIT 1")[0]


def failures(folder: Path) -> dict[str, str]:
    """The reasons of the crawl's failures, by URL."""
    return {row["subject"]: row["reason"] for row in rows(folder, "SELECT subject, reason FROM failures")}


def stored(folder: Path) -> set[tuple[str, str]]:
    """(url, sha256) of the documents and files that were answered well."""
    query = (
        "SELECT url, sha256 FROM snapshots WHERE status = 200 AND blocked = ''"
        " AND role IN ('page', 'continuation', 'attachment')"
    )
    return {(row["url"], row["sha256"]) for row in rows(folder, query)}


def archive(folder: Path) -> Archive:
    return Archive(folder / "archive")
