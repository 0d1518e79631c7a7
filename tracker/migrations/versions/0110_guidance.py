"""guidance

Rules and hours of duty that the office enters, the quarterly circulars as issued, marks where a clock was moved, and
interpretations that were entered wrongly and withdrawn. What counts the answers of a month or a quarter is read from
one index.
"""

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0100"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LATE = sa.text("answered_at > answer_due_at")
PROTECTED = ("opinion_rule", "duty_hours", "quarter_circular", "circular_withdrawal")


def upgrade():
    op.add_column("opinion_case", sa.Column("clock_moved", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("policy_document", sa.Column("moves", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("interpretation") as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_why", sa.String(length=200), nullable=False, server_default=""))
        batch_op.create_foreign_key(op.f("fk_interpretation_withdrawn_by_id"), "user", ["withdrawn_by_id"], ["id"])
    _index_cases()
    _create_rules()
    _create_circulars()
    for table in PROTECTED:
        _protect(table)


def downgrade():
    for table in ("circular_withdrawal", "quarter_circular", "duty_hours", "opinion_rule"):
        op.drop_table(table)
    op.drop_index("ix_opinion_case_late", table_name="opinion_case")
    op.drop_index("ix_opinion_case_found", table_name="opinion_case")
    op.create_index("ix_opinion_case_found_at", "opinion_case", ["found_at"])
    with op.batch_alter_table("interpretation") as batch_op:
        batch_op.drop_constraint(op.f("fk_interpretation_withdrawn_by_id"), type_="foreignkey")
        for column in ("withdrawn_why", "withdrawn_by_id", "withdrawn_at"):
            batch_op.drop_column(column)
    op.drop_column("policy_document", "moves")
    op.drop_column("opinion_case", "clock_moved")


def _index_cases():
    op.drop_index("ix_opinion_case_found_at", table_name="opinion_case")
    op.create_index("ix_opinion_case_found", "opinion_case", ["found_at", "answer_due_at", "answered_at", "unit_id"])
    columns = ["answer_due_at", "answered_at"]
    op.create_index("ix_opinion_case_late", "opinion_case", columns, sqlite_where=LATE, postgresql_where=LATE)


def _id(table):
    return (sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")))


def _points(table, column, to, *, nullable=False):
    name = op.f(f"fk_{table}_{column}")
    return (
        sa.Column(column, sa.Integer(), nullable=nullable),
        sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name),
    )


def _create_rules():
    op.create_table(
        "opinion_rule",
        *_id("opinion_rule"),
        sa.Column("demand", sa.String(length=32), nullable=False),
        sa.Column("severities", sa.JSON(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("recounted", sa.Integer(), nullable=False),
        *_points("opinion_rule", "set_by_id", "user", nullable=True),
        sa.Column("set_at", MOMENT, nullable=False),
    )
    op.create_table(
        "duty_hours",
        *_id("duty_hours"),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        *_points("duty_hours", "set_by_id", "user", nullable=True),
        sa.Column("set_at", MOMENT, nullable=False),
    )


def _create_circulars():
    op.create_table(
        "quarter_circular",
        *_id("quarter_circular"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("document_number", sa.String(length=40), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("signed_by", sa.String(length=40), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        *_points("quarter_circular", "stored_file_id", "stored_file"),
        *_points("quarter_circular", "sheet_file_id", "stored_file"),
        *_points("quarter_circular", "issued_by_id", "user", nullable=True),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.UniqueConstraint("document_number", name=op.f("uq_quarter_circular_document_number")),
    )
    edition = ["year", "quarter", "edition"]
    op.create_index(op.f("ix_quarter_circular_year_quarter_edition"), "quarter_circular", edition, unique=True)
    op.create_table(
        "circular_withdrawal",
        *_id("circular_withdrawal"),
        *_points("circular_withdrawal", "circular_id", "quarter_circular"),
        sa.Column("document_number", sa.String(length=40), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("signed_by", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_points("circular_withdrawal", "stored_file_id", "stored_file"),
        *_points("circular_withdrawal", "withdrawn_by_id", "user", nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=False),
        sa.UniqueConstraint("circular_id", name=op.f("uq_circular_withdrawal_circular_id")),
        sa.UniqueConstraint("document_number", name=op.f("uq_circular_withdrawal_document_number")),
    )


def _protect(table):
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
