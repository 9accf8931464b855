"""The same document, wherever it is seen: copies, editions, forwarded texts and what is about them, pair by pair.

Pure: no clock, no database. Pairs worth a look (`matching.candidates`, and documents that name each other) are compared
character by character (`matching.shares`), and rules decide (`matching.relations`). Nothing is chained: that A matches
B and B matches C says nothing of A and C.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from corpus.matching import Document, Match
from corpus.matching.arrays import Pairs, Positions, paired, parted
from corpus.matching.candidates import CROWD, Candidates, hashed, sharing
from corpus.matching.letters import Letters
from corpus.matching.naming import Name, Naming, read_naming, same_issuer
from corpus.matching.record import Record, text_of_record
from corpus.matching.relations import Named, relate
from corpus.matching.shares import Shares, compare

__all__ = ["Document", "Match", "Record", "find_matches", "text_of_record"]

_LETTERS = 1 << 18  # of the texts read or compared at a time: arrays of this length stay in a processor's cache


def find_matches(documents: Sequence[Document]) -> Iterator[Match]:
    """Every match among the documents, in the order of their ids, whatever theirs.

    documents: asked for by position, some of them several times, so it may be a sequence that fetches them. What is
    kept of each while this runs is about a kilobyte, names aside. Raises ValueError where an id comes twice.
    """
    order = sorted(range(len(documents)), key=lambda position: documents[position].id)
    ids = [documents[position].id for position in order]
    for one, other in pairwise(ids):
        if one == other:
            raise ValueError(f"two documents have the id {one}")
    if not ids:
        return
    candidates = Candidates()
    names: list[Naming] = []
    addresses: list[str] = []
    sites: list[str] = []
    for some in _chunks(documents, order):
        candidates.add(Letters.of([document.text for document in some]))
        names += map(read_naming, some)
        addresses += (document.url for document in some)
        sites += (document.site for document in some)
    sizes = candidates.sizes
    bearers = _Bearers(names, sites)
    everyone = np.arange(len(order))
    pairs = np.unique(
        np.concatenate(
            (
                candidates.pairs(),
                sharing(hashed(addresses), everyone),
                sharing(hashed([name.name.number for name in names]), everyone),
                _of_one_title(names),
                bearers.named(),
            )
        )
    )
    del candidates, addresses
    for batch in _batches(pairs, sizes):
        yield from _related(documents, order, names, bearers, batch)


def _chunks(documents: Sequence[Document], order: Sequence[int]) -> Iterator[list[Document]]:
    """The documents in the order of their ids, of some letters together."""
    some: list[Document] = []
    letters = 0
    for position in order:
        some.append(documents[position])
        letters += len(some[-1].text)
        if letters >= _LETTERS:
            yield some
            some, letters = [], 0
    if some:
        yield some


def _batches(pairs: Pairs, sizes: Positions) -> Iterator[Pairs]:
    """Pairs of so many letters together, in order."""
    ones, others = parted(pairs)
    reached = np.cumsum(sizes[ones] + sizes[others]) // _LETTERS
    return iter(np.split(pairs, np.flatnonzero(np.diff(reached)) + 1)) if len(pairs) else iter(())


def _related(
    documents: Sequence[Document], order: Sequence[int], names: Sequence[Naming], bearers: _Bearers, pairs: Pairs
) -> Iterator[Match]:
    ones, others = parted(pairs)
    members, local = np.unique(np.concatenate((ones, others)), return_inverse=True)
    seen = [documents[order[number]] for number in members.tolist()]
    letters = Letters.of([document.text for document in seen])
    count = len(pairs)
    shares: list[Shares] = compare(letters, local[:count] << 32 | local[count:])
    known = [
        Named(document, names[number], *bearers.sole(names[number].name))
        for document, number in zip(seen, members.tolist(), strict=True)
    ]
    for one, other, in_common in zip(local[:count].tolist(), local[count:].tolist(), shares, strict=True):
        if match := relate(known[one], known[other], in_common):
            yield match


def _of_one_title(names: Sequence[Naming]) -> Pairs:
    """The pairs with one title and an issuer in common, or both without one."""
    owners: list[int] = []
    keys: list[str] = []
    for number, naming in enumerate(names):
        if naming.name.core:
            for issuer in naming.name.issuers or ("",):
                owners.append(number)
                keys.append(f"{naming.name.core}|{issuer}")
    return sharing(hashed(keys), np.array(owners, np.int64))


class _Bearers:
    """Which documents bear a name that some document cites."""

    def __init__(self, names: Sequence[Naming], sites: Sequence[str]) -> None:
        self._names, self._sites = names, sites
        cited = [mention.name for naming in names for mention in naming.mentions]
        cores, numbers = {name.core for name in cited} - {""}, {name.number for name in cited} - {""}
        self._by_core: dict[str, list[int]] = defaultdict(list)
        self._by_number: dict[str, list[int]] = defaultdict(list)
        for number, naming in enumerate(names):
            if naming.name.core in cores:
                self._by_core[naming.name.core].append(number)
            if naming.name.number in numbers:
                self._by_number[naming.name.number].append(number)
        self._contested = {
            key for bearers in (self._by_core, self._by_number) for key, some in bearers.items() if self._differ(some)
        }

        self._near: dict[tuple[str, str], list[int]] = defaultdict(list)
        for core, bearers in self._by_core.items():
            if len(bearers) > CROWD:
                for bearer in bearers:
                    for place in {*names[bearer].name.issuers, sites[bearer]}:
                        self._near[core, place].append(bearer)

    def _differ(self, bearers: Sequence[int]) -> bool:
        """Whether two of the bearers are by different issuers."""
        issuers = [self._names[bearer].name.issuers for bearer in bearers]
        known = next((some for some in issuers if some), ())
        return any(same_issuer(known, some) is False for some in issuers)

    def sole(self, name: Name) -> tuple[bool, bool]:
        """Whether no other issuer bears its title, its number."""
        return name.core not in self._contested, name.number not in self._contested

    def named(self) -> Pairs:
        """Each document with the bearers of the names it cites."""
        ones: list[int] = []
        others: list[int] = []
        for number, naming in enumerate(self._names):
            for mention in naming.mentions:
                found = self._of(mention.name, self._sites[number])
                ones += [number] * len(found)
                others += found
        return paired(np.array(ones, np.int64), np.array(others, np.int64))

    def _of(self, name: Name, site: str) -> list[int]:
        """The bearers of a name.

        Of a crowd (every province's 关于…的实施意见) those of the issuers that are cited with it; where none are cited,
        those on the site that cites it; where that leaves none or a crowd, the first only.
        """
        found = self._by_number.get(name.number, []) + self._by_core.get(name.core, [])
        if len(found) <= CROWD:
            return found
        near = [bearer for place in name.issuers or (site,) for bearer in self._near.get((name.core, place), ())]
        return near if 0 < len(near) <= CROWD else found[:1]
