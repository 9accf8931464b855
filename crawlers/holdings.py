"""What the archive holds of a site already: its documents, the answers that can stand for an unchanged one, the bodies
that need not be stored twice. Nothing is relied on that cannot be read any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, and_, bindparam, func, or_, select

from crawlers.patience import patient
from storage.archive import Archive, ArchiveError, Position
from storage.history import GONE, ROLES
from storage.models import Snapshot

PARTS = ("continuation", "attachment")  # the roles of what belongs to a document beside its page
# Records with the same body that are tried before it is stored anew: the first is damaged, so its revisits are too.
MAX_COPIES = 20
_MAX_VALIDATOR = 512  # characters of an ETag that are sent back

# Made once: they are asked for every request, and making them takes longer than the answer. The site is compared as
# an expression, or SQLite would take the index that begins with it, and look at every row of the site.
_SAME_REQUEST = (
    select(Snapshot.__table__)
    .where(
        Snapshot.site == bindparam("site"),
        Snapshot.role == bindparam("role"),
        Snapshot.address == bindparam("address"),
        Snapshot.url == bindparam("url"),
        Snapshot.status == 200,
        Snapshot.blocked == "",
        Snapshot.size > 0,
    )
    .order_by(Snapshot.id.desc())
    .limit(1)
)
SAME_BODY = (
    select(Snapshot.file, Snapshot.offset, Snapshot.length)
    .where(Snapshot.sha256 == bindparam("sha256"), Snapshot.site + "" == bindparam("site"))
    .order_by(Snapshot.file, Snapshot.offset)
    .limit(MAX_COPIES)
)


@dataclass(frozen=True, slots=True)
class StoredPage:
    url: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Held:
    """A good answer to exactly the same request, and what its server gave to ask whether it still stands."""

    etag: str
    last_modified: str
    content_type: str
    body: bytes
    position: Position


class Holdings:
    """Questions about one site. They are about rows: what waits to be written is not seen."""

    def __init__(self, engine: Engine, root: Path, site: str) -> None:
        self._engine, self._archive, self._site = engine, Archive(root), site

    @patient
    def asked(self, addresses: Collection[str]) -> set[str]:
        """Which of these canonical URLs answered before as documents, well or not. A block page is no answer."""
        answered = select(Snapshot.address).where(
            Snapshot.site == self._site,
            Snapshot.role.in_(ROLES),
            Snapshot.address.in_(addresses),
            Snapshot.blocked == "",
        )
        with self._engine.connect() as connection:
            return set(connection.scalars(answered))

    @patient
    def lacking(self, addresses: Collection[str], role: str) -> set[str]:
        """Which of these have no good answer of a role: an error, a block page or an empty body is none."""
        stored = self._good(Snapshot.address).where(Snapshot.role == role, Snapshot.address.in_(addresses))
        with self._engine.connect() as connection:
            return set(addresses) - set(connection.scalars(stored))

    @patient
    def met(self, address: str, role: str, run: str) -> bool:
        """Whether another run than this one found something at an address, or was told that nothing is there."""
        told = or_(
            Snapshot.role == "soft_404",
            and_(
                Snapshot.role == role, or_(Snapshot.status.in_(GONE), and_(Snapshot.status == 200, Snapshot.size > 0))
            ),
        )
        earlier = select(Snapshot.id).where(
            Snapshot.site == self._site,
            Snapshot.role.in_((role, "soft_404")),
            Snapshot.address == address,
            Snapshot.blocked == "",
            Snapshot.run != run,
            told,
        )
        with self._engine.connect() as connection:
            return connection.scalar(earlier.limit(1)) is not None

    @patient
    def page(self, address: str, role: str = "page") -> StoredPage | None:
        """The newest good page of a canonical URL; None where its bytes cannot be read (`corpus build` says why)."""
        columns = (Snapshot.url, Snapshot.content_type, Snapshot.file, Snapshot.offset)
        newest = self._good(*columns).where(Snapshot.role == role, Snapshot.address == address)
        with self._engine.connect() as connection:
            found = connection.execute(newest.order_by(Snapshot.id.desc()).limit(1)).first()
        if found is None:
            return None
        try:
            body = self._archive.body(found.file, found.offset)
        except ArchiveError:
            return None
        return StoredPage(found.url, found.content_type, body)

    @patient
    def held(self, url: str, address: str, role: str) -> Held | None:
        """The newest good answer of a URL, if its server said by what it can be asked about and its body is sound."""
        if self._was_empty:
            return None
        asked = {"site": self._site, "role": role, "address": address, "url": url}
        with self._engine.connect() as connection:
            found = connection.execute(_SAME_REQUEST, asked).first()
        if found is None:
            return None
        etag, last_modified = map(_sendable, (found.etag, found.last_modified))
        copy = self._copy(found.sha256) if etag or last_modified else None
        return Held(etag, last_modified, found.content_type, *copy) if copy else None

    @cached_property
    def _was_empty(self) -> bool:
        """Whether the site had nothing when this was first asked: then its first crawl need not look, page by page."""
        with self._engine.connect() as connection:
            return connection.scalar(self._good(Snapshot.id).limit(1)) is None

    @patient
    def copy(self, sha256: str) -> Position | None:
        """The site's first record with a body, if there is one that still reads: it is no revisit, unless the first
        was damaged. Other sites' records are left alone: a site's folder can be read without the others.
        """
        copy = self._copy(sha256)
        return copy[1] if copy else None

    def _copy(self, sha256: str) -> tuple[bytes, Position] | None:
        with self._engine.connect() as connection:
            found = connection.execute(SAME_BODY, {"sha256": sha256, "site": self._site}).all()
        for row in found:
            body = self._sound(row.file, row.offset, sha256)
            if body is not None:
                return body, Position(*row)
        return None

    @patient
    def size(self) -> int:
        """Bytes of the documents and their files, each as large as it ever was."""
        each = (
            self._good(func.max(Snapshot.size).label("size"))
            .where(Snapshot.role.in_(("page", *PARTS)))
            .group_by(Snapshot.role, Snapshot.address)
            .subquery()
        )
        with self._engine.connect() as connection:
            return int(connection.scalar(select(func.sum(each.c.size))) or 0)  # PostgreSQL sums to a Decimal

    @patient
    def addresses(self) -> set[str]:
        """Those of the documents, files and further pages that there is a good answer of."""
        stored = self._good(Snapshot.address).where(Snapshot.role.in_(("page", *PARTS)))
        with self._engine.connect() as connection:
            return set(connection.scalars(stored.distinct()))

    def _sound(self, file: str, offset: int, sha256: str) -> bytes | None:
        """The body of a record; None where it cannot be read, or is not what it was."""
        try:
            body = self._archive.body(file, offset)
        except ArchiveError:
            return None
        return body if hashlib.sha256(body).hexdigest() == sha256 else None

    def _good(self, *columns: Any) -> Select[Any]:
        """A question about the site's good answers."""
        return select(*columns).where(
            Snapshot.site == self._site, Snapshot.status == 200, Snapshot.blocked == "", Snapshot.size > 0
        )


def _sendable(validator: str) -> str:
    """A validator as it may stand in a request's header; empty where it may not."""
    return validator if validator.isascii() and validator.isprintable() and len(validator) <= _MAX_VALIDATOR else ""
