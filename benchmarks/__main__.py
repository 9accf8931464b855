"""`make bench`: every benchmark, one after the other, each in a process of its own; at the end, how each ended.

    python -m benchmarks [NAME…]

A benchmark prints its table with its peers beside us, and exits 1 where it misses what it must reach.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path


def names() -> list[str]:
    """The modules of this folder that are benchmarks: those that can be run."""
    found = sorted(path for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))
    return [path.stem for path in found if '__name__ == "__main__"' in path.read_text(encoding="utf-8")]


def main() -> int:
    wanted = sys.argv[1:] or names()
    ended: list[tuple[str, float, int]] = []
    for name in wanted:
        print(f"\n== {name}", flush=True)
        start = time.perf_counter()
        code = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
        ended.append((name, time.perf_counter() - start, code))
    print(f"\n{'benchmark':12} {'minutes':>8}  ended")
    for name, seconds, code in ended:
        print(f"{name:12} {seconds / 60:8.1f}  {'as it must' if code == 0 else f'with code {code}'}")
    return max(code for _, _, code in ended)


if __name__ == "__main__":
    sys.exit(main())
