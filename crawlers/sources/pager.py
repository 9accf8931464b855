"""What a page says about its own paging: inline scripts, hidden inputs, links to the next page, base64.

The shapes are those of families.md, F2 to F4: TRS createPageHTML and createPage, countPage and
recordCount, 上海 totalPage, 汇兰 totalpage and tagname, 云南's base64 text in #pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import lxml.html

from crawlers.sources.answer import whole
from crawlers.sources.markup import text_of
from crawlers.sources.text import onward, tidy, unwrapped_base64

_CREATE = re.compile(
    r"createPage(?:HTML)?\(\s{0,9}(\d{1,9})\s{0,9},\s{0,9}(\d{1,9})\s{0,9}(?:,\s{0,9}(\d{1,9})\s{0,9})?[,)]"
)
_PAGES = re.compile(r"\b(?:countPage|totalPage)[\"']?\s{0,9}[=:]\s{0,9}[\"']?(\d{1,6})\b")
_RECORDS = re.compile(r"\brecordCount[\"']?\s{0,9}[=:]\s{0,9}[\"']?(\d{1,9})\b")
_OPENED = re.compile(r"queryArticleByCondition\(\s{0,9}this\s{0,9},\s{0,9}[\"']([^\"'\s]{1,500})[\"']")
_REFRESH = re.compile(r"\d{0,5}\s{0,5};\s{0,5}url\s{0,5}=\s{0,5}[\"']?([^\"'>\s]{1,1000})", re.IGNORECASE)
_NEXT = frozenset(("下一页", "下页", "后一页", "下一页>", "下一页>>", ">", "›", "»"))
_OTHERS = frozenset(("首页", "上一页", "上页", "前一页", "尾页", "末页", "<", "«", "更多", "更多>>", "更多>"))


@dataclass(frozen=True, slots=True)
class Hints:
    """page counts from 1. pages and total as claimed. next_url: where the pager leads."""

    total: int | None = None
    page: int | None = None
    pages: int | None = None
    next_url: str = ""


def hints(text: str, tree: lxml.html.HtmlElement, base: str) -> Hints:
    """All that the page's scripts and pager say."""
    hidden = " ".join(unwrapped_base64(node.text_content()) for node in tree.xpath("//*[@id='pages']")[:3])
    scripts = f"{text} {hidden}"
    total = pages = page = None
    if created := _CREATE.search(scripts):
        numbers = [int(group) for group in created.groups() if group]
        # 北京 writes (records, pages, current), everybody else (pages, current)
        total = numbers[0] if len(numbers) == 3 else None
        pages, page = numbers[-2], numbers[-1] + 1  # the current page counts from 0
    elif counted := _PAGES.search(scripts):
        pages = int(counted.group(1))
    else:
        pages = whole(next(iter(tree.xpath("//input[@name='article_paging_list_hidden']/@totalpage")), ""))
    if recorded := _RECORDS.search(scripts):
        total = int(recorded.group(1))
    return Hints(total=total, page=page, pages=pages, next_url=_next_url(tree, base))


def _next_url(tree: lxml.html.HtmlElement, base: str) -> str:
    for anchor in tree.iter("a"):
        if text_of(anchor, between="")[:9] in _NEXT or tidy(anchor.get("title") or "") in _NEXT:
            opened = _OPENED.search((anchor.get("onclick") or "")[:1000])
            for address in (anchor.get("tagname"), opened and opened.group(1), anchor.get("href")):
                if address and (url := onward(base, address)):
                    return url
    return ""


def is_pager(title: str) -> bool:
    """Whether a link's text is a pager's, not a document's."""
    return title in _NEXT or title in _OTHERS or title.isdigit()


def sent_on(tree: lxml.html.HtmlElement, base: str) -> str:
    """Where a page that only redirects (meta refresh) leads; empty for any other page."""
    for meta in tree.iter("meta"):
        if (meta.get("http-equiv") or "").lower() == "refresh":
            found = _REFRESH.match((meta.get("content") or "").strip()[:1100])
            return onward(base, found.group(1)) if found else ""
    return ""
