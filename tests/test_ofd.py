"""What an OFD's parts, pages and objects say, read by GB/T 33190-2016 and as real producers write them."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.reading import ReadingError
from corpus.reading.carrier import read_carrier
from tests.ofd_files import (
    MM,
    NAMESPACE,
    RED,
    attributes,
    body,
    content,
    drawn,
    fill,
    of,
    ofd,
    packed,
    parts,
    read,
    text,
    xml,
)
from tests.pdf_pages import FIRST, HEIGHT, SECOND, THIRD, TITLE, WIDTH, kinds, paragraph, texts
from tests.test_pdf_head import red_head

WIDE = 210.0  # millimetres
HEAD = "样例市人民政府文件"


def head(colour: str, **more: Any) -> str:
    """A page that begins with a head in a colour, above a number, title and paragraph."""
    return (
        text(HEAD, 42, 40, 14, inside=colour, **more)
        + text("样政发〔2021〕3号", 80, 60, 5)
        + text(TITLE, 62, 80, 7.5)
        + body(FIRST, top=100)
    )


def test_a_letter_with_a_red_head() -> None:
    reading = read(ofd(red_head))
    assert reading.title == "样例市人民政府办公室关于印发样例清单管理办法的通知"
    assert (reading.doc_number, reading.issuers) == ("样政办发〔2021〕3号", ("样例市人民政府办公室",))
    assert str(reading.written_on) == "2021-03-05"
    assert (reading.reader, reading.warnings, reading.unread_pages) == ("ofd/1", (), ())
    assert read_carrier(ofd(red_head), name="plan.ofd") == reading


SPACES = (
    '<ofd:ColorSpaces><ofd:ColorSpace ID="31" Type="RGB"><ofd:Palette><ofd:CV>0 0 0</ofd:CV><ofd:CV>230 0 18</ofd:CV>'
    '</ofd:Palette></ofd:ColorSpace><ofd:ColorSpace ID="32" Type="CMYK"/>'
    '<ofd:ColorSpace ID="33" Type="RGB" BitsPerComponent="16"/></ofd:ColorSpaces>'
)
PARAMETERS = (
    '<ofd:DrawParams><ofd:DrawParam ID="41"><ofd:FillColor Value="230 0 0"/></ofd:DrawParam>'
    '<ofd:DrawParam ID="42" Relative="41" LineWidth="1"/><ofd:DrawParam ID="43" Relative="43"/></ofd:DrawParams>'
)


@pytest.mark.parametrize(
    ("colour", "more"),
    [
        (fill("230 0 0"), {}),
        (fill("#ee #20 #25"), {}),
        (fill("230,0,0"), {}),
        ('<ofd:FillColor Index="1" ColorSpace="31"/>', {}),
        (fill("0 255 255 10", ColorSpace="32"), {}),
        (fill("0 250 230 0"), {}),
        (fill("60000 900 0", ColorSpace="33"), {}),
        ("", {"DrawParam": "41"}),
        ("", {"DrawParam": "42"}),
    ],
    ids=["RGB", "hexadecimal", "commas", "palette", "CMYK", "CMYK unnamed", "16 bits", "parameters", "their base"],
)
def test_red_in_every_way_of_saying_it(colour: str, more: dict[str, Any]) -> None:
    page = head(colour, **more).replace(HEAD, "样例市人民政府")  # without 文件 it is a head by its colour alone
    assert read(of(page, resources=SPACES + PARAMETERS)).issuers == ("样例市人民政府",)


@pytest.mark.parametrize(
    ("colour", "more"),
    [
        ("", {}),
        (fill("0 0 0"), {}),
        (fill("#zz 1"), {}),
        ('<ofd:FillColor Index="7" ColorSpace="31"/>', {}),
        (fill("0 0 0"), {"DrawParam": "41"}),
        ("", {"DrawParam": "43"}),
    ],
    ids=["nothing", "black", "no colour", "out of the palette", "its own goes first", "a ring of parameters"],
)
def test_what_is_not_red(colour: str, more: dict[str, Any]) -> None:
    page = head(colour, **more).replace(HEAD, "样例市人民政府")
    assert read(of(page, resources=SPACES + PARAMETERS)).issuers == ()


def test_a_layers_parameters_colour_what_it_holds() -> None:
    page = head("").replace(HEAD, "样例市人民政府")
    layer = content(page).replace('<ofd:Layer ID="1">', '<ofd:Layer ID="1" DrawParam="41">')
    assert read(packed(parts(layer, resources=PARAMETERS))).issuers == ("样例市人民政府",)


def one_line(code: str, words: str = "样例清单管理办法", **more: Any) -> str:
    """What is read of one text beside a paragraph, which tells the size of the body."""
    found = texts(read(of(body(FIRST) + text(words, 28, 100, code=code, **more))))
    assert found[0] == FIRST
    return "|".join(found[1:])


@pytest.mark.parametrize(
    "code",
    [
        'X="0" Y="4.2" DeltaX="g 7 4.2"',
        'X="0" Y="4.2" DeltaX="4.2 g 5 4.2 4.2"',
        'X="0" Y="4.2" DeltaX="4.2 4.2 4.2 4.2 4.2 4.2 4.2"',
        'X="0" Y="4.2" DeltaX="4.2 4.2"',
        'X="0" Y="4.2" DeltaX="g 999999999 4.2"',
        'X="0" Y="4.2" DeltaX="4.2 4.2 x 9"',
        'X="0" Y="4.2" DeltaX="g 2"',
        'X="0" Y="4.2" DeltaX="G 7 4.2" DeltaY="g 7 0"',
        'X="0" Y="4.2"',
        "",
    ],
)
def test_distances_from_glyph_to_glyph(code: str) -> None:
    assert one_line(code) == "样例清单管理办法"


def test_the_next_textcode_goes_on_where_it_says() -> None:
    two = text("样例清单", 28, 60, code='X="0" Y="4.2" DeltaX="g 3 4.2"')
    more = '<ofd:TextCode X="16.8" DeltaX="g 3 4.2">管理办法</ofd:TextCode></ofd:TextObject>'
    assert texts(read(of(two.replace("</ofd:TextObject>", more)))) == ["样例清单管理办法"]


def test_a_line_of_several_objects_is_one() -> None:
    line = "".join(text(char, 28 + 4.2 * place, 60) for place, char in enumerate("样例清单，由市里管理。"))
    assert texts(read(of(line))) == ["样例清单，由市里管理。"]


def test_western_words_keep_their_blanks() -> None:
    steps = 'X="0" Y="4.2" DeltaX="{}"'
    assert one_line(steps.format("g 9 2.1"), "plan  2025") == "plan 2025"
    assert one_line(steps.format("2.1 2.1 2.1 4.5 2.1 2.1 2.1"), "plan2025") == "plan 2025"
    assert one_line(steps.format("g 7 2.1"), "plan2025") == "plan2025"


def test_white_space_of_the_markup_is_no_text() -> None:
    assert one_line('X="0" Y="4.2" DeltaX="g 3 4.2"', "\n\t样例清单\n") == "样例清单"


def test_text_drawn_twice_for_its_weight_is_there_once() -> None:
    twice = text(TITLE, 60, 60) + text(TITLE, 60.3, 60.2) + text("哈哈哈哈", 60, 80)
    assert texts(read(of(twice))) == [TITLE, "哈哈哈哈"]


GLYPHS = (
    '<ofd:CGTransform CodePosition="{}" CodeCount="{}" GlyphCount="{}"><ofd:Glyphs>{}</ofd:Glyphs></ofd:CGTransform>'
)


def test_a_ligature_is_one_step_of_several_characters() -> None:
    words = "official plan"
    code = 'X="0" Y="4.2" DeltaX="2.1 2.6 2.1 2.1 2.1 2.1 2.1 2.1 2.1 2.1 2.1"'
    assert one_line(code, words, inside=GLYPHS.format(1, 2, 1, "191")) == words
    misspelt = GLYPHS.replace("CGTransform", "CGTransfrom")  # as early files of ofdrw have it
    assert one_line(code, words, inside=misspelt.format(1, 2, 1, "191")) == words


def test_a_character_of_two_glyphs_takes_two_steps() -> None:
    code = 'X="0" Y="4.2" DeltaX="4.2 2.1 2.1 4.2"'
    page = body(FIRST) + text("样例清单", 28, 100, code=code, inside=GLYPHS.format(1, 1, 2, "7 8"))
    assert texts(read(of(page))) == [FIRST, "样例清单"]


def test_glyphs_without_a_text_need_ocr() -> None:
    unknown = "".join(
        text("", 28, 60 + 8 * line, inside=GLYPHS.format(0, 1, 20, "9 " * 20), code='X="0" Y="4.2" DeltaX="g 19 4.2"')
        for line in range(5)
    )
    bare = unknown.replace('<ofd:TextCode X="0" Y="4.2" DeltaX="g 19 4.2"></ofd:TextCode>', "")
    for glyphs in (unknown, bare):
        reading = read(packed(parts(content(body(FIRST, SECOND)), content(glyphs))))
        assert reading.warnings == ("needs OCR: page 2 (unknown characters)",)
        assert (reading.unread_pages, texts(reading)) == ((2,), [FIRST, SECOND])


def test_the_matrix_and_boundary_of_an_object_place_it() -> None:
    small = text("样例清单", 0, 0, 1, code='X="0" Y="1" DeltaX="g 3 1"', CTM="4.2 0 0 4.2 0 0").replace(
        'Boundary="0 -1 200 1"', 'Boundary="28 60 200 6"'
    )
    assert texts(read(of(small + text("由市里管理。", 28 + 4 * 4.2, 64.2)))) == ["样例清单由市里管理。"]


@pytest.mark.parametrize("turns", [1, 2, 3])
@pytest.mark.parametrize("way", ["CTM", "CharDirection"])
def test_pages_on_their_side(turns: int, way: str) -> None:
    """By the matrix of each object, or by the directions of reading and of its characters."""
    wide, high = WIDTH * MM, HEIGHT * MM
    page = ""
    for number, line in enumerate((FIRST[:30], FIRST[30:])):
        x, y = 30 + (8.4 if number == 0 else 0), 60 + 7 * number
        step = f"g {len(line) - 1} 4.2"
        place = {1: (wide - y, x), 2: (wide - x, high - y), 3: (y, high - x)}[turns]
        boundary = f"{place[0]} {place[1]} 200 200"
        if way == "CTM":
            matrix = {1: "0 1 -1 0 0 0", 2: "-1 0 0 -1 0 0", 3: "0 -1 1 0 0 0"}[turns]
            page += text(line, 0, 0, CTM=matrix, code=f'X="0" Y="0" DeltaX="{step}"').replace(
                'Boundary="0 -4.2 200 4.2"', f'Boundary="{boundary}"'
            )
        else:
            steps = {1: f'DeltaY="{step}"', 2: f'DeltaX="{step.replace("4.2", "-4.2")}"'}
            steps[3] = f'DeltaY="{step.replace("4.2", "-4.2")}"'
            angle = 90 * turns
            code = f'X="0" Y="0" {steps[turns] if turns != 2 else ""}'
            page += text(line, 0, 0, code=code, CharDirection=angle, ReadDirection=angle).replace(
                'Boundary="0 -4.2 200 4.2"', f'Boundary="{boundary}"'
            )
    assert texts(read(of(page))) == [FIRST]


def test_a_slanted_watermark_is_no_text() -> None:
    slanted = text("内部资料", 60, 100, 9, CTM="0.866 -0.5 0.5 0.866 0 0")
    assert texts(read(of(body(FIRST) + slanted))) == [FIRST]


def test_letters_one_below_the_other() -> None:
    upright = text("样例管理办法", 100, 30, code='X="0" Y="4.2" DeltaY="g 5 5.4"', ReadDirection=90)
    assert texts(read(of(upright + body(FIRST, SECOND, top=80)))) == ["样例管理办法", FIRST, SECOND]


def test_what_is_not_visible_is_no_text() -> None:
    assert texts(read(of(body(FIRST) + text(TITLE, 60, 90, Visible="false")))) == [FIRST]


TEMPLATE = '<ofd:TemplatePage ID="7" BaseLoc="Tpls/Tpl_0/Content.xml"/>'


@pytest.mark.parametrize("order", ["", ' ZOrder="Background"', ' ZOrder="Foreground"'])
def test_templates_are_part_of_their_pages(order: str) -> None:
    """A running head and a frame; and the template of a template, which nobody draws."""
    running = text("样例市公报", 90, 20, 3) + '<ofd:Template TemplateID="7"/>'
    pages = [
        content(body((FIRST, SECOND, THIRD)[number]), before=f'<ofd:Template TemplateID="7"{order}/>')
        for number in range(3)
    ]
    template = content(running, before='<ofd:Template TemplateID="7"/>')
    data = packed(parts(*pages, common=TEMPLATE, more={"Doc_0/Tpls/Tpl_0/Content.xml": template}))
    assert texts(read(data)) == [FIRST, SECOND, THIRD]


def test_a_letterhead_in_a_template() -> None:
    template = content(text(HEAD, 42, 40, 14, inside=fill(RED)))
    page = head("").partition("</ofd:TextObject>")[2]
    data = packed(
        parts(
            content(page, before='<ofd:Template TemplateID="7"/>'),
            common=TEMPLATE,
            more={"Doc_0/Tpls/Tpl_0/Content.xml": template},
        )
    )
    assert (read(data).issuers, read(data).title) == (("样例市人民政府",), TITLE)


def annotation(kind: str, objects: str, more: str = "") -> str:
    appearance = f'<ofd:Appearance Boundary="20 0 210 297">{objects}</ofd:Appearance>'
    return f'<ofd:Annot ID="5" Type="{kind}"{more}>{appearance}</ofd:Annot>'


def test_annotations_but_no_stamps_and_watermarks() -> None:
    annotations = (
        annotation("Path", text("（此件公开发布）", 8, 200))
        + annotation("Stamp", text("样例市印章", 90, 150))
        + annotation("Watermark", text("内部资料", 60, 120))
        + annotation("Path", text("看不见的话", 60, 220), ' Visible="false"')
    )
    data = packed(
        parts(
            content(body(FIRST)),
            after="<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>",
            more={
                "Doc_0/Annots/Annotations.xml": xml(
                    "Annotations", '<ofd:Page PageID="100"><ofd:FileLoc>Page_0/Annot_0.xml</ofd:FileLoc></ofd:Page>'
                ),
                "Doc_0/Annots/Page_0/Annot_0.xml": xml("PageAnnot", annotations),
            },
        )
    )
    assert kinds(read(data)) == [("paragraph", FIRST), ("remark", "（此件公开发布）")]


COMPOSITE = (
    '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="{}" Width="600" Height="800"><ofd:Content>{}'
    "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
)
USE = '<ofd:CompositeObject ID="9" ResourceID="{}" Boundary="{}" CTM="{}"/>'


def test_composite_graphics_are_drawn_where_they_are_used() -> None:
    inner = text("样例清单", 100, 100, 12, code='X="0" Y="12" DeltaX="g 3 12"')
    resources = COMPOSITE.format(51, inner) + COMPOSITE.format(
        52, USE.format(51, "0 0 600 800", "1 0 0 1 0 0") + text("由市里管理。", 148, 100, 12)
    )
    page = USE.format(52, "0 0 210 297", "0.35 0 0 0.35 0 0")
    assert texts(read(of(page, resources=resources))) == ["样例清单由市里管理。"]


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part.replace("ofd:", "o:").replace("xmlns:ofd", "xmlns:o"),
        lambda part: part.replace("<ofd:", "<").replace("</ofd:", "</").replace("xmlns:ofd", "xmlns"),
        lambda part: part.replace("<ofd:", "<").replace("</ofd:", "</").replace(f'xmlns:ofd="{NAMESPACE}"', ""),
        lambda part: part.replace(NAMESPACE, "http://www.ofdspec.org"),
        lambda part: part.replace("TextObject", "textobject").replace("Page ", "PAGE ").replace("PAGE xml", "Page xml"),
        lambda part: "\ufeff" + part,
        lambda part: "\n" + part,
        lambda part: part.replace('encoding="UTF-8"', 'encoding="GBK"').encode("gbk"),
        lambda part: part.replace('encoding="UTF-8"', 'encoding="GBK"'),
        lambda part: part.encode("gb18030"),
        lambda part: part.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16"),
        lambda part: part.replace("?>", "?><!-- 样例 -->", 1),
    ],
    ids=[
        "another prefix",
        "no prefix",
        "no namespace",
        "the older namespace",
        "names in another case",
        "a mark of byte order",
        "a line before it",
        "GBK",
        "UTF-8 that says GBK",
        "GB 18030 that says UTF-8",
        "UTF-16",
        "a comment",
    ],
)
def test_xml_as_producers_write_it(change: object) -> None:
    assert callable(change)
    whole = parts(content(body(FIRST, SECOND)))
    reading = read(packed({name: change(part) for name, part in whole.items()}))
    assert (texts(reading), reading.warnings) == ([FIRST, SECOND], ())


@pytest.mark.parametrize(
    "location",
    [
        "/Doc_0/Pages/Page_0/Content.xml",
        "Pages\\Page_0\\Content.xml",
        "\\Doc_0\\Pages\\Page_0\\Content.xml",
        "./Pages/Page_0/Content.xml",
        "../Doc_0/Pages/Page_0/Content.xml",
        "Doc_0/Pages/Page_0/Content.xml",
        "pages/page_0/content.xml",
        " Pages//Page_0/Content.xml ",
    ],
)
def test_locations_as_producers_write_them(location: str) -> None:
    whole = parts(content(body(FIRST)))
    document = str(whole["Doc_0/Document.xml"]).replace("Pages/Page_0/Content.xml", location)
    assert texts(read(packed({**whole, "Doc_0/Document.xml": document}))) == [FIRST]


@pytest.mark.parametrize("location", ["../../Doc_0/Pages/Page_0/Content.xml", "/etc/passwd", "file:///etc/passwd", ""])
def test_a_location_leads_nowhere_else(location: str) -> None:
    whole = parts(content(body(FIRST)))
    document = str(whole["Doc_0/Document.xml"]).replace("Pages/Page_0/Content.xml", location)
    with pytest.raises(ReadingError, match=r"^damaged: "):
        read(packed({**whole, "Doc_0/Document.xml": document}))


def test_several_documents_in_one_file_are_read_in_order() -> None:
    one, other = parts(content(body(FIRST))), parts(content(body(SECOND)))
    bodies = "".join(
        f"<ofd:DocBody><ofd:DocRoot>Doc_{number}/Document.xml</ofd:DocRoot></ofd:DocBody>" for number in range(2)
    )
    moved = {name.replace("Doc_0", "Doc_1"): part for name, part in other.items() if name != "OFD.xml"}
    data = packed({**one, **moved, "OFD.xml": xml("OFD", bodies)})
    assert texts(read(data)) == [FIRST, SECOND]
    gone = packed({**one, "OFD.xml": xml("OFD", bodies)})
    assert (texts(read(gone)), read(gone).warnings) == ([FIRST], ("damaged: its Document.xml is missing",))


def test_the_current_version_is_read() -> None:
    old, new = parts(content(body(FIRST))), parts(content(body(SECOND)))
    versions = (
        '<ofd:Versions><ofd:Version ID="1" Index="1" BaseLoc="V/1.xml"/>'
        '<ofd:Version ID="2" Index="2" Current="true" BaseLoc="V/2.xml"/></ofd:Versions>'
    )
    root = xml("OFD", f"<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{versions}</ofd:DocBody>")
    moved = {name.replace("Doc_0", "Doc_1"): part for name, part in new.items()}
    version = xml("DocVersion", "<ofd:DocRoot>/Doc_1/Document.xml</ofd:DocRoot>")
    assert texts(read(packed({**old, **moved, "OFD.xml": root, "V/2.xml": version}))) == [SECOND]
    assert texts(read(packed({**old, **moved, "OFD.xml": root}))) == [FIRST]


def test_a_pages_own_size_and_place() -> None:
    """A page whose box does not begin at 0 0: what is centred on it is centred."""
    area = "<ofd:Area><ofd:PhysicalBox>100 50 210 297</ofd:PhysicalBox></ofd:Area>"
    page = text(TITLE, 100 + (WIDE - 7.5 * len(TITLE)) / 2, 90, 7.5) + body(FIRST, top=110).replace(
        'Boundary="', 'Boundary="1'
    )
    assert kinds(read(packed(parts(content(page, before=area)))))[0] == ("title", TITLE)


def test_pages_that_cannot_be_read_are_named() -> None:
    whole = parts(*(content(body(each)) for each in (FIRST, SECOND, THIRD)))
    del whole["Doc_0/Pages/Page_1/Content.xml"]
    reading = read(packed(whole))
    assert (texts(reading), reading.warnings) == ([FIRST, THIRD], ("damaged: cannot read page 2",))


def test_a_page_cut_short_is_read_up_to_there_and_said() -> None:
    page = content(body(FIRST, SECOND))
    reading = read(packed(parts(page[: page.index(SECOND[:20]) + 40], content(body(THIRD)))))
    assert texts(reading)[0] == FIRST
    assert texts(reading)[-1] == THIRD
    assert reading.warnings == ("damaged or too large: page 1 is read in part",)


def test_a_list_of_pages_cut_short_is_said() -> None:
    whole = parts(content(body(FIRST)), content(body(SECOND)))
    document = str(whole["Doc_0/Document.xml"])
    whole["Doc_0/Document.xml"] = document[: document.index('<ofd:Page ID="101"')]
    reading = read(packed(whole))
    assert texts(reading) == [FIRST]
    assert reading.warnings == ("damaged: what is beside its pages (their list, templates, resources) is read in part",)


def test_files_within_the_file_are_said() -> None:
    held = "".join(
        f'<ofd:Attachment ID="{number}" Name="样例"><ofd:FileLoc>Res/{number}.xlsx</ofd:FileLoc></ofd:Attachment>'
        for number in range(2)
    )
    for listed, warnings in ((held, ("holds files that are not read: 2",)), ("", ())):
        data = packed(
            parts(
                content(body(FIRST)),
                after="<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>",
                more={"Doc_0/Attachs/Attachments.xml": xml("Attachments", listed)},
            )
        )
        assert (texts(read(data)), read(data).warnings) == ([FIRST], warnings)


def test_a_template_or_resource_that_is_missing_is_said() -> None:
    page = content(body(FIRST), before='<ofd:Template TemplateID="7"/>')
    whole = parts(page, page, common=TEMPLATE)
    del whole["Doc_0/PublicRes.xml"]
    reading = read(packed(whole))
    assert (texts(reading), len(reading.warnings)) == ([FIRST, FIRST], 2)


def test_a_document_that_only_draws_needs_ocr_and_an_empty_one_does_not() -> None:
    seal = drawn(lambda canvas: canvas.rect(100, 100, 200, 200, fill=1))
    reading = read(packed(parts(content(seal), content(seal))))
    assert (reading.blocks, reading.unread_pages) == ((), (1, 2))
    assert reading.warnings == ("needs OCR: page 1-2 (no text)",)
    blank = read(packed(parts(content(""))))
    assert (blank.blocks, blank.warnings) == ((), ())


def test_a_page_that_is_a_picture_needs_ocr() -> None:
    image = f'<ofd:ImageObject ID="4"{attributes({"Boundary": "10 10 190 270", "ResourceID": 61})}/>'
    reading = read(packed(parts(content(body(FIRST)), content(image + text("3", 100, 280)))))
    assert (reading.unread_pages, reading.warnings) == ((2,), ("needs OCR: page 2 (no text)",))


def test_paths_of_every_operator_make_rules() -> None:
    """A table whose walls are written as lines, thin boxes, closed figures and curves that bend nowhere."""

    def path(x: float, y: float, data: str, more: str = "") -> str:
        return (
            f'<ofd:PathObject ID="8" Boundary="{x} {y} 200 200"{more}><ofd:AbbreviatedData>{data}'
            "</ofd:AbbreviatedData></ofd:PathObject>"
        )

    table = (
        path(20, 40, "M 0 0 L 100 0 L 100 20 L 0 20 C")
        + path(20, 50, "S 0 0 L 100 0 C")
        + path(70, 40, "M 0 0 B 0 5 0 15 0 20")
        + path(45, 40, "M 0 0 Q 0 10 0 20")
        + path(95, 40, "M 0 0 L 0.2 0 L 0.2 20 L 0 20 L 0 0 C", ' Stroke="false" Fill="true"')
    )
    cells = [
        text(word, 22 + 25 * x, 46 + 10 * y, 4) for y in range(2) for x, word in enumerate(("甲", "乙", "丙", "丁"))
    ]
    blocks = read(of(table + "".join(cells))).blocks
    assert [(block.kind, block.text) for block in blocks] == [("table", "甲\t乙\t丙\t丁\n甲\t乙\t丙\t丁")]


def test_a_paragraph_over_two_pages_is_one() -> None:
    whole = FIRST + SECOND
    lines = [whole[start : start + 36] for start in range(0, len(whole), 36)]
    one = drawn(lambda canvas: paragraph(canvas, THIRD * 4, 740)) + "".join(
        text(line, 28 + (8.4 if number == 0 else 0), 260 + 7 * number)
        for number, line in enumerate([whole[:34], whole[34:70]])
    )
    assert len(lines) > 2
    other = text(whole[70:], 28, 40) + body(THIRD, top=47)
    assert whole in texts(read(packed(parts(content(one), content(other)))))
