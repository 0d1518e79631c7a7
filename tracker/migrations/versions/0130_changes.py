"""before and after

What an act changed, column by column, stands beside its entry in the journal. Added in place: a table made anew would
lose its guards.
"""

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("audit_entry", sa.Column("changes", sa.JSON(), nullable=True))


def downgrade():
    op.drop_column("audit_entry", "changes")
