"""Printed labels (unit standard, section 2): their styles, their numbers, and what only looks like one."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple


class Style(IntEnum):
    """The styles of labels, highest rank first. A part (编, 篇, 部分) stands above chapters."""

    PART = 0
    SUBPART = 1
    CHAPTER = 2
    SECTION = 3
    COMMA_OVER_ARTICLE = 4
    """一、 in a text whose 条 begin below it: such a text divides its articles into 一、二、三"""
    ARTICLE = 5
    COMMA = 6
    """一、"""
    BRACKET = 7
    """（一）"""
    NUMBER = 8
    """1. 1． 1、"""
    DECIMAL = 9
    """1.1"""
    SUBDECIMAL = 10
    """1.1.1"""
    BRACKET_NUMBER = 11
    """（1）"""
    HALF_BRACKET = 12
    """1）"""
    CIRCLED = 13
    """①"""


class Label(NamedTuple):
    """A label as it is printed; start and end are offsets into its paragraph. `number` is 0 where none can be read.

    A doubtful label (`4,`, a bare `2`, the `2、` of 2、3年内) is one only where it continues its siblings' sequence.
    """

    style: Style
    number: int
    text: str
    start: int
    end: int
    doubtful: bool = False


_UNITS = {
    "编": Style.PART,
    "篇": Style.PART,
    "部分": Style.PART,
    "分编": Style.SUBPART,
    "章": Style.CHAPTER,
    "节": Style.SECTION,
    "条": Style.ARTICLE,
}
_CHINESE = "〇零一二三四五六七八九十百千"
_DIGITS = "0-9０-９"
# A number and a comma before the next number is a list of numbers (一、二年级; 1、2号楼), not a label.
_LABEL = re.compile(
    rf"""
      第\s{{0,2}}(?P<ordinal>[{_CHINESE}{_DIGITS}](?:\s?[{_CHINESE}{_DIGITS}]){{0,8}})\s{{0,2}}
        (?P<unit>分编|部分|编|篇|章|节|条)(?:之[{_CHINESE}]{{1,3}})?
        (?!第|的|所列|所称|规定的|款|项|、|至第|和第|与第|课)(?P<colon>\s?[：:])?
    | (?P<comma>[一二三四五六七八九十百]{{1,5}})\s?[、．.](?![二三四五六七八九十]{{1,3}}(?:[、级等类线期]|年级))
    | [（(]?\s?(?P<bracket>[一二三四五六七八九十百]{{1,5}})\s?[）)]\s?、?
    | (?P<subdecimal>[{_DIGITS}]{{1,2}}[.．][{_DIGITS}]{{1,2}}[.．][{_DIGITS}]{{1,2}})(?=\s{{1,4}}[^\s\d.．%％])
    | (?P<decimal>[{_DIGITS}]{{1,2}}[.．][{_DIGITS}]{{1,2}})(?=\s{{1,4}}[^\s\d.．%％])
    | (?P<number>[{_DIGITS}]{{1,3}})\s?[.．、](?:(?![{_DIGITS}.．])|(?=(?:19|20)\d\d年))
    | (?P<mangled>[{_DIGITS}]{{1,3}})[\ue000-\uf8ff]
    | [（(]\s?(?P<inner>[{_DIGITS}]{{1,3}})\s?[）)]\s?[、.．]?
    | (?P<half>[{_DIGITS}]{{1,3}})[）)]
    | (?P<circled>[①-⑳㉑-㉟㊱-㊿])[、.．]?
    | (?P<single>[⑴-⒇⒈-⒛㈠-㈩])[、.．]?
    """,
    re.VERBOSE,
)
_GROUPS = {
    "comma": Style.COMMA,
    "bracket": Style.BRACKET,
    "subdecimal": Style.SUBDECIMAL,
    "decimal": Style.DECIMAL,
    "number": Style.NUMBER,
    "mangled": Style.NUMBER,
    "inner": Style.BRACKET_NUMBER,
    "half": Style.HALF_BRACKET,
}
# What may follow a bare number that counts something: 3年内, 5个, 20%.
_DOUBTFUL = re.compile(
    rf"(?P<number>[{_DIGITS}]{{1,2}})(?:[,，]\s?(?=[^\s\d])|、(?=\d)|[.．](?=\d{{1,2}}月)|\s?(?=[\u4e00-\u9fff《“])"
    r"(?![年月日号时分秒点个名所项次家级类种条款章节倍万亿千百元届周天岁位批套门台期学课米克吨公平])(?!人次))"
)
_SEMICOLON = re.compile(r"[；;]\s{0,4}")
_FIRST = frozenset("第〇零一二三四五六七八九十百千（(0123456789０１２３４５６７８９") | frozenset(
    chr(code)
    for low, high in ((0x2460, 0x249B), (0x3220, 0x3229), (0x3251, 0x325F), (0x32B1, 0x32BF))
    for code in range(low, high + 1)
)


def label_at(text: str, start: int = 0) -> Label | None:
    """The label that stands at `start`, doubtful ones included; None where there is none."""
    if start >= len(text) or text[start] not in _FIRST:
        return None
    if found := _LABEL.match(text, start):
        kind = found.lastgroup or ""
        if found["unit"]:
            return _label(_UNITS[found["unit"]], number_of(found["ordinal"]), found)
        if kind == "circled":
            return _label(Style.CIRCLED, _circled(found["circled"]), found)
        if kind == "single":
            return _label(*_single(found["single"]), found)
        return _label(_GROUPS[kind], number_of(found[kind].replace("．", ".").rpartition(".")[2]), found)
    if found := _DOUBTFUL.match(text, start):
        return _label(Style.NUMBER, number_of(found["number"]), found, doubtful=True)
    return None


def is_article(label: str) -> bool:
    """Whether a printed label is a 条's: 第十条, 第十条之一."""
    return label.startswith("第") and "条" in label


def followed_in_its_paragraph(label: Label, text: str) -> bool:
    """Whether the label after this one stands inside the same paragraph, behind a semicolon."""
    wanted = Style.COMMA if label.style is Style.COMMA_OVER_ARTICLE else label.style
    for semicolon in _SEMICOLON.finditer(text, label.end):
        found = label_at(text, semicolon.end())
        if found and not found.doubtful and found.style is wanted and found.number == label.number + 1:
            return True
    return False


@lru_cache(maxsize=2048)
def number_of(numeral: str) -> int:
    """The value of 二十二, 第 1 0 2 or １２, up to 9999; 0 where the numeral makes no sense."""
    plain = "".join(numeral.split())
    if plain.isdecimal():
        return int(plain)
    total, digit = 0, 0
    for char in plain:
        if char in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        elif char.isdecimal():
            return 0
        else:
            digit = digit * 10 + max(0, "零一二三四五六七八九".find(char))
    return total + digit


def _label(style: Style, number: int, found: re.Match[str], *, doubtful: bool = False) -> Label:
    text = found.group().rstrip()
    return Label(style, number, text.rstrip("：: "), found.start(), found.start() + len(text), doubtful)


def _circled(char: str) -> int:
    code = ord(char)
    return code - 0x2460 + 1 if code < 0x3000 else code - 0x3251 + 21 if code < 0x3260 else code - 0x32B1 + 36


def _single(char: str) -> tuple[Style, int]:
    code = ord(char)
    if code >= 0x3220:
        return Style.BRACKET, code - 0x3220 + 1
    return (Style.NUMBER, code - 0x2488 + 1) if code >= 0x2488 else (Style.BRACKET_NUMBER, code - 0x2474 + 1)
