"""Which versions of documents are stored, and which of them want composing: what a build has to do.

A version is a document's page and the files that belonged to it, as they stood together. Nothing here reads a body.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from corpus.composing import Carrier, Task, digest
from corpus.reading.carrier import READERS
from corpus.segment import SEGMENTER
from storage.address import document_key
from storage.models import Document, Edition, Snapshot

CHUNK = 200  # documents looked up at a time: what bounds memory
_OTHERS = ("continuation", "attachment")  # the roles of what belongs to a document beside its page


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list said of a document, for where its page says nothing."""

    title: str
    doc_number: str
    published_on: date | None


@dataclass(frozen=True, slots=True)
class Shown:
    """The answer that shows something of a document: its page, or a file that had changed while the page stayed."""

    snapshot_id: int
    run: str
    fetched_at: str


def shown(row: Any) -> Shown:
    """What a row of `snapshots` shows."""
    return Shown(row.id, row.run, row.fetched_at)


@dataclass(frozen=True, slots=True)
class Version:
    """again: an edition was made of this version before, by other readers perhaps, or with fewer of its files."""

    task: Task
    listed: Listed
    shown: Shown
    again: bool = False


def first_pages(engine: Engine, sites: Collection[str]) -> array[int]:
    """The id of each document's first good page, in order."""
    first = select(func.min(Snapshot.id)).where(*_good_pages()).group_by(Snapshot.site, Snapshot.address)
    if sites:
        first = first.where(Snapshot.site.in_(sites))
    with engine.connect() as connection:
        return array("q", sorted(connection.scalars(first)))


def wanted(engine: Engine, archive: Path, first_ids: Sequence[int]) -> Iterator[list[Version]]:
    """Of each document the versions that want composing, oldest first; an empty list where none does.

    They are those stored after the one that was built last. Where that one is not among them (a reader or a file of it
    is another now), what its newest edition was made of is read again first, so that each version is compared with
    the one before as the same readers read it.
    """
    for start in range(0, len(first_ids), CHUNK):
        with engine.connect() as connection:
            chunk = list(_look_up(connection, archive, first_ids[start : start + CHUNK]))
            keys = [versions[-1].task.key for versions in chunk]
            newest = select(Document.key, Edition.shown_by, Edition.sources_sha256).join(Edition)
            rows = connection.execute(newest.where(Document.key.in_(keys)).order_by(Edition.ordinal))
            built = {row.key: row for row in rows}
        for versions in chunk:
            yield _since(versions, built.get(versions[-1].task.key))


def _since(versions: list[Version], built: Any) -> list[Version]:
    """The versions after the one that the document's newest edition was last made of; all where there is none."""
    if built is None:
        return versions
    began = [version.shown.snapshot_id for version in versions]
    if built.shown_by not in began:
        return [replace(versions[-1], again=True)]
    last = began.index(built.shown_by)
    if sources_sha256(versions[last].task) == built.sources_sha256:
        return versions[last + 1 :]
    return [replace(versions[last], again=True), *versions[last + 1 :]]


def _good_pages() -> Any:
    return (Snapshot.role == "page", Snapshot.status == 200, Snapshot.blocked == "")


def _look_up(connection: Connection, archive: Path, first_ids: Sequence[int]) -> Iterator[list[Version]]:
    """Of each document of a chunk its versions, oldest first."""
    identity = select(Snapshot.site, Snapshot.address).where(Snapshot.id.in_(first_ids)).order_by(Snapshot.id)
    documents = [(site, address) for site, address in connection.execute(identity)]
    addresses = {address for _, address in documents}
    good_others = (Snapshot.role.in_(_OTHERS), Snapshot.status == 200, Snapshot.blocked == "")
    stored: dict[tuple[str, str], list[Any]] = {document: [] for document in documents}
    for row in connection.execute(_oldest_first().where(*_good_pages(), Snapshot.address.in_(addresses))):
        stored.get((row.site, row.address), []).append(row)
    for row in connection.execute(_oldest_first().where(*good_others, Snapshot.parent.in_(addresses))):
        stored.get((row.site, row.parent), []).append(row)
    for (site, address), rows in stored.items():
        rows.sort(key=lambda row: (row.fetched_at, row.id))
        versions = list(_versions(rows))
        yield [
            Version(
                Task(
                    archive=str(archive),
                    site=site,
                    key=document_key(site, address),
                    page=_carrier(page),
                    others=tuple(map(_carrier, others)),
                    listed_title=page.listed_title,
                    newest=number == len(versions),
                ),
                Listed(page.listed_title, page.listed_number, page.listed_on),
                shown(first),
            )
            for number, (page, others, first) in enumerate(versions, 1)
        ]


def _versions(rows: Sequence[Any]) -> Iterator[tuple[Any, list[Any], Any]]:
    """The versions of a document, oldest first: its page and what belongs to it, as they stood together, and the row
    that showed it first.

    rows: the good answers of its page, its further pages and its attachments, oldest first. Another page begins a
    version, and so does another of those where the page stayed; what the same run fetched after the page goes with
    it. The same bytes again are nothing new, and what was not there yet completes the version it comes to.
    """
    page: Any = None
    began: Any = None  # the row that showed the version first
    others: dict[str, Any] = {}
    for row in rows:
        is_page = row.role == "page"
        before = page if is_page else others.get(row.address)
        if before is not None and before.sha256 == row.sha256:
            continue
        if page is not None and before is not None and (is_page or row.run != began.run):
            yield page, list(others.values()), began
            began = row
        if is_page:
            page, began = row, row
        else:
            others[row.address] = row
    if page is not None:
        yield page, list(others.values()), began


def _oldest_first() -> Any:
    return select(Snapshot.__table__).order_by(Snapshot.fetched_at, Snapshot.id)


def _carrier(row: Any) -> Carrier:
    return Carrier(row.id, row.file, row.offset, row.url, row.address, row.content_type, row.sha256, row.fetched_at)


def sources_sha256(task: Task) -> str:
    """What an edition depends on: its carriers' bytes, and the versions of what reads them."""
    carriers = (task.page, *task.others)
    return digest([READERS, SEGMENTER, *(carrier.sha256 for carrier in carriers)])
