"""Choosing the members of a corpus: every rule says yes or no of a candidate, and with what evidence.

Pure: candidates and a definition in, verdicts and an order out. The order among those that every rule admits is
stated in `rank`; which of several editions and copies is the member, in `first_choice`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from corpus.definition import Definition, Slot
from corpus.matching import Document
from corpus.matching.record import text_of_record
from corpus.metadata import split_issuers
from corpus.places import CENTRAL, MUNICIPALITIES, NOWHERE, Place, place_of, place_of_all
from corpus.printing import counted
from crawlers.notation import read_doc_number
from crawlers.site import Site
from storage.address import canonical

RuleName = Literal["place", "level", "kind", "window", "subject", "title", "basis", "whole", "original", "record"]
_SENTENCE = re.compile(r"[^。！？\n]+")
_QUOTED = re.compile(r"《([^《》]{1,200}(?:《[^《》]{1,120}》[^《》]{0,40})?)》")
_ISSUING = re.compile(r"(?:关于)?印发[〈《]$|印发$")  # between the issuers and the title that they issue
_LONGEST_NUMBER = 60  # characters before 号
_LONGEST_EVIDENCE = 120  # characters


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document as the rules see it. text is the newest edition's.

    site: the name of the one that shows it; site_adcode: that site's, empty for a ministry's. prefixes: the numbers
    (湘政发) of the site's government. relations: what it is to other documents, as (relation, the other's key).
    """

    key: str
    url: str
    title: str
    text: str
    doc_number: str = ""
    issuers: tuple[str, ...] = ()
    kind: str = ""
    written_on: date | None = None
    published_on: date | None = None
    units: int = 0
    site: str = ""
    site_adcode: str = ""
    prefixes: tuple[str, ...] = ()
    relations: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says of a candidate: `evidence` is the words, the date, the host that it rests on."""

    rule: RuleName
    passed: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with the slot that it is for and every rule's verdict, in the rules' order.

    A candidate of a jurisdiction without a slot is judged as if it had one, with the number 0.
    """

    candidate: Candidate
    slot: Slot
    verdicts: tuple[Verdict, ...]
    title_form: int  # which of the definition's wordings its title has; their number where none
    known: tuple[str, ...]  # what the definition knows of the slot's document and this one shares: url, number, title

    @property
    def passed(self) -> bool:
        return all(verdict.passed for verdict in self.verdicts)

    @property
    def against(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if not verdict.passed)


def judge(definition: Definition, candidate: Candidate, pinned: Slot | None = None) -> Judged:
    """The verdicts on a candidate for its jurisdiction's slot, or for the one that it is pinned to."""
    place, told_by = whereabouts(candidate)
    slot = pinned or definition.slot_of(place.adcode) or Slot(0, place.adcode, place.name)
    form = next(
        (number for number, pattern in enumerate(definition.titles) if pattern.search(_plain(candidate.title))),
        len(definition.titles),
    )
    verdicts = (
        _place(definition, slot, place, told_by),
        _level(definition, candidate, place, told_by),
        _kind(definition, candidate),
        _window(definition, candidate),
        _subject(definition, candidate),
        _title(definition, candidate, form),
        _basis(definition, slot, candidate),
        Verdict("whole", candidate.units >= definition.fewest_units, counted(candidate.units, "unit")),
        _original(candidate),
    )
    return Judged(candidate, slot, verdicts, form, _known(slot, candidate))


def whereabouts(candidate: Candidate) -> tuple[Place, str]:
    """Whose document it is and what tells: issuers, else the number's prefix, the place in the title, the site."""
    place = place_of_all(candidate.issuers)
    if place.adcode:
        return place, "、".join(candidate.issuers)
    if place.level:
        return _within(candidate, place), "、".join(candidate.issuers)
    own_number = any(candidate.doc_number.startswith(prefix) for prefix in candidate.prefixes)
    if own_number and candidate.site_adcode:
        return _government(candidate.site_adcode), candidate.doc_number
    named = place_of(candidate.title)
    if named.level in ("provincial", "city", "county"):
        return _within(candidate, Place(named.adcode, named.level, "government")), candidate.title
    if candidate.site_adcode:
        return _government(candidate.site_adcode), "no issuer is printed; the site is its government's own"
    return NOWHERE, ""


def _place(definition: Definition, slot: Slot, place: Place, told_by: str) -> Verdict:
    evidence = f"{place.name or 'nowhere'}: {told_by}".removesuffix(": ")
    if not slot.no:
        evidence += f"; {why_outside(definition, place.adcode)}"
    return Verdict("place", bool(slot.no) and place.adcode == slot.adcode, evidence)


def why_outside(definition: Definition, adcode: str) -> str:
    """Why a jurisdiction has no slot. adcode: empty where it is not known whose the document is."""
    if not adcode:
        return "nothing tells which jurisdiction it belongs to"
    outside = definition.outside_of(adcode)
    return outside.reason if outside and outside.reason else "the corpus has no slot for it"


def _within(candidate: Candidate, place: Place) -> Place:
    """A place without its province is in the province whose site shows it; the central site says nothing of that.

    市政府 on the site of 北京 is 北京's.
    """
    province = candidate.site_adcode if candidate.site_adcode != CENTRAL else ""
    own = province in MUNICIPALITIES and all(re.match(r"(?:中共)?市", issuer) for issuer in candidate.issuers)
    level = "provincial" if own and candidate.issuers else place.level
    return Place(place.adcode or province, level, place.rank)


def _government(adcode: str) -> Place:
    return Place(adcode, "central" if adcode == CENTRAL else "provincial", "government")


def _level(definition: Definition, candidate: Candidate, place: Place, told_by: str) -> Verdict:
    wanted = "central" if place.adcode == CENTRAL else "provincial"
    leading = any(group in issuer for group in definition.leading_groups for issuer in candidate.issuers)
    passed = place.level == wanted and (place.rank == "government" or leading)
    speaks = "its centre" if place.rank == "government" else "a leading group" if leading else "a department"
    return Verdict("level", passed, f"{place.level} level, {speaks}: {told_by}")


def _kind(definition: Definition, candidate: Candidate) -> Verdict:
    if candidate.kind in definition.never_kinds:
        return Verdict("kind", False, f"the page is {candidate.kind}")
    word = next((word for word in definition.never_titles if word in candidate.title), "")
    return Verdict("kind", not word, f"the title has {word}" if word else candidate.kind or "a document")


def _window(definition: Definition, candidate: Candidate) -> Verdict:
    """By the day of writing, else of publication. A document without a day passes: nothing speaks against it."""
    day = candidate.written_on or candidate.published_on
    if day is None:
        return Verdict("window", True, "no date is known")
    passed = (definition.first is None or day >= definition.first) and (
        definition.last is None or day <= definition.last
    )
    return Verdict("window", passed, day.isoformat())


def _subject(definition: Definition, candidate: Candidate) -> Verdict:
    missing = [word for word in definition.subject if word not in _plain(candidate.title)]
    return Verdict("subject", not missing, f"the title lacks {'、'.join(missing)}" if missing else candidate.title)


def _title(definition: Definition, candidate: Candidate, form: int) -> Verdict:
    if not definition.titles:
        return Verdict("title", True, "any title")
    if form == len(definition.titles):
        return Verdict("title", False, "none of the wordings")
    found = definition.titles[form].search(_plain(candidate.title))
    return Verdict("title", True, found[0] if found else "")


def _basis(definition: Definition, slot: Slot, candidate: Candidate) -> Verdict:
    """Whether the text names what it carries out, by title in 《》 or by number; the sentence is the evidence."""
    if not definition.basis:
        return Verdict("basis", True, "none is asked for")
    if slot.is_basis:
        own = any(
            _plain(basis) in _plain(candidate.title) or basis == candidate.doc_number for basis in definition.basis
        )
        return Verdict("basis", own, "it is the text itself" if own else "it is not the text that the others name")
    if slot.basis_waived:
        return Verdict("basis", True, "waived for this slot")
    home = next((each.adcode for each in definition.slots if each.is_basis), CENTRAL)
    for text in (candidate.title, candidate.text):
        for sentence in _sentences(text):
            if _names(sentence, definition.basis, home):
                return Verdict("basis", True, _short(sentence))
    return Verdict("basis", False, f"nowhere names {'、'.join(definition.basis)}")


def _names(sentence: str, basis: Sequence[str], home: str) -> bool:
    """Whether a sentence names one of them: by number, or in 《》, where its issuers may stand before the title.

    home: the adcode of those issuers. 《湖南省人民政府关于…的意见》 is another text than 《关于…的意见》 of the centre.
    """
    numbers = {read_doc_number(f"{words[-_LONGEST_NUMBER:]}号") for words in sentence.split("号")[:-1]}
    titles = [_plain(found[1]) for found in _QUOTED.finditer(sentence)]
    return any(
        name in numbers if read_doc_number(name) else any(_is_called(title, _plain(name), home) for title in titles)
        for name in basis
    )


def _is_called(title: str, name: str, home: str) -> bool:
    """Whether a title is that name, by itself or behind its issuers: …办公厅关于…, …办公厅印发〈关于…〉的通知."""
    issuers, found, after = title.partition(name)
    if not found or after not in ("", "〉的通知", "》的通知", "的通知"):
        return False
    bodies = split_issuers(_ISSUING.sub("", issuers))
    return not issuers or (bool(bodies) and all(place_of(body).adcode == home for body in bodies))


def _sentences(text: str) -> Iterator[str]:
    """Sentences that could name a text: those with 《 or 号."""
    for found in _SENTENCE.finditer(text):
        if "《" in found[0] or "号" in found[0]:
            yield found[0]


_BARRED: Mapping[str, str] = {
    "draft_of": "a draft of",
    "interpretation_of": "an interpretation of",
    "excerpt_of": "an excerpt of",
    "forwards": "a notice that forwards",
}


def _original(candidate: Candidate) -> Verdict:
    """Whether it is a document of its own, and no draft, excerpt, interpretation or forwarding of another."""
    for relation, other in candidate.relations:
        if relation in _BARRED:
            return Verdict("original", False, f"{_BARRED[relation]} {other}")
    return Verdict("original", True, "a document of its own")


def _known(slot: Slot, candidate: Candidate) -> tuple[str, ...]:
    shares = []
    if canonical(candidate.url) in {canonical(url) for url in slot.urls}:
        shares.append("url")
    if slot.doc_number and slot.doc_number == candidate.doc_number:
        shares.append("number")
    if slot.title and _plain(slot.title) in _plain(candidate.title):
        shares.append("title")
    return tuple(shares)


def may_be_meant(slot: Slot, candidate: Candidate) -> bool:
    """Whether the definition names the candidate's title as one that may be the slot's."""
    return any(_plain(title) in _plain(candidate.title) for title in slot.possible)


def rank(judged: Judged) -> tuple[object, ...]:
    """The order of candidates, best first: those that every rule admits; what the definition knows (URL, number,
    title); fewer rules against it; the better wording of the title; the issuer's own site; the longer text; the
    earlier day; the key.
    """
    candidate = judged.candidate
    own_site = candidate.site_adcode == judged.slot.adcode
    day = candidate.published_on or candidate.written_on or date.max
    return (
        not judged.passed,
        "url" not in judged.known,
        "number" not in judged.known,
        "title" not in judged.known,
        len(judged.against),
        judged.title_form,
        not own_site,
        -candidate.units,
        day,
        candidate.key,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """Every candidate, best first. slots: by number, every slot there, some of them empty. outside: by the adcode of
    their jurisdiction, which has no slot; by the empty one where it is not known.
    """

    slots: dict[int, list[Judged]]
    outside: dict[str, list[Judged]]


def choose(definition: Definition, candidates: Iterable[Candidate], pinned: Mapping[str, Slot] | None = None) -> Choice:
    """Judges the candidates. pinned: the slots that a person has put documents into, by the documents' keys."""
    slots: dict[int, list[Judged]] = {slot.no: [] for slot in definition.slots}
    outside: dict[str, list[Judged]] = {}
    for candidate in candidates:
        judged = judge(definition, candidate, (pinned or {}).get(candidate.key))
        found = slots[judged.slot.no] if judged.slot.no else outside.setdefault(judged.slot.adcode, [])
        found.append(judged)
    for found in (*slots.values(), *outside.values()):
        found.sort(key=rank)
    return Choice(slots, outside)


def first_choice(admitted: Sequence[Judged], sites: Mapping[str, Site]) -> Judged | None:
    """The member among the candidates that every rule admits, best first, with the reason as a verdict of its own.

    It is the first of them; of that one's other editions, the one that was issued first; of that one's copies, the text
    of record (`corpus.matching.record`). What the definition knows by its address stays, whatever copies there are;
    what it knows by its number has no other edition.
    """
    if not admitted:
        return None
    first = admitted[0]
    if "url" in first.known:
        return _recorded(first, "the definition names its address")
    reason = ""
    if "number" not in first.known:
        editions = [first, *_related(first, "other_edition", admitted)]
        first = min(editions, key=lambda each: (*_issued(each.candidate), rank(each)))
        reason = "the first issued of its editions; " if len(editions) > 1 else ""
    copies = [first, *_related(first, "same_text", admitted)]
    record = text_of_record([_as_copy(each.candidate) for each in copies], sites)
    member = next(each for each in copies if each.candidate.key == record.document)
    return _recorded(member, f"{reason}{record.reason}")


def _recorded(judged: Judged, reason: str) -> Judged:
    return replace(judged, verdicts=(*judged.verdicts, Verdict("record", True, reason)))


def relation_between(candidate: Candidate, other: Candidate) -> str:
    """What one document is to another (same_text, other_edition …); empty where nothing is known."""
    return next((relation for relation, key in candidate.relations if key == other.key), "")


def _related(judged: Judged, relation: str, others: Iterable[Judged]) -> list[Judged]:
    keys = {key for found, key in judged.candidate.relations if found == relation}
    return [other for other in others if other.candidate.key in keys]


def _issued(candidate: Candidate) -> tuple[date, date]:
    """The day of writing, else of publication, and the day of publication; what is not known comes last."""
    published = candidate.published_on or date.max
    return candidate.written_on or published, published


def _as_copy(candidate: Candidate) -> Document:
    return Document(
        id=candidate.key,
        text=candidate.text,
        title=candidate.title,
        doc_number=candidate.doc_number,
        issuers=candidate.issuers,
        site=candidate.site,
        url=canonical(candidate.url),
        kind=candidate.kind,
        published_on=candidate.published_on,
    )


def _plain(text: str) -> str:
    """Without blanks, for comparing."""
    return re.sub(r"[\s\u3000]", "", text)


def _short(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= _LONGEST_EVIDENCE:
        return line
    at = max(0, line.find("《") - 20)
    return f"{'…' if at else ''}{line[at : at + _LONGEST_EVIDENCE]}…"
