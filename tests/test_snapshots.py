"""Snapshot rows: those made again from the archive are those that were written while recording."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.recording import Recording
from crawlers.registry import register, site_of
from crawlers.sites import SITES
from storage.archive import Archive, Exchange, Position, Record
from storage.archive_writer import ArchiveWriter
from storage.database import open_database
from storage.migrations import upgrade
from storage.models import Failure, Run, Snapshot
from storage.snapshots import exchange_row, index, insert_snapshots, snapshot_row

pytestmark = pytest.mark.slow

BEIJING = SITES["beijing"]
NOW = "2026-11-24T05:36:12Z"


def page(number: int, **changes: Any) -> Exchange:
    body = f"<html><body>样例 {number}</body></html>".encode()
    facts = {"role": "page", "source": "szfwj", "listed_title": f"样例 {number}", "listed_on": "2021-10-12"}
    headers = [
        ("Content-Type", "text/html"),
        ("ETag", f'"{number}"'),
        ("Last-Modified", "Tue, 12 Oct 2021 00:00:00 GMT"),
    ]
    url = f"http://www.beijing.gov.cn/zc/{number}.html"
    return replace(Exchange(url, body, NOW, headers=headers, facts=facts), **changes)


def times() -> Iterator[str]:
    return (f"2026-11-24T05:{number // 60:02}:{number % 60:02}Z" for number in range(3600))


def recording(engine: Engine, archive: Path, **options: Any) -> Recording:
    clock = times()
    return Recording(engine, archive, BEIJING, now=lambda: next(clock), **options)


def record(engine: Engine, archive: Path, exchanges: Sequence[Exchange]) -> None:
    run = recording(engine, archive)
    run.open()
    for exchange in exchanges:
        run.record(exchange)
    run.source("szfwj").links = len(exchanges)
    run.close()


def reindex(engine: Engine, archive: Path) -> list[str]:
    said: list[str] = []
    index(engine, Archive(archive), lambda url: site_of(url, SITES.values()), on_fault=said.append)
    return said


def rows(engine: Engine, model: Any) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        found = connection.execute(select(model.__table__).order_by(model.id)).mappings()
        return [{name: value for name, value in row.items() if name != "id"} for row in found]


def forget(engine: Engine, *models: Any) -> None:
    with engine.begin() as connection:
        for model in models:
            connection.execute(delete(model))


EXCHANGES = [
    page(1),
    page(2, headers=[("content-type", "text/html; charset=\xe4\xb8\xad"), ("etag", " W/\r\n x "), ("X", "\x00")]),
    page(3, status=302, headers=[("Location", "/zc/1.html")]),
    page(4, status=404, reason="Not Found", facts={"role": "list", "source": "szfwj"}),
    page(5, url="http://www.beijing.gov.cn/robots.txt", facts={}),
    page(6, facts={"role": "attachment", "parent": "http://beijing.gov.cn/zc/1.html", "listed_title": "附件\0\ud800"}),
    page(7, facts={"role": "page", "blocked": "challenge", "listed_on": "2021-13-45"}, status=412),
    page(8, body=page(1).body),
    page(9, url="http://www.beijing.gov.cn/a b/方案.html#top", body=b""),
    page(10, url="file:方案.html", method="", headers=[("Content-Type", "text/html")]),
    page(11, url="file:no type", method="", headers=[]),
]


def test_rows_made_again_are_those_of_the_crawl(engine: Engine, tmp_path: Path) -> None:
    record(engine, tmp_path, EXCHANGES)
    before = rows(engine, Snapshot), rows(engine, Run)
    assert [row["role"] for row in before[0]][:7] == [
        "page",
        "page",
        "redirect",
        "list",
        "robots",
        "attachment",
        "page",
    ]
    assert before[1][0]["outcome"]
    forget(engine, Snapshot, Run)
    assert reindex(engine, tmp_path) == []
    assert (rows(engine, Snapshot), rows(engine, Run)) == before
    assert reindex(engine, tmp_path) == []
    assert (rows(engine, Snapshot), rows(engine, Run)) == before


@settings(deadline=None, max_examples=100)
@given(
    url=st.text(st.characters(), max_size=20),
    headers=st.lists(
        st.tuples(
            st.sampled_from(["Content-Type", "etag", "Last-Modified", "Location", ":", ""]), st.text(st.characters())
        ),
        max_size=4,
    ),
    facts=st.dictionaries(
        st.sampled_from(["role", "parent", "listed_on", "listed_title", "blocked"]), st.text() | st.none()
    ),
    status=st.sampled_from([200, 301, 404, 999]),
    method=st.sampled_from(["GET", "POST", ""]),
)
def test_any_row_made_again_is_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    url: str,
    headers: list[tuple[str, str]],
    facts: dict[str, Any],
    status: int,
    method: str,
) -> None:
    root = tmp_path_factory.mktemp("archive")
    exchange = page(
        1, url=f"http://www.beijing.gov.cn/{url}", headers=headers, facts=facts, status=status, method=method
    )
    exchange = replace(exchange, status=200) if not method else exchange
    with ArchiveWriter(root, "beijing", "r1") as writer:
        position = writer.write(exchange)
    (found,) = Archive(root).scan(position.file)
    assert isinstance(found, Record)
    again = snapshot_row(
        position, found.url, found.fetched_at, found.status, found.headers, found.facts, found.sha256, found.size
    )
    assert again == exchange_row(exchange, position, "r1", "beijing")


def test_what_a_crash_left_is_indexed_by_the_next_run(engine: Engine, tmp_path: Path) -> None:
    run = recording(engine, tmp_path)
    run.open()
    for number in range(5):
        run.record(page(number))
    assert rows(engine, Snapshot) == []  # not yet written, and now the process is gone
    run._writer.close()
    assert run._lock
    run._lock.close()
    files = Archive(tmp_path).files()
    size = (tmp_path / files[0]).stat().st_size
    os.truncate(tmp_path / files[0], size - 5)

    after = recording(engine, tmp_path)
    after.open()
    assert [row["url"] for row in rows(engine, Snapshot)] == [page(number).url for number in range(4)]
    (failure,) = rows(engine, Failure)
    assert failure["stage"] == "archive"
    assert "no whole record at byte" in failure["reason"]
    after.record(page(4))
    after.close()
    assert len(rows(engine, Snapshot)) == 5
    killed, ended = rows(engine, Run)
    assert (killed["outcome"], ended["outcome"] is None) == ("failed", False)
    assert len(reindex(engine, tmp_path)) <= 1
    assert len(rows(engine, Snapshot)) == 5


def test_a_build_while_a_crawl_runs_takes_nothing_from_either(engine: Engine, tmp_path: Path) -> None:
    run = recording(engine, tmp_path)
    run.open()
    for number in range(3):
        run.record(page(number))
    assert reindex(engine, tmp_path) == []
    assert len(rows(engine, Snapshot)) == 3
    run.record(page(3))
    run.close()
    assert [row["url"] for row in rows(engine, Snapshot)] == [page(number).url for number in range(4)]
    assert rows(engine, Run)[0]["ended_at"]


def test_a_row_that_stands_already_stays(engine: Engine, tmp_path: Path) -> None:
    """A build may index what a crawl has stored and is about to write the rows of."""
    with engine.begin() as connection:
        register(connection, [BEIJING])
    position = Position("beijing/r-001.warc.gz", 10, 20)
    row = exchange_row(page(1), position, "r", "beijing")
    for title in ("first", "second"):
        with engine.begin() as connection:
            insert_snapshots(connection, [{**row, "listed_title": title}])
    assert [row["listed_title"] for row in rows(engine, Snapshot)] == ["first"]


def brought(path: Path, url: str, body: bytes, kind: str = "response", **fields: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        writer = WARCWriter(file, gzip=True)
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        http = head if kind == "response" else None
        writer.write_record(
            writer.create_warc_record(url, kind, io.BytesIO(body), warc_headers_dict=fields, http_headers=http)
        )


def ready_engine(folder: Path) -> Engine:
    engine = open_database(f"sqlite:///{folder / 'corpus.db'}")
    upgrade(engine)
    with engine.begin() as connection:
        register(connection, SITES.values())
    return engine


def test_records_made_elsewhere_find_their_site_by_the_host(tmp_path: Path) -> None:
    engine = ready_engine(tmp_path)
    path = tmp_path / "brought" / "x.warc.gz"
    brought(path, "http://www.beijing.gov.cn/zc/1.html", b"<p>one", **{"WARC-Date": "2021-10-12T01:02:03.456Z"})
    brought(path, "http://www.example.com/", b"<p>two")
    brought(path, "http://[/", b"<p>three")
    brought(path, "http://www.hunan.gov.cn/robots.txt", b"")
    said = reindex(engine, tmp_path)
    found = rows(engine, Snapshot)
    assert [(row["site"], row["role"], row["run"]) for row in found] == [
        ("beijing", "page", ""),
        ("hunan", "robots", ""),
    ]
    assert found[0]["fetched_at"] == "2021-10-12T01:02:03Z"
    assert found[0]["size"] == 6
    assert said[0] == "http://www.example.com/: no site of ours has this host"
    assert len(said) == 2
    assert [row["reason"] for row in rows(engine, Failure)] == said


@pytest.mark.parametrize(
    "facts",
    [
        {"site": "nowhere", "role": "page"},
        {"site": 7, "role": ["page"], "listed_title": {"a": 1}},
        {"site": None, "listed_on": 5},
        [1, 2],
        "no JSON",
        "[" * 9999,
    ],
)
def test_words_of_ours_in_a_record_made_elsewhere_are_not_trusted(tmp_path: Path, facts: Any) -> None:
    engine = ready_engine(tmp_path)
    path = tmp_path / "brought" / "x.warc.gz"
    said = facts if isinstance(facts, str) else json.dumps(facts)
    brought(path, "http://www.beijing.gov.cn/zc/1.html", b"<p>one", **{"Policy-Corpus": said})
    assert reindex(engine, tmp_path) == []
    (row,) = rows(engine, Snapshot)
    assert (row["site"], row["role"], row["listed_title"]) == ("beijing", "page", "")


@pytest.mark.parametrize(
    "values", ["null", "[]", "{}", '{"site": "beijing"}', '{"key": 1, "site": "beijing"}', "x", "[" * 9999]
)
def test_a_run_that_is_none_is_a_failure(tmp_path: Path, values: str) -> None:
    engine = ready_engine(tmp_path)
    path = tmp_path / "brought" / "x.warc.gz"
    brought(path, "urn:x", values.encode(), "resource", **{"Policy-Corpus": json.dumps({"role": "run"})})
    brought(path, "http://www.beijing.gov.cn/zc/1.html", b"<p>one")
    assert len(reindex(engine, tmp_path)) == 1
    assert rows(engine, Run) == []
    assert len(rows(engine, Snapshot)) == len(rows(engine, Failure)) == 1


def test_the_times_of_a_run_made_elsewhere_are_times(tmp_path: Path) -> None:
    engine = ready_engine(tmp_path)
    run = recording(engine, tmp_path / "ours")
    run.open()
    run.close()
    (told,) = rows(engine, Run)
    path = tmp_path / "brought" / "x.warc.gz"
    for number, ended_at in enumerate(["yesterday", "2026-13-01T00:00:00Z", "2026-11-01T00:00:00Z"]):
        values = {name: value for name, value in told.items() if name != "id"}
        values |= {"key": f"r{number}", "ended_at": ended_at}
        brought(
            path, "urn:x", json.dumps(values).encode(), "resource", **{"Policy-Corpus": json.dumps({"role": "run"})}
        )
    assert len(reindex(engine, tmp_path / "brought")) == 2
    assert [row["key"] for row in rows(engine, Run)] == [told["key"], "r2"]


def test_files_that_cannot_be_opened_do_not_end_the_rest(tmp_path: Path) -> None:
    engine = ready_engine(tmp_path)
    (tmp_path / "a.warc.gz").mkdir()
    (tmp_path / "b.warc.gz").symlink_to("/etc/hosts")
    brought(tmp_path / "c.warc.gz", "http://www.beijing.gov.cn/zc/1.html", b"<p>one")
    said = reindex(engine, tmp_path)
    assert said == ["a.warc.gz: cannot be opened (Is a directory)", "b.warc.gz: lies outside the archive"]
    assert len(rows(engine, Snapshot)) == 1


def test_only_one_site_s_folder(tmp_path: Path) -> None:
    engine = ready_engine(tmp_path)
    for site in ("beijing", "hunan"):
        brought(tmp_path / site / "x.warc.gz", f"http://www.{site}.gov.cn/1.html", b"<p>one")
    index(engine, Archive(tmp_path), lambda url: site_of(url, SITES.values()), site="hunan")
    assert [row["site"] for row in rows(engine, Snapshot)] == ["hunan"]


def test_a_damaged_record_in_the_middle_is_told_once_and_the_rest_is_there(tmp_path: Path) -> None:
    engine = ready_engine(tmp_path)
    with ArchiveWriter(tmp_path, "beijing", "r1") as writer:
        positions = [writer.write(page(number)) for number in range(3)]
    with (tmp_path / positions[1].file).open("r+b") as file:
        file.seek(positions[1].offset + 20)
        file.write(bytes(30))
    assert len(reindex(engine, tmp_path)) == 1
    assert [row["url"] for row in rows(engine, Snapshot)] == [page(0).url, page(2).url]
    assert reindex(engine, tmp_path) == []  # what lies behind the last row is not read again
    assert len(rows(engine, Failure)) == 1
