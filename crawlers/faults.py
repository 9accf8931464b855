"""Why a request has no answer, in words that a person can act on."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)

from storage.archive import MAX_BODY

TOO_LARGE = f"the body is larger than {MAX_BODY // 2**20} MiB"

refused: dict[str, str] = {}  # hosts that look-ups found inside a private network, and what to say of them


def in_words(error: BaseException, request: Request) -> str:
    """One line on what Scrapy or one of our middlewares raised for a request."""
    said = " ".join(str(error).split())
    match error:
        case DownloadTimeoutError():
            seconds = re.search(r"longer than ([\d.]{1,20}) s", said)
            return f"no whole answer within {float(seconds[1]):g} s" if seconds else "no whole answer in time"
        case ResponseDataLossError():
            return "the connection ended before the whole body had come"
        case DownloadCancelledError():
            return TOO_LARGE
        case DownloadConnectionRefusedError():
            return "the connection was refused"
        case CannotResolveHostError():
            host = urlsplit(request.url).hostname or ""
            return refused.get(host, f"the name {host} cannot be resolved")
        case DownloadFailedError():
            return f"the connection failed: {_innermost(error)}"
    if said == "max redirections reached":
        return "redirected too often, in a circle perhaps"
    return said or type(error).__name__


def _innermost(error: BaseException) -> str:
    """What Twisted said of a connection that broke, without the wrapping of wrappings."""
    reasons: list[Any] = getattr(error.__cause__, "reasons", None) or []
    return " ".join((reasons[0].getErrorMessage() if reasons else str(error)).split())
