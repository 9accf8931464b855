"""Every text that the archive holds is an edition, however often it was built between the crawls."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from corpus.build import build
from corpus.versions import _versions
from storage.database import open_database, ready
from storage.models import Document, Edition, Snapshot, Unit
from tests.portals.typeset import pdf
from tests.stored import Shelf, page, plan

pytestmark = pytest.mark.usefixtures("in_process")


def answer(name: str, run: str) -> Any:
    """A stored answer: page "P1" and file "a1" are the first bytes of page P and file a."""
    return SimpleNamespace(role="page" if name[0].isupper() else "attachment", address=name[0], sha256=name, run=run)


def versions(*crawls: str) -> list[str]:
    """The versions that crawls leave, each the names of what it fetched."""
    rows = [answer(name, str(run)) for run, crawl in enumerate(crawls) for name in crawl.split()]
    return [" ".join([found.sha256, *(file.sha256 for file in files)]) for found, files, _ in _versions(rows)]


@pytest.mark.parametrize(
    ("crawls", "wanted"),
    [
        (("P1 a1 b1",), ["P1 a1 b1"]),
        (("P1 a1", "P1 a1"), ["P1 a1"]),
        (("P1 a1", "P2 a1"), ["P1 a1", "P2 a1"]),
        (("P1 a1", "P2 a2"), ["P1 a1", "P2 a2"]),
        (("P1 a1", "P1 a2"), ["P1 a1", "P1 a2"]),
        (("P1 a1", "a2"), ["P1 a1", "P1 a2"]),
        (("P1 a1 b1", "P2 a2 b2", "a3 b3"), ["P1 a1 b1", "P2 a2 b2", "P2 a3 b3"]),
        (("P1", "a1"), ["P1 a1"]),
        (("P1", "P2", "P1"), ["P1", "P2", "P1"]),
        (("a1", "P1"), ["P1 a1"]),
        (("a1",), []),
    ],
)
def test_versions(crawls: tuple[str, ...], wanted: list[str]) -> None:
    assert versions(*crawls) == wanted


def texts(engine: Engine) -> list[tuple[Any, ...]]:
    """Each unit with what it is cited by, when its edition was read and from where."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(Document.key, Edition.ordinal, Unit.ref, Unit.text, Edition.read_at, Snapshot.file)
            .join(Edition, Edition.document_id == Document.id)
            .join(Unit, Unit.edition_id == Edition.id)
            .join(Snapshot, Snapshot.id == Edition.snapshot_id)
            .order_by(Document.key, Edition.ordinal, Unit.id)
        )
        return [tuple(row) for row in rows]


crawls = st.lists(
    st.tuples(st.sampled_from(["一段。", "二段。", "三段。"]), st.sampled_from(["", " "]), st.booleans()),
    min_size=1,
    max_size=5,
)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(crawls)
def test_built_after_every_crawl_or_once(crawled: list[tuple[str, str, bool]]) -> None:
    """Crawls bring another sentence, or other bytes of the same text; between some of them it is built."""
    with TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder) / "archive")
        often, once = (ready(open_database(f"sqlite:///{folder}/{name}.db")) for name in ("often", "once"))
        for run, (sentence, space, builds) in enumerate(crawled):
            body = page("关于样例的通知", *plan(sentence)) + space.encode()
            shelf.put("/zc/1.html", body, facts={"run": str(run)})
            if builds:
                build(often, shelf.root)
        build(often, shelf.root)
        report = build(once, shelf.root)
        assert texts(often) == texts(once)
        assert (report.documents, report.new, report.done) == (1, 1, 1)
        kept = [
            sentence
            for number, (sentence, _, _) in enumerate(crawled)
            if sentence != crawled[number - 1][0] or not number
        ]
        assert max(ordinal for _, ordinal, *_ in texts(once)) == len(kept)
        again = build(often, shelf.root)
        assert (again.new, again.changed) == (0, 0)
        often.dispose()
        once.dispose()


def test_a_plan_that_changes_under_the_same_page(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "archive")
    link = '<p>附件：<a href="/zc/plan.pdf">样例实施方案.pdf</a></p>'
    notice = page("关于印发样例实施方案的通知", "现将《样例实施方案》印发给你们，请认真贯彻执行。", links=link)
    url = shelf.put("/zc/1.html", notice, facts={"run": "1"})
    shelf.attach("/zc/plan.pdf", pdf("样例实施方案", plan()), url, run="1")
    shelf.attach("/zc/plan.pdf", pdf("样例实施方案", plan("新增样例要求。")), url, run="2")
    engine = ready(open_database(f"sqlite:///{tmp_path}/corpus.db"))
    build(engine, shelf.root)
    editions: dict[int, str] = {}
    for _, ordinal, _, sentence, *_ in texts(engine):
        editions[ordinal] = editions.get(ordinal, "") + sentence
    assert ["新增样例要求。" in text for text in editions.values()] == [False, True]
    assert all("请认真贯彻执行" in text for text in editions.values())
