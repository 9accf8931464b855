"""The command as `cli.md` has it: help, exit codes, the shapes of its JSON, and what goes to which stream."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import corpus.cli
from corpus.cli import app
from crawlers.sites import SITES
from tests.command import Command
from tests.conftest import ROOT
from tests.stored import SITE, Shelf, page, plan, reading_in_process

TITLE = "关于样例的通知"
NUMBER = "样政发〔2021〕9号"
KINDS = {"title", "subtitle", "doc_number", "addressee", "heading", "paragraph", "table"} | {
    *("attachment_list", "contact", "signature", "date", "remark")
}
GROUPS = ("archive", "db", "codebook", "code", "sites")


def verbs() -> list[tuple[str, ...]]:
    """Every verb that the help names, from the help itself."""
    found = []
    for group in ((), *((name,) for name in GROUPS)):
        text = CliRunner().invoke(app, [*group, "--help"]).stdout
        names = re.findall(r"^  ([a-z]+) ", text.partition("Commands:")[2], re.M)
        found += [(*group, name) for name in names if name not in GROUPS]
    return [*found, ("sites",)]  # a group that is a verb too


@pytest.fixture(scope="module")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose database holds one document of two editions, and one other."""
    folder = tmp_path_factory.mktemp("filled")
    shelf, run = Shelf(folder / "archive"), Command(folder)
    with reading_in_process():
        shelf.put("/zc/1.html", page(TITLE, *plan(), number=NUMBER))
        run("build", "--jobs", "1", "--db", "sqlite:///corpus.db", "--archive", "archive")
        shelf.put("/zc/1.html", page(TITLE, *plan("（二）新增样例任务。"), number=NUMBER))
        shelf.put("/zc/2.html", page("关于样例二的通知", *plan()))
        run("build", "--jobs", "1", "--db", "sqlite:///corpus.db", "--archive", "archive")
    return folder


@pytest.fixture
def filled(filled_folder: Path, command: Command) -> Iterator[Command]:
    """A copy of that folder, for one test."""
    shutil.copytree(filled_folder, command.folder, dirs_exist_ok=True)
    with reading_in_process():
        yield command


# Help ------------------------------------------------------------------------------------------------------------


def test_the_verbs_of_this_stage_are_there() -> None:
    names = {" ".join(verb) for verb in verbs()}
    wanted = {"sites", "crawl", "add", "listing", "read", "segment", "build", "show", "sql", "runs", "config"}
    assert wanted | {"db upgrade", "db check"} <= names


@pytest.mark.parametrize("verb", verbs(), ids=" ".join)
def test_every_verb_has_help_with_an_example(verb: tuple[str, ...], command: Command) -> None:
    done = command(*verb, "--help")
    assert done.stderr == ""
    assert "Example: corpus " + " ".join(verb) in " ".join(done.stdout.split())
    options = re.findall(r"^  (--[a-z-]+).*?(?=^  --|\Z)", done.stdout, re.M | re.S)
    assert options
    for block in re.findall(r"^  --.*?(?=^  --|\Z)", done.stdout, re.M | re.S):
        assert len(block.split()) > 2, f"an option says nothing of itself: {block!r}"


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_has_help_with_an_example(group: str, command: Command) -> None:
    assert f"\n  Example: corpus {group} " in command(group, "--help").stdout


def test_the_summaries_are_whole_sentences(command: Command) -> None:
    for group in ((), ("db",)):
        for line in command(*group, "--help").stdout.partition("Commands:")[2].splitlines():
            assert not line.endswith("..."), line


def test_without_a_verb_the_help_is_a_message(command: Command) -> None:
    for call in ((), ("db",)):
        done = command(*call, check=2)
        assert done.stdout == ""
        assert done.stderr.startswith("Usage: corpus")


# What cannot be understood: one line, exit 2 ---------------------------------------------------------------------

WRONG: list[tuple[tuple[str, ...], str]] = [
    (("frobnicate",), "frobnicate"),
    (("build", "--frobnicate"), "--frobnicate"),
    (("build", "nowhere"), "nowhere: no such site; `corpus sites` lists them"),
    (("build", "--jobs", "0"), "--jobs"),
    (("build", "--jobs", "many"), "--jobs"),
    (("crawl", "nowhere"), "nowhere: no such site"),
    (("crawl", "hunan", "--since", "2021-13-01"), "2021-13-01: not a date"),
    (("crawl", "hunan", "--set", "DOWNLOAD_DELAY"), "--set DOWNLOAD_DELAY: not NAME=VALUE"),
    (("add", "no-such-file", "--site", SITE), "no-such-file"),
    (("add", "plan.txt"), "--site"),
    (("add", "plan.txt", "--site", "nowhere"), "nowhere: no such site"),
    (("add", "plan.txt", "--site", SITE, "--url", "ftp://x"), "ftp://x: not an http address"),
    (("add", "plan.txt", "--site", SITE, "--url", f"http://x/{'a' * 3000}"), "longer than 2048 characters"),
    (("add", "plan.txt", "a/plan.txt", "--site", SITE), "plan.txt: more than one file of this name"),
    (("add", "a", "b.txt", "--site", SITE, "--url", "http://x/"), "--url http://x/: goes with one file"),
    (("add", "void", "--site", SITE), "void: no file in this folder"),
    (("listing", "nowhere", "szfwj", "plan.txt"), "nowhere: no such site"),
    (("listing", "hunan", "nosource", "plan.txt"), "nosource: hunan has no such source; it has szfwj, "),
    (("listing", "hunan", "szfwj", "no-such-file"), "no-such-file"),
    (("listing", "hunan", "szfwj", "a"), "'a'"),
    (("read", "no-such-file"), "no-such-file"),
    (("read",), "file"),
    (("read", "plan.txt", "--site", "nowhere"), "nowhere: no such site"),
    (("segment", "no-such-file"), "no-such-file"),
    (("runs", "nowhere"), "nowhere: no such site"),
    (("runs", "--last", "0"), "--last"),
    (("runs", "--last", "9" * 20), "--last"),
    (("agreement", "--seed", "-1"), "--seed"),
    (("sql", "SELECT 1", "--seconds", "inf"), "--seconds"),
    (("sql", "SELECT 1", "--seconds", "nan"), "--seconds"),
    (("sql", "SELECT * FROM nowhere"), "nowhere"),
    (("sql", "SELECT 1", "--format", "xml"), "xml"),
    (("show", "nothing"), "nothing: no such document"),
    (("show", NUMBER, "9-9-9"), "9-9-9: "),
    (("show", f"{NUMBER}@7"), "no edition 7"),
    (("show", f"{NUMBER}@{'9' * 20}"), "no such document"),
    (("show", f"{NUMBER}@{'9' * 5000}"), "no such document"),
    (("diff", NUMBER, "9" * 20), "first"),
    (("show", "\udcff"), "an argument is not UTF-8 text"),
    (("manifest", "\udcff"), "no such corpus in the database"),
    (("exclude", "voced27", NUMBER, "--why", "\udcff"), "an argument is not UTF-8 text"),
    (("show", "关于样例"), "关于样例: more than one document: "),
    (("show", "1-0-1"), "1-0-1: more than one document"),
]


@pytest.mark.parametrize(("call", "said"), WRONG, ids=[ascii(" ".join(call))[:60] for call, _ in WRONG])
def test_a_call_that_cannot_be_carried_out_is_one_line(filled: Command, call: tuple[str, ...], said: str) -> None:
    (filled.folder / "a").mkdir()
    (filled.folder / "void").mkdir()
    for name in ("plan.txt", "b.txt", "a/plan.txt"):
        (filled.folder / name).write_text("样例方案\n样例正文。\n", encoding="utf-8")
    done = filled(*call, check=2)
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr


def test_a_decision_by_an_account_without_a_name(filled: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 54321")  # what Python says in a container

    monkeypatch.setattr("getpass.getuser", nobody)
    assert "--who" in filled("exclude", "voced27", NUMBER, "--why", "样例", check=2).stderr
    filled("exclude", "voced27", NUMBER, "--why", "样例", "--who", "me")


def test_an_archive_that_is_a_file(command: Command) -> None:
    (command.folder / "archive").write_text("x")
    (command.folder / "plan.txt").write_text("样例方案\n样例正文。\n", encoding="utf-8")
    done = command("add", "plan.txt", "--site", SITE, check=2)
    assert "archive" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_db_check_says_what_differs_and_exits_1(command: Command) -> None:
    done = command("db", "check", check=1)
    assert (done.stdout, len(done.stderr.splitlines())) == ("", 1)
    assert "corpus db upgrade" in done.stderr
    assert command("db", "upgrade").stdout.startswith("at revision ")
    assert command("db", "check").stdout == "clean\n"


# Shapes ----------------------------------------------------------------------------------------------------------


def test_sites_as_json(command: Command) -> None:
    rows = command("sites", "--json").json
    assert [row["name"] for row in rows] == list(SITES)
    for row in rows:
        assert set(row) == {"name", "title", "adcode", "sources", "last_run", "outcome"}
        assert row["last_run"] is row["outcome"] is None
        for source in row["sources"]:
            assert set(source) == {"id", "kind", "family", "unverified"}
            assert source["kind"] in ("listing", "search")
    assert not (command.folder / "corpus.db").exists()  # a question makes no database


def test_sites_know_their_last_run(command: Command) -> None:
    (command.folder / "plan.txt").write_text("样例方案\n样例正文。\n", encoding="utf-8")
    command("add", "plan.txt", "--site", "hunan")
    (hunan,) = [row for row in command("sites", "--json").json if row["name"] == "hunan"]
    assert hunan["outcome"] == "ok"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", hunan["last_run"])


def test_config_as_json_comes_from_options_then_environment_then_defaults(command: Command) -> None:
    found = command("config", "--json").json
    assert (found["db"], Path(found["archive"])) == ("sqlite:///corpus.db", Path("archive"))
    found = command("config", "--json", CORPUS_DB="sqlite:///a.db", CORPUS_ARCHIVE="warcs").json
    assert (found["db"], found["archive"]) == ("sqlite:///a.db", "warcs")
    found = command("config", "--json", "--db", "sqlite:///b.db", CORPUS_DB="sqlite:///a.db").json
    assert found["db"] == "sqlite:///b.db"
    secret = command("config", "--json", "--db", "postgresql://me:secret@127.0.0.1/corpus")
    assert "secret" not in secret.stdout + secret.stderr
    assert "me" in secret.json["db"]


def test_listing_as_json(command: Command, real: Path) -> None:
    saved = real / "html" / "api_gwy_zhengcelibrary.json"
    done = command("listing", "guowuyuan", "zhengcelibrary", saved)
    assert set(done.json) == {"links", "next", "total"}
    assert done.json["links"]
    for found in done.json["links"]:
        assert set(found) == {"url", "title", "published", "doc_number"}
        assert found["url"].startswith("http")
        assert found["published"] is None or date.fromisoformat(found["published"])
    assert isinstance(done.json["total"], int | None)
    assert "\\u" not in done.stdout


def test_a_listing_that_is_none_exits_1(command: Command) -> None:
    (command.folder / "answer.json").write_text("<html>busy</html>", encoding="utf-8")
    done = command("listing", "guowuyuan", "zhengcelibrary", "answer.json", check=1)
    assert done.json == {"links": [], "next": None, "total": None}
    assert done.stderr.startswith("answer.json: ")
    assert len(done.stderr.splitlines()) == 1


def test_read_as_json(command: Command) -> None:
    (command.folder / "1.html").write_bytes(
        page(TITLE, *plan(), number=NUMBER, links='<a href="a.pdf">样例附件.pdf</a>')
    )
    done = command("read", "1.html", "--url", "http://www.beijing.gov.cn/zc/1.html", "--site", SITE)
    found = done.json
    keys = "title doc_number issuers written_on published_on index_number subject attachments blocks reader warnings"
    assert set(keys.split()) <= set(found)
    assert (found["title"], found["doc_number"], found["written_on"]) == (TITLE, NUMBER, "2021-10-12")
    assert isinstance(found["issuers"], list)
    assert found["attachments"] == [{"url": "http://www.beijing.gov.cn/zc/a.pdf", "title": "样例附件.pdf"}]
    assert all(set(block) == {"kind", "text"} and block["kind"] in KINDS for block in found["blocks"])
    assert TITLE in done.stdout  # no \u escapes


UNIT = {
    "ref": "1-1-1",
    "item": "",
    "item_label": "",
    "item_title": "",
    "text": "支持企业参与样例建设。",
    "start": 43,
    "end": 54,
    "chapter_label": "一、",
    "chapter_title": "总体要求",
    "section_label": "（一）",
    "section_title": "建设样例基地",
    "responsible": "（责任单位：样例市教育局）",
}
LINES = (
    "样例实施方案",
    "样例市人民政府：",
    "一、总体要求",
    "坚持就业导向，办好样例学校。",
    "（一）建设样例基地",
    "支持企业参与样例建设。（责任单位：样例市教育局）",
)
TEXT = "".join(f"{line}\n" for line in LINES)


def test_segment_as_json_lines(command: Command) -> None:
    (command.folder / "plan.txt").write_text(TEXT, encoding="utf-8")
    lines = command("segment", "plan.txt").json_lines
    assert all(list(line) == list(UNIT) for line in lines)
    text = TEXT.rstrip("\n")
    for line in lines:
        assert line["text"] == text[line["start"] : line["end"]]
    (found,) = [line for line in lines if line["ref"] == "1-1-1"]
    assert {**found, "start": 0, "end": 0} == {**UNIT, "start": 0, "end": 0}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_segment_takes_a_text_in_any_encoding(command: Command, encoding: str) -> None:
    (command.folder / "plan.txt").write_bytes(TEXT.replace("\n", "\r\n").encode(encoding))
    assert [line["ref"] for line in command("segment", "plan.txt").json_lines] == ["1-0-1", "1-1-1"]


@pytest.mark.parametrize("source", ["text", "html"])
def test_segment_all_accounts_for_every_character(command: Command, source: str) -> None:
    if source == "text":
        (command.folder / "plan").write_text(TEXT, encoding="utf-8")
    else:
        (command.folder / "plan").write_bytes(page(TITLE, *plan(), number=NUMBER))
    lines = command("segment", "plan", "--all").json_lines
    units = command("segment", "plan").json_lines
    assert [line for line in lines if "ref" in line] == units
    assert all(set(line) == {"role", "text", "start", "end"} for line in lines if "ref" not in line)
    for before, after in pairwise(lines):
        assert before["end"] <= after["start"]
    reading = command("read", "plan").json
    text = TEXT if source == "text" else "\n".join(block["text"] for block in reading["blocks"])
    covered = "".join(line["text"] for line in lines)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(line["text"] == text[line["start"] : line["end"]] for line in lines)


def test_sql_in_three_forms(filled: Command) -> None:
    query = "SELECT title, doc_number, written_on, NULL AS missing FROM documents ORDER BY id"
    assert filled("sql", query, "--json").json[0] == {
        "title": TITLE,
        "doc_number": NUMBER,
        "written_on": "2021-10-12",
        "missing": None,
    }
    assert filled("sql", query, "--format", "json").stdout == filled("sql", query, "--json").stdout
    rows = list(csv.reader(io.StringIO(filled("sql", query, "--format", "csv").stdout)))
    assert rows[:2] == [["title", "doc_number", "written_on", "missing"], [TITLE, NUMBER, "2021-10-12", ""]]
    table = filled("sql", query).stdout.splitlines()
    assert table[0].split() == ["title", "doc_number", "written_on", "missing"]
    assert table[1].split() == [TITLE, NUMBER, "2021-10-12"]


def test_no_column_is_lost_in_json(filled: Command) -> None:
    query = "SELECT 1 AS a, 2 AS a, 3 AS a_2, 9e999 AS b"
    assert filled("sql", query, "--json").json == [{"a": 1, "a_2": 2, "a_2_2": 3, "b": None}]


def test_a_long_cell_is_folded_not_cut(filled: Command) -> None:
    done = filled("sql", "SELECT text FROM editions ORDER BY id LIMIT 1")
    (edition,) = filled("sql", "SELECT text FROM editions ORDER BY id LIMIT 1", "--json").json
    assert "".join(done.stdout.split()) == "text" + "".join(edition["text"].split())


def test_runs_as_json(command: Command) -> None:
    (command.folder / "plan.txt").write_text("样例方案\n样例正文。\n", encoding="utf-8")
    for site in ("hunan", "beijing"):
        command("add", "plan.txt", "--site", site)
    rows = command("runs", "--json").json
    assert {row["site"] for row in rows} == {"hunan", "beijing"}
    assert all((row["kind"], row["outcome"], row["fetched"]) == ("add", "ok", 1) for row in rows)
    assert len(command("runs", "hunan", "--json").json) == len(command("runs", "--last", "1", "--json").json) == 1


# Showing ---------------------------------------------------------------------------------------------------------


def test_show_finds_a_document_by_any_of_its_names(filled: Command) -> None:
    (row,) = filled("sql", f"SELECT key, url FROM documents WHERE doc_number = '{NUMBER}'", "--json").json
    shown = filled("show", NUMBER).stdout
    for name in (row["key"], row["key"][:-2], row["url"], row["url"].replace("http:", "https:"), TITLE):
        assert filled("show", name).stdout == shown
    lines = shown.splitlines()
    assert lines[0] == TITLE
    assert NUMBER in lines[1]
    assert "written 2021-10-12" in lines[1]
    assert lines[2].startswith(f"{row['key']}@2  http")
    assert "1  一、总体要求  [2 units]" in lines
    assert filled("show", f"{row['key']}@1").stdout != shown


def test_show_one_unit_in_its_context(filled: Command) -> None:
    unit = filled("show", NUMBER, "2-1-1").stdout
    assert unit == filled("show", f"{NUMBER}/2-1-1").stdout
    assert "→ 2-1-1  支持企业参与样例建设。" in unit
    assert "（一）建设样例基地" in unit
    old = filled("show", f"{NUMBER}@1/2-1-1").stdout
    assert "→ 2-1-1  支持企业参与样例建设。" in old
    assert "新增样例任务" not in old


# Streams ---------------------------------------------------------------------------------------------------------


def test_data_goes_out_and_messages_go_to_the_other_side(filled: Command) -> None:
    for call in (("sites",), ("runs",), ("config",), ("show", NUMBER), ("sql", "SELECT 1"), ("db", "check")):
        done = filled(*call)
        assert done.stderr == ""
        assert done.stdout


@pytest.mark.slow
def test_a_pipe_that_closes_early_is_no_error(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    run = [sys.executable, "-c", "from corpus.cli import main; main()"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([*run, "db", "upgrade"], cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=60)
    for call in (["sql", endless, "--format", "csv"], ["sites"]):
        process = subprocess.Popen(
            [*run, *call], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0
        process.stderr.close()


def test_text_is_utf_8_whatever_the_locale(filled: Command) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from corpus.cli import main; main()", "sql", "SELECT title FROM documents", "--json"],
        cwd=filled.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "gbk", "LC_ALL": "C"},
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert json.loads(done.stdout.decode())[0]["title"] == TITLE


def test_progress_is_not_data(filled: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.printing._QUIET_SECONDS", -1.0)
    Shelf(filled.folder / "archive").put("/zc/7.html", page("关于样例七的通知", *plan()))
    done = filled("build", "--jobs", "1")
    assert done.stdout == "documents 3 new 1 changed 0 unchanged 2 failed 0 faults 0\n"
    assert done.stderr == "3 of 3 documents built\n"


def test_names_of_files_that_cannot_be_printed(command: Command) -> None:
    name = os.fsdecode(b"a\nb\xff.txt")
    (command.folder / name).write_text("样例方案\n样例正文。\n", encoding="utf-8")
    command("add", name, "--site", SITE)
    with reading_in_process():
        command("build", "--jobs", "1")
    assert command("sql", "SELECT url FROM documents", "--json").json == [{"url": "file:a%0Ab%FF.txt"}]
    (command.folder / name).write_bytes(b"")
    done = command("add", name, "--site", SITE, check=1)
    assert done.stdout == "0 added\n"


def test_a_failure_of_the_program_itself_is_not_hidden(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr("corpus.overview.settings", fail)
    with pytest.raises(ZeroDivisionError):
        command("config")
    assert isinstance(corpus.cli.app, typer.Typer)
