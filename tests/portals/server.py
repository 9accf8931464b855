"""A local HTTP server that answers for many hosts at once, with faults on demand: what a practice portal is made of."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_PIECE = 4096  # bytes sent at a time where an answer is slow


@dataclass(frozen=True)
class Asked:
    """One request as the portal sees it: the host that was meant, the path with its query, and when (monotonic)."""

    method: str
    scheme: str
    host: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    at: float = 0.0

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}"


@dataclass(frozen=True)
class Answer:
    """What the portal sends. The faults: `delay` seconds before anything is sent, `pace` seconds before each
    further 4 KiB, `cut` (the connection is closed after so many bytes of the body), `reset` (it is reset
    before anything is sent). An empty `content_type` sends none.
    """

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    pace: float = 0.0
    cut: int | None = None
    reset: bool = False


NOT_FOUND = Answer("<html><body>404 样例：没有这一页</body></html>".encode(), status=404)


def from_pages(pages: Mapping[str, Answer]) -> Callable[[Asked], Answer]:
    """Answers each URL with its page, whichever scheme asks, and 404 otherwise (robots.txt too)."""
    by_address = {url.split("://", 1)[1]: answer for url, answer in pages.items()}
    return lambda asked: by_address.get(f"{asked.host}{asked.path}", NOT_FOUND)


@dataclass
class Portal:
    """A running portal: where it listens, what it was asked so far, and how many requests a host had at once."""

    address: str
    asked: list[Asked]
    at_once: Counter[str]

    @property
    def urls(self) -> list[str]:
        """What was asked, in order, robots.txt left out."""
        return [asked.url for asked in self.asked if asked.path != "/robots.txt"]


@contextmanager
def serving(answer: Callable[[Asked], Answer]) -> Iterator[Portal]:
    """Serves on a free port of loopback until the block ends."""
    portal = Portal("", [], Counter())
    open_now: Counter[str] = Counter()
    counting = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # head and body are two writes: they would wait for each other

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            host = self.headers.get("Host", "")
            scheme = self.headers.get("X-Scheme", "http")
            request = Asked(self.command, scheme, host, self.path, body, dict(self.headers), time.monotonic())
            with counting:
                portal.asked.append(request)
                open_now[host] += 1
                portal.at_once[host] = max(portal.at_once[host], open_now[host])
            try:
                self._give(answer(request))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            finally:
                with counting:
                    open_now[host] -= 1

        def _give(self, given: Answer) -> None:
            time.sleep(given.delay)
            if given.reset:
                self._reset()
                return
            self.send_response(given.status)
            promised = {"Content-Type": given.content_type, "Content-Length": str(len(given.body)), **given.headers}
            for name, value in promised.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            sent = given.body if given.cut is None else given.body[: given.cut]
            if given.pace:
                for start in range(0, len(sent), _PIECE):
                    self.wfile.write(sent[start : start + _PIECE])
                    time.sleep(given.pace)
            else:
                self.wfile.write(sent)
            self.close_connection = self.close_connection or given.cut is not None

        def _reset(self) -> None:
            """Closes with RST, not FIN: the peer sees "connection reset"."""
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True

        def finish(self) -> None:
            with suppress(OSError, ValueError):  # it was reset, or the crawler has gone
                super().finish()

        do_GET = do_POST = _serve  # noqa: N815  (the library's names)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a portal is quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a crawler that was killed is no error here
    portal.address = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
