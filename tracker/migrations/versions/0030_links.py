"""links

What the visits to recorded addresses found, and the dead pages of the government's website for the office.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0011"
branch_labels = None
depends_on = None

STATES = ("alive", "gone", "redirected", "no_answer", "unclear")


def choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, length=32)


def upgrade():
    op.create_table(
        "link_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column("state", choice("linkstate", *STATES), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("final_address", sa.String(length=400), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_visit")),
    )
    op.create_index(op.f("ix_link_visit_address_id"), "link_visit", ["address", "id"])
    op.create_table(
        "link_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("disclosure_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", choice("findingstate", "open", "confirmed", "mended", "dismissed"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_id", sa.Integer(), nullable=True),
        sa.Column("mended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_link_finding_by_id")),
        sa.ForeignKeyConstraint(["check_id"], ["disclosure_check.id"], name=op.f("fk_link_finding_check_id")),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosure.id"], name=op.f("fk_link_finding_disclosure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_finding")),
    )
    is_standing = sa.text("state IN ('open', 'confirmed')")
    op.create_index(
        op.f("ix_link_finding_disclosure_id_address"),
        "link_finding",
        ["disclosure_id", "address"],
        unique=True,
        sqlite_where=is_standing,
        postgresql_where=is_standing,
    )
    op.create_index(op.f("ix_link_finding_address"), "link_finding", ["address"])
    op.create_index(op.f("ix_link_finding_state_found_at_id"), "link_finding", ["state", "found_at", "id"])
    _protect()


def _protect():
    """Visits are only added; the function is that of the migration ``append_only``."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER link_visit_no_{act.lower()} BEFORE {act} ON link_visit "
                "BEGIN SELECT RAISE(ABORT, 'link_visit is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER link_visit_append_only BEFORE UPDATE OR DELETE ON link_visit "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade():
    op.drop_table("link_finding")
    op.drop_table("link_visit")
