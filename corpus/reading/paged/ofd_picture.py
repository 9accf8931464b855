"""An OFD page that is made of images, as one picture for OCR. What is no image on it is not drawn."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from corpus.reading import ReadingError
from corpus.reading.ocr import DOTS, MAX_PIXELS, MAX_SIDE
from corpus.reading.paged.ofd_package import OfdPackage
from corpus.reading.paged.ofd_page import PlacedImage
from corpus.reading.paged.page import Page

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

FORMATS = ("PNG", "JPEG", "BMP", "TIFF", "GIF", "JPEG2000")
MAX_IMAGES = 200  # on one page
WHITE = (255, 255, 255)


def picture_of(package: OfdPackage, page: Page, images: Sequence[PlacedImage]) -> np.ndarray | None:
    """The page's images on white, height × width × 3; None where none of them can be shown."""
    import numpy as np
    from PIL import Image

    scale = min(DOTS, MAX_SIDE / max(page.width, page.height, 1.0))
    size = round(page.width * scale), round(page.height * scale)
    if min(size) < 1:
        return None
    sheet = Image.new("RGB", size, WHITE)
    shown = False
    for image in images[:MAX_IMAGES]:
        x0, top, x1, bottom = (round(side * scale) for side in image.box)
        place = max(x0, 0), max(top, 0), min(x1, size[0]), min(bottom, size[1])
        if place[2] <= place[0] or place[3] <= place[1] or (drawn := _decoded(package, image.part)) is None:
            continue
        # Only what falls on the page is scaled: an image may claim to be a kilometre wide.
        across, down = drawn.width / (x1 - x0), drawn.height / (bottom - top)
        part = (place[0] - x0) * across, (place[1] - top) * down, (place[2] - x0) * across, (place[3] - top) * down
        sheet.paste(drawn.resize((place[2] - place[0], place[3] - place[1]), box=part), place[:2])
        shown = True
    return np.asarray(sheet) if shown else None


def _decoded(package: OfdPackage, part: str) -> Image | None:
    """An image in three channels, what is see-through on white; None where it cannot be decoded, or only at a price."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(package.read(part)), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                return None
            seen = image.convert("RGBA" if image.has_transparency_data else "RGB")
    except (ReadingError, OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        return None
    if seen.mode == "RGB":
        return seen
    white = Image.new("RGBA", seen.size, (*WHITE, 255))
    return Image.alpha_composite(white, seen).convert("RGB")
