"""西藏自治区: TRS static lists whose base is not settled; search by IGS; shielded by 安全狗."""

from crawlers.site import Article, Site
from crawlers.sources import StaticList, igs_search

_UNSETTLED = "whether page 2 is index_1 or index_2: both are tried"


def _list(id: str, path: str, unverified: str = _UNSETTLED) -> StaticList:
    url = f"https://www.xizang.gov.cn/zwgk/{path}"
    return StaticList(id, url, row="ul.zwyw_list li", date="span", second_page=(1, 2), unverified=unverified)


XIZANG = Site(
    name="xizang",
    title="西藏自治区",
    adcode="540000",
    prefixes=("藏政发", "藏政办发"),
    sources=(
        _list("zfwj", "xxfb/zfwj/index.html", f"{_UNSETTLED}; the row is a sister column's"),
        _list("zbwj", "xxfb/zbwj/index.html"),
        _list("gfx", "zfxxgk/fdzdgknr/zc/xzgfxwj/"),
        _list("gongbao", "zfgb/", "rows and paging"),
        igs_search(
            "xz_igs",
            "https://www.xizang.gov.cn/igs/front/search.jhtml",
            code="30e4960928e74a14a2c05439d100cfc0",
            site_id="2",
        ),
    ),
    article=Article(body=".view, .TRS_UEDITOR", title=".inptit", metadata="table.table"),
    hosts=("www.xizang.gov.cn",),
    delay=1.5,
    known_block="安全狗 (cookie security_session_verify); 不合法的参数 to a user agent that is not Mozilla",
)
