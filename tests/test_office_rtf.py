"""An RTF is read as it is printed: text in any of its codings, tables, notes, and the numbers that stand in it."""

from __future__ import annotations

import pytest

from corpus.reading.office import read_office
from tests.office_files import FIRST, kinds, texts

HEAD = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset2 Wingdings;}{\f2 Times;}}"
HEAD += r"{\colortbl;\red255\green0\blue0;\red0\green0\blue0;}{\stylesheet{\s1 heading 1;}}{\info{\title nobody}}"
RTF = (
    HEAD
    + r"{\header \pard running head\par}"
    + r"\pard\qc{\fs72\cf1 样例省教育厅文件}\par{\fs32 样教发〔2021〕3号}\par\par"
    + r"{\fs44 样例省教育厅\line 关于建立样例清单的通知}\par"
    + r"\pard\fs32 各区教育局：\par "
    + FIRST
    + r"{\footnote\pard \chftn 清单每季度更新。}\par"
    + r"\pard\qr 样例省教育厅\par 2021年10月12日\par}"
)


def rtf(inner: str) -> bytes:
    return f"{HEAD}\\pard {FIRST}\\par {inner}\\par}}".encode("gb18030")


def lines(inner: str) -> list[str]:
    """The lines of a document after a first sentence, which is checked and left aside."""
    found = texts(rtf(inner))
    assert found[0] == FIRST
    return found[1:]


def test_a_notice_with_a_red_head() -> None:
    reading = read_office(RTF.encode("gb18030"))
    assert kinds(reading) == [
        ("title", "样例省教育厅关于建立样例清单的通知"),
        ("doc_number", "样教发〔2021〕3号"),
        ("addressee", "各区教育局："),
        ("paragraph", FIRST),
        ("signature", "样例省教育厅"),
        ("date", "2021年10月12日"),
        ("remark", "清单每季度更新。"),
    ]
    assert (reading.issuers, reading.doc_number, str(reading.written_on), reading.reader) == (
        ("样例省教育厅",),
        "样教发〔2021〕3号",
        "2021-10-12",
        "word/1",
    )


@pytest.mark.parametrize(
    ("inner", "printed"),
    [
        (r"\'d1\'f9\'c0\'fd", ["样例"]),
        (r"\u26679?\u20363\'3f", ["样例"]),
        (r"\uc2\u26679\'d1\'f9\u20363\'c0\'fd", ["样例"]),
        (r"\uc0\u26679\u20363", ["样例"]),
        (r"\u-10176?\u-9216?字", ["𠀀字"]),
        (r"样{\b 例}{\i 清}单", ["样例清单"]),
        (r"样例{\v 看不见}{\deleted 旧文}清单", ["样例清单"]),
        (r"样例\_清单\-一\~二", ["样例-清单一 二"]),
        (r"样例\{清单\}", ["样例{清单}"]),
        (r"样例一\line 样例二", ["样例一", "样例二"]),
        (r"样例一\page 样例二", ["样例一", "样例二"]),
        (r"\ldblquote 样例\rdblquote\emdash", ["“样例”—"]),
        (r"{\f1 \'fe}样例", ["☑样例"]),
        (r"{\f1\u-3842 ?}样例", ["☑样例"]),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt 样例}}清单", ["样例清单"]),
        (r"{\*\unknown 不印}样例{\*\bkmkstart a}", ["样例"]),
        (r"{\pict 0102}样例", ["样例"]),
        (r"\bin3 {{{样例", ["样例"]),
        (r"{\listtext\pard （一）\tab}样例", ["（一）样例"]),
        (r"{\pntext 1.\tab}样例", ["1. 样例"]),
        (r"样例{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt 框中。\par}}{\shprslt 旧框}}清单", ["样例清单", "框中。"]),
    ],
)
def test_what_words_print(inner: str, printed: list[str]) -> None:
    assert lines(inner) == printed


def test_a_table_of_contents_is_left_out() -> None:
    contents = r"{\field{\*\fldinst TOC \\o}{\fldrslt 一、总体要求\tab 1\par 二、任务\tab 2}}\par 样例。"
    assert lines(f"目　录\\par{contents}") == ["样例。"]


def row(cells: str, *edges: str) -> str:
    """A row of a table. edges: where its cells end, with how they merge before it."""
    defined = "".join(f"{each.replace('x', chr(92) + 'cellx')}" for each in edges)
    return rf"\trowd\clbrdrt\brdrs {defined}\pard\intbl {cells}\row "


def test_a_table_has_its_cells_in_their_places() -> None:
    rows = (
        row(r"甲\cell 乙丙\cell", "x900", "x2700"),
        row(r"丁\cell 戊\par 己\cell 庚\cell", "x900", "x1800", "x2700"),
        row(r"\cell 辛\cell 壬\cell", r"\clvmrg x900", "x1800", "x2700"),
        row(r"癸\cell 子\cell\cell", "x900", "x1800", r"\clmrg x2700"),
    )
    assert lines("".join(rows) + r"\pard 之后。") == ["甲\t乙丙\n丁\t戊 己\t庚\n\t辛\t壬\n癸\t子", "之后。"]


def test_a_table_in_a_table() -> None:
    properties = r"{\*\nesttableprops\trowd\cellx400\cellx800\nestrow}{\nonesttables\par}"
    inner = rf"\itap2 内一\nestcell 内二\nestcell{properties}\pard\intbl\itap1 附注\cell 外四的说明\cell"
    outer = row(r"外一\cell 外二的说明\cell", "x900", "x1800")
    assert lines(outer + row(inner, "x900", "x1800") + r"\pard") == ["外一\t外二的说明\n内一 内二 附注\t外四的说明"]
