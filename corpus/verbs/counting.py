"""Verbs that count codings: agreement, tables; and suggest, which proposes some."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.printing import counted, note, print_json, print_lines, print_table
from corpus.verbs import options
from corpus.verbs.coding import DEFAULT_BOOK, Book, CorpusOption, at_work


class TablesForm(StrEnum):
    table = "table"
    csv = "csv"
    json = "json"


class Grouping(StrEnum):
    jurisdiction = "jurisdiction"
    year = "year"


def agreement(
    coders: Annotated[list[str] | None, typer.Argument(metavar="[CODER]...", help="All but 裁定 where none.")] = None,
    by_code: Annotated[bool, typer.Option("--by-code", help="Each code against the rest, too.")] = False,
    draws: Annotated[int, typer.Option(min=0, max=1_000_000, help="Bootstrap samples; 0 for no intervals.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Of the bootstrap.")] = 0,
    corpus: CorpusOption = "",
    book: Book = DEFAULT_BOOK,
    db: options.Db = options.DEFAULT_DB,
    as_json: options.AsJson = False,
) -> None:
    """How far coders agree.

    Percent, Cohen's κ of each pair, Fleiss' κ and Krippendorff's α, with 95 % bootstrap intervals, on the units that
    two coders or more answered.

    Example: corpus agreement --by-code
    """
    from corpus.agreement import agreement as agree
    from corpus.agreement import agreement_by_code
    from corpus.coding import SETTLED, answers, coders_of

    with at_work(db, corpus, book) as (connection, name, scheme):
        coders_of(connection, name, scheme, coders or ())
        given = answers(connection, name, scheme, coders or ())
    named = [each for each in dict.fromkeys(coders or given) if each != SETTLED or coders]
    if len(named) < 2:
        options.stop(f"{name}: agreement needs two coders, there is {'、'.join(named) or 'none'}")
    rows = []
    for dimension in scheme.dimensions:
        said = {
            coder: {
                unit: frozenset(codes[dimension.key])
                for unit, codes in given.get(coder, {}).items()
                if dimension.key in codes
            }
            for coder in named
        }
        found = [agree(said, draws=draws, seed=seed)]
        if by_code:
            found += agreement_by_code(said, dimension.answers, draws=draws, seed=seed)
        rows += [_agreement_row(dimension.title, each) for each in found]
    if as_json:
        print_json(rows)
        return
    columns = ("dimension", "code", "units", "percent", "fleiss", "alpha")
    pairs = list(rows[0]["cohen"])
    print_table(
        (*columns, *(f"κ {pair}" for pair in pairs)),
        [
            (*(_shown(row[column]) for column in columns), *(_shown(row["cohen"][pair]) for pair in pairs))
            for row in rows
        ],
    )
    if any(math.isnan(row[key]["value"] or math.nan) for row in rows for key in ("fleiss", "alpha")):
        note("— means undefined: all answers are the same, or no unit was answered twice")


def _agreement_row(dimension: str, found: Any) -> dict[str, Any]:
    estimates = {key: _estimate(getattr(found, key)) for key in ("percent", "fleiss", "alpha")}
    pairs = {" – ".join(pair): _estimate(value) for pair, value in found.cohen.items()}
    return {"dimension": dimension, "code": found.code, "units": found.units, **estimates, "cohen": pairs}


def _estimate(value: Any) -> dict[str, float | None]:
    """An estimate in JSON, where what is undefined is null."""
    return {key: None if math.isnan(number) else number for key, number in asdict(value).items()}


def _shown(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    if value["value"] is None:
        return "—"
    interval = "" if value["low"] is None else f" [{value['low']:.3f}, {value['high']:.3f}]"
    return f"{value['value']:.3f}{interval}"


# --- tables --------------------------------------------------------------------------------------------------------


def tables(
    coder: Annotated[
        str, typer.Option("--coder", help="Whose codings; 裁定 where it has any, else the only coder.")
    ] = "",
    by: Annotated[Grouping | None, typer.Option("--by", help="One table a jurisdiction, or a year.")] = None,
    published: Annotated[
        Path | None,
        typer.Option("--published", exists=True, dir_okay=False, help="Printed tables (CSV) to compare with."),
    ] = None,
    form: Annotated[TablesForm, typer.Option("--format", help="How to print them.")] = TablesForm.table,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A workbook (.xlsx) or .csv to write.")] = None,
    pictures: Annotated[
        Path | None, typer.Option("--pictures", metavar="FOLDER", help="Bars and a heat map, as PNG and SVG.")
    ] = None,
    corpus: CorpusOption = "",
    book: Book = DEFAULT_BOOK,
    db: options.Db = options.DEFAULT_DB,
    as_json: options.AsJson = False,
) -> None:
    """Tables 1 and 2: tools, and tools by theme.

    With χ² and adjusted residuals; beside the published ones with --published.

    Example: corpus tables --published published_tables.csv
    """
    from corpus.reckoning import counted_coder, counts_of, reckon

    with at_work(db, corpus, book, str(published)) as (connection, name, scheme):
        printed = options.bytes_of(published) if published else None
        reckoned = reckon(connection, name, scheme, coder, by.value if by else "", printed)
        counts = (
            counts_of(connection, name, scheme, counted_coder(connection, name, scheme, coder)) if pictures else None
        )
    if pictures and counts:
        _draw(pictures, counts)
    if output:
        _write_tables(output, reckoned)
    elif as_json or form is TablesForm.json:
        print_json([asdict(table) for table in reckoned])
    else:
        _print_tables(reckoned, form)


def _draw(folder: Path, counts: Any) -> None:
    from corpus.pictures import PictureError, draw

    try:
        for path in draw(counts, folder):
            note(f"{path}")
    except (PictureError, ValueError) as error:
        options.stop(str(error))


def _print_tables(found: Sequence[Any], form: TablesForm) -> None:
    from corpus.tables import csv_text

    if form is TablesForm.csv:
        print_lines([csv_text(found).rstrip("\n")])
        return
    for table in found:
        print_lines([table.title])
        print_table(table.headings, table.rows)
        print_lines([*(f"注：{each}" for each in table.notes), ""])


def _write_tables(output: Path, found: Sequence[Any]) -> None:
    from corpus.tables import csv_text, write_workbook

    if output.suffix.lower() not in (".xlsx", ".csv"):
        options.stop(f"{output}: tables go into an .xlsx or a .csv file")
    with options.written(output) as file:
        if output.suffix.lower() == ".xlsx":
            write_workbook(file, found)
        else:
            file.write(csv_text(found).encode("utf-8-sig"))
    print_lines([f"{output}: {counted(len(found), 'table')}"])


# --- suggestions ---------------------------------------------------------------------------------------------------


class Evidence(StrEnum):
    words = "words"
    model = "model"


def suggest(
    dimension: Annotated[str, typer.Argument(metavar="DIMENSION", help="tool or theme, of the study's book.")],
    coder: Annotated[str, typer.Option("--coder", help="Whose codings to learn from; as in `corpus tables`.")] = "",
    by: Annotated[
        Evidence | None, typer.Option("--by", help="The model, where enough is coded, else the words.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to print.")] = 20,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="All of them into an .xlsx or .csv.")] = None,
    corpus: CorpusOption = "",
    book: Book = DEFAULT_BOOK,
    db: options.Db = options.DEFAULT_DB,
    as_json: options.AsJson = False,
) -> None:
    """Codes that open units may want. Never codings.

    From the book's wording, the surest first, with the words that speak for each; once units are coded, from a model
    of them, with its F1 per code and the most uncertain units first. Nothing is stored, no table counts it.

    Example: corpus suggest tool --limit 50
    """
    from corpus.reckoning import suggestions

    with at_work(db, corpus, book) as (connection, name, scheme):
        scores, found = suggestions(connection, name, scheme, dimension, coder, by.value if by else "")
    rows = [
        {
            "ref": each.unit.ref,
            "code": suggestion.code,
            "certainty": round(suggestion.certainty, 3),
            "words": "、".join(suggestion.words),
            "second": suggestion.second,
            "text": each.unit.text,
        }
        for each, suggestion in found
    ]
    if output:
        from corpus.tables import Table

        headings = ("编号", "建议（未编码）", "把握", "依据", "其次", "文本")
        cells = tuple((*(str(value) for value in row.values()),) for row in rows)
        _write_tables(output, [Table("编码建议，不是编码", headings, cells)])
    elif as_json:
        print_json({"scores": [asdict(score) for score in scores], "suggestions": rows[:limit]})
    else:
        if scores:
            columns = ("code", "examples", "precision", "recall", "f1")
            print_table(columns, [_thousandths(asdict(each)) for each in scores])
            print_lines([""])
        print_table(
            ("ref", "code", "certainty", "words", "second", "text"), [_thousandths(row) for row in rows[:limit]]
        )
    if len(rows) > limit and not output:
        note(f"{limit} of {len(rows)} open units; --limit or -o for more")


def _thousandths(row: dict[str, Any]) -> list[Any]:
    return [f"{value:.3f}" if isinstance(value, float) else value for value in row.values()]
