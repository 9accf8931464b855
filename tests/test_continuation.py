"""Articles over several pages: each is found from the one before, fetched once, and joined into one text (样例)."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from corpus.build import build
from crawlers.continuation import MAX_PAGES, next_page
from storage.address import canonical
from storage.database import open_database
from storage.migrations import upgrade
from tests.crawling import LISTS, crawl, last_run, listing, rows
from tests.portals.server import Answer, from_pages, serving
from tests.stored import HOST, Shelf, contents, reading_in_process

pytestmark = pytest.mark.slow

TITLE = "样例市人民政府关于印发样例规划的通知"
NUMBER = "样政发〔2021〕7号"
FIRST = ("各样例单位：", "样例规划已经市政府同意，现印发给你们，请认真", "贯彻执行。")
SECOND = ("一、总体要求", "坚持就业导向，办好样例学校。全面提高样例质量。")
THIRD = ("二、重点任务", "支持企业参与样例建设。", "样例市人民政府", "2021年10月12日")
PAGE = """<html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1>
<div id="{container}">{body}</div></body></html>"""


def page(*lines: str, onward: str = "", links: str = "", container: str = "zoom") -> bytes:
    """One page of the article: its title and number, some lines, and a pager."""
    body = "".join(f"<p>{line}</p>" for line in (NUMBER, *lines))
    pager = f'<p class="pager"><a href="{onward}">下一页</a></p>' if onward else ""
    return PAGE.format(title=TITLE, body=body + links + pager, container=container).encode()


# Finding the next page


def following(url: str, link: str, text: str = "下一页", inside: bool = False) -> str:
    tree = lxml.html.fromstring(f"<body><div id='zoom'><p>样例</p></div><p><a href='{link}'>{text}</a></p></body>")
    return next_page(tree, list(tree) if inside else [tree[0]], url)


@pytest.mark.parametrize(
    ("url", "link", "expected"),
    [
        ("http://a.example/zc/t1.html", "t1_1.html", "http://a.example/zc/t1_1.html"),
        ("http://a.example/zc/t20220913_1_1.html", "./t20220913_1_2.html", "http://a.example/zc/t20220913_1_2.html"),
        ("http://a.example/zc/content_7.htm", "/zc/content_7_2.htm#text", "http://a.example/zc/content_7_2.htm"),
        ("http://www.a.example/zc/t1.shtml", "https://a.example/zc/t1-p2.shtml", "https://a.example/zc/t1-p2.shtml"),
        ("http://a.example/show?id=7", "?id=7&page=2", "http://a.example/show?id=7&page=2"),
        ("http://a.example/show?id=7&page=2", "?id=7&page=3", "http://a.example/show?id=7&page=3"),
        ("http://a.example/zc/t1.html", "t2.html", ""),
        ("http://a.example/zc/t1_2.html", "t1_1.html", ""),
        ("http://a.example/zc/t1_2.html", "t1_2.html", ""),
        ("http://a.example/show?id=7", "?id=8", ""),
        ("http://a.example/zc/t1.html", "http://b.example/zc/t1_1.html", ""),
        ("http://a.example/zc/t1.html", "javascript:next()", ""),
        ("http://a.example/zc/t1.html", "http://[::1/t1_1.html", ""),
        ("http://a.example/zc/t1.html", "#zoom", ""),
    ],
)
def test_beside_the_text_only_the_page_s_own_next_number_leads_on(url: str, link: str, expected: str) -> None:
    assert following(url, link) == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("part2.html", "http://a.example/zc/part2.html"),
        ("http://b.example/zc/t1_1.html", ""),
        ("t1.html#zoom", ""),
        ("javascript:next()", ""),
    ],
)
def test_inside_the_text_any_page_of_the_host_does(link: str, expected: str) -> None:
    assert following("http://a.example/zc/t1.html", link, inside=True) == expected


@pytest.mark.parametrize("text", ["[下一页]", "下一页 >>", "【下一页】", " 下页 ", "<b>下一页</b>"])
def test_links_that_say_next_page(text: str) -> None:
    assert following("http://a.example/t1.html", "t1_1.html", text)


@pytest.mark.parametrize("text", ["下一篇", "下一页：关于样例的通知", "上一页", "2", ""])
def test_links_that_say_something_else(text: str) -> None:
    assert not following("http://a.example/t1.html", "t1_1.html", text)


def created(url: str, script: str) -> str:
    tree = lxml.html.fromstring("<body><div id='zoom'><p>样例</p></div></body>")
    return next_page(tree, [tree[0]], url, f"<div class='page'><script>{script};</script></div>")


@pytest.mark.parametrize(
    ("url", "script", "expected"),
    [
        ("http://a.example/zc/t1.html", 'createPageHTML(3, 0, "t1", "html")', "http://a.example/zc/t1_1.html"),
        ("http://a.example/zc/t1_1.html", "createPageHTML(3,1,'t1','html')", "http://a.example/zc/t1_2.html"),
        ("http://a.example/zc/t1.htm", 'createPage( 2 , 0 , "t1", "htm" )', "http://a.example/zc/t1_1.htm"),
        ("http://a.example/zc/t1.html", 'createPageHTML(31, 2, 0, "t1", "html")', "http://a.example/zc/t1_1.html"),
        ("http://a.example/zc/t1_2.html", 'createPageHTML(3, 2, "t1", "html")', ""),
        ("http://a.example/zc/t1.html", 'createPageHTML(1, 0, "t1", "html")', ""),
        ("http://a.example/zc/t1.html", 'createPageHTML(9, 0, "index", "html")', ""),
        ("http://a.example/zc/t1.html", 'createPageHTML(9, 4, "t1_1", "html")', ""),
        ("http://a.example/zc/t1.html", "function createPageHTML(count, current, name, suffix) {}", ""),
        ("", 'createPageHTML(3, 0, "t1", "html")', ""),
    ],
)
def test_a_pager_that_a_script_writes_leads_on_where_it_names_this_page(url: str, script: str, expected: str) -> None:
    assert created(url, script) == expected


@pytest.mark.parametrize(
    "link",
    [
        "<a href='javascript:;' onclick=\"queryArticleByCondition(this,'/zc/t1-2.html')\">下一页</a>",
        "<a tagname='/zc/t1-2.html' style='cursor:pointer'>下一页</a>",
        "<a href='#' tagname='t1-2.html' onclick='turn(this)'>下一页</a>",
    ],
)
def test_a_link_whose_address_only_its_script_knows(link: str) -> None:
    tree = lxml.html.fromstring(f"<body><div id='zoom'><p>样例</p></div><p>{link}</p></body>")
    assert next_page(tree, [tree[0]], "http://a.example/zc/t1.html") == "http://a.example/zc/t1-2.html"
    assert next_page(tree, [tree[0]], "http://a.example/zc/t2.html") == ""


@given(st.text(max_size=80), st.text(max_size=80), st.booleans())
def test_whatever_it_leads_to_is_another_page_of_the_same_host(url: str, link: str, inside: bool) -> None:
    tree = lxml.html.fromstring("<body><p><a>下一页</a></p></body>")
    next(tree.iter("a")).set("href", "".join(char for char in link if char.isprintable()))
    found = next_page(tree, [tree] if inside else [], f"http://a.example/{url}")
    assert not found or found.split("/")[2].removeprefix("www.") == "a.example"


# Crawling


def asked_for(folder: Path) -> list[tuple[str, str]]:
    query = "SELECT role, url, parent FROM snapshots WHERE role IN ('page', 'continuation', 'attachment') ORDER BY id"
    found = rows(folder, query)
    assert {row["parent"] for row in found if row["role"] != "page"} <= {canonical(f"{LISTS}plan.html")}
    return [(row["role"], row["url"].removeprefix(LISTS)) for row in found]


def build_crawled(folder: Path) -> dict[str, list[dict[str, object]]]:
    engine = open_database(f"sqlite:///{folder / 'corpus.db'}")
    with reading_in_process():
        build(engine, folder / "archive")
    return contents(engine)


ARTICLE = {
    LISTS: listing(["plan.html"]),
    f"{LISTS}plan.html": Answer(page(*FIRST[:2], onward="plan_2.html")),
    f"{LISTS}plan_2.html": Answer(page(FIRST[2], *SECOND, onward="plan_3.html")),
    f"{LISTS}plan_3.html": Answer(page(*THIRD, links='<p><a href="map.pdf">附件：样例图</a></p>', onward="plan.html")),
    f"{LISTS}map.pdf": Answer(b"%PDF-1.4 sample", "application/pdf"),
}


def test_an_article_of_three_pages_is_one_edition(tmp_path: Path) -> None:
    with serving(from_pages(ARTICLE)) as portal:
        crawl(tmp_path, portal)
        assert portal.urls.count(f"{LISTS}plan.html") == 1  # the last page leads back to the first
    assert asked_for(tmp_path) == [
        ("page", "plan.html"),
        ("continuation", "plan_2.html"),
        ("continuation", "plan_3.html"),
        ("attachment", "map.pdf"),
    ]
    assert (last_run(tmp_path)["outcome"], last_run(tmp_path)["listed"]) == ("ok", 1)
    built = build_crawled(tmp_path)
    (edition,) = built["editions"]
    assert edition["text"] == "\n".join((TITLE, NUMBER, *FIRST, *SECOND, *THIRD, "附件：样例图"))
    assert not [warning for warning in edition["warnings"] if "goes on" in warning]  # type: ignore[attr-defined]
    (written,) = built["documents"]
    assert (written["doc_number"], str(written["written_on"])) == (NUMBER, "2021-10-12")


def test_a_page_that_another_run_did_not_get_is_asked_for_again(tmp_path: Path) -> None:
    pages = ARTICLE | {f"{LISTS}plan_3.html": Answer(b"")}
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal, code=1)
    (edition,) = build_crawled(tmp_path)["editions"]
    assert f"the text goes on at {LISTS}plan_3.html, which was not read" in edition["warnings"]  # type: ignore[operator]
    with serving(from_pages(ARTICLE)) as portal:
        crawl(tmp_path, portal)
        missing = [f"{LISTS}plan_3.html", f"{LISTS}map.pdf"]
        assert portal.urls[:3] == [LISTS, *missing]  # what is there already comes after, on the rota
    older, newer = build_crawled(tmp_path)["editions"]
    assert THIRD[1] not in str(older["text"])
    assert THIRD[1] in str(newer["text"])


def test_other_hosts_are_not_asked_and_no_trail_is_endless(tmp_path: Path) -> None:
    pages = {
        LISTS: listing(["away.html", "plan.html"]),
        f"{LISTS}away.html": Answer(page(*FIRST, onward="http://www.elsewhere.example/files/away_2.html")),
        f"{LISTS}plan.html": Answer(page(*FIRST, onward="plan_2.html")),
        **{
            f"{LISTS}plan_{number}.html": Answer(page(f"第{number}页样例。", onward=f"plan_{number + 1}.html"))
            for number in range(2, MAX_PAGES + 9)
        },
    }
    with serving(from_pages(pages)) as portal:
        crawl(tmp_path, portal)
        assert not [url for url in portal.urls if "elsewhere" in url]
        assert len([url for url in portal.urls if "/plan" in url]) == MAX_PAGES


# Joining


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    made = open_database(f"sqlite:///{tmp_path / 'corpus.db'}")
    upgrade(made)
    return made


def texts(engine: Engine, shelf: Shelf) -> list[str]:
    with reading_in_process():
        build(engine, shelf.root)
    return [str(edition["text"]) for edition in contents(engine)["editions"]]


def put(shelf: Shelf, body: bytes, path: str, parent: str = "/zc/a.html") -> None:
    shelf.put(path, body, facts={"role": "continuation", "parent": canonical(f"{HOST}{parent}")})


def test_links_in_a_circle_are_read_once(engine: Engine, shelf: Shelf) -> None:
    shelf.put("/zc/a.html", page(*FIRST, onward="a_2.html", container="mainText"))
    put(shelf, page(*SECOND, onward="a_3.html", container="mainText"), "/zc/a_2.html")
    put(shelf, page(*THIRD, onward="a_2.html", container="mainText"), "/zc/a_3.html")
    assert texts(engine, shelf) == ["\n".join((TITLE, NUMBER, *FIRST, *SECOND, *THIRD))]


def test_a_further_page_that_cannot_be_read_leaves_the_others_standing(engine: Engine, shelf: Shelf) -> None:
    shelf.put("/zc/a.html", page(*FIRST, onward="a_2.html", container="mainText"))
    put(shelf, b"\x00\x01\x02", "/zc/a_2.html")
    assert texts(engine, shelf) == ["\n".join((TITLE, NUMBER, *FIRST))]
    (failure,) = contents(engine)["failures"]
    assert failure["subject"] == f"{HOST}/zc/a_2.html"


def test_a_changed_further_page_is_another_edition(engine: Engine, shelf: Shelf) -> None:
    shelf.put("/zc/a.html", page(*FIRST, onward="a_2.html", container="mainText"))
    put(shelf, page(*SECOND, container="mainText"), "/zc/a_2.html")
    put(shelf, page(*THIRD, container="mainText"), "/zc/a_2.html")
    older, newer = texts(engine, shelf)
    assert older.endswith(SECOND[-1])
    assert newer.endswith(THIRD[-1])
