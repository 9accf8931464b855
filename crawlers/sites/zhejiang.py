"""浙江省: 大汉 columns, by data proxy (old) or unit (new), whichever the page names; search on a host of its own."""

from crawlers.site import Article, Site
from crawlers.sources import HanwebColumn, StaticList, jsearchfront


def _column(id: str, column: str, unit: str, unverified: str = "") -> HanwebColumn:
    return HanwebColumn(
        id,
        f"https://www.zj.gov.cn/col/col{column}/index.html",
        column=column,
        unit=unit,
        web="3096",
        proxy="/module/jpage/dataproxy.jsp",
        unverified=unverified,
    )


ZHEJIANG = Site(
    name="zhejiang",
    title="浙江省",
    adcode="330000",
    prefixes=("浙政发", "浙政办发", "浙政函"),
    sources=(
        _column("szf_gfx", "1229017138", "7893195"),
        _column("bgt_gfx", "1229017139", "7893253"),
        _column("qt1", "1229019364", "7893307"),
        _column("qt2", "1229019365", "7893325"),
        HanwebColumn("gfx_hub", "http://www.zj.gov.cn/col/col1228964496/index.html", web="3096", family="F6c"),
        StaticList(
            "gongbao",
            "https://www.zj.gov.cn/col/col1656332/index.html",
            second_page=(),
            unverified="rows and paging",
        ),
        jsearchfront(
            "zj_cate",
            "https://search.zj.gov.cn/jsearchfront/interfaces/cateSearch.do",
            website="330000000000000",
            asked={
                "cateid": "370",
                "tpl": "1569",
                "word": "{text}",
                "checkError": "1",
                "isContains": "1",
                "filenumber": "",
                "sortType": "1",
                "timetype": "",
            },
            unverified="HTML strings in 2024, rows of JSON in 2021: both are read",
        ),
    ),
    article=Article(body="#zoom, .bt_content, .zc_article_con, .TRS_Editor"),
    hosts=("www.zj.gov.cn", "search.zj.gov.cn"),
    delay=1.5,
    known_block="阿里云盾 (cookie acw_tc): 403 or 405 abroad; abroad the unit repeats page 1",
)
