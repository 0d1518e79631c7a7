"""Where a person wants the morning's list; each decides for oneself."""

from tracker import journal
from tracker.clock import now
from tracker.db import db
from tracker.people.models import User
from tracker.reminders.models import ReminderAddress


def of(user: User) -> str:
    kept = db.session.get(ReminderAddress, user.id)
    return kept.address if kept else ""


def set_address(user: User, address: str) -> None:
    """Write there from tomorrow's list on; an empty address ends it. The journal does not keep the address."""
    kept = db.session.get(ReminderAddress, user.id)
    if not address:
        if kept is not None:
            db.session.delete(kept)
    elif kept is None:
        db.session.add(ReminderAddress(user_id=user.id, address=address, set_at=now()))
    else:
        kept.address, kept.set_at = address, now()
    db.session.flush()
    words = "设置接收提醒的邮箱" if address else "不再用邮件接收提醒"
    journal.record("reminder.set_address", "user", user.id, words)
