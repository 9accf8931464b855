"""slots"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "slots",
        sa.Column("corpus", sa.String(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("adcode", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["corpus"], ["corpora.name"], name=op.f("fk_slots_corpus")),
        sa.PrimaryKeyConstraint("corpus", "no", name=op.f("pk_slots")),
    )


def downgrade() -> None:
    op.drop_table("slots")
