"""Government web pages: bytes to title, metadata, paragraphs, tables and attachments, and nothing else.

The way of a page: decode by the bytes, parse, find the element that holds the document, walk it line by line,
drop the furniture, tell the lines' kinds, and read the metadata from labels, meta tags and the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from lxml import etree

from corpus.metadata import may_hold_labels, read_labels
from corpus.reading import Block, Reading, ReadingError
from corpus.reading.attachments import attachments_in, mark_carrier
from corpus.reading.blocks import blocks_of
from corpus.reading.cells import cells_text
from corpus.reading.encoding import MIXED, decode
from corpus.reading.furniture import without_furniture, without_labels, without_links, without_second_copy
from corpus.reading.lines import INLINE, Line, lines_of
from corpus.reading.main_text import MOST_PROSE, MainText, main_text, select, split_selectors
from corpus.reading.page_facts import Facts, printed_day, read_facts
from corpus.reading.page_kind import PageFacts, page_kind
from corpus.reading.page_title import Head, page_title, read_head, title_above
from corpus.reading.titles import bare
from corpus.reading.tree import Element, parse, prune
from crawlers.continuation import next_page
from crawlers.gkmlpt import carried_page
from crawlers.notation import read_date
from crawlers.site import Article
from crawlers.sources.markup import all_text

HTML_READER = "html/3"
MAX_BYTES = 32 * 1024 * 1024
_LOST = "\ufffd"
_HEAD = 2_000  # characters of a container, where its own labels stand
_HEAD_PIECES = 80  # of its text
_ANY_TAG = re.compile(
    r"<(?:!doctype|html|head|body|div|p|table|span|meta|a|br|td|title|h[1-6]|ul|font|section|article)\b", re.I
)
_FOREIGN = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a zip file (docx, xlsx, ofd …)",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "an RTF file",
    b"\x1f\x8b": "gzip data",
}


def read_html(data: bytes, *, url: str = "", article: Article = Article(), content_type: str = "") -> Reading:  # noqa: B008 (frozen)
    """Read one page. url makes links absolute; article: where the site keeps things; content_type: the header as sent.

    Raises ReadingError with one line that says why: empty, not HTML, too large, not to be parsed.
    """
    source, encoding = _source(data, content_type)
    if carried := carried_page(source):
        reading = read_html(carried.encode("utf-8", "replace"), url=url)
        return replace(reading, warnings=(*reading.warnings, "the article was read from the page's JSON"))
    root, remark = parse(source, data if encoding == "utf-8" and _LOST not in source else b"")
    head = read_head(root)
    prune(root, source)
    main = main_text(root, article.body)
    warnings = ["the page mixes two encodings"] if encoding == MIXED else []
    warnings += [f"{source.count(_LOST)} characters cannot be decoded"] if _LOST in source else []
    warnings += [remark] if remark else []
    return _Page(root, head, main, article, url, source).read([*warnings, *main.warnings])


def _source(data: bytes, content_type: str) -> tuple[str, str]:
    if not data.strip():
        raise ReadingError("the file is empty")
    if len(data) > MAX_BYTES:
        raise ReadingError(f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB")
    if data.startswith(tuple(_FOREIGN)):
        raise ReadingError(f"not HTML: {next(name for mark, name in _FOREIGN.items() if data.startswith(mark))}")
    source, encoding = decode(data, content_type)
    if not _ANY_TAG.search(source):
        raise ReadingError("not HTML: no tag in it")
    return source, encoding


@dataclass(slots=True)
class _Page:
    """One parsed page and what its parts say."""

    root: Element
    head: Head
    main: MainText
    article: Article
    url: str
    source: str

    def read(self, warnings: list[str]) -> Reading:
        files = attachments_in(self.root, self.main.elements, self.url)
        lines, said_inside = self._lines({file.title for file in files})
        labels = self._labels(said_inside)
        said_title, title_warnings = page_title(self.root, self.head, labels, self.article.title)
        blocks, printed = blocks_of(lines, said_title)
        title = said_title or printed or title_above(self.root, self.main.elements)
        if title and blocks and blocks[0].kind != "title":
            blocks.insert(0, Block("title", title))
        day = partial(printed_day, self.root, self.main.elements)
        attachments = mark_carrier(files, title, blocks)
        file_name = next((file.title for file in attachments if file.carries and bare(title) in bare(file.title)), "")
        facts = read_facts(labels, self.head.meta, blocks, (title, printed), self.url, day, file_name)
        warnings += title_warnings + facts.warnings
        kind, evidence = self._kind(title, blocks, facts)
        warnings += self._thin(blocks, bool(attachments))
        return Reading(
            blocks=tuple(blocks),
            reader=HTML_READER,
            title=title,
            doc_number=facts.doc_number,
            issuers=facts.issuers,
            written_on=facts.written_on,
            published_on=facts.published_on,
            published_from=facts.published_from,
            index_number=facts.index_number,
            subject=facts.subject,
            validity=facts.validity,
            attachments=tuple(attachments),
            next_page=next_page(self.root, self.main.elements, self.url, self.source),
            kind=kind,
            evidence=evidence,
            warnings=tuple(dict.fromkeys(warnings)),
        )

    def _thin(self, blocks: Sequence[Block], attached: bool) -> list[str]:
        """Warnings of a page that has no text of its own: nothing, files only, pictures only, a link."""
        if sum(len(block.text) for block in blocks if block.kind != "title") > 400:
            return []
        text = " ".join(block.text for block in blocks if block.kind != "title")
        links = [element for root in self.main.elements for element in root.iter("a") if element.get("href")]
        linked = bare("".join(map(all_text, links)))
        address = re.fullmatch(r"https?://\S{4,300}", text)
        if address or (text and links and self.main.marks == 0 and bare(text) == linked):
            return [f"the text is only a link: {address[0] if address else links[0].get('href')}"]
        if text:
            return []
        if bare(linked) and not attached:
            return [f"the text is only a link: {links[0].get('href')}"]
        if attached:
            return ["the text is in the attachments only"]
        roots = self.main.elements or (self.root,)
        pictures = sum(self.root not in roots or _is_large(image) for root in roots for image in root.iter("img"))
        return [f"the text is in {pictures} pictures" if pictures else "no text was found"]

    def _lines(self, files: Collection[str]) -> tuple[list[Line], str]:
        """The document's lines; and apart from them, as `read_labels` wants it, what its container says about it."""
        heads = [_head_labels(element) for element in self.main.elements]
        lines = []
        for element in self.main.elements:
            etree.strip_tags(element, *INLINE)
            lines += lines_of(element)
        lines, tables = without_labels(lines)
        if self.main.how == MOST_PROSE:
            lines = without_links(lines)
        lines = without_furniture(lines, files)
        if (once := without_second_copy(lines)) is not lines:
            lines = without_furniture(once, files)  # what ended the first copy
        return lines, "\n".join([*heads, *tables])

    def _labels(self, said_inside: str) -> dict[str, list[str]]:
        """Values by label: those of the site's own element first, then the page's, then the container's."""
        chosen: dict[str, list[str]] = {}
        for selector in split_selectors(self.article.metadata):
            for element in select(self.root, selector):
                _merge(chosen, read_labels(cells_text(element)))
        _merge(chosen, read_labels(cells_text(self.root, self.main.elements)))
        _merge(chosen, read_labels(said_inside))
        return chosen

    def _kind(self, title: str, blocks: Sequence[Block], said: Facts) -> tuple[str, str]:
        links = [] if said.doc_number else [link for link in self.root.iter("a") if _is_said(link)]
        images = sum(1 for element in self.main.elements for _ in element.iter("img"))
        facts = PageFacts(
            source=self.source,
            title=title,
            page_title=f"{self.head.title} {self.head.meta.get('articletitle', '')}".strip(),
            column=self.head.meta.get("columnname", ""),
            path=self.url.partition("?")[0],
            shown="" if self.main.elements else " ".join(all_text(self.root).split()),
            blocks=blocks,
            doc_number=said.doc_number,
            index_number=said.index_number,
            prose=sum(len(block.text) for block in blocks if block.kind == "paragraph" and _is_running(block.text)),
            links=len(links),
            dated_links=_dated_links(links),
            images=images,
        )
        return page_kind(facts)


def _head_labels(element: Element) -> str:
    """What stands at the head of a container, where that can be labels; up to the first sentence."""
    head = all_text(element).partition("。")[0][:_HEAD]
    return cells_text(element, most=_HEAD_PIECES).partition("。")[0] if may_hold_labels(head) else ""


def _is_running(text: str) -> bool:
    """Whether a paragraph is running text: it has a mark of sentences."""
    return "，" in text or "。" in text or "；" in text


def _is_said(link: Element) -> bool:
    """Whether a link has words, as those of a list do."""
    return link.get("href") is not None and len(all_text(link).strip()) > 3


def _is_large(image: Element) -> bool:
    """Whether a picture is as wide as a page of text, by its own word."""
    width = image.get("width", "").removesuffix("px")
    return width.isdecimal() and len(width) < 6 and int(width) >= 400


def _dated_links(links: Sequence[Element]) -> int:
    """Links in a row with a date: as lists of documents have them."""
    count = 0
    for link in links:
        row = link.getparent()
        around = "" if row is None else all_text(row)[:300]
        count += bool(len(around) < 300 and read_date(around))
    return count


def _merge(into: dict[str, list[str]], more: Mapping[str, Sequence[str]]) -> None:
    for label, values in more.items():
        kept = into.setdefault(label, [])
        kept.extend(value for value in values if value not in kept)
