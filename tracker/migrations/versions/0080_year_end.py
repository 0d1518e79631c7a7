"""year end

Schemes with drafts and versions, self-assessments, excuses and statements; texts of notices and what follows them;
re-checks in part, extensions and escalations of rectifications; work that passed to another unit or year.
"""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("appraisal_scheme") as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(length=32), nullable=False, server_default="adopted"))
        batch_op.add_column(sa.Column("based_on", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("created_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("adopted_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_foreign_key(op.f("fk_appraisal_scheme_created_by_id"), "user", ["created_by_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_appraisal_scheme_adopted_by_id"), "user", ["adopted_by_id"], ["id"])
    op.create_table(
        "self_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_self_assessment_unit_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_self_assessment_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_assessment")),
    )
    op.create_index(op.f("ix_self_assessment_year_unit_id"), "self_assessment", ["year", "unit_id"], unique=True)
    op.create_index(op.f("ix_self_assessment_unit_id"), "self_assessment", ["unit_id"])
    op.create_table(
        "excuse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("record_type", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_excuse_unit_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_excuse_by_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["user.id"], name=op.f("fk_excuse_answered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excuse")),
    )
    op.create_index(
        op.f("ix_excuse_year_unit_id_indicator_record_type_record_id"),
        "excuse",
        ["year", "unit_id", "indicator", "record_type", "record_id"],
        unique=True,
    )
    op.create_index(op.f("ix_excuse_unit_id"), "excuse", ["unit_id"])
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("is_contested", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_statement_unit_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_statement_by_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["user.id"], name=op.f("fk_statement_answered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
    )
    op.create_index(op.f("ix_statement_year_unit_id"), "statement", ["year", "unit_id"], unique=True)
    op.create_index(op.f("ix_statement_unit_id"), "statement", ["unit_id"])
    op.create_table(
        "statement_evidence",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("stored_file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_statement_evidence_statement_id")),
        sa.ForeignKeyConstraint(
            ["stored_file_id"], ["stored_file.id"], name=op.f("fk_statement_evidence_stored_file_id")
        ),
        sa.PrimaryKeyConstraint("statement_id", "stored_file_id", name=op.f("pk_statement_evidence")),
    )
    op.create_table(
        "notice_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appraisal_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("recipients", sa.String(length=400), nullable=False),
        sa.Column("paragraphs", sa.JSON(), nullable=False),
        sa.Column("rectify_by", sa.Date(), nullable=True),
        sa.Column("contact", sa.String(length=80), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("list_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["appraisal_id"], ["appraisal.id"], name=op.f("fk_notice_text_appraisal_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_notice_text_by_id")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["user.id"], name=op.f("fk_notice_text_signed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_text")),
    )
    op.create_index(
        op.f("ix_notice_text_appraisal_id_kind_number"), "notice_text", ["appraisal_id", "kind", "number"], unique=True
    )
    op.create_table(
        "notice_follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("document_number", sa.String(length=40), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("signed_by", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("correction", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("stored_file_id", sa.Integer(), nullable=True),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_follow_up_notice_id")),
        sa.ForeignKeyConstraint(
            ["stored_file_id"], ["stored_file.id"], name=op.f("fk_notice_follow_up_stored_file_id")
        ),
        sa.ForeignKeyConstraint(["issued_by_id"], ["user.id"], name=op.f("fk_notice_follow_up_issued_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_follow_up")),
        sa.UniqueConstraint("document_number", name=op.f("uq_notice_follow_up_document_number")),
    )
    op.create_index(op.f("ix_notice_follow_up_notice_id"), "notice_follow_up", ["notice_id"])
    op.create_table(
        "reorganisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_unit_id", sa.Integer(), nullable=False),
        sa.Column("to_unit_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["from_unit_id"], ["unit.id"], name=op.f("fk_reorganisation_from_unit_id")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_reorganisation_to_unit_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_reorganisation_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reorganisation")),
    )
    op.create_index(op.f("ix_reorganisation_from_unit_id"), "reorganisation", ["from_unit_id"])
    op.create_index(op.f("ix_reorganisation_to_unit_id"), "reorganisation", ["to_unit_id"])
    op.create_table(
        "moved_share",
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("from_unit_id", sa.Integer(), nullable=False),
        sa.Column("reorganisation_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_moved_share_assignment_id")),
        sa.ForeignKeyConstraint(["from_unit_id"], ["unit.id"], name=op.f("fk_moved_share_from_unit_id")),
        sa.ForeignKeyConstraint(
            ["reorganisation_id"], ["reorganisation.id"], name=op.f("fk_moved_share_reorganisation_id")
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_moved_share")),
    )
    op.create_index(op.f("ix_moved_share_from_unit_id"), "moved_share", ["from_unit_id"])
    op.create_table(
        "carried_task",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("from_task_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_carried_task_task_id")),
        sa.ForeignKeyConstraint(["from_task_id"], ["task.id"], name=op.f("fk_carried_task_from_task_id")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_carried_task")),
        sa.UniqueConstraint("from_task_id", name=op.f("uq_carried_task_from_task_id")),
    )
    op.add_column("rectification", sa.Column("lifted_on", sa.Date(), nullable=True))
    op.add_column("rectification", sa.Column("first_due_on", sa.Date(), nullable=True))
    op.add_column("rectification", sa.Column("extension_until", sa.Date(), nullable=True))
    op.add_column("rectification", sa.Column("extension_reason", sa.Text(), nullable=False, server_default=""))
    op.add_column("rectification", sa.Column("escalation", sa.String(length=32), nullable=True))
    op.add_column("rectification", sa.Column("escalated_on", sa.Date(), nullable=True))
    # Not in a batch: SQLite would copy the table and lose the triggers that keep it append-only.
    op.add_column("rectification_entry", sa.Column("step", sa.String(length=32), nullable=True))


def downgrade():
    op.drop_column("rectification_entry", "step")
    for column in ("escalated_on", "escalation", "extension_reason", "extension_until", "first_due_on", "lifted_on"):
        op.drop_column("rectification", column)
    for table in ("carried_task", "moved_share", "reorganisation", "notice_follow_up", "notice_text"):
        op.drop_table(table)
    for table in ("statement_evidence", "statement", "excuse", "self_assessment"):
        op.drop_table(table)
    with op.batch_alter_table("appraisal_scheme") as batch_op:
        batch_op.drop_constraint(op.f("fk_appraisal_scheme_adopted_by_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_appraisal_scheme_created_by_id"), type_="foreignkey")
        for column in ("version", "adopted_at", "adopted_by_id", "created_by_id", "note", "based_on", "state"):
            batch_op.drop_column(column)
