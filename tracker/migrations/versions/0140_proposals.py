"""proposals

Corrections by which a record would be judged better wait for the office; until then the record stands as it was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0110"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "disclosure_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("disclosure_id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("gain", sa.String(length=400), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosure.id"], name=op.f("fk_disclosure_proposal_disclosure_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_disclosure_proposal_by_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["user.id"], name=op.f("fk_disclosure_proposal_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_proposal")),
    )
    op.create_index(op.f("ix_disclosure_proposal_disclosure_id"), "disclosure_proposal", ["disclosure_id"])
    op.create_index(
        op.f("ix_disclosure_proposal_state_disclosure_id"), "disclosure_proposal", ["state", "disclosure_id"]
    )


def downgrade():
    op.drop_table("disclosure_proposal")
