"""What a row says: title, address, date and number, in every shape that families.md shows. All titles say 样例."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from crawlers.site import Link, PageResponse
from crawlers.sources import Endpoint, Fields, Fragments, Rows, StaticList, irs, jsearchfront
from crawlers.sources.fields import parse_json, values
from crawlers.sources.text import absolute, decode, plain

BASE = "https://www.yangli.gov.cn/zfwj/index.html"
DAY = date(2022, 9, 13)


def read(rows: Rows, markup: str) -> list[Link]:
    answer = rows.read(markup, BASE)
    assert answer is not None
    return list(answer.links)


LINK = "https://www.yangli.gov.cn/zfwj/202209/t20220913_1.html"


@pytest.mark.parametrize(
    ("rows", "markup", "number"),
    [
        (
            Rows("ul.list li", date="span"),
            '<ul class="list"><li><a href="./202209/t20220913_1.html" title="样例通知">样例…</a>'
            "<span>2022-09-13</span></li></ul>",
            "",
        ),
        (
            Rows(),
            "<tbody><tr><td>样政发〔2022〕1号</td><td><a href='./202209/t20220913_1.html'>样例通知</a></td>"
            "<td>2022-09-13</td></tr></tbody>",
            "样政发〔2022〕1号",
        ),
        (
            Rows("tr.zcwjk-list-c", title="p.tit", number="p.info", date="p.info"),
            '<tr class="zcwjk-list-c"><td><a href="./202209/t20220913_1.html"><p class="tit">样例通知</p>'
            '<p class="info">发文字号：样府办发〔2022〕1号 成文日期 ： 2022-09-13</p></a></td></tr>',
            "样府办发〔2022〕1号",
        ),
        (
            Rows("ul.gov-item.cf-otw li", link="div.a-news a", number="span.code-num", date="span.date"),
            '<ul class="gov-item cf-otw"><li><span class="code-num otw lf">样政发[2022]1号</span>'
            '<div class="a-news otw lf"><a href="/zfwj/202209/t20220913_1.html" title="样例通知"></a></div>'
            '<span class="date rt">2022-09-13</span></li>',
            "样政发〔2022〕1号",
        ),
        (
            Rows("ul.nx-list li", number="div.nx-conmtab p span.value", date="span.date"),
            '<ul class="nx-list"><li><a title="样例通知" href="./202209/t20220913_1.html"></a>'
            '<span class="date">2022/9/13</span><div class="nx-conmtab"><p><span class="tt">发文字号：</span>'
            '<span class="value">样政发（2022）1号</span></p></div></li>',
            "样政发〔2022〕1号",
        ),
        (
            Rows("tbody tr", link="td a"),
            "<table><tbody><tr><th>题</th></tr><tr><td><a href='./202209/t20220913_1.html'>样例通知</a>"
            "<script>var fileNum='样政发〔2022〕1号';document.write(fileNum)</script></td>"
            "<td>2022.09.13</td></tr></tbody></table>",
            "样政发〔2022〕1号",
        ),
        (
            Rows("li.xxgk_gfxwjk-list-li", link="p:nth-of-type(2) a", date="p:nth-of-type(4)"),
            '<li class="xxgk_gfxwjk-list-li"><p>1</p><p><a href="./202209/t20220913_1.html" title="样例通知">样例</a>'
            "</p>"
            "<p>样政发〔2022〕1号</p><p>2022-09-13</p><p>有效</p></li>",
            "样政发〔2022〕1号",
        ),
        (
            Rows(link="a.list-item-con"),
            '<a class="list-item-con" href="./202209/t20220913_1.html" title="样例通知">样例通知 <i>2022-09-13</i></a>',
            "",
        ),
        (
            Rows("li", link="a.title", date="span"),
            '<ul><li><a class="title" target="_blank" href="./202209/t20220913_1.html" title="样例通知">样例…</a>'
            "<span>2022年9月13日</span></li></ul>",
            "",
        ),
        (
            Rows("#panel-middle div", link="h3 a", date="p:nth-of-type(3) span"),
            '<div id="panel-middle"><div><div><h3><a href="./202209/t20220913_1.html"><em>样例</em>通知</a></h3>'
            "<p>a</p><p>b</p><p><span>2022-09-13</span></p></div></div></div>",
            "",
        ),
        (
            Rows(),
            "<dd><a href='javascript:;' onclick=\"isDownLoad(this,'./202209/t20220913_1.html')\">样例通知</a>"
            "2022-09-13</dd>",
            "",
        ),
    ],
)
def test_a_row_is_read(rows: Rows, markup: str, number: str) -> None:
    assert read(rows, markup) == [Link(LINK, "样例通知", DAY, number)]


def test_links_alone_make_rows_with_their_dates_inside_or_beside_them() -> None:
    rows, link = Rows(link="a.item"), "<a class='item' href='/%d.html' title='样例通知%d'>样例…%s</a>"
    beside = "".join(f"<li>{link % (n, n, '')}<span>2022-09-0{n}</span></li>" for n in (1, 2))
    inside = "".join(link % (n, n, f"<span>2022-09-0{n}</span>") for n in (1, 2))
    for page in (f"<ul>{beside}</ul>", f"<div>{inside}</div>"):
        assert [(each.title, each.published) for each in read(rows, page)] == [
            ("样例通知1", date(2022, 9, 1)),
            ("样例通知2", date(2022, 9, 2)),
        ]


@pytest.mark.parametrize(
    "row",
    [
        "<div><div class='title'><a href='/%d.html'>样例%d</a></div><div class='date'>2022-09-13</div></div>",
        "<div class='title'><a href='/%d.html'>样例%d</a></div><div class='date'>2022-09-13</div>",
        "<p><a href='/%d.html'>样例%d</a><i>2022-09-13</i></p>",
        "<dl><dt><a href='/%d.html'>样例%d</a></dt><dd>2022-09-13</dd></dl>",
    ],
)
@pytest.mark.parametrize("rows", [Rows(), Rows(link="a")])
def test_rows_that_are_no_list_are_found_around_their_links(row: str, rows: Rows) -> None:
    page = "<div class='list'>" + "".join(row % (n, n) for n in range(3)) + "</div>"
    assert [(link.title, link.published) for link in read(rows, page)] == [(f"样例{n}", DAY) for n in range(3)]


def test_rows_in_comments_and_rows_told_twice_count_once() -> None:
    row = "<li><a href='/nw/20220930/a.html' title='样例'>样例</a><span class='time'>2022-09-30</span></li>"
    other = row.replace("/a.html", "/b.html")
    assert len(read(Rows("li"), f"<ul>{row}{row}</ul><!-- {other} -->")) == 1


def test_a_row_without_its_flag_is_no_document() -> None:
    row = "<li><a href='/%d.html'>样例%d</a><span>2022-09-01</span><i class='flag'>%s</i></li>"
    page = f"<ul class='default_news'>{row % (1, 1, '是')}{row % (2, 2, '')}</ul>"
    rows = Rows("ul.default_news li", date="span", flag="i.flag")
    assert [link.title for link in read(rows, page)] == ["样例1"]


def test_navigation_is_passed_over_where_no_row_is_declared() -> None:
    page = (
        "<ul class='nav'><li><a href='/'>首页</a></li><li><a href='/zwgk/'>样例政务公开</a></li></ul>"
        "<ul><li><a href='http://other.gov.cn/art/2022/9/13/art_1_2.html'>样例甲</a></li>"
        "<li><a href='/b.html'>样例乙</a> 2022-09-13</li></ul>"
        "<p>第1页 2022-09-13 <a href='/index_1.html'>下一页</a></p>"
    )
    assert [(link.url, link.published) for link in read(Rows(), page)] == [
        ("http://other.gov.cn/art/2022/9/13/art_1_2.html", None),  # the list itself shows no date
        ("https://www.yangli.gov.cn/b.html", DAY),
    ]


@pytest.mark.parametrize("rows", [Rows("li", date="span"), Rows()])
def test_rows_that_are_never_closed_are_all_read(rows: Rows) -> None:
    items = "".join(f"<li><font><a href='/{n}.html'>样例{n}</a><span>2022-09-{n % 28 + 1:02}" for n in range(300))
    links = read(rows, f"<ul>{items}</ul>")
    assert [(link.title, link.published) for link in links] == [
        (f"样例{n}", date(2022, 9, n % 28 + 1)) for n in range(300)
    ]


def test_links_that_share_one_cell_have_their_dates_behind_them() -> None:
    cell = "<br>".join(f"<a href='/{n}.html'>样例{n}</a> 2022-09-{n:02}" for n in range(1, 21))
    links = read(Rows(), f"<table><tr><td>{cell}</td></tr></table>")
    assert [(link.title, link.published) for link in links] == [(f"样例{n}", date(2022, 9, n)) for n in range(1, 21)]


def test_a_redesigned_page_is_read_by_the_general_rule() -> None:
    page = "<section><li><a href='/b.html'>样例乙</a> 2022-09-13</li></section>"
    assert [link.title for link in read(Rows("ul.gone li", link="a.gone"), page)] == ["样例乙"]


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("样例关于印发方案的通知（样政发〔2022〕3号）", "样政发〔2022〕3号"),
        ("样例关于印发《办法（样政发〔2022〕3号）》的通知", ""),
        ("样例（试行）", ""),
    ],
)
def test_a_number_that_ends_the_title_is_the_documents_own(title: str, number: str) -> None:
    assert read(Rows("li"), f"<li><a href='/1.html'>{title}</a></li>")[0].doc_number == number


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("关于<em>样例</em>的<br>意见", "关于样例的意见"),
        ("<span style='color:red'>样例</span>通知", "样例通知"),
        ("印发&lt;样例&gt;的通知", "印发<样例>的通知"),
        ("印发<样例办法>的通知", "印发<样例办法>的通知"),
        ("\u200b样\u200c例\ufeff&ldquo;通知&rdquo;\u00a0", "样例“通知”"),
        ("样例厅\r\n  样例局", "样例厅 样例局"),
        ("a < b 且 <em>样例", "a < b 且 样例"),
    ],
)
def test_titles_are_what_a_person_reads(markup: str, title: str) -> None:
    assert plain(markup) == title


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("./a.html", "https://www.yangli.gov.cn/zfwj/a.html"),
        ("../b/a.html", "https://www.yangli.gov.cn/b/a.html"),
        ("http://other.gov.cn/a.html", "http://other.gov.cn/a.html"),
        ("//other.gov.cn/a.html", "https://other.gov.cn/a.html"),
        ("/v5/#/detail?id=1", "https://www.yangli.gov.cn/v5/#/detail?id=1"),
        ("visit/link.do?url=https%3A%2F%2Fa.gov.cn%2F%23%2Fd%3Fid%3D1&q=x", "https://a.gov.cn/#/d?id=1"),
        ("visit/link.do?url=javascript%3Aalert(1)", ""),
        ("javascript:void(0)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("mailto:a@b.cn", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("#top", ""),
        ("", ""),
        ("http://[::1", ""),
        ("/a\nb\x00.html", "https://www.yangli.gov.cn/ab.html"),
        ("/" + "a" * 3000, ""),
    ],
)
def test_only_http_addresses_come_out(address: str, url: str) -> None:
    assert absolute(BASE, address) == url


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ("样例".encode("gb18030"), {}),
        ("样例".encode(), {"content-type": "text/html; charset=gb2312"}),  # the header lies
        ("<meta charset=gb2312>样例".encode("gb18030"), {}),
        ("<script charset='gb2312'></script>样例".encode(), {}),
        (b"\xef\xbb\xbf" + "样例".encode(), {}),
        ("样例".encode(), {"content-type": "text/html; charset=no-such"}),
        (b"\xa1" + "样例".encode() * 300, {}),  # one bad byte
        ("样例".encode("gb18030") * 300, {"content-type": "text/html; charset=utf-8"}),
    ],
)
def test_text_is_decoded(body: bytes, headers: dict[str, str]) -> None:
    assert decode(body, headers).endswith("样例")


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1}',
        '\ufeff{"a":1}',
        '\r\n\r\n\ufeffresult({"a":1})',
        'result({"a":1});',
        'jQuery1_2 ( {"a":1} ) ;\n',
    ],
)
def test_json_is_found_in_its_wrappings(text: str) -> None:
    assert parse_json(text) == {"a": 1}


def test_control_characters_are_no_part_of_a_title_or_address() -> None:
    fields = Fields("docs")
    answer = fields.read('{"docs":[{"title":"样例\n通\t知","url":"http://a.gov.cn/1.html\n"}]}', BASE)
    assert answer is not None
    assert answer.links == (Link("http://a.gov.cn/1.html", "样例通知"),)


def test_control_characters_in_strings_are_allowed() -> None:
    assert parse_json('{"docs":[{"title":"样\n例\t"}]}') == {"docs": [{"title": "样\n例\t"}]}


@pytest.mark.parametrize("text", ["", "<html></html>", "[" * 100_000, '{"a":' * 100_000, "result(", "9" * 5000 + "]"])
def test_what_is_not_json_says_so(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_json(text)


NESTED = {
    "data": {
        "list": [{"n": 1}, {"n": 2}],
        "box": [
            {"type": "DATA", "data": {"n": 3}},
            {"type": "AD", "data": {"n": 4}},
            {"data": {"table-4": [{"n": 5}]}},
        ],
        "meta": [{"resultList": [{"key": "refno", "value": "x"}, {"key": "theme", "value": "y"}]}],
        "urls": '{"pc":"/a"}',
        "none": None,
    }
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("data.list.n", [1, 2]),
        ("data.box[type=DATA].data.n", [3]),
        ("data.box.data.table-4.n", [5]),
        ("data.meta.resultList[key=refno].value", ["x"]),
        ("data.urls{}.pc", ["/a"]),
        ("data.*.n", [1, 2]),
        ("data.none.n", []),
        ("no.such", []),
        ("data.none", [None]),
    ],
)
def test_paths(path: str, found: list[Any]) -> None:
    assert values(NESTED, path) == found


def one(fields: Fields, row: dict[str, Any]) -> Link:
    answer = fields.read(json.dumps({"list": [row]}), BASE)
    assert answer is not None
    return answer.links[0]


@pytest.mark.parametrize(
    "value",
    [
        "2022-09-12T16:00:00.000Z",
        "2022-09-13T00:00:00.000+0800",
        "2022-09-13 10:00:00",
        "2022.09.13 17:44:00",
        "2022年09月13日",
        1662998400,
        1662998400000,
        "1662998400000",
    ],
)
def test_dates_are_days_in_china(value: str | int) -> None:
    assert one(Fields("list", date="d"), {"url": "/1", "d": value}).published == DAY


@pytest.mark.parametrize("value", [None, "", 0, "0", -5, True, [], {}, 1e300, "2022-13-40", "x" * 10_000])
def test_what_is_no_date_is_none(value: Any) -> None:
    assert one(Fields("list", date=("d", "e")), {"url": "/1", "d": value}).published is None
    assert one(Fields("list", date=("d", "e")), {"url": "/1", "d": value, "e": "2022-09-13"}).published == DAY


@pytest.mark.parametrize(
    ("number", "read_as"), [("\u200b样政发[2022]７号\u200d", "样政发〔2022〕7号"), ("522-03-02", ""), (None, "")]
)
def test_numbers_are_normalised(number: str | None, read_as: str) -> None:
    assert one(Fields("list", number="n"), {"url": "/1", "n": number}).doc_number == read_as


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"success": False, "msg": "排序方式不能为空！"}, "success is false, not true: 排序方式不能为空！"),
        ({"success": False}, "success is false, not true"),
        ({"success": True, "data": {"else": []}}, "the answer is not of the declared shape"),
        ([], "the answer is not of the declared shape"),
        ("", "the answer is not of the declared shape"),
    ],
)
def test_an_answer_that_refuses_is_a_problem(answer: Any, problem: str) -> None:
    source = irs("a", "https://a.gov.cn/irs/front/search", tenantId="1")
    listing = source.read(PageResponse("", json.dumps(answer).encode()))
    assert (listing.problem, listing.links, listing.next) == (problem, (), None)


@pytest.mark.parametrize("body", [b"<html><body>error</body></html>", b"\x00\x01", b"{", b"", b"   "])
def test_a_body_that_is_not_the_promised_json_is_a_problem(body: bytes) -> None:
    assert irs("a", "https://a.gov.cn/s", tenantId="1").read(PageResponse("", body)).problem


def test_a_list_page_that_is_json_is_a_problem() -> None:
    assert StaticList("a", BASE).read(PageResponse(BASE, b'{"error":"x"}')).problem


def test_an_answer_too_large_is_not_read() -> None:
    listing = Endpoint("a", BASE, Fields("list")).read(PageResponse("", b" " * (32 * 1024 * 1024 + 1)))
    assert listing.problem == "the answer is larger than 33554432 bytes"


@pytest.mark.parametrize("filled", ["list", "listAndBox", "both"])
def test_irs_fills_the_one_or_the_other(filled: str) -> None:
    rows = [
        {"title": f"<em>样例</em>{n}", "url": f"/t2022090{n}_1.html", "time": "2022-09-01 10:00:00"} for n in (1, 2)
    ]
    middle: dict[str, Any] = {"list": rows if filled != "listAndBox" else []}
    if filled != "list":
        middle["listAndBox"] = [{"type": "DATA", "data": row} for row in rows] + [
            {"type": "BOX", "data": {"url": "/ad"}}
        ]
    answer = {"success": True, "data": {"middle": middle, "pager": {"total": "2", "pageNo": 1, "pageSize": 10}}}
    source = irs("a", "https://a.gov.cn/irs/front/search", tenantId="1")
    listing = source.read(PageResponse("", json.dumps(answer).encode()))
    assert [link.title for link in listing.links] == ["样例1", "样例2"]
    assert (listing.total, listing.next) == (2, None)


@pytest.mark.parametrize(
    "fragment",
    [
        '<div class="jcse-result-box"><div class="jcse-news-title">'
        '<a href="visit/link.do?url=https%3A%2F%2Fa.gov.cn%2Fart_1_2.html&q=x&title=y">样例<em>通知</em></a></div>'
        '<div class="jcse-news-date">时间：2022-09-13</div></div>',
        "<div class='a'><div class='titleWrapper'>"
        "<a href='visit/link.do?url=https%3A%2F%2Fa.gov.cn%2Fart_1_2.html&q=x'>"
        "样例<em>通知</em></a></div>"
        "<a href='/other'>摘要</a><div class='sourceTime'><span>2022-09-13</span></div></div>",
    ],
)
def test_html_inside_json_is_read_and_its_counter_unwrapped(fragment: str) -> None:
    source = jsearchfront("a", "https://s.gov.cn/jsearchfront/interfaces/cateSearch.do", website="1", asked={})
    listing = source.read(PageResponse("", json.dumps({"total": 1, "result": [fragment]}).encode()))
    assert listing.links == (Link("https://a.gov.cn/art_1_2.html", "样例通知", DAY, ""),)


def test_an_id_becomes_an_address() -> None:
    fields = Fields("list", url="iid", address="/front/info/detail?iid={}")
    assert (
        one(fields, {"iid": "a b&c", "title": "样例"}).url
        == "https://www.yangli.gov.cn/front/info/detail?iid=a%20b%26c"
    )


def test_a_row_whose_text_stands_only_in_the_list_keeps_its_link() -> None:
    assert one(Fields("list"), {"url": "/1.html", "title": "样例", "DOCCONTENT": "全文"}).title == "样例"


def test_fragments_of_another_shape_are_not_taken() -> None:
    assert Fragments("result", Rows("li")).read('{"else":1}', BASE) is None
