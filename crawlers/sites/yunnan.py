"""云南省: TRS static lists, the pager sometimes hidden in base64; search by so-gov."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Fields, StaticList, sogov

_FILES = "https://www.yn.gov.cn/zwgk/zcwj"
_OLD = "one crawler of 2020"


def _list(id: str) -> StaticList:
    url = f"{_FILES}/{id}/"
    return StaticList(id, url, row="tbody tr", link="td:nth-of-type(2) a", number="td", unverified=_OLD)


YUNNAN = Site(
    name="yunnan",
    title="云南省",
    adcode="530000",
    prefixes=("云政发", "云政办发", "云政规"),
    sources=(
        StaticList("zxwj", f"{_FILES}/zxwj/index.html", row="table tr, ul.zclist li"),
        _list("yzf"),
        _list("yzfb"),
        _list("szfl"),
        _list("yzg"),
        _list("yzh"),
        _list("yunzf"),
        _list("yzr"),
        _list("yfmd"),
        _list("yzbg"),
        _list("yzbh"),
        _list("yzbmd"),
        _list("qtwj"),
        StaticList(
            "gfx",
            "https://www.yn.gov.cn/zwgk/zfxxgkpt/gkptzcwj/xzgfxwj/",
            second_page=(1, 2),
            unverified="rows and paging",
        ),
        StaticList("gongbao", "https://www.yn.gov.cn/zwgk/zfgb/", second_page=(1, 2), unverified="rows and paging"),
        sogov("yn_sogov", "https://api.so-gov.cn/query/s", site_code="ynzcwjk", tab="all", asked={"SOURCE": ""}),
        Endpoint(
            "yn_old",
            "https://api.so-gov.cn/s",
            Fields("data.search.searchs", url="viewUrl", date="docDate", total="data.search.totalHits", ok="ok=true"),
            kind="search",
            family="F5c",
            form={"wordToken": "", "timestamp": "", "qt": "{text}"},
            pages=1,
            unverified="wants a token that is not known; paging",
        ),
    ),
    article=Article(
        body=".arti, .view.TRS_UEDITOR, .trs_editor_view", title="h3", metadata=".referencebox dl.reference"
    ),
    hosts=("www.yn.gov.cn", "api.so-gov.cn"),
    delay=1.5,
    known_block="CCDN: a 403 shell page for /zwgk/ abroad",
)
