"""The real OFD files of the shared folder, each held against what its pages show. Floors only ever rise."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from corpus.reading import Reading
from corpus.reading.ofd import read_ofd

REAL = Path(__file__).resolve().parents[1] / "../shared/real/ofd"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the shared folder real/ is absent")


def reading(name: str) -> Reading:
    return read_ofd((REAL / f"{name}.ofd").read_bytes(), ocr=False)


def shown(name: str) -> Counter[str]:
    """The characters of every TextCode on the pages, and in the composite graphics that they use; found without us."""
    said: Counter[str] = Counter()
    with zipfile.ZipFile(REAL / f"{name}.ofd") as file:
        roots = {part: etree.fromstring(file.read(part)) for part in file.namelist() if part.endswith(".xml")}
    pages = [root for part, root in roots.items() if part.endswith("Content.xml")]
    units = {unit.get("ID"): unit for root in roots.values() for unit in root.iter("{*}CompositeGraphicUnit")}
    used = [units[use.get("ResourceID")] for page in pages for use in page.iter("{*}CompositeObject")]
    for holder in (*pages, *used):
        for code in holder.iter("{*}TextCode"):
            said.update("".join((code.text or "").split()))
    return said


@pytest.mark.parametrize(
    ("name", "floor"),
    [
        ("AddAttachment", 1.0),
        ("alpha_text", 1.0),
        ("doc1File", 1.0),
        ("hello", 1.0),
        ("z", 1.0),
        ("n", 1.0),
        ("y", 0.99),
    ],
)
def test_the_characters_of_the_pages_are_in_the_reading(name: str, floor: float) -> None:
    """All but page numbers, running heads, and the 文件 of a red head."""
    found = reading(name)
    text = "".join((found.text, *found.issuers)).split()
    wanted = shown(name) - Counter("—1——2—文件" if name == "n" else "")
    missing = wanted - Counter("".join(text))
    assert sum(missing.values()) <= (1 - floor) * sum(wanted.values())


@pytest.mark.parametrize("name", ["AddAttachment", "alpha_text", "doc1File", "hello", "n", "y", "z"])
def test_nothing_is_there_that_the_pages_do_not_show(name: str) -> None:
    """Watermarks, stamps and attachments are none of the text."""
    added = Counter("".join(reading(name).text.split())) - shown(name)
    assert not added
    assert reading(name).unread_pages == ()


def test_a_letter_with_a_red_head() -> None:
    found = reading("n")
    kinds = ["title", "doc_number", "addressee", "paragraph", "paragraph", "paragraph", "signature", "date", "remark"]
    assert [block.kind for block in found.blocks] == kinds
    assert [len(block.text) for block in found.blocks] == [14, 12, 5, 35, 53, 138, 12, 10, 25]
    assert (found.doc_number, found.title[:2], found.title[-2:]) == ("路卫发〔2011〕76号", "关于", "批复")
    assert [(name[0], name[-1], len(name)) for name in found.issuers] == [("测", "局", 9)]
    assert str(found.written_on) == "2011-03-10"
    assert found.warnings == ()


def test_a_table_of_the_standard_and_its_headings() -> None:
    blocks = reading("z").blocks
    (table,) = [block.text.split("\n") for block in blocks if block.kind == "table"]
    assert [len(row.split("\t")) for row in table] == [4] * 5
    assert [row.split("\t")[0] for row in table[1:]] == ["CodePosition", "CodeCount", "GlyphCount", "Glyphs"]
    assert [block.text[:2] for block in blocks if block.kind == "heading"] == ["11", "1、", "2、", "3、", "4、"]


def test_numbered_lines_over_eleven_pages() -> None:
    blocks = reading("doc1File").blocks
    assert len(blocks) == 238
    assert all(re.match(r"\d{1,3}、", block.text) for block in blocks)
    assert sum(block.kind == "paragraph" for block in blocks) >= 236


def test_an_essay_whose_lines_are_objects() -> None:
    blocks = reading("hello").blocks
    assert [len(block.text) for block in blocks] == [4, 2, 236, 25, 208, 53, 65, 110, 20, 227, 237, 98]
    assert all(block.text[-1] in "。！" for block in blocks[2:])


def test_columns_made_of_composite_graphics() -> None:
    """Its first page wraps text around a photograph, which is not told apart yet; the second is three whole columns."""
    blocks = [block.text for block in reading("y").blocks if block.kind == "paragraph"]
    assert sum(len(text) > 90 and text.endswith("。") for text in blocks) >= 20


def test_a_file_within_the_file_is_said() -> None:
    assert reading("AddAttachment").warnings == ("holds files that are not read: 1",)


def test_a_file_without_text_needs_ocr() -> None:
    found = reading("h")
    assert (found.blocks, found.unread_pages) == ((), (1, 2, 3, 4, 5))
    assert found.warnings[-1] == "needs OCR: page 1-5 (no text)"
