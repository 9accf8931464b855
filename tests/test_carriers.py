"""One document from several carriers: a notice on a page and its plan in a file, the same text in both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from corpus.build import Report, build
from corpus.composing import Carrier, Task, compose
from corpus.health import NEEDS_OCR
from corpus.reading import ocr
from corpus.reading.line_forms import LABEL
from storage.archive import Archive
from tests.doc_files import CENTRED, Doc, Par, lists, numbered
from tests.office_files import definition, docx, level, num, p
from tests.portals.typeset import pdf
from tests.stored import (
    HOST,
    MAIN,
    NOTICE,
    SITE,
    InProcess,
    Shelf,
    contents,
    link,
    notice,
    page,
    plan,
)

pytestmark = pytest.mark.usefixtures("in_process")


def built(engine: Engine, shelf: Shelf) -> Report:
    return build(engine, shelf.root)


def texts(engine: Engine) -> list[str]:
    return [unit["text"] for unit in contents(engine)["units"]]


def test_a_notice_and_the_plan_it_carries_are_one_text(engine: Engine, shelf: Shelf) -> None:
    url = shelf.put("/zc/1.html", notice(link("/zc/plan.pdf", "样例实施方案.pdf")))
    shelf.attach("/zc/plan.pdf", pdf("样例实施方案", plan()), url)
    assert built(engine, shelf).faults == 0
    rows = contents(engine)
    (edition,) = rows["editions"]
    assert "请认真贯彻执行" in edition["text"]
    assert "支持企业参与样例建设。" in edition["text"]
    assert edition["text"].index("认真贯彻") < edition["text"].index("坚持就业导向")
    refs = {unit["text"]: unit["ref"] for unit in rows["units"]}
    assert refs["全面提高样例质量。"].startswith("1-0-")
    assert rows["documents"][0]["title"] == "关于印发样例实施方案的通知"


def test_a_text_that_stands_in_both_carriers_is_there_once(sqlite: Engine, shelf: Shelf) -> None:
    whole = page("关于印发样例实施方案的通知", *NOTICE, *plan(), links=link("/zc/plan.pdf", "样例实施方案.pdf"))
    url = shelf.put("/zc/1.html", whole)
    shelf.attach("/zc/plan.pdf", pdf("样例实施方案", plan()), url)
    built(sqlite, shelf)
    assert texts(sqlite).count("全面提高样例质量。") == 1


PLAN = "关于印发样例实施方案的通知"
WHOLE = (*NOTICE, "样例市人民政府", "2021年10月12日", "样例实施方案", *plan())


def word_plan() -> bytes:
    """The plan as a .docx whose labels Word prints of itself."""
    labels = definition(0, level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）")) + num(1, 0)
    text = (LABEL.sub("", line) for line in plan())
    places = ("1/0", "", "1/0", "1/1", "")
    paragraphs = (p(line, size=16, numbered=place) for line, place in zip(text, places, strict=True))
    return docx(p("样例实施方案", align="center", size=22), *paragraphs, numbering=labels)


def old_word_plan() -> bytes:
    """The plan as a .doc whose labels Word prints of itself."""
    text = (LABEL.sub("", line) for line in plan())
    places = (numbered(1), b"", numbered(1), numbered(1, 1), b"")
    paragraphs = (Par(line, place) for line, place in zip(text, places, strict=True))
    return Doc((Par("样例实施方案", CENTRED), *paragraphs), parts=lists((37, "%1、"), (37, "（%2）"))).data()


@pytest.mark.parametrize(
    ("page", "files"),
    [
        (notice(link("/a.pdf", f"{PLAN}.pdf")), {"/a.pdf": pdf(PLAN, WHOLE)}),
        (
            notice(link("/b.pdf", "样例名单.pdf"), link("/a.pdf", "样例实施方案.pdf")),
            {"/b.pdf": pdf("样例名单", ("样例学校",)), "/a.pdf": pdf("样例实施方案", plan())},
        ),
        (
            notice(link("/a.doc", "样例实施方案.doc"), link("/a.pdf", "样例实施方案.pdf")),
            {"/a.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "/a.pdf": pdf("样例实施方案", plan())},
        ),
        (notice(link("/a.docx", "样例实施方案.docx")), {"/a.docx": word_plan()}),
        (notice(link("/download?id=7", "样例实施方案.wps")), {"/download?id=7": old_word_plan()}),
        (
            notice(link("/a.xls", "样例实施方案.xls"), link("/a.doc", "样例实施方案.doc")),
            {"/a.xls": b"", "/a.doc": old_word_plan()},
        ),
    ],
    ids=[
        "the file has the notice, too",
        "one of two files is the plan",
        "the plan as Word and as PDF",
        "the plan as Word, its numbers automatic",
        "the plan as WPS writes it",
        "the plan as a spreadsheet and as Word",
    ],
)
def test_a_cover_on_the_page_and_the_plan_in_a_file(
    sqlite: Engine, shelf: Shelf, page: bytes, files: dict[str, bytes]
) -> None:
    url = shelf.put("/zc/1.html", page)
    for path, data in files.items():
        shelf.attach(path, data, url)
    assert built(sqlite, shelf).faults == 0
    assert [(part["kind"], part["title"]) for part in contents(sqlite)["parts"]] == [
        ("cover", PLAN),
        ("main", "样例实施方案"),
    ]
    assert texts(sqlite) == [NOTICE[1], "坚持就业导向，办好样例学校。", "全面提高样例质量。", "支持企业参与样例建设。"]


def test_the_whole_text_in_a_file_too_is_there_once(sqlite: Engine, shelf: Shelf) -> None:
    url = shelf.put("/zc/1.html", page(PLAN, *NOTICE, *plan(), links=link("/a.pdf", f"{PLAN}.pdf")))
    shelf.attach("/a.pdf", pdf(PLAN, (*NOTICE, *plan(), "样例市人民政府", "2021年10月12日")), url)
    built(sqlite, shelf)
    assert contents(sqlite)["editions"][0]["text"].count("全面提高样例质量。") == 1


def test_a_page_with_no_more_than_a_link_is_what_the_file_says(sqlite: Engine, shelf: Shelf) -> None:
    url = shelf.put("/zc/1.html", MAIN.format(title=PLAN, body=link("/a.pdf", f"{PLAN}.pdf")).encode())
    shelf.attach("/a.pdf", pdf(PLAN, ("样政发〔2021〕9号", *WHOLE)), url)
    built(sqlite, shelf)
    (document,) = contents(sqlite)["documents"]
    assert (document["title"], document["doc_number"]) == (PLAN, "样政发〔2021〕9号")
    assert document["written_on"] == date(2021, 10, 12)
    kinds = [kind for kind, _, _ in contents(sqlite)["editions"][0]["blocks"]]
    assert kinds.count("title") == 1
    assert kinds[-7:] == ["date", "subtitle", "heading", "paragraph", "heading", "heading", "paragraph"]


@pytest.mark.slow
@pytest.mark.skipif(not ocr.is_installed(), reason="the extra `ocr` is not installed")
@pytest.mark.parametrize("whole", [False, True], ids=["the plan", "what the page says, too"])
def test_a_scanned_file_is_a_carrier_like_any_other(sqlite: Engine, shelf: Shelf, whole: bool) -> None:
    from benchmarks.pdf_scans import scanned

    scan = scanned(pdf("样例实施方案", plan()), noisy=True)
    attached = link("/a.pdf", "样例实施方案.pdf")
    url = shelf.put("/zc/1.html", page(PLAN, *NOTICE, *plan(), links=attached) if whole else notice(attached))
    file = shelf.attach("/a.pdf", scan, url)
    assert built(sqlite, shelf).faults == 0
    assert texts(sqlite) == [NOTICE[1], "坚持就业导向，办好样例学校。", "全面提高样例质量。", "支持企业参与样例建设。"]
    warnings = [] if whole else [f"recognised by OCR: page 1, of {file}"]
    assert contents(sqlite)["editions"][0]["warnings"] == warnings


def test_a_file_that_needs_ocr_is_said_of_the_document(
    sqlite: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from benchmarks.pdf_scans import scanned

    monkeypatch.setattr("corpus.reading.pdf.may_recognise", lambda: False)
    url = shelf.put("/zc/1.html", notice(link("/a.pdf", "样例实施方案.pdf")))
    file = shelf.attach("/a.pdf", scanned(pdf("样例实施方案", plan())), url)
    built(sqlite, shelf)
    assert contents(sqlite)["editions"][0]["warnings"] == [f"{NEEDS_OCR}: page 1 (no text), of {file}"]


def test_the_plan_is_found_where_a_redirect_led(sqlite: Engine, shelf: Shelf) -> None:
    url = shelf.put("/zc/1.html", notice(link("/zc/plan.pdf", "样例实施方案.pdf")))
    shelf.attach(
        "/files/2021/plan-final.pdf", pdf("样例实施方案", plan()), url, address="http://beijing.gov.cn/zc/plan.pdf"
    )
    built(sqlite, shelf)
    assert "全面提高样例质量。" in texts(sqlite)


def carrier(path: str, order: int) -> Carrier:
    return Carrier(order, path, 0, f"{HOST}{path}", f"http://beijing.gov.cn{path}", "text/html", str(order), "")


def test_carried_files_stand_in_the_page_s_order(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = {
        "/1.html": notice(link("/a.txt", "样例方案一.txt"), link("/b.txt", "样例方案二.txt")),
        "/a.txt": "样例方案一\n甲方案的正文在这里，内容完整。".encode(),
        "/b.txt": "样例方案二\n乙方案的正文在这里，内容也完整。".encode(),
    }
    monkeypatch.setattr(Archive, "body", lambda _self, file, _offset: bodies[file])

    class Carrying(InProcess):
        def read(self, reader: str, data: bytes, **options: Any) -> Any:
            reading = super().read(reader, data, **options)
            every = tuple(replace(file, carries=True) for file in reading.attachments)
            return replace(reading, attachments=every)

    found = [
        compose(Task("", SITE, "k", carrier("/1.html", 1), attachments, ""), Carrying())  # type: ignore[arg-type]
        for attachments in (
            (carrier("/a.txt", 2), carrier("/b.txt", 3)),
            (carrier("/b.txt", 2), carrier("/a.txt", 3)),
        )
    ]
    first, second = (composed.reading and composed.reading.text for composed in found)
    assert first
    assert first.index("甲方案的正文") < first.index("乙方案的正文")
    assert second == first


def test_a_plan_that_comes_later_is_composed_then(sqlite: Engine, shelf: Shelf) -> None:
    url = shelf.put("/zc/1.html", notice(link("/zc/plan.pdf", "样例实施方案.pdf")))
    built(sqlite, shelf)
    shelf.attach("/zc/plan.pdf", pdf("样例实施方案", plan()), url)
    assert built(sqlite, shelf).changed == 1
    assert "全面提高样例质量。" in texts(sqlite)
