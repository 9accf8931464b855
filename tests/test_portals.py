"""Every site is crawled through its practice portal, over real HTTP, to the last document; and every fault is told.

The portals hold what they hold by construction (tests/portals): sets of addresses, what the lists show of each
document, and its units. A difference here is between families.md and a source, or a reader and the unit standard.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from crawlers.sites import SITES
from storage.database import open_database
from storage.models import Run, Snapshot
from tests.conftest import Corpus
from tests.portals.documents import TOPIC, Author
from tests.portals.faults import FAULTS, SLOW, Fault, faulty, spoilt
from tests.portals.loopback import loopback_settings
from tests.portals.server import Portal as Server
from tests.portals.server import serving
from tests.portals.sites import NAMES, Portal, everything, portal
from tests.portals.truth import build_differences, crawl_differences, search_differences

# One of each system and shape of article: what a build of every day reads.
SAMPLE = ("guowuyuan", "beijing", "liaoning", "heilongjiang", "zhejiang", "hunan", "chongqing", "ningxia")


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """The database of the `corpus` fixture's folder."""
    return open_database(f"sqlite:///{tmp_path / 'corpus.db'}")


def _outcomes(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {run.site: run.outcome or "" for run in connection.execute(select(Run.site, Run.outcome))}


def _crawl(corpus: Corpus, names: Collection[str], server: Server, *options: str) -> None:
    corpus("crawl", *names, *options, *loopback_settings(server.address), check=None)


def test_there_is_a_portal_for_every_site() -> None:
    assert set(NAMES) == set(SITES)


@pytest.mark.parametrize("name", NAMES)
def test_a_portal_knows_the_declared_sources(name: str) -> None:
    columns = {(column.id, column.kind) for column in portal(name).columns}
    assert columns == {(source.id, source.kind) for source in SITES[name].sources}


def test_documents_are_the_same_for_the_same_seed() -> None:
    first, again, other = (Author("hunan", "湖南省", ("湘政发",), seed) for seed in (0, 0, 1))
    written = [[author.write() for _ in range(16)] for author in (first, again, other)]
    assert written[0] == written[1] != written[2]
    assert all("样例" in document.title and document.units for document in written[0])
    assert {document.relation for document in written[0]} == {None, "interprets", "drafts", "revises", "forwards"}


@pytest.mark.slow
def test_every_site_is_crawled_to_its_last_document(corpus: Corpus, engine: Engine) -> None:
    with serving(everything()) as server:
        _crawl(corpus, NAMES, server)
    assert _outcomes(engine) == {name: portal(name).outcome("listing") for name in NAMES}
    assert [line for name in NAMES for line in crawl_differences(engine, portal(name))] == []
    corpus("build", *SAMPLE, "--jobs", "2")
    assert [line for name in SAMPLE for line in build_differences(engine, portal(name))] == []


@pytest.mark.campaign
def test_every_document_is_numbered_as_it_was_written(corpus: Corpus, engine: Engine) -> None:
    """Other documents than those of the test above: another seed."""
    portals = [Portal(name, seed=3) for name in NAMES]
    with serving(everything(portals)) as server:
        _crawl(corpus, NAMES, server)
    corpus("build", "--jobs", "2")
    assert [line for each in portals for line in crawl_differences(engine, each)] == []
    assert [line for each in portals for line in build_differences(engine, each)] == []


@pytest.mark.slow
def test_searches_find_what_is_there(corpus: Corpus, engine: Engine) -> None:
    _search(corpus, engine, ("guowuyuan", "tianjin", "jilin", "jiangsu", "hunan", "yunnan"))


@pytest.mark.campaign
def test_every_search_finds_what_is_there(corpus: Corpus, engine: Engine) -> None:
    _search(corpus, engine, NAMES)


def _search(corpus: Corpus, engine: Engine, names: Collection[str]) -> None:
    with serving(everything([portal(name) for name in names])) as server:
        _crawl(corpus, names, server, "--query", TOPIC)
    assert _outcomes(engine) == {name: portal(name).outcome("search") for name in names}
    assert [line for name in names for line in search_differences(engine, portal(name), TOPIC)] == []


# Silence is tried apart: its crawl must wait less than the others may take on a busy machine.
SPEAKING = {name: fault for name, fault in FAULTS.items() if name != "time-out"}


@pytest.mark.slow
def test_each_fault_is_told_at_one_site(corpus: Corpus, engine: Engine) -> None:
    first = NAMES.index("jilin")  # its pages have no meta elements: the hardest to tell from a challenge
    names = (*NAMES[first:], *NAMES[:first])
    faults = {faulty(name, fault): fault for name, fault in zip(names, SPEAKING.values(), strict=False)}
    _crawl_spoilt(corpus, engine, faults)


@pytest.mark.slow
def test_silence_is_told(corpus: Corpus, engine: Engine) -> None:
    _crawl_spoilt(corpus, engine, {faulty("ningxia", FAULTS["time-out"]): FAULTS["time-out"]})


@pytest.mark.campaign
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_each_fault_is_told_at_every_site(corpus: Corpus, engine: Engine, fault: Fault) -> None:
    _crawl_spoilt(corpus, engine, {faulty(name, fault): fault for name in NAMES})


def _crawl_spoilt(corpus: Corpus, engine: Engine, faults: Mapping[Portal, Fault]) -> None:
    names = [each.name for each in faults]
    with serving(spoilt(faults)) as server:
        patience = SLOW - 1 if FAULTS["time-out"] in faults.values() else 30
        _crawl(corpus, names, server, f"--set=DOWNLOAD_TIMEOUT={patience}")
    outcomes = _outcomes(engine)
    assert outcomes == {each.name: _outcome(each, fault, server) for each, fault in faults.items()}
    for each, fault in faults.items():
        if fault.blocked:
            _check_blocked(engine, each, fault, server)
        if fault.harmless:
            assert list(crawl_differences(engine, each)) == []


def _outcome(each: Portal, fault: Fault, server: Server) -> str:
    if fault.outcome == "ok":
        return each.outcome("listing")
    if fault.outcome == "short" and _most_fail(each, server):
        return "failed"
    return fault.outcome


def _most_fail(each: Portal, server: Server) -> bool:
    """Whether, of 20 requests or more, most were for documents, all of which fail."""
    asked = [one for one in server.asked if one.host in each.hosts and one.path != "/robots.txt"]
    documents = {one.url for one in asked if each.holds(one)}
    lists = {(one.url, one.body) for one in asked if not each.holds(one)}
    return len(documents) > len(lists) and len(documents) + len(lists) >= 20


def _check_blocked(engine: Engine, each: Portal, fault: Fault, server: Server) -> None:
    """The kind is right, no blocked answer was taken for a document, and nothing was asked again or with its cookie."""
    with engine.connect() as connection:
        rows = connection.execute(select(Snapshot.__table__).where(Snapshot.site == each.name)).all()
    kinds = {row.blocked for row in rows if row.blocked}
    assert kinds == {fault.blocked}, each.name
    assert not any(row.role == "page" and not row.blocked and row.status == 200 for row in rows), each.name
    asked = [one for one in server.asked if one.host in each.hosts and one.path != "/robots.txt"]
    requests = [(one.method, one.url, one.body) for one in asked]
    assert len(requests) == len(set(requests)), each.name
