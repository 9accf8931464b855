"""What becomes of the answers to a run's requests: each is counted, and its failure kept, or forgotten where the
same address failed before. Of a document or file that failed its request is kept too, which the next run makes again.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    CloseSpider,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response

from crawlers.courtesy import AskedToWaitError
from crawlers.faults import in_words
from crawlers.middlewares import (
    UNCHANGED,
    NotStoredError,
    OffsiteError,
    RobotsRefusedError,
    RobotsUnreachableError,
)
from crawlers.patience import StorageError
from crawlers.recording import FETCHED, Recording
from storage.history import GONE

if TYPE_CHECKING:
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)


# Nobody answered: the network is gone, or the site. A body that was cut off is an answer.
_UNANSWERED = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError)


class Answers:
    """max_blocked: block pages after which the site is left alone until the next run; max_unanswered: requests in a
    row without an answer after which the run ends.
    """

    def __init__(self, recording: Recording, max_blocked: int, max_unanswered: int) -> None:
        self._recording, self._max_blocked, self._max_unanswered = recording, max_blocked, max_unanswered

    def stored(self, response: Response) -> bool:
        """Counts a document or file; False where it was blocked or answered with an error."""
        if self.blocked(response):
            return False
        if response.status in GONE or response.meta.get("soft_404"):
            self._missing(response)
            return False
        if response.status != 200 or not response.body:
            fault = f"answered {response.status}" if response.status != 200 else "answered with an empty body"
            self.failed(response, fault)
            return False
        if UNCHANGED in response.flags:
            self._recording.tally.unchanged += 1
        else:
            self._recording.tally.fetched += 1
        self._recording.succeed(subject(response))
        return True

    def _missing(self, response: Response) -> None:
        """Counts what is not there. That is a failure where it is seen for the first time, and was never there; else
        it is something that happened to the document, and no fault of this run.
        """
        address, role = response.meta["facts"]["address"], response.meta["facts"]["role"]
        if not self._recording.holdings.lacking([address], role):
            self._recording.tally.missing += 1
            self._recording.succeed(subject(response))
            return
        met = self._recording.holdings.met(address, role, self._recording.key)
        self._recording.tally.missing += met
        soft = "answered with a page that is not the document (a soft 404)"
        reason = soft if response.meta.get("soft_404") else f"answered {response.status}"
        self._recording.fail(subject(response), reason, count=not met)

    def blocked(self, response: Response) -> bool:
        """Whether a block page answered; ends the crawl after CORPUS_MAX_BLOCKED of them.

        What one address has answered for long shows nobody who has noticed us: it fails as ever.
        """
        kind = response.meta.get("blocked")
        if not kind:
            return False
        reason = f"answered with a block page ({kind})"
        if self._is_chronic(response):
            self.failed(response, reason)
            return True
        tally = self._recording.tally
        tally.blocks[kind] += 1
        response.meta["tally"].failed += 1
        self._keep(response, reason)
        if tally.blocked >= self._max_blocked:
            raise CloseSpider("blocked")
        return True

    def _is_chronic(self, asked: Request | Response) -> bool:
        return _repeatable(asked.meta["facts"]) is not None and self._recording.is_chronic(subject(asked))

    def failed(self, asked: Request | Response, reason: str) -> None:
        asked.meta["tally"].failed += 1
        self._recording.fail(subject(asked), reason, request=_repeatable(asked.meta["facts"]))

    def _keep(self, asked: Request | Response, reason: str) -> None:
        """Keeps a failure that is counted otherwise."""
        self._recording.fail(subject(asked), reason, count=False, request=_repeatable(asked.meta["facts"]))

    def on_error(self, failure: Failure) -> Iterator[Request]:
        """Counts a request that got no answer, or was not allowed to be made.

        A generator, for Scrapy logs what another errback raises with all that the download went through.
        """
        try:
            self._count(failure)
        except StorageError as error:  # what cannot be kept must not be asked for
            self._recording.tally.stopped = str(error)
            raise CloseSpider("storage") from None
        yield from ()

    def _count(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        error, tally, run = failure.value, request.meta["tally"], self._recording.tally
        assert error is not None
        if isinstance(error, (NotStoredError, StorageError)):
            raise StorageError(str(error))
        reason = in_words(error, request)
        if request.meta["facts"]["role"] == "list":
            tally.problem = f"{subject(request)}: {reason}"
        if isinstance(error, RobotsRefusedError):
            run.refused_by_robots += not self._is_chronic(request)
            self._keep(request, reason)
        elif isinstance(error, OffsiteError):
            run.offsite += 1
            self._recording.fail(subject(request), reason, count=False)
        elif isinstance(error, RobotsUnreachableError) and error.blocked and not self._is_chronic(request):
            run.blocks[error.blocked] += 1
            tally.failed += 1
            self._keep(request, reason)
        else:
            self.failed(request, reason)
        run.unanswered += isinstance(error, _UNANSWERED) and not isinstance(error, ResponseDataLossError)
        if run.unanswered >= self._max_unanswered:
            silence = f"{run.unanswered} requests in a row had no answer: the network is gone, or the site"
            run.stopped = run.stopped or silence
            raise CloseSpider("unanswered")
        if isinstance(error, AskedToWaitError):
            run.stopped = str(error)
            raise CloseSpider("asked to wait")

    def bug(self, response: Response, error: Exception) -> str:
        """Counts a fault of ours, which must not pass for the site's; the traceback is in the log at level DEBUG."""
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        reason = f"{type(error).__name__}: {error} ({where}), a bug of the program"
        logger.debug("%s", response.url, exc_info=error)
        self.failed(response, reason)
        self._recording.tally.stopped = "the program has a bug; please report it with the page that it failed on"
        return f"{subject(response)}: {reason}"

    def on_bug(self, failure: Failure, response: Response) -> None:
        if not isinstance(failure.value, CloseSpider):
            self._recording.tally.stopped = f"the program failed on {response.url}: {failure.getErrorMessage()}"


def _repeatable(facts: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The request of a document or file; a list is walked anyway."""
    return facts if facts.get("role") in FETCHED else None


def subject(asked: Request | Response) -> str:
    """The address that was asked first, before any redirect: what a failure is kept under."""
    first: str = asked.meta.get("redirect_urls", [asked.url])[0]
    return first
