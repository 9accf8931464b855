"""A walk over real HTTP: to the end of a list, on what is new only, and through every fault (样例, all of it)."""

from __future__ import annotations

import gzip
import itertools
import json
import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.crawling import LISTS, Crawl, crawl, document, documents, failures, last_run, listing, rows, stored
from tests.portals.practice import COUNTY, EDU
from tests.portals.server import NOT_FOUND, Answer, Asked, from_pages, serving

pytestmark = pytest.mark.slow

FIRST = {LISTS: listing(["a.html", "b.html"]), **documents("ab")}


def paths(urls: list[str]) -> list[str]:
    return [urlsplit(url).path.removeprefix("/files/") for url in urls]


# Walking


def test_a_list_is_walked_to_its_end_and_then_only_what_is_new(tmp_path: Path) -> None:
    pages = {
        LISTS: listing(["a.html", "b.html"]),
        f"{LISTS}index_1.html": listing(["c.html", "http://www.elsewhere.example/x.html"]),
        f"{LISTS}index_2.html": listing(["d.html", "a.html"]),
        **documents("abcd"),
        f"{LISTS}b.html": document("b", ["b1.pdf", "http://www.elsewhere.example/b2.pdf"]),
        f"{LISTS}b1.pdf": Answer(b"%PDF-1.4 sample", "application/pdf"),
    }
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal)
        asked = paths(portal.urls)
        run = last_run(tmp_path)
    # The documents of a page come before the next page, files soon after theirs; a 404 past the end is the end.
    walk = ["", "a.html", "b.html", "index_1.html", "c.html", "index_2.html", "d.html", "index_3.html"]
    assert [path for path in asked if path != "b1.pdf"] == walk
    assert asked.index("b1.pdf") < asked.index("index_2.html")
    assert (run["outcome"], run["listed"], run["fetched"], run["failed"]) == ("ok", 5, 5, 0)
    assert run["reason"] == "links to hosts that the declaration does not name: 2"
    assert json.loads(run["sources"])["files"]["complete"]

    pages[LISTS] = listing(["new.html", "a.html"])
    pages[f"{LISTS}index_1.html"] = listing(["b.html", "c.html"])
    pages |= documents(["new"])
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal)
        assert paths(portal.urls) == ["", "new.html", "index_1.html"]
        assert last_run(tmp_path)["outcome"] == "ok"
        portal.asked.clear()
        crawl(tmp_path, portal)
        assert paths(portal.urls) == [""]
        portal.asked.clear()
        crawl(tmp_path, portal, "--full")
        assert paths(portal.urls).count("a.html") == 1
        assert {"index_3.html", "b1.pdf", "d.html", "new.html"} <= set(paths(portal.urls))


def test_a_page_served_again_past_the_end_ends_the_walk(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Answer:
        if asked.path == "/robots.txt":
            return NOT_FOUND
        if re.fullmatch(r"/files/(index_\d+\.html)?", asked.path):
            return listing(["a.html"] if asked.path == "/files/" else ["b.html"])
        return document(asked.path)

    with serving(answer) as portal:
        crawl(tmp_path, portal)
        assert paths(portal.urls) == ["", "a.html", "index_1.html", "b.html", "index_2.html"]
    assert last_run(tmp_path)["outcome"] == "ok"


def test_an_empty_page_past_the_end_ends_the_walk(tmp_path: Path) -> None:
    with serving(from_pages({**FIRST, f"{LISTS}index_1.html": listing([])})) as portal:
        crawl(tmp_path, portal)
        assert paths(portal.urls) == ["", "a.html", "b.html", "index_1.html"]
    assert last_run(tmp_path)["outcome"] == "ok"


COUNTY_PAGES = {
    f"{COUNTY}/orders/index.html": listing(["1.html", "2.html"]),
    f"{COUNTY}/orders/index_2.html": listing(["3.html", f"{EDU}/schools/s.html"]),
    f"{EDU}/schools/": listing(["s.html", f"{COUNTY}/orders/1.html"]),
    **documents("123", f"{COUNTY}/orders/"),
    **documents("s", f"{EDU}/schools/"),
}


def test_a_second_reading_of_the_paging_is_tried_and_shared_documents_are_fetched_once(tmp_path: Path) -> None:
    with serving(from_pages(COUNTY_PAGES)) as portal:
        crawl(tmp_path, portal, "county")
        asked = portal.urls
    assert f"{COUNTY}/orders/index_1.html" in asked  # the first reading, which answers 404
    assert f"{COUNTY}/orders/index_3.html" in asked  # the second goes on as it began
    assert sorted(asked) == sorted(set(asked))
    run = last_run(tmp_path)
    assert (run["outcome"], run["listed"], run["fetched"]) == ("ok", 6, 4)


def test_a_second_reading_is_tried_where_the_first_brings_nothing_new(tmp_path: Path) -> None:
    again = {f"{COUNTY}/orders/index_1.html": COUNTY_PAGES[f"{COUNTY}/orders/index.html"]}
    with serving(from_pages({**COUNTY_PAGES, **again})) as portal:
        crawl(tmp_path, portal, "county")
        assert f"{COUNTY}/orders/3.html" in portal.urls
    assert last_run(tmp_path)["listed"] == 6


def test_an_error_of_the_server_is_no_reading(tmp_path: Path) -> None:
    broken = {f"{COUNTY}/orders/index_1.html": Answer(b"", status=502)}
    with serving(from_pages({**COUNTY_PAGES, **broken})) as portal:
        crawl(tmp_path, portal, "county", code=1)
    run = last_run(tmp_path)
    assert run["outcome"] == "short"
    assert "index_1.html: answered 502" in run["reason"]
    assert not json.loads(run["sources"])["orders"]["complete"]


def test_a_query_asks_the_searches_and_since_stops_a_list(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Answer:
        query = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
        if urlsplit(asked.path).path == "/find":
            found = {"1": ["/orders/1.html", "/orders/2.html"], "2": ["/orders/3.html"]}
            return listing(found.get(query["p"], []) if query["q"] == "职业 教育" else [])
        return from_pages(COUNTY_PAGES)(asked)

    with serving(answer) as portal:
        crawl(tmp_path, portal, "county", "--query", "职业 教育")
        asked = Counter(urlsplit(url).path for url in portal.urls)
        assert asked == {"/find": 3, "/orders/1.html": 1, "/orders/2.html": 1, "/orders/3.html": 1}
    assert last_run(tmp_path)["query"] == "职业 教育"

    dated = {
        LISTS: listing(["a.html"], "2022-05-01"),
        f"{LISTS}index_1.html": listing(["b.html"], "2021-05-01"),
        f"{LISTS}index_2.html": listing(["c.html"], "2020-05-01"),
        **documents("abc"),
    }
    with serving(from_pages(dated)) as portal:
        crawl(tmp_path, portal, "--since", "2022-01-01")
        assert paths(portal.urls) == ["", "a.html", "index_1.html", "b.html"]
        portal.asked.clear()
        crawl(tmp_path, portal)  # what was left out then is found by the next walk
        assert {*paths(portal.urls)[-2:]} == {"c.html", "index_3.html"}
    assert last_run(tmp_path)["outcome"] == "ok"


def test_a_link_that_is_dead_does_not_make_every_later_walk_a_full_one(tmp_path: Path) -> None:
    pages = {
        LISTS: listing(["a.html", "dead.html"]),
        f"{LISTS}index_1.html": listing(["b.html"]),
        f"{LISTS}index_2.html": listing(["c.html"]),
        **documents("abc"),
    }
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal, code=1)
        run = last_run(tmp_path)
        assert run["outcome"] == "short"
        assert failures(tmp_path) == {f"{LISTS}dead.html": "answered 404"}
        portal.asked.clear()
        crawl(tmp_path, portal)  # what was missing is looked for again some days later
        assert paths(portal.urls) == [""]


def test_a_list_whose_headers_are_no_utf_8_is_read(tmp_path: Path) -> None:
    named = Answer(listing(["a.html"]).body, headers={"X-Title": "样例".encode("gb18030").decode("latin-1")})
    with serving(from_pages({LISTS: named, **documents("a")})) as portal:
        crawl(tmp_path, portal)
    assert last_run(tmp_path)["fetched"] == 1


def test_an_address_that_is_too_long_to_be_asked_is_said(tmp_path: Path) -> None:
    """Scrapy would pass it over, and say nothing."""
    long = f"{'样例' * 150}.html"
    pages = {LISTS: listing([long, "a.html"]), f"{LISTS}a.html": document("a", [f"/files/{long[:-5]}.pdf"])}
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal)
    assert last_run(tmp_path)["fetched"] == 1
    reasons = failures(tmp_path)
    assert len(reasons) == 2
    assert {reason.partition(" of ")[0] for reason in reasons.values()} == {"an address"}
    assert all(len(url) <= 2_000 for url in reasons)


def test_a_page_that_sends_on_to_an_address_that_is_too_long_has_failed(tmp_path: Path) -> None:
    away = Answer(b"", status=302, headers={"Location": f"/files/{'a' * 3_000}.html"})
    with serving(from_pages({LISTS: listing(["a.html"]), f"{LISTS}a.html": away})) as portal:
        crawl(tmp_path, portal, code=1)
    (reason,) = failures(tmp_path).values()
    assert reason.startswith("sent on to an address of 3")


def test_a_list_that_loses_its_pages_is_short(tmp_path: Path) -> None:
    many = [f"d{number}.html" for number in range(10)]
    pages = {LISTS: listing(many), **documents([name[:-5] for name in many])}
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal)
        pages[LISTS] = listing(many[:7])
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal)  # what is known is on the first page: the walk may stop there
        crawl(tmp_path, portal, "--full", code=1)
    run = last_run(tmp_path)
    assert (run["outcome"], run["reason"]) == ("short", "files: listed 7, its last good walks 10")


def test_a_year_archive_with_an_empty_entry_page_is_walked_with_since(tmp_path: Path) -> None:
    """A page without links says nothing about their dates."""
    lead = Answer(b"<html><meta http-equiv='refresh' content='0;url=/files/list.html'><body></body></html>")
    pages = {LISTS: lead, f"{LISTS}list.html": listing(["a.html"]), **documents("a")}
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal, "--since", "2020-01-01", "--set=METAREFRESH_ENABLED=0")
    assert last_run(tmp_path)["fetched"] == 1


def test_a_host_with_and_without_www_is_the_same_site(tmp_path: Path) -> None:
    bare = "http://practice.example/files/"
    pages = {LISTS: listing([f"{bare}a.html", "b.html"]), **documents("a", bare), **documents("c", bare)}
    pages[f"{LISTS}b.html"] = Answer(b"", status=301, headers={"Location": f"{bare}c.html"})
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal)
    assert (last_run(tmp_path)["outcome"], last_run(tmp_path)["fetched"]) == ("ok", 2)


def test_a_page_with_more_links_than_are_taken_is_not_ok(tmp_path: Path) -> None:
    links = [f"http://www.elsewhere.example/{number}.html" for number in range(2001)]
    with serving(from_pages({LISTS: listing(links)})) as portal:
        crawl(tmp_path, portal, code=1)
    assert "shows 2001 links, the first 2000 were taken" in last_run(tmp_path)["reason"]


# Faults

FAULTS: dict[str, tuple[Answer, str]] = {
    "error": (Answer(b"", status=500), "answered 500"),
    "silence": (Answer(b"x", delay=3), "no whole answer within 0.7 s"),
    "slow bytes": (Answer(b"x" * 40_000, pace=0.3), "no whole answer within 0.7 s"),
    "cut": (Answer(b"x" * 9000, cut=500), "the connection ended before the whole body had come"),
    "reset": (Answer(b"x", reset=True), "the connection failed: Connection to the other side was lost"),
    "loop": (Answer(b"", status=302, headers={"Location": "loop.html"}), "redirected too often"),
    "huge": (Answer(bytes(65 * 2**20)), "the body is larger than 64 MiB"),
    "bomb": (
        Answer(gzip.compress(bytes(65 * 2**20)), headers={"Content-Encoding": "gzip"}),
        "the body is larger than 64 MiB once decoded",
    ),
    "no gzip": (Answer(b"plain", headers={"Content-Encoding": "gzip"}), "the body is not gzip, as its header says"),
    "no deflate": (Answer(b"\xffplain", headers={"Content-Encoding": "deflate"}), "the body is not deflate"),
    "void": (Answer(b""), "answered with an empty body"),
}
SHORT_WAIT = "--set=DOWNLOAD_TIMEOUT=0.7"


def fault_url(name: str) -> str:
    return f"{LISTS}{name.replace(' ', '-')}.html"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One crawl of a list whose documents fail in every way, some of them well again for a second crawl."""
    folder = tmp_path_factory.mktemp("faulty")
    pages = {LISTS: listing([*map(fault_url, FAULTS), "a.html"]), **documents("a")}
    pages |= {fault_url(name): answer for name, (answer, _) in FAULTS.items()}
    with serving(from_pages(pages)) as portal:
        done = crawl(folder, portal, SHORT_WAIT, code=1)
    assert done.err.count("\n") == 1, done.err
    return folder


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_line_that_says_what_happened(faulty: Path, name: str) -> None:
    reason = failures(faulty)[fault_url(name)]
    assert reason.startswith(FAULTS[name][1])
    assert "127.0.0.1" not in reason
    assert "\n" not in reason


def test_the_rest_of_the_list_goes_on(faulty: Path) -> None:
    run = last_run(faulty)
    assert (run["outcome"], run["fetched"], run["failed"]) == ("short", 1, len(FAULTS))
    assert run["reason"] == f"requests failed: {len(FAULTS)}, the first {fault_url('error')}: answered 500"
    assert {url for url, _ in stored(faulty)} == {f"{LISTS}a.html", fault_url("void")}


def test_what_failed_is_asked_again_and_forgotten_when_it_succeeds(faulty: Path) -> None:
    names = list(FAULTS)
    pages = {LISTS: listing([*map(fault_url, names), "a.html"]), **documents("a")}
    pages |= {fault_url(name): document(name) for name in names[1:]}
    pages[fault_url("loop")] = Answer(b"", status=302, headers={"Location": "landing.html"})
    pages |= documents(["landing"])
    with serving(from_pages(pages)) as portal:
        crawl(faulty, portal, SHORT_WAIT, code=1)
        assert "a.html" not in paths(portal.urls)
    assert failures(faulty) == {fault_url("error"): "answered 404"}


LIST_FAULTS: dict[str, tuple[Answer, str, str]] = {
    "error": (Answer(b"", status=500), "failed", "answered 500"),
    "gone": (NOT_FOUND, "failed", "answered 404"),
    "silence": (Answer(b"x", delay=3), "failed", "no whole answer within 0.7 s"),
    "cut": (Answer(b"x" * 9000, cut=500), "failed", "the connection ended"),
    "json": (Answer(b'{"code":500,"message":"sample"}', "application/json"), "failed", ""),
    "empty": (listing([]), "empty", "files: listed nothing"),
}


@pytest.mark.parametrize("name", LIST_FAULTS)
def test_a_list_that_cannot_be_read_is_never_ok(tmp_path: Path, name: str) -> None:
    answer, outcome, reason = LIST_FAULTS[name]
    with serving(from_pages({LISTS: answer})) as portal:
        done = crawl(tmp_path, portal, SHORT_WAIT, code=1)
    run = last_run(tmp_path)
    assert run["outcome"] == outcome
    assert reason in run["reason"]
    assert done.err == f"practice: {outcome}: {run['reason']}\n"
    assert (set(failures(tmp_path)) == {LISTS}) == (outcome == "failed")


def test_a_list_page_that_fails_later_ends_the_walk_as_short_and_is_taken_up_again(tmp_path: Path) -> None:
    pages = {**FIRST, f"{LISTS}index_1.html": Answer(b"", status=500)}
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal, code=1)
    assert last_run(tmp_path)["outcome"] == "short"
    pages |= {f"{LISTS}index_1.html": listing(["c.html"]), **documents("c")}
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal)
        assert paths(portal.urls) == ["", "index_1.html", "c.html", "index_2.html"]
    assert (last_run(tmp_path)["outcome"], failures(tmp_path)) == ("ok", {})


def test_a_bug_in_a_source_is_ours_and_names_the_page(tmp_path: Path) -> None:
    with serving(from_pages({**FIRST, f"{LISTS}index_1.html": listing(["c.html"])})) as portal:
        crawl(tmp_path, portal, "broken", code=1)
    run = last_run(tmp_path)
    assert (run["outcome"], run["fetched"]) == ("failed", 2)
    assert re.search(
        r"index_1\.html: KeyError: 'nosuchfield' \(practice\.py:\d+\), a bug of the program", run["reason"]
    )
    assert set(failures(tmp_path)) == {f"{LISTS}index_1.html"}


def test_trouble_is_tried_again_as_often_as_the_settings_say(tmp_path: Path) -> None:
    tries = itertools.count()

    def answer(asked: Asked) -> Answer:
        if asked.path == "/files/a.html" and next(tries) < 2:
            return Answer(b"", status=503)
        return from_pages(FIRST)(asked)

    with serving(answer) as portal:
        crawl(tmp_path, portal, "--set=RETRY_TIMES=2")
        assert paths(portal.urls).count("a.html") == 3
    assert last_run(tmp_path)["outcome"] == "ok"


def test_a_full_disk_ends_the_crawl(tmp_path: Path) -> None:
    names = [f"d{number}" for number in range(20)]
    pages = {LISTS: listing([f"{name}.html" for name in names])}
    pages |= {f"{LISTS}{name}.html": Answer(b"<p>" + random.Random(name).randbytes(400_000)) for name in names}
    with serving(from_pages(pages)) as portal:
        done = Crawl(tmp_path, portal, "practice", largest_file=2_000_000).wait()
        assert len(portal.urls) <= 8
    assert done.code == 1
    assert done.err == "practice: failed: the archive cannot be written: File too large\n"
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal)
    assert {url for url, _ in stored(tmp_path)} == {f"{LISTS}{name}.html" for name in names}
    assert failures(tmp_path) == {}  # the record that did not fit has left nothing torn behind


def test_sites_side_by_side_do_not_disturb_each_other(tmp_path: Path) -> None:
    pages = {**COUNTY_PAGES, LISTS: Answer(b"", status=403)}
    with serving(from_pages(pages)) as portal:
        done = crawl(tmp_path, portal, "practice", "county", "broken", code=1)
    outcomes = {row["site"]: row["outcome"] for row in rows(tmp_path, "SELECT site, outcome FROM runs")}
    assert outcomes == {"practice": "blocked", "county": "ok", "broken": "blocked"}
    assert [line.partition(":")[0] for line in done.err.splitlines()] == ["practice", "broken"]


# Blocked answers


def _page(body: str) -> bytes:
    return f"<html><head><meta charset='utf-8'></head><body>{body}</body></html>".encode()


BLOCKS: dict[str, Answer] = {
    "瑞数": Answer(_page("<script r='m'>$_ts=window['$_ts'];</script>"), status=412),
    "加速乐": Answer(_page("<script>document.cookie='__jsl_clearance_s=1'</script>"), status=521),
    "创宇盾": Answer(_page("知道创宇云防御")),
    # A shield's cookie is not always the last one.
    "WZWS": Answer(b"", status=403, headers={"Set-Cookie": "wzws_sessionid=1", "set-cookie": "JSESSIONID=2"}),
    "安全狗": Answer(b"", status=302, headers={"Set-Cookie": "security_session_verify=1", "Location": "/files/"}),
    "NWAF": Answer(_page("<div class='puzzle-vcode'>请稍候…</div>")),
    "CCDN": Answer(b"", status=403, headers={"Server": "CCDN"}),
    "CDN": Answer(_page("<div class='online-desc-con'></div>")),
    "throttle": Answer(b'{"ok":false,"code":-101}', "application/json"),
    "refused": Answer(_page("403"), status=403),
}


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_block_page_is_neither_parsed_nor_followed_nor_retried(tmp_path: Path, kind: str) -> None:
    with serving(from_pages({**FIRST, LISTS: BLOCKS[kind]})) as portal:
        crawl(tmp_path, portal, "--set=RETRY_TIMES=2", code=1)
        assert portal.urls == [LISTS]
    run = last_run(tmp_path)
    assert (run["outcome"], run["blocked"], run["failed"]) == ("blocked", 1, 0)
    assert run["reason"].startswith(f"block pages answered: {kind} 1")
    assert failures(tmp_path) == {LISTS: f"answered with a block page ({kind})"}
    assert rows(tmp_path, "SELECT blocked FROM snapshots WHERE role IN ('list', 'redirect')") == [{"blocked": kind}]


def test_a_site_that_blocks_is_left_alone_and_taken_up_later(tmp_path: Path) -> None:
    names = [f"d{number}" for number in range(12)]
    links = listing([f"{name}.html" for name in names])
    refused = {f"{LISTS}{name}.html": BLOCKS["refused"] for name in names[2:]}
    with serving(from_pages({LISTS: links, **documents(names[:2]), **refused})) as portal:
        crawl(tmp_path, portal, code=1)
        assert len(portal.urls) <= 1 + 2 + 3 + 1  # list, answered, blocked, and one that was under way
    run = last_run(tmp_path)
    assert (run["outcome"], run["fetched"]) == ("blocked", 2)
    assert run["blocked"] in (3, 4)
    with serving(from_pages({LISTS: links, **documents(names)})) as portal:
        crawl(tmp_path, portal)
        assert not {"d0.html", "d1.html"} & set(paths(portal.urls))
    assert (last_run(tmp_path)["outcome"], failures(tmp_path)) == ("ok", {})
    assert {url for url, _ in stored(tmp_path)} == {f"{LISTS}{name}.html" for name in names}


# Politeness


def test_one_request_at_a_time_and_the_delay_between_them(tmp_path: Path) -> None:
    slow: Callable[[Asked], Answer] = from_pages(
        {url: Answer(page.body, delay=0.05) for url, page in COUNTY_PAGES.items()}
    )
    with serving(slow) as portal:
        crawl(tmp_path, portal, "county", "--set=DOWNLOAD_DELAY=0.2")
        assert set(portal.at_once.values()) == {1}
        assert len(portal.at_once) == 2
        for host in portal.at_once:
            moments = [asked.at for asked in portal.asked if asked.host == host]
            assert all(later - earlier > 0.18 for earlier, later in itertools.pairwise(moments))


@pytest.mark.parametrize("options", [[], ["--set=CONCURRENT_REQUESTS=16", "--set=DOWNLOAD_DELAY=0.01"]])
def test_one_request_at_a_time_where_answers_take_longer_than_the_delay(tmp_path: Path, options: list[str]) -> None:
    """Where the delay is 0, Scrapy 2.19 starts all that waits: the spider lets no more wait than it has hosts."""
    names = [f"d{number}" for number in range(10)]
    pages = {LISTS: listing([f"{name}.html" for name in names]), **documents(names)}
    slow = from_pages({url: Answer(page.body, delay=0.05) for url, page in pages.items()})
    with serving(slow) as portal:
        crawl(tmp_path, portal, *options)
        assert portal.at_once == {"www.practice.example": 1}
    assert last_run(tmp_path)["fetched"] == 10
