"""Drafts of declarations: a source drafted from a page reads that page as the one that was written by hand does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.drafting import Draft, draft, module
from crawlers.site import Link, PageRequest, PageResponse, Query, Site, Source
from crawlers.sites import SITES
from crawlers.sources import Endpoint, HanwebColumn, QueryList, StaticList
from tests.conftest import Corpus
from tests.portals.loopback import loopback_settings
from tests.portals.server import Asked, serving
from tests.portals.sites import everything, portal

URL = "http://www.sample.gov.cn/zcwj/index.html"
QUERY = Query("职业教育")


def evaluated(drafted: Draft) -> Site:
    """The site that the drafted module declares."""
    names: dict[str, Any] = {}
    exec(compile(module(drafted), "draft.py", "exec"), names)
    site = names[drafted.site.name.upper()]
    assert isinstance(site, Site)
    return site


def first_list(name: str, source: Source) -> tuple[PageResponse, tuple[Link, ...]]:
    """The first answer of a portal that has links, and those links as the declaration reads them."""
    asked: PageRequest | None = source.first(QUERY)
    while asked is not None:
        parts = urlsplit(asked.url)
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        headers = {"User-Agent": "Mozilla/5.0 (compatible; policy-corpus)", **asked.headers}
        answer = portal(name).answer(Asked(asked.method, parts.scheme, parts.netloc, path, asked.body, headers))
        if answer.status in (301, 302):
            asked = replace(asked, url=urljoin(asked.url, answer.headers["Location"]))
            continue
        response = PageResponse(asked.url, answer.body, answer.status, {"content-type": answer.content_type}, asked)
        listing = source.read(response)
        if answer.status == 200 and listing.links:
            return response, listing.links
        asked = (listing.next if answer.status == 200 and not listing.problem else None) or asked.otherwise
    return PageResponse("", b""), ()


LISTS = [(site.name, source) for site in SITES.values() for source in site.sources]


# Rows that know ids only, tabs of one answer, a row that hides itself: declared by hand, beyond what can be guessed.
BEYOND = {
    ("beijing", "gfxwj"),
    ("hebei", "he_block"),
    ("jilin", "zf_jd"),
    ("jilin", "zf_jd_bgt"),
    ("jiangxi", "szfwj_new"),
    ("jiangxi", "gongbao"),
    ("shandong", "jpolicy"),
    ("shandong", "sd_dosearch"),
    ("guangxi", "gx_irs"),
    ("shaanxi", "sn_irs"),
}


GUESSED = [(name, source) for name, source in LISTS if (name, source.id) not in BEYOND]


@pytest.mark.parametrize(("name", "source"), GUESSED, ids=[f"{name}-{source.id}" for name, source in GUESSED])
def test_a_draft_reads_what_the_declaration_reads(name: str, source: Source) -> None:
    response, links = first_list(name, source)
    if not links:
        assert portal(name).outcome(source.kind) == "short"
        return
    drafted = draft(replace(response, request=None))
    assert {link.url: (link.title, link.published) for link in drafted.listing.links} == {
        link.url: (link.title, link.published) for link in links
    }
    (again,) = evaluated(drafted).sources
    assert again == drafted.source
    assert again.read(replace(response, request=None)) == drafted.listing


def test_most_drafts_know_their_rows() -> None:
    pages = [first_list(name, source)[0] for name, source in GUESSED if isinstance(source, StaticList)]
    drafted = [draft(replace(page, request=None)).source for page in pages if page.body]
    assert sum(bool(getattr(source, "row", "")) for source in drafted) >= 0.9 * len(drafted)


_ROW = "<li><a href='./202209/t20220913_{n}.html' title='样例通知{n}'>样例…</a><span class='day'>2022-09-13</span></li>"
_MENU = "<ul class='menu'><li><a href='/'>首页</a></li><li><a href='/zw/'>政务公开</a></li></ul>"


def _list_page(pager: str = "") -> bytes:
    rows = "".join(_ROW.format(n=n) for n in range(1, 6))
    return f"<html><title>样例市</title><body>{_MENU}<ul class='files'>{rows}</ul>{pager}</body></html>".encode()


@pytest.mark.parametrize(
    ("pager", "second_page", "separator", "following"),
    [
        ("<a href='index_1.html'>下一页</a>", 1, "_", "index_1.html"),
        ("<a href='index_2.html'>下一页</a>", 2, "_", "index_2.html"),
        ("<a href='index-2.html'>下一页</a>", 2, "-", "index-2.html"),
        ("<script>createPageHTML(7, 0, 'index', 'html');</script>", 1, "_", "index_1.html"),
        ("<a onclick=\"queryArticleByCondition(this,'/zcwj/8927-2.html')\">下一页</a>", (), "_", "8927-2.html"),
        ("", (1, 2), "_", "index_1.html"),
    ],
)
def test_paging_is_read_from_the_pager(pager: str, second_page: object, separator: str, following: str) -> None:
    drafted = draft(PageResponse(URL, _list_page(pager)))
    source = drafted.source
    assert isinstance(source, StaticList)
    assert (source.second_page, source.separator) == (second_page, separator)
    assert source.row == "ul.files li"
    assert source.date == "span.day"
    assert drafted.listing.next is not None
    assert drafted.listing.next.url == f"http://www.sample.gov.cn/zcwj/{following}"
    assert bool(source.unverified) == (separator == "_" and "href" not in pager)


def test_platforms_are_known_by_what_their_pages_carry() -> None:
    def source(name: str, source_id: str) -> Source:
        asked = SITES[name].source(source_id).first(QUERY)
        parts = urlsplit(asked.url)
        answer = portal(name).answer(Asked("GET", parts.scheme, parts.netloc, parts.path))
        return draft(PageResponse(asked.url, answer.body)).source

    hanweb = source("jiangsu", "zcwj")
    declared = SITES["jiangsu"].source("zcwj")
    assert isinstance(hanweb, HanwebColumn)
    assert isinstance(declared, HanwebColumn)
    assert (hanweb.column, hanweb.unit, hanweb.web) == (declared.column, declared.unit, declared.web)
    jiangxi = source("jiangxi", "szfwj_new")
    assert isinstance(jiangxi, QueryList)
    assert (jiangxi.website, jiangxi.channel) == ("jxsrmzf", "szfwj")
    column = draft(PageResponse("https://www.gd.gov.cn/gkmlpt/index", _GKMLPT)).source
    assert isinstance(column, Endpoint)
    assert column.first(Query()).url == "https://www.gd.gov.cn/gkmlpt/api/all/5?page=1&sid=2"


_GKMLPT = (
    b'<html><script>window._CONFIG = {SID:\'2\',TREE:[{"id":5,"name":"x","children":[]}],SERVICE_AREA_ID:1}'
    b"</script></html>"
)


def test_the_words_of_an_address_become_those_of_a_declaration() -> None:
    rows = '{"data":{"list":[{"title":"样例通知第一号","url":"/a/1.html"}]}}'.encode()
    drafted = draft(PageResponse("http://www.sample.gov.cn/search?q=x&pageNo=1&size=10", rows))
    assert isinstance(drafted.source, Endpoint)
    assert drafted.source.kind == "search"
    assert drafted.source.query == {"q": "{text}", "pageNo": "{page}", "size": "10"}


def test_json_without_a_list_is_refused() -> None:
    with pytest.raises(ValueError, match="no list"):
        draft(PageResponse(URL, b'{"code":0,"data":{}}'))


@pytest.mark.parametrize(
    ("file", "url", "links", "dates"),
    [
        ("jx_sthjt_list.html", "https://sthjt.jiangxi.gov.cn/jxssthjt/col/col42150/index.html", 50, 50),
        ("jx_jiujiang_search.html", "http://www.jiujiang.gov.cn/search.html", 10, 10),
        ("api_hebei_htmlinjson.json", "https://zwfw.hebei.gov.cn/jsearchfront/interfaces/cateSearch.do", 10, 10),
        ("api_gwy_zhengcelibrary.json", "https://sousuo.www.gov.cn/search-gov/data", 10, 10),
        ("api_chongqing.json", "https://www.cq.gov.cn/irs/front/list", 10, 10),
        ("api_zhejiang_1.json", "https://search.zj.gov.cn/jsearchfront/interfaces/cateSearch.do", 30, 30),
        ("api_fujian_1.json", "https://www.fujian.gov.cn/ssp/search/api/search", 10, 10),
    ],
)
def test_real_lists(real: Path, file: str, url: str, links: int, dates: int) -> None:
    response = PageResponse(url, (real / "html" / file).read_bytes())
    drafted = draft(response)
    assert len(drafted.listing.links) == links
    assert sum(link.published is not None for link in drafted.listing.links) == dates
    assert all(link.title for link in drafted.listing.links)
    assert evaluated(drafted).sources[0].read(response) == drafted.listing
    assert drafted.source.unverified


def test_a_real_page_that_is_no_list_is_not_taken_for_one(real: Path) -> None:
    url = "http://hdzfxxgk.hd.gov.cn/zfxxgkzn/"
    drafted = draft(PageResponse(url, (real / "html/heb_handan_guide.html").read_bytes()))
    assert "rows" in drafted.source.unverified


@given(
    st.binary(max_size=300), st.sampled_from(["", "<ul><li><a href='", '{"data":[', "<datastore>", "createPageHTML("])
)
def test_no_bytes_break_a_draft(tail: bytes, start: str) -> None:
    response = PageResponse(URL, start.encode() + tail)
    try:
        drafted = draft(response)
    except ValueError:
        return
    assert evaluated(drafted).sources[0].read(response) == drafted.listing


@pytest.mark.slow
def test_a_draft_of_a_live_page(corpus: Corpus, tmp_path: Path) -> None:
    url = "http://www.hunan.gov.cn/hnszf/xxgk/wjk/szfwj/wjk_glrb.html"
    with serving(everything()) as server:
        done = corpus("sites", "new", url, *loopback_settings(server.address))
        assert sorted(asked.path for asked in server.asked) == ["/hnszf/xxgk/wjk/szfwj/wjk_glrb.html", "/robots.txt"]
    assert 'HUNAN = Site(\n    name="hunan"' in done.stdout
    assert "StaticList" in done.stdout
    assert "unverified: " in done.stderr
    assert not list(tmp_path.iterdir())
    refused = corpus("sites", "new", "http://127.0.0.1:9/zcwj/", check=2)
    assert "private network" in refused.stderr
    assert "not an http address" in corpus("sites", "new", "ftp://x/", check=2).stderr
