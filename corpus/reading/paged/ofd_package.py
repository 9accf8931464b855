"""An OFD's zip as a package of XML parts: locations looked up as the standard and real producers write them.

A location leads to one of the package's own names or nowhere. XML is read without DTD, entities and network.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache

from corpus.reading import ReadingError
from corpus.reading.package import Package, has_document_type, is_package, parsed
from corpus.reading.tree import Element

_DECLARATION = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s{0,3}=\s{0,3}["']([\w-]{1,20})["'][^>]{0,60}\?>""")


class OfdPackage:
    """The parts of an OFD. `mended` holds the names of those whose XML is damaged and could be read up to there.

    Raises ReadingError in one line: no OFD, truncated, damaged, encrypted, too large.
    """

    def __init__(self, data: bytes) -> None:
        if not is_package(data):
            raise ReadingError("not an OFD: it does not begin as a zip file" if data else "empty: no bytes")
        self._package = Package(data)
        self.mended: set[str] = set()
        if "encryptions.xml" in self._package:
            raise ReadingError("the OFD is encrypted")
        if "ofd.xml" not in self._package:
            raise ReadingError("not an OFD: the zip has no OFD.xml")

    def find(self, location: str | None, beside: str = "") -> str:
        """The name of the part at a location, which begins at the root (/) or beside another part; empty if none.

        A stroke may be written either way, and case does not matter. What is not found beside the part is looked for
        from the root.
        """
        location = (location or "").strip().replace("\\", "/")
        folder = "" if location.startswith("/") else beside.rpartition("/")[0]
        for start in dict.fromkeys((folder, "")):
            if (name := _climbed(f"{start}/{location}")) and name in self._package:
                return name
        return ""

    def read(self, name: str) -> bytes:
        """A part's bytes. Raises ReadingError: missing, damaged, encrypted, too large."""
        return self._package.read(name)

    def xml(self, name: str) -> Element:
        """A part's root element. Raises ReadingError as `read`, and where there is no XML in it, or it has a DTD."""
        if not name:
            raise ReadingError("damaged: a part is missing")
        data = self._package.markup(name)
        if b"<!DOCTYPE" in data.replace(b"\0", b""):
            raise ReadingError("its XML has a document type, which no OFD needs: not read")
        data = _in_utf8(data)
        root = parsed(data)
        if root is None:
            root = parsed(data, recover=True)
            self.mended.add(name)
        if root is None:
            raise ReadingError("damaged: a part is not XML")
        if has_document_type(root):
            raise ReadingError("its XML has a document type, which no OFD needs: not read")
        return root


def _climbed(location: str) -> str:
    """A location from the root without . and .., in lower case; empty where it leads out of the package."""
    steps: list[str] = []
    for step in location.split("/"):
        if step == "..":
            if not steps:
                return ""
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps).lower()


def _in_utf8(data: bytes) -> bytes:
    """XML that says it is in UTF-8 or GBK, or says nothing, in UTF-8: whichever of the two it really is."""
    data = data.removeprefix(codecs.BOM_UTF8).strip()
    declared = _DECLARATION.match(data)
    if declared and not declared[1].lower().startswith((b"utf-8", b"utf8", b"gb")):
        return data
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return (text[declared.end() :] if declared else text).encode()
    return data


@lru_cache(1_000)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].lower()


def name_of(element: Element) -> str:
    """An element's name in lower case, without its namespace: producers differ in both."""
    return _local(element.tag) if isinstance(element.tag, str) else ""


def children(element: Element | None, *path: str) -> Iterator[Element]:
    """The elements that a path of names (in lower case) leads to from an element."""
    if element is None:
        return
    for child in element:
        if name_of(child) == path[0]:
            if len(path) == 1:
                yield child
            else:
                yield from children(child, *path[1:])


def child(element: Element | None, *path: str) -> Element | None:
    return next(children(element, *path), None)


def text_of(element: Element | None) -> str:
    """An element's own text; empty for None."""
    return (element.text or "").strip() if element is not None else ""
