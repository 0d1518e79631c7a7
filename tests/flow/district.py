"""The district around the story: its units and people, and what the units outside the story did in the year."""

from dataclasses import dataclass

from flask import Flask
from sqlalchemy.orm import joinedload

from tests import factories
from tracker.choices import AssignmentRole, AssignmentState, DeadlineKind, Outcome, Role
from tracker.clock import now
from tracker.db import db
from tracker.demo import people
from tracker.people.district import seed_district
from tracker.people.models import Unit, User
from tracker.tasks.models import Assignment, Task

OWN, IDLE = "fgj", "zjj"
"""The unit that the story is about, and the one that did nothing."""


@dataclass(frozen=True)
class Share:
    item: str
    unit: str


def settle(app: Flask) -> None:
    with app.app_context():
        seed_district()
        people.settle()
        db.session.commit()


def share_of(app: Flask, code: str) -> Share:
    """A task that the unit has by itself, with a limit in working days, and whose words are found once."""
    with app.app_context():
        share = db.session.scalars(
            db.select(Assignment)
            .join(Task)
            .join(Unit, Assignment.unit_id == Unit.id)
            .where(Unit.code == code, Task.deadline_kind == DeadlineKind.WORKDAYS, Task.deadline_days == 20)
            .where(Assignment.role == AssignmentRole.RESPONSIBLE)
            .order_by(Assignment.id)
        ).first()
        assert share is not None
        return Share(share.task.item, share.unit_name)


def let_the_others_work(app: Flask, but: Share) -> None:
    """Every unit but the idle one did every task but the story's, in time."""
    with app.app_context():
        office = db.session.scalars(db.select(User).where(User.role == Role.OFFICE)).one()
        shares = db.session.scalars(
            db.select(Assignment)
            .join(Unit, Assignment.unit_id == Unit.id)
            .where(Unit.code != IDLE)
            .options(joinedload(Assignment.task), joinedload(Assignment.unit))
        ).all()
        for share in shares:
            if (share.task.item, share.unit_name) != (but.item, but.unit):
                finish(share, office)
        db.session.commit()


def finish(share: Assignment, office: User) -> None:
    share.state, share.outcome, share.percent = AssignmentState.ACCEPTED, Outcome.DONE, 100
    share.acknowledged_at = share.submitted_at = share.accepted_at = now()
    factories.disclosure(share)
