"""disclosure facts

A record's channels with an address each, its mode, versions, reviews and checks; histories that can only be added to.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

HISTORIES = ("disclosure_version", "secrecy_review", "disclosure_check")
DATES = ("formed_on", "decided_on", "published_on", "secrecy_reviewed_on")
LATE_ENTRY = 14  # ten working days, as far as it can be told without the calendar
WORDS = ("title", "document_number", "kind", "secrecy_reviewed_by", "secrecy_result")


def upgrade():
    _create_tables()
    with op.batch_alter_table("disclosure") as batch_op:
        for column in _columns():
            batch_op.add_column(column)
    _move()
    with op.batch_alter_table("disclosure") as batch_op:
        batch_op.drop_column("channels")
        batch_op.drop_column("address")
        batch_op.create_check_constraint(
            op.f("ck_disclosure_reviewed_before_published"), "published_on IS NULL OR secrecy_result IS NOT NULL"
        )
        batch_op.create_check_constraint(
            op.f("ck_disclosure_published_if_proactive"), "published_on IS NULL OR mode = 'proactive'"
        )
    _protect()


def downgrade():
    raise NotImplementedError("the histories of a record cannot be put back into one row")


def _choice(*values):
    return sa.Enum(*values, native_enum=False, length=32)


def _text(name, length):
    return sa.Column(name, sa.String(length=length), nullable=False, server_default="")


def _flag(name):
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _grounds():
    return _choice(
        *("state_secret", "commercial_secret", "privacy", "safety", "internal", "process", "enforcement", "other")
    )


def _columns():
    return (
        sa.Column(
            "mode", _choice("proactive", "on_request", "withheld"), nullable=False, server_default="proactive"
        ),
        sa.Column("ground", _grounds(), nullable=True),
        _text("ground_note", 400),
        _text("secrecy_basis", 200),
        sa.Column("phase", _choice("decision", "execution", "management", "service", "result"), nullable=True),
        sa.Column("basis", _choice("approved", "implemented", "made", "kept"), nullable=True),
        _text("audience", 80),
        _text("contact", 80),
        _text("legal_person", 80),
        sa.Column("supervision", _choice("by_law", "encouraged"), nullable=True),
        _flag("is_credit_information"),
        _flag("is_blacklisting"),
        _flag("is_on_website"),
        sa.Column("law_days", sa.Integer(), nullable=True),
        sa.Column("law_counts", _choice("workdays", "days"), nullable=False, server_default="workdays"),
        _text("law_source", 200),
        sa.Column("check_state", _check_states(), nullable=False, server_default="unchecked"),
        sa.Column("returns", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("publication_recorded_on", sa.Date(), nullable=True),
        _flag("is_late_entry"),
    )


def _check_states():
    return _choice("unchecked", "passed", "returned", "corrected")


def _return_reasons():
    return _choice("no_address", "incomplete", "not_this_task", "not_published", "unsupported", "other")


def _history(table, *columns, index=True, constraints=()):
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("disclosure_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosure.id"], name=op.f(f"fk_{table}_disclosure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *constraints,
    )
    if index:
        op.create_index(op.f(f"ix_{table}_disclosure_id"), table, ["disclosure_id"])


def _person(table, name):
    return sa.ForeignKeyConstraint([name], ["user.id"], name=op.f(f"fk_{table}_{name}"))


def _create_tables():
    _history(
        "disclosure_channel",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
    )
    op.create_index(op.f("ix_disclosure_channel_name_disclosure_id"), "disclosure_channel", ["name", "disclosure_id"])
    _history(
        "disclosure_version",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stated", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        index=False,
        constraints=(
            _person("disclosure_version", "by_id"),
            sa.UniqueConstraint("disclosure_id", "number", name=op.f("uq_disclosure_version_disclosure_id_number")),
        ),
    )
    _history(
        "secrecy_review",
        sa.Column("reviewer", sa.String(length=40), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("result", _choice("clear", "partly", "withhold"), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        constraints=(_person("secrecy_review", "reviewer_id"), _person("secrecy_review", "recorded_by_id")),
    )
    _history(
        "disclosure_check",
        sa.Column("state", _check_states(), nullable=False),
        sa.Column("reason", _return_reasons(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        constraints=(_person("disclosure_check", "by_id"),),
    )


def _move():
    """Channels and addresses into their own rows; what stands recorded becomes version 1 and its review."""
    names = ("id", "recorded_by_id", "channels", "address", *WORDS, *DATES)
    dates = {name: sa.Date() for name in DATES}
    types = dates | {"channels": sa.JSON(), "recorded_at": sa.DateTime(timezone=True), "is_on_website": sa.Boolean()}
    types |= {"is_late_entry": sa.Boolean()}
    more = ("recorded_at", "mode", "ground", "ground_note", "is_on_website", "publication_recorded_on", "is_late_entry")
    record = sa.table("disclosure", *(sa.column(name, types.get(name)) for name in (*names, *more)))
    tables = {
        "disclosure_channel": ("disclosure_id", "position", "name", "address"),
        "disclosure_version": ("disclosure_id", "number", "stated", "reason", "by_id", "at"),
        "secrecy_review": (
            *("disclosure_id", "reviewer", "on", "result", "basis"),
            *("recorded_by_id", "recorded_at"),
        ),
    }
    kinds = {
        "stated": sa.JSON(),
        "on": sa.Date(),
        "at": sa.DateTime(timezone=True),
        "recorded_at": sa.DateTime(timezone=True),
    }
    connection = op.get_bind()
    found = connection.execute(sa.select(record)).mappings().all()
    moved = {name: [] for name in tables}
    for row in found:
        channels = _channels(row["channels"] or [], row["address"])
        own = {"disclosure_id": row["id"]}
        stamp = {"recorded_by_id": row["recorded_by_id"], "recorded_at": row["recorded_at"]}
        for position, (name, address) in enumerate(channels):
            moved["disclosure_channel"].append(own | {"position": position, "name": name, "address": address})
        moved["disclosure_version"].append(
            own
            | {"number": 1, "stated": _stated(row, channels), "reason": ""}
            | {"by_id": row["recorded_by_id"], "at": row["recorded_at"]}
        )
        if row["secrecy_result"] and row["secrecy_reviewed_on"]:
            review = {"reviewer": row["secrecy_reviewed_by"], "on": row["secrecy_reviewed_on"]}
            moved["secrecy_review"].append(own | review | {"result": row["secrecy_result"], "basis": ""} | stamp)
    for name, columns in tables.items():
        if moved[name]:
            table = sa.table(name, *(sa.column(column, kinds.get(column)) for column in columns))
            connection.execute(sa.insert(table), moved[name])
    _state_facts(connection, record, found)


def _state_facts(connection, record, found):
    withheld = {"mode": "withheld", "ground": "other", "ground_note": "登记时未写明理由"}
    connection.execute(
        sa.update(record).where(record.c.secrecy_result == "withhold", record.c.published_on.is_(None)).values(withheld)
    )
    online = [row["id"] for row in found if any(_is_first_platform(name) for name in row["channels"] or [])]
    for first in range(0, len(online), 500):
        part = record.c.id.in_(online[first : first + 500])
        connection.execute(sa.update(record).where(part).values(is_on_website=True))
    for row in found:
        if row["published_on"] is not None:
            # When the publication was first stated is not known; the record itself was entered on this day.
            on = max(row["published_on"], row["recorded_at"].date())
            is_late = (on - row["published_on"]).days > LATE_ENTRY
            own = sa.update(record).where(record.c.id == row["id"])
            connection.execute(own.values(publication_recorded_on=on, is_late_entry=is_late))


def _is_first_platform(name):
    return any(mark in name for mark in ("政府网", "政府门户", "门户网"))


def _channels(names, address):
    """One address stood for all channels: it is the first platform's, else the first channel's."""
    owner = next((name for name in names if _is_first_platform(name)), names[0] if names else None)
    return [(name, address if name == owner else "") for name in names]


def _stated(row, channels):
    stated = {name: row[name] or (None if name == "secrecy_result" else "") for name in WORDS}
    stated |= {name: row[name].isoformat() if row[name] else None for name in DATES}
    is_withheld = row["secrecy_result"] == "withhold" and row["published_on"] is None
    withheld = {"mode": "withheld", "ground": "other", "ground_note": "登记时未写明理由"} if is_withheld else {}
    return stated | {"channels": [list(channel) for channel in channels], "mode": "proactive"} | withheld


def _protect():
    if op.get_bind().dialect.name == "sqlite":
        for table in HISTORIES:
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    for table in HISTORIES:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
