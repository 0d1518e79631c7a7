"""checks kept

The office's spot checks are kept with what was drawn; requests know how many of their steps were recorded late.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("information_request") as batch_op:
        batch_op.add_column(sa.Column("late_entries", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("information_request") as batch_op:
        batch_op.alter_column("late_entries", server_default=None)


def downgrade():
    with op.batch_alter_table("information_request") as batch_op:
        batch_op.drop_column("late_entries")
