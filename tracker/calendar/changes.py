"""The limits that one change of the calendar moved: a register like the others; and the changes of a year."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, select

from tracker.calendar.models import CalendarChange, MovedLimit
from tracker.calendar.moving import PROVISIONAL
from tracker.clock import local
from tracker.db import db
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.listing import contains
from tracker.people.models import User

SORTS: dict[str, Sequence[Any]] = {
    "title": (MovedLimit.title, MovedLimit.id),
    "unit": (MovedLimit.unit, MovedLimit.id),
    "old": (MovedLimit.old, MovedLimit.id),
    "new": (MovedLimit.new, MovedLimit.id),
}
DEFAULT_SORT = "new"
NEWEST = 50
COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("种类", 10),
    Column("标题", 44),
    Column("责任单位", 16),
    Column("原期限", 12, Kind.DATE),
    Column("原为暂定", 10),
    Column("现期限", 12, Kind.DATE),
    Column("现为暂定", 10),
)


def rows(change: CalendarChange, by: User, text: str = "") -> Select[*tuple[Any, ...]]:
    """What moved of what the person may see, with as much as the page and the export show."""
    statement = select(
        *(MovedLimit.id, MovedLimit.what, MovedLimit.title, MovedLimit.unit, MovedLimit.old, MovedLimit.new),
        *(MovedLimit.was_provisional, MovedLimit.is_provisional, MovedLimit.address),
    ).where(MovedLimit.change_id == change.id, *_own(by))
    return statement.where(contains(text, MovedLimit.title, MovedLimit.unit)) if text else statement


def _own(by: User) -> Sequence[ColumnElement[bool]]:
    return () if by.sees_all_units else (MovedLimit.unit == (by.unit.short_name if by.unit else ""),)


def of_year(year: int, by: User) -> Sequence[Row[Any]]:
    """The changes of a year, the newest first, each with how many limits it moved; to a unit those that moved its."""
    limits = (MovedLimit.change_id == CalendarChange.id, *_own(by))
    moved = select(func.count()).where(*limits).scalar_subquery()
    return db.session.execute(
        select(
            *(CalendarChange.id, CalendarChange.what, CalendarChange.notice, CalendarChange.at),
            *(User.name, moved.label("moved")),
        )
        .outerjoin(User, User.id == CalendarChange.by_id)
        .where(CalendarChange.year == year, *(() if by.sees_all_units else (exists().where(*limits),)))
        .order_by(CalendarChange.id.desc())
        .limit(NEWEST)
    ).all()


def sheet(change: CalendarChange, found: Sequence[Row[Any]]) -> Sheet:
    lines = (
        (
            *(number, row.what, row.title, row.unit),
            *(row.old, "暂定" if row.was_provisional else "", row.new, "暂定" if row.is_provisional else ""),
        )
        for number, row in enumerate(found, 1)
    )
    notes = (f"{local(change.at):%Y-%m-%d %H:%M} {change.what}。{change.notice}",)
    return Sheet("期限变化", f"{change.year}年放假安排变化引起的期限变化", COLUMNS, lines, notes)


def shown(row: Row[Any]) -> tuple[str, str]:
    """A moved limit before and after, as people read it."""
    return (
        f"{row.old or '—'}{PROVISIONAL if row.was_provisional else ''}",
        f"{row.new or '—'}{PROVISIONAL if row.is_provisional else ''}",
    )
