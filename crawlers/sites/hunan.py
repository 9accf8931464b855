"""湖南省: TRS static lists counted from 1; https fails on its ellipse curve, so every address keeps its scheme."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Rows, StaticList

HUNAN = Site(
    name="hunan",
    title="湖南省",
    adcode="430000",
    prefixes=("湘政发", "湘政办发"),
    sources=(
        StaticList(
            "szfwj",
            "http://www.hunan.gov.cn/hnszf/xxgk/wjk/szfwj/wjk_glrb.html",
            row="tbody tr",
            link="td a",
            second_page=2,
        ),
        StaticList(
            "szfbgt",
            "http://www.hunan.gov.cn/hnszf/xxgk/wjk/szfbgt/wjk_glrb.html",
            row="tbody tr",
            link="td a",
            second_page=2,
        ),
        StaticList(
            "gongbao",
            "https://www.hunan.gov.cn/hnszf/szf/hnzb_18/index.html",
            second_page=(1, 2),
            unverified="rows and paging",
        ),
        StaticList(
            "jyt_gfxwj",
            "http://jyt.hunan.gov.cn/jyt/sjyt/xxgk/zcfg/gfxwj/",
            second_page=(1, 2),
            unverified="教育厅: scheme, rows and paging",
        ),
        Endpoint(
            "hn_file",
            "https://searching.hunan.gov.cn/hunan/001000000/file",
            Rows(".boxlist-main .resultbox", date="li:nth-of-type(4) p"),
            kind="search",
            family="F11",
            query={"q": "{text}", "searchfields": "title", "sm": "1", "p": "{page}", "timetype": "timeqb"},
            first_page=0,
        ),
    ),
    article=Article(body="#zoom, .content, .tys-main-zt-show, .TRS_PreAppend", title=".sp_title", metadata=".a1"),
    delay=1.0,
    known_block="none seen; https needs the P-256 curve (BAD_ECPOINT)",
)
