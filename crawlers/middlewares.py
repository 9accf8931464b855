"""What happens to every request and answer: the site's hosts only, at public addresses, robots.txt as RFC 9309
has it, and the archive.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, cast

import scrapy.downloadermiddlewares.cookies
from scrapy import Request, signals
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Headers, Response, TextResponse
from scrapy.resolver import CachingThreadedResolver
from scrapy.responsetypes import responsetypes
from scrapy.utils.httpobj import urlparse_cached
from tldextract import TLDExtract
from twisted.internet.defer import AlreadyCalledError
from twisted.internet.error import DNSLookupError
from twisted.web.http import RESPONSES

from crawlers.blocked import blocked, soft_404
from crawlers.faults import TOO_LARGE, in_words, refused
from crawlers.patience import StorageError
from crawlers.site_spider import MAX_ADDRESS
from storage.archive import Exchange, Position
from storage.history import NOT_MODIFIED

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

    from crawlers.holdings import Held
    from crawlers.site import Site
    from crawlers.site_spider import SiteSpider
    from crawlers.spider import PolicySpider

logger = logging.getLogger(__name__)
# They log what we count and report ourselves, the first with a traceback for every robots.txt that cannot be had.
# A filter, not a level: Scrapy resets the levels of its loggers when a crawl begins.
for _name in (
    "scrapy.downloadermiddlewares.robotstxt",
    "scrapy.downloadermiddlewares.httpcompression",
    "scrapy.core.downloader.handlers.http11",
):
    logging.getLogger(_name).addFilter(lambda record: False)
# Scrapy's handler gives open connections a second to close, and lets both ends of that race fire where the process was
# busy for longer: nothing is wrong then, but Twisted logs it with a traceback.
logging.getLogger("twisted").addFilter(
    lambda record: not (record.exc_info and record.exc_info[0] is AlreadyCalledError)
)

# At the first cookie of every crawl Scrapy would ask two hosts on the Internet for the newest Public Suffix List.
# A crawl asks nobody but its site; the list that tldextract ships will do.
scrapy.downloadermiddlewares.cookies._split_domain = TLDExtract(
    suffix_list_urls=(), include_psl_private_domains=True, cache_dir=None
)

MAX_SENT_ON = MAX_ADDRESS + 400  # characters: of an address as it is asked, which may have a www. and a tracking word
MAX_CRAWL_DELAY = 120.0  # seconds; a longer Crawl-delay (or a mistyped one) would stop the crawl altogether
UNCHANGED = "unchanged"  # the flag of a response whose server said that what is stored still stands


_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052


class PrivateAddressError(IgnoreRequest):
    """A host of a page or list is inside a private network, which only a hostile or broken page would name."""


class NotStoredError(IgnoreRequest):
    """An answer came and could not be kept; the message is the StorageError's."""


class OffsiteError(IgnoreRequest):
    """A page or list sent on to a host that the site's declaration does not name."""


class RobotsUnreachableError(IgnoreRequest):
    """robots.txt answered 5xx or not at all: RFC 9309, 2.3.1.4, takes that as "nothing is allowed".

    blocked: the kind of the block page that answered; empty where none did.
    """

    def __init__(self, message: str, blocked: str = "") -> None:
        super().__init__(message)
        self.blocked = blocked


class EncodingError(IgnoreRequest):
    """A body is not in the encoding that its headers name, or too large once decoded."""


class RobotsRefusedError(IgnoreRequest):
    """robots.txt forbids the address."""


class _Networks:
    """The addresses that may be asked: public ones, and the networks of CORPUS_PRIVATE_NETWORKS."""

    def __init__(self, crawler: Crawler) -> None:
        configured = crawler.settings.getlist("CORPUS_PRIVATE_NETWORKS")
        self._allowed = [ipaddress.ip_network(network.strip()) for network in configured if network.strip()]

    def check(self, address: str, host: str) -> None:
        """Raises PrivateAddressError for an IP address inside a network that is not public and not configured."""
        try:
            number = ipaddress.ip_address(address.strip("[]"))
        except ValueError:
            return  # a name: the resolver sees its address
        if not _meant(number).is_global and not any(number in network for network in self._allowed):
            place = host if host == address else f"{host} ({number})"
            raise PrivateAddressError(f"{place} is inside a private network, which CORPUS_PRIVATE_NETWORKS can allow")


def _meant(number: _Address) -> _Address:
    """The IPv4 address inside an IPv6 one that only carries it: ::ffff:0:0/96, 6to4 and NAT64."""
    if not isinstance(number, ipaddress.IPv6Address):
        return number
    if number in _NAT64:
        return ipaddress.IPv4Address(int(number) & 0xFFFF_FFFF)
    return number.ipv4_mapped or number.sixtofour or number


class StorageMiddleware:
    """Ends a crawl whose callbacks find the database gone for good: what cannot be kept must not be asked for."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_spider_exception(self, response: Response, exception: Exception) -> None:
        if isinstance(exception, StorageError):
            cast("PolicySpider", self._crawler.spider).recording.tally.stopped = str(exception)
            raise CloseSpider("storage")


class AddressMiddleware:
    """Refuses hosts that are not the site's (where a redirect leads) and private addresses written as numbers.

    Names are checked by `PublicResolver` when they are looked up.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._networks = _Networks(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        host = urlparse_cached(request).hostname or ""
        self._networks.check(host, host)
        spider = cast("SiteSpider", self._crawler.spider)
        if "facts" in request.meta and not spider.on_site(request.url):  # robots.txt may be wherever it is sent
            raise OffsiteError(f"sent on to {request.url}, a host that the declaration does not name")
        if "facts" in request.meta and len(request.url) > MAX_SENT_ON:
            raise IgnoreRequest(f"sent on to an address of {len(request.url)} characters")


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver, which refuses names that lead into a private network."""

    _networks: _Networks

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        resolver._networks = _Networks(crawler)
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 (Twisted's name)
        def check(address: str) -> str:
            try:
                self._networks.check(address, name)
            except PrivateAddressError as error:
                refused[name] = str(error)  # all that Twisted tells the crawl is that the look-up had no result
                raise DNSLookupError(str(error)) from error
            return address

        return super().getHostByName(name, timeout).addCallback(check)


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's, with RFC 9309's two rules for trouble: a 4xx allows all, a 5xx or silence allows nothing.

    `Crawl-delay` is honoured where it is longer than the site's delay.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unreachable: dict[str, RobotsUnreachableError] = {}  # by host and port
        self._lenient = crawler.settings.getbool("CORPUS_IGNORE_UNREACHABLE_ROBOTS")
        crawler.signals.connect(self._honour_delay, signal=signals.robots_parsed)

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        try:
            await super().process_request(request)
        except IgnoreRequest as error:
            raise RobotsRefusedError("robots.txt forbids this address") from error
        netloc = urlparse_cached(request).netloc
        if netloc in self._unreachable and not self._lenient and not request.meta.get("dont_obey_robotstxt"):
            raise self._unreachable[netloc]

    def _skip(self, netloc: str, why: str, blocked: str = "") -> None:
        self._unreachable[netloc] = RobotsUnreachableError(
            f"{netloc}/robots.txt {why}: the host is skipped in this run (RFC 9309)", blocked
        )

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            kind = response.meta.get("blocked", "")
            self._skip(netloc, f"answered with a block page ({kind})" if kind else f"answered {response.status}", kind)
        if response.status != 200:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._skip(netloc, f"could not be had ({in_words(exc, Request(f'http://{netloc}/robots.txt'))})")
        super()._robots_error(exc, netloc)

    def _honour_delay(self, robotparser: Any, request: Request) -> None:
        wanted = robotparser.crawl_delay(self._robotstxt_useragent)
        downloader = self.crawler.engine.downloader if self.crawler.engine else None
        if wanted is None or not wanted > 0 or downloader is None:
            return
        host = urlparse_cached(request).hostname or ""
        delay = max(min(wanted, MAX_CRAWL_DELAY), self.crawler.settings.getfloat("DOWNLOAD_DELAY"))
        if wanted > MAX_CRAWL_DELAY:
            logger.warning("%s: Crawl-delay is %g s; %g s are kept", host, wanted, delay)
        downloader.per_slot_settings.setdefault(host, {})["delay"] = delay
        if host in downloader.slots:
            downloader.slots[host].delay = delay


class ArchiveMiddleware(HttpCompressionMiddleware):
    """Decodes each answer, as its base does, stores it, and tells block pages from answers.

    A block page is neither followed, nor retried, nor parsed: request.meta["blocked"] says its kind. A page that
    is not the listed document although its status is 200 is stored in the role soft_404.
    """

    _crawler: Crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = super().from_crawler(crawler)
        middleware._crawler = crawler
        return middleware

    def process_response(self, request: Request, response: Response) -> Response:  # type: ignore[override]
        spider = cast("SiteSpider", self._crawler.spider)
        held: Held | None = request.meta.get("held")
        if response.status == NOT_MODIFIED and held is not None:
            return self._unchanged(spider, request, response, held)
        wire_headers = _pairs(response)
        try:
            decoded = cast("Response", super().process_response(request, response))
        except IgnoreRequest:
            raise EncodingError(f"{TOO_LARGE} once decoded") from None
        except Exception as error:  # each decoder has its own way to say that the bytes are none of its kind
            encoding = (response.headers.get("Content-Encoding") or b"").decode("latin-1")
            raise EncodingError(f"the body is not {encoding}, as its header says: {error}") from error
        headers = header_fields(response)
        kind = blocked(decoded.status, headers, decoded.body)
        request.meta["blocked"] = kind
        if kind:
            request.meta["dont_redirect"] = request.meta["dont_retry"] = True
            logger.warning("%s: %s answered with a block page (%s)", spider.name, response.url, kind)
        facts = dict(request.meta.get("facts", {}))
        if kind:
            facts["blocked"] = kind
        elif _is_missing(decoded, headers, facts, spider.site):
            request.meta["soft_404"] = True
            facts["role"] = "soft_404"
        self._store(spider, _exchange(spider, request, decoded, wire_headers, facts))
        return decoded

    def _unchanged(self, spider: SiteSpider, request: Request, response: Response, held: Held) -> Response:
        """Stores a 304, and answers the request with the body that still stands."""
        request.meta["blocked"] = ""
        stands = response.replace(body=held.body)
        exchange = _exchange(spider, request, stands, _pairs(response), request.meta["facts"])
        self._store(spider, exchange, held.position)
        headers = Headers({"Content-Type": held.content_type})
        kind = responsetypes.from_args(headers=headers, url=response.url, body=held.body)
        plain = {name: getattr(response, name) for name in Response.attributes}  # without the encoding of a text
        flags = [*response.flags, UNCHANGED]
        return kind(**{**plain, "status": 200, "headers": headers, "body": held.body, "flags": flags})

    def _store(self, spider: SiteSpider, exchange: Exchange, unchanged: Position | None = None) -> None:
        try:
            spider.recording.record(exchange, unchanged)
        except StorageError as error:
            raise NotStoredError(str(error)) from error


def _exchange(
    spider: SiteSpider,
    request: Request,
    response: Response,
    wire_headers: Sequence[tuple[str, str]],
    facts: Mapping[str, str],
) -> Exchange:
    return Exchange(
        url=response.url,
        body=response.body,
        fetched_at=spider.recording.now(),
        status=response.status,
        reason=RESPONSES.get(response.status, b"").decode(),
        headers=wire_headers,
        method=request.method,
        request_headers=_pairs(request),
        request_body=request.body,
        facts=facts,
    )


def _is_missing(response: Response, headers: Mapping[str, str], facts: Mapping[str, str], site: Site) -> bool:
    """Whether a document page is none: an error page with status 200."""
    listed = facts.get("listed_title", "")
    is_page = facts.get("role") in ("page", "continuation")
    if not is_page or response.status != 200 or not isinstance(response, TextResponse):
        return False
    return soft_404(headers, response.body, site.article.body, listed)


def header_fields(message: Request | Response) -> dict[str, str]:
    """Headers by their names in lower case; the values of one name as RFC 9110, 5.3, joins them, whatever bytes."""
    fields: dict[str, str] = {}
    for name, value in _pairs(message):
        before = fields.get(name.lower())
        fields[name.lower()] = value if before is None else f"{before}, {value}"
    return fields


def _pairs(message: Request | Response) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in message.headers.items()
        for value in values or ()
    ]
