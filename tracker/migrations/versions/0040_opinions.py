"""opinions

Cases of public opinion with their clocks, acknowledgement and hand-over; policy documents before their publication,
without need of an interpretation, with what an interpretation explains; links between records.

What was never asked for stays unknown: no old case becomes late for want of an acknowledgement, and a press conference
is owed only by grave cases that are still open. An answer whose channel names a press conference counts as one.
"""

import unicodedata
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
GRAVE = ("particularly_major", "major")
FIRST_RULE = datetime(2016, 8, 12, tzinfo=UTC)
AT_ONCE = 5000


def upgrade():
    _change_cases()
    _change_entries()
    _change_documents()
    _create_tables()
    _fill()


def downgrade():
    raise NotImplementedError("histories and links would be lost")


def _choice(*values):
    return sa.Enum(*values, native_enum=False, length=32)


def _text(name, length):
    return sa.Column(name, sa.String(length=length), nullable=False, server_default="")


def _long(name):
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _flag(name):
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _maybe(name, kind):
    return sa.Column(name, kind, nullable=True)


def _results():
    return _choice("settled", "explained", "refuted", "redirected", "did_not_arise", "not_ours", "repeated")


def _where_set(name, table, column, is_set):
    op.create_index(op.f(name), table, [column], sqlite_where=is_set, postgresql_where=is_set)


def _change_cases():
    with op.batch_alter_table("opinion_case") as batch_op:
        for column in (
            _text("supervised_body", 80),
            _flag("is_sensitive"),
            _flag("differs_by_region"),
            _text("mark_note", 200),
            _maybe("conference_due_at", MOMENT),
            _maybe("conference_at", MOMENT),
            _maybe("result", _results()),
            _maybe("acknowledge_due_at", MOMENT),
            _maybe("acknowledged_at", MOMENT),
            _maybe("acknowledged_by_id", sa.Integer()),
            _maybe("offered_to_id", sa.Integer()),
            _maybe("taken_over_at", MOMENT),
            _maybe("form_key", sa.String(length=32)),
        ):
            batch_op.add_column(column)
        batch_op.alter_column("found_at", existing_type=MOMENT, nullable=True)
        batch_op.alter_column("answer_due_at", existing_type=MOMENT, nullable=True)
        batch_op.create_foreign_key(op.f("fk_opinion_case_acknowledged_by_id"), "user", ["acknowledged_by_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_opinion_case_offered_to_id"), "unit", ["offered_to_id"], ["id"])
        batch_op.create_index(op.f("ix_opinion_case_unit_id_id"), ["unit_id", "id"])
        batch_op.create_index(op.f("ix_opinion_case_closed_at_answer_due_at_answered_at"), ["closed_at", "answer_due_at", "answered_at"])
        batch_op.create_index(op.f("ix_opinion_case_form_key"), ["form_key"], unique=True)
    _where_set("ix_opinion_case_offered_to_id", "opinion_case", "offered_to_id", sa.text("offered_to_id IS NOT NULL"))


def _change_entries():
    """On SQLite the table is made anew, and with it go the triggers that protect it."""
    with op.batch_alter_table("opinion_entry") as batch_op:
        for column in (
            _maybe("response_kind", _choice("authoritative", "press_conference", "other")),
            _long("plan"),
            _long("prepared_answer"),
            _maybe("reads", sa.Integer()),
            _maybe("posts", sa.Integer()),
            _text("department", 200),
            _maybe("result", _results()),
            _maybe("from_unit_id", sa.Integer()),
            _maybe("to_unit_id", sa.Integer()),
            _maybe("form_key", sa.String(length=32)),
        ):
            batch_op.add_column(column)
        batch_op.create_foreign_key(op.f("fk_opinion_entry_from_unit_id"), "unit", ["from_unit_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_opinion_entry_to_unit_id"), "unit", ["to_unit_id"], ["id"])
        batch_op.create_index(op.f("ix_opinion_entry_case_id_form_key"), ["case_id", "form_key"], unique=True)
    _where_set("ix_opinion_entry_from_unit_id", "opinion_entry", "from_unit_id", sa.text("from_unit_id IS NOT NULL"))
    if op.get_bind().dialect.name == "sqlite":
        _protect("opinion_entry")


def _change_documents():
    with op.batch_alter_table("policy_document") as batch_op:
        for column in (
            _maybe("planned_on", sa.Date()),
            _flag("is_sensitive"),
            _flag("differs_by_region"),
            _text("mark_note", 200),
            _maybe("drafted_with", sa.Boolean()),
            _maybe("approved_with", sa.Boolean()),
            _maybe("waiver", _waivers()),
        ):
            batch_op.add_column(column)
        batch_op.alter_column("published_on", existing_type=sa.Date(), nullable=True)
        batch_op.alter_column("due_on", existing_type=sa.Date(), nullable=True)
    with op.batch_alter_table("interpretation") as batch_op:
        batch_op.add_column(sa.Column("aspects", sa.JSON(), nullable=False, server_default="[]"))


def _waivers():
    return _choice("asked", "accepted", "declined")


def _create_tables():
    op.create_table(
        "opinion_case_gram",
        sa.Column("gram", sa.String(length=2), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["opinion_case.id"], name=op.f("fk_opinion_case_gram_case_id")),
        sa.PrimaryKeyConstraint("gram", "case_id", name=op.f("pk_opinion_case_gram")),
    )
    op.create_index(op.f("ix_opinion_case_gram_case_id"), "opinion_case_gram", ["case_id"])
    op.create_table(
        "interpretation_waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy_document_id", sa.Integer(), nullable=False),
        sa.Column("state", _waivers(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_interpretation_waiver_by_id")),
        sa.ForeignKeyConstraint(
            ["policy_document_id"], ["policy_document.id"], name=op.f("fk_interpretation_waiver_policy_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpretation_waiver")),
    )
    op.create_index(
        op.f("ix_interpretation_waiver_policy_document_id"), "interpretation_waiver", ["policy_document_id"]
    )
    _protect("interpretation_waiver")
    others = (("case_id", "opinion_case"), ("document_id", "policy_document"), ("disclosure_id", "disclosure"))
    op.create_table(
        "record_link",
        sa.Column("id", sa.Integer(), nullable=False),
        *(_maybe(column, sa.Integer()) for column, _ in others),
        sa.Column("pair", sa.String(length=60), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_record_link_{column}"))
            for column, table in others
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_record_link_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_link")),
        sa.UniqueConstraint("pair", name=op.f("uq_record_link_pair")),
    )
    for column, _ in others:
        op.create_index(op.f(f"ix_record_link_{column}"), "record_link", [column])


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


ACKNOWLEDGED_BY_OWN = """
UPDATE opinion_case SET acknowledged_at = recorded_at, acknowledged_by_id = recorded_by_id
WHERE recorded_by_id IN (SELECT id FROM "user" WHERE role = 'liaison' AND unit_id = opinion_case.unit_id)
"""


def _fill():
    bind = op.get_bind()
    op.execute(ACKNOWLEDGED_BY_OWN)
    case = sa.table(
        "opinion_case",
        *(sa.column(name) for name in ("id", "topic", "found_where", "severity", "unit_id", "acknowledged_by_id")),
        *(sa.column(name, MOMENT) for name in ("found_at", "closed_at", "acknowledged_at")),
        *(sa.column(name, MOMENT) for name in ("conference_due_at", "conference_at")),
    )
    entry = sa.table(
        "opinion_entry",
        *(sa.column(name) for name in ("id", "case_id", "stage", "channel", "by_id")),
        *(sa.column(name, MOMENT) for name in ("happened_at", "at")),
    )
    person = sa.table("user", sa.column("id"), sa.column("role"), sa.column("unit_id"))
    _acknowledge(bind, case, entry, person)
    _owe_conferences(bind, case, entry)
    _index(bind, case)


def _acknowledge(bind, case, entry, person):
    """A case that the office recorded was seen when its unit's liaison first wrote to it."""
    first = (
        sa.select(entry.c.case_id, sa.func.min(entry.c.id).label("id"))
        .join(case, case.c.id == entry.c.case_id)
        .join(person, person.c.id == entry.c.by_id)
        .where(case.c.acknowledged_at.is_(None), person.c.role == "liaison", person.c.unit_id == case.c.unit_id)
        .group_by(entry.c.case_id)
        .subquery()
    )
    rows = bind.execute(sa.select(entry.c.case_id, entry.c.at, entry.c.by_id).join(first, first.c.id == entry.c.id))
    for number, at, by in rows.all():
        bind.execute(sa.update(case).where(case.c.id == number).values(acknowledged_at=at, acknowledged_by_id=by))


def _owe_conferences(bind, case, entry):
    grave = sa.select(case.c.id, case.c.found_at).where(case.c.severity.in_(GRAVE), case.c.closed_at.is_(None))
    for number, found_at in bind.execute(grave).all():
        found = found_at if found_at.tzinfo else found_at.replace(tzinfo=UTC)
        if found < FIRST_RULE:
            continue
        held = sa.select(sa.func.min(entry.c.happened_at)).where(
            entry.c.case_id == number, entry.c.stage == "response", entry.c.channel.like("%发布会%")
        )
        values = {"conference_due_at": found + timedelta(hours=24), "conference_at": bind.scalar(held)}
        bind.execute(sa.update(case).where(case.c.id == number).values(values))


def _index(bind, case):
    gram = sa.table("opinion_case_gram", sa.column("gram"), sa.column("case_id"))
    rows = [
        {"gram": each, "case_id": number}
        for number, topic, where in bind.execute(sa.select(case.c.id, case.c.topic, case.c.found_where))
        for each in sorted(_grams(f"{topic}\n{where}"))
    ]
    for first in range(0, len(rows), AT_ONCE):
        bind.execute(sa.insert(gram), rows[first : first + AT_ONCE])


def _grams(text):
    found, before = set(), ""
    for char in unicodedata.normalize("NFKC", text).casefold():
        if not char.isalnum():
            before = ""
            continue
        if before:
            found.add(before + char)
        before = char
    return found
