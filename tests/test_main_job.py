"""The main job on real input: real pages of www.gov.cn, served on loopback under their own addresses, become rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Corpus
from tests.portals.loopback import loopback_settings
from tests.portals.server import Answer, Portal, from_pages, serving

FEED = "https://www.gov.cn/zhengce/zuixin/ZUIXINZHENGCE.json"


def gold_index(real: Path) -> list[dict[str, str]]:
    with (real / "gold" / "GOLD_INDEX.tsv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["name"].startswith("govcn_")]


@pytest.fixture
def portal(real: Path) -> Iterator[Portal]:
    """www.gov.cn with its feed of the newest policies, each of them a page of real/html."""
    rows = gold_index(real)
    feed = [{"TITLE": row["title"], "URL": row["url"], "DOCRELPUBTIME": iso(row["published_date"])} for row in rows]
    pages = {row["url"]: Answer((real / row["html"]).read_bytes()) for row in rows}
    pages[FEED] = Answer(b"\xef\xbb\xbf" + json.dumps(feed, ensure_ascii=False).encode(), "application/json")
    with serving(from_pages(pages)) as running:
        yield running


def iso(chinese: str) -> str:
    return chinese.replace("年", "-").replace("月", "-").replace("日", "")


def gold_units(real: Path, name: str) -> list[tuple[str, str]]:
    with (real / "gold" / "units" / f"{name}.units.tsv").open(encoding="utf-8", newline="") as file:
        return [(row["ref"], row["text"]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


@pytest.mark.slow
def test_real_pages_from_request_to_units(real: Path, portal: Portal, corpus: Corpus) -> None:
    crawled = corpus("crawl", "guowuyuan", *loopback_settings(portal.address))
    assert "ok" in crawled.stdout
    corpus("build", "--jobs", "2")

    found = {row["url"]: row for row in json.loads(corpus("sql", "SELECT * FROM documents", "--json").stdout)}
    for row in gold_index(real):
        document = found[row["url"]]
        assert document["title"] == row["title"]
        assert document["doc_number"] == row["doc_no"]
        assert document["issuers"] == row["issuer"]
        assert document["written_on"] == iso(row["written_date"])
        assert document["published_on"] == iso(row["published_date"])

    key = next(row["key"] for row in found.values() if row["doc_number"] == "国发〔2019〕4号")
    query = (
        "SELECT ref, units.text FROM units JOIN editions ON editions.id = edition_id"
        f" JOIN documents ON documents.id = document_id WHERE key = '{key}' ORDER BY units.id"
    )
    units = [(row["ref"], row["text"]) for row in json.loads(corpus("sql", query, "--json").stdout)]
    assert units == gold_units(real, "govcn_5365341")

    outline = corpus("show", "国发〔2019〕4号").stdout
    assert "2-2  （六）启动1+X证书制度试点工作" in outline
    assert "written 2019-01-24  published 2019-02-13" in outline

    again = corpus("crawl", "guowuyuan", *loopback_settings(portal.address))
    assert "ok" in again.stdout
    assert "unchanged 7" in corpus("build").stdout


@pytest.mark.slow
def test_saved_files_reach_the_same(real: Path, corpus: Corpus) -> None:
    page = real / "html" / "govcn_5365341.html"
    url = next(row["url"] for row in gold_index(real) if row["name"] == "govcn_5365341")
    corpus("add", page, "--site", "guowuyuan", "--url", url)
    corpus("build")
    counted = corpus("sql", "SELECT count(*) AS n FROM units", "--json").stdout
    gold = gold_units(real, "govcn_5365341")
    assert json.loads(counted) == [{"n": len(gold)}]

    lines = [json.loads(line) for line in corpus("segment", page).stdout.splitlines()]
    assert [(line["ref"], line["text"]) for line in lines] == gold
