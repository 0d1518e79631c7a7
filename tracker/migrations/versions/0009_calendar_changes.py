"""calendar changes

Which limits each change of the working calendar moved, and which limits of shares and policy documents are provisional.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "calendar_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("notice", sa.String(length=120), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_calendar_change_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_change")),
    )
    op.create_index(op.f("ix_calendar_change_year_id"), "calendar_change", ["year", "id"])
    op.create_table(
        "moved_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("old", sa.Date(), nullable=True),
        sa.Column("new", sa.Date(), nullable=True),
        sa.Column("was_provisional", sa.Boolean(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["calendar_change.id"], name=op.f("fk_moved_limit_change_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moved_limit")),
    )
    op.create_index(op.f("ix_moved_limit_change_id_id"), "moved_limit", ["change_id", "id"])
    with op.batch_alter_table("assignment") as batch_op:
        batch_op.add_column(
            sa.Column("due_is_provisional", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("policy_document") as batch_op:
        batch_op.add_column(sa.Column("is_provisional", sa.Boolean(), nullable=False, server_default=sa.false()))
    mark_what_is_provisional()


def mark_what_is_provisional():
    """A share's limit is provisional where it is that of a provisional disclosure which is still open."""
    share = sa.table("assignment", *map(sa.column, ("task_id", "unit_id", "due_on", "due_is_provisional")))
    names = ("task_id", "unit_id", "due_on", "published_on", "secrecy_result")
    record = sa.table("disclosure", *map(sa.column, names), sa.column("is_provisional", sa.Boolean()))
    its = sa.exists().where(
        record.c.task_id == share.c.task_id,
        record.c.unit_id == share.c.unit_id,
        record.c.due_on == share.c.due_on,
        record.c.published_on.is_(None),
        sa.or_(record.c.secrecy_result.is_(None), record.c.secrecy_result != "withhold"),
        record.c.is_provisional == sa.true(),
    )
    op.execute(sa.update(share).where(its).values(due_is_provisional=sa.true()))


def downgrade():
    with op.batch_alter_table("policy_document") as batch_op:
        batch_op.drop_column("is_provisional")
    with op.batch_alter_table("assignment") as batch_op:
        batch_op.drop_column("due_is_provisional")
    op.drop_table("moved_limit")
    op.drop_table("calendar_change")
