"""A reader who leaves the pipe, as `head` does: the verb does its work, and its exit code says how that ended."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import Command
from tests.conftest import ROOT
from tests.small_corpus import NAME


def unread(folder: Path, *call: str, both: bool = False) -> subprocess.CompletedProcess[str]:
    """The command into a pipe that nobody reads, as behind `head`, with its messages too where `both`."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        return subprocess.run(
            [sys.executable, "-c", "from corpus.cli import main; main()", *call],
            cwd=folder,
            env={"PYTHONPATH": str(ROOT), "CORPUS_REPORT_TO": "json://127.0.0.1:1/"},
            stdout=writer,
            stderr=writer if both else subprocess.PIPE,
            text=True,
            timeout=60,
        )
    finally:
        os.close(writer)


@pytest.mark.slow
def test_nobody_reads_and_the_verb_ends_as_it_would(small: Command) -> None:
    told = small("health", check=1).stderr
    for form in ("--json", "--today=2026-11-24"):
        done = unread(small.folder, "health", form)
        assert (done.returncode, done.stderr) == (1, told)
    assert unread(small.folder, "health", both=True).returncode == 1
    for call in (("--help",), ("sites",), ("manifest", NAME), ("sql", "SELECT 1", "--format", "csv")):
        done = unread(small.folder, *call)
        assert (done.returncode, done.stderr) == (0, "")


def test_nobody_reads_and_the_answer_is_not_made_to_its_end(small: Command) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    done = unread(small.folder, "sql", endless, "--format", "csv", "--seconds", "50")
    assert (done.returncode, done.stderr) == (0, "")


def test_nobody_reads_and_a_report_is_sent_all_the_same(small: Command) -> None:
    pytest.importorskip("apprise", reason="the extra `reports` is not installed")
    done = unread(small.folder, "report", "--send")
    assert done.returncode == 1
    assert done.stderr == "destination 1 of CORPUS_REPORT_TO (JSON): the report could not be sent\n"
