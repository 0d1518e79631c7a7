"""The numbers behind the pictures: one grouped statement each, whatever the number of records."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import ColumnElement, case, func, literal, select, union_all

from tracker.clock import SHANGHAI, now
from tracker.db import db
from tracker.guidance.pictures import shapes
from tracker.guidance.pictures.shapes import Picture
from tracker.interpretations.choices import InterpretationForm
from tracker.interpretations.models import Interpretation, PolicyDocument
from tracker.interpretations.scope import own as own_paper
from tracker.opinions.models import OpinionCase
from tracker.opinions.scope import own as own_case
from tracker.people.models import User

_C = OpinionCase


def pictures(year: int, user: User, unit_id: int | None) -> Sequence[Picture]:
    """The three pictures of what the person may see, of one unit or of all."""
    cases: list[ColumnElement[bool]] = [own_case(user)]
    papers: list[ColumnElement[bool]] = [own_paper(user)]
    if unit_id is not None:
        cases.append(_C.unit_id == unit_id)
        papers.append(PolicyDocument.unit_id == unit_id)
    return (_ages(cases), _months(year, cases), _forms(year, papers))


def _ages(conditions: Sequence[ColumnElement[bool]]) -> Picture:
    bounds = shapes.bounds(now())
    age = case(*((_C.found_at > bound, number) for number, bound in enumerate(bounds)), else_=len(bounds))
    answered = _C.answered_at.is_not(None)
    statement = (
        select(age, answered, func.count())
        .where(*conditions, _C.closed_at.is_(None), _C.found_at.is_not(None))
        .group_by(age, answered)
    )
    return shapes.ages({(number, bool(has)): count for number, has, count in db.session.execute(statement)})


def _months(year: int, conditions: Sequence[ColumnElement[bool]]) -> Picture:
    """One statement for each month in one: so each is counted from the index alone, without putting rows in groups."""
    starts = [*(datetime(year, month, 1, tzinfo=SHANGHAI) for month in shapes.MONTHS)]
    starts.append(datetime(year + 1, 1, 1, tzinfo=SHANGHAI))
    in_time = func.coalesce(func.sum(case((_C.answered_at <= _C.answer_due_at, 1), else_=0)), 0)
    is_missed = func.coalesce(_C.answered_at, now()) > _C.answer_due_at
    missed = func.coalesce(func.sum(case((is_missed, 1), else_=0)), 0)
    counted = select(func.count().label("owed"), in_time.label("in_time"), missed.label("missed"))
    counted = counted.where(*conditions, _C.answer_due_at.is_not(None))
    parts = (
        counted.add_columns(literal(month).label("month")).where(_C.found_at >= first, _C.found_at < after)
        for month, (first, after) in enumerate(pairwise(starts), 1)
    )
    counts: dict[tuple[int, str], int] = {}
    for owed, kept, late, month in db.session.execute(union_all(*parts)):
        counts |= {(month, shapes.IN_TIME[0]): kept, (month, shapes.MISSED[0]): late}
        counts[month, shapes.RUNNING[0]] = owed - kept - late
    return shapes.months(year, counts)


def _forms(year: int, conditions: Sequence[ColumnElement[bool]]) -> Picture:
    of = Interpretation
    statement = (
        select(of.form, func.count())
        .join(PolicyDocument, of.policy_document_id == PolicyDocument.id)
        .where(
            *conditions,
            of.withdrawn_at.is_(None),
            of.published_on >= date(year, 1, 1),
            of.published_on <= date(year, 12, 31),
        )
        .group_by(of.form)
    )
    counts: Counter[InterpretationForm] = Counter()
    for form, number in db.session.execute(statement):
        counts[form] = number
    return shapes.forms(year, counts)
