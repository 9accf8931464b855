"""中国政府网's policy search (families.md, F1)."""

from __future__ import annotations

from crawlers.sources.endpoint import Endpoint
from crawlers.sources.fields import Fields

# The site's form sends all of them, empty where nothing is chosen.
_UNUSED = ("pcodeJiguan", "childtype", "subchildtype", "tsbq", "pubtimeyear", "puborg", "pcodeYear", "pcodeNum")
_UNUSED_LAST = ("filetype", "inpro", "bmfl", "dup", "orpro")


def govcn_search(library: str, unverified: str = "") -> Endpoint:
    """One library (`t`): zhengcelibrary, zhengce, gongbao answer by category, the others flat; both are read."""
    return Endpoint(
        id=library,
        url="https://sousuo.www.gov.cn/search-gov/data",
        answer=Fields(
            items=("searchVO.catMap.*.listVO", "searchVO.listVO"),
            date=("pubtimeStr", "pubtime", "ptime"),
            number=("pcode", "fwzh", "wenhao"),
            total=("searchVO.totalCount", "searchVO.catMap.*.totalCount"),
            page=("paramsVO.p", "searchVO.currentPage"),
            size="searchVO.pageSize",
            ok="code=200",
        ),
        kind="search",
        family="F1",
        query={
            "t": library,
            "q": "{text}",
            "timetype": "{dated:timezd|timeqb}",
            "mintime": "{since}",
            "maxtime": "{until}",
            "sort": "pubtime",
            "sortType": "1",
            "searchfield": "title",
            **dict.fromkeys(_UNUSED, ""),
            "p": "{page}",
            "n": "20",
            **dict.fromkeys(_UNUSED_LAST, ""),
        },
        headers={"Referer": "https://sousuo.www.gov.cn/"},
        size=20,
        unverified=unverified,
    )
