"""What another researcher checks: two editions compared, the manifest, the corpus made again from the archive."""

from __future__ import annotations

import hashlib
import json
import socket

import pytest

from corpus.export.units import COLUMNS
from storage.archive import Archive
from storage.database import open_database, ready
from tests.command import Command
from tests.small_corpus import NAME, fill, store
from tests.stored import contents, reading_in_process

pytestmark = pytest.mark.slow

DEFINITION = """
name = "sample"
title = "样例教育政策文本"

[member]
subject = ["样例教育"]
titles = ["样例教育"]

[[slot]]
no = 1
adcode = "000000"
place = "中央"
title = "关于推动样例教育发展的意见"
is_basis = true

[[slot]]
no = 2
adcode = "110000"
place = "北京"

[[slot]]
no = 4
adcode = "430000"
place = "湖南"
"""


@pytest.fixture
def filled(command: Command, database_url: str) -> Command:
    """The command in a folder with the small corpus, on one database."""
    engine = ready(open_database(database_url))
    fill(engine, command.folder / "archive")
    engine.dispose()
    return command


def test_two_editions(filled: Command, database_url: str) -> None:
    done = filled("diff", "湖南省样例教育实施方案", "--db", database_url)
    head, *changes = done.stdout.splitlines()
    assert head.startswith("湖南省样例教育实施方案  hunan:")
    assert head.endswith("@1 → @2")
    assert changes == ["~ 3-1-1  每个市建设[-一-]{+两+}个试点。", "+ 3-2-3  省级财政给予补助。"]
    assert done.stderr == "1 added, 0 removed, 1 changed, 0 renumbered\n"
    assert filled("diff", "湖南省样例教育实施方案", "1", "2", "--db", database_url).stdout == done.stdout
    changed, added = filled("diff", "湘样发〔2022〕8号", "--json", "--db", database_url).json
    assert (changed["kind"], changed["first"]["text"]) == ("changed", "每个市建设一个试点。")
    assert (added["first"], added["second"]["ref"]) == (None, "3-2-3")
    back = filled("diff", "湖南省样例教育实施方案", "2", "1", "--db", database_url).stdout.splitlines()
    assert back[1:] == ["~ 3-1-1  每个市建设[-两-]{+一+}个试点。", "- 3-2-3  省级财政给予补助。"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("北京市样例教育实施方案",), "edition 1 is the first"),
        (("湖南省样例教育实施方案", "1", "3"), "no edition 3"),
        (("没有的文件",), "no such document"),
    ],
)
def test_no_two_editions(command: Command, arguments: tuple[str, ...], said: str) -> None:
    fill(ready(open_database(f"sqlite:///{command.folder / 'corpus.db'}")), command.folder / "archive")
    assert said in command("diff", *arguments, check=2).stderr


@pytest.mark.parametrize("verb", [("diff", "x"), ("manifest", "sample"), ("export", "sample", "-o", "sample.xlsx")])
def test_a_verb_that_only_reads_makes_no_database(command: Command, verb: tuple[str, ...]) -> None:
    assert "no such database" in command(*verb, "--db", "sqlite:///absent.db", check=2).stderr
    assert not (command.folder / "absent.db").exists()


def test_the_manifest_leads_to_the_bytes(filled: Command, database_url: str) -> None:
    members = filled("manifest", NAME, "--db", database_url).json_lines
    assert [(member["no"], member["place"], member["edition"], member["units"]) for member in members] == [
        (1, "中央", 1, 6),
        (2, "北京", 1, 5),
        (4, "湖南", 2, 8),
    ]
    archive = Archive(filled.folder / "archive")
    for member in members:
        (page,) = member["files"]
        assert page["url"] == member["url"]
        assert page["fetched_at"].startswith("2026-11-24T05:")
        body = archive.body(page["file"], page["offset"])
        assert hashlib.sha256(body).hexdigest() == page["sha256"]
        assert len(body) == page["size"]
        assert member["title"] in body.decode()
    older = filled("manifest", "second", "--db", database_url).json_lines
    assert [member["edition"] for member in older] == [1]
    assert older[0]["files"] != members[2]["files"]


def test_a_corpus_that_is_not_there(command: Command) -> None:
    ready(open_database(f"sqlite:///{command.folder / 'corpus.db'}"))
    for verb in (("manifest", "nowhere"), ("export", "nowhere", "-o", "units.xlsx")):
        assert command(*verb, check=2).stderr == (
            "nowhere: no such corpus in the database; there is none; `corpus select` fills one\n"
        )


def test_rebuilt_without_a_network_twice_the_same(
    command: Command, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = command.folder / "archive"
    store(archive)
    store(archive, later=True)
    (command.folder / "sample.toml").write_text(DEFINITION, encoding="utf-8")
    exported = []
    with reading_in_process():
        for url in ("sqlite:///first.db", database_url):
            with monkeypatch.context() as unplugged:
                if url.startswith("sqlite"):
                    unplugged.setattr(socket.socket, "connect", _no_network)
                done = command("rebuild", "sample.toml", "--db", url)
            assert done.stdout.splitlines()[-1] == "3 of 3 slots filled"
            command("export", "sample.toml", "--format", "jsonl", "-o", "units.jsonl", "--db", url)
            exported.append((command.folder / "units.jsonl").read_bytes())
            exported.append(command("manifest", "sample", "--db", url).stdout.encode())
        again = command("rebuild", "sample.toml", "--db", database_url, check=2)
    assert exported[:2] == exported[2:]
    assert len(exported[0].splitlines()) == 6 + 5 + 8
    assert "not empty" in again.stderr
    assert again.stderr.count("\n") == 1
    assert contents(open_database(f"sqlite:///{command.folder / 'first.db'}")) == contents(open_database(database_url))


def _no_network(*_: object) -> None:
    raise AssertionError("the network was used")


def test_a_rebuild_keeps_every_edition(command: Command) -> None:
    """What was built crawl by crawl, and what is built at once from the same archive, is the same."""
    (command.folder / "sample.toml").write_text(DEFINITION, encoding="utf-8")
    archive = command.folder / "archive"
    with reading_in_process():
        store(archive)
        command("build", "--jobs", "1")
        store(archive, later=True)
        command("build", "--jobs", "1")
        command("select", "sample.toml")
        command("rebuild", "sample.toml", "--db", "sqlite:///again.db")
    for url in ("sqlite:///corpus.db", "sqlite:///again.db"):
        command("export", "sample.toml", "--format", "jsonl", "-o", f"{url[10:]}.jsonl", "--db", url)
    first, again = (command.folder / f"{name}.db.jsonl" for name in ("corpus", "again"))
    assert first.read_bytes() == again.read_bytes()


def test_a_rebuild_wants_an_archive(command: Command) -> None:
    (command.folder / "sample.toml").write_text(DEFINITION, encoding="utf-8")
    assert command("rebuild", "sample.toml", check=2).stderr == (
        "archive: no such archive; CORPUS_ARCHIVE or --archive names another\n"
    )
    assert not (command.folder / "corpus.db").exists()


def test_exported_units(filled: Command, database_url: str) -> None:
    filled("export", NAME, "--format", "jsonl", "--headings", "en", "-o", "units.jsonl", "--db", database_url)
    units = [json.loads(line) for line in (filled.folder / "units.jsonl").read_text("utf-8").splitlines()]
    assert [unit["corpus_ref"] for unit in units][:3] == ["1-1-0-1", "1-1-0-2", "1-2-1-1"]
    assert [unit["no"] for unit in units] == [1] * 6 + [2] * 5 + [4] * 8
    assert units[-1]["text"] == "省级财政给予补助。"
    assert units[-1]["written_on"] == "2022-06-01"
    assert list(units[0]) == [column.name for column in COLUMNS]
    filled("export", NAME, "--format", "csv", "-o", "units.csv", "--db", database_url)
    assert (filled.folder / "units.csv").read_text("utf-8-sig").startswith("编号,文件序号,地区,文件名称")
    assert not [path for path in filled.folder.iterdir() if path.name.startswith(".")]


def test_where_to_export(filled: Command, database_url: str) -> None:
    assert "no such folder" in filled("export", NAME, "-o", "away/units.xlsx", "--db", database_url, check=2).stderr
    assert "a folder" in filled("export", NAME, "-o", "archive", "--db", database_url, check=2).stderr
