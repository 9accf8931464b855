"""One paragraph in pieces: sentences, notes of responsibility, remarks, stray marks (unit standard, section 3)."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.segmenting import furniture as is_a
from corpus.segmenting.sentences import sentences

_WORD = re.compile(r"[^\W_]")
_BRACKETS = "（(〔【["
_ENDS = "）)〕】]"


class Piece(NamedTuple):
    """text[start:end] of a paragraph; role is "unit", "responsible_note", "remark" or "stray_punctuation"."""

    start: int
    end: int
    role: str


def pieces(text: str, start: int = 0) -> list[Piece]:
    found: list[Piece] = []
    spans = sentences(text, start)
    for number, (first, last) in enumerate(spans):
        if text[last - 1] not in _ENDS and text[first] not in _BRACKETS:
            has_word = text[first].isalnum() or _WORD.search(text, first, last)
            found.append(Piece(first, last, "unit" if has_word else "stray_punctuation"))
            continue
        if number and text[first] in _BRACKETS and (note := is_a.leading_note(text[first:last])):
            found.append(Piece(first, first + note, "responsible_note"))
            first += note
            while first < last and text[first].isspace():
                first += 1
            if first == last:
                continue
        found += _sentence(text, first, last)
    return found


def _sentence(text: str, first: int, last: int) -> list[Piece]:
    """One sentence with the notes that close it."""
    notes: list[Piece] = []
    stop = last
    if text[last - 1] == "。" and text[first] in _BRACKETS and is_a.in_brackets(text[first : last - 1].rstrip()):
        stop = last - 1
    while stop > first and (at := is_a.trailing_note(text, first, stop)) >= 0:
        notes.append(Piece(at, stop, "responsible_note"))
        stop = at
        while stop > first and text[stop - 1].isspace():
            stop -= 1
    notes.reverse()
    if stop > first and notes:
        return [Piece(first, stop, _role(text[first:stop])), *notes]
    if notes:
        return [*notes, Piece(last - 1, last, "stray_punctuation")] if notes[-1].end < last else notes
    return [Piece(first, last, _role(text[first:last]))]


def _role(sentence: str) -> str:
    if not _WORD.search(sentence):
        return "stray_punctuation"
    if sentence[0] in _BRACKETS and is_a.is_remark(sentence):
        return "remark"
    return "unit"
