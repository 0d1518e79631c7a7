"""What is said of an import as a whole: who, when, which files, what was decided and what it did."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from tracker.choices import Change, ImportState
from tracker.clock import local
from tracker.db import db
from tracker.intake import history
from tracker.intake.models import ImportBatch, ImportedRow, ImportFile
from tracker.people.models import Unit, User
from tracker.tasks.models import Assignment, Task

NO_UNIT = "不是单位，按原文保留"


def facts(batch: ImportBatch) -> list[tuple[str, str]]:
    """Name and text of each fact, in the order of a report."""
    return [*_course(batch), *_files(batch), ("结果", _counts(batch)), *decisions(batch)]


def _course(batch: ImportBatch) -> Iterable[tuple[str, str]]:
    yield "年度", str(batch.year)
    yield "状态", batch.state.label
    yield "上传", f"{_who(batch.created_by)}，{_moment(batch.created_at)}"
    if batch.applied_at:
        yield "导入", f"{_who(batch.applied_by)}，{_moment(batch.applied_at)}"
    if batch.undone_at:
        yield "撤销", f"{_who(batch.undone_by)}，{_moment(batch.undone_at)}"


def _who(person: User | None) -> str:
    return person.name if person else "命令行"


def _moment(at: datetime) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"


def _files(batch: ImportBatch) -> Iterable[tuple[str, str]]:
    for file in history.files_of([batch.id])[batch.id]:
        yield "原件", f"《{file.name}》，{file.size}字节，SHA-256 {file.sha256}"


def _counts(batch: ImportBatch) -> str:
    words = [f"{change.label}{batch.counts.get(change.value, 0)}项" for change in Change]
    if batch.state is ImportState.PREVIEW:
        words.append(f"有问题{batch.counts.get('problems', 0)}处")
    return "，".join(words)


def decisions(batch: ImportBatch) -> list[tuple[str, str]]:
    """What the administrator decided before the import was applied."""
    chosen = [unit for unit in batch.decisions.values() if unit is not None]
    found = db.session.execute(select(Unit.id, Unit.short_name).where(Unit.id.in_(chosen)))
    names = {row.id: row.short_name for row in found}
    told = []
    for written, unit in batch.decisions.items():
        name = written.partition("@")[0]
        told.append(("单位名称", f"“{name}”：{names.get(unit, '') if unit is not None else NO_UNIT}"))
    for file in batch.files:
        if file.area is not None:
            told.append(("领域", f"《{file.stored_file.name}》：{file.area.label}"))
    return told + _matched(batch) + _ticked(batch)


def _matched(batch: ImportBatch) -> list[tuple[str, str]]:
    """Rows of which a person said what they are."""
    return [
        ("对应任务", f"{where}“{item}”：{'是一项新任务' if task is None else '就是原来的任务'}")
        for task, where, item in batch.matches.values()
    ]


def _ticked(batch: ImportBatch) -> list[tuple[str, str]]:
    """Withdrawn with the reason that was recorded, or ticked for it while the import waits; then what came back."""
    leaving = {int(task): why for task, why in batch.withdrawals.items()}
    items = _items([*leaving, *batch.revivals])
    done = db.session.execute(
        select(ImportedRow.task_id, ImportedRow.before)
        .join(ImportFile, ImportFile.id == ImportedRow.file_id)
        .where(ImportFile.batch_id == batch.id, ImportedRow.change == Change.WITHDRAWN)
    )
    for row in done:
        leaving[row.task_id] = (row.before or {}).get("reason", "")
    told = [("撤销任务", f"“{items.get(task, '')}”{f'：{why}' if why else ''}") for task, why in leaving.items()]
    told += [("撤销承担", f"{unit}“{item}”：{why}") for unit, item, why in _dropped(batch)]
    return told + [("恢复办理", f"“{items.get(task, '')}”") for task in batch.revivals]


def _dropped(batch: ImportBatch) -> list[tuple[str, str, str]]:
    """Unit, item and reason of each share that was ticked to be withdrawn."""
    found = db.session.execute(
        select(Assignment.id, Unit.short_name, Assignment.as_written, Task.item)
        .join(Task, Task.id == Assignment.task_id)
        .outerjoin(Unit, Unit.id == Assignment.unit_id)
        .where(Assignment.id.in_([int(share) for share in batch.drops]))
        .order_by(Assignment.id)
    )
    return [(row.short_name or row.as_written, row.item, batch.drops[str(row.id)]) for row in found]


def _items(task_ids: list[int]) -> dict[int, str]:
    rows = db.session.execute(select(Task.id, Task.item).where(Task.id.in_(task_ids)))
    return {row.id: row.item for row in rows}
