"""Which of the files that a page links is the text itself. The files are found by `crawlers.attachments`."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from corpus.reading import Attachment, Block
from corpus.reading.titles import bare
from corpus.reading.tree import Element
from crawlers.attachments import SUFFIX, file_links


def attachments_in(page: Element, document: Collection[Element], url: str) -> list[Attachment]:
    """The files of `file_links`, as a reading keeps them."""
    return [Attachment(link.url, link.title) for link in file_links(page, document, url)]


# Carriers that say most surely how a text is printed go first.
_READ_BEST = tuple(re.compile(rf"\.{suffix}\b", re.I) for suffix in ("pdf", "docx", "doc", "wps", "ofd"))


def _has_carried_text(blocks: Sequence[Block]) -> bool:
    """Whether text stands under a carried title."""
    titles = [index for index, block in enumerate(blocks) if block.kind == "subtitle"]
    return bool(titles) and any(block.kind in ("paragraph", "heading", "table") for block in blocks[titles[0] :])


def _name(attachment: Attachment) -> str:
    """What a file is called: its link's text without 附件, a count and a suffix, bare."""
    called = bare(re.sub(rf"\.{SUFFIX}.{{0,20}}$", "", attachment.title, flags=re.I))
    return re.sub(r"^(?:附件)?\d{0,2}", "", called)


def _rank(attachment: Attachment) -> int:
    """Which of the carriers that are read best a file is, by its address or its link's text."""
    names = (attachment.url, attachment.title)
    found = (place for place, suffix in enumerate(_READ_BEST) if any(map(suffix.search, names)))
    return next(found, len(_READ_BEST))


def mark_carrier(attachments: list[Attachment], title: str, blocks: Sequence[Block]) -> list[Attachment]:
    """The same files, the one marked that carries the text which this page only announces.

    That is the file named like what the title issues (or like the page), on a page without a carried text of its own;
    where several have that name, the one that is read best: the PDF, then Word, then OFD.
    """
    if not attachments or _has_carried_text(blocks):
        return attachments
    issued = re.search(
        r"(?:印发|发布|公布|转发|批转|颁发|下发|颁布)\s?(.{4,120}?)的?(?:通知|公告|决定|意见|函|通告|批复)?(?:[（(〔].{1,30})?$",
        title,
    )
    wanted = [name for name in (bare(issued[1]) if issued else "", bare(title)) if len(name) >= 4]
    names = [_name(attachment) for attachment in attachments]
    for name in wanted:
        for called in names:
            if len(called) >= 4 and (name in called or (called in name and len(called) * 2 >= len(name))):
                alike = [attachment for attachment, other in zip(attachments, names, strict=True) if other == called]
                chosen = min(alike, key=_rank)
                return [replace(attachment, carries=attachment is chosen) for attachment in attachments]
    text = sum(len(block.text) for block in blocks if block.kind != "title")
    if len(attachments) == 1 and text < (600 if issued else 30):
        return [replace(attachments[0], carries=True)]
    return attachments
