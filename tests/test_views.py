"""The views, on a small corpus: one flat row a thing, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text

from storage.database import ask
from storage.migrations import check, upgrade
from storage.views import VIEWS, View, create_views, drop_views
from tests.small_corpus import fill

pytestmark = pytest.mark.slow


@pytest.fixture
def url(engine: Engine, database_url: str, tmp_path: Path) -> str:
    fill(engine, tmp_path / "archive")
    return database_url


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    with ask(url, query, 20.0) as (_, found):
        return [tuple(row) for row in found]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_view_has_its_columns(engine: Engine, view: View) -> None:
    assert [column["name"] for column in inspect(engine).get_columns(view.name)] == list(view.columns)


def test_check_misses_a_view(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP VIEW v_runs"))
    assert check(engine) == ["view v_runs: not the one of this program: run `corpus db upgrade`"]
    upgrade(engine)
    assert check(engine) == []


def test_a_view_of_an_older_program_is_made_anew(engine: Engine) -> None:
    with engine.begin() as connection:
        drop_views(connection)
        connection.execute(text("CREATE VIEW v_units AS SELECT 1 AS of_old"))
    assert len(check(engine)) == len(VIEWS)
    upgrade(engine)
    assert check(engine) == []
    with engine.begin() as connection:
        drop_views(connection)
        create_views(connection)
    assert check(engine) == []


def test_a_view_with_the_same_columns_that_says_something_else_is_missed_too(engine: Engine) -> None:
    columns = ", ".join(f"NULL AS {name!r}".replace("'", '"') for name in VIEWS[0].columns)
    with engine.begin() as connection:
        connection.execute(text(f"DROP VIEW {VIEWS[0].name}"))
        connection.execute(text(f"CREATE VIEW {VIEWS[0].name} AS SELECT {columns}"))
    assert check(engine) == [f"view {VIEWS[0].name}: not the one of this program: run `corpus db upgrade`"]
    upgrade(engine)
    assert check(engine) == []


def test_a_view_that_a_researcher_made_outlives_an_upgrade(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE VIEW \"mine, '50 %'\" AS SELECT name FROM sites WHERE title LIKE '%省'"))
    upgrade(engine)
    assert check(engine) == []
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM \"mine, '50 %'\"")).scalar() == 0


def test_a_view_that_rests_on_ours(sqlite: Engine) -> None:
    """On PostgreSQL it is for its owner to drop, as the database says."""
    with sqlite.begin() as connection:
        connection.execute(text("CREATE VIEW mine AS SELECT text FROM v_units"))
    upgrade(sqlite)
    with sqlite.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM mine")).scalar() == 0


def test_units(url: str) -> None:
    query = "SELECT corpus_ref, citation, jurisdiction, chapter_title, section_title, text, responsible FROM v_units "
    found = rows(url, query + "WHERE corpus = 'sample' AND ref = '2-1-2' ORDER BY no")
    hunan = rows(url, "SELECT key FROM documents WHERE site = 'hunan'")[0][0]
    assert found[2] == (
        "4-2-1-2",
        f"{hunan}@2/2-1-2",
        "湖南省",
        "完善体系",
        "健全样例制度",
        "健全评价办法。",
        "（省教育厅牵头）",
    )
    assert [row[0] for row in found] == ["1-2-1-2", "2-2-1-2", "4-2-1-2"]


def test_a_document_stands_once_in_each_corpus_with_the_edition_chosen_there(url: str) -> None:
    query = "SELECT corpus, no, edition, editions, units FROM v_documents WHERE site = 'hunan' ORDER BY corpus"
    assert rows(url, query) == [("sample", 4, 2, 2, 8), ("second", 1, 1, 2, 7)]
    outside = "SELECT corpus, no, edition, adcode, jurisdiction, kind FROM v_documents WHERE site = 'guangdong'"
    assert rows(url, outside) == [(None, None, 1, "440000", "广东省", "interpretation")]
    refs = "SELECT DISTINCT corpus_ref FROM v_units WHERE site = 'guangdong'"
    assert rows(url, refs) == [(None,)]
    assert rows(url, "SELECT count(*), count(DISTINCT citation) FROM v_units") == [(6 + 5 + 8 + 7 + 2,) * 2]


def test_a_unit_is_what_its_edition_says_there(url: str) -> None:
    wrong = """
        SELECT count(*) FROM v_units v JOIN units u ON u.id = v.unit_id JOIN editions e ON e.id = u.edition_id
        WHERE v.text <> substr(e.text, v.start + 1, v."end" - v.start)"""
    assert rows(url, wrong) == [(0,)]


def test_coverage_has_a_row_for_every_slot(url: str) -> None:
    query = "SELECT no, place, status, edition, newest_edition, units, documents, outcome FROM v_coverage "
    assert rows(url, query + "WHERE corpus = 'sample' ORDER BY no") == [
        (1, "中央", "found", 1, 1, 6, 1, None),
        (2, "北京", "found", 1, 1, 5, 1, None),
        (3, "河北", "blocked", None, None, None, 0, "blocked"),
        (4, "湖南", "found", 2, 2, 8, 1, "ok"),
        (5, "广东", "missing", None, None, None, 1, None),
        (6, "广西", "not crawled", None, None, None, 0, None),
    ]
    second = "SELECT status, edition, newest_edition, chosen_by FROM v_coverage WHERE corpus = 'second'"
    assert rows(url, second) == [("pinned", 1, 2, "样例员")]


def test_runs(url: str) -> None:
    query = 'SELECT site, jurisdiction, outcome, "full", newest FROM v_runs ORDER BY started_at'
    assert rows(url, query) == [
        ("hebei", "河北省", "ok", 0, 0),
        ("hunan", "湖南省", "ok", 1, 1),
        ("hebei", "河北省", "blocked", 0, 1),
    ]
