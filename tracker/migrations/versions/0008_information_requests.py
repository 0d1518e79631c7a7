"""information requests

Requests to disclose and their history, which can be added to, never changed or thinned out.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

REPLIES = (
    "disclosed", "partly", "state_secret", "barred_by_law", "security", "third_party", "internal", "in_process",
    "case_file", "query", "not_held", "to_be_made", "still_unclear", "petition", "repeated", "publication",
    "excessive", "reissue", "not_corrected", "fee_unpaid", "other",
)
STEPS = (
    "received", "correction_asked", "corrected", "lapsed", "extended", "third_party_asked", "third_party_answered",
    "replied", "reply_corrected", "amended", "retracted",
)
STATES = ("open", "waiting_correction", "waiting_third_party", "replied")
CHANNELS = ("in_person", "post", "fax", "platform", "email")
APPLICANTS = ("natural_person", "business", "research", "charity", "legal_service", "other")


def choice(name, values):
    return sa.Enum(*values, name=name, native_enum=False, length=32)


def upgrade():
    op.create_table(
        "information_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("channel", choice("requestchannel", CHANNELS), nullable=False),
        sa.Column("applicant_kind", choice("applicantkind", APPLICANTS), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("state", choice("requeststate", STATES), nullable=False),
        sa.Column("waiting_until", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("reply_kind", choice("replykind", REPLIES), nullable=True),
        sa.Column("form_key", sa.String(length=32), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_information_request_recorded_by_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_information_request_task_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_information_request_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_request")),
    )
    with op.batch_alter_table("information_request") as batch_op:
        for columns, unique in (
            (["received_on", "id"], False),
            (["replied_on", "due_on"], False),
            (["task_id"], False),
            (["unit_id", "form_key"], True),
            (["unit_id", "received_on", "id"], False),
            (["unit_id", "year", "number"], True),
        ):
            name = f"ix_information_request_{'_'.join(columns)}"
            batch_op.create_index(batch_op.f(name), columns, unique=unique)
    op.create_table(
        "request_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("kind", choice("requeststep", STEPS), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("workdays", sa.Integer(), nullable=True),
        sa.Column("consented_by", sa.String(length=40), nullable=False),
        sa.Column("reply_kind", choice("replykind", REPLIES), nullable=True),
        sa.Column("document_number", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("retracts_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_request_entry_by_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["information_request.id"], name=op.f("fk_request_entry_request_id")
        ),
        sa.ForeignKeyConstraint(["retracts_id"], ["request_entry.id"], name=op.f("fk_request_entry_retracts_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_entry")),
    )
    with op.batch_alter_table("request_entry") as batch_op:
        batch_op.create_index(batch_op.f("ix_request_entry_request_id"), ["request_id"], unique=False)
    op.create_table(
        "request_evidence",
        sa.Column("request_entry_id", sa.Integer(), nullable=False),
        sa.Column("stored_file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_entry_id"], ["request_entry.id"], name=op.f("fk_request_evidence_request_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["stored_file_id"], ["stored_file.id"], name=op.f("fk_request_evidence_stored_file_id")
        ),
        sa.PrimaryKeyConstraint("request_entry_id", "stored_file_id", name=op.f("pk_request_evidence")),
    )
    protect()


def protect():
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER request_entry_no_{act.lower()} BEFORE {act} ON request_entry "
                "BEGIN SELECT RAISE(ABORT, 'request_entry is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER request_entry_append_only BEFORE UPDATE OR DELETE ON request_entry "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade():
    op.drop_table("request_evidence")
    op.drop_table("request_entry")
    op.drop_table("information_request")
