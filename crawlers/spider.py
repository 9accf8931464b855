"""The one spider. It walks a site's sources, fetches each document they list and the files it links, and counts.

It reads lists; it does not read documents. `scrapy list` shows one spider a site: the classes at the end.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, signals
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawlers.attachments import PageLinks, page_links
from crawlers.continuation import MAX_PAGES as MAX_ARTICLE_PAGES
from crawlers.faults import in_words
from crawlers.middlewares import NotStoredError, OffsiteError, RobotsRefusedError, RobotsUnreachableError
from crawlers.outcome import SourceTally
from crawlers.recording import Recording
from crawlers.site import Link, Listing, PageRequest, PageResponse, Query, Site, Source
from crawlers.site_spider import SiteSpider
from crawlers.sites import SITES
from storage.address import canonical
from storage.database import open_database, ready

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

# Requests with a higher priority go first: what a page lists is fetched before the next page is asked for,
# so the queue stays as short as one list page whatever the list's length.
_LIST, _PAGE, _PART = 0, 10, 20

MAX_PAGES = 5000  # of one list in one run; the longest list of the survey has 400
MAX_LINKS = 2000  # of one list page; 北京 shows about 1000


class PolicySpider(SiteSpider):
    """Arguments (scrapy crawl SITE -a …): query, a text to search for; full=1, walk on past what is known;
    since=YYYY-MM-DD, stop a list at older documents.
    """

    recording: Recording

    def __init__(self, query: str = "", full: str = "", since: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.query = Query(query, date.fromisoformat(since) if since else None)
        self.full = full not in ("", "0", "no", "false")
        self._asked: set[int] = set()  # hashes of the documents and files asked in this run
        self._walked: dict[str, set[int]] = {}  # source → hashes of the links that its walk has shown

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.recording = Recording(
            ready(open_database(crawler.settings["CORPUS_DB"])),
            Path(crawler.settings["CORPUS_ARCHIVE"]),
            cls.site,
            query=spider.query.text,
            full=spider.full,
        )
        spider.recording.open()
        crawler.signals.connect(spider._on_bug, signal=signals.spider_error)
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
            errback=self.on_error,
            cb_kwargs={"source": source, "asked": asked},
            meta={"facts": {"role": "list", "source": source.id}, "tally": self._tally(source)},
            priority=_LIST,
            dont_filter=True,
        )

    def _tally(self, source: Source) -> SourceTally:
        return self.recording.source(source.id, source.unverified)

    def parse_list(self, response: Response, source: Source, asked: PageRequest) -> Iterator[Request]:
        """Counts what a list page shows, asks for its documents, and walks on while pages bring new links."""
        tally = self._tally(source)
        if self._blocked(response):
            tally.problem = f"a block page ({response.meta['blocked']})"
            return
        if response.status != 200:
            yield from self._refused(response, source, asked, tally)
            return
        headers = {str(name).lower(): str(value) for name, value in response.headers.to_unicode_dict().items()}
        try:
            listing = source.read(PageResponse(response.url, response.body, response.status, headers, asked))
        except Exception as error:
            tally.problem = self._bug(response, error)
            return
        tally.pages += 1
        tally.total = listing.total if tally.total is None else tally.total
        if listing.problem:
            if asked.otherwise is not None:
                yield self._list_request(source, asked.otherwise)
            else:
                self._list_failed(response, listing.problem, tally)
            return
        self.recording.succeed(_subject(response))
        if len(listing.links) > MAX_LINKS:
            tally.problem = f"{response.url}: shows {len(listing.links)} links, the first {MAX_LINKS} were taken"
        fresh = self._fresh(source, listing)
        tally.links += len(fresh)
        tally.full = self.full or not self.recording.walked_before(source.id)
        unknown = self.recording.unknown([address for address, link in fresh.items() if self.on_site(link.url)])
        for address, link in fresh.items():
            if self.full or address in unknown or not self.on_site(link.url):
                yield from self._document_request(source, address, link)
            elif tally.full:
                yield from self._missing_files(source, address)
        onward = listing.next if fresh or (listing.next and not listing.links) else asked.otherwise
        if onward is None or (fresh and not unknown and not tally.full):
            tally.complete = True
        elif self._older(listing.links):
            tally.full = False
        elif tally.pages >= MAX_PAGES:
            tally.problem = f"stopped after {MAX_PAGES} pages"
        else:
            yield self._list_request(source, onward)

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
        tally.problem = f"{_subject(response)}: {reason}"
        self._failed(_subject(response), reason, tally)

    def _fresh(self, source: Source, listing: Listing) -> dict[str, Link]:
        """The links of a page that this walk has not shown yet, by canonical URL."""
        walked = self._walked.setdefault(source.id, set())
        links = {canonical(link.url): link for link in listing.links[:MAX_LINKS]}
        fresh = {address: link for address, link in links.items() if hash(address) not in walked}
        walked.update(map(hash, fresh))
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
        """Whether this run has not asked for an address yet, and the site's hosts hold it; counts those that do not."""
        if hash(address) in self._asked:
            return False
        self._asked.add(hash(address))
        if self.on_site(url):
            return True
        self.recording.tally.offsite += 1
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
            errback=self.on_error,
            meta={"facts": facts, "tally": self._tally(source)},
            priority=_PAGE,
            dont_filter=True,
        )

    def parse_page(self, response: Response, number: int = 1) -> Iterator[Request]:
        """Asks for the files that a document's page links, and for its next page. number: of the page, from 1."""
        if not self._stored(response):
            return
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        try:
            links = page_links(response.body, content_type, response.url, self.site.article)
        except Exception as error:
            self._bug(response, error)
            return
        facts = response.meta["facts"]
        document = facts.get("parent") or facts["address"]
        for link in links.files:
            yield from self._file_request(facts["source"], document, link)
        yield from self._continuation_request(facts["source"], document, links, number)

    def _missing_files(self, source: Source, document: str) -> Iterator[Request]:
        """Asks for the files and further pages of a document that an earlier run stored, which was ended, or failed,
        before it had them.
        """
        self._asked.add(hash(document))
        page = self.recording.stored_page(document)
        for number in range(1, MAX_ARTICLE_PAGES + 1):
            if page is None:
                return
            links = page_links(page.body, page.content_type, page.url, self.site.article)
            unknown = self.recording.unknown([canonical(link.url) for link in links.files], role="attachment")
            for link in links.files:
                if canonical(link.url) in unknown:
                    yield from self._file_request(source.id, document, link)
            if not links.next_page:
                return
            address = canonical(links.next_page)
            if self.recording.unknown([address], role="continuation"):
                yield from self._continuation_request(source.id, document, links, number)
                return
            page = self.recording.stored_page(address, role="continuation")

    def _continuation_request(self, source: str, document: str, links: PageLinks, number: int) -> Iterator[Request]:
        """Asks for the page after one with this number, once a run: so no loop of links is walked twice."""
        if links.next_page and number < MAX_ARTICLE_PAGES:
            link = Link(links.next_page)
            yield from self._part_request("continuation", source, document, link, self.parse_page, number=number + 1)

    def _file_request(self, source: str, document: str, link: Link) -> Iterator[Request]:
        yield from self._part_request("attachment", source, document, link, self.parse_attachment)

    def _part_request(
        self, role: str, source: str, document: str, link: Link, parse: Callable[..., Any], **arguments: Any
    ) -> Iterator[Request]:
        """Asks for what belongs to a document, whose canonical URL is given, unless this run asked for it already."""
        address = canonical(link.url)
        if not self._is_wanted(address, link.url):
            return
        facts = {
            "role": role,
            "source": source,
            "address": address,
            "parent": document,
            "listed_title": link.title,
        }
        yield Request(
            link.url,
            callback=parse,
            cb_kwargs=arguments,
            errback=self.on_error,
            meta={"facts": facts, "tally": self.recording.source(source)},
            priority=_PART,
            dont_filter=True,
        )

    def parse_attachment(self, response: Response) -> None:
        self._stored(response)

    def _stored(self, response: Response) -> bool:
        """Counts a document or file; False where it was blocked or answered with an error."""
        tally = response.meta["tally"]
        if response.meta.get("blocked"):
            tally.failed += 1
        if self._blocked(response):
            return False
        if response.status in (404, 410):  # gone, which another run will not change: the walk is whole without it
            self.recording.fail(_subject(response), f"answered {response.status}")
            return False
        if response.status != 200 or not response.body:
            fault = f"answered {response.status}" if response.status != 200 else "answered with an empty body"
            self._failed(_subject(response), fault, tally)
            return False
        if response.meta.get("soft_404"):
            self._failed(_subject(response), "answered with a page that is not the document (a soft 404)", tally)
            return False
        self.recording.tally.fetched += 1
        self.recording.succeed(_subject(response))
        return True

    def _blocked(self, response: Response) -> bool:
        """Whether a block page answered; ends the crawl after CORPUS_MAX_BLOCKED of them."""
        kind = response.meta.get("blocked")
        if not kind:
            return False
        tally = self.recording.tally
        tally.blocks[kind] += 1
        self.recording.fail(_subject(response), f"answered with a block page ({kind})", count=False)
        if tally.blocked >= self.settings.getint("CORPUS_MAX_BLOCKED"):
            raise CloseSpider("blocked")
        return True

    def _failed(self, url: str, reason: str, tally: SourceTally) -> None:
        tally.failed += 1
        self.recording.fail(url, reason)

    def on_error(self, failure: Failure) -> None:
        """Counts a request that got no answer, or was not allowed to be made."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error, tally, run = failure.value, request.meta["tally"], self.recording.tally
        assert error is not None
        if isinstance(error, NotStoredError):  # what cannot be kept must not be asked for
            run.stopped = str(error)
            raise CloseSpider("storage")
        reason, subject = in_words(error, request), _subject(request)
        if request.meta["facts"]["role"] == "list":
            tally.problem = f"{subject}: {reason}"
        if isinstance(error, RobotsRefusedError):
            run.refused_by_robots += 1
            self.recording.fail(subject, reason, count=False)
        elif isinstance(error, OffsiteError):
            run.offsite += 1
            self.recording.fail(subject, reason, count=False)
        elif isinstance(error, RobotsUnreachableError) and error.blocked:
            run.blocks[error.blocked] += 1
            tally.failed += 1
            self.recording.fail(subject, reason, count=False)
        else:
            self._failed(subject, reason, tally)

    def _bug(self, response: Response, error: Exception) -> str:
        """Counts a fault of ours, which must not pass for the site's; the traceback is in the log at level DEBUG."""
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        reason = f"{type(error).__name__}: {error} ({where}), a bug of the program"
        logger.debug("%s", response.url, exc_info=error)
        self._failed(_subject(response), reason, response.meta["tally"])
        self.recording.tally.stopped = "the program has a bug; please report it with the page that it failed on"
        return f"{_subject(response)}: {reason}"

    def _on_bug(self, failure: Failure, response: Response) -> None:
        if not isinstance(failure.value, CloseSpider):
            self.recording.tally.stopped = f"the program failed on {response.url}: {failure.getErrorMessage()}"

    def closed(self, reason: str) -> None:
        """Scrapy calls this at the end, whatever the end was."""
        tally = self.recording.tally
        if reason not in ("finished", "blocked") and not tally.stopped:
            tally.stopped = f"the crawl was ended early ({reason})"
        for source in tally.sources.values():
            source.complete = source.complete and not (source.failed or source.problem) and reason == "finished"
        self.recording.close()
        ended = self.recording
        level = logging.INFO if ended.outcome == "ok" else logging.WARNING
        logger.log(level, "%s: %s: %s", self.name, ended.outcome, ended.reason or "nothing to say")


def _subject(asked: Request | Response) -> str:
    """The address that was asked first, before any redirect: what a failure is kept under."""
    first: str = asked.meta.get("redirect_urls", [asked.url])[0]
    return first


def spider_class(site: Site) -> type[PolicySpider]:
    return type(
        f"{site.name.title()}Spider", (PolicySpider,), {"name": site.name, "site": site, "__module__": __name__}
    )


SPIDERS = {site.name: spider_class(site) for site in SITES.values()}
# Scrapy's loader finds spider classes among a module's names.
globals().update({spider.__name__: spider for spider in SPIDERS.values()})
