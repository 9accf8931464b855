"""No page, list or redirect leads the crawl into a private network, or to a host that is not the site's."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy import Request
from scrapy.resolver import CachingThreadedResolver
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler
from twisted.internet import defer
from twisted.internet.error import DNSLookupError

from crawlers.faults import refused
from crawlers.middlewares import AddressMiddleware, PrivateAddressError, PublicResolver
from storage.archive import Exchange
from storage.archive_writer import ArchiveWriter
from tests.crawling import LISTS, crawl, documents, failures, last_run, listing, rows
from tests.portals.server import Answer, from_pages, serving

pytestmark = pytest.mark.slow

PRIVATE = [
    "127.0.0.1",
    "127.9.9.9",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "[::1]",
    "[::]",
    "[fe80::1]",
    "[fd00::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
]
PUBLIC = ["8.8.8.8", "[2001:4860:4860::8888]", "www.practice.example", "localhost.practice.example"]
# Spellings of 127.0.0.1 that are no address to Python and one to the C library: the resolver sees what they mean.
SPELLINGS = ["127.1", "2130706433", "0x7f000001", "017700000001", "localhost"]


def middleware(networks: str = "") -> AddressMiddleware:
    return AddressMiddleware.from_crawler(get_crawler(settings_dict={"CORPUS_PRIVATE_NETWORKS": networks}))


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_address_is_refused(host: str) -> None:
    with pytest.raises(PrivateAddressError, match="inside a private network, which CORPUS_PRIVATE_NETWORKS can allow"):
        middleware().process_request(Request(f"http://{host}/robots.txt"))


@pytest.mark.parametrize("host", PUBLIC)
def test_a_public_address_is_asked(host: str) -> None:
    middleware().process_request(Request(f"http://{host}/robots.txt"))


@pytest.mark.parametrize(
    ("networks", "host", "allowed"),
    [
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "192.168.1.1", False),
        (" 192.168.0.0/16 , 10.0.0.0/8,", "10.1.2.3", True),
        ("::1/128", "[::1]", True),
        ("::1/128", "127.0.0.1", False),
    ],
)
def test_a_private_network_can_be_allowed(networks: str, host: str, allowed: bool) -> None:
    request = Request(f"http://{host}/robots.txt")
    if allowed:
        middleware(networks).process_request(request)
    else:
        with pytest.raises(PrivateAddressError):
            middleware(networks).process_request(request)


@pytest.mark.parametrize(("address", "allowed"), [("127.0.0.1", False), ("10.0.0.7", False), ("8.8.8.8", True)])
def test_a_name_that_leads_into_a_private_network_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str, allowed: bool
) -> None:
    monkeypatch.setattr(CachingThreadedResolver, "getHostByName", lambda *_: defer.succeed(address), raising=True)
    resolver = PublicResolver.from_crawler(get_crawler(), object())  # type: ignore[arg-type]
    answers: list[object] = []
    resolver.getHostByName("sneaky.example").addBoth(answers.append)
    if allowed:
        assert answers == [address]
    else:
        assert isinstance(answers[0].value, DNSLookupError)  # type: ignore[attr-defined]
        assert refused.pop("sneaky.example").startswith(f"sneaky.example ({address}) is inside a private network")


def test_an_address_of_an_archive_made_elsewhere_reads_no_file_of_this_machine(tmp_path: Path) -> None:
    """The rota asks again for what is stored; its address is what a record says."""
    secret = tmp_path / "secret.html"
    secret.write_text("<html><body>secret</body></html>")
    local = f"file://www.practice.example{secret}"
    facts = {"role": "page", "source": "files", "address": local, "listed_title": "样例"}
    with ArchiveWriter(tmp_path / "archive", "practice", "brought") as writer:
        writer.write(Exchange(local, b"<p>x", "2020-01-01T00:00:00Z", facts=facts))
    with serving(from_pages({LISTS: listing(["d.html"]), **documents("d")})) as portal:
        crawl(tmp_path, portal)
        crawl(tmp_path, portal)
    asked = rows(tmp_path, "SELECT url FROM snapshots WHERE run <> 'brought' AND role <> 'robots'")
    assert {row["url"].partition(":")[0] for row in asked} == {"http"}


def test_links_and_redirects_into_private_networks_are_not_asked(tmp_path: Path) -> None:
    def sent_to(url: str) -> Answer:
        return Answer(b"", status=302, headers={"Location": url})

    links = ["http://127.0.0.2/x.html", "http://[::1]/x.html", "http://169.254.169.254/x.html"]
    ways = {"a": "http://127.0.0.2/private", "b": "http://[::1]/private", "c": "http://elsewhere.example/page"}
    pages = {
        LISTS: listing([*links, *(f"{name}.html" for name in ways), "d.html", "e.html"]),
        **{f"{LISTS}{name}.html": sent_to(url) for name, url in ways.items()},
        **documents("d"),
        f"{LISTS}e.html": sent_to("/files/d2.html"),
        **documents(["d2"]),
    }
    lenient = "--set=CORPUS_IGNORE_UNREACHABLE_ROBOTS=1"
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal, lenient, code=1)
        assert {asked.host for asked in portal.asked} == {"www.practice.example"}
    run = last_run(tmp_path)
    assert (run["outcome"], run["fetched"], run["failed"]) == ("short", 2, 2)
    assert "links to hosts that the declaration does not name: 4" in run["reason"]
    reasons = failures(tmp_path)
    assert set(reasons) == {f"{LISTS}{name}.html" for name in ways}
    assert reasons[f"{LISTS}a.html"] == "127.0.0.2 is inside a private network, which CORPUS_PRIVATE_NETWORKS can allow"
    assert "elsewhere.example" in reasons[f"{LISTS}c.html"]
    assert {row["role"] for row in rows(tmp_path, "SELECT role FROM snapshots WHERE status = 302")} == {"redirect"}


@pytest.mark.parametrize("host", SPELLINGS)
def test_a_name_of_this_machine_is_not_asked_over_a_real_look_up(tmp_path: Path, host: str) -> None:
    with serving(from_pages({})) as portal:
        port = portal.address.rpartition(":")[2]
        nearby = f"http://{host}:{port}/files/"
        done = crawl(tmp_path, None, "nearby", "--set=RETRY_TIMES=0", code=1, NEARBY=nearby)
        assert portal.asked == []
    assert last_run(tmp_path)["outcome"] == "failed"
    assert "is inside a private network" in done.err


def test_a_private_network_that_is_allowed_is_asked(tmp_path: Path) -> None:
    with serving(lambda asked: listing([])) as portal:
        port = portal.address.rpartition(":")[2]
        allow = "--set=CORPUS_PRIVATE_NETWORKS=127.0.0.0/8"
        crawl(tmp_path, None, "nearby", allow, code=1, NEARBY=f"http://localhost:{port}/files/")
        assert [asked.path for asked in portal.asked] == ["/robots.txt", "/files/"]


def test_the_settings_name_our_middlewares() -> None:
    settings = Settings()
    settings.setmodule("crawlers.settings")
    assert settings["TWISTED_DNS_RESOLVER"] == "crawlers.middlewares.PublicResolver"
    order = settings.getdict("DOWNLOADER_MIDDLEWARES")
    assert order["crawlers.middlewares.AddressMiddleware"] < order["crawlers.middlewares.RobotsMiddleware"]
