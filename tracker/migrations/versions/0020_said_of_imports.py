"""said of imports

What the administrator says of an import's rows: which task each continues, which units leave; who applied and undid
it. What changed about a task itself, and the last of it that a unit has seen.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("import_batch") as batch_op:
        batch_op.add_column(sa.Column("matches", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("drops", sa.JSON(), nullable=False, server_default="{}"))
        for who in ("applied_by_id", "undone_by_id"):
            batch_op.add_column(sa.Column(who, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(op.f(f"fk_import_batch_{who}"), "user", [who], ["id"])
    with op.batch_alter_table("assignment") as batch_op:
        batch_op.add_column(sa.Column("seen_change_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_reason", sa.String(length=400), nullable=False, server_default=""))
        batch_op.create_index(
            "ix_assignment_withdrawn_at",
            ["withdrawn_at"],
            sqlite_where=sa.text("withdrawn_at IS NOT NULL"),
            postgresql_where=sa.text("withdrawn_at IS NOT NULL"),
        )
    op.create_table(
        "task_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=400), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_task_change_by_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_change_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_change")),
    )
    op.create_index(op.f("ix_task_change_task_id"), "task_change", ["task_id"])


def downgrade():
    op.drop_table("task_change")
    with op.batch_alter_table("assignment") as batch_op:
        batch_op.drop_index("ix_assignment_withdrawn_at")
        batch_op.drop_column("withdrawn_reason")
        batch_op.drop_column("withdrawn_at")
        batch_op.drop_column("seen_change_id")
    with op.batch_alter_table("import_batch") as batch_op:
        for who in ("undone_by_id", "applied_by_id"):
            batch_op.drop_constraint(op.f(f"fk_import_batch_{who}"), type_="foreignkey")
            batch_op.drop_column(who)
        batch_op.drop_column("drops")
        batch_op.drop_column("matches")
