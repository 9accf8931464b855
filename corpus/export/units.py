"""The units of a corpus as a sheet, members in order: what is coded, and with what codes where it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from corpus.export.codings import Codings
from corpus.export.sheet import Cell, Column, Language, Sheet
from corpus.finding import require_corpus

COLUMNS = (
    Column("corpus_ref", "编号"),
    Column("no", "文件序号", "number", 8),
    Column("jurisdiction", "地区"),
    Column("title", "文件名称", width=40),
    Column("doc_number", "文号", width=20),
    Column("issuers", "发文机关", width=24),
    Column("written_on", "成文日期", "day"),
    Column("published_on", "发布日期", "day"),
    Column("chapter", "章", "number", 6),
    Column("chapter_label", "章标号", width=8),
    Column("chapter_title", "章标题", width=20),
    Column("section", "节", "number", 6),
    Column("section_label", "节标号", width=8),
    Column("section_title", "节标题", width=20),
    Column("ordinal", "句", "number", 6),
    Column("item", "条目", width=8),
    Column("item_label", "条目标号", width=8),
    Column("item_title", "条目标题", width=20),
    Column("text", "文本", width=80),
    Column("responsible", "责任单位", width=24),
    Column("citation", "引用号", width=32),
    Column("url", "网址", width=40),
)
_BATCH = 1000  # rows fetched at a time
_QUERY = text(
    f"SELECT {', '.join(column.name for column in COLUMNS)}, unit_id FROM v_units "  # noqa: S608  (our own names)
    "WHERE corpus = :corpus ORDER BY no, chapter, section, ordinal"
)


def units_sheet(connection: Connection, corpus: str, language: Language = "zh") -> Sheet:
    """A selected corpus as a sheet, codings beside; its rows are fetched as they are used. Raises NotFoundError."""
    require_corpus(connection, corpus)
    codings = Codings(connection, corpus)
    return Sheet((*COLUMNS, *codings.columns), _rows(connection, corpus, codings), language)


def _rows(connection: Connection, corpus: str, codings: Codings) -> Iterator[Sequence[Cell]]:
    found = connection.execution_options(yield_per=_BATCH).execute(_QUERY, {"corpus": corpus})
    for *values, unit in found:
        cells = [_day(value) if column.kind == "day" else value for column, value in zip(COLUMNS, values, strict=True)]
        yield [*cells, *codings.of(unit)]


def _day(value: Any) -> date | None:
    """A day, which SQLite keeps as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
