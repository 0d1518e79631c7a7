"""year end papers

One list of numbers for all numbered papers; a withdrawn notice may be issued anew; tables 2 and 4 of the annual report
in a unit's report; versions of the chapter's text.
"""

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0140"
branch_labels = None
depends_on = None

LETTERS = {"reminder": "王政办提", "urging": "王政办催", "supervision": "王政办督"}
NAMED = (
    ("circular", "督查通报", "issued_at"),
    ("notice", "年度通报", "issued_at"),
    ("notice_follow_up", "更正、撤销通知", "issued_at"),
    ("quarter_circular", "季度通报", "issued_at"),
    ("circular_withdrawal", "撤销通报的通知", "withdrawn_at"),
)


def upgrade():
    op.create_table(
        "issued_number",
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("paper", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_issued_number")),
    )
    take_over()
    op.drop_index(op.f("ix_notice_appraisal_id_kind"), table_name="notice")
    op.create_index(op.f("ix_notice_appraisal_id_kind"), "notice", ["appraisal_id", "kind"], unique=False)
    with op.batch_alter_table("progress_report") as batch_op:
        batch_op.add_column(sa.Column("annual", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "chapter_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("paragraphs", sa.JSON(), nullable=False),
        sa.Column("drafted", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_chapter_text_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chapter_text")),
    )
    op.create_index(op.f("ix_chapter_text_year_number"), "chapter_text", ["year", "number"], unique=True)
    protect("chapter_text")
    protect("issued_number")


def take_over():
    """The numbers that were given before there was a list; of two papers under one number the first."""
    connection = op.get_bind()
    found = {}
    for name, what, when in NAMED:
        of = sa.table(name, sa.column("id"), sa.column("document_number"), sa.column(when))
        rows = sa.select(of.c.document_number, of.c[when]).where(of.c.document_number.is_not(None))
        for number, at in connection.execute(rows.order_by(of.c.id)):
            found.setdefault(number, (what, at))
    paper = sa.table("paper", *(sa.column(name) for name in ("step", "year", "serial", "issued_at")))
    for step, year, serial, at in connection.execute(sa.select(*paper.c)):
        found.setdefault(f"{LETTERS[step]}〔{year}〕{serial}号", ("提醒、催办、督办单", at))
    given = sa.table("issued_number", sa.column("number"), sa.column("paper"), sa.column("at"))
    for number, (what, at) in found.items():
        connection.execute(sa.insert(given).values(number=number, paper=what, at=at))


def protect(table):
    """The function is that of the migration ``append_only``."""
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


def downgrade():
    op.drop_table("chapter_text")
    with op.batch_alter_table("progress_report") as batch_op:
        batch_op.drop_column("annual")
    op.drop_index(op.f("ix_notice_appraisal_id_kind"), table_name="notice")
    op.create_index(op.f("ix_notice_appraisal_id_kind"), "notice", ["appraisal_id", "kind"], unique=True)
    op.drop_table("issued_number")
