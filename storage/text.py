"""Strings that can be stored: what both databases and the archive take."""

from __future__ import annotations

import re
from urllib.parse import quote

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))


def storable(text: str) -> str:
    """The text without control characters but tab and line feed, and without halves of surrogate pairs.

    PostgreSQL has no NUL, UTF-8 no halves, and a terminal that shows a title must not obey it.
    """
    return _NOT_TEXT.sub("", text).encode("utf-8", "replace").decode()


def one_line(text: str) -> str:
    """The text with no control character, a line break least of all, and no white space around it."""
    return storable(_CONTROLS.sub(" ", text)).strip()


def header_text(text: str) -> str:
    """One line of ASCII for an HTTP header; other bytes, as they were sent (latin-1) or in UTF-8, as %XX."""
    line = _CONTROLS.sub(" ", text).strip()
    if line.isascii():
        return line
    try:
        data = line.encode("latin-1")
    except UnicodeEncodeError:
        data = line.encode("utf-8", "replace")
    return quote(data, safe=_PRINTABLE)
