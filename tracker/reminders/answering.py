"""What a unit has been told of and still owes, and that it has read it (知悉)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select, update

from tracker import journal
from tracker.calendar import book
from tracker.clock import Light, WorkCalendar, light, now, today
from tracker.db import db
from tracker.people.models import User
from tracker.refusals import Refused
from tracker.reminders import upcoming
from tracker.reminders.choices import ReminderKind
from tracker.reminders.models import Reminder

AT_ONCE = 500  # a database takes so many values in one statement


@dataclass(frozen=True)
class Standing:
    """A reminder beside the limit as it stands today; the hours of a case are told by its own clock alone."""

    of: Reminder
    due_on: date
    light: Light


def shown(user: User) -> list[Standing]:
    """What is pending, with the light of today, so that one matter has one number on a page."""
    day, calendar = today(), book.in_force()
    return [Standing(each, due_on, _light(each, due_on, day, calendar)) for each, due_on in _owed(user)]


def pending(user: User) -> list[Reminder]:
    """The newest unread reminder of each matter that the person's unit still owes, the most urgent first.

    What has been done, handed in or given to another unit since the morning is not shown.
    """
    return [each for each, _ in _owed(user)]


def _owed(user: User) -> list[tuple[Reminder, date]]:
    if user.unit_id is None:
        return []
    newest = select(func.max(Reminder.id)).where(*_unread(user.unit_id)).group_by(Reminder.kind, Reminder.record_id)
    statement = select(Reminder).where(Reminder.id.in_(newest)).order_by(Reminder.due_on, Reminder.id)
    told = db.session.scalars(statement).all()
    if not told:
        return []
    owed = {(due.kind, due.id): due.on for due in upcoming.of_unit(user.unit_id, None) if not due.is_handed_in}
    keyed = [(each, (each.kind.value, each.record_id)) for each in told]
    return [(each, owed[key]) for each, key in keyed if key in owed]


def _light(of: Reminder, due_on: date, day: date, calendar: WorkCalendar) -> Light:
    if of.kind is ReminderKind.OPINION:
        return Light("late", "●", "已到期") if day > due_on else Light("soon", "▲", "待回应")
    return light(due_on, None, day, calendar)


def acknowledge(user: User, ids: Sequence[int] | None = None) -> int:
    """Note that the unit has read the reminders, or all that are shown to it; earlier ones of the same matter too.

    Raises Refused when nothing of it waits to be read.
    """
    read = [each for each in pending(user) if ids is None or each.id in ids]
    if not read:
        raise Refused("没有需要确认的提醒：可能已经确认过，或者事项已办结。")
    matters, moment = {(each.kind, each.record_id) for each in read}, now()
    for kind in {each.kind for each in read}:
        of_kind = [record_id for of, record_id in matters if of is kind]
        for start in range(0, len(of_kind), AT_ONCE):
            these = Reminder.record_id.in_(of_kind[start : start + AT_ONCE])
            noted = update(Reminder).where(*_unread(user.unit_id or 0), Reminder.kind == kind, these)
            db.session.execute(noted.values(acknowledged_at=moment, acknowledged_by_id=user.id))
    details = {"ids": [each.id for each in read]}
    journal.record("reminder.noted", "reminder", None, f"确认知悉提醒{len(read)}条", details=details)
    return len(read)


def _unread(unit_id: int) -> tuple[ColumnElement[bool], ...]:
    return (Reminder.unit_id == unit_id, Reminder.acknowledged_at.is_(None), Reminder.settled_on.is_(None))
