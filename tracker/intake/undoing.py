"""Taking an import back, as long as nothing was built on it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from tracker import journal
from tracker.choices import AssignmentRole, AssignmentState, Change, ImportState
from tracker.clock import now
from tracker.db import db
from tracker.intake import batches
from tracker.intake.applying import lock
from tracker.intake.columns import restored
from tracker.intake.dues import refresh
from tracker.intake.models import ImportBatch, ImportedRow, ImportFile
from tracker.intake.revising import assignments, entries_on, tasks
from tracker.interpretations.models import PolicyDocument
from tracker.opinions.models import OpinionCase
from tracker.refusals import Refused
from tracker.tasks.models import Assignment, Task
from tracker.tasks.withdrawing import revive

NAMED_AT_MOST = 5
TOUCHED = (Change.CHANGED, Change.WITHDRAWN)


def undo(batch: ImportBatch) -> None:
    """Remove the tasks that the import made and put the changed ones back; names that it taught stay known.

    Raises Refused, naming what stands in the way, once a unit has worked on one of the tasks or a later act changed it.
    """
    lock()
    db.session.refresh(batch, with_for_update=True)
    if batch.state is not ImportState.APPLIED:
        raise Refused(f"这次导入的状态是“{batch.state.label}”，没有可以撤销的内容。")
    rows = entries_of(batch)
    obstacles = list(_obstacles(rows))
    if obstacles:
        raise Refused("不能撤销这次导入：" + "；".join(obstacles) + "。个别任务有误时，请改表后重新导入。")
    new = [row.task_id for row in rows if row.change is Change.NEW and row.task_id]
    changed = [row for row in rows if row.change is Change.CHANGED]
    withdrawn = [row for row in rows if row.change is Change.WITHDRAWN]
    _put_back(changed)
    revive([row.task_id for row in withdrawn if row.task_id])
    _expect([*changed, *withdrawn])
    _put_back_order(rows)
    db.session.execute(update(ImportedRow).where(ImportedRow.task_id.in_(new)).values(task_id=None))
    db.session.execute(delete(Assignment).where(Assignment.task_id.in_(new)))
    db.session.execute(delete(Task).where(Task.id.in_(new)))
    batch.state = ImportState.UNDONE
    batch.undone_at = now()
    db.session.flush()
    journal.record(
        "import.undo",
        "import",
        batch.id,
        f"撤销第{batch.id}次导入：删除新增的{len(new)}项任务，恢复变更的{len(changed)}项、撤销的{len(withdrawn)}项",
        details={"files": batches.hashes(batch), "tasks": new},
    )
    db.session.expire_all()


def entries_of(batch: ImportBatch) -> list[ImportedRow]:
    return list(
        db.session.scalars(
            select(ImportedRow).join(ImportFile, ImportFile.id == ImportedRow.file_id).where(ImportFile.batch == batch)
        )
    )


def _obstacles(rows: Sequence[ImportedRow]) -> Iterable[str]:
    later = _later_import(rows)
    if later is not None:
        yield f"之后的第{later}次导入涉及同样的任务，请先撤销那一次"
    new = [row.task_id for row in rows if row.change is Change.NEW and row.task_id]
    changed = {row.task_id: row for row in rows if row.change in TOUCHED and row.task_id}
    entries = entries_on([*new, *changed])
    worked_on = [task for task in new if entries[task]]
    worked_on += [task for task, row in changed.items() if entries[task] != (row.before or {}).get("entries", 0)]
    worked_on += _otherwise_used(new)
    if worked_on:
        yield f"已有进展、公开记录等建立在{_names(worked_on)}上"
    edited = _edited(row for row in rows if row.task_id in {*new, *changed})
    if edited:
        yield f"导入之后又修改过{_names(edited)}"


def _later_import(rows: Sequence[ImportedRow]) -> int | None:
    """An import after this one, by the order of its entries, that touched a task which this one made or changed."""
    mine = [row.task_id for row in rows if row.change in (Change.NEW, *TOUCHED)]
    last = max((row.id for row in rows), default=0)
    return db.session.scalar(
        select(ImportFile.batch_id)
        .join(ImportedRow, ImportedRow.file_id == ImportFile.id)
        .join(ImportBatch, ImportBatch.id == ImportFile.batch_id)
        .where(ImportedRow.task_id.in_(mine), ImportedRow.id > last, ImportBatch.state == ImportState.APPLIED)
        .order_by(ImportedRow.id.desc())
        .limit(1)
    )


def _otherwise_used(new: Sequence[int]) -> list[int]:
    if not new:
        return []
    touched = select(Assignment.task_id).where(Assignment.task_id.in_(new), Assignment.state != AssignmentState.PENDING)
    opinions = select(OpinionCase.task_id).where(OpinionCase.task_id.in_(new))
    papers = select(PolicyDocument.task_id).where(PolicyDocument.task_id.in_(new))
    return [task for task in db.session.scalars(touched.union(opinions, papers)) if task is not None]


def _edited(rows: Iterable[ImportedRow]) -> list[int]:
    """Tasks whose version is no longer the one that the import left."""
    versions = {row.task_id: _version(row) for row in rows}
    found = db.session.execute(select(Task.id, Task.version).where(Task.id.in_(versions)))
    return [task for task, version in found if versions[task] != version]


def _names(task_ids: Sequence[int]) -> str:
    distinct = list(dict.fromkeys(task_ids))
    items = db.session.scalars(select(Task.item).where(Task.id.in_(distinct[:NAMED_AT_MOST])).order_by(Task.id))
    more = f"等{len(distinct)}项任务" if len(distinct) > NAMED_AT_MOST else ""
    return "、".join(f"“{item[:30]}”" for item in items) + more


def _put_back(changed: Sequence[ImportedRow]) -> None:
    for row in changed:
        before = row.before or {}
        statement = update(tasks).where(tasks.c.id == row.task_id)  # type: ignore[arg-type]
        since, why = before.get("withdrawn", (None, ""))
        left = {"withdrawn_at": datetime.fromisoformat(since) if since else None, "withdrawn_reason": why}
        version = {"version": tasks.c.version + 1}
        db.session.execute(statement.values(restored(before["task"]) | left | version))
        for unit_id, as_written in before["added"]:
            same = Assignment.unit_id.is_(None) if unit_id is None else Assignment.unit_id == unit_id
            db.session.execute(
                delete(Assignment).where(Assignment.task_id == row.task_id, same, Assignment.as_written == as_written)
            )
        for share, role in before["roles"]:
            statement = update(assignments).where(assignments.c.id == share)  # type: ignore[arg-type]
            db.session.execute(statement.values(role=AssignmentRole(role), version=assignments.c.version + 1))
        if before["dropped"]:
            values = [
                {"task_id": row.task_id, "unit_id": unit, "role": AssignmentRole(role), "as_written": written}
                for unit, role, written in before["dropped"]
            ]
            db.session.execute(insert(assignments), values)  # type: ignore[arg-type]
    refresh([row.task_id for row in changed if row.task_id])


def _expect(changed: Sequence[ImportedRow]) -> None:
    """Tell the import before, which left each of these tasks as they now are again, the version that they have now."""
    mine = {row.task_id: row for row in changed}
    earlier = db.session.scalars(
        select(ImportedRow)
        .where(ImportedRow.task_id.in_(mine), ImportedRow.change.in_((Change.NEW, *TOUCHED)))
        .order_by(ImportedRow.id.desc())
    )
    for row in earlier:
        later = mine.get(row.task_id)
        if later is None or row.id >= later.id:
            continue
        left = (later.before or {})["version"]
        if _version(row) == (later.before or {})["found"]:
            row.before = dict(row.before or {}) | {"version": left + 1}
        del mine[row.task_id]


def _version(row: ImportedRow) -> int:
    """The version in which an import left a task."""
    version: int = (row.before or {}).get("version", 1)
    return version


def _put_back_order(rows: Sequence[ImportedRow]) -> None:
    moved = [
        {"task": row.task_id, "place": row.before["position"]}
        for row in rows
        if row.before and "position" in row.before
    ]
    if moved:
        statement = update(tasks).where(tasks.c.id == bindparam("task")).values(position=bindparam("place"))  # type: ignore[arg-type]
        db.session.connection().execute(statement, moved)
