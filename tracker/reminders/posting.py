"""The morning's list by e-mail: one message a person and day, to those who gave an address. Never sent twice."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from tracker import journal
from tracker.clock import now
from tracker.db import db
from tracker.people.models import User
from tracker.reminders.choices import MailState
from tracker.reminders.models import Reminder, ReminderAddress, ReminderMail

MOST_LINES = 50
SUBJECT = "重点领域政府信息公开：{on} 有{count}项提醒"
FOOT = "请登录重点领域政府信息公开台账办理，并在工作台上点“知悉”。本邮件由系统发出，请勿回复。"


def claim(on: date) -> list[tuple[ReminderMail, str, list[Reminder]]]:
    """Whom to write to about what, each entered as being sent before it is: whatever happens, not a second time.

    The caller commits before it sends. One that the server did not take may be tried again.
    """
    told: dict[int, list[Reminder]] = defaultdict(list)
    waiting = (Reminder.on == on, Reminder.acknowledged_at.is_(None), Reminder.settled_on.is_(None))
    for reminder in db.session.scalars(select(Reminder).where(*waiting).order_by(Reminder.due_on, Reminder.id)):
        told[reminder.unit_id].append(reminder)
    people = (
        select(ReminderAddress, User)
        .join(User, User.id == ReminderAddress.user_id)
        .where(User.disabled_at.is_(None), User.unit_id.in_(told))
        .order_by(User.id)
    )
    before = {mail.user_id: mail for mail in db.session.scalars(select(ReminderMail).where(ReminderMail.on == on))}
    found = []
    for address, user in db.session.execute(people).all():
        mail, reminders = before.get(user.id), told[user.unit_id or 0]
        if mail is not None and mail.state is not MailState.FAILED:
            continue
        if mail is None:
            mail = ReminderMail(user_id=user.id, on=on)
            db.session.add(mail)
        mail.count, mail.state, mail.error, mail.at = len(reminders), MailState.SENDING, "", now()
        found.append((mail, address.address, reminders))
    db.session.flush()
    return found


def done(mail: ReminderMail, error: str = "") -> None:
    """Note what became of it."""
    mail.state, mail.error, mail.at = MailState.FAILED if error else MailState.SENT, error[:300], now()
    db.session.flush()
    words = f"未发出：{error}" if error else "已发送"
    journal.record("reminder.mail", "reminder_mail", mail.id, f"{mail.on} 的提醒邮件{words}")


def subject(on: date, reminders: Sequence[Reminder]) -> str:
    return SUBJECT.format(on=on, count=len(reminders))


def text(reminders: Sequence[Reminder]) -> str:
    lines = [f"{at}. 《{each.title}》{each.sentence}" for at, each in enumerate(reminders[:MOST_LINES], 1)]
    if len(reminders) > MOST_LINES:
        lines.append(f"其余{len(reminders) - MOST_LINES}项请登录查看。")
    return "\n".join([*lines, "", FOOT, ""])
