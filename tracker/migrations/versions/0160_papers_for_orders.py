"""papers for late orders

A late order is followed up by numbered papers; how far it was taken stands in its history, no longer beside it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0160"
down_revision = "0170"
branch_labels = None
depends_on = None


def upgrade():
    op.drop_column("rectification", "escalated_on")
    op.drop_column("rectification", "escalation")


def downgrade():
    op.add_column("rectification", sa.Column("escalation", sa.String(length=32), nullable=True))
    op.add_column("rectification", sa.Column("escalated_on", sa.Date(), nullable=True))
