"""Noting that a row continues a task, or none."""

from tracker import journal
from tracker.db import db
from tracker.intake import batches
from tracker.intake.matches.asking import where
from tracker.intake.models import ImportBatch
from tracker.intake.preview import PreviewRow, PreviewTable


def decide(batch: ImportBatch, part: PreviewTable, each: PreviewRow, task_id: int | None) -> None:
    """Keep with the import what a person says of one row. Raises Refused once it was applied or discarded."""
    batches.require_open(batch)
    item = each.result.duty.item
    batch.matches = {**batch.matches, each.place: [task_id, where(part, each), item]}
    db.session.flush()
    what = "是一项新任务" if task_id is None else "就是原来的任务"
    summary = f"核对第{batch.id}次导入：{where(part, each)}“{item[:60]}”{what}"
    journal.record("import.match", "import", batch.id, summary, details={"row": each.place, "task": task_id})
