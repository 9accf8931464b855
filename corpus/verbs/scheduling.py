"""The verb for when sites are crawled by themselves: schedule."""

from __future__ import annotations

import os
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from corpus.printing import note, print_json, print_lines, print_table
from corpus.verbs import options


class Timer(StrEnum):
    systemd = "systemd"
    cron = "cron"


def schedule(
    names: options.SiteNames = None,
    intervals: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="SITE=HOURS", help="Give a site an interval, or `default`, a week; may be repeated."
        ),
    ] = None,
    install: Annotated[Timer | None, typer.Option(help="What is to run `corpus crawl --due` by the hour.")] = None,
    printed: Annotated[bool, typer.Option("--print", help="With --install: print it, to be put in place.")] = False,
    db: options.Db = options.DEFAULT_DB,
    archive: options.ArchiveFolder = Path(options.DEFAULT_ARCHIVE),
    reports: options.Reports = Path(options.DEFAULT_REPORTS),
    as_json: options.AsJson = False,
) -> None:
    """When each site is crawled by `corpus crawl --due`.

    Its interval, how and when its last crawl ended, when the next is due. --set changes intervals; --install prints
    units for systemd or a line for cron that run it, without passwords.

    Example: corpus schedule --set hunan=24   ·   corpus schedule --install cron --print
    """
    if install or printed:
        if not install or not printed:
            options.stop("--install and --print go together: what is printed is yours to put in place")
        if names or intervals:
            options.stop("--install: goes with no site and no --set")
        _print_timer(install, db, archive, reports)
        return
    from crawlers.clock import utc_now
    from crawlers.schedule import turns

    sites = options.known_sites(names)
    if intervals:
        _set(intervals, db)
    with options.existing(db).connect() as connection:
        found = turns(connection, sites)
    now = utc_now()
    if as_json:
        print_json([{**asdict(turn), "due": turn.is_due(now)} for turn in found])
        return
    print_table(
        ("site", "every hours", "last run", "outcome", "next due"),
        [
            (turn.site, turn.every_hours, turn.last_run, turn.outcome, "now" if turn.is_due(now) else turn.due_at)
            for turn in found
        ],
    )


def _set(intervals: list[str], db: str) -> None:
    """Sets the intervals, all of them or none."""
    from crawlers.schedule import MAX_HOURS, set_interval
    from crawlers.sites import SITES

    given: dict[str, int | None] = {}
    for interval in intervals:
        site, _, hours = interval.partition("=")
        options.known_sites([site])
        if hours == "default":
            given[site] = None
        elif hours.isascii() and hours.isdigit() and len(hours) <= 5 and 1 <= int(hours) <= MAX_HOURS:
            given[site] = int(hours)
        else:
            options.stop(f"--set {interval}: not SITE=HOURS with hours from 1 to {MAX_HOURS}, or SITE=default")
    with options.engine(db).begin() as connection:
        for site, every in given.items():
            set_interval(connection, SITES[site], every)


def _print_timer(kind: Timer, db: str, archive: Path, reports: Path) -> None:
    from corpus.delivery import VARIABLE
    from corpus.timers import SECRETS_FILE, TimerError, cron, installation, systemd
    from storage.database import open_database
    from storage.url import has_password

    url = open_database(db).url  # says so where it is none
    try:
        printed = (systemd if kind is Timer.systemd else cron)(installation(db, archive, reports))
    except TimerError as error:
        options.stop(str(error))
    print_lines([printed.rstrip("\n")])
    if has_password(url):
        note("the password of the database is left out: put it into ~/.pgpass, which only you can read")
    if os.environ.get(VARIABLE):
        place = SECRETS_FILE if kind is Timer.systemd else "a line of its own in the crontab"
        note(f"{VARIABLE} is left out, for it holds passwords: put it into {place}")
