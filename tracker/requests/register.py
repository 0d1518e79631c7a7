"""The register of requests: which columns its pages show, how it is filtered, sorted and exported."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from tracker.clock import Light, WorkCalendar
from tracker.db import db
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.listing import contains, number_of
from tracker.people.models import Unit, User
from tracker.requests.choices import ApplicantKind, ReplyGroup, RequestState
from tracker.requests.clocks import Times, standing, state_on
from tracker.requests.models import InformationRequest
from tracker.requests.replies import GROUPS, in_full
from tracker.requests.scope import LIGHTS, in_light, in_state, own
from tracker.tasks.models import Task

_R = InformationRequest
SORTS: dict[str, Sequence[Any]] = {
    "number": (_R.year, _R.number, _R.id),
    "unit": (Unit.position, Unit.id, _R.id),
    "subject": (_R.subject, _R.id),
    "received": (_R.received_on, _R.id),
    "due": (_R.due_on, _R.id),
    "replied": (_R.replied_on, _R.id),
}
DEFAULT_SORT = "-received"
COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("单位", 14),
    Column("编号", 14),
    Column("收到日期", 12, Kind.DATE),
    Column("提交方式", 10),
    Column("申请人", 14),
    Column("申请公开的内容", 44),
    Column("相关任务", 28),
    Column("答复期限", 12, Kind.DATE),
    Column("状态", 16),
    Column("办结日期", 12, Kind.DATE),
    Column("办理结果", 28),
    Column("时限", 20),
    Column("备注", 14),
)


def rows(user: User) -> Select[*tuple[Any, ...]]:
    """One row a request that the person may see."""
    return (
        select(
            _R.id,
            _R.year,
            _R.number,
            _R.received_on,
            _R.channel,
            _R.applicant_kind,
            _R.subject,
            _R.state,
            _R.waiting_until,
            _R.due_on,
            _R.is_provisional,
            _R.replied_on,
            _R.reply_kind,
            _R.late_entries,
            _R.task_id,
            Task.item,
            Unit.short_name.label("unit"),
        )
        .join(Unit, _R.unit_id == Unit.id)
        .outerjoin(Task, _R.task_id == Task.id)
        .where(own(user))
    )


def conditions(asked: Mapping[str, str], text: str, on: date, calendar: WorkCalendar) -> list[ColumnElement[bool]]:
    """What the query string asks for; what it says wrongly filters nothing."""
    found: list[ColumnElement[bool]] = []
    for name, column in (("unit", _R.unit_id), ("task", _R.task_id), ("year", _R.year)):
        if (number := number_of(asked.get(name))) is not None:
            found.append(column == number)
    if asked.get("state") in set(RequestState):
        found.append(in_state(RequestState(asked["state"]), on))
    if asked.get("light") in LIGHTS:
        found.append(in_light(asked["light"], on, calendar))
    if asked.get("applicant") in set(ApplicantKind):
        found.append(_R.applicant_kind == asked["applicant"])
    if asked.get("reply") in set(ReplyGroup):
        found.append(_R.reply_kind.in_(GROUPS[ReplyGroup(asked["reply"])]))
    if text:
        found.append(contains(text, _R.subject))
    return found


def counting(user: User, found: Iterable[ColumnElement[bool]]) -> Select[int]:
    """How many, without the joins that the rows need."""
    return select(func.count()).select_from(_R).where(own(user), *found)


def years(user: User) -> Sequence[int]:
    """The years of receipt to choose from, the newest first."""
    first, last = db.session.execute(select(func.min(_R.year), func.max(_R.year)).where(own(user))).one()
    return range(last, first - 1, -1) if last is not None else ()


def lights(found: Iterable[Row[Any]], on: date, calendar: WorkCalendar) -> dict[int, Light]:
    return {
        row.id: standing(Times(row.state, row.due_on, row.waiting_until, row.replied_on), on, calendar) for row in found
    }


def states(found: Iterable[Row[Any]], on: date) -> dict[int, RequestState]:
    return {row.id: state_on(row.state, row.waiting_until, on) for row in found}


def sheet(found: Sequence[Row[Any]], on: date, calendar: WorkCalendar) -> Sheet:
    light, state = lights(found, on, calendar), states(found, on)
    lines = (
        (
            number,
            row.unit,
            f"〔{row.year}〕{row.number}号",
            row.received_on,
            row.channel.label,
            row.applicant_kind.label,
            row.subject,
            row.item or "",
            row.due_on,
            state[row.id].label,
            row.replied_on,
            in_full(row.reply_kind) if row.reply_kind else "",
            light[row.id].word,
            f"补录{row.late_entries}处" if row.late_entries else "",
        )
        for number, row in enumerate(found, 1)
    )
    notes = (f"统计截至 {on}，共{len(found)}件。期限依据收到之日施行的《政府信息公开条例》。",)
    return Sheet("依申请公开", "政府信息公开申请台账", COLUMNS, lines, notes)
