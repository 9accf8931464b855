"""Verbs that fill the archive, and that show what a source reads: crawl, add, listing."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.printing import note, print_json, print_lines, print_table
from corpus.verbs import options

if TYPE_CHECKING:
    from crawlers.crawl import Crawled


def crawl(
    names: options.SiteNames = None,
    corpus: Annotated[str, typer.Option(help="Ask the searches for what a corpus's definition says.")] = "",
    query: Annotated[
        str, typer.Option(help="Ask the sites' searches for this text instead of walking their lists.")
    ] = "",
    full: Annotated[
        bool, typer.Option("--full", help="Walk every list to its end and ask for known documents again.")
    ] = False,
    since: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Stop a list at older documents.")] = "",
    due: Annotated[bool, typer.Option("--due", help="Only the sites that are due; then build and report.")] = False,
    settings: options.Settings = None,
    db: options.Db = options.DEFAULT_DB,
    archive: options.ArchiveFolder = Path(options.DEFAULT_ARCHIVE),
    reports: options.Reports = Path(options.DEFAULT_REPORTS),
) -> None:
    """Fill the archive with what the sites list.

    What the archive does not hold yet, and the files that those pages link. With --due only the sites whose turn it
    is (see `corpus schedule`), which are then built; a report goes into --reports and to the destinations of
    CORPUS_REPORT_TO (see `corpus report`). --full and --since say how those are walked, and make none due.

    Example: corpus crawl hunan beijing   ·   corpus crawl --corpus voced27   ·   corpus crawl --due
    """
    chosen = options.known_sites(names)
    if since:
        options.day(since)
    given = options.scrapy_settings(settings)
    if corpus and query:
        options.stop("--corpus and --query: give one of them")
    if due and (corpus or query):
        options.stop("--due: walks the lists; it goes with neither --corpus nor --query")
    queries = options.definition(corpus).queries if corpus else (query,)
    engine = options.engine(db)
    from crawlers.crawl import crawl_each
    from crawlers.locks import LockedError

    def walk(sites: Sequence[str]) -> list[Crawled]:
        places = {"CORPUS_DB": db, "CORPUS_ARCHIVE": str(archive)}
        return crawl_each(queries, sites, places | given, full=full, since=since)

    faults: list[str] = []
    if due:
        from corpus.delivery import VARIABLE, destinations
        from corpus.due import crawl_due

        try:
            send_to = destinations(os.environ.get(VARIABLE, ""))
            done = crawl_due(engine, archive, chosen, walk, reports=reports, send_to=send_to, say=note)
        except LockedError as error:
            note(str(error))
            return
        ended, faults = done.ended, done.faults
    else:
        ended = walk(chosen)
    if ended:
        columns = ("site", "outcome", "listed", "fetched")
        print_table(columns, [(run.site, run.outcome, run.listed, run.fetched) for run in ended])
    for run in ended:
        if run.outcome != "ok":
            note(f"{run.site}: {run.outcome}: {run.reason}")
    for fault in faults:
        note(fault)
    if faults or any(run.outcome != "ok" for run in ended):
        raise typer.Exit(1)


def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", exists=True, help="Pages, files or folders.")],
    site: Annotated[str, typer.Option(help="The site that they come from.")],
    url: Annotated[str, typer.Option(help="The address of the one file; else the file's name stands for it.")] = "",
    db: options.Db = options.DEFAULT_DB,
    archive: options.ArchiveFolder = Path(options.DEFAULT_ARCHIVE),
) -> None:
    """Put files saved by hand into the archive.

    Pages and files, as if they had been fetched.

    Example: corpus add saved/*.html --site guowuyuan
    """
    from corpus.adding import add_files
    from crawlers.sites import SITES
    from crawlers.sources.text import MAX_ADDRESS

    options.known_sites([site])
    every = [found for file in files for found in (_files_below(file) if file.is_dir() else [(file, file.name)])]
    if not every:
        options.stop(f"{files[0]}: no file in this folder")
    twice = [name for name, count in Counter(name for _, name in every).items() if count > 1]
    if twice and not url:
        options.stop(
            f"{twice[0]}: more than one file of this name, which is its address; add the folder that holds them"
        )
    if url and len(every) != 1:
        options.stop(f"--url {url}: goes with one file, not with {len(every)}")
    if url and not url.startswith(("http://", "https://")):
        options.stop(f"{url}: not an http address")
    if len(url) > MAX_ADDRESS:
        options.stop(f"--url {url[:60]}…: longer than {MAX_ADDRESS} characters")
    added, faults = add_files(options.engine(db), archive, SITES[site], every, url)
    print_lines([f"{added} added"])
    for fault in faults:
        note(fault)
    if faults:
        raise typer.Exit(1)


def _files_below(folder: Path) -> list[tuple[Path, str]]:
    return sorted((path, path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file())


def listing(
    site: Annotated[str, typer.Argument(help="A site's name.")],
    source: Annotated[str, typer.Argument(help="The id of one of its sources.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A saved list page or search answer.")],
    url: Annotated[str, typer.Option(help="The address that the file was saved from.")] = "",
) -> None:
    """What a source reads from a saved list, as JSON.

    A list page or a search answer.

    Example: corpus listing hunan szfwj saved/wjk_glrb.html
    """
    from corpus.shapes import listing_json
    from crawlers.site import PageResponse, Query
    from crawlers.sites import SITES

    options.known_sites([site])
    try:
        reader = SITES[site].source(source)
    except KeyError:
        ids = ", ".join(known.id for known in SITES[site].sources)
        options.stop(f"{source}: {site} has no such source; it has {ids}")
    read = reader.read(PageResponse(url or reader.first(Query()).url, options.bytes_of(file)))
    print_json(listing_json(read))
    if read.problem:
        note(f"{file}: {read.problem}")
        raise typer.Exit(1)
