"""Verbs for what leaves a corpus and for whoever checks it: diff, export, manifest, rebuild."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.export import Form
from corpus.printing import counted, note, print_json, print_lines
from corpus.verbs import options

if TYPE_CHECKING:
    from corpus.comparing import Change

EDITION: dict[str, Any] = {"min": 0, "max": 999_999_999, "show_default": False}

CorpusName = Annotated[str, typer.Argument(metavar="CORPUS", help="A corpus that was selected, or its .toml file.")]


class Headings(StrEnum):
    zh = "zh"
    en = "en"


def diff(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="A key, number, URL or title.")],
    first: Annotated[int, typer.Argument(**EDITION, help="The older edition; else the one before the newer.")] = 0,
    second: Annotated[int, typer.Argument(**EDITION, help="The newer edition; else the last.")] = 0,
    db: options.Db = options.DEFAULT_DB,
    as_json: options.AsJson = False,
) -> None:
    """Two editions of a document, unit by unit.

    - removed, + added, ~ changed, with [-what went-]{+what came+}, > the same under another number.

    Example: corpus diff hunan:b5d212996859 1 2
    """
    from corpus.comparing import compare, sides
    from corpus.finding import NotFoundError, find

    with options.existing(db).connect() as connection:
        try:
            last = find(connection, document)
            key = last.document.key
            newer = find(connection, f"{key}@{second}") if second else last
            if newer.edition.ordinal == 1 and not first:
                options.stop(f"{key}: edition 1 is the first; there is none before it to compare it with")
            older = find(connection, f"{key}@{first or newer.edition.ordinal - 1}")
        except NotFoundError as error:
            options.stop(str(error))
        both = [replace(named, counting=last.counting) for named in (older, newer)]
        changes = list(compare(*(sides(connection, named.edition, named.counting) for named in both)))
    if as_json:
        print_json([asdict(change) for change in changes])
        return
    first_cited, second_cited = (named.cited for named in both)
    print_lines([f"{newer.document.title}  {first_cited} → {second_cited.removeprefix(key)}"])
    print_lines(map(_change_line, changes))
    counts = Counter(change.kind for change in changes)
    note(", ".join(f"{counts[kind]} {kind}" for kind in ("added", "removed", "changed", "renumbered")))


def _change_line(change: Change) -> str:
    from corpus.comparing import marked

    if change.first is None or change.second is None:
        side = change.first or change.second
        assert side is not None
        return f"{'-' if change.first else '+'} {side.ref}  {side.text}{side.responsible}"
    refs = " → ".join(dict.fromkeys((change.first.ref, change.second.ref)))
    if change.kind == "renumbered":
        return f"> {refs}"
    old, new = (side.text + side.responsible for side in (change.first, change.second))
    return f"~ {refs}  {marked(old, new)}"


def export(
    corpus: CorpusName,
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
    form: Annotated[
        Form | None, typer.Option("--format", help="What to write; else what the file's name ends in.")
    ] = None,
    headings: Annotated[Headings, typer.Option(help="Chinese or English column headings.")] = Headings.zh,
    db: options.Db = options.DEFAULT_DB,
) -> None:
    """Write the units of a corpus to a file, members in order.

    With codings beside them where there are any: a column a dimension and a coder.

    Example: corpus export voced27 --format xlsx -o voced27.xlsx
    """
    from corpus.export import export as write
    from corpus.export.sheet import ExportError
    from corpus.export.units import units_sheet
    from corpus.finding import NotFoundError

    name = _name(corpus)
    options.require_place(output)
    chosen = _form(output, form)
    with options.existing(db).connect() as connection:
        try:
            units = write(units_sheet(connection, name, headings.value), chosen, output)
        except (ExportError, NotFoundError) as error:
            options.stop(str(error))
        except OSError as error:  # which may name the temporary file
            options.stop(f"{output}: cannot be written: {error.strerror}")
    print_lines([f"{output}: {counted(units, 'unit')}"])
    if not units:
        note(f"{name}: no slot is filled; `corpus coverage {corpus}` says why")


def _form(output: Path, named: Form | None) -> Form:
    """The format that is named, else the one that the file's name ends in. Ends the call where they differ."""
    by_name = next((form for form in Form if output.suffix.lower() == f".{form}"), None)
    if named and by_name and named is not by_name:
        options.stop(f"{output}: --format says {named}, the file's name {by_name}; leave one of them out")
    if not (chosen := named or by_name):
        endings = ", ".join(f".{form}" for form in Form)
        options.stop(f"{output}: which format? --format says, or the file's name: {endings}")
    return chosen


def manifest(corpus: CorpusName, db: options.Db = options.DEFAULT_DB) -> None:
    """Where the text of each member comes from: a JSON line each.

    Its address, edition and count of units, and of each stored file the sha256, the place in the archive and when it
    was fetched.

    Example: corpus manifest voced27 > voced27.manifest.jsonl
    """
    from corpus.finding import NotFoundError
    from corpus.manifest import manifest as members

    name = _name(corpus)
    with options.existing(db).connect() as connection:
        try:
            print_lines(json.dumps(member, ensure_ascii=False) for member in members(connection, name))
        except NotFoundError as error:
            options.stop(str(error))


def rebuild(
    corpus: Annotated[str, typer.Argument(metavar="CORPUS", help="A corpus that ships (voced27), or a .toml file.")],
    jobs: Annotated[int, typer.Option(min=1, help="Processes that read.")] = os.cpu_count() or 1,
    db: options.Db = options.DEFAULT_DB,
    archive: options.ArchiveFolder = Path(options.DEFAULT_ARCHIVE),
) -> None:
    """Make an empty database again from the archive alone.

    Migrate, build, select; the network is not used, and the rows are the same every time.

    Example: corpus rebuild voced27 --db sqlite:///again.db
    """
    from corpus.printing import counting
    from corpus.rebuilding import rebuild as make
    from storage.database import open_database

    definition = options.definition(corpus)
    options.require_archive(archive)
    with counting("documents built") as progress:
        report, filled = make(open_database(db), archive, definition, jobs=jobs, progress=progress, say=note)
    print_lines([" ".join(f"{name} {count}" for name, count in asdict(report).items())])
    empty = [each.slot.place for each in filled if each.member is None]
    print_lines([f"{len(filled) - len(empty)} of {counted(len(filled), 'slot')} filled"])
    if report.faults:
        note(f"{counted(report.faults, 'file')} could not be read; the table `failures` keeps the reasons")
    if empty:
        note(f"empty: {' '.join(empty)}; `corpus coverage {corpus}` says why")
    if report.faults or empty:
        raise typer.Exit(1)


def _name(corpus: str) -> Any:
    """The name that a corpus has in the database: its own, or the one that its file says."""
    return options.definition(corpus).name if corpus.endswith(".toml") else corpus
