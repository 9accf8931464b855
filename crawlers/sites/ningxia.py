"""宁夏回族自治区: TRS static lists, one named list.html; search by irs; a slider stands before it now and then."""

from crawlers.site import Article, Site
from crawlers.sources import StaticList, irs

_PORTAL = "https://www.nx.gov.cn"

NINGXIA = Site(
    name="ningxia",
    title="宁夏回族自治区",
    adcode="640000",
    prefixes=("宁政发", "宁政办发", "宁政规发", "宁政办规发"),
    sources=(
        StaticList(
            "qzfwj",
            f"{_PORTAL}/zwgk/qzfwj/list.html",
            row="ul.nx-list li",
            number="div.nx-conmtab p span.value",
            date="span.date",
        ),
        StaticList("gfxwj", f"{_PORTAL}/zwgk/gfxwj/index.html"),
        StaticList("zc", f"{_PORTAL}/zwgk/zc/index.html"),
        # 政府公报: the survey found no address.
        irs(
            "nx_irs",
            f"{_PORTAL}/irs/front/search",
            tenantId="19",
            dataTypeId="4",
            sign="00000000-0000-4000-8000-000000000000",  # any uuid
        ),
    ),
    article=Article(body=".view, .info_box, .TRS_UEDITOR", title="h1"),
    hosts=("www.nx.gov.cn", "jyt.nx.gov.cn"),
    delay=2.0,
    known_block="NWAF slider: 200 or 412 with 请稍候 (puzzle-vcode), now and then",
)
