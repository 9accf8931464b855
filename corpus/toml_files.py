"""Files that people write in TOML, definitions of corpora and codebooks: their bytes to text, their text to a table."""

from __future__ import annotations

import tomllib
from typing import Any


class TomlError(ValueError):
    """What was written cannot be read; the message is one line that says why, without the file's name."""


def toml_text(data: bytes) -> str:
    """A file's text, line feeds alone and without a byte order mark. Raises TomlError where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise TomlError("not UTF-8 text; save it as UTF-8") from None


def toml_table(text: str) -> dict[str, Any]:
    """What a text says. Raises TomlError where it is no TOML, or nested beyond all reason."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise TomlError(" ".join(str(error).split()) or "nested too deeply") from None
