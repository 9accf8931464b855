"""The views: what a researcher asks in SQL, one flat row a thing, the same on SQLite and PostgreSQL.

A view holds no data, so it is not migrated step by step: whatever migrates a database drops the views before
the first step and makes them again after the last (`alembic/env.py`), as they are defined here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, inspect


@dataclass(frozen=True, slots=True)
class View:
    """A view: what one row is, its columns (name: expression, and what it means), and where they come from.

    The SQL must mean the same to both databases; columns print alike: numbers, texts, dates, JSON texts.
    """

    name: str
    doc: str
    columns: Mapping[str, tuple[str, str]]
    source: str

    @property
    def select(self) -> str:
        chosen = ",\n  ".join(f'{expression} AS "{name}"' for name, (expression, _) in self.columns.items())
        return f"SELECT\n  {chosen}\n{self.source.strip()}"


# For good: the edition's number, and how its units are counted where that is not by the standard.
CITATION = "d.key || '@' || e.ordinal || CASE u.counting WHEN '' THEN '' ELSE '+' || u.counting END || '/' || u.ref"

# A document, once for each corpus that it is a member of, or once where it is of none. Its edition there is the
# one that was chosen, which codings belong to, and its units are counted as the corpus counts; outside a corpus, the
# newest by the standard.
_DOCUMENTS = """
FROM documents d
JOIN sites s ON s.name = d.site
LEFT JOIN members m ON m.document_id = d.id
LEFT JOIN slots l ON l.corpus = m.corpus AND l.no = m.no
LEFT JOIN jurisdictions j ON j.adcode = COALESCE(l.adcode, s.adcode)
JOIN editions e ON e.id = COALESCE(m.edition_id,
  (SELECT n.id FROM editions n WHERE n.document_id = d.id ORDER BY n.ordinal DESC LIMIT 1))
"""

_OF_A_DOCUMENT = {
    "corpus": ("m.corpus", "null outside a corpus"),
    "no": ("m.no", "the member's number; null outside a corpus"),
    "adcode": ("COALESCE(l.adcode, s.adcode)", "of a member its slot's, else its site's"),
    "jurisdiction": ("COALESCE(j.title, l.place)", "湖南省"),
    "site": ("d.site", ""),
    "document": ("d.key", "its key"),
    "edition": ("e.ordinal", "the one that was chosen; outside a corpus, the newest"),
    "counting": ("COALESCE(m.counting, '')", "how units are counted: empty is by the standard, else titles …"),
    "title": ("d.title", ""),
    "doc_number": ("d.doc_number", "文号"),
    "issuers": ("d.issuers", "parted by 、"),
    "kind": ("d.kind", "policy, interpretation, news …"),
    "written_on": ("d.written_on", "成文日期"),
    "published_on": ("d.published_on", "发布日期"),
    "url": ("d.url", ""),
}

DOCUMENTS = View(
    "v_documents",
    "a document: once for each corpus that it is a member of, or once where it is of none",
    {
        **_OF_A_DOCUMENT,
        "index_number": ("d.index_number", "索引号"),
        "subject": ("d.subject", "主题分类"),
        "validity": ("d.validity", "效力"),
        "chosen_by": ("m.chosen_by", "rules, or who pinned it; null outside a corpus"),
        "editions": ("(SELECT COUNT(*) FROM editions n WHERE n.document_id = d.id)", "how many there are"),
        "units": (
            "(SELECT COUNT(*) FROM units u WHERE u.edition_id = e.id AND u.counting = COALESCE(m.counting, ''))",
            "how many the edition has",
        ),
        "characters": ("LENGTH(e.text)", "of the edition's text"),
        "text_sha256": ("e.text_sha256", ""),
        "read_at": ("e.read_at", "when its page was fetched"),
        "reader": ("e.reader", ""),
        "segmenter": ("e.segmenter", ""),
        "withdrawn_at": (
            """(SELECT MAX(w.happened_at) FROM events w WHERE w.document_id = d.id AND w.kind = 'withdrawn'
    AND NOT EXISTS (SELECT 1 FROM events r WHERE r.document_id = d.id AND r.kind = 'returned'
      AND r.happened_at >= w.happened_at))""",
            "when its site was found to have it no more; null while it stands there",
        ),
    },
    _DOCUMENTS,
)

UNITS = View(
    "v_units",
    "a unit of a document of `v_documents`: of a document in two corpora once for each, so say which corpus",
    {
        **_OF_A_DOCUMENT,
        "corpus_ref": ("m.no || '-' || u.ref", "1-2-2-1: the member's number and the ref; null outside a corpus"),
        "citation": (CITATION, "hunan:b5d212996859@1/2-2-1, counted otherwise …@1+titles/2-2-1; it never changes"),
        "ref": ("u.ref", "chapter-section-ordinal"),
        "chapter": ("u.chapter", "by position; 0 is what stands before the first"),
        "section": ("u.section", "the same within the chapter"),
        "ordinal": ("u.ordinal", "within the section"),
        "item": ("u.item", "the path below the section"),
        "chapter_label": ("u.chapter_label", "as printed: 二、"),
        "chapter_title": ("u.chapter_title", ""),
        "section_label": ("u.section_label", ""),
        "section_title": ("u.section_title", ""),
        "item_label": ("u.item_label", ""),
        "item_title": ("u.item_title", ""),
        "text": ("u.text", ""),
        "start": ("u.start", "code points into the edition's text"),
        "end": ('u."end"', "exclusive"),
        "responsible": ("u.responsible", "the note of who is responsible, as printed"),
        "unit_id": ("u.id", "the row of `units`"),
    },
    _DOCUMENTS + "JOIN units u ON u.edition_id = e.id AND u.counting = COALESCE(m.counting, '')",
)

COVERAGE = View(
    "v_coverage",
    "a slot of a corpus that was selected, filled or not",
    {
        "corpus": ("l.corpus", ""),
        "no": ("l.no", "the slot"),
        "adcode": ("l.adcode", ""),
        "place": ("l.place", "湖南"),
        "status": (
            """CASE WHEN m.chosen_by = 'rules' THEN 'found' WHEN m.no IS NOT NULL THEN 'pinned'
    WHEN r.id IS NULL AND NOT EXISTS (
      SELECT 1 FROM documents x JOIN sites s ON s.name = x.site WHERE s.adcode = l.adcode) THEN 'not crawled'
    WHEN r.id IS NOT NULL AND COALESCE(r.outcome, 'failed') IN ('blocked', 'failed') THEN 'blocked'
    ELSE 'missing' END""",
            "found, pinned, or with no member: not crawled, blocked (the last crawl was, or failed), missing",
        ),
        "document": ("d.key", "its key; this and the next are null where there is no member"),
        "edition": ("e.ordinal", "the one that was chosen"),
        "newest_edition": (
            "(SELECT MAX(n.ordinal) FROM editions n WHERE n.document_id = d.id)",
            "higher than `edition` where the text changed since",
        ),
        "title": ("d.title", ""),
        "doc_number": ("d.doc_number", "文号"),
        "published_on": ("d.published_on", "发布日期"),
        "units": (
            """CASE WHEN e.id IS NOT NULL THEN
    (SELECT COUNT(*) FROM units u WHERE u.edition_id = e.id AND u.counting = m.counting) END""",
            "as the corpus counts",
        ),
        "chosen_by": ("m.chosen_by", "rules, or who pinned it"),
        "reasons": ("m.reasons", "JSON: rule, passed, evidence"),
        "documents": (
            "(SELECT COUNT(*) FROM documents x JOIN sites s ON s.name = x.site WHERE s.adcode = l.adcode)",
            "how many of the jurisdiction's sites there are",
        ),
        "last_crawl": ("r.started_at", "when the jurisdiction's site was last crawled; null where it never was"),
        "outcome": ("r.outcome", "of that crawl"),
        "reason": ("r.reason", "why it was not ok"),
    },
    """
FROM slots l
LEFT JOIN members m ON m.corpus = l.corpus AND m.no = l.no
LEFT JOIN documents d ON d.id = m.document_id
LEFT JOIN editions e ON e.id = m.edition_id
LEFT JOIN runs r ON r.id = (
  SELECT x.id FROM runs x JOIN sites s ON s.name = x.site
  WHERE s.adcode = l.adcode AND x.kind = 'crawl' ORDER BY x.started_at DESC, x.id DESC LIMIT 1)
""",
)

RUNS = View(
    "v_runs",
    "a crawl of a site, or an addition by hand",
    {
        "site": ("r.site", ""),
        "site_title": ("s.title", ""),
        "adcode": ("s.adcode", "null for a site of no jurisdiction"),
        "jurisdiction": ("j.title", ""),
        "run": ("r.key", "its key: what `snapshots.run` names"),
        "kind": ("r.kind", "crawl or add"),
        "query": ("r.query", "what the searches were asked; empty for a walk of the lists"),
        "full": ('CASE WHEN r."full" THEN 1 ELSE 0 END', "1 where every list was walked to its end"),
        "started_at": ("r.started_at", ""),
        "ended_at": ("r.ended_at", "null while it runs, or if killed"),
        "outcome": ("r.outcome", "ok, short, empty, blocked, failed"),
        "reason": ("r.reason", ""),
        "listed": ("r.listed", "links on the lists"),
        "fetched": ("r.fetched", ""),
        "blocked": ("r.blocked", ""),
        "failed": ("r.failed", ""),
        "newest": (
            "CASE WHEN r.id = (SELECT x.id FROM runs x WHERE x.site = r.site "
            "ORDER BY x.started_at DESC, x.id DESC LIMIT 1) THEN 1 ELSE 0 END",
            "1 for the site's last run",
        ),
    },
    """
FROM runs r
JOIN sites s ON s.name = r.site
LEFT JOIN jurisdictions j ON j.adcode = s.adcode
""",
)

EVENTS = View(
    "v_events",
    "something that happened to a document on its site",
    {
        "site": ("d.site", ""),
        "site_title": ("s.title", ""),
        "document": ("d.key", "its key"),
        "title": ("d.title", ""),
        "kind": ("v.kind", "new, changed (another text), withdrawn (missing twice, days apart), returned, moved"),
        "happened_at": ("v.happened_at", "when the answer was fetched that shows it"),
        "run": ("v.run", "the key of the run that fetched it"),
        "detail": ("v.detail", "of a move the new address"),
        "url": ("d.url", ""),
    },
    """
FROM events v
JOIN documents d ON d.id = v.document_id
JOIN sites s ON s.name = d.site
""",
)

_CODINGS = """
FROM codings c
JOIN codes k ON k.id = c.code_id
JOIN codebooks b ON b.id = k.codebook_id
JOIN coders p ON p.id = c.coder_id
JOIN units u ON u.id = c.unit_id
JOIN editions e ON e.id = u.edition_id
JOIN documents d ON d.id = e.document_id
JOIN sites s ON s.name = d.site
LEFT JOIN members m ON m.edition_id = e.id AND m.counting = u.counting
LEFT JOIN slots l ON l.corpus = m.corpus AND l.no = m.no
LEFT JOIN jurisdictions j ON j.adcode = COALESCE(l.adcode, s.adcode)
WHERE c.replaced_at IS NULL
"""

CODINGS = View(
    "v_codings",
    "a code that a coder gave a unit, while it stands: in two corpora once for each",
    {
        "corpus": ("m.corpus", "null where the unit is in no corpus (any more)"),
        "no": ("m.no", "the member's number"),
        "jurisdiction": ("COALESCE(j.title, l.place)", "湖南省"),
        "document": ("d.key", "its key"),
        "title": ("d.title", ""),
        "written_on": ("d.written_on", "成文日期"),
        "published_on": ("d.published_on", "发布日期"),
        "corpus_ref": ("m.no || '-' || u.ref", "1-2-2-1"),
        "citation": (CITATION, "as in `v_units`"),
        "text": ("u.text", ""),
        "codebook": ("b.name", ""),
        "version": ("b.version", "of the codebook"),
        "coder": ("p.name", "裁定 is the meeting that settled disagreements"),
        "dimension": ("k.dimension", "tool, theme"),
        "code": ("k.name", "the answer; 不可编码 is one"),
        "counts_as": ("k.counts_as", "the row of the tables: a sub-tool counts with its tool; empty for 不可编码"),
        "coded_at": ("c.coded_at", "when it was imported"),
        "unit_id": ("u.id", "the row of `units`"),
    },
    _CODINGS,
)

# Every row of a coder's table, the empty ones too: the codes that count as themselves, in each corpus and version
# of a book that the coder coded by.
_TABLES = """
FROM (
  SELECT DISTINCT m.corpus, c.coder_id, k.codebook_id
  FROM codings c JOIN codes k ON k.id = c.code_id JOIN units u ON u.id = c.unit_id
  JOIN members m ON m.edition_id = u.edition_id AND m.counting = u.counting WHERE c.replaced_at IS NULL
) t
JOIN codebooks b ON b.id = t.codebook_id
JOIN coders p ON p.id = t.coder_id
JOIN codes k ON k.codebook_id = t.codebook_id AND k.dimension_no = 1 AND k.counts_as = k.name
"""

_TOOLS = """
LEFT JOIN (
  SELECT m.corpus, c.coder_id, k.codebook_id, k.counts_as, COUNT(DISTINCT c.unit_id) AS n
  FROM codings c JOIN codes k ON k.id = c.code_id AND k.dimension_no = 1 JOIN units u ON u.id = c.unit_id
  JOIN members m ON m.edition_id = u.edition_id AND m.counting = u.counting WHERE c.replaced_at IS NULL
  GROUP BY m.corpus, c.coder_id, k.codebook_id, k.counts_as
) n ON n.corpus = t.corpus AND n.coder_id = t.coder_id AND n.codebook_id = t.codebook_id AND n.counts_as = k.name
"""

_PAIRS = """
JOIN codes h ON h.codebook_id = t.codebook_id AND h.dimension_no = 2 AND h.counts_as = h.name
LEFT JOIN (
  SELECT m.corpus, c.coder_id, k.codebook_id, k.counts_as AS tool, kh.counts_as AS theme,
    COUNT(DISTINCT c.unit_id) AS n
  FROM codings c JOIN codes k ON k.id = c.code_id AND k.dimension_no = 1
  JOIN codings ch ON ch.unit_id = c.unit_id AND ch.coder_id = c.coder_id AND ch.replaced_at IS NULL
  JOIN codes kh ON kh.id = ch.code_id AND kh.codebook_id = k.codebook_id AND kh.dimension_no = 2
  JOIN units u ON u.id = c.unit_id
  JOIN members m ON m.edition_id = u.edition_id AND m.counting = u.counting WHERE c.replaced_at IS NULL
  GROUP BY m.corpus, c.coder_id, k.codebook_id, k.counts_as, kh.counts_as
) n ON n.corpus = t.corpus AND n.coder_id = t.coder_id AND n.codebook_id = t.codebook_id
  AND n.tool = k.name AND n.theme = h.name
"""

_OF_A_TABLE = {
    "corpus": ("t.corpus", ""),
    "codebook": ("b.name", ""),
    "version": ("b.version", ""),
    "coder": ("p.name", ""),
    "type": ("k.under", "供给型工具"),
    "tool": ("k.name", "the row"),
}
_TOTAL = "CAST(SUM(COALESCE(n.n, 0)) OVER (PARTITION BY t.corpus, t.coder_id, t.codebook_id, k.under) AS BIGINT)"

TABLE1 = View(
    "v_table1",
    "a tool in a coder's table 1, unused ones too",
    {
        **_OF_A_TABLE,
        "n": ("COALESCE(n.n, 0)", "units that it was given to"),
        "share": (
            f"CASE WHEN {_TOTAL} > 0 THEN (COALESCE(n.n, 0) * 1000 / {_TOTAL}) / 10.0 END",
            "per cent of its type's units, cut to one decimal",
        ),
        "ordinal": ("k.ordinal", "in the book's order"),
    },
    _TABLES + _TOOLS,
)

TABLE2 = View(
    "v_table2",
    "a tool and a theme in a coder's table 2, unused pairs too",
    {
        **_OF_A_TABLE,
        "theme": ("h.name", "the column"),
        "n": ("COALESCE(n.n, 0)", "units that were given both"),
        "ordinal": ("k.ordinal", "of the tool in the book's order"),
        "theme_ordinal": ("h.ordinal", "of the theme"),
    },
    _TABLES + _PAIRS,
)

VIEWS = (DOCUMENTS, UNITS, COVERAGE, RUNS, EVENTS, CODINGS, TABLE1, TABLE2)


def drop_views(connection: Connection) -> list[str]:
    """Drops our views, and on SQLite those of others too, which stand in the way of changes to their tables there.

    Returns the statements that make those of others again. On PostgreSQL a view of others may rest on one of ours: then
    the database refuses, and says which.
    """
    ours = {view.name for view in VIEWS}
    seen = inspect(connection)
    others = []
    for name in seen.get_view_names():
        if name not in ours and connection.dialect.name != "sqlite":
            continue
        if name not in ours:
            others.append(seen.get_view_definition(name))
        connection.exec_driver_sql(f"DROP VIEW {_quoted(name)}")
    return others


def create_views(connection: Connection) -> None:
    for view in VIEWS:
        connection.exec_driver_sql(_statement(view))
        if connection.dialect.name == "postgresql":  # which keeps a view in words of its own
            connection.exec_driver_sql(f"COMMENT ON VIEW {view.name} IS '{_digest(_statement(view))}'")


def view_differences(connection: Connection) -> list[str]:
    """What differs between the database's views and these, a line each."""
    if connection.dialect.name == "postgresql":
        kept = "SELECT relname, obj_description(oid, 'pg_class') FROM pg_class WHERE pg_table_is_visible(oid)"
        stand = {row.relname: row.obj_description for row in connection.exec_driver_sql(f"{kept} AND relkind = 'v'")}
    else:
        kept = "SELECT name, sql FROM sqlite_master WHERE type = 'view'"
        stand = {row.name: _digest(row.sql) for row in connection.exec_driver_sql(kept)}
    return [
        f"view {view.name}: not the one of this program: run `corpus db upgrade`"
        for view in VIEWS
        if stand.get(view.name) != _digest(_statement(view))
    ]


def _statement(view: View) -> str:
    return f"CREATE VIEW {view.name} AS\n{view.select}"


def _digest(statement: str) -> str:
    return hashlib.sha256(statement.encode()).hexdigest()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
