"""陕西省: TRS static lists (a directory's address needs its last slash); search by irs."""

from crawlers.site import Article, Site
from crawlers.sources import StaticList, irs


def _list(id: str, path: str, scheme: str = "http", unverified: str = "") -> StaticList:
    return StaticList(
        id,
        f"{scheme}://www.shaanxi.gov.cn/zfxxgk/fdzdgknr/zcwj/{path}/",
        row="ul.gov-item.cf-otw li",
        link="div.a-news a",
        number="span.code-num",
        date="span.date",
        unverified=unverified,
    )


_ENTRY = "rows and paging are known from the old sub-columns (2020); whether the entry page lists documents"

SHAANXI = Site(
    name="shaanxi",
    title="陕西省",
    adcode="610000",
    prefixes=("陕政发", "陕政办发", "陕政函"),
    sources=(
        _list("szf", "nszfwj", unverified=_ENTRY),
        _list("szbf", "nszfbgtwj", unverified=_ENTRY),
        _list("gfx", "gfxwj", scheme="https"),
        StaticList(
            "gongbao", "https://www.shaanxi.gov.cn/zfxxgk/zfgb/", second_page=(1, 2), unverified="rows and paging"
        ),
        irs(
            "sn_irs",
            "http://www.shaanxi.gov.cn/irs/front/search",
            tenantId="10",
            configTenantId="10",
            dataTypeId="19",
            code="183d935ed77",
            sign="00000000-0000-4000-8000-000000000000",  # any uuid
        ),
    ),
    article=Article(body="#doc_left, .view.TRS_UEDITOR.trs_paper_default.trs_web"),
    hosts=("www.shaanxi.gov.cn",),
    delay=1.0,
    known_block="unreachable from data-centre addresses abroad",
)
