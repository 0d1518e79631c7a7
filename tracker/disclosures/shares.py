"""The next limit of a unit's share of a task, kept in step with what the unit published and what is still open."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, select, update

from tracker.choices import Mode, Outcome
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.tasks.deadlines import next_due
from tracker.tasks.models import Assignment, Task

AT_ONCE = 500
RECORD = (Disclosure.published_on, Disclosure.due_on, Disclosure.is_provisional, Disclosure.mode)


def limit(task: Any, records: Iterable[Any], handed_in: Outcome | None) -> tuple[date | None, bool]:
    """The earliest open limit of a share, and whether it rests on a year without calendar data.

    ``task`` has the columns of its time limit, each of ``records`` those of RECORD.
    """
    found = list(records)
    owed = [row for row in found if row.due_on and row.published_on is None and row.mode is Mode.PROACTIVE]

    def earliest(dues: list[date]) -> date | None:
        return next_due(
            task.deadline_kind,
            task.deadline_on,
            task.deadline_period,
            task.year,
            since=task.starts_on,
            published=[row.published_on for row in found if row.published_on],
            open_dues=dues,
            handed_in=handed_in,
        )

    due_on = earliest([row.due_on for row in owed])
    certain = earliest([row.due_on for row in owed if not row.is_provisional])
    return due_on, due_on != certain


def refresh(task_ids: Collection[int]) -> None:
    """Compute the limits of all shares of these tasks anew, some hundred tasks in three statements.

    Nothing is due of a withdrawn share. Versions stay: nobody's open form turns stale by it.
    """
    waiting = iter(task_ids)
    while some := list(islice(waiting, AT_ONCE)):
        _refresh(some)


def _refresh(task_ids: Collection[int]) -> None:
    records = defaultdict(list)
    statement = select(Disclosure.task_id, Disclosure.unit_id, *RECORD).where(Disclosure.task_id.in_(task_ids))
    for row in db.session.execute(statement):
        records[row.task_id, row.unit_id].append(row)
    shares = db.session.execute(
        select(
            *(Assignment.id, Assignment.task_id, Assignment.unit_id, Assignment.due_on, Assignment.due_is_provisional),
            *(Assignment.outcome, Task.year, Task.starts_on),
            *(Task.deadline_kind, Task.deadline_on, Task.deadline_period),
        )
        .join(Task, Task.id == Assignment.task_id)
        .where(Task.id.in_(task_ids), Assignment.withdrawn_at.is_(None))
    )
    changed = []
    for share in shares:
        due_on, is_provisional = limit(share, records[share.task_id, share.unit_id], share.outcome)
        if (due_on, is_provisional) != (share.due_on, share.due_is_provisional):
            changed.append({"share": share.id, "due": due_on, "provisional": is_provisional})
    if changed:
        table = Assignment.__table__
        change = (
            update(table)  # type: ignore[arg-type]
            .where(table.c.id == bindparam("share"))
            .values(due_on=bindparam("due"), due_is_provisional=bindparam("provisional"))
        )
        db.session.connection().execute(change, changed)
