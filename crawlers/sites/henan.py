"""河南省: an API whose list already has the content, and static lists known from 2020 only."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Fields, StaticList

_API = "https://searchapi.henan.gov.cn/open/api"
_ANSWER = Fields(
    ("data.datas", "data.info"),  # info: the site search of 2021
    title=("normalTitle", "title"),
    url=("selfUrl", "url"),
    date=("pubDate", "pubDateInfo", "createDate"),
    total="data.totalNum",
    ok="code=200",
)


def _channel(id: str, channel: str) -> Endpoint:
    return Endpoint(
        id,
        f"{_API}/external",
        _ANSWER,
        family="F9",
        query={
            "keywords": "",
            "siteId": "4500000001",
            "searchRange": "-1000",
            "sortType": "200",
            "pageNumber": "{page}",
            "pageSize": "15",
            "fileType": "3",
            "channelMarkId": channel,
        },
        size=15,
        unverified="the name of the total; external and external-new, which serves what",
    )


HENAN = Site(
    name="henan",
    title="河南省",
    adcode="410000",
    prefixes=("豫政", "豫政办"),
    sources=(
        StaticList(
            "yz",
            "https://www.henan.gov.cn/zwgk/fgwj/yz/index.html",
            row="div.con-box li",
            number="p",
            date="span",
            unverified="one crawler of 2020",
        ),
        StaticList(
            "yzb",
            "https://www.henan.gov.cn/zwgk/fgwj/yzb/index.html",
            row="div.con-box li",
            number="p",
            date="span",
            unverified="one crawler of 2020",
        ),
        _channel("api_yz", "45000000010115416542079063"),
        _channel("api_yzb", "45000000010115416542055799"),
        _channel("api_qt", "45000000010115570443879507,45000000010116564904834299"),
        StaticList(
            "gfx",
            "https://www.henan.gov.cn/zwgk/zfxxgk/zc/xzgfxwj/",
            second_page=(1, 2),
            unverified="rows and paging",
        ),
        StaticList("gongbao", "https://www.henan.gov.cn/zwgk/zfgb/", second_page=(1, 2), unverified="rows and paging"),
        Endpoint(
            "ha_api",
            f"{_API}/external-new",
            _ANSWER,
            kind="search",
            family="F9",
            query={
                "keywords": "{text}",
                "allKeyword": "",
                "siteId": "4500000001",
                "searchRange": "1",
                "sortType": "200",
                "pageNumber": "{page}",
                "pageSize": "15",
                "fileType": "3",
            },
            size=15,
            unverified="in 2021 a site search answered data.info and data.totalNum; what answers today is open",
        ),
    ),
    article=Article(body="#content, .content", title="h1"),
    hosts=("www.henan.gov.cn", "searchapi.henan.gov.cn"),
    delay=1.0,
    known_block="403 abroad",
)
