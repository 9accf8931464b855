"""editions by snapshot"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_editions_snapshot_id"), "editions", ["snapshot_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_editions_snapshot_id"), "editions")
