"""Searches and JSON lists of TRS: irs (F3a), IGS (F3b), trssearch (F3c), WAS5 (F4), JSONP (F4b), SSP (F4c)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

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
from tests.portals.documents import chinese_date
from tests.portals.server import NOT_FOUND, Answer, Asked

Filled = Literal["list", "listAndBox", "table-4"]


def _unsuccessful(message: str) -> Answer:
    return json_answer({"success": False, "msg": message})


def irs_search(
    id: str, url: str, entries: Sequence[Entry], accepted: Sequence[Mapping[str, str]], filled: Filled = "list"
) -> Column:
    """F3a, irs/front/search. `accepted`: the sets of ids of which a request must carry one, whole.

    A page past the end is the last one again.
    """

    def answer(asked: Asked) -> Answer | None:
        sent = json_fields(asked)
        if asked.method != "POST" or not sent:
            return _unsuccessful("请求参数错误！")
        if not sent.get("orderBy"):
            return _unsuccessful("排序方式不能为空！")
        if not sent.get("searchBy"):
            return _unsuccessful("检索方式不能为空！")
        if not any(agrees(sent, ids) for ids in accepted):
            return _unsuccessful("数据类型不存在！")
        query, size = str(sent.get("searchWord", "")), number(sent.get("pageSize"), 10)
        found = matching(entries, query) if query else ()
        page = min(max(number(sent.get("pageNo"), 1), 1), pages_of(found, size))
        items = [_irs_item(entry, query) for entry in window(found, page, size)]
        pager = {"pageNo": page, "pageSize": size, "pageCount": pages_of(found, size), "total": len(found)}
        return json_answer({"success": True, "data": {"pager": pager, "middle": _middle(items, filled)}})

    return Column(id, tuple(entries), (Route(url, answer),), "search")


def _irs_item(entry: Entry, query: str) -> dict[str, Any]:
    return {
        "title": highlighted(entry.title, query),
        "title_no_tag": entry.title,
        "url": entry.url,
        "time": f"{entry.day} 10:00:00",
        "content": "样例摘要",
    }


def _middle(items: list[dict[str, Any]], filled: Filled) -> dict[str, Any]:
    if filled == "list":
        return {"list": items, "listAndBox": None}
    box = {"type": "BOX", "data": {"title_no_tag": "样例推荐", "url": "https://www.example.com/box.html"}}
    if filled == "listAndBox":
        return {"list": [], "listAndBox": [box, *({"type": "DATA", "data": item} for item in items)]}
    return {"list": [], "listAndBox": [{"type": "DATA", "data": {"table-4": item}} for item in items]}


def irs_list(id: str, url: str, entries: Sequence[Entry], ids: Mapping[str, str], names: Mapping[str, str]) -> Column:
    """F3a, irs/front/list. `names`: the opaque field names of title, number and day of publication."""

    def answer(asked: Asked) -> Answer | None:
        sent = json_fields(asked)
        if asked.method != "POST" or not agrees(sent, ids):
            return _unsuccessful("数据表不存在！")
        size, page = number(sent.get("pageSize"), 10), number(sent.get("pageNo"), 1)
        items = [
            {
                "_index": "searchbase_3_2",
                "f_2021325755960": "样例网站",
                names["number"]: entry.document.number,
                "doc_pub_url": entry.url,
                "save_time": f"{entry.day} 10:00:00",
                names["published"]: f"{entry.day} 10:00:00",
                names["title"]: entry.title,
            }
            for entry in window(entries, page, size)
        ]
        pager = {"pageNo": page, "pageSize": size, "pageCount": pages_of(entries, size), "total": len(entries)}
        return json_answer({"success": True, "msg": "操作成功", "data": {"pager": pager, "list": items}})

    return Column(id, tuple(entries), (Route(url, answer),), numbers=True)


def igs_site(id: str, url: str, entries: Sequence[Entry], ids: Mapping[str, str]) -> Column:
    """F3b, search.jhtml. Its times are UTC: the eight hours change the day."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        query = sent.get("searchWord", "")
        if asked.method != "GET" or not agrees(sent, ids):
            return json_answer({"page": {"content": [], "total": "0", "totalPages": 0}})
        found = matching(entries, query) if query else ()
        return json_answer(
            _igs_page(
                sent,
                found,
                lambda entry: {
                    "title": highlighted(entry.title, query),
                    "url": entry.url,
                    "trs_time": entry.utc(),
                },
            )
        )

    return Column(id, tuple(entries), (Route(url, answer),), "search")


def igs_documents(
    id: str, url: str, entries: Sequence[Entry], ids: Mapping[str, str], keyword: str, *, tianjin: bool = False
) -> Column:
    """F3b, search/list.html. `keyword` is the filter's name. `tianjin`: its own names, times with their offset."""

    def row(entry: Entry) -> dict[str, Any]:
        document = entry.document
        if tianjin:
            return {
                "_id": entry.serial,
                "BT": entry.title,
                "DOCPUBURL": entry.url,
                "FWZH": document.number,
                "FBRQ": f"{entry.day}T00:00:00.000+0800",
                "CWRQ": f"{document.written.isoformat()}T00:00:00.000+0800",
                "FWJG_name": document.issuer,
                "ZW": "样例正文",
            }
        return {
            "_id": entry.serial,
            "FileName": entry.title,
            "DOCTITLE": entry.title,
            "DOCPUBURL": entry.url,
            "PUBDATE": entry.utc(),
            "fileNum": document.number,
            "publisher": document.issuer,
            "DOCCONTENT": "样例正文",
        }

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if asked.method != "GET" or not agrees(sent, ids):
            return json_answer({"page": {"content": [], "total": "0", "totalPages": 0}})
        return json_answer(_igs_page(sent, matching(entries, sent.get(keyword, "")), row))

    return Column(id, tuple(entries), (Route(url, answer),), "search", numbers=True)


def _igs_page(sent: Mapping[str, str], found: Sequence[Entry], row: Any) -> dict[str, Any]:
    size, page = number(sent.get("pageSize"), 10), number(sent.get("pageNumber"), 1)
    rows = [row(entry) for entry in window(found, page, size)]
    return {"page": {"content": rows, "total": str(len(found)), "totalPages": pages_of(found, size)}}


def trssearch(id: str, url: str, entries: Sequence[Entry], ids: Mapping[str, str]) -> Column:
    """F3c, searchAll.do: pages end when one is empty."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if asked.method != "GET" or not agrees(sent, ids):
            return json_answer({"data": {"data": [], "total": 0}})
        query = sent.get("allKeywords", "")
        found = matching(entries, query) if query else ()
        rows = [
            {
                "title": highlighted(entry.title, query),
                "news_doctitle": entry.title,
                "docpubtime": f"{entry.day} 10:00:00",
                "docpuburl": entry.url,
            }
            for entry in window(found, number(sent.get("pageNum"), 1), number(sent.get("pageSize"), 10))
        ]
        return json_answer({"data": {"data": rows, "total": len(found)}})

    return Column(id, tuple(entries), (Route(url, answer),), "search")


def open_search(id: str, url: str, entries: Sequence[Entry], ids: Mapping[str, str]) -> Column:
    """内蒙古's gfxwjkList. The survey names `docPubUrl` alone; title, number and total are as the answer of 2021."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if asked.method != "GET" or not agrees(sent, ids):
            return json_answer({"msg": "success", "state": 200, "data": {"total": 0, "data": []}})
        page, size = number(sent.get("pageNum"), 1), number(sent.get("pageSize"), 10)
        rows = [
            {
                "title": entry.title,
                "docPubUrl": entry.url,
                "docpuburl": entry.url,
                "docno": entry.document.number,
            }
            for entry in window(entries, page, size)
        ]
        return json_answer(
            {"msg": "success", "state": 200, "data": {"total": len(entries), "data": rows, "pageNum": page}}
        )

    return Column(id, tuple(entries), (Route(url, answer),), day="none", numbers=True)


MOE_SIZE = 15  # rows a page (sites.yaml)


def was5_list(id: str, url: str, channel: str, entries: Sequence[Entry]) -> Column:
    """F4 as moe lists a channel: HTML rows, the counts in a script. Another channel's request is another column's."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if asked.method != "GET" or sent.get("channelid") != channel or sent.get("searchword"):
            return None
        return _moe_page(entries, number(sent.get("page"), 1))

    return Column(id, tuple(entries), (Route(url, answer),))


def was5_search(id: str, url: str, entries: Sequence[Entry], channels: Sequence[str]) -> Column:
    """F4 as moe searches, in any of its channels."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        query = sent.get("searchword", "")
        if asked.method != "GET" or not query or sent.get("channelid") not in channels:
            return None
        return _moe_page(matching(entries, query), number(sent.get("page"), 1))

    return Column(id, tuple(entries), (Route(url, answer),), "search")


def _moe_page(entries: Sequence[Entry], page: int) -> Answer:
    rows = "".join(
        f'<li><a href="{entry.url}" title="{entry.title}">{entry.title}</a><span>{entry.day}</span></li>'
        for entry in window(entries, page, MOE_SIZE)
    )
    count = pages_of(entries, MOE_SIZE)
    script = f"<script>var countPage = {count}; var recordCount = {len(entries)};</script>"
    return html(document_page(f"<ul>{rows}</ul>{script}"))


def was5_json(id: str, url: str, entries: Sequence[Entry], ids: Mapping[str, str]) -> Column:
    """F4 as 福建 lists: JSON with raw newlines inside its strings, and neither dates nor numbers."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if asked.method != "GET" or not agrees(sent, ids) or not sent.get("classsql"):
            return NOT_FOUND
        size = number(sent.get("prepage"), 10)
        rows = ",\n".join(
            f'{{"url":"{entry.url}\n","title":"{entry.title[:8]}\n{entry.title[8:]}"}}'
            for entry in window(entries, number(sent.get("page"), 1), size)
        )
        return html(f'\n\n{{"pagenum":"{pages_of(entries, size)}","docs":[{rows}]}}\n')

    return Column(id, tuple(entries), (Route(url, answer),), day="none")


def was5_form(id: str, url: str, entries: Sequence[Entry], ids: Mapping[str, str]) -> Column:
    """F4 as 青海 searches: a form, HTML rows."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        query = sent.get("searchword", "")
        if asked.method != "POST" or not agrees(sent, ids) or not query:
            return NOT_FOUND
        rows = "".join(
            f'<li><a href="{entry.url}">{highlighted(entry.title, query, "font")}</a>'
            f"<p>样例摘要<span>{entry.day}</span></p></li>"
            for entry in window(matching(entries, query), number(sent.get("page"), 1), number(sent.get("perpage"), 10))
        )
        return html(f"<ul>{rows}</ul>")

    return Column(id, tuple(entries), (Route(url, answer),), "search")


JSONP_SIZE = 15  # rows a page: a portal's own choice


def jsonp_tips(id: str, url: str, entries: Sequence[Entry], word: str, ids: Mapping[str, str]) -> Column:
    """F4b, zf_jd_list: blank lines and a BOM before the call. `word` is the prefix that `sword` asks for."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if not agrees(sent, {**ids, "sword": word}) or not sent.get("callback"):
            return None
        rows = [
            {
                "puburl": entry.url,
                "efectdate": "",
                "MetaDataId": entry.serial,
                "tip": {
                    "title": entry.title,
                    "filenum": entry.document.number,
                    "dates": f"{entry.document.published:%Y年%m月%d日}",
                    "publisher": entry.document.issuer,
                },
            }
            for entry in window(entries, number(sent.get("page"), 1), JSONP_SIZE)
        ]
        return _jsonp(sent["callback"], {"data": rows})

    return Column(id, tuple(entries), (Route(url, answer, _jsonp("result", {"data": []})),), numbers=True)


def jsonp_list(id: str, url: str, entries: Sequence[Entry]) -> Column:
    """F4b, gkml_xzgf: `list`, `puburl`, `pubdate`; the survey does not name the title's field."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if not sent.get("callback"):
            return NOT_FOUND
        rows = [
            {"puburl": entry.url, "title": entry.title, "pubdate": chinese_date(entry.document.published)}
            for entry in window(entries, number(sent.get("page"), 1), number(sent.get("size"), 15))
        ]
        return _jsonp(sent["callback"], {"list": rows})

    return Column(id, tuple(entries), (Route(url, answer),))


def _jsonp(name: str, value: object) -> Answer:
    text = f"\r\n\r\n\r\n\ufeff{name}({json.dumps(value, ensure_ascii=False)})"
    return Answer(text.encode(), "text/html; charset=utf-8")


def ssp_search(id: str, url: str, entries: Sequence[Entry], ids: Mapping[str, str]) -> Column:
    """F4c: a form."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        query = sent.get("keyWord", "")
        if asked.method != "POST" or not agrees(sent, ids) or not query:
            return json_answer({"datas": []})
        found = matching(entries, query)
        page, size = number(sent.get("page"), 1), number(sent.get("rows"), 10)
        return json_answer({"datas": [_ssp_row(entry, query) for entry in window(found, page, size)]})

    return Column(id, tuple(entries), (Route(url, answer),), "search")


def ssp_list(id: str, url: str, entries: Sequence[Entry], ids: Mapping[str, str]) -> Column:
    """F4c, apiSearch: a GET whose `datas` is the number of rows."""

    def answer(asked: Asked) -> Answer | None:
        sent = fields(asked)
        if asked.method != "GET" or not agrees(sent, ids):
            return None
        page, size = number(sent.get("page"), 1), number(sent.get("datas"), 10)
        rows = [_ssp_row(entry, "") for entry in window(entries, page, size)]
        return json_answer({"countDatas": {"recordcount": len(entries)}, "datas": rows})

    return Column(id, tuple(entries), (Route(url, answer, json_answer({"datas": []})),))


def _ssp_row(entry: Entry, query: str) -> dict[str, Any]:
    return {
        "doctitle": entry.title,
        "_doctitle": highlighted(entry.title, query),
        "docpuburl": entry.url,
        "docreltime": entry.day,
        "puborg": entry.document.issuer,
    }
