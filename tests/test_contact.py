"""`corpus sites check`: what it says of portals that answer as declared, and of portals with faults."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawlers.sites import SITES
from tests.conftest import Corpus
from tests.portals.faults import FAULTS, faulty, spoilt
from tests.portals.loopback import loopback_settings
from tests.portals.server import NOT_FOUND, Answer, Asked, serving
from tests.portals.sites import NAMES, everything, portal

pytestmark = pytest.mark.slow  # a crawl that has nothing to do is noticed after Scrapy's five seconds


def _by_source(rows: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["site"], row["kind"]): row for row in rows}


def test_sites_that_answer_as_declared(corpus: Corpus, tmp_path: Path) -> None:
    names = ("hunan", "qinghai", "jiangxi", "shanghai")
    with serving(everything()) as server:
        done = corpus("sites", "check", *names, "--json", "--save", "saved", *loopback_settings(server.address))
    rows = _by_source(json.loads(done.stdout))
    assert list(rows) == [(name, kind) for name in names for kind in ("listing", "search")]
    for (name, kind), row in rows.items():
        assert row["reachable"]
        assert row["status"] == 200
        assert row["links"] > 0
        assert row["dates"] == row["links"]
        assert row["tls"] == ("http only" if name == "qinghai" else "works")  # its portal resets https
        assert row["robots"] == 404
        assert row["block"] == ""
        assert row["faults"] == []
        if kind == "listing":
            assert row["document"] == 200
            assert row["title"]
            assert row["characters"] > 100
    assert max(server.at_once.values()) == 1
    assert len({(asked.scheme, asked.url) for asked in server.asked}) == len(server.asked)  # nothing is asked twice
    assert sorted(path.name for path in tmp_path.iterdir()) == ["saved"]


def test_saved_pages_are_read_as_those_of_tests_sites(corpus: Corpus, tmp_path: Path) -> None:
    with serving(everything()) as server:
        corpus("sites", "check", "hunan", "--save", "saved", *loopback_settings(server.address))
    saved = [json.loads(line) for line in (tmp_path / "saved/hunan/saved.jsonl").read_text().splitlines()]
    assert [page["file"] for page in saved] == [
        "szfwj.html",
        "documents/szfwj.html",
        "robots/www.hunan.gov.cn.html",
        "hn_file.html",
        "robots/searching.hunan.gov.cn.html",
    ]
    read = json.loads(corpus("listing", "hunan", "szfwj", "saved/hunan/szfwj.html").stdout)
    listed = next(column for column in portal("hunan").columns if column.id == "szfwj").listed("")
    assert {link["url"] for link in read["links"]} <= {entry.url for entry in listed}
    document = json.loads(corpus("read", "saved/hunan/documents/szfwj.html", "--site", "hunan").stdout)
    assert "样例" in document["title"]


def test_each_fault_is_told_in_one_line(corpus: Corpus) -> None:
    faults = {
        "hubei": "瑞数 412",
        "beijing": "创宇盾 200",
        "shandong": "geo block",
        "hunan": "shielded",  # no fault, but silent below
        "jiangsu": "500",
        "chongqing": "empty lists",
        "yunnan": "500 on documents",
        "guizhou": "block on documents",
        "heilongjiang": "soft 404",
    }
    spoiling = {faulty(name, FAULTS[fault]): FAULTS[fault] for name, fault in faults.items()}
    answers = spoilt(spoiling)

    def answer(asked: Asked) -> Answer:
        if asked.path == "/robots.txt" and asked.host == "www.jiangsu.gov.cn":
            return replace(NOT_FOUND, status=503)
        if asked.path != "/robots.txt" and asked.host == "www.hunan.gov.cn":
            return replace(NOT_FOUND, delay=6.0)
        return answers(asked)

    with serving(answer) as server:
        options = (*loopback_settings(server.address), "--set=DOWNLOAD_TIMEOUT=4")
        done = corpus("sites", "check", *faults, "--json", *options, check=1)
    rows = _by_source(json.loads(done.stdout))
    said = {name: rows[name, "listing"]["faults"] for name in faults}
    assert rows["hubei", "listing"]["block"] == "瑞数"
    assert rows["hubei", "listing"]["status"] == 412
    assert rows["beijing", "listing"]["block"] == "创宇盾"
    assert not rows["shandong", "listing"]["reachable"]
    assert "the connection failed" in said["shandong"][0]
    assert "no whole answer within 4 s" in said["hunan"][0]
    assert "robots.txt answered 503" in said["jiangsu"][0]
    assert "no links read" in said["chongqing"][0]
    assert "answered 500" in said["yunnan"][0]
    assert "a block page (NWAF)" in said["guizhou"][0]
    assert "soft 404" in said["heilongjiang"][0]
    told = done.stderr.splitlines()
    assert {line for lines in said.values() for line in lines} <= set(told)
    assert all(line.partition(" ")[0] in faults for line in told)
    assert len(told) == len(set(told))


def test_robots_txt_that_forbids_is_obeyed(corpus: Corpus) -> None:
    def answer(asked: Asked) -> Answer:
        return Answer(b"User-agent: *\nDisallow: /", "text/plain") if asked.path == "/robots.txt" else NOT_FOUND

    with serving(answer) as server:
        done = corpus("sites", "check", "ningxia", *loopback_settings(server.address), check=1)
    assert "robots.txt forbids this address" in done.stderr
    assert server.urls == []


@pytest.mark.campaign
def test_every_source_of_every_site_answers_as_declared(corpus: Corpus) -> None:
    with serving(everything()) as server:
        done = corpus("sites", "check", "--every-source", "--json", *loopback_settings(server.address), check=None)
    rows = json.loads(done.stdout)
    assert [(row["site"], row["source"]) for row in rows] == [
        (site.name, source.id) for site in SITES.values() for source in site.sources
    ]
    refused = {(name, column.id) for name in NAMES for column in portal(name).columns if column.refuses}
    assert {(row["site"], row["source"]) for row in rows if not row["links"]} == refused
