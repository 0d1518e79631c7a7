"""said of imports

What the administrator says of an import's rows: which task each continues.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("import_batch") as batch_op:
        batch_op.add_column(sa.Column("matches", sa.JSON(), nullable=False, server_default="{}"))


def downgrade():
    with op.batch_alter_table("import_batch") as batch_op:
        batch_op.drop_column("matches")
