"""What every spider of a site shares: its declaration, its manners, and the hosts that it may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from scrapy import Request, Spider

from crawlers.holdings import Held
from crawlers.site import Site
from storage.archive import Exchange, Position

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


MAX_ADDRESS = 2000  # characters; Scrapy passes over longer ones without a word, PostgreSQL's index ends at 2,704


class Recorder(Protocol):
    """Where the middlewares put each answer: a run's `Recording`, or the memory of a first contact."""

    def now(self) -> str: ...

    def record(self, exchange: Exchange, unchanged: Position | None = None) -> None: ...


class SiteSpider(Spider):
    site: Site
    recording: Recorder

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.allowed_domains = sorted(self.site.allowed_hosts)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        settings.set("DOWNLOAD_DELAY", cls.site.delay, priority="spider")
        settings.set("DOWNLOAD_TIMEOUT", cls.site.timeout, priority="spider")
        # One a host is all that may be under way. More would wait in the downloader, where a block cannot stop it,
        # and where Scrapy 2.19 starts all that waits at once if the delay is 0.
        settings.set("CONCURRENT_REQUESTS", len(cls.site.allowed_hosts), priority="spider")

    def on_site(self, url: str) -> bool:
        """Whether the declaration names a URL's host, or the domain it is in; never of file: and the like, which Scrapy
        would read too: an address may come from an archive that was made elsewhere.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme in ("http", "https") and any(
            host.removeprefix("www.") == allowed.removeprefix("www.") or host.endswith("." + allowed)
            for allowed in self.allowed_domains
        )

    def held(self, request: Request) -> Held | None:
        """An answer to the same request that may still stand: its server is asked whether it does."""
        return None
