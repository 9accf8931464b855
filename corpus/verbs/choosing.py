"""Verbs that make a corpus out of documents: new, select, pin, exclude, coverage."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.printing import counted, note, print_json, print_lines, print_table
from corpus.verbs import options

CorpusName = Annotated[str, typer.Argument(metavar="CORPUS", help="A corpus that ships (voced27), or a .toml file.")]
DocumentName = Annotated[str, typer.Argument(metavar="DOCUMENT", help="A key, number, URL or title.")]
Why = Annotated[str, typer.Option("--why", help="The reason, for whoever checks the corpus.")]
Who = Annotated[str, typer.Option("--who", help="Whose decision it is.")]


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Letters, digits and underscores.")],
) -> None:
    """Write a definition of a corpus to be filled in.

    NAME.toml, with comments that say what each line is for.

    Example: corpus new arts2020
    """
    from corpus.definition import template

    path = Path(f"{name}.toml")
    if not name.isidentifier():
        options.stop(f"{name}: a name has letters, digits and underscores only")
    if path.exists():
        options.stop(f"{path}: is there already")
    path.write_text(template(name), encoding="utf-8")
    print_lines([f"{path}: fill it in, then `corpus select {path}`"])


def select(corpus: CorpusName, db: options.Db = options.DEFAULT_DB) -> None:
    """Fill the numbered slots of a corpus.

    From the documents at hand, by its rules and your decisions.

    Example: corpus select voced27
    """
    from corpus.select import select_members

    definition = options.definition(corpus)
    filled = select_members(options.existing(db), definition)
    print_table(
        ("no", "place", "member", "title", "chosen by"),
        [
            (each.slot.no, each.slot.place, each.member.candidate.key, each.member.candidate.title, each.chosen_by)
            if each.member
            else (each.slot.no, each.slot.place, "", "", "")
            for each in filled
        ],
    )
    if definition.asks_nothing:
        note(f"{corpus}: it does not say what a member must be, so any document of a place may fill its slot")
    empty = [each.slot.place for each in filled if each.member is None]
    if empty:
        slots = counted(len(filled), "slot")
        note(f"{len(empty)} of {slots} empty: {' '.join(empty)}; `corpus coverage {corpus}` says why")
        raise typer.Exit(1)


def pin(
    corpus: CorpusName,
    document: DocumentName,
    why: Why,
    no: Annotated[int, typer.Option("--no", help="The slot.")],
    who: Who = "",
    db: options.Db = options.DEFAULT_DB,
    archive: options.ArchiveFolder = Path(options.DEFAULT_ARCHIVE),
) -> None:
    """Put a document into a slot, whatever the rules say. The decision is kept, and outlives every rebuild.

    Example: corpus pin voced27 hunan:b5d212996859 --no 18 --why "named in the study's annex"
    """
    definition = options.definition(corpus)
    if no not in {slot.no for slot in definition.slots}:
        options.stop(f"{no}: {definition.name} has no such slot")
    _decide(corpus, document, "pin", who, why, db, archive, no)


def exclude(
    corpus: CorpusName,
    document: DocumentName,
    why: Why,
    who: Who = "",
    db: options.Db = options.DEFAULT_DB,
    archive: options.ArchiveFolder = Path(options.DEFAULT_ARCHIVE),
) -> None:
    """Keep a document out of a corpus, whatever the rules say. The decision is kept, and outlives every rebuild.

    Example: corpus exclude voced27 hunan:b5d212996859 --why "a later document of the same name"
    """
    _decide(corpus, document, "exclude", who, why, db, archive, None)


def undecide(
    corpus: CorpusName,
    document: DocumentName,
    why: Why,
    who: Who = "",
    db: options.Db = options.DEFAULT_DB,
    archive: options.ArchiveFolder = Path(options.DEFAULT_ARCHIVE),
) -> None:
    """Take a pin or an exclusion back; the rules decide again. What was decided stays on record.

    Example: corpus undecide voced27 hunan:b5d212996859 --why "pinned by mistake"
    """
    _decide(corpus, document, "withdrawn", who, why, db, archive, None)


def _decide(
    corpus: str, document: str, verdict: str, who: str, why: str, db: str, archive: Path, no: int | None
) -> None:
    from corpus.finding import NotFoundError, find
    from corpus.select import decide, standing_decisions

    definition, engine = options.definition(corpus), options.existing(db)
    if not why.strip():
        options.stop("--why: a decision needs a reason")
    with engine.connect() as connection:
        try:
            key = find(connection, document).document.key
        except NotFoundError as error:
            options.stop(str(error))
        if verdict == "withdrawn" and key not in standing_decisions(connection, definition.name):
            options.stop(f"{key}: neither pinned nor excluded in {definition.name}")
    person = who or _account()
    decide(engine, archive, definition.name, key, verdict, who=person, why=why, no=no)
    print_lines([f"{key}: {verdict} by {person}; `corpus select {corpus}` fills the slots anew"])


def _account() -> str:
    """Who is logged in; a container's user may have no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        options.stop("--who: this account has no name; say whose decision it is")


def coverage(corpus: CorpusName, db: options.Db = options.DEFAULT_DB, as_json: options.AsJson = False) -> None:
    """One row a slot of a corpus, with its member.

    Or why there is none, and every candidate in order with the rules against it.

    Example: corpus coverage voced27
    """
    from corpus.select import coverage as cover

    with options.existing(db).connect() as connection:
        rows = cover(connection, options.definition(corpus))
    if as_json:
        print_json(rows)
        return
    lines = []
    for row in rows:
        lines.append((row["no"], row["place"], row["status"], row["member"], row["title"], row["why"]))
        lines += [("", "", "  candidate", each["key"], each["title"], _against(each)) for each in _others(row)]
    print_table(("no", "place", "status", "document", "title", "why"), lines)
    found = sum(row["status"] in ("found", "pinned") for row in rows)
    note(f"{found} of {counted(sum(row['no'] is not None for row in rows), 'slot')} filled")


def _others(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in row["candidates"] if each["key"] != row["member"]]


def _against(candidate: dict[str, Any]) -> str:
    """What speaks against a candidate, and what speaks for a closer look."""
    words = [candidate["decision"]] if candidate["decision"] else []
    words += [f"{each['rule']}: {each['evidence']}" for each in candidate["verdicts"] if not each["passed"]]
    if candidate["may_be_meant"]:
        words.append("the definition names it as one that may be meant")
    if candidate["relation"] in _BESIDE:
        words.append(_BESIDE[candidate["relation"]])
    return "; ".join(words) or "every rule admits it; another one comes first"


_BESIDE = {"same_text": "a copy of the member", "other_edition": "another edition of the member"}
