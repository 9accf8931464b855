"""The declared sites as the tables know them: reference rows for joins, and which site an address belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, insert, select, update

from crawlers.site import Site
from storage.models import Jurisdiction
from storage.models import Site as SiteRow


def register(connection: Connection, sites: Iterable[Site]) -> None:
    """Writes the reference rows of sites and their jurisdictions, new or changed."""
    for site in sites:
        if site.adcode:
            _put(connection, Jurisdiction, Jurisdiction.adcode, {"adcode": site.adcode, "title": site.title})
        _put(
            connection,
            SiteRow,
            SiteRow.name,
            {"name": site.name, "title": site.title, "adcode": site.adcode or None},
        )


def _put(connection: Connection, model: Any, key: Any, row: Mapping[str, Any]) -> None:
    if connection.scalar(select(key).where(key == row[key.key])) is None:
        connection.execute(insert(model), [dict(row)])
    else:
        connection.execute(update(model).where(key == row[key.key]).values(dict(row)))


def site_of(url: str, sites: Iterable[Site]) -> str:
    """The name of the site whose host a URL has; empty where there is none."""
    host = urlsplit(url).hostname or ""
    return next((site.name for site in sites if host in site.allowed_hosts), "")
