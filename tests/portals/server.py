"""A local HTTP server that answers for many hosts at once: what a practice portal is made of."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Asked:
    """One request as the portal sees it: the host that was meant, and the path with its query."""

    method: str
    scheme: str
    host: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}"


@dataclass(frozen=True)
class Answer:
    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


NOT_FOUND = Answer("<html><body>404 样例：没有这一页</body></html>".encode(), status=404)


def from_pages(pages: Mapping[str, Answer]) -> Callable[[Asked], Answer]:
    """Answers each URL with its page, whichever scheme asks, and 404 otherwise (robots.txt too)."""
    by_address = {url.split("://", 1)[1]: answer for url, answer in pages.items()}
    return lambda asked: by_address.get(f"{asked.host}{asked.path}", NOT_FOUND)


@dataclass
class Portal:
    """A running portal: where it listens, and what it was asked so far."""

    address: str
    asked: list[Asked]


@contextmanager
def serving(answer: Callable[[Asked], Answer]) -> Iterator[Portal]:
    """Serves on a free port of loopback until the block ends."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            host = self.headers.get("Host", "")
            scheme = self.headers.get("X-Scheme", "http")
            request = Asked(self.command, scheme, host, self.path, body, dict(self.headers))
            asked.append(request)
            given = answer(request)
            self.send_response(given.status)
            headers = {"Content-Type": given.content_type, "Content-Length": str(len(given.body)), **given.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(given.body)

        do_GET = do_POST = _serve  # noqa: N815  (the library's names)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a portal is quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Portal(f"127.0.0.1:{server.server_address[1]}", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
