"""checks kept

The office's spot checks are kept with what was drawn; requests know how many of their steps were recorded late.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("information_request") as batch_op:
        batch_op.add_column(sa.Column("late_entries", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("information_request") as batch_op:
        batch_op.alter_column("late_entries", server_default=None)


    op.create_table(
        "spot_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("scope", sa.String(length=300), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_spot_check_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_check")),
    )


def downgrade():
    op.drop_table("spot_check")
    with op.batch_alter_table("information_request") as batch_op:
        batch_op.drop_column("late_entries")
