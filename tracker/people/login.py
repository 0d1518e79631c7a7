"""Signing in: the same answer for an unknown name and a wrong password, and growing waits after failures."""

from datetime import datetime, timedelta

from flask import request
from sqlalchemy import delete, func, select

from tracker import journal
from tracker.clock import wall_now
from tracker.db import begin_reading, begin_writing, db
from tracker.people import access, passwords
from tracker.people.models import LoginFailure, LoginSession, User
from tracker.refusals import Refused

FREE_TRIES = 5
FREE_TRIES_PER_ADDRESS = 20
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=15)
REMEMBERED = timedelta(hours=1)
WRONG = "登录名或密码不正确，或尝试次数过多。请核对后稍等几分钟再试；忘记密码请联系管理员重置。"


def check(username: str, password: str) -> User | None:
    """The person whose password this is, or None. Spends the same time and says the same for every reason.

    Hashing takes long on purpose, so no transaction is open meanwhile: a stranger must not keep others from writing.
    """
    begin_reading()
    name = username.strip()[:40]
    throttled = is_throttled(name, request.remote_addr or "", wall_now())
    user = None if throttled else db.session.scalar(select(User).where(User.username == name))
    stored = user.password_hash if user else None
    db.session.rollback()
    right = passwords.matches(stored, password) if stored else passwords.spend_the_same_time(password)
    begin_writing()
    if user is None or not right or user.disabled_at is not None or user.password_expired(wall_now()):
        return None
    return user


def is_throttled(username: str, address: str, moment: datetime) -> bool:
    """Whether the name or the address must still wait: one minute after five failures, doubling up to fifteen."""
    since = moment - REMEMBERED
    for column, value, free in (
        (LoginFailure.username, username, FREE_TRIES),
        (LoginFailure.address, address, FREE_TRIES_PER_ADDRESS),
    ):
        count, last = db.session.execute(
            select(func.count(), func.max(LoginFailure.at)).where(column == value, LoginFailure.at > since)
        ).one()
        if count >= free and moment < last + min(FIRST_WAIT * 2 ** min(count - free, 10), LONGEST_WAIT):
            return True
    return False


def sign_in(user: User) -> None:
    """Begin the person's session and forget the failures that came before."""
    db.session.execute(delete(LoginFailure).where(LoginFailure.username == user.username))
    access.begin_session(user)
    unit = user.unit.short_name if user.unit else None
    actor = journal.Actor(user.id, user.name, user.role.value, unit)
    journal.record("session.begin", "user", user.id, f"{user.username} 登录", actor=actor)


def note_failure(username: str) -> None:
    """Count a failed login for the name and the address; the journal keeps the name as typed, never the password."""
    moment = wall_now()
    name, address = username.strip()[:40], request.remote_addr or ""
    db.session.execute(delete(LoginFailure).where(LoginFailure.at < moment - REMEMBERED))
    if not is_throttled(name, address, moment):  # tries during a wait do not lengthen it: nobody is locked out for ever
        db.session.add(LoginFailure(username=name, address=address, at=moment))
    journal.record("session.refused", "user", None, f"{name} 登录失败", result="refused")


def sign_out(user: User) -> None:
    access.end_session()
    journal.record("session.end", "user", user.id, f"{user.username} 退出")


def change_password(user: User, current: str, new: str) -> None:
    """Set the person's own password and end the person's other sessions.

    Raises Refused when the current password is wrong or the new one is too weak.
    """
    stored, username = user.password_hash, user.username
    db.session.rollback()
    if not passwords.matches(stored, current):
        raise Refused("当前密码不正确")
    weakness = passwords.weakness(new, username)
    if weakness:
        raise Refused(weakness)
    user.password_hash = passwords.hashed(new)
    user.must_change_password = False
    user.password_until = None
    db.session.execute(delete(LoginSession).where(LoginSession.user_id == user.id))
    access.begin_session(user)
    journal.record("user.password", "user", user.id, f"{user.username} 修改密码")
