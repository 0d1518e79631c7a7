"""found by

Registers find records by the day from which they count, by how they stand to their limit, and by their other filters.
A record keeps what the task's row said about time when it was recorded, and how often a correction moved its clock.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COUNTED_FROM = """
CASE WHEN kind = 'general' AND NOT (COALESCE(row_start, '') = 'decided' AND COALESCE(row_days, 0) > 0
AND row_kind IN ('workdays', 'other') AND decided_on IS NOT NULL) THEN formed_on ELSE decided_on END
"""
TIMING = """
CASE WHEN mode <> 'proactive' THEN 'none' WHEN published_on IS NULL THEN 'open'
WHEN published_on <= due_on THEN 'kept' WHEN published_on > due_on THEN 'late' ELSE 'none' END
"""
ROW = {"row_kind": "deadline_kind", "row_days": "deadline_days", "row_start": "deadline_start", "row_text": "deadline_text"}
AS_RECORDED = "UPDATE disclosure SET " + ", ".join(
    f"{own} = (SELECT {of_task} FROM task WHERE task.id = disclosure.task_id)" for own, of_task in ROW.items()
)
INDEXES = (
    ("counted_from", "id"),
    ("published_on", "id"),
    ("timing", "due_on", "id"),
    ("kind", "id"),
    ("phase", "id"),
    ("check_state", "id"),
)


def upgrade():
    with op.batch_alter_table("disclosure") as batch_op:
        batch_op.add_column(sa.Column("row_kind", sa.String(length=32), nullable=False, server_default="unspecified"))
        batch_op.add_column(sa.Column("row_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("row_start", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("row_text", sa.String(length=400), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("clock_changes", sa.Integer(), nullable=False, server_default="0"))
    op.execute(AS_RECORDED)
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
    with op.batch_alter_table("disclosure") as batch_op:
        for name in (*ROW, "clock_changes"):
            batch_op.drop_column(name)
