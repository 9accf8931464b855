"""Verbs that look after the archive: archive verify, archive compact."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from corpus.printing import counted, counting, note, print_json, print_lines
from corpus.verbs import options

archive = typer.Typer(
    help="Look after the archive.\n\nExample: corpus archive verify", no_args_is_help=True, rich_markup_mode=None
)


@archive.command()
def verify(
    names: options.SiteNames = None,
    db: options.Db = options.DEFAULT_DB,
    folder: options.ArchiveFolder = Path(options.DEFAULT_ARCHIVE),
    as_json: options.AsJson = False,
) -> None:
    """Check every record, and repair the table.

    Each is read, and checked against its SHA-256 and its row. Rows that are missing or say something else are made
    again from the archive. What is lost, its record gone or damaged, is said in a line each, with exit code 1.

    Example: corpus archive verify hunan
    """
    from crawlers.registry import register, site_of
    from crawlers.sites import SITES
    from storage.archive import Archive
    from storage.verifying import verify as verify_records

    sites = options.known_sites(names) if names else ()
    options.require_archive(folder)
    engine = options.engine(db)
    with engine.begin() as connection:
        register(connection, SITES.values())
    with counting("files verified", total="files") as progress:
        found = verify_records(
            engine, Archive(folder), lambda url: site_of(url, SITES.values()), sites, progress=progress
        )
    if as_json:
        print_json({name: value for name, value in asdict(found).items() if name != "done"})
    else:
        print_lines(
            [
                f"{counted(found.records, 'record')} sound in {counted(found.files, 'file')}",
                f"{counted(found.indexed, 'row')} indexed, {found.corrected} corrected",
            ]
        )
    for line in found.passed_over:
        note(f"passed over: {line}")
    for lost in found.lost:
        note(f"lost: {lost}")
    if found.lost:
        raise typer.Exit(1)


@archive.command()
def compact(
    names: options.SiteNames = None,
    db: options.Db = options.DEFAULT_DB,
    folder: options.ArchiveFolder = Path(options.DEFAULT_ARCHIVE),
    as_json: options.AsJson = False,
) -> None:
    """Pack many small files into few large ones.

    The same records in the same order, so nobody needs it to read the archive. It can be stopped at any moment. A site
    that is being crawled is left alone. Files that a build or `verify` reads stay until the next crawl or compact.

    Example: corpus archive compact   ·   corpus archive compact hunan
    """
    from contextlib import closing

    from crawlers.locks import LockedError, lock
    from storage.archive import Archive
    from storage.compacting import BeingReadError
    from storage.compacting import compact as pack

    sites = options.known_sites(names)
    options.require_archive(folder)
    engine = options.engine(db)
    done = {}
    for site in (site for site in sites if (folder / site).is_dir()):
        try:
            with closing(lock(folder / site / ".lock", f"{site}: left alone, a run has its lock")):
                done[site] = pack(engine, Archive(folder), site)
        except (LockedError, BeingReadError) as error:
            note(str(error))
    changed = {site: packed for site, packed in done.items() if packed.packed}
    if as_json:
        print_json([{"site": site, **asdict(packed)} for site, packed in changed.items()])
    elif changed:
        print_lines(
            f"{site}: {counted(packed.files, 'file')} packed into {packed.packed}" for site, packed in changed.items()
        )
    else:
        print_lines(["nothing to pack"])
