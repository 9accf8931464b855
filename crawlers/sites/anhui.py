"""安徽省: 龙讯 labels answer HTML fragments; search answers JSON; shielded by WZWS abroad."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Fields, Rows, StaticList


def _label(id: str, size: int, rows: Rows, **asked: str) -> Endpoint:
    return Endpoint(
        id,
        "https://www.ah.gov.cn/site/label/8888",
        rows,
        family="F7",
        query={
            "labelName": "publicInfoList",
            "siteId": "6781961",
            "pageSize": str(size),
            "pageIndex": "{page}",
            "isDate": "true",
            "dateFormat": "yyyy-MM-dd",
            "length": "50",
            "organId": "1681",
            **asked,
            "result": "暂无相关信息",  # what comes past the end
        },
        size=size,
        unverified="where the date stands, and what comes past the end; file=, cut short in the survey, is not sent",
    )


_FILES = Rows("li", link="a.title", date="span")
_NORMATIVE = Rows("li", link="a[target=_blank][title]", date="span")

ANHUI = Site(
    name="anhui",
    title="安徽省",
    adcode="340000",
    prefixes=("皖政", "皖政办", "皖政办秘", "皖政秘"),
    sources=(
        _label("szf", 18, _FILES, action="list", type="4", catId="6708461"),
        _label("bgt", 18, _FILES, action="list", type="4", catId="6708471"),
        _label("gfx_szf", 15, _NORMATIVE, type="6", catIds="6718251"),
        _label("gfx_bgt", 15, _NORMATIVE, type="6", catIds="6718261"),
        _label("fz", 18, _FILES, action="list", type="4", catId="6708481"),
        StaticList(
            "gongbao", "https://www.ah.gov.cn/szf/zfgb/index.html", second_page=(1, 2), unverified="rows and paging"
        ),
        Endpoint(
            "ah_label",
            "https://www.ah.gov.cn/anhuisousuoserver/site/label/8888",
            Fields("data.data", url="link", date="createDate"),
            kind="search",
            family="F7",
            query={
                "labelName": "searchDataList",
                "isJson": "true",
                "isForPage": "true",
                "pageSize": "20",
                "pageIndex": "{page}",
                "keywords": "{text}",
                "fromCode": "title",
                "typeCode": "all",
                "isAllSite": "true",
                "sort": "intelligent",
                "orderType": "0",
            },
            size=20,
            unverified="the name of the total",
        ),
    ),
    article=Article(body=".wzcon.j-fontContent, .articleCon, .gzk-article", title="h1", metadata=".nr_topcon"),
    hosts=("www.ah.gov.cn", "xxgk.ah.gov.cn"),
    delay=1.0,
    known_block="WZWS (cookie wzws_sessionid): 403 abroad",
)
