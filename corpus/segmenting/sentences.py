"""Where a unit ends (unit standard, section 3): marks, pairs, closing marks."""

from __future__ import annotations

import re

FINAL = "。！？!?；;：:"
CLOSING = "”’）)》〉〕】］」』"
_PLAIN_FINAL = "。！？!?；：:"
_OPENED_BY = {"”": "“", "’": "‘", "）": "（", "》": "《", "〕": "〔", "】": "【"}
_HALF_WIDTH = {"(": "（", ")": "）"}
_PAIRS = "“”‘’（）()《》〔〕【】〉］」』"
_PLAIN = rf"[^。！？!?…⋯{_PAIRS}]++"
_FLAT_PAIRS = "|".join(
    rf"{re.escape(left)}[^{_PAIRS}]*+(?<![。！？!?]){re.escape(right)}"
    for left, right in ("“”", "‘’", "（）", "()", "《》", "〔〕", "【】")
)
# A sentence as most are: 。 at its end with no mark behind it, pairs without pairs inside or a stop at their end.
# Every quantifier is possessive: no way back, so no way to run away.
_FLAT = re.compile(rf"\s*+((?:{_PLAIN}|{_FLAT_PAIRS})*+(?:[。！？](?![。！？!?{CLOSING}])|\Z))")
_TOKEN = re.compile(r"[。！？!?“”‘’（）()《》〔〕【】〉］」』]|[…⋯]{2,}")
_CONTINUES = re.compile(r"\s{0,4}(?:的|等|之|这一|和|与|[、，；：,;:])")
_CONTINUES_ELLIPSIS = frozenset(CLOSING) | frozenset("，；：、,;:的等之")
_ENTITY_END = re.compile(r"&#?[0-9A-Za-z]{1,10};$")
_ENTITY = re.compile(r"&#?[0-9A-Za-z]{1,10};")


def sentences(text: str, start: int = 0) -> list[tuple[int, int]]:
    """The sentences of one paragraph from `start` on, as (start, end) without white space at their edges."""
    spans: list[tuple[int, int]] = []
    end, size = start, len(text)
    while end < size:
        found = _FLAT.match(text, end)
        if found is None:
            return _spans(text, start, _cuts(text, start))
        first, end = found.span(1)
        if first < end:
            spans.append((first, end))
    if spans and text[-1].isspace():
        spans[-1] = (spans[-1][0], len(text.rstrip()))
    return spans


def _cuts(text: str, start: int) -> list[int]:
    """Where the sentences of a paragraph end that has nested or unclosed pairs, or marks upon marks."""
    tokens = list(_TOKEN.finditer(text, start))
    paired = _pairs(tokens)
    cuts: list[int] = []
    depth, index = 0, 0
    while index < len(tokens):
        token = tokens[index]
        char = token.group()
        index += 1
        if char[0] in "…⋯":
            if depth == 0 and _starts_sentence(text, token.end()):
                cuts.append(token.end())
        elif char in "。！？!?":
            if char in "!?" and _inside_word(text, token.start()):
                continue
            end, closed = token.end(), False
            while (
                index < len(tokens)
                and tokens[index].start() == end
                and tokens[index].group()[0] in "。！？!?" + CLOSING
            ):
                closed = tokens[index].group() in CLOSING
                depth -= closed and index in paired
                end = tokens[index].end()
                index += 1
            if depth == 0 and not (closed and _CONTINUES.match(text, end)):
                cuts.append(end)
        elif index - 1 in paired:
            depth += -1 if char in CLOSING else 1
    return [*cuts, len(text)]


def final_mark(text: str) -> str:
    """The mark a paragraph ends in, behind its closing marks: 。 ！ ？ ； ： or …; empty where it has none."""
    last = text[-1:]
    if last and last in _PLAIN_FINAL:
        return last
    if last == ";" and _ENTITY_END.search(text[-14:]):
        return ""
    bare = text.rstrip(CLOSING)
    if not bare:
        return ""
    if bare[-1] in FINAL:
        return bare[-1]
    return "…" if bare.endswith(("……", "⋯⋯")) else ""


def printed_length(text: str) -> int:
    """How long a title is to the eye: no white space, no final mark, an HTML entity as one character."""
    shown = "".join((_ENTITY.sub("x", text) if "&" in text else text).split())
    return len(shown.rstrip("。！？!?；;：:"))


def _pairs(tokens: list[re.Match[str]]) -> set[int]:
    """The tokens that open or close a pair that is closed; of two openings the later one takes the closing."""
    opened: dict[str, list[int]] = {}
    paired: set[int] = set()
    for index, token in enumerate(tokens):
        char = _HALF_WIDTH.get(token.group(), token.group())
        if char in _OPENED_BY:
            if waiting := opened.get(_OPENED_BY[char]):
                paired.update((waiting.pop(), index))
        elif char in "“‘（《〔【":
            opened.setdefault(char, []).append(index)
    return paired


def _starts_sentence(text: str, end: int) -> bool:
    return end < len(text) and text[end] not in _CONTINUES_ELLIPSIS and text[end] not in "。！？!?"


def _inside_word(text: str, at: int) -> bool:
    """A half-width mark with a letter or digit right behind it belongs to an address (…/page?id=3)."""
    return at + 1 < len(text) and text[at + 1].isascii() and text[at + 1].isalnum()


def _spans(text: str, start: int, cuts: list[int]) -> list[tuple[int, int]]:
    spans = []
    for end in cuts:
        right = end
        while right > start and text[right - 1].isspace():
            right -= 1
        while start < right and text[start].isspace():
            start += 1
        if start < right:
            spans.append((start, right))
        start = end
    return spans
