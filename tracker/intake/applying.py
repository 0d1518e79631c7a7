"""Bringing an import into the register: all of it in one transaction, or nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import insert, text

from imports.rows import Reading
from tracker import collector, journal
from tracker.choices import Change, ImportState, NameKind
from tracker.clock import now, today
from tracker.db import db
from tracker.intake import batches
from tracker.intake.columns import columns_of
from tracker.intake.duty import Limit, Standing
from tracker.intake.models import ImportBatch, ImportedRow
from tracker.intake.preview import Preview
from tracker.intake.revising import Entry, entries_on, positions, revise
from tracker.people.models import UnitName
from tracker.refusals import Refused
from tracker.tasks.changes import tell
from tracker.tasks.deadlines import next_due, start
from tracker.tasks.models import Assignment, Task
from tracker.tasks.withdrawing import revive, withdraw

MOST_NOTES = 500
IMPORT_LOCK = 610203  # one import at a time, beside the journal's own lock


class Outdated(Refused):
    """What was confirmed is no longer what would happen; ``preview`` is what would happen now."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("预览之后数据有变化，没有导入。请核对下面新的预览，再确认导入。")
        self.preview = preview


@collector.paused()
def apply(batch: ImportBatch, readings: Sequence[Reading], confirmed: str | None) -> Preview | None:
    """Write what the preview shows; None when the import had been applied already and nothing more was done.

    ``confirmed`` is the digest of the preview that a person saw; None applies whatever there is without errors.
    Raises Refused for an import with errors or given up, Outdated when the data changed since the preview.
    """
    lock()
    db.session.refresh(batch, with_for_update=True)
    if batch.state is ImportState.APPLIED:
        return None
    if batch.state is not ImportState.PREVIEW:
        raise Refused(f"这次导入的状态已是“{batch.state.label}”，不能再导入。需要时请重新上传文件。")
    preview = batches.preview_of(batch, readings)
    if confirmed is not None and preview.digest != confirmed:
        raise Outdated(preview)
    if preview.errors:
        raise Refused(f"有{len(preview.errors)}处问题没有解决，没有导入。请按预览中的说明处理。")
    if not preview.to_write:
        raise Refused(preview.nothing_in_words)
    write(batch, preview)
    return preview


def lock() -> None:
    """Let imports wait for each other: SQLite's one writer does so by itself."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": IMPORT_LOCK})


def write(batch: ImportBatch, preview: Preview) -> None:
    """Write a preview that has no errors. The caller holds the lock since before it was made."""
    entries = _insert_new(preview, batch.year) + revise(preview)
    by_order = {id(row): number for number, row in enumerate(row for table in preview.tables for row in table.rows)}
    entries.sort(key=lambda entry: by_order[id(entry[1])])
    files = [file.id for file in batch.files]
    rows = [
        {
            "file_id": files[table.file],
            "sheet": table.table.sheet,
            "row": row.row.row,
            "change": row.change,
            "before": before,
            "task_id": task_id,
        }
        for table, row, task_id, before in entries
    ]
    reasons = reasons_for(batch, preview)
    entered = entries_on(list(reasons))
    rows += [
        {
            "file_id": files[table.file],
            "sheet": table.table.sheet,
            "row": None,
            "change": Change.WITHDRAWN if task.id in reasons else Change.REMOVED,
            "before": _before_leaving(task, reasons[task.id], entered[task.id]) if task.id in reasons else None,
            "task_id": task.id,
        }
        for table in preview.tables
        for task in table.removed
    ]
    tell(f"第{batch.id}次导入{batches.named(batch)}变更", told_of(preview))
    withdraw(reasons)
    revive([task.id for task in preview.again if task.id in preview.selection.revivals])
    db.session.execute(insert(ImportedRow.__table__), rows)  # type: ignore[arg-type]
    learned = _remember_names(batch, preview)
    batch.state = ImportState.APPLIED
    batch.applied_at, batch.applied_by_id = now(), journal.acting().id
    batch.counts = dict(preview.counts)
    batch.problems = [[p.file, p.sheet, p.row, p.column, p.message] for p in preview.warnings[:MOST_NOTES]]
    db.session.flush()
    summary = f"导入{batch.year}年度任务分解表：{preview.in_words}"
    details = {"files": batches.hashes(batch), "counts": dict(preview.counts), "learned": learned}
    journal.record("import.apply", "import", batch.id, summary, details=details)
    db.session.expire_all()


def told_of(preview: Preview) -> dict[int, list[tuple[str, str, str]]]:
    """What the units learn: what changes about their tasks, not how rows are numbered or written."""
    drops = preview.selection.drops
    rows = (row.result for table in preview.tables for row in table.rows if row.change is Change.CHANGED)
    return {
        result.task.id: [
            *((each.label, each.old, each.new) for each in result.differences),
            *((f"{old.as_written}的承担", old.role.label, f"撤销：{drops[old.id]}") for old in result.shares.left),
        ]
        for result in rows
        if result.task
    }


def reasons_for(batch: ImportBatch, preview: Preview) -> dict[int, str]:
    """Why each task is withdrawn; where nobody had worked on it, that it is no longer listed says enough."""
    return {
        task.id: preview.selection.withdrawals[task.id] or f"第{batch.id}次导入{batches.named(batch)}时不再列出"
        for task in preview.leaving
    }


def _before_leaving(task: Standing, reason: str, entries: int) -> dict[str, Any]:
    gone = replace(task, withdrawn=True, withdrawn_reason=reason)
    differences = [["state", task.state, gone.state]]
    left = {"found": task.version, "version": task.version + 1}
    return left | {"entries": entries, "reason": reason, "differences": differences}


def _insert_new(preview: Preview, year: int) -> list[Entry]:
    """Tasks and assignments in two statements: a row of its own for each would take ten times as long."""
    new = [
        (table, row, position)
        for table, position, row in positions(preview)
        if row.change is Change.NEW and table.area is not None
    ]
    if not new:
        return []
    since = start(year, today())
    values = [
        columns_of(row.result.duty) | {"year": year, "area": table.area, "position": position, "starts_on": since}
        for table, row, position in new
    ]
    # A place in an area tells new tasks apart; asking for the order of parameters would send each row by itself.
    made = Task.__table__.c
    inserting = insert(Task.__table__).returning(made.area, made.position, made.id)  # type: ignore[arg-type]
    ids = {(area, position): task_id for area, position, task_id in db.session.execute(inserting, values)}
    dues = {limit: _first_due(limit, year, since) for limit in {row.result.duty.limit for _, row, _ in new}}
    shares = [
        {
            "task_id": ids[table.area, position],
            "unit_id": share.unit_id,
            "role": share.role,
            "as_written": share.as_written,
            "due_on": dues[row.result.duty.limit],
        }
        for table, row, position in new
        for share in row.result.duty.shares
    ]
    if shares:
        db.session.execute(insert(Assignment.__table__), shares)  # type: ignore[arg-type]
    return [(table, row, ids[table.area, position], None) for table, row, position in new]


def _first_due(limit: Limit, year: int, since: date) -> date | None:
    return next_due(limit.kind, limit.on, limit.period, year, since=since)


def _remember_names(batch: ImportBatch, preview: Preview) -> list[str]:
    """Keep what the administrator decided as aliases, so that the next table is understood by itself."""
    learned = []
    for question in preview.questions:
        unit_id = batch.decisions.get(question.key)
        if unit_id is not None:
            area = question.area if question.via == "ambiguous" else None
            db.session.add(UnitName(unit_id=unit_id, text=question.as_written, kind=NameKind.ALIAS, area=area))
            learned.append(question.as_written)
    return learned
