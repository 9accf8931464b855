"""What happened to documents: told by what their addresses answered, recorded once, whatever the builds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from alembic.command import downgrade
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text

from corpus.build import build
from corpus.segment import segment
from storage import migrations
from storage.archive import Exchange
from storage.archive_writer import ArchiveWriter
from storage.history import MISSING_DAYS, days_between, moves, withdrawals
from storage.models import Document, Event
from tests.stored import HOST, SITE, page, plan

pytestmark = pytest.mark.usefixtures("in_process")


class Row(NamedTuple):
    role: str = "page"
    status: int = 200
    size: int = 9
    run: str = ""
    url: str = "http://www.a.example/1.html"
    fetched_at: str = ""


ANSWERS = {
    "good": Row(),
    "same": Row(status=304),
    "404": Row(status=404),
    "410": Row(status=410),
    "soft": Row(role="soft_404"),
    "500": Row(status=500),
    "void": Row(size=0),
}


def told(*answers: tuple[int, str]) -> list[tuple[str, int]]:
    """What answers on some days of a month tell, and on which days."""
    rows = [ANSWERS[name]._replace(fetched_at=f"2026-11-{day:02}T23:00:00Z") for day, name in answers]
    return [(kind, int(row.fetched_at[8:10])) for kind, row in withdrawals(rows)]


def test_gone_is_what_is_missing_twice_days_apart() -> None:
    assert told((1, "good"), (2, "404")) == []
    assert told((1, "good"), (2, "404"), (3, "404")) == []
    assert told((1, "good"), (2, "404"), (3, "soft"), (4, "410"), (5, "404")) == [("withdrawn", 4)]
    assert told((1, "good"), (2, "404"), (3, "good"), (4, "404"), (5, "404")) == []
    assert told((1, "good"), (2, "404"), (3, "500"), (4, "404")) == [("withdrawn", 4)]
    assert told((1, "good"), (2, "500"), (9, "500"), (19, "void")) == []
    assert told((2, "404"), (4, "404"), (9, "same"), (10, "good")) == [("withdrawn", 4), ("returned", 9)]
    assert told((2, "404"), (4, "404"), (9, "good"), (10, "404"), (12, "soft"), (13, "good")) == [
        ("withdrawn", 4), ("returned", 9), ("withdrawn", 12), ("returned", 13),
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(sorted(ANSWERS))), max_size=12))
def test_withdrawn_and_returned_alternate_and_what_was_told_stays(steps: list[tuple[int, str]]) -> None:
    day, rows = 1, []
    for pause, name in steps:
        day += pause
        rows.append(ANSWERS[name]._replace(fetched_at=f"2026-{1 + day // 28:02}-{1 + day % 28:02}T00:00:00Z"))
    found = list(withdrawals(rows))
    assert [kind for kind, _ in found] == ["withdrawn", "returned"] * (len(found) // 2) + ["withdrawn"] * (
        len(found) % 2
    )
    for end in range(len(rows)):
        before = list(withdrawals(rows[:end]))
        assert before == found[: len(before)]


def test_days_are_days_of_the_calendar() -> None:
    assert days_between("2026-11-28T23:59:59Z", "2026-12-01T00:00:00Z") == 3
    assert days_between("Z", "2026-12-01T00:00:00Z") == 0
    assert MISSING_DAYS == 2


NEW = "http://www.a.example/2.html"


def redirect(status: int, run: str = "r2") -> Row:
    return Row(role="redirect", status=status, run=run)


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([Row(run="r1"), redirect(301), Row(url=NEW, run="r2")], [NEW]),
        ([Row(run="r1"), redirect(301), redirect(308), Row(url=NEW, run="r2")], [NEW]),
        ([Row(run="r1"), redirect(301), Row(url=NEW, run="r2"), redirect(301, "r3"), Row(url=NEW, run="r3")], [NEW]),
        ([Row(run="r1"), redirect(302), Row(url=NEW, run="r2")], []),
        ([Row(run="r1"), redirect(301), redirect(302), Row(url=NEW, run="r2")], []),
        ([redirect(301), Row(url=NEW, run="r2")], []),  # as the list names it
        ([Row(run="r1"), redirect(301), Row(url="https://a.example/1.html", run="r2")], []),  # the same address
        ([Row(run="r1"), redirect(301), Row(url=NEW, status=404, run="r2")], []),
        ([Row(run="r1"), redirect(301), Row(url=NEW, run="r3")], []),  # of another run: how it came there is unknown
    ],
)
def test_moved_is_what_is_sent_on_for_good(rows: list[Row], wanted: list[str]) -> None:
    assert [row.url for row in moves(rows)] == wanted


class Days:
    """An archive of daily runs."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, day: int, name: str, body: bytes = b"", status: int = 200, **changes: Any) -> None:
        """Stores what the address of a document answered on a day of November."""
        at = f"2026-11-{day:02}T05:00:00Z"
        facts = {"role": "page", "source": "szfwj", "address": f"{HOST}/{name}.html".replace("www.", "")}
        headers = [("Content-Type", "text/html"), *changes.pop("headers", [])]
        url = changes.pop("url", f"{HOST}/{name}.html")
        facts |= changes.pop("facts", {})
        with ArchiveWriter(self.root, SITE, f"r{day:02}") as writer:
            writer.write(Exchange(url, body, at, status, headers=headers, facts=facts, **changes))


def happened(engine: Engine) -> list[tuple[str, str, int, str]]:
    """(name of the document, kind, day, detail) in order of time."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(Document.url, Event.kind, Event.happened_at, Event.run, Event.detail)
            .join(Document)
            .order_by(Event.happened_at, Event.kind, Document.url)
        ).all()
    assert all(row.run == f"r{row.happened_at[8:10]}" for row in rows)
    return [(row.url.removeprefix(f"{HOST}/")[:1], row.kind, int(row.happened_at[8:10]), row.detail) for row in rows]


STORY = [
    ("a", "new", 1, ""),
    ("b", "new", 1, ""),
    ("c", "new", 1, ""),
    ("d", "new", 1, ""),
    ("a", "changed", 3, ""),
    ("b", "withdrawn", 5, ""),
    ("e", "new", 6, ""),
    ("c", "moved", 7, f"{HOST}/e.html"),
    ("c", "withdrawn", 7, ""),
    ("b", "returned", 8, ""),
    ("d", "moved", 9, f"{HOST}/f.html"),
]


def tell(days: Days) -> Iterator[int]:
    """The story, a day at a time."""
    bodies = {name: page(f"关于样例{name}的通知", *plan(f"（二）样例{name}。" * 20)) for name in "abcd"}
    for name in "abcd":
        days.put(1, name, bodies[name])
    yield 1
    days.put(3, "a", page("关于样例a的通知", *plan("（二）另一样例。")))
    days.put(3, "b", status=404)
    days.put(3, "d", bodies["d"] + b"<!-- another counter -->")
    yield 3
    days.put(5, "b", b"<p>404</p>", facts={"role": "soft_404"})
    days.put(5, "c", status=410)
    yield 5
    days.put(6, "e", bodies["c"].replace(b"<head>", b"<head><meta name='x'>"))
    yield 6
    days.put(7, "c", status=404)
    yield 7
    days.put(8, "b", bodies["b"])
    yield 8
    days.put(9, "d", status=301, headers=[("Location", "/f.html")])
    days.put(9, "d", bodies["d"], url=f"{HOST}/f.html")
    yield 9


def as_told(found: list[tuple[str, str, int, str]]) -> list[tuple[str, str, int, str]]:
    """d's page stands at f in the end, so its events are named so."""
    return [("d" if name == "f" else name, *rest) for name, *rest in found]  # type: ignore[misc]


@pytest.mark.slow
def test_each_event_is_recorded_once_and_on_its_day(engine: Engine, tmp_path: Path) -> None:
    days = Days(tmp_path / "archive")
    for today in tell(days):
        for _ in range(2):
            build(engine, days.root)
            assert as_told(happened(engine)) == [event for event in STORY if event[2] <= today]


@pytest.mark.parametrize("step", [2, 3, 9])
def test_the_same_archive_has_the_same_events_however_it_was_built(engine: Engine, tmp_path: Path, step: int) -> None:
    days = Days(tmp_path / "archive")
    for number, _ in enumerate(tell(days)):
        if number % step == 0:
            build(engine, days.root)
    build(engine, days.root)
    assert as_told(happened(engine)) == STORY
    with engine.connect() as connection:
        gone = connection.execute(text("SELECT url, withdrawn_at FROM v_documents WHERE withdrawn_at IS NOT NULL"))
        assert [tuple(row) for row in gone] == [(f"{HOST}/c.html", "2026-11-07T05:00:00Z")]
        kinds = connection.execute(text("SELECT kind, count(*) AS number FROM v_events GROUP BY kind ORDER BY kind"))
        assert {row.kind: row.number for row in kinds} == {
            "changed": 1,
            "moved": 2,
            "new": 5,
            "returned": 1,
            "withdrawn": 2,
        }


def test_an_older_part_of_the_archive_that_comes_later_is_told_too(engine: Engine, tmp_path: Path) -> None:
    days = Days(tmp_path / "archive")
    body = page("关于样例的通知", *plan())
    days.put(1, "a", body)
    days.put(3, "a", status=404)
    days.put(5, "a", status=404)
    build(engine, days.root)
    assert happened(engine) == [("a", "new", 1, ""), ("a", "withdrawn", 5, "")]
    days.put(4, "a", body)  # it was there between: it has been missed once
    build(engine, days.root)
    assert happened(engine) == [("a", "new", 1, "")]


def test_another_reader_or_a_file_that_came_late_is_no_change_of_the_text(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = Days(tmp_path / "archive")
    days.put(1, "a", page("关于样例的通知", *plan()))
    days.put(2, "a", page("关于样例的通知", *plan("（二）新增样例任务。")))
    build(engine, days.root)
    monkeypatch.setattr("corpus.versions.READERS", "html/99")
    monkeypatch.setattr("corpus.composing.segment", lambda blocks: segment(blocks[:-1]))
    days.put(3, "a", page("关于样例的通知", *plan("（二）新增样例任务。", "（三）又一样例任务。")))
    build(engine, days.root)
    assert happened(engine) == [("a", "new", 1, ""), ("a", "changed", 2, ""), ("a", "changed", 3, "")]
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM editions")) == 4  # the second text, read otherwise, is one


def test_what_earlier_builds_found_is_taken_over(tmp_path: Path, engine: Engine) -> None:
    days = Days(tmp_path / "archive")
    for _ in tell(days):
        build(engine, days.root)
    with migrations.migrating(engine) as connection:
        downgrade(migrations.config(connection), "0006")
    migrations.upgrade(engine)
    taken = [event for event in STORY if event[1] in ("new", "changed")]
    assert as_told(happened(engine)) == taken
    build(engine, days.root)
    assert as_told(happened(engine)) == STORY
    assert migrations.check(engine) == []
