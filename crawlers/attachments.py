"""What a document page links that belongs to it: its files (plain links, scripts' links, download gateways), and
the page that its text goes on at (`crawlers.continuation`).

The spider fetches them with the page, and the reader (`corpus.reading.attachments`) says which of the files is the
text itself; both find them here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from lxml.etree import _Element as Element

from crawlers.continuation import next_page
from crawlers.gkmlpt import carried_page
from crawlers.site import Article, Link
from crawlers.sources.markup import all_text, css, parse
from crawlers.sources.text import decode, tidy, unwrapped

SUFFIX = r"(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|ceb|cebx|rtf|zip|rar|7z|txt)"
MAX_ATTACHMENTS = 50  # of one page; the pages of the survey have at most a dozen
MAX_LINKS = 20_000  # of one page that are looked at
MAX_PAGE = 4 * 1024 * 1024  # characters of a page that are looked at
_MAX_SCRIPT = 2_000  # characters of an onclick

_FILE_PATH = re.compile(rf"\.{SUFFIX}$", re.I)
_FILE_NAME = re.compile(rf"\.{SUFFIX}\b", re.I)
_GATEWAY = re.compile(r"downfile|download|filedown|attach|/fujian|getfile|fileUrl=", re.I)
_FILE_BOX = re.compile(r"attach|fujian|annex|\bfile|download|xgfj|appendix|\b\w{0,4}fj\b", re.I)
_ANNEX = re.compile(r"\s{0,20}附\s?件")
_VIEWER = re.compile(r"/viewer\.html?$", re.I)  # of pdf.js
_QUOTED = re.compile(r"""["']([^"'\s<>]{3,500})["']""")
_JUNK = re.compile(r"^(?:javascript:|mailto:|tel:|#|data:|about:)", re.I)
_CUT_SHORT = ("…", "...")


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The files of a document that one of its pages links, and the address of its next page (empty on the last)."""

    files: tuple[Link, ...] = ()
    next_page: str = ""


def page_links(body: bytes, content_type: str, url: str, article: Article) -> PageLinks:
    """The links of a page as the spider sees it: files in the site's body container where the page has one and in
    boxes called by what they hold, else anywhere. A body that is no HTML (a PDF that a list links) has none.
    """
    if "html" not in content_type.lower() and body.lstrip()[:1] != b"<":
        return PageLinks()
    source = decode(body, {"content-type": content_type})[:MAX_PAGE]
    source = carried_page(source) or source
    tree = parse(source)
    if tree is None:
        return PageLinks()
    document = frozenset(css(article.body)(tree)) if article.body else frozenset()
    return PageLinks(file_links(tree, document, url), next_page(tree, document, url, source))


def file_links(page: Element, document: Collection[Element], url: str) -> tuple[Link, ...]:
    """The files that a document links, in reading order, each once; those of the whole page where it has no element.

    document: its elements. A box beside them that is called by what it holds (class="attachment") is part of it.
    url: of the page; without it links stay as written.
    """
    found: dict[str, str] = {}
    for link in islice(page.iter("a", "embed", "iframe", "object", "area"), MAX_LINKS):
        targets = list(_targets(link))
        if not targets or not (not document or _belongs(link, document)):
            continue
        for target in targets:
            address = _absolute(url, target)
            if address and (address in found or len(found) < MAX_ATTACHMENTS):
                found[address] = max(found.get(address, ""), _title(link, address), key=len)
    return tuple(Link(address, title) for address, title in found.items())


def _title(link: Element, address: str) -> str:
    shown, full = tidy(unwrapped(all_text(link))), tidy(link.get("title") or "")
    if full and (not shown or shown.endswith(_CUT_SHORT)):
        return full
    return shown or _name_in(address)


def _belongs(link: Element, document: Collection[Element]) -> bool:
    """Whether a link stands in the document or in a box of its files, or calls itself an annex."""
    return _ANNEX.match(all_text(link)) is not None or any(
        box in document or _FILE_BOX.search(f"{box.get('class', '')} {box.get('id', '')}")
        for box in link.iterancestors()
    )


def _targets(link: Element) -> Iterator[str]:
    """The addresses of files in a link's own attributes."""
    address = (link.get("href") or link.get("src") or link.get("data") or "").strip()
    script = link.get("onclick") or ""
    if address.lower().startswith("javascript:"):
        script, address = f"{script};{address}", ""
    if _JUNK.match(address):
        address = ""
    quoted = _QUOTED.findall(script[:_MAX_SCRIPT]) if script else ()
    if not (address or quoted):
        return
    names = (link.get("title", ""), link.get("download", ""), link.get("appendix", ""))
    text = " ".join((all_text(link), *names))
    if address and _is_file(address, text):
        yield _shown_file(address)
    files = [target for target in quoted if _is_file(target, text) and ("/" in target or _FILE_PATH.search(target))]
    paths = [target for target in files if "/" in target]
    yield from paths or files  # beside a path, a name alone is what the file is called


def _shown_file(address: str) -> str:
    """The file that a viewer's page shows (viewer.html?file=/P1.pdf); any other address as it is."""
    if "file=" not in address:
        return address
    try:
        parts = urlsplit(address)
        shown = dict(parse_qsl(parts.query)).get("file", "") if _VIEWER.search(parts.path) else ""
    except ValueError:
        return address
    return shown if "/" in shown and _FILE_NAME.search(shown) else address


def _is_file(address: str, text: str) -> bool:
    """By its path, a file name in its query, a gateway's address, or the file's name that the link is called by."""
    called = _FILE_NAME.search(text) or (("?" in address or "附件" in text) and _GATEWAY.search(address))
    if not (called or _FILE_NAME.search(unquote(address))):
        return False  # as most links are, whose addresses need not be taken apart
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(called or _FILE_PATH.search(unquote(parts.path)) or _FILE_NAME.search(unquote(parts.query)))


def _absolute(url: str, target: str) -> str:
    """The target as an http address; as written where the page has none, empty where it is none."""
    if not url:
        return target
    try:
        address = urljoin(url, target.replace("\\", "/"))
        return address if urlsplit(address).scheme in ("http", "https") and urlsplit(address).hostname else ""
    except ValueError:
        return ""


def _name_in(address: str) -> str:
    try:
        return unquote(urlsplit(address).path.rsplit("/", 1)[-1])
    except ValueError:
        return ""
