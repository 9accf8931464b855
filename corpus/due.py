"""One call of `corpus crawl --due`: the sites whose turn it is are crawled and built, and a report is written.

The report is written whatever happens, a kill excepted: what a killed call did the next one builds and reports, be it
that nothing else is due. So it does with what a call did that was stopped (SIGINT, SIGTERM): that one ends soon, with a
report, and builds nothing any more.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from corpus import delivery
from corpus.build import build
from corpus.crawl_report import RunReport, headline, report, report_text, unreported
from corpus.printing import counted
from crawlers.clock import utc_now
from crawlers.crawl import Crawled
from crawlers.schedule import due_lock, turns
from storage.models import Run

Walk = Callable[[Sequence[str]], list[Crawled]]
UNFINISHED = "the call did not come to its end"  # why follows
STOPPED = f"{UNFINISHED}: it was stopped"  # the line of a report that the next one tells again
FIRST_REPORT = timedelta(days=7)  # how far back a folder's first report looks


@dataclass
class Due:
    """How a call ended. faults: what was wrong beside the runs, a line each. report: the file; None where none was."""

    ended: list[Crawled] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    report: Path | None = None


def crawl_due(
    engine: Engine,
    archive: Path,
    sites: Sequence[str],
    walk: Walk,
    *,
    reports: Path,
    send_to: Sequence[str] = (),
    say: Callable[[str], None] = lambda _: None,
    now: Callable[[], str] = utc_now,
) -> Due:
    """Crawls those of the sites whose turn has come, builds them, and reports; where none is due it says which is next.

    Built and reported is also what a call before had crawled and no report has told of. walk crawls sites and returns
    how each ended. say is told what a person should know at once. Raises LockedError where another call is at it, and
    whatever the crawl or the build raised, after the report.
    """
    with due_lock(engine, archive):
        with engine.connect() as connection:
            asked = turns(connection, sites)
        chosen = [turn.site for turn in asked if turn.is_due(now())]
        left = _left_behind(engine, reports, now())
        if not chosen and not left:
            due_at, site = min((turn.due_at or "", turn.site) for turn in asked)
            say(f"nothing is due; next is {site}, at {due_at}")
            return Due()
        due = Due()
        try:
            due.ended = walk(chosen) if chosen else []
            if any(each.stopped for each in due.ended):
                due.faults.append(STOPPED)
                return due
            with _stoppable():
                _build(engine, archive, [*chosen, *sorted(left.difference(chosen))], due.faults)
        except BaseException as error:
            due.faults.append(STOPPED if isinstance(error, KeyboardInterrupt) else f"{UNFINISHED}: {_why(error)}")
            raise
        finally:
            _report(engine, due, reports, send_to, now(), say)
        return due


@contextmanager
def _stoppable() -> Iterator[None]:
    """Lets SIGINT and SIGTERM end what is done within, as Ctrl-C does: Scrapy's handlers, left behind, swallow them."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _build(engine: Engine, archive: Path, sites: Sequence[str], faults: list[str]) -> None:
    """Builds what the sites brought; a file that cannot be read is a row of `failures`, and a fault."""
    built = build(engine, archive, sites, jobs=os.cpu_count() or 1)
    if built.faults:
        numbers = ", ".join(f"{name} {count}" for name, count in asdict(built).items())
        faults.append(f"{counted(built.faults, 'file')} could not be read; the build: {numbers}")


def _report(
    engine: Engine, due: Due, folder: Path, send_to: Sequence[str], now: str, say: Callable[[str], None]
) -> None:
    """Composes, writes and sends the report. What fails here is a fault of the call, and no reason to lose the rest."""
    beside = list(due.faults)
    runs: list[RunReport] = []
    try:
        runs = _runs(engine, folder, now)
    except (SQLAlchemyError, OSError) as error:
        beside.append(f"the runs cannot be shown: {_why(error)}")
        beside += [_ended_line(each) for each in due.ended]
    else:
        told = {run.site for run in runs}
        beside += [_ended_line(each) for each in due.ended if each.site not in told]
    text = report_text(runs, beside)
    try:
        due.report = delivery.write(folder, now, text)
        say(f"report: {due.report}")
    except OSError as error:
        due.faults.append(f"{folder}: the report cannot be written: {error.strerror or error}")
        say(text)
    if send_to:
        try:
            due.faults += delivery.send(f"corpus: {headline(runs)}", text, send_to)
        except delivery.DeliveryError as error:
            due.faults.append(str(error))


def _runs(engine: Engine, folder: Path, now: str) -> list[RunReport]:
    """The runs that no report of the folder has told of."""
    with engine.connect() as connection:
        return report(connection, _untold(connection, folder, now))


def _untold(connection: Connection, folder: Path, now: str) -> list[str]:
    last = delivery.last_written(folder, without=STOPPED)
    since, told = last or (_earlier(now), "")
    return [key for key in unreported(connection, since) if key not in told]


def _left_behind(engine: Engine, folder: Path, now: str) -> set[str]:
    """The sites whose runs no report has told of: of a call that was killed before its build, or stopped. What fails
    here fails in the report again, which says so.
    """
    try:
        with engine.connect() as connection:
            keys = _untold(connection, folder, now)
            return set(connection.scalars(select(Run.site).where(Run.key.in_(keys))))
    except (SQLAlchemyError, OSError):
        return set()


def _earlier(now: str) -> str:
    return (datetime.fromisoformat(now) - FIRST_REPORT).strftime("%Y-%m-%dT%H:%M:%SZ")


def _ended_line(each: Crawled) -> str:
    return f"{each.site}: {each.outcome}: {each.reason or f'listed {each.listed}, fetched {each.fetched}'}"


def _why(error: BaseException) -> str:
    """What happened, in one line; of a database's error, which holds statement and values, the database's words."""
    words = getattr(error, "orig", None) or (str(error) and error) or type(error).__name__
    return " ".join(str(words).split())
