"""Pictures of the two tables: bars by tool, and a heat map of tools by themes, as PNG and SVG.

Chinese labels need a font, so one comes with the extra `pictures` (Noto Sans CJK, SIL Open Font License, as the
package manimgx-fonts-cjk ships it). It is a variable font of all East Asian scripts; a picture uses a font of its
own, made from it, that holds the characters it shows at regular weight. In SVG they are outlines: no reader needs it.
"""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.tables import Tally

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMS = ("png", "svg")
DPI = 150
_FILE = "NotoSansCJK-VF.otf.ttc"
_FACE = "Noto Sans CJK SC"  # of the collection's faces, the one with mainland forms
_WEIGHT = 400
_ALWAYS = "0123456789.,-%（）n lp"  # matplotlib measures lines by lp
_COLOURS = ("#3b6ea5", "#c2743a", "#5b8c5a", "#8a5a8c", "#9a8a3a")


class PictureError(Exception):
    """A picture cannot be drawn; the message is one line that says what to install."""


def draw(counts: Tally, folder: Path, dpi: int = DPI) -> list[Path]:
    """Writes 表1 and 表2 as PNG and SVG into a folder, which is made; the same counts give the same bytes.

    Raises PictureError where the extra is not installed, ValueError where nothing was counted.
    """
    if not any(counts.single.values()):
        raise ValueError("nothing was counted that could be drawn")
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # a home without room for its cache is no concern of ours
    try:
        import manimgx_fonts_cjk  # noqa: F401  (the font)
        import matplotlib
    except ModuleNotFoundError as error:
        raise PictureError(f"pictures need {error.name}: pip install 'policy-corpus[pictures]'") from None
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with _font_for(_labels(counts)) as font, matplotlib.rc_context({"svg.hashsalt": "policy-corpus"}):
        for name, figure in (("表1", bars(counts, font)), ("表2", heat_map(counts, font))):
            for form in FORMS:
                path = folder / f"{name}.{form}"
                nothing = {"Date": None} if form == "svg" else {"Software": None}
                figure.savefig(path, format=form, dpi=dpi, metadata=nothing, bbox_inches="tight")
                written.append(path)
    return written


def _labels(counts: Tally) -> str:
    rows = [text for group, rows in counts.groups for text in (group, *rows)]
    return "".join([counts.first.title, counts.second.title, *rows, *counts.columns, "频数×", _ALWAYS])


def bars(counts: Tally, font: Any) -> Figure:
    """How often each tool was given, a colour a type, in the book's order from above."""
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    rows = [(group, row) for group, below in counts.groups for row in below]
    colours = {group: _COLOURS[at % len(_COLOURS)] for at, (group, _) in enumerate(counts.groups)}
    values = [counts.count(row) for _, row in rows]
    figure = Figure(figsize=(8, 1 + 0.3 * len(rows)))
    axes = figure.subplots()
    axes.barh(range(len(rows)), values, color=[colours[group] for group, _ in rows])
    for at, value in enumerate(values):
        axes.text(value, at, f" {value}", va="center", fontproperties=_sized(font, 9))
    axes.set_yticks(range(len(rows)), [row for _, row in rows])
    axes.set_xticks([])  # every bar has its number
    axes.invert_yaxis()
    axes.margins(x=0.08, y=0.01)
    axes.set_title(f"{counts.first.title} 频数（n）", fontproperties=_sized(font, 13))
    named = [Patch(color=colour, label=group) for group, colour in colours.items() if group]
    if named:
        axes.legend(handles=named, prop=_sized(font, 9), loc="lower right")
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    _label(axes, font)
    return figure


def heat_map(counts: Tally, font: Any) -> Figure:
    """How often each tool was given with each theme, the number in each cell."""
    from matplotlib.figure import Figure

    rows = [row for _, below in counts.groups for row in below]
    cells = [[counts.count(row, column) for column in counts.columns] for row in rows]
    highest = max(1, *(value for line in cells for value in line))
    figure = Figure(figsize=(3 + 1.2 * len(counts.columns), 1 + 0.32 * len(rows)))
    axes = figure.subplots()
    axes.imshow(cells, cmap="Blues", vmin=0, vmax=highest, aspect="auto")
    for at, line in enumerate(cells):
        for column, value in enumerate(line):
            ink = "white" if value > highest * 0.6 else "black"
            axes.text(column, at, str(value), ha="center", va="center", color=ink, fontproperties=_sized(font, 9))
    axes.set_xticks(range(len(counts.columns)), counts.columns)
    axes.set_yticks(range(len(rows)), rows)
    axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    axes.set_title(f"{counts.first.title} × {counts.second.title}", fontproperties=_sized(font, 13))
    _label(axes, font)
    return figure


def _label(axes: Any, font: Any) -> None:
    for text in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        text.set_fontproperties(_sized(font, 9))


def _sized(font: Any, size: float) -> Any:
    copied = font.copy()
    copied.set_size(size)
    return copied


@contextmanager
def _font_for(text: str) -> Iterator[Any]:
    """Font properties of a font of exactly these characters, in a file that is gone afterwards."""
    from matplotlib.font_manager import FontProperties

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "labels.otf"
        path.write_bytes(font_of(text))
        yield FontProperties(fname=str(path))


def font_of(text: str) -> bytes:
    """A font file of some characters at regular weight, from the packaged one. What it lacks it shows as a box."""
    from importlib.resources import as_file, files

    from fontTools import subset
    from fontTools.varLib import instancer

    made = io.BytesIO()
    with as_file(files("manimgx_fonts_cjk").joinpath(_FILE)) as path:
        font = _face(path)
        options = subset.Options(layout_features=[], notdef_outline=True, name_IDs=[1, 2, 4, 6])
        chosen = subset.Subsetter(options)
        chosen.populate(text=text)
        chosen.subset(font)
        instancer.instantiateVariableFont(font, {"wght": _WEIGHT}).save(made)
    return made.getvalue()


def _face(path: Path) -> Any:
    """The face of a collection that is named _FACE. Raises PictureError."""
    from fontTools.ttLib import TTCollection, TTFont

    with TTCollection(str(path), lazy=True) as collection:
        names = [font["name"].getDebugName(1) for font in collection]
    if _FACE not in names:
        raise PictureError(f"the packaged font has no face {_FACE}: it has {', '.join(names)}")
    return TTFont(str(path), fontNumber=names.index(_FACE), lazy=True)
