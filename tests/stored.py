"""An archive put together by hand, for tests of the build: notices and plans of our own, each a sample (样例)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

from sqlalchemy import Engine, select

from corpus.reading import Reading, ReadingError
from corpus.reading.carrier import read_carrier
from storage.address import canonical
from storage.archive import Exchange
from storage.archive_writer import ArchiveWriter
from storage.database import open_database
from storage.migrations import upgrade
from storage.models import Base

SITE = "beijing"
HOST = "http://www.beijing.gov.cn"
MAIN = "<html><head><title>{title}</title></head><body><h1>{title}</h1><div id='mainText'>{body}</div></body></html>"


def page(title: str, *paragraphs: str, number: str = "", links: str = "") -> bytes:
    """A document's page: number, paragraphs, issuer and date, and what it links."""
    lines = [number, *paragraphs, "样例市人民政府", "2021年10月12日"]
    body = "".join(f"<p>{line}</p>" for line in lines if line) + links
    return MAIN.format(title=title, body=body).encode("utf-8", "surrogatepass")


def plan(*extra: str) -> tuple[str, ...]:
    return (
        "一、总体要求",
        "坚持就业导向，办好样例学校。全面提高样例质量。",
        "二、重点任务",
        "（一）建设样例基地",
        "支持企业参与样例建设。",
        *extra,
    )


NOTICE = ("各区人民政府：", "现将《样例实施方案》印发给你们，请认真贯彻执行。")


def notice(*links: str) -> bytes:
    return page("关于印发样例实施方案的通知", *NOTICE, links="".join(links))


def link(path: str, title: str) -> str:
    return f'<p>附件：<a href="{path}">{title}</a></p>'


def new_database(folder: Path, name: str = "corpus") -> Engine:
    """An empty database of SQLite in a folder."""
    engine = open_database(f"sqlite:///{folder / name}.db")
    upgrade(engine)
    return engine


class Shelf:
    """Stores answers in an archive, a second apart, each call in a file of its own; `stored` is how many are there."""

    def __init__(self, root: Path, stored: int = 0) -> None:
        self.root = root
        self._stored = stored

    def put(self, path: str, body: bytes, site: str = SITE, **changes: Any) -> str:
        """Stores one answer; returns its URL. `facts` are added to those of a page."""
        self._stored += 1
        facts = {"role": "page", "source": "szfwj", **changes.pop("facts", {})}
        url = f"{HOST}{path}" if path.startswith("/") else path
        fetched_at = f"2026-11-24T05:{self._stored // 60:02}:{self._stored % 60:02}Z"
        given = {"headers": [("Content-Type", "text/html")], "facts": facts, **changes}
        with ArchiveWriter(self.root, site, f"r{self._stored:04}") as writer:
            writer.write(Exchange(url, body, fetched_at, **given))
        return url

    def attach(self, path: str, body: bytes, parent: str, content_type: str = "application/pdf", **facts: str) -> str:
        named = {"role": "attachment", "parent": canonical(parent), **facts}
        return self.put(path, body, headers=[("Content-Type", content_type)], facts=named)


class InProcess:
    """Reads where it stands, in place of the child processes: for tests that are not about them."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None: ...

    def read(self, reader: str, data: bytes, **options: Any) -> Reading:
        assert reader == "carrier"
        try:
            return read_carrier(data, **options)
        except ReadingError:
            raise
        except Exception as error:
            raise ReadingError(f"the reader failed: {error}") from error


@contextmanager
def reading_in_process() -> Iterator[None]:
    with patch("corpus.build.Children", InProcess):
        yield


def contents(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in order of its key."""
    with engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
            for name, table in Base.metadata.tables.items()
        }
