"""The rule by which reminders are made, as data with the day from which it holds."""

from datetime import date
from zlib import crc32

from sqlalchemy import select

from tracker import journal
from tracker.clock import now, today
from tracker.db import db
from tracker.people.models import User
from tracker.refusals import Refused
from tracker.reminders import lights
from tracker.reminders.choices import PaperStep
from tracker.reminders.lights import Rule
from tracker.reminders.models import ReminderRule


def kept() -> list[ReminderRule]:
    """All that were set, the newest first."""
    return list(db.session.scalars(select(ReminderRule).order_by(ReminderRule.valid_from.desc())))


def version() -> int:
    """A checksum of all that was set, so that a form that was opened before another setting is noticed."""
    return crc32("\n".join(str(as_rule(row)) for row in kept()).encode())


def as_rule(row: ReminderRule) -> Rule:
    waits = {
        PaperStep.REMINDER: row.reminder_workdays,
        PaperStep.URGING: row.urging_workdays,
        PaperStep.SUPERVISION: row.supervision_workdays,
    }
    return Rule(row.valid_from, row.yellow_workdays, row.repeat_workdays, waits)


def in_force(on: date) -> Rule:
    return lights.in_force(map(as_rule, kept()), on)


def set_rule(rule: Rule, by: User) -> ReminderRule:
    """Set what holds from a day on. Raises Refused for a day that is over: what was told stays as it was told."""
    if rule.valid_from < today():
        raise Refused(f"生效日期不能早于今天 {today()}，已经发出的提醒不会改变。")
    row = db.session.scalar(select(ReminderRule).where(ReminderRule.valid_from == rule.valid_from))
    if row is None:
        row = ReminderRule(valid_from=rule.valid_from)
        db.session.add(row)
    row.yellow_workdays, row.repeat_workdays = rule.yellow_workdays, rule.repeat_workdays
    row.reminder_workdays, row.urging_workdays = rule.waits[PaperStep.REMINDER], rule.waits[PaperStep.URGING]
    row.supervision_workdays = rule.waits[PaperStep.SUPERVISION]
    row.set_by_id, row.set_at = by.id, now()
    db.session.flush()
    details = {"yellow": rule.yellow_workdays, "repeat": rule.repeat_workdays, "waits": dict(rule.waits)}
    summary = f"设置提醒规则，自 {rule.valid_from} 起"
    journal.record("reminder.set_rule", "reminder_rule", row.id, summary, details=details)
    return row
