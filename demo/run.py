"""`make demo`: crawls practice portals of all 33 sites on loopback, builds the database, and shows what came out.

The portals' documents are samples (样例), written from their units, so that everything that a crawl and a build
should give is known: it is compared, and a difference ends the demonstration with exit 1. Then a corpus is chosen
from them and coded by two simulated coders (`demo.coding`), whose tables and agreement are known too. Everything is
written to demo-out/, which is emptied first.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine, func, select

from corpus.printing import print_table
from demo import coding
from storage.database import open_database
from storage.models import Document, Edition, Run, Unit
from tests.portals.loopback import loopback_settings
from tests.portals.server import serving
from tests.portals.sites import NAMES, Portal, everything, portal
from tests.portals.truth import build_differences, crawl_differences

OUT = Path(__file__).resolve().parent.parent / "demo-out"
CORPUS = "demo"


def say(text: str) -> None:
    print(f"\n\033[1m{text}\033[0m" if sys.stdout.isatty() else f"\n{text}", flush=True)


def corpus(*arguments: str, hide: str = "") -> None:
    """Runs the command, and shows it as a person would type it; `hide` leaves the options of practice out.

    Exit 1 (done, and something is wrong) is for the comparison to judge; anything above ends the demonstration.
    """
    shown = [argument for argument in arguments if not (hide and argument.startswith(hide))]
    say("$ corpus " + " ".join(f'"{each}"' if " " in each else each for each in shown))
    environment = {**os.environ, "CORPUS_DB": "sqlite:///corpus.db", "CORPUS_ARCHIVE": "archive"}
    command = [sys.executable, "-c", "from corpus.cli import main; main()", *arguments]
    code = subprocess.run(command, cwd=OUT, env=environment, check=False).returncode
    if code not in (0, 1):
        sys.exit(f"corpus {arguments[0]} ended with {code}")


def outcomes(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {run.site: run.outcome or "" for run in connection.execute(select(Run.site, Run.outcome))}


def differences(engine: Engine) -> Iterator[str]:
    """What the crawl and the build hold otherwise than the portals do, a line each."""
    ended = outcomes(engine)
    for each in map(portal, NAMES):
        if ended.get(each.name) != each.outcome("listing"):
            yield f"{each.name}: {ended.get(each.name)}, not {each.outcome('listing')}"
        yield from crawl_differences(engine, each)
        yield from build_differences(engine, each)


def coverage(engine: Engine) -> Iterator[tuple[str, str, str, str]]:
    """Each site's outcome, documents and units, what there is beside what there should be."""
    with engine.connect() as connection:
        documents = select(Document.site, func.count()).group_by(Document.site)
        units = select(Document.site, func.count()).join(Edition, Edition.document_id == Document.id)
        by_standard = (Unit.edition_id == Edition.id) & (Unit.counting == "")
        units = units.join(Unit, by_standard).group_by(Document.site)
        held = {site: count for site, count in connection.execute(documents)}  # noqa: C416
        numbered = {site: count for site, count in connection.execute(units)}  # noqa: C416
    ended = outcomes(engine)
    for name in NAMES:
        entries = portal(name).entries
        true_units = sum(len(entry.document.units) for entry in entries)
        yield (
            name,
            ended.get(name, ""),
            f"{held.get(name, 0)} of {len(entries)}",
            f"{numbered.get(name, 0)} of {true_units}",
        )


def a_plan(of: Portal) -> tuple[str, str]:
    """The number of a notice whose plan is a file of its own, and the ref of a unit in the plan."""
    document = next(entry.document for entry in of.entries if entry.document.attachment)
    return document.number, document.units[-2].ref


def coded(engine: Engine) -> None:
    """From the documents to the study's two tables, with what is known of them beside."""
    corpus("select", f"../demo/{CORPUS}.toml")
    say(f"Two simulated coders code {coding.SAMPLE} of its units, one in XLSX, one in CSV.")
    coding.code(corpus, OUT)
    print(f"By hand, from the rule by which the two differ: {coding.by_hand()}")
    say(f"$ corpus tables --coder {coding.FIRST}   # here the first rows")
    coding.show_tables(engine, CORPUS)


def main() -> int:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    say(f"Practice portals on this machine stand in for the {len(NAMES)} sites, under their own hosts and paths.")
    with serving(everything()) as server:
        corpus("crawl", *loopback_settings(server.address), hide="--set")
    corpus("build", "--jobs", "2")
    engine = open_database(f"sqlite:///{OUT / 'corpus.db'}")
    say("What there is, of what the portals hold:")
    print_table(("site", "outcome", "documents", "units"), coverage(engine))
    number, ref = a_plan(portal("hunan"))
    corpus("show", number)
    corpus("show", f"{number}/{ref}")
    corpus("runs")
    corpus(
        "sql",
        "SELECT s.title AS site, count(*) AS units, sum(u.text LIKE '%企业%') AS name_firms"
        " FROM units u JOIN editions e ON e.id = u.edition_id JOIN documents d ON d.id = e.document_id"
        " JOIN sites s ON s.name = d.site WHERE u.counting = '' GROUP BY d.site ORDER BY name_firms DESC LIMIT 5",
    )
    coded(engine)
    say(f"Archive, database and coding sheets are in {OUT.name}/. A real site: .venv/bin/corpus crawl hunan")
    found = [*differences(engine), *coding.differences(engine, CORPUS)]
    for line in found:
        print(line, file=sys.stderr)
    say(f"{len(found)} differences from what the portals hold and the coders gave.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
