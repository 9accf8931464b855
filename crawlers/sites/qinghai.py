"""青海省: TRS static lists, search by WAS5; http, because https fails."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Rows, StaticList

_DISCLOSED = "http://www.qinghai.gov.cn/xxgk"

QINGHAI = Site(
    name="qinghai",
    title="青海省",
    adcode="630000",
    prefixes=("青政", "青政办", "青政办函"),
    sources=(
        StaticList("qz", f"{_DISCLOSED}/1/4/index.html"),
        StaticList("qzb", f"{_DISCLOSED}/1/6/index.html"),
        StaticList("qzbh", f"{_DISCLOSED}/1/7/index.html"),
        StaticList("kj", f"{_DISCLOSED}/8/19/"),  # 科技/教育
        StaticList("gfx", f"{_DISCLOSED}/xxgk/fd/lzyj/gfxwj/szf/"),
        StaticList("zfwj", f"{_DISCLOSED}/xxgk/fd/zfwj/"),
        StaticList("gongbao", f"{_DISCLOSED}/xxgk/qhzb/", second_page=(1, 2), unverified="rows and paging"),
        Endpoint(
            "qh_was5",
            "http://www.qinghai.gov.cn/was5/web/search",
            Rows(),
            kind="search",
            family="F4",
            form={
                "channelid": "219598",
                "searchword": "{text}",
                "keyword": "{text}",
                "page": "{page}",
                "perpage": "10",
                "outlinepage": "10",
                "templet": "zwgk_search_content.jsp",
            },
            size=10,
        ),
    ),
    article=Article(body=".con-article, .zp.lf, .TRS_Editor", title="h1"),
    hosts=("www.qinghai.gov.cn",),
    delay=1.5,
    known_block="/xxgk answers 412 to some clients",
)
