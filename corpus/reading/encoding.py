"""Bytes to text, by what the bytes are and not by what a header or a meta tag says they are.

The order of evidence: a byte order mark; bytes that are valid UTF-8 (which no other text of any length
is by chance); UTF-16 by its zero bytes; and then what Chinese pages are otherwise, gb18030 (gb2312 and gbk
are parts of it) or Big5, told apart by how much of the outcome is everyday Chinese. A declaration only
settles what the bytes leave open. A page pasted together from two encodings is decoded piece by piece.
"""

from __future__ import annotations

import codecs
import re

MIXED = "utf-8+gb18030"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_META = re.compile(rb"<meta\b[^>]{0,300}?charset\s{0,4}=\s{0,4}[\"']?\s{0,4}([\w.:-]{2,20})", re.I)
_XML = re.compile(rb"^\s{0,20}<\?xml\b[^>]{0,100}?encoding\s{0,4}=\s{0,4}[\"']([\w.:-]{2,20})", re.I)
_HEADER = re.compile(r"charset\s{0,4}=\s{0,4}[\"']?\s{0,4}([\w.:-]{2,20})", re.I)
_WIDE = re.compile(rb"[\xe0-\xf4]")  # the first byte of a UTF-8 character from U+0800 on
_GB = frozenset({"gb2312", "gbk", "gb18030", "hz", "euc_cn"})
_BIG5 = frozenset({"big5", "big5hkscs", "cp950"})
# Between these bytes lies whole text in UTF-8, gb18030 and Big5 alike: none of them is part of a longer character.
_PIECES = re.compile(rb"[<>\n\r\"]")
# Everyday marks and characters of running Chinese, simplified and traditional: a right decoding is full of them.
_EVERYDAY = frozenset(
    "的，。、一是在不了有和人中大为上个国以要会年月日工作发展关于通知政府实行部法第条這個國為與會發關實條，：；《》"
)
_PROBE = 20_000


def decode(data: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of some bytes, and the name of the encoding used (`MIXED` for a page of both kinds).

    content_type: the HTTP header as sent, or empty. Never raises: bytes that no reading explains become U+FFFD.
    A byte order mark is no part of the text.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, "replace"), name
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        if wide := _utf16(data):
            return data.decode(wide, "replace"), wide
        return _eastern(data, _declared(data, content_type))
    if text.isascii() and (wide := _utf16(data)):
        return data.decode(wide, "replace"), wide
    if text.isascii() or _WIDE.search(data):
        return text, "utf-8"
    return _by_chance(data, _declared(data, content_type)) or (text, "utf-8")


def _declared(data: bytes, content_type: str) -> str:
    """The encoding that the page (or else its header) declares, by Python's name; empty where it is none we know."""
    head = data[:4096]
    found = _META.search(head) or _XML.search(head)
    name = found[1].decode("ascii", "ignore") if found else ""
    if not name and (header := _HEADER.search(content_type[:500])):
        name = header[1]
    try:
        return codecs.lookup(name).name if name and b"a".decode(name, "replace") else ""
    except (LookupError, ValueError):  # unknown, or a codec that makes no text of a page (hex, idna)
        return ""


def _by_chance(data: bytes, declared: str) -> tuple[str, str] | None:
    """GBK words that are valid UTF-8 by chance (联通 is the classic): GBK is declared, no character reaches U+0800."""
    if declared not in _GB:
        return None
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError:
        return None


def _utf16(data: bytes) -> str:
    """UTF-16 without a mark: markup is ASCII, so every other byte of it is zero."""
    probe = data[:_PROBE]
    even, odd = probe[0::2].count(0), probe[1::2].count(0)
    if max(even, odd) < len(probe) // 8 or min(even, odd) * 4 > max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _eastern(data: bytes, declared: str) -> tuple[str, str]:
    """Text that is no UTF-8: gb18030, Big5, a mixture, or the declared encoding of some other language."""
    pieces = [piece for piece in _PIECES.split(data) if not piece.isascii()]
    utf8 = sum(len(piece) for piece in pieces if _is_utf8(piece))
    if utf8 * 50 > sum(map(len, pieces)):
        text = _mixed(data)
        return text, "utf-8" if text == data.decode("utf-8", "replace") else MIXED
    chinese = data.decode("gb18030", "replace")
    if declared not in _GB:
        other = declared if declared not in {"", "utf-8", "ascii"} else "big5hkscs"
        rival = data.decode("big5hkscs" if other in _BIG5 else other, "replace")
        wanted = 1.0 if declared == other else 2.0
        if _everyday(rival) > wanted * _everyday(chinese) or (declared == other and _everyday(chinese) < 0.02):
            return rival, "big5" if other in _BIG5 or other == "big5hkscs" else other
    return chinese, "gb18030"


def _is_utf8(piece: bytes) -> bool:
    """Whether a piece is UTF-8 beyond chance: valid, and with a character of three bytes."""
    try:
        return any(char >= "\u0800" for char in piece.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _mixed(data: bytes) -> str:
    """Each piece between two marks of markup by its own bytes."""
    text = []
    start = 0
    for mark in [*_PIECES.finditer(data), None]:
        piece = data[start : mark.start() if mark else len(data)]
        text.append(piece.decode("utf-8" if piece.isascii() or _mostly_utf8(piece) else "gb18030", "replace"))
        if mark:
            text.append(mark[0].decode("ascii"))
            start = mark.end()
    return "".join(text)


def _mostly_utf8(piece: bytes) -> bool:
    """Whether UTF-8 explains a piece better than gb18030 does (one cut character at its end does not change that)."""
    return piece.decode("utf-8", "replace").count("\ufffd") <= piece.decode("gb18030", "replace").count("\ufffd")


def _everyday(text: str) -> float:
    """The share of everyday characters among those that are not ASCII, in the first stretch of a text."""
    foreign = [char for char in text[: 4 * _PROBE] if char > "\x7f"]
    return sum(char in _EVERYDAY for char in foreign) / len(foreign) if foreign else 0.0
