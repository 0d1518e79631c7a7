"""What the matrices are made of: the shares of a year that a person may see, and what they have covered."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, literal, select

from tracker.choices import Area, AssignmentState, Outcome, Phase
from tracker.coverage.matrix import Covered, Duty
from tracker.db import db
from tracker.disclosures.models import DisclosureCoverage
from tracker.listing import contains
from tracker.people.models import Unit, User
from tracker.tasks import register
from tracker.tasks.models import Assignment, Task

TASK, SHARE, COVERED = Task.__table__.c, Assignment.__table__.c, DisclosureCoverage.__table__.c
NOTHING_AROSE = (SHARE.state == AssignmentState.ACCEPTED) & SHARE.outcome.is_not_distinct_from(Outcome.NOTHING_AROSE)
COLUMNS = (TASK.id, TASK.area, TASK.category, TASK.item, TASK.channels)
PHASES = {"": None, **{phase.value: phase for phase in Phase}}


@dataclass(frozen=True)
class Scope:
    """Whose coverage of which year; ``unit`` is None for the whole district."""

    year: int
    years: tuple[int, ...]
    unit: Row[Any] | None
    area: Area | None
    text: str

    @classmethod
    def read(cls, asked: Mapping[str, str], user: User, text: str) -> "Scope":
        """What the query string asks for; a unit's own people see their unit whatever it says."""
        years = tuple(register.years())
        year = int(asked["year"]) if asked.get("year", "") in [str(each) for each in years] else years[0]
        unit: Any = None
        if asked.get("unit") or not user.sees_all_units:
            which = Unit.code == asked.get("unit", "") if user.sees_all_units else Unit.id == user.unit_id
            unit = db.session.execute(select(Unit.id, Unit.code, Unit.short_name).where(which)).first()
        area = Area(asked["area"]) if asked.get("area") in set(Area) else None
        return cls(year, years, unit, area, text)

    def of_task(self) -> list[ColumnElement[bool]]:
        conditions = [TASK.year == self.year, TASK.withdrawn_at.is_(None)]
        if self.area:
            conditions.append(TASK.area == self.area)
        if self.text:
            conditions.append(contains(self.text, Task.item, Task.category))
        return conditions

    def of_share(self, *, sees_all: bool) -> list[ColumnElement[bool]]:
        if not sees_all and self.unit is None:
            return [SHARE.unit_id == 0]  # an account without a unit sees nothing
        whose = SHARE.unit_id == self.unit.id if self.unit else SHARE.unit_id.is_not(None)
        return [whose, SHARE.withdrawn_at.is_(None)]


def tasks(scope: Scope, user: User) -> Any:
    """The tasks of the scope in the order of the tables, for a listing."""
    shares = select(SHARE.task_id).where(*scope.of_share(sees_all=user.sees_all_units), ~NOTHING_AROSE)
    return select(*COLUMNS).where(*scope.of_task(), TASK.id.in_(shares))


def duties(scope: Scope, user: User, found: Sequence[Row[Any]]) -> list[Duty]:
    """The found tasks, each with the units that must publish."""
    of_tasks = SHARE.task_id.in_([row.id for row in found])
    return _duties(found, _units(_shares(scope, of_tasks, sees_all=user.sees_all_units))[0])


def all_duties(scope: Scope, user: User, *, by_channel: bool = True) -> tuple[list[Duty], int]:
    """Every task of the scope under which somebody must publish; how many shares are left out as nothing arose.

    Most questions do not ask for the channels that a task names.
    """
    shares, of_scope = _of_scope(scope, sees_all=user.sees_all_units, by_channel=by_channel)
    units, nothing_arose = _units(shares)
    found = [row for row in db.session.execute(of_scope) if row[0] in units]
    return _duties(found, units), nothing_arose


@lru_cache(maxsize=64)
def _of_scope(scope: Scope, *, sees_all: bool, by_channel: bool) -> tuple[Select[Any], Select[Any]]:
    """The statements for its shares and its tasks; made once, which costs more than running them."""
    of_tasks = SHARE.task_id.in_(select(TASK.id).where(*scope.of_task()))
    tasks_of = select(*(COLUMNS if by_channel else COLUMNS[:-1])).where(*scope.of_task())
    return _shares(scope, of_tasks, sees_all=sees_all), tasks_of.order_by(TASK.area, TASK.position, TASK.id)


def _shares(scope: Scope, of_tasks: ColumnElement[bool], *, sees_all: bool) -> Select[Any]:
    nothing_arose = case((NOTHING_AROSE, 1), else_=0)
    return select(SHARE.task_id, SHARE.unit_id, nothing_arose).where(*scope.of_share(sees_all=sees_all), of_tasks)


def _units(shares: Select[Any]) -> tuple[dict[int, set[int]], int]:
    """Task -> units that must publish under it, and how many found nothing to publish."""
    units: dict[int, set[int]] = defaultdict(set)
    nothing = 0
    for task, unit, nothing_arose in db.session.execute(shares):
        if nothing_arose:
            nothing += 1
        else:
            units[task].add(unit)
    return units, nothing


def _duties(found: Sequence[Row[Any]], units: Mapping[int, Collection[int]]) -> list[Duty]:
    return [
        Duty(number, area, category, item, tuple(channels[0]) if channels else (), frozenset(units.get(number, ())))
        for number, area, category, item, *channels in map(tuple, found)
    ]


def covered(scope: Scope, task_ids: Collection[int] | None = None, *, by_channel: bool = True) -> list[Covered]:
    """What was published, by task, unit, phase and channel; most questions do not ask for the channel."""
    statement = _covered(scope, by_channel=by_channel, of_all=task_ids is None)
    if task_ids is not None:
        statement = statement.where(COVERED.task_id.in_(task_ids))
    return [Covered(task, unit, PHASES[phase], name) for task, unit, phase, name in db.session.execute(statement)]


@lru_cache(maxsize=64)
def _covered(scope: Scope, *, by_channel: bool, of_all: bool) -> Select[Any]:
    channel = COVERED.channel if by_channel else literal("")
    statement = select(COVERED.task_id, COVERED.unit_id, COVERED.phase, channel).distinct()
    if scope.unit:
        statement = statement.where(COVERED.unit_id == scope.unit.id)
    if of_all:
        statement = statement.where(COVERED.task_id.in_(select(TASK.id).where(*scope.of_task())))
    return statement


def unit_names(numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Unit -> code and short name."""
    rows = db.session.execute(select(Unit.id, Unit.code, Unit.short_name).where(Unit.id.in_(numbers)))
    return {row.id: (row.code, row.short_name) for row in rows}
