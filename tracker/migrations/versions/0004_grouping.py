"""grouping

Every level of grouping that a table gives a task, where there are several.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("task") as batch_op:
        batch_op.add_column(sa.Column("grouping", sa.String(length=400), nullable=False, server_default=""))


def downgrade():
    with op.batch_alter_table("task") as batch_op:
        batch_op.drop_column("grouping")
