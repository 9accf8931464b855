"""What of a database's URL may be shown or written down: all but its passwords."""

from __future__ import annotations

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

_IN_QUERY = ("password", "sslpassword")  # what libpq takes there and nobody else may read


def has_password(url: URL) -> bool:
    return bool(url.password) or any(name in url.query for name in _IN_QUERY)


def without_passwords(url: URL) -> URL:
    plain = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query)
    return plain.difference_update_query(_IN_QUERY)


def shown(value: str) -> str:
    """A setting's value as a person may see it. What is no URL is not shown: it may hold a password anywhere."""
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        return "no database URL"
    return without_passwords(url).render_as_string(hide_password=False)
