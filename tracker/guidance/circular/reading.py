"""The quarter's table from the records that a person may see."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import joinedload

from tracker.clock import SHANGHAI, now, today
from tracker.db import db
from tracker.guidance.circular.quarter import Cases, Paper, Quarter, Table, count
from tracker.guidance.models import QuarterCircular
from tracker.interpretations.choices import InterpretationForm
from tracker.interpretations.models import Interpretation, PolicyDocument
from tracker.interpretations.scope import own as own_paper
from tracker.opinions import rulebook
from tracker.opinions.models import OpinionCase
from tracker.opinions.rules import said
from tracker.people.models import Unit, User

MOST_LISTED = 100


def table_of(quarter: Quarter, user: User) -> Table:
    """All units for those who see all of them, else the person's own."""
    asked, moment = _in(quarter, user), now()
    papers, cases = _papers(quarter, user), _cases(asked, moment)
    table = count(quarter, _units(user), papers, cases, today(), _missed(asked, moment))
    return replace(table, limits=said(min(today(), quarter.last), rulebook.in_force()))


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
        statement.join(of, Interpretation.policy_document_id == of.id).where(
            *asked, Interpretation.withdrawn_at.is_(None)
        )
    ):
        readings[number].append((form, published_on))
    found = []
    rows = select(of.id, of.unit_id, of.title, of.due_on, of.waiver).where(*asked).order_by(of.published_on, of.id)
    for row in db.session.execute(rows):
        forms = frozenset(form for form, _ in readings[row.id])
        first = min((day for _, day in readings[row.id]), default=None)  # type: ignore[type-var]
        found.append(Paper(row.unit_id, row.title, row.due_on, first, forms, row.waiver))  # type: ignore[arg-type]
    return found


def _in(quarter: Quarter, user: User) -> list[ColumnElement[bool]]:
    """The cases found in the quarter that had to be answered, by the unit that answers first now."""
    of = OpinionCase
    first, after = (datetime.combine(day, time(), SHANGHAI) for day in (quarter.first, quarter.after))
    asked = [of.found_at >= first, of.found_at < after, of.answer_due_at.is_not(None)]
    return asked if user.sees_all_units else [*asked, of.unit_id == user.unit_id]


def _cases(asked: Sequence[ColumnElement[bool]], moment: datetime) -> list[Cases]:
    of = OpinionCase
    in_time = func.sum(case((of.answered_at <= of.answer_due_at, 1), else_=0))
    missed = func.sum(case((_is_missed(moment), 1), else_=0))
    counted = select(of.unit_id, func.count(), in_time, missed).where(*asked).group_by(of.unit_id)
    return [Cases(*row) for row in db.session.execute(counted)]


def _missed(asked: Sequence[ColumnElement[bool]], moment: datetime) -> list[tuple[str, str]]:
    of = OpinionCase
    named = (
        select(Unit.short_name, of.topic)
        .join(Unit, of.unit_id == Unit.id)
        .where(*asked, _is_missed(moment))
        .order_by(of.found_at, of.id)
        .limit(MOST_LISTED)
    )
    return [(row.short_name, row.topic) for row in db.session.execute(named)]


def _is_missed(moment: datetime) -> ColumnElement[bool]:
    return func.coalesce(OpinionCase.answered_at, moment) > OpinionCase.answer_due_at


def issued(quarter: Quarter) -> Sequence[QuarterCircular]:
    """The circulars of the quarter, the newest first."""
    of = QuarterCircular
    asked = select(of).where(of.year == quarter.year, of.quarter == quarter.number).order_by(of.edition.desc())
    return db.session.scalars(asked.options(joinedload(of.withdrawal))).all()
