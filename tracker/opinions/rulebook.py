"""The rules and hours of duty in force: those given with the program, then what the office entered."""

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy import select

from tracker.db import db
from tracker.opinions import duty, rules
from tracker.opinions.choices import Severity
from tracker.opinions.duty import Hours
from tracker.opinions.models import DutyHours, OpinionRule
from tracker.opinions.rules import Rule


def in_force() -> Sequence[Rule]:
    """All rules in the order in which they were entered."""
    rows = db.session.scalars(select(OpinionRule).order_by(OpinionRule.id))
    return (*rules.GIVEN, *map(as_rule, rows))


def as_rule(row: OpinionRule) -> Rule:
    return Rule(row.demand, frozenset(map(Severity, row.severities)), row.hours, row.valid_from, row.source)


def hours(known_at: datetime | None = None) -> Sequence[Hours]:
    """The hours of duty as they were known at that moment: a case is judged by those that held when it was put."""
    statement = select(DutyHours).order_by(DutyHours.id)
    if known_at is not None:
        statement = statement.where(DutyHours.set_at <= known_at)
    return (*duty.GIVEN, *map(as_hours, db.session.scalars(statement)))


def as_hours(row: DutyHours) -> Hours:
    spans = tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in row.spans)
    return Hours(spans, row.valid_from, row.source)
