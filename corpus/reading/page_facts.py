"""The metadata of a page: every field from its labels, its meta tags, its text and its address, and the choice made.

Labels go first, then meta tags, then the text. Two exceptions: the day that a record was made (生成日期) goes after
the date that the document itself prints, and the day in the address goes last of all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

from corpus.labels import LABELS, UNSURE_LABELS, Field
from corpus.metadata import choose, dated, issuers_in_title, labelled, numbered, split_issuers
from corpus.reading import Block, DayFrom
from corpus.reading.line_forms import ORDER_COUNT, ORDER_HEAD, is_signer
from corpus.reading.titles import unspaced
from corpus.reading.tree import Element
from crawlers.notation import date_in_url, read_date, read_doc_number
from crawlers.sources.markup import all_text

_SURE = tuple(label for label in LABELS["published_on"] if label not in UNSURE_LABELS)
_RECORD_MADE = ("生成日期", "生成时间", "产生日期")
_DAY_LINE = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:[\sT]{1,3}\d{1,2}:\d\d(?::\d\d)?)?(?=\s|$|来源)"
)
_DAY_STAMP = re.compile(  # as computers write it
    r"(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}(?:[\sT]{1,3}\d{1,2}:\d\d(?::\d\d)?)?(?=\s|$|来源)"
    r"|年\d{1,2}月\d{1,2}日\s{0,3}(?:\d{1,2}:\d\d|来源))"
)
_DAY_TAGS = frozenset({"span", "p", "div", "font", "em", "i", "b", "small", "time", "publishtime"})
_LONGEST_ROW = 300  # characters
_BESIDE_LINK = 60  # characters: what a row of a list has beside its link
_PUBLISHED_META = (
    "pubdate",
    "publishdate",
    "firstpublishedtime",
    "createdate",
    "publish_time",
    "article:published_time",
)


@dataclass(slots=True)
class Facts:
    """The metadata chosen for a page."""

    warnings: list[str]
    doc_number: str = ""
    issuers: tuple[str, ...] = ()
    written_on: date | None = None
    published_on: date | None = None
    published_from: DayFrom = ""
    index_number: str = ""
    subject: str = ""
    validity: str = ""


def read_facts(
    labels: Mapping[str, Sequence[str]],
    meta: Mapping[str, str],
    blocks: Sequence[Block],
    titles: tuple[str, str],
    url: str,
    printed_day: Callable[[], str],
    file_name: str = "",
) -> Facts:
    """What is chosen, and a warning for each source that says otherwise.

    titles: the document's, as the page says it and as the text prints it.
    printed_day: asked for the day under the title only where no label and no meta tag has one.
    file_name: of the file that carries the document, if it is called by the document's title.
    """
    facts = Facts([])
    signatures, signed = signed_by(blocks)
    numbers = [("label " + label, numbered(value)) for label, value in labelled(labels, "doc_number")]
    number_lines = _number_lines(blocks)
    numbers += [("the text", _order_number(titles, number_lines) or read_doc_number(number_lines))]
    numbers += [("the title", read_doc_number(titles[0])), ("the file's name", read_doc_number(file_name))]
    facts.doc_number, more = choose("doc_number", numbers)
    facts.warnings += more

    issuers = [("label " + label, ";".join(split_issuers(value))) for label, value in labelled(labels, "issuers")][:1]
    issuers += [
        ("the signature", ";".join(signatures)),
        ("the title", ";".join(issuers_in_title(titles[1]) or issuers_in_title(titles[0])) if not signatures else ""),
    ]
    chosen, more = choose("issuers", issuers)
    facts.issuers = tuple(chosen.split(";")) if chosen else ()
    facts.warnings += more

    written = [
        (f"label {label}", _iso(value)) for label, value in labelled(labels, "written_on") if label not in _RECORD_MADE
    ]
    written += [("the text", signed.isoformat() if signed else _iso(number_lines))]
    written += [(f"label {label}", _iso(value)) for label, value in labelled(labels, "written_on", _RECORD_MADE)]
    facts.written_on, more = _chosen_day("written_on", written)
    facts.warnings += more

    in_url = date_in_url(url)
    published: dict[DayFrom, list[tuple[str, str]]] = {
        "label": _days(labels, "published_on", _SURE),
        "meta": [(f"meta {name}", _iso(meta[name])) for name in _PUBLISHED_META if name in meta],
    }
    if not _has_day(published):
        published["label"] = _days(labels, "published_on", UNSURE_LABELS)
    if not _has_day(published):
        published["line"] = [("the line under the title", printed_day())]
    published["address"] = [("the address", in_url.isoformat() if in_url else "")]
    facts.published_on, more = _chosen_day("published_on", list(chain.from_iterable(published.values())))
    facts.published_from = next((origin for origin, found in published.items() if any(day for _, day in found)), "")
    facts.warnings += more

    facts.index_number = next((value for _, value in labelled(labels, "index_number")), "")
    facts.subject = next((value for _, value in labelled(labels, "subject")), "")
    facts.validity = next((value for _, value in labelled(labels, "validity")), "")
    return facts


def _days(labels: Mapping[str, Sequence[str]], name: Field, among: Sequence[str]) -> list[tuple[str, str]]:
    return [(f"label {label}", _iso(value)) for label, value in labelled(labels, name, among)]


def _has_day(found: Mapping[DayFrom, Sequence[tuple[str, str]]]) -> bool:
    return any(day for values in found.values() for _, day in values)


def _iso(value: str) -> str:
    day = dated(value) if value else None
    return day.isoformat() if day else ""


def _chosen_day(name: str, found: Sequence[tuple[str, str]]) -> tuple[date | None, list[str]]:
    chosen, warnings = choose(name, found)
    return (date.fromisoformat(chosen) if chosen else None), warnings


def _number_lines(blocks: Sequence[Block]) -> str:
    """The document's number as the text prints it, on one line or two; some hold its date as well."""
    return " ".join(block.text for block in blocks if block.kind == "doc_number")[:120]


def _order_number(titles: tuple[str, str], number_lines: str) -> str:
    """The number of an order whose title is its first half: 某省人民政府令, 第326号."""
    if not (ORDER_COUNT.fullmatch(number_lines) and ORDER_HEAD.fullmatch(titles[0])):
        return ""
    return read_doc_number(f"{titles[0]}{number_lines}")


def printed_day(root: Element, document: Collection[Element]) -> str:
    """The day on the line under a page's title, as ISO or empty: a date (with a time) alone, or a source after it.

    document: the elements that hold the text; the day stands before its first sentence, and inside of them it is
    written as computers do. A day in the row of a link is the link's.
    """
    pattern, inside = _DAY_LINE, False
    for element in root.iter():
        text = element.text
        if element in document:
            pattern, inside = _DAY_STAMP, True
        if not text or len(text) < 8:
            continue
        if inside and "。" in text:
            return ""
        found = pattern.match(text.strip()) if len(text) <= 120 and element.tag in _DAY_TAGS else None
        if found and not _is_of_link(element):
            return _iso(found[0])
    return ""


def _is_of_link(element: Element) -> bool:
    """Whether a day stands in a list, or beside a link to a document, as lists have them without list markup."""
    if any(above.tag in ("ul", "ol", "a") for above in element.iterancestors()):
        return True
    for row in islice(element.iterancestors(), 2):
        size = len("".join(all_text(row).split()))
        if size < _LONGEST_ROW and any(size - _BESIDE_LINK < len(all_text(a).strip()) >= 10 for a in row.iter("a")):
            return True
    return False


def signed_by(blocks: Sequence[Block]) -> tuple[tuple[str, ...], date | None]:
    """The bodies that sign a document's cover, and the day beside them: the first signatures that a date follows.

    A day at the head, above all text, is the document's only where nothing is signed.
    """
    names: list[str] = []
    head: date | None = None
    begun = False
    for block in blocks:
        if block.kind == "signature":
            names.extend(() if is_signer(block.text) else split_issuers(block.text))
        elif block.kind == "date":
            day = read_date(unspaced(block.text))
            if begun or names:
                return tuple(dict.fromkeys(names)), day
            head = head or day
        elif names:
            break
        begun = begun or block.kind == "paragraph"
    return tuple(dict.fromkeys(names)), head
