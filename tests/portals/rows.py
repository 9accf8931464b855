"""Rows of list pages, in the mark-up of the sites (families.md, F2; sites.yaml, `item`)."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.portals.column import Day, Entry


@dataclass(frozen=True, slots=True)
class Rows:
    """A row's mark-up from its link and entry, what stands round the rows, and what a row shows."""

    row: Callable[[str, Entry], str]
    before: str = "<ul>"
    after: str = "</ul>"
    day: Day = "published"
    numbers: bool = False

    def render(self, entries: Sequence[Entry], page_url: str) -> str:
        rows = (self.row(link(entry, page_url, at), entry) for at, entry in enumerate(entries))
        return self.before + "\n".join(rows) + self.after


def link(entry: Entry, page_url: str, at: int = 0) -> str:
    """The entry's address as a page links it: relative with ./ or ../, from the root, or whole, by turns."""
    here, there = urlsplit(page_url), urlsplit(entry.url)
    if here.hostname != there.hostname or at % 3 == 2:
        return entry.url
    if at % 3 == 1 or there.query:
        return entry.path
    relative = posixpath.relpath(there.path, posixpath.dirname(here.path) or "/")
    return relative if relative.startswith("..") else f"./{relative}"


def cut(title: str) -> str:
    """A title as lists cut it, the whole one standing in the link's `title`."""
    return title if len(title) < 24 else f"{title[:22]}…"


def _anchor(href: str, entry: Entry, attributes: str = "") -> str:
    return f'<a href="{href}" title="{entry.title}"{attributes}>{cut(entry.title)}</a>'


def _plain(before: str, after: str = "</ul>", date: str = "<span>{day}</span>", attributes: str = "") -> Rows:
    def row(href: str, entry: Entry) -> str:
        return f"<li>{_anchor(href, entry, attributes)}{date.format(day=entry.day)}</li>"

    return Rows(row, before, after, day="published" if "{day}" in date else "none")


LIST = _plain('<ul class="list">')
HUBEI = _plain('<div class="list_block"><ul>', "</ul></div>")
XIZANG = _plain('<ul class="zwyw_list">')
SHANGHAI = _plain('<ul class="uli14">', date='<span class="time">{day}</span>')
TIANJIN = _plain('<div class="list"><ul>', "</ul></div>", attributes=' class="list-item-con"')
CHONGQING_RULES = _plain('<ul class="tab-item">', attributes=' class="listpc-item"')
DEFAULT_NEWS = _plain('<ul class="default_news">', date='<b class="u_time">{day}</b>')


def _default_news_numbered(href: str, entry: Entry) -> str:
    shown = f"<span>{entry.document.number}</span>" if entry.document.number else "<span></span>"
    return f'<li>{_anchor(href, entry)}{shown}<b class="u_time">{entry.day}</b></li>'


BEIJING_OFFICE = Rows(_default_news_numbered, '<ul class="default_news">', numbers=True)


def _flagged(href: str, entry: Entry) -> str:
    return f'<li><i class="flag">是</i>{_anchor(href, entry)}<span>{entry.day}</span></li>'


BEIJING_FLAGGED = Rows(
    _flagged,
    '<ul class="default_news">'
    '<li><i class="flag"></i><a href="./template.html">样例空行</a><span>2000-01-01</span></li>',
)


def _beijing_rules(href: str, entry: Entry) -> str:
    return (
        f'<li><a href="{href}"><p class="c-bt-t">{entry.title}</p><p class="c-bt-c">发布日期：{entry.day}</p></a></li>'
    )


BEIJING_RULES = Rows(_beijing_rules, '<ul class="list">')


def _item(href: str, entry: Entry) -> str:
    return f'<div class="sxinfo-pubfiles-item">{_anchor(href, entry)}<span>{entry.day}</span></div>'


SHANXI = Rows(_item, "<div>", "</div>")


def _box(href: str, entry: Entry) -> str:
    anchor = _anchor(href, entry, ' target="_blank"')
    return f"<li>{anchor}<span>{entry.day}</span></li>"


GUIZHOU = Rows(_box, '<div class="PageMainBox aBox"><ul>', "</ul></div>")


def _cells(href: str, entry: Entry) -> str:
    return f"<tr><td>{_anchor(href, entry)}</td><td>{entry.day}</td></tr>"


TABLE = Rows(_cells, "<table><tbody>", "</tbody></table>")


def _numbered_cells(href: str, entry: Entry) -> str:
    return f"<tr><td>{entry.document.number}</td><td>{_anchor(href, entry)}</td><td>{entry.day}</td></tr>"


YUNNAN = Rows(
    _numbered_cells,
    "<table><tbody><tr><th>发文字号</th><th>标题</th><th>发布日期</th></tr>",
    "</tbody></table>",
    numbers=True,
)


def _hunan(href: str, entry: Entry) -> str:
    return (
        f"<tr><td>{_anchor(href, entry)}</td><td><script>var fileNum='{entry.document.number}';"
        f"if(fileNum!=''){{document.write(fileNum);}}</script></td><td>{entry.day}</td></tr>"
    )


HUNAN = Rows(_hunan, "<table><tbody>", "</tbody></table>", numbers=True)


def _chongqing(href: str, entry: Entry) -> str:
    number = f"发文字号：{entry.document.number} " if entry.document.number else ""
    return (
        f'<tr class="zcwjk-list-c"><td><a href="{href}"><p class="tit">{entry.title}</p>'
        f'<p class="info">{number}成文日期 ： {entry.document.written.isoformat()}</p></a></td></tr>'
    )


# Its rows show the day on which a document was written, not when it was published.
CHONGQING = Rows(_chongqing, "<table><tbody>", "</tbody></table>", day="written", numbers=True)


def _shaanxi(href: str, entry: Entry) -> str:
    return (
        f'<li><span class="code-num otw lf">{entry.document.number}</span>'
        f'<div class="a-news otw lf">{_anchor(href, entry)}</div><span class="date rt">{entry.day}</span></li>'
    )


SHAANXI = Rows(_shaanxi, '<ul class="gov-item cf-otw">', numbers=True)


def _ningxia(href: str, entry: Entry) -> str:
    number = entry.document.number
    shown = f'<p><span class="tt">发文字号：</span><span class="value">{number}</span></p>' if number else ""
    return f'<li>{_anchor(href, entry)}<span class="date">{entry.day}</span><div class="nx-conmtab">{shown}</div></li>'


NINGXIA = Rows(_ningxia, '<ul class="nx-list">', numbers=True)


def _guangdong(href: str, entry: Entry) -> str:
    return (
        f'<li>{_anchor(href, entry)}<span class="wh">{entry.document.number}</span>'
        f'<span class="date">{entry.day}</span></li>'
    )


GUANGDONG = Rows(_guangdong, '<div class="viewList"><ul>', "</ul></div>", numbers=True)


def _henan(href: str, entry: Entry) -> str:
    return f"<li>{_anchor(href, entry)}<p>{entry.document.number}</p><span>{entry.day}</span></li>"


HENAN = Rows(_henan, '<div class="con-box"><ul>', "</ul></div>", numbers=True)


def _xinjiang(href: str, entry: Entry) -> str:
    return f"<dd>{_anchor(href, entry)}<span>{entry.day}</span></dd>"


XINJIANG = Rows(_xinjiang, '<div class="gknr_list"><dl>', "</dl></div>")


def _liaoning(href: str, entry: Entry) -> str:
    return (
        f'<li><a id="TITLETEXT" href="{href}" title="{entry.title}">{cut(entry.title)}</a><span>{entry.day}</span></li>'
    )


LIAONING = Rows(_liaoning, '<ul class="govlist">')


def _hainan(href: str, entry: Entry) -> str:
    return f'<div class="cen-div-1">{_anchor(href, entry)}<span>{entry.day}</span></div>'


HAINAN = Rows(_hainan, "<div>", "</div>")
