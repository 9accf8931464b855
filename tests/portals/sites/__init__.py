"""The 33 practice portals: what each answers, and the truth of what it holds.

    with serving(everything()) as server: …     all of them on one port, told apart by host
    portal("hunan").entries                     the documents that a crawl of the listings should store

Written from families.md (its errata first) and sites.yaml alone, apart from the sources that are tried on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from storage.address import canonical
from tests.portals.articles import article, attachment, attachment_url
from tests.portals.column import Column, Entry, Route
from tests.portals.documents import Author, Document
from tests.portals.server import NOT_FOUND, Answer, Asked
from tests.portals.shelf import TRS, Fate, Shelf
from tests.portals.sites import hanweb, own, trs, ucap
from tests.portals.templates import template

_HEX = "{ym}/{hex}.shtml"


@dataclass(frozen=True, slots=True)
class _Site:
    """place: the area that its documents name. fails_on_https, moves_to_https: hosts that serve one scheme only."""

    columns: Callable[[Shelf], list[Column]]
    place: str
    prefixes: tuple[str, ...]
    pattern: str = TRS
    fails_on_https: tuple[str, ...] = ()
    moves_to_https: tuple[str, ...] = ()


_SITES = {
    "guowuyuan": _Site(own.guowuyuan, "中央", ("国发", "国办发", "国函"), "{ym}/content_{id}.htm"),
    "moe": _Site(trs.moe, "教育系统", ("教职成", "教职成厅", "教发")),
    "beijing": _Site(trs.beijing, "北京市", ("京政发", "京政办发"), moves_to_https=("www.beijing.gov.cn",)),
    "tianjin": _Site(trs.tianjin, "天津市", ("津政发", "津政办发", "津政办规")),
    "hebei": _Site(own.hebei, "河北省", ("冀政发", "冀政办发", "冀政规"), "{ym}/{d:02}/{uuid}.html"),
    "shanxi": _Site(trs.shanxi, "山西省", ("晋政发", "晋政办发"), "{ym}/t{ymd}_{id}.shtml"),
    "neimenggu": _Site(trs.neimenggu, "内蒙古自治区", ("内政发", "内政办发")),
    "liaoning": _Site(own.liaoning, "辽宁省", ("辽政发", "辽政办发"), "{ymd}093012{id}/index.shtml"),
    "jilin": _Site(trs.jilin, "吉林省", ("吉政发", "吉政办发")),
    "heilongjiang": _Site(ucap.heilongjiang, "黑龙江省", ("黑政发", "黑政办发"), _HEX),
    "shanghai": _Site(own.shanghai, "上海市", ("沪府发", "沪府办发"), "{ymd}/{hex}.html"),
    "jiangsu": _Site(hanweb.jiangsu, "江苏省", ("苏政发", "苏政办发")),
    "zhejiang": _Site(hanweb.zhejiang, "浙江省", ("浙政发", "浙政办发")),
    "anhui": _Site(own.anhui, "安徽省", ("皖政", "皖政办"), "{id}.html"),
    "fujian": _Site(trs.fujian, "福建省", ("闽政", "闽政办"), "{ym}/t{ymd}_{id}.htm"),
    "jiangxi": _Site(hanweb.jiangxi, "江西省", ("赣府发", "赣府厅发")),
    "shandong": _Site(hanweb.shandong, "山东省", ("鲁政发", "鲁政办发"), fails_on_https=("www.shandong.gov.cn",)),
    "henan": _Site(own.henan, "河南省", ("豫政", "豫政办"), "{y}/{md}/{id}.html"),
    "hubei": _Site(trs.hubei, "湖北省", ("鄂政发", "鄂政办发"), "{ym}/t{ymd}_{id}.shtml"),
    "hunan": _Site(own.hunan, "湖南省", ("湘政发", "湘政办发")),
    "guangdong": _Site(own.guangdong, "广东省", ("粤府", "粤府办")),
    "guangxi": _Site(trs.guangxi, "广西壮族自治区", ("桂政发", "桂政办发"), fails_on_https=("www.gxzf.gov.cn",)),
    "hainan": _Site(ucap.hainan, "海南省", ("琼府", "琼府办"), _HEX),
    "chongqing": _Site(trs.chongqing, "重庆市", ("渝府发", "渝府办发")),
    "sichuan": _Site(ucap.sichuan, "四川省", ("川府发", "川办发"), "{y}/{m}/{d}/{hex}.shtml"),
    "guizhou": _Site(trs.guizhou, "贵州省", ("黔府发", "黔府办发")),
    "yunnan": _Site(trs.yunnan, "云南省", ("云政发", "云政办发")),
    "xizang": _Site(trs.xizang, "西藏自治区", ("藏政发", "藏政办发")),
    "shaanxi": _Site(trs.shaanxi, "陕西省", ("陕政发", "陕政办发")),
    "gansu": _Site(ucap.gansu, "甘肃省", ("甘政发", "甘政办发"), "{ym}/{id}.shtml"),
    "qinghai": _Site(trs.qinghai, "青海省", ("青政", "青政办"), fails_on_https=("www.qinghai.gov.cn",)),
    "ningxia": _Site(trs.ningxia, "宁夏回族自治区", ("宁政发", "宁政办发")),
    "xinjiang": _Site(ucap.xinjiang, "新疆维吾尔自治区", ("新政发", "新政办发"), _HEX),
}
NAMES = tuple(_SITES)
PREFIXES = {name: site.prefixes for name, site in _SITES.items()}


class Portal:
    """One site's practice portal: its columns, and an answer to every request.

    seed: of its documents. empty: it has none, and every list says so in its own way. repeating: past the end of a
    list it serves the last page again. fate, planted, in_gazette, share: documents of others, which it
    holds besides (`Shelf`).
    """

    def __init__(
        self,
        name: str,
        *,
        seed: int = 1,
        empty: bool = False,
        repeating: bool = False,
        fate: Fate = lambda entry: entry,
        planted: Sequence[Document] = (),
        in_gazette: Sequence[Document] = (),
        share: float = 1,
    ) -> None:
        site = _SITES[name]
        self.name = name
        author = Author(name, site.place, site.prefixes, seed)
        serials = 9_000_000 + 1000 * NAMES.index(name)
        shelf = Shelf(
            author,
            site.pattern,
            serials,
            empty=empty,
            repeating=repeating,
            fate=fate,
            planted=planted,
            in_gazette=in_gazette,
            share=share,
        )
        self.columns = tuple(site.columns(shelf))
        self._site = site
        self._routes: dict[str, list[Route]] = {}
        for column in self.columns:
            for route in column.routes:
                self._routes.setdefault(_bare(route.url), []).append(route)
        self._pages = {_bare(entry.url): entry for column in self.columns for entry in column.entries}
        self._files = {
            _bare(attachment_url(entry)): entry for entry in self._pages.values() if entry.document.attachment
        }
        self._days = {canonical(entry.url): entry.document.published for entry in self._pages.values()}
        self.hosts = frozenset(address.split("/", 1)[0] for address in [*self._routes, *self._pages])

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every document of the portal's listings, each once: what a crawl should store."""
        listed = (entry for column in self.columns if column.kind == "listing" for entry in column.entries)
        return tuple({entry.url: entry for entry in listed}.values())

    @property
    def files(self) -> frozenset[str]:
        """The canonical addresses of the files that those documents carry."""
        return frozenset(canonical(attachment_url(entry)) for entry in self.entries if entry.document.attachment)

    def published(self, address: str) -> date:
        """The day of publication of the document at a canonical address."""
        return self._days[address]

    def found(self, query: str) -> frozenset[str]:
        """The addresses that all searches together find."""
        return frozenset(
            listed.url for column in self.columns if column.kind == "search" for listed in column.listed(query)
        )

    def outcome(self, kind: str) -> str:
        """How a crawl of the listings, or a search, should end: short where one of them refuses everybody."""
        return "short" if any(column.refuses for column in self.columns if column.kind == kind) else "ok"

    def holds(self, asked: Asked) -> bool:
        """Whether a document or a file of one is asked for."""
        address = f"{asked.host}{asked.path}"
        return address in self._pages or address in self._files

    def answer(self, asked: Asked) -> Answer:
        given = self.own(asked)
        if given is not None:
            return given
        routes = self._routes.get(f"{asked.host}{asked.path}".partition("?")[0])
        return routes[-1].refusal if routes else NOT_FOUND

    def own(self, asked: Asked) -> Answer | None:
        """The answer to a request that is meant for this site; None where nothing of it was asked."""
        address = f"{asked.host}{asked.path}"
        if asked.scheme == "https" and asked.host in self._site.fails_on_https:
            return Answer(b"", reset=True)
        if asked.scheme == "http" and asked.host in self._site.moves_to_https:
            return Answer(b"", status=301, headers={"Location": f"https://{address}"})
        if address in self._pages:
            return article(self._pages[address], template(self.name, self._pages[address]))
        if address in self._files:
            return attachment(self._files[address])
        routes = self._routes.get(address.partition("?")[0], ())
        return next((given for route in routes if (given := route.answer(asked)) is not None), None)


def _bare(url: str) -> str:
    return url.split("://", 1)[1]


@cache
def portal(name: str) -> Portal:
    """The portal of a site; KeyError where there is no such site."""
    return Portal(name)


Over = Callable[[Portal, Asked, Answer], Answer]


def everything(
    portals: Iterable[Portal] | None = None, over: Over = lambda portal, asked, clean: clean
) -> Callable[[Asked], Answer]:
    """Several portals (all 33) in one, told apart by host; where two share a host, the one that is meant answers.

    over: what becomes of each answer.
    """
    by_host: dict[str, list[Portal]] = {}
    for each in [portal(name) for name in NAMES] if portals is None else portals:
        for host in each.hosts:
            by_host.setdefault(host, []).append(each)

    def answer(asked: Asked) -> Answer:
        those = by_host.get(asked.host)
        if not those:
            return NOT_FOUND
        meant = those[0] if len(those) == 1 else next((each for each in those if each.own(asked) is not None), those[0])
        return over(meant, asked, meant.answer(asked))

    return answer
