"""before and after

What an act changed, column by column, stands beside its entry in the journal (added in place: a table made anew would
lose its guards). The younger rooms' tables that are only added to are guarded as well.
"""

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0050"
branch_labels = None
depends_on = None

ONLY_ADDED_TO = (
    "calendar_change",
    "moved_limit",
    "spot_check",
    "carried_task",
    "reorganisation",
    "moved_share",
    "notice_follow_up",
)


def upgrade():
    op.add_column("audit_entry", sa.Column("changes", sa.JSON(), nullable=True))
    for table in ONLY_ADDED_TO:
        for statement in guards(table, op.get_bind().dialect.name):
            op.execute(statement)


def guards(table, dialect):
    """The function is that of the migration ``append_only``."""
    if dialect == "postgresql":
        yield (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ("update", "delete"):
        yield (
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def downgrade():
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in ONLY_ADDED_TO:
        for name in ("append_only", "no_truncate") if postgresql else ("no_update", "no_delete"):
            op.execute(f"DROP TRIGGER {table}_{name}" + (f" ON {table}" if postgresql else ""))
    op.drop_column("audit_entry", "changes")
