"""The tables, as typed SQLAlchemy models: the same on SQLite and on PostgreSQL.

Times are UTC, as ISO 8601 text with seconds (2026-11-24T05:36:12Z), so that both databases sort and print
them alike. Offsets of units and parts count Unicode code points of the edition's text, the end exclusive.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, MetaData, UniqueConstraint
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
    adcode: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]


class Site(Base):
    """One portal that is crawled; the declaration in `crawlers.sites` is the authority, this row is for joins."""

    __tablename__ = "sites"
    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    adcode: Mapped[str | None] = mapped_column(ForeignKey("jurisdictions.adcode"))


class Run(Base):
    """One crawl of one site, or one hand-made addition. `outcome` is null while it runs, or when it was killed.

    sources: for each source asked, its pages, links, claimed total, whether the walk reached its end, and
    what was wrong with it.
    """

    __tablename__ = "runs"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    site: Mapped[str] = mapped_column(ForeignKey("sites.name"), index=True)
    kind: Mapped[str]  # crawl or add
    query: Mapped[str] = mapped_column(default="")
    full: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[str]
    ended_at: Mapped[str | None]
    outcome: Mapped[str | None]  # ok, short, empty, blocked, failed
    reason: Mapped[str] = mapped_column(default="")
    listed: Mapped[int] = mapped_column(default=0)
    fetched: Mapped[int] = mapped_column(default=0)
    blocked: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    sources: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Snapshot(Base):
    """One stored response. Its bytes lie in the archive at (`file`, `offset`); `sha256` is of the decoded body."""

    __tablename__ = "snapshots"
    __table_args__ = (
        UniqueConstraint("file", "offset"),
        Index(None, "site", "role", "address"),
        Index(None, "sha256"),
        Index(None, "parent"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(index=True)  # the run's key; an archive brought from elsewhere has none
    site: Mapped[str] = mapped_column(ForeignKey("sites.name"))
    role: Mapped[str]  # list, page, attachment, robots, redirect, soft_404 (an error page with status 200)
    source: Mapped[str]  # the source that listed it
    url: Mapped[str]
    address: Mapped[str]  # the canonical URL: one spelling for http, https, www and a trailing mark
    parent: Mapped[str]  # canonical URL of the page that links this attachment
    status: Mapped[int]
    content_type: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)  # of the decoded body, in bytes
    blocked: Mapped[str]  # which kind of block answered; empty for none
    file: Mapped[str]  # relative to the archive, with forward slashes
    offset: Mapped[int] = mapped_column(BigInteger)
    length: Mapped[int] = mapped_column(BigInteger)  # of the record as stored, in bytes
    fetched_at: Mapped[str]
    etag: Mapped[str]
    last_modified: Mapped[str]
    listed_title: Mapped[str]
    listed_number: Mapped[str]
    listed_on: Mapped[date | None]


class Document(Base):
    """One policy document as one site publishes it. `key` is the site and a hash of the canonical URL."""

    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    site: Mapped[str] = mapped_column(ForeignKey("sites.name"), index=True)
    url: Mapped[str]
    title: Mapped[str]
    doc_number: Mapped[str] = mapped_column(index=True)
    issuers: Mapped[str]  # parted by 、
    kind: Mapped[str]
    index_number: Mapped[str]
    subject: Mapped[str]
    validity: Mapped[str]
    written_on: Mapped[date | None]
    published_on: Mapped[date | None]


class Edition(Base):
    """One text of a document. A changed text, or a text numbered differently, is a new edition; the old one stays."""

    __tablename__ = "editions"
    __table_args__ = (UniqueConstraint("document_id", "ordinal"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    ordinal: Mapped[int]
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshots.id"))
    text: Mapped[str]
    text_sha256: Mapped[str] = mapped_column(index=True)
    units_sha256: Mapped[str]
    sources_sha256: Mapped[str]  # of the bodies that it was read from: what an incremental build compares
    blocks: Mapped[list[Any]]  # [kind, start, end] of each block of the text
    reader: Mapped[str]
    segmenter: Mapped[str]
    read_at: Mapped[str]  # when its snapshot was fetched
    warnings: Mapped[list[Any]]


class Part(Base):
    """A stretch of an edition: the cover (a notice), the main text it carries, an annex, or a table."""

    __tablename__ = "parts"
    __table_args__ = (UniqueConstraint("edition_id", "ordinal"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    ordinal: Mapped[int]
    kind: Mapped[str]
    title: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]


class Unit(Base):
    """One numbered sentence. `ref` is chapter-section-ordinal, by position; labels are as printed."""

    __tablename__ = "units"
    __table_args__ = (UniqueConstraint("edition_id", "chapter", "section", "ordinal"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    chapter: Mapped[int]
    section: Mapped[int]
    ordinal: Mapped[int]
    ref: Mapped[str]
    item: Mapped[str]
    item_label: Mapped[str]
    item_title: Mapped[str]
    chapter_label: Mapped[str]
    chapter_title: Mapped[str]
    section_label: Mapped[str]
    section_title: Mapped[str]
    text: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    responsible: Mapped[str]


class Failure(Base):
    """Something that could not be done, and why, in one line. It stands until the same thing succeeds."""

    __tablename__ = "failures"
    __table_args__ = (UniqueConstraint("stage", "subject"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    stage: Mapped[str]  # add, archive, crawl, read, segment
    subject: Mapped[str]  # the URL, or the file, that it happened to
    site: Mapped[str | None] = mapped_column(ForeignKey("sites.name"), index=True)
    run: Mapped[str]
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshots.id"))
    reason: Mapped[str]
    failed_at: Mapped[str]


class Match(Base):
    """Two documents and what one is to the other: the relation is of `document_id`, read towards `other_id`."""

    __tablename__ = "matches"
    __table_args__ = (UniqueConstraint("document_id", "other_id", "relation"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    relation: Mapped[str]  # same_text, other_edition, forwards, implements, draft_of, interpretation_of, excerpt_of
    method: Mapped[str]
    score: Mapped[float]  # 0 to 1
    reason: Mapped[str]


class Corpus(Base):
    """A corpus as it was last selected. Its definition file is the authority."""

    __tablename__ = "corpora"
    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    definition_sha256: Mapped[str]


class Member(Base):
    """The document in one slot of a corpus, and why. An empty slot has no row."""

    __tablename__ = "members"
    corpus: Mapped[str] = mapped_column(ForeignKey("corpora.name"), primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    chosen_by: Mapped[str]  # rules, or the person who pinned it
    reasons: Mapped[list[Any]]  # [rule, passed, evidence] of each rule


class Decision(Base):
    """A person's word on a document of a corpus: it is pinned to its slot, or excluded. It wins over the rules.

    The archive keeps decisions too, so that a rebuild restores them.
    """

    __tablename__ = "decisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    corpus: Mapped[str]
    document: Mapped[str]  # the document's key
    verdict: Mapped[str]  # pin, exclude, or withdrawn: forget an earlier word
    no: Mapped[int | None]  # the slot, of a pin
    who: Mapped[str]
    why: Mapped[str]
    decided_at: Mapped[str]
