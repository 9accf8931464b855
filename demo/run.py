"""`make demo`: crawls three sample portals on loopback, builds the database, and shows what came out.

Everything is written to demo-out/, which is emptied first.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from demo.portal import pages
from tests.portals.loopback import loopback_settings
from tests.portals.server import from_pages, serving

OUT = Path(__file__).resolve().parent.parent / "demo-out"
SITES = ("guowuyuan", "beijing", "hunan")


def say(text: str) -> None:
    print(f"\n\033[1m{text}\033[0m" if sys.stdout.isatty() else f"\n{text}", flush=True)


def corpus(*arguments: str, hide: str = "") -> None:
    """Runs the command, and shows it as a person would type it; `hide` leaves the options of practice out."""
    shown = [argument for argument in arguments if not (hide and argument.startswith(hide))]
    say("$ corpus " + " ".join(f'"{each}"' if " " in each else each for each in shown))
    environment = {**os.environ, "CORPUS_DB": "sqlite:///corpus.db", "CORPUS_ARCHIVE": "archive"}
    command = [sys.executable, "-c", "from corpus.cli import main; main()", *arguments]
    subprocess.run(command, cwd=OUT, env=environment, check=True)


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    say("Three sample portals on this machine stand in for www.gov.cn, www.beijing.gov.cn and www.hunan.gov.cn.")
    with serving(from_pages(pages())) as portal:
        corpus("crawl", *SITES, *loopback_settings(portal.address), hide="--set")
    corpus("build")
    corpus("runs")
    corpus("sql", "SELECT key, doc_number, written_on, published_on, title FROM documents ORDER BY site")
    corpus("show", "京样发〔2022〕2号")
    corpus("show", "湘样发〔2022〕3号/2-1-1")
    corpus(
        "sql",
        "SELECT d.site, count(*) AS units, sum(u.text LIKE '%企业%') AS name_firms"
        " FROM units u JOIN editions e ON e.id = u.edition_id JOIN documents d ON d.id = e.document_id GROUP BY d.site",
    )
    say(f"Archive and database are in {OUT.name}/. The real sites: corpus crawl guowuyuan beijing hunan")


if __name__ == "__main__":
    main()
