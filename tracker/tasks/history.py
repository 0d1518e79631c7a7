"""One task with the shares that a person may see, and what was done about them, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, case, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from tracker.calendar import book
from tracker.choices import AssignmentRole, Role
from tracker.clock import Light, local, today
from tracker.db import db
from tracker.people.models import Unit, User
from tracker.tasks.deadlines import in_words, reason, standing
from tracker.tasks.models import Assignment, ProgressUpdate, Task
from tracker.tasks.scope import own_share, visible_assignments

LONGEST = 200
LEADS_FIRST = case({AssignmentRole.LEAD: 0, AssignmentRole.RESPONSIBLE: 1}, value=Assignment.role, else_=2)


@dataclass(frozen=True)
class Dossier:
    """``shares`` are the person's to see with progress and history, ``others`` only by name and role."""

    shares: Sequence[Assignment]
    others: Sequence[Row[*tuple[Any, ...]]]
    entries: Sequence[ProgressUpdate]
    lights: Mapping[int, Light]
    own: Assignment | None
    limit: str
    limit_reason: str


def dossier(task: Task, user: User) -> Dossier:
    shares = db.session.scalars(
        visible_assignments(user)
        .where(Assignment.task_id == task.id)
        .outerjoin(Unit, Assignment.unit_id == Unit.id)
        .options(contains_eager(Assignment.unit))
        .order_by(LEADS_FIRST, Unit.position, Assignment.id)
    ).all()
    limit = (task.deadline_kind, task.deadline_days, task.deadline_start, task.deadline_on, task.deadline_period)
    return Dossier(
        shares,
        [] if user.sees_all_units else _others(task, user),
        _entries(task, user),
        _lights(shares),
        next(iter(shares), None) if user.role in (Role.LIAISON, Role.LEADER) else None,
        in_words(*limit),
        reason(*limit),
    )


def _others(task: Task, user: User) -> Sequence[Row[*tuple[Any, ...]]]:
    statement = (
        select(Unit.short_name, Assignment.as_written, Assignment.role)
        .select_from(Assignment)
        .outerjoin(Unit, Assignment.unit_id == Unit.id)
        .where(Assignment.task_id == task.id, Assignment.unit_id.is_distinct_from(user.unit_id))
    )
    return db.session.execute(statement.order_by(LEADS_FIRST, Unit.position, Assignment.id)).all()


def _entries(task: Task, user: User) -> Sequence[ProgressUpdate]:
    return db.session.scalars(
        select(ProgressUpdate)
        .join(ProgressUpdate.assignment)
        .where(Assignment.task_id == task.id, own_share(user))
        .options(
            contains_eager(ProgressUpdate.assignment).joinedload(Assignment.unit),
            joinedload(ProgressUpdate.by),
            selectinload(ProgressUpdate.evidence),
        )
        .order_by(ProgressUpdate.id.desc())
        .limit(LONGEST)
    ).all()


def latest(assignment: Assignment) -> ProgressUpdate | None:
    """The last thing done about one share."""
    return db.session.scalar(
        select(ProgressUpdate)
        .where(ProgressUpdate.assignment_id == assignment.id)
        .options(joinedload(ProgressUpdate.by), selectinload(ProgressUpdate.evidence))
        .order_by(ProgressUpdate.id.desc())
        .limit(1)
    )


def _lights(shares: Sequence[Assignment]) -> dict[int, Light]:
    day, calendar = today(), book.in_force()
    return {
        share.id: standing(
            share.state,
            share.outcome,
            share.due_on,
            local(share.submitted_at).date() if share.submitted_at else None,
            day,
            calendar=calendar,
        )
        for share in shares
    }
