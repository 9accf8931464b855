"""The `corpus` command: the one module that may import everything, and the one that speaks to a person.

Data goes to standard output, messages to standard error. Exit 0: done; 1: done, and something is wrong;
2: the call cannot be understood or carried out. Heavy modules are imported in the verbs that need them.
"""

from __future__ import annotations

import io
import os
import sys
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

import corpus
from corpus.printing import Format, note, print_json, print_lines, print_table

app = typer.Typer(
    name="corpus",
    help="Crawl government policy documents, number their units, and query them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
database = typer.Typer(help="Migrate and check the database.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(database, name="db")

DEFAULT_DB = "sqlite:///corpus.db"
DEFAULT_ARCHIVE = "archive/"
Db = Annotated[str, typer.Option("--db", envvar="CORPUS_DB", help="Database URL.")]
ArchiveFolder = Annotated[Path, typer.Option("--archive", envvar="CORPUS_ARCHIVE", help="Folder of WARC files.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
SiteNames = Annotated[list[str] | None, typer.Argument(metavar="[SITE]...", help="Sites; all where none is named.")]


def _stop(message: str) -> NoReturn:
    """Ends the command: the call cannot be carried out."""
    note(message)
    raise typer.Exit(2)


def _engine(url: str) -> Any:
    from storage.database import open_database, ready

    return ready(open_database(url))


def _known_sites(names: list[str] | None) -> list[str]:
    from crawlers.sites import SITES

    for name in names or ():
        if name not in SITES:
            _stop(f"{name}: no such site; `corpus sites` lists them")
    return names or list(SITES)


def _bytes_of(file: Path) -> bytes:
    from storage.archive import MAX_BODY

    if file.stat().st_size > MAX_BODY:
        _stop(f"{file}: larger than {MAX_BODY // 2**20} MiB")
    return file.read_bytes()


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(corpus.__version__)
        raise typer.Exit


@app.command()
def sites(db: Db = DEFAULT_DB, as_json: AsJson = False) -> None:
    """The declared sites with their sources.

    Each source with its family, what is unverified, and how the site's last run ended.

    Example: corpus sites --json
    """
    from corpus.reports import site_rows

    rows = site_rows(db)
    if as_json:
        print_json(rows)
        return
    shown = [
        (row["name"], row["title"], source["id"], source["kind"], source["family"], source["unverified"], outcome)
        for row in rows
        for source in row["sources"]
        for outcome in [f"{row['last_run'] or ''} {row['outcome'] or ''}".strip()]
    ]
    print_table(("site", "title", "source", "kind", "family", "unverified", "last run"), shown)


@app.command()
def crawl(
    names: SiteNames = None,
    query: Annotated[
        str, typer.Option(help="Ask the sites' searches for this text instead of walking their lists.")
    ] = "",
    full: Annotated[
        bool, typer.Option("--full", help="Walk every list to its end and fetch known documents again.")
    ] = False,
    since: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Stop a list at older documents.")] = "",
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A Scrapy setting; may be repeated.")
    ] = None,
    db: Db = DEFAULT_DB,
    archive: ArchiveFolder = Path(DEFAULT_ARCHIVE),
) -> None:
    """Fill the archive with what the sites list.

    What the archive does not hold yet, and the files that those pages link.

    Example: corpus crawl hunan beijing
    """
    chosen = _known_sites(names)
    if since:
        _day(since)
    for setting in settings or ():
        if "=" not in setting:
            _stop(f"--set {setting}: not NAME=VALUE")
    given = dict(setting.partition("=")[::2] for setting in settings or ())
    _engine(db)
    from crawlers.crawl import crawl as crawl_sites

    ended = crawl_sites(
        chosen, {"CORPUS_DB": db, "CORPUS_ARCHIVE": str(archive), **given}, query=query, full=full, since=since
    )
    print_table(
        ("site", "outcome", "listed", "fetched"), [(run.site, run.outcome, run.listed, run.fetched) for run in ended]
    )
    for run in ended:
        if run.outcome != "ok":
            note(f"{run.site}: {run.outcome}: {run.reason}")
    if any(run.outcome != "ok" for run in ended):
        raise typer.Exit(1)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        _stop(f"{text}: not a date like 2021-10-12")


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", exists=True, help="Pages, files or folders.")],
    site: Annotated[str, typer.Option(help="The site that they come from.")],
    url: Annotated[str, typer.Option(help="The address of the one file; else the file's name stands for it.")] = "",
    db: Db = DEFAULT_DB,
    archive: ArchiveFolder = Path(DEFAULT_ARCHIVE),
) -> None:
    """Put files saved by hand into the archive.

    Pages and files, as if they had been fetched.

    Example: corpus add saved/*.html --site guowuyuan
    """
    from corpus.adding import add_files
    from crawlers.sites import SITES

    _known_sites([site])
    every = [found for file in files for found in (_files_below(file) if file.is_dir() else [(file, file.name)])]
    if not every:
        _stop(f"{files[0]}: no file in this folder")
    twice = [name for name, count in Counter(name for _, name in every).items() if count > 1]
    if twice and not url:
        _stop(f"{twice[0]}: more than one file of this name, which is its address; add the folder that holds them")
    if url and len(every) != 1:
        _stop(f"--url {url}: goes with one file, not with {len(every)}")
    if url and not url.startswith(("http://", "https://")):
        _stop(f"{url}: not an http address")
    added, faults = add_files(_engine(db), archive, SITES[site], every, url)
    print_lines([f"{added} added"])
    for fault in faults:
        note(fault)
    if faults:
        raise typer.Exit(1)


def _files_below(folder: Path) -> list[tuple[Path, str]]:
    return sorted((path, path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file())


@app.command()
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
    from corpus.reports import listing_json
    from crawlers.site import PageResponse, Query
    from crawlers.sites import SITES

    _known_sites([site])
    try:
        reader = SITES[site].source(source)
    except KeyError:
        ids = ", ".join(known.id for known in SITES[site].sources)
        _stop(f"{source}: {site} has no such source; it has {ids}")
    read = reader.read(PageResponse(url or reader.first(Query()).url, _bytes_of(file)))
    print_json(listing_json(read))
    if read.problem:
        note(f"{file}: {read.problem}")
        raise typer.Exit(1)


@app.command()
def read(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A page, PDF or text.")],
    url: Annotated[str, typer.Option(help="The address that the file was saved from.")] = "",
    site: Annotated[str, typer.Option(help="The site whose selectors to use.")] = "",
) -> None:
    """What the reader makes of one file, as JSON.

    Its metadata and blocks.

    Example: corpus read saved/content_5365341.htm --site guowuyuan
    """
    from corpus.reports import reading_json

    print_json(reading_json(_read(file, url, site)))


def _read(file: Path, url: str = "", site: str = "") -> Any:
    from corpus.reading import ReadingError
    from corpus.reading.child import read_in_child

    if site:
        _known_sites([site])
    try:
        return read_in_child("carrier", _bytes_of(file), name=file.name, url=url, site=site)
    except ReadingError as error:
        _stop(f"{file}: {error}")


@app.command()
def segment(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A text, page or PDF.")],
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
    from corpus.reports import segment_lines
    from corpus.segment import Counting, segment_text
    from corpus.segment import segment as number

    data = _bytes_of(file)
    if not data.strip():
        _stop(f"{file}: the file is empty")
    plain = carrier(data, file.name) == "text"
    counting = Counting(cover_units=cover, lead_ins=lead_ins, titles=titles)
    segmentation = segment_text(decode(data)[0], counting) if plain else number(_read(file).blocks, counting)
    print_lines(segment_lines(segmentation, everything=everything))
    for warning in segmentation.warnings:
        note(f"{file}: {warning}")


@app.command()
def build(
    names: SiteNames = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes that read.")] = os.cpu_count() or 1,
    db: Db = DEFAULT_DB,
    archive: ArchiveFolder = Path(DEFAULT_ARCHIVE),
) -> None:
    """Read and number what the archive holds.

    Documents, editions, units. Offline; run it as often as you like.

    Example: corpus build --jobs 2
    """
    from corpus.build import build as build_documents
    from corpus.printing import counting

    engine = _engine(db)
    chosen = _known_sites(names) if names else ()
    with counting("documents built") as progress:
        report = build_documents(engine, archive, chosen, jobs=jobs, progress=progress, say=note)
    print_lines([" ".join(f"{name} {count}" for name, count in asdict(report).items())])
    if report.faults:
        note(f"{report.faults} files could not be read; the table `failures` keeps the reasons")
        raise typer.Exit(1)


@app.command()
def show(
    document: Annotated[str, typer.Argument(help="A key, number, URL or title; @EDITION and /REF may follow.")],
    ref: Annotated[str, typer.Argument(help="A unit of it, such as 2-2-1.")] = "",
    db: Db = DEFAULT_DB,
) -> None:
    """The outline of a document, or one unit in its context.

    Example: corpus show 国发〔2019〕4号   ·   corpus show guowuyuan:1e0a4b7c9d2f@1/2-2-1
    """
    from corpus.finding import NotFoundError, find
    from corpus.outline import in_context, outline
    from corpus.reports import heading_lines

    with _engine(db).connect() as connection:
        try:
            named = find(connection, document)
        except NotFoundError as error:
            _stop(str(error))
    segmentation = named.segmentation()
    wanted = ref or named.ref
    if not wanted:
        print_lines([*heading_lines(named), *outline(segmentation)])
        print_lines(f"warning: {warning}" for warning in named.edition.warnings)
        return
    lines = in_context(segmentation.units, wanted)
    if not lines:
        _stop(f"{wanted}: {named.document.key} has no such unit; `corpus show {named.document.key}` lists its sections")
    print_lines([f"{named.document.title}  {named.document.key}@{named.edition.ordinal}/{wanted}", *lines])


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One SELECT.")],
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.table,
    as_json: AsJson = False,
    seconds: Annotated[float, typer.Option(min=0.1, help="End the query after so long.")] = 60.0,
    db: Db = DEFAULT_DB,
) -> None:
    """Ask the database a read-only question.

    Example: corpus sql "SELECT site, count(*) FROM documents GROUP BY site"
    """
    from corpus.printing import print_rows
    from storage.database import ask

    with ask(db, query, seconds) as (names, rows):
        print_rows(names, rows, Format.json if as_json else form)


@app.command()
def runs(
    names: SiteNames = None,
    last: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 20,
    db: Db = DEFAULT_DB,
    as_json: AsJson = False,
) -> None:
    """What ran and how it ended.

    Example: corpus runs hunan
    """
    from corpus.reports import run_rows

    rows = run_rows(_engine(db), _known_sites(names) if names else [], last)
    if as_json:
        print_json(rows)
        return
    columns = ("started_at", "site", "kind", "query", "outcome", "listed", "fetched", "blocked", "failed", "reason")
    print_table(columns, [tuple(row[name] for name in columns) for row in rows])


@app.command()
def health(db: Db = DEFAULT_DB, as_json: AsJson = False) -> None:
    """What wants attention.

    Runs that were not ok, files that could not be read, documents without units. Exit 1 if anything does.

    Example: corpus health
    """
    from corpus.health import concerns

    with _engine(db).connect() as connection:
        found = [concern.row() for concern in concerns(connection)]
    if as_json:
        print_json(found)
    elif found:
        columns = ("site", "what", "subject", "detail")
        print_table(columns, [tuple(row[name] for name in columns) for row in found])
    if found:
        note(f"{len(found)} things want attention")
        raise typer.Exit(1)
    if not as_json:
        print_lines(["nothing wants attention"])


@database.command("upgrade")
def db_upgrade(db: Db = DEFAULT_DB) -> None:
    """Migrate the database to this program's schema.

    Where there is none, make it.

    Example: corpus db upgrade --db postgresql://localhost/corpus
    """
    from storage.database import newest_revision, open_database, upgrade

    upgrade(open_database(db))
    print_lines([f"at revision {newest_revision()}"])


@database.command("check")
def db_check(db: Db = DEFAULT_DB) -> None:
    """Say what differs from this program's schema.

    Exit 1 if anything does.

    Example: corpus db check
    """
    from storage.database import check, open_database

    differences = check(open_database(db))
    for difference in differences:
        note(difference)
    if differences:
        raise typer.Exit(1)
    print_lines(["clean"])


@app.command()
def config(db: Db = DEFAULT_DB, archive: ArchiveFolder = Path(DEFAULT_ARCHIVE), as_json: AsJson = False) -> None:
    """The settings in force, and the variables that set them.

    Example: corpus config --json
    """
    from corpus.reports import settings

    values = settings(db, archive)
    if as_json:
        print_json(values)
    else:
        print_table(
            ("setting", "value", "variable"),
            [(name, value, f"CORPUS_{name.upper()}") for name, value in values.items()],
        )


def main() -> None:
    """Runs the command. An expected failure is one line and exit 2, never a traceback."""
    from sqlalchemy.exc import DBAPIError

    from crawlers.recording import LockedError
    from storage.archive import ArchiveError
    from storage.database import DatabaseError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # UTF-8 whatever the locale; a file's name may be no text at all
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except (SystemExit, BrokenPipeError):  # Typer's word and Python's: the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except typer.TyperException as error:
        note(_usage(error))
    except (DatabaseError, ArchiveError, LockedError) as error:
        note(str(error))
    except DBAPIError as error:
        note(" ".join(str(error.orig).split()))
    except OSError as error:
        note(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    else:
        sys.exit(code if isinstance(code, int) else 0)
    sys.exit(2)


def _usage(error: typer.TyperException) -> str:
    """One line that says what is wrong with a call, and where its help is; the help itself where no verb was named."""
    message = error.format_message()
    context = getattr(error, "ctx", None)
    if context is None or "\n" in message:
        return message
    return f"{message.rstrip('.')}; see `{context.command_path} --help`"
