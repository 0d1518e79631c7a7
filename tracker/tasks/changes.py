"""What changed about a task itself, told to the units that have a share in it until they say that they have seen it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, or_, select, update

from tracker import journal
from tracker.choices import AssignmentState
from tracker.clock import now
from tracker.db import db
from tracker.people.models import User
from tracker.tasks.models import Assignment, Task, TaskChange
from tracker.tasks.scope import own_share

FRESH = timedelta(days=14)
WHAT_LENGTH = 400
MOST = 50

Differences = Sequence[Sequence[str]]


def tell(what: str, differences: Mapping[int, Differences]) -> None:
    """Add an entry to the history of each of these tasks: in words, and as field, old and new text."""
    if not differences:
        return
    entry = {"at": now(), "by_id": journal.acting().id, "what": what[:WHAT_LENGTH]}
    rows = [
        entry | {"task_id": task, "differences": [list(each) for each in told]} for task, told in differences.items()
    ]
    db.session.execute(insert(TaskChange.__table__), rows)  # type: ignore[arg-type]


def forget(task_ids: Collection[int]) -> None:
    """Before tasks are taken back on which nobody has worked."""
    db.session.execute(delete(TaskChange).where(TaskChange.task_id.in_(task_ids)))


def unseen(user: User) -> Sequence[Row[*tuple[Any, ...]]]:
    """The shares of this person's unit whose tasks changed lately, each with its last unseen change, newest first."""
    last = (
        select(Assignment.id.label("share"), func.max(TaskChange.id).label("change"))
        .join(TaskChange, TaskChange.task_id == Assignment.task_id)
        .join(Task, Task.id == Assignment.task_id)
        .where(own_share(user), _is_unseen())
        .group_by(Assignment.id)
        .subquery()
    )
    columns = (Task.id.label("task_id"), Task.item, Task.withdrawn_at, TaskChange.at, TaskChange.what)
    statement = (
        select(last.c.share, last.c.change, *columns, TaskChange.differences)
        .join(TaskChange, TaskChange.id == last.c.change)
        .join(Task, Task.id == TaskChange.task_id)
        .order_by(last.c.change.desc(), last.c.share)
        .limit(MOST)
    )
    return db.session.execute(statement).all()


def _is_unseen() -> ColumnElement[bool]:
    """Lately, after the unit took the task as it then was, and not said to be seen; a share that waits to be
    acknowledged shows the task as it is, unless the task is withdrawn and waits no longer."""
    return and_(
        TaskChange.at > now() - FRESH,
        TaskChange.id > func.coalesce(Assignment.seen_change_id, 0),
        or_(Assignment.acknowledged_at.is_(None), TaskChange.at >= Assignment.acknowledged_at),
        or_(Assignment.state != AssignmentState.PENDING, Task.withdrawn_at.is_not(None)),
    )


def see(assignment_ids: Collection[int], until: int, by: User) -> int:
    """Note that the unit has seen the changes of these shares up to one of them; how many shares were its own.

    Versions stay: nobody's open form turns stale by it.
    """
    until = min(until, db.session.scalar(select(func.max(TaskChange.id))) or 0)
    mine = Assignment.id.in_(assignment_ids), own_share(by), func.coalesce(Assignment.seen_change_id, 0) < until
    shares = db.session.execute(select(Assignment.id, Assignment.task_id).where(*mine).order_by(Assignment.id)).all()
    if shares:
        ids = [share.id for share in shares]
        assignments = Assignment.__table__
        statement = update(assignments).where(assignments.c.id.in_(ids)).values(seen_change_id=until)  # type: ignore[arg-type]
        db.session.execute(statement)
        details = {"assignments": ids, "until": until}
        journal.record("task.seen", "unit", by.unit_id, f"知悉{len(ids)}项任务的变更", details=details)
    return len(shares)
