"""The numbers that Word sets of itself, as they are printed."""

from __future__ import annotations

import re
from pathlib import Path

from corpus.reading.encoding import decode
from corpus.reading.office.docx import read_docx
from corpus.reading.office.numbering import written
from corpus.reading.office.story import Paragraph
from corpus.reading.package import Package
from tests.office_files import FIRST, definition, docx, level, num, p, restarted, style, texts


def lines(*content: str, styles: str = "", numbering: str) -> list[str]:
    """The lines of a document after a first sentence."""
    return texts(docx(p(FIRST), *content, styles=styles, numbering=numbering))[1:]


LISTS = (
    definition(
        0,
        level(0, "chineseCountingThousand", "%1、"),
        level(1, "chineseCounting", "（%2）"),
        level(2, "decimal", "%3."),
        level(3, "decimalEnclosedCircle", "%4", more='<w:suff w:val="nothing"/>'),
    )
    + definition(1, level(0, "upperLetter", "%1)"), level(1, "decimal", "%1.%2", more="<w:isLgl/>"))
    + definition(2, level(0, "chineseCounting", "第%1条", start=9), level(1, "bullet", "\uf0b7"))
    + "".join(num(each + 1, each) for each in range(3))
    + num(4, 0, restarted(0, 1))
    + num(5, 0)
)


def numbered(*places: str) -> list[str]:
    return lines(*(p("样例", numbered=place) for place in places), numbering=LISTS)


def test_labels_of_an_official_document() -> None:
    found = numbered("1/0", "1/1", "1/1", "1/2", "1/3", "1/3", "1/2", "1/0", "1/1", "1/2")
    assert found == [
        "一、样例",
        "（一）样例",
        "（二）样例",
        "1. 样例",
        "①样例",
        "②样例",
        "2. 样例",
        "二、样例",
        "（一）样例",
        "1. 样例",
    ]


def test_lists_of_one_definition_count_on_and_a_start_of_its_own_begins_anew() -> None:
    assert numbered("1/0", "5/0", "4/0", "4/0", "1/0") == ["一、样例", "二、样例", "一、样例", "二、样例", "三、样例"]


def test_a_label_may_hold_the_counts_above_it() -> None:
    assert numbered("2/0", "2/1", "2/1", "2/0", "2/1") == ["A) 样例", "1.1 样例", "1.2 样例", "B) 样例", "2.1 样例"]


def test_a_list_may_start_late_and_bullets_are_no_numbers() -> None:
    assert numbered("3/0", "3/1", "3/0", "3/0") == ["第九条 样例", "样例", "第十条 样例", "第十一条 样例"]


def test_a_style_numbers_its_paragraphs() -> None:
    styles = style("h1", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>') + style("h2", "", based="h1")
    numbering = definition(
        0, level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）", more='<w:pStyle w:val="h2"/>')
    )
    found = lines(
        p("样例", style="h1"),
        p("样例", style="h2"),
        p("样例", style="h1", properties='<w:numPr><w:numId w:val="0"/></w:numPr>'),
        p("样例", style="h1"),
        styles=styles,
        numbering=numbering + num(1, 0),
    )
    assert found == ["一、样例", "（一）样例", "样例", "二、样例"]


def test_an_empty_paragraph_counts_and_prints_nothing() -> None:
    assert lines(p("样例", numbered="1"), p(numbered="1"), p("样例", numbered="1"), numbering=LISTS) == [
        "一、样例",
        "三、样例",
    ]


# The labels of real documents, and what prints them: (pattern, format, how Word writes it down)
STYLES = (
    (re.compile("([一二三四五六七八九十]{1,3})、"), "chineseCounting", "%1、"),
    (re.compile("（([一二三四五六七八九十]{1,3})）"), "chineseCounting", "（%2）"),
    (re.compile(r"(\d{1,2})．(?!\d)"), "decimal", "%3．"),
    (re.compile(r"（(\d{1,2})）"), "decimal", "（%4）"),
)
VALUES = {written(number, form): number for form in ("chineseCounting", "decimal") for number in range(1, 100)}


def test_real_documents_with_their_labels_made_automatic(real: Path) -> None:
    """Each label is taken out of the text and left to Word, which counts; a list begins anew where the labels do."""
    made_automatic = 0
    for path in sorted((real / "text" / "arts_edu").glob("*.txt")):
        paragraphs: list[str] = []
        lists: list[str] = []
        counts = [0, 0, 0, 0]
        wanted = [" ".join(line.split()) for line in decode(path.read_bytes())[0].splitlines() if line.strip()]
        for line in wanted:
            depth = next((at for at, (pattern, _, _) in enumerate(STYLES) if pattern.match(line)), None)
            if depth is None:
                paragraphs.append(p(line))
                continue
            label = STYLES[depth][0].match(line)
            assert label is not None
            value = VALUES[label[1]]
            begins = value != counts[depth] + 1 or not lists
            counts[depth:] = [value, *[0] * (3 - depth)]
            if begins:
                lists.append(num(len(lists) + 1, 0, restarted(depth, value)))
            paragraphs.append(p(line[label.end() :], numbered=f"{len(lists)}/{depth}"))
            made_automatic += 1
        levels = (level(at, form, pattern) for at, (_, form, pattern) in enumerate(STYLES))
        data = docx(*paragraphs, numbering=definition(0, *levels) + "".join(lists))
        found = [part.text for part in read_docx(Package(data)).content if isinstance(part, Paragraph)]
        assert [text.replace(" ", "") for text in found] == [line.replace(" ", "") for line in wanted], path.stem
    assert made_automatic > 900
