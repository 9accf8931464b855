"""From bytes to plain text and sound addresses: what every source does first and last.

All bounds on what a list page may hold are here. Nothing here raises on hostile input.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Mapping
from itertools import pairwise
from urllib.parse import parse_qs, parse_qsl, urljoin, urlsplit

MAX_BYTES = 32 * 1024 * 1024
MAX_ROWS = 20_000
MAX_ADDRESS = 2048
MAX_TITLE = 2000

_CHARSET = re.compile(rb"charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_-]{2,20})")
_META = re.compile(rb"<meta\b[^>]{0,300}>", re.IGNORECASE)
# Only markup that sites put into titles: 《印发<办法>的通知》 must keep its brackets.
_TAG = re.compile(r"</?(?:a|b|br|div|em|font|i|mark|p|span|strong|sub|sup|u)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)
_CHINESE = "\u2e80"  # from here on
_SPACE = re.compile(r"\s+")


def decode(body: bytes, headers: Mapping[str, str] | None = None) -> str:
    """The text of an answer: UTF-8 where the bytes are, else GB 18030 where header or meta say so or UTF-8 fits badly.

    A page in UTF-8 cut in the middle of a character stays UTF-8. A `charset` on any element but meta
    means nothing. Other charsets are not in the evidence.
    """
    try:
        return body.decode("utf-8-sig")
    except UnicodeError:
        text = body.decode("utf-8", "replace")
    named = _CHARSET.findall((headers or {}).get("content-type", "").encode("ascii", "ignore"))
    named += [name for meta in _META.findall(body[:4096]) for name in _CHARSET.findall(meta)]
    fits = text.count("\ufffd") * 100 <= len(text)
    if any(name.lower().startswith(b"gb") for name in named) or not fits:
        return body.decode("gb18030", "replace")
    return text


def tidy(text: str) -> str:
    """One line: white space folded, control and invisible format characters (zero-width and the like) taken out."""
    line = _SPACE.sub(" ", text[: 10 * MAX_TITLE])
    if not line.isprintable():
        line = "".join(char for char in line if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs"))
    return line.strip()[:MAX_TITLE]


def unwrapped(text: str) -> str:
    """A text without its source's line feeds: beside a Chinese character they are no blank that anybody meant."""
    parts = [part for line in text.split("\n") if (part := line.strip(" \t\r"))]
    joined = parts[:1]
    for before, after in pairwise(parts):
        joined.append(after if before[-1] >= _CHINESE or after[0] >= _CHINESE else f" {after}")
    return "".join(joined)


def plain(markup: str) -> str:
    """A title as a person reads it: highlight and line-break tags taken out, entities resolved, one line."""
    return tidy(html.unescape(_TAG.sub("", markup[: 10 * MAX_TITLE])))


def absolute(base: str, address: str) -> str:
    """The http(s) address that `address` means on a page at `base`; empty where it means none.

    Hanweb's search wraps addresses in a counter, visit/link.do?url=…: these are unwrapped.
    """
    address = "".join(char for char in address.strip() if char >= " " and char != "\x7f")
    if not address or address.startswith("#") or len(address) > MAX_ADDRESS:
        return ""
    try:
        joined = urljoin(base, address)
        parts = urlsplit(joined)
        if parts.path.endswith("visit/link.do"):
            joined = parse_qs(parts.query, max_num_fields=50).get("url", [""])[0]
            parts = urlsplit(joined)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or len(joined) > MAX_ADDRESS or tidy(joined) != joined:
        return ""
    return joined


def onward(base: str, address: str) -> str:
    """As `absolute`, for an address that is to be asked next: on the page's own host, and not the page itself."""
    url = absolute(base, address)
    return url if url and url != base and urlsplit(url).hostname == urlsplit(base).hostname else ""


def parameters(url: str) -> dict[str, str]:
    """The query of an address, empty values kept; nothing where it has too many to be honest, or is no address."""
    try:
        return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True, max_num_fields=200))
    except ValueError:
        return {}


def unwrapped_base64(text: str) -> str:
    """The text that a base64 string hides (a pager that the page decodes with window.atob); empty where it is none."""
    packed = "".join(text.split())
    if len(packed) < 16 or len(packed) > 100_000:
        return ""
    try:
        return base64.b64decode(packed, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
