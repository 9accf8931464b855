"""A .doc of Word 97 to 2003 is read as it is printed; what cannot be read is one clear line."""

from __future__ import annotations

import pytest

from corpus.reading import ReadingError
from corpus.reading.office import read_office
from tests.doc_files import (
    BOLD,
    CENTRED,
    DELETED,
    HIDDEN,
    IN_TABLE,
    RED,
    RIGHT,
    Doc,
    Par,
    boxes,
    compound,
    lists,
    numbered,
    row_end,
    sized,
    spans,
    sprm,
    style_sheet,
)
from tests.office_files import FIRST, SECOND, kinds, texts

TITLE = "关于建立样例清单的通知"


def lines(*content: Par, **more: object) -> list[str]:
    """The lines of a document after a first sentence, which is checked and left aside."""
    found = texts(Doc((Par(FIRST), *content), **more).data())  # type: ignore[arg-type]
    assert found[0] == FIRST
    return found[1:]


def set_in(text: str, points: int, properties: bytes = b"", more: bytes = b"") -> Par:
    return Par(text, properties, runs=((len(text) + 1, sized(points) + more),))


def test_a_notice_with_a_red_head() -> None:
    reading = read_office(
        Doc(
            (
                set_in("样例省教育厅文件", 36, CENTRED, RED),
                set_in("样教发〔2021〕3号　　　签发人：王样例", 16, CENTRED),
                set_in("样例省教育厅", 22, CENTRED),
                set_in(TITLE, 22, CENTRED),
                set_in("各区教育局：", 16),
                set_in(FIRST, 16),
                set_in("样例省教育厅", 16, RIGHT),
                set_in("2021年10月12日", 16, RIGHT),
            )
        ).data()
    )
    assert kinds(reading) == [
        ("title", f"样例省教育厅{TITLE}"),
        ("addressee", "各区教育局："),
        ("paragraph", FIRST),
        ("signature", "样例省教育厅"),
        ("date", "2021年10月12日"),
    ]
    assert (reading.title, reading.doc_number, reading.issuers, str(reading.written_on)) == (
        f"样例省教育厅{TITLE}",
        "样教发〔2021〕3号",
        ("样例省教育厅",),
        "2021-10-12",
    )
    assert (reading.reader, reading.warnings) == ("word/1", ())


def test_text_in_eight_bits_is_that_of_western_windows() -> None:
    text = "Sample “quoted” – caf\u00e9"
    assert texts(Doc((Par(text), Par("Second.")), eight_bits=True).data()) == [text, "Second."]


def test_characters_beyond_sixteen_bits_are_whole() -> None:
    assert lines(Par("样例𠀀字，𪚥字。")) == ["样例𠀀字，𪚥字。"]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("样例\x1e清单\x1f一", ["样例-清单一"]),
        ("样例\t清单", ["样例 清单"]),
        ("样例一\x0b样例二", ["样例一", "样例二"]),
        ("样例一\x0c样例二", ["样例一", "样例二"]),
        ("\x13 HYPERLINK x \x14样例\x15清单", ["样例清单"]),
        ("\x13 IF \x13 PAGE \x147\x15 \x14样例\x15", ["样例"]),
        ("样例\x13 PAGE", ["样例"]),
        ("样例\x05\x02清单", ["样例清单"]),
    ],
)
def test_what_marks_in_the_text_print(text: str, printed: list[str]) -> None:
    assert lines(Par(text)) == printed


@pytest.mark.parametrize("hides", [HIDDEN, DELETED])
def test_hidden_and_deleted_text_is_left_out(hides: bytes) -> None:
    assert lines(Par("样例旧文清单", runs=((2, b""), (2, hides), (3, b"")))) == ["样例清单"]


def test_a_symbol_of_a_symbol_font() -> None:
    font = "Wingdings".encode("utf-16-le") + b"\0\0"
    fonts = b"\1\0\0\0" + bytes([39 + len(font)]) + bytes(39) + font
    symbol = Par("(样例", runs=((1, sprm(0x6A09, b"\0\0\xfe\xf0")), (3, b"")))
    assert lines(symbol, parts={15: fonts}) == ["☑样例"]


def test_styles_say_how_text_is_set() -> None:
    sheet = style_sheet((0xFFF, b"", sized(16), 0), (0, CENTRED, sized(22) + BOLD, 1), (1, b"", b"", 62))
    reading = read_office(Doc((Par(TITLE, style=2), Par(FIRST)), parts={1: sheet}).data())
    assert kinds(reading) == [("title", TITLE), ("paragraph", FIRST)]


def test_a_table_of_contents_is_left_out() -> None:
    sheet = style_sheet((0xFFF, b"", b"", 0), (0, b"", b"", 19))
    contents = (Par("目　录"), Par("一、总体要求\t1", style=1), Par("二、重点任务\t2", style=1))
    assert lines(*contents, Par(SECOND), parts={1: sheet}) == [SECOND]
    by_field = (Par("\x13 TOC \\o 1-3 \x14一、总体要求1"), Par("二、重点任务2\x15"))
    assert lines(*by_field, Par(SECOND)) == [SECOND]


LABELS = ((39, "%1、"), (37, "（%2）"), (0, "%3."), (18, "%4"), (255, ""))


def test_automatic_numbers() -> None:
    places = ((1, 0), (1, 1), (1, 1), (1, 2), (1, 3), (1, 0), (1, 1), (2, 0), (2, 0))
    found = lines(*(Par("样例", numbered(*place)) for place in places), parts=lists(*LABELS, override=8))
    assert found == [
        "一、样例",
        "（一）样例",
        "（二）样例",
        "1.样例",
        "①样例",
        "二、样例",
        "（一）样例",
        "八、样例",
        "九、样例",
    ]


def test_numbers_of_word_6_are_said_to_be_missing() -> None:
    reading = read_office(Doc((Par(FIRST), Par("样例", numbered(0x7FF)))).data())
    assert reading.warnings == ("numbers that Word 6 set automatically are missing",)


def cell(text: str) -> Par:
    return Par(text, IN_TABLE, mark="\x07")


def test_a_table_has_its_cells_in_their_places() -> None:
    rows = (
        (cell("序号"), cell("内容"), cell("单位"), Par("", row_end(0, 900, 2700, 3600), mark="\x07")),
        (cell("1"), cell("子项"), cell("说明"), cell("甲"), Par("", row_end(0, 900, 1800, 2700, 3600), mark="\x07")),
        (cell(""), cell("又一"), cell("其余"), Par("", row_end(0, 900, 1800, 3600, flags=(0x20,)), mark="\x07")),
    )
    inside = (Par("第一段", IN_TABLE), cell("第二段"), cell("乙"), Par("", row_end(0, 900, 3600), mark="\x07"))
    assert lines(*(each for row in rows for each in row), *inside, Par(SECOND)) == [
        "序号\t内容\t\t单位\n1\t子项\t说明\t甲\n\t又一\t其余\n第一段 第二段\t乙",
        SECOND,
    ]


def test_a_table_in_a_table() -> None:
    nested = sprm(0x6649, b"\2\0\0\0") + IN_TABLE
    inner = (
        Par("内一", nested + sprm(0x244B, b"\1")),
        Par("内二", nested + sprm(0x244B, b"\1")),
        Par("", nested + sprm(0x244C, b"\1")),
    )
    outer = (cell("外一"), cell("外二的说明"), Par("", row_end(0, 900, 1800), mark="\x07"))
    last = (*inner, cell("附注"), cell("外四的说明"), Par("", row_end(0, 900, 1800), mark="\x07"))
    assert lines(*outer, *last) == ["外一\t外二的说明\n内一 内二 附注\t外四的说明"]


def test_notes_and_text_boxes() -> None:
    note, box = "\x02 清单每季度更新。", "框中样例文字。"
    main = (Par(FIRST), Par("\x08样例清单\x02由各区编制。"))
    parts = {3: spans(note), **boxes(len(FIRST) + 1, box)}
    reading = read_office(Doc(main, (Par(note), Par("")), (Par(box), Par("")), parts).data())
    assert kinds(reading) == [
        ("paragraph", FIRST),
        ("paragraph", box),
        ("paragraph", "样例清单由各区编制。"),
        ("remark", "清单每季度更新。"),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (Doc((Par(FIRST),), flags=0x0300).data(), "encrypted: the file asks for a password"),
        (Doc((Par(FIRST),), version=0x65).data(), "written by Word 95 or older: not read"),
        (Doc((Par(FIRST),), identity=0xA5DC).data(), "written by Word 95 or older: not read"),
        (Doc((Par(FIRST),), identity=1).data(), "not a Word file: its main stream begins otherwise"),
        (Doc((Par(""),)).data(), "the file has no text"),
        (Doc((Par(FIRST),), parts={33: b"\0"}).data(), "damaged: its table of pieces is missing"),
        (Doc((Par(FIRST),)).data()[:600], "damaged: the OLE2 file's directory cannot be read"),
        (compound({"WordDocument": b"\xec\xa5"}), "written by Word 95 or older: not read"),
        (compound({"Other": b"x"}), "damaged: its stream WordDocument is missing"),
        (compound({"EncryptedPackage": b"x"}), "encrypted: the file asks for a password"),
        (b"x", "not a Word file"),
        (b" \n", "the file is empty"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(data: bytes, said: str) -> None:
    with pytest.raises(ReadingError) as raised:
        read_office(data)
    assert str(raised.value) == said


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (1, "its styles are damaged: it was read without some"),
        (73, "its lists are damaged: automatic numbers are missing"),
    ],
)
def test_text_is_read_without_a_part_that_is_damaged(part: int, said: str) -> None:
    parts = {**lists(*LABELS), part: b"\xff\x7f" * 40}
    reading = read_office(Doc((Par(FIRST), Par(SECOND)), parts=parts).data())
    assert [block.text for block in reading.blocks] == [FIRST, SECOND]
    assert reading.warnings == (said,)
