"""国务院, the portal www.gov.cn: documents are found by its search and its feed, not by a list one could walk."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Fields, govcn_search

GUOWUYUAN = Site(
    name="guowuyuan",
    title="国务院",
    adcode="000000",
    prefixes=("国发", "国办发", "国令", "国函", "中发", "中办发"),
    sources=(
        Endpoint(
            "zuixin",
            "https://www.gov.cn/zhengce/zuixin/ZUIXINZHENGCE.json",
            Fields("", title="TITLE", url="URL", date="DOCRELPUBTIME"),
            family="F1",
            pages=1,
        ),
        govcn_search("zhengcelibrary"),
        govcn_search("zhengce"),
        govcn_search("gongbao"),
        govcn_search("zhengcelibrary_gw"),
        govcn_search("zhengcelibrary_bm"),
        govcn_search("zhengcelibrary_gw_bm_gb"),
        govcn_search("zhengcelibrary_gw_bm", unverified="the kind that answered in 2021; not seen since"),
    ),
    article=Article(
        body="#UCAP-CONTENT, .pages_content, .trs_editor_view",
        title="h1#ti",
        metadata="table.bd1, .pctoubukuang1",
    ),
    hosts=("www.gov.cn", "sousuo.www.gov.cn"),
    delay=1.0,
    known_block="a crawler's user agent is refused (403)",
)
