"""What may come of a file that was made to do harm, whichever reader takes it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection

from corpus.reading import Reading, ReadingError

UNSEEN = ("Cc", "Cf", "Cs")  # categories of characters that nobody sees


def outcome(read: Callable[[], Reading], unseen: Collection[str] = UNSEEN) -> Reading | str:
    """A reading whose blocks have text and none of the characters `unseen`, or one line that says why there is none."""
    try:
        reading = read()
    except ReadingError as error:
        why = str(error)
    else:
        return checked(reading, unseen)
    assert why
    assert "\n" not in why
    return why


def checked(reading: Reading, unseen: Collection[str] = UNSEEN) -> Reading:
    for block in reading.blocks:
        assert block.text.strip()
        found = {char for char in block.text if unicodedata.category(char) in unseen}
        assert found <= ({"\t", "\n"} if block.kind == "table" else set())
    return reading
