"""Texts that a spreadsheet would run: it takes a cell that begins with one of these marks for a formula.

The list is that of OWASP (CSV Injection): = + - @, tab and line breaks, and the full-width forms.
"""

from __future__ import annotations

MARKS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_formula(text: str) -> bool:
    return text.startswith(MARKS)


def escaped(text: str) -> str:
    """The text behind an apostrophe where it is a formula; `unescaped` gives it back whatever it was."""
    return f"'{text}" if is_formula(text.lstrip("'")) else text


def unescaped(text: str) -> str:
    return text[1:] if text.startswith("'") and is_formula(text.lstrip("'")) else text
