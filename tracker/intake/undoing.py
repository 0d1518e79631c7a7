"""Taking an import back, as long as nothing was built on it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from tracker import journal
from tracker.choices import AssignmentRole, Change, ImportState
from tracker.clock import now
from tracker.db import db
from tracker.disclosures.shares import refresh
from tracker.intake import batches
from tracker.intake.applying import lock
from tracker.intake.columns import restored
from tracker.intake.diff import REVISED
from tracker.intake.duty import FIELDS
from tracker.intake.models import ImportBatch, ImportedRow, ImportFile
from tracker.intake.revising import assignments, tasks
from tracker.intake.withdrawals.obstacles import TOUCHED, Obstacles, find, version
from tracker.refusals import Refused
from tracker.tasks.changes import forget, tell
from tracker.tasks.models import Assignment, Task
from tracker.tasks.withdrawing import revive, withdraw

NAMED_AT_MOST = 5


class BuiltUpon(Refused):
    """Others have worked on the import's tasks; ``found`` says on which."""

    def __init__(self, found: Obstacles) -> None:
        super().__init__("不能整体撤销这次导入：" + "；".join(_in_words(found)) + "。")
        self.found = found


def undo(batch: ImportBatch) -> None:
    """Remove the tasks that the import made and put the changed ones back; names that it taught stay known.

    Raises BuiltUpon, naming what stands in the way, once a unit worked on one of the tasks or a later act changed it.
    """
    _hold(batch)
    rows = entries_of(batch)
    found = find(rows)
    if found:
        raise BuiltUpon(found)
    new = [row.task_id for row in rows if row.change is Change.NEW and row.task_id]
    changed = [row for row in rows if row.change in REVISED]
    withdrawn = [row for row in rows if row.change is Change.WITHDRAWN]
    _put_back(changed)
    tell(f"第{batch.id}次导入已撤销，恢复原样", _told_back(changed))
    revive([row.task_id for row in withdrawn if row.task_id])
    _expect([*changed, *withdrawn])
    _put_back_order(rows)
    _keep_names(new)
    forget(new)
    db.session.execute(delete(Assignment).where(Assignment.task_id.in_(new)))
    db.session.execute(delete(Task).where(Task.id.in_(new)))
    batch.state = ImportState.UNDONE
    batch.undone_at, batch.undone_by_id = now(), journal.acting().id
    db.session.flush()
    journal.record(
        "import.undo",
        "import",
        batch.id,
        f"撤销第{batch.id}次导入：删除新增的{len(new)}项任务，恢复变更的{len(changed)}项、撤销的{len(withdrawn)}项",
        details={"files": batches.hashes(batch), "tasks": new},
    )
    db.session.expire_all()


def _keep_names(new: Sequence[int]) -> None:
    """Let the entries of tasks that are about to go still say which tasks these were."""
    columns = (Task.id, Task.category, Task.item)
    names = {row.id: [row.category, row.item] for row in db.session.execute(select(*columns).where(Task.id.in_(new)))}
    for entry in db.session.scalars(select(ImportedRow).where(ImportedRow.task_id.in_(new))):
        entry.before = (entry.before or {}) | {"named": names[entry.task_id or 0]}
        entry.task_id = None
    db.session.flush()


def _told_back(changed: Sequence[ImportedRow]) -> dict[int, list[tuple[str, str, str]]]:
    found = {}
    for row in changed:
        if row.task_id and row.change is Change.CHANGED:
            told = (row.before or {})["differences"]
            found[row.task_id] = [(FIELDS[name], new, old) for name, old, new in told]
    return found


def entries_of(batch: ImportBatch) -> list[ImportedRow]:
    return list(
        db.session.scalars(
            select(ImportedRow).join(ImportFile, ImportFile.id == ImportedRow.file_id).where(ImportFile.batch == batch)
        )
    )


def _in_words(found: Obstacles) -> Iterable[str]:
    if found.later is not None:
        yield f"之后的第{found.later}次导入涉及同样的任务，请先撤销那一次"
    if found.built:
        named = "、".join(f"“{each.title[:30]}”" for each in found.built[:NAMED_AT_MOST])
        more = f"等{len(found.built)}项任务" if len(found.built) > NAMED_AT_MOST else ""
        yield f"已有办理、公开记录或修改建立在{named}{more}上"


def instead(batch: ImportBatch, task_ids: Collection[int], reason: str) -> int:
    """Withdraw some of the tasks that the import made, where it cannot be undone as a whole; how many.

    Raises Refused for an import that is not applied, without a reason, and when nothing is left to withdraw.
    """
    _hold(batch)
    found = find(entries_of(batch))
    offered = {each.id for each in found.built if each.may_be_withdrawn} | {*found.free}
    chosen = sorted(offered & set(task_ids))
    if not chosen:
        raise Refused("没有可以撤销的任务：请勾选这次导入新增、还没有撤销的任务。")
    withdraw(dict.fromkeys(chosen, reason))
    summary = f"第{batch.id}次导入新增的任务撤销{len(chosen)}项"
    journal.record("import.withdraw", "import", batch.id, summary, details={"tasks": chosen, "reason": reason})
    db.session.expire_all()
    return len(chosen)


def _hold(batch: ImportBatch) -> None:
    """Keep others from changing the import meanwhile; only an applied one has anything to take back."""
    lock()
    db.session.refresh(batch, with_for_update=True)
    if batch.state is not ImportState.APPLIED:
        raise Refused(f"这次导入的状态是“{batch.state.label}”，没有可以撤销的内容。")


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
        _put_back_shares(before)
        if before["dropped"]:
            values = [
                {"task_id": row.task_id, "unit_id": unit, "role": AssignmentRole(role), "as_written": written}
                for unit, role, written in before["dropped"]
            ]
            db.session.execute(insert(assignments), values)  # type: ignore[arg-type]
    refresh([row.task_id for row in changed if row.task_id])


def _put_back_shares(before: Mapping[str, Any]) -> None:
    version = {"version": assignments.c.version + 1}
    for share in before.get("left", ()):
        statement = update(assignments).where(assignments.c.id == share)  # type: ignore[arg-type]
        db.session.execute(statement.values(withdrawn_at=None, withdrawn_reason="", **version))
    for share, since, why in before.get("back", ()):
        statement = update(assignments).where(assignments.c.id == share)  # type: ignore[arg-type]
        left = {"withdrawn_at": datetime.fromisoformat(since), "withdrawn_reason": why, "due_on": None}
        db.session.execute(statement.values(left | version))


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
        if version(row) == (later.before or {})["found"]:
            row.before = dict(row.before or {}) | {"version": left + 1}
        del mine[row.task_id]


def _put_back_order(rows: Sequence[ImportedRow]) -> None:
    moved = [
        {"task": row.task_id, "place": row.before["position"]}
        for row in rows
        if row.before and "position" in row.before
    ]
    if moved:
        statement = update(tasks).where(tasks.c.id == bindparam("task")).values(position=bindparam("place"))  # type: ignore[arg-type]
        db.session.connection().execute(statement, moved)
