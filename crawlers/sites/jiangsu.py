"""江苏省: 大汉 columns and search; shielded by 创宇盾 and a CDN page."""

from crawlers.site import Article, Site
from crawlers.sources import HanwebColumn, jsearchfront


def _column(id: str, column: str, unit: str = "", unverified: str = "") -> HanwebColumn:
    return HanwebColumn(
        id,
        f"https://www.jiangsu.gov.cn/col/col{column}/index.html",
        column=column,
        unit=unit,
        webname="江苏省人民政府",
        unverified=unverified,
    )


JIANGSU = Site(
    name="jiangsu",
    title="江苏省",
    adcode="320000",
    prefixes=("苏政发", "苏政办发", "苏政规", "苏政办规"),
    sources=(
        _column("zcwj", "84242", "356383"),
        _column("gfxwj", "84241", "356374"),
        _column("gongbao", "81677", unverified="the unit's id, read from the page where it shows"),
        _column("gz", "76704", unverified="the unit's id, read from the page where it shows"),
        _column("old", "46143", unverified="an old column; its unit's id, read from the page where it shows"),
        jsearchfront(
            "js_cate",
            "https://www.jiangsu.gov.cn/jsearchfront/interfaces/cateSearch.do",
            website="320000000100000",
            asked={"cateid": "29", "tpl": "38", "pq": "", "oq": "", "eq": "", "sortType": "1"},
            size=20,
        ),
    ),
    article=Article(body="#zoom, #Zoom, .article_content, .artile_zw", metadata="table.xxgk_table"),
    hosts=("www.jiangsu.gov.cn",),
    delay=2.0,
    known_block="创宇盾; a CDN page (online-desc-con). 60 s between blocks of 100 rows were kept by others",
)
