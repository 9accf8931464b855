"""Verbs that ask the database and look after it, and the settings: sql, runs, db upgrade, db check, config."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corpus.printing import Format, note, print_json, print_lines, print_table
from corpus.verbs import options


def sql(
    query: Annotated[str, typer.Argument(help="One SELECT.")],
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.table,
    as_json: options.AsJson = False,
    seconds: Annotated[float, typer.Option(min=0.1, max=86_400, help="End the query after so long.")] = 60.0,
    db: options.Db = options.DEFAULT_DB,
) -> None:
    """Ask the database a read-only question.

    Example: corpus sql "SELECT site, count(*) FROM documents GROUP BY site"
    """
    from corpus.printing import print_rows
    from storage.database import ask

    options.found(db, options.MAKES_ONE)
    with ask(db, query, seconds) as (names, rows):
        print_rows(names, rows, Format.json if as_json else form)


def runs(
    names: options.SiteNames = None,
    last: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many, newest first.")] = 20,
    db: options.Db = options.DEFAULT_DB,
    as_json: options.AsJson = False,
) -> None:
    """What ran and how it ended.

    Example: corpus runs hunan
    """
    from corpus.overview import run_rows

    rows = run_rows(options.existing(db), options.known_sites(names) if names else [], last)
    if as_json:
        print_json(rows)
        return
    columns = ("started_at", "site", "kind", "query", "outcome", "listed", "fetched", "blocked", "failed", "reason")
    print_table(columns, [tuple(row[name] for name in columns) for row in rows])


def db_upgrade(db: options.Db = options.DEFAULT_DB) -> None:
    """Migrate the database to this program's schema.

    Where there is none, make it.

    Example: corpus db upgrade --db postgresql://localhost/corpus
    """
    from storage.database import open_database, revisions
    from storage.migrations import upgrade

    upgrade(open_database(db))
    print_lines([f"at revision {revisions()[-1]}"])


def db_check(db: options.Db = options.DEFAULT_DB) -> None:
    """Say what differs from this program's schema.

    Exit 1 if anything does.

    Example: corpus db check
    """
    from storage.migrations import check

    differences = check(options.found(db, "`corpus db upgrade` makes one", code=1))
    for difference in differences:
        note(difference)
    if differences:
        raise typer.Exit(1)
    print_lines(["clean"])


def config(
    db: options.Db = options.DEFAULT_DB,
    archive: options.ArchiveFolder = Path(options.DEFAULT_ARCHIVE),
    reports: options.Reports = Path(options.DEFAULT_REPORTS),
    as_json: options.AsJson = False,
) -> None:
    """The settings in force, and the variables that set them.

    Example: corpus config --json
    """
    from corpus.overview import settings

    values = settings(db, archive, reports)
    if as_json:
        print_json(values)
    else:
        print_table(
            ("setting", "value", "variable"),
            [(name, value, f"CORPUS_{name.upper()}") for name, value in values.items()],
        )
