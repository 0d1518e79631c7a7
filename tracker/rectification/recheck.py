"""The office's re-check: close the rectification (销号), or send the report back with what is still missing."""

from tracker import journal
from tracker.choices import RectificationState
from tracker.clock import now, today
from tracker.db import db
from tracker.people.models import User
from tracker.rectification.choices import Step
from tracker.rectification.models import Rectification, RectificationEntry
from tracker.refusals import Refused


def close(rectification: Rectification, by: User, note: str = "") -> RectificationEntry:
    """Raises Refused unless the unit has reported."""
    _require_report(rectification)
    rectification.closed_on = today()
    return _step(rectification, RectificationState.CLOSED, Step.DONE, by, note)


def send_back(rectification: Rectification, by: User, note: str, found: Step = Step.NOT_DONE) -> RectificationEntry:
    """Done in part or not at all; the date stays as ordered.

    Raises Refused unless the unit has reported, or without a note.
    """
    _require_report(rectification)
    if not note.strip():
        raise Refused("请写明还缺什么，单位才知道怎样继续整改。")
    return _step(rectification, RectificationState.ORDERED, found, by, note)


def _require_report(rectification: Rectification) -> None:
    if rectification.state is RectificationState.CLOSED:
        raise Refused(f"这项整改已于 {rectification.closed_on} 销号，不能再复核。")
    if rectification.state is RectificationState.ORDERED:
        raise Refused("单位还没有上报整改情况，暂不能复核。")


def _step(
    rectification: Rectification, state: RectificationState, step: Step, by: User, note: str
) -> RectificationEntry:
    rectification.state, rectification.recheck_note = state, note
    entry = RectificationEntry(
        rectification_id=rectification.id, state=state, step=step, text=note, by_id=by.id, at=now()
    )
    db.session.add(entry)
    db.session.flush()
    is_done = step is Step.DONE
    action, summary = ("close", "复核通过，销号") if is_done else ("send_back", f"复核未通过，退回（{step.label}）")
    details = {"note": note, "result": step.value}
    journal.record(f"rectification.{action}", "rectification", rectification.id, summary, details=details)
    return entry
