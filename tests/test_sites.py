"""The declarations: complete, agreeing with one another, and each reading the pages saved under tests/sites/.

`tests/sites/NAME/SOURCE.html` (or .json, .txt) is a list page or search answer of our own writing;
`SOURCE.read.json` beside it is what the source must read from it. A new site needs pages, no test code:
a missing page fails, a missing answer is written, fails once, and is then for a person to check.
"""

from __future__ import annotations

import importlib
import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawlers.site import Listing, PageRequest, PageResponse, Query, Site, Source
from crawlers.sites import SITES, site
from crawlers.sources import StaticList
from crawlers.sources.markup import css

PAGES = Path(__file__).parent / "sites"
REAL = Path(__file__).resolve().parents[1] / "../shared/real/html"
SUFFIXES = (".html", ".json", ".txt")

ALL_SOURCES = [(declared, source) for declared in SITES.values() for source in declared.sources]


def _shape(source: Source) -> tuple[str, str, str]:
    """Sources of one shape are read by the same code under the same parameters: one saved page does for them."""
    reads = repr(getattr(source, "answer", "")) or ""
    rows = " ".join(
        str(getattr(source, name, "")) for name in ("row", "link", "title", "date", "number", "second_page")
    )
    return (type(source).__name__, reads, rows)


def _shapes() -> list[tuple[str, str]]:
    """The first source of every shape of every site, where the survey knows the shape of its rows."""
    firsts: dict[tuple[Any, ...], tuple[str, str]] = {}
    for declared, source in ALL_SOURCES:
        if "rows" in source.unverified:
            continue  # nobody knows what such a page looks like: none may be made up
        firsts.setdefault((declared.name, _shape(source)), (declared.name, source.id))
    return list(firsts.values())


def _saved() -> list[Path]:
    return sorted(path for path in PAGES.glob("*/*") if path.suffix in SUFFIXES and ".read" not in path.suffixes)


def _asked(request: PageRequest | None) -> dict[str, Any] | None:
    if request is None:
        return None
    told = {"url": request.url, "page": request.page}
    if request.body:
        told["body"] = request.body.decode()
    return told | ({"otherwise": _asked(request.otherwise)} if request.otherwise else {})


def _told(listing: Listing) -> dict[str, Any]:
    links = [
        {
            "url": link.url,
            "title": link.title,
            "published": link.published.isoformat() if link.published else None,
            "doc_number": link.doc_number,
        }
        for link in listing.links
    ]
    return {"links": links, "next": _asked(listing.next), "total": listing.total, "problem": listing.problem}


@pytest.mark.parametrize("page", _saved(), ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_a_saved_page_gives_its_saved_answer(page: Path) -> None:
    source = site(page.parent.name).source(page.stem)
    told = _told(source.read(PageResponse(source.first(Query()).url, page.read_bytes())))
    answer = page.with_suffix(".read.json")
    if not answer.exists():
        answer.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{answer} was missing and is written now: check it")
    assert told == json.loads(answer.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "source_id"), _shapes(), ids=lambda word: word)
def test_every_shape_of_source_has_a_saved_page(name: str, source_id: str) -> None:
    saved = [PAGES / name / f"{source_id}{suffix}" for suffix in SUFFIXES]
    assert any(path.exists() for path in saved), (
        f"save a page of {name} {source_id} as tests/sites/{name}/{source_id}.html"
    )


@pytest.mark.parametrize("page", _saved(), ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_a_saved_page_is_a_sample_and_leads_somewhere(page: Path) -> None:
    told = json.loads(page.with_suffix(".read.json").read_text(encoding="utf-8"))
    assert told["links"] or told["next"]
    assert all("样例" in link["title"] for link in told["links"])


def test_all_sites_in_the_order_of_gb_t_2260() -> None:
    assert len(SITES) == 33
    assert next(iter(SITES)) == "guowuyuan"
    assert list(SITES)[-1] == "moe"
    codes = [declared.adcode for declared in SITES.values()]
    assert codes[:-1] == sorted(codes[:-1])
    assert len(set(codes)) == 33


@pytest.mark.parametrize("declared", SITES.values(), ids=lambda declared: declared.name)
def test_a_declaration_is_complete(declared: Site) -> None:
    module = importlib.import_module(f"crawlers.sites.{declared.name}")
    assert getattr(module, declared.name.upper()) is declared
    assert site(declared.name) is declared
    assert module.__doc__
    assert declared.title
    assert declared.prefixes
    assert declared.article.body
    assert declared.delay >= 1
    assert declared.timeout >= 25
    assert len(declared.adcode) == 6 or declared.name == "moe"
    kinds = {source.kind for source in declared.sources}
    assert kinds == {"listing", "search"}
    ids = [source.id for source in declared.sources]
    assert len(set(ids)) == len(ids)
    for selector in (declared.article.body, declared.article.title, declared.article.metadata):
        if selector:
            css(selector)


@pytest.mark.parametrize("declared", SITES.values(), ids=lambda declared: declared.name)
def test_a_declaration_is_short_enough_to_read_at_a_glance(declared: Site) -> None:
    lines = Path(importlib.import_module(f"crawlers.sites.{declared.name}").__file__ or "").read_text().splitlines()
    assert len(lines) <= 120


@pytest.mark.parametrize(
    ("declared", "source"), ALL_SOURCES, ids=lambda value: getattr(value, "id", None) or value.name
)
def test_a_source_asks_only_its_own_site(declared: Site, source: Source) -> None:
    assert isinstance(source, Source)
    assert source.family
    query = Query("职业教育")
    request = source.first(query)
    assert request == source.first(query)  # pure
    parts = urlsplit(request.url)
    assert parts.scheme in ("http", "https")
    assert request.url.isascii()
    assert parts.hostname in declared.allowed_hosts
    assert (parts.hostname or "").endswith(".gov.cn") or parts.hostname == "api.so-gov.cn"
    assert (request.method == "POST") or not request.body
    json.dumps(dict(request.state))
    if source.kind == "search":
        assert "职业教育" not in request.url
        asked = request.url + request.body.decode()
        assert "%E8%81%8C" in asked or "%25E8%2581%258C" in asked or "职业教育" in asked


@pytest.mark.parametrize(
    "hosts",
    [
        ("shanghai", "service.shanghai.gov.cn"),
        ("jiangxi", "jiangxi.gov.cn"),
        ("gansu", "gfxwj.sft.gansu.gov.cn"),
        ("jilin", "xxgk.jl.gov.cn"),
        ("hunan", "jyt.hunan.gov.cn"),
        ("liaoning", "jyt.ln.gov.cn"),
        ("shandong", "edu.shandong.gov.cn"),
        ("jilin", "jyt.jl.gov.cn"),
        ("beijing", "jw.beijing.gov.cn"),
    ],
)
def test_hosts_of_the_errata_and_of_education_departments_are_allowed(hosts: tuple[str, str]) -> None:
    name, host = hosts
    assert host in site(name).allowed_hosts


_NUMBER = "样政发〔2022〕%d号"
_TITLE = "样例通知%d"
SKELETONS = {  # families.md, F2: what rows look like, with a number where the shape has a place for it
    "list": ("<ul class='list'>%s</ul>", "<li><a href='{url}' title='{title}'>样例…</a><span>2022-09-13</span></li>"),
    "plain": ("<ul>%s</ul>", "<li><a href='{url}'>{title}<span>2022-09-13</span></a></li>"),
    "table": (
        "<table><tbody>%s</tbody></table>",
        "<tr><td>{number}</td><td><a href='{url}'>{title}</a></td><td>2022-09-13</td></tr>",
    ),
    "blocks": (
        "<table>%s</table>",
        "<tr class='zcwjk-list-c'><td><a href='{url}'><p class='tit'>{title}</p>"
        "<p class='info'>发文字号：{number} 成文日期 ： 2022-09-13</p></a></td></tr>",
    ),
    "cells": (
        "<ul class='gov-item cf-otw'>%s</ul>",
        "<li><span class='code-num otw lf'>{number}</span><div class='a-news otw lf'>"
        "<a href='{url}' title='{title}'></a></div><span class='date rt'>2022-09-13</span></li>",
    ),
    "labels": (
        "<ul class='nx-list'>%s</ul>",
        "<li><a title='{title}' href='{url}'></a><span class='date'>2022-09-13</span><div class='nx-conmtab'><p>"
        "<span class='tt'>发文字号：</span><span class='value'>{number}</span></p></div></li>",
    ),
    "script": (
        "<table><tbody>%s</tbody></table>",
        "<tr><td><a href='{url}'>{title}</a><script>var fileNum='{number}';</script></td><td>2022-09-13</td></tr>",
    ),
}


@pytest.mark.parametrize("skeleton", SKELETONS)
def test_every_static_list_reads_every_known_shape_of_row(skeleton: str) -> None:
    """A column is rebuilt from one of its platform's templates into another without notice."""
    frame, row = SKELETONS[skeleton]
    rows = "".join(row.format(url=f"./202209/t20220913_{n}.html", title=_TITLE % n, number=_NUMBER % n) for n in (1, 2))
    page = f"<ul class='nav'><li><a href='/'>首页</a></li></ul>{frame % rows}".encode()
    numbers = [_NUMBER % n if "{number}" in row else "" for n in (1, 2)]
    for declared, source in ALL_SOURCES:
        if isinstance(source, StaticList):
            links = source.read(PageResponse(source.url, page)).links
            assert [link.title for link in links] == [_TITLE % n for n in (1, 2)], (declared.name, source.id)
            assert [link.doc_number for link in links] == numbers, (declared.name, source.id)
            assert {link.published for link in links} == {date(2022, 9, 13)}, (declared.name, source.id)


ANSWERS = [  # file, site, source, rows, total, page of the answer, rows with a number
    ("gwy_zhengcelibrary", "guowuyuan", "zhengcelibrary_gw_bm", 10, 2229, 1, 10),
    ("chongqing", "chongqing", "irs_list", 10, 3800, 50, 10),
    ("guizhou", "guizhou", "gz_irs", 10, 10000, 1, 6),
    ("guangxi", "guangxi", "gx_list", 10, 41049, 1, 5),
    ("tianjin", "tianjin", "tj_policy", 10, 40643, 1, 10),
    ("neimenggu", "neimenggu", "gfxwjk_api", 15, 82788, 26, 3),
    ("fujian_1", "fujian", "openinfo", 10, 59, 2, 10),
    ("guangdong", "guangdong", "gd_file", 20, 245264, 1, 6),
    ("henan", "henan", "ha_api", 20, 10000, 1, 0),
    ("hebei_htmlinjson", "hebei", "zwfw_cate", 10, 1500, 1, 0),
    ("zhejiang_1", "zhejiang", "zj_cate", 30, 19538, 1, 30),
]


@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/real is not there")
@pytest.mark.parametrize(("file", "name", "source_id", "rows", "total", "page", "numbered"), ANSWERS)
def test_real_answers_are_read_to_the_last_row(
    file: str, name: str, source_id: str, rows: int, total: int, page: int, numbered: int
) -> None:
    listing = site(name).source(source_id).read(PageResponse("", (REAL / f"api_{file}.json").read_bytes()))
    assert (len(listing.links), listing.total, listing.problem) == (rows, total, "")
    assert all(link.title and link.published for link in listing.links)
    assert not any("<em" in link.title or "\u200b" in link.title or "span" in link.title for link in listing.links)
    assert sum(bool(link.doc_number) for link in listing.links) == numbered
    assert listing.next is not None
    assert listing.next.page == page + 1


@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/real is not there")
def test_a_real_column_page_of_jiangxis_platform_is_read() -> None:
    body = (REAL / "jx_sthjt_list.html").read_bytes()
    listing = site("jiangxi").source("szfwj_new").read(PageResponse("https://sthjt.jiangxi.gov.cn/jxssthjt/", body))
    assert len(listing.links) == 50
    assert all(link.published and "/content/content_" in link.url for link in listing.links)
    assert listing.next is not None
    assert b"unitid=380055" in listing.next.body
    assert b"current=4&" in listing.next.body
