"""What wants attention: last runs that were not ok, files that could not be read, documents without units."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, String, cast, func, select

from storage.editions import newest_editions
from storage.models import Document, Edition, Failure, Run, Unit

# How the readers begin the warning of a page that is a picture; see corpus.reading.pdf.
NEEDS_OCR = "needs OCR"


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that is wrong. subject: a site, or a document's key."""

    site: str
    what: str
    subject: str
    detail: str

    def row(self) -> dict[str, Any]:
        return asdict(self)


def concerns(connection: Connection) -> list[Concern]:
    """Everything that is wrong, by site: runs, then files, then documents."""
    found = [*_runs(connection), *_failures(connection), *_documents(connection)]
    return sorted(found, key=lambda concern: concern.site)


def _runs(connection: Connection) -> list[Concern]:
    newest = select(func.max(Run.id)).where(Run.kind == "crawl").group_by(Run.site)
    rows = connection.execute(select(Run.__table__).where(Run.id.in_(newest)))
    return [
        Concern(row.site, row.outcome or "killed or running", row.site, row.reason)
        for row in rows
        if row.outcome != "ok"
    ]


def _failures(connection: Connection) -> list[Concern]:
    rows = connection.execute(select(Failure.__table__).order_by(Failure.id))
    return [Concern(row.site or "", f"failed to {row.stage}", row.subject, row.reason) for row in rows]


def _documents(connection: Connection) -> list[Concern]:
    last = newest_editions()
    units = select(func.count(Unit.id)).where(Unit.edition_id == Edition.id).scalar_subquery()
    rows = connection.execute(
        select(Document.site, Document.key, Document.title, Edition.warnings, units.label("units"))
        .join(Edition)
        .where(Edition.id.in_(last), (units == 0) | cast(Edition.warnings, String).contains(NEEDS_OCR))
        .order_by(Document.id)
    )
    found = []
    for row in rows:
        ocr = next((warning for warning in row.warnings if NEEDS_OCR in warning), "")
        found.append(Concern(row.site, "needs OCR" if ocr else "no unit", row.key, ocr or row.title))
    return found
