"""The one spider. It walks a site's sources, fetches each document they list and the files it links, and then asks
again for what failed before and for what is due.

It reads lists; it does not read documents. `scrapy list` shows one spider a site: the classes at the end.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response

from crawlers.answers import Answers, subject
from crawlers.attachments import PageLinks, page_links
from crawlers.continuation import MAX_PAGES as MAX_ARTICLE_PAGES
from crawlers.holdings import Held
from crawlers.middlewares import header_fields
from crawlers.outcome import ENDED_EARLY, SourceTally
from crawlers.patience import PATIENCE, StorageError
from crawlers.recording import Recording
from crawlers.rota import Again, Rota
from crawlers.seen import Seen
from crawlers.site import Link, Listing, PageRequest, PageResponse, Query, Site, Source
from crawlers.site_spider import MAX_ADDRESS, SiteSpider
from crawlers.sites import SITES
from storage.address import canonical
from storage.database import open_database, ready

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

# Requests with a higher priority go first: what a page lists is fetched before the next page is asked for,
# so the queue stays as short as one list page whatever the list's length.
_LIST, _PAGE, _PART = 0, 10, 20

MAX_PAGES = 5000  # of one list in one run; the longest list of the survey has 400
MAX_LINKS = 2000  # of one list page; 北京 shows about 1000
MAX_FAILED_IN_A_ROW = 5  # documents asked again; the site is in trouble then, or what fails is gone for good


class PolicySpider(SiteSpider):
    """Arguments (scrapy crawl SITE -a …): query, a text to search for; full=1, walk on past what is known
    and ask for it again; since=YYYY-MM-DD, stop a list at older documents.
    """

    recording: Recording
    answers: Answers

    def __init__(self, query: str = "", full: str = "", since: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.query = Query(query, date.fromisoformat(since) if since else None)
        self.full = full not in ("", "0", "no", "false")
        self._asked = Seen()  # the documents and files asked in this run
        self._walked: dict[str, Seen] = {}  # source → the links that its walk has shown
        self._again = self._ask_again()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        PATIENCE.seconds = crawler.settings.getfloat("CORPUS_DATABASE_PATIENCE")
        spider.recording = Recording(
            ready(open_database(crawler.settings["CORPUS_DB"])),
            Path(crawler.settings["CORPUS_ARCHIVE"]),
            cls.site,
            query=spider.query.text,
            full=spider.full,
            failing_days=crawler.settings.getint("CORPUS_FAILING_DAYS"),
        )
        spider.recording.open()
        most = map(crawler.settings.getint, ("CORPUS_MAX_BLOCKED", "CORPUS_MAX_UNANSWERED"))
        spider.answers = Answers(spider.recording, *most)
        crawler.signals.connect(spider.answers.on_bug, signal=signals.spider_error)
        crawler.signals.connect(spider._on_idle, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        kind = "search" if self.query.text else "listing"
        sources = [source for source in self.site.sources if source.kind == kind]
        if not sources:
            self.recording.tally.stopped = f"its declaration has no {kind}"
        for source in sources:
            yield self._list_request(source, source.first(self.query))

    def _list_request(self, source: Source, asked: PageRequest) -> Request:
        return Request(
            asked.url,
            method=asked.method,
            headers=dict(asked.headers),
            body=asked.body,
            callback=self.parse_list,
            errback=self.answers.on_error,
            cb_kwargs={"source": source, "asked": asked},
            meta={"facts": {"role": "list", "source": source.id}, "tally": self._tally(source)},
            priority=_LIST,
            dont_filter=True,
        )

    def _tally(self, source: Source) -> SourceTally:
        return self.recording.source(source.id, source.unverified)

    def _tally_of(self, source_id: str) -> SourceTally:
        """The tally of a source; what this run does not walk has none of its own."""
        return self.recording.tally.sources.get(source_id) or SourceTally()

    def parse_list(self, response: Response, source: Source, asked: PageRequest) -> Iterator[Request]:
        """Counts what a list page shows, asks for its documents, and walks on while pages bring new links."""
        tally = self._tally(source)
        if self.answers.blocked(response):
            tally.problem = f"a block page ({response.meta['blocked']})"
            return
        if response.status != 200:
            yield from self._refused(response, source, asked, tally)
            return
        headers = header_fields(response)
        try:
            listing = source.read(PageResponse(response.url, response.body, response.status, headers, asked))
        except Exception as error:
            tally.problem = self.answers.bug(response, error)
            return
        tally.pages += 1
        tally.total = listing.total if tally.total is None else tally.total
        if listing.problem:
            if asked.otherwise is not None:
                yield self._list_request(source, asked.otherwise)
            else:
                self._list_failed(response, listing.problem, tally)
            return
        self.recording.succeed(subject(response))
        if len(listing.links) > MAX_LINKS:
            tally.problem = f"{response.url}: shows {len(listing.links)} links, the first {MAX_LINKS} were taken"
        fresh = self._fresh(source, listing)
        tally.links += len(fresh)
        tally.full = self.full or self._is_full_walk_due(source)
        unasked = self.recording.unasked(address for address, link in fresh.items() if self.on_site(link.url))
        for address, link in fresh.items():
            if self.full or address in unasked or not self.on_site(link.url):
                yield from self._document_request(source, address, link)
            elif tally.full:
                yield from self._missing_files(source.id, address)
        onward = listing.next if fresh or (listing.next and not listing.links) else asked.otherwise
        if onward is None or (fresh and not unasked and not tally.full):
            tally.complete = True
        elif self._older(listing.links):
            tally.full = False
        elif tally.pages >= MAX_PAGES:
            tally.problem = f"stopped after {MAX_PAGES} pages"
        else:
            yield self._list_request(source, onward)

    def _is_full_walk_due(self, source: Source) -> bool:
        days = self.settings.getint("CORPUS_FULL_WALK_DAYS")
        return self.recording.walks.full_due(source.id, self.recording.now(), days)

    def _refused(self, response: Response, source: Source, asked: PageRequest, tally: SourceTally) -> Iterator[Request]:
        """A list page that answered with an error: another reading is tried; a 404 after the first page is the end.

        An error of the server says nothing about the reading: the next one is tried, and the error stands.
        """
        if response.status >= 500 or (asked.otherwise is None and not (response.status == 404 and asked.page > 1)):
            self._list_failed(response, f"answered {response.status}", tally)
        if asked.otherwise is not None:
            yield self._list_request(source, asked.otherwise)
        else:
            tally.complete = True

    def _list_failed(self, response: Response, reason: str, tally: SourceTally) -> None:
        tally.problem = f"{subject(response)}: {reason}"
        self.answers.failed(response, reason)

    def _fresh(self, source: Source, listing: Listing) -> dict[str, Link]:
        """The links of a page that this walk has not shown yet, by canonical URL."""
        walked = self._walked.setdefault(source.id, Seen())
        links = {canonical(link.url): link for link in listing.links[:MAX_LINKS]}
        fresh = {address: link for address, link in links.items() if address not in walked}
        for address in fresh:
            walked.add(address)
        return fresh

    def _older(self, links: tuple[Link, ...]) -> bool:
        """Whether every link of a page is older than the date that the walk was asked to stop at."""
        since = self.query.since
        return (
            since is not None
            and bool(links)
            and all(link.published is not None and link.published < since for link in links)
        )

    def _is_wanted(self, address: str, url: str) -> bool:
        """Whether an address can be asked, and was not yet in this run: says which are too long, counts those off the
        site's hosts.
        """
        if address in self._asked:
            return False
        self._asked.add(address)
        if not self.on_site(url):
            self.recording.tally.offsite += 1
        elif len(address) > MAX_ADDRESS:
            shown = f"{address[: MAX_ADDRESS - 100]}…{address[-99:]}"
            self.recording.fail(shown, f"an address of {len(address)} characters is not asked", count=False)
        else:
            return True
        return False

    def _document_request(self, source: Source, address: str, link: Link) -> Iterator[Request]:
        if not self._is_wanted(address, link.url):
            return
        facts = {
            "role": "page",
            "source": source.id,
            "address": address,
            "listed_title": link.title,
            "listed_number": link.doc_number,
            "listed_on": link.published.isoformat() if link.published else "",
        }
        yield Request(
            link.url,
            callback=self.parse_page,
            errback=self.answers.on_error,
            meta={"facts": facts, "tally": self._tally(source)},
            priority=_PAGE,
            dont_filter=True,
        )

    def parse_page(self, response: Response, number: int = 1) -> Iterator[Request]:
        """Asks for the files that a document's page links, and for its next page. number: of the page, from 1."""
        if not self.answers.stored(response):
            return
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        try:
            links = page_links(response.body, content_type, response.url, self.site.article)
        except Exception as error:
            self.answers.bug(response, error)
            return
        facts = response.meta["facts"]
        document = facts.get("parent") or facts["address"]
        part = {"source": facts["source"], "parent": document}
        for link in links.files:
            yield from self._file_request(part, link, response.meta["tally"])
        yield from self._continuation_request(part, links, number, response.meta["tally"])

    def _missing_files(self, source: str, document: str) -> Iterator[Request]:
        """Asks for the files and further pages of a document that an earlier run stored, which was ended, or failed,
        before it had them.
        """
        self._asked.add(document)
        holdings, tally = self.recording.holdings, self._tally_of(source)
        part = {"source": source, "parent": document}
        page = holdings.page(document)
        for number in range(1, MAX_ARTICLE_PAGES + 1):
            if page is None:
                return
            links = page_links(page.body, page.content_type, page.url, self.site.article)
            lacking = holdings.lacking([canonical(link.url) for link in links.files], "attachment")
            for link in links.files:
                if canonical(link.url) in lacking:
                    yield from self._file_request(part, link, tally)
            if not links.next_page:
                return
            address = canonical(links.next_page)
            if holdings.lacking([address], "continuation"):
                yield from self._continuation_request(part, links, number, tally)
                return
            page = holdings.page(address, "continuation")

    def _continuation_request(
        self, part: Mapping[str, str], links: PageLinks, number: int, tally: SourceTally
    ) -> Iterator[Request]:
        """Asks for the page after one with this number, once a run: so no loop of links is walked twice."""
        if links.next_page and number < MAX_ARTICLE_PAGES:
            facts = {"role": "continuation", **part}
            yield from self._part_request(facts, Link(links.next_page), tally, self.parse_page, number=number + 1)

    def _file_request(self, part: Mapping[str, str], link: Link, tally: SourceTally) -> Iterator[Request]:
        yield from self._part_request({"role": "attachment", **part}, link, tally, self.parse_attachment)

    def _part_request(
        self, facts: Mapping[str, str], link: Link, tally: SourceTally, parse: Callable[..., Any], **arguments: Any
    ) -> Iterator[Request]:
        """Asks for what belongs to a document, its `parent`, unless this run asked for it already."""
        address = canonical(link.url)
        if not self._is_wanted(address, link.url):
            return
        yield Request(
            link.url,
            callback=parse,
            cb_kwargs=arguments,
            errback=self.answers.on_error,
            meta={"facts": {**facts, "address": address, "listed_title": link.title}, "tally": tally},
            priority=_PART,
            dont_filter=True,
        )

    def parse_attachment(self, response: Response) -> None:
        self.answers.stored(response)

    # What was asked before

    def held(self, request: Request) -> Held | None:
        if request.method != "GET" or "facts" not in request.meta:
            return None
        return self.recording.held(request.url, request.meta["facts"])

    def _on_idle(self) -> None:
        """The walk is done: what was asked before is asked again, one document after the other."""
        try:
            request = next(self._again, None)
        except StorageError as error:
            self.recording.tally.stopped = str(error)
            return
        except Exception as error:  # which Scrapy would only log, and end the run as if all was well
            logger.debug("asking again", exc_info=error)
            self.recording.tally.stopped = f"known documents were not asked again: {type(error).__name__}: {error}"
            return
        if request is not None and self.crawler.engine is not None:
            self.crawler.engine.crawl(request)
            raise DontCloseSpider

    def _ask_again(self) -> Iterator[Request]:
        """What is missing since the last run was cut short, what failed before, and what the rota has due, within its
        share of bytes. A search leaves the rota alone; a run of full walks, after one without, leaves it to the next.
        """
        tally, setting = self.recording.tally, self.settings
        if not any(source.pages for source in tally.sources.values()):
            return  # a site that shows no list, or a network that is gone
        self.recording.flush()
        days = setting.getint("CORPUS_RECHECK_DAYS")
        rota = Rota(self.recording.engine, self.name, self.recording.key, self.recording.now(), days)
        for source, document in rota.cut_short():
            yield from self._missing_files(source, document)
        yield from self._while_answered(rota.failed(setting.getint("CORPUS_FAILING_DAYS")))
        full = any(source.full and source.links for source in tally.sources.values())
        if self.query.text or (full and not self.full and not self.recording.walks.went_on()):
            return
        share = setting.getfloat("CORPUS_RECHECK_SHARE") * self.recording.holdings.size()
        yield from self._while_answered(self._affordable(rota.due(), share, one_more=not full))

    def _affordable(self, requests: Iterable[Again], share: float, one_more: bool) -> Iterator[Again]:
        """Those that fit, with the lists of this run, into its share of bytes; and `one_more` that does not, or its
        turn would never come.
        """
        tally = self.recording.tally
        before = tally.received
        for again in requests:
            spent = tally.received - before
            if spent + again.cost <= (share - tally.lists if again.cost else share):
                one_more = one_more and not again.cost
                yield again
            elif one_more:
                one_more = False
                yield again

    def _while_answered(self, requests: Iterable[Again]) -> Iterator[Request]:
        """As requests of Scrapy, at most CORPUS_RECHECK_MOST, until too many in a row have failed."""
        in_a_row = 0
        on_site = (again for again in requests if self.on_site(again.url))
        for again in islice(on_site, self.settings.getint("CORPUS_RECHECK_MOST")):
            failed = self.recording.tally.failed
            yield self._again_request(again)
            in_a_row = in_a_row + 1 if self.recording.tally.failed > failed else 0
            if in_a_row >= MAX_FAILED_IN_A_ROW:
                return

    def _again_request(self, again: Again) -> Request:
        facts, tally = dict(again.facts), self.recording.tally
        self._asked.add(facts["address"])
        tally.again += 1
        return Request(
            again.url,
            callback=self.parse_attachment if facts["role"] == "attachment" else self.parse_page,
            errback=self.answers.on_error,
            meta={"facts": facts, "tally": self._tally_of(facts["source"])},
            priority=_PAGE,
            dont_filter=True,
        )

    def closed(self, reason: str) -> None:
        """Scrapy calls this at the end, whatever the end was."""
        tally = self.recording.tally
        if reason not in ("finished", "blocked") and not tally.stopped:
            tally.stopped = f"{ENDED_EARLY} ({reason})"
        for source in tally.sources.values():
            source.complete = source.complete and not source.problem and reason == "finished"
        self.recording.close()
        ended = self.recording
        level = logging.INFO if ended.outcome == "ok" else logging.WARNING
        logger.log(level, "%s: %s: %s", self.name, ended.outcome, ended.reason or "nothing to say")


def spider_class(site: Site) -> type[PolicySpider]:
    return type(
        f"{site.name.title()}Spider", (PolicySpider,), {"name": site.name, "site": site, "__module__": __name__}
    )


SPIDERS = {site.name: spider_class(site) for site in SITES.values()}
# Scrapy's loader finds spider classes among a module's names.
globals().update({spider.__name__: spider for spider in SPIDERS.values()})
