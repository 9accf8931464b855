"""The `matches` table: made anew whenever documents changed, whole or not at all, and nobody is kept waiting for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from corpus import build as building
from corpus import relating
from corpus.build import build
from corpus.dedup import Documents, Match, matches_among
from storage.models import Failure
from tests.stored import Shelf, contents, new_database, page, plan

pytestmark = pytest.mark.usefixtures("in_process")


def put(shelf: Shelf, *numbers: int, title: str = "关于样例教育的意见") -> None:
    for number in numbers:
        shelf.put(f"/zc/{number}.html", page(title, *plan(f"（二）样例任务{number}。")))


def test_a_document_more_brings_its_matches_with_the_ids_of_a_build_at_once(
    engine: Engine, shelf: Shelf, tmp_path: Path
) -> None:
    put(shelf, 1, 2, 3)
    build(engine, shelf.root)
    assert len(contents(engine)["matches"]) == 3
    put(shelf, 4)
    build(engine, shelf.root)
    at_once = new_database(tmp_path, "at_once")
    build(at_once, shelf.root)
    found = contents(engine)["matches"]
    assert [match["id"] for match in found] == [1, 2, 3, 4, 5, 6]
    assert found == contents(at_once)["matches"]


def test_more_matches_than_are_written_at_a_time(engine: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    put(shelf, *range(5))
    build(engine, shelf.root)
    before = contents(engine)
    monkeypatch.setattr(relating, "_BATCH", 3)
    monkeypatch.setattr(relating, "_CHUNK", 2)
    assert relating.relate(engine) == 10
    assert contents(engine) == before


def test_a_title_that_changed_alone_is_related_anew(engine: Engine, shelf: Shelf) -> None:
    put(shelf, 1, 2)
    build(engine, shelf.root)
    assert [match["relation"] for match in contents(engine)["matches"]] == ["other_edition"]
    shelf.put("/zc/2.html", page("《关于样例教育的意见》解读", *plan("（二）样例任务2。")))
    build(engine, shelf.root)
    assert [match["relation"] for match in contents(engine)["matches"]] == ["interpretation_of"]


def test_a_build_that_is_killed_while_it_compares_is_made_good_by_the_next(
    engine: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_: Engine) -> int:
        raise KeyboardInterrupt

    put(shelf, 1, 2)
    with monkeypatch.context() as patched:
        patched.setattr(building, "relate", killed)
        with pytest.raises(KeyboardInterrupt):
            build(engine, shelf.root)
    (failure,) = contents(engine)["failures"]
    assert (failure["stage"], failure["subject"]) == ("match", "documents")
    assert contents(engine)["matches"] == []
    report = build(engine, shelf.root)
    assert (report.new, report.unchanged) == (0, 2)
    assert len(contents(engine)["matches"]) == 1
    assert contents(engine)["failures"] == []


def test_a_comparison_that_fails_leaves_the_matches_of_before(
    engine: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(documents: Documents) -> Iterator[Match]:
        yield from matches_among(documents)
        raise MemoryError

    put(shelf, 1, 2)
    build(engine, shelf.root)
    before = contents(engine)
    monkeypatch.setattr(relating, "matches_among", failing)
    with pytest.raises(MemoryError):
        relating.relate(engine)
    assert contents(engine) == before
    monkeypatch.undo()
    assert relating.relate(engine) == 1


def test_others_write_while_documents_are_compared(
    engine: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crawl that runs beside a build is not locked out for as long as comparing takes."""
    put(shelf, 1, 2, 3)
    row: dict[str, Any] = {"stage": "crawl", "run": "", "reason": "", "failed_at": "", "since": ""}

    def beside(documents: Documents) -> Iterator[Match]:
        for number, match in enumerate(matches_among(documents)):
            with engine.begin() as connection:
                connection.execute(insert(Failure), [{**row, "subject": f"http://example.gov.cn/{number}"}])
            yield match

    monkeypatch.setattr(relating, "matches_among", beside)
    monkeypatch.setattr(relating, "_BATCH", 1)
    build(engine, shelf.root)
    assert len(contents(engine)["matches"]) == len(contents(engine)["failures"]) == 3


def test_files_of_one_name_saved_from_two_sites_are_not_at_one_address(sqlite: Engine, shelf: Shelf) -> None:
    for site, words in (("beijing", "办好样例学校"), ("hunan", "修建样例公路")):
        text = [f"{words}，第{number}项任务由{site}样例部门负责落实。" for number in range(9)]
        shelf.put("file:index.html", page(f"{words}的通知", *text), site=site)
    build(sqlite, shelf.root)
    assert len(contents(sqlite)["documents"]) == 2
    assert contents(sqlite)["matches"] == []
