"""四川省: lists by POST of JSON, one channel a source; search by so-gov."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Fields, StaticList, sogov


def _channel(id: str, channel: str) -> Endpoint:
    return Endpoint(
        id,
        "https://www.sc.gov.cn/cms-scsrmzf/qryZFWJListByConditionsNew",
        Fields("results", date="publishedTime", number="wh", total="total"),
        family="F5e",
        json={"keyWord": "", "wh": "", "fwzh": "", "pageSize": 15, "pageNum": "{page}", "channelId": [channel]},
        first_page=(0, 1),
        size=15,
        unverified="whether pages count from 0 or 1: both are tried; the name of the total",
    )


SICHUAN = Site(
    name="sichuan",
    title="四川省",
    adcode="510000",
    prefixes=("川府发", "川府规", "川办发", "川办规", "川府函", "川办函"),
    sources=(
        _channel("cff", "973183bdfdc94e9c9060f0707db6dd47"),
        _channel("cfg", "1c1f2e52f0924af487b00f7d3cfd119d"),
        _channel("cfh", "8ed1f7ae4cca4e1abfd6758159e90b20"),
        _channel("cbf", "7545541b27b543e388b4e84ce37017e6"),
        _channel("cbg", "4634deaa87db498da12f5ca4711f79ea"),
        _channel("cbh", "c5207228662c48bda726727268f6356e"),
        StaticList(
            "gongbao", "https://www.sc.gov.cn/scszfgb/index.shtml", second_page=(2, 1), unverified="rows and paging"
        ),
        StaticList(
            "gfx_static",
            "https://www.sc.gov.cn/10462/c102914/gfxwj.shtml",
            second_page=(2, 1),
            unverified="rows and paging; others read the first page only",
        ),
        sogov(
            "sc_sogov",
            "https://api.so-gov.cn/query/s",
            site_code="5100000062",
            tab="all",
            asked={"keyPlace": "1", "sort": "", "timeOption": "0", "ie": "00000000-0000-4000-8000-000000000000"},
            unverified="whether any uuid does for ie",
        ),
    ),
    article=Article(body="#cmsArticleContent, .content, ucapcontent, td.contText", title="h1"),
    hosts=("www.sc.gov.cn", "api.so-gov.cn"),
    delay=1.5,
    known_block="unreachable from data-centre addresses abroad; so-gov throttles (code -101)",
)
