"""广东's gkmlpt pages: an empty page whose script carries the article as JSON (`_CONFIG.DETAIL`)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from crawlers.notation import read_date

_DETAIL = re.compile(r"[\"']?DETAIL[\"']?\s{0,10}[:=]\s{0,10}(?=\{)")
_FIELDS = {
    "索引号": "identifier",
    "发布机构": "publisher",
    "标题": "title",
    "文号": "document_number",
    "主题分类": "classify_theme_name",
    "成文日期": "date",
    "发布日期": "display_publish_time",
}


def carried_page(source: str) -> str:
    """The page that the script would have made of the JSON: its fields as a table of labels, its content, its files.

    Empty where a source carries no such article.
    """
    detail = _detail(source)
    if detail is None:
        return ""
    rows = "".join(f"<tr><td>{label}</td><td>{_cell(detail.get(name))}</td></tr>" for label, name in _FIELDS.items())
    files = detail.get("attachment")
    links = "".join(_link(file) for file in files if isinstance(file, dict)) if isinstance(files, list) else ""
    return (
        f"<html><body><table>{rows}</table><div class='TRS_Editor'>{detail['content']}</div>"
        f"<div class='attachment'>{links}</div></body></html>"
    )


def _detail(source: str) -> dict[str, Any] | None:
    if "_CONFIG" not in source or not (found := _DETAIL.search(source)):
        return None
    try:
        detail, _ = json.JSONDecoder(strict=False).raw_decode(source, found.end())
    except (ValueError, RecursionError):
        return None
    return detail if isinstance(detail, dict) and isinstance(detail.get("content"), str) else None


def _cell(value: object) -> str:
    """A field's text; numbers are epoch seconds."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        day = read_date(value)
        return day.isoformat() if day else str(value)
    return escape(str(value)) if value else ""


def _link(file: Mapping[str, Any]) -> str:
    address = file.get("url") or file.get("file_url") or ""
    return f'<a href="{escape(str(address))}">{escape(str(file.get("name") or file.get("title") or ""))}</a>'
