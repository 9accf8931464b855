"""From the archive to documents, editions, parts and units: offline, incremental, one transaction a document.

A build indexes what the archive holds and the tables do not, then takes the versions of each document that were
stored since it was last built, oldest first, has them read and numbered, and writes the result. Same archive, same
editions, whether it was built after every crawl or once: documents are taken in the order in which they were first
stored, and nothing here asks a clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, insert, select, update

from corpus.composing import Composed, Task, compose, digest
from corpus.events import Happened, record, record_events
from corpus.numbering import stands, store_units
from corpus.reading import Reading
from corpus.reading.child import Children
from corpus.relating import outdate, outdated, relate
from corpus.segment import SEGMENTER, Segmentation
from corpus.versions import Listed, Version, first_pages, sources_sha256, wanted
from crawlers.notation import date_in_url
from crawlers.registry import register, site_of
from crawlers.sites import SITES
from storage.archive import Archive
from storage.failures import clear, fail, subjects
from storage.models import Document, Edition, Part
from storage.snapshots import index

_COMPARED = ("id", "ordinal", "text_sha256", "units_sha256")  # what an edition is compared with the next one by
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

    outcomes: list[Outcome] = []  # of the versions of the document at hand
    to_relate = outdated(engine)
    stored = Archive(archive)
    with stored.reading(), engine.connect() as connection:
        index(engine, stored, lambda url: site_of(url, SITES.values()), on_fault=on_fault)
        first_ids = first_pages(engine, sites)
        report.documents = len(first_ids)
        with connection.begin():
            unread = subjects(connection, "read")
        for version, composed in _composed(_counted(wanted(engine, archive, first_ids), report), jobs):
            with connection.begin():
                outcomes.append(_store(connection, version, composed, unread))
                if not to_relate and outcomes[-1] != "failed":
                    outdate(connection)
                    to_relate = True
            if not version.task.newest:
                continue
            for fault in composed.faults:
                on_fault(f"{fault.carrier.url}: {fault.reason}")
            report.count(outcomes)
            outcomes.clear()
            progress(report)
    if to_relate:
        relate(engine)
    record_events(engine, sites)
    return report


def _counted(documents: Iterable[list[Version]], report: Report) -> Iterator[Version]:
    for versions in documents:
        report.unchanged += not versions
        yield from versions


def _composed(versions: Iterator[Version], jobs: int) -> Iterator[tuple[Version, Composed]]:
    """The versions, composed, in their order: `jobs` threads, each with a child process that reads."""
    waiting: deque[tuple[Version, Future[Composed]]] = deque()
    with Children() as children, ThreadPoolExecutor(jobs) as threads:
        for version in versions:
            waiting.append((version, threads.submit(compose, version.task, children)))
            if len(waiting) > AHEAD * jobs:
                first, composed = waiting.popleft()
                yield first, composed.result()
        for first, composed in waiting:
            yield first, composed.result()


def _store(connection: Connection, version: Version, composed: Composed, unread: set[str]) -> Outcome:
    """Writes one version of a document, or why there is none, in the caller's transaction.

    unread: the URLs that stand among the failures, kept as they do.
    """
    task = version.task
    faulty = {fault.carrier.url for fault in composed.faults}
    for url in ({carrier.url for carrier in (task.page, *task.others)} - faulty) & unread:
        clear(connection, "read", url)
        unread.remove(url)
    unread |= faulty
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
    row = _document_row(task, version.listed, composed.reading)
    newest = connection.execute(
        select(Document.id.label("document_id"), *(getattr(Edition, name) for name in _COMPARED))
        .join(Edition, Edition.document_id == Document.id)
        .where(Document.key == task.key)
        .order_by(Edition.ordinal.desc())
        .limit(1)
    ).first()
    if newest is None:
        document_id = connection.execute(insert(Document), row).inserted_primary_key[0]  # type: ignore[index]
    else:
        document_id = newest.document_id
        connection.execute(update(Document).where(Document.id == document_id).values(row))
    return _store_edition(connection, document_id, newest, version, composed.reading, composed.segmentation)


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
    """The day that the page shows (by a label, a meta tag or the line under its title), then the list's, then the
    address's: that is the day a file was made, which a site may have done years after.
    """
    if reading.published_on and reading.published_from != "address":
        return reading.published_on
    return listed.published_on or reading.published_on or date_in_url(task.page.url)


def _store_edition(
    connection: Connection,
    document_id: int,
    newest: Any,
    version: Version,
    reading: Reading,
    segmentation: Segmentation,
) -> Outcome:
    """A new edition where the text or its numbering differs from the newest one's; else the newest is kept.

    newest: that edition's row, None where there is none.
    Another text is an event, unless it is what another reader made of the same version.
    """
    text_sha256 = digest([segmentation.text])
    units_sha256 = digest(f"{unit.ref} {unit.start} {unit.end} {unit.responsible}" for unit in segmentation.units)
    made_by = {
        "sources_sha256": sources_sha256(version.task),
        "shown_by": version.shown.snapshot_id,
        "blocks": _spans(reading),
        "reader": reading.reader,
        "segmenter": SEGMENTER,
        "warnings": [*reading.warnings, *_disagreements(reading, version.listed), *segmentation.warnings],
    }
    alike = newest is not None and (newest.text_sha256, newest.units_sha256) == (text_sha256, units_sha256)
    if newest and alike and stands(connection, newest.id, reading.blocks):
        connection.execute(update(Edition).where(Edition.id == newest.id).values(made_by))
        return "unchanged"
    edition = {
        "document_id": document_id,
        "ordinal": newest.ordinal + 1 if newest else 1,
        "snapshot_id": version.task.page.snapshot_id,
        "text": segmentation.text,
        "text_sha256": text_sha256,
        "units_sha256": units_sha256,
        "read_at": version.task.page.fetched_at,
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
    if newest is None:
        record(connection, document_id, Happened("new", version.shown))
    elif newest.text_sha256 != text_sha256 and not version.again:
        record(connection, document_id, Happened("changed", version.shown))
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
