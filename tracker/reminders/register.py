"""The register of reminders: who was told of what on which day, and whether it was read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, select, true

from tracker.choices import UnitKind
from tracker.clock import Light, local
from tracker.documents.spreadsheet import Column, Kind, Sheet, Value
from tracker.listing import contains, number_of
from tracker.people.models import Unit, User
from tracker.reminders.choices import PaperStep, ReminderKind, ReminderLight
from tracker.reminders.models import Reminder
from tracker.reminders.tallies import Tally

SORTS: dict[str, Sequence[Any]] = {
    "on": (Reminder.on, Reminder.id),
    "unit": (Unit.position, Unit.id, Reminder.id),
    "due": (Reminder.due_on, Reminder.id),
}
DEFAULT_SORT = "-on"
STATES = {"unread": "未确认", "read": "已知悉", "settled": "已办结或转出"}
MARKS = {
    ReminderLight.YELLOW: Light("soon", "▲", "黄灯"),
    ReminderLight.RED: Light("late", "●", "红灯"),
    ReminderLight.GREEN: Light("open", "○", "绿灯"),
}
COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("提醒日期", 12, Kind.DATE),
    Column("单位", 14),
    Column("种类", 12),
    Column("事项", 44),
    Column("期限", 12, Kind.DATE),
    Column("灯", 8),
    Column("提醒内容", 50),
    Column("状态", 14),
    Column("知悉时间", 17, Kind.MOMENT),
)
TALLY = (
    Column("序号", 6, Kind.NUMBER),
    Column("单位", 16),
    Column("类别", 14),
    Column("到期提醒", 8, Kind.NUMBER),
    Column("已知悉", 8, Kind.NUMBER),
    Column("办结或转出", 12, Kind.NUMBER),
    Column("未确认", 8, Kind.NUMBER),
    *(Column(f"{step.label}单", 8, Kind.NUMBER) for step in PaperStep),
    Column("逾期未反馈", 12, Kind.NUMBER),
)


def own(user: User) -> ColumnElement[bool]:
    if user.sees_all_units:
        return true()
    return Reminder.unit_id == user.unit_id if user.unit_id is not None else false()


def rows(user: User) -> Select[*tuple[Any, ...]]:
    of = Reminder
    return (
        select(
            *(of.id, of.on, of.kind, of.record_id, of.task_id, of.title, of.due_on, of.light, of.sentence),
            *(of.acknowledged_at, of.settled_on, Unit.short_name.label("unit")),
        )
        .join(Unit, Unit.id == of.unit_id)
        .where(own(user))
    )


def filtered(statement: Select[*tuple[Any, ...]], asked: Mapping[str, str], text: str) -> Select[*tuple[Any, ...]]:
    """The rows that the query string asks for; what it says wrongly filters nothing."""
    if asked.get("light") in set(ReminderLight):
        statement = statement.where(Reminder.light == asked["light"])
    if asked.get("kind") in set(ReminderKind):
        statement = statement.where(Reminder.kind == asked["kind"])
    if asked.get("state") in STATES:
        statement = statement.where(in_state(asked["state"]))
    if (number := number_of(asked.get("unit"))) is not None:
        statement = statement.where(Reminder.unit_id == number)
    return statement.where(contains(text, Reminder.title)) if text else statement


def in_state(state: str) -> ColumnElement[bool]:
    unread = Reminder.acknowledged_at.is_(None)
    return {
        "unread": and_(unread, Reminder.settled_on.is_(None)),
        "read": Reminder.acknowledged_at.is_not(None),
        "settled": and_(unread, Reminder.settled_on.is_not(None)),
    }[state]


def state(row: Row[Any]) -> str:
    if row.acknowledged_at is not None:
        return STATES["read"]
    return STATES["settled" if row.settled_on is not None else "unread"]


def sheet(found: Sequence[Row[Any]], on: date) -> Sheet:
    lines = (
        (
            *(at, row.on, row.unit, row.kind.label, row.title, row.due_on, row.light.label, row.sentence, state(row)),
            local(row.acknowledged_at).replace(tzinfo=None) if row.acknowledged_at else None,
        )
        for at, row in enumerate(found, 1)
    )
    return Sheet("到期提醒", "到期提醒台账", COLUMNS, lines, (f"统计截至 {on}，共{len(found)}条。",))


def tally_sheet(year: int, found: Sequence[tuple[str, UnitKind, Tally]], on: date) -> Sheet:
    lines: Iterable[Sequence[Value]] = (
        (
            *(at, unit, kind.label, tally.reminders, tally.acknowledged, tally.settled, tally.unanswered),
            *(tally.papers[step] for step in PaperStep),
            tally.papers_unanswered,
        )
        for at, (unit, kind, tally) in enumerate(found, 1)
    )
    return Sheet("提醒统计", f"{year}年提醒和催办督办统计", TALLY, lines, (f"统计截至 {on}。",))
