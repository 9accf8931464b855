"""辽宁省: 汇兰 lists whose pager carries the prefix of the next page's file; search answers HTML."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Rows, StaticList

_FILES = "https://www.ln.gov.cn/web/zwgkx"


def _list(id: str, url: str, unverified: str = "") -> StaticList:
    return StaticList(id, url, second_page=(), separator="-", family="F2b", unverified=unverified)


LIAONING = Site(
    name="liaoning",
    title="辽宁省",
    adcode="210000",
    prefixes=("辽政发", "辽政办发", "辽政办"),
    sources=(
        _list("szfwj", f"{_FILES}/zfwj/szfwj/index.shtml"),
        _list("szfbgtwj", f"{_FILES}/zfwj/szfbgtwj/index.shtml"),
        _list("lzb", f"{_FILES}/zfwj/lzb/index.shtml"),
        _list("bmwj", f"{_FILES}/zfwj/bmwj/index.shtml"),
        _list("gfx", f"{_FILES}/zfxxgk1/zc/xzgfxwj/szf/szfwj/index.shtml"),
        _list("zcwjk", "https://www.ln.gov.cn/web/lnszcwjk/index.shtml", unverified="rows and paging"),
        _list("gongbao", f"{_FILES}/lnsrmzfgb/index.shtml", unverified="rows and paging"),
        StaticList(
            "jyt_gsgg",
            "https://jyt.ln.gov.cn/jyt/gk/gsgg/",
            name="index.shtml",
            entry="https://jyt.ln.gov.cn/jyt/gk/gsgg/index.shtml",
            second_page=(),
            separator="-",
            family="F2b",
            unverified="教育厅: scheme, rows and paging",
        ),
        Endpoint(
            "ln_pcrender",
            "https://www.ln.gov.cn/search/pcRender?pageId=fe81c5eea00a4b72921268a33446352a",
            Rows("#panel-middle div", link="h3 a", date="p:nth-of-type(3) span"),
            kind="search",
            family="F10",
            form={
                "siteId": "d8b2a4c4514647cfa4ed0c9107403478",
                "app": "",
                "sr": "score desc",
                "pNo": "{page}",
                "q": "{text}",
                "q2": "",
                "deviceType": "pc",
                "originalSearchUrl": "",
            },
        ),
    ),
    article=Article(body=".content, #zoom"),
    hosts=("www.ln.gov.cn",),
    delay=1.0,
)
