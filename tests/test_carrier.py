"""What bytes are told to be, and that reading any bytes ends in a Reading or one clear line."""

from __future__ import annotations

import gzip
import io
import quopri
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.reading import Reading, ReadingError
from corpus.reading.carrier import carrier
from corpus.reading.carrier import read_carrier as read
from corpus.reading.plain import read_text

PAGE = "<!DOCTYPE html><html><head><title>样例</title></head><body><p>样例文件。</p></body></html>"


SAVED = "样例市各县区要按照分工建立样例清单，并于每季度末向社会公开。"
MHTML = (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=xx\r\n\r\n--xx\r\n"
    b"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    + quopri.encodestring(
        f"<html><body><div><p>关于样例的通知</p><p>{SAVED}</p><p>{SAVED}</p></div></body></html>".encode("gb2312")
    )
    + b"\r\n--xx\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0=\r\n--xx--\r\n"
)
WORD_XML = b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n<w:wordDocument/>'


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return file.getvalue()


def office(name: str) -> bytes:
    return zipped("[Content_Types].xml", name)


@pytest.mark.parametrize(
    ("data", "name", "content_type", "told"),
    [
        (PAGE.encode(), "", "", "html"),
        (PAGE.encode("gb18030"), "", "", "html"),
        (PAGE.encode("utf-16"), "", "", "html"),
        (PAGE.encode("utf-16-le"), "", "", "html"),
        (PAGE.encode("utf-16-be"), "", "", "html"),
        (b"\xef\xbb\xbf" + PAGE.encode(), "", "", "html"),
        (b"\n" * 300 + PAGE.encode(), "", "", "html"),
        (PAGE.upper().encode(), "", "", "html"),
        (b"<div>" + "样例".encode(), "", "text/plain", "html"),
        ("样例".encode(), "page.shtml", "", "html"),
        ("样例".encode(), "", "text/html; charset=utf-8", "html"),
        (b"%PDF-1.7\n", "", "text/html", "pdf"),
        (b"%PDF-1.7\n", "page.html", "", "pdf"),
        (b"\0\0junk%PDF-1.4\n", "", "", "pdf"),
        ("关于印发样例方案的通知\n各市：\n".encode(), "", "", "text"),
        ("关于印发样例方案的通知\n".encode("gb18030"), "", "", "text"),
        ("关于印发样例方案的通知\n".encode("utf-16"), "", "", "text"),
        ("当 a<b 时".encode(), "", "", "text"),
        ("<p>样例".encode(), "page.txt", "", "text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "plan.doc", "", "word"),
        (b"{\\rtf1}", "", "", "word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "list.xls", "", "sheet"),
        (office("word/document.xml"), "", "", "word"),
        (office("word/document2.xml"), "plan.zip", "", "word"),
        (office("xl/workbook.xml"), "plan.docx", "", "sheet"),
        (office("ppt/presentation.xml"), "plan.docx", "", "archive"),
        (zipped("OFD.xml"), "plan.pdf", "", "ofd"),
        (zipped("OFD.xml")[:-9], "plan.ofd", "", "ofd"),
        (office("word/document.xml")[:-9], "plan.docx", "", "word"),
        (zipped("a.txt"), "plan.docx", "", "archive"),
        (zipped("plan/word/document.xml"), "plan.docx", "", "archive"),
        (MHTML, "plan.doc", "", "mhtml"),
        (b"MIME-Version: 1.0\r\n\r\nx", "", "", "text"),
        (WORD_XML, "plan.doc", "", "word"),
        ('{"样例": "<html><p>一</p>"}'.encode(), "page.html", "text/html", "json"),
        ('\ufeff{\n  "样例": []}'.encode(), "", "", "json"),
        ('[ {"样例": 1}]'.encode("utf-16"), "answer.txt", "", "json"),
        (b"{}", "", "", "json"),
        ("［样例］".encode(), "", "", "text"),
        ("[样例]关于样例的通知\n".encode(), "", "", "text"),
        ("{样例}的通知\n".encode(), "", "", "text"),
        (b"Rar!\x1a\x07\x00", "", "", "archive"),
        (b"7z\xbc\xaf\x27\x1c", "", "", "archive"),
        (b"\x89PNG\r\n\x1a\n", "", "", "image"),
        (b"\xff\xd8\xff\xe0", "", "", "image"),
        (b"GIF89a", "", "", "image"),
        (b"\0\1\2\3", "", "", ""),
    ],
)
def test_bytes_say_what_they_are(data: bytes, name: str, content_type: str, told: str) -> None:
    assert carrier(data, name, content_type) == told


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_nothing_is_one_clear_line(data: bytes) -> None:
    with pytest.raises(ReadingError, match=r"^the file (is empty|has no text)$"):
        read(data)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (office("xl/workbook.xml"), "plan.xlsx", "no reader for spreadsheet files yet"),
        (gzip.compress(b"x", mtime=0), "", "the bytes are no page, PDF, OFD, Word file or text"),
        (b"\0\1\2\3", "", "the bytes are no page, PDF, OFD, Word file or text"),
        (b"%PDF-1.7\n%%EOF", "", ""),
        (b'{"a": 1}', "", "JSON, which is no document; `corpus listing` shows what a source reads from it"),
        (WORD_XML, "", "a Word file in one XML: not read"),
        (MHTML.replace(b"text/html", b"text/none"), "", "the page saved in one file has no HTML"),
    ],
)
def test_what_no_reader_takes_is_one_clear_line(data: bytes, name: str, said: str) -> None:
    with pytest.raises(ReadingError) as raised:
        read(data, name=name)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_page_saved_in_one_file_is_read_as_that_page() -> None:
    assert [block.text for block in read(MHTML, name="plan.doc").blocks] == ["关于样例的通知", SAVED, SAVED]


def test_a_text_has_its_title_first() -> None:
    reading = read("\n 样例方案 \r\n\r\n　　第一段。\n第二段。".encode())
    assert reading.title == "样例方案"
    assert [(block.kind, block.text) for block in reading.blocks] == [
        ("title", "样例方案"),
        ("paragraph", "第一段。"),
        ("paragraph", "第二段。"),
    ]
    assert reading.text == "样例方案\n第一段。\n第二段。"


@given(st.text(max_size=200))
def test_every_block_of_a_text_is_one_line(text: str) -> None:
    try:
        reading = read_text(text.encode("utf-8", "replace"))
    except ReadingError:
        return
    assert all(len(block.text.splitlines()) == 1 and block.text.strip() for block in reading.blocks)


STARTS = (
    b"",
    b"%PDF-1.4\n",
    PAGE.encode()[:60],
    b"<html>",
    b"PK\x03\x04",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"<p>",
    b"<?xml ",
    MHTML[:70],
)
MARKUP = (
    b"<",
    b">",
    b"<table>",
    b"</td>",
    b"<!--",
    b"<script>",
    b"&#0;",
    b"&#xD800;",
    b"obj",
    b"stream",
    b"\0",
    b"\x1b[2J",
)
WORDS = ("一、", "〔2019〕4号", "附件", "\n", "2019-02-30", "charset=utf-7")
PIECES = st.sampled_from([*MARKUP, *map(str.encode, WORDS), *(word.encode("gb18030") for word in WORDS)])


@settings(deadline=None, max_examples=200)
@given(
    start=st.sampled_from(STARTS),
    pieces=st.lists(PIECES | st.binary(max_size=30), max_size=12),
    name=st.sampled_from(["", "a.html", "a.pdf", "a.txt", "a.docx"]),
    content_type=st.sampled_from(["", "text/html; charset=gbk", "text/html; charset=hex", "application/pdf"]),
)
def test_any_bytes_are_a_reading_or_one_line(start: bytes, pieces: list[bytes], name: str, content_type: str) -> None:
    try:
        reading = read(start + b"".join(pieces), name=name, url="http://x/a", content_type=content_type)
    except ReadingError as error:
        line = str(error)
    else:
        assert isinstance(reading, Reading)
        line = reading.title
    assert "\n" not in line
