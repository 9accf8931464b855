"""江西省: its own platform's /queryList (new), 大汉 columns (old); http, because https wants legacy renegotiation."""

from crawlers.site import Article, Site
from crawlers.sources import HanwebColumn, QueryList, StaticList, jsearchfront

_INFERRED = "/queryList is known on department hosts; on this host it is inferred from equal addresses"


def _old(id: str, column: str) -> HanwebColumn:
    return HanwebColumn(
        id,
        f"http://www.jiangxi.gov.cn/col/col{column}/index.html",
        column=column,
        unit="464706",
        web="3",
        path="http://www.jiangxi.gov.cn/",
        unverified="an old column",
    )


JIANGXI = Site(
    name="jiangxi",
    title="江西省",
    adcode="360000",
    prefixes=("赣府发", "赣府厅发", "赣府字", "赣府厅字"),
    sources=(
        QueryList(
            "szfwj_new",
            "https://www.jiangxi.gov.cn/jxsrmzf/szfwj/pc/list.html",
            website="jxsrmzf",
            channel="szfwj",
            unverified=_INFERRED,
        ),
        _old("szf_old", "72576"),
        _old("bgt_old", "72577"),
        StaticList("gfxk", "https://xzgfxwjk.jiangxi.gov.cn/", second_page=(), unverified="rows and paging"),
        QueryList(
            "gongbao",
            "https://jiangxi.gov.cn/jxsrmzf/zfgb/pc/list.html",
            website="jxsrmzf",
            channel="zfgb",
            unverified=_INFERRED,
        ),
        jsearchfront(
            "jx_cate",
            "https://sousuo.jiangxi.gov.cn/jsearchfront/interfaces/cateSearch.do",
            website="360000000000000",
            asked={"cateid": "1517", "tpl": "49", "pq": ""},
        ),
    ),
    article=Article(body="#zoom, .bg_middle, .bt-article-02"),
    hosts=("www.jiangxi.gov.cn", "jiangxi.gov.cn", "sousuo.jiangxi.gov.cn", "xzgfxwjk.jiangxi.gov.cn"),
    delay=1.5,
    known_block="unreachable from data-centre addresses abroad",
)
