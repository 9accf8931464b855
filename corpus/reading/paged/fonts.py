"""Which fonts pdfium takes for those that a file names and does not carry: none of the machine's, save for drawing.

Text and boxes come from the file. The machine's fonts would only be searched and loaded: 5 ms a page for a file that
names STSong-Light, on a machine with the Noto fonts. Without them two machines read one file alike.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2.raw as c
from pypdfium2.internal import bases

_NOWHERE = ctypes.create_string_buffer(b"/nonexistent/fonts")


def leave_out_system_fonts() -> None:
    """Start pdfium anew without the machine's fonts. Not while a document is open, which that would end."""
    _restart(fonts=False)


@contextmanager
def system_fonts() -> Iterator[None]:
    """With the machine's fonts, for drawing."""
    _restart(fonts=True)
    try:
        yield
    finally:
        _restart(fonts=False)


def _restart(*, fonts: bool) -> None:
    if any(bases.ObjectTracker.values()):
        return
    paths = (ctypes.POINTER(ctypes.c_char) * 2)()
    paths[0] = ctypes.cast(_NOWHERE, ctypes.POINTER(ctypes.c_char))
    config = c.FPDF_LIBRARY_CONFIG(
        version=2, m_pUserFontPaths=None if fonts else paths, m_pIsolate=None, m_v8EmbedderSlot=0
    )
    c.FPDF_DestroyLibrary()
    c.FPDF_InitLibraryWithConfig(config)
