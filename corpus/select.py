"""Filling the slots of a corpus from the documents in the database, and a person's pins and exclusions.

Rules choose (`corpus.choosing`), a person's decision wins over them, and both keep their reasons.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, and_, delete, func, insert, or_, select, true, update
from sqlalchemy.orm import aliased

from corpus.choosing import Candidate, Judged, choose, first_choice, may_be_meant, relation_between, why_outside
from corpus.definition import Definition, Slot
from corpus.matching import SYMMETRIC
from corpus.numbering import number_by
from corpus.places import Place, place_of_all
from crawlers.clock import utc_now
from crawlers.sites import SITES
from storage.address import canonical, document_key
from storage.archive import Exchange
from storage.archive_writer import ArchiveWriter
from storage.editions import newest_editions
from storage.models import Corpus, Decision, Document, Edition, Match, Member, Run, Unit
from storage.models import Slot as SlotRow

_OPENING = 200_000  # characters of a text that the rules look at: the longest policy text on file has 30,000


@dataclass(frozen=True, slots=True)
class Filled:
    """One slot: who is in it, by whom chosen, and every candidate in order.

    lost: the word that pins a document which is not there any more; the slot is empty then, and nobody takes its place.
    """

    slot: Slot
    member: Judged | None
    chosen_by: str
    candidates: tuple[Judged, ...]
    lost: Any = None


def select_members(engine: Engine, definition: Definition) -> list[Filled]:
    """Fills the slots and writes `corpora`, `slots` and `members`, in one transaction; returns the slots in order.

    The members' editions are numbered as the corpus counts, where they are not yet.
    """
    with engine.begin() as connection:
        filled = fill(connection, definition).slots
        row = {"name": definition.name, "title": definition.title, "definition_sha256": definition.sha256}
        if connection.scalar(select(Corpus.name).where(Corpus.name == definition.name)) is None:
            connection.execute(insert(Corpus), [row])
        else:
            connection.execute(update(Corpus).where(Corpus.name == definition.name).values(row))
        connection.execute(delete(Member).where(Member.corpus == definition.name))
        connection.execute(delete(SlotRow).where(SlotRow.corpus == definition.name))
        slots = [
            {"corpus": definition.name, "no": slot.no, "adcode": slot.adcode, "place": slot.place}
            for slot in definition.slots
        ]
        connection.execute(insert(SlotRow), slots)
        members = [_member_row(connection, definition, each) for each in filled if each.member is not None]
        if members:
            connection.execute(insert(Member), members)
            number_by(connection, [row["edition_id"] for row in members], definition.counting)
    return filled


@dataclass(frozen=True, slots=True)
class Filling:
    """Every slot in order, and the candidates of jurisdictions without one, by adcode (`choosing.Choice`).

    decisions: the word that stands on each document, by its key.
    """

    slots: list[Filled]
    outside: dict[str, list[Judged]]
    decisions: dict[str, Any]


def fill(connection: Connection, definition: Definition) -> Filling:
    """What the rules and the decisions make of the documents at hand; writes nothing."""
    decisions = standing_decisions(connection, definition.name)
    slots = {slot.no: slot for slot in definition.slots}
    pins = {row.no: row for row in decisions.values() if row.verdict == "pin" and row.no in slots}
    pinned = {row.document: slots[no] for no, row in pins.items()}
    choice = choose(definition, _candidates(connection, definition, set(decisions)), pinned)
    filled = [_filled(slot, choice.slots[slot.no], pins.get(slot.no), decisions) for slot in definition.slots]
    return Filling(filled, choice.outside, decisions)


def _filled(slot: Slot, judged: list[Judged], pin: Any, decisions: dict[str, Any]) -> Filled:
    if pin is not None:
        member = next((each for each in judged if each.candidate.key == pin.document), None)
        return Filled(slot, member, pin.who, tuple(judged), None if member else pin)
    free = [each for each in judged if each.passed and each.candidate.key not in decisions]
    return Filled(slot, first_choice(free, SITES), "rules", tuple(judged))


def _member_row(connection: Connection, definition: Definition, filled: Filled) -> dict[str, Any]:
    assert filled.member is not None
    document = select(Document.id).where(Document.key == filled.member.candidate.key)
    document_id = connection.scalar(document)
    edition = select(func.max(Edition.id)).where(Edition.document_id == document_id)
    return {
        "corpus": definition.name,
        "no": filled.slot.no,
        "document_id": document_id,
        "edition_id": connection.scalar(edition),
        "counting": definition.counting.name,
        "chosen_by": filled.chosen_by,
        "reasons": [[verdict.rule, verdict.passed, verdict.evidence] for verdict in filled.member.verdicts],
    }


def _candidates(connection: Connection, definition: Definition, decided: set[str]) -> Iterator[Candidate]:
    """The documents that could be meant: the subject in the title, or known to the definition, or decided on."""
    last = newest_editions()
    units = select(func.count(Unit.id)).where(Unit.edition_id == Edition.id, Unit.counting == "").scalar_subquery()
    numbers = [slot.doc_number for slot in definition.slots if slot.doc_number]
    known = [document_key("", canonical(url)) for slot in definition.slots for url in slot.urls]  # on whatever site
    title = func.replace(func.replace(Document.title, " ", ""), "\u3000", "")
    about = and_(true(), *(title.contains(word, autoescape=True) for word in definition.subject))
    at = (Document.key.endswith(key, autoescape=True) for key in known)
    wanted = or_(about, Document.doc_number.in_(numbers), Document.key.in_(decided), *at)
    rows = connection.execute(
        select(Document.__table__, func.substr(Edition.text, 1, _OPENING).label("text"), units.label("units"))
        .join(Edition, Edition.document_id == Document.id)
        .where(Edition.id.in_(last), wanted)
        .order_by(Document.id)
    ).all()
    relations = _relations(connection, [row.id for row in rows])
    for row in rows:
        site = SITES.get(row.site)
        yield Candidate(
            key=row.key,
            url=row.url,
            title=row.title,
            text=row.text,
            doc_number=row.doc_number,
            issuers=tuple(row.issuers.split("、")) if row.issuers else (),
            kind=row.kind,
            written_on=row.written_on,
            published_on=row.published_on,
            units=row.units,
            site=row.site,
            site_adcode=site.adcode if site else "",
            prefixes=site.prefixes if site else (),
            relations=tuple(relations.get(row.id, ())),
        )


def _relations(connection: Connection, ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """What each document is to others. A match is stored once: a symmetric one holds both ways."""
    found: dict[int, list[tuple[str, str]]] = {}
    ways = (
        (Match.document_id, Match.other_id, true()),
        (Match.other_id, Match.document_id, Match.relation.in_(sorted(SYMMETRIC))),
    )
    theirs = aliased(Document)
    for start in range(0, len(ids), 500):
        for one, other, holds in ways:
            rows = connection.execute(
                select(one, Match.relation, theirs.key, Document.issuers, theirs.issuers)
                .join(Document, Document.id == one)
                .join(theirs, theirs.id == other)
                .where(one.in_(ids[start : start + 500]), holds)
                .order_by(Match.id)
            )
            for document_id, relation, key, issuers, forwarded in rows:
                if relation != "forwards" or not _adopts(issuers, forwarded):
                    found.setdefault(document_id, []).append((relation, key))
    return found


def _adopts(issuers: str, forwarded: str) -> bool:
    """Whether a government forwards its own departments' text (省政府办公厅转发省教育厅…): that makes it its own."""
    here, there = (place_of_all(names.split("、")) for names in (issuers, forwarded))
    return here.rank == "government" and there.rank == "department" and here.level == there.level


def standing_decisions(connection: Connection, corpus: str) -> dict[str, Any]:
    """The last word on each document of a corpus, by the document's key, in the order of the words.

    Withdrawn words are gone.
    """
    rows = connection.execute(
        select(Decision.__table__).where(Decision.corpus == corpus).order_by(Decision.decided_at, Decision.key)
    )
    last: dict[str, Any] = {}
    for row in rows:
        last.pop(row.document, None)
        last[row.document] = row
    return {key: row for key, row in last.items() if row.verdict != "withdrawn"}


def decide(
    engine: Engine,
    archive: Path,
    corpus: str,
    document: str,
    verdict: str,
    *,
    who: str,
    why: str,
    no: int | None = None,
    now: Callable[[], str] = utc_now,
) -> None:
    """Records a person's word (pin, exclude, withdrawn), in the archive first and then in the table."""
    at = now()
    with engine.connect() as connection:
        before = connection.scalar(select(func.count(Decision.id)).where(Decision.decided_at == at)) or 0
    # Words of one second keep their order, here and in a rebuild.
    key = f"{at.replace('-', '').replace(':', '')}-{before:04}-{secrets.token_hex(4)}"
    row = {
        "key": key,
        "corpus": corpus,
        "document": document,
        "verdict": verdict,
        "no": no,
        "who": who,
        "why": why,
        "decided_at": at,
    }
    with ArchiveWriter(archive, "decisions", key) as writer:
        writer.write(
            Exchange(
                url=f"urn:policy-corpus:decision:{key}",
                body=json.dumps(row, ensure_ascii=False).encode(),
                fetched_at=at,
                method="",
                headers=[("content-type", "application/json")],
                facts={"role": "decision"},
            )
        )
    with engine.begin() as connection:
        connection.execute(insert(Decision), [row])


def coverage(connection: Connection, definition: Definition) -> list[dict[str, Any]]:
    """One row a slot, none left out: its member or why there is none, and the candidates in order with reasons.

    status: found, pinned, missing (nothing fits), blocked (its site's last crawl was), not crawled. After the slots
    come the jurisdictions outside the corpus: those that the definition names, and those that candidates are of, with
    the unknown one last. A candidate's relation is to the member: same_text is a copy of it, other_edition another
    edition.
    """
    filling = fill(connection, definition)
    runs = _last_runs(connection)
    crawled = {site.adcode: runs.get(site.name) for site in SITES.values() if site.adcode}
    words = {row.document: f"{row.verdict} by {row.who}: {row.why}" for row in filling.decisions.values()}
    named = [adcode for outside in definition.outside for adcode in outside.adcodes]
    others = sorted(filling.outside.keys() - set(named), key=lambda adcode: (not adcode, adcode))
    return [_slot_row(filled, crawled.get(filled.slot.adcode), words) for filled in filling.slots] + [
        _outside_row(definition, adcode, filling.outside.get(adcode, []), crawled.get(adcode), words)
        for adcode in (*named, *others)
    ]


def _slot_row(filled: Filled, run: Any, words: dict[str, str]) -> dict[str, Any]:
    member = filled.member
    if member is not None:
        status = "found" if filled.chosen_by == "rules" else "pinned"
        why = words.get(member.candidate.key, member.verdicts[-1].evidence)
    elif filled.lost is not None:
        lost = filled.lost
        status, why = "missing", f"{lost.document} is pinned by {lost.who} ({lost.why}), and is not in the database"
    else:
        status, why = _emptiness(run, filled.candidates)
    return {
        "no": filled.slot.no,
        "place": filled.slot.place,
        "status": status,
        "member": member.candidate.key if member else "",
        "title": member.candidate.title if member else "",
        "why": why,
        "candidates": [_candidate_row(each, words, member) for each in filled.candidates],
    }


def _outside_row(
    definition: Definition, adcode: str, candidates: list[Judged], run: Any, words: dict[str, str]
) -> dict[str, Any]:
    why = why_outside(definition, adcode)
    if not candidates:
        why += f"; {_emptiness(run, candidates)[1]}"
    return {
        "no": None,
        "place": Place(adcode, "", "").name or adcode or "unknown",
        "status": "outside",
        "member": "",
        "title": "",
        "why": why,
        "candidates": [_candidate_row(each, words) for each in candidates],
    }


def _emptiness(run: Any, candidates: Sequence[Judged]) -> tuple[str, str]:
    """Why nothing of a jurisdiction is in the corpus: the status, and the same in words."""
    if run is None and not candidates:
        return "not crawled", "no crawl of its site is on record"
    if run is not None and run.outcome in ("blocked", "failed", None):
        return "blocked", f"the last crawl was {run.outcome or 'killed'}: {run.reason}"
    return "missing", "no document fits" if candidates else "no document is about it"


def _candidate_row(judged: Judged, words: dict[str, str], member: Judged | None = None) -> dict[str, Any]:
    candidate = judged.candidate
    return {
        "key": candidate.key,
        "title": candidate.title,
        "known": list(judged.known),
        "may_be_meant": may_be_meant(judged.slot, candidate),
        "decision": words.get(candidate.key, ""),
        "relation": relation_between(candidate, member.candidate) if member else "",
        "verdicts": [asdict(verdict) for verdict in judged.verdicts],
    }


def _last_runs(connection: Connection) -> dict[str, Any]:
    newest = select(func.max(Run.id)).where(Run.kind == "crawl").group_by(Run.site)
    return {row.site: row for row in connection.execute(select(Run.__table__).where(Run.id.in_(newest)))}
