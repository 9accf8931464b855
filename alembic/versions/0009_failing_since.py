"""failures since when"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("failures", sa.Column("since", sa.String(), nullable=True))
    op.execute("UPDATE failures SET since = failed_at")  # how long they stood before nobody has written down
    with op.batch_alter_table("failures") as batch_op:
        batch_op.alter_column("since", nullable=False)


def downgrade() -> None:
    op.drop_column("failures", "since")
