"""Every character of a PDF's text comes out, in the paragraphs that it was set in: portals' files, and random ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from corpus.reading.pdf import read_pdf
from tests.pdf_pages import at, centred, pdf
from tests.portals import typeset
from tests.portals.documents import Attachment
from tests.portals.sites import NAMES, Portal

REAL = Path(__file__).resolve().parents[1] / "../shared/real"
BODY = 14  # points
STEP = 26


def carried(seed: int) -> Iterator[Attachment]:
    """The texts that the portals of a seed carry as files, each once."""
    texts = {
        entry.document.attachment: None
        for name in NAMES
        for entry in Portal(name, seed=seed).entries
        if entry.document.attachment
    }
    yield from texts


def differing(attachments: Iterator[Attachment]) -> list[str]:
    """The titles of those whose paragraphs are not read as they were written."""
    wrong = []
    for attachment in attachments:
        found = read_pdf(typeset.pdf.__wrapped__(attachment.title, attachment.paragraphs), ocr=False)
        if [block.text for block in found.blocks] != [attachment.title, *attachment.paragraphs]:
            wrong.append(attachment.title)
    return wrong


def portal_text(name: str, seed: int, serial: str) -> Iterator[Attachment]:
    for entry in Portal(name, seed=seed).entries:
        if entry.serial == serial and entry.document.attachment:
            yield entry.document.attachment


@pytest.mark.parametrize(("name", "seed", "serial"), [("hebei", 2, "9004002"), ("zhejiang", 0, "9012042")])
def test_texts_that_were_read_wrongly(name: str, seed: int, serial: str) -> None:
    """Ends of paragraphs, alike but for a number, that open two pages; a page with one line at the text's edge."""
    texts = list(portal_text(name, seed, serial))
    assert len(texts) == 1
    assert differing(iter(texts)) == []


def ragged(paragraph: str) -> Iterator[tuple[str, float, float]]:
    """A paragraph's lines as `typeset` cuts them, nothing added between characters: they end where they end."""
    for line, inset, _ in typeset_lines(paragraph):
        yield line, inset, 0.0


typeset_lines = typeset._lines


@pytest.mark.slow
@pytest.mark.parametrize("lines", [22, 9, 5])
@pytest.mark.parametrize("cut", [typeset_lines, ragged], ids=["flush", "ragged"])
def test_portals_files_on_pages_of_many_lines_and_few(cut: object, lines: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "_lines", cut)
    monkeypatch.setattr(typeset, "LINES", lines)
    assert differing(carried(lines)) == []


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(31))
def test_portals_files(seed: int) -> None:
    assert differing(carried(seed)) == []


SENTENCES = st.text("样例清单增减个工位经费，", min_size=2, max_size=90).map(lambda text: f"各地{text.strip('，')}。")
SIGNERS = st.sampled_from(["样例市人民政府", "2021年10月12日", "样例市第一中学", "样例市第二中学", "样例职业技术学院"])
HEADINGS = st.sampled_from(["一、总体要求", "二、重点任务", "（一）建设样例基地", "1.开展样例评估", "附件1"])


@settings(deadline=None, max_examples=150)
@given(st.lists(SENTENCES | SIGNERS | HEADINGS | st.just("各区人民政府："), min_size=1, max_size=30))
@example(["各区人民政府：", "现将样例方案印发给你们，请认真贯彻执行。", "样例市人民政府", "2021年10月12日"])
@example(["样例市第一中学"] * 20)
@example(["各地增加样例经费，核对样例清单，增减样例工位个个。", "各地增减样例工位，核对样例清单，增加样例经费个个。"])
@example(["一、总体要求", "二、重点任务"])
def test_short_texts_fall_into_their_paragraphs(texts: list[str]) -> None:
    """However few lines a document has, and however many of them end alike."""
    assert differing(iter([Attachment("关于样例工作的通知", tuple(texts))])) == []


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_dir(), reason="the shared folder real/ is absent")
def test_official_texts_set_as_pages_read_as_they_were() -> None:
    """The real texts, typeset: every character in its order, and the paragraphs whole. Six of 2,685 are not: each fills
    its only line to the edge and ends in no mark, so that the next one looks like more of it.
    """
    missing = count = 0
    for path in sorted([*REAL.glob("text/arts_edu/*.txt"), *REAL.glob("text/jiangxi/*.txt")]):
        lines = [" ".join(line.split()) for line in path.read_text(encoding="utf-8").splitlines()]
        paragraphs = [line for line in lines if line]
        reading = read_pdf(typeset.pdf.__wrapped__("样例标题", tuple(paragraphs)), ocr=False)
        found = ["".join(block.text.split()) for block in reading.blocks]
        assert "".join(found) == "样例标题" + "".join("".join(line.split()) for line in paragraphs), path.name
        missing += sum("".join(line.split()) not in found for line in paragraphs)
        count += len(paragraphs)
    assert missing <= 0.003 * count


PARAGRAPHS = st.lists(
    st.text("样例清单增减个工位经费0123456789，。；", min_size=1, max_size=60).map(lambda text: f"各地{text}。"),
    min_size=1,
    max_size=40,
)


@settings(deadline=None, max_examples=60)
@given(PARAGRAPHS, st.integers(3, 20), st.booleans())
@example([f"各地增加样例经费每年新增样例工位{number}个。" for number in range(54, 66)], 3, True)
@example(["各地增加样例经费每年新增样例工位个。"] * 12, 4, False)
def test_no_character_is_lost_but_heads_and_page_numbers(texts: list[str], rows: int, framed: bool) -> None:
    """On pages of `rows` lines; framed: with a running head and a page number."""
    ems = 16
    cut = [text[start : start + ems] for text in texts for start in range(0, len(text), ems)]
    pages = [cut[start : start + rows] for start in range(0, len(cut), rows)]

    def page(number: int, lines: list[str]) -> object:
        def draw(canvas: Canvas) -> None:
            for place, line in enumerate(lines):
                at(canvas, line, 80, 760 - STEP * place, BODY)
            if framed:
                centred(canvas, "样例公报", 815, 9)
                centred(canvas, f"— {number + 1} —", 40, 9)

        return draw

    reading = read_pdf(pdf(*(page(*numbered) for numbered in enumerate(pages))), ocr=False)  # type: ignore[arg-type]
    found = "".join("".join(block.text.split()) for block in reading.blocks)
    assert sorted(found.replace("样例公报", "") if len(pages) == 1 else found) == sorted("".join(texts))
