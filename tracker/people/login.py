"""Signing in: the same answer for an unknown name and a wrong password, and growing waits after failures."""

from datetime import datetime, timedelta

from flask import current_app, request, session
from sqlalchemy import delete, func, select
from sqlalchemy.orm import InstrumentedAttribute

from tracker import journal, networks, web
from tracker.clock import wall_now
from tracker.db import begin_reading, begin_writing, db
from tracker.people import access, accounts, passwords, unsaved
from tracker.people.factor import keeping
from tracker.people.models import LoginFailure, LoginSession, User
from tracker.refusals import Refused

FREE_TRIES = 5
FREE_TRIES_PER_ADDRESS = 20
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=15)
REMEMBERED = timedelta(hours=1)
HALF, HALF_LASTS = "half", timedelta(minutes=5)
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
    if user is None or not right or not user.is_usable or user.password_expired(wall_now()):
        return None
    return user


def is_throttled(username: str, address: str, moment: datetime) -> bool:
    """Whether the name or the address must still wait: one minute after five failures, doubling up to fifteen."""
    since = moment - REMEMBERED
    return _must_wait(LoginFailure.username, username, FREE_TRIES, since, moment) or _must_wait(
        LoginFailure.address, address, FREE_TRIES_PER_ADDRESS, since, moment
    )


def _must_wait(column: InstrumentedAttribute[str], value: str, free: int, since: datetime, moment: datetime) -> bool:
    count, last = db.session.execute(
        select(func.count(), func.max(LoginFailure.at)).where(column == value, LoginFailure.at > since)
    ).one()
    return bool(count >= free and moment < last + min(FIRST_WAIT * 2 ** min(count - free, 10), LONGEST_WAIT))


def must_wait(username: str) -> bool:
    """Whether the name waits after wrong passwords, from wherever they were typed."""
    since = wall_now() - REMEMBERED
    return _must_wait(LoginFailure.username, username, FREE_TRIES, since, wall_now())


def begin_half(user: User) -> None:
    """The password was right; the code is still to come. Nothing of a signed-in person is given until then."""
    session.clear()
    session[HALF] = [user.id, wall_now().timestamp(), access.digest(user.password_hash)]


def half_way() -> User | None:
    """Who typed a right password in this browser some minutes ago, with everything still as it was then."""
    said = session.get(HALF)
    if not isinstance(said, list) or len(said) != 3:
        return None
    user = db.session.get(User, said[0])
    fresh = wall_now().timestamp() - said[1] < HALF_LASTS.total_seconds()
    if user is None or not fresh or not user.is_usable or said[2] != access.digest(user.password_hash):
        return None
    return user


def check_code(user: User, typed: str) -> bool:
    """Whether the second factor's code is right; a name that must wait is told the same as for a wrong code."""
    if is_throttled(user.username, request.remote_addr or "", wall_now()):
        return False
    return keeping.check(user, typed)


def comes_from_outside(user: User) -> bool:
    """Whether the person's role may not sign in from this address; it is put on record."""
    if networks.allow(user.role, request.remote_addr or ""):
        return False
    journal.record("session.outside", "user", user.id, f"{user.username} 从不允许的地址登录", result="refused")
    return True


def sign_in(user: User) -> None:
    """Begin the person's session and forget the failures that came before."""
    days = current_app.config["PASSWORD_DAYS"]
    if days and wall_now() - (user.password_set_at or user.created_at) > timedelta(days=days):
        user.must_change_password = True
    db.session.execute(delete(LoginFailure).where(LoginFailure.username == user.username))
    unsaved.sweep()
    access.begin_session(user)
    unit = user.unit.short_name if user.unit else None
    actor = journal.Actor(user.id, user.name, user.role.value, unit)
    journal.record("session.begin", "user", user.id, f"{user.username} 登录", actor=actor)


def leads_to(user: User, asked: str | None) -> str:
    """The first page after signing in: what was not saved before, the page that was asked for, or the desk."""
    if unsaved.of(user.id):
        return "/unsaved"
    return asked if web.is_local(asked) else "/"


class WrongPassword(Refused):
    """Somebody at a signed-in browser does not know the password: counted as a failed login."""


def note_failure(username: str) -> None:
    """Count a failed login for the name and the address; the journal keeps the name as typed, never the password."""
    moment = wall_now()
    name, address = username.strip()[:40], request.remote_addr or ""
    db.session.execute(delete(LoginFailure).where(LoginFailure.at < moment - REMEMBERED))
    if is_throttled(name, address, moment):  # tries during a wait do not lengthen it: nobody is locked out for ever
        journal.record("session.throttled", "user", None, f"{name} 登录过于频繁，暂缓", result="refused")
        return
    db.session.add(LoginFailure(username=name, address=address, at=moment))
    journal.record("session.refused", "user", None, f"{name} 登录失败", result="refused")


def sign_out(user: User) -> None:
    access.end_session()
    journal.record("session.end", "user", user.id, f"{user.username} 退出")


def change_password(user: User, current: str, new: str) -> None:
    """Set the person's own password and end the person's other sessions.

    Raises WrongPassword when the current one is wrong or was so too often, Refused when the new one is too weak.
    """
    stored, username = user.password_hash, user.username
    is_late, words = is_throttled(username, request.remote_addr or "", wall_now()), accounts.words_of(user.unit)
    db.session.rollback()
    if is_late or not passwords.matches(stored, current):
        raise WrongPassword("当前密码不正确；多次输错的，请稍候再试")
    if new == current:
        raise Refused("新密码不能与当前密码相同")
    weakness = passwords.weakness(new, username, words)
    if weakness:
        raise Refused(weakness)
    user.password_hash, user.password_set_at = passwords.hashed(new), wall_now()
    user.must_change_password = False
    user.password_until = None
    db.session.execute(delete(LoginSession).where(LoginSession.user_id == user.id))
    access.begin_session(user)
    journal.record("user.password", "user", user.id, f"{user.username} 修改密码")
