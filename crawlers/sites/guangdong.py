"""广东省: gkmlpt's API (epoch seconds) and TRS static lists counted from 1; search on a host of its own."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Fields, StaticList, gkmlpt

_SEARCH = Fields(
    ("data.news.list", "data.list"),
    url=("url", "post_url"),
    date=("pub_time", "display_publish_time", "date"),
    number="document_number",
    total=("data.news.total", "data.total"),
    ok="errcode=0",
    message="errmessage",
)


def _wjk(id: str, column: str, unverified: str = "") -> StaticList:
    return StaticList(
        id,
        f"https://www.gd.gov.cn/zwgk/wjk/{column}/index.html",
        row="div.viewList ul li",
        number="span.wh",
        date="span.date",
        second_page=2,
        unverified=unverified,
    )


def _search(id: str, path: str) -> Endpoint:
    return Endpoint(
        id,
        f"https://search.gd.gov.cn/api/search/{path}",
        _SEARCH,
        kind="search",
        family="F6s",
        form={
            "keywords": "{text}",
            "page": "{page}",
            "sort": "time",
            "site_id": "2",
            "range": "site",
            "position": "title",
            "recommand": "1",
            "gdbsDivision": "440000",
            "service_area": "1",
            "time_from": "{since}",
            "time_to": "{until}",
        },
        size=20,
        unverified="the form of time_from and time_to",
    )


GUANGDONG = Site(
    name="guangdong",
    title="广东省",
    adcode="440000",
    prefixes=("粤府", "粤府办", "粤府函", "粤办函"),
    sources=(
        _wjk("wjk_all", "qbwj"),
        gkmlpt("gkmlpt_all", "https://www.gd.gov.cn/gkmlpt/api/all/5", sid="2"),
        StaticList(
            "gongbao",
            "https://www.gd.gov.cn/zwgk/gongbao/index.html",
            second_page=(2, 1),
            unverified="rows and paging",
        ),
        _search("gd_all", "all"),
        _search("gd_file", "file"),
    ),
    article=Article(
        body='[wzades="正文"], .article-content, .zw, .news_cont_d_wrap', title="h1", metadata=".classify, .introduce"
    ),
    hosts=("www.gd.gov.cn", "search.gd.gov.cn"),
    delay=1.0,
    known_block="the connection is reset without a browser's user agent",
)
