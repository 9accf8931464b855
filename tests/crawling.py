"""Pages of the practice sites (样例), and crawls of them by the command: what the tests of the crawl share."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from storage.archive import Archive
from tests.portals.loopback import loopback_settings
from tests.portals.server import Answer, Portal

ROOT = Path(__file__).resolve().parent.parent
LISTS = "http://www.practice.example/files/"


def listing(paths: Iterable[str], published: str = "2022-09-01") -> Answer:
    """A list page that links documents, each with its date."""
    rows = "".join(f'<li><a href="{path}">样例文件 {path}</a><span>{published}</span></li>' for path in paths)
    return Answer(f"<html><body><ul>{rows}</ul></body></html>".encode())


def document(name: str, files: Sequence[str] = ()) -> Answer:
    """A document page of its own text, with links to files."""
    links = "".join(f'<p><a href="{file}">附件：样例 {file}</a></p>' for file in files)
    text = f"<h1>样例市人民政府关于样例 {name} 的通知</h1><div id='zoom'><p>样例 {name}。</p>{links}</div>"
    return Answer(f"<html><head><meta charset='utf-8'></head><body>{text}</body></html>".encode())


def documents(names: Iterable[str], at: str = LISTS) -> dict[str, Answer]:
    return {f"{at}{name}.html": document(name) for name in names}


def command(portal: Portal | None, *arguments: str) -> list[str]:
    """The command with the practice sites declared, its crawls led to the portal."""
    loopback = loopback_settings(portal.address) if portal is not None else []
    return [sys.executable, "-m", "tests.portals.practice", *arguments, *loopback]


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "CORPUS_DB": f"sqlite:///{folder / 'corpus.db'}",
        "CORPUS_ARCHIVE": str(folder / "archive"),
        **more,
    }


def crawl(
    folder: Path, portal: Portal | None, site: str = "practice", *options: str, exit_code: int = 0, **more: str
) -> subprocess.CompletedProcess[str]:
    """Crawls a practice site into `folder`; no crawl of any test may show a traceback."""
    done = subprocess.run(
        command(portal, "crawl", site, *options),
        cwd=ROOT,
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == exit_code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done


def rows(folder: Path, query: str) -> list[dict[str, Any]]:
    connection = sqlite3.connect(folder / "corpus.db")
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(query)]
    finally:
        connection.close()


def last_run(folder: Path) -> dict[str, Any]:
    return rows(folder, "SELECT * FROM runs ORDER BY id DESC LIMIT 1")[0]


def failures(folder: Path) -> dict[str, str]:
    """The reasons of the crawl's failures, by URL."""
    return {row["subject"]: row["reason"] for row in rows(folder, "SELECT subject, reason FROM failures")}


def stored(folder: Path) -> set[tuple[str, str]]:
    """(url, sha256) of the documents and files that were answered well."""
    query = "SELECT url, sha256 FROM snapshots WHERE status = 200 AND blocked = '' AND role IN ('page', 'attachment')"
    return {(row["url"], row["sha256"]) for row in rows(folder, query)}


def archive(folder: Path) -> Archive:
    return Archive(folder / "archive")
