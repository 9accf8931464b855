"""Reading Word files beside python-docx, docx2txt and LibreOffice, in one run.

    python -m benchmarks.word [--peers PYTHON] [--documents N]

Documents of known content (pdf_documents.py) are written by LibreOffice as .docx, .doc and .rtf and read back:

- paragraph F1: a paragraph counts only when whole (white space apart);
- tables by cells: F1 of the texts of cells (a peer that gives no cells has none);
- files a second, of processor time.

It needs soffice (apt install libreoffice-writer-nogui fonts-noto-cjk). Peers that read .docx have to be there already,
in an environment of their own, else they are left out and the report says so:

    python -m venv /tmp/peers && /tmp/peers/bin/pip install python-docx docx2txt
    python -m benchmarks.word --peers /tmp/peers/bin/python

Ours makes blocks, numbers and metadata too; the peers make text. Exit 1 where it finds fewer whole paragraphs or cells
than a peer, or reads fewer files a second by more than a quarter (what is less is noise).
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.pdf import Output, f1, paragraph_counts
from benchmarks.pdf_documents import Document, document
from benchmarks.pdf_typesetting import libreoffice_files
from corpus.reading.office import read_office

KINDS = ("plain", "red", "ruled", "notes")
FORMATS = ("docx", "doc", "rtf")
RUNS = 3
NOISE = 0.75

# Each prints, of its best run: [paragraphs, cells] of every file, and the seconds that took.
_READERS = {
    "python-docx": """
import docx
def read(path):
    made = docx.Document(path)
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return [[paragraph.text for paragraph in made.paragraphs], cells]
""",
    "docx2txt": """
import docx2txt
def read(path):
    return [docx2txt.process(path).split("\\n"), []]
""",
}
_MEASURE = """
import json, sys, time
best = 1e9
for _ in range(3):
    start = time.process_time()
    found = [read(path) for path in sys.argv[1:]]
    best = min(best, time.process_time() - start)
print(json.dumps([found, best]))
"""

Tool = Callable[[list[Path]], tuple[list[Output], float]]


def ours(paths: list[Path]) -> tuple[list[Output], float]:
    best, outputs = float("inf"), []
    for _ in range(RUNS):
        start = time.process_time()
        readings = [read_office(path.read_bytes()) for path in paths]
        best = min(best, time.process_time() - start)
    for reading in readings:
        tables = [block.text for block in reading.blocks if block.kind == "table"]
        cells = [cell for text in tables for row in text.split("\n") for cell in row.split("\t")]
        outputs.append(Output([block.text for block in reading.blocks if block.kind != "table"], cells))
    return outputs, best


def peer(python: str, name: str) -> Tool:
    def run(paths: list[Path]) -> tuple[list[Output], float]:
        command = [python, "-c", _READERS[name] + _MEASURE, *map(str, paths)]
        done = subprocess.run(command, capture_output=True, check=True)
        found, seconds = json.loads(done.stdout)
        return [Output(paragraphs, cells) for paragraphs, cells in found], seconds

    return run


def libreoffice(paths: list[Path]) -> tuple[list[Output], float]:
    """LibreOffice's own text of the files, in one start."""
    folder = paths[0].parent / "text"
    profile = f"-env:UserInstallation=file://{folder}-profile"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(folder)]
    start = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True)
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    texts = [(folder / path.with_suffix(".txt").name).read_text("utf-8-sig") for path in paths]
    return [Output(text.split("\n")) for text in texts], end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime


def share(counts: list[tuple[int, int, int]]) -> float:
    """F1 of counts: found, wanted and given."""
    found, wanted, given = (sum(each) for each in zip(*counts, strict=True))
    return 2 * found / (wanted + given) if wanted + given else 1.0


def measured(made: list[Document], outputs: list[Output]) -> tuple[float, float]:
    """(paragraph F1, cell F1)."""
    pairs = list(zip(made, outputs, strict=True))
    cells = [([cell for table in one.tables for row in table for cell in row], output.cells) for one, output in pairs]
    return (
        share([paragraph_counts(one, output.paragraphs) for one, output in pairs]),
        share([f1(wanted, found) for wanted, found in cells]),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="Reading Word files, with peers beside us.")
    parser.add_argument("--peers", default="", help="a Python that has python-docx and docx2txt")
    parser.add_argument("--documents", type=int, default=8, help="of each kind")
    arguments = parser.parse_args()
    if not shutil.which("soffice"):
        print("left out: soffice is not installed")
        return 0
    made = [
        document(100 * place + seed, kind=kind)
        for place, kind in enumerate(KINDS)
        for seed in range(arguments.documents)
    ]
    missed = False
    print(f"{'':5} {'':12} {'paragraph F1':>13} {'cell F1':>8} {'files/s':>8}   {len(made)} documents")
    for kind in FORMATS:
        tools: dict[str, Tool] = {"ours": ours, "LibreOffice": libreoffice}
        if kind == "docx" and arguments.peers:
            tools |= {name: peer(arguments.peers, name) for name in _READERS}
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder, f"{one.name}.{kind}") for one in made]
            for path, data in zip(paths, libreoffice_files(made, kind), strict=True):
                path.write_bytes(data)
            figures = {}
            for name, run in tools.items():
                outputs, seconds = run(paths)
                figures[name] = (*measured(made, outputs), len(made) / seconds)
        for name, (paragraphs, cells, speed) in figures.items():
            print(f"{kind:5} {name:12} {paragraphs:13.3f} {cells:8.3f} {speed:8.1f}")
        mine = figures.pop("ours")
        for paragraphs, cells, speed in figures.values():
            missed = missed or mine[0] < paragraphs or mine[1] < cells or mine[2] < NOISE * speed
    if not arguments.peers:
        print("left out: python-docx and docx2txt (--peers)")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
