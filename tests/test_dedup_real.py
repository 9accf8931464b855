"""Matches among real documents, and the figures that the thresholds rest on.

arts_edu: central, provincial, city and department texts of one policy family; law_versions: one law in six versions;
html: pages of www.gov.cn, some crawled twice.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from corpus.dedup import Document, Match, find_matches
from corpus.matching import relations
from corpus.matching.letters import Letters
from corpus.matching.shares import Shares, compare
from corpus.reading.html import read_html
from crawlers.notation import read_doc_number

REAL = Path(__file__).resolve().parents[1] / "../shared/real"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="../shared/real is absent: real texts are not here")

DATABASE = ("法宝引证码", "原文链接")  # lines of the database that the texts were taken from


def document(path: Path) -> Document:
    """A text file: its title in its first line, its number, if any, in the next two."""
    lines = [line.strip().lstrip("# ") for line in path.read_text("utf-8", errors="replace").split("\n")]
    lines = [line for line in lines if line and not any(mark in line for mark in DATABASE)]
    title, rest = (lines[0], lines[1:]) if lines and len(lines[0]) < 100 else ("", lines)
    head = [line for line in rest[:2] if "号" in line and len(line) < 40]
    return Document(f"{path.parent.name}/{path.stem}", "\n".join(rest), title, read_doc_number("".join(head)))


@pytest.fixture(scope="module")
def texts() -> list[Document]:
    paths = sorted(path for path in (REAL / "text").glob("*/*") if path.suffix in (".txt", ".md"))
    return [document(path) for path in paths]


@pytest.fixture(scope="module")
def found(texts: list[Document]) -> list[Match]:
    return list(find_matches(texts))


def compared(ones: list[Document], others: list[Document]) -> list[Shares]:
    """The shares of every pair of one and another."""
    some = list({document.id: document for document in (*ones, *others)}.values())
    numbers = {document.id: number for number, document in enumerate(some)}
    letters = Letters.of([document.text for document in some])
    pairs = {tuple(sorted((numbers[a.id], numbers[b.id]))) for a in ones for b in others if a is not b}
    columns = np.array([one << 32 | other for one, other in sorted(pairs)])
    return [shares for part in np.array_split(columns, len(columns) // 100 + 1) for shares in compare(letters, part)]


def folder(document: Document) -> str:
    return document.id.partition("/")[0]


def test_every_two_versions_of_a_law_are_editions_and_nothing_else_is(found: list[Match]) -> None:
    editions = [match for match in found if match.relation in ("other_edition", "same_text", "excerpt_of")]
    assert {match.relation for match in editions} == {"other_edition"}
    assert len(editions) == 15  # of six versions
    assert all(match.document.startswith("law_versions/") for match in editions)
    assert all(match.other.startswith("law_versions/") for match in editions)


def test_one_changed_article_is_another_edition(found: list[Match]) -> None:
    last = next(match for match in found if match.document.endswith("_2012") and match.other.endswith("_2017"))
    assert last.relation == "other_edition"
    assert last.score > 0.99


CENTRAL = "arts_edu/central_002"  # 国办发〔2015〕71号


def test_who_names_the_central_document_implements_it(found: list[Match], texts: list[Document]) -> None:
    """Those that print its number or its whole title before their first heading, by a plain search."""
    central = next(text for text in texts if text.id == CENTRAL)
    wanted = set()
    for text in texts:
        opening = text.title + text.text.partition("\n一、")[0].partition("\n（一）")[0][:1500]
        opening = re.sub(rf"《(?!{central.title}》)[^《》]*》", "", opening)
        if folder(text) == "arts_edu" and text is not central and ("2015〕71号" in opening or central.title in opening):
            wanted.add(text.id)
    assert len(wanted) >= 25
    assert {match.document for match in found if match.other == CENTRAL and match.relation == "implements"} == wanted


def test_a_city_implements_its_own_province_s_document_of_a_title_that_all_provinces_bear(found: list[Match]) -> None:
    implemented = {(match.document[-3:], match.other[-3:]) for match in found if match.relation == "implements"}
    same_title = {
        ("014", "043"),  # 东营, 山东
        ("015", "057"),  # 九江, 江西: 省政府办公厅 and the number
        *(("023", "074"), ("026", "074"), ("073", "074"), ("079", "074"), ("076", "074")),  # 福建
        ("072", "059"),  # 石家庄, 河北
        ("077", "063"),  # 绍兴, 浙江
        ("025", "056"),  # 南通, 江苏
    }
    assert same_title <= implemented
    provinces = {"019", "036", "043", "047", "053", "056", "057", "059", "063", "074", "083", "089", "099"}
    assert {pair for pair in implemented if pair[1] in provinces} == same_title


def test_the_one_forwarded_document(found: list[Match]) -> None:
    """呼伦贝尔 forwards 内蒙古's; 西藏's notice forwards a text of its own departments, which 浙江's title is alike."""
    forwarded = {(match.document[-3:], match.other[-3:]) for match in found if match.relation == "forwards"}
    assert forwarded == {("031", "019")}


def test_texts_of_one_family_by_different_bodies_are_not_one_document(found: list[Match]) -> None:
    family = [match for match in found if match.document.startswith("arts_edu/")]
    assert {match.relation for match in family} == {"implements", "forwards"}


@pytest.mark.slow
def test_thresholds_stand_where_real_pairs_leave_room(texts: list[Document]) -> None:
    """And why names decide: the remotest editions of a law have far less in common than two cities' own documents."""
    of = {name: [text for text in texts if folder(text) == name] for name in {folder(text) for text in texts}}
    law = compared(of["law_versions"], of["law_versions"])
    family = compared(of["arts_edu"], of["arts_edu"])
    strangers = compared(of["arts_edu"][:20], of["laws"][:10] + of["jiangxi"]) + compared(of["laws"], of["jiangxi"])
    assert max(s.most for s in strangers) < 0.1 < relations.NAMED_EDITION < min(s.most for s in law)
    assert min(s.least for s in law) < relations.NAMED_EDITION < relations.SAME < max(s.least for s in family)
    assert max(s.most for s in family) < relations.CARRIED_SILENTLY
    assert not any(s.same_core and s.least >= relations.SAME for s in (*law, *family, *strangers))


def test_a_page_crawled_twice_is_one_text_and_nothing_else_among_the_pages_is() -> None:
    pages = []
    for path in sorted((REAL / "html").glob("govcn_*.html")):
        page = read_html(path.read_bytes())
        pages.append(Document(path.stem, page.text, page.title, page.doc_number, page.issuers, kind=page.kind))
    twice = {(page.id.removesuffix("_crawl2"), page.id) for page in pages if page.id.endswith("_crawl2")}
    assert len(twice) >= 6
    found = list(find_matches(pages))
    assert {(match.document, match.other) for match in found if match.relation == "same_text"} == twice
    assert {match.relation for match in found} <= {"same_text", "implements"}
