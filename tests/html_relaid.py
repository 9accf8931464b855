"""A document laid out as another office would: the same title, labels, paragraphs and signature in other markup.

Every part of a page has a table of forms that real sites have; a page takes one form of each.
"""

# ruff: noqa: E501 (markup as it comes)

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from random import Random

from tests.html_furniture import TAILS

Pairs = Sequence[tuple[str, str]]
_NBSP = "&nbsp;"


def _each(form: str, before: str = "", after: str = "", by: int = 1) -> Callable[[Pairs], str]:
    """A form for each label and its value; `by`: how many to a row of <tr>."""

    def laid(pairs: Pairs) -> str:
        cells = [form.format(label=label, value=escape(value)) for label, value in pairs]
        if by > 1:
            cells = [f"<tr>{''.join(cells[at : at + by])}</tr>" for at in range(0, len(cells), by)]
        return before + "".join(cells) + after

    return laid


def _heads_over_values(pairs: Pairs) -> str:
    rows = []
    for at in range(0, len(pairs), 4):
        part = pairs[at : at + 4]
        rows.append("<tr>" + "".join(f"<th>{label}</th>" for label, _ in part) + "</tr>")
        rows.append("<tr>" + "".join(f"<td>{escape(value)}</td>" for _, value in part) + "</tr>")
    return f"<table border='1'>{''.join(rows)}</table>"


LABELS: dict[str, Callable[[Pairs], str]] = {
    "table": _each("<td>{label}</td><td>{value}</td>", "<table>", "</table>", by=2),
    "table with colons": _each(
        "<td><b>{label}：</b></td><td>{value}</td>", "<table class='bd1'><tbody>", "</tbody></table>", by=2
    ),
    "table with heads": _each("<tr><th>{label}</th><td colspan='3'>{value}</td></tr>", "<table border=1>", "</table>"),
    "one cell for both": _each("<td>{label}：{value}</td>", "<table>", "</table>", by=2),
    "one cell, bold label": _each(
        "<td><strong>{label}：</strong><span>{value}</span></td>", "<table>", "</table>", by=3
    ),
    "heads over values": _heads_over_values,
    "dl": _each("<dt>{label}：</dt><dd>{value}</dd>", "<dl>", "</dl>"),
    "dl each": _each("<dl><dt>{label}</dt><dd>{value}</dd></dl>"),
    "li": _each("<li><b>{label}：</b>{value}</li>", "<ul>", "</ul>"),
    "li of spans": _each("<li><span>{label}:</span><span>{value}</span></li>", "<ul>", "</ul>"),
    "li of elements": _each("<li><label>{label}</label><em>{value}</em></li>", "<ul>", "</ul>"),
    "divs": _each("<div><div>{label}：</div><div>{value}</div></div>", "<div>", "</div>"),
    "divs without colons": _each("<div><div>{label}</div><div>{value}</div></div>", "<div>", "</div>"),
    "p": _each("<p>{label}：{value}</p>"),
    "p with strong": _each("<p><strong>{label}</strong>：{value}</p>"),
    "spans of one line": _each("<span>{label}：{value}</span>　　", "<div>", "</div>"),
    "text of one line": _each("{label}：{value}&nbsp;&nbsp;&nbsp;", "<p>", "</p>"),
    "lines with br": _each("{label}：{value}<br>", "<div>", "</div>"),
    "square brackets": _each("<li>[{label}] {value}</li>", "<ol>", "</ol>"),
    "lenticular brackets": _each("<p>【{label}】{value}</p>"),
    "fonts": _each("<font>{label}：{value}</font> ", "<div>", "</div>"),
}


NEVER_INSIDE = ("li of elements",)  # nothing but a style sheet parts label and value


def spaced(label: str, chance: Random) -> str:
    """A label letter-spaced to the width of its neighbours."""
    blank = chance.choice((" ", "　", _NBSP, _NBSP * 4, "&ensp;", "&emsp;"))
    return blank.join(label) if len(label) < 4 else label


# The title in the text: lines, each set so.
TITLES = {
    "style": '<p style="text-align: center;"><strong>{line}</strong></p>',
    "style and size": '<p style="margin:0;text-align:center;line-height:35pt"><span style="font-size:22pt;font-family:方正小标宋简体">{line}</span></p>',
    "align": '<p align="center"><b>{line}</b></p>',
    "div align": "<div align=center><font size=5><b>{line}</b></font></div>",
    "center": "<center><b>{line}</b></center>",
    "class": '<p class="ql-align-center"><strong>{line}</strong></p>',
    "heading": "<h2>{lines}</h2>",
    "br": '<p align="center"><font size="5">{lines}</font></p>',
    "plain": "<p>{line}</p>",
    "capitals": '<P ALIGN="CENTER"><B>{line}</B></P>',
}

PARAGRAPHS = {
    "p": "<p>　　{line}</p>",
    "p, indent by style": '<p style="text-indent: 2em; text-align: justify;">{line}</p>',
    "p, indent by nbsp": f"<p>{_NBSP * 8}{{line}}</p>",
    "p of spans": '<p class="MsoNormal" style="text-indent:32pt"><span style="font-family:仿宋;font-size:16pt">{line}<o:p></o:p></span></p>',
    "div": "<div>　　{line}</div>",
    "br": "　　{line}<br>",
    "two br": "　　{line}<br/><br/>\n",
    "section": "<section><p>{line}</p></section>",
    "rows": "<table width='100%'><tr><td>{line}</td></tr></table>",
    "cr": "\r\n<p>\r\n\t　　{line}\r\n</p>\r\n",
}

SIGNED = {
    "style": '<p style="text-align:right">{line}</p>',
    "style and nbsp": f'<p style="text-align: right;">{{line}}{_NBSP * 6}</p>',
    "align": "<p align=right>{line}</p>",
    "runs of nbsp": f"<p>{_NBSP * 40}{{line}}</p>",
    "runs of blanks": "<p>" + "　" * 20 + "{line}</p>",
    "indent": '<p style="text-indent: 20em;">{line}</p>',
    "div": "<div style='text-align:right;padding-right:4em'>{line}</div>",
    "cell": "<table width=100%><tr><td align=right>{line}</td></tr></table>",
    "float": '<p><span style="float:right">{line}</span></p><div style="clear:both"></div>',
}

CONTAINERS = {
    "unknown": '<div class="kk1">{text}</div>',
    "known": '<div class="TRS_Editor">{text}</div>',
    "id": '<div id="zoom">{text}</div>',
    "table": "<table width='90%' align='center'><tr><td class='nr9'>{text}</td></tr></table>",
    "layout": "<table><tr><td><table><tr><td>{text}</td></tr></table></td></tr></table>",
    "article": "<article><section>{text}</section></article>",
    "td of a layout": "<table width=1000><tr><td width=700><div>{text}</div></td><td width=300><ul><li><a href='/1.html'>某省召开会议</a></li><li><a href='/2.html'>某省部署工作</a></li></ul></td></tr></table>",
    "form": "<form id='form1'><div class='w1'><div class='w2'>{text}</div></div></form>",
}

DAYS = {
    "label": "<div>发布时间：{day} 10:20　来源：某办公室</div>",
    "span": "<div><span>{day}</span><span>来源：某办公室</span><span>浏览：</span></div>",
    "line": "<p>{day} 10:20:30 来源：某办公室</p>",
    "bare": "<div class='x9'>{day}</div>",
    "label below": "<div>日期：{day}</div>",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """The form of each part."""

    labels: str
    labels_inside: bool
    spaced: bool
    title: str
    cuts: int
    paragraphs: str
    signed: str
    container: str


def any_layout(chance: Random) -> Layout:
    labels = chance.choice(list(LABELS))
    return Layout(
        labels=labels,
        labels_inside=chance.random() < 0.3 and labels not in NEVER_INSIDE,
        spaced=chance.random() < 0.5,
        title=chance.choice(list(TITLES)),
        cuts=chance.randrange(4),
        paragraphs=chance.choice(list(PARAGRAPHS)),
        signed=chance.choice(list(SIGNED)),
        container=chance.choice(list(CONTAINERS)),
    )


def lines_of_title(title: str, cuts: int, chance: Random) -> list[str]:
    places = sorted(chance.sample(range(5, len(title) - 4), min(cuts, len(title) // 12))) if len(title) > 24 else []
    return [title[a:b] for a, b in zip((0, *places), (*places, len(title)), strict=True)]


def relaid(pairs: Pairs, blocks: Sequence[tuple[str, str]], layout: Layout, chance: Random) -> str:
    """The element that holds the document, with its labels before it or in it. blocks: (kind, text) as a reading has
    them.
    """
    named = [(spaced(label, chance) if layout.spaced else label, value) for label, value in pairs]
    labels = LABELS[layout.labels](named)
    inside = (labels if layout.labels_inside else "") + text_of(blocks, layout, chance)
    return ("" if layout.labels_inside else labels) + CONTAINERS[layout.container].format(text=inside)


def text_of(blocks: Sequence[tuple[str, str]], layout: Layout, chance: Random) -> str:
    """The document's own lines."""
    text = []
    for kind, line in blocks:
        if kind == "title":
            form, parts = TITLES[layout.title], [escape(part) for part in lines_of_title(line, layout.cuts, chance)]
            whole = "{lines}" in form
            text += [form.format(lines="<br>".join(parts))] if whole else [form.format(line=part) for part in parts]
        elif kind in ("doc_number", "subtitle"):
            form = TITLES["align" if layout.title == "plain" else layout.title]
            text.append(form.format(line=escape(line), lines=escape(line)))
        elif kind in ("signature", "date"):
            text.append(SIGNED[layout.signed].format(line=escape(line)))
        else:
            text.append(PARAGRAPHS[layout.paragraphs].format(line=escape(line)))
    return "".join(text)


# A page without a table of labels: what stands above, under the title and behind the text.
HEADINGS = (
    "<h1>{title}</h1>",
    '<div class="title">{title}</div>',
    '<div class="tit"><h2>{title}</h2></div>',
    "<p align=center><font size=5><b>{title}</b></font></p>",
    "<table width=100%><tr><td align=center class=bt>{title}</td></tr></table>",
    '<h3 style="text-align:center">{title}</h3>',
    '<div id="ivs_title">{title}</div>',
)

# Links to files, and how many.
FILES: dict[str, tuple[str, int]] = {
    "none": ("", 0),
    "p": ('<p><a href="./P020220913.pdf">{name}.pdf</a></p>', 1),
    "icon": ('<p><img src="icon_pdf.gif"><a href="/u/a.pdf">{name}.pdf</a></p>', 1),
    "label": ('<p>附件：<a href="/u/a.doc">{name}</a></p>', 1),
    "numbered": (
        '<p>附件：</p><p><a href="/u/a.docx">1.{name}</a></p><p><a href="/u/b.xlsx">2.某某任务分工表</a></p>',
        2,
    ),
    "list": (
        '<ul><li><a href="/u/a.docx" target=_blank>附件1：{name}.docx</a></li><li><a href="/u/b.xlsx">附件2：某某任务分工表.xlsx</a></li></ul>',
        2,
    ),
    "script": ("<p>附件：<a href=\"javascript:void(0)\" onclick=\"downFile('/u/a.wps','x')\">{name}.wps</a></p>", 1),
    "box": (
        '<div class="fj"><span>附件下载：</span><a href="/u/a.ofd">{name}.ofd</a><a href="/u/a.pdf">{name}.pdf</a></div>',
        2,
    ),
    "gateway": (
        '<p><a href="/module/download/downfile.jsp?classid=0&amp;filename=1a2b.pdf">点击下载：{name}</a></p>',
        1,
    ),
    "size": ('<p><a href="/u/a.rar">{name}.rar</a>（1.2M）</p>', 1),
    "viewer": ('<iframe src="/pdfjs/web/viewer.html?file=/u/a.pdf" width=900></iframe>', 1),
    "embedded": ('<embed src="/u/a.pdf" type="application/pdf">', 1),
}


@dataclass(frozen=True, slots=True)
class Head:
    """The form of each part; title_inside: the text prints the title again."""

    heading: str
    inside: bool
    title_inside: bool
    day: str
    files: str
    tail: str


def any_head(chance: Random) -> Head:
    heading = chance.choice(("", *HEADINGS))
    return Head(
        heading=heading,
        inside=chance.random() < 0.5,
        title_inside=not heading or chance.random() < 0.6,
        day=chance.choice(list(DAYS)),
        files=chance.choice(list(FILES)),
        tail=chance.choice(TAILS),
    )


def dressed(title: str, day: str, blocks: Sequence[tuple[str, str]], layout: Layout, head: Head, chance: Random) -> str:
    """The element that holds the document, with the page's heading and day above or in it, its files and a tail."""
    above = head.heading.format(title=escape(title)) + DAYS[head.day].format(day=day)
    behind = FILES[head.files][0].format(name="某省重点任务") + head.tail
    inside = (above if head.inside else "") + text_of(blocks, layout, chance) + behind
    return ("" if head.inside else above) + CONTAINERS[layout.container].format(text=inside)
