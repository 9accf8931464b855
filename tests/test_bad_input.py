"""Bad input: one clear line each, a row in `failures`, and the rest goes on; never a traceback."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from storage import archive as storage_archive
from storage.archive import Archive, Exchange
from storage.archive_writer import ArchiveWriter
from tests.command import Command, Done
from tests.conftest import ROOT
from tests.portals.typeset import pdf
from tests.stored import HOST, SITE, Shelf, page, plan

pytestmark = pytest.mark.slow

GOOD = page("关于样例的通知", *plan())
LOCKED_WORDS = ("locked", "password", "encrypt")


def locked() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption("user", "owner", canPrint=0, strength=128))
    canvas.drawString(72, 720, "sample")
    canvas.save()
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(file.getvalue())
    return file.getvalue()


def truncated() -> bytes:
    whole = pdf("样例方案", plan())
    return whole[: len(whole) // 3]


def large(path: Path, size: int = 200 * 1024 * 1024) -> Path:
    with path.open("wb") as file:
        file.write(GOOD)
        file.truncate(size)
    return path


def failures(command: Command) -> list[dict[str, str]]:
    found: list[dict[str, str]] = command(
        "sql", "SELECT stage, subject, reason FROM failures ORDER BY id", "--json"
    ).json
    return found


def one_line_each(done: Done, *words: str) -> None:
    """Every line of the messages is short, and the words are there; no traceback."""
    lines = done.stderr.splitlines()
    assert all(len(line) < 400 for line in lines)
    assert "Traceback" not in done.stderr
    for word in words:
        assert sum(word in line for line in lines) == 1, done.stderr


BAD: list[tuple[str, bytes]] = [
    ("truncated.pdf", truncated()),
    ("locked.pdf", locked()),
    ("no-pages.pdf", b"%PDF-1.7\n%%EOF\n"),
    ("spaces.html", b" \r\n\t"),
    ("archive.zip", b"PK\x03\x04" + bytes(60)),
    ("binary.bin", bytes(range(256))),
]


@pytest.mark.parametrize(("name", "data"), BAD, ids=[name for name, _ in BAD])
def test_a_bad_file_is_one_line_for_read_and_segment(command: Command, name: str, data: bytes) -> None:
    (command.folder / name).write_bytes(data)
    for verb in ("read", "segment"):
        done = command(verb, name, check=2)
        assert done.stdout == ""
        assert done.stderr.startswith(f"{name}: ")
        assert len(done.stderr.splitlines()) == 1
    if name == "locked.pdf":
        assert any(word in done.stderr.lower() for word in LOCKED_WORDS)


def test_an_empty_file(command: Command) -> None:
    (command.folder / "empty.html").touch()
    (command.folder / "good.html").write_bytes(GOOD)
    done = command("add", "empty.html", "good.html", "--site", SITE, check=1)
    assert done.stdout == "1 added\n"
    assert done.stderr == "empty.html: the file is empty\n"
    assert failures(command) == [{"stage": "add", "subject": "file:empty.html", "reason": "the file is empty"}]
    for verb in ("read", "segment"):
        assert command(verb, "empty.html", check=2).stderr == "empty.html: the file is empty\n"
    built = command("build", "--jobs", "1")
    assert built.stdout.startswith("documents 1 new 1 ")
    (command.folder / "empty.html").write_bytes(GOOD)  # it was downloaded again
    command("add", "empty.html", "--site", SITE)
    assert failures(command) == []


def test_every_bad_file_is_a_failure_and_the_rest_goes_on(command: Command) -> None:
    for name, data in BAD:
        (command.folder / name).write_bytes(data)
    (command.folder / "good.html").write_bytes(GOOD)
    names = [name for name, _ in BAD]
    command("add", *names, "good.html", "--site", SITE)
    done = command("build", "--jobs", "1", check=1)
    one_line_each(done, *(f"file:{name}: " for name in names))
    assert len(done.stderr.splitlines()) == len(names) + 1
    assert done.stdout.startswith(f"documents {len(names) + 1} new 1 ")
    assert [row["subject"] for row in failures(command)] == [f"file:{name}" for name in names]
    assert command("sql", "SELECT title FROM documents", "--json").json == [{"title": "关于样例的通知"}]
    again = command("build", "--jobs", "1", check=1)
    assert again.stderr == done.stderr


def test_a_body_of_200_mb_by_hand(command: Command) -> None:
    large(command.folder / "large.html")
    (command.folder / "good.html").write_bytes(GOOD)
    done = command("add", "large.html", "good.html", "--site", SITE, check=1)
    assert (done.stdout, done.stderr) == ("1 added\n", "large.html: larger than 64 MiB\n")
    assert [row["subject"] for row in failures(command)] == ["file:large.html"]
    for arguments in (("read", "large.html"), ("segment", "large.html"), ("listing", SITE, "szfwj", "large.html")):
        assert command(*arguments, check=2).stderr == "large.html: larger than 64 MiB\n"


def test_a_body_of_200_mb_in_a_warc(command: Command) -> None:
    shelf = Shelf(command.folder / "archive")
    url = shelf.put("/large.html", bytes(200 * 1024 * 1024))
    shelf.put("/good.html", GOOD)
    done = command("build", "--jobs", "1", check=1)
    one_line_each(done, "is larger than 64 MiB")
    (failure,) = failures(command)
    assert (failure["stage"], failure["subject"]) == ("read", url)
    assert command("sql", "SELECT url FROM documents", "--json").json == [{"url": f"{HOST}/good.html"}]


def test_a_large_body_made_elsewhere(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a digest of ours the body is read while indexing; that too is bounded, and told."""
    monkeypatch.setattr(storage_archive, "MAX_BODY", 100_000)
    monkeypatch.setattr(storage_archive, "_sha256", lambda _: "")
    shelf = Shelf(command.folder / "archive")
    shelf.put("/large.html", bytes(1_000_000))
    shelf.put("/good.html", GOOD)
    done = command("build", "--jobs", "1", check=1)
    one_line_each(done, "is larger than 0 MiB")
    assert [row["stage"] for row in failures(command)] == ["archive"]
    assert command("sql", "SELECT url FROM documents", "--json").json == [{"url": f"{HOST}/good.html"}]


@pytest.mark.parametrize("declared", ["utf-8", "big5", "iso-8859-1", "hex", "no-such-charset", "utf-16", "utf-7"])
def test_a_page_whose_charset_lies(command: Command, declared: str) -> None:
    body = GOOD.decode().replace("<head>", f'<head><meta charset="{declared}">').encode("gb18030")
    (command.folder / "page.html").write_bytes(body)
    reading = command("read", "page.html").json
    assert reading["title"] == "关于样例的通知"
    assert any("全面提高样例质量。" in block["text"] for block in reading["blocks"])


def test_a_header_that_lies_about_the_charset(command: Command) -> None:
    shelf = Shelf(command.folder / "archive")
    shelf.put("/1.html", GOOD.decode().encode("gb18030"), headers=[("Content-Type", "text/html; charset=utf-8")])
    command("build", "--jobs", "1")
    assert command("sql", "SELECT title FROM documents", "--json").json == [{"title": "关于样例的通知"}]


def test_a_broken_warc(command: Command) -> None:
    root = command.folder / "archive"
    with ArchiveWriter(root, SITE, "r1") as writer:
        positions = [
            writer.write(Exchange(f"{HOST}/{number}.html", GOOD, "2026-11-24T05:00:00Z", facts={"role": "page"}))
            for number in range(4)
        ]
    broken = root / positions[0].file
    with broken.open("r+b") as file:
        file.seek(positions[1].offset + 25)
        file.write(bytes(40))
    os.truncate(broken, positions[3].offset + 100)
    (root / SITE / "garbage.warc.gz").write_bytes(b"no archive")
    (root / "folder.warc.gz").mkdir()
    done = command("build", "--jobs", "1", check=1)
    one_line_each(
        done,
        f"{positions[1].file}: no whole record at byte {positions[1].offset}, ",
        f"{positions[3].file}: no whole record at byte {positions[3].offset}, ",
        f"{SITE}/garbage.warc.gz: no whole record at byte 0, 10 bytes passed over",
        "folder.warc.gz: cannot be opened (Is a directory)",
    )
    assert done.stdout.startswith("documents 2 new 2 ")
    assert {row["stage"] for row in failures(command)} == {"archive"}
    assert len(failures(command)) == 4
    assert len(Archive(root).files()) == 3


def test_never_a_traceback_from_the_real_command(tmp_path: Path) -> None:
    """As a person runs it: a process of its own, with children, pipes and the locale C."""
    shelf = Shelf(tmp_path / "archive")
    for name, data in BAD:
        shelf.put(f"/{name}", data, headers=[("Content-Type", "application/octet-stream")])
    shelf.put("/good.html", GOOD)
    done = subprocess.run(
        [sys.executable, "-c", "from corpus.cli import main; main()", "build", "--jobs", "2"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "LC_ALL": "C",
            "PYTHONIOENCODING": "ascii",
            "CORPUS_DB": "sqlite:///c.db",
        },
        capture_output=True,
        timeout=100,
    )
    assert done.returncode == 1
    assert done.stdout.decode().startswith(f"documents {len(BAD) + 1} new 1 ")
    lines = done.stderr.decode().splitlines()
    assert len(lines) == len(BAD) + 1
    assert [line.split(": ")[0] for line in lines[:-1]] == [f"{HOST}/{name}" for name, _ in BAD]
