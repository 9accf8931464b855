"""Which fonts pdfium takes for those that a file names and does not carry: one of ours, save for drawing.

Text and places come from the file, but pdfium also asks for the outline of each glyph. Without one it leaves glyphs out
that stand alone, and takes equal lines one below the other for one line printed twice; with the machine's fonts it
loads them, 9 ms a page for a file that names STSong-Light where the Noto fonts are installed. `boxes/boxes.ttf` (900
bytes) has a box for every character: two machines read one file alike, and fast.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2.raw as c
from pypdfium2.internal import bases

_OURS = ctypes.create_string_buffer(bytes(Path(__file__).parent / "boxes"))


def use_our_font() -> None:
    """Start pdfium anew with our font. Not while a document is open, which that would end."""
    _restart(system=False)


@contextmanager
def system_fonts() -> Iterator[None]:
    """With the machine's fonts, for drawing."""
    _restart(system=True)
    try:
        yield
    finally:
        _restart(system=False)


def _restart(*, system: bool) -> None:
    if any(bases.ObjectTracker.values()):
        return
    paths = (ctypes.POINTER(ctypes.c_char) * 2)()
    paths[0] = ctypes.cast(_OURS, ctypes.POINTER(ctypes.c_char))
    config = c.FPDF_LIBRARY_CONFIG(
        version=2, m_pUserFontPaths=None if system else paths, m_pIsolate=None, m_v8EmbedderSlot=0
    )
    c.FPDF_DestroyLibrary()
    c.FPDF_InitLibraryWithConfig(config)
