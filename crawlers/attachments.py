"""The files that a document page links: what is fetched with the page."""

from __future__ import annotations

from itertools import chain, islice
from urllib.parse import urlsplit

from crawlers.site import Article, Link
from crawlers.sources.markup import css, parse
from crawlers.sources.rows import address_of
from crawlers.sources.text import decode, tidy

SUFFIXES = (".pdf", ".doc", ".docx", ".wps", ".ofd", ".xls", ".xlsx", ".et", ".rtf", ".zip", ".rar")
MAX_ATTACHMENTS = 50  # of one page; the pages of the survey have at most a dozen
MAX_ANCHORS = 20_000
MAX_PAGE = 4 * 1024 * 1024  # characters of a page that are looked at


def attachment_links(body: bytes, content_type: str, url: str, article: Article) -> tuple[Link, ...]:
    """The attachments of a page, in order, each once: in the site's body container where it has one, else anywhere.

    A body that is no HTML (a PDF that a list links) has none.
    """
    if "html" not in content_type.lower() and body.lstrip()[:1] != b"<":
        return ()
    tree = parse(decode(body, {"content-type": content_type})[:MAX_PAGE])
    if tree is None:
        return ()
    regions = css(article.body)(tree) if article.body else []
    found: dict[str, Link] = {}
    anchors = chain.from_iterable(region.iter("a") for region in regions or [tree])
    for anchor in islice(anchors, MAX_ANCHORS):
        target = address_of(anchor, url)
        if urlsplit(target).path.lower().endswith(SUFFIXES) and target not in found:
            shown, full = tidy(anchor.text_content()), tidy(anchor.get("title") or "")
            found[target] = Link(target, full if full and (not shown or shown.endswith(("…", "..."))) else shown)
            if len(found) == MAX_ATTACHMENTS:
                break
    return tuple(found.values())
