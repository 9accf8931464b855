"""The `corpus` command, run inside the test's own process: what a person sees, without starting Python each time."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from corpus.cli import main


@dataclass(frozen=True)
class Done:
    """How a call ended: its exit code, and what it wrote to standard output and standard error."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)

    @property
    def json_lines(self) -> list[Any]:
        return [json.loads(line) for line in self.stdout.splitlines()]


def said(done: Done) -> str:
    """The one line of messages."""
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr.rstrip("\n")


class Command:
    """Runs the command in one folder: command("build", "--jobs", "2")."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str | Path, check: int | None = 0, **environment: str) -> Done:
        out, err = _Captured(), _Captured()
        code = 0
        with (
            contextlib.chdir(self.folder),
            patch.object(sys, "argv", ["corpus", *map(str, arguments)]),
            patch.dict(os.environ, environment),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            try:
                main()
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        done = Done(code, out.text(), err.text())
        if check is not None:
            assert done.code == check, f"exit {done.code}\n{done.stdout}\n{done.stderr}"
        return done


class _Captured(io.TextIOWrapper):
    def __init__(self) -> None:
        self._kept = io.BytesIO()
        super().__init__(self._kept, encoding="utf-8", write_through=True)

    def text(self) -> str:
        return self._kept.getvalue().decode()
