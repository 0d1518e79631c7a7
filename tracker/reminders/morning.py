"""The morning's list: what each unit is told of today, and what it no longer owes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, select

from tracker import journal
from tracker.calendar import book
from tracker.db import db
from tracker.reminders import rules, upcoming
from tracker.reminders.choices import ReminderKind
from tracker.reminders.dues import ACTS, Due, Key
from tracker.reminders.lights import Told, is_told, light, sentence
from tracker.reminders.models import Reminder


@dataclass
class Morning:
    """What one run did: ``made`` are new, ``settled`` no longer owed; nothing on a rest day."""

    on: date
    is_workday: bool = True
    made: list[Reminder] = field(default_factory=list)
    settled: int = 0


def remind(on: date) -> Morning:
    """Make the list of the day. Run again on the same day it adds only what has come up meanwhile."""
    calendar = book.in_force()
    if not calendar.is_workday(on):
        return Morning(on, is_workday=False)
    rule, morning = rules.in_force(on), Morning(on)
    horizon = calendar.nth_workday(on, rule.yellow_workdays + 1)
    owed = {due.key: due for due in upcoming.before(max(horizon, on + timedelta(days=1))) if not due.is_handed_in}
    morning.settled = _settle(owed, on)
    last = _last_told()
    for key, due in owed.items():
        if is_told(due.on, on, last.get(key), rule, calendar):
            act = f"{ReminderKind(due.kind).label}{ACTS[due.kind]}，"
            reminder = Reminder(
                unit_id=due.unit_id,
                kind=ReminderKind(due.kind),
                record_id=due.id,
                task_id=due.task_id,
                on=on,
                title=due.title[:500],
                due_on=due.on,
                light=light(due.on, on, rule, calendar),
                sentence=sentence(act, due.on, on, calendar),
            )
            morning.made.append(reminder)
    db.session.add_all(morning.made)
    db.session.flush()
    details = {"made": len(morning.made), "settled": morning.settled, "on": on.isoformat()}
    journal.record("reminder.make", "reminder", None, f"生成 {on} 的提醒{len(morning.made)}条", details=details)
    return morning


def _settle(owed: Mapping[Key, Due], on: date) -> int:
    """Mark what is done, handed in, or another's by now, so that nobody is asked to answer for it."""
    pending = select(Reminder).where(Reminder.acknowledged_at.is_(None), Reminder.settled_on.is_(None))
    gone = [each for each in db.session.scalars(pending) if (each.unit_id, each.kind, each.record_id) not in owed]
    for reminder in gone:
        reminder.settled_on = on
    db.session.flush()
    return len(gone)


def _last_told() -> dict[Key, Told]:
    of = Reminder
    newest = (
        select(of.unit_id, of.kind, of.record_id, func.max(of.on).label("on"))
        .group_by(of.unit_id, of.kind, of.record_id)
        .subquery()
    )
    same = [getattr(of, name) == newest.c[name] for name in ("unit_id", "kind", "record_id", "on")]
    rows = db.session.execute(
        select(of.unit_id, of.kind, of.record_id, of.on, of.light, of.due_on).join(
            newest, same[0] & same[1] & same[2] & same[3]
        )
    )
    return {(row[0], str(row[1]), row[2]): Told(*row[3:]) for row in rows}
