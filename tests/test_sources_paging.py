"""Paging: every variant of families.md's table is walked to the last page, against a site written here.

A site is a function from a request to a body, None standing for 404. All titles say 样例.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from crawlers.site import Link, PageRequest, PageResponse, Query, Source
from crawlers.sources import (
    Endpoint,
    Fields,
    HanwebColumn,
    QueryList,
    Rows,
    StaticList,
    UcapColumn,
    YearArchive,
    jsearchfront,
)

Site = Callable[[PageRequest], bytes | str | None]


def walk(source: Source, site: Site, query: Query = Query()) -> tuple[list[Link], list[str]]:  # noqa: B008
    """What a crawl of the source finds and asks: on to `next` while there is something new, else to `otherwise`."""
    found: dict[str, Link] = {}
    asked: list[str] = []
    request: PageRequest | None = source.first(query)
    while request is not None:
        assert len(asked) < 60, asked[-5:]
        body = site(request)
        asked.append(request.url if request.method == "GET" else f"{request.url} {request.body.decode()}")
        if body is None:
            request = request.otherwise
            continue
        raw = body.encode() if isinstance(body, str) else body
        listing = source.read(PageResponse(request.url, raw, request=request))
        fresh = [link for link in listing.links if link.url not in found]
        found.update((link.url, link) for link in fresh)
        request = listing.next if fresh or (listing.next and not listing.links) else request.otherwise
    return list(found.values()), asked


def rows(numbers: Iterable[int], foot: str = "") -> str:
    row = "<li><a href='./202209/t202209{day:02}_{n}.html'>样例通知{n}</a><span>2022-09-{day:02}</span></li>"
    items = "".join(row.format(n=n, day=n % 28 + 1) for n in numbers)
    return f"<html><body><ul class='list'>{items}</ul>{foot}</body></html>"


def files(pages: dict[str, str]) -> Site:
    return lambda request: pages.get(request.url)


BASE = "http://www.样例.gov.cn/zfwj/".replace("样例", "yangli")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (StaticList("a", f"{BASE}index.html"), ["index.html", "index_1.html", "index_2.html"]),
        (StaticList("a", BASE), ["", "index_1.html", "index_2.html"]),
        (StaticList("a", f"{BASE}index.shtml"), ["index.shtml", "index_1.shtml", "index_2.shtml"]),
        (StaticList("a", f"{BASE}index_10960.html"), ["index_10960.html", "index_10960_1.html", "index_10960_2.html"]),
        (StaticList("a", f"{BASE}list.html"), ["list.html", "list_1.html", "list_2.html"]),
        (StaticList("a", f"{BASE}list1.shtml"), ["list1.shtml", "list1_1.shtml", "list1_2.shtml"]),
        (StaticList("a", f"{BASE}index.html", second_page=2), ["index.html", "index_2.html", "index_3.html"]),
        (
            StaticList("a", f"{BASE}wjk_glrb.html", second_page=2),
            ["wjk_glrb.html", "wjk_glrb_2.html", "wjk_glrb_3.html"],
        ),
        (
            StaticList("a", BASE, name="index.shtml", separator="-", second_page=(1, 2)),
            ["", "index-1.shtml", "index-2.shtml"],
        ),
        (
            StaticList("a", BASE, name="index.shtml", separator="-", second_page=(1, 2)),
            ["", "index-2.shtml", "index-3.shtml"],
        ),
        (StaticList("a", f"{BASE}index.html", second_page=(1, 2)), ["index.html", "index_2.html", "index_3.html"]),
    ],
)
def test_numbered_files_are_walked_until_404(source: StaticList, names: list[str]) -> None:
    site = files({BASE + name: rows(range(5 * k, 5 * k + 5)) for k, name in enumerate(names)})
    links, _ = walk(source, site)
    assert [link.title for link in links] == [f"样例通知{n}" for n in range(15)]


def test_where_two_readings_are_possible_a_repeated_page_settles_it() -> None:
    first = rows(range(5))
    pages = {f"{BASE}index.html": first, f"{BASE}index_1.html": first, f"{BASE}index_2.html": rows(range(5, 10))}
    links, asked = walk(StaticList("a", f"{BASE}index.html", second_page=(1, 2)), files(pages))
    assert len(links) == 10
    assert f"{BASE}index_3.html" in asked


@pytest.mark.parametrize(
    ("foot", "total"),
    [
        ('<script>createPageHTML(2,%d,"index","html")</script>', None),
        ('<script>createPageHTML(7, 2, %d, "index", "html");</script>', 7),
        ('<script>createPage(2,%d,"index","html")</script>', None),
        ("<script>var countPage = 2; var currentPage = %d;</script>", None),
        ("<script>var countPage = 2//%d\nvar recordCount = 7</script>", 7),
        ("<script>pager({ totalPage: 2, now: %d })</script>", None),
    ],
)
def test_the_pages_own_count_ends_the_walk(foot: str, total: int | None) -> None:
    pages = {f"{BASE}index.html": rows(range(5), foot % 0), f"{BASE}index_1.html": rows(range(5, 7), foot % 1)}
    source = StaticList("a", f"{BASE}index.html")
    links, asked = walk(source, files(pages))
    assert (len(links), len(asked)) == (7, 2)
    assert source.read(PageResponse(BASE, pages[f"{BASE}index.html"].encode())).total == total


def test_a_pager_hidden_in_base64_is_read() -> None:
    hidden = base64.b64encode(b'createPageHTML(1,0,"index","html")').decode()
    page = rows(range(3), f"<div id='pages'>{hidden}</div><script>window.atob($('#pages').text())</script>")
    assert StaticList("a", BASE).read(PageResponse(BASE, page.encode())).next is None


def test_a_saved_page_says_its_number_itself() -> None:
    source = StaticList("a", f"{BASE}index.html")
    page = rows(range(3), '<script>createPageHTML(9,3,"index","html")</script>').encode()
    for url in ("", source.url, f"{BASE}index_3.html"):
        listing = source.read(PageResponse(url, page))
        assert listing.next is not None
        assert listing.next.url == f"{BASE}index_4.html"


HUILAN = "https://www.yangli.gov.cn/web/zfwj/"


@pytest.mark.parametrize("address", ['href="#" tagname="%s"', "onclick=\"queryArticleByCondition(this,'%s')\""])
def test_huilan_takes_the_prefix_from_the_pager(address: str) -> None:
    def page(k: int) -> str:
        after = address % f"/web/zfwj/89275467-{k + 1}.shtml"
        pager = f'<input name="article_paging_list_hidden" moduleid="{"8" * 32}" totalpage="3">'
        pager += f'<a style="cursor:pointer" title="下一页" {after} class="pagingNormal">下一页</a>'
        row = (
            '<li><a id="TITLETEXT" href="/web/zfwj/2022090110000%d/index.shtml" title="样例%d">样例</a>2022-09-01</li>'
        )
        cells = "".join(row % (n, n) for n in (2 * k, 2 * k + 1))
        return f"<ul>{cells}</ul>{pager}"

    pages = {f"{HUILAN}index.shtml": page(1)} | {f"{HUILAN}89275467-{k}.shtml": page(k) for k in (2, 3)}
    links, asked = walk(StaticList("a", f"{HUILAN}index.shtml", second_page=(), separator="-"), files(pages))
    assert [link.title for link in links] == [f"样例{n}" for n in range(2, 8)]
    assert len(asked) == 3


def test_a_meta_refresh_is_followed_but_not_for_ever() -> None:
    hop = "<meta http-equiv='Refresh' content='0; url=%s'>"
    pages = {BASE: hop % "./szf/", f"{BASE}szf/": rows(range(3)), f"{BASE}szf/index_1.html": rows(range(3, 5))}
    links, _ = walk(StaticList("a", BASE), files(pages))
    assert len(links) == 5
    links, asked = walk(StaticList("a", BASE), files({BASE: hop % "./x/", f"{BASE}x/": hop % "../"}))
    assert (links, len(asked)) == ([], 4)


def test_a_second_address_of_the_first_page_is_asked_where_the_first_does_not_answer() -> None:
    pages = {f"{BASE}index.shtml": rows(range(3)), f"{BASE}index_11287_1.shtml": rows(range(3, 6))}
    source = StaticList("a", f"{BASE}index_11287.shtml", entry=f"{BASE}index.shtml")
    assert len(walk(source, files(pages))[0]) == 6


@pytest.mark.parametrize("foot", ["<a href='http://evil.example/index_1.html'>下一页</a>", "<a href='#'>下一页</a>"])
def test_a_pager_that_leads_off_the_host_is_not_followed(foot: str) -> None:
    listing = StaticList("a", BASE).read(PageResponse(BASE, rows(range(3), foot).encode()))
    assert listing.next is not None
    assert listing.next.url == f"{BASE}index_1.html"


def test_pages_are_counted_on_from_where_a_redirect_leads() -> None:
    moved = PageResponse(f"{BASE}2026n/index.html", rows(range(3)).encode(), request=PageRequest(BASE))
    listing = StaticList("gongbao", BASE).read(moved)
    assert listing.links[0].url == f"{BASE}2026n/202209/t20220901_0.html"
    assert listing.next is not None
    assert listing.next.url == f"{BASE}2026n/index_1.html"


@pytest.mark.parametrize("hint", ["<script>var o={totalPage: %d}</script>", "<!-- %d -->"])
def test_each_year_of_an_archive_is_walked(hint: str) -> None:
    """With the count of pages, and without it: then 404 ends a year and the next one follows."""
    home = "https://www.yangli.gov.cn/"
    years = "".join(f"<li><a href='/nw{y}/index.html'>{y}年</a></li>" for y in (2022, 2021))

    def page(year: int, numbers: range, pages: int) -> str:
        row = "<li><a href='/nw12344/%d0930/%s.html' title='样例%d'>样例…</a><span class='time'>%d-09-30</span></li>"
        shown = "".join(row % (year, f"{n:032x}", n, year) for n in numbers)
        return f"<ul>{shown}</ul><!-- {shown} -->" + hint % pages

    pages = {
        f"{home}nw11408/index.html": f"<a href='/index.html'>首页</a><ul>{years}</ul>",
        f"{home}nw2022/index.html": page(2022, range(3), 2),
        f"{home}nw2022/index_2.html": page(2022, range(3, 5), 2),
        f"{home}nw2021/index.html": page(2021, range(5, 7), 1),
    }
    links, _ = walk(YearArchive("a", f"{home}nw11408/index.html", date="span.time"), files(pages))
    assert [link.title for link in links] == [f"样例{n}" for n in range(7)]
    assert {link.published for link in links} == {date(2022, 9, 30), date(2021, 9, 30)}


def json_site(count: int, first_page: int, claimed: Callable[[int], int], past_end: str = "empty") -> Site:
    """13 documents by tens: counted from 0 or 1, claiming what it likes, empty or repeating past the end."""

    def site(request: PageRequest) -> str:
        number = int(parse_qs(urlsplit(request.url).query)["p"][0]) - first_page
        if past_end == "repeat":
            number = min(max(number, 0), max(count - 1, 0) // 10)
        found = range(number * 10, min(number * 10 + 10, count)) if number >= 0 else range(0)
        return json.dumps(
            {"list": [{"title": f"样例{n}", "url": f"/{n}.html"} for n in found], "total": claimed(count)}
        )

    return site


@pytest.mark.parametrize("past_end", ["empty", "repeat"])
@pytest.mark.parametrize(
    "claimed", [lambda n: n, lambda n: 1, lambda n: 10_000, lambda n: 0], ids=["true", "one", "many", "zero"]
)
@pytest.mark.parametrize("count", [0, 3, 10, 13, 20])
@pytest.mark.parametrize("first_page", [0, 1])
@pytest.mark.parametrize("known", [True, False], ids=["base known", "base open"])
def test_totals_that_lie_lose_nothing(
    known: bool, first_page: int, count: int, claimed: Callable[[int], int], past_end: str
) -> None:
    source = Endpoint(
        "a",
        "https://api.yangli.gov.cn/s",
        Fields("list", total="total"),
        query={"p": "{page}"},
        first_page=first_page if known else (0, 1),
        size=10,
    )
    links, asked = walk(source, json_site(count, first_page, claimed, past_end))
    assert len(links) == count
    assert len(asked) <= count // 10 + 4


def test_an_exact_total_and_a_short_page_end_without_another_request() -> None:
    source = Endpoint("a", "https://a.gov.cn/s", Fields("list", total="total"), query={"p": "{page}"}, size=10)
    _, asked = walk(source, json_site(13, 1, lambda n: n))
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("url", "saved", "page"),
    [
        ("https://a.gov.cn/s?p=4", {}, 4),
        ("", {"now": 26}, 26),
        ("https://a.gov.cn/s?p=4", {"now": "7"}, 7),
        ("", {}, 1),
    ],
)
def test_a_saved_answer_tells_its_page_by_itself_or_its_address(url: str, saved: dict[str, object], page: int) -> None:
    source = Endpoint("a", "https://a.gov.cn/s", Fields("list", page="now"), query={"p": "{page}"})
    listing = source.read(PageResponse(url, json.dumps({"list": [{"url": "/1", "title": "样例"}], **saved}).encode()))
    assert listing.next is not None
    assert (listing.next.page, listing.next.url) == (page + 1, f"https://a.gov.cn/s?p={page + 1}")


def test_the_query_goes_with_every_page() -> None:
    source = Endpoint(
        "a",
        "https://a.gov.cn/s",
        Fields("list"),
        kind="search",
        query={"q": "{text}", "t": "{dated:some|all}", "from": "{since}", "to": "{until:%Y%m%d}", "p": "{page}"},
    )
    first = source.first(Query("职业 教育", date(2021, 1, 1), date(2023, 12, 31)))
    later = source.read(PageResponse(first.url, b'{"list":[{"url":"/1","title":"x"}]}', request=first)).next
    assert later is not None
    asked = {name: value[0] for name, value in parse_qs(urlsplit(later.url).query).items()}
    assert asked == {"q": "职业 教育", "t": "some", "from": "2021-01-01", "to": "20231231", "p": "2"}


def test_a_saved_search_answer_leads_on_with_what_its_address_asked() -> None:
    source = Endpoint("a", "https://a.gov.cn/s", Fields("list"), kind="search", query={"q": "{text}", "p": "{page}"})
    listing = source.read(PageResponse("https://a.gov.cn/s?q=%E6%95%99&p=3", b'{"list":[{"url":"/1","title":"x"}]}'))
    assert listing.next is not None
    assert listing.next.url == "https://a.gov.cn/s?q=%E6%95%99&p=4"


def test_the_last_page_that_a_site_serves_is_not_passed() -> None:
    source = Endpoint("a", "https://a.gov.cn/s", Fields("list"), query={"p": "{page}"}, pages=25)
    _, asked = walk(source, json_site(10_000, 1, lambda n: n))
    assert len(asked) == 25


def test_html_pages_end_by_their_script() -> None:
    def site(request: PageRequest) -> str:
        page = int(parse_qs(urlsplit(request.url).query)["page"][0])
        return rows(range(page * 15, page * 15 + 15), "<script>var countPage = 3; var recordCount = 45</script>")

    source = Endpoint("was5", "http://a.gov.cn/was5/web/search", Rows(), query={"page": "{page}"}, size=15)
    links, asked = walk(source, site)
    assert (len(links), len(asked)) == (45, 3)


JPAGE = "https://www.yangli.gov.cn/col/col84242/index.html"


def store(numbers: range, total: int, group: str = "") -> str:
    row = '<li><a href="/art/2022/9/1/art_46144_%d.html" title="样例%d">样例…</a><span>2022-\n09-01</span></li>'
    records = "".join(f"<record><![CDATA[{row % (n, n)}]]></record>" for n in numbers)
    group = f'<nextgroup><![CDATA[<a href="{group}"></a>]]></nextgroup>' if group else ""
    return f"<datastore><totalrecord>{total}</totalrecord>{group}<recordset>{records}</recordset></datastore>"


def proxy_of(total: int) -> Site:
    """A column of `total` records: 45 in its page, the rest by groups from the proxy."""

    def site(request: PageRequest) -> str:
        asked = parse_qs(urlsplit(request.url).query)
        if "startrecord" not in asked:
            script = f"<script type='text/xml'>{store(range(min(45, total)), total)}</script>"
            return f"<html><body>{script}</body></html>"
        form = parse_qs(request.body.decode())
        assert (form["columnid"], form["unitid"], request.headers["Referer"]) == (["84242"], ["356383"], JPAGE)
        start, end = int(asked["startrecord"][0]) - 1, int(asked["endrecord"][0])
        return store(range(start, min(end, total)), total)

    return site


@pytest.mark.parametrize("total", [7, 45, 46, 90, 100])
def test_groups_of_the_data_proxy_are_walked(total: int) -> None:
    links, _ = walk(HanwebColumn("a", JPAGE, column="84242", unit="356383"), proxy_of(total))
    assert [link.title for link in links] == [f"样例{n}" for n in range(total)]
    assert {link.published for link in links} == {date(2022, 9, 1)}


def test_the_next_group_is_followed_where_the_ids_are_encrypted() -> None:
    source = HanwebColumn("a", JPAGE)
    page = store(range(45), 100, "/module/web/jpage/dataproxy.jsp?page=1&amp;unitid=aXbYcZ==&amp;columnid=Qq==")
    first = source.read(PageResponse(JPAGE, page.encode()))
    assert first.next is not None
    assert first.next.url.startswith("https://www.yangli.gov.cn/module/web/jpage/dataproxy.jsp?page=1&unitid=aXbYcZ==")
    silent = source.read(
        PageResponse(first.next.url, b"<?xml version='1.0' encoding='utf-8'?><datastore/>", request=first.next)
    )
    assert (silent.links, silent.next, silent.problem) == ((), None, "")
    refused = source.read(PageResponse(first.next.url, b"<html><body>error</body></html>", request=first.next))
    assert refused.problem == "the data proxy's answer holds no records"


def test_of_two_stores_the_declared_units_is_read() -> None:
    group = "/module/web/jpage/dataproxy.jsp?columnid=84242&unitid=%d"
    page = store(range(9), 9, group % 1) + store(range(20, 24), 4, group % 356383)
    listing = HanwebColumn("a", JPAGE, column="84242", unit="356383").read(PageResponse(JPAGE, page.encode()))
    assert ([link.title for link in listing.links], listing.total) == ([f"样例{n}" for n in range(20, 24)], 4)


def test_the_proxys_answer_in_javascript_is_read() -> None:
    def site(request: PageRequest) -> str:
        start = int(parse_qs(urlsplit(request.url).query)["startrecord"][0])
        cells = [
            f"<table><tr><td><a href='/art/2020/1/2/art_4729_{n}.html'>样例{n}</a></td><td>2020-01-02</td></tr></table>"
            for n in range(start, min(start + 81, 101))
        ]
        return f"totalRecord=100;dataStore={json.dumps(cells)}"

    links, asked = walk(HanwebColumn("a", JPAGE, column="4729", unit="18064", per_page=27, direct=True), site)
    assert [link.title for link in links] == [f"样例{n}" for n in range(1, 101)]
    assert len(asked) == 2


UNIT_PAGE = """<script src="/AuthorizedRead/unitbuild.js" url="/api-gateway/jpaas-publish-server/front/page/build/unit"
 queryData="{'webId':'9','pageId':'7','tagId':'当前栏目'}"></script>
<script src="/AuthorizedRead/unitbuild.js" url="/api-gateway/jpaas-publish-server/front/page/build/unit"
 queryData="{'webId':'9','pageId':'8','parseType':'bulidstatic','pageType':'column','tagId':'信息列表','tplSetId':'6'}"></script>"""


@pytest.mark.parametrize("past_end", ["empty", "repeat"])
def test_units_are_walked_to_the_empty_or_the_repeated_page(past_end: str) -> None:
    def site(request: PageRequest) -> str:
        asked = parse_qs(urlsplit(request.url).query)
        if "paramJson" not in asked:
            return UNIT_PAGE
        assert asked["tagId"] == ["信息列表"]
        page = json.loads(asked["paramJson"][0])["pageNo"]
        if past_end == "repeat":
            page = min(page, 3)
        row = "<li><a href='/art/2022/9/1/art_1_%d.html' title='样例%d'>样例</a><b>2022-09-01</b></li>"
        items = "".join(row % (n, n) for n in range(15 * page, 15 * page + 15)) if page <= 3 else ""
        return json.dumps({"success": True, "data": {"html": f"<ul>{items}</ul>"}})

    links, asked = walk(HanwebColumn("a", JPAGE, column="1", unit="2"), site)
    assert (len(links), len(asked)) == (45, 5)


def test_a_saved_unit_answer_leads_on_from_its_address() -> None:
    url = "https://www.zj.gov.cn/unit?webId=9&tagId=信息列表&paramJson=%7B%22pageNo%22%3A4%7D"
    body = {"success": True, "data": {"html": "<li><a href='/art/2022/9/1/art_1_2.html'>样例</a></li>"}}
    listing = HanwebColumn("a", JPAGE).read(PageResponse(url, json.dumps(body).encode()))
    assert listing.next is not None
    assert json.loads(parse_qs(urlsplit(listing.next.url).query)["paramJson"][0])["pageNo"] == 5


def query_list(total: int, carried: int) -> Site:
    """江西: a page that carries its first rows, and /queryList."""

    def row(n: int) -> dict[str, object]:
        urls = json.dumps({"pc": f"/jxsrmzf/szfwj/pc/content/content_{2098331399481798656 + n}.html"})
        return {"id": str(n), "title": f" 样例{n} ", "pubDate": "2022-09-01 10:00:00", "urls": urls}

    def site(request: PageRequest) -> str:
        if request.method == "GET":
            listed = json.dumps([row(n) for n in range(carried)])
            params = "var params = {current: 1, unitid: '380055', webSiteCode: ['jxsrmzf'], channelCode: ['szfwj']}"
            return f"<script>var listData = {{ articleList: {listed}, x: 1 }}; {params}</script>"
        form = parse_qs(request.body.decode())
        assert (form["unitid"], form["channelCode[]"]) == (["380055"], ["szfwj"])
        start = (int(form["current"][0]) - 1) * 15
        found = [{"source": row(n)} for n in range(start, min(start + 15, total))]
        return json.dumps({"data": {"page": form["current"][0], "rows": 15, "total": total, "results": found}})

    return site


@pytest.mark.parametrize("carried", [0, 10, 15, 50])
def test_query_list_goes_on_after_the_rows_that_the_page_carries(carried: int) -> None:
    source = QueryList("a", "https://www.jiangxi.gov.cn/jxsrmzf/szfwj/pc/list.html", "jxsrmzf", "szfwj")
    links, _ = walk(source, query_list(61, carried))
    assert [link.title for link in links] == [f"样例{n}" for n in range(61)]
    assert links[60].url.endswith(f"content_{2098331399481798656 + 60}.html")


@pytest.mark.parametrize("shown", [0, 4], ids=["a bare page", "a page with its first rows"])
def test_a_ucap_column_says_its_channel(shown: int) -> None:
    channel = "c7eb6a51b99845ea906d5ec83b0f8e27"

    def site(request: PageRequest) -> str:
        if "/common/search/" not in request.url:
            row = "<li><a href='/gsszf/c100054/202209/%d.shtml'>样例%d</a><span>2022-09-01</span></li>"
            listed = "".join(row % (n, n) for n in range(shown))
            return f"<ul>{listed}</ul><script>new Vue({{data: {{channelId: '{channel}'}}}})</script>"
        asked = parse_qs(urlsplit(request.url).query)
        assert urlsplit(request.url).path.endswith(channel)
        start = (int(asked["page"][0]) - 1) * 4
        results = [
            {"title": f"样例{n}", "url": f"/gsszf/c100054/202209/{n}.shtml", "publishedTime": 1662000000000}
            for n in range(start, min(start + 4, 10))
        ]
        return json.dumps({"data": {"page": 1, "rows": 4, "total": 10, "channelId": channel, "results": results}})

    links, _ = walk(UcapColumn("a", "https://www.gansu.gov.cn/gsszf/c100054/zfxxgk_zdgk.shtml", size=4), site)
    assert [link.title for link in links] == [f"样例{n}" for n in range(10)]


@pytest.mark.parametrize("empty", [{"total": 0, "result": []}, {"total": 0}])
def test_an_empty_search_is_no_problem(empty: dict[str, object]) -> None:
    source = jsearchfront("a", "https://a.gov.cn/jsearchfront/interfaces/cateSearch.do", website="1", asked={})
    listing = source.read(PageResponse("", json.dumps(empty).encode()))
    assert (listing.links, listing.next, listing.total, listing.problem) == ((), None, 0, "")
