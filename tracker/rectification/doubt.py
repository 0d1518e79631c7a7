"""What speaks against closing a rectification: nothing to look at, or records that the register still shows open."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker.choices import RectificationState
from tracker.db import db
from tracker.rectification import present
from tracker.rectification.models import Rectification, RectificationEntry

OPEN = {
    "task": "涉及的任务还有{count}项没有办结",
    "disclosure": "涉及的公开信息还有{count}条没有公开或者没有补齐渠道、网址",
    "opinion": "涉及的舆情还有{count}件没有回应",
    "policy": "涉及的政策文件还有{count}件没有解读",
    "request": "涉及的申请还有{count}件没有答复",
}


def doubts(of: Rectification) -> list[str]:
    """Why the office should say in words what it found before it closes the order; nothing where all is plain.

    Tasks speak against it only where the order is about finishing them.
    """
    kinds = [kind for kind in OPEN if kind != "task" or of.title.startswith("任务完成")]
    counts = present.open_counts(present.states(of), kinds)
    found = [OPEN[kind].format(count=count) for kind, count in counts.items()]
    if not of.reply_address and not _has_evidence(of):
        found.append("单位没有附网页链接和佐证材料")
    return found


def _has_evidence(of: Rectification) -> bool:
    reported = RectificationEntry.rectification_id == of.id, RectificationEntry.state == RectificationState.REPORTED
    statement = select(RectificationEntry).where(*reported).order_by(RectificationEntry.id.desc()).limit(1)
    last = db.session.scalar(statement.options(selectinload(RectificationEntry.evidence)))
    return last is not None and bool(last.evidence)
