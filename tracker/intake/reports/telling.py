"""What an import would do while it waits, and what it did afterwards, row by row."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Row, select

from imports.rows import Problem
from tracker.choices import Change
from tracker.db import db
from tracker.intake import history
from tracker.intake.models import ImportBatch, ImportedRow, ImportFile
from tracker.intake.preview import Preview
from tracker.intake.reports.sheets import Place, Told
from tracker.tasks.models import Task


def of_preview(preview: Preview) -> Told:
    results: dict[Place, str] = {}
    changes = []
    for part in preview.tables:
        for each in part.rows:
            place = (part.table.file, part.table.sheet, each.row.row)
            results[place] = "待确定" if each.result.doubt else each.change.label
            changes += [(place, each.result.duty.item, d.label, d.old, d.new) for d in each.result.differences]
    reasons = preview.selection.withdrawals
    missing = []
    for task in preview.missing:
        fate = f"撤销：{reasons[task.id]}" if reasons.get(task.id) else "撤销" if task.id in reasons else "本次未列"
        missing.append((task.duty.seq, _title(task.duty.category, task.duty.item), task.duty.units_text, fate))
    return Told(results, changes, missing)


def of_batch(batch: ImportBatch) -> Told:
    names = {file.id: file.stored_file.name for file in batch.files}
    results: dict[Place, str] = {}
    changes: list[tuple[Place, str, str, str, str]] = []
    missing = []
    for row in _entries(batch):
        place = (names[row.file_id], row.sheet, row.row)
        category, item = history.named(row)
        if row.row is not None:
            results[place] = Change(row.change).label
            changes += [(place, item, name, old, new) for name, old, new in history.differences(row)]
        else:
            reason = (row.before or {}).get("reason", "")
            fate = f"{row.change.label}：{reason}" if reason else row.change.label
            missing.append((row.seq or "", _title(category, item), row.units_text or "", fate))
    return Told(results, changes, missing)


def problems_of(batch: ImportBatch) -> Sequence[Problem]:
    """What an import that is over left for a person to look at; with an error it would not have been applied."""
    return [Problem(file, sheet, row, column, said, "warning") for file, sheet, row, column, said in batch.problems]


def _entries(batch: ImportBatch) -> Iterable[Row[tuple[object, ...]]]:
    entry = (ImportedRow.file_id, ImportedRow.sheet, ImportedRow.row, ImportedRow.change, ImportedRow.before)
    return db.session.execute(
        select(*entry, Task.seq, Task.category, Task.item, Task.units_text)
        .join(ImportFile, ImportFile.id == ImportedRow.file_id)
        .outerjoin(Task, Task.id == ImportedRow.task_id)
        .where(ImportFile.batch_id == batch.id)
        .order_by(ImportedRow.id)
    )


def _title(category: str, item: str) -> str:
    return f"{category} · {item}" if category else item
