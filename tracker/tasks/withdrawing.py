"""Taking a task off the list and putting it back on: never deleted, its history stays."""

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, update

from tracker import journal
from tracker.clock import now
from tracker.db import db
from tracker.refusals import Refused
from tracker.tasks.changes import tell
from tracker.tasks.models import Task

REASON_LENGTH = 400
tasks = Task.__table__


def withdraw(reasons: Mapping[int, str]) -> None:
    """Withdraw tasks by id, each for its reason. Raises Refused for a task without one."""
    if not all(reason.strip() for reason in reasons.values()):
        raise Refused("撤销任务须写明理由。请填写后再提交。")
    if not reasons:
        return
    moment = now()
    statement = (
        update(tasks)  # type: ignore[arg-type]
        .where(tasks.c.id == bindparam("task"))
        .values(withdrawn_at=moment, withdrawn_reason=bindparam("why"), version=tasks.c.version + 1)
    )
    values = [{"task": task, "why": reason[:REASON_LENGTH]} for task, reason in reasons.items()]
    db.session.connection().execute(statement, values)
    for reason in dict.fromkeys(reasons.values()):
        tell(f"撤销任务：{reason}", {task: () for task, why in reasons.items() if why == reason})
    one = next(iter(reasons)) if len(reasons) == 1 else None
    details = {"tasks": {str(task): reason for task, reason in reasons.items()}}
    journal.record("task.withdraw", "task", one, f"撤销{len(reasons)}项任务", details=details)


def revive(task_ids: Collection[int]) -> None:
    """Let withdrawn tasks be worked on again."""
    if not task_ids:
        return
    statement = update(tasks).where(tasks.c.id.in_(task_ids))  # type: ignore[arg-type]
    db.session.execute(
        statement.values(withdrawn_at=None, withdrawn_reason="", version=tasks.c.version + 1),
        execution_options={"synchronize_session": False},
    )
    tell("恢复办理", dict.fromkeys(task_ids, ()))
    one = next(iter(task_ids)) if len(task_ids) == 1 else None
    summary = f"恢复办理{len(task_ids)}项已撤销的任务"
    journal.record("task.revive", "task", one, summary, details={"tasks": sorted(task_ids)})
