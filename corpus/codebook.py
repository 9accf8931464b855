"""Codebooks: coding schemes as data, one TOML file each, versioned and hierarchical.

A book has dimensions, a dimension has codes, and a code may stand under another. A `group` is a heading that no
unit is coded as. The tables' rows are the codes that stand directly under a group (or under nothing); a sub-code
counts with its row. Every dimension also takes the answer 不可编码: looked at, and not codable.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from corpus.toml_files import TomlError, toml_table, toml_text

DEFINITIONS = Path(__file__).parent / "definitions"
UNCODABLE = "不可编码"
SEPARATOR = "；"  # between several codes in one cell
MAX_BYTES = 1024 * 1024
MAX_CODES = 1000
MAX_NAME = 60  # characters
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VERSION = re.compile(r"[0-9A-Za-z.]{1,20}")
_QUOTES = str.maketrans("“”„‟«»＂'‘’", '""""""""""')
_TEXTS = ("includes", "excludes", "samples", "words", "aliases")


class CodebookError(Exception):
    """A codebook cannot be used; the message is one line that names the file and the entry."""


@dataclass(frozen=True, slots=True)
class Code:
    """A category: `includes` and `excludes` are what belongs and what does not, `words` what speaks for it."""

    name: str
    dimension: str
    definition: str = ""
    under: str = ""
    group: bool = False
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dimension:
    """One question that is asked of every unit. `several`: a unit may have more than one of its codes.

    `levels` are the headings of a table's first two columns: what a group is called, and what a row is.
    """

    key: str
    title: str
    several: bool
    codes: tuple[Code, ...]
    levels: tuple[str, str] = ("类型", "编码")

    @property
    def answers(self) -> tuple[str, ...]:
        """What a coder may answer, 不可编码 last."""
        return (*(code.name for code in self.codes if not code.group), UNCODABLE)

    @property
    def rows(self) -> tuple[Code, ...]:
        """The codes that a table shows, in the book's order: those directly under a group, or under nothing."""
        groups = {code.name for code in self.codes if code.group}
        return tuple(code for code in self.codes if not code.group and (not code.under or code.under in groups))

    def row_of(self) -> dict[str, str]:
        """Answer → the row that it counts in; 不可编码 counts in none."""
        rows = {code.name for code in self.rows}
        above = {code.name: code.under for code in self.codes}
        found = {}
        for code in self.codes:
            name = code.name
            while name and name not in rows:
                name = above[name]
            if name:
                found[code.name] = name
        return found


@dataclass(frozen=True)
class Codebook:
    """A coding scheme. `source` is the file's text, from which it can be read again."""

    name: str
    version: str
    title: str
    dimensions: tuple[Dimension, ...]
    source: str = field(repr=False, compare=False)

    @property
    def label(self) -> str:
        """The name that codings and sheets carry: policy_tools@1."""
        return f"{self.name}@{self.version}"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.source.encode()).hexdigest()

    @property
    def codes(self) -> tuple[Code, ...]:
        return tuple(code for dimension in self.dimensions for code in dimension.codes)

    def dimension(self, key: str) -> Dimension:
        """Raises KeyError."""
        return {dimension.key: dimension for dimension in self.dimensions}[key]

    def matcher(self) -> Mapping[str, Mapping[str, str]]:
        """Dimension → what a coder may type, as `plain` has it → the answer."""
        return {dimension.key: dict(_spellings(dimension)) for dimension in self.dimensions}


def _spellings(dimension: Dimension) -> Iterator[tuple[str, str]]:
    yield plain(UNCODABLE), UNCODABLE
    for code in dimension.codes:
        if not code.group:
            for spelling in (code.name, *code.aliases):
                yield plain(spelling), code.name


def plain(text: str) -> str:
    """A name without what hands vary in: width of characters, kind of quotation marks, blanks."""
    return "".join(unicodedata.normalize("NFKC", text.translate(_QUOTES)).split()).replace('"', "").casefold()


def is_name(text: str) -> bool:
    """Whether a text can name a coder, a code or a dimension: one line of at most MAX_NAME characters."""
    return 0 < len(text) <= MAX_NAME and len(text.splitlines()) == 1 and "".join(text.split()).isprintable()


def _is_heading(text: str) -> bool:
    """Whether a name can also head a column or fill a cell: no spreadsheet takes it for a formula."""
    return is_name(text) and bool(text.strip()) and text[0] not in "=+-@＝＋－＠'"


def read_codebook(source: str, where: str) -> Codebook:
    """A codebook from its TOML text; `where` names it in messages. Raises CodebookError."""
    try:
        data = toml_table(source)
    except TomlError as error:
        raise CodebookError(f"{where}: {error}") from None
    return _Reader(where).book(data, source)


def load_codebook(path: Path) -> Codebook:
    """A codebook from a file of UTF-8 text, at most MAX_BYTES. Raises CodebookError, OSError."""
    if path.exists() and not path.is_file():
        raise CodebookError(f"{path}: not a regular file")
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise CodebookError(f"{path}: larger than {MAX_BYTES // 1024} KiB")
    try:
        source = toml_text(data)
    except TomlError as error:
        raise CodebookError(f"{path}: {error}") from None
    return read_codebook(source, str(path))


def shipped() -> dict[str, Path]:
    """The codebooks that come with the program, by name."""
    return {path.stem: path for path in sorted(DEFINITIONS.glob("*.toml")) if "[dimensions." in path.read_text("utf-8")}


class _Reader:
    """Checks what a TOML file holds. What is wrong with it is said with the file and the entry."""

    def __init__(self, where: str) -> None:
        self.where = where

    def _fail(self, what: str) -> CodebookError:
        return CodebookError(f"{self.where}: {' '.join(what.split())}")

    def book(self, data: Mapping[str, Any], source: str) -> Codebook:
        self._known(data, {"name", "version", "title", "dimensions", "codes"}, "the book")
        name, version = self._text(data, "name", "the book"), self._text(data, "version", "the book")
        if not _NAME.fullmatch(name):
            raise self._fail(f"name = {name!r}: a name is small letters, digits and _, such as policy_tools")
        if not _VERSION.fullmatch(version):
            raise self._fail(f'version = {version!r}: a version is letters, digits and dots in quotes, such as "1.2"')
        codes, entries = self._codes(self._table(data, "codes")), self._table(data, "dimensions")
        for code in codes:
            if code.dimension not in entries:
                raise self._fail(f"code {code.name}: no dimension {code.dimension!r}; there are {', '.join(entries)}")
        dimensions = tuple(self._dimension(key, entry, codes) for key, entry in entries.items())
        titles: dict[str, str] = {}
        for dimension in dimensions:
            other = titles.setdefault(plain(dimension.title), dimension.key)
            if other != dimension.key:
                raise self._fail(f"dimension {dimension.key}: its title is that of {other}")
        return Codebook(name, version, self._text(data, "title", "the book"), dimensions, source)

    def _dimension(self, key: str, entry: Any, codes: Sequence[Code]) -> Dimension:
        what = f"dimension {key}"
        if not _NAME.fullmatch(key) or not isinstance(entry, dict):
            raise self._fail(f"{what}: written as [dimensions.name], the name in small letters, digits and _")
        self._known(entry, {"title", "several", "levels"}, what)
        levels = self._texts(entry, "levels", what) or ("类型", "编码")
        if len(levels) != 2:
            raise self._fail(f"{what}: levels are two headings")
        title = self._text(entry, "title", what)
        if not _is_heading(title):
            raise self._fail(f"{what}: a title is one line of at most 60 characters, not with = + - @ ' first")
        dimension = Dimension(
            key,
            title,
            self._flag(entry, "several", what),
            tuple(code for code in codes if code.dimension == key),
            (levels[0], levels[1]),
        )
        if len(dimension.answers) < 2:
            raise self._fail(f"{what}: has no code that a unit can be given")
        return dimension

    def _codes(self, entries: Mapping[str, Any]) -> list[Code]:
        if len(entries) > MAX_CODES:
            raise self._fail(f"more than {MAX_CODES} codes")
        codes = [self._code(name, entry) for name, entry in entries.items()]
        named = {code.name: code for code in codes}
        self._distinct(codes)
        for code in codes:
            self._chain(code, named)
        return codes

    def _code(self, name: str, entry: Any) -> Code:
        what = f"code {name}"
        if not isinstance(entry, dict):
            raise self._fail(f'{what}: written as [codes."{name}"] with its dimension below')
        self._known(entry, {each.name for each in fields(Code)} - {"name"}, what)
        if not _is_heading(name) or SEPARATOR in name or ";" in name:
            raise self._fail(
                f"{what}: a code is one line of at most 60 characters, without ；, not with = + - @ ' first"
            )
        return Code(
            name=name,
            dimension=self._text(entry, "dimension", what),
            definition=self._text(entry, "definition", what),
            under=self._text(entry, "under", what) if "under" in entry else "",
            group=self._flag(entry, "group", what),
            **{key: self._texts(entry, key, what) for key in _TEXTS},
        )

    def _distinct(self, codes: Sequence[Code]) -> None:
        """Names and aliases are distinct over the whole book, whatever hands vary in, as other programs need them."""
        taken = {plain(UNCODABLE): f"{UNCODABLE}, an answer of every dimension"}
        for code in codes:
            for spelling in (code.name, *code.aliases):
                other = taken.setdefault(plain(spelling), code.name)
                if other != code.name:
                    raise self._fail(f"code {code.name}: {spelling} is the same as {other}")

    def _chain(self, code: Code, named: Mapping[str, Code]) -> None:
        """The codes above one: they exist, in the same dimension, in no circle; a group stands under groups only."""
        seen, below = {code.name}, code
        while below.under:
            above = named.get(below.under)
            if above is None or above.dimension != code.dimension:
                raise self._fail(f"code {below.name}: under {below.under}, which is no code of {code.dimension}")
            if above.name in seen:
                raise self._fail(f"code {code.name}: stands under itself")
            if below.group and not above.group:
                raise self._fail(f"code {below.name}: a group under {above.name}, which is none")
            seen.add(above.name)
            below = above

    def _known(self, entry: Mapping[str, Any], known: set[str], what: str) -> None:
        if unknown := sorted(entry.keys() - known):
            raise self._fail(f"{what}: unknown entry {unknown[0]!r}; known are {', '.join(sorted(known))}")

    def _table(self, entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = entry.get(key)
        if not isinstance(value, dict) or not value:
            raise self._fail(f"no [{key}.…] entries")
        return value

    def _text(self, entry: Mapping[str, Any], key: str, what: str) -> str:
        value = entry.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._fail(f"{what}: {key} is missing, or no text in quotes")
        return value.strip()

    def _flag(self, entry: Mapping[str, Any], key: str, what: str) -> bool:
        value = entry.get(key, False)
        if not isinstance(value, bool):
            raise self._fail(f"{what}: {key} is true or false")
        return value

    def _texts(self, entry: Mapping[str, Any], key: str, what: str) -> tuple[str, ...]:
        value = entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            raise self._fail(f"{what}: {key} is a list of texts in quotes")
        return tuple(value)


def outline(book: Codebook) -> Iterator[str]:
    """The book as a person reads it: every code with its definition, indented under the one above."""
    yield f"{book.label}  {book.title}"
    for dimension in book.dimensions:
        yield ""
        yield f"{dimension.title}  [{dimension.key}{', several codes' if dimension.several else ''}]"
        depth: dict[str, int] = {}
        for code in dimension.codes:
            depth[code.name] = depth.get(code.under, 0) + 1
            indent = "  " * depth[code.name]
            yield f"{indent}{code.name}{'（组）' if code.group else ''}：{code.definition}"
            for label, texts in (("含", code.includes), ("不含", code.excludes), ("例", code.samples)):
                yield from (f"{indent}  {label}：{text}" for text in texts)


def differences(old: Codebook, new: Codebook) -> Iterator[str]:
    """What changed between two books, a line each."""
    for name in ("name", "version", "title"):
        if getattr(old, name) != getattr(new, name):
            yield f"{name}: {getattr(old, name)} → {getattr(new, name)}"
    yield from _changes(
        "dimension",
        {each.key: {"title": each.title, "several": each.several} for each in old.dimensions},
        {each.key: {"title": each.title, "several": each.several} for each in new.dimensions},
    )
    yield from _changes(
        "code", {code.name: _content(code) for code in old.codes}, {code.name: _content(code) for code in new.codes}
    )


def _content(code: Code) -> dict[str, Any]:
    return {each.name: getattr(code, each.name) for each in fields(Code) if each.name != "name"}


def _changes(what: str, old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield from (f"- {what} {name}" for name in old if name not in new)
    yield from (f"+ {what} {name}" for name in new if name not in old)
    for name in old:
        for key, value in old[name].items():
            after = new.get(name, old[name])[key]
            if value == after:
                continue
            if isinstance(value, tuple):
                yield from (f"~ {what} {name}: {key} - {text}" for text in value if text not in after)
                yield from (f"~ {what} {name}: {key} + {text}" for text in after if text not in value)
                if set(value) == set(after):
                    yield f"~ {what} {name}: {key} in another order"
            else:
                yield f"~ {what} {name}: {key} {value!r} → {after!r}"
