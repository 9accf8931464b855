"""Drawing a document as a person would: its chapters and sections with titles and counts, and a unit in its context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from corpus.finding import Named
from corpus.printing import counted
from corpus.segment import Segmentation, Unit

_INDENT = "  "
_SHORT = 40  # characters of a sentence in an outline


def heading_lines(named: Named) -> list[str]:
    """What stands above an outline: title, number, issuers, dates, key."""
    document = named.document
    facts = [
        document.doc_number,
        document.issuers,
        f"written {document.written_on}" if document.written_on else "",
        f"published {document.published_on}" if document.published_on else "",
    ]
    return [
        document.title,
        "  ".join(fact for fact in facts if fact),
        f"{named.cited}  {document.url}",
    ]


def outline(segmentation: Segmentation) -> Iterator[str]:
    """A line for the cover, each chapter and section: number, printed label, title, count of units; then the parts."""
    counts = Counter((unit.chapter, unit.section) for unit in segmentation.units)
    before = counts.pop((0, 0), 0)
    if before:
        first = segmentation.units[0].text
        yield f"0-0  (before the first heading)  [{counted(before, 'unit')}]  {_short(first)}"
    seen: set[tuple[int, int]] = set()
    for heading in segmentation.headings:
        if heading.level == "part":
            yield f"{heading.label}{heading.title}"
        elif heading.level in ("chapter", "section"):
            place = (heading.chapter, heading.section)
            if heading.level == "section" and place not in seen:
                yield _line(place, heading.label, heading.title, counts.get(place, 0))
            elif heading.level == "chapter":
                yield _line(place, heading.label, heading.title, counts.get((heading.chapter, 0), 0))
            seen.add(place)
    for (chapter, section), count in sorted(counts.items()):
        if (chapter, section) not in seen:
            yield _line((chapter, section), "", "(no heading)", count)
    for part in segmentation.parts:
        if part.kind in ("annex", "table"):
            yield f"{part.kind}: {_short(part.title) or '(untitled)'}"


def _line(place: tuple[int, int], label: str, title: str, count: int) -> str:
    chapter, section = place
    number = f"{chapter}-{section}" if section else f"{chapter}"
    indent = _INDENT if section else ""
    shown = f"  [{counted(count, 'unit')}]" if count else ""
    return f"{indent}{number}  {label}{title}{shown}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else line[: _SHORT - 1] + "…"


def in_context(units: Iterable[Unit], ref: str, around: int = 2) -> list[str]:
    """A unit with its headings above and its neighbours beside it; empty where there is no such ref."""
    every = list(units)
    at = next((index for index, unit in enumerate(every) if unit.ref == ref), None)
    if at is None:
        return []
    unit = every[at]
    lines = [
        f"{label}{title}"
        for label, title in (
            (unit.chapter_label, unit.chapter_title),
            (unit.section_label, unit.section_title),
            (unit.item_label, unit.item_title),
        )
        if label or title
    ]
    for neighbour in every[max(0, at - around) : at + around + 1]:
        mark = "→" if neighbour.ref == ref else " "
        lines.append(f"{mark} {neighbour.ref}  {neighbour.text}")
        if neighbour.responsible:
            lines.append(f"    responsible: {neighbour.responsible}")
    return lines
