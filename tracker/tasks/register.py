"""The register of tasks (任务台账): one row is one unit's share of a task.

Twenty thousand shares must page as quickly as fifty: rows are Core columns, and what is counted is joined only where
the filter needs it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from tracker.calendar import book
from tracker.choices import Area, AssignmentRole, AssignmentState, Choice
from tracker.clock import Light, today
from tracker.db import db
from tracker.documents.spreadsheet import Column as Heading
from tracker.documents.spreadsheet import Kind, Sheet
from tracker.listing import Sorts, contains
from tracker.people.models import Unit, User
from tracker.tasks.deadlines import over_before, standing
from tracker.tasks.models import Assignment, Task
from tracker.tasks.scope import (
    WITHDRAWN_SHARES,
    count_live,
    is_late,
    is_soon,
    is_withdrawn,
    of_live_task,
    own_share,
)

ALL, OPEN, WITHDRAWN, WAITING = "all", "open", "withdrawn", "waiting"
STATES = [(ALL, "全部"), (OPEN, "未办结"), *AssignmentState.options(), (WITHDRAWN, "已撤销或结转")]
LIGHTS = [("overdue", "已逾期"), ("soon", "即将到期"), ("none", "暂无到期")]
DEFAULT_SORT = "due"
SORTS: Sorts = {
    "due": (Assignment.due_on, Assignment.id),
    "area": (Task.area, Task.position, Assignment.id),
    "unit": (func.coalesce(Unit.position, 0), Assignment.unit_id, Assignment.id),
    "state": (Assignment.state, Assignment.due_on, Assignment.id),
    "percent": (Assignment.percent, Assignment.id),
    "updated": (Assignment.updated_at, Assignment.id),
}
SHARE, TASK, UNIT = Assignment.__table__, Task.__table__, Unit.__table__
COLUMNS = (
    SHARE.c.id,
    SHARE.c.task_id,
    SHARE.c.role,
    SHARE.c.as_written,
    SHARE.c.state,
    SHARE.c.outcome,
    SHARE.c.percent,
    SHARE.c.due_on,
    SHARE.c.due_is_provisional,
    TASK.c.area,
    TASK.c.category,
    TASK.c.item,
    TASK.c.deadline_text,
    TASK.c.deadline_kind,
    TASK.c.deadline_on,
    TASK.c.starts_on,
    UNIT.c.short_name,
)
ROWS = select(*COLUMNS).select_from(
    SHARE.join(TASK, SHARE.c.task_id == TASK.c.id).outerjoin(UNIT, SHARE.c.unit_id == UNIT.c.id)
)
YEARS = select(select(func.max(Task.year)).scalar_subquery(), select(func.min(Task.year)).scalar_subquery())
UNITS = (
    select(UNIT.c.code, UNIT.c.short_name)
    .where(UNIT.c.closed_on.is_(None))
    .order_by(UNIT.c.kind, UNIT.c.position, UNIT.c.id)
)
SHEET = (
    Heading("序号", 6, Kind.NUMBER),
    Heading("领域", 16),
    Heading("类别", 20),
    Heading("公开事项", 36),
    Heading("责任单位", 16),
    Heading("承担方式", 10),
    Heading("公开时限", 26),
    Heading("状态", 10),
    Heading("进度（%）", 10, Kind.NUMBER),
    Heading("下一期限", 12, Kind.DATE),
    Heading("期限情况", 18),
)
MOST_AT_ONCE = 500


def years() -> list[int]:
    """The years that have tasks, newest first; read from both ends of the index."""
    last, first = db.session.execute(YEARS).one()
    return list(range(last, first - 1, -1)) if last else [today().year]


@dataclass(frozen=True)
class Filters:
    """What the query string asks for; a malformed part counts as not given."""

    year: int
    years: Sequence[int]
    area: Area | None = None
    unit: str = ""
    role: AssignmentRole | None = None
    state: str = ALL
    light: str = ""
    text: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str], user: User, text: str) -> "Filters":
        """A unit's people see what is not finished unless they ask or search for more."""
        known = years()
        asked = args.get("year", "")
        year = int(asked) if asked in map(str, known) else known[0]
        state = args.get("state", "")
        if state not in dict(STATES):
            state = ALL if user.sees_all_units or text or args.get("light") else OPEN
        return cls(
            year,
            known,
            area=_member(Area, args.get("area")),
            unit=args.get("unit", "") if user.sees_all_units else "",
            role=_member(AssignmentRole, args.get("role")),
            state=state,
            light=args.get("light", "") if args.get("light") in dict(LIGHTS) else "",
            text=text,
        )


def _member(kind: type[Choice], value: str | None) -> Any:
    return next((member for member in kind if member.value == value), None)


def rows(filters: Filters, user: User) -> Select[*tuple[Any, ...]]:
    """The shares that the person may see and asks for."""
    return ROWS.where(*_of_share(filters, user), *_of_task(filters), _live(filters), *_of_text(filters))


def count(filters: Filters, user: User) -> Select[*tuple[Any, ...]]:
    """The same number without the joins, but where a text must be looked for in them."""
    if filters.text:
        return rows(filters, user).with_only_columns(func.count(), maintain_column_froms=True)
    if filters.area is None and filters.state != WITHDRAWN and len(filters.years) == 1:
        return select(count_live(*_of_share(filters, user)))
    tasks = select(Task.id).where(*_of_task(filters))
    of_tasks = Assignment.task_id.in_(tasks)
    return select(func.count()).select_from(Assignment).where(*_of_share(filters, user), of_tasks, _live(filters))


def _live(filters: Filters) -> ColumnElement[bool]:
    return is_withdrawn() if filters.state == WITHDRAWN else Assignment.id.not_in(WITHDRAWN_SHARES)


def _of_share(filters: Filters, user: User) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [] if user.sees_all_units else [own_share(user)]
    if filters.unit == WAITING:
        conditions.append(Assignment.unit_id.is_(None))
    elif filters.unit:
        conditions.append(Assignment.unit_id == select(Unit.id).where(Unit.code == filters.unit).scalar_subquery())
    if filters.role:
        conditions.append(Assignment.role == filters.role)
    if filters.state == OPEN:
        conditions.append(Assignment.state != AssignmentState.ACCEPTED)
    elif filters.state not in (ALL, WITHDRAWN):
        conditions.append(Assignment.state == filters.state)
    return conditions + _of_light(filters.light)


def _of_light(light: str) -> list[ColumnElement[bool]]:
    day = today()
    if light == "overdue":
        return [is_late(day)]
    if light == "soon":
        return [is_soon(day, book.in_force())]
    return [Assignment.due_on.is_(None)] if light == "none" else []


def _of_task(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [] if filters.state == WITHDRAWN else [Task.withdrawn_at.is_(None)]
    if len(filters.years) > 1:
        conditions.append(Task.year == filters.year)
    if filters.area:
        conditions.append(Task.area == filters.area)
    return conditions


def _of_text(filters: Filters) -> list[ColumnElement[bool]]:
    if not filters.text:
        return []
    columns = (Task.item, Task.category, Task.content, Unit.short_name, Unit.name, Assignment.as_written)
    return [contains(filters.text, *columns)]


def lights(found: Sequence[Row[*tuple[Any, ...]]]) -> list[Light]:
    """How each row stands today."""
    day, calendar = today(), book.in_force()
    return [
        standing(
            row.state,
            row.outcome,
            row.due_on,
            day,
            calendar=calendar,
            over_before=over_before(row.deadline_kind, row.deadline_on, row.starts_on),
        )
        for row in found
    ]


def chips(filters: Filters, units: Sequence[Row[*tuple[Any, ...]]]) -> list[tuple[str, str]]:
    """Query key and words of each filter that narrows the list."""
    unit = next((row.short_name for row in units if row.code == filters.unit), filters.unit)
    said = [
        ("year", f"{filters.year}年" if len(filters.years) > 1 else ""),
        ("area", filters.area.label if filters.area else ""),
        ("unit", "待指定单位" if filters.unit == WAITING else unit),
        ("role", filters.role.label if filters.role else ""),
        ("state", dict(STATES)[filters.state] if filters.state != ALL else ""),
        ("light", dict(LIGHTS).get(filters.light, "")),
        ("q", f"含“{filters.text}”" if filters.text else ""),
    ]
    return [(key, words) for key, words in said if words]


def pending(user: User) -> int:
    """How many shares wait for the person's acknowledgement."""
    return db.session.scalar(select(count_live(own_share(user), Assignment.state == AssignmentState.PENDING))) or 0


def to_acknowledge(user: User) -> Sequence[Row[*tuple[Any, ...]]]:
    """What one act of acknowledging everything would take, at most MOST_AT_ONCE."""
    statement = select(*COLUMNS).select_from(Assignment).join(Task).outerjoin(Unit, Assignment.unit_id == Unit.id)
    return db.session.execute(statement.where(*_pending(user)).order_by(*SORTS["area"]).limit(MOST_AT_ONCE)).all()


def _pending(user: User) -> list[ColumnElement[bool]]:
    return [own_share(user), Assignment.state == AssignmentState.PENDING, of_live_task()]


def sheet(found: Sequence[Row[*tuple[Any, ...]]], filters: Filters, words: Sequence[str]) -> Sheet:
    """The filtered rows as they stand today, for a workbook."""
    cells = (
        (
            number,
            row.area.label,
            row.category,
            row.item,
            row.short_name or f"{row.as_written}（待指定）",
            row.role.label,
            row.deadline_text,
            row.state.label,
            row.percent,
            row.due_on,
            f"{light.word}（暂定）" if row.due_is_provisional else light.word,
        )
        for number, (row, light) in enumerate(zip(found, lights(found), strict=True), 1)
    )
    asked = f"筛选条件：{'，'.join(words) or '无'}"
    return Sheet("任务台账", f"{filters.year}年重点领域政府信息公开任务台账", SHEET, cells, (asked, f"截至{today()}"))
