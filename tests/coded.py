"""A corpus of as many units as wanted, put into the tables by hand: for tests and benchmarks of coding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Engine, insert

from storage.models import Corpus, Document, Edition, Jurisdiction, Member, Site, Slot, Snapshot
from storage.units import insert_units

NAME = "sample"
PLACES = (("430000", "湖南省", "hunan"), ("110000", "北京市", "beijing"), ("120000", "天津市", "tianjin"))
SECTION = 50  # units a section


def sentence(number: int) -> str:
    return f"支持第{number}号样例学校同样例企业共建实训基地，培养样例人才。"


def fill(engine: Engine, units: int, texts: Sequence[str] = (), name: str = NAME) -> None:
    """A corpus of three members (slots 1 to 3, written in 2020, 2021, 2022), `units` in all, in turn from `texts`."""
    with engine.begin() as connection:
        connection.execute(insert(Jurisdiction), [{"adcode": code, "title": title} for code, title, _ in PLACES])
        connection.execute(
            insert(Site), [{"name": site, "title": title, "adcode": code} for code, title, site in PLACES]
        )
        connection.execute(insert(Corpus).values(name=name, title="样例", definition_sha256=""))
        for no, (code, title, site) in enumerate(PLACES, 1):
            connection.execute(insert(Snapshot).values(**_snapshot(no, site)))
            connection.execute(insert(Document).values(**_document(no, title, site)))
            connection.execute(insert(Edition).values(**_edition(no, 1, no)))
            connection.execute(insert(Slot).values(corpus=name, no=no, adcode=code, place=title))
            member = {
                "corpus": name,
                "no": no,
                "document_id": no,
                "edition_id": no,
                "chosen_by": "rules",
                "reasons": [],
            }
            connection.execute(insert(Member).values(**member))
        insert_units(connection, _units(units, texts))


def _snapshot(no: int, site: str) -> dict[str, Any]:
    texts = ("run", "source", "url", "address", "parent", "content_type", "sha256", "blocked", "fetched_at", "etag")
    empty = dict.fromkeys((*texts, "last_modified", "listed_title", "listed_number"), "")
    return {
        **empty,
        "id": no,
        "site": site,
        "role": "page",
        "status": 200,
        "size": 0,
        "file": "a",
        "offset": no,
        "length": 1,
    }


def _document(no: int, title: str, site: str) -> dict[str, Any]:
    from datetime import date

    empty = dict.fromkeys(("url", "doc_number", "issuers", "kind", "index_number", "subject", "validity"), "")
    days = {"written_on": date(2019 + no, 5, 1)}
    return {**empty, **days, "id": no, "key": f"{site}:{no:012x}", "site": site, "title": f"{title}样例意见"}


def _edition(number: int, ordinal: int, document: int) -> dict[str, Any]:
    empty = dict.fromkeys(
        ("text", "text_sha256", "units_sha256", "sources_sha256", "reader", "segmenter", "read_at"), ""
    )
    row = {**empty, "id": number, "document_id": document, "ordinal": ordinal, "snapshot_id": document}
    return {**row, "shown_by": document, "blocks": [], "warnings": []}


def _units(count: int, texts: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    for number in range(count):
        yield unit_row(number % len(PLACES) + 1, number // len(PLACES), texts[number] if texts else sentence(number))


def unit_row(edition: int, place: int, text: str) -> tuple[Any, ...]:
    """A unit as `storage.units` wants it: the `place`-th of its edition."""
    section, ordinal = place // SECTION + 1, place % SECTION + 1
    ref = f"1-{section}-{ordinal}"
    labels = ("", "", "", "一、", "样例任务", "（一）", "样例措施")
    return (edition, 1, section, ordinal, ref, *labels, text, 0, len(text), "", "")


def add_edition(engine: Engine, member: int, texts: Sequence[str]) -> None:
    """A second edition of a member, which the corpus then has."""
    with engine.begin() as connection:
        number = len(PLACES) + member
        connection.execute(insert(Edition).values(**_edition(number, 2, member)))
        insert_units(connection, (unit_row(number, place, text) for place, text in enumerate(texts)))
        connection.execute(Member.__table__.update().where(Member.no == member).values(edition_id=number))  # type: ignore[attr-defined]
