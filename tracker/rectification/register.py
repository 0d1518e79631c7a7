"""The register of rectifications: which columns its pages show, how it is filtered, sorted and exported."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select

from tracker.choices import RectificationState
from tracker.clock import Light, WorkCalendar, local
from tracker.db import db
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.listing import contains, number_of
from tracker.people.models import Unit, User
from tracker.rectification import records, urging
from tracker.rectification.models import Rectification
from tracker.rectification.scope import STATES, in_state, own
from tracker.rectification.standing import standing

SORTS: dict[str, Sequence[Any]] = {
    "unit": (Unit.position, Unit.id, Rectification.id),
    "ordered": (Rectification.ordered_on, Rectification.id),
    "due": (Rectification.due_on, Rectification.id),
}
DEFAULT_SORT = "due"
COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("单位", 16),
    Column("年度", 8, Kind.NUMBER),
    Column("问题", 26),
    Column("失分原因", 40),
    Column("涉及记录", 60),
    Column("整改要求", 36),
    Column("责令日期", 12, Kind.DATE),
    Column("整改期限", 12, Kind.DATE),
    Column("整改情况", 40),
    Column("整改网页链接", 30),
    Column("上报日期", 12, Kind.DATE),
    Column("期限状态", 16),
    Column("状态", 10),
    Column("复核意见", 30),
    Column("销号日期", 12, Kind.DATE),
    Column("延期前的期限", 12, Kind.DATE),
    Column("发文督促", 30),
)


def rows(user: User) -> Select[*tuple[Any, ...]]:
    """One row an order that the person may see."""
    of = Rectification
    return (
        select(
            *(
                of.id,
                of.year,
                of.title,
                of.problem,
                of.records,
                of.requirement,
                of.ordered_on,
                of.due_on,
                of.state,
                of.reply,
            ),
            *(of.reply_address, of.replied_at, of.recheck_note, of.closed_on, Unit.short_name.label("unit")),
            *(of.first_due_on, of.lifted_on, urging.last_step().label("urged")),
        )
        .join(Unit, Unit.id == of.unit_id)
        .where(own(user))
    )


def filtered(statement: Select[*tuple[Any, ...]], asked: Mapping[str, str], text: str) -> Select[*tuple[Any, ...]]:
    """The rows that the query string asks for; what it says wrongly filters nothing."""
    if asked.get("state") in STATES:
        statement = statement.where(in_state(asked["state"]))
    for name, column in (("unit", Rectification.unit_id), ("year", Rectification.year)):
        if (number := number_of(asked.get(name))) is not None:
            statement = statement.where(column == number)
    if text:
        statement = statement.where(
            contains(text, Rectification.title, Rectification.problem, Rectification.requirement)
        )
    return statement


def late_units(on: date) -> Sequence[Row[int, str, int]]:
    """Units with orders whose date is over and that they have not reported on: id, name and how many."""
    late = (Rectification.state == RectificationState.ORDERED, Rectification.due_on < on)
    counted = select(Unit.id, Unit.short_name, func.count().label("late")).join(Rectification).where(*late)
    return db.session.execute(
        counted.group_by(Unit.id, Unit.short_name).order_by(func.min(Unit.position), Unit.id)
    ).all()


def lights(found: Iterable[Row[Any]], on: date, calendar: WorkCalendar) -> dict[int, Light]:
    return {row.id: standing(row.state, row.replied_at, row.due_on, on, calendar) for row in found}


def sheet(found: Sequence[Row[Any]], on: date, calendar: WorkCalendar) -> Sheet:
    state = lights(found, on, calendar)
    lines = (
        (
            *(number, row.unit, row.year, row.title, row.problem, records.as_lines(row.records)),
            *(row.requirement, row.ordered_on, row.due_on),
            *(row.reply, row.reply_address, local(row.replied_at).date() if row.replied_at else None),
            *(state[row.id].word, "已撤销" if row.lifted_on else row.state.label, row.recheck_note),
            None if row.lifted_on else row.closed_on,
            *(row.first_due_on, row.urged or ""),
        )
        for number, row in enumerate(found, 1)
    )
    notes = (f"统计截至 {on}，共{len(found)}项。依据实施方案四（三）“令其限期整改”。",)
    return Sheet("整改台账", "重点领域政府信息公开整改台账", COLUMNS, lines, notes)
