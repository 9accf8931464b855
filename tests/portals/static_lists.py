"""Numbered static lists and what resembles them: TRS (F2), 汇兰 (F2b), 上海's archives by year (F2c).

Each builder writes every page of a column beforehand, as those systems do; what was not written is a 404.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Literal
from urllib.parse import urljoin, urlsplit

from tests.portals.column import Column, Entry, Repeating, Route, document_page, html, pages_of, window
from tests.portals.rows import LIAONING, LIST, SHANGHAI, Rows
from tests.portals.server import Answer, Asked

End = Literal["missing", "stub", "repeated"]  # what comes past the last page
Pager = Callable[[int, int, int], str]  # from the number of pages, the page's own (from 1), and the number of records

SIZE = 4  # rows a page: a portal's own choice, and small keeps a crawl short
STUB = html("<html><body>" + "<!-- 样例空模板 -->" * 12 + "</body></html>")


def fixed(pages: Mapping[str, Answer]) -> tuple[Route, ...]:
    """Routes that answer a GET with a page written beforehand, whatever the query says."""

    def always(page: Answer) -> Callable[[Asked], Answer | None]:
        return lambda asked: page if asked.method == "GET" else None

    return tuple(Route(url, always(page)) for url, page in pages.items())


def numbered_list(
    id: str,
    url: str,
    entries: Sequence[Entry],
    rows: Rows = LIST,
    *,
    second: int | None = 1,
    mark: str = "_",
    pager: Pager = lambda pages, page, records: "",
    end: End = "missing",
    strangers: Sequence[Entry] = (),
    content_type: str = "text/html; charset=utf-8",
) -> Column:
    """F2. `second` is the number in the address of page 2 (index_1 or index_2), `mark` what stands before it
    (index-2); where it is None everything stands on one page.
    """
    size = SIZE if second is not None else max(len(entries), 1)
    end = "repeated" if isinstance(entries, Repeating) else end
    count = pages_of(entries, size)
    pages: dict[str, Answer] = {}
    for page in range(1, count + 1):
        address = _numbered(url, page, mark, second or 0)
        shown = [*window(entries, page, size), *(strangers if page == 1 else ())]
        body = rows.render(shown, address) + pager(count, page, len(entries))
        for name in _names(address):
            pages[name] = html(document_page(body), content_type)
    if second is not None and end != "missing":
        last = pages[_numbered(url, count, mark, second)]
        pages[_numbered(url, count + 1, mark, second)] = last if end == "repeated" else STUB
    return Column(id, tuple(entries), fixed(pages), day=rows.day, numbers=rows.numbers, strangers=tuple(strangers))


def _numbered(url: str, page: int, mark: str, second: int) -> str:
    """The address of a page, page 1 being the column's own: …/index.html → …/index_1.html."""
    if page == 1:
        return url
    directory, _, name = url.rpartition("/")
    stem, _, suffix = (name or f"index.{_suffix(url)}").rpartition(".")
    return f"{directory}/{stem}{mark}{page - 2 + second}.{suffix}"


def _suffix(url: str) -> str:
    """What the site's pages end in, where a column's address does not show it."""
    return "shtml" if urlsplit(url).hostname in ("www.gxzf.gov.cn", "www.shanxi.gov.cn") else "html"


def _names(url: str) -> tuple[str, ...]:
    """A directory answers under its own address and as its index page."""
    if url.endswith("/"):
        return url, f"{url}index.{_suffix(url)}"
    directory, _, name = url.rpartition("/")
    return (url, f"{directory}/") if name.partition(".")[0] == "index" else (url,)


def create_page(pages: int, page: int, records: int) -> str:
    return f'<script>createPageHTML({pages}, {page - 1}, "index", "html");</script>'


def create_page_of_five(pages: int, page: int, records: int) -> str:
    """北京: (records, pages, current, …)."""
    return f'<script>createPageHTML({records}, {pages}, {page - 1}, "index", "html");</script>'


def create_page_short(pages: int, page: int, records: int) -> str:
    """重庆."""
    return f'<script>createPage({pages}, {page - 1}, "index", "html");</script>'


def count_page(pages: int, page: int, records: int) -> str:
    """山西."""
    return f"<script>var countPage = {pages}; var currentPage = {page - 1};</script>"


def page_dec(pages: int, page: int, records: int) -> str:
    """河南."""
    return f'<div id="pageDec" pagecount="{pages}" pagesize="{SIZE}"></div>'


def base64_pager(pages: int, page: int, records: int) -> str:
    """云南: the pager is base64 text that a script decodes into the page."""
    anchors = "".join(
        f'<a href="index{f"_{at - 1}" if at > 1 else ""}.html">{at}</a>' for at in range(1, pages + 1) if at != page
    )
    hidden = base64.b64encode(anchors.encode()).decode()
    return (
        f'<div id="pages">{hidden}</div><script>var box=document.getElementById("pages");'
        "box.innerHTML=window.atob(box.innerText);</script>"
    )


def sent_on(url: str, target: str) -> tuple[Route, ...]:
    """A hub that only sends on, by meta refresh, to a column."""
    return fixed(
        {url: html(f'<html><head><meta http-equiv="refresh" content="0; url={target}"></head><body></body></html>')}
    )


def redirected(url: str, target: str) -> tuple[Route, ...]:
    """A directory that answers 302."""
    return fixed({url: Answer(b"", status=302, headers={"Location": target})})


def prefixed_list(id: str, url: str, entries: Sequence[Entry], prefix: str) -> Column:
    """F2b. The addresses of further pages are known from the pager alone; `?page=2` shows page 1."""
    count = pages_of(entries, SIZE)
    directory = urljoin(url, ".")
    modules = prefix + "0" * (32 - len(prefix))
    pages = {}
    for page in range(1, count + 1):
        address = url if page == 1 else f"{directory}{prefix}-{page}.shtml"
        pager = f'<input name="article_paging_list_hidden" type="hidden" moduleid="{modules}" totalpage="{count}">'
        if page < count:
            onward = f"{urlsplit(directory).path}{prefix}-{page + 1}.shtml"
            pager += (
                f'<a style="cursor:pointer" title="下一页" onclick="queryArticleByCondition(this,\'{onward}\')" '
                f'tagname="{onward}" class="pagingNormal">下一页</a>'
            )
        # The charset is missing from the header, as the evidence says of this site.
        body = LIAONING.render(window(entries, page, SIZE), address) + pager
        for name in _names(address):
            pages[name] = html(document_page(body), "text/html")
    return Column(id, tuple(entries), fixed(pages))


def year_archive(id: str, url: str, entries: Sequence[Entry]) -> Column:
    """F2c. The column links an archive a year; the rows of each stand in a comment, too."""
    base = urljoin(url, "/")
    years = [(year, list(those)) for year, those in groupby(entries, lambda entry: entry.document.published.year)]
    pages: dict[str, Answer] = {}
    links = []
    for year, those in years:
        archive = f"{base}{id}{year % 100:02}/"
        links.append(f'<li><a href="/{id}{year % 100:02}/index.html" title="{year}年">{year}年</a></li>')
        count = pages_of(those, SIZE)
        for page in range(1, count + 1):
            address = f"{archive}index{f'_{page}' if page > 1 else ''}.html"
            rows = SHANGHAI.render(window(those, page, SIZE), address)
            script = f"<script>var pagination = {{ totalPage: {count}, pageIndex: {page} }};</script>"
            pages[address] = html(document_page(f"<!-- {rows} -->{rows}{script}"))
    pages[url] = html(document_page(f'<ul class="year-list">{"".join(links)}</ul>'))
    return Column(id, tuple(entries), fixed(pages))
