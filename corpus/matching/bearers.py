"""Who bears which name: the documents at one address, under one number or title, and those that others name."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np

from corpus.matching import Document
from corpus.matching.arrays import Column, Hashes, Pairs, Positions, groups, mix, paired, spread
from corpus.matching.candidates import CROWD, hashed, sharing
from corpus.matching.naming import Naming, same_issuer
from corpus.metadata import is_body


class Names:
    """The names of all documents and those that they cite. Grows by some documents at a time.

    Keeps 32 bytes a document and 24 a citation, and each list of issuers once: names are hashes here.
    """

    def __init__(self) -> None:
        self.issuers, self.sites = _Table(), _Table()
        self._urls, self._cores, self._numbers = Column(np.uint64), Column(np.uint64), Column(np.uint64)
        self._issuers, self._sites = Column(np.uint32), Column(np.uint32)
        self._cited = (Column(np.uint32), Column(np.uint64), Column(np.uint64), Column(np.uint32))
        self._count = 0

    def add(self, documents: Sequence[Document], namings: Sequence[Naming]) -> None:
        self._urls.add(hashed([document.url for document in documents]))
        self._cores.add(hashed([naming.name.core for naming in namings]))
        self._numbers.add(hashed([naming.name.number for naming in namings]))
        self._issuers.add(self.issuers.numbers(naming.name.issuers for naming in namings))
        self._sites.add(self.sites.numbers(document.site for document in documents))
        named = [(at, mention.name) for at, naming in enumerate(namings, self._count) for mention in naming.mentions]
        citing, cores, numbers, issuers = self._cited
        citing.add([at for at, _ in named])
        cores.add(hashed([name.core for _, name in named]))
        numbers.add(hashed([name.number for _, name in named]))
        issuers.add(self.issuers.numbers(name.issuers for _, name in named))
        self._count += len(documents)

    def alike(self) -> Pairs:
        """The pairs at one address, of one number, or of one title with an issuer in common or both without one."""
        everyone = np.arange(self._count)
        found = (sharing(self._urls.all(), everyone), sharing(self._numbers.all(), everyone), self._of_one_title())
        return np.unique(np.concatenate(found))

    def _of_one_title(self) -> Pairs:
        bodies = [names or ("",) for names in self.issuers.values]
        first = np.cumsum([0, *map(len, bodies)])
        keys = hashed([name for names in bodies for name in names])
        issuers = self._issuers.all()
        counts = np.diff(first)[issuers]
        owners = np.repeat(np.arange(self._count), counts)
        cores = self._cores.all()[owners]
        titles = np.where(cores == 0, 0, mix(cores ^ mix(keys[spread(first[issuers], counts)])))
        return sharing(titles, owners)

    def bearers(self) -> Bearers:
        citing, *cited = (column.all() for column in self._cited)
        own = (self._cores.all(), self._numbers.all(), self._issuers.all(), self._sites.all())
        return Bearers(own, (citing, *cited), self.issuers.values, self.sites.values)


class _Table:
    """Values that come again and again, each with a number."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}

    def numbers(self, values: Iterable[Hashable]) -> list[int]:
        return [self._numbers.setdefault(value, len(self._numbers)) for value in values]

    @property
    def values(self) -> list[Any]:
        return list(self._numbers)


class Bearers:
    """Which documents bear a name that some document cites.

    own: core, number, issuers and site of each document; cited: who cites, and core, number and issuers of what.
    """

    def __init__(
        self, own: Sequence[Any], cited: Sequence[Any], issuers: Sequence[tuple[str, ...]], sites: Sequence[str]
    ) -> None:
        self._cores, self._numbers, self._issuers, self._sites = own
        self._cited, self._bodies, self._portals = cited, issuers, sites
        _, cores, numbers, _ = cited
        self._by_core, self._by_number = _by_key(self._cores, cores), _by_key(self._numbers, numbers)
        self._contested = {
            key for some in (self._by_core, self._by_number) for key, bearers in some.items() if self._differ(bearers)
        }
        self._near: dict[tuple[int, str], list[int]] = defaultdict(list)
        for core, bearers in self._by_core.items():
            for bearer in bearers.tolist() if len(bearers) > CROWD else ():
                for place in {*self._bodies[self._issuers[bearer]], self._portals[self._sites[bearer]]}:
                    self._near[core, place].append(bearer)

    def _differ(self, bearers: Positions) -> bool:
        """Whether two of the bearers are by different issuers."""
        issuers = [self._bodies[number] for number in dict.fromkeys(self._issuers[bearers].tolist())]
        known = next((some for some in issuers if some), ())
        return any(same_issuer(known, some) is False for some in issuers)

    def sole(self, place: int) -> tuple[bool, bool]:
        """Whether no other issuer bears a document's title, its number."""
        return int(self._cores[place]) not in self._contested, int(self._numbers[place]) not in self._contested

    def named(self) -> Pairs:
        """Each document with the bearers of the names it cites."""
        ones, others = array("q"), array("q")
        for citing, core, number, issuers in zip(*(column.tolist() for column in self._cited), strict=True):
            bodies = [issuer for issuer in self._bodies[issuers] if is_body(issuer)]
            found = self._of(core, number, bodies or [self._portals[self._sites[citing]]])
            ones.extend([citing] * len(found))
            others.extend(found)
        return paired(np.array(ones, np.int64), np.array(others, np.int64))

    def _of(self, core: int, number: int, places: Sequence[str]) -> list[int]:
        """The bearers of a name.

        Of a crowd (every province's 关于…的实施意见) those of the places: the issuers that are cited with it, or where
        none are, the site that cites it; where that leaves none or a crowd, the first only.
        """
        found = [some for some in (self._by_number.get(number), self._by_core.get(core)) if some is not None]
        if sum(map(len, found)) <= CROWD:
            return [bearer for some in found for bearer in some.tolist()]
        near = [bearer for place in places for bearer in self._near.get((core, place), ())]
        return near if 0 < len(near) <= CROWD else found[0][:1].tolist()


def _by_key(keys: Hashes, cited: Hashes) -> dict[int, Positions]:
    """The documents that bear each key that is cited, in order; 0 is no key."""
    bearers = np.flatnonzero(np.isin(keys, cited) & (keys != 0))
    bearers = bearers[np.argsort(keys[bearers], kind="stable")]
    begins, sizes = groups(keys[bearers])
    return {
        int(keys[bearers[begin]]): bearers[begin : begin + size]
        for begin, size in zip(begins.tolist(), sizes.tolist(), strict=True)
    }
