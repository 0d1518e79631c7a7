"""Taking a task, or one unit's share of it, off the list and putting it back on: never deleted, its history stays."""

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, update

from tracker import journal
from tracker.clock import now
from tracker.db import db
from tracker.refusals import Refused
from tracker.tasks.changes import tell
from tracker.tasks.models import Assignment, Task

REASON_LENGTH = 400
tasks, assignments = Task.__table__, Assignment.__table__


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


def withdraw_shares(reasons: Mapping[int, str]) -> None:
    """Let units have no part in a task any more, by the id of their share, each for its reason. Nothing is due then.

    Raises Refused for a share without a reason.
    """
    if not all(reason.strip() for reason in reasons.values()):
        raise Refused("撤销单位的承担须写明理由。请填写后再提交。")
    if not reasons:
        return
    statement = (
        update(assignments)  # type: ignore[arg-type]
        .where(assignments.c.id == bindparam("share"))
        .values(withdrawn_at=now(), withdrawn_reason=bindparam("why"), due_on=None, version=assignments.c.version + 1)
    )
    values = [{"share": share, "why": reason[:REASON_LENGTH]} for share, reason in reasons.items()]
    db.session.connection().execute(statement, values)
    details = {"shares": {str(share): reason for share, reason in reasons.items()}}
    journal.record("task.withdraw_share", "task", None, f"撤销{len(reasons)}个单位对任务的承担", details=details)


def revive_shares(share_ids: Collection[int]) -> None:
    """Let units have their part in a task again. What is due then is for the caller to compute."""
    if not share_ids:
        return
    statement = update(assignments).where(assignments.c.id.in_(share_ids))  # type: ignore[arg-type]
    version = assignments.c.version + 1
    db.session.execute(statement.values(withdrawn_at=None, withdrawn_reason="", version=version))
    summary = f"恢复{len(share_ids)}个单位对任务的承担"
    journal.record("task.revive_share", "task", None, summary, details={"shares": sorted(share_ids)})


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
