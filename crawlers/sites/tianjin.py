"""天津市: TRS static lists, some with the channel's number in the file name; search by IGS."""

from crawlers.site import Article, Site
from crawlers.sources import StaticList, igs_fields, igs_list, igs_search

TIANJIN = Site(
    name="tianjin",
    title="天津市",
    adcode="120000",
    prefixes=("津政发", "津政办发", "津政办规"),
    sources=(
        StaticList(
            "szfwj",
            "https://www.tj.gov.cn/zwgk/szfwj/index.html",
            link="a.list-item-con",
            unverified="in 2026, from abroad, the section's directories were built by script",
        ),
        StaticList("tjsrmzf", "https://www.tj.gov.cn/zwgk/szfwj/tjsrmzf/index_10960.html"),
        StaticList("tjsrmzfbgt", "https://www.tj.gov.cn/zwgk/szfwj/tjsrmzfbgt/index_10989.html"),
        StaticList("gongbao", "https://www.tj.gov.cn/zwgk/szfgb/", second_page=(1, 2), unverified="rows and paging"),
        igs_list(
            "tj_policy",
            "https://www.tj.gov.cn/igs/front/search/list.html",
            index="zcwj-index-200424",
            type="zcfg",
            asked={
                "filter[BT,ZW,FWZH-or]": "{text}",
                "filter[FBRQ-gte]": "{since}",
                "filter[FBRQ-lte]": "{until}",
            },
            order="FBRQ",
            fields=igs_fields(title="BT", date=("FBRQ", "CWRQ"), number="FWZH"),
        ),
        igs_search(
            "tj_site",
            "http://www.tj.gov.cn/igs/front/search.jhtml",
            code="78778b9ded5140d4984030cf8f469303",
            site_id="34",
            time="{dated:{since},{until}|}",
            sortByFocus="true",
            type1="2407",
        ),
    ),
    article=Article(body="#xlrllt, .TRS_Editor, .view"),
    hosts=("www.tj.gov.cn", "gk.tj.gov.cn"),
    delay=1.0,
)
