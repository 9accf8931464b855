"""Numbering units: MB/s of our segmenter beside sentence splitters, in one run.

    python -m benchmarks.segment [FOLDER of texts, one paragraph a line]

The texts are ../shared/real/text/arts_edu where that folder stands beside the project, else made here. CPU time,
median of 3 passes; a megabyte is 10^6 bytes of UTF-8. The peers only split sentences: pysbd (language zh), a naive
regular expression, and HanLP's rules (`hanlp.utils.rules.split_sentence`). Ours also finds labels, levels, titles,
parts and roles.

HanLP's rules need nothing but `re`, while importing `hanlp` needs PyTorch; so they are loaded from their file. For them
alone: `pip install --no-deps --target FOLDER hanlp==2.1.7`, and FOLDER in PYTHONPATH. A peer that is not installed is
named. Exits 1 below 10 times pysbd.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import runpy
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.segment import segment_text

REAL = Path(__file__).resolve().parents[1] / "../shared/real/text/arts_edu"
PASSES = 3
AT_LEAST = 10  # times pysbd's speed
_NAIVE = re.compile(r"[^。！？!?]+[。！？!?]?[”’）》]?")


def made_texts(documents: int = 40, chapters: int = 6, sections: int = 5) -> list[str]:
    """Plans of our own making, about 20 kB each."""
    numerals = "一二三四五六七八九十"
    sentence = "支持第{}号样例学校同企业共建“样例”实训基地（含分校），到2030年样例人才占比达到3.5%以上。"
    texts = []
    for document in range(documents):
        lines = [f"样例省人民政府关于样例教育的第{document}号意见", f"样政发〔2024〕{document}号", "各样例县人民政府："]
        for chapter in range(chapters):
            lines.append(f"{numerals[chapter]}、样例任务")
            for section in range(sections):
                body = "".join(sentence.format(document + chapter * sections + number) for number in range(5))
                lines.append(f"（{numerals[section]}）样例措施。{body}（样例省教育厅负责）")
        texts.append("\n".join([*lines, "样例省人民政府", "2024年5月6日"]))
    return texts


def read_texts(folder: Path) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))] if folder.is_dir() else []


def splitters() -> dict[str, Callable[[str], int]]:
    """Name → how many sentences or units it finds in one text."""
    found: dict[str, Callable[[str], int]] = {
        "ours": lambda text: len(segment_text(text).units),
        "naive regex": lambda text: len(_NAIVE.findall(text)),
    }
    if importlib.util.find_spec("pysbd"):
        segmenter = importlib.import_module("pysbd").Segmenter(language="zh", clean=False)
        found["pysbd"] = lambda text: len(segmenter.segment(text))
    if (hanlp := importlib.util.find_spec("hanlp")) and hanlp.origin:
        rules = runpy.run_path(str(Path(hanlp.origin).parent / "utils" / "rules.py"))["split_sentence"]
        found["HanLP rules"] = lambda text: sum(1 for _ in rules(text))
    return found


def measure(texts: Sequence[str]) -> dict[str, tuple[float, int]]:
    """Name → CPU seconds of a pass over the texts, the median of PASSES, and the sentences found.

    The splitters take turns, so that what else the machine does meets them all.
    """
    spent: dict[str, list[float]] = {}
    sentences = {}
    for _ in range(PASSES):
        for name, split in splitters().items():
            start = time.process_time()
            sentences[name] = sum(split(text) for text in texts)
            spent.setdefault(name, []).append(time.process_time() - start)
    return {name: (statistics.median(each), sentences[name]) for name, each in spent.items()}


def main(arguments: Sequence[str]) -> int:
    texts = read_texts(Path(arguments[0]) if arguments else REAL) or made_texts()
    size = sum(len(text.encode()) for text in texts) / 1e6
    print(f"{len(texts)} texts, {size:.2f} MB, CPU time, median of {PASSES}")
    measured = measure(texts)
    ours = measured["ours"][0]
    print(f"{'splitter':<14}{'MB/s':>9}{'sentences':>11}{'ours / it':>11}")
    for name, (spent, sentences) in sorted(measured.items(), key=lambda item: item[1][0]):
        print(f"{name:<14}{size / spent:>9.2f}{sentences:>11}{spent / ours:>10.1f}x")
    for name in sorted({"pysbd", "HanLP rules"} - measured.keys()):
        print(f"{name}: not installed")
    return 1 if "pysbd" in measured and measured["pysbd"][0] < AT_LEAST * ours else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
