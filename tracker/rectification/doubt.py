"""What speaks against closing a rectification: nothing to look at, or tasks that are still not done."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker.choices import AssignmentState, RectificationState
from tracker.db import db
from tracker.rectification.models import Rectification, RectificationEntry
from tracker.tasks.models import Assignment, CarriedTask


def states(of: Rectification) -> dict[int, AssignmentState]:
    """Task -> how the unit's share of it stands now, for the tasks that the order is about; of what was carried into
    the next year, how it stands there."""
    tasks = [each["id"] for each in of.records if each["type"] == "task"]
    if not tasks:
        return {}
    carried = select(CarriedTask.from_task_id, CarriedTask.task_id).where(CarriedTask.from_task_id.in_(tasks))
    now_at = dict.fromkeys(tasks) | {row.from_task_id: row.task_id for row in db.session.execute(carried)}
    shares = select(Assignment.task_id, Assignment.state).where(Assignment.unit_id == of.unit_id)
    found = shares.where(Assignment.task_id.in_({new or old for old, new in now_at.items()}))
    states = {row.task_id: row.state for row in db.session.execute(found)}
    return {old: states[new or old] for old, new in now_at.items() if (new or old) in states}


def doubts(of: Rectification) -> list[str]:
    """Why the office should say in words what it found before it closes the order; nothing where all is plain."""
    open_tasks = sum(state is not AssignmentState.ACCEPTED for state in states(of).values())
    found = [f"涉及的任务还有{open_tasks}项没有办结"] if open_tasks and of.title.startswith("任务完成") else []
    if not of.reply_address and not _has_evidence(of):
        found.append("单位没有附网页链接和佐证材料")
    return found


def _has_evidence(of: Rectification) -> bool:
    reported = RectificationEntry.rectification_id == of.id, RectificationEntry.state == RectificationState.REPORTED
    statement = select(RectificationEntry).where(*reported).order_by(RectificationEntry.id.desc()).limit(1)
    last = db.session.scalar(statement.options(selectinload(RectificationEntry.evidence)))
    return last is not None and bool(last.evidence)
