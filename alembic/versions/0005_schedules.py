"""schedules"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schedules",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("every_hours", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.name"], name=op.f("fk_schedules_site")),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_schedules")),
    )


def downgrade() -> None:
    op.drop_table("schedules")
