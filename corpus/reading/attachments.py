"""Files that a page links: plain links, scripts' links, download gateways; and which of them is the text itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from urllib.parse import unquote, urljoin, urlsplit

from corpus.reading import Attachment, Block
from corpus.reading.lines import tidy
from corpus.reading.titles import bare
from corpus.reading.tree import Element

_SUFFIX = r"(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|ceb|cebx|rtf|zip|rar|7z|txt)"
_FILE_PATH = re.compile(rf"\.{_SUFFIX}$", re.I)
_FILE_NAME = re.compile(rf"\.{_SUFFIX}\b", re.I)
_GATEWAY = re.compile(
    r"downfile|download|downloadfile|filedown|attach|/fujian|getfile|fileUrl=|module/download|/jact/front/download|isdownload|DownLoad",
    re.I,
)
_FILE_BOX = re.compile(r"attach|fujian|annex|\bfile|download|xgfj|appendix", re.I)
_QUOTED = re.compile(r"""["']([^"'\s<>]{3,500})["']""")
_JUNK = re.compile(r"^(?:javascript:|mailto:|tel:|#|data:|about:)", re.I)
_PAGE_BASE = "http://localhost/"


def attachments_in(page: Element, document: Collection[Element], url: str) -> list[Attachment]:
    """The files that a document links, in reading order, each once; those of the whole page where it has no element.

    document: its elements. A box beside them that is called by what it holds (class="attachment") is part of it.
    url: of the page; without it links stay as written.
    """
    found: dict[str, str] = {}
    for link in page.iter("a", "embed", "iframe", "object", "area"):
        targets = list(_targets(link))
        if not targets or not (not document or _belongs(link, document)):
            continue
        for target in targets:
            address = _absolute(url, target)
            title = tidy("".join(link.itertext())) or link.get("title", "") or _name_in(address)
            if address and (address not in found or len(found[address]) < len(title)):
                found[address] = title
    return [Attachment(address, title) for address, title in found.items()]


def _belongs(link: Element, document: Collection[Element]) -> bool:
    return any(
        box in document or _FILE_BOX.search(f"{box.get('class', '')} {box.get('id', '')}")
        for box in link.iterancestors()
    )


def _targets(link: Element) -> Iterable[str]:
    """The addresses of files in a link's own attributes."""
    address = (link.get("href") or link.get("src") or link.get("data") or "").strip()
    script = link.get("onclick") or ""
    if address.lower().startswith("javascript:"):
        script, address = f"{script};{address}", ""
    text = f"{''.join(link.itertext())} {link.get('title', '')} {link.get('download', '')} {link.get('appendix', '')}"
    if address and not _JUNK.match(address) and _is_file(address, text):
        yield address
    for quoted in _QUOTED.findall(script[:2000]):
        if _is_file(quoted, text) and ("/" in quoted or _FILE_PATH.search(quoted)):
            yield quoted


def _is_file(address: str, text: str) -> bool:
    """By its path, a file name in its query, a gateway's address, or the file's name that the link is called by."""
    parts = _split(address)
    if parts is None:
        return False
    if _FILE_PATH.search(unquote(parts.path)) or _FILE_NAME.search(unquote(parts.query)):
        return True
    return bool(_FILE_NAME.search(text) or (_GATEWAY.search(address) and ("?" in address or "附件" in text)))


def _split(address: str):  # type: ignore[no-untyped-def]
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _absolute(url: str, target: str) -> str:
    try:
        return urljoin(url, target.replace("\\", "/")) if url else target
    except ValueError:
        return ""


def _name_in(address: str) -> str:
    parts = _split(address)
    return unquote(parts.path.rsplit("/", 1)[-1]) if parts else ""


def _has_carried_text(blocks: Sequence[Block]) -> bool:
    """Whether text stands under a carried title."""
    titles = [index for index, block in enumerate(blocks) if block.kind == "subtitle"]
    return bool(titles) and any(block.kind in ("paragraph", "heading", "table") for block in blocks[titles[0] :])


def mark_carrier(attachments: list[Attachment], title: str, blocks: Sequence[Block]) -> list[Attachment]:
    """The same files, the one marked that carries the text which this page only announces.

    That is the file named like what the title issues (or like the page), on a page without a carried text of its own.
    """
    if not attachments or _has_carried_text(blocks):
        return attachments
    issued = re.search(
        r"(?:印发|发布|公布|转发|批转|颁发|下发|颁布)\s?(.{4,120}?)的?(?:通知|公告|决定|意见|函|通告|批复)?(?:[（(〔].{1,30})?$",
        title,
    )
    wanted = [name for name in (bare(issued[1]) if issued else "", bare(title)) if len(name) >= 4]
    for name in wanted:
        for index, attachment in enumerate(attachments):
            called = bare(re.sub(rf"\.{_SUFFIX}.{{0,20}}$", "", attachment.title, flags=re.I))
            called = re.sub(r"^(?:附件)?\d{0,2}", "", called)
            if len(called) >= 4 and (name in called or (called in name and len(called) * 2 >= len(name))):
                return [replace(other, carries=number == index) for number, other in enumerate(attachments)]
    text = sum(len(block.text) for block in blocks if block.kind != "title")
    if len(attachments) == 1 and text < (600 if issued else 30):
        return [replace(attachments[0], carries=True)]
    return attachments
