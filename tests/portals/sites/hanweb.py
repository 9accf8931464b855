"""Sites of 大汉: 江苏, 浙江, 江西, 山东. Addresses and ids: sites.yaml; ids that it lacks begin with 9000."""

from __future__ import annotations

from tests.portals.column import Column, Entry
from tests.portals.hanweb import jpage, jsearchfront, module_search, policy_list, policy_search, query_list, unit
from tests.portals.shelf import Shelf
from tests.portals.sites.trs import plain

ART = "art/{y}/{m}/{d}/art_{column}_{id}.html"


def _art(column: str) -> str:
    return ART.replace("{column}", column)


def jiangsu(shelf: Shelf) -> list[Column]:
    www = "https://www.jiangsu.gov.cn"

    def ids(columnid: str, unitid: str) -> dict[str, str]:
        return {"columnid": columnid, "unitid": unitid, "webid": "1"}

    def articles(count: int, column: str) -> tuple[Entry, ...]:
        return shelf.take(count, f"{www}/", _art(column))

    def column(number: str) -> str:
        return f"{www}/col/col{number}/index.html"

    return [
        jpage("zcwj", column("84242"), articles(52, "46144"), ids("84242", "356383")),
        jpage("gfxwj", column("84241"), articles(47, "46143"), ids("84241", "356374"), onward="records", twice=True),
        jpage("gongbao", column("81677"), articles(4, "81677"), ids("81677", "9000001"), onward="encrypted"),
        jpage("gz", column("76704"), articles(4, "76704"), ids("76704", "9000002"), twice=True),
        jpage("old", column("46143"), articles(3, "46143"), ids("46143", "9000003")),
        jsearchfront(
            "js_cate",
            f"{www}/jsearchfront/interfaces/cateSearch.do",
            shelf.taken,
            {"websiteid": "320000000100000", "tpl": "38"},
        ),
    ]


def zhejiang(shelf: Shelf) -> list[Column]:
    www = "https://www.zj.gov.cn"
    proxy = "/module/jpage/dataproxy.jsp"

    def column(id: str, number: str, unitid: str, count: int) -> Column:
        ids = {"columnid": number, "unitid": unitid, "webid": "3096"}
        articles = shelf.take(count, f"{www}/", _art(number))
        return jpage(id, f"{www}/col/col{number}/index.html", articles, ids, proxy=proxy)

    hub = "1228964496"
    build = {
        "webId": "3096",
        "pageId": hub,
        "parseType": "bulidstatic",
        "pageType": "column",
        "tplSetId": "sample0000000000000",
    }
    new = shelf.take(17, f"{www}/col/col{hub}/", "art/{y}/art_{hex}.html")
    return [
        column("szf_gfx", "1229017138", "7893195", 48),
        column("bgt_gfx", "1229017139", "7893253", 5),
        column("qt1", "1229019364", "7893307", 3),
        column("qt2", "1229019365", "7893325", 3),
        unit("gfx_hub", f"http://www.zj.gov.cn/col/col{hub}/index.html", new, build),
        plain(shelf, "gongbao", f"{www}/col/col1656332/index.html"),
        jsearchfront(
            "zj_cate",
            "https://search.zj.gov.cn/jsearchfront/interfaces/cateSearch.do",
            shelf.taken,
            {"websiteid": "330000000000000", "tpl": "1569"},
            "zhejiang",
            bare_end=True,
        ),
    ]


def jiangxi(shelf: Shelf) -> list[Column]:
    new, old = "https://www.jiangxi.gov.cn", "http://www.jiangxi.gov.cn"
    page = "pc/content/content_{id19}.html"

    def column(id: str, number: str, count: int) -> Column:
        ids = {"columnid": number, "unitid": "464706", "webid": "3"}
        articles = shelf.take(count, f"{old}/", _art(number))
        return jpage(id, f"{old}/col/col{number}/index.html", articles, ids)

    files = shelf.take(17, f"{new}/jxsrmzf/szfwj/", page)
    gazette = shelf.take(3, "https://jiangxi.gov.cn/jxsrmzf/zfgb/", page)
    return [
        query_list("szfwj_new", f"{new}/jxsrmzf/szfwj/pc/list.html", files, "szfwj", "jxsrmzf"),
        column("szf_old", "72576", 6),
        column("bgt_old", "72577", 4),
        plain(shelf, "gfxk", "https://xzgfxwjk.jiangxi.gov.cn/"),
        query_list("gongbao", "https://jiangxi.gov.cn/jxsrmzf/zfgb/pc/list.html", gazette, "zfgb", "jxsrmzf"),
        jsearchfront(
            "jx_cate",
            "https://sousuo.jiangxi.gov.cn/jsearchfront/interfaces/cateSearch.do",
            shelf.taken,
            {"websiteid": "360000000000000", "tpl": "49"},
        ),
    ]


def shandong(shelf: Shelf) -> list[Column]:
    www = "http://www.shandong.gov.cn"
    detail = f"{www}/jpaas-jpolicy-web-server/front/info/"

    def column(id: str, number: str, unitid: str, webid: str, count: int, base: str = www) -> Column:
        ids = {"columnid": number, "unitid": unitid, "webid": webid}
        articles = shelf.take(count, f"{base}/", _art(number))
        return jpage(id, f"{base}/col/col{number}/index.html", articles, ids)

    policies = shelf.take(22, detail, "detail?iid={hex}")
    return [
        policy_list("jpolicy", f"{www}/jpaas-jpolicy-console-server/interface/getPolicyByOrgId", policies),
        column("col320658", "320658", "9000001", "410", 6),
        column("zcwj_jpage", "107851", "283644", "410", 4),
        column("gz", "266672", "509505", "410", 4),
        column("gfx", "314852", "9000002", "410", 3),
        column("gongbao", "100618", "9000003", "410", 3),
        column("edu_11984", "11984", "9000004", "410", 3, "http://edu.shandong.gov.cn"),
        policy_search("sd_dosearch", f"{detail}do-search", policies),
        jsearchfront(
            "sd_cate",
            f"{www}/jsearchfront/interfaces/cateSearch.do",
            shelf.taken,
            {"websiteid": "370000000088000", "cateid": "18021", "tpl": "2204"},
        ),
        module_search(
            "sd_module", f"{www}/module/search/index.jsp", shelf.taken[-9:], {"i_columnid": "107851"}, "field_1218"
        ),
    ]
