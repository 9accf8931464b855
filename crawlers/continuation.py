"""Articles set over several pages: from one page to the next.

The spider fetches the pages (role continuation) and the build joins what it reads on them; both are led by the same
link, found here. Pagers that a script writes are followed in the forms of families.md (F2, F2b), where they name this
very page: TRS createPageHTML(pages, current, "t20220913_1", "html"), and 汇兰's links with the address in `tagname` or
`onclick`. The evidence for these forms is of lists; that articles use them is unverified.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice
from urllib.parse import SplitResult, parse_qsl, urljoin, urlsplit

from lxml.etree import _Element as Element

from crawlers.sources.markup import all_text

MAX_PAGES = 30  # of one article; a link that leads on after so many is a calendar, or a trap
_MAX_LINKS = 20_000  # of one page that are looked at
_MAX_ADDRESS = 2_048

_JUNK = re.compile(r"(?:javascript:|mailto:|#)", re.I)
_NEXT = re.compile(r"[\[【<（(]{0,2}\s?(?:下一?页|后一?页)\s?[>»›→]{0,3}\s?[\]】）)]?")
_NUMBERED = re.compile(r"(?P<stem>.{1,2000}?)[_-](?:p|page)?(?P<number>\d{1,3})(?P<suffix>\.[a-z]{2,5})?", re.I)
_CREATED = re.compile(  # by TRS: (pages, current from 0, name, suffix); 北京 has the number of records before them
    r"""createPage(?:HTML)?\(\s{0,9}(?:\d{1,9}\s{0,9},\s{0,9})?(?P<pages>\d{1,3})\s{0,9},\s{0,9}(?P<current>\d{1,3})"""
    r"""\s{0,9},\s{0,9}(["'])(?P<name>[\w.-]{1,200})\3\s{0,9},\s{0,9}(["'])(?P<suffix>\w{2,5})\5"""
)
_QUOTED = re.compile(r"""["']([^"'\s<>]{3,500})["']""")
_MAX_SCRIPT = 1_000  # characters of an onclick
_PAGE_NAME = re.compile(r"page|^pn?$", re.I)
_PLAIN = re.compile(r"(?P<stem>.{1,2000}?)(?P<suffix>\.[a-z]{2,5})?", re.I)


def next_page(page: Element, document: Collection[Element], url: str, source: str = "") -> str:
    """Where a page's text goes on: what its link 下一页 leads to, if that is the same article's next page; else what a
    script would link so; else empty.

    document: the elements that hold the text. A link inside them may lead to any page of the host. One beside them may
    be of some list, so its address must be this page's but for a page number: at the end of the name (t1.html,
    t1_1.html, t1_2.html) or in the query (?id=7, ?id=7&page=2).
    url: of the page; without it a link inside the document is taken as written.
    source: of the page, whose scripts may have been taken out of the tree.
    """
    for link in islice(page.iter("a"), _MAX_LINKS):
        if not (link.get("href") or link.get("tagname") or link.get("onclick")):
            continue
        if not _NEXT.fullmatch(all_text(link)[:100].strip()):
            continue
        inside = any(ancestor in document for ancestor in link.iterancestors())
        for address in _addresses(link):
            if not url and inside:
                return address
            if target := _next(url, address, inside):
                return target
    return _next(url, _created(source), inside=False)


def _addresses(link: Element) -> Iterator[str]:
    """Where a link may lead: by its own address, or by those that its script is given."""
    own = ((link.get(name) or "").strip() for name in ("tagname", "href"))
    yield from (address for address in own if address and not _JUNK.match(address))
    yield from (address for address in _QUOTED.findall((link.get("onclick") or "")[:_MAX_SCRIPT]) if "." in address)


def _created(source: str) -> str:
    """The name of the next page that a script's pager would link; empty on the last page, and where there is none."""
    if "createPage" not in source or not (found := _CREATED.search(source)):
        return ""
    following = int(found["current"]) + 1
    return f"{found['name']}_{following}.{found['suffix']}" if following < int(found["pages"]) else ""


def _next(url: str, address: str, inside: bool) -> str:
    """An address made absolute, if it can be the next page's: another page of the host, and beside the text a page of
    this article.
    """
    if not address:
        return ""
    try:
        target = urljoin(url, address).partition("#")[0]
        here, there = urlsplit(url), urlsplit(target)
    except ValueError:  # no address
        return ""
    is_next = len(target) <= _MAX_ADDRESS and _is_neighbour(here, there) and (inside or _follows(here, there))
    return target if is_next else ""


def _is_neighbour(here: SplitResult, there: SplitResult) -> bool:
    """Whether an address is that of another page of the same host."""
    same_host = there.scheme in ("http", "https") and _host(there) == _host(here)
    return same_host and (there.path, there.query) != (here.path, here.query)


def _follows(here: SplitResult, there: SplitResult) -> bool:
    if there.path == here.path:
        return _one_page_more(dict(parse_qsl(here.query)), dict(parse_qsl(there.query)))
    return there.query == here.query and _next_in_name(here.path, there.path)


def _host(address: SplitResult) -> str:
    return (address.hostname or "").removeprefix("www.")


def _one_page_more(here: dict[str, str], there: dict[str, str]) -> bool:
    """Whether a query's page number went up by one, or came to be there, and nothing else changed."""
    changed = [name for name in {*here, *there} if here.get(name) != there.get(name)]
    if len(changed) != 1 or not _PAGE_NAME.search(changed[0]):
        return False
    before, after = here.get(changed[0], ""), there.get(changed[0], "")
    return _is_number(after) and (not before or (_is_number(before) and int(after) == int(before) + 1))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 3


def _next_in_name(here: str, there: str) -> bool:
    """Whether a path is another with a page number at its end, or with the next number there."""
    plain, before, after = _PLAIN.fullmatch(here), _NUMBERED.fullmatch(here), _NUMBERED.fullmatch(there)
    if not after or not plain:
        return False
    if after["stem"] == plain["stem"]:
        return after["suffix"] == plain["suffix"]
    return (
        before is not None
        and (before["stem"], before["suffix"]) == (after["stem"], after["suffix"])
        and int(after["number"]) == int(before["number"]) + 1
    )
