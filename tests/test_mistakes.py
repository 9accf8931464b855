"""What a person does wrong, and is told: one line that says what, where and what next; nothing half-written."""

from __future__ import annotations

import errno
import os
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from corpus.definition import template
from corpus.verbs.options import scrapy_settings
from storage.database import open_database
from storage.models import Corpus
from tests.command import Command, said
from tests.small_corpus import NAME
from tests.stored import reading_in_process

pytestmark = pytest.mark.slow


def database(folder: Path) -> Engine:
    return open_database(f"sqlite:///{folder / 'corpus.db'}")


# Where there is nothing yet ----------------------------------------------------------------------------------------


def test_a_build_without_an_archive_makes_no_database(command: Command) -> None:
    assert said(command("build", check=2)) == "archive: no such archive; CORPUS_ARCHIVE or --archive names another"
    assert list(command.folder.iterdir()) == []


@pytest.mark.parametrize(
    "call",
    [
        ("sql", "SELECT 1"),
        ("runs",),
        ("health", "--html", "health.html"),
        ("show", "x"),
        ("select", "voced27"),
        ("export", "voced27", "-o", "units.xlsx"),
        ("code", "sheet", "-o", "sheet.xlsx"),
    ],
    ids=lambda call: call[0],
)
def test_what_only_reads_makes_no_database(command: Command, call: tuple[str, ...]) -> None:
    assert said(command(*call, check=2)) == (
        "corpus.db: no such database; `corpus build` makes one, CORPUS_DB or --db names another"
    )
    assert list(command.folder.iterdir()) == []


def test_a_check_makes_no_database_either(command: Command) -> None:
    assert said(command("db", "check", check=1)) == "corpus.db: no such database; `corpus db upgrade` makes one"
    assert list(command.folder.iterdir()) == []


def test_a_rebuild_without_an_archive(command: Command) -> None:
    assert said(command("rebuild", "voced27", check=2)).startswith("archive: no such archive; ")
    (command.folder / "archive").mkdir()
    assert said(command("rebuild", "voced27", check=2)).startswith("archive: it holds no WARC file; ")
    assert [path.name for path in command.folder.iterdir()] == ["archive"]


# Definitions and codebooks -----------------------------------------------------------------------------------------


def test_a_definition_in_another_encoding(command: Command) -> None:
    (command.folder / "own.toml").write_bytes(template("own").encode("gb18030"))
    assert said(command("crawl", "--corpus", "own.toml", check=2)) == "own.toml: not UTF-8 text; save it as UTF-8"


def test_a_definition_that_notepad_saved_is_read(small: Command) -> None:
    text = template("own").replace("\n", "\r\n").replace("fewest_units = 10", "fewest_units = 1")
    (small.folder / "own.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert "guowuyuan:" in small("select", "own.toml").stdout


def test_a_definition_that_was_not_filled_in(small: Command) -> None:
    small("new", "own")
    done = small("select", "own.toml", check=1)
    assert done.stderr.splitlines()[0] == (
        "own.toml: it does not say what a member must be, so any document of a place may fill its slot"
    )
    text = (small.folder / "own.toml").read_text(encoding="utf-8")
    (small.folder / "own.toml").write_text(text.replace("subject = []", 'subject = ["样例"]'), encoding="utf-8")
    assert "does not say" not in small("select", "own.toml", check=1).stderr


def test_a_corpus_of_ones_own_is_named_by_its_file(small: Command) -> None:
    for verb in ("select", "coverage"):
        assert said(small(verb, NAME, check=2)) == (
            f"{NAME}: arts_edu, voced27 ship; of any other corpus give the path of its .toml file"
        )


def test_a_code_of_a_dimension_that_is_none_is_told_first(command: Command) -> None:
    (command.folder / "own.toml").write_text(
        'name = "own"\nversion = "1"\ntitle = "样例"\n[dimensions.tool]\ntitle = "工具"\n'
        '[codes."甲"]\ndimension = "tol"\ndefinition = "样例"\n',
        encoding="utf-8",
    )
    assert said(command("codebook", "import", "own.toml", check=2)) == (
        "own.toml: code 甲: no dimension 'tol'; there are tool"
    )


def test_the_books_that_ship_are_among_those_that_are_known(small: Command) -> None:
    assert said(small("codebook", "show", "policy", check=2)).endswith("(known: policy_tools@1)")


# Exports -----------------------------------------------------------------------------------------------------------


def test_a_file_is_what_its_name_says(small: Command) -> None:
    units = small("sql", f"SELECT count(*) AS n FROM v_units WHERE corpus = '{NAME}'", "--json").json[0]["n"]
    begins = {"xlsx": b"PK", "csv": b"\xef\xbb\xbf", "jsonl": b"{", "parquet": b"PAR1"}
    for form, mark in begins.items():
        assert small("export", NAME, "-o", f"units.{form}").stdout == f"units.{form}: {units} units\n"
        assert small("export", NAME, "--format", form, "-o", "units").stdout == f"units: {units} units\n"
        assert (small.folder / f"units.{form}").read_bytes().startswith(mark)
        assert (small.folder / "units").read_bytes().startswith(mark)
    assert said(small("export", NAME, "--format", "csv", "-o", "all.xlsx", check=2)) == (
        "all.xlsx: --format says csv, the file's name xlsx; leave one of them out"
    )
    assert said(small("export", NAME, "-o", "all.doc", check=2)).startswith("all.doc: which format? ")
    assert not list(small.folder.glob("*all*"))


def test_a_file_that_cannot_be_written_is_named_by_its_own_name(
    small: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), ".units.csv.part")

    monkeypatch.setattr("storage.atomic.os.fsync", full)
    for call in (("export", NAME, "-o", "units.csv"), ("code", "sheet", "--corpus", NAME, "-o", "units.csv")):
        assert said(small(*call, check=2)) == "units.csv: cannot be written: No space left on device"
    assert not list(small.folder.glob("*units*"))


def test_a_corpus_that_was_never_selected(small: Command) -> None:
    for verb in (("manifest", "smaple"), ("export", "smaple", "-o", "units.xlsx")):
        assert said(small(*verb, check=2)) == (
            f"smaple: no such corpus in the database; there are {NAME}, second; `corpus select` fills others"
        )
    assert not list(small.folder.glob("*units*"))


def test_a_corpus_without_a_member_is_said(small: Command) -> None:
    with database(small.folder).begin() as connection:
        connection.exec_driver_sql("DELETE FROM members WHERE corpus = 'second'")
    done = small("export", "second", "-o", "units.csv")
    assert done.stdout == "units.csv: 0 units\n"
    assert done.stderr == "second: no slot is filled; `corpus coverage second` says why\n"


# Naming documents and units ----------------------------------------------------------------------------------------


def test_a_unit_is_shown_by_its_number_in_a_corpus(small: Command) -> None:
    with database(small.folder).connect() as connection:
        question = "SELECT corpus_ref, citation, ref, text FROM v_units WHERE corpus = ? AND no = 4 AND chapter = 3"
        units = connection.exec_driver_sql(question, (NAME,)).all()
    assert len(units) > 3
    for unit in units:
        shown = small("show", unit.corpus_ref).stdout
        assert shown.splitlines()[0].endswith(f"  {unit.citation}")
        assert f"→ {unit.ref}  {unit.text}" in shown
        assert small("show", f"{NAME}/{unit.corpus_ref}").stdout == shown


def test_a_number_that_no_corpus_or_more_than_one_has(small: Command) -> None:
    assert said(small("show", "9-1-1-1", check=2)).startswith("9-1-1-1: no corpus has a member 9; ")
    assert said(small("show", "second/2-1-1-1", check=2)).startswith("second/2-1-1-1: second has no member 2; ")
    assert said(small("show", "1-1-0-1", check=2)) == (
        f"1-1-0-1: a number in more than one corpus: write one of {NAME}/1-1-0-1, second/1-1-0-1"
    )
    assert small("show", f"{NAME}/1-1-0-1").stdout != small("show", "second/1-1-0-1").stdout
    assert said(small("show", "2-9-9-9", check=2)).startswith("9-9-9: beijing:")


def test_of_more_documents_than_one_the_keys_are_said(small: Command) -> None:
    keys = [row["key"] for row in small("sql", "SELECT key FROM documents ORDER BY id", "--json").json]
    message = said(small("show", "", check=2))
    assert all(key in message for key in keys)
    assert message.endswith("; give the key of one")


# A narrow terminal -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 60, 40])
def test_keys_stay_whole_on_a_narrow_terminal_and_nothing_is_cut(
    small: Command, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr("corpus.printing._PIPE_WIDTH", width)
    question = "SELECT key, title, url, coalesce(published_on, '') AS day FROM documents ORDER BY id"
    rows = small("sql", question, "--json").json
    printed = small("sql", question).stdout
    assert all(len(line) <= width for line in printed.splitlines())
    for row in rows:
        assert (row["key"] in printed) is (width > 40)  # there is no room for it then
    assert Counter("".join(cell for row in rows for cell in row.values())) <= Counter(printed)


# Coding ------------------------------------------------------------------------------------------------------------


def test_of_several_corpora_the_one_that_has_members_is_meant(small: Command) -> None:
    assert said(small("code", "progress", check=2)) == (
        f"which corpus? there are {NAME}, second; name one with --corpus"
    )
    with database(small.folder).begin() as connection:
        connection.exec_driver_sql("DELETE FROM members WHERE corpus = 'second'")
        connection.execute(insert(Corpus), [{"name": "empty", "title": "", "definition_sha256": ""}])
    assert small("code", "assign", "甲").stdout.startswith(f"{NAME}: ")
    assert said(small("code", "progress", "--corpus", "smaple", check=2)) == (
        f"smaple: no such corpus in the database; there are empty, {NAME}, second; `corpus select` fills others"
    )


def test_what_is_wrong_with_a_sheet_is_said_with_its_name(small: Command) -> None:
    head = "编号,政策工具（X）,发展主题（Y）,编码员,编码方案\n"
    (small.folder / "没有方案.csv").write_text(head, encoding="utf-8")
    (small.folder / "别的方案.csv").write_text(head + "1-1-0-1,资金投入,,甲,own@1\n", encoding="utf-8")
    assert said(small("code", "import", "没有方案.csv", "--corpus", NAME, check=2)) == (
        "没有方案.csv: it does not say by which codebook it was coded; say --codebook NAME"
    )
    assert said(small("code", "import", "别的方案.csv", "--corpus", NAME, check=2)).startswith(
        "别的方案.csv: own@1: no such codebook; "
    )


def test_a_coder_whom_nobody_knows(small: Command) -> None:
    head = "编号,政策工具（X）,发展主题（Y）,编码员,编码方案\n"
    rows = "".join(f"1-1-0-1,资金投入,,{coder},policy_tools@1\n" for coder in "甲乙")
    (small.folder / "编码.csv").write_text(head + rows, encoding="utf-8")
    small("code", "import", "编码.csv", "--corpus", NAME)
    assert said(small("agreement", "甲", "丙", "--corpus", NAME, check=2)) == (
        f"丙: has coded nothing of {NAME} by policy_tools@1; coders are 甲、乙"
    )
    assert said(small("agreement", "甲", "甲", "--corpus", NAME, check=2)).endswith("needs two coders, there is 甲")
    assert "κ 甲 – 乙" in small("agreement", "甲", "乙", "--corpus", NAME).stdout


# Settings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", [("crawl", "hunan"), ("sites", "check", "hunan"), ("sites", "new", "http://a.cn/")])
def test_settings_that_are_none(command: Command, verb: tuple[str, ...]) -> None:
    message = said(command(*verb, "--set", "CORPUS_RECHECK_DAY=7", check=2))
    assert message.startswith("--set CORPUS_RECHECK_DAY=7: no such setting; there are CORPUS_ARCHIVE, ")
    assert "CORPUS_RECHECK_DAYS" in message
    for network in ("10.0.0.0/8x", "intranet"):
        done = command(*verb, check=2, CORPUS_PRIVATE_NETWORKS=f"10.1.0.0/16, {network}")
        assert said(done) == f"CORPUS_PRIVATE_NETWORKS: {network}: not a network like 10.1.0.0/16"
    assert list(command.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("setting", "wrong"),
    [
        *((f"CORPUS_RECHECK_DAYS={days}", "not a whole number from 0") for days in ("soon", "", "1.5", "-1", "1e3")),
        *((f"CORPUS_RECHECK_SHARE={share}", "not a number from 0") for share in ("3 %", "nan", "-0.1", "inf")),
        ("CORPUS_IGNORE_UNREACHABLE_ROBOTS=maybe", "neither 1 nor 0"),
        ("DOWNLOAD_DELAY=short", "not a number from 0"),
    ],
)
def test_settings_of_another_kind(command: Command, setting: str, wrong: str) -> None:
    assert said(command("crawl", "hunan", "--set", setting, check=2)) == f"--set {setting}: {wrong}"
    assert list(command.folder.iterdir()) == []


def test_settings_of_their_kind() -> None:
    given = {"CORPUS_RECHECK_DAYS": "7", "CORPUS_RECHECK_SHARE": "0.5", "CORPUS_IGNORE_UNREACHABLE_ROBOTS": "true"}
    given |= {"DOWNLOAD_DELAY": "0", "CORPUS_DATABASE_PATIENCE": "1e2", "LOG_LEVEL": "INFO", "LOOPBACK": "a=b"}
    assert scrapy_settings([f"{name}={value}" for name, value in given.items()]) == given


# Files -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        ("read", "pipe"),
        ("segment", "pipe"),
        ("listing", "hunan", "szfwj", "pipe"),
        ("sites", "new", "http://www.example.gov.cn/zcwj/", "--file", "pipe"),
        ("code", "import", "pipe"),
        ("tables", "--corpus", NAME, "--published", "pipe"),
        ("codebook", "import", "pipe"),
        ("codebook", "show", "pipe.toml"),
    ],
    ids=lambda call: " ".join(call[:2]),
)
def test_a_pipe_is_not_waited_for(small: Command, call: tuple[str, ...]) -> None:
    os.mkfifo(small.folder / call[-1])
    assert said(small(*call, check=2)).startswith(f"{call[-1]}: not a regular file")


def test_a_folder_that_is_no_file(small: Command) -> None:
    (small.folder / "saved").mkdir()
    assert "'saved' is a directory" in said(small("read", "saved", check=2))
    os.mkfifo(small.folder / "saved" / "pipe")
    assert small("add", "saved/pipe", "--site", "hunan", check=1).stderr == "saved/pipe: not a regular file\n"


def test_an_answer_in_json_is_no_document(command: Command) -> None:
    (command.folder / "api.json").write_text('{"data": {"title": "样例"}}', encoding="utf-8")
    for verb in ("read", "segment"):
        assert said(command(verb, "api.json", check=2)) == (
            "api.json: JSON, which is no document; `corpus listing` shows what a source reads from it"
        )


# One of a thing ----------------------------------------------------------------------------------------------------


def test_one_of_a_thing_is_no_plural(small: Command) -> None:
    small("new", "own")
    text = (small.folder / "own.toml").read_text(encoding="utf-8")
    (small.folder / "own.toml").write_text(text[: text.rindex("[[slot]]")], encoding="utf-8")
    assert small("select", "own.toml", check=1).stderr.splitlines()[-1].startswith("1 of 1 slot empty: ")
    assert small("coverage", "own.toml").stderr == "0 of 1 slot filled\n"
    with reading_in_process():
        (small.folder / "locked.bin").write_bytes(bytes(range(256)))
        small("add", "locked.bin", "--site", "hunan")
        done = small("build", "hunan", "--jobs", "1", check=1)
    assert "1 file could not be read; " in done.stderr


# Ctrl-C ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["corpus.codebook.outline", "corpus.cli.app"], ids=["in a verb", "before it"])
def test_ctrl_c_is_one_line(command: Command, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(moment, interrupted)
    assert said(command("codebook", "show", check=130)) == "stopped"
