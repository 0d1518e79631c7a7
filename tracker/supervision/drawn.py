"""The tasks drawn for one inspection as a list: whose, which, whether looked at, what was found."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from tracker.listing import number_of
from tracker.people.models import Unit, User
from tracker.supervision.choices import FindingState
from tracker.supervision.models import Finding, Inspection, InspectionItem
from tracker.tasks.models import Task

FOUND = (
    select(func.count())
    .where(Finding.item_id == InspectionItem.id, Finding.state == FindingState.STANDING)
    .correlate(InspectionItem)
    .scalar_subquery()
)
LOST = (
    select(func.coalesce(func.sum(Finding.points), 0))
    .where(Finding.item_id == InspectionItem.id, Finding.state == FindingState.STANDING)
    .correlate(InspectionItem)
    .scalar_subquery()
)
SORTS: dict[str, Sequence[Any]] = {
    "unit": (Unit.position, Unit.id, InspectionItem.id),
    "area": (Task.area, Task.position, InspectionItem.id),
    "checked": (InspectionItem.checked_at, InspectionItem.id),
}
DEFAULT_SORT = "unit"
STATES = {"unchecked": "未检查", "clean": "未发现问题", "found": "发现问题"}


def rows(user: User, inspection: Inspection) -> Select[*tuple[Any, ...]]:
    of = InspectionItem
    statement = (
        select(
            *(of.id, of.unit_id, of.task_id, of.checked_at, of.remark, Unit.short_name.label("unit")),
            *(Task.area, Task.item, FOUND.label("findings"), LOST.label("points")),
        )
        .join(Unit, Unit.id == of.unit_id)
        .join(Task, Task.id == of.task_id)
        .where(of.inspection_id == inspection.id)
    )
    return statement if user.sees_all_units else statement.where(of.unit_id == user.unit_id)


def filtered(statement: Select[*tuple[Any, ...]], asked: Mapping[str, str]) -> Select[*tuple[Any, ...]]:
    """What the query string asks for; what it says wrongly filters nothing."""
    if (number := number_of(asked.get("unit"))) is not None:
        statement = statement.where(InspectionItem.unit_id == number)
    looked, state = InspectionItem.checked_at.is_not(None), asked.get("state")
    if state == "unchecked":
        return statement.where(~looked)
    if state == "clean":
        return statement.where(looked, FOUND == 0)
    return statement.where(FOUND > 0) if state == "found" else statement
