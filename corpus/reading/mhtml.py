"""A web page saved in one file (MHTML, RFC 2557), as Word and many an office system save as .doc: its page."""

from __future__ import annotations

import re
from email import message_from_bytes

from corpus.reading import ReadingError

_OPENS = re.compile(rb"\s{0,20}(?:MIME-Version:|Content-Type:\s{0,5}multipart/related)", re.I)
_RELATED = re.compile(rb"multipart/related", re.I)
_HEAD = 2_000  # bytes


def is_mhtml(data: bytes) -> bool:
    """Whether bytes open as a message whose parts belong together does."""
    return _OPENS.match(data) is not None and _RELATED.search(data, 0, _HEAD) is not None


def page_of(data: bytes) -> tuple[bytes, str]:
    """(the bytes of the first page, its content type). Raises ReadingError where there is none."""
    try:
        for part in message_from_bytes(data).walk():
            payload = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
            if isinstance(payload, bytes) and payload.strip():
                return payload, f"text/html; charset={part.get_content_charset('')}"
    except (RecursionError, ValueError, LookupError) as error:
        raise ReadingError("damaged: the page saved in one file cannot be taken apart") from error
    raise ReadingError("the page saved in one file has no HTML")
