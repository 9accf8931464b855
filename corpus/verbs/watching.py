"""Verbs for whoever looks after the crawls: health, report."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.printing import counted, note, print_json, print_lines, print_table
from corpus.verbs import options

if TYPE_CHECKING:
    from corpus.health import GoodRun


def health(
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write one self-contained page.")] = None,
    today: Annotated[
        str,
        typer.Option(metavar="YYYY-MM-DD", help="Reckon as at the end of this day (UTC); else now."),
    ] = "",
    db: options.Db = options.DEFAULT_DB,
    as_json: options.AsJson = False,
) -> None:
    """What wants attention, and the last good run beside it.

    Runs that were blocked, failed, empty or short; sites left alone for two intervals (stale), or with a fifth of
    their documents withdrawn; runs that brought something odd; files that could not be read; documents with next to
    no text (thin, no unit) or in want of OCR. Exit 1 if there is anything.

    Example: corpus health   ·   corpus health --html health.html
    """
    from corpus.health import concerns
    from crawlers.clock import utc_now

    now = f"{options.day(today)}T23:59:59Z" if today else utc_now()
    with options.existing(db).connect() as connection:
        found = concerns(connection, now)
        if html is not None:
            from corpus.health_page import page, page_data

            made = page(page_data(connection, date.fromisoformat(now[:10])), found)
            with options.written(html) as file:
                file.write(made.encode())
    if as_json:
        print_json([concern.row() for concern in found])
    elif found:
        columns = ("site", "what", "subject", "detail", "last good run")
        rows = [(each.site, each.what, each.subject, each.detail, _beside(each.last_good)) for each in found]
        print_table(columns, rows)
    if found:
        note(counted(len(found), "thing wants attention", "things want attention"))
        raise typer.Exit(1)
    if not as_json:
        print_lines(["nothing wants attention"])


def _beside(good: GoodRun | None) -> str:
    return f"{good.started_at[:10]}, listed {good.listed}, fetched {good.fetched}" if good else ""


def report(
    runs: Annotated[
        list[str] | None, typer.Argument(metavar="[RUN]...", help="Keys of runs; the last of each site, where none.")
    ] = None,
    since: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="The crawls that ended on this day or later.")] = "",
    send: Annotated[bool, typer.Option("--send", help="Also send it to the destinations of CORPUS_REPORT_TO.")] = False,
    db: options.Db = options.DEFAULT_DB,
    as_json: options.AsJson = False,
) -> None:
    """The report of some crawls, made again.

    How each ended beside the site's last good run, which documents are new, changed, withdrawn, returned or moved,
    and what wants attention. CORPUS_REPORT_TO holds Apprise URLs, parted by spaces (mailto://, dingtalk://,
    feishu://, wecombot://, json:// …); their passwords are never shown.

    Example: corpus report   ·   corpus report --since 2026-11-24 --send
    """
    from corpus.crawl_report import headline, newest, report_json, report_text, unreported
    from corpus.crawl_report import report as report_of
    from corpus.delivery import VARIABLE, DeliveryError, destinations
    from corpus.delivery import send as send_to

    if runs and since:
        options.stop("--since: goes with no RUN")
    if send and not (urls := destinations(os.environ.get(VARIABLE, ""))):
        options.stop(f"--send: {VARIABLE} is not set")
    with options.existing(db).connect() as connection:
        ended = unreported(connection, options.day(since).isoformat()) if since else []
        made = report_of(connection, ended if since else runs or newest(connection))
    for unknown in {*(runs or ())} - {run.run for run in made}:
        options.stop(f"{unknown}: no such run; `corpus runs --json` has their keys")
    text = report_text(made)
    failed: list[str] = []
    if send:  # before it is shown, which may fail
        try:
            failed = send_to(f"corpus: {headline(made)}", text, urls)
        except DeliveryError as error:
            options.stop(str(error))
    if as_json:
        print_json(report_json(made))
    else:
        print_lines([text.rstrip("\n")])
    for line in failed:
        note(line)
    if failed:
        raise typer.Exit(1)
