"""What waits for a unit: four figures, and one list sorted by urgency with the next thing to do in each row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, case, func, select

from tracker.calendar import book
from tracker.choices import AssignmentState, RectificationState
from tracker.clock import Light, light, local, now, today
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.disclosures.scope import in_state
from tracker.disclosures.scope import own as own_disclosure
from tracker.opinions import clocks
from tracker.opinions.models import OpinionCase
from tracker.opinions.scope import own as own_case
from tracker.people.models import User
from tracker.rectification.models import Rectification
from tracker.tasks.deadlines import soon_until
from tracker.tasks.models import TO_DO, Assignment, Task
from tracker.tasks.scope import of_live_task, own_share

LONGEST = 20
LATE, RETURNED, SOON, PENDING, LATER = range(5)
RANKS = {"late": LATE, "soon": SOON}


@dataclass(frozen=True)
class Figures:
    pending: int
    soon: int
    overdue: int
    returned: int


@dataclass(frozen=True)
class Item:
    """One thing to do. ``kind`` says what the record is and so where its link leads; ``urgency`` sorts."""

    kind: str
    id: int
    title: str
    detail: str
    light: Light
    urgency: tuple[int, date]
    state: AssignmentState | None = None
    task_id: int | None = None

    @property
    def due_on(self) -> date | None:
        return self.urgency[1] if self.urgency[1] != date.max else None


def figures(user: User) -> Figures:
    day = today()
    until = soon_until(day, book.in_force())
    to_do = Assignment.state.in_(TO_DO)
    conditions = (
        Assignment.state == AssignmentState.PENDING,
        and_(to_do, Assignment.due_on >= day, Assignment.due_on < until),
        and_(to_do, Assignment.due_on < day),
        Assignment.state == AssignmentState.RETURNED,
    )
    counts = [func.count(case((condition, 1))) for condition in conditions]
    row = db.session.execute(select(*counts).select_from(Assignment).where(own_share(user), of_live_task())).one()
    return Figures(row[0], row[1], row[2], row[3])


def agenda(user: User) -> list[Item]:
    """The most urgent things to do, at most LONGEST. A share that is due by an open disclosure stands there once."""
    disclosures = _disclosures(user)
    covered = {(row.task_id, row.due_on) for row in disclosures}
    items = [*_of_disclosures(disclosures), *_of_shares(user, covered), *_of_cases(user), *_of_rectifications(user)]
    return sorted(items, key=lambda item: (item.urgency, item.kind, item.id))[:LONGEST]


def _of_shares(user: User, covered: set[tuple[int, date]]) -> Iterator[Item]:
    order = case({AssignmentState.RETURNED: 0, AssignmentState.PENDING: 1}, value=Assignment.state, else_=2)
    statement = (
        select(Assignment.id, Assignment.task_id, Assignment.state, Assignment.due_on, Task.item, Task.category)
        .join(Task, Assignment.task_id == Task.id)
        .where(own_share(user), Assignment.state.in_(TO_DO), Task.withdrawn_at.is_(None))
        .order_by(Assignment.due_on.asc().nulls_last(), order, Assignment.id)
        .limit(LONGEST * 3)
    )
    day, calendar = today(), book.in_force()
    for row in db.session.execute(statement):
        if row.state is AssignmentState.IN_PROGRESS and (row.task_id, row.due_on) in covered:
            continue
        standing = light(row.due_on, None, day, calendar)
        rank = RANKS.get(standing.tone, LATER)
        if rank != LATE and row.state is not AssignmentState.IN_PROGRESS:
            rank = min(rank, RETURNED if row.state is AssignmentState.RETURNED else PENDING)
        yield Item(
            "task", row.id, row.item, row.category, standing, (rank, row.due_on or date.max), row.state, row.task_id
        )


def _disclosures(user: User) -> Sequence[Row[*tuple[Any, ...]]]:
    day = today()
    statement = (
        select(Disclosure.id, Disclosure.task_id, Disclosure.title, Disclosure.due_on)
        .where(own_disclosure(user), in_state("open", day), Disclosure.due_on < soon_until(day, book.in_force()))
        .order_by(Disclosure.due_on, Disclosure.id)
        .limit(LONGEST)
    )
    return db.session.execute(statement).all()


def _of_disclosures(found: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[Item]:
    day, calendar = today(), book.in_force()
    for row in found:
        standing = light(row.due_on, None, day, calendar)
        yield Item("disclosure", row.id, row.title, "", standing, (RANKS.get(standing.tone, LATER), row.due_on))


def _of_cases(user: User) -> Iterator[Item]:
    statement = (
        select(OpinionCase.id, OpinionCase.topic, OpinionCase.answer_due_at, OpinionCase.answered_at)
        .where(own_case(user), OpinionCase.closed_at.is_(None))
        .order_by(OpinionCase.answered_at.is_not(None), OpinionCase.answer_due_at, OpinionCase.id)
        .limit(LONGEST)
    )
    for row in db.session.execute(statement):
        standing = clocks.standing(row.answer_due_at, row.answered_at, now())
        rank = LATER if row.answered_at else RANKS.get(standing.tone, SOON)
        detail = "已回应，待办结" if row.answered_at else "待回应"
        yield Item("opinion", row.id, row.topic, detail, standing, (rank, local(row.answer_due_at).date()))


def _of_rectifications(user: User) -> Iterator[Item]:
    statement = (
        select(Rectification.id, Rectification.problem, Rectification.due_on)
        .where(Rectification.unit_id == user.unit_id, Rectification.state == RectificationState.ORDERED)
        .order_by(Rectification.due_on, Rectification.id)
        .limit(LONGEST)
    )
    day, calendar = today(), book.in_force()
    for row in db.session.execute(statement):
        standing = light(row.due_on, None, day, calendar)
        yield Item("rectification", row.id, row.problem, "", standing, (RANKS.get(standing.tone, SOON), row.due_on))
