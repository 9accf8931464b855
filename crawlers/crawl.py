"""Crawling several sites in one process, each as politely as if it were alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

import crawlers.settings
from crawlers.locks import LockedError
from crawlers.outcome import STOPPED
from crawlers.patience import StorageError
from crawlers.spider import SPIDERS, PolicySpider
from storage.archive import ArchiveError
from storage.database import DatabaseError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Crawled:
    """How the crawl of one site ended; see `crawlers.outcome` for the words."""

    site: str
    outcome: str
    reason: str
    listed: int = 0
    fetched: int = 0
    stopped: bool = False  # by a signal


def crawler_process(settings: Mapping[str, Any]) -> AsyncCrawlerProcess:
    """A process to crawl in, with `crawlers.settings` and what overrides them."""
    logging.getLogger("crawlers").setLevel(logging.ERROR)  # what it would say is in what is returned, and in `failures`
    chosen = Settings()
    chosen.setmodule(crawlers.settings)
    chosen.setdict(dict(settings), priority="cmdline")
    return AsyncCrawlerProcess(chosen)


def crawl(
    sites: Sequence[str],
    settings: Mapping[str, Any],
    *,
    query: str = "",
    full: bool = False,
    since: str = "",
) -> list[Crawled]:
    """Crawls the sites side by side and returns how each ended, in the order asked.

    `settings` override `crawlers.settings`. It takes over the process's signals and its event loop, and
    can be called once a process.
    """
    process = crawler_process(settings)
    tasks: list[tuple[str, Any, asyncio.Task[None]]] = []
    for name in sites:
        crawler = process.create_crawler(SPIDERS[name])
        arguments = {"query": query, "full": "1" if full else "", "since": since}
        tasks.append((name, crawler, process.crawl(crawler, **arguments)))
    process.start()
    return [_ended(name, crawler, task) for name, crawler, task in tasks]


def crawl_each(
    queries: Sequence[str], sites: Sequence[str], settings: Mapping[str, Any], *, full: bool = False, since: str = ""
) -> list[Crawled]:
    """Crawls the sites once for each query, one after the other; several in processes of their own."""
    if len(queries) == 1:
        return crawl(sites, settings, query=queries[0], full=full, since=since)
    ended = []
    spawn = get_context("spawn")  # a process has one event loop, which ends with its crawl
    with ProcessPoolExecutor(1, mp_context=spawn, max_tasks_per_child=1) as processes:
        for query in queries:
            ended += processes.submit(crawl, sites, settings, query=query, full=full, since=since).result()
    return ended


def _why(error: BaseException | None) -> str:
    """Why a crawl did not begin: an expected failure's own words, or the fault of ours with its kind."""
    match error:
        case None:
            return "the crawl did not start"
        case LockedError() | StorageError() | ArchiveError() | DatabaseError():
            return str(error)
    logger.debug("the crawl did not start", exc_info=error)
    return f"{type(error).__name__}: {error}, before the first request"


def _ended(name: str, crawler: Any, task: asyncio.Task[None]) -> Crawled:
    spider: PolicySpider | None = crawler.spider
    error = task.exception() if task.done() and not task.cancelled() else None
    if spider is None or error is not None:
        return Crawled(name, "failed", _why(error))
    recording = spider.recording
    tally = recording.tally
    stopped = tally.stopped == STOPPED
    return Crawled(name, recording.outcome, recording.reason, tally.listed, tally.fetched, stopped)
