"""What a year leaves unfinished goes into the next year's plan as tasks that say where they come from."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from tracker import journal
from tracker.appraisal import lists
from tracker.choices import AssignmentState, DeadlineKind
from tracker.clock import now
from tracker.db import db
from tracker.refusals import Refused
from tracker.tasks.models import CARRIED, Assignment, CarriedTask, Task

OPEN = [state for state in AssignmentState if state is not AssignmentState.ACCEPTED]
LEFT = (Assignment.state.in_(OPEN), Assignment.unit_id.is_not(None), Assignment.withdrawn_at.is_(None))
FEBRUARY = 2
CARRIED_FROM, LONGEST_TEXT = "结转，原为", 400
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


def carried(year: int) -> Sequence[Task]:
    """The tasks of the next year's plan that carry on what this one left."""
    from_year = select(CarriedTask.task_id).join(Task, Task.id == CarriedTask.from_task_id).where(Task.year == year)
    return db.session.scalars(select(Task).where(Task.id.in_(from_year)).order_by(Task.area, Task.position)).all()


def is_dated(task: Task) -> bool:
    return task.deadline_kind is DeadlineKind.DATE


def day_of(task: Task) -> date | None:
    """The day that is proposed for a dated task: the same of the next year."""
    on = task.deadline_on
    return None if on is None else date(task.year + 1, on.month, min(on.day, 28) if on.month == FEBRUARY else on.day)


def hindrance(year: int) -> str:
    """Why nothing can be carried over yet, told before anybody tries."""
    return "" if lists.confirmed(year) else f"{year}年度名单还没有确认，未完成的任务还在本年度办理，暂不结转。"


def carry(year: int, chosen: Collection[int], days: Mapping[int, date | None]) -> list[Task]:
    """Copy the chosen tasks with their open shares into the next year, where they go on; in the old one the shares are
    closed undone. ``days`` are the new days of dated tasks by the task's id.

    Raises Refused before the year's list is confirmed, when nothing is chosen, or for a day outside the next year.
    """
    if why := hindrance(year):
        raise Refused(why)
    tasks = [task for task in unfinished(year) if task.id in chosen]
    if not tasks:
        raise Refused("没有选择可以结转的任务，或者它们已经结转。请刷新页面查看。")
    for task in tasks:
        day = days.get(task.id)
        if is_dated(task) and (day is None or day.year != year + 1):
            raise Refused(f"《{task.title}》有固定日期，请填写{year + 1}年之内的新日期。", f"day_{task.id}")
    first = (db.session.scalar(select(func.max(Task.position)).where(Task.year == year + 1)) or 0) + 1
    made = [_copy(task, first + place, days.get(task.id)) for place, task in enumerate(tasks)]
    db.session.add_all(made)
    db.session.flush()
    db.session.add_all(CarriedTask(task_id=new.id, from_task_id=old.id) for new, old in zip(made, tasks, strict=True))
    for share in (share for task in tasks for share in task.assignments if _goes_on(share)):
        share.withdrawn_at, share.withdrawn_reason, share.due_on = now(), f"{CARRIED}{year + 1}年度", None
    db.session.flush()
    details = {"from": [task.id for task in tasks], "to": [task.id for task in made]}
    journal.record("task.carry", "task", None, f"{year}年度未完成的{len(made)}项任务结转", details=details)
    return made


def _said_anew(text: str, day: date) -> str:
    """The limit in words of the new year; how the table put it stays beside it."""
    return f"{day.year}年{day.month}月{day.day}日前（{CARRIED_FROM}{text}）"[:LONGEST_TEXT]


def _goes_on(share: Assignment) -> bool:
    return share.state is not AssignmentState.ACCEPTED and share.unit_id is not None and share.withdrawn_at is None


def _copy(task: Task, position: int, due_on: date | None) -> Task:
    fields = {name: getattr(task, name) for name in COPIED} | {"position": position}
    deadline_on = due_on if is_dated(task) else None
    if deadline_on is not None:
        fields["deadline_text"] = _said_anew(task.deadline_text, deadline_on)
    new = Task(**fields, year=task.year + 1, starts_on=date(task.year + 1, 1, 1), deadline_on=deadline_on)
    new.assignments = [
        Assignment(unit_id=share.unit_id, role=share.role, as_written=share.as_written, due_on=new.deadline_on)
        for share in task.assignments
        if _goes_on(share)
    ]
    return new
