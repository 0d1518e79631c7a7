"""What a unit has been told of and still owes, and that it has read it (知悉)."""

from collections.abc import Sequence

from sqlalchemy import select

from tracker import journal
from tracker.clock import now
from tracker.db import db
from tracker.people.models import User
from tracker.refusals import Refused
from tracker.reminders import upcoming
from tracker.reminders.models import Reminder


def pending(user: User) -> list[Reminder]:
    """The newest unread reminder of each matter that the person's unit still owes, the most urgent first.

    What has been done, handed in or given to another unit since the morning is not shown.
    """
    if user.unit_id is None:
        return []
    unread = _unread(user.unit_id)
    if not unread:
        return []
    owed = {(due.kind, due.id) for due in upcoming.of_unit(user.unit_id, None) if not due.is_handed_in}
    newest = {(each.kind.value, each.record_id): each for each in unread}
    found = [each for key, each in newest.items() if key in owed]
    return sorted(found, key=lambda each: (each.due_on, each.id))


def acknowledge(user: User, ids: Sequence[int] | None = None) -> int:
    """Note that the unit has read the reminders, or all that are shown to it; earlier ones of the same matter too.

    Raises Refused when nothing of it waits to be read.
    """
    shown = [each for each in pending(user) if ids is None or each.id in ids]
    if not shown:
        raise Refused("没有需要确认的提醒：可能已经确认过，或者事项已办结。")
    matters, moment = {(each.kind, each.record_id) for each in shown}, now()
    for reminder in _unread(user.unit_id or 0):
        if (reminder.kind, reminder.record_id) in matters:
            reminder.acknowledged_at, reminder.acknowledged_by_id = moment, user.id
    db.session.flush()
    details = {"ids": [each.id for each in shown]}
    journal.record("reminder.noted", "reminder", None, f"确认知悉提醒{len(shown)}条", details=details)
    return len(shown)


def _unread(unit_id: int) -> Sequence[Reminder]:
    """The oldest first, so that of one matter the newest comes last."""
    waiting = (Reminder.acknowledged_at.is_(None), Reminder.settled_on.is_(None))
    statement = select(Reminder).where(Reminder.unit_id == unit_id, *waiting).order_by(Reminder.on, Reminder.id)
    return db.session.scalars(statement).all()
