"""Verbs that read and number: read, segment, build, show."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.printing import counted, note, print_json, print_lines
from corpus.verbs import options


def read(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A page, PDF, Word, OFD or text file.")],
    url: Annotated[str, typer.Option(help="The address that the file was saved from.")] = "",
    site: Annotated[str, typer.Option(help="The site whose selectors to use.")] = "",
) -> None:
    """What the reader makes of one file, as JSON.

    Its metadata and blocks.

    Example: corpus read saved/content_5365341.htm --site guowuyuan
    """
    from corpus.shapes import reading_json

    print_json(reading_json(_read(file, url, site)))


def _read(file: Path, url: str = "", site: str = "") -> Any:
    from corpus.reading import ReadingError
    from corpus.reading.child import read_in_child

    if site:
        options.known_sites([site])
    try:
        return read_in_child("carrier", options.bytes_of(file), name=file.name, url=url, site=site)
    except ReadingError as error:
        options.stop(f"{file}: {error}")


def segment(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A text, page, PDF, Word or OFD file.")],
    everything: Annotated[bool, typer.Option("--all", help="Also what is no unit, with its role.")] = False,
    cover: Annotated[bool, typer.Option(help="Count the sentences of the notice that carries a plan.")] = True,
    lead_ins: Annotated[bool, typer.Option(help="Count sentences that end in a colon.")] = True,
    titles: Annotated[bool, typer.Option(help="Count headings too.")] = False,
) -> None:
    """Number the units of a text or file, as JSON lines.

    A text has one paragraph a line, the title first; any other file is one that `read` takes.

    Example: corpus segment plan.txt
    """
    from corpus.reading.carrier import carrier
    from corpus.reading.encoding import decode
    from corpus.segment import Counting, segment_text
    from corpus.segment import segment as number
    from corpus.shapes import segment_lines

    data = options.bytes_of(file)
    if not data.strip():
        options.stop(f"{file}: the file is empty")
    plain = carrier(data, file.name) == "text"
    counting = Counting(cover_units=cover, lead_ins=lead_ins, titles=titles)
    segmentation = segment_text(decode(data)[0], counting) if plain else number(_read(file).blocks, counting)
    print_lines(segment_lines(segmentation, everything=everything))
    for warning in segmentation.warnings:
        note(f"{file}: {warning}")


def build(
    names: options.SiteNames = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes that read.")] = os.cpu_count() or 1,
    db: options.Db = options.DEFAULT_DB,
    archive: options.ArchiveFolder = Path(options.DEFAULT_ARCHIVE),
) -> None:
    """Read and number what the archive holds.

    Documents, editions, units. Offline; run it as often as you like.

    Example: corpus build --jobs 2
    """
    from corpus.build import build as build_documents
    from corpus.printing import counting

    chosen = options.known_sites(names) if names else ()
    options.require_archive(archive)
    engine = options.engine(db)
    with counting("documents built") as progress:
        report = build_documents(engine, archive, chosen, jobs=jobs, progress=progress, say=note)
    print_lines([" ".join(f"{name} {count}" for name, count in asdict(report).items())])
    if report.faults:
        note(f"{counted(report.faults, 'file')} could not be read; the table `failures` keeps the reasons")
        raise typer.Exit(1)


def show(
    document: Annotated[str, typer.Argument(help="A key, number, URL or title; @EDITION and /REF may follow.")],
    ref: Annotated[str, typer.Argument(help="A unit of it, such as 2-2-1.")] = "",
    db: options.Db = options.DEFAULT_DB,
) -> None:
    """The outline of a document, or one unit in its context.

    A unit's number in a corpus will do, 18-2-3-1, or voced27/18-2-3-1 where several corpora have one.

    Example: corpus show 国发〔2019〕4号   ·   corpus show guowuyuan:1e0a4b7c9d2f@1/2-2-1
    """
    from corpus.finding import NotFoundError, find
    from corpus.outline import heading_lines, in_context, outline

    with options.existing(db).connect() as connection:
        try:
            named = find(connection, document)
        except NotFoundError as error:
            options.stop(str(error))
    segmentation = named.segmentation()
    wanted = ref or named.ref
    if not wanted:
        print_lines([*heading_lines(named), *outline(segmentation)])
        print_lines(f"warning: {warning}" for warning in named.edition.warnings)
        return
    lines = in_context(segmentation.units, wanted)
    if not lines:
        options.stop(f"{wanted}: {named.cited} has no such unit; `corpus show {named.cited}` lists its sections")
    print_lines([f"{named.document.title}  {named.cited}/{wanted}", *lines])
