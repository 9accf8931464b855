"""Any bytes at all: a Reading or a ReadingError, soon, and not more text than there was."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.reading import Reading, ReadingError
from corpus.reading.html import read_html
from crawlers.site import Article
from tests.html_pages import BODY, SYSTEMS, page, paragraphs

ARTICLE = Article("#zoom, .content", "h1", "table.bd1")
TAGS = (
    "<p>",
    "</p>",
    "<div id='zoom'>",
    "</div>",
    "<table border=1>",
    "<tr>",
    "<td>",
    "</table>",
    "<html>",
    "<body>",
    "</body>",
)
PIECES = (
    *TAGS,
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<ol><li>",
    "&nbsp;",
    "&#0;",
    "&#x110000;",
    "<br>",
    "\x00",
    "<a href='x.pdf'>",
    "<noframes>",
    "<frameset>",
    "createPageHTML(3, 0, 't1', 'html')",
    "（二○○四年六月十六日",
    "附件：1.",
    "索 引 号：",
    "　",
    "<",
    ">",
)


def survives(data: bytes) -> None:
    try:
        reading = read_html(data, url="http://a.gov.cn/b/", article=ARTICLE)
    except ReadingError:
        return
    assert isinstance(reading, Reading)
    assert len(reading.text) <= 4 * len(data) + 10_000
    for block in reading.blocks:
        assert block.text == block.text.strip()
        assert block.text
        assert block.kind == "table" or "\n" not in block.text


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes(data: bytes) -> None:
    survives(data)
    survives(b"<html><body><p>" + data)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from(BODY), st.text(max_size=12)), max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_markup(pieces: list[str]) -> None:
    survives("".join(pieces).encode("utf-8", "surrogatepass"))


@pytest.mark.slow
@given(st.sampled_from(sorted(SYSTEMS)), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_damaged_pages(system: str, chance: random.Random) -> None:
    survives(damaged(SYSTEMS[system][0].encode(), chance))


@pytest.mark.slow
def test_damaged_real_pages(real: Path) -> None:
    chance = random.Random(20221124)
    for path in sorted((real / "html").glob("*.html")):
        survives(damaged(path.read_bytes(), chance))


@pytest.mark.campaign
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", range(20))
def test_damaged_pages_with_mark_up_strewn_in(real: Path, seed: int) -> None:
    chance = random.Random(seed)
    pages = [path.read_bytes() for path in sorted((real / "html").glob("*.html"))]
    for data in [*pages, *(html.encode() for html, _, _ in SYSTEMS.values())]:
        spoilt = bytearray(damaged(data, chance))
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(spoilt) + 1)
            spoilt[at:at] = chance.choice(PIECES).encode() * chance.choice((1, 1, 50, 500))
        survives(bytes(spoilt))


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Some bytes turned, a stretch lost, a stretch doubled, or the end missing."""
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 60)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    start, end = sorted(chance.randrange(len(spoilt)) for _ in range(2))
    match chance.randrange(4):
        case 0:
            del spoilt[start:end]
        case 1:
            spoilt[start:start] = spoilt[start:end]
        case 2:
            del spoilt[start:]
    return bytes(spoilt)


@pytest.mark.parametrize(
    "data",
    [
        b"<div>" * 100_000 + "正文。".encode(),
        b"<table><tr><td>" * 20_000 + "正文，".encode() * 50,
        b"<p>" * 200_000,
        b"<ol><li>" * 20_000 + "正文，文字。".encode(),
        b"<" * 500_000,
        b"<a " * 200_000,
        b"<!--" * 100_000,
        b"<script>" * 50_000,
        b"<p>" + b"&" * 300_000,
        b"<p>" + "（".encode() * 200_000,
        b"<p>" + "索引号 ".encode() * 50_000,
        b"<p>" + "２０２２年１月".encode() * 30_000,
        b"<p>" + b" \t\n" * 300_000 + "文，字。".encode(),
        b"<html><body>" * 5_000 + "正文，文字。".encode() * 5_000,
        b"<div style='display:none'>" * 3_000 + "正文，文字。".encode() * 100,
        b"".join(b"<div class='TRS_Editor'><p>" + "正文，文字。".encode() + b"</p>" for _ in range(1_500)),
        b"<p>" + b"<br>".join("附件：1.某某\n".encode() for _ in range(10_000)),
        b"<html><body></body></html><html><body><p title='&#1;'>&#1;&#0;&#xb;&#xd800;</p>" + "正文，文字。".encode(),
        b"<table border=1>" + b"<tr><td>a</td><td>b</td></tr>" * 20_000,
    ],
    ids=lambda data: data[:14].decode("utf-8", "ignore"),
)  # fmt: skip
@pytest.mark.timeout(20)
@pytest.mark.slow
def test_what_is_large_or_deep_ends(data: bytes) -> None:
    survives(data)


def test_too_large_is_refused() -> None:
    with pytest.raises(ReadingError, match="larger than"):
        read_html(b"<p>" + b"a" * (33 * 1024 * 1024))


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=12, max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_character_of_a_paragraph_is_lost(text: str) -> None:
    line = f"某某{text}，某某。"
    html = page(f"<div id='zoom'>{paragraphs((*BODY[6:], line))}</div>", title="文件")
    assert line in [block.text for block in read_html(html.encode()).blocks]
