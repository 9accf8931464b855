"""One spelling for one address: what makes two URLs the same page."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit, urlunsplit

from w3lib.url import canonicalize_url

# Added by share buttons and counters; no portal of the survey tells pages apart by them.
_TRACKING = ("utm_", "spm", "from=", "isappinstalled=")


def canonical(url: str) -> str:
    """The canonical form of a URL: http for https, no `www.`, no fragment, no default port, sorted query.

    It is a name, not an address to ask: many of these sites answer on one scheme only. A URL that cannot
    be parsed is its own canonical form.
    """
    try:
        parts = urlsplit(canonicalize_url(url.strip()))
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return url.strip()
    if parts.scheme not in ("http", "https"):
        return url.strip()
    query = "&".join(field for field in parts.query.split("&") if not field.startswith(_TRACKING))
    return urlunsplit(("http", host + port, parts.path or "/", query, ""))


def document_key(site: str, address: str) -> str:
    """A document's stable key: its site and 12 hexadecimal digits (48 bits) of its canonical URL's SHA-256.

    Among 100,000 documents of one site, two share a key with a probability of about 2 in 100,000.
    """
    return f"{site}:{hashlib.sha256(address.encode()).hexdigest()[:12]}"
