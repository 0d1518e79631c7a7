"""trust

Second factors with recovery codes, forms that were already sent, the age of a password; on PostgreSQL what is
append-only can no longer be emptied as a whole either.
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0080"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
PROTECTED = (
    "audit_entry",
    "progress_update",
    "opinion_entry",
    "rectification_entry",
    "request_entry",
    "project_entry",
    "disclosure_version",
    "secrecy_review",
    "disclosure_check",
    "link_visit",
    "interpretation_waiver",
    "circular",
    "progress_report_entry",
)


def upgrade():
    op.create_table(
        "second_factor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_second_factor_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor")),
        sa.UniqueConstraint("user_id", name=op.f("uq_second_factor_user_id")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_user_id"), "recovery_code", ["user_id"])
    op.create_table(
        "sent_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("location", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_form")),
        sa.UniqueConstraint("key", name=op.f("uq_sent_form_key")),
    )
    op.create_index(op.f("ix_sent_form_at"), "sent_form", ["at"])
    with op.batch_alter_table("user") as batch:
        batch.add_column(sa.Column("password_set_at", INSTANT, nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        for table in PROTECTED:
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        for table in PROTECTED:
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    with op.batch_alter_table("user") as batch:
        batch.drop_column("password_set_at")
    op.drop_table("sent_form")
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
