"""The documents say what the program does: every verb, table and column is named, every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from corpus.cli import app
from storage.describe import schema_page
from storage.models import Base
from tests.conftest import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def verbs() -> list[str]:
    command = get_command(app)
    names = []
    for name, verb in command.commands.items():  # type: ignore[attr-defined]
        below = getattr(verb, "commands", {})
        names += [f"{name} {each}" for each in below]
        if not below or verb.invoke_without_command:
            names.append(name)
    return names


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_is_in_the_guide(verb: str) -> None:
    assert f"corpus {verb}" in (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table_and_column_is_described(table: object) -> None:
    line = next(
        line
        for line in (ROOT / "docs" / "schema.md").read_text(encoding="utf-8").partition("## The tables")[2].splitlines()
        if line.startswith(f"| `{table.name}` |")  # type: ignore[attr-defined]
    )
    named = set(re.findall(r"`(\w+)`", line))
    missing = {column.name for column in table.columns} - named  # type: ignore[attr-defined]
    assert not missing


def test_the_schema_page_is_what_models_and_views_say() -> None:
    stale = "stale: run `python -m storage.describe > docs/schema.md`"
    assert (ROOT / "docs" / "schema.md").read_text(encoding="utf-8") == schema_page(), stale


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_commands_in_the_documents_exist() -> None:
    known = set(verbs())
    call = re.compile(r"(?:`|^|^\$ |/bin/)corpus ((?:(?:archive|db|codebook|code|sites) )?[a-z]+)", re.M)
    for page in PAGES:
        for found in call.findall(page.read_text(encoding="utf-8")):
            assert found in known, f"{page.name}: corpus {found}"
