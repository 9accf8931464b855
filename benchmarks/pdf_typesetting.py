"""Documents to PDF by reportlab, typst and LibreOffice.

typst and LibreOffice are not dependencies of the project: benchmarks/pdf.py says how to get them, and leaves them out
where they are not.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from benchmarks.pdf_documents import Document, Item

FONT = "STSong-Light"


def _size(made: Document) -> float:
    """The body's, in points."""
    return 16 if made.head else 12 if made.columns == 1 else 10.5


# reportlab -----------------------------------------------------------------------------------------------------------


class _Notes(Flowable):  # type: ignore[misc]
    """Marks, on the page where it lands, that a footnote belongs there."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__()
        self.number, self.text = number, text

    def wrap(self, *_: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self.canv.notes = [*getattr(self.canv, "notes", []), (self.number, self.text)]


def _wrapped(text: str, size: float, width: float) -> list[str]:
    lines, line = [], ""
    for char in text:
        if stringWidth(line + char, FONT, size) > width:
            lines.append(line)
            line = ""
        line += char
    return [*lines, line] if line else lines


def reportlab_pdf(made: Document) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    size = _size(made)
    base = ParagraphStyle(
        "base", fontName=FONT, fontSize=size, leading=size * 1.75, wordWrap="CJK", firstLineIndent=2 * size
    )
    plain = ParagraphStyle("plain", parent=base, firstLineIndent=0)
    title = ParagraphStyle("title", parent=plain, fontSize=22, leading=32, alignment=TA_CENTER)
    right = ParagraphStyle("right", parent=plain, alignment=TA_RIGHT, rightIndent=2 * size)
    cell = ParagraphStyle("cell", parent=plain, fontSize=10, leading=14)
    left, bottom = 28 * mm, 30 * mm
    width, height = A4[0] - 2 * left, A4[1] - 2 * bottom

    def furniture(canvas: Canvas, doc: BaseDocTemplate) -> None:
        canvas.setFont(FONT, 12)
        canvas.drawCentredString(A4[0] / 2, 15 * mm, made.paging.format(doc.page))
        if made.running:
            canvas.setFont(FONT, 9)
            canvas.drawCentredString(A4[0] / 2, A4[1] - 18 * mm, made.running)

    def notes(canvas: Canvas, _: BaseDocTemplate) -> None:
        y = bottom - 3 * mm
        found = getattr(canvas, "notes", [])
        if found:
            canvas.setLineWidth(0.5)
            canvas.line(left, y + 4 * mm, left + 50 * mm, y + 4 * mm)
        canvas.setFont(FONT, 8.5)
        for number, text in found:
            for line in _wrapped(f"{'①②③④⑤⑥'[number - 1]}{text}", 8.5, width):
                canvas.drawString(left, y, line)
                y -= 11
        canvas.notes = []

    gap = 8 * mm
    column = (width - gap * (made.columns - 1)) / made.columns
    top = 50 * mm if made.columns > 1 else 0
    frames = [
        Frame(left + index * (column + gap), bottom, column, height - top, 0, 0, 0, 0) for index in range(made.columns)
    ]
    later = [Frame(left + index * (column + gap), bottom, column, height, 0, 0, 0, 0) for index in range(made.columns)]
    if made.columns > 1:
        frames.insert(0, Frame(left, bottom + height - top, width, top, 0, 0, 0, 0))
    story: list[Flowable] = [NextPageTemplate("later")]
    if made.head:
        story.append(
            Paragraph(
                escape(made.head), ParagraphStyle("head", parent=title, fontSize=34, leading=60, textColor=colors.red)
            )
        )
        story.append(Paragraph(escape(made.number), ParagraphStyle("number", parent=plain, alignment=TA_CENTER)))
        story.append(
            Table([[""]], colWidths=[width], rowHeights=[4], style=[("LINEBELOW", (0, 0), (-1, -1), 1.5, colors.red)])
        )
        story.append(Spacer(1, 20))
    story.append(Paragraph("<br/>".join(map(escape, made.title)), title))
    story.append(FrameBreak() if made.columns > 1 else Spacer(1, 16))
    number = 0
    for item in made.items:
        if item.kind == "table":
            style: list[tuple[object, ...]] = [
                ("FONT", (0, 0), (-1, -1), FONT, 10),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ]
            if item.ruled:
                style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
            style += [("SPAN", (x0, y0), (x1, y1)) for x0, y0, x1, y1 in item.spans]
            rows = [[Paragraph(escape(text), cell) for text in row] for row in item.rows]
            story.append(Spacer(1, 6))
            story.append(
                Table(rows, colWidths=[width / len(item.rows[0])] * len(item.rows[0]), style=style, repeatRows=1)
            )
            story.append(Spacer(1, 6))
            continue
        style_of = right if item.kind == "right" else plain if item.text.endswith("：") else base
        text = escape(item.text)
        if item.note:
            number += 1
            text += f'<super size="7">{"①②③④⑤⑥"[number - 1]}</super>'
            story.append(Paragraph(text, style_of))
            story.append(_Notes(number, item.note))
        else:
            story.append(Paragraph(text, style_of))
    out = io.BytesIO()
    doc = BaseDocTemplate(out, pagesize=A4)
    doc.addPageTemplates(
        [
            PageTemplate("first", frames, onPage=furniture, onPageEnd=notes),
            PageTemplate("later", later, onPage=furniture, onPageEnd=notes),
        ]
    )
    doc.build(story)
    return out.getvalue()


# typst ---------------------------------------------------------------------------------------------------------------


def _typst_text(text: str) -> str:
    return "".join(f"\\{char}" if char in "\\#$*_@<>`[]~/-=+." else char for char in text)


def typst_source(made: Document) -> str:
    size = _size(made)
    paging = made.paging.split("{}")
    running = f"header: align(center, text(9pt)[{made.running}])," if made.running else ""
    out = [
        f'#set page(paper: "a4", margin: (x: 28mm, y: 30mm), {running} footer: context align(center)'
        f"[{_typst_text(paging[0])}#counter(page).display(){_typst_text(paging[1])}])",
        f'#set text(font: ("Noto Serif CJK SC", "WenQuanYi Zen Hei"), size: {size}pt, lang: "zh", region: "cn")',
        "#set par(first-line-indent: (amount: 2em, all: true), justify: true, leading: 0.9em, spacing: 0.9em)",
    ]
    if made.head:
        out.append(f"#align(center, text(size: 34pt, fill: red)[{_typst_text(made.head)}])")
        out.append(f"#align(center)[{_typst_text(made.number)}]")
        out.append("#line(length: 100%, stroke: 1.5pt + red)")
    out.append("#align(center, text(size: 22pt)[" + " \\\n".join(map(_typst_text, made.title)) + "])\n#v(10pt)")
    if made.columns > 1:
        out.append("#columns(2, gutter: 8mm)[")
    for item in made.items:
        if item.kind == "table":
            cells = [
                f"table.cell(colspan: {item.span(x, y)[0]}, rowspan: {item.span(x, y)[1]})[{_typst_text(text)}]"
                for y, row in enumerate(item.rows)
                for x, text in enumerate(row)
                if (x, y) not in item.covered
            ]
            stroke = "0.5pt" if item.ruled else "none"
            widths = ", ".join(["1fr"] * len(item.rows[0]))
            table = f"#table(columns: ({widths}), stroke: {stroke}, {', '.join(cells)})"
            out.append(f"#[#set par(first-line-indent: 0pt)\n#set text(size: 10pt)\n{table}]")
        elif item.kind == "right":
            out.append(f"#align(right)[{_typst_text(item.text)}#h(2em)]")
        else:
            note = f"#footnote[{_typst_text(item.note)}]" if item.note else ""
            flush = item.text.endswith("：")
            text = _typst_text(item.text) + note
            out.append(f"#par(first-line-indent: 0pt)[{text}]" if flush else text)
    if made.columns > 1:
        out.append("]")
    return "\n\n".join(out)


def typst_pdf(made: Document, python: str) -> bytes:
    """Typeset with the typst package of an interpreter (its own environment will do). Raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "made.typ"), Path(folder, "made.pdf")
        source.write_text(typst_source(made), encoding="utf-8")
        script = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
        subprocess.run([python, "-c", script, str(source), str(target)], check=True, capture_output=True)
        return target.read_bytes()


# LibreOffice ---------------------------------------------------------------------------------------------------------

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)
_FODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document {spaces} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls>
  <style:font-face style:name="F" svg:font-family="Noto Serif CJK SC"/>
</office:font-face-decls>
<office:styles>
  <style:default-style style:family="paragraph">
    <style:text-properties fo:language="zh" fo:country="CN" style:language-asian="zh" style:country-asian="CN"/>
  </style:default-style>
</office:styles>
<office:automatic-styles>
  {styles}
  <style:style style:name="Ruled" style:family="table-cell">
    <style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="2pt"/>
  </style:style>
  <style:style style:name="Bare" style:family="table-cell">
    <style:table-cell-properties fo:border="none" fo:padding="2pt"/>
  </style:style>
  <style:style style:name="Two" style:family="section">
    <style:section-properties><style:columns fo:column-count="2" fo:column-gap="8mm"/></style:section-properties>
  </style:style>
  <style:page-layout style:name="L">
    <style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" fo:margin-left="28mm"
      fo:margin-right="28mm" fo:margin-top="20mm" fo:margin-bottom="20mm"/>
    <style:header-style/><style:footer-style/>
  </style:page-layout>
</office:automatic-styles>
<office:master-styles>
  <style:master-page style:name="Standard" style:page-layout-name="L">{running}
    <style:footer><text:p text:style-name="Small">{before}<text:page-number/>{after}</text:p></style:footer>
  </style:master-page>
</office:master-styles>
<office:body><office:text>{body}</office:text></office:body>
</office:document>"""
_STYLE = """<style:style style:name="{name}" style:family="paragraph">
    <style:paragraph-properties fo:text-align="{align}" fo:text-indent="{indent}pt" fo:line-height="{leading}%"
      style:justify-single-word="false" style:punctuation-wrap="simple" {more}/>
    <style:text-properties style:font-name="F" style:font-name-asian="F" fo:font-size="{size}pt"
      style:font-size-asian="{size}pt" fo:color="{colour}"/>
  </style:style>"""


def _fodt(made: Document) -> str:
    before, after = made.paging.split("{}")
    running = f"<style:header>{_p('Small', made.running)}</style:header>" if made.running else ""
    head = [_p("Head", made.head), _p("Number", made.number)] if made.head else []
    title = "<text:line-break/>".join(map(escape, made.title))
    head.append(f'<text:p text:style-name="Title">{title}</text:p>')
    body = [_fodt_item(item, number) for number, item in enumerate(made.items, 1)]
    if made.columns > 1:
        body = ['<text:section text:style-name="Two" text:name="two">', *body, "</text:section>"]
    return _FODT.format(
        spaces=_SPACES,
        styles=_fodt_styles(made),
        running=running,
        before=before,
        after=after,
        body="".join(head + body),
    )


def _fodt_styles(made: Document) -> str:
    size = _size(made)
    rule = 'fo:border-bottom="1.5pt solid #ff0000"' if made.head else ""
    styles = (
        ("Base", "justify", size, 2 * size, ""),
        ("Flush", "justify", size, 0, ""),
        ("Title", "center", 22, 0, ""),
        ("Number", "center", size, 0, rule),
        ("Head", "center", 34, 0, ""),
        ("Right", "end", size, 0, 'fo:margin-right="24pt"'),
        ("Cell", "start", 10, 0, ""),
        ("Small", "center", 10, 0, ""),
    )
    return "".join(
        _STYLE.format(
            name=name,
            align=align,
            indent=indent,
            leading=110 if name == "Cell" else 150,
            more=more,
            size=points,
            colour="#ff0000" if name == "Head" else "#000000",
        )
        for name, align, points, indent, more in styles
    )


def _p(style: str, text: str, tail: str = "") -> str:
    return f'<text:p text:style-name="{style}">{escape(text)}{tail}</text:p>'


def _fodt_item(item: Item, number: int) -> str:
    if item.kind == "table":
        return _fodt_table(item)
    note = ""
    if item.note:
        note = (
            f'<text:note text:id="n{number}" text:note-class="footnote"><text:note-citation>{number}'
            f"</text:note-citation><text:note-body>{_p('Cell', item.note)}</text:note-body></text:note>"
        )
    return _p("Right" if item.kind == "right" else "Flush" if item.text.endswith("：") else "Base", item.text, note)


def _fodt_table(item: Item) -> str:
    style = "Ruled" if item.ruled else "Bare"
    out = [f'<table:table><table:table-column table:number-columns-repeated="{len(item.rows[0])}"/>']
    for y, row in enumerate(item.rows):
        out.append("<table:table-row>")
        for x, text in enumerate(row):
            if (x, y) in item.covered:
                out.append("<table:covered-table-cell/>")
                continue
            across, down = item.span(x, y)
            out.append(
                f'<table:table-cell table:style-name="{style}" table:number-columns-spanned="{across}" '
                f'table:number-rows-spanned="{down}">{_p("Cell", text)}</table:table-cell>'
            )
        out.append("</table:table-row>")
    return "".join(out) + "</table:table>"


def libreoffice_pdfs(documents: list[Document]) -> list[bytes]:
    """Typeset with LibreOffice, all in one start. Raises CalledProcessError or FileNotFoundError."""
    return libreoffice_files(documents, "pdf")


def libreoffice_files(documents: list[Document], kind: str) -> list[bytes]:
    """Written by LibreOffice as pdf, docx, doc or rtf, as `libreoffice_pdfs` does."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{made.name}.fodt") for made in documents]
        for made, path in zip(documents, paths, strict=True):
            path.write_text(_fodt(made), encoding="utf-8")
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", folder, *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True)
        return [path.with_suffix(f".{kind}").read_bytes() for path in paths]
