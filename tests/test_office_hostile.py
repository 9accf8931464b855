"""Word files made to do harm: each is read or refused in one line, within bounds."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.reading import Reading, ReadingError
from corpus.reading.child import Children, Limits
from corpus.reading.office import read_office
from corpus.reading.package import target
from tests import hostile
from tests.doc_files import (
    BOLD,
    CENTRED,
    Doc,
    Par,
    boxes,
    compound,
    lists,
    numbered,
    row_end,
    sized,
    spans,
    style_sheet,
)
from tests.office_files import FIRST, W, definition, docx, field, level, num, p, r, style, table, tc, texts, tr
from tests.test_office_rtf import RTF


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    with Children(Limits(memory=1024 * 1024 * 1024, seconds=30)) as found:
        yield found


def outcome(data: bytes) -> Reading | str:
    return hostile.outcome(lambda: read_office(data), unseen=("Cc", "Cs"))


BODY = f'<w:document xmlns:w="{W}"><w:body>%s</w:body></w:document>'


def document(markup: str) -> bytes:
    return docx(parts={"word/document.xml": markup})


def zipped(method: int, content: bytes, name: str = "word/document.xml") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, content)
    return file.getvalue()


def encrypted() -> bytes:
    data = bytearray(docx(p(FIRST)))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    data[at + 8] |= 1
    return bytes(data)


def with_zip64(data: bytes) -> bytes:
    end = data.rfind(b"PK\x05\x06")
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 2**40, 2**40, 2**40, 0)
    return data[:end] + record + struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1) + data[end:]


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (zipped(zipfile.ZIP_DEFLATED, bytes(40_000_000)), "packed 250 to 1 or more"),
        (zipped(zipfile.ZIP_BZIP2, b"x"), "packed in a way that is not read"),
        (zipped(zipfile.ZIP_LZMA, b"x"), "packed in a way that is not read"),
        (with_zip64(docx(p(FIRST))), "a zip of the 64-bit kind"),
        (encrypted(), "encrypted: the zip asks for a password"),
        (docx(p(FIRST))[:-30], "truncated: the end of the zip is missing"),
        (docx(p(FIRST)).replace(b"PK\x01\x02", b"PK\x01\x03"), "damaged: the zip's list of parts cannot be read"),
        (docx(p(FIRST), parts={f"x/{at}": b"" for at in range(10_001)}), "too many parts"),
        (document("<x"), "damaged: its part word/document.xml is not XML"),
        (document("<x/>"), "not a Word file: its main part has no body"),
        (
            document(f'<!DOCTYPE x [<!ENTITY a0 "a">{LAUGHS}]>{BODY % "<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>"}'),
            "document",
        ),
        (document(f'<!DOCTYPE x SYSTEM "file:///etc/passwd">{BODY % ""}'), "has a document type"),
        (
            document(f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>{BODY % "<w:p>&a;</w:p>"}'),
            "document type",
        ),
        (document("<w:p>" * 3_000), "is not XML"),
        (zipped(zipfile.ZIP_STORED, b"x", "other.xml"), "its part word/document.xml is missing"),
        (b"{\\rtf1" + b"{" * 1_000, "nested too deeply"),
        (docx("<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 300 + "</w:p>"), "nested too deeply"),
    ],
)
def test_a_hostile_package_is_one_clear_line(data: bytes, said: str) -> None:
    found = outcome(data)
    assert isinstance(found, str)
    assert said in found


def test_parts_that_lie_about_their_size() -> None:
    data = bytearray(docx(p(FIRST)))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    for size in (0, 20, 10_000_000):
        data[at + 24 : at + 28] = size.to_bytes(4, "little")
        assert isinstance(outcome(bytes(data)), str)


@pytest.mark.parametrize(
    "link", ["../../etc/passwd", "/../x", "a/../../..", "..", "", "/", "C:\\x", "file:///etc/passwd"]
)
def test_a_link_never_leaves_the_package(link: str) -> None:
    found = target("word/document.xml", link)
    assert not found.startswith("/")
    assert ".." not in found.split("/")


def test_links_to_elsewhere_are_not_followed() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Type="x/styles" TargetMode="External" Target="http://127.0.0.1/styles.xml"/>'
        '<Relationship Type="x/numbering" Target="../../../etc/passwd"/></Relationships>'
    )
    assert texts(docx(p(FIRST), parts={"word/_rels/document.xml.rels": relations})) == [FIRST]


def test_a_damaged_part_beside_the_text_is_said() -> None:
    reading = outcome(docx(p(FIRST), styles="", parts={"word/styles.xml": "<x"}))
    assert isinstance(reading, Reading)
    assert reading.warnings == ("read without its styles: damaged: its part word/styles.xml is not XML",)


def test_styles_and_definitions_that_lead_in_circles() -> None:
    circle = style("a", "", based="b") + style("b", "<w:rPr><w:b/></w:rPr>", based="a")
    numbering = definition(0, level(0, "decimal", "%1%2%3%9、", start=2_000_000_000)) + num(1, 0)
    data = docx(p(FIRST), p("样例", style="a", numbered="1"), styles=circle, numbering=numbering)
    assert texts(data)[1].endswith("、样例")


def test_cells_of_any_width_and_depth() -> None:
    wide = tr(*(tc("样例", span=63) for _ in range(200)))
    deep = "样例"
    for _ in range(40):
        deep = table(tr(tc(deep), tc("外")), tr(tc("一"), tc("二")))
    assert isinstance(outcome(docx(p(FIRST), table(*[wide] * 40), deep)), Reading)


def test_a_sheet_of_styles_that_is_its_own_base() -> None:
    sheet = style_sheet((1, b"", BOLD, 0), (0, b"", b"", 1))
    assert isinstance(outcome(Doc((Par(FIRST, style=1),), parts={1: sheet}).data()), Reading)


def test_text_boxes_that_stand_in_each_other() -> None:
    box = Par("\x08框中")
    parts = boxes(len(FIRST) + 1, box.text)
    assert isinstance(outcome(Doc((Par(FIRST),), boxes=(box, Par("")), parts=parts).data()), Reading)


def rich_docx() -> bytes:
    box = "<w:r><w:pict><v:textbox><w:txbxContent>" + p("框中") + "</w:txbxContent></v:textbox></w:pict></w:r>"
    return docx(
        p("关于建立样例清单的通知", align="center", size=22),
        p(r("样例", "<w:b/>"), field("TOC", r("目录1")), box, style="a"),
        p("样例", numbered="1/0"),
        p("样例", numbered="1/1"),
        table(tr(tc("甲", merge="restart"), tc("乙", span=2)), tr(tc(merge="continue"), "丙", "丁")),
        f'<w:p>{r("样例。")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>',
        styles=style("a", '<w:pPr><w:jc w:val="center"/></w:pPr>', based="b") + style("b", "<w:rPr><w:b/></w:rPr>"),
        numbering=definition(0, level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2")) + num(1, 0),
        footnotes=f'<w:footnote w:id="2">{p("脚注")}</w:footnote>',
    )


def rich_doc() -> dict[str, bytes]:
    """The streams of a file with something of everything."""
    note, box = "\x02 脚注", "框中"
    cells = (Par("甲", row_end(0, 9)[:3], mark="\x07"), Par("乙", row_end(0, 9)[:3], mark="\x07"))
    main = (
        Par("关于建立样例清单的通知", CENTRED, runs=((12, sized(22)),)),
        Par(f"\x08{FIRST}\x02", style=1),
        Par("样例", numbered(1)),
        *(*cells, Par("", row_end(0, 900, 1800), mark="\x07")) * 2,
        Par("\x13 TOC \x14目录\x15"),
    )
    sheet = style_sheet((0xFFF, b"", sized(16), 0), (0, CENTRED, BOLD, 1))
    parts = {1: sheet, 3: spans(note), **boxes(12, box), **lists((39, "%1、"))}
    import olefile

    data = Doc(main, (Par(note), Par("")), (Par(box), Par("")), parts).data()
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        return {name: file.openstream(name).read() for name in ("WordDocument", "1Table")}


DOCX, DOC = rich_docx(), rich_doc()
PARTS = ("word/document.xml", "word/styles.xml", "word/numbering.xml", "word/footnotes.xml", "_rels/.rels")
SPLICES = ("", "<", ">", '"', "<w:p>", "</w:p>", "<w:tbl>", "</w:tr>", "w:", "&#0;", "\ud800", "9" * 400, "-1", "样")


def test_the_files_to_be_damaged_can_be_read() -> None:
    for data in (DOCX, compound(DOC)):
        assert isinstance(outcome(data), Reading)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from((b"", b"PK\x03\x04", compound(DOC)[:600], DOCX[:300], b"{\\rtf")), st.binary(max_size=2_000))
def test_any_bytes(start: bytes, rest: bytes) -> None:
    outcome(start + rest)


@settings(deadline=None, max_examples=80)
@given(
    st.sampled_from(PARTS), st.integers(0, 20_000), st.integers(0, 60), st.sampled_from(SPLICES), st.integers(0, 20_000)
)
def test_any_damage_to_markup(name: str, at: int, size: int, splice: str, other: int) -> None:
    markup = zipfile.ZipFile(io.BytesIO(DOCX)).read(name).decode()
    at, other = at % len(markup), other % len(markup)
    damaged = markup[:at] + splice + markup[other : other + size] + markup[at + size :]
    parts = {
        part: zipfile.ZipFile(io.BytesIO(DOCX)).read(part) for part in zipfile.ZipFile(io.BytesIO(DOCX)).namelist()
    }
    outcome(docx(parts={**parts, name: damaged.encode("utf-8", "surrogatepass")}))


NUMBERS = st.sampled_from((0, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF))


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2**20), st.sampled_from((1, 2, 4)), NUMBERS), max_size=4))
def test_any_numbers_in_a_doc(changes: list[tuple[bool, int, int, int]]) -> None:
    """Numbers put in where the file has its own: sizes, offsets, counts and codes."""
    outcome(compound(changed(changes)))


def changed(changes: list[tuple[bool, int, int, int]]) -> dict[str, bytes]:
    streams = {name: bytearray(data) for name, data in DOC.items()}
    for in_table, place, size, number in changes:
        stream = streams["1Table" if in_table else "WordDocument"]
        at = place % (1024 if in_table or place % 2 else len(stream))
        stream[at : at + size] = (number & (2 ** (8 * size) - 1)).to_bytes(size, "little")
    return {name: bytes(stream) for name, stream in streams.items()}


RTF_WORDS = (
    r"{ } ; 样 x \* \par \u-10179? \u26679? \'d1 \bin9999999999 \bin-5 \cell \row \trowd \cellx-99 \itap9 \intbl "
    r"\nestrow \nesttableprops \field \fldrslt \footnote \shptxt \f1 \fcharset2 \fonttbl \colortbl \red999 \cf7 \fs-3 "
    r"\uc99 \listtext \v \b \qc \sect"
)
RTF_PIECES = st.sampled_from(RTF_WORDS.split())


@settings(deadline=None, max_examples=200)
@given(st.lists(RTF_PIECES, max_size=40))
def test_any_words_of_an_rtf(pieces: list[str]) -> None:
    outcome(("{\\rtf1\\ansicpg936 " + "".join(pieces)).encode("gb18030"))


def test_truncated_anywhere() -> None:
    whole = compound(DOC)
    for data in (DOCX, whole, RTF.encode("gb18030")):
        for end in range(0, len(data), len(data) // 60):
            outcome(data[:end])


@pytest.mark.campaign
def test_thousands_of_damaged_files(children: Children) -> None:
    """In a child, whose limits hold whatever comes."""
    chance = random.Random(20261124)
    said: set[str] = set()
    for _ in range(5_000):
        data = bytearray(chance.choice((DOCX, compound(DOC))))
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            children.read("office", bytes(data))
        except ReadingError as error:
            said.add(str(error))
    assert not {error for error in said if error.startswith(("the reader", "took longer", "needs more"))}


def test_a_bomb_is_refused_in_a_child_that_stays(children: Children) -> None:
    with pytest.raises(ReadingError, match="packed 250 to 1"):
        children.read("office", zipped(zipfile.ZIP_DEFLATED, b"<w:p/>" * 10_000_000))
    assert children.read("office", docx(p(FIRST))).text == FIRST
