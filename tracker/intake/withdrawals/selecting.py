"""Which tasks that the tables no longer list are withdrawn, and which withdrawn ones that they list again come back."""

from collections.abc import Collection, Iterable, Mapping

from tracker import journal
from tracker.db import db
from tracker.intake import batches
from tracker.intake.models import ImportBatch
from tracker.intake.preview import Preview
from tracker.refusals import Refused


def select(
    batch: ImportBatch,
    preview: Preview,
    *,
    leave: Collection[int],
    why: str,
    back: Collection[int],
    drops: Collection[int] = (),
) -> None:
    """Note what was ticked; what the preview does not offer is left out.

    Raises Refused once the import was applied or discarded, and for a task or a share with entries without a reason.
    """
    batches.require_open(batch)
    offered = {task.id: task for task in preview.missing}
    busy = busy_with(preview, leave, drops)
    if busy and not why:
        raise Refused(unreasoned(busy))
    batch.withdrawals = {str(number): why for number in offered if number in leave}
    batch.revivals = [task.id for task in preview.again if task.id in back]
    batch.drops = {str(share.id): why for _, share in preview.unnamed if share.id in drops}
    db.session.flush()
    details: Mapping[str, object] = {"withdraw": batch.withdrawals, "revive": batch.revivals, "drop": batch.drops}
    summary = f"核对第{batch.id}次导入未列的任务：撤销{len(batch.withdrawals)}项，恢复{len(batch.revivals)}项"
    journal.record("import.select", "import", batch.id, summary, details=details)


def busy_with(preview: Preview, leave: Collection[int], drops: Collection[int]) -> list[str]:
    """The items of what was ticked for withdrawal on which somebody has worked."""
    tasks = [task.duty.item for task in preview.missing if task.id in leave and task.in_use]
    return [*tasks, *(task.duty.item for task, share in preview.unnamed if share.id in drops)]


def unreasoned(items: Iterable[str]) -> str:
    named = list(items)
    some = "、".join(f"“{item[:30]}”" for item in named[:5]) + (f"等{len(named)}项任务" if len(named) > 5 else "")
    return f"{some}已有办理记录，撤销须写明理由。"
