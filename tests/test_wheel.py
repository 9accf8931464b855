"""The wheel by itself: installed apart from the source tree, it migrates and checks a database in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel of this source tree is unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    subprocess.run([*build, "--wheel-dir", folder, ROOT], check=True, capture_output=True, timeout=200)
    (wheel,) = folder.glob("policy_corpus-*.whl")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, folder: Path, *arguments: str) -> str:
    """The command from the unpacked wheel; the dependencies are those of this interpreter, the source tree is not."""
    code = (
        "import sys; sys.path[:] = [path for path in sys.path if path != sys.argv[1]]; "
        "sys.path.insert(0, sys.argv[2]); import corpus.cli, crawlers.sites, storage.database as database; "
        "assert all(module.__file__.startswith(sys.argv[2]) for module in (corpus, crawlers, database)), corpus; "
        "assert str(database.migrations()).startswith(sys.argv[2]); "
        "sys.argv = ['corpus', *sys.argv[3:]]; corpus.cli.main()"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CORPUS_", "PYTHON"))}
    done = subprocess.run(
        [sys.executable, "-c", code, ROOT, installed, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.slow
def test_the_wheel_migrates_and_checks_in_an_empty_folder(installed: Path, tmp_path: Path, database_url: str) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    assert run(installed, folder, "db", "upgrade", "--db", database_url).startswith("at revision ")
    assert run(installed, folder, "db", "check", "--db", database_url) == "clean\n"
    run(installed, folder, "health", "--html", "page.html", "--db", database_url)
    assert "<style>" in (folder / "page.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_wheel_adds_and_builds(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("样例方案\n一、目标\n办好学校。\n", encoding="utf-8")
    run(installed, tmp_path, "add", "plan.txt", "--site", "hunan")
    assert "new 1" in run(installed, tmp_path, "build", "--jobs", "1")
    assert run(installed, tmp_path, "sql", "SELECT count(*) AS n FROM units", "--format", "csv") == ("n\n1\n")


@pytest.mark.slow
def test_the_wheel_holds_the_three_packages_and_the_migrations(installed: Path) -> None:
    held = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    sources = {
        path.relative_to(ROOT) for top in ("corpus", "crawlers", "storage") for path in (ROOT / top).rglob("*.py")
    }
    assert {path.as_posix() for path in sources} <= held
    migrations = {f"storage/alembic/versions/{path.name}" for path in (ROOT / "alembic" / "versions").glob("*.py")}
    assert migrations
    assert migrations <= held
    tops = {name.split("/")[0] for name in held}
    assert {name for name in tops if not name.endswith(".dist-info")} == {"corpus", "crawlers", "storage"}
    assert not [name for name in held if name.startswith(("tests", "demo", "benchmarks"))]
