"""returned texts

The leader may send the text of a notice back to the office with a remark instead of signing it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0180"
down_revision = "0160"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("notice_text") as batch:
        batch.add_column(sa.Column("returned_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("return_note", sa.String(length=400), nullable=False, server_default=""))
        batch.create_foreign_key(op.f("fk_notice_text_returned_by_id"), "user", ["returned_by_id"], ["id"])


def downgrade():
    with op.batch_alter_table("notice_text") as batch:
        batch.drop_constraint(op.f("fk_notice_text_returned_by_id"), type_="foreignkey")
        for column in ("return_note", "returned_at", "returned_by_id"):
            batch.drop_column(column)
