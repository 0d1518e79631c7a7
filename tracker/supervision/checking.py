"""The office looks at a drawn task: a problem with its points and evidence, or nothing to object to."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker import journal
from tracker.clock import now
from tracker.db import db
from tracker.files.models import StoredFile
from tracker.people.models import User
from tracker.refusals import Refused
from tracker.supervision.choices import CheckIndicator, FindingState, InspectionState
from tracker.supervision.models import Finding, InspectionItem


@dataclass(frozen=True)
class Observation:
    """What was seen under one task."""

    indicator: CheckIndicator
    problem: str
    points: int
    address: str = ""


def find(item: InspectionItem, by: User, seen: Observation, evidence: Sequence[StoredFile] = ()) -> Finding:
    """Enter one problem; the task counts as looked at.

    Raises Refused once the round is with the units, and for an indicator that the round does not look at.
    """
    _require_checking(item)
    if seen.indicator not in item.inspection.looks_at:
        raise Refused(f"本次检查没有列入“{seen.indicator.label}”，请选择本次检查的指标。", "indicator")
    finding = Finding(
        inspection_id=item.inspection_id,
        item_id=item.id,
        unit_id=item.unit_id,
        **vars(seen),
        state=FindingState.STANDING,
        found_by_id=by.id,
        found_at=now(),
        version=1,
        evidence=list(evidence),
    )
    item.findings.append(finding)
    item.checked_by_id, item.checked_at = by.id, now()
    db.session.flush()
    details = {"item": item.id, "indicator": seen.indicator, "points": seen.points, "files": len(evidence)}
    summary = f"检查{item.unit.short_name}《{item.task.item}》发现问题：{seen.indicator.label}"
    journal.record("inspection.find", "finding", finding.id, summary, details=details)
    return finding


def clear(item: InspectionItem, by: User, remark: str = "") -> None:
    """Find nothing to object to. Raises Refused when a problem stands, and once the round is with the units."""
    _require_checking(item)
    if any(each.state is FindingState.STANDING for each in item.findings):
        raise Refused("这项任务已记录问题。确认没有问题的，请先撤销已记录的问题。")
    item.remark, item.checked_by_id, item.checked_at = remark, by.id, now()
    db.session.flush()
    summary = f"检查{item.unit.short_name}《{item.task.item}》没有发现问题"
    journal.record("inspection.clear", "inspection_item", item.id, summary, details={"remark": remark})


def withdraw(finding: Finding, by: User, reason: str) -> None:
    """Take a problem back; it stays on record with the reason and costs nothing. Raises Refused once it is issued."""
    if not finding.inspection.is_open:
        raise Refused("这次检查已经通报，问题不能再撤销。")
    if finding.state is FindingState.WITHDRAWN:
        raise Refused("这个问题已经撤销。")
    finding.state = FindingState.WITHDRAWN
    finding.answer, finding.answered_by_id, finding.answered_at = reason, by.id, now()
    db.session.flush()
    summary = f"撤销对{finding.unit.short_name}记录的问题：{finding.indicator.label}"
    journal.record("inspection.take_back", "finding", finding.id, summary, details={"reason": reason})


def _require_checking(item: InspectionItem) -> None:
    if item.inspection.state is not InspectionState.CHECKING:
        raise Refused("这次检查已交单位反馈，不能再记录检查情况。")
