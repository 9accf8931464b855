"""Bytes to text by what the bytes are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading.encoding import MIXED, decode

TEXT = "<p>国务院关于印发国家职业教育改革实施方案的通知，各省、自治区：现印发给你们，请认真贯彻执行。</p>\n"
TRADITIONAL = "<p>國務院關於印發國家職業教育改革實施方案的通知，請認真貫徹執行，這是為發展職業教育的規定。</p>\n"


def said(charset: str) -> str:
    return f'<meta charset="{charset}">\n'


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "big5", "iso-8859-1", "hex", "nonsense"])
@pytest.mark.parametrize("header", ["", "text/html; charset=iso-8859-1", "text/html;charset=GBK"])
@pytest.mark.parametrize(("encoding", "name"), [("utf-8", "utf-8"), ("gb18030", "gb18030"), ("gbk", "gb18030")])
def test_a_lying_declaration_loses(encoding: str, name: str, header: str, declared: str) -> None:
    text = said(declared) + TEXT
    assert decode(text.encode(encoding), header) == (text, name)


def test_undeclared_gbk() -> None:
    assert decode(TEXT.encode("gbk")) == (TEXT, "gb18030")


def test_gb2312_means_gb18030() -> None:
    text = said("gb2312") + "<p>朱镕基、喆、㙍、𠀀：国务院的通知，请执行。</p>"
    assert decode(text.encode("gb18030")) == (text, "gb18030")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "text/html; charset=gb2312")[0] == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(encoding: str) -> None:
    text = "<html><head><title>notice</title></head>" + TEXT
    assert decode(text.encode(encoding)) == (text, encoding)


def test_big5_by_evidence_only() -> None:
    assert decode(TRADITIONAL.encode("big5")) == (TRADITIONAL, "big5")
    assert decode((said("big5") + TRADITIONAL).encode("big5"))[1] == "big5"
    assert decode((said("big5") + TEXT).encode("gbk"))[1] == "gb18030"


def test_a_page_of_two_encodings_is_read_piece_by_piece() -> None:
    data = TEXT.encode() * 2 + TEXT.encode("gbk") * 2
    assert decode(data) == (TEXT * 4, MIXED)


def test_a_cut_page_loses_its_last_character_only() -> None:
    data = (TEXT * 5).encode()[:-9]
    text, name = decode(data)
    assert name == "utf-8"
    assert (TEXT * 5).startswith(text.rstrip("\ufffd"))


def test_words_that_are_utf8_by_chance() -> None:
    assert decode((said("gbk") + "联通").encode("gbk")) == (said("gbk") + "联通", "gb18030")
    assert decode("<p>naïve café".encode()) == ("<p>naïve café", "utf-8")


def test_a_script_s_charset_is_not_the_page_s() -> None:
    text = '<script charset="gb2312" src="a.js"></script>' + TEXT
    assert decode(text.encode()) == (text, "utf-8")


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "text/html; charset=utf-7", "text/html; charset=idna", "charset=;", "charset=big5"]),
)
def test_never_raises(data: bytes, header: str) -> None:
    text, name = decode(data, header)
    assert isinstance(text, str)
    assert name


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_utf8_comes_back(text: str) -> None:
    if not text.startswith("\ufeff") and "\x00" not in text and any(char >= "\u0800" for char in text):
        assert decode(text.encode())[0] == text
