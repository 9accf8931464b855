"""OFD files made to do harm, or harmed: each is read or refused in one line, within bounds."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.reading import Reading, ReadingError
from corpus.reading.child import Children, Limits
from corpus.reading.paged import ofd_values as values
from corpus.reading.paged.ofd_document import MAX_PAGES
from tests import hostile
from tests.hostile import checked
from tests.ofd_files import attributes, body, content, fill, packed, parts, read, text, xml
from tests.pdf_pages import FIRST, SECOND, THIRD, TITLE
from tests.test_ofd import GLYPHS, annotation

LIMITS = Limits(memory=1024 * 1024 * 1024, seconds=30)


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    with Children(LIMITS) as found:
        yield found


def outcome(data: bytes) -> Reading | str:
    return hostile.outcome(lambda: read(data))


PLAIN = parts(content(body(FIRST, SECOND)))
BOMB = "<!--" + " " * 30_000_000 + "-->"


def with_part(name: str, part: str | bytes) -> bytes:
    return packed({**PLAIN, name: part})


def locked(data: bytes) -> bytes:
    """The zip with every part marked as encrypted, in its directory and beside the parts."""
    out = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            out[place + offset] |= 1
            place = data.find(signature, place + 4)
    return bytes(out)


PAGE = "Doc_0/Pages/Page_0/Content.xml"
REFUSED = {
    "nothing": (b"", "empty"),
    "no zip": (b"%PDF-1.7", "not an OFD"),
    "a zip of something else": (packed({"a.txt": "样例"}), "not an OFD"),
    "a zip without an end": (packed(PLAIN)[:-40], "truncated"),
    "no document": (packed({"OFD.xml": xml("OFD", "")}), "names no document"),
    "no Document.xml": (packed({"OFD.xml": PLAIN["OFD.xml"]}), "Document.xml is missing"),
    "no pages": (packed(parts()), "no pages"),
    "OFD.xml that is not XML": (packed({**PLAIN, "OFD.xml": b"\x89PNG"}), "not XML"),
    "encrypted parts": (locked(packed(PLAIN)), "encrypted"),
    "an encrypted package": (with_part("Encryptions.xml", xml("Encryptions", "")), "the OFD is encrypted"),
    "a page that unpacks to a thousand times its size": (with_part(PAGE, content(BOMB)), "packed"),
    "a document that does": (with_part("Doc_0/Document.xml", xml("Document", BOMB)), "packed"),
    "entities that double": (
        with_part(
            PAGE,
            '<!DOCTYPE p [<!ENTITY a "样例样例"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
            + content("").partition("?>")[2],
        ),
        "document type",
    ),
    "an entity that is a file": (
        with_part(PAGE, '<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>&a;</p>'),
        "document type",
    ),
    "a document type in UTF-16": (with_part(PAGE, "<!DOCTYPE p><p/>".encode("utf-16")), "document type"),
    "more pages than any document has": (
        with_part(
            "Doc_0/Document.xml",
            xml("Document", "<ofd:Pages>" + f'<ofd:Page BaseLoc="{PAGE}"/>' * (MAX_PAGES + 1) + "</ofd:Pages>"),
        ),
        "too many pages",
    ),
    "more parts than any document has": (
        packed({**PLAIN, **{f"Doc_0/Res/{number}.xml": b"" for number in range(10_001)}}),
        "too many parts",
    ),
}


@pytest.mark.parametrize(("data", "why"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_said_in_one_line(data: bytes, why: str) -> None:
    assert why in str(outcome(data))


def test_a_zip_that_lies_about_a_parts_size_is_no_way_around() -> None:
    data = bytearray(with_part(PAGE, content(BOMB)))
    size = len(content(BOMB).encode()).to_bytes(4, "little")
    while (place := data.find(size)) >= 0:
        data[place : place + 4] = (1_000).to_bytes(4, "little")
    assert isinstance(outcome(bytes(data)), str)


SELF = (
    '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="{0}"><ofd:Content>{1}</ofd:Content>'
    "</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
)
USE = '<ofd:CompositeObject ID="9" ResourceID="{}" Boundary="0 0 210 297"/>'
DEEP = "<ofd:PageBlock>" * 100 + text(TITLE, 60, 60) + "</ofd:PageBlock>" * 100


def test_composites_that_hold_themselves_or_double_end() -> None:
    inner = text("样例清单", 28, 250)
    ring = packed(parts(content(body(FIRST) + USE.format(1)), resources=SELF.format(1, USE.format(1) + inner)))
    assert [block.text for block in checked(read(ring)).blocks] == [FIRST, "样例清单"]
    doubling = "".join(SELF.format(number, USE.format(number + 1) * 2) for number in range(30))
    reading = checked(read(packed(parts(content(body(FIRST) + USE.format(0)), resources=doubling))))
    assert [block.text for block in reading.blocks] == [FIRST]
    assert reading.warnings == ("damaged or too large: page 1 is read in part",)


def test_blocks_within_blocks_end() -> None:
    assert [block.text for block in checked(read(packed(parts(content(body(FIRST) + DEEP))))).blocks] == [FIRST]
    deeper = content(body(FIRST) + DEEP.replace("<ofd:PageBlock>" * 100, "<ofd:PageBlock>" * 9_000))
    assert isinstance(outcome(packed(parts(deeper))), Reading | str)


@pytest.mark.parametrize("name", ["Size", "HScale", "CTM", "Boundary", "X", "Y", "DeltaX", "CharDirection"])
@pytest.mark.parametrize("number", ["NaN", "inf", "-inf", "1e999", "1e30", "-1e30", "0", "", "x", "1e-320"])
def test_numbers_that_are_none(name: str, number: str) -> None:
    """The object is left out, or stands where it can; what is beside it is read."""
    value = " ".join([number] * {"CTM": 6, "Boundary": 4, "DeltaX": 3}.get(name, 1))
    if name in ("X", "Y", "DeltaX"):
        told = {"X": "0", "Y": "4.2", "DeltaX": "g 10 4.2", name: value}
        odd = text(TITLE, 60, 200, code=attributes(told))
    else:
        named: dict[str, Any] = {name: value}
        odd = text(TITLE, 60, 200, **named) if name not in ("Size", "Boundary") else text(TITLE, 60, 200)
        odd = odd.replace('Size="4.2"', f'Size="{value}"') if name == "Size" else odd
        odd = odd.replace('Boundary="60 195.8 200 4.2"', f'Boundary="{value}"') if name == "Boundary" else odd
    found = [block.text for block in checked(read(packed(parts(content(body(FIRST) + odd))))).blocks]
    assert FIRST in found or any(FIRST[:30] in block for block in found)


@pytest.mark.parametrize(
    "box", ["0 0 0 0", "0 0 1e9 1e9", "0 0 NaN NaN", "-5 -5 1e6 1e6", "0 0 -210 -297", "1 2 3", ""]
)
def test_pages_of_impossible_sizes(box: str) -> None:
    area = f"<ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area>"
    assert "样例" in checked(read(packed(parts(content(body(FIRST), before=area))))).text


def test_a_page_of_more_text_than_a_page_holds_is_cut_and_said() -> None:
    code = 'X="0" Y="4" DeltaX="g 999999 4"'
    lines = "".join(text("样例清单" * 250, 10, 10 + number % 280, 4, code=code) for number in range(100))
    reading = checked(read(packed(parts(content(lines)))))
    assert reading.warnings == ("damaged or too large: page 1 is read in part",)
    assert len(reading.text) <= 130_000


def scattered(chance: random.Random, make: str, count: int) -> str:
    """An object so many times, at places that keep it from packing well."""
    return "".join(make.format(x=chance.random() * 200, y=chance.random() * 290) for _ in range(count))


DEAR = {
    "texts": text("样", 0, 4, 4, code='X="0" Y="4" DeltaX="g 999999 4" DeltaY="g 999999 0"').replace(
        "0 0 200", "{x} {y} 9"
    ),
    "paths": '<ofd:PathObject Boundary="{x} {y} 9 9"><ofd:AbbreviatedData>'
    + "M {x} 0 L 9 {y} " * 40
    + "</ofd:AbbreviatedData></ofd:PathObject>",
}


def of_dear_pages(kind: str, pages: int) -> bytes:
    """Objects as many as a page may have, on each page by one template."""
    objects = content(scattered(random.Random(1), DEAR[kind], 60_000 if kind == "texts" else 9_000))
    template = '<ofd:TemplatePage ID="7" BaseLoc="T.xml"/>'
    use = content(body(FIRST), before='<ofd:Template TemplateID="7" ZOrder="Foreground"/>')
    return packed(parts(*[use] * pages, common=template, more={"Doc_0/T.xml": objects}))


@pytest.mark.slow
@pytest.mark.parametrize("kind", DEAR)
def test_a_page_of_as_much_as_it_may_hold_is_read(children: Children, kind: str) -> None:
    assert "样例" in checked(children.read("ofd", of_dear_pages(kind, 1), ocr=False)).text


@pytest.mark.slow
def test_pages_that_take_too_long_are_ended(children: Children) -> None:
    with pytest.raises(ReadingError, match="took longer"):
        children.read("ofd", of_dear_pages("texts", 150), limits=Limits(seconds=6), ocr=False)


@given(st.text(max_size=60) | st.from_regex(r"(?:g ?-?\d{0,12} ?-?\d{0,4}\.?\d{0,3} ){0,8}", fullmatch=True))
def test_values_of_any_text_are_bounded(said: str) -> None:
    assert len(values.distances(said, 50)) <= 50
    assert all(abs(value) <= values.LARGEST for value in values.distances(said, 50))
    found = values.colour(said, values.ColourSpace())
    assert found is None or all(0 <= channel <= 255 for channel in found)
    points, sides = values.path(said)
    assert len(points) + len(sides) <= values.MAX_SEGMENTS + 3
    for box in (values.box(said), values.numbers(said, 6), values.matrix(said)):
        assert box is None or all(abs(value) <= 2 * values.LARGEST for value in box)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)]))
def test_any_bytes_are_read_or_refused(data: bytes, head: bytes) -> None:
    outcome(head + data)
    outcome(data + head)


def rich() -> dict[str, str | bytes]:
    """A package with something of everything."""
    resources = (
        '<ofd:DrawParams><ofd:DrawParam ID="41"><ofd:FillColor Value="230 0 0"/></ofd:DrawParam></ofd:DrawParams>'
        '<ofd:ColorSpaces><ofd:ColorSpace ID="31" Type="RGB"><ofd:Palette><ofd:CV>1 2 3</ofd:CV></ofd:Palette>'
        "</ofd:ColorSpace></ofd:ColorSpaces>" + SELF.format(51, text(THIRD[:20], 20, 250))
    )
    glyphs = GLYPHS.format(1, 2, 1, "7")
    page = (
        text("样例市人民政府文件", 42, 30, 14, inside=fill("230 0 0"))
        + text(TITLE, 60, 60, 7.5, inside='<ofd:FillColor Index="0" ColorSpace="31"/>')
        + body(FIRST, SECOND, top=80)
        + text("office plan", 28, 220, inside=glyphs, DrawParam="41")
        + '<ofd:PathObject Boundary="20 240 100 20" Fill="true"><ofd:AbbreviatedData>M 0 0 L 100 0 B 1 2 3 4 5 6 '
        + "A 1 1 0 0 1 9 9 Q 1 2 3 4 C</ofd:AbbreviatedData></ofd:PathObject>"
        + USE.format(51)
        + '<ofd:ImageObject Boundary="1 1 9 9" ResourceID="61"/>'
    )
    return parts(
        content(page, before='<ofd:Template TemplateID="7" ZOrder="Foreground"/>'),
        content(body(THIRD), before="<ofd:PageRes>../../PublicRes.xml</ofd:PageRes>"),
        common='<ofd:TemplatePage ID="7" BaseLoc="T.xml"/>',
        resources=resources,
        after="<ofd:Annotations>A.xml</ofd:Annotations>",
        more={
            "Doc_0/T.xml": content(text("— 1 —", 90, 285)),
            "Doc_0/A.xml": xml("Annotations", '<ofd:Page PageID="100"><ofd:FileLoc>B.xml</ofd:FileLoc></ofd:Page>'),
            "Doc_0/B.xml": xml(
                "PageAnnot",
                annotation("Path", text("批注", 0, 270)),
            ),
        },
    )


def mutated(chance: random.Random, whole: dict[str, str | bytes]) -> bytes:
    """A package with a few parts cut, garbled, exchanged or missing, or the zip itself harmed."""
    changed = {name: part.encode() if isinstance(part, str) else part for name, part in whole.items()}
    for _ in range(chance.randint(1, 4)):
        name = chance.choice(sorted(changed))
        part = bytearray(changed[name])
        way = chance.randrange(7)
        place = chance.randrange(len(part)) if part else 0
        if way == 0:
            del part[place:]
        elif way == 1 and part:
            part[place] = chance.randrange(256)
        elif way == 2:
            part[place:place] = chance.choice(
                [b"<", b"&x;", b"]]>", b"\0", b"<ofd:Page>", b'"', b"9e99 ", b"g 9 ", b"-"]
            )
        elif way == 3:
            end = min(place + chance.randint(1, 60), len(part))
            part[place:place] = part[place:end] * chance.randint(1, 30)
        elif way == 4:
            part = bytearray(changed[chance.choice(sorted(changed))])
        elif way == 5 and len(changed) > 3:
            del changed[name]
            continue
        else:
            digits = [at for at, byte in enumerate(part) if 48 <= byte <= 57]
            for at in chance.sample(digits, min(len(digits), 5)):
                part[at] = chance.choice(b"0123456789.-eg ")
        changed[name] = bytes(part)
    data = bytearray(packed(dict(changed)))
    if chance.random() < 0.2:
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
    if chance.random() < 0.1:
        del data[chance.randrange(len(data)) :]
    return bytes(data)


def test_the_package_that_is_mutated_is_whole() -> None:
    reading = checked(read(packed(rich())))
    assert (reading.issuers, reading.title, reading.warnings) == (("样例市人民政府",), TITLE, ())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_mutated_packages_are_read_or_refused(seed: int) -> None:
    outcome(mutated(random.Random(seed), rich()))


@pytest.mark.campaign
def test_thousands_of_mutated_packages() -> None:
    whole = rich()
    found = [outcome(mutated(random.Random(seed), whole)) for seed in range(6_000)]
    readings = [each for each in found if isinstance(each, Reading)]
    assert len(readings) > 3_000
    assert len({each for each in found if isinstance(each, str)}) > 8


def test_every_cut_of_a_file_is_read_or_refused() -> None:
    data = packed(PLAIN)
    for end in range(0, len(data), 37):
        assert isinstance(outcome(data[:end]), str)


def test_names_of_parts_lead_out_of_nothing() -> None:
    """A part named ../../x is a part of the package like any other, or none."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, part in PLAIN.items():
            file.writestr(name, part)
        file.writestr("../../../etc/passwd", "x")
        file.writestr("/etc/passwd", "x")
    assert isinstance(outcome(out.getvalue()), Reading)
