"""Imports go one way (storage, then crawlers, then corpus), what declares sites never loads Scrapy, and a verb loads
no library that it does without.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from storage.database import open_database
from storage.migrations import upgrade

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "storage": {"storage"},
    "crawlers": {"storage", "crawlers"},
    "corpus": {"storage", "crawlers", "corpus"},
}
OURS = {"storage", "crawlers", "corpus", "tests", "benchmarks", "demo"}
# What a declaration, a source or the reading side is made of: no crawler, no network.
WITHOUT_SCRAPY = ("crawlers/site.py", "crawlers/notation.py", "crawlers/sources/", "crawlers/sites/")
NETWORK = {"scrapy", "twisted", "requests", "httpx", "aiohttp", "socket", "http", "urllib.request"}


def modules(*packages: str) -> list[str]:
    found = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def imported(module: str) -> Iterator[str]:
    """Every module that a file imports, at its top or within functions, under TYPE_CHECKING too."""
    package = Path(module).parent.parts
    for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join([*base, *(node.module or "").split(".")]).strip(".")


@pytest.mark.parametrize("module", modules(*MAY_IMPORT))
def test_imports_point_one_way(module: str) -> None:
    allowed = MAY_IMPORT[module.split("/")[0]]
    for name in imported(module):
        top = name.split(".")[0]
        assert top not in OURS or top in allowed, f"{module} imports {name}"


def test_there_is_something_to_look_at() -> None:
    declared = [module for module in modules("crawlers") if module.startswith(WITHOUT_SCRAPY)]
    assert len(declared) > 40
    assert "scrapy" in {name.split(".")[0] for name in imported("crawlers/spider.py")}
    assert "storage.archive" in set(imported("corpus/composing.py"))


@pytest.mark.parametrize("module", [name for name in modules("crawlers") if name.startswith(WITHOUT_SCRAPY)])
def test_declarations_and_sources_know_no_network(module: str) -> None:
    for name in imported(module):
        assert not NETWORK & {name, name.split(".")[0]}, f"{module} imports {name}"


@pytest.mark.parametrize("module", modules("corpus/reading", "corpus/segmenting"))
def test_readers_and_the_segmenter_know_no_database(module: str) -> None:
    for name in imported(module):
        assert name.split(".")[0] not in {"sqlalchemy", "storage", "scrapy"}, f"{module} imports {name}"


def test_a_site_is_read_without_scrapy() -> None:
    code = (
        "import sys; from crawlers.sites import SITES; from corpus.reading.carrier import read_carrier; "
        "read_carrier('<p>样例</p>'.encode(), site='hunan'); "
        "print(sorted({'scrapy', 'twisted'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\n"


# Which of our dependencies these calls load, on a database that is ready and empty. A person waits for each.
LOADED = {
    "--help": {"typer"},
    "health": {"typer", "sqlalchemy", "w3lib"},
    "runs": {"typer", "sqlalchemy", "rich"},
    "show nothing": {"typer", "sqlalchemy", "w3lib"},
    "sites": {"typer", "sqlalchemy", "rich", "lxml", "cssselect"},
}


def dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [project["dependencies"], *project["optional-dependencies"].values()]
    return {re.split(r"[^\w.-]", name, maxsplit=1)[0].lower() for names in declared for name in names}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that is ready, and empty."""
    folder = tmp_path_factory.mktemp("ready")
    upgrade(open_database(f"sqlite:///{folder / 'corpus.db'}"))
    return folder


@pytest.mark.parametrize("call", LOADED)
def test_a_verb_loads_what_it_needs(folder: Path, call: str) -> None:
    code = (
        "import atexit, json, sys; atexit.register(lambda: print(json.dumps([*sys.modules]), file=sys.stderr)); "
        "sys.path.insert(0, sys.argv.pop(1)); from corpus.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, ROOT, *call.split()],
        cwd=folder,
        env={"CORPUS_DB": "sqlite:///corpus.db"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    *_, loaded = done.stderr.splitlines()
    packages = packages_distributions()
    names = {name.lower() for module in json.loads(loaded) for name in packages.get(module, ())}
    assert names & dependencies() == LOADED[call]


def test_there_are_dependencies_to_look_for() -> None:
    assert {"alembic", "scrapy", "lxml", "beautifulsoup4", "pdfplumber", "pyarrow", "jieba", "scipy"} <= dependencies()
