"""events"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("happened_at", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_events_document_id")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshots.id"], name=op.f("fk_events_snapshot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("document_id", "kind", "snapshot_id", name=op.f("uq_events_document_id_kind_snapshot_id")),
    )
    op.create_index(op.f("ix_events_happened_at"), "events", ["happened_at"])
    op.execute(OF_EARLIER_BUILDS)
    op.add_column("editions", sa.Column("shown_by", sa.Integer(), nullable=True))
    op.execute("UPDATE editions SET shown_by = snapshot_id")
    with op.batch_alter_table("editions") as batch_op:
        batch_op.alter_column("shown_by", nullable=False)
        batch_op.create_foreign_key(op.f("fk_editions_shown_by"), "snapshots", ["shown_by"], ["id"])
    op.add_column("failures", sa.Column("request", sa.JSON(), nullable=True))


# What earlier builds found and did not record. An edition of another page than the one before, with another text,
# is a changed text; a file that changed while its page stayed cannot be told any more.
OF_EARLIER_BUILDS = """
INSERT INTO events (document_id, kind, happened_at, run, snapshot_id, detail)
SELECT e.document_id, CASE WHEN b.id IS NULL THEN 'new' ELSE 'changed' END, s.fetched_at, s.run, s.id, ''
FROM editions e
JOIN snapshots s ON s.id = e.snapshot_id
LEFT JOIN editions b ON b.document_id = e.document_id AND b.ordinal = e.ordinal - 1
WHERE b.id IS NULL OR (b.snapshot_id <> e.snapshot_id AND b.text_sha256 <> e.text_sha256)
ORDER BY e.id
"""


def downgrade() -> None:
    op.drop_column("failures", "request")
    with op.batch_alter_table("editions") as batch_op:
        batch_op.drop_constraint(op.f("fk_editions_shown_by"), type_="foreignkey")
        batch_op.drop_column("shown_by")
    op.drop_table("events")
