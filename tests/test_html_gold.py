"""The hand gold: every floor here only ever rises."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import fmean

import pytest

from benchmarks.html import gold_pages, ours, scores
from corpus.reading import Reading
from corpus.reading.html import read_html
from crawlers.notation import read_date

PARAGRAPH_FLOOR = 1.0
CHARACTER_FLOOR = 1.0
METADATA_FLOOR = 1.0

# What the gold has from a list and the page itself does not show: fragments without their page's head.
NOT_SHOWN = {("bj_zyj_1337982", "title"), ("bj_zyj_1338030", "title")}


@pytest.fixture(scope="module")
def rows(real: Path) -> list[dict[str, str]]:
    with (real / "gold" / "GOLD_INDEX.tsv").open(encoding="utf-8") as index:
        return list(csv.DictReader(index, delimiter="\t"))


def test_paragraphs_and_characters(real: Path) -> None:
    found = [scores(page, ours(page)) for page in gold_pages(real)]
    assert fmean(paragraph for paragraph, _ in found) >= PARAGRAPH_FLOOR
    assert fmean(character for _, character in found) >= CHARACTER_FLOOR


def test_metadata(real: Path, rows: list[dict[str, str]]) -> None:
    values = [value for row in rows for value in _values(row, _read(real, row))]
    right = [said == gold for _, _, gold, said, _ in values]
    assert fmean(right) >= METADATA_FLOOR
    wrong = [(name, field) for name, field, gold, said, warned in values if said != gold and not warned]
    assert wrong == []


def test_every_page_of_the_state_council(real: Path) -> None:
    """Title, number and three dates as the page's own table has them; an order's number has two forms."""
    for path in sorted((real / "html").glob("govcn_*.html")):
        reading = read_html(path.read_bytes())
        html = path.read_text(encoding="utf-8")
        assert reading.title == re.sub(r"\s", "", _cell(html, "标　　题：")), path.name
        assert reading.doc_number == _cell(html, "发文字号："), path.name
        assert reading.written_on == read_date(_cell(html, "成文日期：")), path.name
        assert reading.published_on == read_date(_cell(html, "发布日期：")), path.name
        assert all(warning.startswith("doc_number: the text says 国务院令") for warning in reading.warnings), path.name
        assert sum(len(block.text) for block in reading.blocks) > 100, path.name


def test_pages_that_are_no_document(real: Path) -> None:
    kinds = {
        name: read_html((real / "html" / f"{name}.html").read_bytes()).kind
        for name in ("jx_jiujiang_search", "jx_sthjt_list", "heb_handan_guide")
    }
    assert set(kinds.values()) == {"list"}


def _cell(html: str, label: str) -> str:
    found = re.search(rf"<b>{label}</b></td>\s*<td[^>]*>(.*?)</td>", html)
    assert found
    return found[1].strip()


def _read(real: Path, row: dict[str, str]) -> Reading:
    return read_html((real / row["html"]).read_bytes(), url=row["url"])


def _values(row: dict[str, str], reading: Reading) -> Iterator[tuple[str, str, object, object, bool]]:
    """(page, field, gold, what we say, whether a warning names the field) for every value that the gold has."""
    said: dict[str, tuple[str, object]] = {
        "title": ("title", reading.title),
        "doc_no": ("doc_number", reading.doc_number),
        "issuer": ("issuers", ";".join(reading.issuers)),
        "written_date": ("written_on", reading.written_on),
        "published_date": ("published_on", reading.published_on),
    }
    for column, (field, value) in said.items():
        gold: str | date | None = row[column]
        if not gold or (row["name"], column) in NOT_SHOWN:
            continue
        if column.endswith("_date"):
            gold = read_date(row[column])
        yield row["name"], field, gold, value, any(warning.startswith(field) for warning in reading.warnings)
