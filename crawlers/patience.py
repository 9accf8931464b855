"""Waiting for a database that is gone for a while: restarted, its network cut, or kept locked by another program.

What a method does to the database is done again until it succeeds, for a bounded time; so doing it twice must be the
same as doing it once. That it waits, and that it need not any more, is said on standard error.
"""

from __future__ import annotations

import functools
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError

PAUSE = 1.0  # seconds between two attempts

# Beginnings of SQLSTATEs that pass: connection exceptions, an operator's intervention (a shutdown, a start under
# way), too many connections, and a transaction that gave way to another.
_PASSING = ("08", "57P", "53300", "40")

P = ParamSpec("P")
R = TypeVar("R")


class StorageError(Exception):
    """The archive or the database cannot be written; the message is one line that says why."""


@dataclass
class Patience:
    """How long a process waits for its database, which all its crawls share, as they share its one thread.

    seconds: a restart of PostgreSQL with its recovery should take less. spent: it was waited for in vain, so
    whoever asks next does not wait as long again.
    """

    seconds: float = 120.0
    spent: bool = False


PATIENCE = Patience()


def patient(method: Callable[P, R]) -> Callable[P, R]:
    """Repeats a method while the database is gone. Raises StorageError where that is too long, or where it cannot be
    written for another reason.
    """

    @functools.wraps(method)
    def repeated(*arguments: P.args, **named: P.kwargs) -> R:
        gone_at: float | None = None
        while True:
            try:
                done = method(*arguments, **named)
            except DBAPIError as error:
                why = " ".join(str(error.orig).split())
                if not is_gone(error):
                    raise StorageError(f"the database cannot be written: {why}") from error
                now = time.monotonic()
                if gone_at is None:
                    gone_at = now
                    if not PATIENCE.spent:
                        print(f"the database is gone, waiting up to {PATIENCE.seconds:g} s: {why}", file=sys.stderr)
                if PATIENCE.spent or now - gone_at >= PATIENCE.seconds:
                    PATIENCE.spent = True
                    raise StorageError(f"the database is gone, for more than {PATIENCE.seconds:g} s: {why}") from error
                time.sleep(min(PAUSE, PATIENCE.seconds))
            else:
                PATIENCE.spent = False
                if gone_at is not None:
                    print(f"the database answers again, after {time.monotonic() - gone_at:.0f} s", file=sys.stderr)
                return done

    return repeated


def is_gone(error: DBAPIError) -> bool:
    """Whether what was asked may well succeed later: nobody answered, or somebody else holds a lock."""
    if error.connection_invalidated:
        return True
    if not isinstance(error, OperationalError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)  # extended codes carry more above
    state = getattr(error.orig, "sqlstate", None)
    return state is None or state.startswith(_PASSING)  # who does not answer gives no state
