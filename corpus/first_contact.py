"""What a first contact with live sites showed: a row a source, a line a fault, and the pages as test material."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.printing import counted
from corpus.reading import ReadingError
from corpus.reading.carrier import carrier
from corpus.reading.child import read_in_child
from crawlers.contact import Contact, Reply

COLUMNS = (
    "site",
    "kind",
    "source",
    "reachable",
    "tls",
    "robots",
    "status",
    "links",
    "dates",
    "block",
    "document",
    "title",
    "characters",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A contact with what the reader made of its document. characters: of the blocks' text; title: as read."""

    contact: Contact
    title: str = ""
    characters: int = 0
    unread: str = ""  # why the document could not be read

    def row(self) -> dict[str, Any]:
        """One row of the table: booleans, counts and words; None where a thing was not asked for."""
        contact, reply, document = self.contact, self.contact.reply, self.contact.document
        asked = document is not None
        return {
            "site": contact.site,
            "kind": contact.source.kind,
            "source": contact.source.id,
            "host": contact.host,
            "reachable": bool(reply.status),
            "tls": contact.transport.tls,
            "robots": contact.robots.status if contact.robots else None,
            "status": reply.status or None,
            "links": len(contact.listing.links),
            "dates": sum(link.published is not None for link in contact.listing.links),
            "block": reply.blocked or (document.blocked if document else ""),
            "document": (document.status or None) if document else None,
            "title": bool(self.title) if asked else None,
            "characters": self.characters if asked else None,
            "faults": list(self.faults()),
        }

    def faults(self) -> Iterator[str]:
        """What is wrong with the source, one line each."""
        contact, links = self.contact, self.contact.listing.links
        name = f"{contact.site} {contact.source.id}"
        doubt = f" (unverified: {contact.source.unverified})" if contact.source.unverified else ""
        if contact.transport.tls != "works" and urlsplit(contact.reply.url).scheme == "https":
            yield f"{name}: TLS: {contact.transport.tls}: {contact.transport.fault}"
        if contact.reply.fault:
            yield f"{name}: {contact.reply.url}: {contact.reply.fault}{doubt}"
        elif contact.listing.problem:
            yield f"{name}: {contact.reply.url}: {contact.listing.problem}{doubt}"
        elif not links:
            yield f"{name}: {contact.reply.url}: no links read{doubt}"
        else:
            undated = sum(link.published is None for link in links)
            if undated:
                yield f"{name}: {contact.reply.url}: {undated} of {counted(len(links), 'link')} without a date{doubt}"
            if not any(link.title for link in links):
                yield f"{name}: {contact.reply.url}: no titles read{doubt}"
        yield from (f"{name}: {fault}" for fault in self._document_faults())

    def _document_faults(self) -> Iterator[str]:
        document = self.contact.document
        if document is None:
            return
        if document.fault:
            yield f"{document.url}: {document.fault}"
        elif self.unread:
            yield f"{document.url}: {self.unread}"
        elif not self.title or not self.characters:
            missing = " and ".join(word for word, has in (("title", self.title), ("text", self.characters)) if not has)
            yield f"{document.url}: no {missing} read"


def read(contact: Contact) -> Finding:
    """Reads the document of a contact, in a child process."""
    document = contact.document
    if document is None or document.fault:
        return Finding(contact)
    try:
        reading = read_in_child(
            "carrier", document.body, url=document.url, content_type=document.content_type, site=contact.site
        )
    except ReadingError as error:
        return Finding(contact, unread=str(error))
    return Finding(contact, reading.title, sum(len(block.text) for block in reading.blocks))


def save(contacts: Iterable[Contact], folder: Path) -> None:
    """Keeps the pages as test material: NAME/SOURCE.html (.json, .txt) as in tests/sites, and beside them, in folders
    that no test takes for lists, documents/, robots/ and refused/ (block pages and errors). NAME/saved.jsonl says
    where each file comes from.
    """
    for contact in contacts:
        below = folder / contact.site
        pages = [("", contact.source.id, contact.reply), ("documents", contact.source.id, contact.document)]
        pages.append(("robots", contact.host.replace(":", "_"), contact.robots))
        for place, stem, reply in pages:
            if reply is not None and reply.status:
                _keep(below, place if place == "robots" or not reply.fault else "refused", stem, reply)


def _keep(below: Path, place: str, stem: str, reply: Reply) -> None:
    path = below / place / f"{stem}{_suffix(reply)}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(reply.body)
    facts = {
        "file": path.relative_to(below).as_posix(),
        "url": reply.url,
        "status": reply.status,
        "content_type": reply.content_type,
        "blocked": reply.blocked,
    }
    with (below / "saved.jsonl").open("a", encoding="utf-8") as index:
        index.write(json.dumps(facts, ensure_ascii=False) + "\n")


def _suffix(reply: Reply) -> str:
    start = reply.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in (b"{", b"["):
        return ".json"
    kind = carrier(reply.body, content_type=reply.content_type)
    return {"html": ".html", "text": ".txt", "pdf": ".pdf"}.get(kind, ".bin")
