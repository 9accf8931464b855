"""A .docx (ECMA-376, transitional and strict; .docm and what WPS writes, too): its parts to a Story.

Left out are headers, footers, comments, deleted and hidden text, and what fields are told to do; of alternatives for
older readers one is read. Text boxes stand where they are anchored.
"""

from __future__ import annotations

from collections.abc import Iterator

from corpus.reading import ReadingError
from corpus.reading.office.docx_styles import (
    VAL,
    Said,
    Styles,
    W,
    child,
    draws_lines,
    is_on,
    is_red_colour,
    number,
    paragraph_look,
    read_lists,
    run_look,
    said_by,
    value,
)
from corpus.reading.office.flow import Field, Flow, Open
from corpus.reading.office.look import Look
from corpus.reading.office.story import Cell, Content, Paragraph, Story, Table
from corpus.reading.office.symbols import symbol
from corpus.reading.package import Package, target
from corpus.reading.tree import Element

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VML = "{urn:schemas-microsoft-com:vml}"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", _MATH[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/picture", _PICTURE.partition("}")[0][1:].encode()),
)
_EMBEDDED = "a document embedded in the file (altChunk) was not read"
_MOST_COLUMNS = 63  # of a table, in Word
_WORDART_SIZE = 36.0  # points, as Word begins with; what it is drawn in is a matter of its shape

_TEXT = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_ALTERNATIVES = f"{_MC}AlternateContent"
_CONTROL = f"{W}sdt"
# Elements around paragraphs, or around runs, that are walked through.
_AROUND = frozenset(
    f"{W}{name}" for name in ("ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "bdo", "dir")
)
_SHAPES = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object"))
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}


def read_docx(package: Package) -> Story:
    """The story of a .docx. Raises ReadingError where its main part is missing or no WordprocessingML."""
    main = _main_part(package)
    root = package.xml(main, _STRICT)
    body = root.find(f"{W}body")
    if body is None:
        raise ReadingError("not a Word file: its main part has no body")
    document = _Document(_Parts(package, main))
    document.read(body)
    return document.story


def _main_part(package: Package) -> str:
    """The name of the part that the package's relationships call the document."""
    for relation in package.xml("_rels/.rels").iter(_RELATIONSHIP) if "_rels/.rels" in package else ():
        if relation.get("Type", "").endswith("/officeDocument") and relation.get("TargetMode") != "External":
            name = target("", relation.get("Target", ""))
            if name in package:
                return name
    return "word/document.xml"


class _Parts:
    """The parts beside the main one, by what its relationships call them."""

    def __init__(self, package: Package, main: str) -> None:
        self.warnings: list[str] = []
        self._package = package
        self._names: dict[str, str] = {}
        folder, _, name = main.rpartition("/")
        links = f"{folder}/_rels/{name}.rels"
        for relation in package.xml(links).iter(_RELATIONSHIP) if links in package else ():
            if relation.get("TargetMode") != "External":
                kind = relation.get("Type", "").rpartition("/")[2]
                self._names.setdefault(kind, target(main, relation.get("Target", "")))

    def root(self, kind: str) -> Element | None:
        """A part's root; None where there is none, or one that cannot be read, which is then said."""
        name = self._names.get(kind, "")
        if name not in self._package:
            return None
        try:
            return self._package.xml(name, _STRICT)
        except ReadingError as error:
            self.warnings.append(f"read without its {kind}: {error}")
            return None


class _Document:
    """One walk through a document: what it gathered, the fields under way, and how far its lists have counted."""

    def __init__(self, parts: _Parts) -> None:
        self.story = Story(warnings=parts.warnings)
        self._parts = parts
        self._styles = Styles(parts.root("styles"))
        lists, self._styled = read_lists(parts.root("numbering"))
        self._flow = Flow(lists)
        self._referred: dict[str, list[str]] = {"footnotes": [], "endnotes": []}
        self._joins: Open | None = None  # a paragraph whose mark is deleted: the next goes on with it

    def read(self, body: Element) -> None:
        self._blocks(body, self.story.content)
        if self._joins is not None:
            self._finish(self._joins, None, self.story.content)
        self._flow.end_fields()
        for kind, references in self._referred.items():
            self._read_notes(kind, references)

    # Blocks: paragraphs, tables, and what may stand around them

    def _blocks(self, parent: Element, into: list[Content]) -> None:
        for each in parent:
            tag = each.tag
            if tag == f"{W}p":
                self._paragraph(each, into)
            elif tag == f"{W}tbl":
                into.append(self._table(each))
            elif tag == _CONTROL:
                self._control(each, into)
            elif tag == _ALTERNATIVES:
                self._blocks(_branch(each), into)
            elif tag in _AROUND:
                self._blocks(each, into)
            elif tag == f"{W}altChunk" and _EMBEDDED not in self.story.warnings:
                self.story.warnings.append(_EMBEDDED)

    def _control(self, control: Element, into: list[Content]) -> None:
        """A content control; that of a table of contents is marked as such."""
        gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        content = child(control, "sdtContent")
        if content is None:
            return
        is_contents = gallery is not None and gallery.get(VAL) == "Table of Contents"
        found: list[Content] = []
        self._blocks(content, found)
        for part in found:
            if isinstance(part, Paragraph):
                part.contents = part.contents or is_contents
        into += found

    def _table(self, table: Element) -> Table:
        said = said_by(child(table, "tblPr"))
        borders = said.get(f"{W}tblBorders")
        read = Table()
        if borders is not None:
            read.drawn = draws_lines(borders)
        else:
            read.drawn = self._styles.draws(value(said, "tblStyle") or "")
        for row in _within(table, f"{W}tr"):
            said = said_by(child(row, "trPr"))
            if f"{W}del" in said or is_on(said, "hidden"):
                continue
            cells: list[Cell] = []
            if skipped := number(value(said, "gridBefore"), most=_MOST_COLUMNS):
                cells.append(Cell(span=skipped))
            for each in _within(row, f"{W}tc"):
                self._cell(each, cells, read)
            read.rows.append(cells)
        return read

    def _cell(self, element: Element, row: list[Cell], table: Table) -> None:
        said = said_by(child(element, "tcPr"))
        span = number(value(said, "gridSpan"), most=_MOST_COLUMNS) or 1
        table.drawn = table.drawn or draws_lines(said.get(f"{W}tcBorders"))
        cell = Cell(span=max(span, 1), continues=_merges_on(said, "vMerge"))
        if row and _merges_on(said, "hMerge"):
            row[-1].span += cell.span
            self._blocks(element, row[-1].content)
            return
        self._blocks(element, cell.content)
        row.append(cell)

    # One paragraph

    def _paragraph(self, element: Element, into: list[Content]) -> None:
        said = said_by(child(element, "pPr"))
        style = value(said, "pStyle")
        look = paragraph_look(said).over(self._styles.paragraph(style))
        if is_on(said, "pageBreakBefore"):
            self._flow.page += 1
        open_, self._joins = self._joins or Open(look), None
        open_.look = look
        open_.contents = open_.contents or self._styles.is_contents(style or self._styles.usual)
        self._inline(element, open_)
        if _is_no_end(said):
            self._joins = open_
            return
        self._finish(open_, style, into)
        if (section := said.get(f"{W}sectPr")) is not None:
            self._flow.page += value(said_by(section), "type") != "continuous"

    def _finish(self, open_: Open, style: str | None, into: list[Content]) -> None:
        look = open_.look
        depth = look.depth
        if depth is None:
            depth = self._styled.get((look.list or 0, style or self._styles.usual), 0)
        self._flow.finish(open_, depth, into)

    def _inline(self, parent: Element, open_: Open) -> None:
        """What stands in a paragraph: runs, and what may stand around them."""
        for each in parent:
            tag = each.tag
            if tag == f"{W}r":
                self._run(each, open_)
            elif tag == _CONTROL:
                if (content := child(each, "sdtContent")) is not None:
                    self._inline(content, open_)
            elif tag == _ALTERNATIVES:
                self._inline(_branch(each), open_)
            elif tag == f"{W}fldSimple" and Field(each.get(f"{W}instr", "")).is_contents:
                open_.contents = True
                self._inline(each, open_)
            elif tag in _AROUND:
                self._inline(each, open_)
            elif isinstance(tag, str) and tag.startswith(_MATH):
                self._flow.add("".join(text.text or "" for text in each.iter(f"{_MATH}t")), open_, open_.look)

    def _run(self, run: Element, open_: Open) -> None:
        properties = child(run, "rPr")
        look = open_.look
        if properties is not None:
            direct, style = run_look(properties)
            if style:
                direct = direct.over(self._styles.look(style))
            look = direct.over(look)
        if not look.hidden:
            self._printed(run, open_, look)

    def _printed(self, run: Element, open_: Open, look: Look) -> None:
        """What one run, or a part of it, prints."""
        for each in run:
            tag = each.tag
            if tag == f"{W}t":
                self._flow.add((each.text or "").replace("\n", " "), open_, look)
            elif tag in _TEXT:
                self._flow.add(_TEXT[tag], open_, look)
            elif tag == f"{W}br":
                self._flow.page += each.get(f"{W}type") == "page"
                self._flow.add("\n", open_, look)
            elif tag == f"{W}sym":
                self._flow.add(symbol(each.get(f"{W}font", ""), each.get(f"{W}char", "")), open_, look)
            elif tag == f"{W}fldChar":
                self._mark(each.get(f"{W}fldCharType", ""))
            elif tag == f"{W}instrText":
                self._flow.instruct(each.text or "")
            elif tag in _NOTES:
                self._referred[_NOTES[tag]].append(each.get(f"{W}id", ""))
            elif tag == f"{W}ruby":
                for base in each.iterchildren(f"{W}rubyBase"):
                    self._inline(base, open_)
            elif tag in _SHAPES:
                self._shapes(each, open_)
            elif tag == _ALTERNATIVES:
                self._printed(_branch(each), open_, look)

    def _mark(self, kind: str) -> None:
        """Begin a field, come to its result, or end it."""
        if kind == "begin":
            self._flow.begin_field()
        elif kind == "separate":
            self._flow.separate_field()
        elif kind == "end":
            self._flow.end_field()

    def _shapes(self, parent: Element, open_: Open) -> None:
        """The texts of the boxes that a drawing holds, and how many pictures it shows."""
        for each in parent:
            tag = each.tag
            if tag == _ALTERNATIVES:
                self._shapes(_branch(each), open_)
            elif tag == f"{W}txbxContent":
                held, self._joins = self._joins, None
                self._blocks(each, open_.boxes)
                self._joins = held
            elif tag == f"{_VML}textpath":
                red = is_red_colour(parent.get("fillcolor", "").removeprefix("#").replace("red", "FF0000"))
                text = each.get("string", "")
                open_.boxes.append(Paragraph(text, "center", red=red, size=_WORDART_SIZE, page=self._flow.page))
            elif tag in (_PICTURE, f"{_VML}imagedata"):
                self.story.pictures += 1
            else:
                self._shapes(each, open_)

    # Notes

    def _read_notes(self, kind: str, references: list[str]) -> None:
        root = self._parts.root(kind) if references else None
        notes = {note.get(f"{W}id", ""): note for note in root} if root is not None else {}
        for reference in dict.fromkeys(references):
            content: list[Content] = []
            if (note := notes.get(reference)) is not None:
                self._blocks(note, content)
            text = " ".join(part.text for part in content if isinstance(part, Paragraph))
            self.story.notes.append(text)


def _branch(alternatives: Element) -> Element:
    """The branch to read of content that is there for newer and for older readers: the first that has any."""
    branches = [*alternatives.iterchildren(f"{_MC}Choice"), *alternatives.iterchildren(f"{_MC}Fallback")]
    return next((branch for branch in branches if len(branch)), alternatives)


def _within(parent: Element, wanted: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also where content controls or marks of changes stand around them."""
    for each in parent:
        if each.tag == wanted:
            yield each
        elif each.tag in (_CONTROL, f"{W}sdtContent") or each.tag in _AROUND:
            yield from _within(each, wanted)


def _merges_on(said: Said, name: str) -> bool:
    return value(said, name) not in (None, "restart")


def _is_no_end(said: Said) -> bool:
    """Whether a paragraph's mark ends nothing: it is deleted, hidden on purpose (a run-in heading), or a drop cap's."""
    mark = said_by(said.get(f"{W}rPr"))
    if f"{W}del" in mark or f"{W}moveFrom" in mark or is_on(mark, "specVanish"):
        return True
    frame = said.get(f"{W}framePr")
    return frame is not None and frame.get(f"{W}dropCap", "none") != "none"
