"""Imports go one way (storage, then crawlers, then corpus), and what declares sites never loads Scrapy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

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
