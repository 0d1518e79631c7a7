"""The units answer what was found about them, by a date; the office says what it makes of an objection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker import journal
from tracker.clock import now, today
from tracker.db import db
from tracker.files.models import StoredFile
from tracker.people.models import User
from tracker.refusals import Refused
from tracker.supervision.checking import withdraw
from tracker.supervision.choices import FindingReply, FindingState, InspectionState
from tracker.supervision.models import Finding, Inspection


@dataclass(frozen=True)
class Reply:
    kind: FindingReply
    text: str
    address: str = ""


def send(inspection: Inspection, reply_by: date) -> None:
    """Let the units see what was found. Raises Refused while a task was not looked at, and for a date that is over."""
    if inspection.state is not InspectionState.CHECKING:
        raise Refused("这次检查已经交单位反馈。")
    left = sum(item.checked_at is None for item in inspection.items)
    if left:
        raise Refused(f"还有{left}项任务没有检查，请逐项记录问题或“没有发现问题”后再交单位反馈。")
    if reply_by <= today():
        raise Refused(f"反馈期限应在今天 {today()} 之后。", "reply_by")
    inspection.state, inspection.reply_by, inspection.sent_on = InspectionState.REPLYING, reply_by, today()
    db.session.flush()
    summary = f"督促检查《{inspection.title}》交单位反馈，期限 {reply_by}"
    journal.record("inspection.send", "inspection", inspection.id, summary)


def reply(finding: Finding, by: User, said: Reply, evidence: Sequence[StoredFile] = ()) -> None:
    """The unit accepts or objects; it may change its mind until the office answered or the date is over.

    Raises Refused after that, and where the problem was withdrawn.
    """
    inspection = finding.inspection
    if inspection.state is not InspectionState.REPLYING or inspection.reply_by is None:
        raise Refused("这次检查不在单位反馈阶段，不能反馈。")
    if finding.state is FindingState.WITHDRAWN:
        raise Refused("这个问题已经撤销，不需要反馈。")
    if finding.answered_at is not None:
        raise Refused("公开办已经答复，不能再修改反馈。")
    if today() > inspection.reply_by:
        raise Refused(f"反馈期限 {inspection.reply_by} 已过，未反馈的视为认可。确有情况的，请联系公开办。")
    finding.reply_kind, finding.reply, finding.reply_address = said.kind, said.text, said.address
    finding.replied_by_id, finding.replied_at = by.id, now()
    finding.reply_evidence.extend(evidence)
    db.session.flush()
    details = {"kind": said.kind, "text": said.text, "address": said.address, "files": len(evidence)}
    summary = f"{finding.unit.short_name}反馈检查问题：{said.kind.label}"
    journal.record("inspection.reply", "finding", finding.id, summary, details=details)


def answer(finding: Finding, by: User, text: str, *, upholds: bool) -> None:
    """Answer an objection: the problem stands, or is withdrawn. Raises Refused unless the unit objected."""
    if not finding.waits_for_answer:
        raise Refused("这个问题没有等待答复的异议。")
    if not upholds:
        withdraw(finding, by, text)
        return
    finding.answer, finding.answered_by_id, finding.answered_at = text, by.id, now()
    db.session.flush()
    summary = f"答复{finding.unit.short_name}的异议：维持"
    journal.record("inspection.uphold", "finding", finding.id, summary, details={"answer": text})
