"""HTML main text: our reader beside its peers on the gold pages, in one run.

    python benchmarks/html.py [FOLDER of real/ with gold/ and html/]

Quality: paragraph F1 (a paragraph counts only when whole) and character F1, means over pages, blanks and the title
aside. Speed: CPU time, as pages a second and as a ratio to ours. The tools take turns, and each turn is long enough to
be measured; a figure is the median of its turns, a ratio the median of the ratios within one round. We are given bytes,
as pages come; what a peer takes is text, which is decoded for it.
It exits 1 where something is missed that must be reached. A peer that is not installed is left out. GNE is none of the
project's dependencies: for its row, put it into a folder of its own (pip install --no-deps --target FOLDER gne pyyaml)
and that folder on PYTHONPATH.
"""

# ruff: noqa: E402 (the path is set first)

from __future__ import annotations

import sys
from pathlib import Path

# This file's folder is on the path when it runs as a script, where it would hide the standard library's `html`.
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).resolve().parent]

import csv
import importlib
import importlib.util
import operator
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import lxml.html

from corpus.reading.html import read_html

REAL = Path(__file__).resolve().parents[1] / ".." / "shared" / "real"
OURS, READABILITY, TRAFILATURA = "policy-corpus", "readability-lxml + a block walker", "trafilatura"
MUST_REACH = (0.95, 0.985)  # paragraph F1 and character F1 of ours
TIMES = {READABILITY: 5, TRAFILATURA: 10}  # the pages a second of a peer that ours must be
ROUNDS = 5
TURN = 0.3  # CPU seconds, at least
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "td", "th", "br", "table", "section", "center"}


@dataclass(frozen=True, slots=True)
class GoldPage:
    name: str
    data: bytes
    html: str
    title: str
    paragraphs: list[str]


Extract = Callable[[GoldPage], list[str]]


def gold_pages(folder: Path) -> list[GoldPage]:
    """The pages with gold, in the index's order."""
    with (folder / "gold" / "GOLD_INDEX.tsv").open(encoding="utf-8") as index:
        rows = list(csv.DictReader(index, delimiter="\t"))
    pages = []
    for row in rows:
        title, _, body = (folder / "gold" / f"{row['name']}.txt").read_text(encoding="utf-8").partition("\n---\n")
        data = (folder / row["html"]).read_bytes()
        paragraphs = [line for line in body.split("\n") if line.strip()]
        pages.append(GoldPage(row["name"], data, data.decode(), title, paragraphs))
    return pages


def ours(page: GoldPage) -> list[str]:
    blocks = read_html(page.data).blocks
    return [line for block in blocks if block.kind != "title" for line in block.text.split("\n")]


def walk_blocks(fragment: str) -> list[str]:
    """What a peer's HTML says line by line: the least walker that keeps paragraphs apart."""
    if not fragment.strip():
        return []
    lines: list[str] = []
    pieces: list[str] = []

    def end() -> None:
        text = " ".join("".join(pieces).split())
        if text:
            lines.append(text)
        pieces.clear()

    def visit(element: lxml.html.HtmlElement) -> None:
        block = element.tag in _BLOCKS
        if block:
            end()
        pieces.append(element.text or "")
        for child in element:
            if isinstance(child.tag, str):
                visit(child)
            pieces.append(child.tail or "")
        if block:
            end()

    visit(lxml.html.fromstring(fragment))
    end()
    return lines


def peers() -> dict[str, Extract]:
    """The peers that are installed."""
    found: dict[str, Extract] = {}
    if importlib.util.find_spec("readability"):
        import readability

        found[READABILITY] = lambda page: walk_blocks(readability.Document(page.html).summary())
    if importlib.util.find_spec("trafilatura"):
        from trafilatura import bare_extraction
        from trafilatura.settings import Document

        def trafilatura(page: GoldPage) -> list[str]:
            document = bare_extraction(page.html, with_metadata=True, include_tables=True, favor_recall=True)
            return document.text.split("\n") if isinstance(document, Document) and document.text else []

        found[TRAFILATURA] = trafilatura
    if importlib.util.find_spec("resiliparse"):
        from resiliparse.extract.html2text import extract_plain_text

        found["resiliparse"] = lambda page: extract_plain_text(page.html, main_content=True).split("\n")
    if importlib.util.find_spec("gne"):
        extractor = importlib.import_module("gne").GeneralNewsExtractor()
        found["GNE"] = lambda page: extractor.extract(page.html)["content"].split("\n")
    return found


def scores(page: GoldPage, lines: Sequence[str]) -> tuple[float, float]:
    """(paragraph F1, character F1) of what an extractor makes of a page."""
    title = squeezed(page.title)
    gold = [squeezed(line) for line in page.paragraphs]
    got = [line for line in map(squeezed, lines) if line and line != title]
    return f1(Counter(gold), Counter(got)), f1(Counter("".join(gold)), Counter("".join(got)))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def f1(gold: Counter[str], got: Counter[str]) -> float:
    total = gold.total() + got.total()
    return 2 * (gold & got).total() / total if total else 1.0


def pages_a_second(extract: Extract, pages: Sequence[GoldPage]) -> float:
    """Of one turn: whole passes over the pages until TURN is used."""
    passes, begun, used = 0, time.process_time(), 0.0
    while used < TURN:
        for page in pages:
            extract(page)
        passes, used = passes + 1, time.process_time() - begun
    return passes * len(pages) / used


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else REAL
    if not (folder / "gold" / "GOLD_INDEX.tsv").is_file():
        sys.exit(f"no gold in {folder}: nothing to measure")
    pages = gold_pages(folder)
    extractors = {OURS: ours, **peers()}
    quality = {
        name: [
            statistics.fmean(values) for values in zip(*(scores(page, extract(page)) for page in pages), strict=True)
        ]
        for name, extract in extractors.items()
    }
    rounds = [{name: pages_a_second(extract, pages) for name, extract in extractors.items()} for _ in range(ROUNDS)]
    times = {name: statistics.median(rates[OURS] / rates[name] for rates in rounds) for name in extractors}
    print(f"{len(pages)} pages; CPU time, median of {ROUNDS} rounds")
    print(f"{'tool':<36}{'paragraph F1':>14}{'character F1':>14}{'pages/s':>10}{'ours is':>10}")
    for name, (paragraph, character) in quality.items():
        rate = statistics.median(rates[name] for rates in rounds)
        print(f"{name:<36}{paragraph:>14.3f}{character:>14.3f}{rate:>10.0f}{times[name]:>9.1f}x")
    missed = (
        [f"paragraph F1 {MUST_REACH[0]}, character F1 {MUST_REACH[1]}"]
        if any(map(operator.lt, quality[OURS], MUST_REACH))
        else []
    )
    missed += [f"{least} x {name}" for name, least in TIMES.items() if times.get(name, least) < least]
    for said in missed:
        print(f"missed: {said}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
