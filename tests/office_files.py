"""Word files for tests, put together part by part, in sentences of our own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from corpus.reading import Reading
from corpus.reading.office import read_office

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    f'xmlns:w="{W}" xmlns:r="{RELATIONSHIPS}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
FIRST = "样例市各县区要按照分工建立样例清单，并于每季度末向社会公开。"
SECOND = "市属样例单位应当会同有关方面分批开展样例场地的共享。"
_ROOTS = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes"}


def docx(*blocks: str, parts: Mapping[str, bytes | str] | None = None, **more: str) -> bytes:
    """A .docx of blocks (see `p`, `table`). more: what stands in styles, numbering, footnotes, endnotes.

    parts: parts put in by name, in place of those made here.
    """
    made: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _relations({kind: f"{kind}.xml" for kind in more}),
        "word/document.xml": f"<w:document {_SPACES}><w:body>{''.join(blocks)}</w:body></w:document>",
        **{
            f"word/{kind}.xml": f"<w:{_ROOTS[kind]} {_SPACES}>{inner}</w:{_ROOTS[kind]}>"
            for kind, inner in more.items()
        },
        **(parts or {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def _relations(targets: Mapping[str, str]) -> str:
    links = "".join(
        f'<Relationship Id="r{at}" Type="{RELATIONSHIPS}/{kind}" Target="{name}"/>'
        for at, (kind, name) in enumerate(targets.items())
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )


def r(text: str, properties: str = "") -> str:
    """A run. properties: what stands in its w:rPr."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*content: str, properties: str = "", style: str = "", align: str = "", size: int = 0, numbered: str = "") -> str:
    """A paragraph of runs, or of plain text set in `size` points. numbered: `list/level`."""
    said = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbered:
        number, _, level = numbered.partition("/")
        said += f'<w:numPr><w:ilvl w:val="{level or 0}"/><w:numId w:val="{number}"/></w:numPr>'
    said += f'<w:jc w:val="{align}"/>' if align else ""
    look = f'<w:sz w:val="{2 * size}"/>' if size else ""
    runs = "".join(each if each.startswith("<") else r(each, look) for each in content)
    return f"<w:p><w:pPr>{said}{properties}</w:pPr>{runs}</w:p>"


def field(instruction: str, *result: str) -> str:
    """A field with its result, in runs."""
    begin = f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{escape(instruction)}</w:instrText></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return f'{begin}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{"".join(result)}{end}'


def tc(*content: str, span: int = 1, merge: str = "") -> str:
    """A cell. merge: `restart` or `continue`, for cells that are one with those above."""
    said = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    said += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    inner = "".join(each if each.startswith("<") else p(each) for each in content) or p()
    return f"<w:tc><w:tcPr>{said}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str) -> str:
    return f"<w:tr>{''.join(each if each.startswith('<') else tc(each) for each in cells)}</w:tr>"


def table(*rows: str, drawn: bool = True) -> str:
    borders = '<w:top w:val="single"/><w:insideV w:val="single"/>' if drawn else ""
    return f"<w:tbl><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr>{''.join(rows)}</w:tbl>"


def level(depth: int, form: str, pattern: str, start: int = 1, more: str = "") -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def definition(identity: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{identity}">{"".join(levels)}</w:abstractNum>'


def num(identity: int, defined: int, override: str = "") -> str:
    return f'<w:num w:numId="{identity}"><w:abstractNumId w:val="{defined}"/>{override}</w:num>'


def restarted(depth: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def style(identity: str, inner: str, kind: str = "paragraph", name: str = "", based: str = "") -> str:
    below = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{identity}"><w:name w:val="{name or identity}"/>{below}{inner}</w:style>'
    )


def texts(data: bytes) -> list[str]:
    return [block.text for block in read_office(data).blocks]


def kinds(reading: Reading) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in reading.blocks]
