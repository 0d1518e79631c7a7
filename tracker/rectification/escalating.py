"""An order that is late: 催办, then 督办, then 约谈, each only after the one before went unanswered."""

from tracker import journal
from tracker.choices import RectificationState
from tracker.clock import WorkCalendar, now, today
from tracker.db import db
from tracker.people.models import User
from tracker.rectification.choices import Escalation, Step
from tracker.rectification.models import Rectification, RectificationEntry
from tracker.refusals import Refused

WORKDAYS_TO_ANSWER = 3


def following(rectification: Rectification, calendar: WorkCalendar) -> Escalation | None:
    """The step that may be taken today; None before the date, after a report, or while the last one has its time."""
    if rectification.state is not RectificationState.ORDERED or today() <= rectification.due_on:
        return None
    last, on = rectification.escalation, rectification.escalated_on
    if last is None or on is None:
        return Escalation.REMINDED
    return last.next if calendar.workdays_between(on, today()) > WORKDAYS_TO_ANSWER else None


def escalate(rectification: Rectification, text: str, by: User, calendar: WorkCalendar) -> Escalation:
    """Raises Refused where no step may be taken yet, or without words."""
    step = following(rectification, calendar)
    if step is None:
        raise Refused(_why_not(rectification))
    if not text.strip():
        raise Refused(f"请写明{step.label}的要求。")
    rectification.escalation, rectification.escalated_on = step, today()
    entry = RectificationEntry(
        rectification_id=rectification.id, state=rectification.state, step=Step.URGED,
        text=f"{step.label}：{text}", by_id=by.id, at=now(),
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    details = {"step": step.value, "text": text}
    summary = f"{rectification.unit.short_name}整改逾期，{step.label}"
    journal.record("rectification.escalate", "rectification", rectification.id, summary, details=details)
    return step


def _why_not(rectification: Rectification) -> str:
    if rectification.state is not RectificationState.ORDERED:
        return "单位已经上报，请先复核。"
    if today() <= rectification.due_on:
        return f"整改期限到 {rectification.due_on} 为止，还没有逾期。"
    last = rectification.escalation
    if last is not None and last.next is None:
        return f"已经{last.label}，没有更进一步的措施，请按规定追究责任。"
    label = last.label if last is not None else ""
    return f"{rectification.escalated_on} 已{label}，单位有{WORKDAYS_TO_ANSWER}个工作日答复，期满之后才能进一步处理。"
