"""A PDF as a scanner would make it: every page one picture; and the edits between two texts."""

from __future__ import annotations

import io

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageFilter

from corpus.reading.paged.fonts import system_fonts

DOTS = 200  # an inch


def scanned(data: bytes, *, noisy: bool = False, colour: bool = False, seed: int = 0) -> bytes:
    """The pages as pictures, in grey or colour. noisy (in grey): turned by up to .8°, blurred, grained and speckled."""
    chance = np.random.default_rng(seed)
    pictures = []
    for picture in _drawn(data):
        if noisy:
            picture = picture.convert("L")
            turned = picture.rotate(float(chance.uniform(-0.8, 0.8)), Image.Resampling.BICUBIC, fillcolor=255)
            grey = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.7))).astype(float)
            grey += chance.normal(0, 14, grey.shape)
            grey[chance.random(grey.shape) < 0.0015] = 0
            picture = Image.fromarray(np.clip(grey, 0, 255).astype("uint8"))
        pictures.append(picture.convert("RGB" if colour else "L").convert("RGB"))
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=DOTS)
    return out.getvalue()


def _drawn(data: bytes) -> list[Image.Image]:
    with system_fonts():
        document = pdfium.PdfDocument(data)
        pages = list(document)
        pictures = [page.render(scale=DOTS / 72).to_pil() for page in pages]
        for page in pages:
            page.close()
        document.close()
    return pictures


def edits(one: str, other: str) -> int:
    """The least number of characters to put in, take out or replace (Levenshtein)."""
    codes = np.array([ord(char) for char in other])
    places = np.arange(len(other) + 1)
    row = places.copy()
    for count, char in enumerate(one, 1):
        best = np.minimum(row[:-1] + (codes != ord(char)), row[1:] + 1)
        row = np.minimum.accumulate(np.concatenate(([count], best)) - places) + places
    return int(row[-1])
