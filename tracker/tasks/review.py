"""What the office does with a submission: accept it, or return it with a reason that can be counted."""

from tracker import journal
from tracker.choices import AssignmentState, ProgressKind, ReturnReason
from tracker.clock import now
from tracker.db import db
from tracker.people.models import User
from tracker.tasks.models import Assignment, ProgressUpdate
from tracker.tasks.progress import HANDED, enter, require


def accept(assignment: Assignment, by: User, note: str = "") -> ProgressUpdate:
    """Accept what the unit submitted. Raises Refused when nothing is submitted or it was accepted before."""
    require(assignment, ProgressKind.ACCEPTED)
    assignment.state = AssignmentState.ACCEPTED
    assignment.accepted_at = now()
    entry = enter(assignment, by, ProgressKind.ACCEPTED, percent=assignment.percent, note=note)
    summary = f"审核通过 {assignment.unit_name}《{assignment.task.item}》"
    outcome = assignment.outcome.value if assignment.outcome else None
    journal.record("task.accept", "assignment", assignment.id, summary, details={"outcome": outcome})
    return entry


def return_(assignment: Assignment, by: User, reason: ReturnReason, note: str = "") -> ProgressUpdate:
    """Give a submission back to the unit; the only way to reopen what was accepted. Each return is counted.

    Raises Refused when the unit has submitted nothing.
    """
    require(assignment, ProgressKind.RETURNED)
    before = assignment.state
    assignment.state = AssignmentState.RETURNED
    assignment.outcome = None
    assignment.accepted_at = None
    assignment.returns += 1
    entry = enter(assignment, by, ProgressKind.RETURNED, percent=assignment.percent, note=note, reason=reason)
    summary = f"退回 {assignment.unit_name}《{assignment.task.item}》：{reason.label}"
    details = {"state": [before.value, assignment.state.value], "reason": reason.value, "returns": assignment.returns}
    journal.record("task.return", "assignment", assignment.id, summary, details=details)
    db.session.flush()
    HANDED.send(assignment)
    return entry
