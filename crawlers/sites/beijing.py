"""北京市: TRS static lists, three of them whole on one page; search by 开普云 so-gov, shielded by 创宇盾."""

from crawlers.site import Article, Site
from crawlers.sources import StaticList, sogov

BEIJING = Site(
    name="beijing",
    title="北京市",
    adcode="110000",
    prefixes=("京政发", "京政办发", "京政办字"),
    sources=(
        StaticList("zcfg", "https://www.beijing.gov.cn/zhengce/zhengcefagui/index.html", row="ul.list li", date="span"),
        StaticList(
            "gfxwj",
            "https://www.beijing.gov.cn/zhengce/gfxwj/",
            row="ul.default_news li",
            date="span",
            flag="i.flag",
            second_page=(),
        ),
        StaticList(
            "szfwj",
            "https://www.beijing.gov.cn/zhengce/zfwj/zfwj2016/szfwj/",
            row=".default_news li",
            date="b.u_time",
            second_page=(),
        ),
        StaticList(
            "bgtwj",
            "https://www.beijing.gov.cn/zhengce/zfwj/zfwj2016/bgtwj/",
            row=".default_news li",
            date="b.u_time",
            number="span",
            second_page=(),
            unverified="the row is taken from szfwj, its sister",
        ),
        StaticList(
            "gz", "https://www.beijing.gov.cn/gongkai/zfxxgk/zc/gz/", title="p.c-bt-t", unverified="the row's element"
        ),
        StaticList(
            "gongbao", "https://www.beijing.gov.cn/zhengce/zfgb/", second_page=(1, 2), unverified="rows and paging"
        ),
        StaticList(
            "jw_zcwj",
            "https://jw.beijing.gov.cn/xxgk/2024zcwj/",
            second_page=(1, 2),
            unverified="市教委: scheme, rows and paging",
        ),
        sogov("bj_so", "https://www.beijing.gov.cn/so/ss/query/s", site_code="1100000088", tab="zcfg", pages=25),
    ),
    article=Article(body="#mainText", title="div.header p", metadata="ol.doc-info"),
    delay=2.0,
    known_block="创宇盾: 200 or 403 with 知道创宇云防御, clears after one or two minutes",
)
