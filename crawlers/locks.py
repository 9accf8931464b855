"""Locks of files: who is at a work keeps others away from it, for as long as its process lives."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import BinaryIO


class LockedError(Exception):
    """Another process is at the same work; the message names it."""


def lock(path: Path, held: str) -> BinaryIO:
    """The lock file, locked until it is closed, with our process number in it.

    Raises LockedError, which says `held` and names the holder.
    """
    file = path.open("a+b")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read(20).decode("ascii", "replace").strip() or "unknown"
        file.close()
        raise LockedError(f"{held} (process {holder})") from None
    file.truncate(0)
    file.write(f"{os.getpid()}\n".encode())
    file.flush()
    return file
