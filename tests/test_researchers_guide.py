"""The researcher's guide in Chinese: every command from the coding on is run as it is written, in order."""

from __future__ import annotations

import csv
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from storage.database import open_database
from storage.migrations import upgrade
from tests.coded import fill
from tests.command import Command
from tests.conftest import ROOT

GUIDE = ROOT / "docs" / "使用说明.md"
UNITS = 30
TOOLS = ("资金投入", "办学模式", "校企合作（产教融合）")
THEMES = ("人才发展", "产业变革")


def test_pictures_are_small() -> None:
    """Each is drawn by `python -m demo.pictures`, and used."""
    pictures = set((ROOT / "docs" / "pictures").iterdir())
    assert {GUIDE.parent / name for name in re.findall(r"\]\((pictures/[^)]+)\)", GUIDE.read_text("utf-8"))} == pictures
    assert max(picture.stat().st_size for picture in pictures) <= 150_000


def commands(text: str) -> Iterator[list[str]]:
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words and words[0] == "corpus":
                yield words[1:]


def fill_in(sheet: Path) -> None:
    """What the coders do with Excel: the second differs on each third unit; the meeting takes the first tool."""
    workbook = openpyxl.load_workbook(sheet)
    rows = workbook["编码"]
    heading = [cell.value for cell in rows[1]]
    tool, theme = heading.index("政策工具（X）"), heading.index("发展主题（Y）")
    for number, row in enumerate(rows.iter_rows(min_row=2)):
        other = "乙" in sheet.name and number % 3 == 0
        row[tool].value = TOOLS[2] if other else TOOLS[number % 2]
        row[theme].value = THEMES[number % 2]
    workbook.save(sheet)


@pytest.mark.slow
def test_every_command_from_the_coding_on_works_as_written(command: Command) -> None:
    opened = open_database(f"sqlite:///{command.folder / 'corpus.db'}")
    upgrade(opened)
    fill(opened, UNITS, name="voced27")
    opened.dispose()
    with (command.folder / "published.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["tool_type", "tool", "n", "share_within_type_percent"], ["", "资金投入", 6, ""]])
    text = GUIDE.read_text(encoding="utf-8").partition("## 三、")[2]
    done = []
    for words in commands(text):
        result = command(*words)
        assert "Traceback" not in result.stderr
        done.append(" ".join(words[:2]))
        if "-o" in words and words[0] == "code":
            fill_in(command.folder / words[words.index("-o") + 1])
    assert done[0] == "codebook show"
    assert {"code import", "code settle", "agreement", "agreement --by-code", "tables", "tables -o"} <= set(done)
    assert len(list((command.folder / "图").iterdir())) == 4
    total = command("sql", "SELECT sum(n) AS n FROM v_table1 WHERE coder = '裁定'", "--format", "csv").stdout
    assert total == "n\n12\n"
