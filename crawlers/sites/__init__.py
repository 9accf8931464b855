"""The declarations of all sites, one module each, in the order of GB/T 2260."""

from __future__ import annotations

from collections.abc import Mapping

from crawlers.site import Site
from crawlers.sites.anhui import ANHUI
from crawlers.sites.beijing import BEIJING
from crawlers.sites.chongqing import CHONGQING
from crawlers.sites.fujian import FUJIAN
from crawlers.sites.gansu import GANSU
from crawlers.sites.guangdong import GUANGDONG
from crawlers.sites.guangxi import GUANGXI
from crawlers.sites.guizhou import GUIZHOU
from crawlers.sites.guowuyuan import GUOWUYUAN
from crawlers.sites.hainan import HAINAN
from crawlers.sites.hebei import HEBEI
from crawlers.sites.heilongjiang import HEILONGJIANG
from crawlers.sites.henan import HENAN
from crawlers.sites.hubei import HUBEI
from crawlers.sites.hunan import HUNAN
from crawlers.sites.jiangsu import JIANGSU
from crawlers.sites.jiangxi import JIANGXI
from crawlers.sites.jilin import JILIN
from crawlers.sites.liaoning import LIAONING
from crawlers.sites.moe import MOE
from crawlers.sites.neimenggu import NEIMENGGU
from crawlers.sites.ningxia import NINGXIA
from crawlers.sites.qinghai import QINGHAI
from crawlers.sites.shaanxi import SHAANXI
from crawlers.sites.shandong import SHANDONG
from crawlers.sites.shanghai import SHANGHAI
from crawlers.sites.shanxi import SHANXI
from crawlers.sites.sichuan import SICHUAN
from crawlers.sites.tianjin import TIANJIN
from crawlers.sites.xinjiang import XINJIANG
from crawlers.sites.xizang import XIZANG
from crawlers.sites.yunnan import YUNNAN
from crawlers.sites.zhejiang import ZHEJIANG

SITES: Mapping[str, Site] = {
    declared.name: declared
    for declared in (
        GUOWUYUAN,
        BEIJING,
        TIANJIN,
        HEBEI,
        SHANXI,
        NEIMENGGU,
        LIAONING,
        JILIN,
        HEILONGJIANG,
        SHANGHAI,
        JIANGSU,
        ZHEJIANG,
        ANHUI,
        FUJIAN,
        JIANGXI,
        SHANDONG,
        HENAN,
        HUBEI,
        HUNAN,
        GUANGDONG,
        GUANGXI,
        HAINAN,
        CHONGQING,
        SICHUAN,
        GUIZHOU,
        YUNNAN,
        XIZANG,
        SHAANXI,
        GANSU,
        QINGHAI,
        NINGXIA,
        XINJIANG,
        MOE,
    )
}


def site(name: str) -> Site:
    """The site of that name; KeyError where there is none."""
    return SITES[name]
