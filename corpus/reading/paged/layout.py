"""From the runs of a page to lines in reading order: strips, columns, lines. Pure geometry.

A page is cut from top to bottom into bands (what overlaps in height), and bands into strips that share a white
interval from top to bottom. A strip whose parts are filled like text is read column by column; one whose rows line up
in short cells is left to tables.py; any other is read line by line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from corpus.reading.paged.page import Fragment, Line, Page, is_cjk, line_of

GUTTER = 0.9  # ems of white between columns, at least
NARROWED = 0.6  # ems that marks hanging out may leave of it, once four bands of text have shown it
FILLED = 0.5  # of a column's lines run to its full width, at least; cells of a table do not
ENDING = 3  # lines of a column that may be narrow
Interval = tuple[float, float]


@dataclass(slots=True)
class Strip:
    """Bands of a page, and the white intervals that they all share, the margins with them."""

    bands: list[list[Fragment]]
    white: list[Interval]
    gaps: list[Interval]  # the white intervals with text on both sides


def body_size(pages: Iterable[Page]) -> float:
    """The em of most characters (12 where there are none); those of sentences count three times."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for fragment in page.fragments:
            weight = 3 if "，" in fragment.text or "。" in fragment.text else 1
            sizes[round(fragment.size * 2) / 2] += weight * len(fragment.text)
    return sizes.most_common(1)[0][0] if sizes else 12.0


def rows(fragments: list[Fragment]) -> list[list[Fragment]]:
    """Fragments by line, top to bottom: those of one line share half of the lower one's height."""
    found: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda fragment: (fragment.middle, fragment.x0)):
        if found and _on_line(fragment, found[-1]):
            found[-1].append(fragment)
        else:
            found.append([fragment])
    return found


def _on_line(fragment: Fragment, row: list[Fragment]) -> bool:
    other = max(row[-8:], key=lambda other: other.size)
    shared = min(fragment.bottom, other.bottom) - max(fragment.top, other.top)
    low = min(fragment.bottom - fragment.top, other.bottom - other.top)
    return shared > 0.55 * low and not _collides(fragment, row)


def _collides(fragment: Fragment, row: list[Fragment]) -> bool:
    """Whether a fragment stands over one of the row: then it is another line, set tight."""
    slack = 0.5 * fragment.size
    apart = 0.2 * fragment.size
    return any(
        fragment.x0 < other.x1 - slack
        and other.x0 < fragment.x1 - slack
        and abs(fragment.middle - other.middle) > apart
        for other in row
    )


def strips(fragments: list[Fragment]) -> list[Strip]:
    """Cut a page's fragments into strips, top to bottom."""
    if not fragments:
        return []
    span = min(f.x0 for f in fragments), max(f.x1 for f in fragments)
    em = median(f.size for f in fragments)
    found: list[Strip] = []
    for band in _bands(fragments):
        white = _white(band, span, NARROWED * em)
        gaps = [gap for gap in _inner(white, [band]) if gap[1] - gap[0] >= GUTTER * em]
        if not (found and _extend(found[-1], band, white, gaps, em)):
            found.append(Strip([band], white, gaps))
    return found


def _extend(strip: Strip, band: list[Fragment], white: list[Interval], gaps: list[Interval], em: float) -> bool:
    """Add a band to a strip if it belongs there: both without gaps, or with gaps in common.

    Once two bands agree on their gaps, a band that closes one of them is no longer of the strip.
    """
    if not strip.gaps and not gaps:
        strip.bands.append(band)
        return True
    if not strip.gaps:
        return False
    for least in (GUTTER, NARROWED):
        shared = _shared(strip.white, white, least * em)
        kept = _inner(shared, [*strip.bands, band])
        if kept and (len(kept) == len(strip.gaps) or (len(strip.bands) == 1 and gaps)):
            break
        if len(strip.bands) < 4 or columns(strip) is None:
            return False
    else:
        return False
    strip.bands.append(band)
    strip.white, strip.gaps = shared, kept
    return True


def _bands(fragments: list[Fragment]) -> list[list[Fragment]]:
    """Fragments that overlap in height, directly or by others between them; boxes count without their outer fifths."""
    found: list[list[Fragment]] = []
    floor = float("-inf")
    for fragment in sorted(fragments, key=lambda fragment: fragment.top):
        inset = 0.2 * (fragment.bottom - fragment.top)
        if fragment.top + inset < floor:
            found[-1].append(fragment)
            floor = max(floor, fragment.bottom - inset)
        else:
            found.append([fragment])
            floor = fragment.bottom - inset
    return found


def _white(band: list[Fragment], span: Interval, least: float) -> list[Interval]:
    """The intervals of a span that no fragment of the band covers, `least` wide or wider, the margins with them."""
    white: list[Interval] = []
    edge = span[0] - 10 * least
    for fragment in sorted(band, key=lambda fragment: fragment.x0):
        if fragment.x0 - edge >= least:
            white.append((edge, fragment.x0))
        edge = max(edge, fragment.x1)
    white.append((edge, span[1] + 10 * least))
    return white


def _inner(white: list[Interval], bands: list[list[Fragment]]) -> list[Interval]:
    fragments = [fragment for band in bands for fragment in band]
    first, last = min(f.x1 for f in fragments), max(f.x0 for f in fragments)
    return [gap for gap in white if first <= gap[0] + 0.01 and last >= gap[1] - 0.01]


def _shared(gaps: list[Interval], white: list[Interval], least: float) -> list[Interval]:
    both = ((max(a0, b0), min(a1, b1)) for a0, a1 in gaps for b0, b1 in white)
    return [(x0, x1) for x0, x1 in both if x1 - x0 >= least]


def columns(strip: Strip) -> list[list[Fragment]] | None:
    """The strip's columns of running text, left to right; None where it is no text in columns."""
    edges = [float("-inf"), *((x0 + x1) / 2 for x0, x1 in strip.gaps), float("inf")]
    fragments = [fragment for band in strip.bands for fragment in band]
    parts = [[f for f in fragments if left <= (f.x0 + f.x1) / 2 < right] for left, right in pairwise(edges)]
    if len(parts) < 2 or len(parts) > 4:
        return None
    width = max(f.x1 for f in parts[0]) - min(f.x0 for f in parts[0])
    narrow = [part for part in parts[1:] if max(f.x1 - f.x0 for f in part) < FILLED * width]
    if _fill(parts[0]) < FILLED or not all(_is_end(part, parts[0]) for part in narrow):
        return None
    if len(strip.bands) > 3 and max(len(rows(part)) for part in parts[1:]) >= 3 and max(map(_fill, parts[1:])) < 0.3:
        return None
    return parts


def _is_end(part: list[Fragment], first: list[Fragment]) -> bool:
    """Whether a narrow column holds no more than the text's last words (a signature, a date), at its top."""
    if any(fragment.x1 - fragment.x0 < 2 * fragment.size for fragment in part):
        return False  # set upright, or a number
    top = min(fragment.bottom for fragment in first)
    return len(rows(part)) <= ENDING and len(rows(first)) > 2 * ENDING and min(f.top for f in part) < top


def _fill(part: list[Fragment]) -> float:
    """The share of a part's lines that run to its right edge; 0 for fewer than three lines or narrow ones."""
    lines = rows(part)
    if len(lines) < 3:
        return 0.0
    left, right = min(f.x0 for f in part), max(f.x1 for f in part)
    em = median(f.size for f in part)
    if right - left < 7 * em:
        return 0.0
    ends = [(min(f.x0 for f in line), max(f.x1 for f in line)) for line in lines]
    return sum(x1 > right - 2 * em and x0 < left + 3 * em for x0, x1 in ends) / len(lines)


def lines_of(fragments: list[Fragment], page: int, column: int) -> list[Line]:
    """The lines of one column, top to bottom, with the column's edges."""
    lines = [line_of(row) for row in rows(fragments)]
    lines = [line for line in lines if line.text or line.table]
    if lines:
        left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
        for line in lines:
            line.left, line.right, line.page, line.column = left, right, page, column
    return lines


def join_upright(fragments: list[Fragment]) -> list[Fragment]:
    """Join single characters that stand evenly one below the other (a vertical title) into one fragment each."""
    singles = [f for f in fragments if len(f.text) == 1 and is_cjk(f.text)]
    stacks: list[list[Fragment]] = []
    for fragment in sorted(singles, key=lambda f: (-round(f.x0 + f.x1), f.top)):
        if stacks and _stands_below(fragment, stacks[-1]):
            stacks[-1].append(fragment)
        else:
            stacks.append([fragment])
    stacks = [stack for stack in stacks if len({f.text for f in stack}) >= 3]
    taken = {id(f) for stack in stacks for f in stack}
    words = [replace(stack[0], text="".join(f.text for f in stack)) for stack in stacks]
    return [f for f in fragments if id(f) not in taken] + words if words else fragments


def _stands_below(fragment: Fragment, stack: list[Fragment]) -> bool:
    last = stack[-1]
    step = fragment.top - last.top
    if abs((last.x0 + last.x1) - (fragment.x0 + fragment.x1)) > 0.6 * fragment.size or last.size != fragment.size:
        return False
    usual = last.top - stack[-2].top if len(stack) > 1 else step
    return 0.9 * fragment.size < step < 1.5 * fragment.size and abs(step - usual) < 0.15 * usual
