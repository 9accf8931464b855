"""The same document, wherever it is seen: copies, editions, forwarded texts and what is about them, pair by pair.

Pure: no clock, no database. Pairs worth a look (`matching.candidates`, and documents that name each other,
`matching.bearers`) are compared character by character (`matching.shares`), and rules decide (`matching.relations`).
Nothing is chained: that A matches B and B matches C says nothing of A and C.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

import numpy as np

from corpus.matching import Document, Documents, Match
from corpus.matching.arrays import Pairs, Positions, parted
from corpus.matching.bearers import Bearers, Names
from corpus.matching.candidates import Candidates
from corpus.matching.letters import Letters
from corpus.matching.naming import Naming, read_naming
from corpus.matching.record import Record, text_of_record
from corpus.matching.relations import Named, relate, rests_on_text
from corpus.matching.shares import Shares, compare, same

__all__ = ["Document", "Documents", "Match", "Record", "find_matches", "matches_among", "text_of_record"]

_LETTERS = 1 << 18  # of the texts read or compared at a time: arrays of this length stay in a processor's cache
_PAIR = 64  # what a pair counts for beside its letters
_RECENT = 1 << 20  # letters of the documents that are kept at hand


def find_matches(documents: Iterable[Document]) -> Iterator[Match]:
    """Every match among the documents, in the order of their ids, whatever theirs. Raises ValueError where an id comes
    twice.
    """
    return matches_among(_Listed(sorted(documents, key=attrgetter("id"))))


class _Listed(list[Document]):
    def take(self, places: Sequence[int]) -> list[Document]:
        return [self[place] for place in places]


def matches_among(documents: Documents) -> Iterator[Match]:
    """Every match among documents that may be more than memory holds, in the order of their ids.

    What is kept of each while this runs is 300 bytes, 12 a sentence and 24 a document that it cites. Raises ValueError
    where an id comes twice.
    """
    candidates, names, recent = Candidates(), Names(), _Recent(documents)
    for some in _chunks(documents):
        candidates.add(Letters.of([document.text for document in some]))
        namings = [read_naming(document) for document in some]
        names.add(some, namings)
        recent.add(some, namings)
    sizes = candidates.sizes
    bearers = names.bearers()
    pairs = np.unique(np.concatenate((candidates.pairs(), names.alike(), bearers.named())))
    del candidates, names
    for batch in _batches(pairs, sizes):
        yield from _related(recent, bearers, batch)


def _chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """The documents, of some letters together. Raises ValueError where one has the id of the one before it."""
    some: list[Document] = []
    letters = 0
    last = ""
    for number, document in enumerate(documents):
        if number and document.id <= last:
            raise ValueError(f"two documents have the id {last}" if document.id == last else f"{last} comes too early")
        last = document.id
        some.append(document)
        letters += len(document.text)
        if letters >= _LETTERS:
            yield some
            some, letters = [], 0
    if some:
        yield some


def _batches(pairs: Pairs, sizes: Positions) -> Iterator[Pairs]:
    """Pairs of so many letters together, in order."""
    ones, others = parted(pairs)
    reached = np.cumsum(sizes[ones] + sizes[others] + _PAIR) // _LETTERS
    return iter(np.split(pairs, np.flatnonzero(np.diff(reached)) + 1)) if len(pairs) else iter(())


class _Recent:
    """Documents with their namings, those asked for last at hand and the others taken when they are asked for."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._held: OrderedDict[int, tuple[Document, Naming]] = OrderedDict()
        self._letters = self._count = 0

    def add(self, documents: Sequence[Document], namings: Sequence[Naming]) -> None:
        """The next ones of the walk."""
        self._hold(range(self._count, self._count + len(documents)), zip(documents, namings, strict=True))
        self._count += len(documents)

    def take(self, places: Sequence[int]) -> list[tuple[Document, Naming]]:
        """places: ascending."""
        found = {place: self._held[place] for place in places if place in self._held}
        for place in found:
            self._held.move_to_end(place)
        missing = [place for place in places if place not in found]
        taken = [(document, read_naming(document)) for document in self._documents.take(missing)]
        found |= zip(missing, taken, strict=True)
        self._hold(missing, taken)
        return [found[place] for place in places]

    def _hold(self, places: Iterable[int], documents: Iterable[tuple[Document, Naming]]) -> None:
        for place, named in zip(places, documents, strict=True):
            self._held[place] = named
            self._letters += len(named[0].text)
        while self._letters > _RECENT:
            _, (document, _) = self._held.popitem(last=False)
            self._letters -= len(document.text)


def _related(recent: _Recent, bearers: Bearers, pairs: Pairs) -> Iterator[Match]:
    ones, others = parted(pairs)
    members, local = np.unique(np.concatenate((ones, others)), return_inverse=True)
    seen = recent.take(members.tolist())
    known = [Named(*named, *bearers.sole(place)) for named, place in zip(seen, members.tolist(), strict=True)]
    letters = Letters.of([document.text for document, _ in seen])
    pairs = local[: len(pairs)] << 32 | local[len(pairs) :]
    named = [
        (known[one], known[other]) for one, other in zip(*(column.tolist() for column in parted(pairs)), strict=True)
    ]
    compared = same(letters, pairs) | np.fromiter((rests_on_text(*pair) for pair in named), bool, len(named))
    shares = iter(compare(letters, pairs[compared]))
    for pair, is_compared in zip(named, compared.tolist(), strict=True):
        if match := relate(*pair, next(shares) if is_compared else Shares()):
            yield match
