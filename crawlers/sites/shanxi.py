"""山西省: TRS static lists (.shtml); search by trssearch; not reachable from abroad."""

from crawlers.site import Article, Site
from crawlers.sources import StaticList, trssearch

_DISCLOSED = "https://www.shanxi.gov.cn/zfxxgk/zfxxgkzl"
_NORMATIVE = f"{_DISCLOSED}/zc/xzgfxwj/bmgfxwj1/szfzcbm_76475"

SHANXI = Site(
    name="shanxi",
    title="山西省",
    adcode="140000",
    prefixes=("晋政发", "晋政办发", "晋政规"),
    sources=(
        StaticList("szfwj", f"{_DISCLOSED}/fdzdgknr/lzyj/szfwj/index.shtml", row=".sxinfo-pubfiles-item"),
        StaticList("szfbgtwj", f"{_DISCLOSED}/fdzdgknr/lzyj/szfbgtwj/index.shtml", row=".sxinfo-pubfiles-item"),
        StaticList("gfxwj", f"{_NORMATIVE}/srmzf/index_11287.shtml", entry=f"{_NORMATIVE}/srmzf/index.shtml"),
        StaticList("gfxwj_bgt", f"{_NORMATIVE}/srmzfbgt/index_11288.shtml"),
        StaticList(
            "gongbao",
            f"{_DISCLOSED}/fdzdgknr/zfgb/",
            name="index.shtml",
            second_page=(1, 2),
            unverified="rows and paging",
        ),
        trssearch(
            "sx_trs",
            "https://www.shanxi.gov.cn/trs-search/trssearch/v2/searchAll.do",
            site_id="110",
            searchTag="all",
            fullKeywords="",
            orKeywords="",
            notKeywords="",
            sort="",
            organization="",
            zcYear="",
            isAlways="1",
            fileTag="",
        ),
    ),
    article=Article(
        body=".sxgzk-detail-con, .container.boxcenter.sxszf-detail, .TRS_Editor",
        metadata="table.affairs-detail-head",
    ),
    hosts=("www.shanxi.gov.cn",),
    delay=1.0,
    known_block="unreachable from foreign addresses",
)
