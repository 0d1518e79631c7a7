"""What a person may see: the office, administrators and auditors everything, others what their own unit has a share in.

Every room that hangs on tasks fetches through these selects, so that what a person may not see does not exist.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased

from tracker.clock import WorkCalendar
from tracker.db import db
from tracker.people.models import User
from tracker.tasks.deadlines import soon_until
from tracker.tasks.models import CARRIED, Assignment, Task


def own_share(user: User) -> ColumnElement[bool]:
    """The condition on ``Assignment`` under which a share and its progress are this person's to see.

    An account without a unit sees nothing: it must not match the shares that wait for a unit.
    """
    if user.sees_all_units:
        return true()
    return Assignment.unit_id == user.unit_id if user.unit_id is not None else false()


OTHER = aliased(Assignment)
WITHDRAWN_TASKS = select(Task.id).where(Task.withdrawn_at.is_not(None))
WITHDRAWN_SHARES = select(OTHER.id).where(OTHER.withdrawn_at.is_not(None))


def of_live_task() -> ColumnElement[bool]:
    """The condition on ``Assignment`` under which neither it nor its task is withdrawn.

    It needs no join and no look at the row, as few ever are.
    """
    return and_(Assignment.task_id.not_in(WITHDRAWN_TASKS), Assignment.id.not_in(WITHDRAWN_SHARES))


def is_withdrawn() -> ColumnElement[bool]:
    """The condition on ``Assignment`` under which it or its task is withdrawn."""
    return or_(Assignment.task_id.in_(WITHDRAWN_TASKS), Assignment.id.in_(WITHDRAWN_SHARES))


def is_late(on: date) -> ColumnElement[bool]:
    """The condition on ``Assignment`` for 已逾期, the same as ``deadlines.standing``: an open limit is over."""
    return Assignment.due_on < on


def is_soon(on: date, calendar: WorkCalendar) -> ColumnElement[bool]:
    """The condition on ``Assignment`` for 即将到期, likewise."""
    return and_(Assignment.due_on >= on, Assignment.due_on < soon_until(on, calendar))


def count_live(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many shares that are not withdrawn, nor their tasks, meet the conditions.

    Without any, all less the withdrawn: SQLite counts along an index, and probes only the few, not each of the many.
    """
    count = select(func.count()).select_from(Assignment)
    if conditions:
        return count.where(*conditions, of_live_task()).scalar_subquery()
    withdrawn = count.where(is_withdrawn()).scalar_subquery()
    return select(count.scalar_subquery() - withdrawn).scalar_subquery()


def visible_assignments(user: User) -> Select[Assignment]:
    return select(Assignment).where(own_share(user))


def visible_tasks(user: User) -> Select[Task]:
    """Tasks in which the person's unit has a share; a withdrawn task stays visible with its history."""
    if user.sees_all_units:
        return select(Task)
    return select(Task).where(Task.id.in_(select(Assignment.task_id).where(own_share(user))))


def open_tasks(user: User) -> Select[Task]:
    """Those of them under which something new may be recorded: neither the task nor the unit's share is withdrawn."""
    if user.sees_all_units:
        return select(Task).where(Task.withdrawn_at.is_(None))
    return select(Task).where(Task.id.in_(select(Assignment.task_id).where(own_share(user), of_live_task())))


def is_open_to(user: User, task: Task) -> bool:
    """Whether the person may be offered to record something new under the task."""
    return db.session.scalar(open_tasks(user).where(Task.id == task.id).with_only_columns(Task.id)) is not None


def has_open_share(unit_id: int | None, task: Task) -> bool:
    """Whether something new of the unit may be recorded under the task."""
    share = (Assignment.task_id == task.id, Assignment.unit_id == unit_id, of_live_task())
    return db.session.scalar(select(Assignment.id).where(*share)) is not None


def lives_under(task_id: Any, unit_id: Any) -> ColumnElement[bool]:
    """The condition on the columns of a unit's record under a task that neither the task nor the unit's share in it
    is withdrawn; what was recorded under a share that was carried into the next year is still to be published."""
    left = exists().where(
        OTHER.withdrawn_at.is_not(None),
        OTHER.withdrawn_reason.not_like(f"{CARRIED}%"),
        OTHER.task_id == task_id,
        OTHER.unit_id == unit_id,
    )
    return and_(task_id.not_in(WITHDRAWN_TASKS), ~left)
