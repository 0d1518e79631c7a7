"""One task with the shares that a person may see, and what was done about them, newest first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from tracker.calendar import book
from tracker.choices import AssignmentRole, AssignmentState, ClockStart, DeadlineKind, Period, ProgressKind, Role
from tracker.clock import Light, local, today
from tracker.db import db
from tracker.people.models import Unit, User
from tracker.tasks.deadlines import in_words, over_before, reason, standing
from tracker.tasks.models import Assignment, CarriedTask, ProgressUpdate, Task, TaskChange
from tracker.tasks.scope import own_share, visible_assignments
from tracker.tasks.turns import HANDS_TO, Turns, turns

LONGEST = 200
LEADS_FIRST = case({AssignmentRole.LEAD: 0, AssignmentRole.RESPONSIBLE: 1}, value=Assignment.role, else_=2)


@dataclass(frozen=True)
class Dossier:
    """``shares`` are the person's to see with progress and history, ``others`` only by name and role."""

    shares: Sequence[Assignment]
    others: Sequence[Row[*tuple[Any, ...]]]
    entries: Sequence[ProgressUpdate]
    changes: Sequence[TaskChange]
    lights: Mapping[int, Light]
    turns: Mapping[int, Turns]
    own: Assignment | None
    limit: str
    limit_reason: str
    carried_to: int | None = None
    carried_from: int | None = None

    @property
    def course(self) -> list[ProgressUpdate | TaskChange]:
        """What the units did and what was changed about the task, the newest first."""
        return sorted([*self.changes, *self.entries], key=lambda entry: entry.at, reverse=True)

    @property
    def given_back(self) -> ProgressUpdate | None:
        """Why the own share is with the unit again, while it is."""
        if self.own is None or self.own.state is not AssignmentState.RETURNED:
            return None
        return next((entry for entry in self.entries if entry.kind is ProgressKind.RETURNED), None)


def dossier(task: Task, user: User) -> Dossier:
    shares = db.session.scalars(
        visible_assignments(user)
        .where(Assignment.task_id == task.id)
        .outerjoin(Unit, Assignment.unit_id == Unit.id)
        .options(contains_eager(Assignment.unit))
        .order_by(LEADS_FIRST, Unit.position, Assignment.id)
    ).all()
    limit = _limit(task)
    return Dossier(
        shares,
        [] if user.sees_all_units else _others(task, user),
        _entries(task, user),
        _changes(task),
        _lights(shares, task),
        turns_of(task.id, own_share(user), task.starts_on),
        next(iter(shares), None) if user.role in (Role.LIAISON, Role.LEADER) else None,
        in_words(*limit),
        reason(*limit, since=task.starts_on),
        *_other_years(task),
    )


def _other_years(task: Task) -> tuple[int | None, int | None]:
    """The task of the next year by which the duty goes on, and that of the year before from which it comes."""
    of = CarriedTask
    found = db.session.execute(
        select(of.task_id, of.from_task_id).where(or_(of.from_task_id == task.id, of.task_id == task.id))
    ).all()
    to = next((row.task_id for row in found if row.task_id != task.id), None)
    return to, next((row.from_task_id for row in found if row.from_task_id != task.id), None)


def turns_of(task_id: int, condition: ColumnElement[bool], since: date) -> dict[int, Turns]:
    """Share -> how long it lay on the unit's and on the office's desk until today."""
    found: dict[int, list[tuple[ProgressKind, date]]] = {}
    statement = (
        select(Assignment.id, ProgressUpdate.kind, ProgressUpdate.at)
        .outerjoin(
            ProgressUpdate, and_(ProgressUpdate.assignment_id == Assignment.id, ProgressUpdate.kind.in_(HANDS_TO))
        )
        .where(Assignment.task_id == task_id, condition)
        .order_by(Assignment.id, ProgressUpdate.id)
    )
    for share, kind, at in db.session.execute(statement):
        history = found.setdefault(share, [])
        if kind is not None:
            history.append((kind, local(at).date()))
    day, calendar = today(), book.in_force()
    return {share: turns(history, since, day, calendar) for share, history in found.items()}


def limit_of(task: Task) -> str:
    """The task's time limit as the tracker understood it."""
    return in_words(*_limit(task))


def _limit(task: Task) -> tuple[DeadlineKind, int | None, ClockStart | None, date | None, Period | None]:
    return task.deadline_kind, task.deadline_days, task.deadline_start, task.deadline_on, task.deadline_period


def _others(task: Task, user: User) -> Sequence[Row[*tuple[Any, ...]]]:
    statement = (
        select(Unit.short_name, Assignment.as_written, Assignment.role, Assignment.withdrawn_at)
        .add_columns(Assignment.withdrawn_reason)
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


def _changes(task: Task) -> Sequence[TaskChange]:
    told = select(TaskChange).where(TaskChange.task_id == task.id).options(joinedload(TaskChange.by))
    return db.session.scalars(told.order_by(TaskChange.id.desc()).limit(LONGEST)).all()


def last_returns(assignment_ids: Collection[int]) -> dict[int, ProgressUpdate]:
    """Share -> the entry with which the office last gave it back, for those that were."""
    last = (
        select(func.max(ProgressUpdate.id))
        .where(ProgressUpdate.assignment_id.in_(assignment_ids), ProgressUpdate.kind == ProgressKind.RETURNED)
        .group_by(ProgressUpdate.assignment_id)
    )
    found = select(ProgressUpdate).where(ProgressUpdate.id.in_(last)).options(joinedload(ProgressUpdate.by))
    return {entry.assignment_id: entry for entry in db.session.scalars(found)}


def latest(assignment: Assignment) -> ProgressUpdate | None:
    """The last thing done about one share."""
    return db.session.scalar(
        select(ProgressUpdate)
        .where(ProgressUpdate.assignment_id == assignment.id)
        .options(joinedload(ProgressUpdate.by), selectinload(ProgressUpdate.evidence))
        .order_by(ProgressUpdate.id.desc())
        .limit(1)
    )


def submission(assignment: Assignment) -> ProgressUpdate | None:
    """What the unit handed in last, with its files."""
    kinds = (ProgressKind.SUBMITTED, ProgressKind.NOTHING_AROSE)
    return db.session.scalar(
        select(ProgressUpdate)
        .where(ProgressUpdate.assignment_id == assignment.id, ProgressUpdate.kind.in_(kinds))
        .options(joinedload(ProgressUpdate.by), selectinload(ProgressUpdate.evidence))
        .order_by(ProgressUpdate.id.desc())
        .limit(1)
    )


def _lights(shares: Sequence[Assignment], task: Task) -> dict[int, Light]:
    day, calendar = today(), book.in_force()
    over = over_before(task.deadline_kind, task.deadline_on, task.starts_on)
    return {
        share.id: standing(
            share.state,
            share.outcome,
            share.due_on,
            day,
            calendar=calendar,
            over_before=over,
        )
        for share in shares
    }
