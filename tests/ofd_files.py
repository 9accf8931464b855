"""OFD files for tests, by GB/T 33190-2016: parts made a package, and pages drawn by the calls that draw a PDF's."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.pdfbase.pdfmetrics import stringWidth

from corpus.reading import Reading
from corpus.reading.ofd import read_ofd
from tests.pdf_pages import FONT, HEIGHT, WIDTH, lines

NAMESPACE = "http://www.ofdspec.org/2016"
MM = 25.4 / 72  # millimetres a point
PAGE = f"0 0 {WIDTH * MM:.4f} {HEIGHT * MM:.4f}"
BLACK, RED = "0 0 0", "230 0 0"


def read(data: bytes) -> Reading:
    return read_ofd(data, ocr=False)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def xml(root: str, inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<ofd:{root} xmlns:ofd="{NAMESPACE}">{inside}</ofd:{root}>'


def content(objects: str, before: str = "") -> str:
    """A page's Content.xml. `before`: what stands before its content (Area, Template, PageRes)."""
    return xml("Page", f'{before}<ofd:Content><ofd:Layer ID="1">{objects}</ofd:Layer></ofd:Content>')


def parts(
    *pages: str | bytes,
    common: str = "",
    resources: str = "",
    after: str = "",
    more: Mapping[str, str | bytes] | None = None,
) -> dict[str, str | bytes]:
    """The parts of a document. common: what CommonData says beside the page's size; resources: of PublicRes.xml;
    after: what stands after the list of pages; more: further parts, by name.
    """
    listed = "".join(
        f'<ofd:Page ID="{100 + number}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(len(pages))
    )
    area = f"<ofd:PageArea><ofd:PhysicalBox>{PAGE}</ofd:PhysicalBox></ofd:PageArea>"
    public = "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
    document = f"<ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID>{area}{public}{common}</ofd:CommonData>"
    return {
        "OFD.xml": xml("OFD", "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"),
        "Doc_0/Document.xml": xml("Document", f"{document}<ofd:Pages>{listed}</ofd:Pages>{after}"),
        "Doc_0/PublicRes.xml": xml("Res", resources).replace("<ofd:Res ", '<ofd:Res BaseLoc="Res" '),
        **{f"Doc_0/Pages/Page_{number}/Content.xml": page for number, page in enumerate(pages)},
        **(more or {}),
    }


def attributes(named: Mapping[str, object]) -> str:
    return "".join(f" {name}={quoteattr(str(value))}" for name, value in named.items())


def text(
    words: str, x: float, y: float, size: float = 4.2, *, code: str | None = None, inside: str = "", **more: object
) -> str:
    """A TextObject whose first base line begins at (x, y), in millimetres. Every character takes an em.

    code: the attributes of its TextCode; inside: what stands before that (FillColor, CGTransform).
    """
    told = f'X="0" Y="{size}" DeltaX="g {max(len(words) - 1, 1)} {size}"' if code is None else code
    named = {"Boundary": f"{x} {y - size} 200 {size}", "Font": 1, "Size": size, **more}
    return (
        f'<ofd:TextObject ID="2"{attributes(named)}>{inside}'
        f"<ofd:TextCode {told}>{escape(words)}</ofd:TextCode></ofd:TextObject>"
    )


def fill(value: str, **more: object) -> str:
    return f'<ofd:FillColor Value="{value}"{attributes(more)}/>'


def body(*paragraphs: str, top: float = 40, ems: int = 36, size: float = 4.2) -> str:
    """Paragraphs set from the top, each first line in by two ems."""
    drawn = ""
    for paragraph in paragraphs:
        for number, line in enumerate(lines(paragraph, ems)):
            drawn += text(line, 28 + (2 * size if number == 0 else 0), top, size)
            top += 1.7 * size
    return drawn


class OfdCanvas:
    """Draws OFD objects by the calls of reportlab's Canvas that tests draw PDF pages with: points, y upwards."""

    def __init__(self) -> None:
        self.objects: list[str] = []
        self._size = 12.0
        self._fill = self._stroke = BLACK

    def setFont(self, _: str, size: float) -> None:  # noqa: N802 - reportlab's name, as those below
        self._size = size

    def setFillColorRGB(self, red: float, green: float, blue: float) -> None:  # noqa: N802
        self._fill = f"{red * 255:.0f} {green * 255:.0f} {blue * 255:.0f}"

    def setStrokeColorRGB(self, red: float, green: float, blue: float) -> None:  # noqa: N802
        self._stroke = f"{red * 255:.0f} {green * 255:.0f} {blue * 255:.0f}"

    def drawCentredString(self, x: float, y: float, words: str) -> None:  # noqa: N802
        self.drawString(x - stringWidth(words, FONT, self._size) / 2, y, words)

    def drawString(self, x: float, y: float, words: str, charSpace: float = 0) -> None:  # noqa: N802, N803
        steps = [round((stringWidth(char, FONT, self._size) + charSpace) * MM, 3) for char in words[:-1]]
        runs = [(value, len(list(same))) for value, same in groupby(steps)]
        told = " ".join(f"g {count} {value}" if count > 2 else " ".join([f"{value}"] * count) for value, count in runs)
        size = self._size * MM
        code = f'X="0" Y="{size:.3f}" DeltaX="{told}"'
        self.objects.append(
            text(words, x * MM, (HEIGHT - y) * MM, size, code=code, inside=fill(self._fill)),
        )

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        left, top = min(x0, x1), HEIGHT - max(y0, y1)
        ends = f"M {(x0 - left) * MM} {(HEIGHT - y0 - top) * MM} L {(x1 - left) * MM} {(HEIGHT - y1 - top) * MM}"
        self._path(left, top, abs(x1 - x0), abs(y1 - y0), ends, stroke=True, filled=False)

    def rect(self, x: float, y: float, width: float, height: float, stroke: int = 1, fill: int = 0) -> None:
        wide, high = width * MM, height * MM
        sides = f"M 0 0 L {wide} 0 L {wide} {high} L 0 {high} C"
        self._path(x, HEIGHT - y - height, width, height, sides, stroke=bool(stroke), filled=bool(fill))

    def _path(
        self, x: float, top: float, width: float, height: float, data: str, *, stroke: bool, filled: bool
    ) -> None:
        boundary = f"{x * MM} {top * MM} {max(width, 1) * MM} {max(height, 1) * MM}"
        named = {"Boundary": boundary, "LineWidth": 0.35, "Stroke": str(stroke).lower(), "Fill": str(filled).lower()}
        colours = f'<ofd:StrokeColor Value="{self._stroke}"/>{fill(self._fill)}'
        self.objects.append(
            f'<ofd:PathObject ID="3"{attributes(named)}>{colours}'
            f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
        )


def drawn(draw: Callable[[Any], object]) -> str:
    """What a function that draws a PDF's page draws, as OFD objects."""
    canvas = OfdCanvas()
    draw(canvas)
    return "".join(canvas.objects)


def ofd(*draw: Callable[[Any], object]) -> bytes:
    """A file with a page for each function that draws one."""
    return packed(parts(*(content(drawn(page)) for page in draw)))


def of(objects: Iterable[str] | str, **more: Any) -> bytes:
    """A file with one page of these objects."""
    return packed(parts(content("".join(objects)), **more))
