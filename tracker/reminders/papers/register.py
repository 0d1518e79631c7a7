"""The register of papers: which columns its pages show, how it is filtered, sorted and exported."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, select, true
from sqlalchemy.orm import aliased

from tracker.clock import Light, local
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.listing import number_of
from tracker.people.models import Unit, User
from tracker.reminders.choices import PaperStep
from tracker.reminders.models import Paper, document_number
from tracker.reminders.papers.following import Standing, word

NEXT = aliased(Paper)
SORTS: dict[str, Sequence[Any]] = {
    "unit": (Unit.position, Unit.id, Paper.id),
    "issued": (Paper.issued_on, Paper.id),
    "answer": (Paper.answer_by, Paper.id),
}
DEFAULT_SORT = "-issued"
STATES = {"unsigned": "待签收", "waiting": "待反馈", "unanswered": "逾期未反馈", "answered": "已反馈"}
COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("文号", 24),
    Column("种类", 10),
    Column("单位", 14),
    Column("事项", 60),
    Column("发文日期", 12, Kind.DATE),
    Column("反馈期限", 12, Kind.DATE),
    Column("签收时间", 17, Kind.MOMENT),
    Column("反馈时间", 17, Kind.MOMENT),
    Column("反馈内容", 50),
    Column("状态", 24),
    Column("签发人", 12),
)


def own(user: User) -> ColumnElement[bool]:
    if user.sees_all_units:
        return true()
    return Paper.unit_id == user.unit_id if user.unit_id is not None else false()


def visible(user: User) -> Select[Paper]:
    return select(Paper).where(own(user))


def rows(user: User) -> Select[*tuple[Any, ...]]:
    of = Paper
    return (
        select(
            *(of.id, of.step, of.year, of.serial, of.matters, of.issued_on, of.answer_by, of.received_at),
            *(of.answered_at, of.answer, of.signed_by, Unit.short_name.label("unit")),
            *(NEXT.step.label("next_step"), NEXT.year.label("next_year"), NEXT.serial.label("next_serial")),
        )
        .join(Unit, Unit.id == of.unit_id)
        .outerjoin(NEXT, NEXT.previous_id == of.id)
        .where(own(user))
    )


def filtered(statement: Select[*tuple[Any, ...]], asked: Mapping[str, str], on: date) -> Select[*tuple[Any, ...]]:
    """The rows that the query string asks for; what it says wrongly filters nothing."""
    if asked.get("step") in set(PaperStep):
        statement = statement.where(Paper.step == asked["step"])
    if asked.get("state") in STATES:
        statement = statement.where(in_state(asked["state"], on))
    for name, column in (("unit", Paper.unit_id), ("year", Paper.year), ("serial", Paper.serial)):
        if (number := number_of(asked.get(name))) is not None:
            statement = statement.where(column == number)
    return statement


def in_state(state: str, on: date) -> ColumnElement[bool]:
    silent = Paper.answered_at.is_(None)
    return {
        "unsigned": Paper.received_at.is_(None),
        "waiting": and_(silent, Paper.answer_by >= on),
        "unanswered": and_(silent, Paper.answer_by < on),
        "answered": Paper.answered_at.is_not(None),
    }[state]


def number(row: Row[Any]) -> str:
    return document_number(row.step, row.year, row.serial)


def lights(found: Iterable[Row[Any]], on: date) -> dict[int, Light]:
    return {row.id: light_of(row, on) for row in found}


def light_of(row: Row[Any], on: date) -> Light:
    following = document_number(row.next_step, row.next_year, row.next_serial) if row.next_step else ""
    standing = Standing(row.step, row.answer_by, local(row.answered_at).date() if row.answered_at else None, following)
    return Light(*word(standing, row.received_at is not None, on))


def sheet(found: Sequence[Row[Any]], on: date) -> Sheet:
    lines = (
        (
            *(at, number(row), row.step.label, row.unit, "；".join(each["title"] for each in row.matters)),
            *(row.issued_on, row.answer_by, _shown(row.received_at), _shown(row.answered_at), row.answer),
            *(light_of(row, on).word, row.signed_by),
        )
        for at, row in enumerate(found, 1)
    )
    return Sheet("催办督办", "提醒、催办、督办台账", COLUMNS, lines, (f"统计截至 {on}，共{len(found)}件。",))


def _shown(moment: Any) -> Any:
    return local(moment).replace(tzinfo=None) if moment else None
