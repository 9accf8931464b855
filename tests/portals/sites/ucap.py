"""Sites of 开普云: 黑龙江, 海南, 四川, 甘肃, 新疆. Addresses and ids are those of sites.yaml."""

from __future__ import annotations

from tests.portals import rows
from tests.portals.column import Column
from tests.portals.hanweb import jpage_js
from tests.portals.shelf import Shelf
from tests.portals.sites.trs import plain
from tests.portals.static_lists import numbered_list, sent_on
from tests.portals.ucap import (
    channel_fragment,
    channel_list,
    column_with_channel,
    condition_list,
    search5,
    sogov,
    ucap_s,
    whole_interface,
)

_HLJ = {
    "hzf": ("c7eb6a51b99845ea906d5ec83b0f8e27", 17),
    "hzbf": ("846ad3c5e14b4c37a37f824dbedd3cd7", 16),
    "xzgfxwj_szf": ("b9e6fb997e274f05a8f8b0f2b7582a1c", 4),
    "xzgfxwj_bgt": ("779f8eda2ae847c2a46893fcc05284fc", 4),
    "guizhang": ("817052cbb3a94d0d8217824e7a3aca53", 3),
    "hzh": ("3353015959114703a571ccc3d27abb3c", 3),
    "qita": ("abb05ecdbbd04a4ca5474735769579dd", 3),
}


def heilongjiang(shelf: Shelf) -> list[Column]:
    www = "https://www.hlj.gov.cn"
    lists = [
        channel_list(
            id, f"{www}/common/search/{channel}", shelf.take(count, f"{www}/hlj/c108375/", "{ym}/c00_{id}.shtml")
        )
        for id, (channel, count) in _HLJ.items()
    ]
    gazette = plain(shelf, "gongbao", f"{www}/hlj/c107883/zfgb_list.shtml")
    hub = sent_on(f"{www}/hlj/c107882/redirect_firstChannel.shtml", "/hlj/c107883/zfgb_list.shtml")
    return [
        *lists,
        Column("gongbao", gazette.entries, (*hub, *gazette.routes)),
        search5("hlj_search5", f"{www}/search5/search/s", shelf.taken, {"siteCode": "2300000061", "wordPlace": "1"}),
    ]


def hainan(shelf: Shelf) -> list[Column]:
    www = "https://www.hainan.gov.cn"
    articles = f"{www}/hainan/szfwj/"
    rules = f"{www}/hainan/flfgxzgfxwj/"
    files, office = "17fd482122b64eabbdebbb71c62c35f4", "f8357b261e3b4dd4a0a01f73faf589ae"
    return [
        channel_fragment("szf", f"{www}/common/search/{files}", shelf.take(14, articles)),
        channel_fragment("bgt", f"{www}/common/search/{office}", shelf.take(13, articles)),
        numbered_list("gfx", f"{rules}fgsjk_ywh.shtml", shelf.take(9, rules), second=2),
        whole_interface("old_rs", f"{www}/u/search/wjk/rs", shelf.take(3, articles)),
        plain(shelf, "gongbao", f"{www}/zfgbhtml/zfgb.html"),
        plain(shelf, "szf_static", f"{www}/hainan/zfwj/szfzcwj.shtml"),
        ucap_s("hi_s", f"{www}/s", shelf.taken, {"siteCode": "4600000001", "column": "2675"}, first=1),
    ]


_SICHUAN = {
    "cff": ("973183bdfdc94e9c9060f0707db6dd47", 17),
    "cfg": ("1c1f2e52f0924af487b00f7d3cfd119d", 4),
    "cfh": ("8ed1f7ae4cca4e1abfd6758159e90b20", 4),
    "cbf": ("7545541b27b543e388b4e84ce37017e6", 16),
    "cbg": ("4634deaa87db498da12f5ca4711f79ea", 3),
    "cbh": ("c5207228662c48bda726727268f6356e", 3),
}


def sichuan(shelf: Shelf) -> list[Column]:
    www = "https://www.sc.gov.cn"
    url = f"{www}/cms-scsrmzf/qryZFWJListByConditionsNew"
    lists = [
        condition_list(id, url, shelf.take(count, f"{www}/10462/zfwjts/"), channel)
        for id, (channel, count) in _SICHUAN.items()
    ]
    return [
        *lists,
        plain(shelf, "gongbao", f"{www}/scszfgb/index.shtml"),
        plain(shelf, "gfx_static", f"{www}/10462/c102914/gfxwj.shtml"),
        sogov("sc_sogov", "https://api.so-gov.cn/query/s", shelf.taken, {"siteCode": "5100000062"}),
    ]


def gansu(shelf: Shelf) -> list[Column]:
    www = "https://www.gansu.gov.cn"
    old = {"columnid": "4729", "unitid": "18064", "webid": "1", "appid": "1"}
    articles = shelf.take(17, f"{www}/gsszf/c100054/")
    return [
        # The channel's id is of our making: the survey found none (families.md, 5).
        column_with_channel(
            "zdgk", f"{www}/gsszf/c100054/zfxxgk_zdgk.shtml", articles, "5a4d910eb2ba4a6fa0cba5a1d8c50000"
        ),
        jpage_js(
            "col_old",
            "http://www.gansu.gov.cn/col/col4729/index.html",
            shelf.take(83, "http://www.gansu.gov.cn/", "art/{y}/{m}/{d}/art_4729_{id}.html"),
            old,
        ),
        plain(shelf, "col180", "http://www.gansu.gov.cn/col/col180/index.html"),
        plain(shelf, "gfxwj", "http://gfxwj.sft.gansu.gov.cn/public"),
        ucap_s("gs_guestweb", f"{www}/guestweb4/s", shelf.taken, {"siteCode": "6200000001"}, first=0),
    ]


def xinjiang(shelf: Shelf) -> list[Column]:
    www = "https://www.xinjiang.gov.cn"
    zfl = f"{www}/xinjiang/zfl/"
    old = f"{www}/xinjiang/gfxwj/"

    # The interface behind these pages is not known: the portal answers as other sites of the platform do.
    def column(id: str, name: str, count: int) -> Column:
        channel = f"6500000000000000000000000000{len(id):04}"
        return column_with_channel(
            id, f"{zfl}zfxxgk_zhengce_list.shtml", shelf.take(count, zfl), channel, {"cnName": name}
        )

    return [
        column("zfl", "政府令", 4),
        column("zfwj", "政府文件", 17),
        column("zfl_gfx", "行政规范性文件", 3),
        column_with_channel(
            "gfx",
            f"{www}/xinjiang/gfxwj1/zfxxgk_zc_gfxwj.shtml",
            shelf.take(4, f"{www}/xinjiang/gfxwj1/"),
            "65000000000000000000000000009999",
        ),
        numbered_list("gfx_old", f"{old}zfxxgk_gknrz.shtml", shelf.take(9, old), rows.XINJIANG, second=2),
        plain(shelf, "gongbao", f"{www}/xinjiang/zfgb/zfgb.shtml"),
        search5("xj_search5", f"{www}/search5/search/s", shelf.taken, {"siteCode": "6500000034"}),
    ]
