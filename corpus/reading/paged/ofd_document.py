"""What an OFD's pages are drawn from: OFD.xml to documents, their pages, templates, annotations and resources.

The names are those of GB/T 33190-2016: OFD.xml has DocBodies, each with a DocRoot (Document.xml) that lists its pages.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.reading import ReadingError
from corpus.reading.paged import ofd_values as values
from corpus.reading.paged.ofd_package import OfdPackage, child, children, name_of, text_of
from corpus.reading.paged.ofd_values import ColourSpace
from corpus.reading.paged.page import Box
from corpus.reading.tree import Element

MAX_BODIES = 50  # documents in one file
MAX_PAGES = 2_000  # of all of them
MAX_RESOURCES = 100  # parts of public resources, or of the document's
MAX_LISTED = 20_000  # resources, templates or annotations of one document
A4: Box = (0.0, 0.0, 210.0, 297.0)
_NO_TEXT = ("stamp", "watermark")  # types of annotation


@dataclass(slots=True)
class Resources:
    """Colour spaces, drawing parameters, composite graphics and media of a document or page, by ID."""

    spaces: dict[str, ColourSpace] = field(default_factory=dict)
    parameters: dict[str, Element] = field(default_factory=dict)
    composites: dict[str, Element] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)  # the part's name
    default_space: str = ""

    def copy(self) -> Resources:
        return Resources(
            dict(self.spaces), dict(self.parameters), dict(self.composites), dict(self.media), self.default_space
        )

    def add(self, package: OfdPackage, name: str) -> None:
        """Those of a Res part. Raises ReadingError where it cannot be read."""
        root = package.xml(name)
        base = root.get("BaseLoc") or "."
        for item in (item for group in root for item in group):
            kind, key = name_of(item), item.get("ID", "")
            if len(self.spaces) + len(self.parameters) + len(self.composites) + len(self.media) > MAX_LISTED:
                return
            if kind == "colorspace":
                self.spaces[key] = _colour_space(item)
            elif kind == "drawparam":
                self.parameters[key] = item
            elif kind in ("compositegraphicunit", "vectorg"):
                self.composites[key] = item
            elif kind == "multimedia":
                file = text_of(child(item, "mediafile"))
                self.media[key] = package.find(f"{base}/{file}", name) or package.find(file, name)


def _colour_space(item: Element) -> ColourSpace:
    bits = values.number(item.get("BitsPerComponent")) or 8.0
    palette = tuple(entry.text or "" for entry in list(children(item, "palette", "cv"))[:1_024])
    return ColourSpace(2.0**bits - 1 if 1 <= bits <= 16 else 255.0, palette)


@dataclass(slots=True)
class OfdPage:
    """One page of a document: where its content is, and what annotations it has."""

    document: Document
    content: str
    annotations: list[str]


@dataclass(slots=True)
class Document:
    """A document of the package. `templates` are parts by ID; `faults` says what of it could not be read."""

    package: OfdPackage
    area: Box = A4
    resources: Resources = field(default_factory=Resources)
    templates: dict[str, str] = field(default_factory=dict)
    pages: list[OfdPage] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _parsed: dict[str, Element | None] = field(default_factory=dict)

    def template(self, key: str) -> Element | None:
        """A template's root element, parsed once; None where it cannot be read."""
        name = self.templates.get(key, "")
        if name not in self._parsed:
            try:
                self._parsed[name] = self.package.xml(name)
            except ReadingError as error:
                self._parsed[name] = None
                self.faults.append(f"a template cannot be read ({error})")
        return self._parsed[name]


def open_documents(package: OfdPackage) -> list[Document]:
    """The documents of a package in order.

    Raises ReadingError: none that can be read, no pages, too many pages.
    """
    found: list[Document] = []
    why: ReadingError | None = None
    for body in list(children(package.xml("ofd.xml"), "docbody"))[:MAX_BODIES]:
        try:
            found.append(_document(package, _root_of(package, body)))
        except ReadingError as error:
            why = why or error
    if not found:
        raise why or ReadingError("damaged: OFD.xml names no document")
    count = sum(len(document.pages) for document in found)
    if not 0 < count <= MAX_PAGES:
        raise ReadingError(f"too many pages: {count:,} (at most {MAX_PAGES:,})" if count else "no pages")
    if why:
        found[0].faults.append(str(why))
    return found


def _root_of(package: OfdPackage, body: Element) -> str:
    """The name of a body's Document.xml: that of its current version, where it has versions."""
    for version in children(body, "versions", "version"):
        if version.get("Current") == "true" and (part := package.find(version.get("BaseLoc"), "ofd.xml")):
            try:
                location = text_of(child(package.xml(part), "docroot"))
            except ReadingError:
                continue
            if name := package.find(location, part):
                return name
    return package.find(text_of(child(body, "docroot")), "ofd.xml")


def _document(package: OfdPackage, name: str) -> Document:
    if not name:
        raise ReadingError("damaged: its Document.xml is missing")
    root = package.xml(name)
    common = child(root, "commondata")
    document = Document(package, values.box(text_of(child(common, "pagearea", "physicalbox"))) or A4)
    document.resources.default_space = text_of(child(common, "defaultcs"))
    for kind in ("publicres", "documentres"):
        for location in list(children(common, kind))[:MAX_RESOURCES]:
            add_resources(document.resources, document, package.find(location.text, name))
    for template in list(children(common, "templatepage"))[:MAX_LISTED]:
        document.templates[template.get("ID", "")] = package.find(template.get("BaseLoc"), name)
    annotations = _annotations(document, package.find(text_of(child(root, "annotations")), name))
    if attached := _attached(package, package.find(text_of(child(root, "attachments")), name)):
        document.faults.append(f"holds files that are not read: {attached}")
    pages = list(children(root, "pages", "page"))
    if len(pages) > MAX_PAGES:
        raise ReadingError(f"too many pages: {len(pages):,} (at most {MAX_PAGES:,})")
    for page in pages:
        parts = annotations.get(page.get("ID", ""), [])
        document.pages.append(OfdPage(document, package.find(page.get("BaseLoc"), name), parts))
    return document


def add_resources(resources: Resources, document: Document, name: str) -> None:
    """The resources of a part; where it cannot be read, that is among the document's faults."""
    try:
        resources.add(document.package, name)
    except ReadingError as error:
        document.faults.append(f"some of its resources cannot be read ({error})")


def _attached(package: OfdPackage, name: str) -> int:
    """How many files the document holds beside its pages."""
    try:
        return sum(1 for _ in children(package.xml(name), "attachment")) if name else 0
    except ReadingError:
        return 0


def _annotations(document: Document, name: str) -> dict[str, list[str]]:
    """The parts with annotations, by the page's ID."""
    found: dict[str, list[str]] = {}
    if not name:
        return found
    try:
        pages = list(children(document.package.xml(name), "page"))[:MAX_LISTED]
    except ReadingError as error:
        document.faults.append(f"some of its annotations cannot be read ({error})")
        return found
    for page in pages:
        for location in list(children(page, "fileloc"))[:MAX_RESOURCES]:
            if part := document.package.find(location.text, name):
                found.setdefault(page.get("PageID", ""), []).append(part)
    return found


def appearances(page: OfdPage) -> list[Element]:
    """What the page's annotations draw, but for stamps and watermarks, which are none of the text."""
    found: list[Element] = []
    for name in page.annotations:
        try:
            root = page.document.package.xml(name)
        except ReadingError as error:
            page.document.faults.append(f"some of its annotations cannot be read ({error})")
            continue
        for annotation in children(root, "annot"):
            if annotation.get("Type", "").lower() not in _NO_TEXT and annotation.get("Visible") != "false":
                found.extend(children(annotation, "appearance"))
    return found
