"""The open limits of one unit, or those of all units in the weeks to come, each as ``dues.Due``."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from textwrap import shorten
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from tracker.calendar import book
from tracker.choices import RectificationState
from tracker.clock import today
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.disclosures.scope import in_state
from tracker.feeds.dues import Due, without_doubles
from tracker.interpretations import limits
from tracker.interpretations.models import PolicyDocument
from tracker.interpretations.scope import in_state as papers_in_state
from tracker.people.models import Unit
from tracker.rectification.models import Rectification
from tracker.requests.models import InformationRequest
from tracker.tasks.deadlines import reason
from tracker.tasks.models import Assignment, Task
from tracker.tasks.scope import of_live_task

MOST = 500
AHEAD = timedelta(days=60)
LONGEST_TITLE = 60


Condition = Callable[[Any, Any], ColumnElement[bool]]


def of_unit(unit_id: int) -> list[Due]:
    """All that is open with the unit, what is late as well; at most MOST, the earliest first."""
    return _all_that(lambda unit, _: unit == unit_id)


def of_all_units() -> list[Due]:
    """What is due from today until AHEAD; at most MOST, the earliest first."""
    first = today()
    return _all_that(lambda _, due_on: due_on.between(first, first + AHEAD))


def _all_that(applies: Condition) -> list[Due]:
    """``applies`` makes the condition of the columns of a limit's unit and day."""
    kinds = (_disclosures, _shares, _requests, _papers, _rectifications)
    return without_doubles([due for kind in kinds for due in kind(applies)])[:MOST]


def _rows(statement: Select[*tuple[Any, ...]], unit: Any, due_on: Any, applies: Condition) -> Iterable[Row[Any]]:
    """The earliest MOST that apply, each with its unit's name."""
    joined = statement.join(Unit, Unit.id == unit).add_columns(Unit.short_name).where(applies(unit, due_on))
    return db.session.execute(joined.where(due_on.is_not(None)).order_by(due_on).limit(MOST))


def _disclosures(applies: Condition) -> Iterator[Due]:
    of = Disclosure
    statement = select(of.id, of.task_id, of.title, of.due_on, of.is_provisional, of.explanation)
    live = of.task_id.not_in(select(Task.id).where(Task.withdrawn_at.is_not(None)))
    for row in _rows(statement.where(in_state("open", today()), live), of.unit_id, of.due_on, applies):
        why = (row.explanation, row.is_provisional, row.task_id)
        yield Due("disclosure", row.id, row.due_on, row.title, row.short_name, *why)


def _shares(applies: Condition) -> Iterator[Due]:
    statement = select(
        *(Assignment.id, Assignment.task_id, Assignment.due_on, Assignment.due_is_provisional, Task.item),
        *(Task.deadline_kind, Task.deadline_days, Task.deadline_start, Task.deadline_on, Task.deadline_period),
        Task.starts_on,
    ).join(Task, Task.id == Assignment.task_id)
    for row in _rows(statement.where(of_live_task()), Assignment.unit_id, Assignment.due_on, applies):
        limit = (row.deadline_kind, row.deadline_days, row.deadline_start, row.deadline_on, row.deadline_period)
        why = (reason(*limit, since=row.starts_on), row.due_is_provisional, row.task_id)
        yield Due("share", row.id, row.due_on, row.item, row.short_name, *why)


def _requests(applies: Condition) -> Iterator[Due]:
    """What is asked of the unit and not answered; while the applicant has to correct there is no limit."""
    of = InformationRequest
    statement = select(of.id, of.subject, of.due_on, of.is_provisional, of.explanation)
    for row in _rows(statement.where(of.replied_on.is_(None)), of.unit_id, of.due_on, applies):
        title = shorten(row.subject, LONGEST_TITLE, placeholder="…")
        yield Due("request", row.id, row.due_on, title, row.short_name, row.explanation, row.is_provisional)


def _papers(applies: Condition) -> Iterator[Due]:
    of, calendar = PolicyDocument, book.in_force()
    statement = select(of.id, of.title, of.published_on, of.due_on, of.is_provisional)
    for row in _rows(statement.where(papers_in_state("open", today())), of.unit_id, of.due_on, applies):
        why = f"{limits.due(row.published_on, calendar).explanation}。依据：{limits.SOURCE}。"
        yield Due("policy", row.id, row.due_on, row.title, row.short_name, why, row.is_provisional)


def _rectifications(applies: Condition) -> Iterator[Due]:
    of = Rectification
    statement = select(of.id, of.title, of.due_on, of.requirement, of.basis)
    for row in _rows(statement.where(of.state == RectificationState.ORDERED), of.unit_id, of.due_on, applies):
        why = f"{row.requirement}\n依据：{row.basis}" if row.basis else row.requirement
        yield Due("rectification", row.id, row.due_on, row.title, row.short_name, why)
