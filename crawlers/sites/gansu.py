"""甘肃省: 开普云 channels whose ids only the column pages know, behind 瑞数; an old 大汉 column."""

from crawlers.site import Article, Site
from crawlers.sources import HanwebColumn, StaticList, UcapColumn, ucap_s

GANSU = Site(
    name="gansu",
    title="甘肃省",
    adcode="620000",
    prefixes=("甘政发", "甘政办发"),
    sources=(
        UcapColumn(
            "zdgk",
            "https://www.gansu.gov.cn/gsszf/c100054/zfxxgk_zdgk.shtml",
            unverified="the channels of 甘政发 and 甘政办发 are not known; read from the page where it opens",
        ),
        HanwebColumn(
            "col_old",
            "http://www.gansu.gov.cn/col/col4729/index.html",
            column="4729",
            unit="18064",
            proxy="/module/jslib/jquery/jpage/dataproxy.jsp",
            per_page=27,
            direct=True,
            unverified="an old column (2020)",
        ),
        StaticList(
            "col180",
            "http://www.gansu.gov.cn/col/col180/index.html",
            second_page=(),
            unverified="rows and paging",
        ),
        StaticList("gfxwj", "http://gfxwj.sft.gansu.gov.cn/public", second_page=(), unverified="rows and paging"),
        ucap_s(
            "gs_guestweb",
            "https://www.gansu.gov.cn/guestweb4/s",
            site_code="6200000001",
            column="",
            first_page=0,
            unverified="rows; one crawler parsed JSON",
        ),
    ),
    article=Article(body="#UCAP-CONTENT, ucapcontent, .content, .notice_content", title="h1, h6.text_title_f"),
    hosts=("www.gansu.gov.cn", "gfxwj.sft.gansu.gov.cn"),
    delay=3.0,
    known_block="瑞数: every /gsszf/ path answers 412 to plain clients (cookie 4hP44ZykCTt5P)",
)
