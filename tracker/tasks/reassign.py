"""Giving a unit to a row that the table left to a generic name (相关审批部门, …等部门)."""

from collections.abc import Sequence

from sqlalchemy import select

from tracker import journal
from tracker.choices import ProgressKind
from tracker.db import db
from tracker.people.models import Unit, User
from tracker.refusals import Refused
from tracker.tasks.models import Assignment
from tracker.tasks.progress import enter, require


def candidates(assignment: Assignment) -> Sequence[Unit]:
    """Units in force that have no share in the task yet."""
    holders = select(Assignment.unit_id).where(
        Assignment.task_id == assignment.task_id, Assignment.unit_id.is_not(None)
    )
    statement = select(Unit).where(Unit.closed_on.is_(None), Unit.id.not_in(holders))
    return db.session.scalars(statement.order_by(Unit.position, Unit.id)).all()


def assign(assignment: Assignment, units: Sequence[Unit], by: User) -> list[Assignment]:
    """Give the waiting row to one unit or to several: the first takes the row, each other one gets its own.

    Raises Refused when the row has a unit already, no unit is named, or one of them has a share in the task.
    """
    require(assignment, ProgressKind.REASSIGNED)
    if not units:
        raise Refused("请至少选择一个责任单位。")
    holders = set(db.session.scalars(select(Assignment.unit_id).where(Assignment.task_id == assignment.task_id)))
    taken = [unit.short_name for unit in units if unit.id in holders]
    if taken:
        raise Refused(f"{'、'.join(taken)}已经承担这项任务，请选择其他单位。")
    shares = [assignment, *(_another(assignment) for _ in units[1:])]
    for share, unit in zip(shares, units, strict=True):
        share.unit = unit
    db.session.flush()
    for share in shares:
        enter(share, by, ProgressKind.REASSIGNED, note=f"原表写作“{assignment.as_written}”，指定{share.unit_name}办理")
    names = "、".join(unit.short_name for unit in units)
    journal.record(
        "task.assign",
        "assignment",
        assignment.id,
        f"《{assignment.task.item}》的“{assignment.as_written}”指定为{names}",
        details={"units": [unit.code for unit in units], "assignments": [share.id for share in shares]},
    )
    return shares


def _another(assignment: Assignment) -> Assignment:
    share = Assignment(
        task=assignment.task, role=assignment.role, as_written=assignment.as_written, due_on=assignment.due_on
    )
    db.session.add(share)
    return share
