"""The `corpus` command: which verbs there are, and how a call ends.

Data goes to standard output, messages to standard error. Exit 0: done; 1: done, and something is wrong;
2: the call cannot be understood or carried out; 130: Ctrl-C. The verbs stand in `corpus.verbs`, a module a subject;
together they may import everything, and import what is heavy when they are called.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated

import typer

from corpus.printing import note
from corpus.verbs import (
    archiving,
    asking,
    building,
    checking,
    choosing,
    coding,
    collecting,
    counting,
    scheduling,
    sites,
    watching,
)

STOPPED = 130  # the exit code of what Ctrl-C ended, as shells have it

app = typer.Typer(
    name="corpus",
    help="Crawl government policy documents, number their units, and query them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
database = typer.Typer(
    help="Migrate and check the database.\n\nExample: corpus db upgrade", no_args_is_help=True, rich_markup_mode=None
)


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        from importlib import metadata

        typer.echo(metadata.version("policy-corpus"))
        raise typer.Exit


# In the order in which a person meets them.
for verb in (
    collecting.crawl,
    scheduling.schedule,
    collecting.add,
    collecting.listing,
    building.read,
    building.segment,
    building.build,
    building.show,
    choosing.new,
    choosing.select,
    choosing.pin,
    choosing.exclude,
    choosing.undecide,
    choosing.coverage,
    counting.agreement,
    counting.tables,
    counting.suggest,
    checking.diff,
    checking.export,
    checking.manifest,
    checking.rebuild,
    asking.sql,
    asking.runs,
    watching.health,
    watching.report,
):
    app.command()(verb)
database.command("upgrade")(asking.db_upgrade)
database.command("check")(asking.db_check)
app.add_typer(sites.sites, name="sites")
app.add_typer(archiving.archive, name="archive")
app.add_typer(database, name="db")
app.add_typer(coding.codebook, name="codebook")
app.add_typer(coding.code, name="code")
app.command()(asking.config)


def main() -> None:
    """Runs the command. An expected failure is one line and exit 2, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # UTF-8 whatever the locale; a file's name may be no text at all
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = app(prog_name="corpus", standalone_mode=False)
    except SystemExit:  # Typer's word where a reader has left: of a help, for our verbs go on (`corpus.printing`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:  # before or after the verb; within it, Typer makes the code of it
        code = STOPPED
    except typer.TyperException as error:
        note(_usage(error))
        code = 2
    except Exception as error:
        note(_expected(error))
        code = 2
    if code == STOPPED:
        note("stopped")
    sys.exit(code if isinstance(code, int) else 0)


def _expected(error: Exception) -> str:
    """What an expected failure says, as one line. Any other error is raised again: it is a fault of ours."""
    from sqlalchemy.exc import DBAPIError

    from crawlers.locks import LockedError
    from crawlers.patience import StorageError
    from storage.archive import ArchiveError
    from storage.database import DatabaseError, in_words

    match error:
        case DatabaseError() | ArchiveError() | LockedError() | StorageError():
            return str(error)
        case DBAPIError():
            return in_words(error)
        case UnicodeEncodeError() if not all(map(str.isprintable, sys.argv)):
            return "an argument is not UTF-8 text"
        case OSError():
            return f"{error.filename}: {error.strerror}" if error.filename else str(error)
    raise error


def _usage(error: typer.TyperException) -> str:
    """One line that says what is wrong with a call, and where its help is; the help itself where no verb was named."""
    message = error.format_message()
    context = getattr(error, "ctx", None)
    if context is None or "\n" in message:
        return message
    return f"{message.rstrip('.')}; see `{context.command_path} --help`"
