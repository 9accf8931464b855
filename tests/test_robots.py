"""robots.txt over real HTTP, as RFC 9309 has it (all pages are samples, 样例)."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.crawling import LISTS, crawl, documents, failures, last_run, listing, rows
from tests.portals.loopback import loopback_settings
from tests.portals.practice import COUNTY, EDU, WWW
from tests.portals.server import Answer, Portal, from_pages, serving

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
PAGES = {LISTS: listing(["a.html", "b.html"]), **documents("ab")}
COUNTY_PAGES = {
    f"{COUNTY}/orders/index.html": listing(["1.html"]),
    **documents("1", f"{COUNTY}/orders/"),
    f"{EDU}/schools/": listing(["s.html"]),
    **documents("s", f"{EDU}/schools/"),
}


def robots(text: str, host: str = WWW) -> dict[str, Answer]:
    return {f"{host}/robots.txt": Answer(text.encode(), "text/plain")}


def asked_documents(portal: Portal) -> list[str]:
    return [url.removeprefix(LISTS) for url in portal.urls if url.endswith(("a.html", "b.html"))]


def test_what_robots_txt_forbids_is_not_asked_and_counted(tmp_path: Path) -> None:
    rules = robots("User-agent: *\nDisallow: /files/a\n")
    with serving(from_pages({**PAGES, **rules})) as portal:
        crawl(tmp_path, portal, code=1)
        assert asked_documents(portal) == ["b.html"]
    run = last_run(tmp_path)
    assert (run["outcome"], run["failed"]) == ("short", 0)
    assert run["reason"] == "addresses that robots.txt forbids: 1"
    assert failures(tmp_path) == {f"{LISTS}a.html": "robots.txt forbids this address"}


def test_a_list_that_robots_txt_forbids(tmp_path: Path) -> None:
    with serving(from_pages({**PAGES, **robots("User-agent: *\nDisallow: /\n")})) as portal:
        done = crawl(tmp_path, portal, code=1)
        assert [asked.path for asked in portal.asked] == ["/robots.txt"]
    assert last_run(tmp_path)["outcome"] == "empty"
    assert f"files: {LISTS}: robots.txt forbids this address" in done.err


def test_rules_for_us_come_before_rules_for_all_and_for_browsers(tmp_path: Path) -> None:
    rules = robots(
        "User-agent: *\nDisallow: /\n\nUser-agent: Mozilla\nDisallow: /\n\n"
        "User-agent: policy-corpus\nDisallow: /files/a\n"
    )
    with serving(from_pages({**PAGES, **rules})) as portal:
        crawl(tmp_path, portal, code=1)
        assert asked_documents(portal) == ["b.html"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_refused_robots_txt_allows_all(tmp_path: Path, status: int) -> None:
    rules = {f"{WWW}/robots.txt": Answer(b"User-agent: *\nDisallow: /\n", "text/plain", status=status)}
    with serving(from_pages({**PAGES, **rules})) as portal:
        crawl(tmp_path, portal)
    assert rows(tmp_path, "SELECT role, status FROM snapshots WHERE role = 'robots'") == [
        {"role": "robots", "status": status}
    ]


UNREACHABLE = {
    "error": (Answer(b"", status=503), "answered 503"),
    "silence": (Answer(b"", delay=3), "could not be had (no whole answer within 0.7 s)"),
    "reset": (Answer(b"", reset=True), "could not be had (the connection failed: "),
    "loop": (Answer(b"", status=302, headers={"Location": "/robots.txt"}), "could not be had (redirected too often"),
}


@pytest.mark.parametrize("name", UNREACHABLE)
def test_an_unreachable_robots_txt_skips_its_host_only_and_says_so(tmp_path: Path, name: str) -> None:
    answer, why = UNREACHABLE[name]
    with serving(from_pages({**COUNTY_PAGES, f"{EDU}/robots.txt": answer})) as portal:
        done = crawl(tmp_path, portal, "county", "--set=DOWNLOAD_TIMEOUT=0.7", code=1)
        assert {asked.path for asked in portal.asked if asked.host.startswith("edu.")} == {"/robots.txt"}
    run = last_run(tmp_path)
    assert (run["outcome"], run["listed"], run["fetched"], run["failed"]) == ("short", 1, 1, 1)
    assert f"schools: {EDU}/schools/: edu.county.example/robots.txt {why}" in run["reason"]
    assert "the host is skipped in this run (RFC 9309)" in failures(tmp_path)[f"{EDU}/schools/"]
    assert done.err.count("\n") == 1


def test_an_unreachable_robots_txt_can_be_passed_over(tmp_path: Path) -> None:
    with serving(from_pages({**PAGES, f"{WWW}/robots.txt": Answer(b"", status=503)})) as portal:
        done = crawl(tmp_path, portal, code=1)
        assert last_run(tmp_path)["outcome"] == "failed"
        assert "www.practice.example/robots.txt answered 503" in done.err
        crawl(tmp_path, portal, "--set=CORPUS_IGNORE_UNREACHABLE_ROBOTS=1")
    assert last_run(tmp_path)["fetched"] == 2


def test_a_block_page_in_place_of_robots_txt_is_blocked(tmp_path: Path) -> None:
    with serving(from_pages({**PAGES, f"{WWW}/robots.txt": Answer(b"", status=521)})) as portal:
        crawl(tmp_path, portal, code=1)
        assert [asked.path for asked in portal.asked] == ["/robots.txt"]
    run = last_run(tmp_path)
    assert (run["outcome"], run["blocked"], run["failed"]) == ("blocked", 1, 0)
    assert "robots.txt answered with a block page (加速乐)" in run["reason"]


@pytest.mark.parametrize(("wanted", "kept"), [("0.4", 0.4), ("0.05", 0.2), ("-3", 0.2), ("soon", 0.2), ("nan", 0.2)])
def test_crawl_delay_is_kept_where_it_is_longer(tmp_path: Path, wanted: str, kept: float) -> None:
    rules = robots(f"User-agent: *\nCrawl-delay: {wanted}\n")
    with serving(from_pages({**PAGES, **rules})) as portal:
        crawl(tmp_path, portal, "--set=DOWNLOAD_DELAY=0.2")
        moments = [asked.at for asked in portal.asked if asked.path != "/robots.txt"]
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert len(gaps) >= 2
    assert min(gaps) > 0.9 * kept


def test_the_user_agent_says_who_asks_and_where_to_complain(tmp_path: Path) -> None:
    """In a process of its own: the contact is read from the environment when the settings are loaded."""
    command = [sys.executable, "-m", "tests.portals.practice", "crawl", "practice"]
    environment = {"CORPUS_CONTACT": "https://sample.example/who", "PYTHONPATH": str(ROOT)}
    with serving(from_pages(PAGES)) as portal:
        subprocess.run(
            [*command, *loopback_settings(portal.address)], cwd=tmp_path, env=environment, check=True, timeout=60
        )
        agents = {asked.headers["User-Agent"] for asked in portal.asked}
    assert agents == {
        f"Mozilla/5.0 (compatible; policy-corpus/{version('policy-corpus')}; +https://sample.example/who)"
    }
    assert (tmp_path / "corpus.db").is_file()
    assert re.search(r"practice/.+-001\.warc\.gz", " ".join(map(str, tmp_path.rglob("*.gz"))))
