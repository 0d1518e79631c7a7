"""The quarter's table from the records that a person may see."""

from collections import defaultdict
from datetime import datetime, time

from sqlalchemy import select

from tracker.clock import SHANGHAI, now, today
from tracker.db import db
from tracker.guidance.circular.quarter import Case, Paper, Quarter, Table, count
from tracker.interpretations.choices import InterpretationForm
from tracker.interpretations.models import Interpretation, PolicyDocument
from tracker.interpretations.scope import own as own_paper
from tracker.opinions.models import OpinionCase
from tracker.people.models import Unit, User


def table_of(quarter: Quarter, user: User) -> Table:
    """All units for those who see all of them, else the person's own."""
    return count(quarter, _units(user), _papers(quarter, user), _cases(quarter, user), (today(), now()))


def _units(user: User) -> list[tuple[int, str]]:
    statement = select(Unit.id, Unit.short_name).order_by(Unit.position, Unit.id)
    if not user.sees_all_units:
        statement = statement.where(Unit.id == user.unit_id)
    return [(row.id, row.short_name) for row in db.session.execute(statement)]


def _papers(quarter: Quarter, user: User) -> list[Paper]:
    of = PolicyDocument
    asked = (own_paper(user), of.published_on >= quarter.first, of.published_on < quarter.after)
    readings: defaultdict[int, list[tuple[InterpretationForm, object]]] = defaultdict(list)
    statement = select(Interpretation.policy_document_id, Interpretation.form, Interpretation.published_on)
    for number, form, published_on in db.session.execute(
        statement.join(of, Interpretation.policy_document_id == of.id).where(*asked)
    ):
        readings[number].append((form, published_on))
    found = []
    rows = select(of.id, of.unit_id, of.title, of.due_on, of.waiver).where(*asked).order_by(of.published_on, of.id)
    for row in db.session.execute(rows):
        forms = frozenset(form for form, _ in readings[row.id])
        first = min((day for _, day in readings[row.id]), default=None)  # type: ignore[type-var]
        found.append(Paper(row.unit_id, row.title, row.due_on, first, forms, row.waiver))  # type: ignore[arg-type]
    return found


def _cases(quarter: Quarter, user: User) -> list[Case]:
    """By the unit that answers first now, whoever had the case before."""
    of = OpinionCase
    first, after = (datetime.combine(day, time(), SHANGHAI) for day in (quarter.first, quarter.after))
    statement = (
        select(of.unit_id, of.topic, of.answer_due_at, of.answered_at)
        .where(of.found_at >= first, of.found_at < after, of.answer_due_at.is_not(None))
        .order_by(of.found_at, of.id)
    )
    if not user.sees_all_units:
        statement = statement.where(of.unit_id == user.unit_id)
    return [
        Case(row.unit_id, row.topic, row.answer_due_at, row.answered_at)
        for row in db.session.execute(statement)
        if row.answer_due_at is not None
    ]
