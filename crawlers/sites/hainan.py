"""海南省: 开普云 channels as HTML fragments, UCAP static lists counted from 1."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Fields, Rows, StaticList, common_search, ucap_s

_PORTAL = "https://www.hainan.gov.cn"
_ROWS = Rows(".cen-div-1")

HAINAN = Site(
    name="hainan",
    title="海南省",
    adcode="460000",
    prefixes=("琼府", "琼府办", "琼府办函"),
    sources=(
        common_search("szf", _PORTAL, "17fd482122b64eabbdebbb71c62c35f4", _ROWS, template="hainan", size=12),
        common_search("bgt", _PORTAL, "f8357b261e3b4dd4a0a01f73faf589ae", _ROWS, template="hainan", size=12),
        StaticList("gfx", f"{_PORTAL}/hainan/flfgxzgfxwj/fgsjk_ywh.shtml", second_page=2),
        Endpoint(
            "old_rs",
            f"{_PORTAL}/u/search/wjk/rs",
            Fields("page.list", date=("pubDate", "fwrq"), number="c_wjbh"),
            family="F5a",
            pages=1,
            unverified="an interface of 2020 whose parameters are not known",
        ),
        StaticList("gongbao", f"{_PORTAL}/zfgbhtml/zfgb.html", second_page=(2, 1), unverified="rows and paging"),
        StaticList(
            "szf_static", f"{_PORTAL}/hainan/zfwj/szfzcwj.shtml", second_page=(2, 1), unverified="rows and paging"
        ),
        ucap_s(
            "hi_s",
            f"{_PORTAL}/s",
            site_code="4600000001",
            column="2675",
            first_page=(0, 1),
            unverified="rows; whether pages count from 0 or 1: both are tried",
        ),
    ),
    article=Article(
        body="ucapcontent, #UCAP-CONTENT, #zoom, .dbj-nr-m, .xgleft, .cen_box", title="ucaptitle", metadata=".cen_box"
    ),
    hosts=("www.hainan.gov.cn",),
    delay=1.0,
    known_block="unreachable from data-centre addresses abroad",
)
