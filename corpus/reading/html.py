"""Government web pages: bytes to title, metadata, paragraphs, tables and attachments, and nothing else.

The way of a page: decode by the bytes, parse, find the element that holds the document, walk it line by line,
drop the furniture, tell the lines' kinds, and read the metadata from labels, meta tags and the text itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lxml import etree

from corpus.metadata import EMPTY_CELL, choose, dated, issuers_in_title, labelled, numbered, read_labels, split_issuers
from corpus.reading import Block, Reading, ReadingError
from corpus.reading.attachments import attachments_in, mark_carrier
from corpus.reading.blocks import bare, blocks_of, is_complete, is_signer, unspaced
from corpus.reading.encoding import decode
from corpus.reading.furniture import without_furniture, without_links, without_second_copy
from corpus.reading.lines import BLOCKS, INLINE, Line, lines_of, tidy
from corpus.reading.main_text import MainText, main_text, select, split_selectors
from corpus.reading.page_kind import PageFacts, page_kind
from corpus.reading.tree import Element, parse, prune
from crawlers.notation import date_in_url, read_date, read_doc_number
from crawlers.site import Article

HTML_READER = "html/1"
MAX_BYTES = 32 * 1024 * 1024
_SENTENCE = re.compile("[，。；]")
_TITLE_NAME = re.compile(r"(?:^|[\s_-])(?:\w{0,12}title|tit|bt|biaoti|sp_title|headline)(?:$|[\s_\d-])", re.I)
_SITE_NAME = re.compile(r"(?:网|网站|门户|平台|人民政府|首页|政府信息公开)$")
_ANY_TAG = re.compile(
    r"<(?:!doctype|html|head|body|div|p|table|span|meta|a|br|td|title|h[1-6]|ul|font|section|article)\b", re.I
)
_FOREIGN = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a zip file (docx, xlsx, ofd …)"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "gzip data"),
)


def read_html(data: bytes, *, url: str = "", article: Article = Article(), content_type: str = "") -> Reading:  # noqa: B008 (frozen)
    """Read one page. url makes links absolute; article: where the site keeps things; content_type: the header as sent.

    Raises ReadingError with one line that says why: empty, not HTML, too large, not to be parsed.
    """
    source, encoding = _source(data, content_type)
    warnings = [] if encoding == "utf-8" else [f"encoding: {encoding}, by the bytes"]
    if (detail := _detail(source)) is not None:
        return _read_detail(detail, url, article)
    root, remark = parse(source)
    head = _Head(_meta_tags(root), _window_title(root))
    prune(root)
    main = main_text(root, article.body)
    warnings += [remark] if remark else []
    warnings += main.warnings
    page = _Page(root, head, main, article, url, source)
    return page.read(warnings)


def _source(data: bytes, content_type: str) -> tuple[str, str]:
    if not data.strip():
        raise ReadingError("the file is empty")
    if len(data) > MAX_BYTES:
        raise ReadingError(f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB")
    for mark, name in _FOREIGN:
        if data.startswith(mark):
            raise ReadingError(f"not HTML: {name}")
    source, encoding = decode(data, content_type)
    if not _ANY_TAG.search(source):
        raise ReadingError("not HTML: no tag in it")
    return source, encoding


@dataclass(frozen=True, slots=True)
class _Head:
    """What a page's head says: its meta tags by name, and the window's title."""

    meta: Mapping[str, str]
    title: str

    @property
    def document(self) -> str:
        """The document's title in the window's, without the site's name behind it; empty where there is none."""
        parts = [
            part.strip()
            for part in re.split(
                r"[_|]|\s-\s|--|—(?=[^—]{0,12}(?:网|政府|门户))|-(?=[^-]{0,24}(?:网|政府|厅|局|委|门户|平台)[^-]{0,10}$)",
                self.title,
            )
            if part.strip()
        ]
        best = max(parts[:1], key=len, default="")
        return unspaced(best) if len(best) >= 6 and not _SITE_NAME.search(best) else ""


@dataclass(slots=True)
class _Page:
    """One parsed page and what its parts say."""

    root: Element
    head: _Head
    main: MainText
    article: Article
    url: str
    source: str

    def read(self, warnings: list[str]) -> Reading:
        files = attachments_in(self.root, self.main.elements, self.url)
        lines, tables = self._lines({file.title for file in files})
        meta = self.head.meta
        labels = self._labels(tables)
        said_title, title_warnings = self._title(labels, meta)
        blocks, printed = blocks_of(lines, said_title)
        title = said_title or printed
        facts = _read_facts(labels, meta, blocks, title, self.url, lambda: _printed_day(self.root, self.main))
        attachments = mark_carrier(files, title, blocks)
        warnings += title_warnings + facts.warnings
        kind, evidence = self._kind(title, meta, blocks, facts.doc_number)
        warnings += self._thin(blocks, bool(attachments))
        return Reading(
            blocks=tuple(blocks),
            reader=HTML_READER,
            title=title,
            doc_number=facts.doc_number,
            issuers=facts.issuers,
            written_on=facts.written_on,
            published_on=facts.published_on,
            index_number=facts.index_number,
            subject=facts.subject,
            validity=facts.validity,
            attachments=tuple(attachments),
            kind=kind,
            evidence=evidence,
            warnings=tuple(dict.fromkeys(warnings)),
        )

    def _thin(self, blocks: Sequence[Block], attached: bool) -> list[str]:
        """Warnings of a page that has no text of its own: nothing, files only, pictures only, a link."""
        text = " ".join(block.text for block in blocks if block.kind != "title")
        links = [element for root in self.main.elements for element in root.iter("a") if element.get("href")]
        linked = bare("".join("".join(element.itertext()) for element in links))
        address = re.fullmatch(r"https?://\S{4,300}", text)
        if address or (text and links and self.main.marks == 0 and bare(text) == linked):
            return [f"the text is only a link: {address[0] if address else links[0].get('href')}"]
        if text:
            return []
        if links and not attached:
            return [f"the text is only a link: {links[0].get('href')}"]
        if attached:
            return ["the text is in the attachments only"]
        pictures = sum(1 for root in self.main.elements for _ in root.iter("img"))
        return [f"the text is in {pictures} pictures" if pictures else "no text was found"]

    def _lines(self, files: Collection[str]) -> tuple[list[Line], list[str]]:
        """The document's lines, and apart from them the tables of labels that stand in its container."""
        lines = []
        for element in self.main.elements:
            etree.strip_tags(element, *INLINE)
            lines += lines_of(element)
        tables = [line.text for line in lines if line.table and len(read_labels(line.text)) >= 2]
        lines = [line for line in lines if not (line.table and line.text in tables)]
        if self.main.how == "most prose":
            lines = without_links(lines)
        return without_second_copy(without_furniture(lines, files)), tables

    def _labels(self, tables: Sequence[str]) -> dict[str, list[str]]:
        chosen: dict[str, list[str]] = {}
        for selector in split_selectors(self.article.metadata):
            for element in select(self.root, selector):
                _merge(chosen, read_labels(cells_text(element)))
        _merge(chosen, read_labels(cells_text(self.root, self.main.elements)))
        for table in tables:
            _merge(chosen, read_labels(table))
        if len(self.main.elements) == 1 and self.main.how == "most prose":
            head = "\n".join(line.text for line in lines_of(self.main.elements[0])[:14] if not line.table)
            _merge(chosen, read_labels(head))
        return chosen

    def _title(self, labels: Mapping[str, Sequence[str]], meta: Mapping[str, str]) -> tuple[str, list[str]]:
        """What the page calls its document: its label, its meta tag, the site's selector, a heading, the window's title."""
        selected = [
            _without_day("".join(line.text for line in lines_of(element)[:5]))
            for selector in split_selectors(self.article.title)
            for element in select(self.root, selector)[:3]
        ]
        found = [(f"label {label}", unspaced(value)) for label, value in labelled(labels, "title")]
        found += [("meta ArticleTitle", _plain(meta.get("articletitle", "")))]
        found += [("the title's element", unspaced(text)) for text in selected[:1] if 4 <= len(text) <= 200]
        if not any(value for _, value in found):
            found += [("the page's heading", self._heading())]
        if not any(value for _, value in found):
            found += [("the window's title", self.head.document)]
        return choose("title", found)

    def _heading(self) -> str:
        """The heading (or element called title) that the window's title repeats, else the first that ends like a document's."""
        window = bare(self.head.title)
        found = []
        for element in self.root.iter("h1", "h2", "h3", "ucaptitle", "div", "p", "span", "td"):
            if element.tag not in ("h1", "h2", "h3", "ucaptitle") and not _TITLE_NAME.search(
                f"{element.get('class', '')} {element.get('id', '')}"
            ):
                continue
            if len(element) > 12:
                continue
            text = _without_day(unspaced("".join(line.text for line in lines_of(element)[:5])))
            if 6 <= len(text) <= 160:
                if len(bare(text)) >= 6 and bare(text) in window:
                    return text
                found.append(text)
        return next((text for text in found if is_complete(text)), "")

    def _kind(self, title: str, meta: Mapping[str, str], blocks: Sequence[Block], doc_number: str) -> tuple[str, str]:
        links = [element for element in self.root.iter("a") if element.get("href")]
        images = sum(1 for element in self.main.elements for _ in element.iter("img"))
        facts = PageFacts(
            source=self.source,
            title=title,
            page_title=self.head.title,
            column=meta.get("columnname", ""),
            path=self.url.partition("?")[0],
            blocks=blocks,
            doc_number=doc_number,
            prose=sum(
                len(block.text) for block in blocks if block.kind == "paragraph" and _SENTENCE.search(block.text)
            ),
            links=len(links),
            dated_links=0 if doc_number else _dated_links(links),
            images=images,
        )
        return page_kind(facts)


def _dated_links(links: Sequence[Element]) -> int:
    """Links in a row with a date: as lists of documents have them."""
    count = 0
    for link in links:
        row = link.getparent()
        around = "" if row is None else "".join(row.itertext())[:300]
        count += bool(len(around) < 300 and read_date(around))
    return count


def _merge(into: dict[str, list[str]], more: Mapping[str, Sequence[str]]) -> None:
    for label, values in more.items():
        kept = into.setdefault(label, [])
        kept.extend(value for value in values if value not in kept)


def cells_text(root: Element, skip: Collection[Element] = ()) -> str:
    """All that a visitor sees as `read_labels` wants it: a line feed between cells and lines, a tab between elements."""
    pieces: list[str] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if element in skip:
                walker.skip_subtree()
                continue
            pieces.append("\n" if tag in BLOCKS or tag == "br" else "\t")
            if text := element.text:
                pieces.append(" ".join(text.split()) if "\n" in text else text)
            elif (tag == "td" or tag == "dd") and not len(element):
                pieces.append(EMPTY_CELL)
            continue
        pieces.append("\n" if tag in BLOCKS else "\t")
        if (text := element.tail) and element is not root:
            pieces.append(" ".join(text.split()) if "\n" in text else text)
    return "".join(pieces)


def _meta_tags(root: Element) -> dict[str, str]:
    """The page's meta tags, names in lower case, the first of each that says anything."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        value = (element.get("content") or "").strip()
        if name and value:
            found.setdefault(name, value)
    return found


def _without_day(text: str) -> str:
    """A heading without the day that some sites put into its element."""
    return re.sub(r"\s?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s.{0,20})?$", "", text).strip()


def _plain(markup: str) -> str:
    """A value without the tags that some sites put into it."""
    return tidy(re.sub(r"<[^<>]{0,200}>|&nbsp;", " ", markup)) if markup else ""


def _window_title(root: Element) -> str:
    element = next(root.iter("title"), None)
    return tidy(element.text or "") if element is not None else ""


@dataclass(slots=True)
class _Facts:
    """The metadata chosen for a page."""

    warnings: list[str]
    doc_number: str = ""
    issuers: tuple[str, ...] = ()
    written_on: date | None = None
    published_on: date | None = None
    index_number: str = ""
    subject: str = ""
    validity: str = ""


_DAY_LINE = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:[\sT]{1,3}\d{1,2}:\d\d(?::\d\d)?)?(?=\s|$|来源)"
)
_PUBLISHED_META = (
    "pubdate",
    "publishdate",
    "firstpublishedtime",
    "createdate",
    "publish_time",
    "article:published_time",
)


def _read_facts(
    labels: Mapping[str, Sequence[str]],
    meta: Mapping[str, str],
    blocks: Sequence[Block],
    title: str,
    url: str,
    printed_day: str = "",
) -> _Facts:
    """Labels first, then meta tags, then the text; a printed date goes before the day a record was made."""
    facts = _Facts([])
    signatures, signed = signed_by(blocks)
    numbers = [("label " + label, numbered(value)) for label, value in labelled(labels, "doc_number")]
    numbers += [("the text", _printed_number(blocks)), ("the title", read_doc_number(title))]
    facts.doc_number, more = choose("doc_number", numbers)
    facts.warnings += more

    issuers = [("label " + label, ";".join(split_issuers(value))) for label, value in labelled(labels, "issuers")][:1]
    issuers += [
        ("the signature", ";".join(signatures)),
        ("the title", ";".join(issuers_in_title(title)) if not signatures else ""),
    ]
    chosen, more = choose("issuers", issuers)
    facts.issuers = tuple(chosen.split(";")) if chosen else ()
    facts.warnings += more

    made = ("生成日期", "生成时间", "产生日期")
    written = [(f"label {label}", _iso(value)) for label, value in labelled(labels, "written_on") if label not in made]
    written += [("the text", signed.isoformat() if signed else "")]
    written += [(f"label {label}", _iso(value)) for label, value in labelled(labels, "written_on", made)]
    facts.written_on, more = _chosen_day("written_on", written)
    facts.warnings += more

    published = [(f"label {label}", _iso(value)) for label, value in labelled(labels, "published_on")]
    published += [(f"meta {name}", _iso(meta.get(name, ""))) for name in _PUBLISHED_META]
    if not any(day for _, day in published):
        published += [("the line under the title", printed_day())]
    in_url = date_in_url(url)
    published += [("the address", in_url.isoformat() if in_url else "")]
    facts.published_on, more = _chosen_day("published_on", published)
    facts.warnings += more

    facts.index_number = next((value for _, value in labelled(labels, "index_number")), "")
    facts.subject = next((value for _, value in labelled(labels, "subject")), "")
    facts.validity = next((value for _, value in labelled(labels, "validity")), "")
    return facts


def _iso(value: str) -> str:
    day = dated(value) if value else None
    return day.isoformat() if day else ""


def _chosen_day(name: str, found: Sequence[tuple[str, str]]) -> tuple[date | None, list[str]]:
    chosen, warnings = choose(name, found)
    return (date.fromisoformat(chosen) if chosen else None), warnings


def _printed_number(blocks: Sequence[Block]) -> str:
    """The number that the text prints, on one line or two."""
    return read_doc_number(" ".join(block.text for block in blocks if block.kind == "doc_number")[:120])


def _printed_day(root: Element, main: MainText) -> str:
    """The day on the line under the page's title: a date (with a time) alone, or with a source after it."""
    for element in root.iter("span", "p", "div", "font", "em", "publishtime"):
        text = element.text
        if text and 8 <= len(text) <= 120 and (found := _DAY_LINE.match(text.strip())):
            inside = element in main.elements or any(ancestor in main.elements for ancestor in element.iterancestors())
            if not inside and not any(ancestor.tag in ("ul", "ol", "a") for ancestor in element.iterancestors()):
                return _iso(found[0])
    return ""


def signed_by(blocks: Sequence[Block]) -> tuple[tuple[str, ...], date | None]:
    """The bodies that sign a document's cover, and the day beside them: the first signatures that a date follows."""
    names: list[str] = []
    for block in blocks:
        if block.kind == "signature":
            names.extend(() if is_signer(block.text) else split_issuers(block.text))
        elif block.kind == "date":
            return tuple(dict.fromkeys(names)), read_date(block.text)
        elif names:
            break
    return tuple(dict.fromkeys(names)), None


# 广东 gkmlpt --------------------------------------------------------------------------------------------------------

_DETAIL = re.compile(r"[\"']?DETAIL[\"']?\s{0,10}[:=]\s{0,10}(?=\{)")


def _detail(source: str) -> dict[str, Any] | None:
    """The article that 广东's gkmlpt pages carry as JSON in `_CONFIG`, or None."""
    if "_CONFIG" not in source or not (found := _DETAIL.search(source)):
        return None
    try:
        detail, _ = json.JSONDecoder(strict=False).raw_decode(source, found.end())
    except (ValueError, RecursionError):
        return None
    return detail if isinstance(detail, dict) and isinstance(detail.get("content"), str) else None


def _read_detail(detail: Mapping[str, Any], url: str, article: Article) -> Reading:
    """The carried article, read as a page of its own with the JSON's fields as labels."""
    fields = {
        "索引号": "identifier",
        "发布机构": "publisher",
        "标题": "title",
        "文号": "document_number",
        "主题分类": "classify_theme_name",
        "成文日期": "date",
        "发布日期": "display_publish_time",
    }
    rows = "".join(f"<tr><td>{label}</td><td>{_field(detail.get(name))}</td></tr>" for label, name in fields.items())
    page = f'<html><body><table>{rows}</table><div class="TRS_Editor">{detail["content"]}</div></body></html>'
    reading = read_html(page.encode("utf-8", "replace"), url=url, article=Article())
    return replace(reading, warnings=(*reading.warnings, "the article was read from the page's JSON"))


def _field(value: object) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        day = read_date(value)
        return day.isoformat() if day else str(value)
    return re.sub(r"[<>]", " ", str(value)) if value else ""
