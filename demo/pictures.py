"""`python -m demo.pictures`, after `make demo`: the pictures of docs/使用说明.md, in docs/pictures/.

Drawn from the demonstration's samples. The workbooks are shown as LibreOffice (`soffice`, with a Chinese font) lays
them out; the figures are those of `corpus tables --pictures`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
import pypdfium2
from openpyxl.worksheet.properties import PageSetupProperties
from PIL import Image, ImageChops
from sqlalchemy import Engine

from corpus.coding import stored_codebook
from corpus.pictures import draw
from corpus.reckoning import counts_of, reckon
from corpus.tables import write_workbook
from demo import coding
from demo.run import CORPUS, OUT
from storage.database import open_database

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
ROWS = 12  # of the coding sheet
HIDDEN = "BJK"  # columns of the coding sheet that would make the picture too wide to read
WIDTH = 1200  # pixels
COLOURS = 16
DPI = 90  # of the figures
LARGEST = 150_000  # bytes


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    engine = open_database(f"sqlite:///{OUT / 'corpus.db'}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _picture_of(OUT / coding.SHEETS[coding.FIRST], "编码", FOLDER / "编码表.png", rows=ROWS, hidden=HIDDEN)
        _tables(engine, folder / "结果.xlsx")
        for number, sheet in enumerate(openpyxl.load_workbook(folder / "结果.xlsx").sheetnames[:2], 1):
            _picture_of(folder / "结果.xlsx", sheet, FOLDER / f"结果-表{number}.png")
        _figures(engine, folder)
    large = [path.name for path in FOLDER.iterdir() if path.stat().st_size > LARGEST]
    if large:
        print(f"larger than {LARGEST} bytes: {', '.join(large)}", file=sys.stderr)
    return 1 if large else 0


def _tables(engine: Engine, path: Path) -> None:
    with engine.begin() as connection, path.open("wb") as file:
        write_workbook(file, reckon(connection, CORPUS, stored_codebook(connection, coding.BOOK), coding.FIRST))


def _figures(engine: Engine, folder: Path) -> None:
    with engine.begin() as connection:
        counts = counts_of(connection, CORPUS, stored_codebook(connection, coding.BOOK), coding.FIRST)
    for path in draw(counts, folder, dpi=DPI):
        if path.suffix == ".png":
            _save(Image.open(path), FOLDER / path.name)


def _picture_of(workbook: Path, sheet: str, path: Path, rows: int = 0, hidden: str = "") -> None:
    """One sheet of a workbook on one page, or its first rows, with the letters and numbers that a spreadsheet shows."""
    book = openpyxl.load_workbook(workbook)
    page = book[sheet]
    for name in book.sheetnames:
        book[name].sheet_state = "visible" if name == sheet else "hidden"
    book.active = book.index(page)
    for letter in hidden:
        page.column_dimensions[letter].hidden = True
    page.print_area = f"A1:{page.cell(rows + 1 if rows else page.max_row, page.max_column).coordinate}"
    page.page_setup.orientation = "landscape" if page.max_column > 6 else "portrait"
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_options.gridLines = page.print_options.headings = True
    with tempfile.TemporaryDirectory() as folder:
        book.save(Path(folder) / "sheet.xlsx")
        convert = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf"]
        subprocess.run([*convert, "sheet.xlsx"], cwd=folder, check=True, capture_output=True, timeout=180)
        with pypdfium2.PdfDocument(Path(folder) / "sheet.pdf") as document:
            image = document[0].render(scale=4).to_pil().convert("RGB")
    _save(image, path)


def _save(image: Image.Image, path: Path) -> None:
    """Without the white around it, in few colours."""
    image = image.convert("RGB")
    box = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    cut = image.crop(box)
    if cut.width > WIDTH:
        cut = cut.resize((WIDTH, round(cut.height * WIDTH / cut.width)), Image.Resampling.LANCZOS)
    cut.quantize(COLOURS).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(main())
