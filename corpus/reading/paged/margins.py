"""What stands around a page's text: running heads, page numbers, a browser's print header and footer, footnotes.

Heads, numbers and print headers are taken off the page. Footnotes are text, but not of the sentence they interrupt:
they are handed back beside the lines.
"""

from __future__ import annotations

import re
from collections import defaultdict

from corpus.reading.paged.layout import rows
from corpus.reading.paged.page import Fragment, Line, Page

EDGE = 0.15  # heads and numbers stand in this share of the page's height, at the top or at the bottom
DEPTH = 3  # rows looked at from each edge
Row = list[Fragment]

_NUMBER = re.compile(
    r"[-—–－―‒一~～·•.|_]{0,4}(?:第?\d{1,4}页?|[ivxlcIVXLC]{1,7})[-—–－―‒一~～·•.|_]{0,4}"
    r"|第?\d{1,4}页?[/／,，|]?(?:共|of)?\d{1,4}页?"
    r"|(?:Page|PAGE|page|P\.?)\d{1,4}(?:(?:of|/)\d{1,4})?"
    r"|第[一二三四五六七八九十百]{1,5}页"
)
_URL = re.compile(r"(?:https?|file):/{2,3}[^\s\u2e80-\uffef]{4,300}")
_CLOCK = re.compile(r"(?:19|20)?\d\d[/.\-年]\d{1,2}[/.\-月]\d{1,2}日?[,，]?(?:上午|下午|AM|PM)?\d{1,2}:\d\d")
_COUNT = re.compile(r"\d{1,4}(?:/|of|，共|,共)\d{1,4}")
_NOTE = re.compile(
    r"(?:[①-⑳]|[\[〔【(（]\d{1,2}[\]〕】)）]|\d{1,2}(?!\d|[.．、]\d)|\*{1,3}|[†‡§]|注\d{0,2}[：:])\s{0,3}(?=\S)"
)


def drop_furniture(pages: list[Page]) -> None:
    """Take running heads, page numbers and a browser's header and footer off the pages."""
    edges = [(page, *_edge_rows(page)) for page in pages]
    repeated = _repeated(edges)
    for page, top, bottom in edges:
        dropped: set[int] = set()
        printed = _is_web_print(top, bottom)
        for side, band in (("top", top), ("bottom", bottom)):
            for depth, row in enumerate(band):
                is_number = _NUMBER.fullmatch(_plain(row)) is not None and not _is_crowded(row, page, dropped)
                if is_number or (side, _key(row)) in repeated or (depth == 0 and printed):
                    dropped.update(id(fragment) for fragment in row)
                else:
                    break
        if dropped:
            page.fragments = [fragment for fragment in page.fragments if id(fragment) not in dropped]


def _edge_rows(page: Page) -> tuple[list[Row], list[Row]]:
    """Rows in the page's top and bottom edges, from the edge inwards. A table is none, and nothing beyond it is."""
    ceiling, floor = EDGE * page.height, (1 - EDGE) * page.height
    for fragment in page.fragments:
        if fragment.table:
            ceiling, floor = min(ceiling, fragment.top), max(floor, fragment.bottom)
    top = rows([fragment for fragment in page.fragments if fragment.middle < ceiling])
    bottom = rows([fragment for fragment in page.fragments if fragment.middle > floor])
    return top[:DEPTH], bottom[::-1][:DEPTH]


def _plain(row: Row) -> str:
    return "".join("".join(fragment.text.split()) for fragment in sorted(row, key=lambda fragment: fragment.x0))


def _key(row: Row) -> str:
    return re.sub(r"\d+", "#", _plain(row))


def _is_crowded(row: Row, page: Page, dropped: set[int]) -> bool:
    """Whether other text stands over or under a number as close as its own next line would."""
    x0, x1, middle = min(f.x0 for f in row), max(f.x1 for f in row), row[0].middle
    own = {id(fragment) for fragment in row} | dropped
    return any(
        abs(fragment.middle - middle) < 1.3 * fragment.size and fragment.x0 < x1 and fragment.x1 > x0
        for fragment in page.fragments
        if id(fragment) not in own and not fragment.table
    )


def _repeated(edges: list[tuple[Page, list[Row], list[Row]]]) -> set[tuple[str, str]]:
    """(side, text without its digits) of rows that stand at one height on many pages.

    Many is half of the pages there are, or three pages in steps of one or two (even and odd pages have their own
    heads); never a row of four or more cells, which is a table's head.
    """
    places: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for number, (page, top, bottom) in enumerate(edges):
        for side, band in (("top", top), ("bottom", bottom)):
            for row in band:
                if len(row) < 4:
                    height = row[0].middle if side == "top" else page.height - row[0].middle
                    places[side, _key(row)].append((number, height))
    found = set()
    for place, seen in places.items():
        level = sorted(height for _, height in seen)[len(seen) // 2]
        numbers = {number for number, height in seen if abs(height - level) < 4}
        if len(numbers) >= 2 and (len(numbers) >= 0.5 * len(edges) or _is_steady(numbers)):
            found.add(place)
    return found


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
