"""A .docx is read as it is printed: what stands in it and shows, in its order, and nothing else."""

from __future__ import annotations

import io
import zipfile

import pytest

from corpus.reading import ReadingError
from corpus.reading.office import read_office
from tests.office_files import (
    FIRST,
    SECOND,
    STRICT,
    W,
    definition,
    docx,
    field,
    kinds,
    level,
    num,
    p,
    r,
    style,
    table,
    tc,
    texts,
    tr,
)

THIRD = "承办样例项目的企业和学校应当签订书面协议。"
TITLE = "关于建立样例清单的通知"


def lines(*content: str, styles: str = "", numbering: str = "") -> list[str]:
    """The lines of a document between two sentences, which are checked and left aside."""
    found = texts(docx(p(FIRST), *content, p(SECOND), styles=styles, numbering=numbering))
    assert (found[0], found[-1]) == (FIRST, SECOND)
    return found[1:-1]


def notice(number: str = "样政发〔2021〕3号", *head: str) -> bytes:
    return docx(
        *head,
        p(number, align="center", size=16),
        p("样例市人民政府", align="center", size=22),
        p(TITLE, align="center", size=22),
        p("各区人民政府：", size=16),
        p(FIRST, size=16),
        p("样例市人民政府", align="right", size=16),
        p("2021年10月12日", align="right", size=16),
    )


def test_a_notice() -> None:
    reading = read_office(notice())
    assert kinds(reading) == [
        ("title", f"样例市人民政府{TITLE}"),
        ("doc_number", "样政发〔2021〕3号"),
        ("addressee", "各区人民政府："),
        ("paragraph", FIRST),
        ("signature", "样例市人民政府"),
        ("date", "2021年10月12日"),
    ]
    assert (reading.title, reading.doc_number, reading.issuers) == (
        f"样例市人民政府{TITLE}",
        "样政发〔2021〕3号",
        ("样例市人民政府",),
    )
    assert (str(reading.written_on), reading.reader, reading.warnings) == ("2021-10-12", "word/1", ())


RED = '<w:color w:val="FF0000"/><w:sz w:val="72"/>'


@pytest.mark.parametrize(
    "head",
    [
        (p(r("样例省教育厅文件", RED), align="center"),),
        (p(r("样例省教育厅", RED), align="distribute"),),
        (p(r("样例省", RED), r("教育厅文件", RED), style="head"),),
        (table(tr(tc(p(r("样例省教育厅", RED))), tc(p(r("文件", RED)))), drawn=False),),
        (p('<w:r><w:pict><v:shape><v:textpath string="样例省教育厅文件"/></v:shape></w:pict></w:r>'),),
    ],
    ids=["red", "spread over the line", "in runs", "in a table", "as a picture of words"],
)
@pytest.mark.parametrize("number", ["样政发〔2021〕3号", "样政发〔2021〕3号　　　　签发人：王样例"])
def test_a_red_head_says_who_issues(head: tuple[str, ...], number: str) -> None:
    reading = read_office(notice(number, *head))
    assert reading.title == f"样例市人民政府{TITLE}"
    assert reading.doc_number == "样政发〔2021〕3号"
    assert reading.issuers == ("样例省教育厅",)
    assert not any("文件" in block.text for block in reading.blocks)


def test_two_bodies_issue_together() -> None:
    rows = (
        tr(tc(p(r("样例省教育厅", RED))), tc(p(r("文件", RED)), merge="restart")),
        tr(tc(p(r("样例省财政厅", RED))), tc(merge="continue")),
    )
    assert read_office(notice("样教发〔2021〕3号", table(*rows, drawn=False))).issuers == (
        "样例省教育厅",
        "样例省财政厅",
    )


def test_an_order_is_titled_by_its_head_where_nothing_else_is() -> None:
    reading = read_office(
        docx(
            p(r("样例市人民政府令", RED), align="center"),
            p("第12号", align="center", size=16),
            p(FIRST, size=16),
            p(SECOND, size=16),
            p("市长　王样例", align="right", size=16),
            p("2021年3月5日", align="right", size=16),
        )
    )
    assert reading.title == "样例市人民政府令第12号"
    assert kinds(reading)[1:3] == [("paragraph", FIRST), ("paragraph", SECOND)]


def test_an_annex_has_its_own_title() -> None:
    reading = read_office(
        docx(
            p("附件1", size=16),
            p("样例实施方案", align="center", size=22),
            p("一、总体要求", size=16),
            p(FIRST, size=16),
        )
    )
    assert kinds(reading) == [("title", "样例实施方案"), ("heading", "一、总体要求"), ("paragraph", FIRST)]


def test_a_title_in_bold_where_no_size_tells_it() -> None:
    reading = read_office(docx(p(r(TITLE, "<w:b/>")), p(FIRST)))
    assert kinds(reading) == [("title", TITLE), ("paragraph", FIRST)]


@pytest.mark.parametrize(
    ("content", "printed"),
    [
        ((r("样例"), r("清单")), "样例清单"),
        ((r("样例"), "<w:r><w:tab/></w:r>", r("清单")), "样例 清单"),
        ((r("样例"), "<w:r><w:noBreakHyphen/></w:r>", r("清单")), "样例-清单"),
        ((r("样例"), "<w:r><w:softHyphen/></w:r>", r("清单")), "样例清单"),
        (('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', r("样例")), "☑样例"),
        (('<w:r><w:sym w:font="宋体" w:char="2460"/></w:r>', r("样例")), "①样例"),
        (("<w:del>", r("旧").replace("w:t", "w:delText"), "</w:del>", "<w:ins>", r("新样例"), "</w:ins>"), "新样例"),
        (("<w:moveFrom>", r("旧"), "</w:moveFrom>", "<w:moveTo>", r("样例"), "</w:moveTo>"), "样例"),
        ((r("样例"), r("看不见", "<w:vanish/>")), "样例"),
        ((r("样例"), r("看得见", '<w:vanish w:val="0"/>')), "样例看得见"),
        (('<w:hyperlink r:id="r9">', r("样例"), "</w:hyperlink>"), "样例"),
        (("<w:sdt><w:sdtPr/><w:sdtContent>", r("样例"), "</w:sdtContent></w:sdt>"), "样例"),
        (("<w:smartTag>", r("样例"), "</w:smartTag>"), "样例"),
        ((field('HYPERLINK "x"', r("样例")),), "样例"),
        ((field("IF 1", field("PAGE", r("7")), r("样例")),), "7样例"),
        (
            (r("样例"), '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'),
            "样例",
        ),
        (('<w:fldSimple w:instr="DATE">', r("样例"), "</w:fldSimple>"), "样例"),
        (("<w:r><w:ruby><w:rt>", r("yang"), "</w:rt><w:rubyBase>", r("样例"), "</w:rubyBase></w:ruby></w:r>"), "样例"),
        (("<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>", r("样例")), "a=b样例"),
        ((r("样例"), '<w:r><w:commentReference w:id="1"/></w:r>'), "样例"),
    ],
)
def test_what_a_paragraph_prints(content: tuple[str, ...], printed: str) -> None:
    whole = "".join(content)
    assert lines(f"<w:p>{whole}</w:p>") == [printed]


def test_a_break_ends_a_line() -> None:
    broken = f"<w:p>{r('样例清单一')}<w:r><w:br/></w:r>{r('样例清单二')}</w:p>"
    assert lines(broken) == ["样例清单一", "样例清单二"]


def test_a_paragraph_whose_mark_is_deleted_goes_on() -> None:
    deleted = '<w:rPr><w:del w:id="1"/></w:rPr>'
    assert lines(p("样例清单", properties=deleted), p("由各区编制。")) == ["样例清单由各区编制。"]


def test_a_drop_cap_belongs_to_its_paragraph() -> None:
    assert lines(p("样", properties='<w:framePr w:dropCap="drop"/>'), p("例清单。")) == ["样例清单。"]


BOX = "<wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>"
OLD_BOX = "<v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox>"


@pytest.mark.parametrize("old", [False, True])
def test_a_text_box_is_read_once_and_in_its_place(old: bool) -> None:
    inner = p("框中样例文字。")
    new_and_old = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{BOX.format(inner)}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{OLD_BOX.format(inner)}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    shape = f"<w:pict>{OLD_BOX.format(inner)}</w:pict>" if old else new_and_old
    assert lines(f"<w:p><w:r>{shape}</w:r>{r(THIRD)}</w:p>") == ["框中样例文字。", THIRD]
    assert lines(f"<w:p>{r(THIRD)}<w:r>{shape}</w:r></w:p>") == [THIRD, "框中样例文字。"]


def test_notes_stand_at_the_end_without_their_marks() -> None:
    noted = f'<w:p>{r("样例清单")}<w:r><w:footnoteReference w:id="2"/></w:r>{r("由各区编制。")}</w:p>'
    notes = "".join(
        f'<w:footnote w:id="{at}">{p(text)}</w:footnote>' for at, text in ((2, "清单每季度更新。"), (3, "没有人提到。"))
    )
    reading = read_office(docx(p(FIRST), noted, footnotes=notes))
    assert kinds(reading)[1:] == [("paragraph", "样例清单由各区编制。"), ("remark", "清单每季度更新。")]


@pytest.mark.parametrize(
    "contents",
    [
        f"<w:p>{field('TOC 1-3', r('一、总体要求1'))}</w:p>",
        p("一、总体要求1", style="toc1"),
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
        f"<w:sdtContent>{p('一、总体要求1')}</w:sdtContent></w:sdt>",
        "".join(p(f"{count}、总体要求……………{count}") for count in "123"),
    ],
    ids=["a field", "a style", "a control", "typed"],
)
def test_a_table_of_contents_is_left_out(contents: str) -> None:
    data = docx(p(FIRST), p("目　录"), contents, p(SECOND), styles=style("toc1", "", name="toc 1"))
    reading = read_office(data)
    assert [block.text for block in reading.blocks] == [FIRST, SECOND]
    assert reading.warnings == ("left out a table of contents",)


def test_headers_and_what_is_embedded_are_left_out() -> None:
    assert lines("<w:sectPr><w:headerReference/></w:sectPr>") == []
    reading = read_office(docx(p(FIRST), '<w:altChunk r:id="r7"/>'))
    assert reading.warnings == ("a document embedded in the file (altChunk) was not read",)


def test_the_strict_kind_is_the_same() -> None:
    data = docx(p(FIRST), p("样例", numbered="1"), numbering=definition(0, level(0, "decimal", "%1、")) + num(1, 0))
    strict = docx(
        parts={
            "word/document.xml": docx_part(data, "word/document.xml").replace(W.encode(), STRICT.encode()),
            "word/numbering.xml": docx_part(data, "word/numbering.xml").replace(W.encode(), STRICT.encode()),
            "word/_rels/document.xml.rels": docx_part(data, "word/_rels/document.xml.rels"),
        }
    )
    assert texts(strict) == texts(data) == [FIRST, "1、样例"]


def docx_part(data: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def test_a_file_of_pictures_has_no_text() -> None:
    with pytest.raises(ReadingError, match=r"^the file has no text, only 2 pictures$"):
        read_office(docx(p("<w:r><w:drawing><pic:pic/><pic:pic/></w:drawing></w:r>")))


# Tables


def test_a_table_has_its_cells_in_their_places() -> None:
    found = lines(
        table(
            tr("序号", tc("内容", span=2), "单位"),
            tr(tc("1", merge="restart"), "子项一", tc("说明一", "说明二"), "甲"),
            tr(tc(merge="continue"), "子项二", "", "乙"),
        )
    )
    assert found == ["序号\t内容\t\t单位\n1\t子项一\t说明一 说明二\t甲\n\t子项二\t\t乙"]


def test_a_table_in_a_table() -> None:
    inner = table(tr("甲", "乙"), tr("丙", "丁"))
    assert lines(table(tr("名称", "说明甚详"), tr("样例的名称", tc(inner, p("附注在此"))))) == [
        "名称\t说明甚详\n样例的名称\t甲 乙 丙 丁 附注在此"
    ]
    assert lines(table(tr(tc(inner)))) == ["甲\t乙\n丙\t丁"]


def test_a_deleted_row_is_left_out() -> None:
    deleted = f"<w:tr><w:trPr><w:del/></w:trPr>{tc('旧')}{tc('行')}</w:tr>"
    assert lines(table(tr("甲", "乙"), deleted, tr("丙", "丁"))) == ["甲\t乙\n丙\t丁"]


def test_a_table_that_only_lays_out_the_page_is_walked_through() -> None:
    assert lines(table(tr(tc(p(THIRD), p("样例清单。"))), drawn=False)) == [THIRD, "样例清单。"]
    signed = table(tr("样例省教育厅", "样例省财政厅"), tr("", "2021年3月5日"), drawn=False)
    assert kinds(read_office(docx(p(FIRST), signed)))[1:] == [
        ("signature", "样例省教育厅"),
        ("signature", "样例省财政厅"),
        ("date", "2021年3月5日"),
    ]


def test_a_drawn_box_is_a_table_and_the_foot_is_none() -> None:
    box = table(tr(tc("专栏1 样例工程", "建设样例基地。")))
    foot = table(tr("抄送：样例市委，样例市人大。"), tr(tc("样例市人民政府办公室"), tc("2021年3月5日印发")))
    assert kinds(read_office(docx(p(FIRST), box, p(SECOND), p(THIRD), foot)))[1:] == [
        ("table", "专栏1 样例工程 建设样例基地。"),
        ("paragraph", SECOND),
        ("paragraph", THIRD),
        ("remark", "抄送：样例市委，样例市人大。"),
        ("remark", "样例市人民政府办公室 2021年3月5日印发"),
    ]
