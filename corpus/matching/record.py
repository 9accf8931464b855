"""Which of some copies is the text of record: the one to quote, when several sites show the same document."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from corpus.matching import Document
from corpus.matching.naming import read_naming
from crawlers.site import Site

# The gazettes' own folders and hosts among the portals that `crawlers.sites` declares: gov.cn/gongbao/, /zfgb/,
# zfgb.fujian.gov.cn, scszfgb, zfgbhtml.
_GAZETTE = re.compile(r"gongbao|zfgb")

_BELOW = re.compile(r"[\u4e00-\u9fff]{1,7}?[市州盟县区旗](?:人民政府|政府|委|人大)")  # 长沙市人民政府, after 湖南省


@dataclass(frozen=True, slots=True)
class Record:
    """The copy of record, why it is, and all copies in the rule's order: ids."""

    document: str
    reason: str
    ranking: tuple[str, ...]


def text_of_record(
    copies: Sequence[Document], sites: Mapping[str, Site], excerpts: Collection[str] = frozenset()
) -> Record:
    """The text of record among copies of one document.

    The rule: full text before excerpt; then the issuer's own site, then a gazette, then any other; then the text with
    more in it, the page published first, and the id, so that the copies' order never matters.

    sites: the declared sites by name, for who issues what. excerpts: ids of the copies that are excerpts of another.
    Raises ValueError where there is no copy.
    """
    if not copies:
        raise ValueError("there is no copy to choose from")
    ranked = sorted(copies, key=lambda copy: _rank(copy, sites, excerpts))
    first = ranked[0]
    if len(ranked) == 1:
        reason = "the only copy"
    else:
        kinds = ("the full text" if excerpts else "", _PLACES[_place(first, sites)])
        ahead = _ahead(_rank(first, sites, excerpts), _rank(ranked[1], sites, excerpts))
        reason = f"{', '.join(filter(None, kinds))}; before {ranked[1].id} as {ahead}"
    return Record(first.id, reason, tuple(copy.id for copy in ranked))


_PLACES = ("on the issuer's own site", "in a gazette", "on another site")
_CRITERIA = (
    "that is an excerpt",
    "its place is nearer the issuer",
    "its text is longer",
    "it was published first",
    "its id comes first",
)

_Rank = tuple[bool, int, int, str, str]


def _rank(copy: Document, sites: Mapping[str, Site], excerpts: Collection[str]) -> _Rank:
    published = copy.published_on.isoformat() if copy.published_on else "9999"
    return (copy.id in excerpts, _place(copy, sites), -len("".join(copy.text.split())), published, copy.id)


def _ahead(first: _Rank, second: _Rank) -> str:
    """The first criterion that tells two copies apart."""
    return next(name for name, one, other in zip(_CRITERIA, first, second, strict=True) if one != other)


def _place(copy: Document, sites: Mapping[str, Site]) -> int:
    if _GAZETTE.search(copy.url):
        return 1
    site = sites.get(copy.site)
    return 0 if site is not None and _is_own(copy, site) else 2


def _is_own(copy: Document, site: Site) -> bool:
    """Whether a site is its issuer's: by the number's prefix (湘政办发), or by name (湖南省…, 中共湖南省委…)."""
    name = read_naming(copy).name
    if name.number.partition("〔")[0] in site.prefixes:
        return True
    names = [issuer.removeprefix("中共") for issuer in name.issuers]
    return any(name.startswith(site.title) and not _BELOW.match(name[len(site.title) :]) for name in names)
