"""First contact: what a live site answers to a handful of requests, with nothing stored.

Each site is asked for robots.txt, for a list page, a search answer and a document that the list shows, by the same
middlewares as a crawl: robots.txt, delays, user agent, hosts and addresses, block pages. The answers stay in memory.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from scrapy import Request

import crawlers.sites
from crawlers.clock import utc_now
from crawlers.crawl import crawler_process
from crawlers.faults import in_words
from crawlers.middlewares import RobotsUnreachableError
from crawlers.site import Link, Listing, PageRequest, PageResponse, Query, Site, Source
from crawlers.site_spider import SiteSpider
from crawlers.sources import StaticList
from crawlers.sources.text import absolute
from storage.archive import Exchange, Position

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

MAX_REQUESTS = 4  # of one source: entries that lead on to the list, and other readings that are left open
QUERY = Query("职业教育")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one request, redirects followed.

    status: 0 where no answer came; `problem` says why. blocked: the kind of the block page that answered.
    soft_404: the answer is not the document that was asked for, whatever its status says.
    """

    url: str
    status: int = 0
    content_type: str = ""
    body: bytes = b""
    blocked: str = ""
    soft_404: bool = False
    problem: str = ""

    @property
    def fault(self) -> str:
        """What is wrong with the reply, in words; empty for a good one."""
        if self.blocked:
            return f"a block page ({self.blocked})"
        if self.problem:
            return self.problem
        if self.status != 200:
            return f"answered {self.status}"
        if not self.body:
            return "answered with an empty body"
        return "a page that is not the document (a soft 404)" if self.soft_404 else ""


@dataclass(frozen=True, slots=True)
class Transport:
    """Whether a host answers https: it works, only http does, or neither; `fault` says how https failed."""

    tls: Literal["works", "http only", "fails"]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """What one source answered. robots: of its host; None where none was asked for. document: None where none was."""

    site: str
    source: Source
    transport: Transport
    robots: Reply | None
    reply: Reply
    listing: Listing
    document: Reply | None = None
    link: Link | None = None

    @property
    def host(self) -> str:
        return urlsplit(self.source.first(QUERY).url).netloc


class Memory:
    """Keeps the answers to robots.txt, by host: they are asked for by the middleware, not by the spider."""

    def __init__(self) -> None:
        self.robots: dict[str, Reply] = {}
        self._first = ""

    def now(self) -> str:
        return utc_now()

    def record(self, exchange: Exchange, unchanged: Position | None = None) -> None:
        if "role" in exchange.facts:
            return
        if exchange.url.endswith("/robots.txt"):
            self._first = urlsplit(exchange.url).netloc
        headers = {name.lower(): value for name, value in exchange.headers}
        self.robots[self._first] = Reply(
            exchange.url,
            exchange.status,
            headers.get("content-type", ""),
            exchange.body,
            blocked=str(exchange.facts.get("blocked", "")),
        )


class ContactSpider(SiteSpider):
    """every: ask every source, not only the first listing and the first search."""

    recording: Memory

    def __init__(self, every: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.every = every
        self.recording = Memory()
        self.contacts: list[Contact] = []
        self._transports: dict[str, Transport] = {}

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        silent = {**settings.getdict("EXTENSIONS"), "crawlers.progress.Progress": None}
        settings.set("EXTENSIONS", silent, priority="spider")

    async def start(self) -> AsyncIterator[Request]:
        for source in self._sources():
            self.contacts.append(await self._source(source))
        return
        yield  # a generator, as Scrapy wants it

    def _sources(self) -> list[Source]:
        if self.every:
            return list(self.site.sources)
        firsts = {source.kind: source for source in reversed(self.site.sources)}
        return [firsts[kind] for kind in ("listing", "search") if kind in firsts]

    async def _source(self, source: Source) -> Contact:
        reply, listing = await self._list(source)
        first = source.first(QUERY).url
        transport = await self._transport(first, reply)
        contact = Contact(
            self.site.name, source, transport, self.recording.robots.get(urlsplit(first).netloc), reply, listing
        )
        link = next((link for link in listing.links if self.on_site(link.url)), None)
        if link is None or (not self.every and any(known.document for known in self.contacts)):
            return contact
        facts = {"role": "page", "source": source.id, "listed_title": link.title}
        return replace(contact, document=await self._ask(PageRequest(link.url), facts), link=link)

    async def _list(self, source: Source) -> tuple[Reply, Listing]:
        """The first answer of a source that has links, or its last."""
        asked: PageRequest | None = source.first(QUERY)
        reply, listing = Reply(""), Listing()
        for _ in range(MAX_REQUESTS):
            if asked is None:
                break
            reply = await self._ask(asked, {"role": "list", "source": source.id})
            listing = _read(source, reply, asked) if not reply.fault else Listing(problem=reply.fault)
            if listing.links or reply.blocked:
                break
            asked = (None if listing.problem else listing.next) or asked.otherwise
        return reply, listing

    async def _transport(self, url: str, reply: Reply) -> Transport:
        """Asks a host's other scheme where its own does not tell how https is."""
        parts = urlsplit(url)
        if parts.netloc not in self._transports:
            answered = bool(reply.status) or parts.netloc in self.recording.robots
            if parts.scheme == "https" and answered:
                self._transports[parts.netloc] = Transport("works")
            else:
                other = "http" if parts.scheme == "https" else "https"
                probed = await self._ask(PageRequest(f"{other}://{parts.netloc}/robots.txt"), {"role": "probe"})
                self._transports[parts.netloc] = _judged(other, answered, reply.problem, probed)
        return self._transports[parts.netloc]

    async def _ask(self, asked: PageRequest, facts: Mapping[str, str]) -> Reply:
        probe = facts["role"] == "probe"
        request = Request(
            asked.url,
            method=asked.method,
            headers=dict(asked.headers),
            body=asked.body,
            meta={"facts": dict(facts), "dont_obey_robotstxt": probe, "dont_retry": probe, "dont_redirect": probe},
        )
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # whatever a connection, a certificate or a middleware raises is what a person asks
            kind = error.blocked if isinstance(error, RobotsUnreachableError) else ""
            return Reply(asked.url, blocked=kind, problem=in_words(error, request))
        return Reply(
            response.url,
            response.status,
            (response.headers.get("Content-Type") or b"").decode("latin-1"),
            response.body,
            blocked=response.meta.get("blocked", ""),
            soft_404=response.meta.get("soft_404", False),
        )


def _read(source: Source, reply: Reply, asked: PageRequest) -> Listing:
    try:
        headers = {"content-type": reply.content_type}
        return source.read(PageResponse(reply.url, reply.body, reply.status, headers, asked))
    except Exception as error:
        return Listing(problem=f"{type(error).__name__}: {error}, a bug of the program")


def _judged(other: str, own_answered: bool, own_problem: str, probed: Reply) -> Transport:
    """other: the scheme that was probed beside the declared one."""
    if other == "https":
        if probed.status:
            return Transport("works")
        return Transport("http only" if own_answered else "fails", probed.problem)
    return Transport("http only" if probed.status else "fails", own_problem)


class PageSpider(ContactSpider):
    """Asks the site's first source and nothing else."""

    reply = Reply("", problem="the crawl was ended before it asked")

    async def start(self) -> AsyncIterator[Request]:
        self.reply, _ = await self._list(self.site.sources[0])
        return
        yield  # a generator, as Scrapy wants it


def fetch(url: str, settings: Mapping[str, Any]) -> Reply:
    """One list page that no site declares, after at most MAX_REQUESTS - 1 meta refreshes. Can be called once a process.

    Raises ValueError for what is no http address.
    """
    if absolute("", url) != url:
        raise ValueError(f"{url}: not an http address")
    process = crawler_process(settings)
    site = Site("page", "", "", (StaticList("list", url, second_page=()),))
    crawler = process.create_crawler(type("Page", (PageSpider,), {"name": site.name, "site": site}))
    process.crawl(crawler)
    process.start()
    if isinstance(crawler.spider, PageSpider):
        return crawler.spider.reply
    return Reply(url, problem="the crawl did not start")


def contact(sites: Sequence[str], settings: Mapping[str, Any], *, every: bool = False) -> list[Contact]:
    """Asks the sites side by side, those that share a host one after the other. Can be called once a process."""
    rounds = _apart([crawlers.sites.SITES[name] for name in sites])
    contacts = _contact(rounds[0], settings, every)
    spawn = get_context("spawn")  # a process has one event loop, which ends with its crawl
    for names in rounds[1:]:
        with ProcessPoolExecutor(1, mp_context=spawn) as processes:
            contacts += processes.submit(_contact, names, settings, every).result()
    order = {name: number for number, name in enumerate(sites)}
    return sorted(contacts, key=lambda each: order[each.site])


def _apart(sites: Sequence[Site]) -> list[list[str]]:
    """The sites' names in rounds, so that no two of one round share a host."""
    rounds: list[list[Site]] = []
    for site in sites:
        free = (those for those in rounds if not any(site.allowed_hosts & other.allowed_hosts for other in those))
        those = next(free, None)
        if those is None:
            rounds.append(those := [])
        those.append(site)
    return [[site.name for site in those] for those in rounds]


def _contact(names: Sequence[str], settings: Mapping[str, Any], every: bool) -> list[Contact]:
    process = crawler_process(settings)
    started: list[Crawler] = []
    for name in names:
        spider = type(f"{name.title()}Contact", (ContactSpider,), {"name": name, "site": crawlers.sites.SITES[name]})
        crawler = process.create_crawler(spider)
        process.crawl(crawler, every=every)
        started.append(crawler)
    process.start()
    spiders = [crawler.spider for crawler in started]
    return [each for spider in spiders if isinstance(spider, ContactSpider) for each in spider.contacts]
