"""Sites of TRS: numbered lists beside irs, IGS, trssearch or WAS5 searches. Addresses and ids: sites.yaml."""

from __future__ import annotations

from tests.portals import rows
from tests.portals.column import Column, Route
from tests.portals.shelf import Shelf
from tests.portals.static_lists import (
    base64_pager,
    count_page,
    create_page,
    create_page_of_five,
    create_page_short,
    numbered_list,
    redirected,
)
from tests.portals.trs_search import (
    igs_documents,
    igs_site,
    irs_list,
    irs_search,
    jsonp_list,
    jsonp_tips,
    open_search,
    ssp_list,
    ssp_search,
    trssearch,
    was5_form,
    was5_json,
    was5_list,
    was5_search,
)
from tests.portals.ucap import refusing_search, sogov


def plain(shelf: Shelf, id: str, url: str) -> Column:
    """A column whose rows and paging the survey does not know: one page of plain rows, one document known already."""
    return numbered_list(id, url, [*shelf.take(2, f"{url.rpartition('/')[0]}/"), *shelf.again(1)])


def moe(shelf: Shelf) -> list[Column]:
    url = "http://www.moe.gov.cn/was5/web/search"
    counts = {"289046": 17, "267907": 16, "280494": 4, "237424": 4, "236238": 4, "239993": 3}
    articles = "http://www.moe.gov.cn/srcsite/A07/"
    lists = [was5_list(f"was5_{channel}", url, channel, shelf.take(n, articles)) for channel, n in counts.items()]
    return [*lists, was5_search("moe_was5", url, shelf.taken, tuple(counts))]


def beijing(shelf: Shelf) -> list[Column]:
    www = "https://www.beijing.gov.cn"
    zc, files = f"{www}/zhengce", f"{www}/zhengce/zfwj/zfwj2016"
    five = create_page_of_five
    return [
        numbered_list("zcfg", f"{zc}/zhengcefagui/index.html", shelf.take(9, f"{zc}/zhengcefagui/"), pager=five),
        numbered_list("gfxwj", f"{zc}/gfxwj/", shelf.take(12, f"{zc}/gfxwj/"), rows.BEIJING_FLAGGED, second=None),
        numbered_list("szfwj", f"{files}/szfwj/", shelf.take(5, f"{files}/szfwj/"), rows.DEFAULT_NEWS, second=None),
        numbered_list("bgtwj", f"{files}/bgtwj/", shelf.take(5, f"{files}/bgtwj/"), rows.BEIJING_OFFICE, second=None),
        numbered_list("gz", f"{www}/gongkai/zfxxgk/zc/gz/", shelf.take(6, f"{zc}/gz/"), rows.BEIJING_RULES),
        plain(shelf, "gongbao", f"{zc}/zfgb/"),
        plain(shelf, "jw_zcwj", "https://jw.beijing.gov.cn/xxgk/2024zcwj/"),
        sogov("bj_so", f"{www}/so/ss/query/s", shelf.taken, {"siteCode": "1100000088"}),
    ]


def tianjin(shelf: Shelf) -> list[Column]:
    www = "https://www.tj.gov.cn"
    base = f"{www}/zwgk/szfwj"
    site = {"code": "78778b9ded5140d4984030cf8f469303", "siteId": "34"}
    policy = {"index": "zcwj-index-200424", "type": "zcfg", "filter[AVAILABLE]": "true"}
    return [
        numbered_list("szfwj", f"{base}/index.html", shelf.take(9, f"{base}/"), rows.TIANJIN, pager=create_page),
        numbered_list("tjsrmzf", f"{base}/tjsrmzf/index_10960.html", shelf.take(9, f"{base}/tjsrmzf/"), rows.TIANJIN),
        numbered_list(
            "tjsrmzfbgt", f"{base}/tjsrmzfbgt/index_10989.html", shelf.take(5, f"{base}/tjsrmzfbgt/"), rows.TIANJIN
        ),
        plain(shelf, "gongbao", f"{www}/zwgk/szfgb/"),
        igs_documents(
            "tj_policy",
            f"{www}/igs/front/search/list.html",
            shelf.taken,
            policy,
            "filter[BT,ZW,FWZH-or]",
            tianjin=True,
        ),
        igs_site("tj_site", "http://www.tj.gov.cn/igs/front/search.jhtml", shelf.taken, site),
    ]


def shanxi(shelf: Shelf) -> list[Column]:
    www = "https://www.shanxi.gov.cn"
    files = f"{www}/zfxxgk/zfxxgkzl/fdzdgknr/lzyj"
    rules = f"{www}/zfxxgk/zfxxgkzl/zc/xzgfxwj/bmgfxwj1/szfzcbm_76475"
    szf, bgt = f"{files}/szfwj/", f"{files}/szfbgtwj/"
    return [
        numbered_list("szfwj", f"{szf}index.shtml", shelf.take(9, szf), rows.SHANXI, pager=count_page, end="repeated"),
        numbered_list("szfbgtwj", f"{bgt}index.shtml", shelf.take(6, bgt), rows.SHANXI),
        _shanxi_rules(shelf, "gfxwj", f"{rules}/srmzf/", "11287"),
        _shanxi_rules(shelf, "gfxwj_bgt", f"{rules}/srmzfbgt/", "11288"),
        plain(shelf, "gongbao", f"{www}/zfxxgk/zfxxgkzl/fdzdgknr/zfgb/"),
        trssearch("sx_trs", f"{www}/trs-search/trssearch/v2/searchAll.do", shelf.taken, {"siteId": "110"}),
    ]


def _shanxi_rules(shelf: Shelf, id: str, directory: str, channel: str) -> Column:
    """The first page answers as index and as index_<channel>; the others as index_<channel>_N."""
    url, also = f"{directory}index_{channel}.shtml", f"{directory}index.shtml"
    named = numbered_list(id, url, shelf.take(6, directory), rows.SHANXI, pager=count_page)
    return Column(id, named.entries, (*named.routes, Route(also, named.routes[0].answer)))


def neimenggu(shelf: Shelf) -> list[Column]:
    www = "https://www.nmg.gov.cn"
    base = f"{www}/zwgk/zfxxgk/zfxxgkml"
    both, old, new = f"{base}/zzqzfjbgtwj/", f"{base}/gzxzgfxwj/xzgfxwj/", f"{www}/zwgk/zfxxgk/zc/xzgfxwj/"
    gazette = plain(shelf, "gongbao", f"{www}/zwgk/zfgb/2026n/index.html")
    library = {"validity": "有效", "postCity": "nmg"}
    return [
        numbered_list("zzqzfjbgtwj", f"{both}index.html", shelf.take(9, both), rows.TABLE, pager=create_page),
        numbered_list("xzgfxwj", f"{old}index.html", shelf.take(5, old), rows.TABLE),
        numbered_list("zc_gfx", new, shelf.take(5, new), rows.TABLE),
        open_search("gfxwjk_api", f"{www}/nmsearch/openSearch/gfxwjkList", shelf.take(12, new), library),
        Column("gongbao", gazette.entries, (*redirected(f"{www}/zwgk/zfgb/", "2026n/index.html"), *gazette.routes)),
        trssearch("nm_trs", f"{www}/nmsearch/trssearch/searchAll.do", shelf.taken, {"siteId": "32"}),
    ]


def jilin(shelf: Shelf) -> list[Column]:
    gate = "https://infogate.jl.gov.cn/govsearch/jsonp"
    articles = "http://xxgk.jl.gov.cn/szf/gkml/"
    list_ids = {"lb": "134657", "channelId": "134657", "searchColumn": "wenhao"}
    return [
        jsonp_tips("zf_jd", f"{gate}/zf_jd_list.jsp", shelf.take(17, articles), "吉政发", list_ids),
        jsonp_tips("zf_jd_bgt", f"{gate}/zf_jd_list.jsp", shelf.take(4, articles), "吉政办发", list_ids),
        jsonp_list("gfxwj", f"{gate}/gkml_xzgf20221026.jsp", shelf.take(16, articles)),
        plain(shelf, "zcxx", "http://www.jl.gov.cn/zcxx/"),
        plain(shelf, "gfx_page", "http://xxgk.jl.gov.cn/szf/xxgk/gknr/lzyj/xzgfxwj/"),
        plain(shelf, "gongbao", "http://www.jl.gov.cn/gb/"),
        plain(shelf, "jyt_ggl", "http://jyt.jl.gov.cn/zwgk/ggl/"),
        irs_search(
            "jl_irs",
            "https://haiyun.jl.gov.cn/irs/front/search",
            shelf.taken,
            [{"code": "1892dd01822", "dataTypeId": "501"}],
            "table-4",
        ),
    ]


def fujian(shelf: Shelf) -> list[Column]:
    www = "https://www.fujian.gov.cn"
    files, newest = f"{www}/zwgk/zfxxgk/szfwj/", f"{www}/zwgk/zxwj/szfwj/"
    page = "{ym}/t{ymd}_{id}.htm"
    channel = {"channelid": "291575", "templet": "docs.jsp"}
    library = {"siteId": "8a28cde27b39c3a7017b4e11850d009c", "apiName": "SSP_XZGFWJ", "sourceType": "SSP_XZGFWJ"}
    site = {"siteId": "ff808081624641aa0162476c0e0e0055", "sourceType": "SSP_ZHSS"}
    return [
        was5_json("szfwj_was", f"{www}/was5/web/search", shelf.take(12, files, page), channel),
        numbered_list("szfwj", newest, shelf.take(9, newest, page)),
        plain(shelf, "gfx", f"{files}jgzz/xzgfxwj/"),
        ssp_list("gfx_api", f"{www}/ssp/search/api/apiSearch", shelf.take(12, files, page), library),
        # The answer of 2021 is on file, but not what was asked: apiName is the declaration's guess.
        ssp_list(
            "openinfo", f"{www}/ssp/search/api/apiSearch", shelf.take(3, files, page), {"apiName": "SSP_OPENINFO"}
        ),
        plain(shelf, "gongbao", "http://zfgb.fujian.gov.cn/"),
        ssp_search("fj_ssp", f"{www}/ssp/search/api/search", shelf.taken, site),
    ]


def hubei(shelf: Shelf) -> list[Column]:
    www = "https://www.hubei.gov.cn"
    base, page = f"{www}/zfwj", "{ym}/t{ymd}_{id}.shtml"

    def column(id: str, count: int) -> Column:
        articles = shelf.take(count, f"{base}/{id}/", page)
        return numbered_list(id, f"{base}/{id}/index.shtml", articles, rows.HUBEI, pager=create_page)

    documents = {"filter[AVAILABLE]": "true", "siteId": "50", "filter[SITEID]": "54"}
    site = {"code": "872801132c71495bbe5a938f6acff5aa", "siteId": "50"}
    return [
        column("ezf", 9),
        *(column(id, 3) for id in ("ezbf", "szfl", "ezh", "ezd", "qt")),
        numbered_list("list1", f"{base}/list1.shtml", shelf.taken[:9], rows.HUBEI),
        plain(shelf, "gongbao", f"{www}/zwgk/zfgb/index.shtml"),
        igs_documents(
            "hb_govdoc",
            f"{www}/igs/front/search/list.html",
            shelf.taken,
            documents,
            "filter[FileName,DOCCONTENT,fileNum-or]",
        ),
        igs_site("hb_site", f"{www}/igs/front/search.jhtml", shelf.taken, site),
    ]


def guangxi(shelf: Shelf) -> list[Column]:
    www = "http://www.gxzf.gov.cn"
    page = "t{ymd}_{id}.shtml"
    files, office = f"{www}/zfwj/zzqrmzfwj_34845/", f"{www}/zfwj/zzqrmzfbgtwj_34828/2022ngzbwj/"
    newest, policy = f"{www}/zfwj/zxwj/", f"{www}/zwgk/zfxxgkzl_84988/zcwj_885018/"
    documents = {"index": "file2-index-alias", "type": "governmentdocuments", "siteId": "14", "filter[SITEID]": "3"}
    return [
        # The survey does not settle where index-N begins: the portal answers both ways, one column each.
        numbered_list("zxwj", f"{newest}index.shtml", shelf.take(9, newest, page), mark="-", second=1),
        numbered_list("szf", files, shelf.take(9, files, page), mark="-", second=2),
        numbered_list("bgt", office, shelf.take(6, office, page), mark="-", second=1, end="repeated"),
        plain(shelf, "zcwj", policy),
        plain(shelf, "gfx", f"{policy}xzgfxwj/"),
        plain(shelf, "gongbao", f"{www}/zfgb/index.shtml"),
        igs_documents(
            "gx_list",
            f"{www}/igs/front/search/list.html",
            shelf.taken,
            documents,
            "filter[FileName,DOCCONTENT,fileNum-or]",
        ),
        irs_search(
            "gx_irs",
            f"{www}/irs/front/search",
            shelf.taken,
            [{"code": "181aedaa542", "dataTypeId": "241"}],
            "listAndBox",
        ),
    ]


def chongqing(shelf: Shelf) -> list[Column]:
    www = "https://www.cq.gov.cn"
    base = f"{www}/zwgk/zfxxgkml/szfwj"
    names = {"title": "f_202121500898", "published": "f_202121607647", "number": "f_202121837479"}
    table = {"tenantId": "7", "tableName": "t_1775cd018c6"}

    def column(id: str, path: str, count: int, row: rows.Rows = rows.CHONGQING) -> Column:
        directory = f"{base}/{path}/"
        return numbered_list(id, f"{directory}index.html", shelf.take(count, directory), row, pager=create_page_short)

    return [
        column("gfx_szf", "xzgfxwj/szf", 9),
        column("gfx_bgt", "xzgfxwj/szfbgt", 5),
        column("qtgw", "qtgw", 5),
        column("zfgz", "zfgz/zfgz", 5, rows.CHONGQING_RULES),
        plain(shelf, "qtwj", f"{www}/zwgk/zfxxgkzl/zc/qtwj/"),
        irs_list("irs_list", "http://www.cq.gov.cn/irs/front/list", shelf.take(12, f"{base}/qtgw/"), table, names),
        plain(shelf, "gongbao", f"{www}/zwgk/zfxxgkml/zfgb/2026/"),
        irs_search("cq_irs", f"{www}/irs/front/search", shelf.taken, [{"tenantId": "7", "dataTypeId": "10"}]),
    ]


def guizhou(shelf: Shelf) -> list[Column]:
    www = "https://www.guizhou.gov.cn"
    base = f"{www}/zwgk/zcfg/szfwj"

    def column(id: str, count: int) -> Column:
        directory = f"{base}/{id}/"
        return numbered_list(
            id, f"{directory}index.html", shelf.take(count, directory), rows.GUIZHOU, content_type="text/html"
        )

    return [
        column("qff", 9),
        *(column(id, 5) for id in ("qfbf", "qfh", "qfbh", "szfl")),
        plain(shelf, "gfx", f"{www}/ztzl/gzsgzhgfxwjsjk/gfxwjsjk/"),
        plain(shelf, "gongbao", f"{www}/zwgk/zfgb/gzszfgb/"),
        irs_search("gz_irs", f"{www}/irs/front/search", shelf.taken, [{"tenantId": "186", "dataTypeId": "963"}]),
    ]


def yunnan(shelf: Shelf) -> list[Column]:
    www = "https://www.yn.gov.cn"
    base = f"{www}/zwgk/zcwj"

    def column(id: str, count: int) -> Column:
        return numbered_list(id, f"{base}/{id}/", shelf.take(count, f"{base}/{id}/"), rows.YUNNAN)

    newest = numbered_list(
        "zxwj",
        f"{base}/zxwj/index.html",
        shelf.take(9, f"{base}/zxwj/"),
        rows.TABLE,
        pager=base64_pager,
        strangers=shelf.strangers(1, "https://www.sample.example/zwgk/"),
    )
    siblings = ("szfl", "yzg", "yzh", "yunzf", "yzr", "yfmd", "yzbg", "yzbh", "yzbmd", "qtwj")
    return [
        newest,
        column("yzf", 9),
        column("yzfb", 5),
        *(column(id, 2) for id in siblings),
        plain(shelf, "gfx", f"{www}/zwgk/zfxxgkpt/gkptzcwj/xzgfxwj/"),
        plain(shelf, "gongbao", f"{www}/zwgk/zfgb/"),
        sogov("yn_sogov", "https://api.so-gov.cn/query/s", shelf.taken, {"siteCode": "ynzcwjk"}),
        refusing_search("yn_old", "https://api.so-gov.cn/s"),
    ]


def xizang(shelf: Shelf) -> list[Column]:
    www = "https://www.xizang.gov.cn"
    files, office = f"{www}/zwgk/xxfb/zfwj/", f"{www}/zwgk/xxfb/zbwj/"
    rules = f"{www}/zwgk/zfxxgk/fdzdgknr/zc/xzgfxwj/"
    site = {"code": "30e4960928e74a14a2c05439d100cfc0", "siteId": "2"}
    return [
        # Whether page 2 is _1 or _2 is not settled: one column each.
        numbered_list("zfwj", f"{files}index.html", shelf.take(9, files), rows.XIZANG, second=1),
        numbered_list("zbwj", f"{office}index.html", shelf.take(9, office), rows.XIZANG, second=2),
        numbered_list("gfx", rules, shelf.take(5, rules), end="stub"),
        plain(shelf, "gongbao", f"{www}/zwgk/zfgb/"),
        igs_site("xz_igs", f"{www}/igs/front/search.jhtml", shelf.taken, site),
    ]


def shaanxi(shelf: Shelf) -> list[Column]:
    base = "www.shaanxi.gov.cn/zfxxgk/fdzdgknr/zcwj"
    files, office, rules = f"http://{base}/nszfwj/", f"http://{base}/nszfbgtwj/", f"https://{base}/gfxwj/"
    search = "http://www.shaanxi.gov.cn/irs/front/search"
    ids = {"tenantId": "10", "configTenantId": "10", "dataTypeId": "19"}
    return [
        numbered_list("szf", files, shelf.take(9, files), rows.SHAANXI),
        numbered_list("szbf", office, shelf.take(5, office), rows.SHAANXI),
        numbered_list("gfx", rules, shelf.take(9, rules), rows.SHAANXI, end="stub"),
        plain(shelf, "gongbao", "https://www.shaanxi.gov.cn/zfxxgk/zfgb/"),
        irs_search("sn_irs", search, shelf.taken, [ids, {"code": "183d935ed77"}], "listAndBox"),
    ]


def qinghai(shelf: Shelf) -> list[Column]:
    base = "http://www.qinghai.gov.cn/xxgk"

    def column(id: str, path: str, count: int) -> Column:
        directory = f"{base}/{path}/"
        return numbered_list(id, f"{directory}{'index.html' if len(path) == 3 else ''}", shelf.take(count, directory))

    return [
        column("qz", "1/4", 9),
        column("qzb", "1/6", 5),
        column("qzbh", "1/7", 3),
        column("kj", "8/19", 5),
        column("gfx", "xxgk/fd/lzyj/gfxwj/szf", 5),
        column("zfwj", "xxgk/fd/zfwj", 5),
        plain(shelf, "gongbao", f"{base}/xxgk/qhzb/"),
        was5_form(
            "qh_was5",
            "http://www.qinghai.gov.cn/was5/web/search",
            shelf.taken,
            {"channelid": "219598", "templet": "zwgk_search_content.jsp"},
        ),
    ]


def ningxia(shelf: Shelf) -> list[Column]:
    base = "https://www.nx.gov.cn/zwgk"
    files, rules, policy = f"{base}/qzfwj/", f"{base}/gfxwj/", f"{base}/zc/"
    return [
        numbered_list("qzfwj", f"{files}list.html", shelf.take(9, files), rows.NINGXIA),
        numbered_list("gfxwj", f"{rules}index.html", shelf.take(9, rules), rows.NINGXIA),
        numbered_list("zc", f"{policy}index.html", shelf.take(5, policy), rows.NINGXIA),
        irs_search(
            "nx_irs",
            "https://www.nx.gov.cn/irs/front/search",
            shelf.taken,
            [{"tenantId": "19", "dataTypeId": "4"}],
        ),
    ]
