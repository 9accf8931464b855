"""Crawling: pages a second, archive and index included, beside a bare Scrapy spider that only downloads the same URLs.

    python -m benchmarks.crawl [--links N] [--runs N] [--small]

One server on loopback (a process of its own) has list pages of 25 links and documents of 10 kB, all different (样例).
Delays are off. Both crawlers ask it in one run, first one request at a time, as we crawl, then eight at a time, which
is Scrapy's default for a host and more than we ever ask of a site. Medians of --runs. Memory is the peak of a
process that crawls 2,000 and --links (20,000) links. Exit 1 where, one at a time, we are slower than 0.6 × the bare
spider, or where the longer walk takes more than 1.5 × the memory of the shorter.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import multiprocessing
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

from benchmarks.build import page
from crawlers.crawl import crawl
from crawlers.site import Article, Site
from crawlers.sources import StaticList
from crawlers.spider import SPIDERS, spider_class
from storage.database import open_database
from storage.migrations import upgrade

MUST_REACH = 0.6  # of the bare spider's pages a second
MAY_GROW = 1.5  # × the memory of the shorter walk
ROWS = 25  # of a list page
MANNERS = {"one at a time": 1, "eight at a time": 8}
_MARK = 777_777  # stands for a document's number in the page that all of them are made of


class Shelf(asyncio.Protocol):
    """A server of GET and nothing else: /links/index.html, /links/index_1.html … and /document/N.html."""

    links = 0
    before, *between, after = page(_MARK).split(str(_MARK).encode())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        path = data.split(b" ", 2)[1].decode()
        body = self._body(path)
        status = b"404 Not Found" if body is None else b"200 OK"
        head = b"HTTP/1.1 %b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
        assert isinstance(self._transport, asyncio.Transport)
        self._transport.write(head % (status, len(body or b"")) + (body or b""))

    def _body(self, path: str) -> bytes | None:
        if path.startswith("/document/"):
            number = path[10:-5].encode()
            return number.join((self.before, *self.between, self.after))
        if not path.startswith("/links/"):
            return None
        first = int(path.rpartition("_")[2].removesuffix(".html")) * ROWS if "_" in path else 0
        rows = "".join(
            f"<li><a href='/document/{number}.html'>样例通知第{number}号</a><span>2022-09-01</span></li>"
            for number in range(first, min(first + ROWS, self.links))
        )
        return f"<html><body><ul>{rows}</ul></body></html>".encode() if rows else None


def _serve(links: int, told: Any) -> None:
    async def serve() -> None:
        Shelf.links = links
        server = await asyncio.get_running_loop().create_server(Shelf, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


@contextmanager
def serving(links: int) -> Iterator[str]:
    """The address of a running server."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(links, there), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.kill()
        process.join()


class Bare(Spider):
    """Downloads every address, and keeps nothing."""

    name = "bare"
    custom_settings = {"TELNETCONSOLE_ENABLED": False, "LOG_LEVEL": "WARNING"}  # noqa: RUF012 (Scrapy's own way)

    def __init__(self, address: str, links: int) -> None:
        super().__init__()
        self.address, self.links, self.pages = address, links, 0

    async def start(self) -> AsyncIterator[Request]:
        for number in range(-(-self.links // ROWS)):
            yield Request(f"{self.address}/links/index{f'_{number}' if number else ''}.html")
        for number in range(self.links):
            yield Request(f"{self.address}/document/{number}.html")

    def parse(self, response: Any) -> None:
        self.pages += response.status == 200


def bare(address: str, links: int, at_once: int) -> tuple[float, int]:
    """Seconds and pages of the bare spider."""
    process = AsyncCrawlerProcess({"CONCURRENT_REQUESTS_PER_DOMAIN": at_once, "DOWNLOAD_DELAY": 0})
    crawler = process.create_crawler(Bare)
    process.crawl(crawler, address=address, links=links)
    start = time.perf_counter()
    process.start()
    seconds = time.perf_counter() - start
    assert isinstance(crawler.spider, Bare)
    return seconds, crawler.spider.pages


def ours(address: str, links: int, at_once: int) -> tuple[float, int]:
    """Seconds and pages of a crawl into an empty archive and database."""
    lists = StaticList("lists", f"{address}/links/index.html", row="li")
    SPIDERS["bench"] = spider_class(
        Site(name="bench", title="样例市", adcode="", sources=(lists,), article=Article(body="#UCAP-CONTENT"))
    )
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/corpus.db"
        upgrade(open_database(database))
        settings = {
            "CORPUS_DB": database,
            "CORPUS_ARCHIVE": str(Path(folder) / "archive"),
            "CORPUS_PRIVATE_NETWORKS": "127.0.0.1/32",
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS": at_once,
            "CONCURRENT_REQUESTS_PER_DOMAIN": at_once,
        }
        start = time.perf_counter()
        (done,) = crawl(["bench"], settings)
        seconds = time.perf_counter() - start
    assert done.outcome == "ok", done.reason
    return seconds, done.fetched + -(-links // ROWS)


def measure(who: str, address: str, links: int, at_once: int) -> dict[str, float]:
    """One crawl in a process of its own: pages a second, CPU ms a page, and its peak in MiB."""
    call = [sys.executable, "-m", "benchmarks.crawl", "--crawl", who, address, str(links), str(at_once)]
    done = subprocess.run(call, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _crawl(who: str, address: str, links: int, at_once: int) -> None:
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    before = time.process_time()
    seconds, pages = (bare if who == "bare" else ours)(address, links, at_once)
    assert pages == links + -(-links // ROWS), f"{who}: {pages} pages"
    spent, peak = time.process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rate": pages / seconds, "cpu": spent / pages * 1000, "peak": peak}))


def compare(links: int, runs: int) -> float:
    """Prints both crawlers in both manners; our share of the bare spider's pages a second, one at a time."""
    ratios: dict[str, float] = {}
    print(f"{links} links; medians of {runs}\nmanner           crawler  pages/s  CPU ms/page  peak MiB")
    with serving(links) as address:
        for manner, at_once in MANNERS.items():
            told: dict[str, list[dict[str, float]]] = {"bare": [], "ours": []}
            for _ in range(runs):
                for who, each in told.items():
                    each.append(measure(who, address, links, at_once))
            medians = {
                who: {name: statistics.median(run[name] for run in each) for name in each[0]}
                for who, each in told.items()
            }
            for who, middle in medians.items():
                print(f"{manner:15}  {who:7}  {middle['rate']:7.0f}  {middle['cpu']:11.2f}  {middle['peak']:8.0f}")
            ratios[manner] = medians["ours"]["rate"] / medians["bare"]["rate"]
            print(f"{manner:15}  ours/bare: {ratios[manner]:.2f} × the pages a second")
    return ratios["one at a time"]


def memory(sizes: tuple[int, ...]) -> float:
    """Prints the peak of a walk of each length; that of the last by that of the first."""
    peaks = {}
    for links in sizes:
        with serving(links) as address:
            told = measure("ours", address, links, 1)
        peaks[links] = told["peak"]
        print(f"memory: {links:7} links, {told['rate']:5.0f} pages/s, peak {told['peak']:5.0f} MiB", flush=True)
    first, last = sizes[0], sizes[-1]
    grown = (peaks[last] - peaks[first]) / (last - first) * 2**20
    print(f"from {first} to {last} links: {peaks[last] / peaks[first]:.2f} × the memory, {grown:.0f} bytes a link")
    return peaks[last] / peaks[first]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--links", type=int, default=20_000, help="links of the longest walk, for memory")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--small", action="store_true", help="a tenth of the sizes, to try it")
    parser.add_argument("--crawl", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.crawl:
        who, address, links, at_once = asked.crawl
        _crawl(who, address, int(links), int(at_once))
        return
    scale = 10 if asked.small else 1
    ratio = compare(2000 // scale, asked.runs)
    growth = memory((2000 // scale, asked.links // scale))
    if ratio < MUST_REACH or growth > MAY_GROW:
        sys.exit(1)


if __name__ == "__main__":
    main()
