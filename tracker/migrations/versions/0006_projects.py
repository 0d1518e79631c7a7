"""projects

Major projects and public-resource transactions with the units about them; their history can only be added to.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS = ("major_project", "land", "mining", "procurement", "tender", "property", "housing")
STAGES = (
    "approval",
    "tendering",
    "land_acquisition",
    "construction",
    "acceptance",
    "completed",
    "announced",
    "concluded",
    "performance",
    "ended",
)
HISTORY = "project_entry"


def choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, length=32)


def upgrade():
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", choice("projectkind", *KINDS), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=True),
        sa.Column("legal_person", sa.String(length=120), nullable=False),
        sa.Column("duty", choice("publicationduty", "supervised", "encouraged"), nullable=False),
        sa.Column("law", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("stage", choice("projectstage", *STAGES), nullable=False),
        sa.Column("stage_on", sa.Date(), nullable=False),
        sa.Column("amount_yuan", sa.BigInteger(), nullable=True),
        sa.Column("location", sa.String(length=200), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_project_created_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_project_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("code", name=op.f("uq_project_code")),
    )
    for columns in (["stage_on", "id"], ["kind", "stage_on", "id"], ["unit_id", "stage_on", "id"]):
        op.create_index(op.f(f"ix_project_{'_'.join(columns)}"), "project", columns)
    without_code = sa.text("code IS NULL")
    op.create_index(
        op.f("ix_project_kind_name"),
        "project",
        ["kind", "name"],
        unique=True,
        sqlite_where=without_code,
        postgresql_where=without_code,
    )
    op.create_table(
        "project_unit",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("role", choice("projectrole", "approving", "implementing"), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_unit_project_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_project_unit_unit_id")),
        sa.PrimaryKeyConstraint("project_id", "unit_id", "role", name=op.f("pk_project_unit")),
    )
    op.create_index(op.f("ix_project_unit_unit_id_project_id"), "project_unit", ["unit_id", "project_id"])
    op.create_table(
        HISTORY,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("stage", choice("projectstage", *STAGES), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_project_entry_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_entry_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_entry")),
    )
    op.create_index(op.f("ix_project_entry_project_id"), HISTORY, ["project_id"])
    op.create_table(
        "project_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stored_file_id", sa.Integer(), nullable=False),
        sa.Column(
            "state", choice("importstate", "preview", "applied", "undone", "discarded"), nullable=False
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_project_import_by_id")),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_project_import_stored_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_import")),
    )
    _protect_history()


def _protect_history():
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {HISTORY}_no_{act.lower()} BEFORE {act} ON {HISTORY} "
                f"BEGIN SELECT RAISE(ABORT, '{HISTORY} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {HISTORY}_append_only BEFORE UPDATE OR DELETE ON {HISTORY} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade():
    op.drop_table("project_import")
    op.drop_table(HISTORY)
    op.drop_table("project_unit")
    op.drop_table("project")
