"""kept readings

What was read in an import's files, and the works that are reading some just now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "import_reading",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["import_file.id"], name=op.f("fk_import_reading_file_id")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_import_reading")),
    )
    op.create_table(
        "import_work",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_work_batch_id")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_import_work")),
    )


def downgrade():
    op.drop_table("import_work")
    op.drop_table("import_reading")
