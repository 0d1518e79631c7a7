"""What one unit still owes under one task: unpublished records with their limits, and the periods of a rhythm."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from tracker.calendar import book
from tracker.choices import DeadlineKind, Mode
from tracker.clock import Light, light, today
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.disclosures.scope import own
from tracker.people.models import Unit, User
from tracker.tasks.deadlines import period_lights
from tracker.tasks.models import Assignment, Task
from tracker.tasks.scope import own_share


@dataclass(frozen=True)
class Outstanding:
    """``open`` holds each record that is not yet public with its light, the earliest limit first."""

    unit: Unit
    total: int
    open: Sequence[tuple[Row[*tuple[Any, ...]], Light]]
    periods: Sequence[Light]

    @property
    def missed(self) -> Sequence[Light]:
        return [each for each in self.periods if each.tone == "late"]


def unit_of(task: Task, user: User, code: str) -> Unit | None:
    """The unit whose share is looked at: the person's own, or for those who see all units the one they name."""
    which = Unit.code == code if user.sees_all_units else Unit.id == user.unit_id
    return db.session.scalar(
        select(Unit)
        .join(Assignment, Assignment.unit_id == Unit.id)
        .where(Assignment.task_id == task.id, which)
        .where(own_share(user))
    )


def outstanding(task: Task, unit: Unit, user: User) -> Outstanding:
    found = db.session.execute(
        select(
            Disclosure.id,
            Disclosure.title,
            Disclosure.due_on,
            Disclosure.is_provisional,
            Disclosure.published_on,
            Disclosure.mode,
        )
        .where(own(user), Disclosure.task_id == task.id, Disclosure.unit_id == unit.id)
        .order_by(Disclosure.due_on.asc().nulls_last(), Disclosure.id)
    ).all()
    day, calendar = today(), book.in_force()
    still = [row for row in found if row.published_on is None and row.mode is Mode.PROACTIVE]
    marks = []
    if task.deadline_kind is DeadlineKind.PERIODIC and task.deadline_period is not None:
        published = [row.published_on for row in found if row.published_on]
        marks = period_lights(task.deadline_period, task.year, published, day, task.starts_on)
    return Outstanding(unit, len(found), [(row, light(row.due_on, None, day, calendar)) for row in still], marks)
