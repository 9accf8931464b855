"""Document pages in the templates of the sites: metadata block, meta elements, body container, attachments.

Selectors and labels are those of sites.yaml (`article`) and families.md, section 2; the mark-up between is ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from tests.portals.column import Entry, document_page, html
from tests.portals.documents import chinese_date
from tests.portals.server import Answer
from tests.portals.typeset import docx, ofd, pdf

Facts = list[tuple[str, str]]
META = ("ArticleTitle", "PubDate", "ColumnName")


@dataclass(frozen=True, slots=True)
class Template:
    """How a site shows a document.

    body: what stands round the text, `{text}` in it; title: the mark-up of the title, `{title}` in it. Both may show
    the day of publication, `{day}`.
    facts: the metadata block from labels and values; where there is none the number stands under the title, as in
    print. labels: the names of number, issuer, day written, day published, title; an empty one is left out.
    meta: the meta elements that the site's pages carry.
    """

    body: str
    facts: Callable[[Facts], str] | None = None
    labels: tuple[str, str, str, str, str] = ("发文字号", "发布机构", "成文日期", "发布日期", "标题")
    meta: tuple[str, ...] = ()
    title: str = "<h1>{title}</h1>"
    content_type: str = "text/html; charset=utf-8"
    wrap: Callable[[str, Entry], str] | None = None  # where the text does not stand in the page as mark-up


def article(entry: Entry, template: Template) -> Answer:
    document = entry.document
    facts = [
        (label, value)
        for label, value in zip(
            template.labels,
            (
                document.number,
                document.issuer,
                chinese_date(document.written),
                document.published.isoformat(),
                document.title,
            ),
            strict=True,
        )
        if label and value
    ]
    index = ("索引号", f"000014349/{document.published.year}-{entry.serial[-5:]}")
    block = template.facts([index, *facts]) if template.facts else ""
    text = _text(entry)
    if not template.facts and document.number:
        text = f'<p style="text-align: center">{document.number}</p>\n{text}'
    inner = template.wrap(text, entry) if template.wrap else template.body.replace("{text}", text)
    title = template.title.replace("{title}", document.title)
    head = "".join(f'<meta name="{name}" content="{_meta(name, entry)}">' for name in template.meta)
    shown = f"{block}{title}{inner}".replace("{day}", entry.day)
    return html(document_page(shown, head, document.title), template.content_type)


def _meta(name: str, entry: Entry) -> str:
    values = {
        "articletitle": entry.title,
        "pubdate": f"{entry.day} 10:00",
        "columnname": "样例文件",
        "contentsource": entry.document.issuer,
        "firstpublishedtime": f"{entry.day}-10:00:00",
    }
    return values[name.lower()]


def _text(entry: Entry) -> str:
    document = entry.document
    closing = {document.issuer, chinese_date(document.written)}
    lines = []
    for paragraph in document.paragraphs:
        if paragraph.startswith("附件：") and document.attachment:
            name = attachment_name(entry)
            lines.append(f'<p class="insertfileTag">附件：<a href="./{name}">{paragraph[3:]}</a></p>')
        elif paragraph in closing:
            lines.append(f'<p style="text-align: right">{paragraph}</p>')
        else:
            lines.append(f"<p>　　{paragraph}</p>")
    return "\n".join(lines)


def attachment_name(entry: Entry) -> str:
    return f"P0{entry.document.published:%Y%m%d}{entry.serial[-7:]}{_suffix(entry)}"


def _suffix(entry: Entry) -> str:
    """Most offices print PDFs; some attach Word files or OFDs."""
    return (".pdf", ".pdf", ".docx", ".ofd")[int(entry.serial) % 4]


def attachment_url(entry: Entry) -> str:
    return urljoin(entry.url, attachment_name(entry))


_WRITERS = {
    ".pdf": (pdf, "application/pdf"),
    ".docx": (docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".ofd": (ofd, "application/octet-stream"),
}


FILE_TYPES = frozenset(content_type for _, content_type in _WRITERS.values())


def attachment(entry: Entry) -> Answer:
    carried = entry.document.attachment
    assert carried is not None
    write, content_type = _WRITERS[_suffix(entry)]
    return Answer(write(carried.title, carried.paragraphs), content_type)


def table(name: str = "", cells: int = 2, strong: bool = True) -> Callable[[Facts], str]:
    """A table of labels and values, `cells` of them in a row; the colon in or after the bold label by turns."""

    def render(facts: Facts) -> str:
        pairs = [
            (f"<td><b>{label}：</b></td>" if strong else f"<td class='th'>{label}：</td>")
            + f"<td class='td'>{value}</td>"
            for label, value in facts
        ]
        step = cells // 2
        rows = ("".join(pairs[at : at + step]) for at in range(0, len(pairs), step))
        attribute = f' class="{name}"' if name else ""
        return f"<table{attribute}><tbody>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</tbody></table>"

    return render


def items(before: str, each: str, after: str) -> Callable[[Facts], str]:
    """Labels and values in mark-up of their own: `each` has {label} and {value}."""

    def render(facts: Facts) -> str:
        return before + "".join(each.format(label=label, value=value) for label, value in facts) + after

    return render


def gkmlpt_page(text: str, entry: Entry) -> str:
    """The page of 广东's platform: the text is escaped HTML in a script."""
    detail = {
        "id": int(entry.serial),
        "title": entry.title,
        "document_number": entry.document.number,
        "publisher": entry.document.issuer,
        "date": int(entry.epoch()),
        "display_publish_time": int(entry.at().timestamp()),
        "content": text,
    }
    escaped = json.dumps(detail, ensure_ascii=True).replace("<", "\\u003c").replace("/", "\\/")
    return f"<script>window._CONFIG = {{SID:'2', DETAIL: {escaped}}};</script><div id='app'></div>"
