"""Strings that can be stored: what both databases and the archive take."""

from __future__ import annotations

import re
from urllib.parse import quote

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))


def storable(text: str) -> str:
    """The text without NUL (PostgreSQL has none) and without halves of surrogate pairs (UTF-8 has none)."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def one_line(text: str) -> str:
    """The text with no control character, a line break least of all, and no white space around it."""
    return _CONTROLS.sub(" ", storable(text)).strip()


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
