"""PDFs made to do harm: each is read or refused in one line, and the program goes on."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Iterator

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.reading import Reading
from corpus.reading.child import Children, Limits
from tests import hostile
from tests.pdf_pages import FIRST, SECOND, TITLE, at, centred, paragraph, pdf, raw, stream

pytestmark = pytest.mark.slow

LIMITS = Limits(memory=1024 * 1024 * 1024, seconds=30)


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    with Children(LIMITS) as found:
        yield found


def outcome(children: Children, data: bytes) -> Reading | str:
    return hostile.outcome(lambda: children.read("pdf", data, ocr=False))


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources 5 0 R>>"
BOMB = zlib.compress(b"0 0 m 9 9 l S " * 30_000_000, 9)
ZEROS = zlib.compress(bytes(600_000_000), 9)

HOSTILE = {
    "a page tree that is its own child": raw(CATALOG, b"<</Type/Pages/Count 5/Kids[2 0 R 2 0 R]/Parent 2 0 R>>"),
    "pages that nobody has": raw(CATALOG, b"<</Type/Pages/Count 999999999/Kids[]>>"),
    "a count below nothing": raw(CATALOG, b"<</Type/Pages/Count -3/Kids[3 0 R]>>", PAGE, stream(b""), b"<<>>"),
    "a form that draws itself": raw(
        CATALOG,
        PAGES,
        PAGE,
        stream(b"/F Do"),
        b"<</XObject<</F 6 0 R>>>>",
        stream(b"/F Do", b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources 5 0 R"),
    ),
    "forms that double": raw(
        CATALOG,
        PAGES,
        PAGE,
        stream(b"/F6 Do"),
        b"<</XObject<<%b>>>>" % b"".join(b"/F%d %d 0 R" % (number, number) for number in range(6, 36)),
        *(
            stream(
                b"/F%d Do /F%d Do" % (number + 1, number + 1),
                b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources 5 0 R",
            )
            for number in range(6, 36)
        ),
    ),
    "arrays a hundred thousand deep": raw(
        CATALOG, PAGES, PAGE, stream(b"[" * 100_000), b"[" * 100_000 + b"]" * 100_000
    ),
    "a cross-reference that points at itself": raw(CATALOG, PAGES, trailer=b"/Root 1 0 R/Prev 9"),
    "a page as wide as a country": raw(
        CATALOG, PAGES, PAGE.replace(b"600 800", b"1e9 1e9"), stream(b"0 0 m 9 9 l S"), b"<<>>"
    ),
    "text as large as no number": raw(
        CATALOG,
        PAGES,
        PAGE,
        stream(b"1e30 0 0 1e30 0 0 cm 1e30 0 0 1e30 0 0 cm BT /F 12 Tf 1e9 1e9 -1e9 1e9 0 0 Tm (AAAA) Tj ET"),
        b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>",
    ),
    "a page without a size": raw(CATALOG, PAGES, PAGE.replace(b"600 800", b"0 0"), stream(b""), b"<<>>"),
    "a gigantic image": raw(
        CATALOG,
        PAGES,
        PAGE,
        stream(b"600 0 0 800 0 0 cm /I Do"),
        b"<</XObject<</I 6 0 R>>>>",
        stream(
            ZEROS,
            b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceGray"
            b"/Filter/FlateDecode",
        ),
    ),
    "contents that unpack to half a gigabyte": raw(CATALOG, PAGES, PAGE, stream(BOMB, b"/Filter/FlateDecode"), b"<<>>"),
    "a script, an action and a file inside": raw(
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.launchURL\\('http://www.example.gov.cn'\\))>>"
        b"/Names<</EmbeddedFiles<</Names[(a.exe) 6 0 R]>>/JavaScript<</Names[(x) 7 0 R]>>>>>>",
        PAGES,
        PAGE,
        stream(b""),
        b"<<>>",
        b"<</Type/Filespec/F(a.exe)/EF<</F 4 0 R>>>>",
        b"<</S/JavaScript/JS(while\\(true\\){})>>",
    ),
    "an encryption nobody knows": raw(CATALOG, PAGES, trailer=b"/Root 1 0 R/Encrypt<</Filter/Unknown/V 9>>"),
}


LONG = ("contents that unpack to half a gigabyte", "forms that double")  # a few seconds each


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] * (name in LONG)) for name in HOSTILE])
def test_hostile_files(children: Children, name: str) -> None:
    found = outcome(children, HOSTILE[name])
    assert isinstance(found, str) or not found.blocks
    assert not str(found).startswith("the reader failed")


def honest(canvas: Canvas) -> None:
    centred(canvas, TITLE, 760)
    y = paragraph(canvas, SECOND, paragraph(canvas, FIRST, 720))
    canvas.grid([80, 200, 320], [y - 60, y - 30, y])
    for place, text in enumerate(("任务", "时限", "清单", "2025年")):
        at(canvas, text, 90 + 120 * (place % 2), y - 20 - 30 * (place // 2), 10)


def mutated(seed: int) -> bytes:
    """An honest file with bytes changed, taken out, doubled, or cut off; streams are open to it half of the time."""
    chance = random.Random(seed)
    canvas_of = [honest] * chance.randint(1, 3)
    data = bytearray(_plain() if chance.random() < 0.5 else pdf(*canvas_of))
    for _ in range(chance.choice((1, 3, 10, 100))):
        place = chance.randrange(len(data))
        length = min(chance.choice((1, 1, 4, 64, 1024)), len(data) - place)
        what = chance.randrange(5)
        if what == 0:
            data[place : place + length] = chance.randbytes(length)
        elif what == 1:
            del data[place : place + length]
        elif what == 2:
            data[place:place] = data[place : place + length] * chance.choice((1, 2, 50))
        elif what == 3:
            data[place] = chance.choice(b"0123456789/<>[]() \n%")
        else:
            digits = [at for at, byte in enumerate(data) if 48 <= byte <= 57]
            data[chance.choice(digits)] = chance.choice(b"0123456789-") if digits else 48
        if len(data) < 20:
            break
    if chance.random() < 0.1:
        del data[chance.randrange(len(data)) :]
    return b"%PDF-1.4\n" + bytes(data[9:])


def _plain() -> bytes:
    """The same page with nothing compressed, so that a changed byte is a changed operator or number."""
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0)
    honest(canvas)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def run_campaign(children: Children, seeds: range) -> None:
    read = sum(isinstance(outcome(children, mutated(seed)), Reading) for seed in seeds)
    assert read > 0.2 * len(seeds)  # else the mutations are so coarse that they test the parser's first line alone
    assert outcome(children, pdf(honest)) == children.read("pdf", pdf(honest), ocr=False)


def test_mutated_files(children: Children) -> None:
    run_campaign(children, range(150))


@pytest.mark.campaign
@pytest.mark.timeout(0)
def test_ten_thousand_mutated_files(children: Children) -> None:
    run_campaign(children, range(10_000))
