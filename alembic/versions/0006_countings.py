"""countings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BEFORE = ("edition_id", "chapter", "section", "ordinal")
SINCE = ("edition_id", "counting", "chapter", "section", "ordinal")


def upgrade() -> None:
    for table in ("members", "units"):
        op.add_column(table, sa.Column("counting", sa.String(), nullable=False, server_default=""))
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("counting", server_default=None)
            if table == "units":
                batch_op.drop_constraint(op.f(f"uq_units_{'_'.join(BEFORE)}"), type_="unique")
                batch_op.create_unique_constraint(op.f(f"uq_units_{'_'.join(SINCE)}"), SINCE)


def downgrade() -> None:
    op.execute("DELETE FROM units WHERE counting <> ''")  # refused where one of them was coded
    with op.batch_alter_table("units") as batch_op:
        batch_op.drop_constraint(op.f(f"uq_units_{'_'.join(SINCE)}"), type_="unique")
        batch_op.drop_column("counting")
        batch_op.create_unique_constraint(op.f(f"uq_units_{'_'.join(BEFORE)}"), BEFORE)
    with op.batch_alter_table("members") as batch_op:
        batch_op.drop_column("counting")
