"""guidance

What counts the answers of a month or a quarter is read from one index.
"""

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade():
    op.drop_index("ix_opinion_case_found_at", table_name="opinion_case")
    op.create_index(
        "ix_opinion_case_found", "opinion_case", ["found_at", "answer_due_at", "answered_at", "unit_id"]
    )
    late = sa.text("answered_at > answer_due_at")
    op.create_index(
        "ix_opinion_case_late",
        "opinion_case",
        ["answer_due_at", "answered_at"],
        sqlite_where=late,
        postgresql_where=late,
    )


def downgrade():
    op.drop_index("ix_opinion_case_late", table_name="opinion_case")
    op.drop_index("ix_opinion_case_found", table_name="opinion_case")
    op.create_index("ix_opinion_case_found_at", "opinion_case", ["found_at"])
