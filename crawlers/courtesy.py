"""Sparing a server: what is held is asked for only if it has changed, and a host that wants to be left alone is."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from email.utils import parsedate_to_datetime
from math import ceil
from typing import TYPE_CHECKING, Self, cast

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawlers.site_spider import SiteSpider

MAX_RETRY_AFTER = 120.0  # seconds that a crawl waits because it was asked to
MAX_WAITED = 1800.0  # in one run, of one host, all together: a list of 1,000 documents would else take days


class AskedToWaitError(IgnoreRequest):
    """A host asks to be left alone for longer than a crawl waits."""


class ConditionMiddleware:
    """Asks for what the archive holds only if it has changed since: RFC 9110, 13.1.

    Only where the server gave an ETag or a Last-Modified with the very same URL, and the stored body can be read.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        held = cast("SiteSpider", self._crawler.spider).held(request)
        request.meta["held"] = held
        for name, validator in (
            ("If-None-Match", held.etag if held else ""),
            ("If-Modified-Since", held.last_modified if held else ""),
        ):
            request.headers.pop(name, None)  # of the request that was sent on to this one
            if validator:
                request.headers[name] = validator


class RetryAfterMiddleware:
    """Leaves a host alone as long as its 429 or 503 asks for (RFC 9110, 10.2.3), up to MAX_RETRY_AFTER, and up
    to MAX_WAITED in all; who asks for more is asked for nothing more in this run.
    """

    def __init__(self) -> None:
        self._until: dict[str, float] = {}  # by host and port, on the monotonic clock
        self._waited: Counter[str] = Counter()  # seconds, by host and port

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls()

    async def process_request(self, request: Request) -> None:
        netloc = urlparse_cached(request).netloc
        left = self._until.get(netloc, 0.0) - time.monotonic()
        if left > 0:
            self._waited[netloc] += ceil(left)
            await asyncio.sleep(left)

    def process_response(self, request: Request, response: Response) -> Response:
        wanted = retry_after(response) if response.status in (429, 503) else 0.0
        netloc = urlparse_cached(request).netloc
        if wanted > MAX_RETRY_AFTER:
            raise AskedToWaitError(f"{netloc} answered {response.status} and asks to come back in {wanted:.0f} s")
        if wanted > 0 and self._waited[netloc] + wanted > MAX_WAITED:
            waited = f"it was waited for {self._waited[netloc]} s in this run"
            raise AskedToWaitError(f"{netloc} asks to come back in {wanted:.0f} s, and {waited}")
        if wanted > 0:
            self._until[netloc] = time.monotonic() + wanted
        return response


def retry_after(response: Response) -> float:
    """Seconds that an answer asks to wait, from the moment that it says it was made; 0 where it asks for nothing."""
    asked = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked[:9])
    try:
        until = parsedate_to_datetime(asked)
        made = parsedate_to_datetime((response.headers.get("Date") or b"").decode("latin-1"))
        return max((until - made).total_seconds(), 0.0)
    except (TypeError, ValueError):  # no date, or one with a time zone and one without
        return 0.0
