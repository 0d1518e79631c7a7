"""Opening a round of inspection: its tasks are drawn at once, and what they were drawn from is kept."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker import journal
from tracker.choices import Area, AssignmentRole
from tracker.clock import now
from tracker.db import db
from tracker.people.models import Unit, User
from tracker.refusals import Refused
from tracker.supervision.choices import CheckIndicator, InspectionState
from tracker.supervision.drawing import draw
from tracker.supervision.models import Inspection, InspectionItem, InspectionUnit
from tracker.tasks.models import Assignment, Task


@dataclass(frozen=True)
class Round:
    """What the office decides when it opens a round; ``size`` tasks are drawn of each unit."""

    title: str
    period_from: date
    period_to: date
    areas: tuple[Area, ...]
    indicators: tuple[CheckIndicator, ...]
    unit_ids: tuple[int, ...]
    size: int
    seed: int


def open_round(wanted: Round, by: User) -> Inspection:
    """Open the round and draw its tasks; a unit without a task in its areas is left out, not looked at for nothing.

    Raises Refused when no unit has any task there.
    """
    pools = _pools(wanted)
    if not pools:
        raise Refused("所选单位在所选领域没有本年度的任务，没有可以检查的内容。请调整单位或领域。")
    inspection = Inspection(
        year=wanted.period_to.year,
        title=wanted.title,
        period_from=wanted.period_from,
        period_to=wanted.period_to,
        areas=[area.value for area in wanted.areas],
        indicators=[each.value for each in wanted.indicators],
        size=wanted.size,
        seed=wanted.seed,
        state=InspectionState.CHECKING,
        opened_by_id=by.id,
        opened_at=now(),
        version=1,
    )
    for unit, pool in pools:
        inspection.units.append(InspectionUnit(unit_id=unit.id, pool=pool))
        drawn = draw(pool, wanted.size, wanted.seed, unit.id)
        inspection.items.extend(InspectionItem(unit_id=unit.id, task_id=task, version=1) for task in drawn)
    db.session.add(inspection)
    db.session.flush()
    details = {"seed": wanted.seed, "size": wanted.size, "units": [unit.code for unit, _ in pools]}
    summary = f"开展督促检查《{inspection.title}》，抽取{len(inspection.items)}项任务"
    journal.record("inspection.open", "inspection", inspection.id, summary, details=details)
    return inspection


def _pools(wanted: Round) -> Sequence[tuple[Unit, list[int]]]:
    """Each unit with the tasks that it answers for, in the order of the units' register."""
    statement = (
        select(Unit, Assignment.task_id)
        .join(Assignment, Assignment.unit_id == Unit.id)
        .join(Task, Task.id == Assignment.task_id)
        .where(Unit.id.in_(wanted.unit_ids), Assignment.role != AssignmentRole.COOPERATING)
        .where(Task.year == wanted.period_to.year, Task.area.in_(wanted.areas), Task.withdrawn_at.is_(None))
        .order_by(Unit.position, Unit.id, Task.id)
    )
    pools: dict[Unit, list[int]] = defaultdict(list)
    for unit, task_id in db.session.execute(statement):
        pools[unit].append(task_id)
    return list(pools.items())
