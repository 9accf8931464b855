"""What time it is: the only clock of the program. Tests move it by putting another `now` here."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def utc_now() -> str:
    """The time of `now` as the tables have it: 2026-11-24T05:36:12Z."""
    return now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
