"""`corpus archive verify`: what is sound is found so, tables are repaired, and what is lost is named, line by line."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, select, update
from warcio.warcwriter import WARCWriter

from crawlers.recording import Recording
from crawlers.registry import register
from storage.archive import Archive, Exchange
from storage.database import open_database
from storage.members import compress, read_member
from storage.migrations import upgrade
from storage.models import Failure, Run, Snapshot
from storage.verifying import Verified, verify
from tests.command import Command
from tests.crawling import document
from tests.portals.practice import SITES, WWW

pytestmark = pytest.mark.slow

PAGES = [document(name).body for name in "abc"]


def fill(engine: Engine, root: Path) -> None:
    """A run of each of two sites; the first site's last page has the body of its first."""
    for site in SITES[:2]:
        run = Recording(engine, root, site, now=lambda: "2026-11-24T05:36:12Z")
        run.open()
        for number, body in enumerate([*PAGES, PAGES[0]]):
            facts = {"role": "page", "listed_title": f"样例 {number}", "listed_on": "2021-10-12"}
            run.record(Exchange(f"{WWW}/{number}.html", body, "2026-11-24T05:36:12Z", facts=facts))
        run.close()


@pytest.fixture
def root(engine: Engine, tmp_path: Path) -> Path:
    fill(engine, tmp_path / "archive")
    return tmp_path / "archive"


def checked(engine: Engine, root: Path, *sites: str) -> Verified:
    return verify(engine, Archive(root), lambda _: "practice", sites)


def rows(engine: Engine, model: Any = Snapshot) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        found = connection.execute(select(model.__table__)).mappings()
        return sorted(
            ({name: value for name, value in row.items() if name != "id"} for row in found),
            key=lambda row: (row.get("file", ""), row.get("offset", 0), row.get("key", "")),
        )


def page_rows(engine: Engine, site: str = "practice") -> list[dict[str, Any]]:
    return [row for row in rows(engine) if row["site"] == site]


def spoil(root: Path, row: dict[str, Any], at: int = 40) -> None:
    """Turns one byte of a stored record over."""
    path = root / row["file"]
    data = bytearray(path.read_bytes())
    data[row["offset"] + at] ^= 0xFF
    path.write_bytes(data)


def exchange_body(root: Path, row: dict[str, Any], old: bytes, new: bytes) -> None:
    """Writes another body of the same length into a record, as a whole gzip member; what follows it may move."""
    assert len(old) == len(new)
    path = root / row["file"]
    data = path.read_bytes()
    member = data[row["offset"] : row["offset"] + row["length"]]
    changed = compress(gzip.decompress(member).replace(old, new))
    path.write_bytes(data[: row["offset"]] + changed + data[row["offset"] + row["length"] :])


def failures(engine: Engine) -> list[str]:
    return [row["subject"] for row in rows(engine, Failure)]


# Sound


def test_a_sound_archive(engine: Engine, root: Path) -> None:
    before = rows(engine), rows(engine, Run)
    found = checked(engine, root)
    assert (found.files, found.done, found.records) == (2, 2, 2 * (4 + 1))  # four pages and the run itself
    assert (found.indexed, found.corrected, found.lost, found.passed_over) == (0, 0, [], [])
    assert (rows(engine), rows(engine, Run)) == before


def test_some_sites_only(engine: Engine, root: Path) -> None:
    for site in ("practice", "county"):
        spoil(root, page_rows(engine, site)[1])
    assert {lost.file.split("/")[0] for lost in checked(engine, root, "county").lost} == {"county"}
    assert len(checked(engine, root).lost) == 2
    assert checked(engine, root, "county").files == 1


# Repaired


def test_rows_that_are_gone_are_indexed(engine: Engine, root: Path) -> None:
    before = rows(engine), rows(engine, Run)
    with engine.begin() as connection:
        connection.execute(delete(Run))
        # In the middle of a file too, where `index`, which goes on from the last row, does not look.
        connection.execute(delete(Snapshot).where(Snapshot.url == f"{WWW}/1.html"))
    found = checked(engine, root)
    assert (found.indexed, found.corrected, found.lost) == (2 + 2, 0, [])
    assert (rows(engine), rows(engine, Run)) == before


@pytest.mark.parametrize(
    ("column", "value"),
    [("sha256", hashlib.sha256(b"").hexdigest()), ("size", 1), ("length", 1), ("url", "http://x"), ("listed_on", None)],
)
def test_a_row_that_says_something_else_is_corrected(engine: Engine, root: Path, column: str, value: Any) -> None:
    before = rows(engine)
    with engine.begin() as connection:
        connection.execute(update(Snapshot).where(Snapshot.url == f"{WWW}/2.html").values({column: value}))
    assert rows(engine) != before
    found = checked(engine, root)
    assert (found.indexed, found.corrected, found.lost) == (0, 2, [])
    assert rows(engine) == before


def test_an_empty_database_is_filled(root: Path, engine: Engine, tmp_path: Path) -> None:
    again = open_database(f"sqlite:///{tmp_path / 'again.db'}")
    upgrade(again)
    with again.begin() as connection:
        register(connection, SITES)
    assert checked(again, root).indexed == 2 * (4 + 1)
    assert (rows(again), rows(again, Run)) == (rows(engine), rows(engine, Run))


# Lost


def test_a_damaged_record_is_lost_with_the_revisits_that_refer_to_it(engine: Engine, root: Path) -> None:
    first, *_, revisit = page_rows(engine)
    before = rows(engine)
    spoil(root, first)
    found = checked(engine, root)
    assert [(lost.offset, lost.url) for lost in found.lost] == [
        (first["offset"], f"{WWW}/0.html"),
        (revisit["offset"], f"{WWW}/3.html"),
    ]
    assert all(first["file"] in str(lost) and "\n" not in str(lost) for lost in found.lost)
    assert rows(engine) == before  # nothing is deleted
    assert failures(engine) == [f"{first['file']}@{row['offset']}" for row in (first, revisit)]
    spoil(root, first)  # the same byte again: the disk was lent a copy
    assert checked(engine, root).lost == []
    assert failures(engine) == []


def test_a_body_that_was_exchanged(engine: Engine, root: Path) -> None:
    row = page_rows(engine)[1]
    exchange_body(root, row, "样例 b".encode(), "样例 x".encode())
    (lost,) = [lost for lost in checked(engine, root).lost if lost.offset == row["offset"]]
    assert lost.url == f"{WWW}/1.html"
    assert "SHA-256" in lost.reason


def test_a_file_that_is_gone(engine: Engine, root: Path) -> None:
    gone = page_rows(engine)
    (root / gone[0]["file"]).unlink()
    found = checked(engine, root)
    assert [lost.url for lost in found.lost] == [row["url"] for row in gone]
    assert all("cannot be opened" in lost.reason for lost in found.lost)


def test_a_file_that_was_cut_off(engine: Engine, root: Path) -> None:
    row = page_rows(engine)[2]
    path = root / row["file"]
    path.write_bytes(path.read_bytes()[: row["offset"] + 10])
    found = checked(engine, root)
    assert [lost.url for lost in found.lost] == [f"{WWW}/2.html", f"{WWW}/3.html"]


def test_damage_that_no_row_names_is_lost_too(engine: Engine, root: Path) -> None:
    row = page_rows(engine)[1]
    with engine.begin() as connection:
        connection.execute(delete(Snapshot).where(Snapshot.file == row["file"], Snapshot.offset == row["offset"]))
    spoil(root, row)
    (lost,) = checked(engine, root).lost
    assert (lost.offset, lost.url) == (row["offset"], "")
    assert str(lost) == f"{row['file']}: no whole record at byte {lost.offset}, {row['length']} bytes passed over"


def test_a_row_of_no_record(engine: Engine, root: Path) -> None:
    row = page_rows(engine)[0]
    with engine.begin() as connection:
        connection.execute(insert(Snapshot), [{**row, "offset": row["offset"] + 1}])
    (lost,) = checked(engine, root).lost
    assert (lost.offset, lost.reason) == (row["offset"] + 1, f"{row['file']}: no response at byte {lost.offset}")


def test_the_tail_of_a_killed_run_is_no_loss(engine: Engine, root: Path) -> None:
    row = page_rows(engine)[0]
    with (root / row["file"]).open("ab") as file:
        file.write(compress(b"WARC/1.1\r\nWARC-Type: response\r\n\r\n")[:20])
    found = checked(engine, root)
    assert found.lost == []
    (line,) = found.passed_over
    assert line.endswith("the tail of a run that was killed")


def test_a_record_without_a_digest_is_checked_against_its_row(engine: Engine, tmp_path: Path) -> None:
    """An archive made elsewhere, whose digests are SHA-1."""
    with engine.begin() as connection:
        register(connection, SITES)
    root = tmp_path / "archive"
    root.mkdir()
    with (root / "elsewhere.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number, body in enumerate(PAGES):
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            writer.write_record(writer.create_warc_record(f"{WWW}/{number}.html", "response", io.BytesIO(head + body)))
    assert checked(engine, root).indexed == len(PAGES)
    row = rows(engine)[1]
    assert row["sha256"] == hashlib.sha256(PAGES[1]).hexdigest()
    exchange_body(root, row, "样例 b".encode(), "样例 x".encode())
    (lost,) = [lost for lost in checked(engine, root, "practice").lost if lost.url == row["url"]]
    assert "SHA-256" in lost.reason


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, Path]:
    folder = tmp_path_factory.mktemp("shelf")
    engine = open_database(f"sqlite:///{folder / 'corpus.db'}")
    upgrade(engine)
    fill(engine, folder)
    return engine, folder


@settings(deadline=None, max_examples=60)
@given(number=st.integers(0, 3), place=st.integers(0, 10_000))
def test_no_change_of_a_byte_in_a_record_goes_unseen(shelf: tuple[Engine, Path], number: int, place: int) -> None:
    engine, root = shelf
    row = page_rows(engine)[number]
    at = 10 + place % (row["length"] - 10)  # of the gzip header's 10 bytes, some are no part of what is stored
    spoil(root, row, at)
    assert row["url"] in {lost.url for lost in checked(engine, root).lost}
    spoil(root, row, at)
    assert checked(engine, root).lost == []


ABSURD = [b"", b"9" * 30, b"9" * 5000, "²".encode(), b"-1", b"\0", b"\xff", b"{" * 3000, b"\r\n\r\n", b":", b"[]"]
ABSURD += [b"resource", b"response", b"revisit", b"decision", b"run", b"../..", b"chunked", b"9999-99-99"]


@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_no_header_however_absurd_stops_a_check(shelf: tuple[Engine, Path], data: st.DataObject) -> None:
    """Records that are whole gzip members, and say what no writer should."""
    engine, root = shelf
    path = root / page_rows(engine)[0]["file"]
    whole = path.read_bytes()
    members, offset = [], 0
    with path.open("rb") as stream:
        while member := read_member(stream, 1_000_000):
            members.append(member[0])
            offset += member[1]
            stream.seek(offset)
    for at in data.draw(st.lists(st.integers(0, len(members) - 1), min_size=1, unique=True)):
        lines = members[at].split(b"\r\n")
        line = data.draw(st.integers(0, len(lines) - 1))
        name, colon, _ = lines[line].partition(b": ")
        lines[line] = name + colon + data.draw(st.sampled_from(ABSURD))
        members[at] = b"\r\n".join(lines)
    path.write_bytes(b"".join(map(compress, members)))
    try:
        checked(engine, root)
    finally:
        path.write_bytes(whole)


def test_files_that_no_name_leads_to_are_told(engine: Engine, root: Path) -> None:
    (root / "a.warc.gz").symlink_to("b.warc.gz")
    (root / "b.warc.gz").symlink_to("a.warc.gz")
    Path(os.fsdecode(os.fsencode(root) + b"/\xff.warc.gz")).write_bytes(b"")
    lost = checked(engine, root).lost
    assert [str(each) for each in lost] == [
        "?.warc.gz: cannot be opened (No such file or directory)",
        "a.warc.gz: leads to no file",
        "b.warc.gz: leads to no file",
    ]


# The command


@pytest.fixture
def kept(command: Command, tmp_path: Path) -> Callable[[], list[dict[str, Any]]]:
    engine = open_database(f"sqlite:///{tmp_path / 'corpus.db'}")
    upgrade(engine)
    fill(engine, tmp_path / "archive")
    return lambda: page_rows(engine)


def test_the_command_says_what_is_lost(command: Command, kept: Callable[[], list[dict[str, Any]]]) -> None:
    done = command("archive", "verify")
    assert done.stdout == "10 records sound in 2 files\n0 rows indexed, 0 corrected\n"
    assert done.stderr == ""
    row = kept()[1]
    spoil(command.folder / "archive", row)
    done = command("archive", "verify", check=1)
    assert done.stdout.startswith("9 records sound in 2 files\n")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"lost: {WWW}/1.html: {row['file']}: no whole record at byte {row['offset']}")
    printed = command("archive", "verify", "--json", check=1).json
    assert printed["records"] == 9
    assert [(lost["file"], lost["offset"], lost["url"]) for lost in printed["lost"]] == [
        (row["file"], row["offset"], f"{WWW}/1.html")
    ]
    assert f"{row['file']}@{row['offset']}" in command("health", check=1).stdout


def test_the_command_makes_a_lost_database_again(command: Command, kept: Callable[[], list[dict[str, Any]]]) -> None:
    """Sites that are not declared are no sites: the practice records are passed over and said."""
    done = command("archive", "verify", "--db", "sqlite:///new.db")
    assert "0 rows indexed" in done.stdout
    assert all(line.startswith("passed over: ") for line in done.stderr.splitlines())
    assert done.stderr


def test_a_build_wants_an_archive(command: Command) -> None:
    assert command("build", "--archive", "none", check=2).stderr.startswith("none: no such archive")


@pytest.mark.parametrize(
    ("arguments", "said"), [(("nowhere",), "no such site"), (("--archive", "none"), "none: no such archive")]
)
def test_a_call_that_cannot_be_carried_out(command: Command, arguments: tuple[str, ...], said: str) -> None:
    done = command("archive", "verify", *arguments, check=2)
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
