"""吉林省: lists are JSONP of its old search, documents lie on xxgk.jl.gov.cn; search by irs."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Fields, StaticList, irs

_JSONP = "https://infogate.jl.gov.cn/govsearch/jsonp"


def _by_number(id: str, prefix: str, unverified: str = "") -> Endpoint:
    return Endpoint(
        id,
        f"{_JSONP}/zf_jd_list.jsp",
        Fields("data", title="tip.title", url="puburl", date=("tip.dates", "efectdate"), number="tip.filenum"),
        family="F4b",
        query={
            "page": "{page}",
            "lb": "134657",
            "callback": "result",
            "sword": prefix,
            "searchColumn": "wenhao",
            "searchYear": "all",
            "pubURL": "http://xxgk.jl.gov.cn/",
            "SType": "1",
            "channelId": "134657",
        },
        unverified=unverified,
    )


JILIN = Site(
    name="jilin",
    title="吉林省",
    adcode="220000",
    prefixes=("吉政发", "吉政办发", "吉政函"),
    sources=(
        _by_number("zf_jd", "吉政发"),
        _by_number("zf_jd_bgt", "吉政办发", unverified="the survey asks for 吉政发 only; this is the same request"),
        Endpoint(
            "gfxwj",
            f"{_JSONP}/gkml_xzgf20221026.jsp",
            Fields(
                "list",
                title=("title", "tip.title"),
                url="puburl",
                date=("pubdate", "tip.dates"),
                number=("filenum", "tip.filenum"),
            ),
            family="F4b",
            query={"callback": "result", "page": "{page}", "size": "15", "keyword": "", "keywordCategory": "title"},
            size=15,
            unverified="the names of title and number",
        ),
        StaticList("zcxx", "http://www.jl.gov.cn/zcxx/", second_page=(1, 2), unverified="rows and paging"),
        StaticList(
            "gfx_page",
            "http://xxgk.jl.gov.cn/szf/xxgk/gknr/lzyj/xzgfxwj/",
            second_page=(1, 2),
            unverified="rows and paging",
        ),
        StaticList("gongbao", "http://www.jl.gov.cn/gb/", second_page=(1, 2), unverified="rows and paging"),
        StaticList(
            "jyt_ggl",
            "https://jyt.jl.gov.cn/zwgk/ggl/",
            second_page=(1, 2),
            unverified="教育厅: scheme, rows and paging",
        ),
        irs(
            "jl_irs",
            "https://haiyun.jl.gov.cn/irs/front/search",
            code="1892dd01822",
            dataTypeId="501",
            unverified="customFilter (channel_id eq 69308) is not sent: its JSON is not known",
        ),
    ),
    article=Article(body=".content, .contents_div, .Custom_UnionStyle", metadata='table[class^="zly_xxgk"]'),
    hosts=(
        "www.jl.gov.cn",
        "xxgk.jl.gov.cn",
        "infogate.jl.gov.cn",
        "haiyun.jl.gov.cn",
        "intellsearch.jl.gov.cn",
        "was.jl.gov.cn",
    ),
    delay=1.0,
)
