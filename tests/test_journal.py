"""The chain: nothing in it can be changed, taken out, exchanged, put in or cut off unseen."""

import threading
from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests import factories
from tracker import journal
from tracker.db import db
from tracker.journal import Actor, AuditEntry
from tracker.people.models import UnitGroup, User
from tracker.upkeep import checking

LI = Actor(7, "李四", "liaison", "区发改局")
COLUMNS = [column.name for column in AuditEntry.__table__.columns if column.name not in ("id", "at")]


@pytest.fixture
def filled(app: Flask) -> Flask:
    for number in range(1, 7):
        journal.record("task.update", "assignment", number, f"更新进展{number}", actor=LI)
    db.session.commit()
    return app


def unguarded(*statements: str) -> None:
    """As somebody would who can write the database and first takes the triggers away."""
    sqlite = db.engine.dialect.name == "sqlite"
    guards = [f"DROP TRIGGER audit_entry_no_{act}" for act in ("update", "delete")]
    connection = db.session.connection()
    for statement in (*(guards if sqlite else ["ALTER TABLE audit_entry DISABLE TRIGGER USER"]), *statements):
        connection.exec_driver_sql(statement)
    db.session.commit()
    if not sqlite:
        connection = db.session.connection()
        connection.exec_driver_sql("ALTER TABLE audit_entry ENABLE TRIGGER USER")
        db.session.commit()
    db.session.expire_all()


SWAP = [
    "UPDATE audit_entry SET id = 100 WHERE id = 3",
    "UPDATE audit_entry SET id = 3 WHERE id = 4",
    "UPDATE audit_entry SET id = 4 WHERE id = 100",
]
INSERT = (
    "INSERT INTO audit_entry SELECT 7, at, actor_id, actor_name, actor_role, actor_unit, address, request_id, action,"
    " object_type, object_id, result, summary, details, hash, hash, changes FROM audit_entry WHERE id = 6"
)


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (["UPDATE audit_entry SET summary = '没有这回事' WHERE id = 2"], "审计记录 2 的内容被改动"),
        (["DELETE FROM audit_entry WHERE id = 3"], "审计记录 4 与前一条不衔接：其间有记录被删除、调换或插入"),
        (["DELETE FROM audit_entry WHERE id = 1"], "审计记录 2 与前一条不衔接：其间有记录被删除、调换或插入"),
        (SWAP, "审计记录 3 与前一条不衔接：其间有记录被删除、调换或插入"),
        ([INSERT], "审计记录 7 的内容被改动"),
    ],
    ids=["changed", "removed", "first removed", "swapped", "put in"],
)
def test_harm_is_seen(filled: Flask, statements: list[str], named: str) -> None:
    assert list(journal.breaks()) == []
    unguarded(*statements)
    assert next(journal.breaks()) == named


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_can_be_changed_unseen(filled: Flask, column: str) -> None:
    value = (
        "'[1]'"
        if column in ("details", "changes")
        else "4711"
        if column.endswith("_id") and column != "request_id"
        else "'x'"
    )
    unguarded(f"UPDATE audit_entry SET {column} = {value} WHERE id = 2")
    assert list(journal.breaks())


def test_a_cut_off_tail_is_found_by_what_was_noted(filled: Flask, command: Callable[..., Result]) -> None:
    assert command("verify").exit_code == 0
    unguarded("DELETE FROM audit_entry WHERE id >= 5")
    assert list(journal.breaks()) == []
    answer = command("verify")
    assert answer.exit_code == 1
    assert "核验时抄录的不一致" in answer.stderr


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET summary = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
    ],
)
def test_the_database_refuses(filled: Flask, database: str, statement: str) -> None:
    if database == "sqlite" and statement.startswith("TRUNCATE"):
        statement = "DELETE FROM audit_entry"  # there is no TRUNCATE
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert len(list(db.session.scalars(db.select(AuditEntry.id)))) == 6


def test_verify_says_when_a_guard_is_gone(filled: Flask, command: Callable[..., Result]) -> None:
    name = "audit_entry_no_delete" if db.engine.dialect.name == "sqlite" else "audit_entry_append_only"
    db.session.execute(text(f"DROP TRIGGER {name}" + ("" if "_no_" in name else " ON audit_entry")))
    db.session.commit()
    answer = command("verify")
    restore = "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW "
    if "_no_" not in name:  # the schema is shared by the tests that follow
        db.session.execute(text(restore + "EXECUTE FUNCTION refuse_change()"))
        db.session.commit()
    assert (answer.exit_code, name in answer.stderr) == (1, True)


def test_every_guarded_table_is_watched(app: Flask) -> None:
    """A table that a migration makes append-only belongs to those whose guards ``flask verify`` looks for."""
    sqlite = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_update'"
    postgresql = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%_append_only'"
    statement = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    assert set(db.session.scalars(text(statement))) == set(checking.APPEND_ONLY)


def test_many_writers_make_one_chain(app: Flask) -> None:
    db.session.commit()
    failed: list[Exception] = []

    def write(number: int) -> None:
        try:
            with app.app_context():
                for turn in range(3):
                    journal.record("task.update", "assignment", number, f"更新进展{turn}", actor=LI)
                    db.session.commit()
        except Exception as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    assert len(list(db.session.scalars(db.select(AuditEntry.id)))) == 60
    assert list(journal.breaks()) == []


def test_a_summary_is_one_line(app: Flask) -> None:
    entry = journal.record("task.update", "assignment", 1, "甲\r\n乙\x1b[2J\u202e" + "丙" * 400)
    assert entry.summary.startswith("甲  乙 [2J ")
    assert len(entry.summary) == 300


def test_a_change_keeps_before_and_after(app: Flask, sign_in: Callable[..., object]) -> None:
    user = factories.liaison()
    factories.admin()
    data = {"version": user.version, "name": "王五", "role": "liaison", "unit_id": user.unit_id, "phone": "0919-1"}
    assert sign_in("admin").post(f"/users/{user.id}/edit", data=data).status_code == 303  # type: ignore[attr-defined]
    entry = db.session.scalars(db.select(AuditEntry).where(AuditEntry.action == "user.change")).one()
    assert entry.details == {"name": ["区发改局联络员", "王五"]}
    assert entry.changes == {f"user {user.id}": {"name": ["区发改局联络员", "王五"], "phone": ["", "0919-1"]}}


def test_what_no_verb_tells_is_told_all_the_same(app: Flask) -> None:
    """Every column of every row that was there, also what changes after the entry; secrets are not."""
    user, share = factories.liaison(), factories.assignment()
    group = UnitGroup(name="各镇办", members=[factories.unit("hjz")])
    db.session.add(group)
    db.session.commit()
    before = (user.password_hash, share.note, group.members[0].id, group.name, share.percent)
    with app.test_request_context("/anything", method="POST"):
        user.password_hash, share.note, share.percent = "$argon2", "长" * 400, 70
        journal.record("task.update", "assignment", share.id, "更新进展")
        share.percent, group.members = 80, [factories.unit("hjz"), factories.unit("zjj")]
        db.session.commit()
    first, second = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id))
    assert first.changes == {
        f"user {user.id}": {"password_hash": ["（不予记录）", "（已更换）"]},
        f"assignment {share.id}": {"note": [before[1], "长" * 300 + "…"], "percent": [before[4], 70]},
    }
    assert second.summary == "更新进展（续）"
    assert second.changes == {
        f"assignment {share.id}": {"percent": [70, 80]},
        f"unit_group {group.id}": {"members": [[before[2]], [unit.id for unit in group.members]]},
    }
    assert list(journal.breaks()) == []


def test_what_is_deleted_is_told_and_of_very_much_the_rest_is_counted(app: Flask) -> None:
    units = [factories.unit(f"u{number}") for number in range(45)]
    factories.user(factories.Role.LIAISON, units[0])
    db.session.commit()
    for unit in units:
        unit.position += 1
    db.session.delete(db.session.scalars(db.select(User)).one())
    entry = journal.record("unit.change", "unit", None, "调整顺序")
    assert entry.changes is not None
    assert (len(entry.changes), entry.changes["others"]) == (41, 6)


def test_nothing_is_told_of_what_an_act_makes_itself_or_leaves_as_it_was(app: Flask) -> None:
    unit = factories.unit()
    unit.position = 7
    db.session.flush()
    unit.position = 8
    assert journal.record("unit.create", "unit", unit.id, "新增单位").changes is None
    db.session.commit()
    assert unit.position == 8
    unit.position = 9
    db.session.flush()
    unit.position = 8
    assert journal.record("unit.change", "unit", unit.id, "修改单位").changes is None
