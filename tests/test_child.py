"""Readers in child processes: what they return, and what happens to those that take too much."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from corpus.reading import Attachment, Block, Reading, ReadingError
from corpus.reading.child import Children, Limits, _build
from corpus.reading.pdf import read_pdf
from tests.pdf_pages import FIRST, TITLE, centred, paragraph, pdf

pytestmark = pytest.mark.slow


def notice(canvas: object) -> None:
    centred(canvas, TITLE, 760)
    paragraph(canvas, FIRST, 720)


NOTICE = pdf(notice)


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    with Children() as found:
        yield found


def test_a_child_returns_what_the_reader_does(children: Children) -> None:
    assert children.read("pdf", NOTICE, ocr=False) == read_pdf(NOTICE, ocr=False)


def test_a_child_knows_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORPUS_REPORT_TO", "json://me:geheim@h")
    monkeypatch.setenv("PGPASSWORD", "geheim")
    with Children() as found:
        found.read("pdf", NOTICE, ocr=False)
        ((child,),) = found._idle.values()
        assert b"geheim" not in Path(f"/proc/{child._process.pid}/environ").read_bytes()


def test_one_child_reads_many_files(children: Children) -> None:
    for _ in range(20):
        children.read("pdf", NOTICE, ocr=False)
    assert sum(map(len, children._idle.values())) == 1


def test_errors_come_back_as_one_line_and_the_child_stays(children: Children) -> None:
    with pytest.raises(ReadingError, match="not a PDF"):
        children.read("pdf", b"<html>")
    with pytest.raises(ReadingError, match="the reader failed: ModuleNotFoundError"):
        children.read("nothing", b"")
    with pytest.raises(ReadingError, match="no reader of that name"):
        children.read("os.system", b"")
    assert children.read("pdf", NOTICE, ocr=False).title == TITLE


def test_a_child_that_takes_too_long_is_ended(children: Children) -> None:
    with pytest.raises(ReadingError, match=r"took longer than 0\.05 s"):
        children.read("pdf", pdf(*[notice] * 300), limits=Limits(seconds=0.05), ocr=False)
    assert children.read("pdf", NOTICE, ocr=False).title == TITLE


def test_a_child_without_memory_is_a_reading_error() -> None:
    with (
        Children(Limits(memory=160 * 1024 * 1024)) as small,
        pytest.raises(ReadingError, match=r"memory|ended|started"),
    ):
        small.read("pdf", pdf(*[notice] * 3) + b" " * 150_000_000)


def test_threads_share_the_children(children: Children) -> None:
    titles: list[str] = []

    def read() -> None:
        titles.extend(children.read("pdf", NOTICE, ocr=False).title for _ in range(5))

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert titles == [TITLE] * 15


def test_a_reading_survives_the_way_there_and_back() -> None:
    import dataclasses
    import json

    reading = Reading(
        blocks=(Block("title", "样例"), Block("table", "a\tb\nc", 0.9)),
        reader="pdf/1",
        issuers=("样例市",),
        written_on=date(2021, 3, 5),
        attachments=(Attachment("https://www.example.gov.cn/a.pdf", "附件"),),
        unread_pages=(2, 3),
    )
    sent = json.loads(json.dumps(dataclasses.asdict(reading), default=date.isoformat))
    assert _build(Reading, sent) == reading


@pytest.mark.parametrize(
    "answer", [{"blocks": 3}, {"blocks": [], "reader": 5}, [], None, {"blocks": [{"kind": "x", "text": ""}]}]
)
def test_an_answer_that_is_no_reading_is_refused(answer: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        _build(Reading, answer)
