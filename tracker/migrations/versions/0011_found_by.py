"""found by

Registers find records by the day from which they count, by how they stand to their limit, and by their other filters.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COUNTED_FROM = "CASE WHEN kind = 'general' THEN formed_on ELSE decided_on END"
TIMING = """
CASE WHEN mode <> 'proactive' THEN 'none' WHEN published_on IS NULL THEN 'open'
WHEN published_on <= due_on THEN 'kept' WHEN published_on > due_on THEN 'late' ELSE 'none' END
"""
INDEXES = (
    ("counted_from", "id"),
    ("published_on", "id"),
    ("timing", "due_on", "id"),
    ("kind", "id"),
    ("phase", "id"),
    ("check_state", "id"),
)


def upgrade():
    counted_from = sa.Column("counted_from", sa.Date(), sa.Computed(COUNTED_FROM, persisted=True), nullable=True)
    timing = sa.Column("timing", sa.String(length=32), sa.Computed(TIMING, persisted=True), nullable=False)
    with op.batch_alter_table("disclosure") as batch_op:
        batch_op.add_column(counted_from)
        batch_op.add_column(timing)
        for columns in INDEXES:
            batch_op.create_index(op.f("_".join(("ix_disclosure", *columns))), list(columns))


def downgrade():
    with op.batch_alter_table("disclosure") as batch_op:
        for columns in INDEXES:
            batch_op.drop_index(op.f("_".join(("ix_disclosure", *columns))))
        batch_op.drop_column("timing")
        batch_op.drop_column("counted_from")
