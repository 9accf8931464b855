"""黑龙江省: 开普云 channels as JSON; unused channel numbers answer 200 with a generic page."""

from crawlers.site import Article, Site
from crawlers.sources import StaticList, common_search, search5

_PORTAL = "https://www.hlj.gov.cn"

HEILONGJIANG = Site(
    name="heilongjiang",
    title="黑龙江省",
    adcode="230000",
    prefixes=("黑政发", "黑政办发", "黑政规", "黑政办规", "黑政函"),
    sources=(
        common_search("hzf", _PORTAL, "c7eb6a51b99845ea906d5ec83b0f8e27"),
        common_search("hzbf", _PORTAL, "846ad3c5e14b4c37a37f824dbedd3cd7"),
        common_search("xzgfxwj_szf", _PORTAL, "b9e6fb997e274f05a8f8b0f2b7582a1c"),
        common_search("xzgfxwj_bgt", _PORTAL, "779f8eda2ae847c2a46893fcc05284fc"),
        common_search("guizhang", _PORTAL, "817052cbb3a94d0d8217824e7a3aca53"),
        common_search("hzh", _PORTAL, "3353015959114703a571ccc3d27abb3c"),
        common_search("qita", _PORTAL, "abb05ecdbbd04a4ca5474735769579dd"),
        StaticList(
            "gongbao",
            f"{_PORTAL}/hlj/c107882/redirect_firstChannel.shtml",
            second_page=(2, 1),
            unverified="sent on by meta refresh; rows and paging",
        ),
        search5(
            "hlj_search5",
            f"{_PORTAL}/search5/search/s",
            site_code="2300000061",
            column="全部",
            asked={"checkHandle": "1", "orderBy": "", "uc": "0", "left_right_index": "0"},
        ),
    ),
    article=Article(body="ucapcontent, .article_content, .article_content_body, .gzk_detail", title="ucaptitle"),
    hosts=("www.hlj.gov.cn",),
    delay=1.0,
    known_block="none seen; soft 404: a generic page with status 200",
)
