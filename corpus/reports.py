"""What the command shows, as plain values: sites, runs, settings, listings, readings, units."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from corpus.delivery import VARIABLE, destinations
from corpus.finding import Named
from corpus.reading import Reading
from corpus.segment import Segmentation
from crawlers.site import Listing, PageRequest
from crawlers.sites import SITES
from storage.database import open_database, revision
from storage.models import Run
from storage.url import shown


def site_rows(url: str) -> list[dict[str, Any]]:
    """Every declaration with its sources, and its last run where the database (which may be missing) knows one."""
    last = _last_runs(url)
    return [
        {
            "name": site.name,
            "title": site.title,
            "adcode": site.adcode,
            "sources": [
                {"id": source.id, "kind": source.kind, "family": source.family, "unverified": source.unverified}
                for source in site.sources
            ],
            "last_run": last[site.name].started_at if site.name in last else None,
            "outcome": last[site.name].outcome if site.name in last else None,
        }
        for site in SITES.values()
    ]


def _last_runs(url: str) -> dict[str, Any]:
    engine = open_database(url)
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").is_file():
        return {}
    if revision(engine) is None:
        return {}
    newest = select(func.max(Run.id)).group_by(Run.site)
    with engine.connect() as connection:
        rows = connection.execute(select(Run.site, Run.started_at, Run.outcome).where(Run.id.in_(newest)))
        return {row.site: row for row in rows}


def run_rows(engine: Engine, sites: list[str], last: int) -> list[dict[str, Any]]:
    """The newest runs first; a run that was killed, or is running, has no outcome."""
    chosen = select(Run.__table__).order_by(Run.started_at.desc(), Run.id.desc()).limit(last)
    if sites:
        chosen = chosen.where(Run.site.in_(sites))
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(chosen).mappings()]


def settings(db: str, archive: Path, reports: Path) -> dict[str, str]:
    """The settings in force. No password is shown: of a database's URL the rest, of destinations how many there are."""
    send_to = destinations(os.environ.get(VARIABLE, ""))
    return {
        "db": shown(db),
        "archive": str(archive),
        "reports": str(reports),
        "report_to": f"{len(send_to)} destinations" if send_to else "",
        "contact": os.environ.get("CORPUS_CONTACT", ""),
        "private_networks": os.environ.get("CORPUS_PRIVATE_NETWORKS", ""),
    }


def listing_json(listing: Listing) -> dict[str, Any]:
    """A listing in the form of cli.md."""
    return {
        "links": [
            {
                "url": link.url,
                "title": link.title,
                "published": link.published.isoformat() if link.published else None,
                "doc_number": link.doc_number,
            }
            for link in listing.links
        ],
        "next": _request_json(listing.next) if listing.next else None,
        "total": listing.total,
    }


def _request_json(request: PageRequest) -> dict[str, Any]:
    return {
        "url": request.url,
        "method": request.method,
        "headers": dict(request.headers),
        "body": request.body.decode("utf-8", "replace"),
        "page": request.page,
    }


def reading_json(reading: Reading) -> dict[str, Any]:
    """A reading in the form of cli.md; `kind`, `evidence` and `validity` are ours beside it."""
    return {
        "title": reading.title,
        "doc_number": reading.doc_number,
        "issuers": list(reading.issuers),
        "written_on": reading.written_on.isoformat() if reading.written_on else None,
        "published_on": reading.published_on.isoformat() if reading.published_on else None,
        "index_number": reading.index_number,
        "subject": reading.subject,
        "validity": reading.validity,
        "attachments": [{"url": file.url, "title": file.title} for file in reading.attachments],
        "blocks": [{"kind": block.kind, "text": block.text} for block in reading.blocks],
        "kind": reading.kind,
        "evidence": reading.evidence,
        "reader": reading.reader,
        "warnings": list(reading.warnings),
    }


def segment_lines(segmentation: Segmentation, *, everything: bool) -> Iterator[str]:
    """One JSON line a unit, in the form of cli.md; with `everything`, also what is no unit, with its role."""
    lines: list[tuple[int, dict[str, Any]]] = [
        (
            unit.start,
            {
                "ref": unit.ref,
                "item": unit.item,
                "item_label": unit.item_label,
                "item_title": unit.item_title,
                "text": unit.text,
                "start": unit.start,
                "end": unit.end,
                "chapter_label": unit.chapter_label,
                "chapter_title": unit.chapter_title,
                "section_label": unit.section_label,
                "section_title": unit.section_title,
                "responsible": unit.responsible,
            },
        )
        for unit in segmentation.units
    ]
    if everything:
        lines += [
            (rest.start, {"role": rest.role, "text": rest.text, "start": rest.start, "end": rest.end})
            for rest in segmentation.rest
        ]
        lines.sort(key=lambda line: line[0])
    for _, line in lines:
        yield json.dumps(line, ensure_ascii=False)


def heading_lines(named: Named) -> list[str]:
    """What stands above an outline: title, number, issuers, dates, key."""
    document = named.document
    facts = [
        document.doc_number,
        document.issuers,
        f"written {document.written_on}" if document.written_on else "",
        f"published {document.published_on}" if document.published_on else "",
    ]
    return [
        document.title,
        "  ".join(fact for fact in facts if fact),
        f"{named.cited}  {document.url}",
    ]
