"""Where a report goes: a file of its own first, then the destinations that the environment names.

A destination is an Apprise URL (mailto://, dingtalk://, feishu://, wecombot://, json:// …) and holds a password or a
token. None is ever printed, logged or written: what is said of one is its service and its place in the list.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from storage.atomic import written_whole

VARIABLE = "CORPUS_REPORT_TO"
TIMEOUT = 60.0  # seconds for one destination, however slowly it answers
_NAME = re.compile(r"(\d{4}-\d\d-\d\dT)(\d\d)(\d\d)(\d\d)Z(?:-(\d{1,4}))?\.txt")


class DeliveryError(Exception):
    """No destination can be reached at all; the message is one line that says what to install."""


def write(folder: Path, now: str, text: str) -> Path:
    """Writes a report made at `now` (2026-11-24T05:36:12Z) into the folder, whole, and under a name of its own.

    Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = now.replace(":", "")
    path = folder / f"{stem}.txt"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.txt"
    with written_whole(path) as file:
        file.write(text.encode("utf-8", "backslashreplace"))
    return path


def last_written(folder: Path, without: str = "") -> tuple[str, str] | None:
    """When the newest report of the folder was made, and its text; None where there is none. Raises OSError.

    without: a line that it must not have.
    """
    named = [(name, path) for path in folder.glob("*.txt") if (name := _NAME.fullmatch(path.name))]
    for name, path in sorted(named, key=lambda each: (each[0].group(1, 2, 3, 4), int(each[0][5] or 1)), reverse=True):
        text = path.read_text(encoding="utf-8", errors="replace")
        if not without or without not in text.splitlines():
            return f"{name[1]}{name[2]}:{name[3]}:{name[4]}Z", text
    return None


def destinations(value: str) -> list[str]:
    """The destinations that a value of CORPUS_REPORT_TO names, parted by white space."""
    return value.split()


def services(urls: Sequence[str]) -> list[str]:
    """What may be shown of destinations: the service of each, or that it is none."""
    return [_service(_plugin(url)) for url in urls]


def send(title: str, text: str, urls: Sequence[str]) -> list[str]:
    """Sends a report to every destination; returns a line for each that did not take it.

    A destination that takes only so much gets the beginning. Raises DeliveryError where the extra is not installed.
    """
    failed = []
    with _nothing_logged():
        for number, url in enumerate(urls, 1):
            plugin = _plugin(url)
            place = f"destination {number} of {VARIABLE}"
            if plugin is None:
                failed.append(f"{place}: not a URL of a service that Apprise knows")
            elif not _sent(plugin, title, text):
                failed.append(f"{place} ({_service(plugin)}): the report could not be sent")
    return failed


def _sent(plugin: object, title: str, text: str) -> bool:
    from apprise import Apprise, NotifyBase, NotifyFormat, OverflowMode

    assert isinstance(plugin, NotifyBase)
    plugin.overflow_mode = OverflowMode.TRUNCATE
    sender = Apprise()
    sender.add(plugin)
    try:
        return bool(sender.notify(body=text, title=title, body_format=NotifyFormat.TEXT, timeout=TIMEOUT))
    except Exception:  # whatever a service's plugin does: its words may hold the URL
        return False


def _plugin(url: str) -> object | None:
    """The service of a URL, ready to be used; None where Apprise makes nothing of it. Raises DeliveryError."""
    try:
        from apprise import Apprise
    except ModuleNotFoundError as error:
        raise DeliveryError(f"{VARIABLE} needs {error.name}: pip install 'policy-corpus[reports]'") from None
    with _nothing_logged():
        return Apprise.instantiate(url)


def _service(plugin: object | None) -> str:
    return str(getattr(plugin, "service_name", None) or "unknown")


@contextmanager
def _nothing_logged() -> Iterator[None]:
    """No library logs: Apprise, requests and urllib3 write addresses with tokens in them."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
