"""Readers of bytes from outside, run in child processes with limits of memory and time.

    with Children() as children:
        reading = children.read("pdf", data, url=url)

A child is an interpreter that reads one file after another; it is started once, not once a file. One that runs out of
time or memory, or crashes, is ended and replaced, and the file is a ReadingError. The child answers in JSON, never in
pickles: bytes that took a child over would still find nothing to take over here.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
import threading
import time
import types
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cache
from typing import IO, Any, Literal, Self, Union, get_args, get_origin, get_type_hints

from corpus.reading import Reading, ReadingError, ocr

MAX_ANSWER = 128 * 1024 * 1024  # bytes of JSON that a child may answer with
MAX_FILES = 2_000  # that one child reads
GRACE = 5  # seconds after its time in which a child that was forgotten ends itself

Option = str | int | float | bool | None


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: bytes of address space, and seconds of wall time."""

    memory: int = 1024 * 1024 * 1024
    seconds: float = 30.0


class Children:
    """Child processes kept for reuse. May be used from several threads; each has a child of its own while it reads."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits
        self._idle: dict[int, list[_Child]] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, reader: str, data: bytes, *, limits: Limits | None = None, **options: Option) -> Reading:
        """What `corpus.reading.<reader>.read_<reader>(data, **options)` returns, made in a child.

        Pages that need OCR are read in a second go, with the memory and the time that it takes, where it is installed
        and `limits` does not say otherwise.

        Raises ReadingError where the reader does, and where it takes too long or too much memory, crashes or fails.
        """
        allowed = limits or self._limits
        reading = self._read(reader, data, allowed, options)
        if not reading.unread_pages or limits or not ocr.is_installed() or not options.get("ocr", True):
            return reading
        seconds = allowed.seconds + ocr.PAGE_SECONDS * len(reading.unread_pages)
        try:
            return self._read(reader, data, Limits(ocr.OCR_MEMORY, seconds), options)
        except ReadingError as error:
            return dataclasses.replace(reading, warnings=(*reading.warnings, f"OCR: {error}"))

    def _read(self, reader: str, data: bytes, allowed: Limits, options: dict[str, Option]) -> Reading:
        child = self._take(allowed.memory)
        try:
            reading = child.read(reader, data, options, allowed.seconds)
        except _GoneError:  # it had ended itself between two files
            child.end()
            child = _Child(allowed.memory)
            reading = self._last_try(child, reader, data, options, allowed.seconds)
        except ReadingError:
            self._give_back(child)
            raise
        except BaseException:
            child.end()
            raise
        self._give_back(child)
        return reading

    def _last_try(self, child: _Child, reader: str, data: bytes, options: dict[str, Option], seconds: float) -> Reading:
        try:
            return child.read(reader, data, options, seconds)
        except _GoneError as error:
            child.end()
            raise ReadingError("the reader's process cannot be started") from error
        except BaseException:
            self._give_back(child)
            raise

    def close(self) -> None:
        with self._lock:
            idle = [child for children in self._idle.values() for child in children]
            self._idle.clear()
        for child in idle:
            child.end()

    def _take(self, memory: int) -> _Child:
        with self._lock:
            if idle := self._idle.get(memory):
                return idle.pop()
        return _Child(memory)

    def _give_back(self, child: _Child) -> None:
        if not child.usable:
            child.end()
            return
        with self._lock:
            self._idle.setdefault(child.memory, []).append(child)


_shared = Children()


def read_in_child(reader: str, data: bytes, limits: Limits | None = None, **options: Option) -> Reading:
    """`Children.read` with children that the whole program shares."""
    return _shared.read(reader, data, limits=limits, **options)


class _GoneError(Exception):
    """The child had ended before it took the file."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Answer:
    """What a child says: a reading or an error, and whether it stays for another file."""

    stays: bool
    reading: Reading | None = None
    error: str = ""


class _Child:
    """One process, and the pipes to it."""

    def __init__(self, memory: int) -> None:
        self.memory = memory
        self.usable = True
        self._buffer = b""
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", __spec__.name, str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**_environment(), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    def read(self, reader: str, data: bytes, options: dict[str, Option], seconds: float) -> Reading:
        head = {"reader": reader, "options": options, "size": len(data), "seconds": seconds}
        deadline = time.monotonic() + seconds
        try:
            self._send(json.dumps(head).encode() + b"\n" + data, deadline)
        except BrokenPipeError as error:
            raise _GoneError from error
        line = self._line(deadline, seconds)
        try:
            answer = _build(_Answer, json.loads(line))
        except (ValueError, RecursionError, TypeError) as error:
            raise self._failure("the reader's answer is not a reading") from error
        assert isinstance(answer, _Answer)  # for the type checker
        self.usable = answer.stays
        if answer.reading is None:
            raise ReadingError(answer.error)
        return answer.reading

    def _send(self, message: bytes, deadline: float) -> None:
        pipe = self._pipe(self._process.stdin)
        os.set_blocking(pipe, False)
        view = memoryview(message)
        while view:
            if not select.select([], [pipe], [], max(deadline - time.monotonic(), 0))[1]:
                raise self._failure("the reader did not take the file in time")
            view = view[os.write(pipe, view[:1_000_000]) :]

    def _line(self, deadline: float, seconds: float) -> bytes:
        pipe = self._pipe(self._process.stdout)
        pieces = [self._buffer]
        size = 0
        while b"\n" not in pieces[-1]:
            if not select.select([pipe], [], [], max(deadline - time.monotonic(), 0))[0]:
                raise self._failure(f"took longer than {seconds:g} s")
            piece = os.read(pipe, 1_000_000)
            size += len(piece)
            if not piece:
                raise self._failure(self._last_words())
            if size > MAX_ANSWER:
                raise self._failure(f"too large: more than {MAX_ANSWER:,} bytes of text")
            pieces.append(piece)
        line, _, self._buffer = b"".join(pieces).partition(b"\n")
        return line

    def _failure(self, message: str) -> ReadingError:
        self.end()
        return ReadingError(message)

    def _last_words(self) -> str:
        code = self._process.wait()
        if code >= 0:
            return f"the reader ended with code {code}"
        name = signal.Signals(-code).name
        return f"the reader crashed ({name}): more than {self.memory >> 20:,} MiB of memory, or a fault in its library"

    def end(self) -> None:
        """Kill the process and close its pipes."""
        self.usable = False
        with suppress(ProcessLookupError):
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> int:
        assert pipe is not None  # Popen was asked for one
        return pipe.fileno()


def _environment() -> dict[str, str]:
    """The environment without our settings and PostgreSQL's, which hold passwords and tokens: a reader needs none."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("CORPUS_", "PG"))}


_hints = cache(get_type_hints)


def _build(kind: Any, value: Any) -> Any:
    """A value of JSON as the type that an annotation names. Raises ValueError where it is something else."""
    origin = get_origin(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type) and isinstance(value, dict):
        hints = _hints(kind)
        return kind(**{name: _build(hints[name], item) for name, item in value.items() if name in hints})
    if origin is tuple and isinstance(value, list):
        kinds = get_args(kind)
        if len(kinds) == 2 and kinds[1] is Ellipsis:
            return tuple(_build(kinds[0], item) for item in value)
        return tuple(_build(inner, item) for inner, item in zip(kinds, value, strict=True))
    if origin in (Union, types.UnionType):
        if value is None and type(None) in get_args(kind):
            return None
        return _build(next(inner for inner in get_args(kind) if inner is not type(None)), value)
    if origin is Literal and value in get_args(kind):
        return value
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    if kind is float and isinstance(value, (int, float)):
        return float(value)
    if isinstance(kind, type) and isinstance(value, kind):
        return value
    raise ValueError(f"not a {kind}")


# The child's side -----------------------------------------------------------------------------------------------------


def _serve(memory: int) -> None:
    """Read files from standard input until it ends."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    for number in range(MAX_FILES):
        line = source.readline()
        if not line:
            return
        head = json.loads(line)
        signal.alarm(int(head["seconds"]) + GRACE)
        answer = _answer(head, source.read(head["size"]))
        signal.alarm(0)
        stays = number + 1 < MAX_FILES and _address_space() < memory // 2
        answer["stays"] = stays
        target.write(json.dumps(answer, default=date.isoformat).encode() + b"\n")
        target.flush()
        if not stays:
            return


def _answer(head: dict[str, Any], data: bytes) -> dict[str, Any]:
    try:
        reading = _reader(head["reader"])(data, **head["options"])
    except ReadingError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "needs more memory than it may have"}
    except RecursionError:
        return {"error": "nested too deeply"}
    except Exception as error:  # whatever a library does with bytes nobody has seen
        words = " ".join(str(error).split())[:200]
        return {"error": f"the reader failed: {type(error).__name__}: {words}"}
    return {"reading": dataclasses.asdict(reading)}


def _reader(name: str) -> Callable[..., Reading]:
    if not name.isidentifier():
        raise ReadingError(f"no reader of that name: {name!r}")
    read: Callable[..., Reading] = getattr(importlib.import_module(f"corpus.reading.{name}"), f"read_{name}")
    return read


def _address_space() -> int:
    """Bytes of address space in use; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - not a path of ours
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
