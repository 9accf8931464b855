"""教育部 (auxiliary): WAS5 channels as HTML, 15 rows a page."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Rows

_WAS5 = "http://www.moe.gov.cn/was5/web/search"


def _channel(channel: str, unverified: str = "") -> Endpoint:
    query = {"channelid": channel, "page": "{page}"}
    return Endpoint(f"was5_{channel}", _WAS5, Rows(), family="F4", query=query, size=15, unverified=unverified)


MOE = Site(
    name="moe",
    title="教育部",
    adcode="",
    prefixes=("教职成", "教职成厅", "教发"),
    sources=(
        _channel("289046"),
        _channel("267907"),
        _channel("280494"),
        _channel("237424"),
        _channel("236238"),
        _channel("239993", unverified="seen once, not found again"),
        Endpoint(
            "moe_was5",
            _WAS5,
            Rows(),
            kind="search",
            family="F4",
            query={"channelid": "267907", "searchword": "{text}", "page": "{page}"},
            size=15,
            unverified="searchword",
        ),
    ),
    article=Article(body="#downloadContent, .moe_content, .TRS_Editor", title="h1", metadata="#moe-policy-table"),
    hosts=("www.moe.gov.cn",),
    delay=1.0,
)
