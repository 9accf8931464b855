"""A notice on a page whose plan is an OFD file: crawled, built, numbered as one document."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from corpus.build import build
from corpus.health import NEEDS_OCR
from tests.ofd_files import content, drawn, ofd, packed, parts
from tests.pdf_pages import at, centred, pdf
from tests.stored import Shelf, contents, link, notice, plan

pytestmark = pytest.mark.usefixtures("in_process")

TYPE = "application/octet-stream"


def planned(canvas: Any) -> None:
    """The plan as its office printed it."""
    centred(canvas, "样例实施方案", 740)
    y = 690.0
    for line in plan():
        at(canvas, line, 112, y, 16)
        y -= 29
    centred(canvas, "— 1 —", 40, 14)


def test_the_plan_of_a_notice_is_an_ofd(engine: Engine, shelf: Shelf) -> None:
    url = shelf.put("/zc/1.html", notice(link("/zc/plan.ofd", "样例实施方案.ofd")))
    shelf.attach("/zc/plan.ofd", ofd(planned), url, TYPE)
    assert build(engine, shelf.root).faults == 0
    rows = contents(engine)
    assert [(part["kind"], part["title"]) for part in rows["parts"]] == [
        ("cover", "关于印发样例实施方案的通知"),
        ("main", "样例实施方案"),
    ]
    refs = {unit["text"]: unit["ref"] for unit in rows["units"]}
    assert refs["全面提高样例质量。"] == "1-0-2"
    assert refs["支持企业参与样例建设。"] == "2-1-1"
    assert rows["editions"][0]["warnings"] == []


def test_a_plan_that_is_there_as_pdf_and_ofd_is_taken_once(sqlite: Engine, shelf: Shelf) -> None:
    links = link("/zc/plan.ofd", "样例实施方案.ofd") + link("/zc/plan.pdf", "样例实施方案.pdf")
    url = shelf.put("/zc/1.html", notice(links))
    shelf.attach("/zc/plan.ofd", ofd(planned), url, TYPE)
    shelf.attach("/zc/plan.pdf", pdf(planned), url)
    assert build(sqlite, shelf.root).faults == 0
    rows = contents(sqlite)
    assert rows["editions"][0]["text"].count("全面提高样例质量。") == 1
    assert [part["kind"] for part in rows["parts"]] == ["cover", "main"]


def test_an_ofd_that_needs_ocr_is_said_of_the_document(sqlite: Engine, shelf: Shelf) -> None:
    url = shelf.put("/zc/1.html", notice(link("/zc/plan.ofd", "样例实施方案.ofd")))
    seal = drawn(lambda canvas: canvas.rect(100, 100, 300, 300, fill=1))
    shelf.attach("/zc/plan.ofd", packed(parts(content(seal))), url, TYPE)
    build(sqlite, shelf.root)
    rows = contents(sqlite)
    said = [warning for edition in rows["editions"] for warning in edition["warnings"]]
    assert any(NEEDS_OCR in warning for warning in said)


def test_an_ofd_that_cannot_be_read_is_a_failure(sqlite: Engine, shelf: Shelf) -> None:
    url = shelf.put("/zc/1.html", notice(link("/zc/plan.ofd", "样例实施方案.ofd")))
    shelf.attach("/zc/plan.ofd", ofd(planned)[:-60], url, TYPE)
    build(sqlite, shelf.root)
    (failure,) = contents(sqlite)["failures"]
    assert "truncated" in failure["reason"]
