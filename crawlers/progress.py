"""A line now and then about a crawl that takes its time."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self, cast

from scrapy import signals

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from crawlers.spider import PolicySpider

SECONDS = 15.0  # between two lines of one site


class Progress:
    """A Scrapy extension that says on standard error how far each site is."""

    def __init__(self, crawler: Crawler) -> None:
        self._said = time.monotonic()
        crawler.signals.connect(self._on_response, signal=signals.response_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def _on_response(self, spider: Spider) -> None:
        now = time.monotonic()
        if now - self._said >= SECONDS:
            self._said = now
            tally = cast("PolicySpider", spider).recording.tally
            print(f"{spider.name}: {tally.listed} listed, {tally.fetched} fetched so far", file=sys.stderr)
