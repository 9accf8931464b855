"""One OFD page as plain values: runs of text with their boxes, ruled lines, images.

Objects are drawn one after the other: texts, paths, images, blocks of them, and composite graphics from the resources.
Each has a CTM and a Boundary that take it to what holds it, and so to the page, all in millimetres. Lengths of the
`Page` are points, as a PDF's.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.reading.paged import ofd_values as values
from corpus.reading.paged.matrix import AS_IT_IS, Matrix, apply, quarters, times
from corpus.reading.paged.ofd_document import OfdPage, Resources, add_resources, appearances
from corpus.reading.paged.ofd_package import child, children, name_of, text_of
from corpus.reading.paged.ofd_text import MAX_GLYPHS, TURNS, right_angle, rows
from corpus.reading.paged.ofd_values import ColourSpace
from corpus.reading.paged.page import WHITE, Box, Fragment, Page, is_red
from corpus.reading.paged.runs import CLEAN, TYPED, UNKNOWN, UNSEEN, Piece, Run, runs
from corpus.reading.tree import Element

MM = 72 / 25.4  # points
MAX_OBJECTS = 60_000  # drawn on one page
MAX_DRAWN = 3_000_000  # glyphs and objects of one file
MAX_DEPTH = 30  # page blocks and composite objects within each other
MAX_CHAIN = 8  # drawing parameters that stand on others
ASCENT = 0.88  # ems from the base line to an em box's top, as Chinese fonts have it
APART = 0.3  # ems between Western characters that part words
SHADOW = 0.08  # ems by which text that is drawn twice is shifted, or twice as much
RED_SIZE = 20  # points of a red head's letters, at least
_BLACK = (0.0, 0.0, 0.0)
_HOLDERS = ("content", "layer", "pageblock")

Colour = tuple[float, float, float]


@dataclass(slots=True)
class Allowance:
    """What may still be drawn of a file: glyphs and objects."""

    left: int = MAX_DRAWN


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image on a page: the part that holds it, and its box."""

    part: str
    box: Box


@dataclass(slots=True)
class _Glyph:
    """What one place of a text shows: a character, or several in a ligature. `turned`: quarter turns clockwise."""

    text: str
    box: Box
    size: float
    red: bool
    turned: int


@dataclass(slots=True)
class _Path:
    box: Box
    sides: list[Box] | None


@dataclass(slots=True)
class _Drawing:
    """What a page's objects draw, in their order; `cut`: there was more than is read."""

    resources: Resources
    allowance: Allowance
    glyphs: list[_Glyph] = field(default_factory=list)
    paths: list[_Path] = field(default_factory=list)
    images: list[PlacedImage] = field(default_factory=list)
    objects: int = 0
    cut: bool = False
    _begun: set[tuple[str, int, int]] = field(default_factory=set)  # texts, and where they begin

    def draw(self, holder: Element, matrix: Matrix, parameters: str = "", depth: int = 0) -> None:
        """Everything in a holder. `parameters`: the ID of the drawing parameters that what it holds falls back on."""
        for item in holder:
            if self.objects >= MAX_OBJECTS or self.allowance.left <= 0:
                self.cut = True
                return
            self.objects += 1
            self.allowance.left -= 1
            if item.get("Visible") == "false":
                continue
            kind = name_of(item)
            if kind in _HOLDERS and depth < MAX_DEPTH:
                self.draw(item, matrix, item.get("DrawParam") or parameters, depth + 1)
            elif kind == "compositeobject" and depth < MAX_DEPTH:
                composite = child(self.resources.composites.get(item.get("ResourceID", "")), "content")
                if composite is not None and (place := _placed(item, matrix)):
                    self.draw(composite, place, item.get("DrawParam") or parameters, depth + 1)
            elif place := _placed(item, matrix):
                if kind == "textobject":
                    self._add_text(item, place, parameters)
                elif kind == "pathobject":
                    self._add_path(item, place, parameters)
                elif kind == "imageobject":
                    self._add_image(item, matrix)

    def _add_text(self, item: Element, matrix: Matrix, parameters: str) -> None:
        size, scale = values.number(item.get("Size")) or 0.0, abs(values.number(item.get("HScale")) or 1.0)
        turns = right_angle(item.get("CharDirection"))
        glyph = times(TURNS[turns], (*matrix[:4], 0.0, 0.0))
        turned, em = quarters(glyph[0], glyph[1]), size * math.hypot(glyph[2], glyph[3])
        if turned is None or not 1 <= em <= 400:
            return  # a watermark across the page, or nothing that can be read
        red = em > RED_SIZE and is_red(*self._colour(item, "fillcolor", parameters))
        (left, top), (right, bottom) = apply(glyph, 0.0, -ASCENT * size), apply(glyph, 0.0, (1 - ASCENT) * size)
        for row in rows(item, size, min(max(scale, 0.1), 10.0) * size):
            if row and self._is_again("".join(place.text for place in row), *apply(matrix, row[0].x, row[0].y), em):
                continue
            for place in row[: MAX_GLYPHS - len(self.glyphs)]:
                x, y = apply(matrix, place.x, place.y)
                end, floor = right + place.width * glyph[0], bottom + place.width * glyph[1]
                box = (x + min(left, end), y + min(top, floor), x + max(left, end), y + max(top, floor))
                self.glyphs.append(_Glyph(place.text, box, em, red, turned))
            self.cut = self.cut or len(self.glyphs) == MAX_GLYPHS
            self.allowance.left -= len(row)

    def _is_again(self, text: str, x: float, y: float, em: float) -> bool:
        """Whether the same stands there already: text drawn twice is bold, or has a shadow."""
        across, down = round(x / (SHADOW * em)), round(y / (SHADOW * em))
        again = any((text, across + dx, down + dy) in self._begun for dx in (0, -1, 1) for dy in (0, -1, 1))
        self._begun.add((text, across, down))
        return again

    def _add_path(self, item: Element, matrix: Matrix, parameters: str) -> None:
        stroked, filled = item.get("Stroke") != "false", item.get("Fill") == "true"
        if not (stroked or filled) or values.number(item.get("Alpha")) == 0:
            return
        if min(self._colour(item, "strokecolor" if stroked else "fillcolor", parameters)) >= WHITE:
            return
        points, sides = values.path(text_of(child(item, "abbreviateddata")))
        if points:
            shown = [_around(apply(matrix, *start), apply(matrix, *end)) for start, end in sides]
            self.paths.append(_Path(_around(*(apply(matrix, *point) for point in points)), shown if stroked else None))

    def _add_image(self, item: Element, matrix: Matrix) -> None:
        """An image. What it is drawn from fills its Boundary."""
        if bounds := values.box(item.get("Boundary")):
            box = _around(apply(matrix, *bounds[:2]), apply(matrix, *bounds[2:]))
            self.images.append(PlacedImage(self.resources.media.get(item.get("ResourceID", ""), ""), box))

    def _colour(self, item: Element, name: str, parameters: str) -> Colour:
        """An object's own colour, or that of its drawing parameters, or of its holder's; else black."""
        if (own := child(item, name)) is not None:
            return self._read_colour(own)
        for key in (item.get("DrawParam"), parameters):
            for _ in range(MAX_CHAIN):
                found = self.resources.parameters.get(key or "")
                if found is None:
                    break
                if (own := child(found, name)) is not None:
                    return self._read_colour(own)
                key = found.get("Relative")
        return _BLACK

    def _read_colour(self, element: Element) -> Colour:
        key = element.get("ColorSpace") or self.resources.default_space
        space = self.resources.spaces.get(key, ColourSpace())
        value, index = element.get("Value"), values.number(element.get("Index"))
        if value is None and index is not None and 0 <= index < len(space.palette):
            value = space.palette[int(index)]
        return values.colour(value, space) or _BLACK


def read_page(source: OfdPage, allowance: Allowance) -> tuple[Page, list[PlacedImage], bool]:
    """(the page, its images, whether all of it was read).

    Raises ReadingError where its content cannot be read.
    """
    document = source.document
    root = document.package.xml(source.content)
    resources = document.resources
    if extra := list(children(root, "pageres"))[:MAX_CHAIN]:
        resources = resources.copy()
        for location in extra:
            add_resources(resources, document, document.package.find(location.text, source.content))
    x0, top, x1, bottom = values.box(text_of(child(root, "area", "physicalbox"))) or document.area
    matrix = (MM, 0.0, 0.0, MM, -x0 * MM, -top * MM)
    drawing = _Drawing(resources, allowance)
    behind, before = _templates(source, root)
    for layer in (*behind, root, *before):
        drawing.draw(layer, matrix)
    for appearance in appearances(source):
        if place := _placed(appearance, matrix):
            drawing.draw(appearance, place)
    page, images = _page(drawing, (x1 - x0) * MM, (bottom - top) * MM)
    return page, images, not drawing.cut and source.content not in document.package.mended


def _templates(source: OfdPage, root: Element) -> tuple[list[Element], list[Element]]:
    """The templates that stand behind the page's own content, and those before it. They have none of their own."""
    behind: list[Element] = []
    before: list[Element] = []
    for use in list(children(root, "template"))[:MAX_CHAIN]:
        template = source.document.template(use.get("TemplateID", ""))
        if template is not None:
            (before if use.get("ZOrder") == "Foreground" else behind).append(template)
    return behind, before


def _placed(item: Element, matrix: Matrix) -> Matrix | None:
    """The matrix from an object's own space to the page; None where it is none, or leads beyond all pages."""
    own = values.matrix(item.get("CTM")) if item.get("CTM") else AS_IT_IS
    place = values.numbers(item.get("Boundary"), 2) if item.get("Boundary") else [0.0, 0.0]
    if own is None or place is None:
        return None
    placed = times(times(own, (1.0, 0.0, 0.0, 1.0, place[0], place[1])), matrix)
    return placed if max(map(abs, placed)) < values.LARGEST**2 else None


def _around(*points: values.Point) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _page(drawing: _Drawing, width: float, height: float) -> tuple[Page, list[PlacedImage]]:
    """The drawing as a page, turned so that most of its text is upright."""
    votes = Counter(glyph.turned for glyph in drawing.glyphs)
    turned = votes.most_common(1)[0][0] if votes else 0

    def shown(box: Box) -> Box:
        x0, top, x1, bottom = box
        if turned == 1:
            return top, width - x1, bottom, width - x0
        if turned == 2:
            return width - x1, height - bottom, width - x0, height - top
        return (height - bottom, x0, height - top, x1) if turned == 3 else box

    page = Page(*((height, width) if turned % 2 else (width, height)))
    for path in drawing.paths:
        page.add_path(shown(path.box), None if path.sides is None else map(shown, path.sides))
    images = [PlacedImage(image.part, shown(image.box)) for image in drawing.images]
    page.images.extend(image.box for image in images)
    walls = sorted((x, top, bottom) for top, bottom, x in page.upright)
    for glyph in drawing.glyphs:
        glyph.box = shown(glyph.box)
    for run in runs(_pieces(drawing.glyphs), walls):
        fragment = _fragment(run, drawing.glyphs[run.first])
        page.fragments.append(fragment)
        page.unknown += len(UNKNOWN.findall(fragment.text))
    return page, images


def _pieces(glyphs: list[_Glyph]) -> Iterator[Piece]:
    """The glyphs with their boxes; blanks without, also where the gap between Western words is one."""
    end: Box | None = None
    western = False
    for place, glyph in enumerate(glyphs):
        text = glyph.text.translate(CLEAN).replace(UNSEEN, "")
        if not text.strip():
            if text:
                yield place, TYPED, None
            continue
        if end and western and _is_western(text[0]) and glyph.box[0] - end[2] > APART * glyph.size:
            yield place, " ", None
        yield place, text, glyph.box
        end, western = glyph.box, _is_western(text[-1])


def _is_western(char: str) -> bool:
    """Whether a character is one of a script that parts words by blanks, and no mark upon another."""
    return unicodedata.east_asian_width(char) in ("Na", "N") and not unicodedata.category(char).startswith("M")


def _fragment(run: Run, first: _Glyph) -> Fragment:
    middle = (run.top + run.bottom) / 2
    half = first.size / 2
    return Fragment("".join(run.words), run.x0, middle - half, run.x1, middle + half, first.size, first.red)
