"""Tasks that a new version of their table changes: field by field, and no entry of anybody is lost."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from tracker.clock import today
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.disclosures.shares import refresh
from tracker.intake.columns import columns_of, kept
from tracker.intake.diff import REVISED, RowChange
from tracker.intake.preview import Preview, PreviewRow, PreviewTable
from tracker.tasks.deadlines import start
from tracker.tasks.models import Assignment, ProgressUpdate, Task
from tracker.tasks.withdrawing import revive_shares, withdraw_shares

Entry = tuple[PreviewTable, PreviewRow, int, dict[str, Any] | None]
Revision = tuple[PreviewTable, int, PreviewRow]

tasks, assignments = Task.__table__, Assignment.__table__


def positions(preview: Preview) -> Iterable[Revision]:
    """Each row with its place in its area, over all tables of that area."""
    last: Counter[object] = Counter()
    for table in preview.tables:
        for row in table.rows:
            last[table.area] += 1
            yield table, last[table.area], row


def revise(preview: Preview) -> list[Entry]:
    """Update what changed, and the order of what moved; what was there before goes into the import's entries."""
    standing = [each for each in positions(preview) if each[2].result.task is not None]
    changed = [each for each in standing if each[2].change in REVISED]
    since = start(preview.year, today())
    ids = [task_id(row.result) for _, _, row in changed]
    entries = entries_on(ids)
    gone = _withdrawn([old.id for _, _, row in changed for old in row.result.shares.back])
    _update_tasks(changed, since)
    _move(standing)
    _update_shares([row.result for _, _, row in changed])
    drops = preview.selection.drops
    withdraw_shares({old.id: drops[old.id] for _, _, row in changed for old in row.result.shares.left})
    revive_shares(sorted(gone))
    refresh([task_id(row.result) for _, _, row in changed if _may_be_due_otherwise(row.result)])
    return [
        (table, row, task_id(row.result), _before(row.result, position, entries[task_id(row.result)], gone))
        for table, position, row in standing
    ]


def _may_be_due_otherwise(result: RowChange) -> bool:
    task, shares = result.task, result.shares
    return task is None or task.withdrawn or result.duty.limit != task.duty.limit or bool(shares.added or shares.back)


def task_id(result: RowChange) -> int:
    assert result.task is not None
    return result.task.id


def entries_on(task_ids: Collection[int]) -> Counter[int]:
    """How many progress entries and disclosures each task has: what an import may be undone under."""
    updates = (
        select(Assignment.task_id, func.count())
        .join(ProgressUpdate, ProgressUpdate.assignment_id == Assignment.id)
        .where(Assignment.task_id.in_(task_ids))
        .group_by(Assignment.task_id)
    )
    published = (
        select(Disclosure.task_id, func.count()).where(Disclosure.task_id.in_(task_ids)).group_by(Disclosure.task_id)
    )
    found: Counter[int] = Counter()
    for statement in (updates, published) if task_ids else ():
        for number, count in db.session.execute(statement):
            found[number] += count
    return found


def _before(
    result: RowChange, position: int, entries: int, gone: Mapping[int, tuple[str, str]]
) -> dict[str, Any] | None:
    task = result.task
    if task is None:
        return None
    moved: dict[str, Any] = {} if task.position == position else {"position": task.position}
    if result.change not in REVISED:
        return moved or None
    changes = result.shares
    back: dict[str, Any] = {"withdrawn": [task.withdrawn_at and task.withdrawn_at.isoformat(), task.withdrawn_reason]}
    return (
        moved
        | (back if task.withdrawn else {})
        | {
            "task": kept(_columns_before(result)),
            "found": task.version,
            "version": task.version + (2 if task.withdrawn else 1),
            "entries": entries,
            "differences": [[each.field, each.old, each.new] for each in result.differences],
            "added": [[share.unit_id, share.as_written] for share in changes.added],
            "roles": [[old.id, old.role] for old, _ in changes.new_roles],
            "dropped": [[old.unit_id, old.role, old.as_written] for old in changes.dropped],
            "kept": [old.as_written for old in changes.kept],
            "left": [old.id for old in changes.left],
            "back": [[old.id, *gone[old.id]] for old in changes.back],
        }
    )


def _withdrawn(share_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Since when some shares are withdrawn, and why."""
    columns = (Assignment.id, Assignment.withdrawn_at, Assignment.withdrawn_reason)
    found = db.session.execute(select(*columns).where(Assignment.id.in_(share_ids))) if share_ids else ()
    return {row.id: (row.withdrawn_at.isoformat(), row.withdrawn_reason) for row in found if row.withdrawn_at}


def _update_tasks(changed: Sequence[Revision], since: date) -> None:
    if not changed:
        return
    olds = [_columns_before(row.result) for _, _, row in changed]
    news = [_columns(row.result, since) for _, _, row in changed]
    written = [name for name in olds[0] if any(old[name] != new[name] for old, new in zip(olds, news, strict=True))]
    values = [
        {"task": task_id(row.result)} | {f"new_{name}": new[name] for name in written}
        for (_, _, row), new in zip(changed, news, strict=True)
    ]
    statement = (
        update(tasks)  # type: ignore[arg-type]
        .where(tasks.c.id == bindparam("task"))
        .values({name: bindparam(f"new_{name}") for name in written})
        .values(version=tasks.c.version + 1)
    )
    db.session.connection().execute(statement, values)


def _columns_before(result: RowChange) -> dict[str, Any]:
    assert result.task is not None
    return columns_of(result.task.duty) | {"starts_on": result.task.starts_on}


def _columns(result: RowChange, since: date) -> dict[str, Any]:
    """A new limit counts from the day of the change: nobody becomes late by it after the fact."""
    assert result.task is not None
    begin = result.task.starts_on
    return columns_of(result.duty) | {"starts_on": max(begin, since) if result.has_new_limit else begin}


def _move(standing: Sequence[Revision]) -> None:
    moved = [
        {"task": row.result.task.id, "place": position}
        for _, position, row in standing
        if row.result.task is not None and row.result.task.position != position
    ]
    if moved:
        statement = update(tasks).where(tasks.c.id == bindparam("task")).values(position=bindparam("place"))  # type: ignore[arg-type]
        db.session.connection().execute(statement, moved)


def _update_shares(changed: Sequence[RowChange]) -> None:
    dropped = [old.id for result in changed for old in result.shares.dropped]
    if dropped:
        db.session.execute(delete(Assignment).where(Assignment.id.in_(dropped)))
    roles = [{"share": old.id, "new": role} for result in changed for old, role in result.shares.new_roles]
    if roles:
        statement = (
            update(assignments)  # type: ignore[arg-type]
            .where(assignments.c.id == bindparam("share"))
            .values(role=bindparam("new"), version=assignments.c.version + 1)
        )
        db.session.connection().execute(statement, roles)
    added = [
        {"task_id": task_id(result), "unit_id": share.unit_id, "role": share.role, "as_written": share.as_written}
        for result in changed
        for share in result.shares.added
    ]
    if added:
        db.session.execute(insert(assignments), added)  # type: ignore[arg-type]
