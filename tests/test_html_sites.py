"""Whole pages of every system of families.md: document, metadata and nothing of the page around them."""

# ruff: noqa: E501 (pages as they come)

from __future__ import annotations

from datetime import date

import pytest

from corpus.reading import Reading
from corpus.reading.html import read_html
from crawlers.site import Article
from tests.html_pages import BODY, COVER, DATE, NUMBER, PLAN, SIGNATURE, SYSTEMS, TITLE, page, paragraphs


def read(html: str, **options: str) -> Reading:
    return read_html(html.encode(), url=options.get("url", ""), article=Article(options.get("body", "")))


@pytest.mark.parametrize("declared", [True, False], ids=["with the site's selectors", "by general rules"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_reads_document_and_metadata(system: str, declared: bool) -> None:
    html, url, (body, title, metadata) = SYSTEMS[system]
    article = Article(body, title, metadata) if declared else Article()
    reading = read_html(html.encode(), url=url, article=article)
    assert tuple(block.text for block in reading.blocks if block.kind not in ("title", "doc_number")) == BODY
    assert [block.text for block in reading.blocks if block.kind == "title"] == [TITLE]
    assert reading.title == TITLE
    assert reading.doc_number == NUMBER
    assert reading.issuers == (SIGNATURE,)
    assert reading.written_on == date(2022, 9, 8)
    assert reading.published_on == date(2022, 9, 13)
    assert reading.kind == "policy"
    assert reading.evidence == NUMBER
    assert reading.warnings == ()


def test_kinds_of_lines() -> None:
    html, url, _ = SYSTEMS["国务院 A"]
    kinds = [block.kind for block in read_html(html.encode(), url=url).blocks]
    assert kinds == [
        *("title", "doc_number", "addressee", "paragraph", "signature", "date", "remark"),
        *("subtitle", "paragraph", "heading", "paragraph", "paragraph"),
    ]


def test_other_labels_are_kept() -> None:
    reading = read_html(SYSTEMS["安徽 lonsun"][0].encode())
    assert (reading.index_number, reading.subject, reading.validity) == ("002986061/202209-00001", "科技、教育", "有效")


def test_guangdong_carries_its_article_as_json() -> None:
    content = paragraphs().replace('"', '\\"').replace("/", "\\/")
    html = f"""<html><head><title>{TITLE}</title></head><body><div id="app"></div><script>window._CONFIG = {{SID:'2',DETAIL:
    {{"id":1,"title":"{TITLE}","document_number":"{NUMBER}","identifier":"006939748\\/2022-00001","publisher":"{SIGNATURE}",
    "date":1662566400,"display_publish_time":1663034400,"classify_theme_name":"教育","content":"{content}"}},TREE:[]}}</script></body></html>"""
    reading = read(html)
    assert tuple(block.text for block in reading.blocks[1:]) == BODY
    assert (reading.title, reading.doc_number, reading.issuers) == (TITLE, NUMBER, (SIGNATURE,))
    assert (reading.written_on, reading.published_on) == (date(2022, 9, 8), date(2022, 9, 13))
    assert (reading.index_number, reading.subject) == ("006939748/2022-00001", "教育")


def test_a_stale_selector_is_not_believed() -> None:
    html = page(f'<div class="content"><p>导读。</p></div><div id="zoom">{paragraphs()}</div>')
    reading = read(html, body=".content")
    assert COVER in [block.text for block in reading.blocks]
    assert any("selectors" in warning for warning in reading.warnings)


@pytest.mark.parametrize(
    ("labelled", "chosen"),
    [("生成日期", date(2022, 9, 8)), ("成文日期", date(2022, 9, 20))],
    ids=["the day a record was made loses against the text", "成文日期 wins over the text"],
)
def test_sources_that_disagree_are_both_named(labelled: str, chosen: date) -> None:
    html = page(
        f"<table><tr><td>索引号</td><td>1</td><td>{labelled}</td><td>2022-09-20</td></tr></table><div id='zoom'>{paragraphs()}</div>"
    )
    reading = read(html)
    assert reading.written_on == chosen
    assert any("2022-09-20" in warning and "2022-09-08" in warning for warning in reading.warnings)


def test_no_value_no_metadata() -> None:
    html = page(
        "<table><tr><td>文号</td><td>无</td><td>成文日期</td><td></td></tr></table><div id='zoom'><p>为做好工作，现通知如下。</p></div>",
        title="政府文件",
    )
    reading = read(html)
    assert (reading.doc_number, reading.written_on, reading.issuers) == ("", None, ())


def test_joint_documents_have_all_their_issuers() -> None:
    signed = ("中共某省委办公厅", "某省人民政府办公厅", DATE)
    html = page(f"<div id='zoom'>{paragraphs((PLAN, '为落实部署，提出如下意见。', *signed))}</div>")
    assert read(html).issuers == signed[:2]
