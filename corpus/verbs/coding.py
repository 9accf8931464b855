"""Verbs of coding: codebook and code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.printing import counted, note, one_line, print_json, print_lines, print_table
from corpus.verbs import options

codebook = typer.Typer(
    help="Coding schemes: show, import, compare.\n\nExample: corpus codebook show policy_tools",
    no_args_is_help=True,
    rich_markup_mode=None,
)
code = typer.Typer(
    help="Who codes what, sheets out and in.\n\nExample: corpus code sheet --coder 甲 -o 编码表-甲.xlsx",
    no_args_is_help=True,
    rich_markup_mode=None,
)

DEFAULT_BOOK = "policy_tools"
CorpusOption = Annotated[str, typer.Option("--corpus", help="The corpus; the only one where none is named.")]
Book = Annotated[str, typer.Option("--codebook", help="NAME, or NAME@VERSION for an earlier version.")]
BookName = Annotated[str, typer.Argument(metavar="BOOK", help="NAME, NAME@VERSION or a .toml file.")]
Names = Annotated[list[str], typer.Argument(metavar="CODER...", help="Names of coders.")]
CoderOption = Annotated[str, typer.Option("--coder", help="A coder's name.")]


@contextmanager
def _errors(subject: str = "") -> Iterator[None]:
    """Ends the call with one line where something about codings cannot be done."""
    from corpus.codebook import CodebookError
    from corpus.coding import CodingError
    from corpus.sheet import SheetError
    from corpus.tables import PublishedError

    try:
        yield
    except (SheetError, PublishedError) as error:
        options.stop(one_line(f"{subject}: {error}"))
    except (CodebookError, CodingError) as error:
        options.stop(one_line(str(error)))


# --- codebook ------------------------------------------------------------------------------------------------------


@codebook.command("show")
def codebook_show(
    name: Annotated[str, typer.Argument(metavar="[BOOK]", help="NAME, NAME@VERSION or a .toml file.")] = DEFAULT_BOOK,
    db: options.Db = options.DEFAULT_DB,
) -> None:
    """A coding scheme as a person reads it.

    Every code with its definition, what belongs, what does not, samples.

    Example: corpus codebook show policy_tools
    """
    from corpus.codebook import outline

    with _errors():
        print_lines(outline(_book(name, db)))


@codebook.command("import")
def codebook_import(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A codebook in TOML.")],
    db: options.Db = options.DEFAULT_DB,
) -> None:
    """Store a coding scheme of your own.

    A scheme that changed needs a new version: codings name the one they used.

    Example: corpus codebook import own.toml
    """
    from corpus.codebook import load_codebook
    from corpus.coding import store_codebook

    with _errors(), options.engine(db).begin() as connection:
        book = load_codebook(file)
        new = store_codebook(connection, book)
        print_lines([f"{book.label}: {counted(len(book.codes), 'code')}{'' if new else ', there already'}"])


@codebook.command("diff")
def codebook_diff(old: BookName, new: BookName, db: options.Db = options.DEFAULT_DB) -> None:
    """What changed between two coding schemes.

    Example: corpus codebook diff own@1 own.toml
    """
    from corpus.codebook import differences

    with _errors():
        print_lines(differences(_book(old, db), _book(new, db)))


def _book(name: str, db: str) -> Any:
    """A book by file, or from the database where there is one; none is made to show a shipped book."""
    from corpus.coding import named_codebook
    from storage.database import open_database

    opened = open_database(db)
    if name.endswith(".toml") or (opened.dialect.name == "sqlite" and not Path(opened.url.database or "").is_file()):
        return named_codebook(None, name)
    with options.engine(db).begin() as connection:
        return named_codebook(connection, name)


# --- code ----------------------------------------------------------------------------------------------------------


@contextmanager
def at_work(db: str, corpus: str, book: str, subject: str = "") -> Iterator[tuple[Any, str, Any]]:
    """A transaction, the corpus's name and the codebook."""
    from corpus.coding import known_codebook, only_corpus

    with _errors(subject), options.existing(db).begin() as connection:
        yield connection, only_corpus(connection, corpus), known_codebook(connection, book)


@code.command("sheet")
def code_sheet(
    output: Annotated[Path, typer.Option("--output", "-o", help="The file: .xlsx or .csv.")],
    coder: CoderOption = "",
    corpus: CorpusOption = "",
    book: Book = DEFAULT_BOOK,
    db: options.Db = options.DEFAULT_DB,
) -> None:
    """Write a coding sheet (编码表).

    The units assigned to a coder, all where none are, with what was coded so far.

    Example: corpus code sheet --coder 甲 -o 编码表-甲.xlsx
    """
    from corpus.coding import lines_for

    with at_work(db, corpus, book) as (connection, name, scheme):
        write = _writer(output)
        with options.written(output) as file:
            written = write(file, scheme, lines_for(connection, name, scheme, coder.strip()))
    print_lines([f"{output}: {counted(written, 'unit')}"])


def _writer(output: Path) -> Callable[..., int]:
    from corpus.sheet import write_csv, write_xlsx

    writers: dict[str, Callable[..., int]] = {".xlsx": write_xlsx, ".csv": write_csv}
    if output.suffix.lower() not in writers:
        options.stop(f"{output}: a sheet is an .xlsx or a .csv file")
    return writers[output.suffix.lower()]


@code.command("import")
def code_import(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", exists=True, dir_okay=False, help="Coded sheets.")],
    coder: Annotated[str, typer.Option("--coder", help="Who coded, where the sheet does not say.")] = "",
    corpus: CorpusOption = "",
    book: Annotated[str, typer.Option("--codebook", help="By which book, where the sheet does not say.")] = "",
    partial: Annotated[bool, typer.Option("--partial", help="Take the good rows of a sheet with bad ones.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only the sums, and what was refused.")] = False,
    db: options.Db = options.DEFAULT_DB,
) -> None:
    """Take coded sheets into the database.

    Row by row it says what was taken and what not. All of a sheet or nothing, unless --partial; a second time
    nothing changes; another coder's codings are never touched.

    Example: corpus code import 编码表-甲.xlsx
    """
    engine = options.existing(db)
    codes = [_take(engine, file, corpus, book, coder, partial, quiet) for file in files]
    if any(codes):
        raise typer.Exit(max(codes))


def _take(engine: Any, file: Path, corpus: str, book: str, coder: str, partial: bool, quiet: bool) -> int:
    from corpus.taking import take_sheet

    with _errors(str(file)), engine.begin() as connection:
        data = options.bytes_of(file)
        taken = take_sheet(connection, data, corpus=corpus, codebook=book, coder=coder, partial=partial)
    for outcome in taken.outcomes:
        where = f"{file}: row {outcome.number}: {outcome.ref or '(no ref)'}"
        if outcome.what == "refused":
            note(one_line(f"{where}: {outcome.why}"))
        elif not quiet:
            said = f"{where}: {outcome.coder}: {outcome.what}{': ' if outcome.why else ''}{outcome.why}"
            print_lines([one_line(said)])
    sums = " ".join(f"{what} {taken.count(what)}" for what in ("new", "changed", "same", "refused"))
    if not taken.stored:
        refused = counted(taken.count("refused"), "row is refused", "rows are refused")
        note(f"{file}: nothing taken, {refused}; --partial takes the others")
        return 2
    print_lines([f"{file}: {taken.book} {taken.corpus}: {sums}"])
    return 1 if taken.count("refused") else 0


@code.command("assign")
def code_assign(
    coders: Names,
    sample: Annotated[int, typer.Option(min=0, help="Draw so many units, the same for all; 0 means all units.")] = 0,
    seed: Annotated[int, typer.Option(help="What the draw begins with: the same seed, the same sample.")] = 0,
    corpus: CorpusOption = "",
    book: Book = DEFAULT_BOOK,
    db: options.Db = options.DEFAULT_DB,
) -> None:
    """Say who is to code what.

    All units, or the same drawn sample, to each coder.

    Example: corpus code assign 甲 乙 --sample 300 --seed 7
    """
    from corpus.coding import assign

    with at_work(db, corpus, book) as (connection, name, scheme):
        units = assign(connection, name, scheme, [each.strip() for each in coders], sample=sample, seed=seed)
    print_lines([f"{name}: {counted(units, 'unit')} to {'、'.join(coders)}"])


@code.command("progress")
def code_progress(
    corpus: CorpusOption = "",
    book: Book = DEFAULT_BOOK,
    db: options.Db = options.DEFAULT_DB,
    as_json: options.AsJson = False,
) -> None:
    """How far each coder is.

    Example: corpus code progress
    """
    from corpus.coding import elsewhere, progress

    with at_work(db, corpus, book) as (connection, name, scheme):
        rows = [asdict(each) for each in progress(connection, name, scheme)]
        apart = elsewhere(connection, name)
    if as_json:
        print_json(rows)
    else:
        columns = ("coder", "to_code", "done", "begun", "left")
        print_table(columns, [tuple(row[column] for column in columns) for row in rows])
    if apart:
        stay = counted(apart, "coding stays", "codings stay")
        note(f"{stay} with earlier editions or other countings of members, and in no table")


@code.command("disagreements")
def code_disagreements(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A sheet for the meeting: .xlsx, .csv.")] = None,
    corpus: CorpusOption = "",
    book: Book = DEFAULT_BOOK,
    db: options.Db = options.DEFAULT_DB,
    as_json: options.AsJson = False,
) -> None:
    """The units on which coders differ, for a meeting.

    With -o as a coding sheet of the coder 裁定, what each said beside; imported like any sheet.

    Example: corpus code disagreements -o 分歧.xlsx
    """
    from corpus.meeting import meeting_lines

    with at_work(db, corpus, book) as (connection, name, scheme):
        beside, lines = meeting_lines(connection, name, scheme)
        if output:
            write = _writer(output)
            with options.written(output) as file:
                write(file, scheme, lines, beside)
    if output:
        print_lines([f"{output}: {counted(len(lines), 'unit')}"])
    elif as_json:
        rows = [dict(zip(beside, line.beside, strict=True)) for line in lines]
        print_json(
            [{"ref": line.unit.ref, "text": line.unit.text, "said": row} for line, row in zip(lines, rows, strict=True)]
        )
    else:
        print_table(("ref", *beside, "text"), [(line.unit.ref, *line.beside, line.unit.text) for line in lines])


@code.command("settle")
def code_settle(corpus: CorpusOption = "", book: Book = DEFAULT_BOOK, db: options.Db = options.DEFAULT_DB) -> None:
    """Give 裁定 what coders agree on.

    What two coders or more gave alike becomes a coding of 裁定, where that has none yet; the rest is the meeting's.

    Example: corpus code settle
    """
    from corpus.taking import settle_agreed

    with at_work(db, corpus, book) as (connection, name, scheme):
        new = settle_agreed(connection, name, scheme)
    print_lines([f"{name}: {counted(new, 'coding')} settled"])
