"""上海市: each section leads to one list a year, whose rows stand a second time in comments."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Rows, StaticList, YearArchive


def _section(number: str) -> YearArchive:
    return YearArchive(number, f"https://www.shanghai.gov.cn/{number}/index.html", date="span.time")


SHANGHAI = Site(
    name="shanghai",
    title="上海市",
    adcode="310000",
    prefixes=("沪府发", "沪府办发", "沪府规", "沪府办规", "沪府", "沪府办"),
    sources=(
        _section("nw39220"),
        _section("nw11407"),
        _section("nw11408"),
        _section("nw39221"),
        _section("nw42944"),
        _section("nw42850"),
        _section("nw2407"),
        StaticList(
            "gongbao",
            "https://www.shanghai.gov.cn/nw2404/index.html",
            second_page=(2, 1),
            unverified="rows and paging",
        ),
        StaticList(
            "gfxk",
            "https://service.shanghai.gov.cn/XingZhengWenDangKuJyh/Index.aspx",
            second_page=(),
            unverified="rows and paging of an ASP.NET page",
        ),
        Endpoint(
            "sh_search",
            "https://search.sh.gov.cn/searchResult",
            Rows("div.result.result-elm", link="a[title]", date="font"),
            kind="search",
            family="F10b",
            form={
                "text": "{text}",
                "searchText": "{text}",
                "pageNo": "{page}",
                "newsPageNo": "{page}",
                "pageSize": "20",
                "channel": "政务公开",
                "category6": "xxgk",
                "category7": "www.shanghai.gov.cn",
                "sortMode": "",
                "timeRange": "",
                "stealthy": "1",
            },
            size=20,
        ),
    ),
    article=Article(body="#ivs_content, .Article_content", title="#ivs_title, h2"),
    hosts=("www.shanghai.gov.cn", "search.sh.gov.cn", "service.shanghai.gov.cn"),
    delay=1.0,
)
