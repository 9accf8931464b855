"""Sites of their own platforms: 国务院, 河北, 辽宁, 上海, 安徽, 河南, 湖南, 广东. Addresses and ids: sites.yaml."""

from __future__ import annotations

from tests.portals import rows
from tests.portals.column import Column
from tests.portals.hanweb import jsearchfront
from tests.portals.own_platforms import (
    block_list,
    block_search,
    external_list,
    external_search,
    gd_search,
    gkmlpt,
    govcn_search,
    hunan_search,
    json_feed,
    label_list,
    label_search,
    pc_render,
    shanghai_search,
)
from tests.portals.shelf import Shelf
from tests.portals.sites.trs import plain
from tests.portals.static_lists import numbered_list, page_dec, prefixed_list, year_archive


def guowuyuan(shelf: Shelf) -> list[Column]:
    www = "https://www.gov.cn"
    search = "https://sousuo.www.gov.cn/search-gov/data"
    addresses = (
        (f"{www}/zhengce/content/", "{ym}/content_{id}.htm"),
        (f"{www}/zhengce/", "{ym}/content_{id}.htm"),
        (f"{www}/gongbao/content/", "{y}/content_{id}.htm"),
    )
    feed = [entry for under, pattern in addresses for entry in shelf.take(4, under, pattern)]
    kinds = ("zhengcelibrary", "zhengce", "gongbao", "zhengcelibrary_gw", "zhengcelibrary_bm")
    flat = ("zhengcelibrary_gw_bm_gb", "zhengcelibrary_gw_bm")
    library = shelf.take(30, *addresses[0])
    return [
        json_feed("zuixin", f"{www}/zhengce/zuixin/ZUIXINZHENGCE.json", feed),
        *(govcn_search(kind, search, [*feed, *library][at * 5 : at * 5 + 12]) for at, kind in enumerate(kinds)),
        *(govcn_search(kind, search, [*feed, *library]) for kind in flat),
    ]


_GFX = "templates/2e3e81cf-d53a-40f0-9d7f-060e77400269/blocks/c0704ccb-1df3-4edd-9391-3f0e6d7db920"
_QT = "templates/09a19324-88df-4949-b69b-f29b625e5e59/blocks/68261b4a-dac0-411d-95cf-5cef697b63d7"
_ALL = "templates/f46e1e7c-5d7e-4585-aacd-9f792cc2f27c/blocks/12a2ace1-a99f-428d-b067-48a9ceb838bd"
_FIND = "templates/b5a0012b-09bd-4038-95df-37c8fd97f2ac/blocks/7054057f-8913-4ee5-8030-a77aeb6be68d"


def hebei(shelf: Shelf) -> list[Column]:
    base = "https://www.hebei.gov.cn/columns"

    def column(id: str, number: str, block: str, count: int) -> Column:
        return block_list(id, f"{base}/{number}/{block}", shelf.take(count, f"{base}/{number}/"))

    whole = "332d4a26-5321-4072-967a-fda55b1f345f"
    return [
        column("szf_gfx", "b1b59c8c-81a3-4cf2-b876-8618919c0049", _GFX, 17),
        column("bgt_gfx", "3d33a20b-4271-4b3b-8cae-3664e980d262", _GFX, 5),
        column("szf_qt", "84f73ef0-6a8d-495e-9bf2-acffc68c31f6", _QT, 5),
        column("bgt_qt", "8dff597e-a95c-4b20-b321-a5320af40141", _QT, 4),
        block_list(
            "gfx_all",
            f"{base}/{whole}/{_ALL}",
            [*shelf.take(3, f"{base}/{whole}/"), *shelf.again(15)],
            f"{base}/{whole}/index.html",
        ),
        plain(shelf, "gongbao", f"{base}/34db8c86-ac4c-4774-9974-e7d88fd3bb1f/index.html"),
        block_search("he_block", f"{base}/0/{_FIND}", shelf.taken),
        jsearchfront(
            "zwfw_cate",
            "https://zwfw.hebei.gov.cn/jsearchfront/interfaces/cateSearch.do",
            shelf.taken[:12],
            {"websiteid": "130000000000000"},
        ),
    ]


def liaoning(shelf: Shelf) -> list[Column]:
    www = "https://www.ln.gov.cn"
    base = f"{www}/web/zwgkx/zfwj"

    def column(id: str, url: str, prefix: str, count: int) -> Column:
        return prefixed_list(id, f"{url}/index.shtml", shelf.take(count, f"{url}/"), prefix)

    ids = {"siteId": "d8b2a4c4514647cfa4ed0c9107403478"}
    return [
        column("szfwj", f"{base}/szfwj", "89275467", 9),
        column("szfbgtwj", f"{base}/szfbgtwj", "3c92e3a6", 6),
        column("lzb", f"{base}/lzb", "56a176e0", 5),
        column("bmwj", f"{base}/bmwj", "f1e5925d", 5),
        # A numeric module id is the prefix, whole.
        column("gfx", f"{www}/web/zwgkx/zfxxgk1/zc/xzgfxwj/szf/szfwj", "9000001", 5),
        column("zcwjk", f"{www}/web/lnszcwjk", "9000002", 2),
        column("gongbao", f"{www}/web/zwgkx/lnsrmzfgb", "9000003", 2),
        prefixed_list(
            "jyt_gsgg",
            "https://jyt.ln.gov.cn/jyt/gk/gsgg/index.shtml",
            shelf.take(5, "https://jyt.ln.gov.cn/jyt/gk/gsgg/"),
            "9000004",
        ),
        pc_render("ln_pcrender", f"{www}/search/pcRender", shelf.taken, "fe81c5eea00a4b72921268a33446352a", ids),
    ]


def shanghai(shelf: Shelf) -> list[Column]:
    www = "https://www.shanghai.gov.cn"

    def column(id: str, count: int) -> Column:
        return year_archive(id, f"{www}/{id}/index.html", shelf.take(count, f"{www}/nw12344/"))

    return [
        column("nw39220", 9),
        column("nw11407", 5),
        *(column(id, 3) for id in ("nw39221", "nw42944", "nw42850", "nw2407")),
        plain(shelf, "gongbao", f"{www}/nw2404/index.html"),
        plain(shelf, "gfxk", "https://service.shanghai.gov.cn/XingZhengWenDangKuJyh/Index.aspx"),
        # The documents so far are of 2023; these go on into 2022, so that the column has two archives.
        column("nw11408", 14),
        shanghai_search("sh_search", "https://search.sh.gov.cn/searchResult", shelf.taken),
    ]


def anhui(shelf: Shelf) -> list[Column]:
    www = "https://www.ah.gov.cn"
    url = f"{www}/site/label/8888"

    def column(id: str, count: int, **ids: str) -> Column:
        return label_list(id, url, shelf.take(count, f"{www}/public/1681/"), ids)

    return [
        column("szf", 20, type="4", catId="6708461"),
        column("bgt", 5, type="4", catId="6708471"),
        column("gfx_szf", 17, type="6", catIds="6718251"),
        column("gfx_bgt", 4, type="6", catIds="6718261"),
        column("fz", 3, type="4", catId="6708481"),
        plain(shelf, "gongbao", f"{www}/szf/zfgb/index.html"),
        label_search("ah_label", f"{www}/anhuisousuoserver/site/label/8888", shelf.taken),
    ]


def henan(shelf: Shelf) -> list[Column]:
    www, api = "https://www.henan.gov.cn", "https://searchapi.henan.gov.cn/open/api"

    def channel(id: str, count: int, marks: str) -> Column:
        return external_list(id, f"{api}/external", shelf.take(count, f"{www}/"), marks)

    def column(id: str, count: int) -> Column:
        url = f"{www}/zwgk/fgwj/{id}/index.html"
        return numbered_list(id, url, shelf.take(count, f"{www}/"), rows.HENAN, pager=page_dec)

    others = "45000000010115570443879507,45000000010116564904834299"
    return [
        column("yz", 9),
        column("yzb", 5),
        channel("api_yz", 17, "45000000010115416542079063"),
        channel("api_yzb", 16, "45000000010115416542055799"),
        channel("api_qt", 4, others),
        plain(shelf, "gfx", f"{www}/zwgk/zfxxgk/zc/xzgfxwj/"),
        plain(shelf, "gongbao", f"{www}/zwgk/zfgb/"),
        external_search("ha_api", f"{api}/external-new", shelf.taken),
    ]


def hunan(shelf: Shelf) -> list[Column]:
    base = "http://www.hunan.gov.cn/hnszf/xxgk/wjk"
    files, office = f"{base}/szfwj/", f"{base}/szfbgt/"
    return [
        numbered_list("szfwj", f"{files}wjk_glrb.html", shelf.take(9, files), rows.HUNAN, second=2),
        numbered_list("szfbgt", f"{office}wjk_glrb.html", shelf.take(9, office), rows.HUNAN, second=2, end="stub"),
        plain(shelf, "gongbao", "https://www.hunan.gov.cn/hnszf/szf/hnzb_18/index.html"),
        plain(shelf, "jyt_gfxwj", "http://jyt.hunan.gov.cn/jyt/sjyt/xxgk/zcfg/gfxwj/"),
        hunan_search("hn_file", "https://searching.hunan.gov.cn/hunan/001000000/file", shelf.taken),
    ]


def guangdong(shelf: Shelf) -> list[Column]:
    www = "https://www.gd.gov.cn"
    files = f"{www}/zwgk/wjk/qbwj/"
    posts = shelf.take(9, files, "yf/content/post_{id}.html")
    platform = shelf.take(102, f"{www}/gkmlpt/content/", "{id6}/{id3}/post_{id}.html")
    search = "https://search.gd.gov.cn/api/search"
    return [
        numbered_list("wjk_all", f"{files}index.html", posts, rows.GUANGDONG, second=2),
        gkmlpt("gkmlpt_all", f"{www}/gkmlpt/api/all/5", platform, "2"),
        plain(shelf, "gongbao", f"{www}/zwgk/gongbao/index.html"),
        gd_search("gd_all", f"{search}/all", shelf.taken, files=False),
        gd_search("gd_file", f"{search}/file", shelf.taken, files=True),
    ]
