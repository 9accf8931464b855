"""Platforms of one government each: 中国政府网 (F1), 广东 (gkmlpt, F6s), 安徽 (F7), 河北 (F8), 河南 (F9) and the HTML
searches of 辽宁 (F10), 上海 (F10b) and 湖南 (F11).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

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
from tests.portals.rows import cut
from tests.portals.server import NOT_FOUND, Answer, Asked

FORBIDDEN = Answer(b"<html><body>403 Forbidden</body></html>", status=403)


def json_feed(id: str, url: str, entries: Sequence[Entry]) -> Column:
    """F1, the feed of the newest: an array after a BOM."""
    rows = [{"TITLE": entry.title, "URL": entry.url, "DOCRELPUBTIME": entry.day} for entry in entries]
    feed = Answer(b"\xef\xbb\xbf" + json.dumps(rows, ensure_ascii=False).encode(), "application/json")
    return Column(id, tuple(entries), (Route(url, lambda asked: feed),))


CATEGORIES = {
    "zhengcelibrary": ("gongwen", "bumenfile", "otherfile", "gongbao"),
    "zhengce": ("gongwen", "zhongyangfile", "otherfile"),
    "gongbao": ("gongbao",),
}


def govcn_search(id: str, url: str, entries: Sequence[Entry]) -> Column:
    """F1, search-gov/data, of the kind that is the source's id: by category, or flat.

    Each category is cut into pages of its own. A client that does not say Mozilla is refused.
    """
    categories = CATEGORIES.get(id, ())

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if not asked.headers.get("User-Agent", "").startswith("Mozilla/"):
            return FORBIDDEN
        if asked.method != "GET" or sent.get("t") != id:
            return None
        query, page, size = sent.get("q", ""), number(sent.get("p"), 1), number(sent.get("n"), 20)
        found = matching(entries, query) if query else ()
        if not categories:
            rows = [_govcn_row(entry, query) for entry in window(found, page, size)]
            flat = {"totalCount": len(found), "totalpage": pages_of(found, size), "listVO": rows}
            return json_answer({"code": 200, "msg": "操作成功", "searchVO": flat})
        each = {
            name: _category(
                [entry for at, entry in enumerate(found) if at % len(categories) == place], query, page, size
            )
            for place, name in enumerate(categories)
        }
        whole = {"totalCount": 0, "totalpage": None, "listVO": None, "catMap": each}
        return json_answer({"code": 200, "msg": "操作成功", "searchVO": whole})

    nothing = json_answer({"code": 200, "msg": "操作成功", "searchVO": {"totalCount": 0, "listVO": None, "catMap": {}}})
    return Column(id, tuple(entries), (Route(url, answer, nothing),), "search", numbers=True)


def _category(those: Sequence[Entry], query: str, page: int, size: int) -> dict[str, Any]:
    return {"totalCount": len(those), "listVO": [_govcn_row(entry, query) for entry in window(those, page, size)]}


def _govcn_row(entry: Entry, query: str) -> dict[str, Any]:
    document = entry.document
    moment = entry.epoch() * 1000
    return {
        "id": entry.serial,
        "title": highlighted(entry.title, query).replace("关于", "关于<br>", 1),
        "url": entry.url,
        "pcode": document.number,
        "puborg": document.issuer,
        "pubtime": moment,
        "ptime": moment,
        "pubtimeStr": None if int(entry.serial) % 3 == 0 else f"{document.published:%Y.%m.%d}",
        "childtype": "样例\\样例",
        "index": f"000014349/{document.published.year}-00001",
        "summary": "样例摘要",
    }


GKMLPT_ROWS = 100


def gkmlpt(id: str, url: str, entries: Sequence[Entry], sid: str) -> Column:
    """广东: epoch seconds; a hundred rows a page."""
    index = html(
        document_page(
            f"<script>window._CONFIG = {{SID:'{sid}',TREE:"
            '[{"id":5,"name":"全部","children":[],"jump_url":""}],SERVICE_AREA_ID:1};</script>'
        )
    )

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if asked.method != "GET" or sent.get("sid") != sid:
            return json_answer({"total": 0, "classify": {"post_count": 0}, "articles": []})
        rows = [
            {
                "id": int(entry.serial),
                "title": entry.title,
                "url": entry.url.replace("https://", "http://"),
                "document_number": entry.document.number,
                "identifier": f"006939748/{entry.serial}",
                "publisher": entry.document.issuer,
                "date": entry.epoch(),
                "display_publish_time": int(entry.at().timestamp()),
                "abstract": "样例摘要",
                "is_expired": 0,
                "is_abolished": 0,
                "attachment": [],
            }
            for entry in window(entries, number(sent.get("page"), 1), GKMLPT_ROWS)
        ]
        count = len(entries)
        return json_answer({"total": count, "classify": {"post_count": count}, "articles": rows})

    routes = (Route(urljoin(url, "/gkmlpt/index"), lambda asked: index), Route(url, answer))
    return Column(id, tuple(entries), routes, numbers=True)


def gd_search(id: str, url: str, entries: Sequence[Entry], *, files: bool) -> Column:
    """F6s: /all answers data.news, /file answers data; a form or JSON is asked with."""

    def answer(asked: Asked) -> Answer | None:
        sent = json_fields(asked) or fields(asked)
        query = str(sent.get("keywords", ""))
        if asked.method != "POST" or not query or not agrees(sent, {"site_id": "2"}):
            return json_answer({"errcode": 1, "errmessage": "param error", "data": {}})
        found = matching(entries, query)
        rows = [
            {
                "title": highlighted(entry.title, query),
                "url": entry.url,
                "post_url": entry.url,
                "pub_time": entry.day,
                **({"document_number": entry.document.number, "date": entry.epoch()} if files else {}),
            }
            for entry in window(found, number(sent.get("page"), 1), 20)
        ]
        part = {"total": len(found), "list": rows}
        return json_answer({"errcode": 0, "data": part if files else {"news": part}})

    return Column(id, tuple(entries), (Route(url, answer),), "search", numbers=files)


ANHUI = {"labelName": "publicInfoList", "siteId": "6781961", "organId": "1681"}


def label_list(id: str, url: str, entries: Sequence[Entry], ids: Mapping[str, str]) -> Column:
    """F7. Past the end comes the text that `result` asked for."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if asked.method != "GET" or not agrees(sent, {**ANHUI, **ids}):
            return None
        page, size = number(sent.get("pageIndex"), 1), number(sent.get("pageSize"), 18)
        shown = window(entries, page, size)
        if not shown:
            return html(f"<div>{sent.get('result', '')}</div>")
        mark = ' class="title"' if ids["type"] == "4" else ""
        rows = "".join(
            f'<li><a{mark} target="_blank" href="{entry.url}" title="{entry.title}">{cut(entry.title)}</a>'
            f"<span>{entry.day}</span></li>"
            for entry in shown
        )
        return html(f"<ul>{rows}</ul>")

    return Column(id, tuple(entries), (Route(url, answer),))


def label_search(id: str, url: str, entries: Sequence[Entry]) -> Column:
    """F7's search: JSON, no total."""
    ids = {"labelName": "searchDataList", "isJson": "true", "isForPage": "true"}

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        query = sent.get("keywords", "")
        if asked.method != "GET" or not agrees(sent, ids) or not query:
            return NOT_FOUND
        rows = [
            {"title": highlighted(entry.title, query), "link": entry.url, "createDate": f"{entry.day} 10:00:00"}
            for entry in window(
                matching(entries, query), number(sent.get("pageIndex"), 1), number(sent.get("pageSize"), 20)
            )
        ]
        return json_answer({"data": {"data": rows}})

    return Column(id, tuple(entries), (Route(url, answer),), "search")


BLOCK_ROWS = 15  # rows of a fragment: a portal's own choice


def block_list(id: str, url: str, entries: Sequence[Entry], page_url: str = "") -> Column:
    """F8. `page_url` is the column's page, which shows none of the rows itself."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if asked.method != "GET" or "page" not in sent:
            return NOT_FOUND
        at = number(sent.get("page"), 1)
        rows = "".join(
            f'<li class="xxgk_gfxwjk-list-li"><p>{place}</p><p><a href="{entry.path}" title="{entry.title}">'
            f"{cut(entry.title)}</a></p><p>{entry.document.number}</p><p>{entry.day}</p><p>有效</p></li>"
            for place, entry in enumerate(window(entries, at, BLOCK_ROWS), (at - 1) * BLOCK_ROWS + 1)
        )
        return html(rows)

    shell = html(document_page("<div id='list'></div>"))
    pages = (Route(page_url, lambda asked: shell),) if page_url else ()
    return Column(id, tuple(entries), (*pages, Route(url, answer)), numbers=True)


def block_search(id: str, url: str, entries: Sequence[Entry]) -> Column:
    """F8's search: rows that are shown, and a hidden one that is not a find."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        query = sent.get("keyword", "")
        if asked.method != "GET" or sent.get("fix") != "1" or not query:
            return NOT_FOUND
        rows = "".join(
            f'<li style="display:block"><a href="{entry.path}" title="{entry.title}">{highlighted(entry.title, query)}'
            f'</a><span class="date">{entry.day}</span></li>'
            for entry in window(matching(entries, query), number(sent.get("page"), 1), BLOCK_ROWS)
        )
        return html(f'<ul><li style="display:none"><a href="/template.html" title="样例模板"></a></li>{rows}</ul>')

    return Column(id, tuple(entries), (Route(url, answer),), "search")


def external_list(id: str, url: str, entries: Sequence[Entry], channels: str) -> Column:
    """F9, open/api/external: no total; the channel's mark says which list."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if asked.method != "GET" or not agrees(sent, {"siteId": "4500000001", "channelMarkId": channels}):
            return None
        return _external(entries, sent)

    return Column(id, tuple(entries), (Route(url, answer, json_answer({"data": {"datas": []}})),))


def external_search(id: str, url: str, entries: Sequence[Entry]) -> Column:
    """F9, external-new."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        query = sent.get("keywords") or sent.get("allKeyword") or ""
        if asked.method != "GET" or sent.get("siteId") != "4500000001" or not query:
            return json_answer({"data": {"datas": []}})
        return _external(matching(entries, query), sent)

    return Column(id, tuple(entries), (Route(url, answer),), "search")


def _external(entries: Sequence[Entry], sent: Mapping[str, str]) -> Answer:
    rows = [
        {"title": entry.title, "selfUrl": entry.url, "pubDate": f"{entry.day} 10:00:00", "content": "<p>样例正文"}
        for entry in window(entries, number(sent.get("pageNumber"), 1), number(sent.get("pageSize"), 15))
    ]
    return json_answer({"data": {"datas": rows}})


FOUND_ROWS = 10  # rows of the HTML searches: their own choice


def pc_render(id: str, url: str, entries: Sequence[Entry], page_id: str, ids: Mapping[str, str]) -> Column:
    """F10: a form, the page's id in the address."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        in_address = fields(Asked("GET", asked.scheme, asked.host, asked.path))
        query = sent.get("q", "")
        if asked.method != "POST" or in_address.get("pageId") != page_id or not agrees(sent, ids) or not query:
            return NOT_FOUND
        rows = "".join(
            f'<div><h3><a href="{entry.url}" title="{entry.title}">{highlighted(entry.title, query)}</a></h3>'
            f"<p>样例摘要</p><p>来源：样例</p><p><span>{entry.day}</span></p></div>"
            for entry in window(matching(entries, query), number(sent.get("pNo"), 1), FOUND_ROWS)
        )
        return html(document_page(f'<div id="panel-middle">{rows}</div>'))

    return Column(id, tuple(entries), (Route(url, answer),), "search")


def shanghai_search(id: str, url: str, entries: Sequence[Entry]) -> Column:
    """F10b: a form."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        query = sent.get("text") or ""
        if asked.method != "POST" or not query or sent.get("searchText") != query:
            return NOT_FOUND
        rows = "".join(
            f'<div class="result result-elm"><a href="{entry.url}" title="{entry.title}" target="_blank">'
            f'{highlighted(entry.title, query)}</a><div><font color="#9a9a9a">{entry.day}</font></div></div>'
            for entry in window(
                matching(entries, query), number(sent.get("pageNo"), 1), number(sent.get("pageSize"), 20)
            )
        )
        return html(document_page(f'<div id="results">{rows}</div>'))

    return Column(id, tuple(entries), (Route(url, answer),), "search")


def hunan_search(id: str, url: str, entries: Sequence[Entry]) -> Column:
    """F11: pages count from 0; the day is in the fourth item of a result."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        query = sent.get("q", "")
        if asked.method != "GET" or not query or sent.get("searchfields") != "title":
            return NOT_FOUND
        rows = "".join(
            f'<div class="resultbox"><a href="{entry.url}" title="{entry.title}">{highlighted(entry.title, query)}</a>'
            f"<ul><li><p>索引号</p></li><li><p>{entry.document.number}</p></li><li><p>{entry.document.issuer}</p></li>"
            f"<li><p>{entry.day}</p></li></ul></div>"
            for entry in window(matching(entries, query), number(sent.get("p"), 0) + 1, FOUND_ROWS)
        )
        return html(document_page(f'<div class="boxlist-main">{rows}</div>'))

    return Column(id, tuple(entries), (Route(url, answer),), "search", numbers=True)
