"""The files that a document page links: what is fetched with the page."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from parsel import Selector

from crawlers.site import Article, Link

SUFFIXES = (".pdf", ".doc", ".docx", ".wps", ".ofd", ".xls", ".xlsx", ".et", ".rtf", ".zip", ".rar")
MAX_ATTACHMENTS = 50  # of one page; the pages of the survey have at most a dozen


def attachment_links(text: str, url: str, article: Article) -> tuple[Link, ...]:
    """The attachments of a page, in order, each once: in the site's body container where it has one, else anywhere."""
    page = Selector(text=text)
    region = page.css(article.body) if article.body else None
    found: dict[str, Link] = {}
    for anchor in (region or page).css("a[href]"):
        href = anchor.attrib["href"].strip()
        try:
            target = urljoin(url, href)
            path = urlsplit(target).path.lower()
        except ValueError:
            continue
        if target.startswith(("http://", "https://")) and path.endswith(SUFFIXES) and target not in found:
            title = " ".join("".join(anchor.css("::text").getall()).split())
            found[target] = Link(target, title or anchor.attrib.get("title", ""))
        if len(found) == MAX_ATTACHMENTS:
            break
    return tuple(found.values())
