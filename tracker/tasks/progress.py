"""What the unit does with its share: acknowledge, update, submit, or report that nothing arose.

Each act writes an entry of the history and of the journal. The states are strict: what has not been acknowledged cannot
be worked on, and what waits for the office cannot be changed (README, *Decisions*).
"""

from collections.abc import Sequence

from blinker import Namespace

from tracker import journal
from tracker.choices import AssignmentState, Outcome, ProgressKind, ReturnReason
from tracker.clock import now
from tracker.db import db
from tracker.files.models import StoredFile
from tracker.people.models import User
from tracker.refusals import Refused
from tracker.tasks.models import DONE, Assignment, ProgressUpdate

HANDED = Namespace().signal("share handed in or given back")  # app.py connects who keeps limits upstairs


def acknowledge(assignment: Assignment, by: User) -> ProgressUpdate:
    """Confirm receipt (签收). Raises Refused when it was acknowledged before or the task is withdrawn."""
    require(assignment, ProgressKind.ACKNOWLEDGED)
    assignment.state = AssignmentState.IN_PROGRESS
    assignment.acknowledged_at = now()
    entry = enter(assignment, by, ProgressKind.ACKNOWLEDGED)
    journal.record("task.acknowledge", "assignment", assignment.id, _said(assignment, "签收"))
    return entry


def acknowledge_all(assignments: Sequence[Assignment], by: User) -> int:
    """Confirm receipt of all that are still pending, in one act with one journal entry; returns how many."""
    pending = [each for each in assignments if each.allows(ProgressKind.ACKNOWLEDGED)]
    for assignment in pending:
        assignment.state = AssignmentState.IN_PROGRESS
        assignment.acknowledged_at = now()
        enter(assignment, by, ProgressKind.ACKNOWLEDGED)
    db.session.flush()
    if pending:
        ids = [each.id for each in pending]
        unit = pending[0].unit_name
        journal.record(
            "task.acknowledge_all", "unit", pending[0].unit_id, f"{unit} 签收{len(ids)}项任务", details={"ids": ids}
        )
    return len(pending)


def update_progress(
    assignment: Assignment, by: User, percent: int, note: str, evidence: Sequence[StoredFile] = ()
) -> ProgressUpdate:
    """Say how far the work is. A returned share stays returned until it is submitted again.

    Raises Refused before acknowledgement, while the office reviews, and after acceptance.
    """
    require(assignment, ProgressKind.UPDATED)
    before = assignment.percent
    assignment.percent = percent
    assignment.note = note
    entry = enter(assignment, by, ProgressKind.UPDATED, percent=percent, note=note, evidence=evidence)
    details = {"percent": [before, percent], "files": [each.id for each in evidence]}
    journal.record("task.update", "assignment", assignment.id, _said(assignment, "更新进展"), details=details)
    return entry


def submit(assignment: Assignment, by: User, note: str, evidence: Sequence[StoredFile] = ()) -> ProgressUpdate:
    """Report the share as done for the office's review; it stands at 100 percent from then on.

    Raises Refused as ``update_progress`` does.
    """
    require(assignment, ProgressKind.SUBMITTED)
    assignment.percent = DONE
    return _send_up(assignment, by, ProgressKind.SUBMITTED, note, evidence)


def report_nothing_arose(
    assignment: Assignment, by: User, reason: str, evidence: Sequence[StoredFile] = ()
) -> ProgressUpdate:
    """Report that nothing to disclose arose this year (情况说明); it counts once the office has accepted it.

    Raises Refused as ``update_progress`` does.
    """
    require(assignment, ProgressKind.NOTHING_AROSE)
    return _send_up(assignment, by, ProgressKind.NOTHING_AROSE, reason, evidence)


def _send_up(
    assignment: Assignment, by: User, kind: ProgressKind, note: str, evidence: Sequence[StoredFile]
) -> ProgressUpdate:
    outcome = Outcome.DONE if kind is ProgressKind.SUBMITTED else Outcome.NOTHING_AROSE
    assignment.state = AssignmentState.SUBMITTED
    assignment.outcome = outcome
    assignment.note = note
    assignment.submitted_at = now()
    entry = enter(assignment, by, kind, percent=assignment.percent, note=note, evidence=evidence)
    details = {"outcome": outcome.value, "files": [each.id for each in evidence]}
    journal.record(f"task.{kind.value}", "assignment", assignment.id, _said(assignment, kind.label), details=details)
    db.session.flush()
    HANDED.send(assignment)
    return entry


def require(assignment: Assignment, act: ProgressKind) -> None:
    """Raises Refused with the reason when the act cannot be done in the share's present state."""
    refusal = assignment.refusal(act)
    if refusal:
        raise Refused(refusal)


def enter(
    assignment: Assignment,
    by: User,
    kind: ProgressKind,
    *,
    percent: int | None = None,
    note: str = "",
    reason: ReturnReason | None = None,
    evidence: Sequence[StoredFile] = (),
) -> ProgressUpdate:
    """Add one entry to the share's history, the only way in which it grows."""
    moment = now()
    assignment.updated_at = moment
    entry = ProgressUpdate(
        assignment_id=assignment.id,
        kind=kind,
        percent=percent,
        note=note,
        reason=reason,
        by_id=by.id,
        at=moment,
        evidence=list(evidence),
    )
    db.session.add(entry)
    return entry


def _said(assignment: Assignment, act: str) -> str:
    return f"{assignment.unit_name} {act}《{assignment.task.item}》"
