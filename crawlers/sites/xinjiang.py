"""新疆维吾尔自治区: 开普云; one old static list counted from 1, the newer lists built by script."""

from urllib.parse import quote

from crawlers.site import Article, Site
from crawlers.sources import StaticList, UcapColumn, search5

_PORTAL = "https://www.xinjiang.gov.cn/xinjiang"
_INFERRED = "the list's interface is not known: /common/search, as on other 开普云 sites, is likely"


def _class(id: str, name: str) -> UcapColumn:
    return UcapColumn(id, f"{_PORTAL}/zfl/zfxxgk_zhengce_list.shtml?cnName={quote(name)}", unverified=_INFERRED)


XINJIANG = Site(
    name="xinjiang",
    title="新疆维吾尔自治区",
    adcode="650000",
    prefixes=("新政发", "新政办发", "新政函"),
    sources=(
        _class("zfl", "政府令"),
        _class("zfwj", "政府文件"),
        _class("zfl_gfx", "行政规范性文件"),
        UcapColumn("gfx", f"{_PORTAL}/gfxwj1/zfxxgk_zc_gfxwj.shtml", unverified=_INFERRED),
        StaticList(
            "gfx_old",
            f"{_PORTAL}/gfxwj/zfxxgk_gknrz.shtml",
            row="div.gknr_list dd",
            date="span",
            second_page=2,
        ),
        StaticList("gongbao", f"{_PORTAL}/zfgb/zfgb.shtml", second_page=(2, 1), unverified="rows and paging"),
        search5(
            "xj_search5",
            "https://www.xinjiang.gov.cn/search5/search/s",
            site_code="6500000034",
            column="本站",
        ),
    ),
    article=Article(body=".gknbxq_detail, ucapcontent", metadata="ul.clearfix"),
    hosts=("www.xinjiang.gov.cn",),
    delay=1.0,
    known_block="网防G01 on /zwgk/",
)
