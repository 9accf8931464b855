"""What the command prints as JSON, in the shapes of cli.md: listings, readings, units."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from corpus.reading import Reading
from corpus.segment import Segmentation
from crawlers.site import Listing, PageRequest


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
