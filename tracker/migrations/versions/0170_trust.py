"""trust

Forms that were sent after the session had ended wait a while for their authors. An account that needs a second
person's word is not used before it was given.
"""

import sqlalchemy as sa
from alembic import op

revision = "0170"
down_revision = "0120"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "kept_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=1000), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_kept_form_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_form")),
    )
    op.create_index(op.f("ix_kept_form_user_id"), "kept_form", ["user_id"])
    with op.batch_alter_table("user") as batch:
        batch.add_column(sa.Column("prepared_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("user") as batch:
        batch.drop_column("waits_since")
        batch.drop_column("prepared_by_id")
    op.drop_table("kept_form")
