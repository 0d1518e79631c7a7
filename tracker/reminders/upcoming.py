"""The open limits of one unit, or those of all units until a day, each as ``dues.Due``."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from textwrap import shorten
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from tracker.calendar import book
from tracker.choices import RectificationState
from tracker.clock import ONE_DAY, SHANGHAI, local, today
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.disclosures.scope import in_state
from tracker.interpretations import limits
from tracker.interpretations.models import PolicyDocument
from tracker.interpretations.scope import in_state as papers_in_state
from tracker.opinions import rulebook
from tracker.opinions.clocks import clocks
from tracker.opinions.models import OpinionCase
from tracker.opinions.rules import ANSWER
from tracker.people.models import Unit
from tracker.rectification.models import Rectification
from tracker.reminders.dues import Due, without_doubles
from tracker.requests.choices import RequestState
from tracker.requests.models import InformationRequest
from tracker.requests.scope import in_state as requests_in_state
from tracker.tasks.deadlines import reason
from tracker.tasks.models import TO_DO, Assignment, Task
from tracker.tasks.scope import lives_under, of_live_task

MOST = 500
AHEAD = timedelta(days=60)
LONGEST_TITLE = 60


Condition = Callable[[Any, Any], ColumnElement[bool]]


def of_unit(unit_id: int, most: int | None = MOST) -> list[Due]:
    """All that is open with the unit, what is late as well; at most ``most``, the earliest first."""
    return _all_that(lambda unit, _: unit == unit_id, most)


def of_all_units() -> list[Due]:
    """What is due from today until AHEAD; at most MOST, the earliest first."""
    first = today()
    return _all_that(lambda _, due_on: due_on.between(first, first + AHEAD), MOST)


def before(day: date) -> list[Due]:
    """Everything of every unit that is late or due before the day."""
    return _all_that(lambda _, due_on: due_on < day, None)


def _all_that(applies: Condition, most: int | None) -> list[Due]:
    """``applies`` makes the condition of the columns of a limit's unit and day."""
    kinds = (_disclosures, _shares, _papers, _requests, _opinions, _rectifications)
    found = [due for kind in kinds for due in kind(applies, most)]
    return without_doubles(found)[:most]


def _rows(
    statement: Select[*tuple[Any, ...]], unit: Any, due_on: Any, applies: Condition, most: int | None
) -> Iterable[Row[Any]]:
    """The earliest that apply, each with its unit's id and name; units that were closed owe nothing any more."""
    joined = statement.join(Unit, Unit.id == unit).add_columns(Unit.id.label("unit_id"), Unit.short_name)
    open_units = joined.where(applies(unit, due_on), due_on.is_not(None), Unit.closed_on.is_(None))
    return db.session.execute(open_units.order_by(due_on).limit(most))


def _disclosures(applies: Condition, most: int | None) -> Iterator[Due]:
    of = Disclosure
    statement = select(of.id, of.task_id, of.title, of.due_on, of.is_provisional, of.explanation)
    live = lives_under(of.task_id, of.unit_id)
    for row in _rows(statement.where(in_state("open", today()), live), of.unit_id, of.due_on, applies, most):
        why = (row.explanation, row.is_provisional, row.task_id, row.unit_id)
        yield Due("disclosure", row.id, row.due_on, row.title, row.short_name, *why)


def _shares(applies: Condition, most: int | None) -> Iterator[Due]:
    statement = select(
        *(Assignment.id, Assignment.task_id, Assignment.due_on, Assignment.due_is_provisional, Assignment.state),
        *(Task.deadline_kind, Task.deadline_days, Task.deadline_start, Task.deadline_on, Task.deadline_period),
        *(Task.starts_on, Task.item),
    ).join(Task, Task.id == Assignment.task_id)
    for row in _rows(statement.where(of_live_task()), Assignment.unit_id, Assignment.due_on, applies, most):
        limit = (row.deadline_kind, row.deadline_days, row.deadline_start, row.deadline_on, row.deadline_period)
        why = (reason(*limit, since=row.starts_on), row.due_is_provisional, row.task_id, row.unit_id)
        yield Due("share", row.id, row.due_on, row.item, row.short_name, *why, row.state not in TO_DO)


def _papers(applies: Condition, most: int | None) -> Iterator[Due]:
    of, calendar = PolicyDocument, book.in_force()
    statement = select(of.id, of.title, of.published_on, of.due_on, of.is_provisional)
    for row in _rows(statement.where(papers_in_state("open", today())), of.unit_id, of.due_on, applies, most):
        why = f"{limits.due(row.published_on, calendar).explanation}。依据：{limits.SOURCE}。"
        told = (row.short_name, why, row.is_provisional, None, row.unit_id)
        yield Due("policy", row.id, row.due_on, row.title, *told)


def _requests(applies: Condition, most: int | None) -> Iterator[Due]:
    """Requests whose time runs: not while the applicant corrects or a third party is asked."""
    of = InformationRequest
    statement = select(of.id, of.subject, of.due_on, of.is_provisional, of.explanation)
    running = (of.replied_on.is_(None), requests_in_state(RequestState.OPEN, today()))
    for row in _rows(statement.where(*running), of.unit_id, of.due_on, applies, most):
        told = (row.short_name, row.explanation, row.is_provisional, None, row.unit_id)
        yield Due("request", row.id, row.due_on, shorten(row.subject, LONGEST_TITLE, placeholder="…"), *told)


def _opinions(applies: Condition, most: int | None) -> Iterator[Due]:
    """Cases without an answer, by the day on which their hours end."""
    of = OpinionCase

    def on_the_day(unit: Any, due_at: Any) -> ColumnElement[bool]:
        return applies(unit, _Day(due_at))

    statement = select(of.id, of.topic, of.answer_due_at, of.severity, of.found_at)
    waiting, rules = (of.answered_at.is_(None), of.closed_at.is_(None)), rulebook.in_force()
    for row in _rows(statement.where(*waiting), of.unit_id, of.answer_due_at, on_the_day, most):
        why = (
            f"{clock.explanation}。"
            for clock in clocks(row.severity, row.found_at, (), rules)
            if clock.rule.key == ANSWER
        )
        told = (row.short_name, next(why, ""), False, None, row.unit_id)
        yield Due("opinion", row.id, local(row.answer_due_at).date(), row.topic, *told)


class _Day:
    """A column of instants that is compared with days in Shanghai, as the other limits are."""

    def __init__(self, column: Any) -> None:
        self.column = column

    def __lt__(self, day: date) -> Any:
        return self.column < _midnight(day)

    def between(self, first: date, last: date) -> Any:
        return (self.column >= _midnight(first)) & (self.column < _midnight(last + ONE_DAY))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _rectifications(applies: Condition, most: int | None) -> Iterator[Due]:
    of = Rectification
    statement = select(of.id, of.title, of.due_on, of.requirement, of.basis)
    ordered = of.state == RectificationState.ORDERED
    for row in _rows(statement.where(ordered), of.unit_id, of.due_on, applies, most):
        why = f"{row.requirement}\n依据：{row.basis}" if row.basis else row.requirement
        told = (row.short_name, why, False, None, row.unit_id)
        yield Due("rectification", row.id, row.due_on, row.title, *told)
