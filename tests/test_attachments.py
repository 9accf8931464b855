"""The files of a page that are fetched with it (all pages are samples, 样例)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.attachments import MAX_ATTACHMENTS, PageLinks, page_links
from crawlers.site import Article

PAGE = "http://www.practice.example/files/202209/t1.html"
FOLDER = "http://www.practice.example/files/202209/"
HTML = "text/html; charset=utf-8"


def links(markup: str, body: str = "", content_type: str = HTML) -> list[tuple[str, str]]:
    found = page_links(markup.encode(), content_type, PAGE, Article(body=body)).files
    return [(link.url.removeprefix(FOLDER), link.title) for link in found]


@pytest.mark.parametrize(
    "suffix", ["pdf", "doc", "docx", "wps", "ofd", "xls", "xlsx", "et", "rtf", "zip", "rar", "PDF", "Docx"]
)
def test_files_of_every_kind(suffix: str) -> None:
    assert links(f'<p><a href="./P1.{suffix}">附件：样例方案</a></p>') == [(f"P1.{suffix}", "附件：样例方案")]


def test_what_is_no_file() -> None:
    page = (
        '<a href="t2.html">下一篇</a><a href="#zoom">上</a><a href="javascript:print()">打印</a><a>空</a>'
        '<a href="mailto:a@b.pdf">信</a><a href="http://[::1/x.pdf">坏</a><a href="ftp://a.example/x.pdf">旧</a>'
    )
    assert links(page) == []


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("""<a href="javascript:void(0)" onclick="downLoad(this,'./a.pdf')">附件</a>""", "a.pdf"),
        ("""<a href="javascript:openFile('/files/202209/a.doc')">附件</a>""", "a.doc"),
        ('<a href="downfile.jsp?classid=0&filename=a.pdf">附件</a>', "downfile.jsp?classid=0&filename=a.pdf"),
        ('<a href="/files/202209/download?id=7">样例方案.docx</a>', "download?id=7"),
        ('<iframe src="a.pdf"></iframe>', "a.pdf"),
        ('<iframe src="/js/pdfjs/web/viewer.html?file=/files/202209/a.pdf"></iframe>', "a.pdf"),
        ('<iframe src="viewer.html?file=a.pdf"></iframe>', "viewer.html?file=a.pdf"),
        ("""<a onclick="downloadFile('/files/202209/a.doc','样例方案.doc')">样例方案.doc</a>""", "a.doc"),
        ("""<a onclick="show('a.doc')">样例方案</a>""", "a.doc"),
    ],
)
def test_links_of_every_form(markup: str, expected: str) -> None:
    assert [url for url, _ in links(markup)] == [expected]


@pytest.mark.parametrize("name", ["fujian", "fj", "wj-fj", "xgfj", "attachment", "annexes"])
def test_a_box_of_files_beside_the_body_belongs_to_it(name: str) -> None:
    page = f'<div id="zoom">正文</div><ul class="{name}"><a href="a.pdf">表</a></ul><p><a href="g.pdf">指南</a></p>'
    assert [url for url, _ in links(page, "#zoom")] == ["a.pdf"]


def test_a_link_beside_the_body_that_calls_itself_an_annex_belongs_to_it() -> None:
    page = '<div id="zoom">正文</div><p><a href="a.pdf"> 附 件：样例表</a></p><p><a href="g.pdf">使用指南</a></p>'
    assert [url for url, _ in links(page, "#zoom")] == ["a.pdf"]


def test_a_query_or_fragment_after_the_name_is_no_matter() -> None:
    assert [url for url, _ in links('<a href="a.pdf?v=2">一</a><a href="b.doc#page=3">二</a>')] == [
        "a.pdf?v=2",
        "b.doc#page=3",
    ]


def test_only_the_body_container_is_looked_at_where_there_is_one() -> None:
    page = '<div id="zoom"><a href="a.pdf">附件</a></div><div class="footer"><a href="guide.pdf">指南</a></div>'
    assert [url for url, _ in links(page, "#zoom, .content")] == ["a.pdf"]
    assert [url for url, _ in links(page, "#elsewhere")] == ["a.pdf", "guide.pdf"]


def test_each_once_in_order_and_a_bounded_number() -> None:
    assert [url for url, _ in links('<a href="b.pdf">二</a><a href="a.pdf">一</a><a href="b.pdf"></a>')] == [
        "b.pdf",
        "a.pdf",
    ]
    assert len(links("".join(f'<a href="{n}.pdf">{n}</a>' for n in range(500)))) == MAX_ATTACHMENTS


def test_a_title_attribute_stands_where_the_text_is_cut_short() -> None:
    assert links('<a href="a.pdf" title="样例省实施方案（全文）">样例省实施…</a>') == [
        ("a.pdf", "样例省实施方案（全文）")
    ]


def test_a_page_in_gbk_that_does_not_say_so() -> None:
    body = '<div id="zoom"><a href="a.doc">附件：样例方案</a></div>'.encode("gbk")
    (link,) = page_links(body, "text/html", PAGE, Article(body="#zoom")).files
    assert link.title == "附件：样例方案"


@pytest.mark.parametrize("body", [b"%PDF-1.4 <a href='x.pdf'>", b"PK\x03\x04", b"{}", b"", b"\x00\xff"])
def test_a_file_has_no_files(body: bytes) -> None:
    assert page_links(body, "application/octet-stream", PAGE, Article()) == PageLinks()


def test_html_that_is_called_something_else() -> None:
    assert links('\n <html><a href="a.pdf">附件</a></html>', content_type="text/plain") == [("a.pdf", "附件")]


@pytest.mark.parametrize("piece", ["<div>", "<a href='x.pdf'>", "<a href='", "<table><tr>", "&#x;", "<!--"])
def test_a_hostile_page_takes_no_long_time(piece: str) -> None:
    assert len(links(piece * 200_000, "#zoom")) <= 1  # within the suite's own time-out


@given(st.binary(max_size=300), st.sampled_from([HTML, "", "text/html; charset=nosuch"]))
def test_any_bytes_are_looked_at(body: bytes, content_type: str) -> None:
    found = page_links(b"<html>" + body, content_type, PAGE, Article(body="#zoom")).files
    assert all(link.url.startswith(("http://", "https://")) for link in found)
