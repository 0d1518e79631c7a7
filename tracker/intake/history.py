"""The imports there were, and what each did row by row: registers of this room."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from tracker.choices import Change, ImportState
from tracker.clock import local
from tracker.db import db
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.files.models import StoredFile
from tracker.intake.diff import REVISED
from tracker.intake.duty import FIELDS
from tracker.intake.models import ImportBatch, ImportedRow, ImportFile
from tracker.listing import Sorts
from tracker.people.models import User
from tracker.tasks.models import Task

DEFAULT_SORT = "-number"
SORTS: Sorts = {
    "number": (ImportBatch.id,),
    "year": (ImportBatch.year, ImportBatch.id),
    "state": (ImportBatch.state, ImportBatch.id),
    "created": (ImportBatch.created_at, ImportBatch.id),
}
ENTRY_SORTS: Sorts = {"place": (ImportedRow.id,), "change": (ImportedRow.change, ImportedRow.id)}
ENTRY_DEFAULT = "place"
TELLING = (Change.NEW, *REVISED, Change.WITHDRAWN)
BATCHES = (
    Column("次序", 8, Kind.NUMBER),
    Column("年度", 8, Kind.NUMBER),
    Column("文件", 50),
    Column("状态", 10),
    Column("新增", 8, Kind.NUMBER),
    Column("变更", 8, Kind.NUMBER),
    Column("仅序号或写法", 8, Kind.NUMBER),
    Column("未变", 8, Kind.NUMBER),
    Column("导入人", 16),
    Column("上传时间", 18, Kind.MOMENT),
)
ENTRIES = (
    Column("文件", 30),
    Column("工作表", 16),
    Column("行", 6, Kind.NUMBER),
    Column("结果", 10),
    Column("公开类别", 20),
    Column("公开事项", 40),
    Column("变更内容", 60),
)


def batches() -> Select[Any]:
    return select(
        ImportBatch.id,
        ImportBatch.year,
        ImportBatch.state,
        ImportBatch.counts,
        ImportBatch.created_at,
        ImportBatch.applied_at,
        User.name.label("who"),
    ).join(User, User.id == ImportBatch.created_by_id, isouter=True)


def files_of(batch_ids: Collection[int]) -> dict[int, list[Row[Any]]]:
    """Batch -> its original files, in one query for a whole page."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    rows: Iterable[Row[Any]] = db.session.execute(
        select(ImportFile.batch_id, ImportFile.id, StoredFile.name, StoredFile.size, StoredFile.sha256)
        .join(StoredFile, StoredFile.id == ImportFile.stored_file_id)
        .where(ImportFile.batch_id.in_(batch_ids))
        .order_by(ImportFile.id)
    )
    for row in rows:
        found[row.batch_id].append(row)
    return found


def same_files(batch: ImportBatch) -> list[Row[Any]]:
    """For each file of an import the last time that the very same bytes were uploaded before, applied ones first."""
    earlier = (
        select(StoredFile.name, StoredFile.sha256, ImportBatch.id, ImportBatch.year, ImportBatch.state)
        .add_columns(ImportBatch.created_at, ImportBatch.applied_at, User.name.label("who"))
        .join(ImportFile, ImportFile.stored_file_id == StoredFile.id)
        .join(ImportBatch, ImportBatch.id == ImportFile.batch_id)
        .join(User, User.id == ImportBatch.created_by_id, isouter=True)
        .where(StoredFile.sha256.in_([file.stored_file.sha256 for file in batch.files]), ImportBatch.id < batch.id)
        .order_by(ImportBatch.id.desc())
    )
    found: dict[str, Row[Any]] = {}
    for row in sorted(db.session.execute(earlier), key=lambda row: row.state is not ImportState.APPLIED):
        found.setdefault(row.sha256, row)
    return list(found.values())


def batches_sheet(rows: Sequence[Row[Any]]) -> Sheet:
    files = files_of([row.id for row in rows])
    return Sheet(
        "导入历史",
        "任务分解表导入历史",
        BATCHES,
        [
            (
                row.id,
                row.year,
                "、".join(file.name for file in files[row.id]),
                row.state.label,
                row.counts.get("new", 0),
                row.counts.get("changed", 0),
                row.counts.get("minor", 0),
                row.counts.get("unchanged", 0),
                row.who or "命令行",
                local(row.created_at).replace(tzinfo=None),
            )
            for row in rows
        ],
    )


def entries(batch: ImportBatch, change: str = "") -> Select[Any]:
    """What the import did to which task, one entry a row."""
    statement = (
        select(
            ImportedRow.id,
            ImportedRow.sheet,
            ImportedRow.row,
            ImportedRow.change,
            ImportedRow.before,
            ImportedRow.task_id,
            StoredFile.name.label("file"),
            Task.category,
            Task.item,
        )
        .join(ImportFile, ImportFile.id == ImportedRow.file_id)
        .join(StoredFile, StoredFile.id == ImportFile.stored_file_id)
        .join(Task, Task.id == ImportedRow.task_id, isouter=True)
        .where(ImportFile.batch_id == batch.id)
    )
    asked = next((each for each in Change if each.value == change), None)
    return statement.where(ImportedRow.change == asked) if asked else statement


def of_task(task_id: int) -> Select[Any]:
    """The imports that made or changed one task, newest first."""
    return (
        select(
            ImportedRow.sheet,
            ImportedRow.row,
            ImportedRow.change,
            ImportedRow.before,
            ImportFile.batch_id,
            ImportBatch.applied_at,
            ImportBatch.state,
            StoredFile.name.label("file"),
            User.name.label("who"),
        )
        .join(ImportFile, ImportFile.id == ImportedRow.file_id)
        .join(ImportBatch, ImportBatch.id == ImportFile.batch_id)
        .join(StoredFile, StoredFile.id == ImportFile.stored_file_id)
        .join(User, User.id == ImportBatch.created_by_id, isouter=True)
        .where(ImportedRow.task_id == task_id, ImportedRow.change.in_(TELLING))
        .order_by(ImportedRow.id.desc())
    )


def differences(entry: Row[Any]) -> list[tuple[str, str, str]]:
    """Name, old and new text of each field that the import changed."""
    before = entry.before or {}
    return [(FIELDS[field], old, new) for field, old, new in before.get("differences", ())]


def named(entry: Row[Any]) -> tuple[str, str]:
    """Category and item of an entry's task, also of one that is gone since."""
    if entry.item is not None:
        return entry.category, entry.item
    category, item = (entry.before or {}).get("named", ("", "任务"))
    return category, item


def _named(entry: Row[Any]) -> tuple[str, str]:
    category, item = named(entry)
    return category, item if entry.item is not None else f"{item}（已随撤销删除）"


def entries_sheet(batch: ImportBatch, rows: Iterable[Row[Any]]) -> Sheet:
    return Sheet(
        "导入结果",
        f"第{batch.id}次导入结果（{batch.year}年度）",
        ENTRIES,
        [
            (
                row.file,
                row.sheet or "",
                row.row,
                row.change.label,
                *_named(row),
                "；".join(f"{name}：{old or '（空）'}→{new or '（空）'}" for name, old, new in differences(row)),
            )
            for row in rows
        ],
    )
