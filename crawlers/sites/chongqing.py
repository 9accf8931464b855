"""重庆市: TRS static lists and irs, whose table has columns of opaque names."""

from crawlers.site import Article, Site
from crawlers.sources import StaticList, irs, irs_table

_DISCLOSED = "https://www.cq.gov.cn/zwgk/zfxxgkml"


def _list(id: str, path: str) -> StaticList:
    url = f"{_DISCLOSED}/szfwj/{path}/index.html"
    return StaticList(id, url, row="tr.zcwjk-list-c", title="p.tit", number="p.info", date="p.info")


CHONGQING = Site(
    name="chongqing",
    title="重庆市",
    adcode="500000",
    prefixes=("渝府发", "渝府办发", "渝府办"),
    sources=(
        _list("gfx_szf", "xzgfxwj/szf"),
        _list("gfx_bgt", "xzgfxwj/szfbgt"),
        _list("qtgw", "qtgw"),
        StaticList("zfgz", f"{_DISCLOSED}/szfwj/zfgz/zfgz/index.html", row="li", link="a.listpc-item"),
        StaticList(
            "qtwj",
            "https://www.cq.gov.cn/zwgk/zfxxgkzl/zc/qtwj/",
            second_page=(1, 2),
            unverified="rows and paging",
        ),
        # save_time is the day of publication (it agrees with the addresses); f_202121607647 the day of writing.
        irs_table(
            "irs_list",
            "http://www.cq.gov.cn/irs/front/list",
            tenant="7",
            table="t_1775cd018c6",
            title="f_202121500898",
            date=("save_time", "f_202121607647"),
            number="f_202121837479",
            unverified="customFilter (by effective date) is not sent: its JSON is not known",
        ),
        StaticList("gongbao", f"{_DISCLOSED}/zfgb/2026/", second_page=(1, 2), unverified="rows and paging"),
        irs("cq_irs", "https://www.cq.gov.cn/irs/front/search", tenantId="7", dataTypeId="10"),
    ),
    article=Article(body=".trs_editor_view, .view.TRS_UEDITOR, .document.mt-1.mt-12", title="h1"),
    hosts=("www.cq.gov.cn", "sfj.cq.gov.cn"),
    delay=1.0,
)
