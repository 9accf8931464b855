"""贵州省: TRS static lists; search by irs, whose table-1 is the document number."""

from crawlers.site import Article, Site
from crawlers.sources import StaticList, irs


def _list(id: str) -> StaticList:
    url = f"https://www.guizhou.gov.cn/zwgk/zcfg/szfwj/{id}/index.html"
    return StaticList(id, url)  # .PageMainBox.aBox holds the rows, a[target=_blank][title] their links


GUIZHOU = Site(
    name="guizhou",
    title="贵州省",
    adcode="520000",
    prefixes=("黔府发", "黔府办发", "黔府函", "黔府办函"),
    sources=(
        _list("qff"),
        _list("qfbf"),
        _list("qfh"),
        _list("qfbh"),
        _list("szfl"),
        StaticList(
            "gfx",
            "https://www.guizhou.gov.cn/ztzl/gzsgzhgfxwjsjk/gfxwjsjk/",
            second_page=(),
            unverified="rows: irs/front/list answers on a sister host, its table here is not known",
        ),
        StaticList(
            "gongbao",
            "https://www.guizhou.gov.cn/zwgk/zfgb/gzszfgb/",
            second_page=(1, 2),
            unverified="rows and paging",
        ),
        irs(
            "gz_irs",
            "https://www.guizhou.gov.cn/irs/front/search",
            number="table-1",
            tenantId="186",
            dataTypeId="963",
        ),
    ),
    article=Article(body=".DocHtmlCon.Box, .zw-con, .view, .TRS_UEDITOR"),
    hosts=("www.guizhou.gov.cn",),
    delay=1.0,
    known_block="unreachable from data-centre addresses abroad; flaky",
)
