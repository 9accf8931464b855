"""What stands around a page's text: running heads, page numbers, a browser's print header and footer, footnotes.

Heads, numbers and print headers are taken off the page. Footnotes are text, but not of the sentence they interrupt:
they are handed back beside the lines.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.reading.paged.layout import rows
from corpus.reading.paged.page import Fragment, Line, Page

EDGE = 0.15  # heads and numbers stand in this share of the page's height, at the top or at the bottom
DEPTH = 3  # rows looked at from each edge
EVEN = 0.15  # of the usual step: lines of one text stand no further from keeping it
SAME = 0.03  # of the size: lines of one text differ by no more
Row = list[Fragment]
Place = tuple[int, str, int]  # a page, from 0; top or bottom; rows from that edge

_NUMBER = re.compile(
    r"[-—–－―‒一~～·•.|_]{0,4}(?:第?\d{1,4}页?|[ivxlcIVXLC]{1,7})[-—–－―‒一~～·•.|_]{0,4}"
    r"|第?\d{1,4}页?[/／,，|]?(?:共|of)?\d{1,4}页?"
    r"|(?:Page|PAGE|page|P\.?)\d{1,4}(?:(?:of|/)\d{1,4})?"
    r"|第[一二三四五六七八九十百]{1,5}页"
)
_COUNTED = re.compile(r"附件|附表|附录|[表图]\d|第\d{1,4}[编章节条款部]|[（(]?\d{1,3}[.．、）)]")
_URL = re.compile(r"(?:https?|file):/{2,3}[^\s\u2e80-\uffef]{4,300}")
_CLOCK = re.compile(r"(?:19|20)?\d\d[/.\-年]\d{1,2}[/.\-月]\d{1,2}日?[,，]?(?:上午|下午|AM|PM)?\d{1,2}:\d\d")
_COUNT = re.compile(r"\d{1,4}(?:/|of|，共|,共)\d{1,4}")
_NOTE = re.compile(
    r"(?:[①-⑳]|[\[〔【(（]\d{1,2}[\]〕】)）]|\d{1,2}(?!\d|[.．、]\d)|\*{1,3}|[†‡§]|注\d{0,2}[：:])\s{0,3}(?=\S)"
)
_BEHIND = re.compile(r"(?<=[。；，、”）])(?:[①-⑳]|\d{1,2})(?![\d.．、年月日%])")  # a mark behind another, no number


def drop_furniture(pages: list[Page]) -> bool:
    """Take running heads, page numbers and a browser's header and footer off the pages.

    Whether a browser printed them.
    """
    step = _usual_step(pages)
    edges = [(page, *_edge_rows(page)) for page in pages]
    repeated = _repeated(edges, step)
    from_web = False
    for number, (page, top, bottom) in enumerate(edges):
        dropped: set[int] = set()
        printed = _is_web_print(top[:-1], bottom[:-1])
        from_web = from_web or printed
        for side, band in (("top", top), ("bottom", bottom)):
            for depth, row in enumerate(band[:-1][:DEPTH]):
                is_number = _NUMBER.fullmatch(_plain(row)) is not None and not _is_crowded(row, page, dropped, step)
                if is_number or (number, side, depth) in repeated or (depth == 0 and printed):
                    dropped.update(id(fragment) for fragment in row)
                else:
                    break
        if dropped:
            page.fragments = [fragment for fragment in page.fragments if id(fragment) not in dropped]
    return from_web


def _usual_step(pages: list[Page]) -> float:
    """From one row of text to the next, as most are set; 0 where nothing tells."""
    steps = [
        below[0].middle - row[0].middle
        for page in pages
        for row, below in pairwise(rows([fragment for fragment in page.fragments if not fragment.table]))
        if 0.9 * row[0].size < below[0].middle - row[0].middle < 3.5 * row[0].size
    ]
    return median(steps) if steps else 0.0


def _edge_rows(page: Page) -> tuple[list[Row], list[Row]]:
    """Rows in the page's top and bottom edges, from the edge inwards, each list ending with the first row that is none.

    A table is none, and nothing beyond it is. Where the page ends before that, an empty row stands for it.
    """
    found = rows([fragment for fragment in page.fragments if not fragment.table])
    found += [[fragment] for fragment in page.fragments if fragment.table]
    downwards = sorted(found, key=lambda row: row[0].top if row[0].table else row[0].middle)
    upwards = sorted(found, key=lambda row: -(row[0].bottom if row[0].table else row[0].middle))
    return (
        _up_to_first(downwards, lambda row: row[0].table is None and row[0].middle < EDGE * page.height),
        _up_to_first(upwards, lambda row: row[0].table is None and row[0].middle > (1 - EDGE) * page.height),
    )


def _up_to_first(found: list[Row], is_edge: Callable[[Row], bool]) -> list[Row]:
    """The rows at the start that are in the edge, and the one after them."""
    end = next((place for place, row in enumerate(found) if not is_edge(row)), len(found))
    return [*found[:end], found[end] if end < len(found) else []]


def _plain(row: Row) -> str:
    return "".join("".join(fragment.text.split()) for fragment in sorted(row, key=lambda fragment: fragment.x0))


def _key(row: Row) -> str:
    return re.sub(r"\d+", "#", _plain(row))


def _is_crowded(row: Row, page: Page, dropped: set[int], step: float) -> bool:
    """Whether other text stands over or under a number as close as its own next line would, in letters of its size."""
    x0, x1, middle = min(f.x0 for f in row), max(f.x1 for f in row), row[0].middle
    own = {id(fragment) for fragment in row} | dropped
    return any(
        (abs(fragment.middle - middle) < 1.3 * fragment.size or _is_next_line(fragment, row[0], step))
        and fragment.x0 < x1
        and fragment.x1 > x0
        for fragment in page.fragments
        if id(fragment) not in own and not fragment.table
    )


def _is_next_line(one: Fragment, other: Fragment, step: float) -> bool:
    """Whether two stand as lines of one text do: a usual step apart, and of one size."""
    return abs(abs(one.middle - other.middle) - step) < EVEN * step and abs(one.size - other.size) < SAME * one.size


def _repeated(edges: list[tuple[Page, list[Row], list[Row]]], step: float) -> set[Place]:
    """The rows that stand at one height on many pages, the same but for numbers that count the pages.

    Many is half of the pages there are, or three pages in steps of one or two (even and odd pages have their own
    heads); never a row of four or more cells, which is a table's head. A row that is set like a line of the text beside
    it is one, unless it is a number that counts the pages: texts repeat themselves, too.
    """
    alike: dict[tuple[str, str], list[_Seen]] = defaultdict(list)
    for number, (page, top, bottom) in enumerate(edges):
        for side, band in (("top", top), ("bottom", bottom)):
            for depth, row in enumerate(band[:-1][:DEPTH]):
                if len(row) < 4:
                    height = row[0].middle if side == "top" else page.height - row[0].middle
                    apart = _is_apart(row, band[depth + 1], page, step)
                    alike[side, _key(row)].append(_Seen(height, number, depth, _plain(row), apart))
    found: set[Place] = set()
    for (side, key), seen in alike.items():
        for level in _levels(seen):
            level = _counting(level) if "#" in key else level
            numbers = {one.page for one in level}
            many = len(numbers) >= 2 and (len(numbers) >= 0.5 * len(edges) or _is_steady(numbers))
            apart = sum(one.apart for one in level) * 2 > len(level)
            if many and (apart or _NUMBER.fullmatch(level[0].text)):
                found.update((one.page, side, one.depth) for one in level)
    return found


@dataclass(slots=True, frozen=True)
class _Seen:
    """A row in a page's edge. `page` counts from 0; `apart`: the next row inwards is no next line of one text."""

    height: float
    page: int
    depth: int
    text: str
    apart: bool


def _is_apart(row: Row, inner: Row, page: Page, step: float) -> bool:
    if not inner:
        return False  # nothing tells
    low, high = sorted((row[0].middle, inner[0].middle))
    return not _is_next_line(row[0], inner[0], step) or any(low < y < high for _, _, y in page.level)


def _levels(seen: list[_Seen]) -> list[list[_Seen]]:
    """Rows by height: those of one level are less than four points from the next."""
    levels: list[list[_Seen]] = []
    for one in sorted(seen, key=lambda one: one.height):
        if levels and one.height - levels[-1][-1].height < 4:
            levels[-1].append(one)
        else:
            levels.append([one])
    return levels


def _counting(level: list[_Seen]) -> list[_Seen]:
    """Those rows of a level whose numbers are the same as most others', or go up with the pages as most others' do.

    A label that counts (附件1, 附件2, each on a page of its own) is text.
    """
    numbers = [[int(digits) for digits in re.findall(r"\d{1,9}", one.text)] for one in level]
    kept = level
    for place in range(len(numbers[0])):
        values = {id(one): each[place] for one, each in zip(level, numbers, strict=True)}
        same = Counter(values.values()).most_common(1)[0]
        rising = Counter(values[id(one)] - one.page for one in level).most_common(1)[0]
        if same[1] >= rising[1]:
            kept = [one for one in kept if values[id(one)] == same[0]]
        elif _COUNTED.match(level[0].text):
            return []
        else:
            kept = [one for one in kept if values[id(one)] - one.page == rising[0]]
    return kept


def _is_steady(numbers: set[int]) -> bool:
    return any({number, number + step, number + 2 * step} <= numbers for number in numbers for step in (1, 2))


def _is_web_print(top: list[Row], bottom: list[Row]) -> bool:
    """A browser's print of a page has its title, address, date and page count in the outermost rows."""
    if not top or not bottom:
        return False
    plain = [_plain(top[0]), _plain(bottom[0])]
    address = [bool(_URL.search(text)) for text in plain]
    clock = [bool(_CLOCK.match(text) or _CLOCK.search(text[-20:])) for text in plain]
    count = [bool(_COUNT.match(text) or _COUNT.search(text[-9:])) for text in plain]
    return (clock[0] and (address[1] or count[1])) or (address[0] and (clock[1] or count[1]))


def take_notes(
    lines: list[Line], rules: list[tuple[float, float, float]], body: float
) -> tuple[list[Line], list[Line]]:
    """Part one column's lines into (text, footnotes); each note becomes one line.

    A footnote is set smaller than the body at the foot of its column, and opens with a mark or stands below a short
    rule.
    """
    start = len(lines)
    while start and lines[start - 1].size < 0.94 * body and not lines[start - 1].table:
        start -= 1
    while start < len(lines) and not (_NOTE.match(lines[start].text) or _has_rule(lines[start], rules)):
        start += 1
    if start == len(lines) or (start == 0 and not _has_rule(lines[0], rules)):
        return lines, []
    notes: list[Line] = []
    for line in lines[start:]:
        if notes and not _NOTE.match(line.text):
            notes[-1].text += line.text
        else:
            notes.append(line)
    return lines[:start], notes


def drop_marks(lines: list[Line], notes: list[Line], body: float) -> None:
    """Take the raised marks of these notes out of the text; other raised figures (m², a formula's) stay."""
    known = {mark for note in notes if (found := _NOTE.match(note.text)) and (mark := _bare(found.group()))}
    for line in lines:
        for offset, mark in reversed(line.marks):
            if _bare(mark) in known:
                line.text = line.text[:offset] + line.text[offset + len(mark) :]
        if line.confidence < 1:  # OCR does not tell what is raised
            line.text = _BEHIND.sub(lambda found: "" if found.group() in known else found.group(), line.text)
        if (
            line.size < 0.8 * body and _bare(line.text) in known
        ):  # a mark that found no room on its sentence's last line
            line.text = ""


def _bare(mark: str) -> str:
    return mark.strip(" []〔〕【】()（）：:")


def _has_rule(line: Line, rules: list[tuple[float, float, float]]) -> bool:
    width = line.right - line.left
    return any(
        0 <= line.top - y < 2.5 * line.size and abs(x0 - line.left) < 2 * line.size and x1 - x0 < 0.6 * width
        for x0, x1, y in rules
    )
