"""大汉 (Hanweb): jpage (F6a), jsearchfront (F6b), page units (F6c), 江西's queryList (F6d), 山东's jpolicy (F6e)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Literal
from urllib.parse import quote, urlencode, urljoin, urlsplit

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
    matching,
    number,
    window,
)
from tests.portals.server import NOT_FOUND, Answer, Asked

PER_PAGE = 15
GROUP = 3 * PER_PAGE  # records that one request brings: three pages
EMPTY_STORE = html("<?xml version='1.0' encoding='utf-8'?><datastore/>", "text/xml; charset=utf-8")


def jpage(
    id: str,
    url: str,
    entries: Sequence[Entry],
    unit: Mapping[str, str],
    *,
    proxy: str = "/module/web/jpage/dataproxy.jsp",
    onward: Literal["nextgroup", "records", "encrypted"] = "nextgroup",
    twice: bool = False,
) -> Column:
    """F6a. The column page embeds the first group; the proxy answers the others.

    unit: columnid, unitid, webid. onward: how the page tells of the next group — by its address (nextgroup), not
    at all (records: by startrecord and endrecord), or by ids that the proxy does not know (encrypted: an empty
    body). twice: a second datastore, for small screens, repeats the first.
    """

    def column_page(asked: Asked) -> Answer | None:
        store = _store(entries, 1, unit, proxy, onward)
        script = f'<script type="text/xml">{store}</script>' * (2 if twice else 1)
        return html(document_page(f'<div id="{unit["unitid"]}">{script}</div>'))

    def answer(asked: Asked) -> Answer | None:
        sent = {**fields(asked), **_query(asked)}
        if not agrees(sent, {name: unit[name] for name in ("columnid", "unitid")}):
            return None
        if "startrecord" in sent:
            first, last = number(sent["startrecord"], 1), number(sent.get("endrecord"), GROUP)
            return _records(entries[first - 1 : last], len(entries))
        group = number(sent.get("page"), 0) + 1
        return html(_store(entries, group, unit, proxy, onward), "text/xml; charset=utf-8")

    routes = (Route(url, column_page), Route(urljoin(url, proxy), answer, EMPTY_STORE))
    return Column(id, tuple(entries), routes)


def _query(asked: Asked) -> dict[str, str]:
    return fields(Asked("GET", asked.scheme, asked.host, asked.path))


def _store(entries: Sequence[Entry], group: int, unit: Mapping[str, str], proxy: str, onward: str) -> str:
    """The datastore of a group (from 1)."""
    shown = window(entries, group, GROUP)
    more = len(entries) > group * GROUP
    next_group = ""
    if onward == "encrypted":
        query = urlencode({"page": group, "webid": unit["webid"], "columnid": "c2FtcGxl", "unitid": "dW5pdA=="})
        next_group = f'<nextgroup><![CDATA[<a href="{proxy}?{query}"></a>]]></nextgroup>'
    elif onward == "nextgroup" and more:
        query = urlencode({"page": group, "appid": "1", "path": "/", **unit})
        next_group = f'<nextgroup><![CDATA[<a href="{proxy}?{query}"></a>]]></nextgroup>'
    return (
        f"<datastore><totalrecord>{len(entries)}</totalrecord>{next_group}"
        f"<recordset>{''.join(map(_record, shown))}</recordset></datastore>"
    )


def _records(shown: Sequence[Entry], total: int) -> Answer:
    records = "".join(map(_record, shown))
    store = f"<datastore><totalrecord>{total}</totalrecord><recordset>{records}</recordset></datastore>"
    return html(f"<?xml version='1.0' encoding='utf-8'?>{store}", "text/xml; charset=utf-8")


def _record(entry: Entry) -> str:
    """A row. The day is broken by a line's end, as the evidence has it."""
    return f"<record><![CDATA[{_row(entry, entry.path)}]]></record>"


def _row(entry: Entry, href: str) -> str:
    year_month, day = entry.day[:8], entry.day[8:]
    return f'<li><a href="{href}" title="{entry.title}">{entry.title}</a><span>{year_month}\n{day}</span></li>'


def jpage_js(id: str, url: str, entries: Sequence[Entry], unit: Mapping[str, str]) -> Column:
    """F6a as 甘肃 answered in 2020: JavaScript assignments with tables in an array."""
    proxy = urljoin(url, "/module/jslib/jquery/jpage/dataproxy.jsp")

    def answer(asked: Asked) -> Answer | None:
        sent = _query(asked)
        if asked.method != "GET" or not agrees(sent, unit):
            return html("totalRecord=0;dataStore=[];", "text/javascript; charset=utf-8")
        first, last = number(sent.get("startrecord"), 1), number(sent.get("endrecord"), 81)
        rows = [
            f'<table><tr><td><a href="{entry.path}" title="{entry.title}">{entry.title}</a></td>'
            f"<td>{entry.day}</td></tr></table>"
            for entry in entries[first - 1 : last]
        ]
        text = f"totalRecord={len(entries)};dataStore={json.dumps(rows, ensure_ascii=False)};"
        return html(text, "text/javascript; charset=utf-8")

    empty = html(document_page("<div id='18064'></div>"))
    return Column(id, tuple(entries), (Route(url, lambda asked: empty), Route(proxy, answer)))


Style = Literal["jcse", "zhejiang"]


def jsearchfront(
    id: str,
    url: str,
    entries: Sequence[Entry],
    ids: Mapping[str, str],
    style: Style = "jcse",
    *,
    bare_end: bool = False,
) -> Column:
    """F6b: a form; results are HTML strings whose links go through link.do.

    bare_end: past the end the answer has no `result` at all, instead of an empty one.
    """

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        query = sent.get("q", "")
        if asked.method != "POST" or not agrees(sent, ids) or not query:
            return json_answer({"total": 0, "result": []})
        found = matching(entries, query)
        shown = window(found, number(sent.get("p"), 1), number(sent.get("pg"), 10))
        if not shown and bare_end:
            return json_answer({"total": len(found)})
        render = _zhejiang_result if style == "zhejiang" else _jcse_result
        return json_answer({"total": len(found), "result": [render(entry, query) for entry in shown]})

    return Column(id, tuple(entries), (Route(url, answer),), "search")


def _link_do(entry: Entry, query: str) -> str:
    return f"visit/link.do?url={quote(entry.url, safe='')}&q={quote(query)}&title={quote(entry.title)}"


def _jcse_result(entry: Entry, query: str) -> str:
    return (
        f'<div class="jcse-result-box"><div class="jcse-news-title"><a target="_blank" href="{_link_do(entry, query)}">'
        f'{highlighted(entry.title, query)}</a></div><div class="jcse-news-abs">样例摘要</div>'
        f'<div class="jcse-news-date">{entry.day}</div></div>'
    )


def _zhejiang_result(entry: Entry, query: str) -> str:
    return (
        f"<div class='comprehensiveItem'><div class='titleWrapper'><a href='{_link_do(entry, query)}' target='_blank'>"
        f"{highlighted(entry.title, query)}</a></div><div class='sourceTime'><span>时间：{entry.day}</span></div></div>"
    )


UNIT_SIZE = 15


def unit(id: str, url: str, entries: Sequence[Entry], data: Mapping[str, str]) -> Column:
    """F6c: the column page names the interface and its query in quotes that are not JSON's; two units, one a list."""
    path = "/api-gateway/jpaas-publish-server/front/page/build/unit"

    def script(tag: str) -> str:
        inside = ",".join(f"'{name}':'{value}'" for name, value in {**data, "tagId": tag}.items())
        return f'<script src="/script/AuthorizedRead/unitbuild.js" url="{path}" queryData="{{{inside}}}"></script>'

    page = html(document_page(script("当前位置") + script("信息列表")))

    def answer(asked: Asked) -> Answer | None:
        sent = _query(asked)
        if asked.method != "GET" or not agrees(sent, {**data, "tagId": "信息列表"}):
            return json_answer({"success": False, "data": None})
        try:
            paging = json.loads(sent.get("paramJson") or "{}")
        except ValueError:
            return json_answer({"success": False, "data": None})
        at, size = number(paging.get("pageNo"), 1), number(paging.get("pageSize"), UNIT_SIZE)
        rows = "".join(
            f'<li><a href="{entry.path}" title="{entry.title}">{entry.title}</a><b>{entry.day}</b></li>'
            for entry in window(entries, at, size)
        )
        return json_answer({"success": True, "data": {"html": f"<ul>{rows}</ul>"}})

    return Column(id, tuple(entries), (Route(url, lambda asked: page), Route(urljoin(url, path), answer)))


def query_list(id: str, url: str, entries: Sequence[Entry], channel: str, website: str) -> Column:
    """F6d: a form to /queryList at the site's root; a GET is a 404. `urls` is JSON in JSON; `content` varies."""
    ids = {"channelId": f"1750000000{channel}", "websiteId": website}
    page = html(
        document_page(
            f"<script>var channelId='{ids['channelId']}', codeName='{channel}', websiteId='{website}';</script>"
        )
    )

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        by_code = agrees(sent, {"webSiteCode[]": website, "channelCode[]": channel})
        if asked.method != "POST" or not (by_code or agrees(sent, ids)):
            return None
        at = number(sent.get("current") or sent.get("pageNo"), 1)
        size = number(sent.get("pageSize") or sent.get("perPage"), 15)
        results = [
            {
                "source": {
                    "id": entry.serial.rjust(19, "2"),
                    "title": f" {entry.title} ",
                    "pubDate": f"{entry.day} 10:00:00",
                    "urls": json.dumps({"pc": entry.path}),
                    "content": {"content": "<p>样例"} if index % 2 else "<p>样例",
                }
            }
            for index, entry in enumerate(window(entries, at, size))
        ]
        return json_answer({"data": {"page": at, "rows": size, "total": len(entries), "results": results}})

    return Column(id, tuple(entries), (Route(url, lambda asked: page), Route(urljoin(url, "/queryList"), answer)))


def policy_list(id: str, url: str, entries: Sequence[Entry]) -> Column:
    """F6e, getPolicyByOrgId: rows have an `iid`, not an address."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if asked.method != "GET" or sent.get("category") != "1":
            return NOT_FOUND
        shown = window(entries, number(sent.get("pageNo"), 1), number(sent.get("pageSize"), 20))
        rows = [{"iid": iid(entry), "title": entry.title, "publishDate": entry.day} for entry in shown]
        return json_answer({"data": {"list": rows}})

    return Column(id, tuple(entries), (Route(url, answer),))


def policy_search(id: str, url: str, entries: Sequence[Entry]) -> Column:
    """F6e, do-search. Whether the POST carries its words in the address or the body is not settled: both will do."""

    def answer(asked: Asked) -> Answer | None:
        sent = {**_query(asked), **fields(asked)}
        query = sent.get("title", "")
        if asked.method != "POST" or not query:
            return NOT_FOUND
        found = matching(entries, query)
        rows = [
            {
                "infoid": iid(entry),
                "title": highlighted(entry.title, query),
                "issue": entry.document.number,
                "publishunit": entry.document.issuer,
                "publishdate": entry.day,
                "validity": "有效",
            }
            for entry in window(found, number(sent.get("pageNo"), 1), number(sent.get("pageSize"), 10))
        ]
        return json_answer({"data": {"bean": {"results": rows}}})

    return Column(id, tuple(entries), (Route(url, answer),), "search", numbers=True)


def iid(entry: Entry) -> str:
    return dict(part.split("=", 1) for part in urlsplit(entry.url).query.split("&"))["iid"]


def module_search(id: str, url: str, entries: Sequence[Entry], ids: Mapping[str, str], word: str) -> Column:
    """山东's module/search (2022): HTML. The survey knows neither its rows nor its paging: one page of plain rows."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        query = sent.get(word, "")
        if asked.method != "GET" or not agrees(sent, ids) or not query:
            return NOT_FOUND
        rows = "".join(_row(entry, entry.url) for entry in matching(entries, query))
        return html(document_page(f"<ul>{rows}</ul>"))

    return Column(id, tuple(entries), (Route(url, answer),), "search")
