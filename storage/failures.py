"""The `failures` table: what could not be done, one row for one stage and subject, until it succeeds."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

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
) -> None:
    """Records a failure in place of an earlier one of the same stage and subject."""
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
    }
    stands = (Failure.stage == stage, Failure.subject == subject)
    if not connection.execute(update(Failure).where(*stands).values(row)).rowcount:
        connection.execute(insert(Failure), [row])


def clear(connection: Connection, stage: str, subject: str) -> None:
    """Forgets a failure: what failed has succeeded."""
    connection.execute(delete(Failure).where(Failure.stage == stage, Failure.subject == storable(subject)))


def standing(connection: Connection, site: str) -> set[tuple[str, str]]:
    """Stage and subject of a site's failures that nothing has cleared yet."""
    rows = connection.execute(select(Failure.stage, Failure.subject).where(Failure.site == site))
    return {(row.stage, row.subject) for row in rows}
