"""The next limit of every share of some tasks, after an import changed what they say."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import bindparam, select, update

from tracker.choices import SecrecyResult
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.tasks.deadlines import next_due
from tracker.tasks.models import Assignment, Task


def refresh(task_ids: Collection[int]) -> None:
    """Compute the limits anew, in three statements. Versions stay: nobody's open form turns stale by it."""
    if not task_ids:
        return
    records = defaultdict(list)
    for row in db.session.execute(
        select(
            Disclosure.task_id,
            Disclosure.unit_id,
            Disclosure.published_on,
            Disclosure.due_on,
            Disclosure.secrecy_result,
        ).where(Disclosure.task_id.in_(task_ids))
    ):
        records[row.task_id, row.unit_id].append(row)
    shares = db.session.execute(
        select(
            Assignment.id,
            Assignment.task_id,
            Assignment.unit_id,
            Assignment.due_on,
            Assignment.outcome,
            Task.year,
            Task.starts_on,
            Task.deadline_kind,
            Task.deadline_on,
            Task.deadline_period,
        )
        .join(Task, Task.id == Assignment.task_id)
        .where(Task.id.in_(task_ids), Assignment.withdrawn_at.is_(None))
    )
    changed = []
    for share in shares:
        found = records[share.task_id, share.unit_id]
        due_on = next_due(
            share.deadline_kind,
            share.deadline_on,
            share.deadline_period,
            share.year,
            since=share.starts_on,
            published=[row.published_on for row in found if row.published_on],
            open_dues=[
                row.due_on
                for row in found
                if row.due_on and not row.published_on and row.secrecy_result is not SecrecyResult.WITHHOLD
            ],
            handed_in=share.outcome,
        )
        if due_on != share.due_on:
            changed.append({"share": share.id, "due": due_on})
    if changed:
        table = Assignment.__table__
        statement = update(table).where(table.c.id == bindparam("share")).values(due_on=bindparam("due"))  # type: ignore[arg-type]
        db.session.connection().execute(statement, changed)
