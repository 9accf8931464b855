"""A Scrapy download handler that asks a practice portal on loopback whatever host a request names.

Nothing else about the crawl changes: URLs, hosts, robots.txt and delays are the real ones. The portal sees
the host in `Host` and the scheme in `X-Scheme`. LOOPBACK is the portal's address, such as 127.0.0.1:8080.
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

HANDLERS = '{"http": "tests.portals.loopback.Loopback", "https": "tests.portals.loopback.Loopback"}'


class Loopback(HTTP11DownloadHandler):
    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._portal: str = crawler.settings["LOOPBACK"]

    async def download_request(self, request: Request) -> Response:
        parts = urlsplit(request.url)
        mapped = request.replace(url=urlunsplit(("http", self._portal, parts.path or "/", parts.query, "")))
        mapped.headers["Host"] = parts.netloc
        mapped.headers["X-Scheme"] = parts.scheme
        response = await super().download_request(mapped)
        return response.replace(url=request.url)


def loopback_settings(portal: str) -> list[str]:
    """The `--set` options of `corpus crawl` for a portal, with the delays of practice."""
    return [
        f"--set=DOWNLOAD_HANDLERS={HANDLERS}",
        f"--set=LOOPBACK={portal}",
        "--set=CORPUS_PRIVATE_NETWORKS=127.0.0.1/32",
        "--set=DOWNLOAD_DELAY=0",
        "--set=RETRY_TIMES=0",
    ]
