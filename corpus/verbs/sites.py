"""Verbs about sites and their declarations: sites, sites check, sites new."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.printing import counted, note, print_json, print_lines, print_table
from corpus.verbs import options

if TYPE_CHECKING:
    from crawlers.site import PageResponse

_SAMPLES = 5  # links that are shown of a drafted source

sites = typer.Typer(rich_markup_mode=None)


@sites.callback(invoke_without_command=True)
def show(context: typer.Context, db: options.Db = options.DEFAULT_DB, as_json: options.AsJson = False) -> None:
    """The declared sites with their sources.

    Each source with its family, what is unverified, and how the site's last run ended.

    Example: corpus sites --json
    """
    if context.invoked_subcommand is not None:
        return
    from corpus.overview import site_rows
    from crawlers.sites import SITES

    rows = site_rows(SITES.values(), db)
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


@sites.command()
def check(
    names: options.SiteNames = None,
    every: Annotated[
        bool, typer.Option("--every-source", help="Every source, not the first listing and search only.")
    ] = False,
    save: Annotated[
        Path | None, typer.Option(file_okay=False, metavar="DIR", help="Keep the pages as test material in DIR/SITE.")
    ] = None,
    settings: options.Settings = None,
    as_json: options.AsJson = False,
) -> None:
    """Say where live sites differ from their declarations.

    Each is asked for robots.txt, a list page, a search answer and a document, as politely as by a crawl; nothing goes
    into the archive or the database. Exit 1 if something is wrong.

    Example: corpus sites check hunan --save saved
    """
    from corpus.first_contact import COLUMNS, read
    from corpus.first_contact import save as keep
    from crawlers.contact import contact

    contacts = contact(options.known_sites(names), options.scrapy_settings(settings), every=every)
    findings = [read(each) for each in contacts]
    if save is not None:
        keep(contacts, save)
    rows = [finding.row() for finding in findings]
    if as_json:
        print_json(rows)
    else:
        print_table(COLUMNS, [tuple(_cell(row[name]) for name in COLUMNS) for row in rows])
    faults = dict.fromkeys(fault for finding in findings for fault in finding.faults())
    for fault in faults:
        note(fault)
    if faults:
        raise typer.Exit(1)


def _cell(value: object) -> object:
    """A cell of the table: yes and no for what is true or not."""
    return ("no", "yes")[value] if isinstance(value, bool) else value


@sites.command()
def new(
    url: Annotated[str, typer.Argument(help="The address of a list page, or of the answer that has its rows.")],
    file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="The page as saved from there; nothing is asked.")
    ] = None,
    name: Annotated[str, typer.Option(help="What to call the site; else what its host is called.")] = "",
    settings: options.Settings = None,
) -> None:
    """Draft a declaration from one list page.

    The module goes to standard output; the first links that its source reads, and what one page cannot tell, to
    standard error. Exit 1 if it reads none.

    Example: corpus sites new http://jyt.hunan.gov.cn/jyt/sjyt/xxgk/zcfg/gfxwj/ > crawlers/sites/jyt_hunan.py
    """
    from crawlers.drafting import draft, module

    try:
        drafted = draft(_page(url, file, settings), name)
    except ValueError as error:
        options.stop(str(error))
    print_lines([module(drafted).rstrip()])
    links = drafted.listing.links
    for link in links[:_SAMPLES]:
        note("  ".join(filter(None, (str(link.published or "no date"), link.doc_number, link.title, link.url))))
    dated = sum(link.published is not None for link in links)
    numbered = sum(bool(link.doc_number) for link in links)
    following = drafted.listing.next.url if drafted.listing.next else "none"
    note(f"{counted(len(links), 'link')}, {dated} with a date, {numbered} with a number; next page: {following}")
    note(f"unverified: {drafted.source.unverified or 'nothing'}")
    if not links:
        raise typer.Exit(1)


def _page(url: str, file: Path | None, settings: list[str] | None) -> PageResponse:
    from crawlers.site import PageResponse

    if file is not None:
        return PageResponse(url, options.bytes_of(file))
    from crawlers.contact import fetch

    reply = fetch(url, options.scrapy_settings(settings))
    if reply.fault:
        options.stop(f"{reply.url}: {reply.fault}")
    return PageResponse(reply.url, reply.body, reply.status, {"content-type": reply.content_type})
