"""The `failures` table: what could not be done, one row for one stage and subject, until it succeeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from storage.history import days_between
from storage.models import Failure
from storage.text import storable

_MAX_REASON = 500  # characters; a reason is one line for a person


def fail(
    connection: Connection,
    stage: str,
    subject: str,
    reason: str,
    *,
    site: str | None = None,
    run: str = "",
    snapshot_id: int | None = None,
    failed_at: str = "",
    request: Mapping[str, Any] | None = None,
) -> None:
    """Records a failure in place of an earlier one of the same stage and subject, which says since when it stands.

    request: what is to be asked again (role, source, address …); None where nothing is.
    """
    subject = storable(subject)
    line = " ".join(storable(reason).split())[:_MAX_REASON]
    row = {
        "stage": stage,
        "subject": subject,
        "site": site,
        "run": run,
        "snapshot_id": snapshot_id,
        "reason": line,
        "failed_at": failed_at,
        "request": None if request is None else dict(request),
    }
    stands = (Failure.stage == stage, Failure.subject == subject)
    if not connection.execute(update(Failure).where(*stands).values(row)).rowcount:
        connection.execute(insert(Failure), [{**row, "since": failed_at}])


def clear(connection: Connection, stage: str, subject: str) -> None:
    """Forgets a failure: what failed has succeeded."""
    connection.execute(delete(Failure).where(Failure.stage == stage, Failure.subject == storable(subject)))


def subjects(connection: Connection, stage: str) -> set[str]:
    """What has failed at a stage and not succeeded since."""
    return set(connection.scalars(select(Failure.subject).where(Failure.stage == stage)))


def standing(connection: Connection, site: str) -> set[tuple[str, str]]:
    """Stage and subject of a site's failures that nothing has cleared yet."""
    rows = connection.execute(select(Failure.stage, Failure.subject).where(Failure.site == site))
    return {(row.stage, row.subject) for row in rows}


def chronic(connection: Connection, site: str, now: str, days: int) -> dict[str, str]:
    """What a crawl of a site has failed to get for `days` days of the calendar (UTC) or longer: by subject the address
    of a document, file or further page.
    """
    stands = (Failure.site == site, Failure.stage == "crawl", Failure.request.is_not(None))
    rows = connection.execute(select(Failure.subject, Failure.request, Failure.since).where(*stands))
    return {row.subject: row.request["address"] for row in rows if days_between(row.since, now) >= days}


def in_words(failure: Row[Any]) -> str:
    """What a row of `failures` says: why, and since which day if it has failed on a later one again."""
    since = failure.since[:10]
    return f"{failure.reason}, since {since}" if since < failure.failed_at[:10] else str(failure.reason)


def awaiting(connection: Connection, site: str) -> set[str]:
    """The addresses of a site's documents that failed and are to be asked again."""
    requests = connection.scalars(select(Failure.request).where(Failure.site == site, Failure.request.is_not(None)))
    return {request["address"] for request in requests if request["role"] == "page"}
