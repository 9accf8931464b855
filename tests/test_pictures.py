"""Pictures of the tables: Chinese labels that render, the same bytes from the same counts."""

from __future__ import annotations

import io
import sys
import warnings
from pathlib import Path
from unittest.mock import patch

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from corpus.codebook import load_codebook, shipped
from corpus.pictures import PictureError, draw, font_of
from corpus.tables import Tally, tally

pytestmark = pytest.mark.slow

BOOK = load_codebook(shipped()["policy_tools"])


@pytest.fixture(scope="module")
def counts() -> Tally:
    tools, themes = (dimension.answers for dimension in BOOK.dimensions)
    answers = [{"tool": [tools[at % len(tools)]], "theme": [themes[at % 7 % len(themes)]]} for at in range(500)]
    return tally(BOOK, answers)


def test_pictures_with_labels_that_render(counts: Tally, tmp_path: Path) -> None:
    """No glyph is missing (matplotlib warns of each), every label is in the SVG as outlines, and the same twice."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        written = draw(counts, tmp_path / "a", dpi=60)
    assert [path.name for path in written] == ["表1.png", "表1.svg", "表2.png", "表2.svg"]
    for path in written:
        if path.suffix == ".png":
            image = Image.open(path)
            assert min(image.size) > 200
            assert len(image.convert("RGB").getcolors(1 << 20) or ()) > 20
        else:
            text = path.read_text(encoding="utf-8")
            assert "<text" not in text
            assert all(f"<!-- {code.name} -->" in text for code in BOOK.dimensions[0].rows)
    again = draw(counts, tmp_path / "b", dpi=60)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in written]


def test_the_font_has_an_outline_of_its_own_for_every_label() -> None:
    labels = sorted(set("".join(code.name for code in BOOK.codes)))
    font = TTFont(io.BytesIO(font_of("".join(labels))))
    names = font.getBestCmap()
    assert {ord(letter) for letter in labels} <= names.keys()
    glyphs = font.getGlyphSet()
    from fontTools.pens.recordingPen import RecordingPen

    outlines = set()
    for letter in labels:
        pen = RecordingPen()
        glyphs[names[ord(letter)]].draw(pen)
        outlines.add(str(pen.value))
    assert len(outlines) == len(labels)


def test_what_is_not_installed_is_one_clear_line(counts: Tally, tmp_path: Path) -> None:
    with (
        patch.dict(sys.modules, {"manimgx_fonts_cjk": None}),
        pytest.raises(PictureError, match=r"pictures need manimgx_fonts_cjk: pip install 'policy-corpus\[pictures\]'"),
    ):
        draw(counts, tmp_path)


def test_nothing_counted_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing was counted"):
        draw(tally(BOOK, []), tmp_path)
