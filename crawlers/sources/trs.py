"""TRS's search platforms (families.md, F3): irs, IGS and trssearch. What two sites differ in is a parameter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crawlers.sources.endpoint import Endpoint
from crawlers.sources.fields import Fields, Paths

_IRS = Fields(
    items="data.list",
    total="data.pager.total",
    page="data.pager.pageNo",
    size="data.pager.pageSize",
    ok="success=true",
)


def irs(id: str, url: str, number: Paths = (), unverified: str = "", **tenant: str) -> Endpoint:
    """F3a, irs/front/search. `tenant`: the site's code, or tenantId and dataTypeId, and what else it sends.

    Which of list and listAndBox is filled depends on the tenant; 吉林 nests its rows in table-4.
    """
    return Endpoint(
        id=id,
        url=url,
        answer=replace(
            _IRS,
            items=(
                "data.middle.list",
                "data.middle.listAndBox[type=DATA].data",
                "data.middle.listAndBox.data.table-4",
            ),
            title=("title_no_tag", "title"),
            date="time",
            number=number,
        ),
        kind="search",
        family="F3a",
        json={
            **tenant,
            "searchWord": "{text}",
            "searchBy": "title",
            "orderBy": "time",
            "granularity": "ALL",
            "pageNo": "{page}",
            "pageSize": 10,
            "beginDateTime": "{since}",
            "endDateTime": "{until}",
            "filters": [],
            "customFilter": {},
        },
        size=10,
        unverified=unverified,
    )


def irs_table(
    id: str, url: str, tenant: str, table: str, title: str, date: Paths, number: Paths, unverified: str = ""
) -> Endpoint:
    """F3a, irs/front/list: a table whose columns have opaque names (f_ and digits), which the declaration knows."""
    return Endpoint(
        id=id,
        url=url,
        answer=replace(_IRS, title=title, url="doc_pub_url", date=date, number=number),
        family="F3a",
        json={
            "tenantId": tenant,
            "tableName": table,
            "pageNo": "{page}",
            "pageSize": 10,
            "isPage": True,
            "searchFields": [],
            "sorts": [{"sortField": "save_time", "sortOrder": "DESC"}],
            "customFilter": {},
        },
        size=10,
        unverified=unverified,
    )


def igs_list(
    id: str,
    url: str,
    index: str,
    type: str,
    asked: Mapping[str, Any],
    order: str,
    fields: Fields | None = None,
    unverified: str = "",
) -> Endpoint:
    """F3b, igs/front/search/list.html: an index of policy documents. Dates are UTC, the total is a string."""
    return Endpoint(
        id=id,
        url=url,
        answer=fields or igs_fields(title=("FileName", "DOCTITLE"), date="PUBDATE", number="fileNum"),
        kind="search",
        family="F3b",
        query={
            "index": index,
            "type": type,
            "filter[AVAILABLE]": "true",
            **asked,
            "pageNumber": "{page}",
            "pageSize": "10",
            "orderProperty": order,
            "orderDirection": "desc",
        },
        size=10,
        unverified=unverified,
    )


def igs_fields(title: Paths, date: Paths, number: Paths, url: Paths = "DOCPUBURL") -> Fields:
    """Rows of an IGS answer under the names that an index gives its columns."""
    return Fields(
        items="page.content",
        title=title,
        url=url,
        date=date,
        number=number,
        total="page.total",
        page="page.pageNumber",
        size="page.pageSize",
    )


def igs_search(id: str, url: str, code: str, site_id: str, unverified: str = "", **asked: str) -> Endpoint:
    """F3b, igs/front/search.jhtml: the site's general search."""
    return Endpoint(
        id=id,
        url=url,
        answer=igs_fields(title="title", date="trs_time", number=(), url="url"),
        kind="search",
        family="F3b",
        query={
            "code": code,
            "siteId": site_id,
            "searchWord": "{text}",
            "position": "TITLE",
            "pageNumber": "{page}",
            "pageSize": "10",
            **asked,
        },
        size=10,
        unverified=unverified,
    )


def trssearch(id: str, url: str, site_id: str, unverified: str = "", **asked: str) -> Endpoint:
    """F3c, searchAll.do."""
    return Endpoint(
        id=id,
        url=url,
        answer=Fields(
            items="data.data",
            title=("news_doctitle", "title"),
            url="docpuburl",
            date="docpubtime",
            number="docno",
            total="data.total",
            page="data.pageNum",
            size="data.pageSize",
        ),
        kind="search",
        family="F3c",
        query={
            "siteId": site_id,
            "allKeywords": "{text}",
            "position": "1",
            "pageNum": "{page}",
            "pageSize": "10",
            **asked,
        },
        size=10,
        unverified=unverified or "the name of the total",
    )
