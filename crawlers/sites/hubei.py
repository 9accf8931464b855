"""湖北省: TRS static lists (.shtml) and IGS search behind 瑞数."""

from crawlers.site import Article, Site
from crawlers.sources import StaticList, igs_list, igs_search


def _list(id: str, unverified: str = "") -> StaticList:
    url = f"https://www.hubei.gov.cn/zfwj/{id}/index.shtml"
    return StaticList(id, url, row="div.list_block li", date="span", unverified=unverified)


_SISTER = "a sister of ezf; paging known from 2020"

HUBEI = Site(
    name="hubei",
    title="湖北省",
    adcode="420000",
    prefixes=("鄂政发", "鄂政办发", "鄂政办函"),
    sources=(
        _list("ezf"),
        _list("ezbf", _SISTER),
        _list("szfl", _SISTER),
        _list("ezh", _SISTER),
        _list("ezd", _SISTER),
        _list("qt", _SISTER),
        StaticList(
            "list1",
            "https://www.hubei.gov.cn/zfwj/list1.shtml",
            row="div.list_block li",
            date="span",
            unverified="rows; list1_4 is presumably page 5",
        ),
        StaticList(
            "gongbao",
            "https://www.hubei.gov.cn/zwgk/zfgb/index.shtml",
            second_page=(1, 2),
            unverified="rows and paging",
        ),
        igs_list(
            "hb_govdoc",
            "https://www.hubei.gov.cn/igs/front/search/list.html",
            index="hb-govdoc",
            type="govdoc",
            asked={
                "filter[fileYear]": "",
                "filter[FileName,DOCCONTENT,fileNum-or]": "{text}",
                "siteId": "50",
                "filter[SITEID]": "54",
            },
            order="PUBDATE",
        ),
        igs_search(
            "hb_site",
            "https://www.hubei.gov.cn/igs/front/search.jhtml",
            code="872801132c71495bbe5a938f6acff5aa",
            site_id="50",
        ),
    ),
    article=Article(body=".content_block, .bg_middle, .TRS_Editor", metadata=".metadata_content"),
    hosts=("www.hubei.gov.cn",),
    delay=3.0,
    known_block="瑞数: 412, at a second visit 400; cookies FSSBBIl1UgzbN7N80S and 924omrTVcFchP",
)
