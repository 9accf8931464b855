"""内蒙古自治区: TRS static lists and a JSON library; search by trssearch."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Fields, StaticList, trssearch

_DISCLOSED = "https://www.nmg.gov.cn/zwgk/zfxxgk"

NEIMENGGU = Site(
    name="neimenggu",
    title="内蒙古自治区",
    adcode="150000",
    prefixes=("内政发", "内政办发", "内政字"),
    sources=(
        StaticList("zzqzfjbgtwj", f"{_DISCLOSED}/zfxxgkml/zzqzfjbgtwj/index.html", row="tbody tr", link="td a"),
        StaticList(
            "xzgfxwj", f"{_DISCLOSED}/zfxxgkml/gzxzgfxwj/xzgfxwj/index.html", unverified="one old source only (2020)"
        ),
        StaticList("zc_gfx", f"{_DISCLOSED}/zc/xzgfxwj/"),
        Endpoint(
            "gfxwjk_api",
            "https://www.nmg.gov.cn/nmsearch/openSearch/gfxwjkList",
            Fields(
                "data.data",
                url=("docPubUrl", "docpuburl"),
                date=("docPubTime", "docpubtime"),
                number=("docNo", "docno"),
                total="data.total",
                page="data.pageNum",
                size="data.pageSize",
                ok="state=200",
            ),
            family="F3c",
            query={
                "sort": "time",
                "validity": "有效",
                "publisher": "",
                "postCity": "nmg",
                "pageNum": "{page}",
                "pageSize": "10",
            },
            size=10,
            unverified="names in lower case answered in 2021; of those in camel case only docPubUrl is known",
        ),
        StaticList(
            "gongbao",
            "https://www.nmg.gov.cn/zwgk/zfgb/",
            second_page=(1, 2),
            unverified="redirects to the current year's directory; rows and paging",
        ),
        trssearch(
            "nm_trs",
            "https://www.nmg.gov.cn/nmsearch/trssearch/searchAll.do",
            site_id="32",
            isAccurate="0",
        ),
    ),
    article=Article(body=".view.TRS_UEDITOR, .trs_editor_view.TRS_UEDITOR, .text, .ql_detailbro_content"),
    hosts=("www.nmg.gov.cn",),
    delay=1.5,
    known_block="403 abroad; 网防G01 or 安全狗 (cookie security_session_verify)",
)
