"""From the archive to documents, editions, parts and units: offline, incremental, one transaction a document.

A build indexes what the archive holds and the tables do not, then takes the versions of each document that were
stored since it was last built, oldest first, has them read and numbered, and writes the result. Same archive, same
editions, whether it was built after every crawl or once: documents are taken in the order in which they were first
stored, and nothing here asks a clock.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, func, insert, select, update

from corpus.composing import Carrier, Composed, Task, compose, digest
from corpus.numbering import stands, store_units
from corpus.reading import Reading
from corpus.reading.carrier import READERS
from corpus.reading.child import Children
from corpus.relating import relate
from corpus.segment import SEGMENTER, Segmentation
from crawlers.notation import date_in_url
from crawlers.recording import register, site_of
from crawlers.sites import SITES
from storage.address import document_key
from storage.archive import Archive
from storage.failures import clear, fail
from storage.models import Document, Edition, Part, Snapshot
from storage.snapshots import index

CHUNK = 200  # documents looked up at a time: what bounds memory
_OTHERS = ("continuation", "attachment")  # the roles of what belongs to a document beside its page
AHEAD = 4  # documents a thread may be ahead of the writer


Outcome = Literal["new", "changed", "unchanged", "failed"]


@dataclass
class Report:
    """What a build did, in documents: `documents` is how many there are, `failed` how many have no edition for it.

    `faults` counts files and records of the archive that could not be read, attachments included.
    """

    documents: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    faults: int = 0

    @property
    def done(self) -> int:
        return self.new + self.changed + self.unchanged + self.failed

    def count(self, outcomes: Collection[Outcome]) -> None:
        """Counts one document, by what became of its versions."""
        self.new += "new" in outcomes
        self.changed += "new" not in outcomes and "changed" in outcomes
        self.unchanged += not {"new", "changed"} & {*outcomes} and "unchanged" in outcomes
        self.failed += {*outcomes} == {"failed"}


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list said of a document, for where its page says nothing."""

    title: str
    doc_number: str
    published_on: date | None


Version = tuple[Task, Listed]


def build(
    engine: Engine,
    archive: Path,
    sites: Collection[str] = (),
    *,
    jobs: int = 1,
    progress: Callable[[Report], None] = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
) -> Report:
    """Builds every document of the sites (of all, where none is named) that is new or has changed.

    jobs: child processes that read. A failure becomes a row and a line for `say`, and the build goes on.
    """
    with engine.begin() as connection:
        register(connection, SITES.values())
    report = Report()

    def on_fault(line: str) -> None:
        report.faults += 1
        say(line)

    index(engine, Archive(archive), lambda url: site_of(url, SITES.values()), on_fault=on_fault)
    first_ids = _documents(engine, sites)
    report.documents = len(first_ids)
    outcomes: list[Outcome] = []  # of the versions of the document at hand
    for task, listed, composed in _composed(_tasks(engine, archive, first_ids, report), jobs):
        with engine.begin() as connection:
            outcomes.append(_store(connection, task, listed, composed))
        if not task.newest:
            continue
        for fault in composed.faults:
            on_fault(f"{fault.carrier.url}: {fault.reason}")
        report.count(outcomes)
        outcomes.clear()
        progress(report)
    if report.new or report.changed:
        relate(engine)
    return report


def _good_pages() -> Any:
    return (Snapshot.role == "page", Snapshot.status == 200, Snapshot.blocked == "")


def _documents(engine: Engine, sites: Collection[str]) -> array[int]:
    """The id of each document's first good page, in order."""
    first = select(func.min(Snapshot.id)).where(*_good_pages()).group_by(Snapshot.site, Snapshot.address)
    if sites:
        first = first.where(Snapshot.site.in_(sites))
    with engine.connect() as connection:
        return array("q", sorted(connection.scalars(first)))


def _tasks(engine: Engine, archive: Path, first_ids: array[int], report: Report) -> Iterator[tuple[Task, Listed]]:
    """The versions that want composing: of each document those stored after the one that was built last.

    Where that one is not among them (a reader or a file of it is another now), only the newest.
    """
    for start in range(0, len(first_ids), CHUNK):
        with engine.connect() as connection:
            chunk = list(_look_up(connection, archive, first_ids[start : start + CHUNK]))
            keys = [versions[-1][0].key for versions in chunk]
            newest = select(Document.key, Edition.snapshot_id, Edition.sources_sha256).join(Edition)
            rows = connection.execute(newest.where(Document.key.in_(keys)).order_by(Edition.ordinal))
            built = {row.key: row for row in rows}
        for versions in chunk:
            wanted = _since(versions, built.get(versions[-1][0].key))
            report.unchanged += not wanted
            yield from wanted


def _since(versions: list[Version], built: Any) -> list[Version]:
    """The versions after the one that the document's newest edition was last made from; all where there is none."""
    if built is None:
        return versions
    digests = [_sources_sha256(task) for task, _ in versions]
    pages = [task.page.snapshot_id for task, _ in versions]
    first = pages.index(built.snapshot_id) if built.snapshot_id in pages else 0
    try:
        return versions[digests.index(built.sources_sha256, first) + 1 :]
    except ValueError:
        return versions[-1:]


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
            (
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
            )
            for number, (page, others) in enumerate(versions, 1)
        ]


def _versions(rows: Sequence[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """The versions of a document, oldest first: its page and what belongs to it, as they stood together.

    rows: the good answers of its page, its further pages and its attachments, oldest first. Another page begins a
    version, and so does another of those where the page stayed; what the same run fetched after the page goes with
    it. The same bytes again are nothing new, and what was not there yet completes the version it comes to.
    """
    page: Any = None
    run = ""  # that began the version
    others: dict[str, Any] = {}
    for row in rows:
        is_page = row.role == "page"
        before = page if is_page else others.get(row.address)
        if before is not None and before.sha256 == row.sha256:
            continue
        if page is not None and before is not None and (is_page or row.run != run):
            yield page, list(others.values())
            run = row.run
        if is_page:
            page, run = row, row.run
        else:
            others[row.address] = row
    if page is not None:
        yield page, list(others.values())


def _oldest_first() -> Any:
    return select(Snapshot.__table__).order_by(Snapshot.fetched_at, Snapshot.id)


def _carrier(row: Any) -> Carrier:
    return Carrier(row.id, row.file, row.offset, row.url, row.address, row.content_type, row.sha256, row.fetched_at)


def _sources_sha256(task: Task) -> str:
    """What an edition depends on: its carriers' bytes, and the versions of what reads them."""
    carriers = (task.page, *task.others)
    return digest([READERS, SEGMENTER, *(carrier.sha256 for carrier in carriers)])


def _composed(tasks: Iterator[tuple[Task, Listed]], jobs: int) -> Iterator[tuple[Task, Listed, Composed]]:
    """The tasks, composed, in their order: `jobs` threads, each with a child process that reads."""
    waiting: deque[tuple[Task, Listed, Future[Composed]]] = deque()
    with Children() as children, ThreadPoolExecutor(jobs) as threads:
        for task, listed in tasks:
            waiting.append((task, listed, threads.submit(compose, task, children)))
            if len(waiting) > AHEAD * jobs:
                first, its_listing, composed = waiting.popleft()
                yield first, its_listing, composed.result()
        for first, its_listing, composed in waiting:
            yield first, its_listing, composed.result()


def _store(connection: Connection, task: Task, listed: Listed, composed: Composed) -> Outcome:
    """Writes one version of a document, or why there is none, in the caller's transaction."""
    faulty = {fault.carrier.url for fault in composed.faults}
    for carrier in (task.page, *task.others):
        if carrier.url not in faulty:
            clear(connection, "read", carrier.url)
    for fault in composed.faults:
        fail(
            connection,
            "read",
            fault.carrier.url,
            fault.reason,
            site=task.site,
            snapshot_id=fault.carrier.snapshot_id,
            failed_at=fault.carrier.fetched_at,
        )
    if composed.reading is None or composed.segmentation is None:
        return "failed"
    row = _document_row(task, listed, composed.reading)
    document_id = connection.scalar(select(Document.id).where(Document.key == task.key))
    if document_id is None:
        document_id = connection.execute(insert(Document), row).inserted_primary_key[0]  # type: ignore[index]
    else:
        connection.execute(update(Document).where(Document.id == document_id).values(row))
    return _store_edition(connection, document_id, task, listed, composed.reading, composed.segmentation)


def _document_row(task: Task, listed: Listed, reading: Reading) -> dict[str, Any]:
    return {
        "key": task.key,
        "site": task.site,
        "url": task.page.url,
        "title": reading.title,
        "doc_number": reading.doc_number or listed.doc_number,
        "issuers": "、".join(reading.issuers),
        "kind": reading.kind,
        "index_number": reading.index_number,
        "subject": reading.subject,
        "validity": reading.validity,
        "written_on": reading.written_on,
        "published_on": _published_on(task, listed, reading),
    }


def _published_on(task: Task, listed: Listed, reading: Reading) -> date | None:
    """The page's word, then the list's, then the address's; a reading that can only have the address's is no word."""
    in_address = date_in_url(task.page.url)
    if reading.published_on is None or reading.published_on == in_address:
        return listed.published_on or in_address
    return reading.published_on


def _store_edition(
    connection: Connection,
    document_id: int,
    task: Task,
    listed: Listed,
    reading: Reading,
    segmentation: Segmentation,
) -> Outcome:
    """A new edition where the text or its numbering differs from the newest one's; else the newest is kept."""
    text_sha256 = digest([segmentation.text])
    units_sha256 = digest(f"{unit.ref} {unit.start} {unit.end} {unit.responsible}" for unit in segmentation.units)
    made_by = {
        "sources_sha256": _sources_sha256(task),
        "blocks": _spans(reading),
        "reader": reading.reader,
        "segmenter": SEGMENTER,
        "warnings": [*reading.warnings, *_disagreements(reading, listed), *segmentation.warnings],
    }
    newest = connection.execute(
        select(Edition.id, Edition.ordinal, Edition.text_sha256, Edition.units_sha256)
        .where(Edition.document_id == document_id)
        .order_by(Edition.ordinal.desc())
        .limit(1)
    ).first()
    alike = newest is not None and (newest.text_sha256, newest.units_sha256) == (text_sha256, units_sha256)
    if newest and alike and stands(connection, newest.id, reading.blocks):
        connection.execute(update(Edition).where(Edition.id == newest.id).values(made_by))
        return "unchanged"
    edition = {
        "document_id": document_id,
        "ordinal": newest.ordinal + 1 if newest else 1,
        "snapshot_id": task.page.snapshot_id,
        "text": segmentation.text,
        "text_sha256": text_sha256,
        "units_sha256": units_sha256,
        "read_at": task.page.fetched_at,
        **made_by,
    }
    edition_id: int = connection.execute(insert(Edition), edition).inserted_primary_key[0]  # type: ignore[index]
    parts = [
        {"edition_id": edition_id, "ordinal": ordinal, **_fields(part, "kind", "title", "start", "end")}
        for ordinal, part in enumerate(segmentation.parts, 1)
    ]
    if parts:
        connection.execute(insert(Part), parts)
    store_units(connection, edition_id, segmentation.units)
    return "changed" if newest else "new"


def _fields(value: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def _spans(reading: Reading) -> list[list[Any]]:
    """[kind, start, end] of each block in the edition's text."""
    spans, start = [], 0
    for block in reading.blocks:
        end = start + len(block.text)
        spans.append([block.kind, start, end])
        start = end + 1
    return spans


def _disagreements(reading: Reading, listed: Listed) -> Iterator[str]:
    """What the list and the page say differently; the page's word stands."""
    pairs = (
        ("document number", listed.doc_number, reading.doc_number),
        ("publication date", listed.published_on, reading.published_on),
    )
    for name, in_list, on_page in pairs:
        if in_list and on_page and in_list != on_page:
            yield f"{name}: the list says {in_list}, the page {on_page}"
