"""What the matrices are made of: the shares of a year that a person may see, and what they have covered."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, literal, select

from tracker.choices import Area, AssignmentState, Outcome, Phase
from tracker.coverage.matrix import Covered, Duty
from tracker.db import db
from tracker.disclosures.models import DisclosureCoverage
from tracker.listing import contains
from tracker.people.models import Unit, User
from tracker.tasks import register
from tracker.tasks.models import Assignment, Task

TASK, SHARE = Task.__table__.c, Assignment.__table__.c
NOTHING_AROSE = (SHARE.state == AssignmentState.ACCEPTED) & (SHARE.outcome == Outcome.NOTHING_AROSE)
PHASES = {"": None, **{phase.value: phase for phase in Phase}}


@dataclass(frozen=True)
class Scope:
    """Whose coverage of which year; ``unit`` is None for the whole district."""

    year: int
    years: Sequence[int]
    unit: Row[Any] | None
    area: Area | None
    text: str

    @classmethod
    def read(cls, asked: Mapping[str, str], user: User, text: str) -> "Scope":
        """What the query string asks for; a unit's own people see their unit whatever it says."""
        years = register.years()
        year = int(asked["year"]) if asked.get("year", "") in [str(each) for each in years] else years[0]
        which = Unit.code == asked.get("unit", "") if user.sees_all_units else Unit.id == user.unit_id
        unit: Any = db.session.execute(select(Unit.id, Unit.code, Unit.short_name).where(which)).first()
        area = Area(asked["area"]) if asked.get("area") in set(Area) else None
        return cls(year, years, unit, area, text)

    def of_task(self) -> list[ColumnElement[bool]]:
        conditions = [TASK.year == self.year, TASK.withdrawn_at.is_(None)]
        if self.area:
            conditions.append(TASK.area == self.area)
        if self.text:
            conditions.append(contains(self.text, Task.item, Task.category))
        return conditions

    def of_share(self, user: User) -> list[ColumnElement[bool]]:
        if not user.sees_all_units and self.unit is None:
            return [SHARE.unit_id == 0]  # an account without a unit sees nothing
        whose = SHARE.unit_id == self.unit.id if self.unit else SHARE.unit_id.is_not(None)
        return [whose, SHARE.withdrawn_at.is_(None)]


def tasks(scope: Scope, user: User) -> Any:
    """The tasks of the scope in the order of the tables, for a listing."""
    shares = select(SHARE.task_id).where(*scope.of_share(user), ~NOTHING_AROSE)
    return select(TASK.id, TASK.area, TASK.category, TASK.item, TASK.channels).where(
        *scope.of_task(), TASK.id.in_(shares)
    )


def duties(scope: Scope, user: User, found: Sequence[Row[Any]] | None = None, *, by_channel: bool = True) -> list[Duty]:
    """The tasks, all of the scope or the ``found`` ones, each with the units that must publish and, if asked for, its
    channels.
    """
    statement = select(SHARE.task_id, SHARE.unit_id).where(*scope.of_share(user), ~NOTHING_AROSE)
    if found is None:
        every = tasks(scope, user).order_by(TASK.area, TASK.position, TASK.id)
        if not by_channel:
            every = every.with_only_columns(TASK.id, TASK.area, TASK.category, TASK.item)
        found = db.session.execute(every).all()
    else:
        statement = statement.where(SHARE.task_id.in_([row.id for row in found]))
    units: dict[int, set[int]] = defaultdict(set)
    for task, unit in db.session.execute(statement).all():
        units[task].add(unit)
    return [
        Duty(number, area, category, item, tuple(channels[0]) if channels else (), frozenset(units[number]))
        for number, area, category, item, *channels in map(tuple, found)
    ]


def covered(scope: Scope, task_ids: Collection[int] | None = None, *, by_channel: bool = True) -> list[Covered]:
    """What was published, by task, unit, phase and channel; most questions do not ask for the channel."""
    table = DisclosureCoverage.__table__.c
    channel = table.channel if by_channel else literal("")
    statement = select(table.task_id, table.unit_id, table.phase, channel).distinct()
    if scope.unit:
        statement = statement.where(table.unit_id == scope.unit.id)
    if task_ids is not None:
        statement = statement.where(table.task_id.in_(task_ids))
    else:
        statement = statement.where(table.task_id.in_(select(TASK.id).where(*scope.of_task())))
    rows = db.session.execute(statement).all()
    return [Covered(task, unit, PHASES[phase], name) for task, unit, phase, name in rows]


def nothing_arose(scope: Scope, user: User) -> int:
    """How many shares are left out because nothing arose in the year."""
    statement = (
        select(func.count())
        .select_from(Assignment)
        .join(Task, Assignment.task_id == Task.id)
        .where(*scope.of_task(), *scope.of_share(user), NOTHING_AROSE)
    )
    return db.session.scalar(statement) or 0


def unit_names(numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Unit -> code and short name."""
    rows = db.session.execute(select(Unit.id, Unit.code, Unit.short_name).where(Unit.id.in_(numbers)))
    return {row.id: (row.code, row.short_name) for row in rows}
