"""河北省: lists and search are HTML fragments of blocks; not reachable from abroad."""

from crawlers.site import Article, Site
from crawlers.sources import Endpoint, Rows, StaticList, jsearchfront

_COLUMNS = "https://www.hebei.gov.cn/columns"
_NORMATIVE = "templates/2e3e81cf-d53a-40f0-9d7f-060e77400269/blocks/c0704ccb-1df3-4edd-9391-3f0e6d7db920"
_OTHER = "templates/09a19324-88df-4949-b69b-f29b625e5e59/blocks/68261b4a-dac0-411d-95cf-5cef697b63d7"
_ALL = "templates/f46e1e7c-5d7e-4585-aacd-9f792cc2f27c/blocks/12a2ace1-a99f-428d-b067-48a9ceb838bd"


def _block(id: str, column: str, block: str, unverified: str = "") -> Endpoint:
    rows = Rows("li.xxgk_gfxwjk-list-li", link="p:nth-of-type(2) a", date="p:nth-of-type(4)")
    query = {"page": "{page}", "fix": "0"}
    return Endpoint(id, f"{_COLUMNS}/{column}/{block}", rows, family="F8", query=query, unverified=unverified)


HEBEI = Site(
    name="hebei",
    title="河北省",
    adcode="130000",
    prefixes=("冀政发", "冀政办发", "冀政规", "冀政办规", "冀政字", "冀政办字"),
    sources=(
        _block("szf_gfx", "b1b59c8c-81a3-4cf2-b876-8618919c0049", _NORMATIVE),
        _block("bgt_gfx", "3d33a20b-4271-4b3b-8cae-3664e980d262", _NORMATIVE),
        _block("szf_qt", "84f73ef0-6a8d-495e-9bf2-acffc68c31f6", _OTHER),
        _block("bgt_qt", "8dff597e-a95c-4b20-b321-a5320af40141", _OTHER),
        _block("gfx_all", "332d4a26-5321-4072-967a-fda55b1f345f", _ALL),
        StaticList(
            "gongbao",
            f"{_COLUMNS}/34db8c86-ac4c-4774-9974-e7d88fd3bb1f/index.html",
            second_page=(),
            unverified="rows and paging",
        ),
        Endpoint(
            "he_block",
            f"{_COLUMNS}/0/templates/b5a0012b-09bd-4038-95df-37c8fd97f2ac/blocks/7054057f-8913-4ee5-8030-a77aeb6be68d",
            Rows('li[style*="block"]', link="a[title]", date="span.date"),
            kind="search",
            family="F8",
            query={"page": "{page}", "keyword": "{text}", "fix": "1"},
        ),
        jsearchfront(
            "zwfw_cate",
            "https://zwfw.hebei.gov.cn/jsearchfront/interfaces/cateSearch.do",
            website="130000000000000",
            asked={},
            unverified="answered in 2021; its cateid and tpl are not known",
        ),
    ),
    article=Article(
        body=".xxgk_gfxwjk-xqy-neir, .xxgkgzwjk_xqy-cont, .incontent, #zoom", title="h1", metadata="div.wjct"
    ),
    hosts=("www.hebei.gov.cn", "info.hebei.gov.cn"),
    delay=1.5,
    known_block="unreachable from foreign and data-centre addresses",
)
