"""开普云: channel lists (F5a), search5 (F5b), so-gov (F5c), /s (F5d) and 四川's list (F5e)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urljoin

from tests.portals.column import (
    Column,
    Entry,
    Route,
    agrees,
    document_page,
    fields,
    highlighted,
    html,
    json_answer,
    json_fields,
    matching,
    number,
    pages_of,
    window,
)
from tests.portals.rows import HAINAN, Rows, link
from tests.portals.server import NOT_FOUND, Answer, Asked

ROWS = 15  # rows a page where `_pageSize` does not say


def channel_list(id: str, url: str, entries: Sequence[Entry]) -> Column:
    """F5a in JSON, as 黑龙江 and the department hosts of 甘肃 answer: `_isJson=true`."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if asked.method != "GET" or sent.get("_isJson") != "true":
            return NOT_FOUND
        page, size = number(sent.get("page"), 1), number(sent.get("_pageSize"), ROWS)
        results = [_channel_row(entry) for entry in window(entries, page, size)]
        return json_answer({"data": {"total": len(entries), "page": page, "rows": size, "results": results}})

    return Column(id, tuple(entries), (Route(url, answer),), numbers=True)


def _channel_row(entry: Entry) -> dict[str, Any]:
    document = entry.document
    facts = [
        {"key": "refno", "value": document.number},
        {"key": "writedate", "value": document.written.isoformat()},
        {"key": "indexnumber", "value": f"000/{entry.serial}"},
        {"key": "theme", "value": "样例"},
    ]
    return {
        "title": entry.title,
        "subTitle": "",
        "url": entry.path,
        "manuscriptId": entry.serial,
        "publishedTime": entry.epoch() * 1000,
        "publishedTimeStr": f"{entry.day} 10:00:00",
        "content": "样例正文",
        "contentHtml": "<p>样例正文</p>",
        "domainMetaList": [{"resultList": facts}],
    }


def channel_fragment(id: str, url: str, entries: Sequence[Entry], rows: Rows = HAINAN) -> Column:
    """F5a as an HTML fragment, as 海南 answers: `_isJson=false`."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if asked.method != "GET" or sent.get("_isJson") == "true":
            return NOT_FOUND
        page, size = number(sent.get("page"), 1), number(sent.get("_pageSize"), ROWS)
        shown = window(entries, page, size)
        onward = f'<a class="next" data-page="{page + 1}">下一页</a>' if page < pages_of(entries, size) else ""
        return html(rows.render(shown, url) + onward)

    return Column(id, tuple(entries), (Route(url, answer),), day=rows.day)


def column_with_channel(
    id: str, url: str, entries: Sequence[Entry], channel: str, shown_for: Mapping[str, str] | None = None
) -> Column:
    """甘肃: the channel's id stands in the column page's script, and the list answers under it.

    shown_for: what the page's own address must say, where one page has several columns.
    """
    api = channel_list(id, urljoin(url, f"/common/search/{channel}"), entries)
    script = (
        f"<div id='list'></div><script>var listPage = new ListPage({{channelId: '{channel}', size: 20}});"
        "/* '/common/search/' + this.channelId */</script>"
    )

    def page(asked: Asked) -> Answer | None:
        return html(document_page(script)) if agrees(fields(asked), shown_for or {}) else None

    return Column(id, tuple(entries), (Route(url, page), *api.routes), numbers=True)


def whole_interface(id: str, url: str, entries: Sequence[Entry]) -> Column:
    """海南's old interface (2020), whose parameters the survey does not know: everything at once, to every request."""
    rows = [
        {
            "title": entry.title,
            "url": entry.url,
            "c_wjbh": entry.document.number,
            "c_fbjg": entry.document.issuer,
            "fwrq": entry.day,
        }
        for entry in entries
    ]
    everything = json_answer({"page": {"list": rows}})
    return Column(id, tuple(entries), (Route(url, lambda asked: everything),), numbers=True)


def search5(id: str, url: str, entries: Sequence[Entry], ids: Mapping[str, str]) -> Column:
    """F5b: a form whose pages count from 0."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        query = sent.get("searchWord", "")
        if asked.method != "POST" or not agrees(sent, ids) or not query:
            return json_answer({"siteName": "样例", "searchResultAll": {"total": 0, "searchTotal": []}})
        found = matching(entries, query)
        shown = window(found, number(sent.get("pageNum"), 0) + 1, number(sent.get("pageSize"), 10))
        rows = [
            {
                "title": highlighted(entry.title, query, "span"),
                "url": entry.url,
                "pubDate": entry.day,
                "fwrq": entry.document.written.isoformat(),
                "content": "样例摘要",
            }
            for entry in shown
        ]
        return json_answer({"siteName": "样例", "searchResultAll": {"total": len(found), "searchTotal": rows}})

    return Column(id, tuple(entries), (Route(url, answer),), "search")


SOGOV_PAGES = 25  # 北京 stops there


def sogov(id: str, url: str, entries: Sequence[Entry], ids: Mapping[str, str]) -> Column:
    """F5c: a form; a GET is an error in JSON; one keyword only."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if asked.method != "POST":
            return json_answer({"ok": False, "code": 500})
        if not agrees(sent, ids):
            return None
        query = sent.get("qt", "")
        found = matching(entries, query) if query else ()
        page = number(sent.get("page"), 1)
        shown = window(found, page, number(sent.get("pageSize"), 20)) if page <= SOGOV_PAGES else ()
        rows = [
            {
                "data": {
                    "title": highlighted(entry.title, query),
                    "titleO": entry.title,
                    "url": entry.url,
                    "docDate": entry.day,
                    "summary": "样例摘要",
                }
            }
            for entry in shown
        ]
        return json_answer({"ok": True, "totalHits": len(found), "resultDocs": rows})

    refusal = json_answer({"ok": True, "totalHits": 0, "resultDocs": []})
    return Column(id, tuple(entries), (Route(url, answer, refusal),), "search")


def refusing_search(id: str, url: str) -> Column:
    """F5c, api.so-gov.cn/s, which wants a token that nobody knows: it finds nothing for anybody."""
    refusal = json_answer({"ok": False, "code": 500})
    return Column(id, (), (Route(url, lambda asked: refusal),), "search", refuses=True)


def ucap_s(id: str, url: str, entries: Sequence[Entry], ids: Mapping[str, str], first: int) -> Column:
    """F5d: a GET whose word is percent-encoded twice. `first` is the number of the first page."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        word = sent.get("searchWord", "")
        query = unquote(word)
        if asked.method != "GET" or not agrees(sent, ids) or not word:
            return NOT_FOUND
        # Encoded once only, the word arrives as characters that this search does not decode again: nothing is found.
        found = matching(entries, query) if word.isascii() else ()
        page = number(sent.get("pageNum"), first) - first + 1
        rows = "".join(
            f'<li><a href="{link(entry, url, 1)}" title="{entry.title}">{highlighted(entry.title, query)}</a>'
            f'<span class="date">{entry.day}</span></li>'
            for entry in window(found, page, number(sent.get("pageSize"), 10))
        )
        return html(document_page(f'<ul class="search-list">{rows}</ul>'))

    return Column(id, tuple(entries), (Route(url, answer),), "search")


def condition_list(id: str, url: str, entries: Sequence[Entry], channel: str) -> Column:
    """F5e: JSON in, JSON out; the channel in a list. Pages count from 1 here."""

    def answer(asked: Asked) -> Answer | None:
        sent = json_fields(asked)
        if asked.method != "POST" or sent.get("channelId") != [channel]:
            return None
        shown = window(entries, number(sent.get("pageNum"), 1), number(sent.get("pageSize"), 15))
        rows = [
            {
                "title": entry.title,
                "url": entry.path,
                "publishedTime": f"{entry.day} 10:00:00",
                "wh": entry.document.number,
            }
            for entry in shown
        ]
        return json_answer({"results": rows})

    return Column(id, tuple(entries), (Route(url, answer, json_answer({"results": []})),), numbers=True)
