"""The tables, as typed SQLAlchemy models: the same on SQLite and on PostgreSQL.

Times are UTC, as ISO 8601 text with seconds (2026-11-24T05:36:12Z), so that both databases sort and print
them alike. Offsets of units and parts count Unicode code points of the edition's text, the end exclusive.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012  (SQLAlchemy's own form)


class Jurisdiction(Base):
    """A place with a government: the central level (000000) and the provincial ones, by GB/T 2260 code."""

    __tablename__ = "jurisdictions"
    adcode: Mapped[str] = mapped_column(primary_key=True, doc="GB/T 2260; 000000 is the central level")
    title: Mapped[str]


class Site(Base):
    """One portal that is crawled; the declaration in `crawlers.sites` is the authority, this row is for joins."""

    __tablename__ = "sites"
    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    adcode: Mapped[str | None] = mapped_column(ForeignKey("jurisdictions.adcode"))


class Schedule(Base):
    """How often `corpus crawl --due` crawls a site that has an interval of its own."""

    __tablename__ = "schedules"
    site: Mapped[str] = mapped_column(ForeignKey("sites.name"), primary_key=True)
    every_hours: Mapped[int] = mapped_column(doc="from the end of one run to the beginning of the next, at least")


class Run(Base):
    """One crawl of one site, or one addition by hand."""

    __tablename__ = "runs"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    site: Mapped[str] = mapped_column(ForeignKey("sites.name"), index=True)
    kind: Mapped[str] = mapped_column(doc="crawl or add")
    query: Mapped[str] = mapped_column(default="")
    full: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[str]
    ended_at: Mapped[str | None] = mapped_column(doc="null of a run that was killed")
    outcome: Mapped[str | None] = mapped_column(
        doc="ok, short, empty, blocked, failed; null while it runs, or if killed, until the site's next run finds that"
    )
    reason: Mapped[str] = mapped_column(default="")
    listed: Mapped[int] = mapped_column(default=0)
    fetched: Mapped[int] = mapped_column(default=0)
    blocked: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    sources: Mapped[dict[str, Any]] = mapped_column(
        default=dict,
        doc="of each source asked: its pages, links, claimed total, whether the walk reached its end, what was wrong",
    )


class Snapshot(Base):
    """One stored response."""

    __tablename__ = "snapshots"
    __table_args__ = (
        UniqueConstraint("file", "offset"),
        Index(None, "site", "role", "address"),
        Index(None, "sha256"),
        Index(None, "parent"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(index=True, doc="the run's key; an archive brought from elsewhere has none")
    site: Mapped[str] = mapped_column(ForeignKey("sites.name"))
    role: Mapped[str] = mapped_column(
        doc="list, page, continuation (a further page of an article), attachment, robots, redirect, "
        "soft_404 (an error page with status 200)"
    )
    source: Mapped[str] = mapped_column(doc="the source that listed it")
    url: Mapped[str]
    address: Mapped[str] = mapped_column(doc="the canonical URL: one spelling for http, https, www and a trailing mark")
    parent: Mapped[str] = mapped_column(doc="canonical URL of the document that an attachment or continuation is of")
    status: Mapped[int]
    content_type: Mapped[str]
    sha256: Mapped[str] = mapped_column(doc="of the decoded body")
    size: Mapped[int] = mapped_column(BigInteger, doc="of the decoded body, in bytes")
    blocked: Mapped[str] = mapped_column(doc="which kind of block answered; empty for none")
    file: Mapped[str] = mapped_column(doc="of the archive, relative to it, with forward slashes")
    offset: Mapped[int] = mapped_column(BigInteger, doc="where its record begins in the file, in bytes")
    length: Mapped[int] = mapped_column(BigInteger, doc="of the record as stored, in bytes")
    fetched_at: Mapped[str]
    etag: Mapped[str]
    last_modified: Mapped[str]
    listed_title: Mapped[str] = mapped_column(doc="what the list said; so the next two")
    listed_number: Mapped[str]
    listed_on: Mapped[date | None]


class Document(Base):
    """One policy document as one site publishes it."""

    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, doc="the site and a hash of the canonical URL: hunan:b5d212996859")
    site: Mapped[str] = mapped_column(ForeignKey("sites.name"), index=True)
    url: Mapped[str]
    title: Mapped[str]
    doc_number: Mapped[str] = mapped_column(index=True, doc="文号")
    issuers: Mapped[str] = mapped_column(doc="parted by 、")
    kind: Mapped[str] = mapped_column(doc="what the page is: policy, interpretation, news …")
    index_number: Mapped[str] = mapped_column(doc="索引号")
    subject: Mapped[str] = mapped_column(doc="主题分类")
    validity: Mapped[str] = mapped_column(doc="效力")
    written_on: Mapped[date | None] = mapped_column(doc="成文日期")
    published_on: Mapped[date | None] = mapped_column(doc="发布日期")


class Edition(Base):
    """One text of a document. A changed text, or a text numbered differently, is a new edition; the old one stays."""

    __tablename__ = "editions"
    __table_args__ = (UniqueConstraint("document_id", "ordinal"), Index(None, "snapshot_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    ordinal: Mapped[int] = mapped_column(doc="1 is the oldest")
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshots.id"), doc="its page")
    text: Mapped[str]
    text_sha256: Mapped[str] = mapped_column(index=True)
    units_sha256: Mapped[str] = mapped_column(doc="of how it is numbered")
    sources_sha256: Mapped[str] = mapped_column(
        doc="of the bodies and readers that it was made from: what an incremental build compares"
    )
    blocks: Mapped[list[Any]] = mapped_column(doc="[kind, start, end] of each block of the text")
    reader: Mapped[str] = mapped_column(doc="its version")
    segmenter: Mapped[str] = mapped_column(doc="its version")
    read_at: Mapped[str] = mapped_column(doc="when its snapshot was fetched")
    warnings: Mapped[list[Any]]
    shown_by: Mapped[int] = mapped_column(
        ForeignKey("snapshots.id"),
        doc="the answer that showed the version of the document that it was last made of: the page, or a file of it",
    )


class Event(Base):
    """Something that happened to a document on its site. A build finds it in what was stored; nothing is deleted."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("document_id", "kind", "snapshot_id"), Index(None, "happened_at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    kind: Mapped[str] = mapped_column(
        doc="new, changed (another text), withdrawn (missing twice, days apart), returned, moved"
    )
    happened_at: Mapped[str] = mapped_column(doc="when the answer was fetched that shows it; so the next two")
    run: Mapped[str]
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshots.id"))
    detail: Mapped[str] = mapped_column(doc="of a move the new address")


class Part(Base):
    """One stretch of an edition."""

    __tablename__ = "parts"
    __table_args__ = (UniqueConstraint("edition_id", "ordinal"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    ordinal: Mapped[int]
    kind: Mapped[str] = mapped_column(doc="cover (a notice), main (the text it carries), annex, table")
    title: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]


class Unit(Base):
    """One numbered sentence: by the unit standard, or as a corpus that counts otherwise numbers its members."""

    __tablename__ = "units"
    __table_args__ = (UniqueConstraint("edition_id", "counting", "chapter", "section", "ordinal"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    chapter: Mapped[int] = mapped_column(doc="by position; 0 is what stands before the first")
    section: Mapped[int] = mapped_column(doc="the same within the chapter")
    ordinal: Mapped[int] = mapped_column(doc="within the section, from 1")
    ref: Mapped[str] = mapped_column(doc="chapter-section-ordinal: 2-2-1")
    item: Mapped[str] = mapped_column(doc="the path below the section: 2.1")
    item_label: Mapped[str]
    item_title: Mapped[str]
    chapter_label: Mapped[str] = mapped_column(doc="as printed; so every label and title")
    chapter_title: Mapped[str]
    section_label: Mapped[str]
    section_title: Mapped[str]
    text: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    responsible: Mapped[str] = mapped_column(
        doc="the note of who is responsible, as printed; it speaks for the section or item"
    )
    counting: Mapped[str] = mapped_column(
        default="", doc="what was counted as a unit: empty for the unit standard, else how it differs: titles"
    )


class Failure(Base):
    """Something that could not be done, and why, in one line. It stands until the same thing succeeds."""

    __tablename__ = "failures"
    __table_args__ = (UniqueConstraint("stage", "subject"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(doc="add, archive, crawl, read, segment, match")
    subject: Mapped[str] = mapped_column(doc="the URL, or the file, that it happened to")
    site: Mapped[str | None] = mapped_column(ForeignKey("sites.name"), index=True)
    run: Mapped[str]
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshots.id"))
    reason: Mapped[str]
    failed_at: Mapped[str] = mapped_column(doc="the last time")
    request: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True),
        doc="of what the next run asks again: role, source, address and what the list said; null of the rest",
    )
    since: Mapped[str] = mapped_column(doc="the first time, since it last succeeded")


class Match(Base):
    """Two documents and what one is to the other: the relation is of `document_id`, read towards `other_id`."""

    __tablename__ = "matches"
    __table_args__ = (UniqueConstraint("document_id", "other_id", "relation"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    relation: Mapped[str] = mapped_column(
        doc="same_text, other_edition, forwards, implements, draft_of, interpretation_of, excerpt_of"
    )
    method: Mapped[str]
    score: Mapped[float] = mapped_column(doc="0 to 1")
    reason: Mapped[str]


class Corpus(Base):
    """A corpus as it was last selected. Its definition file is the authority."""

    __tablename__ = "corpora"
    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    definition_sha256: Mapped[str]


class Slot(Base):
    """One place of a corpus, as its definition has it, filled or not."""

    __tablename__ = "slots"
    corpus: Mapped[str] = mapped_column(ForeignKey("corpora.name"), primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True, doc="the number of the member that fills it")
    adcode: Mapped[str] = mapped_column(doc="the jurisdiction whose document it wants")
    place: Mapped[str]


class Member(Base):
    """The document in one slot of a corpus, and why. An empty slot has no row."""

    __tablename__ = "members"
    corpus: Mapped[str] = mapped_column(ForeignKey("corpora.name"), primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True, doc="the slot")
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), doc="the one that was chosen")
    chosen_by: Mapped[str] = mapped_column(doc="rules, or the person who pinned it")
    reasons: Mapped[list[Any]] = mapped_column(doc="[rule, passed, evidence] of each rule")
    counting: Mapped[str] = mapped_column(default="", doc="which of the edition's units: the corpus's, see `units`")


class Decision(Base):
    """A person's word on a document of a corpus: it is pinned to its slot, or excluded. It wins over the rules.

    The archive keeps decisions too, so that a rebuild restores them.
    """

    __tablename__ = "decisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    corpus: Mapped[str]
    document: Mapped[str] = mapped_column(doc="the document's key")
    verdict: Mapped[str] = mapped_column(doc="pin, exclude, or withdrawn: forget an earlier word")
    no: Mapped[int | None] = mapped_column(doc="the slot, of a pin")
    who: Mapped[str]
    why: Mapped[str]
    decided_at: Mapped[str]


class Codebook(Base):
    """One version of a coding scheme, as it was imported; a changed scheme is a new version."""

    __tablename__ = "codebooks"
    __table_args__ = (UniqueConstraint("name", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    version: Mapped[str]
    title: Mapped[str]
    source: Mapped[str] = mapped_column(doc="the text of its file")
    sha256: Mapped[str] = mapped_column(doc="of that text")
    imported_at: Mapped[str]


class Code(Base):
    """A code of one version of a book, or 不可编码, which every dimension has."""

    __tablename__ = "codes"
    __table_args__ = (UniqueConstraint("codebook_id", "dimension", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    codebook_id: Mapped[int] = mapped_column(ForeignKey("codebooks.id"))
    dimension: Mapped[str]
    dimension_no: Mapped[int] = mapped_column(doc="1 for the book's first")
    ordinal: Mapped[int] = mapped_column(doc="in the book's order")
    name: Mapped[str]
    under: Mapped[str] = mapped_column(doc="the code above; empty at the top")
    counts_as: Mapped[str] = mapped_column(
        doc="the row of the tables that it counts in; empty for a group and 不可编码"
    )
    definition: Mapped[str]


class Coder(Base):
    """Someone who codes. The coder 裁定 is the meeting that settled what others disagreed on."""

    __tablename__ = "coders"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Assignment(Base):
    """A unit that a coder is to code."""

    __tablename__ = "assignments"
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    coder_id: Mapped[int] = mapped_column(ForeignKey("coders.id"), primary_key=True)
    codebook: Mapped[str] = mapped_column(primary_key=True, doc="the book's name, whatever its version")
    drawn: Mapped[str] = mapped_column(doc="all, or how the sample was drawn")
    assigned_at: Mapped[str]


class Coding(Base):
    """A code that a coder gave a unit. One that was given up stays, with the time when; it counts nowhere."""

    __tablename__ = "codings"
    __table_args__ = (
        Index(
            None,
            "unit_id",
            "coder_id",
            "code_id",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
        Index(None, "coder_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    coder_id: Mapped[int] = mapped_column(ForeignKey("coders.id"))
    code_id: Mapped[int] = mapped_column(ForeignKey("codes.id"))
    coded_at: Mapped[str] = mapped_column(doc="when it was imported")
    replaced_at: Mapped[str | None] = mapped_column(doc="null while it stands")


class Remark(Base):
    """What a coder noted beside a unit; the last word only."""

    __tablename__ = "remarks"
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    coder_id: Mapped[int] = mapped_column(ForeignKey("coders.id"), primary_key=True)
    codebook: Mapped[str] = mapped_column(primary_key=True, doc="the book's name")
    text: Mapped[str]
    remarked_at: Mapped[str]
