"""What a year leaves unfinished goes into the next year's plan as tasks that say where they come from."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from tracker import journal
from tracker.appraisal import lists
from tracker.appraisal.models import CarriedTask
from tracker.choices import AssignmentState, DeadlineKind
from tracker.db import db
from tracker.refusals import Refused
from tracker.tasks.models import Assignment, Task

OPEN = [state for state in AssignmentState if state is not AssignmentState.ACCEPTED]
LEFT = (Assignment.state.in_(OPEN), Assignment.unit_id.is_not(None), Assignment.withdrawn_at.is_(None))
COPIED = (
    "area", "position", "seq", "category", "grouping", "item", "content", "basis", "channels", "units_text",
    "deadline_text", "deadline_kind", "deadline_days", "deadline_start", "deadline_period",
)  # fmt: skip


def unfinished(year: int) -> Sequence[Task]:
    """Tasks of the year with an open share, that are not withdrawn and were not carried on before."""
    is_open = Task.id.in_(select(Assignment.task_id).where(*LEFT))
    carried = Task.id.in_(select(CarriedTask.from_task_id))
    statement = select(Task).where(Task.year == year, Task.withdrawn_at.is_(None), is_open, ~carried)
    shares = selectinload(Task.assignments).options(joinedload(Assignment.unit))
    return db.session.scalars(statement.order_by(Task.area, Task.position, Task.id).options(shares)).all()


def carry(year: int, chosen: Sequence[int], due_on: date | None) -> list[Task]:
    """Copy the chosen tasks with their open shares into the next year; ``due_on`` is the new day of dated ones.

    Raises Refused before the year's list is confirmed, when nothing is chosen, or for a day outside the next year.
    """
    if lists.confirmed(year) is None:
        raise Refused(f"{year}年度名单还没有确认，未完成的任务还在本年度办理，暂不结转。")
    wanted = set(chosen)
    tasks = [task for task in unfinished(year) if task.id in wanted]
    if not tasks:
        raise Refused("没有选择可以结转的任务，或者它们已经结转。请刷新页面查看。")
    dated = any(task.deadline_kind is DeadlineKind.DATE for task in tasks)
    if dated and (due_on is None or due_on.year != year + 1):
        raise Refused(f"所选任务中有固定日期的，请填写{year + 1}年之内的新日期。")
    first = (db.session.scalar(select(func.max(Task.position)).where(Task.year == year + 1)) or 0) + 1
    made = [_copy(task, first + place, due_on) for place, task in enumerate(tasks)]
    db.session.add_all(made)
    db.session.flush()
    db.session.add_all(CarriedTask(task_id=new.id, from_task_id=old.id) for new, old in zip(made, tasks, strict=True))
    db.session.flush()
    details = {"from": [task.id for task in tasks], "to": [task.id for task in made]}
    journal.record("task.carry", "task", None, f"{year}年度未完成的{len(made)}项任务结转", details=details)
    return made


def _copy(task: Task, position: int, due_on: date | None) -> Task:
    fields = {name: getattr(task, name) for name in COPIED} | {"position": position}
    is_dated = task.deadline_kind is DeadlineKind.DATE
    new = Task(
        **fields, year=task.year + 1, starts_on=date(task.year + 1, 1, 1), deadline_on=due_on if is_dated else None
    )
    new.assignments = [
        Assignment(unit_id=share.unit_id, role=share.role, as_written=share.as_written, due_on=new.deadline_on)
        for share in task.assignments
        if share.state is not AssignmentState.ACCEPTED and share.unit_id is not None and share.withdrawn_at is None
    ]
    return new
