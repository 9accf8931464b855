"""广西壮族自治区: TRS static lists with a dash, base not settled; search by IGS (old) and irs (new); http."""

from crawlers.site import Article, Site
from crawlers.sources import StaticList, igs_list, irs

_PORTAL = "http://www.gxzf.gov.cn"


def _list(id: str, path: str, unverified: str = "whether page 2 is index-1 or index-2: both are tried") -> StaticList:
    url = f"{_PORTAL}/{path}"
    return StaticList(id, url, name="index.shtml", second_page=(1, 2), separator="-", unverified=unverified)


GUANGXI = Site(
    name="guangxi",
    title="广西壮族自治区",
    adcode="450000",
    prefixes=("桂政发", "桂政办发", "桂政办电"),
    sources=(
        _list("zxwj", "zfwj/zxwj/index.shtml"),
        _list("szf", "zfwj/zzqrmzfwj_34845/"),
        _list("bgt", "zfwj/zzqrmzfbgtwj_34828/2022ngzbwj/"),
        _list("zcwj", "zwgk/zfxxgkzl_84988/zcwj_885018/", "rows and paging"),
        _list("gfx", "zwgk/zfxxgkzl_84988/zcwj_885018/xzgfxwj/", "rows and paging"),
        _list("gongbao", "zfgb/index.shtml", "rows and paging"),
        igs_list(
            "gx_list",
            f"{_PORTAL}/igs/front/search/list.html",
            index="file2-index-alias",
            type="governmentdocuments",
            asked={
                "filter[FileName,DOCCONTENT,fileNum-or]": "{text}",
                "siteId": "14",
                "filter[SITEID]": "3",
            },
            order="PUBDATE",
        ),
        irs(
            "gx_irs",
            f"{_PORTAL}/irs/front/search",
            code="181aedaa542",
            dataTypeId="241",
            unverified="which of list and listAndBox is filled: both are read",
        ),
    ),
    article=Article(body=".article-con, .TRS_Editor", metadata=".people-desc table"),
    hosts=("www.gxzf.gov.cn",),
    delay=1.0,
    known_block="unreachable from data-centre addresses abroad",
)
