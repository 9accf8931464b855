"""PDF files for tests: text set line by line where a test wants it, in sentences of our own."""

from __future__ import annotations

import io
from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from corpus.reading import Reading
from corpus.reading.pdf import read_pdf

FONT = "STSong-Light"
WIDTH, HEIGHT = A4
FIRST = "样例市各县区要按照分工建立健全年度样例清单，如实记录样例课程的开设情况，并于每季度末向社会公开，接受监督。"
SECOND = "市属样例单位应当会同有关方面分批开展样例场地的共享，样例经费的使用台账由承办单位逐年核对并长期保存备查。"
THIRD = "承办样例项目的企业和学校应当签订书面协议，写明双方的责任、期限和经费来源，协议文本报样例主管部门存档。"
TITLE = "关于建立样例清单的通知"

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def pdf(*draw: Callable[[Canvas], None], encrypt: object = None) -> bytes:
    """A file with a page for each function that draws one."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=encrypt)
    for page in draw:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def read(data: bytes) -> Reading:
    return read_pdf(data, ocr=False)


def kinds(reading: Reading) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in reading.blocks]


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks]


def centred(canvas: Canvas, text: str, y: float, size: float = 22) -> None:
    canvas.setFont(FONT, size)
    canvas.drawCentredString(WIDTH / 2, y, text)


def at(canvas: Canvas, text: str, x: float, y: float, size: float = 12) -> None:
    canvas.setFont(FONT, size)
    canvas.drawString(x, y, text)


def lines(text: str, ems: int, indent: int = 2) -> list[str]:
    """A paragraph cut into lines of so many characters, the first shorter by its indent. No line begins with a mark."""
    cut, limit = [], ems - indent
    while text:
        end = limit
        while end < len(text) and text[end] in "，。、；：）》":
            end -= 1
        cut.append(text[:end])
        text, limit = text[end:], ems
    return cut


def paragraph(
    canvas: Canvas, text: str, y: float, *, x: float = 80, ems: int = 36, size: float = 12, glyphs: bool = False
) -> float:
    """Set a paragraph; the height at which the next goes on. glyphs: every character is a text object of its own."""
    for number, line in enumerate(lines(text, ems)):
        start = x + (2 * size if number == 0 else 0)
        if glyphs:
            for place, char in enumerate(line):
                at(canvas, char, start + place * size, y, size)
        else:
            at(canvas, line, start, y, size)
        y -= 1.7 * size
    return y


def raw(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A file of these objects, numbered from 1, with a right cross-reference table."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<</Size %d %b>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start))


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d %b>>\nstream\n%b\nendstream" % (len(data), more, data)
