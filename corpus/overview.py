"""What there is, as rows: the declared sites, the runs, and the settings in force."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from corpus.delivery import VARIABLE, destinations
from corpus.printing import counted
from crawlers.site import Site
from storage.database import open_database, revision
from storage.models import Run
from storage.url import shown


def site_rows(sites: Iterable[Site], url: str) -> list[dict[str, Any]]:
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
        for site in sites
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
        "report_to": counted(len(send_to), "destination") if send_to else "",
        "contact": os.environ.get("CORPUS_CONTACT", ""),
        "private_networks": os.environ.get("CORPUS_PRIVATE_NETWORKS", ""),
    }
