"""What is said of a page stays the same however its markup, its furniture, its bytes or its layout change.

Pages: the real ones (the reference is what the reader says of them as they are; those with gold are held to it in
test_html_gold) and our own systems. Changes: tests/html_changes.py. Layouts of one document: tests/html_relaid.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from random import Random

import pytest

from corpus.reading import Reading
from corpus.reading.html import read_html
from tests.conftest import REAL
from tests.html_changes import ENCODINGS, SETTINGS, SPELLINGS, Page, changed, rename
from tests.html_pages import ADDRESSEE, BODY, COVER, DATE, NUMBER, PLAN, SIGNATURE, SYSTEMS, TITLE, page
from tests.html_relaid import FILES, any_head, any_layout, dressed, relaid

URL = "http://www.mou.gov.cn/zw/1.html"

# Where the text of the real pages stands, by the beginning of their names; of our own, where the selectors do not say.
BODIES = {"govcn": "#UCAP-CONTENT", "bj": "body > div.TRS_UEDITOR", "nea": ".wrapper_detail_text", "zj": ".zoom"}
OWN_BODIES = {
    "云南 dl.reference": ".TRS_UEDITOR",
    "宁夏 span.tt": ".TRS_UEDITOR",
    "湖北 metadata_content": ".TRS_Editor",
    "西藏 table th": ".trs_editor_view",
    "辽宁 .content": ".dlist_con",
    "生疏的系统": ".nr",
}
SAMPLE = ("govcn_5343832", "govcn_5345407", "nea_hunan_65755", "bj_zyj_2361811", "zj_lishui_notice", "生疏的系统")
# Without a word in it, an element that is not called by a known name cannot be told for the text.
FINDING = ("other names", "side", "prose", "desktop and mobile", "tail")


@cache
def pages() -> dict[str, tuple[Page, Reading]]:
    """Every page that holds a document, with what the reader says of it as it is."""
    found = {}
    for path in sorted((REAL / "html").glob("*.html")):
        body = BODIES.get(path.stem.partition("_")[0])
        if body is None or "crawl2" in path.stem:
            continue
        html = path.read_text(encoding="utf-8")
        reading = read_html(html.encode())
        if "<body" not in html:
            html = page(html, title=f"{reading.title}_某省人民政府门户网站" if reading.title else "")
        found[path.stem] = Page(path.stem, html, body), reading
    for name, (html, url, (selectors, _, _)) in SYSTEMS.items():
        body = OWN_BODIES.get(name) or selectors.partition(",")[0]
        found[name] = Page(name, html, body, url), read_html(html.encode(), url=url)
    return found


def said(reading: Reading) -> dict[str, object]:
    """What a reading says of a document, its warnings aside."""
    return {
        "title": reading.title,
        "doc_number": reading.doc_number,
        "issuers": reading.issuers,
        "written_on": reading.written_on,
        "published_on": reading.published_on,
        "index_number": reading.index_number,
        "subject": reading.subject,
        "validity": reading.validity,
        "kind": reading.kind,
        "blocks": [(block.kind, block.text) for block in reading.blocks],
        "attachments": [(file.url, file.title, file.carries) for file in reading.attachments],
    }


def has_text(reading: Reading) -> bool:
    return sum(len(block.text) for block in reading.blocks if block.kind != "title") > 150


def cases(name: str, among: tuple[str, ...] = ()) -> Iterator[tuple[Page, Reading]]:
    """The pages that a change is tried on."""
    for page_name, (case, reading) in pages().items():
        if (not among or page_name in among) and (has_text(reading) or not name.startswith(FINDING)):
            yield case, reading


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("name", SETTINGS)
def test_settings(name: str) -> None:
    for case, reading in cases(name, SAMPLE):
        source = changed(case, [SETTINGS[name]], Random(1))
        assert said(read_html(source.encode(), url=case.url)) == said(reading), case.name


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("name", SPELLINGS)
def test_spellings(name: str) -> None:
    for case, reading in cases(name, SAMPLE):
        source = SPELLINGS[name](changed(case, [], Random(1)), Random(1))
        assert said(read_html(source.encode(), url=case.url)) == said(reading), case.name


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("name", ENCODINGS)
def test_encodings(name: str) -> None:
    for case, reading in cases(name, SAMPLE):
        data, header = ENCODINGS[name](changed(case, [], Random(1)))
        assert said(read_html(data, url=case.url, content_type=header)) == said(reading), case.name


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("seed", range(8))
def test_a_known_name_is_not_needed(seed: int) -> None:
    """Everything by other names, with some change of the tree and of the source on top."""
    chance = Random(seed)
    for case, reading in cases("other names", SAMPLE):
        any_changed_page_reads_alike(case, reading, chance)


@pytest.mark.campaign
@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("name", SETTINGS)
def test_settings_of_every_page(name: str) -> None:
    for case, reading in cases(name):
        for seed in range(3):
            source = changed(case, [SETTINGS[name]], Random(seed))
            assert said(read_html(source.encode(), url=case.url)) == said(reading), (case.name, seed)


@pytest.mark.campaign
@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("seed", range(40))
def test_changes_of_every_page_combine(seed: int) -> None:
    chance = Random(seed)
    for case, reading in cases("other names"):
        any_changed_page_reads_alike(case, reading, chance)


def any_changed_page_reads_alike(case: Page, reading: Reading, chance: Random) -> None:
    setting, spelling = chance.choice(list(SETTINGS)), chance.choice(list(SPELLINGS))
    if spelling == "divs unclosed" and setting.startswith(("side", "prose")):
        return  # what stands beside the text is inside of its element then
    source = SPELLINGS[spelling](changed(case, [SETTINGS[setting], rename], chance), chance)
    assert said(read_html(source.encode(), url=case.url)) == said(reading), (case.name, setting, spelling)


# a document, laid out anew ------------------------------------------------------------------------------------------

BLOCKS = (
    ("title", TITLE),
    ("doc_number", NUMBER),
    ("addressee", ADDRESSEE),
    ("paragraph", COVER),
    ("signature", SIGNATURE),
    ("date", DATE),
    ("remark", "（此件公开发布）"),
    ("subtitle", PLAN),
    *(("paragraph", line) for line in BODY[6:]),
)
PAIRS = (
    ("索引号", "000014349/2022-00001"),
    ("主题分类", "科技、教育"),
    ("发文机关", SIGNATURE),
    ("成文日期", "2022年09月08日"),
    ("标题", TITLE),
    ("文号", NUMBER),
    ("发布日期", "2022年9月13日"),
    ("主题词", ""),
)


def laid_out_with_labels(seed: int) -> None:
    chance = Random(seed)
    layout = any_layout(chance)
    pairs = list(
        PAIRS[:-1] if layout.title == "plain" else PAIRS
    )  # under an empty label a plain title looks like its value
    if chance.random() < 0.3:
        chance.shuffle(pairs)
    window = f"{TITLE}_某省人民政府" if layout.title == "plain" or chance.random() < 0.7 else "政府文件"
    reading = read_html(page(relaid(pairs, BLOCKS, layout, chance), title=window).encode(), url=URL)
    assert_is_the_document(reading, layout)
    assert reading.index_number == "000014349/2022-00001", layout
    assert reading.subject == "科技、教育", layout
    assert reading.warnings == (), layout


def laid_out_without_labels(seed: int) -> None:
    chance = Random(seed)
    layout, head = any_layout(chance), any_head(chance)
    blocks = BLOCKS if head.title_inside else BLOCKS[1:]
    window = f"{TITLE}_某省人民政府" if layout.title == "plain" or chance.random() < 0.7 else "政府文件"
    reading = read_html(
        page(dressed(TITLE, "2022-09-13", blocks, layout, head, chance), title=window).encode(), url=URL
    )
    assert_is_the_document(reading, (layout, head))
    assert len(reading.attachments) == FILES[head.files][1], (layout, head)


def assert_is_the_document(reading: Reading, layout: object) -> None:
    assert reading.title == TITLE, layout
    assert reading.doc_number == NUMBER, layout
    assert reading.issuers == (SIGNATURE,), layout
    assert reading.written_on == date(2022, 9, 8), layout
    assert reading.published_on == date(2022, 9, 13), layout
    files = ("附件", "某省重点任务", "某某任务分工表")
    texts = [block.text for block in reading.blocks if not any(name in block.text for name in files)]
    assert texts == [text for _, text in BLOCKS], layout
    assert [block.kind for block in reading.blocks[:7]] == [kind for kind, _ in BLOCKS[:7]], layout


@pytest.mark.parametrize("hundred", range(3))
def test_a_document_with_labels_in_any_layout(hundred: int) -> None:
    for seed in range(100 * hundred, 100 * hundred + 100):
        laid_out_with_labels(seed)


@pytest.mark.parametrize("hundred", range(3))
def test_a_document_without_labels_in_any_layout(hundred: int) -> None:
    for seed in range(100 * hundred, 100 * hundred + 100):
        laid_out_without_labels(seed)


@pytest.mark.campaign
@pytest.mark.parametrize("thousand", range(1, 11))
def test_a_document_in_any_layout(thousand: int) -> None:
    for seed in range(1000 * thousand, 1000 * thousand + 1000):
        laid_out_with_labels(seed)
        laid_out_without_labels(seed)


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.campaign) for seed in range(2, 30))])
def test_real_documents_in_any_layout(seed: int) -> None:
    """What was read of a page, set as some other office would set it, is read again."""
    for name, (_, reading) in pages().items():
        chance = Random(f"{seed} {name}")
        layout = any_layout(chance)
        if not reading.title or not has_text(reading) or reading.warnings or reading.attachments:
            continue
        if layout.title == "plain" or any(block.kind == "table" for block in reading.blocks):
            continue
        pairs = [
            ("索引号", reading.index_number),
            ("主题分类", reading.subject),
            ("发文机关", ";".join(reading.issuers)),
            ("成文日期", f"{reading.written_on}"),
            ("标题", reading.title),
            ("文号", reading.doc_number),
            ("发布日期", f"{reading.published_on}"),
        ]
        blocks = [(block.kind, block.text) for block in reading.blocks]
        html = page(relaid(pairs, blocks, layout, chance), title=f"{reading.title}_某省人民政府")
        again = read_html(html.encode())
        assert [block.text for block in again.blocks] == [text for _, text in blocks], (name, layout)
        for field in ("title", "doc_number", "issuers", "written_on", "published_on", "index_number", "subject"):
            assert getattr(again, field) == getattr(reading, field), (name, field, layout)
