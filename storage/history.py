"""What became of an address, told by what it answered in the course of time: withdrawn, back again, moved.

Pure, over rows of `snapshots` of one document's address, oldest first: those in the roles of ROLES, block pages left
out. The crawl asks it when to ask again, the build what happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, Protocol, TypeVar

from storage.address import canonical

ROLES = ("page", "soft_404", "redirect")
GONE = (404, 410)
PERMANENT = (301, 308)
NOT_MODIFIED = 304  # stored only for an answer that we hold: the body of an earlier record stands for it
# A page that answers 404 may be back within the hour: a server is being serviced, a column is being moved. Gone
# is what is still missing so many days of the calendar (UTC) after it was first missed.
MISSING_DAYS = 2


class Answer(Protocol):
    """The columns of a snapshot that tell."""

    @property
    def role(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def run(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def fetched_at(self) -> str: ...


A = TypeVar("A", bound=Answer)


def is_good(answer: Answer) -> bool:
    """Whether the document was there."""
    return answer.role == "page" and answer.status in (200, NOT_MODIFIED) and answer.size > 0


def is_missing(answer: Answer) -> bool:
    """Whether the site said that there is no such page: 404, 410, or an error page with status 200."""
    return answer.role == "soft_404" or (answer.role == "page" and answer.status in GONE)


def days_between(earlier: str, later: str) -> int:
    """Days of the calendar (UTC) from one moment to another; none where a record made elsewhere does not say when."""
    try:
        return (date.fromisoformat(later[:10]) - date.fromisoformat(earlier[:10])).days
    except ValueError:
        return 0


def withdrawals(answers: Iterable[A]) -> Iterator[tuple[Literal["withdrawn", "returned"], A]]:
    """When a document was found to be withdrawn, and when it was back: each with the answer that shows it.

    Withdrawn is what is missed twice, MISSING_DAYS apart or more, with no good answer between. An error of the server
    says nothing.
    """
    missed: A | None = None  # the first time, since it was there
    withdrawn = False
    for answer in answers:
        if is_good(answer):
            if withdrawn:
                yield "returned", answer
            missed, withdrawn = None, False
        elif is_missing(answer):
            missed = missed or answer
            if not withdrawn and days_between(missed.fetched_at, answer.fetched_at) >= MISSING_DAYS:
                withdrawn = True
                yield "withdrawn", answer


def moves(answers: Iterable[A]) -> Iterator[A]:
    """The answers that first came from another place than the one before, sent there by permanent redirects alone.

    What was sent on when it was first asked has not moved: that is how the list names it.
    """
    place = ""
    hops: list[A] = []  # the redirects of the answer to come
    for answer in answers:
        if hops and hops[-1].run != answer.run:
            hops.clear()
        if answer.role == "redirect":
            hops.append(answer)
        elif is_good(answer):
            here = canonical(answer.url)
            if place and here != place and hops and all(hop.status in PERMANENT for hop in hops):
                yield answer
            place = here
            hops.clear()
