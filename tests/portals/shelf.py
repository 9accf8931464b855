"""Hands a site's columns their documents, each at its address in the site's own pattern."""

from __future__ import annotations

import hashlib
import math
import re
import uuid
from collections.abc import Callable, Sequence

from tests.portals.column import Entry, Repeating
from tests.portals.documents import Author, Document

TRS = "{ym}/t{ymd}_{id}.html"
Fate = Callable[[Entry], Entry | None]
GAZETTE = re.compile("gongbao|zfgb")


class Shelf:
    """`pattern` is what a site's article addresses look like below their column (families.md, article URLs).

    Fields: y, m, d (without zeros), ym, ymd, md (09-13), id (seven digits), id3, id6 (id without its last three or six
    digits), id19, hex (32 digits), uuid.

    fate: what a list shows of a document that it has: itself, another state or place of it, or nothing (`days`).
    planted: documents of others, spread over the columns, `share` of each (0 to 1) being theirs; in_gazette: those that
    come first where a gazette is published.
    """

    def __init__(
        self,
        author: Author,
        pattern: str,
        serial: int,
        *,
        empty: bool = False,
        repeating: bool = False,
        fate: Fate = lambda entry: entry,
        planted: Sequence[Document] = (),
        in_gazette: Sequence[Document] = (),
        share: float = 1,
    ) -> None:
        self._author, self._pattern, self._serial = author, pattern, serial
        self._planted, self._in_gazette = list(planted), list(in_gazette)
        self._share, self._due, self._fate = share, 0.0, fate
        self._empty, self._kind = empty, Repeating if repeating else tuple[Entry, ...]
        self.taken: list[Entry] = []

    def take(self, count: int, under: str, pattern: str = "") -> tuple[Entry, ...]:
        """The next documents, published below an address that ends in a slash."""
        documents = self._documents(0 if self._empty else count, under)
        published = [self._entry(document, under, pattern or self._pattern) for document in documents]
        entries = [entry for each in published if (entry := self._fate(each)) is not None]
        self.taken += entries
        return self._kind(entries)

    def _documents(self, count: int, under: str) -> list[Document]:
        """The next documents, the newest first, as lists show them."""
        if GAZETTE.search(under):
            waiting, room = self._in_gazette, count
        else:
            self._due += count * self._share
            waiting, room = self._planted, min(count, math.ceil(self._due))
        planted, waiting[:] = waiting[:room], waiting[room:]
        self._due -= 0 if waiting is self._in_gazette else len(planted)
        written = [self._author.write() for _ in range(count - len(planted))]
        return sorted([*planted, *written], key=lambda document: document.published, reverse=True)

    def strangers(self, count: int, under: str) -> tuple[Entry, ...]:
        """Documents on a host that is not the site's: listed here, and not to be fetched."""
        return () if self._empty else tuple(self._entry(self._author.write(), under, TRS) for _ in range(count))

    def again(self, count: int = 2) -> list[Entry]:
        """Documents that an earlier column has already: gazettes and aggregates list them again."""
        return self.taken[:count]

    def _entry(self, document: Document, under: str, pattern: str) -> Entry:
        self._serial += 1
        day = document.published
        digest = hashlib.md5(f"{document.key}".encode(), usedforsecurity=False).hexdigest()
        address = pattern.format(
            y=day.year,
            m=day.month,
            d=day.day,
            ym=f"{day:%Y%m}",
            ymd=f"{day:%Y%m%d}",
            md=f"{day:%m-%d}",
            id=self._serial,
            id3=self._serial // 1000,
            id6=self._serial // 1_000_000,
            id19=str(self._serial).rjust(19, "2"),
            hex=digest,
            uuid=uuid.UUID(digest),
        )
        return Entry(under + address, document, str(self._serial))
