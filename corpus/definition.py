"""What a corpus is: its definition file (TOML), read and checked.

A definition says what is searched for, what a member must be and must not be, the slots with what is known of
their documents, and how units are counted. `corpus/definitions/` holds those that ship; any path will do.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from corpus.segment import Counting
from corpus.toml_files import TomlError, toml_table, toml_text

MAX_NO = 9999  # of a slot


class DefinitionError(Exception):
    """A definition cannot be read or is wrong; the message names the file and the place."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a corpus. `no` is a member's number and never shifts; what is not known is empty.

    possible: titles that may be meant where the title is not known. is_basis: the document is itself the text that
    the others carry out. basis_waived: it need not name that text.
    """

    no: int
    adcode: str
    place: str
    title: str = ""
    doc_number: str = ""
    issuer: str = ""
    urls: tuple[str, ...] = ()
    issued: str = ""
    published: str = ""
    chapters: int = 0
    sections: int = 0
    confidence: str = "unknown"
    possible: tuple[str, ...] = ()
    is_basis: bool = False
    basis_waived: bool = False


@dataclass(frozen=True, slots=True)
class Outside:
    """Jurisdictions that are crawled and shown, and no part of the corpus."""

    adcodes: tuple[str, ...]
    places: str
    reason: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A corpus, as its file says. `sha256` is of the file."""

    name: str
    title: str
    queries: tuple[str, ...]
    slots: tuple[Slot, ...]
    sha256: str
    first: date | None = None
    last: date | None = None
    basis: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    titles: tuple[re.Pattern[str], ...] = ()
    leading_groups: tuple[str, ...] = ()
    fewest_units: int = 0
    never_kinds: tuple[str, ...] = ()
    never_titles: tuple[str, ...] = ()
    outside: tuple[Outside, ...] = ()
    counting: Counting = field(default_factory=Counting)

    @property
    def asks_nothing(self) -> bool:
        """Whether any document of a place could fill its slot: the template is not filled in."""
        rules = (self.basis, self.subject, self.titles, self.first, self.last)
        return not any(rules) and not any(slot.title or slot.doc_number or slot.urls for slot in self.slots)

    def slot_of(self, adcode: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.adcode == adcode), None)

    def outside_of(self, adcode: str) -> Outside | None:
        return next((each for each in self.outside if adcode in each.adcodes), None)


def names() -> list[str]:
    """The definitions that ship with the program."""
    return sorted(
        entry.name.removesuffix(".toml")
        for entry in files("corpus.definitions").iterdir()
        if entry.name.endswith(".toml") and b"[[slot]]" in entry.read_bytes()
    )


def load(name: str) -> Definition:
    """The definition of that name, or at that path (which ends in .toml). Raises DefinitionError."""
    if name.endswith(".toml"):
        path = Path(name)
        if not path.is_file():
            raise DefinitionError(f"{name}: no such file")
        return read(path.read_bytes(), name)
    entry = files("corpus.definitions") / f"{name}.toml"
    if not re.fullmatch(r"\w+", name) or not entry.is_file():
        raise DefinitionError(f"{name}: {', '.join(names())} ship; of any other corpus give the path of its .toml file")
    return read(entry.read_bytes(), f"{name}.toml")


def read(data: bytes, where: str) -> Definition:
    """A definition from the bytes of its file. Raises DefinitionError for what is unknown, missing or wrong."""
    try:
        table = toml_table(toml_text(data))
    except TomlError as error:
        raise DefinitionError(f"{where}: {error}") from None
    known = {"name", "title", "queries", "window", "member", "never", "slot", "outside", "counting"}
    _only(table, known, where)
    window, member, never = (_table(table, key, where) for key in ("window", "member", "never"))
    _only(window, {"first", "last"}, f"{where} [window]")
    _only(member, {"basis", "subject", "titles", "leading_groups", "fewest_units"}, f"{where} [member]")
    _only(never, {"kinds", "titles"}, f"{where} [never]")
    slots = tuple(_build(Slot, each, f"{where}, slot {each.get('no', '?')}") for each in _tables(table, "slot", where))
    numbers, adcodes = [slot.no for slot in slots], [slot.adcode for slot in slots]
    if not slots or len(set(numbers)) < len(slots) or len(set(adcodes)) < len(slots):
        raise DefinitionError(f"{where}: it needs slots, each with a number and an adcode of its own")
    if any(not 1 <= number <= MAX_NO for number in numbers):
        raise DefinitionError(f"{where}: the number of a slot is from 1 to {MAX_NO}")
    if not isinstance(table.get("name"), str) or not re.fullmatch(r"\w+", table["name"]):
        raise DefinitionError(f"{where}: it needs a name, of letters, digits and underscores")
    return Definition(
        name=table["name"],
        title=_typed(table, "title", "str", where, default=""),
        queries=_texts(table, "queries", where),
        slots=slots,
        sha256=hashlib.sha256(data).hexdigest(),
        first=_typed(window, "first", "date", f"{where} [window]"),
        last=_typed(window, "last", "date", f"{where} [window]"),
        basis=_texts(member, "basis", where),
        subject=_texts(member, "subject", where),
        titles=tuple(_pattern(text, f"{where} [member]") for text in _texts(member, "titles", where)),
        leading_groups=_texts(member, "leading_groups", where),
        fewest_units=_typed(member, "fewest_units", "int", f"{where} [member]", default=0),
        never_kinds=_texts(never, "kinds", where),
        never_titles=_texts(never, "titles", where),
        outside=tuple(_build(Outside, each, f"{where} [[outside]]") for each in _tables(table, "outside", where)),
        counting=_build(Counting, _table(table, "counting", where), f"{where} [counting]"),
    )


def _pattern(text: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise DefinitionError(f"{where}: {text[:80]!r} is no regular expression: {error}") from None


# What a setting may hold, by the annotation of its field: the type in TOML, and what to call it.
_TYPES: Mapping[str, tuple[type, str]] = {
    "str": (str, "text"),
    "int": (int, "whole number"),
    "bool": (bool, "true or false"),
    "date": (date, "day (2021-09-01, without quotes)"),
}


def _build(kind: Any, entry: Mapping[str, Any], where: str) -> Any:
    """A dataclass from a table; lists become tuples. Raises DefinitionError for what it does not know or cannot be."""
    known = {field.name: str(field.type) for field in fields(kind)}
    _only(entry, known, where)
    values = {
        key: _texts(entry, key, where) if type_.startswith("tuple") else _typed(entry, key, type_, where)
        for key, type_ in known.items()
        if key in entry
    }
    try:
        return kind(**values)
    except TypeError:
        missing = [field.name for field in fields(kind) if field.name not in entry and field.default is MISSING]
        raise DefinitionError(f"{where}: {', '.join(missing)} is missing") from None


def _typed(table: Mapping[str, Any], key: str, type_: str, where: str, default: Any = None) -> Any:
    if key not in table:
        return default
    value, (kind, name) = table[key], _TYPES[type_]
    if type(value) is not kind:  # True is an int and a datetime a date to isinstance
        raise DefinitionError(f"{where}: {key} is no {name}")
    return value


def _only(table: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise DefinitionError(f"{where}: {', '.join(unknown)}: no such setting; there are {', '.join(sorted(known))}")


def _table(table: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise DefinitionError(f"{where}: {key} is no table; write [{key}]")
    return value


def _tables(table: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise DefinitionError(f"{where}: {key} is no list of tables; write [[{key}]]")
    return value


def _texts(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise DefinitionError(f"{where}: {key} is no list of texts")
    return tuple(value)


def template(name: str) -> str:
    """A commented definition to be filled in, with every setting there is."""
    return f"""\
# The corpus {name}. Every setting may be left out but the name and the slots.
name = "{name}"
title = ""

# What `corpus crawl --corpus {name}.toml` asks the sites' searches for.
queries = []

# The days between which a member was issued; without one of them there is no such bound.
[window]
# first = 2020-01-01
# last = 2025-12-31

# What a member must be. Each rule gives yes or no with its evidence: `corpus coverage {name}.toml`.
[member]
# Titles (without 《》) or numbers (国发〔2019〕4号), one of which the text must name as what it carries out.
basis = []
# Words that its title must have, all of them.
subject = []
# Wordings of its title, best first, as regular expressions; none means any title.
titles = []
# Leading groups of the Party that may issue a member beside governments, Party committees and their offices.
leading_groups = []
# How many units it must have, by the unit standard, so that a report about a document is not taken for it.
fewest_units = 10

# What a member never is: kinds of pages, and words in titles.
[never]
kinds = ["interpretation", "infographic", "list", "draft"]
titles = ["解读", "图解", "一图读懂", "答记者问", "新闻发布会", "征求意见"]

# What is counted as a unit; these are the unit standard's choices, docs/units.md has the effect of others. `select`
# numbers the members so. Another choice gives other refs: codings stay with the units that they were given to.
[counting]
# cover_units = true   sentences of the notice that carries a plan
# lead_ins = true      sentences that end in a colon
# titles = false       headings

# One slot a jurisdiction (GB/T 2260; 000000 is the central level). `no` is the member's number and never shifts.
[[slot]]
no = 1
adcode = "000000"
place = "中央"
# title = ""          what is known of the document; leave out what is not
# doc_number = ""
# urls = []
# is_basis = true     it is itself the text that the others carry out

[[slot]]
no = 2
adcode = "110000"
place = "北京"

# Jurisdictions that are crawled and shown, and no part of the corpus.
# [[outside]]
# adcodes = ["810000"]
# places = "香港"
# reason = ""
"""
