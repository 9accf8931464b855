"""福建省: WAS5 and SSP answer JSON, WAS5's with raw line breaks inside strings."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Fields, StaticList

_SSP = Fields(
    "datas",
    title=("doctitle", "_doctitle"),
    url=("docpuburl", "chnldocurl"),
    date=("docreltime", "pubdate"),
    number="fileno",
    total=("countDatas.recordcount", "page.recordcount"),
    page="page.page",
    size="page.rows",
)
_SITE = "8a28cde27b39c3a7017b4e11850d009c"


def _api(id: str, name: str, unverified: str) -> Endpoint:
    return Endpoint(
        id,
        "https://www.fujian.gov.cn/ssp/search/api/apiSearch",
        _SSP,
        family="F4c",
        query={"siteId": _SITE, "apiName": name, "sourceType": name, "page": "{page}", "datas": "10"},
        size=10,
        unverified=unverified,
    )


FUJIAN = Site(
    name="fujian",
    title="福建省",
    adcode="350000",
    prefixes=("闽政", "闽政办", "闽政文"),
    sources=(
        Endpoint(
            "szfwj_was",
            "https://www.fujian.gov.cn/was5/web/search",
            # The survey calls pagenum the total; as a count of documents or of pages it ends no list too soon here.
            Fields("docs", pages="pagenum"),
            family="F4",
            query={
                "channelid": "291575",
                "templet": "docs.jsp",
                "sortfield": "-pubdate",
                "classsql": "(fileno=%闽政〔%*docpuburl='%/zwgk/zfxxgk/szfwj/%'*modal=1)",
                "prepage": "10",
                "page": "{page}",
            },
            size=10,
            unverified="whether pagenum counts documents or pages",
        ),
        StaticList("szfwj", "https://www.fujian.gov.cn/zwgk/zxwj/szfwj/", unverified="seen once, not found again"),
        StaticList(
            "gfx",
            "https://www.fujian.gov.cn/zwgk/zfxxgk/szfwj/jgzz/xzgfxwj/",
            second_page=(1, 2),
            unverified="rows and paging",
        ),
        _api("gfx_api", "SSP_XZGFWJ", "the shape of its answer is taken from openinfo"),
        _api("openinfo", "SSP_OPENINFO", "answered in 2021, narrowed to one jiGuan; not seen since"),
        StaticList("gongbao", "http://zfgb.fujian.gov.cn/", second_page=(), unverified="rows and paging"),
        Endpoint(
            "fj_ssp",
            "https://www.fujian.gov.cn/ssp/search/api/search",
            _SSP,
            kind="search",
            family="F4c",
            form={
                "siteId": "ff808081624641aa0162476c0e0e0055",
                "mainSiteId": "ff808081624641aa0162476c0e0e0055",
                "keyWord": "{text}",
                "page": "{page}",
                "rows": "10",
                "sourceType": "SSP_ZHSS",
                "type": "0",
                "sortFiled": "RELEVANCE",
                "searchFiled": "",
            },
            size=10,
            unverified="the clock in its address (time=) is not sent",
        ),
    ),
    article=Article(
        body=".Custom_UnionStyle, #trsContent, .TRS_Editor, .article_component, #detailCont, .htmlcon",
        title=".rules_tit, .article_title",
    ),
    hosts=("www.fujian.gov.cn", "zfgb.fujian.gov.cn", "jyt.fujian.gov.cn"),
    delay=1.0,
)
