"""coverage

A record may belong to a project and to an item of its chain; which phases and channels each share has covered is kept.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COVERED = """
INSERT INTO disclosure_coverage (task_id, unit_id, phase, channel)
SELECT DISTINCT disclosure.task_id, disclosure.unit_id, COALESCE(disclosure.phase, ''), disclosure_channel.name
FROM disclosure JOIN disclosure_channel ON disclosure_channel.disclosure_id = disclosure.id
WHERE disclosure.published_on IS NOT NULL
"""


def upgrade():
    with op.batch_alter_table("disclosure") as batch_op:
        batch_op.add_column(sa.Column("project_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("chain_item", sa.String(length=40), nullable=False, server_default=""))
        batch_op.create_foreign_key(op.f("fk_disclosure_project_id"), "project", ["project_id"], ["id"])
        batch_op.create_index(op.f("ix_disclosure_project_id"), ["project_id"])
    op.create_table(
        "disclosure_coverage",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_disclosure_coverage_task_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_disclosure_coverage_unit_id")),
        sa.PrimaryKeyConstraint("task_id", "unit_id", "phase", "channel", name=op.f("pk_disclosure_coverage")),
    )
    op.execute(COVERED)


def downgrade():
    op.drop_table("disclosure_coverage")
    with op.batch_alter_table("disclosure") as batch_op:
        batch_op.drop_index(op.f("ix_disclosure_project_id"))
        batch_op.drop_constraint(op.f("fk_disclosure_project_id"), type_="foreignkey")
        batch_op.drop_column("chain_item")
        batch_op.drop_column("project_id")
